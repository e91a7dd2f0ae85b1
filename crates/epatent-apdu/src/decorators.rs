// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Transports around transports: recording, replay, tracing, interception.

mod intercept;
mod record;
mod replay;
mod trace;
mod transcript;

pub use intercept::Intercept;
pub use record::Recording;
pub use replay::Replay;
pub use trace::{Part, Protection, Traced, Tracing, View};
pub use transcript::{Entry, MAX_ENTRIES, Transcript, TranscriptError};

#[cfg(test)]
mod tests;
