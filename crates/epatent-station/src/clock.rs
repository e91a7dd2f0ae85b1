// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The clock of this computer.

use epatent_cli::{Exit, Failure, Words};
use epatent_core::UnixTime;
use std::time::{SystemTime, UNIX_EPOCH};

/// The present second.
///
/// # Errors
/// A clock outside 1970 to 2286, in words, exit 4: no answer about a term could be trusted.
pub fn now(words: &Words) -> Result<UnixTime, Failure> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| UnixTime::from_seconds(since.as_secs()).ok())
        .ok_or_else(|| Failure::new(words, Exit::Device, "error-clock", &[]))
}
