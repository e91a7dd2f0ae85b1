// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signer's certificate and its way to a pinned root.
//!
//! What does not depend on a card or a day is proved once and may be remembered
//! ([`KnownSigners`](crate::KnownSigners)): that the key of this root signed this certificate. Term, role,
//! region and environment are compared for every card.

use epatent_core::UnixTime;
use epatent_core::certificate::{Certificate, PublicKey};

use crate::signature::VerifyingKey;
use crate::trust::{Root, TrustStore};
use crate::{Entitlement, IssuerGap, NewerFormat, ObjectDefect, Reason};

/// A certificate out of a security object, readable and nothing more.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) certificate: Certificate,
    pub(crate) key: VerifyingKey,
}

impl Embedded {
    /// A certificate that asks for what is unknown here may be one of a newer edition, and nobody
    /// can say that it is forged; every other one that does not parse is of no office.
    pub(crate) fn parse(der: &[u8]) -> Result<Self, Reason> {
        let certificate = Certificate::parse(der).map_err(|error| {
            if error.is_unknown_feature() {
                Reason::FormatNewer(NewerFormat::Certificate(error))
            } else {
                Reason::SignatureInvalid(ObjectDefect::Certificate(error))
            }
        })?;
        let key = VerifyingKey::new(certificate.public_key())
            .ok_or(Reason::SignatureInvalid(ObjectDefect::Key))?;
        Ok(Self { certificate, key })
    }

    /// Finds the pinned root that signed this certificate.
    ///
    /// The root must have the issuer's name *and* the authority key identifier, so that another
    /// root of the same name is unknown and not forged. A certificate with both whose signature
    /// does not verify claims a root that did not sign it: a forgery.
    pub(crate) fn link(self, trust: &TrustStore) -> Result<Signer, Reason> {
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
            Reason::SignatureInvalid(ObjectDefect::CertificateForged)
        } else {
            Reason::IssuerUnknown(gap)
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

    /// What the chain demands of every card: kind of certificate, and both terms at the signing
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
    ) -> Result<(), Reason> {
        self.check_own(signed_at)
            .map_err(Reason::SignerNotEntitled)?;
        let mut mildest = Reason::IssuerUnknown(IssuerGap::NoSuchRoot);
        let mut first = true;
        for root in self.roots(trust) {
            let Err(reason) = check_root(root, signed_at, now) else {
                return Ok(());
            };
            if first || matches!(reason, Reason::IssuerUnknown(_)) {
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
fn check_root(root: &Root, signed_at: UnixTime, now: UnixTime) -> Result<(), Reason> {
    let (not_before, not_after) = (root.certificate.not_before(), root.certificate.not_after());
    if signed_at < not_before || signed_at > not_after {
        return Err(Reason::SignerNotEntitled(Entitlement::RootTerm {
            signed_at,
            not_before,
            not_after,
        }));
    }
    if now > not_after {
        return Err(Reason::IssuerUnknown(IssuerGap::RootEnded { not_after }));
    }
    Ok(())
}
