// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Frames of the virtual reader: a 2-byte big-endian length, then that many bytes.

/// Bytes of the length.
const HEADER: usize = 2;

/// Cuts the byte stream of the reader into frames, however the network cut it.
#[derive(Debug, Default)]
pub(super) struct Frames {
    pending: Vec<u8>,
}

impl Frames {
    /// Takes what arrived. The buffer holds at most one unfinished frame and one chunk, because
    /// the caller empties it with [`Frames::next`] before it reads again.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next whole frame, without its length.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        let (header, rest) = self.pending.split_first_chunk::<HEADER>()?;
        let length = usize::from(u16::from_be_bytes(*header));
        let frame = rest.get(..length)?.to_vec();
        self.pending.drain(..HEADER + length);
        Some(frame)
    }
}

/// A frame with `bytes` in it, as one buffer for one write; none when they do not fit.
pub(super) fn encode(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(bytes.len()).ok()?;
    let mut frame = Vec::with_capacity(HEADER + bytes.len());
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(bytes);
    Some(frame)
}

/// The beginning of a frame of `whole` bytes, after which nothing more comes.
pub(super) fn encode_torn(came: &[u8], whole: usize) -> Option<Vec<u8>> {
    let length = u16::try_from(whole).ok()?;
    Some([&length.to_be_bytes(), came].concat())
}
