// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The keys of the chip: its own, ECDSA on P-256 with SHA-256 (FIPS 186-5) and nonces by RFC 6979,
//! and those that the issuer opens SCP03 with.

use std::fmt;

use epatent_apdu::profile::{POINT_LENGTH, Point};
use epatent_apdu::scp03::{
    DiversificationData, Diversified, Environment, KeySet, SoftwareMasterKey,
};
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

/// Bytes of one key of SCP03.
const KEY: usize = 16;

/// Key-ENC, Key-MAC and Key-DEK as the memory holds them.
pub(crate) struct StaticKeys(Zeroizing<[u8; 3 * KEY]>);

impl StaticKeys {
    /// The keys of a lab card, derived from the test key.
    pub(crate) fn lab(chip: &DiversificationData) -> KeySet {
        // A key in memory and in the lab is never refused.
        Diversified::new(SoftwareMasterKey::lab(), Environment::Lab)
            .and_then(|master| master.for_chip(chip))
            .unwrap_or_else(|_| KeySet::test())
    }

    /// The bytes of keys.
    pub(crate) fn of(keys: &KeySet) -> Self {
        Self::join(*keys.enc(), *keys.mac(), *keys.dek())
    }

    /// Three keys.
    pub(crate) fn join(enc: [u8; KEY], mac: [u8; KEY], dek: [u8; KEY]) -> Self {
        let mut bytes = Zeroizing::new([0; 3 * KEY]);
        for (to, from) in bytes.chunks_exact_mut(KEY).zip([enc, mac, dek]) {
            to.copy_from_slice(&from);
        }
        Self(bytes)
    }

    /// Bytes from the memory.
    pub(crate) fn from_bytes(bytes: [u8; 3 * KEY]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The keys; none where all bytes are zero.
    pub(crate) fn keys(&self) -> Option<KeySet> {
        let [enc, mac, dek] = self.0.as_chunks::<KEY>().0 else {
            return None;
        };
        // What a card holds was judged when it was put in: every environment's keys work here.
        let keys = KeySet::new(*enc, *mac, *dek, Environment::Lab).ok()?;
        (*self.0 != [0; 3 * KEY]).then_some(keys)
    }

    pub(crate) fn bytes(&self) -> &[u8; 3 * KEY] {
        &self.0
    }
}

/// A chip identifier.
pub(crate) fn draw_chip(rng: &mut impl CryptoRng) -> DiversificationData {
    let mut chip = DiversificationData::default();
    rng.fill_bytes(&mut chip);
    chip
}
