// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What ends a simulation.

use std::fmt::Display;

/// Something that must not be, or a fault that nobody planned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A promise of the office is broken.
    #[error("{0}")]
    Broken(String),
    /// Something failed where no fault was.
    #[error("unplanned: {0}")]
    Unplanned(String),
    /// A failure, and when it was.
    #[error("seed {seed}, day {day}: {failure}")]
    On {
        /// The seed that replays it.
        seed: u64,
        /// The day, from 1.
        day: u32,
        /// What happened.
        failure: Box<Failure>,
    },
}

/// An error where no fault was planned.
pub(crate) fn unplanned(error: impl Display) -> Failure {
    Failure::Unplanned(error.to_string())
}

/// A broken promise.
pub(crate) fn broken<T>(what: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Broken(what.into()))
}
