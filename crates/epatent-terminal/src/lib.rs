// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a terminal does with a patent card.
//!
//! ```
//! use epatent_apdu::pace::{Can, Ephemeral};
//! use epatent_core::chip_proof::TerminalStatement;
//! use epatent_core::{CivilDate, Region, Text, UnixTime};
//! use epatent_emulator::InProcess;
//! use epatent_terminal::{Request, read_card};
//! use epatent_testkit::{chip, lab::Lab, people};
//! use epatent_verify::{Circumstances, Policy, StatusRule, TrustStore, Verdict, Verifier};
//!
//! // A card, in software, on whose plastic stands 246810.
//! let lab = Lab::new(1);
//! let (_, card) = chip::issued(&lab, people::rakhimov(), "246810", 5, |_| {});
//!
//! let trust = TrustStore::new(lab.setup.environment, [lab.root.der()])?;
//! let policy = Policy {
//!     status: StatusRule::NotRequired,
//!     payment: StatusRule::NotRequired,
//!     ..Policy::default()
//! };
//! let circumstances = Circumstances {
//!     region: Region::parse("77")?,
//!     now: UnixTime::parse("2026-12-15T09:00:00Z")?,
//!     date: CivilDate::parse("2026-12-15")?,
//!     profession: None,
//! };
//! let request = Request {
//!     can: Some(Can::parse("246810")?),
//!     // Random bytes, new for every reading.
//!     pace_random: [7; Ephemeral::RANDOM],
//!     host_nonce: [9; 32],
//!     statement: TerminalStatement {
//!         checked_at: circumstances.now,
//!         region: circumstances.region,
//!         terminal: Text::parse("example")?,
//!     },
//! };
//! let mut check = Verifier::new(&trust, &policy)?.begin(&circumstances);
//! read_card(&mut InProcess::new(card), &mut check, &request, &mut ())?;
//! assert_eq!(check.report().verdict, Verdict::InForce);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
    LISTS_FOLDER, ListFile, MAX_LISTS_TOTAL, PolicySettings, ROOTS_FOLDER, SETTINGS_FILE,
    SIGNERS_FOLDER, TrustDirectory, TrustDirectoryError, read_settings, settings_text,
};
pub use trust_state::{
    ImportError, ListRefusal, ListsAtHand, MAX_BUNDLE_LENGTH, STATE_FOLDER, StateError, TakenList,
    TrustState,
};
