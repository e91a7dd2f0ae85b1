// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signers' certificates at the edge of the profile (`security-object.md` section 4) and beyond it,
//! all of them signed by the trusted root: what is refused, what is newer, what is good.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{Lab, assert_in_force, assert_refused, assert_undetermined, payload_of, prove, sign};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_sign::Signer;
use epatent_verify::{Code, Entitlement, NewerFormat, ObjectDefect, Reason, Report};

const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];
const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x0E];
const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1D, 0x20];
const ROLES: &[u8] = &[0x55, 0x1D, 0x25];
const DOCUMENT: &[u8] = &[0x88, 0x37, 0x85, 0x03, 0x01, 0x01];
const ED25519: &[u8] = &[0x2B, 0x65, 0x70];
const ED448: &[u8] = &[0x2B, 0x65, 0x71];
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const SECP384R1: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];

/// Tag, length, value of parts in a row.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let head = match length {
        0..=0x7F => vec![tag, length as u8],
        0x80..=0xFF => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

fn algorithm(oid: &[u8], parameters: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(6, &[oid]), parameters])
}

fn key(algorithm: &[u8], bytes: &[u8]) -> Vec<u8> {
    sequence(&[algorithm, &tlv(3, &[&[0], bytes])])
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xFF] } else { &[] };
    sequence(&[&tlv(6, &[oid]), critical, &tlv(4, &[value])])
}

/// The parts of a signer's certificate, each as DER.
struct Draft {
    algorithm: Vec<u8>,
    end: Vec<u8>,
    key: Vec<u8>,
    /// Identifier and whole extension.
    extensions: Vec<(&'static [u8], Vec<u8>)>,
}

impl Draft {
    /// A certificate of the profile.
    fn good(lab: &Lab) -> Self {
        const REGIONS: &[u8] = &[0x88, 0x37, 0x85, 0x03, 0x02, 0x01];
        const ENVIRONMENT: &[u8] = &[0x88, 0x37, 0x85, 0x03, 0x02, 0x02];
        const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 0x23];
        let root = Certificate::parse(&lab.root).unwrap();
        let PublicKey::Ed25519(bytes) = lab.signer_key.public_key() else {
            panic!("another key")
        };
        let authority = sequence(&[&tlv(0x80, &[root.subject_key_id().unwrap()])]);
        let extensions: [(&[u8], bool, Vec<u8>); 7] = [
            (BASIC_CONSTRAINTS, true, sequence(&[])),
            (KEY_USAGE, true, vec![3, 2, 7, 0x80]),
            (ROLES, true, sequence(&[&tlv(6, &[DOCUMENT])])),
            (SUBJECT_KEY_IDENTIFIER, false, tlv(4, &[&[1; 20]])),
            (AUTHORITY_KEY_IDENTIFIER, false, authority),
            (REGIONS, false, sequence(&[&tlv(0x13, &[b"77"])])),
            (ENVIRONMENT, false, vec![0x0A, 1, 1]),
        ];
        Self {
            algorithm: algorithm(ED25519, &[]),
            end: tlv(0x17, &[b"270101000000Z"]),
            key: key(&algorithm(ED25519, &[]), &bytes),
            extensions: extensions
                .into_iter()
                .map(|(oid, critical, value)| (oid, extension(oid, critical, &value)))
                .collect(),
        }
    }

    fn without(&mut self, oid: &[u8]) {
        self.extensions.retain(|(found, _)| *found != oid);
    }

    fn with(&mut self, oid: &'static [u8], critical: bool, value: &[u8]) {
        self.without(oid);
        self.extensions.push((oid, extension(oid, critical, value)));
    }

    fn signed(&self, lab: &Lab) -> Vec<u8> {
        let root = Certificate::parse(&lab.root).unwrap();
        let common_name = sequence(&[&tlv(6, &[&[0x55, 4, 3]]), &tlv(0x0C, &[b"Signer"])]);
        let extensions: Vec<&[u8]> = self.extensions.iter().map(|(_, der)| &der[..]).collect();
        let tbs = sequence(&[
            &tlv(0xA0, &[&[2, 1, 2]]),
            &[2, 1, 5],
            &self.algorithm,
            root.subject(),
            &sequence(&[&tlv(0x17, &[b"260101000000Z"]), &self.end]),
            &sequence(&[&tlv(0x31, &[&common_name])]),
            &self.key,
            &tlv(0xA3, &[&sequence(&extensions)]),
        ]);
        let signature = lab.root_key.sign(&tbs).unwrap();
        sequence(&[&tbs, &self.algorithm, &tlv(3, &[&[0], &signature])])
    }
}

/// The answer for a card under a certificate of the profile but for `change`.
fn under(change: impl FnOnce(&mut Draft)) -> Report {
    let lab = Lab::new();
    let mut draft = Draft::good(&lab);
    change(&mut draft);
    let mut card = lab.card();
    let payload = payload_of(&card);
    sign(&mut card, payload, &draft.signed(&lab), &lab.signer_key);
    prove(&mut card, &lab.chip);
    lab.verify(&card)
}

#[track_caller]
fn assert_newer(report: &Report) {
    assert_undetermined(report, Code::FormatNewer);
    let Reason::FormatNewer(NewerFormat::Certificate(error)) = &report.findings[0].reason else {
        panic!("{:?}", report.findings);
    };
    assert!(error.is_unknown_feature());
}

#[track_caller]
fn assert_forged(report: &Report) {
    assert_refused(report, Code::SignatureInvalid);
    assert!(
        matches!(
            report.findings[0].reason,
            Reason::SignatureInvalid(ObjectDefect::Certificate(_) | ObjectDefect::Key)
        ),
        "{:?}",
        report.findings
    );
}

