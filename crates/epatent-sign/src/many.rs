// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Many Ed25519 signatures by one key, checked together.

use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::traits::VartimeMultiscalarMul as _;
use curve25519_dalek::{EdwardsPoint, Scalar};
use rand::CryptoRng;
use sha2::{Digest as _, Sha512};

use crate::signer::SIGNATURE_LENGTH;

/// From so many signatures on one check of all costs less than a second signature of each.
pub(crate) const MANY: usize = 16;

/// Length of a point and of a scalar in bytes.
const HALF: usize = SIGNATURE_LENGTH / 2;

/// Whether every signature `R ‖ S` is that of the message at its place under `key`.
///
/// ```text
/// S_i B = R_i + k_i A      k_i = SHA-512(R_i ‖ A ‖ M_i)     RFC 8032 section 5.1.7
/// sum z_i R_i = (sum z_i S_i) B - (sum z_i k_i) A           z_i random, 64 bits each
/// ```
///
/// The second line is what is computed. Where all signatures are good it holds; where any is wrong, in
/// whatever way and together with whatever others, it holds for one choice of the coefficients in 2^64.
/// They are drawn when the signatures exist, and `rng` has to be one that nobody foresees. That is
/// enough here, where nobody offers signatures: each of 2^64 trials would be a fault in this processor,
/// and the first that is found stops the office. A check of signatures that others made takes 128 bits.
///
/// Points of small order, of which there are eight, are the exception: an error that is nothing but one
/// of them may pass. Such a signature is refused by every verifier and says nothing about the secret.
///
/// The time this takes depends on key, messages and signatures, none of them secret.
pub(crate) fn are_good(
    key: &[u8; HALF],
    messages: &[&[u8]],
    signatures: &[[u8; SIGNATURE_LENGTH]],
    rng: &mut dyn CryptoRng,
) -> bool {
    messages.len() == signatures.len()
        && sides(key, messages, signatures, rng).is_some_and(|(left, right)| left == right)
}

/// Both sides of the equation; `None` where something is no point or no scalar.
fn sides(
    key: &[u8; HALF],
    messages: &[&[u8]],
    signatures: &[[u8; SIGNATURE_LENGTH]],
    rng: &mut dyn CryptoRng,
) -> Option<(EdwardsPoint, EdwardsPoint)> {
    let key_point = CompressedEdwardsY(*key).decompress()?;
    let mut of_base = Scalar::ZERO;
    let mut of_key = Scalar::ZERO;
    let mut coefficients = Vec::with_capacity(signatures.len());
    let mut commitments = Vec::with_capacity(signatures.len());
    for (message, signature) in messages.iter().zip(signatures) {
        let commitment = signature.first_chunk::<HALF>()?;
        let response = Scalar::from_canonical_bytes(*signature.last_chunk::<HALF>()?);
        let hash = Sha512::new()
            .chain_update(commitment)
            .chain_update(key)
            .chain_update(message)
            .finalize();
        let challenge = Scalar::from_bytes_mod_order_wide(&hash.into());
        let coefficient = Scalar::from(rng.next_u64());
        of_base += coefficient * Option::<Scalar>::from(response)?;
        of_key += coefficient * challenge;
        coefficients.push(coefficient);
        commitments.push(CompressedEdwardsY(*commitment).decompress());
    }
    let left = EdwardsPoint::optional_multiscalar_mul(coefficients, commitments)?;
    let right = EdwardsPoint::vartime_double_scalar_mul_basepoint(&-of_key, &key_point, &of_base);
    Some((left, right))
}

#[cfg(test)]
mod tests;
