// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a terminal does with a patent card.
//!
//! [`DeviceKey`] signs reports of checks and nothing else, and [`CheckLog`] keeps what a device checked,
//! without a word about a person.
//!
//! [`read_card`] reads a card in the order of the checks, so that nothing is read that the
//! authentic security object does not list, and the portrait comes last. [`TrustDirectory`] loads
//! the pinned roots and the policy, the one thing that this library takes from files.

mod check_log;
mod device_key;
mod disk;
mod reading;
mod trust_directory;
mod trust_state;

pub use check_log::{CheckLog, LogEntry, LogError};
pub use device_key::{DeviceKey, ReportError, open_report, sign_report};
pub use disk::{Disk, Folder, Held, Hold};
pub use reading::{Observer, ReadError, Reading, Request, read_card};
pub use trust_directory::{
    LISTS_FOLDER, ListFile, MAX_LISTS_TOTAL, ROOTS_FOLDER, SETTINGS_FILE, SIGNERS_FOLDER,
    TrustDirectory, TrustDirectoryError, settings_text,
};
pub use trust_state::{
    ImportError, ListRefusal, ListsAtHand, MAX_BUNDLE_LENGTH, STATE_FOLDER, StateError, TakenList,
    TrustState,
};
