// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signer's certificate and its way to a pinned root.
//!
//! What does not depend on a card or a day is proved once and may be remembered
//! ([`KnownSigners`](crate::KnownSigners)): that the key of this root signed this certificate. Term, role,
//! region and environment are compared for every object.
//!
//! Everything that is signed goes this way, whatever its kind: [`open`] and [`Candidate::link`], or
//! [`prove_signer`] for the two in one, prove who signed; after that the payload may be decoded, and
//! [`Signer::check`] tells whether that signer was entitled to what it says.

use alloc::boxed::Box;
use alloc::sync::Arc;

use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::cose::{CoseError, Sign1, Typ};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};

use crate::signature::VerifyingKey;
use crate::trust::{Root, TrustStore};
use crate::{Entitlement, IssuerGap, KnownSigners, NewerFormat, ObjectDefect, Untrusted};

/// What a signed object says of itself and its signer must be entitled to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demand<'a> {
    /// What kind of signer it takes.
    pub(crate) role: Role,
    /// Every region that the object speaks of; none where it speaks of no region.
    pub(crate) regions: &'a [Region],
    /// Laboratory or production.
    pub(crate) environment: Environment,
    /// When it was signed.
    pub(crate) signed_at: UnixTime,
}

/// The signer of an object: proved before or to be proved.
pub(crate) enum Candidate {
    Known(Arc<Signer>),
    New(Box<Embedded>),
}

/// Parses an object of this kind and verifies it under its own certificate. The algorithm is the one
/// in the signed header, and it must be the one of the certificate's key.
pub(crate) fn open(
    bytes: &[u8],
    typ: Typ,
    trust: &TrustStore,
    known: Option<&KnownSigners>,
) -> Result<(Sign1, Candidate), Untrusted> {
    let sign1 = Sign1::parse(bytes, typ).map_err(not_an_envelope)?;
    let der = sign1.certificate();
    let candidate = match known.and_then(|known| known.find(der, trust)) {
        Some(signer) => Candidate::Known(signer),
        None => Candidate::New(Box::new(Embedded::parse(der)?)),
    };
    let key = &candidate.embedded().key;
    if key.algorithm() != sign1.algorithm() {
        return Err(Untrusted::Forged(ObjectDefect::Algorithm));
    }
    key.verify_raw(&sign1.to_be_signed(), sign1.signature())
        .map_err(|_| Untrusted::Forged(ObjectDefect::Signature))?;
    Ok((sign1, candidate))
}

/// Proves that a pinned root stands behind the signer of an object of this kind, whose payload may be
/// decoded after it. Whether that signer is entitled to the payload is for [`Signer::check`].
pub(crate) fn prove_signer(
    bytes: &[u8],
    typ: Typ,
    trust: &TrustStore,
    known: Option<&KnownSigners>,
) -> Result<(Sign1, Arc<Signer>), Untrusted> {
    let (sign1, candidate) = open(bytes, typ, trust, known)?;
    let signer = candidate.link(trust, known)?;
    Ok((sign1, signer))
}

/// An algorithm without a name here may be that of a newer edition: nobody can say that the object
/// is forged. Everything else that does not parse is.
fn not_an_envelope(error: CoseError) -> Untrusted {
    match error {
        CoseError::UnknownAlgorithm { .. } => Untrusted::Newer(NewerFormat::Algorithm),
        error => Untrusted::Forged(ObjectDefect::Envelope(error)),
    }
}

impl Candidate {
    fn embedded(&self) -> &Embedded {
        match self {
            Self::Known(signer) => &signer.embedded,
            Self::New(embedded) => embedded,
        }
    }

    /// Finds the root behind the signer, and remembers the signer.
    pub(crate) fn link(
        self,
        trust: &TrustStore,
        known: Option<&KnownSigners>,
    ) -> Result<Arc<Signer>, Untrusted> {
        match self {
            Self::Known(signer) => Ok(signer),
            Self::New(embedded) => {
                let signer = Arc::new(embedded.link(trust)?);
                if let Some(known) = known {
                    known.remember(&signer);
                }
                Ok(signer)
            }
        }
    }
}

