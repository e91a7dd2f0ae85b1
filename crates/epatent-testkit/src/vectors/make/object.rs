// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The envelope of the security object: tag, headers, signature.

use epatent_core::cbor::{self, Value};
use epatent_sign::FileKey;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::super::Vector;
use super::forge::{
    Bench, assembled, flipped, header, object, object_under, payload_of, replaced, signature,
};
use super::{bad, good};
use crate::fixed;

const RULE: &str = "security-object";
const ALG: i64 = 1;
const TYP: i64 = 16;
const X5CHAIN: i64 = 33;

/// The order of the group of Ed25519, little-endian (RFC 8032 section 5.1).
const ED25519_ORDER: [u8; 32] = [
    0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let card = bench.card(bench.rakhimov());
    let genuine = card.signed.security_object;
    let payload = payload_of(&genuine);
    let mut vectors = accepted(bench, &genuine, &payload);
    vectors.extend(frames(bench, &genuine, &payload));
    vectors.extend(headers(bench, &payload));
    vectors.extend(signatures(bench, &genuine, &payload));
    vectors
}

fn accepted(bench: &Bench, genuine: &[u8], payload: &[u8]) -> Vec<Vector> {
    let es256 = object(&bench.es256.signer_77, payload);
    vec![
        good(
            RULE,
            "object_ed25519",
            "A genuine object, signed with Ed25519.",
            genuine.to_vec(),
        ),
        good(
            RULE,
            "object_es256",
            "A genuine object, signed with ES256.",
            es256.clone(),
        ),
        good(
            RULE,
            "object_es256_other_s",
            "The other of the two s: low and high are both valid, as RFC 9053 makes no choice.",
            other_s(&es256),
        ),
    ]
}

fn frames(bench: &Bench, genuine: &[u8], payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let protected = fixed(cbor::encode(&Value::Map(header(signer))));
    let raw = signature(&protected, payload, &signer.key);
    let untagged = genuine.get(1..).unwrap_or_default().to_vec();
    let mut trailing = genuine.to_vec();
    trailing.push(0);
    let three = Value::Array(vec![
        Value::from(protected.as_slice()),
        Value::Map(Vec::new()),
        Value::from(payload),
    ]);
    let hint = Value::Map(vec![(Value::from(4), Value::from(b"77".as_slice()))]);
    let kept = |unprotected, content, signature: &[u8]| {
        assembled(&protected, unprotected, content, signature)
    };
    let empty = || Value::Map(Vec::new());
    let refused = [
        (
            "object_empty",
            "A file without a byte.",
            Vec::new(),
            "truncated",
        ),
        (
            "object_truncated",
            "The last byte is not there.",
            genuine
                .split_last()
                .map(|(_, most)| most.to_vec())
                .unwrap_or_default(),
            "truncated",
        ),
        (
            "object_trailing_byte",
            "A byte that no signature is over.",
            trailing,
            "trailing-bytes",
        ),
        (
            "object_tag_missing",
            "The array alone: tag 18 is demanded.",
            untagged,
            "tag-missing",
        ),
        (
            "object_tag_of_sign",
            "Tag 17 is another structure of COSE, a MAC.",
            replaced(genuine, b"\xD2", b"\xD1", 0),
            "tag-not-allowed",
        ),
        (
            "object_of_three",
            "No place for a signature.",
            fixed(cbor::encode_tagged(18, &three)),
            "structure",
        ),
        (
            "object_payload_detached",
            "COSE knows payloads that travel elsewhere; a card has no elsewhere.",
            kept(empty(), Value::Null, &raw),
            "structure",
        ),
        (
            "object_unprotected_not_empty",
            "A key identifier that nothing signs.",
            kept(hint, Value::from(payload), &raw),
            "unprotected-header",
        ),
        (
            "object_signature_truncated",
            "63 bytes of signature.",
            kept(
                empty(),
                Value::from(payload),
                raw.get(..63).unwrap_or_default(),
            ),
            "signature-length",
        ),
        (
            "object_signature_empty",
            "No signature is not a good one.",
            kept(empty(), Value::from(payload), &[]),
            "signature-length",
        ),
    ];
    refused
        .into_iter()
        .map(|(name, comment, bytes, kind)| bad(RULE, name, comment, bytes, kind))
        .collect()
}

