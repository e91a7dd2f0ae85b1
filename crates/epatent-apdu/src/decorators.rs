// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Transports around transports: recording, replay, interception.

mod intercept;
mod record;
mod replay;
mod transcript;

pub use intercept::Intercept;
pub use record::Recording;
pub use replay::Replay;
pub use transcript::{Entry, MAX_ENTRIES, Transcript, TranscriptError};

#[cfg(test)]
mod tests;
