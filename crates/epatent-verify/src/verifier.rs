// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device checks with: trust, policy, memory, stopwatch.

use core::fmt;

use epatent_core::UnixTime;
use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;

use crate::{
    Check, Circumstances, KnownSigners, Lists, Policy, PolicyError, ProvedBundle, Report,
    SignerCertificates, StatusRule, TrustStore,
};

/// Microseconds since any fixed moment, never going back. The records of a report tell how long
/// each check took by it.
pub type Stopwatch<'a> = &'a dyn Fn() -> u64;

/// Checks cards under one trust store and one policy.
///
/// `[applet-spec verification-rules]`
#[derive(Clone, Copy)]
pub struct Verifier<'a> {
    pub(crate) trust: &'a TrustStore,
    pub(crate) policy: &'a Policy,
    pub(crate) bundle: Option<&'a ProvedBundle>,
    pub(crate) floor: Option<UnixTime>,
    pub(crate) lists: Option<&'a Lists>,
    pub(crate) known: Option<&'a KnownSigners>,
    pub(crate) signers: Option<&'a SignerCertificates>,
    pub(crate) stopwatch: Option<Stopwatch<'a>>,
}

impl<'a> Verifier<'a> {
    /// A verifier without memory and without stopwatch.
    ///
    /// # Errors
    ///
    /// A policy without lists together with production trust.
    pub fn new(trust: &'a TrustStore, policy: &'a Policy) -> Result<Self, PolicyError> {
        if policy.status == StatusRule::NotRequired
            && trust.environment() == Environment::Production
        {
            return Err(PolicyError::StatusNotRequiredInProduction);
        }
        if policy.payment == StatusRule::NotRequired
            && trust.environment() == Environment::Production
        {
            return Err(PolicyError::PaymentNotRequiredInProduction);
        }
        Ok(Self {
            trust,
            policy,
            bundle: None,
            floor: None,
            lists: None,
            known: None,
            signers: None,
            stopwatch: None,
        })
    }

    /// Checks under this trust bundle: signers must be listed in it, and its age is told.
    ///
    /// The policy is that of the caller; [`Policy::of_bundle`] makes the bundle's.
    #[must_use]
    pub fn under(self, bundle: &'a ProvedBundle) -> Self {
        Self {
            bundle: Some(bundle),
            ..self
        }
    }

    /// Looks there for what is known of cards and payments.
    #[must_use]
    pub fn with_lists(self, lists: &'a Lists) -> Self {
        Self {
            lists: Some(lists),
            ..self
        }
    }

    /// Doubts a clock that is earlier than this verified time ([`device`](crate::device)).
    #[must_use]
    pub fn not_before(self, floor: Option<UnixTime>) -> Self {
        Self { floor, ..self }
    }

    /// Remembers proved signers there, and looks for them there.
    #[must_use]
    pub fn remembering(self, known: &'a KnownSigners) -> Self {
        Self {
            known: Some(known),
            ..self
        }
    }

    /// Looks there for the signers of printed codes, which carry no certificate.
    #[must_use]
    pub fn finding_signers(self, signers: &'a SignerCertificates) -> Self {
        Self {
            signers: Some(signers),
            ..self
        }
    }

    /// Times every check with this stopwatch; without one the records say 0.
    #[must_use]
    pub fn timed_by(self, stopwatch: Stopwatch<'a>) -> Self {
        Self {
            stopwatch: Some(stopwatch),
            ..self
        }
    }

    /// Opens the check of one card.
    #[must_use]
    pub fn begin<'c>(&self, circumstances: &'c Circumstances) -> Check<'c>
    where
        'a: 'c,
    {
        Check::new(*self, circumstances)
    }

    /// Checks what a file keeps of a card: the steps of [`Check`] in their order.
    ///
    /// A chip proof in it was asked for elsewhere and earlier. It is verified like a live one, but
    /// a file cannot show that the chip is here now: [`Report::chip_proof`] says so.
    #[must_use]
    pub fn verify(&self, presentation: &Presentation, circumstances: &Circumstances) -> Report {
        let mut check = self.begin(circumstances);
        check.presentation(presentation);
        check.report()
    }
}

impl fmt::Debug for Verifier<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verifier")
            .field("environment", &self.trust.environment())
            .field("policy", self.policy)
            .finish_non_exhaustive()
    }
}
