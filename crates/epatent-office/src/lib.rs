// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The work of an issuing office, without words and screens: what comes in, what is made of it, and
//! what goes out. The register says what has been done; this crate does it, one recorded step at a time.
//!
//! ```
//! use epatent_office::transliteration::transliterate;
//!
//! assert_eq!(transliterate("Рахимов").as_deref(), Ok("RAKHIMOV"));
//! // The table of the passport rules has no such letter; the clerk types the form of the passport.
//! assert_eq!(transliterate("Ҷамшед").unwrap_err().letter, 'Ҷ');
//! ```
//!
//! [`production`] makes cards on any reader, and goes on with whatever was interrupted.
//!
//! [`payments`] reads what the treasury reports.
//!
//! [`publish()`] makes bundle and lists of what the register says, proves them as a device would, and
//! only then puts them in the place of the ones before.
//!
//! [`rules`] says which rules of the office are in force, whatever its file says today.
//!
//! The crate has no clock and no randomness: times, keys and generators are arguments.

pub mod application;
pub mod decisions;
pub mod desk;
pub mod document;
pub mod import;
pub mod payments;
pub mod person_search;
pub mod production;
pub mod publish;
pub mod rules;
pub mod settings;
pub mod stock;
pub mod transliteration;

pub use application::{Application, Note, Problem, Unusual, Wrong};
pub use desk::DeskError;
pub use document::DocumentError;
pub use publish::publish;
