// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signer as _, SigningKey};
use hex_literal::hex;

use super::*;
use crate::fixture::rng;

/// Order of the base point, little endian (RFC 8032 section 5.1).
const ORDER: [u8; 32] = hex!("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/// Messages of several lengths with their signatures.
struct Signed {
    key: [u8; 32],
    messages: Vec<Vec<u8>>,
    signatures: Vec<[u8; 64]>,
}

impl Signed {
    fn new(count: usize) -> Self {
        let key = SigningKey::from_bytes(&[9; 32]);
        let messages: Vec<Vec<u8>> = (0..count)
            .map(|number| vec![u8::try_from(number % 251).unwrap(); number * 3])
            .collect();
        Self {
            key: key.verifying_key().to_bytes(),
            signatures: messages.iter().map(|m| key.sign(m).to_bytes()).collect(),
            messages,
        }
    }

    fn are_good(&self) -> bool {
        let messages: Vec<&[u8]> = self.messages.iter().map(Vec::as_slice).collect();
        are_good(&self.key, &messages, &self.signatures, &mut rng(4))
    }
}

/// `scalar + more`, canonical.
fn plus(scalar: &[u8], more: Scalar) -> [u8; 32] {
    let scalar = Scalar::from_canonical_bytes(scalar.try_into().unwrap()).unwrap();
    (scalar + more).to_bytes()
}

#[test]
fn good_signatures_are_good_together_however_many() {
    for count in [0, 1, 2, 15, 16, 17, 300] {
        assert!(Signed::new(count).are_good(), "{count}");
    }
}

#[test]
fn one_flipped_bit_anywhere_in_a_signature_is_found() {
    let mut signed = Signed::new(3);
    for bit in 0..512 {
        signed.signatures[1][bit / 8] ^= 1 << (bit % 8);
        assert!(!signed.are_good(), "bit {bit}");
        signed.signatures[1][bit / 8] ^= 1 << (bit % 8);
    }
    assert!(signed.are_good());
}

#[test]
fn a_bad_signature_is_found_at_every_place() {
    let mut signed = Signed::new(200);
    for place in 0..200 {
        signed.signatures[place][32] ^= 1;
        assert!(!signed.are_good(), "place {place}");
        signed.signatures[place][32] ^= 1;
    }
}

#[test]
fn errors_that_add_up_to_nothing_are_found() {
    let mut signed = Signed::new(40);
    for (place, error) in [(7, Scalar::ONE), (8, -Scalar::ONE)] {
        let sum = plus(&signed.signatures[place][32..], error);
        signed.signatures[place][32..].copy_from_slice(&sum);
    }
    assert!(!signed.are_good());
}

#[test]
fn exchanged_signatures_and_messages_are_found() {
    let mut signed = Signed::new(20);
    signed.signatures.swap(3, 4);
    assert!(!signed.are_good());
    signed.messages.swap(3, 4);
    assert!(signed.are_good());
    signed.messages[5].push(0);
    assert!(!signed.are_good());
}

#[test]
fn another_key_and_another_count_are_refused() {
    let mut signed = Signed::new(20);
    signed.key = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
    assert!(!signed.are_good());
    let mut signed = Signed::new(20);
    signed.signatures.pop();
    assert!(!signed.are_good());
}

#[test]
fn a_scalar_beyond_the_order_is_refused() {
    let mut signed = Signed::new(20);
    let mut carry = 0;
    for (byte, more) in signed.signatures[6][32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    assert!(!signed.are_good());
}

#[test]
fn what_is_no_point_is_refused() {
    let mut signed = Signed::new(20);
    // y = 2 is on no point of the curve: neither sign of x has a root.
    signed.signatures[0][..32].copy_from_slice(&plus(&[0; 32], Scalar::from(2_u8)));
    assert!(!signed.are_good());
    let mut signed = Signed::new(20);
    signed.key = plus(&[0; 32], Scalar::from(2_u8));
    assert!(!signed.are_good());
}

#[test]
fn an_error_of_small_order_with_a_large_one_is_found() {
    for torsion in EIGHT_TORSION.iter().skip(1) {
        let mut signed = Signed::new(20);
        let commitment = CompressedEdwardsY(signed.signatures[2][..32].try_into().unwrap());
        let moved = commitment.decompress().unwrap() + torsion;
        // The hash is over other bytes now, so that the signature is wrong by more than the torsion.
        signed.signatures[2][..32].copy_from_slice(moved.compress().as_bytes());
        assert!(!signed.are_good());
    }
}
