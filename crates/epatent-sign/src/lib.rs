// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Builds and signs the security objects and certificates of the electronic patent card.
//!
//! ```
//! use epatent_core::UnixTime;
//! use epatent_core::certificate::Certificate;
//! use epatent_core::object::Environment;
//! use epatent_sign::authority::{RootRequest, Subject, self_signed_root};
//! use epatent_sign::{FileKey, Signer, verify};
//! use rand::{SeedableRng, rngs::StdRng};
//!
//! let mut rng = StdRng::seed_from_u64(1);
//! let key = FileKey::generate_ed25519(&mut rng);
//! let request = RootRequest {
//!     subject: Subject::named("Laboratory root"),
//!     environment: Environment::Lab,
//!     not_before: UnixTime::parse("2026-01-01T00:00:00Z")?,
//!     not_after: UnixTime::parse("2036-01-01T00:00:00Z")?,
//! };
//! let root = Certificate::parse(&self_signed_root(&request, &key, &mut rng)?)?;
//! assert_eq!(root.not_after(), request.not_after);
//!
//! let signature = key.sign(b"to be signed")?;
//! assert!(verify(root.public_key(), b"to be signed", &signature).is_ok());
//! assert!(verify(root.public_key(), b"something else", &signature).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A card is signed in three steps, so that the key may be in another process, an HSM or another
//! building: [`prepare`] encodes the data groups and checks that the signer is entitled,
//! [`PreparedObject::signature_payload`] is what the key signs, and [`PreparedObject::complete`]
//! verifies the signature before the card's files exist. [`issue`] is the three in one for a
//! [`Signer`] at hand, such as a [`FileKey`]; [`issue_prepared`] signs many cards, with their
//! signatures checked together.
//!
//! Documents of one file, such as a trust bundle, are signed in the same three steps
//! ([`prepare_bundle`], [`PreparedDocument`]).
//!
//! [`authority`] makes the two levels of X.509 certificates, root and signer.
//!
//! The crate reads no clock, no file and no system randomness: times, bytes and generators are
//! arguments, so that the same arguments always give the same bytes.

pub mod authority;
mod bundle;
mod document;
mod entitlement;
mod error;
mod file_key;
#[cfg(test)]
mod fixture;
mod lists;
mod many;
mod object;
mod printed_code;
mod signer;

pub use bundle::{prepare_bundle, sign_bundle};
pub use document::{DocumentTerms, PreparedDocument};
pub use error::SignError;
pub use file_key::{FileKey, LAB_KEY_LINE, MIN_PASSPHRASE};
pub use lists::{
    prepare_paid_through_delta, prepare_paid_through_snapshot, prepare_status_list,
    sign_paid_through_delta, sign_paid_through_snapshot, sign_payment_record, sign_status_list,
};
pub use object::{
    CardContents, IssueTerms, PreparedObject, SignedCard, issue, issue_prepared, prepare,
};
pub use printed_code::{PreparedCode, printed_code, sign_printed_code};
pub use signer::{CheckedSignature, Signer, verify};