fn headers(bench: &Bench, payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let certificate = signer.certificate.der();
    let with = |changes: Vec<(i64, Option<Value>)>| {
        let mut parameters = header(signer);
        for (label, value) in changes {
            parameters.retain(|(found, _)| *found != Value::from(label));
            parameters.extend(value.map(|value| (Value::from(label), value)));
        }
        let protected = fixed(cbor::encode(&Value::Map(parameters)));
        object_under(&protected, payload, &signer.key)
    };
    let chain = Value::Array(vec![Value::from(certificate)]);
    let long_alg = {
        let protected = fixed(cbor::encode(&Value::Map(header(signer))));
        // -19 is 32 in CBOR; 38 12 is the same number with a byte of its own.
        let (head, tail) = protected.split_at_checked(3).unwrap_or_default();
        let head = head.strip_suffix(b"\x32").unwrap_or_default();
        object_under(&[head, b"\x38\x12", tail].concat(), payload, &signer.key)
    };
    let refused = [
        (
            "object_header_alg_long",
            "The header is CBOR of its own and as strict: -19 in two bytes.",
            long_alg,
            "not-shortest",
        ),
        (
            "object_alg_missing",
            "The algorithm is never guessed from the key.",
            with(vec![(ALG, None)]),
            "missing-header",
        ),
        (
            "object_typ_missing",
            "Without typ a payment would be a card.",
            with(vec![(TYP, None)]),
            "missing-header",
        ),
        (
            "object_certificate_missing",
            "Nobody says who signed.",
            with(vec![(X5CHAIN, None)]),
            "missing-header",
        ),
        (
            "object_typ_of_payment",
            "A signature for another purpose, made with the same key.",
            with(vec![(TYP, Some(Value::from(65_003)))]),
            "wrong-typ",
        ),
        (
            "object_typ_text",
            "RFC 9596 allows media types, but a security object has a number.",
            with(vec![(TYP, Some(Value::from("application/epatent")))]),
            "wrong-typ",
        ),
        (
            "object_critical_header",
            "crit names parameters that a reader must understand, and there are none.",
            with(vec![(2, Some(Value::Array(vec![Value::from(TYP)])))]),
            "critical-header",
        ),
        (
            "object_header_unknown",
            "A key identifier beside the certificate could name another key.",
            with(vec![(4, Some(Value::from(b"77".as_slice())))]),
            "unknown-header",
        ),
        (
            "object_certificate_in_array",
            "x5chain as an array of one: two forms of one header make two verifiers disagree.",
            with(vec![(X5CHAIN, Some(chain))]),
            "wrong-header-type",
        ),
        (
            "object_alg_eddsa",
            "-8, the algorithm without a curve that RFC 9864 replaces: newer or older, not known here.",
            with(vec![(ALG, Some(Value::from(-8)))]),
            "unknown-algorithm",
        ),
        (
            "object_alg_not_of_key",
            "ES256 over the key of Ed25519: bytes of one kind of key read as another.",
            with(vec![(ALG, Some(Value::from(-7)))]),
            "algorithm-mismatch",
        ),
        (
            "object_certificate_garbage",
            "Four bytes that are no certificate.",
            with(vec![(
                X5CHAIN,
                Some(Value::from(b"\x30\x02\x05\x00".as_slice())),
            )]),
            "certificate",
        ),
    ];
    refused
        .into_iter()
        .map(|(name, comment, bytes, kind)| bad(RULE, name, comment, bytes, kind))
        .collect()
}

