// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Plays a recorded conversation to a host.

use super::transcript::Transcript;
use crate::transport::{Transport, TransportError};

/// Answers the commands of a transcript in order, and nothing else.
#[derive(Debug)]
pub struct Replay {
    transcript: Transcript,
    position: usize,
}

impl Replay {
    /// Plays this transcript from its beginning.
    #[must_use]
    pub const fn new(transcript: Transcript) -> Self {
        Self {
            transcript,
            position: 0,
        }
    }

    /// Whether every exchange was played.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.position == self.transcript.entries().len()
    }
}

impl Transport for Replay {
    /// # Errors
    /// [`TransportError::ReplayDiffers`] and [`TransportError::ReplayEnded`], with the position;
    /// [`TransportError::OutcomeUnknown`] where the recorded exchange brought no reply.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let entries = self.transcript.entries();
        let position = self.position;
        let Some(entry) = entries.get(position) else {
            return Err(TransportError::ReplayEnded {
                length: entries.len(),
            });
        };
        if entry.command != command {
            return Err(TransportError::ReplayDiffers { position });
        }
        self.position = position.saturating_add(1);
        entry
            .reply
            .clone()
            .ok_or(TransportError::OutcomeUnknown { length: 0 })
    }
}
