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
        /// Which certificate.
        index: usize,
        /// Why.
        error: CertificateError,
    },
    /// A certificate's key is not a point of its curve, or one of small order.
    #[error("the key of root {index} cannot be used")]
    Key {
        /// Which certificate.
        index: usize,
    },
    /// A certificate is not one of a root: not an authority, or not allowed to sign certificates,
    /// or without a key identifier, or issued by somebody else.
    #[error("certificate {index} is not one of a root authority")]
    NotRoot {
        /// Which certificate.
        index: usize,
    },
    /// A certificate's own signature does not verify: it is damaged.
    #[error("the signature of root {index} over itself does not verify")]
    Signature {
        /// Which certificate.
        index: usize,
    },
    /// A certificate is of the other environment, or does not say of which one it is.
    #[error("root {index} is not for the {expected} environment")]
    Environment {
        /// Which certificate.
        index: usize,
        /// Environment of the store.
        expected: Environment,
    },
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

    pub(crate) fn roots(&self) -> &[Root] {
        &self.roots
    }
}

impl Root {
    fn parse(index: usize, der: &[u8], environment: Environment) -> Result<Self, TrustError> {
        let certificate =
            Certificate::parse(der).map_err(|error| TrustError::Certificate { index, error })?;
        if !certificate.is_ca()
            || !certificate.key_usage().certificate_signing
            || certificate.subject_key_id().is_none()
            || certificate.issuer() != certificate.subject()
        {
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
