// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#![allow(clippy::unwrap_used, reason = "a test that fails to read fails")]

use super::*;

fn framed(prefix: &[u8], point: &[u8]) -> Vec<u8> {
    [prefix, point].concat()
}

#[test]
fn the_three_forms_give_the_same_ed25519_key() {
    // A bare key that begins like an OCTET STRING must not be taken for one.
    let key = [0x04; 32];
    let expected = Ok(PublicKey::Ed25519(key));
    for value in [
        key.to_vec(),
        framed(&[0x04, 32], &key),
        framed(&[0x03, 33, 0], &key),
    ] {
        assert_eq!(public_key(Curve::Ed25519, &value), expected);
    }
}

#[test]
fn the_three_forms_give_the_same_p256_key() {
    let mut key = [0x04; 65];
    key[1] = 0x41;
    let expected = Ok(PublicKey::P256(key));
    for value in [
        key.to_vec(),
        framed(&[0x04, 65], &key),
        framed(&[0x03, 66, 0], &key),
    ] {
        assert_eq!(public_key(Curve::P256, &value), expected);
    }
}

#[test]
fn any_other_length_or_form_is_refused() {
    let lengths = (0..=200).filter(|length| ![32].contains(length));
    for length in lengths {
        let value = vec![0x55; length];
        assert_eq!(
            public_key(Curve::Ed25519, &value),
            Err(PointError::Form {
                curve: Curve::Ed25519,
                length
            })
        );
    }
    let mut compressed = [0_u8; 65];
    compressed[0] = 0x06;
    assert_eq!(
        public_key(Curve::P256, &compressed),
        Err(PointError::Compressed)
    );
    assert!(public_key(Curve::Ed25519, &framed(&[0x04, 31], &[1; 32])).is_err());
    assert!(public_key(Curve::Ed25519, &framed(&[0x03, 33, 1], &[1; 32])).is_err());
}
