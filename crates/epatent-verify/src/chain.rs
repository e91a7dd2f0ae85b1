// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signer's certificate and its way to a pinned root.
//!
//! What does not depend on a card or a day is proved once and may be remembered
//! ([`KnownSigners`](crate::KnownSigners)): that this root signed this certificate. Term, role,
//! region and environment are compared for every card.

use epatent_core::UnixTime;
use epatent_core::certificate::Certificate;
use epatent_core::object::Digest;

use crate::signature::VerifyingKey;
use crate::trust::{Root, TrustStore};
use crate::{Entitlement, IssuerGap, ObjectDefect, Reason};

/// A certificate out of a security object, readable and nothing more.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) certificate: Certificate,
    pub(crate) key: VerifyingKey,
}

impl Embedded {
    pub(crate) fn parse(der: &[u8]) -> Result<Self, ObjectDefect> {
        let certificate = Certificate::parse(der).map_err(ObjectDefect::Certificate)?;
        let key = VerifyingKey::new(certificate.public_key()).ok_or(ObjectDefect::Key)?;
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
                    root: root.fingerprint,
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

/// A certificate that a pinned root signed.
#[derive(Debug)]
pub(crate) struct Signer {
    pub(crate) embedded: Embedded,
    /// SHA-256 of the root's certificate.
    pub(crate) root: Digest,
}

impl Signer {
    pub(crate) fn certificate(&self) -> &Certificate {
        &self.embedded.certificate
    }

    /// What the chain demands of every card: kind of certificate, and both terms at the signing
    /// time. A card outlives its signer's certificate, so that the term is compared with the time
    /// of signing and not with that of the check; the root must also be in its term today, or it
    /// vouches for nothing.
    pub(crate) fn check_term(
        &self,
        root: &Root,
        signed_at: UnixTime,
        now: UnixTime,
    ) -> Result<(), Reason> {
        let signer = self.certificate();
        let entitlement = if signer.is_ca() {
            Some(Entitlement::Authority)
        } else if !signer.key_usage().digital_signature {
            Some(Entitlement::KeyUsage)
        } else if signed_at < signer.not_before() || signed_at > signer.not_after() {
            Some(Entitlement::Term {
                signed_at,
                not_before: signer.not_before(),
                not_after: signer.not_after(),
            })
        } else if signed_at < root.certificate.not_before()
            || signed_at > root.certificate.not_after()
        {
            Some(Entitlement::RootTerm {
                signed_at,
                not_before: root.certificate.not_before(),
                not_after: root.certificate.not_after(),
            })
        } else {
            None
        };
        if let Some(entitlement) = entitlement {
            return Err(Reason::SignerNotEntitled(entitlement));
        }
        if now > root.certificate.not_after() {
            return Err(Reason::IssuerUnknown(IssuerGap::RootEnded {
                not_after: root.certificate.not_after(),
            }));
        }
        Ok(())
    }
}