/// A certificate out of a signed object, readable and nothing more.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) certificate: Certificate,
    pub(crate) key: VerifyingKey,
}

impl Embedded {
    /// A certificate that asks for what is unknown here may be one of a newer edition, and nobody
    /// can say that it is forged; every other one that does not parse is of no office.
    pub(crate) fn parse(der: &[u8]) -> Result<Self, Untrusted> {
        let certificate = Certificate::parse(der).map_err(|error| {
            if error.is_unknown_feature() {
                Untrusted::Newer(NewerFormat::Certificate(error))
            } else {
                Untrusted::Forged(ObjectDefect::Certificate(error))
            }
        })?;
        let key = VerifyingKey::new(certificate.public_key())
            .ok_or(Untrusted::Forged(ObjectDefect::Key))?;
        Ok(Self { certificate, key })
    }

    /// Finds the pinned root that signed this certificate.
    ///
    /// The root must have the issuer's name *and* the authority key identifier, so that another
    /// root of the same name is unknown and not forged. A certificate with both whose signature
    /// does not verify claims a root that did not sign it: a forgery.
    pub(crate) fn link(self, trust: &TrustStore) -> Result<Signer, Untrusted> {
        let mut gap = IssuerGap::NoSuchRoot;
        let mut forged = false;
        for root in trust.roots() {
            if root.certificate.subject() != self.certificate.issuer() {
                continue;
            }
            if self.certificate.authority_key_id().is_none()
                || self.certificate.authority_key_id() != root.certificate.subject_key_id()
            {
                gap = IssuerGap::OtherKey;
                continue;
            }
            if self.is_signed_by(root) {
                return Ok(Signer {
                    issuer_key: root.certificate.public_key().clone(),
                    embedded: self,
                });
            }
            forged = true;
        }
        Err(if forged {
            Untrusted::Forged(ObjectDefect::CertificateForged)
        } else {
            Untrusted::UnknownIssuer(gap)
        })
    }

    fn is_signed_by(&self, root: &Root) -> bool {
        self.certificate.signature_algorithm() == root.key.algorithm()
            && root
                .key
                .verify_x509(self.certificate.tbs(), self.certificate.signature_value())
                .is_ok()
    }
}

/// A certificate that the key of a pinned root signed.
#[derive(Debug)]
pub(crate) struct Signer {
    pub(crate) embedded: Embedded,
    /// The key under which its signature verified. Several pinned roots may have it: a root that was
    /// renewed with the same key, beside the old one.
    issuer_key: PublicKey,
}

impl Signer {
    pub(crate) fn certificate(&self) -> &Certificate {
        &self.embedded.certificate
    }

    /// The key of the root that signed the certificate.
    pub(crate) const fn issuer_key(&self) -> &PublicKey {
        &self.issuer_key
    }

