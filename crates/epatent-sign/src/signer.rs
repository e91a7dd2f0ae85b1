// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whoever holds a signing key, and the proof that a signature is good.

use ed25519_dalek::Signature as Ed25519Signature;
use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use p256::ecdsa::Signature as P256Signature;
use p256::ecdsa::signature::Verifier;
use rand::CryptoRng;

use crate::SignError;

/// Length of a raw signature in bytes: `R ‖ S` for Ed25519, `r ‖ s` for ES256.
pub(crate) const SIGNATURE_LENGTH: usize = 64;

/// Holds one signing key: a file, a token, a service elsewhere.
///
/// A key has exactly one algorithm, and it follows from the key.
pub trait Signer {
    /// Algorithm of the key, the one that [`public_key`](Self::public_key) is for.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Public half of the key. Certificates and signatures are compared with it.
    fn public_key(&self) -> PublicKey;

    /// Signs `message` and returns the raw signature: `R ‖ S` (RFC 8032 section 5.1.6) or
    /// `r ‖ s` (RFC 9053 section 2.1). ES256 hashes the message first.
    ///
    /// # Errors
    ///
    /// [`SignError::Signer`] with the reason in the holder's own words.
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], SignError>;

    /// Signs `message` and makes sure that the signature is good.
    ///
    /// The default verifies it under the public key. Only a signer of this crate can do
    /// otherwise, because nobody else can make a [`CheckedSignature`] without verifying.
    ///
    /// # Errors
    ///
    /// Those of [`Signer::sign`], and [`SignError::SignatureInvalid`].
    fn sign_checked(&self, message: &[u8]) -> Result<CheckedSignature, SignError> {
        CheckedSignature::verify(&self.public_key(), message, self.sign(message)?)
    }

    /// Signs every message and makes sure that all signatures are good, before any is given out.
    ///
    /// The default does it one by one. A signer of this crate may check them together: `rng` gives
    /// that check its coefficients, and nothing else.
    ///
    /// # Errors
    ///
    /// Those of [`Signer::sign_checked`]; then there is no signature at all.
    fn sign_many_checked(
        &self,
        messages: &[&[u8]],
        _rng: &mut dyn CryptoRng,
    ) -> Result<Vec<CheckedSignature>, SignError> {
        messages
            .iter()
            .map(|message| self.sign_checked(message))
            .collect()
    }

    /// Whether the key is marked for lab use, so that it signs nothing for production.
    fn is_lab(&self) -> bool {
        false
    }
}

/// A signature that is known to be good under a key: only a check can make one.
#[derive(Clone)]
pub struct CheckedSignature {
    key: PublicKey,
    signature: [u8; SIGNATURE_LENGTH],
}

impl CheckedSignature {
    /// Verifies `signature` over `message` under `key`.
    ///
    /// # Errors
    ///
    /// [`SignError::SignatureInvalid`] for another key, other bytes, or another algorithm than the key's.
    pub fn verify(
        key: &PublicKey,
        message: &[u8],
        signature: [u8; SIGNATURE_LENGTH],
    ) -> Result<Self, SignError> {
        verify(key, message, &signature)?;
        Ok(Self {
            key: key.clone(),
            signature,
        })
    }

    /// For a signer of this crate whose own check is as good; see [`FileKey`](crate::FileKey).
    pub(crate) fn made_here(key: PublicKey, signature: [u8; SIGNATURE_LENGTH]) -> Self {
        Self { key, signature }
    }

    /// The raw signature: `R ‖ S` of Ed25519, `r ‖ s` of ES256.
    #[must_use]
    pub fn bytes(&self) -> &[u8; SIGNATURE_LENGTH] {
        &self.signature
    }

    /// The key under which it is good.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

/// Algorithm that a public key is for.
pub(crate) fn algorithm_of(key: &PublicKey) -> SignatureAlgorithm {
    match key {
        PublicKey::Ed25519(_) => SignatureAlgorithm::Ed25519,
        PublicKey::P256(_) => SignatureAlgorithm::Es256,
    }
}

/// Verifies a raw signature; Ed25519 strictly, so that there is one valid encoding only.
///
/// # Errors
///
/// [`SignError::SignatureInvalid`], also where the key or the signature is not a point or number
/// of its curve.
pub fn verify(
    key: &PublicKey,
    message: &[u8],
    signature: &[u8; SIGNATURE_LENGTH],
) -> Result<(), SignError> {
    let outcome = match key {
        PublicKey::Ed25519(bytes) => ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .and_then(|key| key.verify_strict(message, &Ed25519Signature::from_bytes(signature)))
            .is_ok(),
        PublicKey::P256(point) => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .and_then(|key| key.verify(message, &P256Signature::from_slice(signature)?))
            .is_ok(),
    };
    if outcome {
        Ok(())
    } else {
        Err(SignError::SignatureInvalid)
    }
}
