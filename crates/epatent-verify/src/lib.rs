// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The offline verifier of the electronic patent card: a pure function of what was shown, trust,
//! policy, place and time.
//!
//! No verdict without proof: nothing read from a card is decoded before it is authentic, and what
//! is authentic has a type, [`Authentic`], that only the check that proved it can make. "Forged"
//! ([`Verdict::Refused`]), "not in force" and "cannot tell" ([`Verdict::Undetermined`]) are three
//! different answers, and a [`Report`] names every check, also the ones that were skipped.
//!
//! [`Verifier::begin`] opens a [`Check`] whose steps are called as the bytes arrive from a card, the
//! photo last; [`Verifier::verify`] runs the same steps over a whole [`Presentation`].
//!
//! The crate has no clock and no randomness: the time, the place and the stopwatch are arguments.
//!
//! [`Presentation`]: epatent_core::presentation::Presentation

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

#[cfg(feature = "audit")]
pub mod audit;
mod authentic;
mod bundle;
mod chain;
mod check;
mod code;
pub mod device;
mod known_signers;
mod lists;
mod policy;
mod reason;
mod report;
mod signature;
mod signer_certificates;
mod trust;
mod verifier;

pub use authentic::{Authentic, AuthenticCard};
pub use bundle::{ProvedBundle, Revocation, Revoked};
pub use check::{Challenge, Check, Preview, PrintedNumbers, REQUIRED_GROUPS};
pub use code::{Code, Colour};
pub use epatent_core::list::Freshness;
pub use known_signers::{KnownSigners, MAX_KNOWN_SIGNERS};
pub use lists::{Imported, ListError, ListKind, Lists, MAX_REFUSED_LISTS};
pub use policy::{Circumstances, MaxAge, Policy, PolicyError, StatusRule, WrongRegion};
pub use reason::{
    CodeDefect, Entitlement, IssuerGap, LastDay, NewerFormat, ObjectDefect, PaidUntil, Part,
    PartDefect, PaymentGap, PaymentSource, PrintDefect, ProofDefect, Reason, RecordDefect,
    StatusGap, Untrusted,
};
pub use report::{
    CheckId, CheckRecord, ConsultedList, Finding, Outcome, ProofSource, Report, Verdict,
};
pub use signer_certificates::{MAX_SIGNER_CERTIFICATES, SignerCertificates};
pub use trust::{IntroductionError, MAX_ROOTS, TrustError, TrustStore};
pub use verifier::{Stopwatch, Verifier};
