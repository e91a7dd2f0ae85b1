// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Data model, strict deterministic CBOR and object formats of the electronic patent card.
//!
//! ```
//! use epatent_core::cbor::{self, CborErrorKind};
//! use epatent_core::{CivilDate, PatentNumber};
//!
//! let number = PatentNumber::parse("77 № 2600012345")?;
//! assert_eq!(number, PatentNumber::from_parts("77", "2600012345")?);
//! assert!(CivilDate::parse("2027-02-29").is_err());
//!
//! // A map that has the key 1 twice: two readers could take it for two documents.
//! let error = cbor::check(&[0xA2, 0x01, 0x00, 0x01, 0x01]).unwrap_err();
//! assert_eq!((error.kind, error.offset), (CborErrorKind::DuplicateKey, 3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What a card carries, as types that are true once they exist: a [`PatentNumber`] has been
//! parsed, a [`Text`] is normalised, a [`CivilDate`] is a day that occurs. Bytes from outside pass
//! [`cbor::check`] before anything decodes them.
//!
//! Formats that a public source confirms are refused when wrong; formats that are only remembered
//! are accepted and reported as a [`Warning`], which an issuing office shows to its clerk.
//!
//! The crate has no clock, no randomness and no input or output.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod base45;
pub mod blank_number;
pub mod bundle;
pub mod cbor;
pub mod certificate;
pub mod check_report;
pub mod chip_proof;
pub mod cose;
pub mod country;
pub mod dates;
pub mod device;
pub mod group;
pub mod inn;
pub mod list;
pub mod model;
pub mod object;
pub mod patent_number;
pub mod payment;
pub mod presentation;
pub mod printed_code;
pub mod region;
pub mod sex;
pub mod text;
pub mod warning;

pub use blank_number::{BlankNumber, BlankNumberError};
pub use country::{Country, CountryError};
pub use dates::{BirthDate, CivilDate, DateError, UnixTime};
pub use inn::{Inn, InnError};
pub use patent_number::{PatentNumber, PatentNumberError};
pub use region::{Region, RegionError};
pub use sex::{Sex, SexError};
pub use text::{Script, Text, TextError};
pub use warning::Warning;
