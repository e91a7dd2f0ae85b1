// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Strict BER-TLV with one-byte tags: minimal lengths, one order, nothing left over.
//!
//! Secure messaging and PACE have one encoding for each message, so that whatever else arrives is
//! not from a peer that follows the standard. ISO/IEC 7816-4:2020 §6.2

/// What is wrong with a sequence of data objects, and where. Offsets count from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TlvError {
    /// Where the object begins.
    pub(crate) offset: usize,
    /// What is wrong with it.
    pub(crate) kind: TlvErrorKind,
}

/// What is wrong with a data object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TlvErrorKind {
    /// The bytes end where an object must be.
    Missing,
    /// Another object is there.
    Unexpected,
    /// The length is not minimal, longer than two bytes, or points beyond the end.
    Length,
    /// Bytes follow the last object.
    Trailing,
}

/// Appends one object. Lengths over 65,535 do not occur: every caller bounds its values.
pub(crate) fn push(bytes: &mut Vec<u8>, tag: u8, value: &[u8]) {
    bytes.push(tag);
    let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
    let [high, low] = length.to_be_bytes();
    match (high, low) {
        (0, 0..=0x7F) => bytes.push(low),
        (0, _) => bytes.extend_from_slice(&[0x81, low]),
        _ => bytes.extend_from_slice(&[0x82, high, low]),
    }
    bytes.extend_from_slice(value);
}

/// Reads objects from the front.
#[derive(Debug, Clone)]
pub(crate) struct Objects<'a> {
    rest: &'a [u8],
    length: usize,
}

impl<'a> Objects<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            length: bytes.len(),
        }
    }

    /// Where the next object begins.
    pub(crate) const fn offset(&self) -> usize {
        self.length.saturating_sub(self.rest.len())
    }

    /// Whether nothing is left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The value of the next object where its tag is `tag`; otherwise nothing is read.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, TlvError> {
        if self.rest.first() == Some(&tag) {
            self.required(tag).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The value of the next object, whose tag must be `tag`.
    pub(crate) fn required(&mut self, tag: u8) -> Result<&'a [u8], TlvError> {
        let (first, rest) = self
            .rest
            .split_first()
            .ok_or_else(|| self.error(TlvErrorKind::Missing))?;
        if *first != tag {
            return Err(self.error(TlvErrorKind::Unexpected));
        }
        let (value, rest) = split_value(rest).ok_or_else(|| self.error(TlvErrorKind::Length))?;
        self.rest = rest;
        Ok(value)
    }

    /// Demands that nothing is left.
    pub(crate) const fn end(&self) -> Result<(), TlvError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.error(TlvErrorKind::Trailing))
        }
    }

    const fn error(&self, kind: TlvErrorKind) -> TlvError {
        TlvError {
            offset: self.offset(),
            kind,
        }
    }
}

fn split_value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match bytes {
        [length @ 0..=0x7F, rest @ ..] => (usize::from(*length), rest),
        [0x81, length @ 0x80..=0xFF, rest @ ..] => (usize::from(*length), rest),
        [0x82, high @ 1..=0xFF, low, rest @ ..] => {
            (usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests;
