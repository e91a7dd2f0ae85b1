// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the two programs with a card reader share, so that an office and an officer hear the same
//! words for the same trouble: readers, conversations, the trust directory and findings.
//!
//! ```
//! use epatent_cli::{Language, Words};
//! use epatent_core::CivilDate;
//! use epatent_station::describe;
//! use epatent_verify::{IssuerGap, Reason};
//!
//! let reason = Reason::IssuerUnknown(IssuerGap::NoSuchRoot);
//! let today = CivilDate::parse("2026-12-15")?;
//! let [english, russian] = [Language::En, Language::Ru]
//!     .map(|language| describe(&Words::new(language), &reason, today));
//! assert_ne!(english.next, russian.next);
//! # Ok::<(), epatent_core::DateError>(())
//! ```

mod clock;
pub mod doctor;
pub mod findings;
mod knowledge;
mod length;
pub mod page;
mod reader;
mod request;
mod station;
mod trace;
mod trouble;
mod trust;

pub use clock::now;
pub use findings::describe;
pub use knowledge::{Knowledge, state_failure};
pub use reader::list_readers;
pub use request::request;
pub use station::{Connection, MAX_RESTARTS, Station, is_foreign_reset};
pub use trace::Trace;
pub use trouble::{flow_failure, read_failure, reader_failure};
pub use trust::{policy_failure, proved_lists, read_policy, read_trust};
