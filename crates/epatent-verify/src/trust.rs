// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The roots that a device trusts.

use alloc::vec::Vec;

use epatent_core::UnixTime;
use epatent_core::certificate::{Certificate, CertificateError};
use epatent_core::object::Environment;

use crate::signature::VerifyingKey;

/// Most roots in a trust store. One country has one root authority; the rest is room for rollover.
pub const MAX_ROOTS: usize = 64;

/// The pinned roots of one environment.
///
/// A root is trusted because it was put here, not because of its own signature; it is still
/// checked to be a root of the profile, so that a signer's certificate put here by mistake does
/// not become an authority.
///
/// `[applet-spec security-object §4]`
#[derive(Debug, Clone)]
pub struct TrustStore {
    environment: Environment,
    roots: Vec<Root>,
}

/// A pinned root, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub(crate) certificate: Certificate,
    pub(crate) key: VerifyingKey,
}

/// Why certificates are no trust store. The index counts the certificates from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// No certificate at all: every card would be unknown.
    #[error("the trust store holds no root")]
    Empty,
    /// More certificates than a store can hold.
    #[error("the trust store holds more than {MAX_ROOTS} roots")]
    TooMany,
    /// A certificate cannot be read.
    #[error("root {index} cannot be read: {error}")]
    Certificate {
        /// Which certificate, from 0 in the order given.
        index: usize,
        /// Why.
        error: CertificateError,
    },
    /// A certificate's key is not a point of its curve, or one of small order.
    #[error("the key of root {index} cannot be used")]
    Key {
        /// Which certificate, from 0 in the order given.
        index: usize,
    },
    /// A certificate is not one of a root: not an authority, or not allowed to sign certificates,
    /// or without a key identifier, or issued by somebody else.
    #[error("certificate {index} is not one of a root authority")]
    NotRoot {
        /// Which certificate, from 0 in the order given.
        index: usize,
    },
    /// A certificate's own signature does not verify: it is damaged.
    #[error("the signature of root {index} over itself does not verify")]
    Signature {
        /// Which certificate, from 0 in the order given.
        index: usize,
    },
    /// A certificate is of the other environment, or does not say of which one it is.
    #[error("root {index} is not for the {expected} environment")]
    Environment {
        /// Which certificate, from 0 in the order given.
        index: usize,
        /// Environment of the store, which the certificate is not for.
        expected: Environment,
    },
}

/// Why a certificate introduces no root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IntroductionError {
    /// The store is full: it has [`MAX_ROOTS`] roots.
    #[error("the trust store holds {MAX_ROOTS} roots already")]
    TooMany,
    /// The certificate cannot be read.
    #[error("the certificate cannot be read: {0}")]
    Certificate(CertificateError),
    /// The certificate is not one of an authority of this environment.
    #[error("the certificate is not one of an authority of this environment")]
    NotRoot,
    /// The root is here already.
    #[error("the root is known already")]
    Known,
    /// No root of the store signed the certificate.
    #[error("no trusted root signed the certificate")]
    NoSuchRoot,
}

impl TrustStore {
    /// A store of these root certificates in DER, all of them of the one environment.
    ///
    /// # Errors
    ///
    /// The first certificate that is not a root of the environment; an empty store.
    pub fn new<R>(
        environment: Environment,
        roots: impl IntoIterator<Item = R>,
    ) -> Result<Self, TrustError>
    where
        R: AsRef<[u8]>,
    {
        let mut store = Self {
            environment,
            roots: Vec::new(),
        };
        for (index, der) in roots.into_iter().enumerate() {
            if index >= MAX_ROOTS {
                return Err(TrustError::TooMany);
            }
            store
                .roots
                .push(Root::parse(index, der.as_ref(), environment)?);
        }
        if store.roots.is_empty() {
            return Err(TrustError::Empty);
        }
        Ok(store)
    }

    /// Laboratory or production.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The last second at which every root is still within its term: a device warns before it.
    #[must_use]
    pub fn earliest_end(&self) -> Option<UnixTime> {
        self.roots
            .iter()
            .map(|root| root.certificate.not_after())
            .min()
    }

    /// Takes the certificate of a new root that a root of this store signed: subject and key are
    /// the new root's ([applet-spec trust §5]).
    ///
    /// # Errors
    ///
    /// It is none of an authority of this environment, no root here signed it, or the root is here
    /// already.
    pub fn introduce(&mut self, der: &[u8]) -> Result<(), IntroductionError> {
        if self.roots.len() >= MAX_ROOTS {
            return Err(IntroductionError::TooMany);
        }
        let certificate = Certificate::parse(der).map_err(IntroductionError::Certificate)?;
        if !is_authority(&certificate) || certificate.environment() != Some(self.environment) {
            return Err(IntroductionError::NotRoot);
        }
        let key = VerifyingKey::new(certificate.public_key()).ok_or(IntroductionError::NotRoot)?;
        let known = self.roots.iter().any(|root| {
            root.certificate.public_key() == certificate.public_key()
                && root.certificate.subject() == certificate.subject()
                && root.certificate.not_after() >= certificate.not_after()
        });
        if known {
            return Err(IntroductionError::Known);
        }
        let introduced = self.roots.iter().any(|root| {
            root.certificate.subject() == certificate.issuer()
                && certificate.authority_key_id().is_some()
                && root.certificate.subject_key_id() == certificate.authority_key_id()
                && root.key.algorithm() == certificate.signature_algorithm()
                && root
                    .key
                    .verify_x509(certificate.tbs(), certificate.signature_value())
                    .is_ok()
        });
        if !introduced {
            return Err(IntroductionError::NoSuchRoot);
        }
        self.roots.push(Root { certificate, key });
        Ok(())
    }

    /// The certificates of the roots, the pinned ones first.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.roots.iter().map(|root| &root.certificate)
    }

    pub(crate) fn roots(&self) -> &[Root] {
        &self.roots
    }
}

impl Root {
    fn parse(index: usize, der: &[u8], environment: Environment) -> Result<Self, TrustError> {
        let certificate =
            Certificate::parse(der).map_err(|error| TrustError::Certificate { index, error })?;
        if !is_authority(&certificate) || certificate.issuer() != certificate.subject() {
            return Err(TrustError::NotRoot { index });
        }
        if certificate.environment() != Some(environment) {
            return Err(TrustError::Environment {
                index,
                expected: environment,
            });
        }
        let key = VerifyingKey::new(certificate.public_key()).ok_or(TrustError::Key { index })?;
        if key.algorithm() != certificate.signature_algorithm()
            || key
                .verify_x509(certificate.tbs(), certificate.signature_value())
                .is_err()
        {
            return Err(TrustError::Signature { index });
        }
        Ok(Self { certificate, key })
    }
}

/// An authority of the profile: it may sign certificates, and its key has an identifier.
fn is_authority(certificate: &Certificate) -> bool {
    certificate.is_ca()
        && certificate.key_usage().certificate_signing
        && certificate.subject_key_id().is_some()
}
