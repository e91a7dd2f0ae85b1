// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The offline verifier of the electronic patent card: a pure function of what was shown, trust,
//! policy, place and time.
//!
//! ```
//! use epatent_core::{CivilDate, Region, UnixTime, object::Environment};
//! use epatent_verify::{Circumstances, Code, Policy, StatusRule, TrustStore, Verdict, Verifier};
//! # use epatent_sign::{FileKey, authority::{RootRequest, Subject, self_signed_root}};
//! # let mut rng = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(1);
//! # let request = RootRequest {
//! #     subject: Subject::named("Laboratory root"),
//! #     environment: Environment::Lab,
//! #     not_before: UnixTime::parse("2026-01-01T00:00:00Z")?,
//! #     not_after: UnixTime::parse("2036-01-01T00:00:00Z")?,
//! # };
//! # let root = self_signed_root(&request, &FileKey::generate_ed25519(&mut rng), &mut rng)?;
//!
//! let trust = TrustStore::new(Environment::Lab, [root])?;
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
//!
//! // What a card shows as its security object is not one: nothing of it is looked at, and it is refused.
//! let mut check = Verifier::new(&trust, &policy)?.begin(&circumstances);
//! assert!(check.security_object(b"shown by a card").is_none());
//! let report = check.report();
//! assert_eq!(report.verdict, Verdict::Refused);
//! assert!(report.finding(Code::SignatureInvalid).is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