    /// The pinned roots that stand behind this certificate: its issuer's name, key identifier and
    /// the very key that signed it.
    fn roots<'t>(&self, trust: &'t TrustStore) -> impl Iterator<Item = &'t Root> {
        trust.roots().iter().filter(|root| {
            *root.certificate.public_key() == self.issuer_key
                && root.certificate.subject() == self.certificate().issuer()
                && root.certificate.subject_key_id() == self.certificate().authority_key_id()
        })
    }

    /// Whether any root of this store stands behind this certificate.
    pub(crate) fn has_root_in(&self, trust: &TrustStore) -> bool {
        self.roots(trust).next().is_some()
    }

    /// All that makes this signer entitled to an object: chain, role, regions, environment.
    ///
    /// One reason is told: that of the chain, and where the chain lacks no more than a root that is in
    /// its term today, whatever makes the signer not entitled, which is the worse one. A check that
    /// reports each by itself asks the methods below.
    pub(crate) fn check(
        &self,
        demand: &Demand<'_>,
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<(), Untrusted> {
        let chain = self.check_chain(trust, demand.signed_at, now);
        if matches!(chain, Err(Untrusted::NotEntitled(_))) {
            return chain;
        }
        self.check_role(demand.role)
            .and_then(|()| {
                demand
                    .regions
                    .iter()
                    .try_for_each(|region| self.check_region(*region))
            })
            .and_then(|()| self.check_environment(demand.environment, trust))
            .map_err(Untrusted::NotEntitled)?;
        chain
    }

    /// The certificate has the role that this kind of object takes.
    pub(crate) fn check_role(&self, role: Role) -> Result<(), Entitlement> {
        if self.certificate().roles().contains(&role) {
            Ok(())
        } else {
            Err(Entitlement::Role(role))
        }
    }

    /// The region is one that the signer may sign for.
    pub(crate) fn check_region(&self, region: Region) -> Result<(), Entitlement> {
        let permitted = self.certificate().regions();
        if permitted.contains(&region) {
            return Ok(());
        }
        Err(Entitlement::Region {
            signed_for: region,
            permitted: permitted.to_vec(),
        })
    }

    /// Laboratory and production are not mixed. The root's environment is the store's: a root of
    /// another one cannot be pinned.
    pub(crate) fn check_environment(
        &self,
        object: Environment,
        trust: &TrustStore,
    ) -> Result<(), Entitlement> {
        let store = trust.environment();
        if object == store && self.certificate().environment() == Some(store) {
            Ok(())
        } else {
            Err(Entitlement::Environment)
        }
    }

    /// What the chain demands of every object: kind of certificate, and both terms at the signing
    /// time. A card outlives its signer's certificate, so that the term is compared with the time
    /// of signing and not with that of the check; a root must also be in its term today, or it
    /// vouches for nothing.
    ///
    /// One root that fits is enough. Where none does, the mildest of their reasons is told: a card
    /// is not refused for a root that is there besides.
    pub(crate) fn check_chain(
        &self,
        trust: &TrustStore,
        signed_at: UnixTime,
        now: UnixTime,
    ) -> Result<(), Untrusted> {
        self.check_own(signed_at).map_err(Untrusted::NotEntitled)?;
        let mut mildest = Untrusted::UnknownIssuer(IssuerGap::NoSuchRoot);
        let mut first = true;
        for root in self.roots(trust) {
            let Err(reason) = check_root(root, signed_at, now) else {
                return Ok(());
            };
            if first || matches!(reason, Untrusted::UnknownIssuer(_)) {
                mildest = reason;
            }
            first = false;
        }
        Err(mildest)
    }

    /// The certificate by itself, as the profile of `security-object.md` section 4 has it.
    fn check_own(&self, signed_at: UnixTime) -> Result<(), Entitlement> {
        let signer = self.certificate();
        if signer.is_ca() {
            return Err(Entitlement::Authority);
        }
        if !signer.key_usage().is_digital_signature_only() {
            return Err(Entitlement::KeyUsage);
        }
        if let Some(missing) = signer.signer_profile_gap() {
            return Err(Entitlement::Profile(missing));
        }
        if signed_at < signer.not_before() || signed_at > signer.not_after() {
            return Err(Entitlement::Term {
                signed_at,
                not_before: signer.not_before(),
                not_after: signer.not_after(),
            });
        }
        Ok(())
    }
}

/// The term of one root, at the signing time and now.
fn check_root(root: &Root, signed_at: UnixTime, now: UnixTime) -> Result<(), Untrusted> {
    let (not_before, not_after) = (root.certificate.not_before(), root.certificate.not_after());
    if signed_at < not_before || signed_at > not_after {
        return Err(Untrusted::NotEntitled(Entitlement::RootTerm {
            signed_at,
            not_before,
            not_after,
        }));
    }
    if now > not_after {
        return Err(Untrusted::UnknownIssuer(IssuerGap::RootEnded { not_after }));
    }
    Ok(())
}
