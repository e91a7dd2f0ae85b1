// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a terminal does with a patent card.
//!
//! [`read_card`] reads a card in the order of the checks, so that nothing is read that the
//! authentic security object does not list, and the portrait comes last. [`TrustDirectory`] loads
//! the pinned roots and the policy, the one thing that this library takes from files.

mod reading;
mod trust_directory;

pub use reading::{Observer, ReadError, Reading, Request, read_card};
pub use trust_directory::{
    ROOTS_FOLDER, SETTINGS_FILE, SIGNERS_FOLDER, TrustDirectory, TrustDirectoryError, settings_text,
};
