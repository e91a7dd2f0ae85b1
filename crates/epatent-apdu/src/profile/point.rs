// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The public point of the chip and signatures made with its key: P-256, FIPS 186-5.

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};

/// Length in bytes of an uncompressed point `04 ‖ X ‖ Y`, SEC 1 §2.3.3.
pub const POINT_LENGTH: usize = 65;

/// An uncompressed point `04 ‖ X ‖ Y`.
pub type Point = [u8; POINT_LENGTH];

/// Whether the bytes are an uncompressed point on P-256 other than infinity.
#[must_use]
pub fn check_point(point: &Point) -> bool {
    // Of all forms only the uncompressed one has 65 bytes, so the length settles the first byte.
    VerifyingKey::from_sec1_bytes(point).is_ok()
}

/// Parses an ECDSA-Sig-Value in DER into `r ‖ s`, RFC 3279 §2.2.3.
///
/// `None` where the DER is not exact, bytes follow, or r or s is outside 1..n.
#[must_use]
pub fn parse_signature(der: &[u8]) -> Option<[u8; 64]> {
    Signature::from_der(der)
        .ok()
        .map(|signature| signature.to_bytes().into())
}

/// Whether `signature`, an ECDSA-Sig-Value in DER, is one of `point` over `message` with SHA-256.
#[must_use]
pub fn verify(point: &Point, message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_sec1_bytes(point),
        Signature::from_der(signature),
    ) else {
        return false;
    };
    key.verify(message, &signature).is_ok()
}
