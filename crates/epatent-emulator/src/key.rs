// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The key of the chip: ECDSA on P-256 with SHA-256 (FIPS 186-5), nonces by RFC 6979.

use std::fmt;

use epatent_apdu::profile::{POINT_LENGTH, Point};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::sec1::ToSec1Point;
use rand::CryptoRng;
use zeroize::Zeroizing;

/// A private key that does not leave the card but in an image of the emulator.
pub(crate) struct ChipKey {
    key: SigningKey,
    point: Point,
}

impl ChipKey {
    /// Makes a key.
    pub(crate) fn generate(rng: &mut dyn CryptoRng) -> Self {
        Self::new(SigningKey::generate_from_rng(rng))
    }

    /// The key of a big-endian scalar; none where it is outside 1..n-1.
    pub(crate) fn from_scalar(scalar: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(scalar).ok().map(Self::new)
    }

    fn new(key: SigningKey) -> Self {
        let encoded = key.verifying_key().as_affine().to_sec1_point(false);
        let point = encoded
            .as_bytes()
            .first_chunk()
            .copied()
            .unwrap_or([0; POINT_LENGTH]);
        Self { key, point }
    }

    /// The private scalar, big-endian.
    pub(crate) fn scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }

    /// The public point, `04 ‖ X ‖ Y`.
    pub(crate) const fn point(&self) -> &Point {
        &self.point
    }

    /// An ECDSA-Sig-Value (DER, RFC 3279 §2.2.3) over a message.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
}

impl fmt::Debug for ChipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChipKey(redacted)")
    }
}