fn signatures(bench: &Bench, genuine: &[u8], payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.lab.signer_77;
    let protected = fixed(cbor::encode(&Value::Map(header(signer))));
    let stranger = FileKey::generate_ed25519(&mut StdRng::seed_from_u64(3));
    let own_prefix = {
        let message = [protected.as_slice(), payload].concat();
        assembled(
            &protected,
            Value::Map(Vec::new()),
            Value::from(payload),
            &fixed(epatent_sign::Signer::sign(&signer.key, &message)),
        )
    };
    let zero = assembled(
        &protected,
        Value::Map(Vec::new()),
        Value::from(payload),
        &[0; 64],
    );
    let es256 = object(&bench.es256.signer_77, payload);
    let es256_zero = es256
        .get(..es256.len().saturating_sub(64))
        .map(|most| [most, &[0; 64]].concat())
        .unwrap_or_default();
    // The head of the card id in the payload: key 3, 16 bytes.
    let changed = {
        let id = replaced(payload, b"\x03\x50", b"\x03\x50", 0);
        let place = id
            .windows(2)
            .position(|pair| pair == b"\x03\x50")
            .unwrap_or_default();
        flipped(
            &id,
            isize::try_from(place.saturating_add(2)).unwrap_or_default(),
        )
    };
    let raw = signature(&protected, payload, &signer.key);
    let refused = [
        (
            "object_signature_bit_flipped",
            "One bit of the signature.",
            flipped(genuine, -1),
        ),
        (
            "object_payload_bit_flipped",
            "One bit of the card id; the form is still right.",
            assembled(
                &protected,
                Value::Map(Vec::new()),
                Value::from(changed),
                &raw,
            ),
        ),
        (
            "object_signed_by_another_key",
            "A good signature under a key that is not the certificate's.",
            object_under(&protected, payload, &stranger),
        ),
        (
            "object_signed_without_context",
            "Signed over header and payload instead of the Sig_structure of RFC 9052 section 4.4.",
            own_prefix,
        ),
        ("object_signature_zero", "Sixty-four zero bytes.", zero),
        (
            "object_es256_signature_zero",
            "r = s = 0, which careless verifiers took for anybody's signature (CVE-2022-21449).",
            es256_zero,
        ),
        (
            "object_signature_s_not_reduced",
            "S plus the order of the group: a second signature for the same content.",
            unreduced(genuine),
        ),
    ];
    let mut vectors: Vec<Vector> = refused
        .into_iter()
        .map(|(name, comment, bytes)| bad(RULE, name, comment, bytes, "signature"))
        .collect();
    vectors.push(bad(
        RULE,
        "object_key_of_small_order",
        "The point of order 1 as a key: one signature would be good for every message.",
        small_order(bench, payload),
        "key",
    ));
    vectors
}

/// The object with s replaced by n - s.
fn other_s(object: &[u8]) -> Vec<u8> {
    let (most, raw) = object
        .split_at_checked(object.len().saturating_sub(64))
        .unwrap_or_default();
    let signature = fixed(p256::ecdsa::Signature::from_slice(raw));
    let (r, s) = signature.split_scalars();
    let other = fixed(p256::ecdsa::Signature::from_scalars(*r, -*s));
    [most, &other.to_bytes()].concat()
}

/// The object with S replaced by S + L, little-endian; S is below L, so that the sum fits.
fn unreduced(object: &[u8]) -> Vec<u8> {
    let mut object = object.to_vec();
    let start = object.len().saturating_sub(32);
    let mut carry = 0_u16;
    for (byte, order) in object.iter_mut().skip(start).zip(ED25519_ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        let [high, low] = sum.to_be_bytes();
        *byte = low;
        carry = u16::from(high);
    }
    object
}

/// An object under a certificate whose key is the neutral point, 01 00 .. 00.
fn small_order(bench: &Bench, payload: &[u8]) -> Vec<u8> {
    let lab = &bench.lab;
    let genuine = &lab.signer_77.certificate;
    let epatent_core::certificate::PublicKey::Ed25519(key) = genuine.public_key() else {
        return fixed(Err("the signer has an Ed25519 key"));
    };
    let mut neutral = [0_u8; 32];
    neutral[0] = 1;
    let changed = replaced(genuine.der(), key, &neutral, 0);
    let der = super::forge::resigned(genuine, changed, &lab.root_key);
    let mut parameters = header(&lab.signer_77);
    parameters.retain(|(label, _)| *label != Value::from(X5CHAIN));
    parameters.push((Value::from(X5CHAIN), Value::from(der.as_slice())));
    let protected = fixed(cbor::encode(&Value::Map(parameters)));
    // R = the neutral point, S = 0: good for every message where the cofactor is not looked at.
    let signature = [neutral, [0; 32]].concat();
    assembled(
        &protected,
        Value::Map(Vec::new()),
        Value::from(payload),
        &signature,
    )
}
