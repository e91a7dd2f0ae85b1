// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The public key as a token tells it.
//!
//! PKCS#11 wants `CKA_EC_POINT` as a DER OCTET STRING. Tokens are also seen to return the point bare,
//! or as the BIT STRING of a certificate; the three cannot be taken for each other, because their
//! lengths differ for every curve of the profile.

use epatent_core::certificate::PublicKey;
use thiserror::Error;

use crate::token::Curve;

/// DER tags (ITU-T X.690 section 8.7, 8.6).
const OCTET_STRING: u8 = 0x04;
const BIT_STRING: u8 = 0x03;
/// The first byte of an uncompressed point (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 0x04;

/// Why a token's answer is no public key of its curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PointError {
    /// The length fits none of the three forms.
    #[error(
        "the token's public key has {length} bytes, which is none of the known forms for {curve}"
    )]
    Form {
        /// The curve of the key.
        curve: Curve,
        /// Length of the value in bytes.
        length: usize,
    },
    /// The key is compressed or hybrid.
    #[error("the token's public key is not an uncompressed point")]
    Compressed,
}

/// Reads `CKA_EC_POINT` in any of its three forms.
///
/// # Errors
/// [`PointError`]; whether the point is on its curve is found by the first signature, which is
/// verified.
pub fn public_key(curve: Curve, value: &[u8]) -> Result<PublicKey, PointError> {
    let bare = bare(curve, value)?;
    match curve {
        Curve::Ed25519 => <[u8; 32]>::try_from(bare)
            .map(PublicKey::Ed25519)
            .map_err(|_| form(curve, value)),
        Curve::P256 => {
            let point = <[u8; 65]>::try_from(bare).map_err(|_| form(curve, value))?;
            match point {
                [UNCOMPRESSED, ..] => Ok(PublicKey::P256(point)),
                _ => Err(PointError::Compressed),
            }
        }
    }
}

const fn form(curve: Curve, value: &[u8]) -> PointError {
    PointError::Form {
        curve,
        length: value.len(),
    }
}

/// The point without the DER around it.
fn bare(curve: Curve, value: &[u8]) -> Result<&[u8], PointError> {
    let length = curve.point_length();
    match value {
        [OCTET_STRING, said, point @ ..]
            if point.len() == length && usize::from(*said) == length =>
        {
            Ok(point)
        }
        // The second content byte of a BIT STRING counts the unused bits.
        [BIT_STRING, said, 0, point @ ..]
            if point.len() == length && usize::from(*said) == length.saturating_add(1) =>
        {
            Ok(point)
        }
        point if point.len() == length => Ok(point),
        other => Err(form(curve, other)),
    }
}

#[cfg(test)]
mod tests;