#[track_caller]
fn assert_not_entitled(report: &Report, why: &Entitlement) {
    assert_refused(report, Code::SignerNotEntitled);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(why.clone())
    );
}

#[test]
fn certificate_of_the_profile_is_good() {
    assert_in_force(&under(|_| {}));
}

#[test]
fn certificate_without_an_end_is_good() {
    // RFC 5280 section 4.1.2.5; and an end beyond the times of this system.
    for end in [b"99991231235959Z", b"23000101000000Z"] {
        assert_in_force(&under(|draft| draft.end = tlv(0x18, &[end])));
    }
}

#[test]
fn unknown_signature_algorithm_is_newer_and_not_forged() {
    assert_newer(&under(|draft| draft.algorithm = algorithm(ED448, &[])));
}

#[test]
fn unknown_kind_of_key_is_newer_and_not_forged() {
    assert_newer(&under(|draft| {
        draft.key = key(&algorithm(ED448, &[]), &[7; 57]);
    }));
    assert_newer(&under(|draft| {
        let curve = tlv(6, &[SECP384R1]);
        draft.key = key(&algorithm(EC_PUBLIC_KEY, &curve), &[4; 97]);
    }));
}

#[test]
fn unknown_critical_extension_is_newer_and_not_forged() {
    let policy = tlv(6, &[&[0x55, 0x1D, 0x20, 0x00]]);
    let policies = sequence(&[&sequence(&[&policy])]);
    assert_newer(&under(|draft| {
        draft.with(CERTIFICATE_POLICIES, true, &policies);
    }));
    assert_in_force(&under(|draft| {
        draft.with(CERTIFICATE_POLICIES, false, &policies);
    }));
}

#[test]
fn known_algorithm_in_a_form_that_it_does_not_have_is_refused() {
    let null: &[u8] = &[5, 0];
    assert_forged(&under(|draft| draft.algorithm = algorithm(ED25519, null)));
    assert_forged(&under(|draft| {
        draft.key = key(&algorithm(ED25519, null), &[7; 32]);
    }));
    assert_forged(&under(|draft| {
        draft.key = key(&algorithm(ED25519, &[]), &[7; 31]);
    }));
    assert_forged(&under(|draft| {
        draft.key = key(&algorithm(EC_PUBLIC_KEY, &[]), &[4; 65]);
    }));
}

#[test]
fn basic_constraints_are_critical_and_say_nothing() {
    let missing = Entitlement::Profile("critical basicConstraints");
    assert_not_entitled(&under(|draft| draft.without(BASIC_CONSTRAINTS)), &missing);
    assert_not_entitled(
        &under(|draft| draft.with(BASIC_CONSTRAINTS, false, &sequence(&[]))),
        &missing,
    );
    assert_not_entitled(
        &under(|draft| draft.with(BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xFF])),
        &Entitlement::Authority,
    );
    for not_der in [&[0x30, 3, 1, 1, 0][..], &[0x30, 3, 1, 1, 1]] {
        assert_forged(&under(|draft| {
            draft.with(BASIC_CONSTRAINTS, true, not_der);
        }));
    }
}

#[test]
fn key_usage_is_critical_and_digital_signature_alone() {
    assert_not_entitled(
        &under(|draft| draft.with(KEY_USAGE, false, &[3, 2, 7, 0x80])),
        &Entitlement::Profile("critical keyUsage"),
    );
    assert_not_entitled(
        &under(|draft| draft.without(KEY_USAGE)),
        &Entitlement::KeyUsage,
    );
    for usage in [
        &[3, 2, 2, 0x84][..],
        &[3, 2, 6, 0xC0],
        &[3, 2, 0, 0xFF],
        &[3, 2, 5, 0x20],
    ] {
        assert_not_entitled(
            &under(|draft| draft.with(KEY_USAGE, true, usage)),
            &Entitlement::KeyUsage,
        );
    }
    for not_der in [&[3, 2, 0, 0x80][..], &[3, 3, 7, 0x80, 0]] {
        assert_forged(&under(|draft| draft.with(KEY_USAGE, true, not_der)));
    }
}

#[test]
fn roles_are_critical() {
    let document = sequence(&[&tlv(6, &[DOCUMENT])]);
    assert_not_entitled(
        &under(|draft| draft.with(ROLES, false, &document)),
        &Entitlement::Profile("critical extendedKeyUsage"),
    );
    assert_not_entitled(
        &under(|draft| draft.without(ROLES)),
        &Entitlement::Role(Role::Document),
    );
}

#[test]
fn subject_key_identifier_is_there() {
    assert_not_entitled(
        &under(|draft| draft.without(SUBJECT_KEY_IDENTIFIER)),
        &Entitlement::Profile("a subjectKeyIdentifier"),
    );
}

// shows: EPC-CERT-03, EPC-OBJ-03
#[test]
fn ed25519_key_has_one_encoding() {
    // y + p for the y from 0 to 18, the only ones that 255 bits hold twice, with either sign; some
    // of them are on the curve, and each is refused as a key (RFC 8032 section 5.1.3).
    let mut refused = 0;
    for y in 0..=18_u8 {
        for sign in [0x7F, 0xFF] {
            let mut bytes = [0xFF; 32];
            bytes[0] = 0xED + y;
            bytes[31] = sign;
            let report = under(|draft| draft.key = key(&algorithm(ED25519, &[]), &bytes));
            assert_refused(&report, Code::SignatureInvalid);
            assert_eq!(
                report.findings[0].reason,
                Reason::SignatureInvalid(ObjectDefect::Key),
                "y = {y}"
            );
            refused += 1;
        }
    }
    assert_eq!(refused, 38);
}
