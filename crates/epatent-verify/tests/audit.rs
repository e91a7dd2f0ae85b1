// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An audit of many objects agrees with the check of each.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{Kind, Lab, object_of, sign};
use ed25519_dalek::{Signature, SigningKey, verify_batch};
use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::cose::{SignatureAlgorithm, ToSign, Typ};
use epatent_core::object::CardId;
use epatent_core::presentation::Presentation;
use epatent_sign::authority::issue_signer;
use epatent_verify::{KnownSigners, Reason, Verdict, Verifier, audit};
use sha2::{Digest, Sha512};

const OBJECTS: u32 = 10_000;

/// The security object of a card with this number, good or with one of eleven defects.
fn object(lab: &Lab, es256: &Lab, foreign: &Lab, card: &mut Presentation, number: u32) -> Vec<u8> {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let mut object = object_of(card);
    object.card_id = CardId::from_bytes(id);
    if number % 37 == 5 {
        object.region = common::region("50");
    }
    if number % 37 == 6 {
        object.signed_at = common::at("2035-01-01T00:00:00Z");
    }
    let mut payload = object.encode().unwrap();
    if number % 37 == 7 {
        payload[1] ^= 1;
    }
    match number % 37 {
        8 => sign(card, payload, &lab.signer, &Kind::Ed25519.key(77)),
        9 => sign(card, payload, &foreign.signer, &foreign.signer_key),
        10 | 11 => sign(card, payload, &es256.signer, &es256.signer_key),
        _ => sign(card, payload, &lab.signer, &lab.signer_key),
    }
    let mut bytes = card.security_object.clone();
    let end = bytes.len();
    match number % 37 {
        11 | 12 => bytes[end - 1 - number as usize % 64] ^= 1 << (number % 8),
        13 => bytes[end - 64..end - 32].fill(0),
        14 => bytes[end - 64..end - 32].fill(0xFF),
        15 => bytes.truncate(end / 2),
        16 => bytes[end - 100] ^= 0x10,
        17 => bytes[end - 32..].fill(0xFF),
        _ => {}
    }
    bytes
}

#[test]
fn an_audit_of_ten_thousand_objects_agrees_with_the_check_of_each() {
    let lab = Lab::new();
    let es256 = Lab {
        root: lab.root.clone(),
        root_key: Kind::Ed25519.key(1),
        ..Lab::of(Kind::Ed25519, Kind::P256)
    };
    let foreign = Lab::with(
        Kind::P256,
        Kind::Ed25519,
        &common::root_request(),
        &common::signer_request(),
    );
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    let card = lab.card();
    let mut objects = Vec::new();
    let mut expected = Vec::new();
    for number in 0..OBJECTS {
        // Every object starts from the genuine one.
        let mut from = card.clone();
        let bytes = object(&lab, &es256, &foreign, &mut from, number);
        let mut check = verifier.begin(&lab.circumstances);
        if check.security_object(&bytes).is_none() {
            let report = check.report();
            assert_ne!(report.verdict, Verdict::InForce);
            expected.push((number as usize, report.findings[0].code));
        }
        objects.push(bytes);
    }
    let now = lab.circumstances.now;
    let audit = audit::objects(objects.iter().map(Vec::as_slice), &trust, now);
    assert_eq!(audit.objects, objects.len());
    let found: Vec<_> = audit
        .refused
        .into_iter()
        .map(|(place, why)| (place, Reason::from(why).code()))
        .collect();
    assert_eq!(found, expected);
    // Twelve of 37 kinds are bad, each in its own way.
    let bad = found.len() * 37 / objects.len();
    assert!((11..=13).contains(&bad), "{bad}");
}

/// The signature that only its own signer can make: `R` is the neutral element, written as a number beyond
/// the field, and `S` the key times the hash. A batch takes it, and a strict check does not.
fn beyond_the_field(key: &SigningKey, message: &[u8]) -> [u8; 64] {
    let mut r = [0xFF; 32];
    (r[0], r[31]) = (0xEE, 0x7F);
    let public = key.verifying_key();
    let hash = Sha512::new()
        .chain_update(r)
        .chain_update(public.as_bytes())
        .chain_update(message)
        .finalize();
    let secret = key.to_scalar();
    let mut product = secret;
    product -= secret;
    for byte in hash.iter().rev() {
        for bit in (0..8).rev() {
            product += product;
            if byte >> bit & 1 == 1 {
                product += secret;
            }
        }
    }
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&r);
    signature[32..].copy_from_slice(&product.to_bytes());
    signature
}

#[test]
fn no_number_of_signatures_that_a_batch_alone_would_take_gets_through() {
    let lab = Lab::new();
    let key = SigningKey::from_bytes(&[21; 32]);
    let public = PublicKey::Ed25519(key.verifying_key().to_bytes());
    let root = Certificate::parse(&lab.root).unwrap();
    let request = common::signer_request();
    let signer = issue_signer(
        &request,
        &public,
        &root,
        &lab.root_key,
        &mut common::rng(22),
    );
    let to_sign = ToSign::new(
        Typ::SecurityObject,
        SignatureAlgorithm::Ed25519,
        &signer.unwrap(),
        common::payload_of(&lab.card()),
    )
    .unwrap();
    let message = to_sign.to_be_signed();
    let lax = beyond_the_field(&key, &message);
    let signature = Signature::from_bytes(&lax);
    let public = key.verifying_key();
    assert!(verify_batch(&[&message], &[signature], &[public]).is_ok());
    assert!(public.verify_strict(&message, &signature).is_err());
    let lax = to_sign.complete(lax).unwrap();
    let genuine = lab.card().security_object;
    let (trust, now) = (lab.trust(), lab.circumstances.now);
    for number in [1, 4, 5, 40] {
        for mixed in [0, 40] {
            let objects = std::iter::repeat_n(lax.as_slice(), number)
                .chain(std::iter::repeat_n(genuine.as_slice(), mixed));
            let audit = audit::objects(objects, &trust, now);
            let places: Vec<usize> = audit.refused.iter().map(|(place, _)| *place).collect();
            assert_eq!(places, Vec::from_iter(0..number), "{number} and {mixed}");
        }
    }
}

#[test]
fn a_bad_signature_is_found_in_an_audit_of_any_length() {
    let lab = Lab::new();
    let genuine = lab.card().security_object;
    let mut bad = genuine.clone();
    *bad.last_mut().unwrap() ^= 1;
    let (trust, now) = (lab.trust(), lab.circumstances.now);
    for length in [1, 2, 4, 5, 6, 512, 513, 516] {
        let mut objects = vec![genuine.as_slice(); length];
        objects[length - 1] = &bad;
        let audit = audit::objects(objects, &trust, now);
        let places: Vec<usize> = audit.refused.iter().map(|(place, _)| *place).collect();
        assert_eq!((audit.objects, places), (length, vec![length - 1]));
    }
}
