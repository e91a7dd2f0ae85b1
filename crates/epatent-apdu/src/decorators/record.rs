// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keeps what was said.

use super::transcript::{Entry, Transcript};
use crate::link::ApduLimit;
use crate::transport::{Transport, TransportError};

/// Passes every command on and keeps it with its reply.
///
/// A transcript holds personal data in the clear where no channel is open: keep it in memory or
/// with synthetic cards.
#[derive(Debug)]
pub struct Recording<T> {
    inner: T,
    transcript: Transcript,
}

impl<T: Transport> Recording<T> {
    /// Records what goes over this transport.
    pub const fn new(inner: T) -> Self {
        Self {
            inner,
            transcript: Transcript::new(),
        }
    }

    /// What was said so far.
    pub const fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Gives the transport and the transcript back.
    pub fn into_parts(self) -> (T, Transcript) {
        (self.inner, self.transcript)
    }
}

impl<T: Transport> Transport for Recording<T> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let reply = self.inner.transmit(command);
        // A transcript that is full keeps its beginning: replay then says where it ended.
        let entry = Entry {
            command: command.to_vec(),
            reply: reply.clone().ok(),
        };
        let _ = self.transcript.push(entry);
        reply
    }

    fn limit(&self) -> ApduLimit {
        self.inner.limit()
    }
}
