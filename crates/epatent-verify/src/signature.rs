// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signature primitives, each with the one strictness that this project gives it.
//!
//! * Ed25519 (RFC 8032 section 5.1.7): `verify_strict` always: canonical encodings, no key or `R`
//!   of small order, no cofactor. A signature then has one valid form, and nobody can make a second
//!   one without the key.
//! * ECDSA on P-256 (FIPS 186-5 section 6.4.2): `r` and `s` in `1..n`. A high `s` is valid: neither
//!   RFC 9053 section 2.1 nor ISO/IEC 14888-3 asks for the low half, chips and HSMs give both, and
//!   nothing here takes a signature's bytes for an identity. Where DER carries it (chip proof,
//!   certificates), the DER must be canonical and end where the value ends.

#[cfg(test)]
mod tests;

use ed25519_dalek::Signature as Ed25519Signature;
use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use p256::ecdsa::Signature as P256Signature;
use p256::ecdsa::signature::Verifier as _;

/// The signature is not one of this key over these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadSignature;

/// A public key ready for use: its point is on the curve.
#[derive(Debug, Clone)]
pub(crate) enum VerifyingKey {
    /// RFC 8032.
    Ed25519(ed25519_dalek::VerifyingKey),
    /// FIPS 186-5, with SHA-256.
    P256(p256::ecdsa::VerifyingKey),
}

impl VerifyingKey {
    /// The key, when its bytes are the one encoding of a point of its curve, and not one of small
    /// order. RFC 8032 section 5.1.3 has a decoder refuse `y` beyond the field; the library reduces
    /// it, so that the point is encoded again and compared.
    pub(crate) fn new(key: &PublicKey) -> Option<Self> {
        match key {
            PublicKey::Ed25519(bytes) => ed25519_dalek::VerifyingKey::from_bytes(bytes)
                .ok()
                .filter(|key| !key.is_weak() && key.to_edwards().compress().as_bytes() == bytes)
                .map(Self::Ed25519),
            PublicKey::P256(bytes) => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes)
                .ok()
                .map(Self::P256),
        }
    }

    /// The one algorithm that this key may be used with.
    pub(crate) const fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::Ed25519(_) => SignatureAlgorithm::Ed25519,
            Self::P256(_) => SignatureAlgorithm::Es256,
        }
    }

    /// Verifies a COSE signature: `R ‖ S` or `r ‖ s`, 64 bytes.
    pub(crate) fn verify_raw(
        &self,
        message: &[u8],
        signature: &[u8; 64],
    ) -> Result<(), BadSignature> {
        match self {
            Self::Ed25519(key) => key
                .verify_strict(message, &Ed25519Signature::from_bytes(signature))
                .map_err(|_| BadSignature),
            Self::P256(key) => P256Signature::from_slice(signature)
                .and_then(|signature| key.verify(message, &signature))
                .map_err(|_| BadSignature),
        }
    }

    /// Verifies the signature of a certificate: 64 bytes (RFC 8410 section 6) or an
    /// ECDSA-Sig-Value in DER (RFC 5480, RFC 3279 section 2.2.3).
    pub(crate) fn verify_x509(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        match self {
            Self::Ed25519(_) => {
                let raw = signature.try_into().map_err(|_| BadSignature)?;
                self.verify_raw(message, raw)
            }
            Self::P256(key) => verify_p256_der(key, message, signature),
        }
    }
}

/// Verifies an ECDSA-Sig-Value in DER over the SHA-256 of `message`.
pub(crate) fn verify_p256_der(
    key: &p256::ecdsa::VerifyingKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), BadSignature> {
    P256Signature::from_der(signature)
        .and_then(|signature| key.verify(message, &signature))
        .map_err(|_| BadSignature)
}
