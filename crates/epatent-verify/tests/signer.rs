// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Who signed: object, chain, role, region, environment.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{
    Kind, Lab, assert_in_force, assert_refused, assert_undetermined, at, chip, object_of,
    patch_certificate, payload_of, prove, region, rng, root_request, sign, signer_request,
};
use epatent_core::cbor::{self, Value};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::CoseError;
use epatent_core::object::Environment;
use epatent_sign::Signer;
use epatent_sign::authority::{issue_signer, self_signed_root};
use epatent_verify::{
    CheckId, Code, Entitlement, IssuerGap, NewerFormat, ObjectDefect, Outcome, Reason, TrustError,
    TrustStore, Verdict,
};

const ENVIRONMENT_LAB: [u8; 5] = [0x04, 0x03, 0x0A, 0x01, 0x01];
const ENVIRONMENT_PRODUCTION: [u8; 5] = [0x04, 0x03, 0x0A, 0x01, 0x02];
const DIGITAL_SIGNATURE: [u8; 4] = [0x03, 0x02, 0x07, 0x80];
const KEY_ENCIPHERMENT: [u8; 4] = [0x03, 0x02, 0x05, 0x20];

#[test]
fn genuine_card_is_in_force_for_every_pair_of_key_kinds() {
    for root in [Kind::Ed25519, Kind::P256] {
        for signer in [Kind::Ed25519, Kind::P256] {
            let lab = Lab::of(root, signer);
            let report = lab.verify(&lab.card());
            assert_in_force(&report);
            assert!(report.card.holder.is_some() && report.card.portrait.is_some());
        }
    }
}

#[test]
fn signature_of_another_key_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    let payload = payload_of(&card);
    sign(&mut card, payload, &lab.signer, &Kind::Ed25519.key(77));
    prove(&mut card, &lab.chip);
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignatureInvalid);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignatureInvalid(ObjectDefect::Signature)
    );
    assert!(report.card.security_object.is_none() && report.card.holder.is_none());
}

// shows: EPC-OBJ-04
#[test]
fn high_s_of_es256_is_as_good_as_low_s() {
    let lab = Lab::of(Kind::Ed25519, Kind::P256);
    let mut card = lab.card();
    let end = card.security_object.len();
    let raw: [u8; 64] = card.security_object[end - 64..].try_into().unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(*r, -*s).unwrap();
    card.security_object[end - 64..].copy_from_slice(&other.to_bytes());
    assert_ne!(raw[..], card.security_object[end - 64..]);
    prove(&mut card, &lab.chip);
    assert_in_force(&lab.verify(&card));
}

// shows: EPC-OBJ-02
#[test]
fn algorithm_that_is_not_the_one_of_the_certificates_key_is_refused() {
    // An ES256 signature and header under a certificate with an Ed25519 key.
    let lab = Lab::new();
    let mut card = lab.card();
    let payload = payload_of(&card);
    sign(&mut card, payload, &lab.signer, &Kind::P256.key(2));
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignatureInvalid);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignatureInvalid(ObjectDefect::Algorithm)
    );
}

#[test]
fn algorithm_without_a_name_here_is_newer_and_not_forged() {
    let lab = Lab::new();
    let mut card = lab.card();
    // { 1: -19, ... }: -19 is 32 (hexadecimal) in CBOR, -20 is 33.
    let place = card
        .security_object
        .windows(2)
        .position(|pair| pair == [0x01, 0x32])
        .unwrap();
    card.security_object[place + 1] = 0x33;
    let report = lab.verify(&card);
    assert_undetermined(&report, Code::FormatNewer);
    assert_eq!(
        report.findings[0].reason,
        Reason::FormatNewer(NewerFormat::Algorithm)
    );
}

#[test]
fn garbage_is_refused_with_the_offset() {
    let lab = Lab::new();
    let mut card = lab.card();
    card.security_object = b"\xD2\x84\xFF".to_vec();
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignatureInvalid);
    let Reason::SignatureInvalid(ObjectDefect::Envelope(CoseError::Cbor { error, .. })) =
        &report.findings[0].reason
    else {
        panic!("{:?}", report.findings);
    };
    // An array of 4 that cannot be in the one byte that is left.
    assert_eq!(error.offset, 1);
    // Every other check is named as not made.
    assert!(
        report.checks[1..]
            .iter()
            .all(|check| check.outcome == Outcome::NotChecked)
    );
    assert!(report.check(CheckId::Status).is_some());
}

#[test]
fn an_empty_object_counts_as_not_read() {
    let lab = Lab::new();
    let mut card = lab.card();
    card.security_object.clear();
    assert_undetermined(&lab.verify(&card), Code::ReadIncomplete);
}

#[test]
fn card_of_a_root_that_is_not_trusted_is_unknown() {
    let lab = Lab::new();
    let mut authority = root_request();
    authority.subject = epatent_sign::authority::Subject::named("Another root");
    let other = Lab::with(Kind::P256, Kind::Ed25519, &authority, &signer_request());
    let report = lab.verify(&other.card());
    assert_undetermined(&report, Code::IssuerUnknown);
    assert_eq!(
        report.findings[0].reason,
        Reason::IssuerUnknown(IssuerGap::NoSuchRoot)
    );
    assert!(report.card.security_object.is_none() && report.card.portrait.is_none());
    assert_eq!(
        report.check(CheckId::Object).unwrap().outcome,
        Outcome::Passed
    );
    assert_eq!(
        report.check(CheckId::Chain).unwrap().outcome,
        Outcome::Failed
    );
}

#[test]
fn card_of_another_root_with_the_same_name_is_unknown() {
    let lab = Lab::new();
    let namesake = Lab::of(Kind::P256, Kind::Ed25519);
    let report = lab.verify(&namesake.card());
    assert_undetermined(&report, Code::IssuerUnknown);
    assert_eq!(
        report.findings[0].reason,
        Reason::IssuerUnknown(IssuerGap::OtherKey)
    );
}

#[test]
fn certificate_that_claims_the_name_and_key_identifier_of_a_trusted_root_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    let forger = Kind::Ed25519.key(66);
    // Signed over again by a key that is not the root's, everything else untouched.
    let forged = patch_certificate(&lab.signer, &DIGITAL_SIGNATURE, &DIGITAL_SIGNATURE, &forger);
    let payload = payload_of(&card);
    sign(&mut card, payload, &forged, &lab.signer_key);
    prove(&mut card, &lab.chip);
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignatureInvalid);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignatureInvalid(ObjectDefect::CertificateForged)
    );
}

#[test]
fn self_signed_signer_is_unknown() {
    let lab = Lab::new();
    let mut card = lab.card();
    let key = Kind::Ed25519.key(66);
    let mut request = root_request();
    request.subject = epatent_sign::authority::Subject::named("Test signer 77");
    let own = self_signed_root(&request, &key, &mut rng(67)).unwrap();
    let payload = payload_of(&card);
    sign(&mut card, payload, &own, &key);
    prove(&mut card, &lab.chip);
    assert_undetermined(&lab.verify(&card), Code::IssuerUnknown);
}

#[test]
fn root_itself_may_not_sign_a_card() {
    let lab = Lab::new();
    let mut card = lab.card();
    let payload = payload_of(&card);
    sign(&mut card, payload, &lab.root, &lab.root_key);
    prove(&mut card, &lab.chip);
    let report = lab.verify(&card);
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.reason == Reason::SignerNotEntitled(Entitlement::Authority))
    );
}

#[test]
fn signer_without_the_document_role_is_refused() {
    let payment = Lab::with_signer(|request| request.roles = vec![Role::Payment]);
    let genuine = Lab::new();
    let mut card = genuine.card();
    let payload = payload_of(&card);
    sign(&mut card, payload, &payment.signer, &payment.signer_key);
    prove(&mut card, &genuine.chip);
    let report = genuine.verify(&card);
    assert_refused(&report, Code::SignerNotEntitled);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::Role(Role::Document))
    );
}

#[test]
fn signer_whose_key_is_not_for_signatures_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    let patched = patch_certificate(
        &lab.signer,
        &DIGITAL_SIGNATURE,
        &KEY_ENCIPHERMENT,
        &lab.root_key,
    );
    let payload = payload_of(&card);
    sign(&mut card, payload, &patched, &lab.signer_key);
    prove(&mut card, &lab.chip);
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignerNotEntitled);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::KeyUsage)
    );
}

#[test]
fn signer_of_region_77_cannot_sign_for_region_50() {
    let mut lab = Lab::new();
    lab.circumstances.region = region("50");
    let other = Lab::with_signer(|request| request.regions = vec![region("50")]);
    let mut card = other.card_with(|contents, terms| {
        contents.permission.region = region("50");
        terms.region = region("50");
    });
    let payload = payload_of(&card);
    sign(&mut card, payload, &lab.signer, &lab.signer_key);
    prove(&mut card, &lab.chip);
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignerNotEntitled);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::Region {
            signed_for: region("50"),
            permitted: vec![region("77")],
        })
    );
}

// shows: EPC-CERT-01
#[test]
fn signer_whose_certificate_lacks_regions_or_environment_is_refused() {
    // The extension under an identifier that nobody knows is passed over: it is not critical.
    for last in [0x01, 0x02] {
        let lab = Lab::new();
        let mut card = lab.card();
        let identifier = |arc| [0x06, 0x06, 0x88, 0x37, 0x85, 0x03, arc, last];
        let (known, unknown) = (identifier(0x02), identifier(0x7F));
        let patched = patch_certificate(&lab.signer, &known, &unknown, &lab.root_key);
        let payload = payload_of(&card);
        sign(&mut card, payload, &patched, &lab.signer_key);
        prove(&mut card, &lab.chip);
        assert_refused(&lab.verify(&card), Code::SignerNotEntitled);
    }
}

#[test]
fn signer_of_two_regions_can_sign_for_each() {
    let mut lab = Lab::with_signer(|request| request.regions = vec![region("77"), region("50")]);
    assert_in_force(&lab.verify(&lab.card()));
    lab.circumstances.region = region("50");
    assert_in_force(&lab.verify(&lab.card_with(|contents, terms| {
        contents.permission.region = region("50");
        terms.region = region("50");
    })));
}

#[test]
fn object_of_production_under_a_lab_signer_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    lab.resign(&mut card, |object| {
        object.environment = Environment::Production;
    });
    let report = lab.verify(&card);
    assert_refused(&report, Code::SignerNotEntitled);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::Environment)
    );
}

#[test]
fn signer_of_production_under_a_lab_root_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    let patched = patch_certificate(
        &lab.signer,
        &ENVIRONMENT_LAB,
        &ENVIRONMENT_PRODUCTION,
        &lab.root_key,
    );
    let payload = payload_of(&card);
    sign(&mut card, payload, &patched, &lab.signer_key);
    prove(&mut card, &lab.chip);
    assert_refused(&lab.verify(&card), Code::SignerNotEntitled);
}

// shows: EPC-VER-09
#[test]
fn lab_card_on_a_production_device_is_unknown() {
    let lab = Lab::new();
    let mut request = root_request();
    request.environment = Environment::Production;
    let key = Kind::Ed25519.key(90);
    let production = self_signed_root(&request, &key, &mut rng(91)).unwrap();
    let trust = TrustStore::new(Environment::Production, [&production]).unwrap();
    let policy = epatent_verify::Policy::default();
    let report = epatent_verify::Verifier::new(&trust, &policy)
        .unwrap()
        .verify(&lab.card(), &lab.circumstances);
    assert_undetermined(&report, Code::IssuerUnknown);
    assert_eq!(report.environment, Environment::Production);
}

#[test]
fn lab_root_cannot_be_pinned_for_production() {
    let lab = Lab::new();
    assert_eq!(
        TrustStore::new(Environment::Production, [&lab.root]).unwrap_err(),
        TrustError::Environment {
            index: 0,
            expected: Environment::Production,
        }
    );
}

#[test]
fn trust_store_holds_roots_only() {
    let lab = Lab::new();
    assert_eq!(
        TrustStore::new(Environment::Lab, [&lab.root, &lab.signer]).unwrap_err(),
        TrustError::NotRoot { index: 1 }
    );
    // Signed by itself and an authority, with another extension where the key's identifier is.
    let (identifier, other) = (
        [0x06, 0x03, 0x55, 0x1D, 0x0E],
        [0x06, 0x03, 0x55, 0x1D, 0x63],
    );
    let nameless = patch_certificate(&lab.root, &identifier, &other, &lab.root_key);
    assert_eq!(
        TrustStore::new(Environment::Lab, [&nameless]).unwrap_err(),
        TrustError::NotRoot { index: 0 }
    );
    let none: [&[u8]; 0] = [];
    assert_eq!(
        TrustStore::new(Environment::Lab, none).unwrap_err(),
        TrustError::Empty
    );
    let mut damaged = lab.root;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(
        TrustStore::new(Environment::Lab, [damaged]).unwrap_err(),
        TrustError::Signature { index: 0 }
    );
}

#[test]
fn card_signed_after_the_signers_term_is_refused() {
    let late = Lab::with_signer(|request| request.not_after = at("2026-11-02T09:00:00Z"));
    assert_in_force(&late.verify(&late.card()));
    let mut card = late.card();
    late.resign(&mut card, |object| {
        object.signed_at = at("2026-11-02T09:00:01Z");
    });
    let report = late.verify(&card);
    assert_refused(&report, Code::SignerNotEntitled);
    assert!(matches!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::Term { .. })
    ));
}

#[test]
fn card_signed_before_the_signers_term_is_refused() {
    let early = Lab::with_signer(|request| request.not_before = at("2026-11-02T09:00:00Z"));
    assert_in_force(&early.verify(&early.card()));
    let mut card = early.card();
    early.resign(&mut card, |object| {
        object.signed_at = at("2026-11-02T08:59:59Z");
    });
    assert_refused(&early.verify(&card), Code::SignerNotEntitled);
}

#[test]
fn card_outlives_the_certificate_of_its_signer() {
    let mut lab = Lab::new();
    lab.circumstances.now = at("2027-10-01T00:00:00Z");
    lab.circumstances.date = common::day("2027-10-01");
    assert_in_force(&lab.verify(&lab.card()));
}

/// The same root key and name with another term.
fn root_until(lab: &Lab, not_after: &str) -> TrustStore {
    let mut request = root_request();
    request.not_after = at(not_after);
    let root = self_signed_root(&request, &lab.root_key, &mut rng(8)).unwrap();
    TrustStore::new(Environment::Lab, [root]).unwrap()
}

#[test]
fn card_signed_after_the_roots_term_is_refused() {
    let lab = Lab::new();
    let trust = root_until(&lab, "2026-11-02T08:59:59Z");
    let report = lab.verify_under(&lab.card(), &trust);
    assert_refused(&report, Code::SignerNotEntitled);
    assert!(matches!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::RootTerm { .. })
    ));
}

#[test]
fn root_that_has_ended_since_vouches_for_nothing() {
    let lab = Lab::new();
    let trust = root_until(&lab, "2026-11-10T08:59:59Z");
    assert_eq!(trust.earliest_end(), Some(at("2026-11-10T08:59:59Z")));
    let report = lab.verify_under(&lab.card(), &trust);
    assert_undetermined(&report, Code::IssuerUnknown);
    let trust = root_until(&lab, "2026-11-10T09:00:00Z");
    assert_in_force(&lab.verify_under(&lab.card(), &trust));
}

#[test]
fn chain_is_found_among_several_roots_of_one_name() {
    let lab = Lab::new();
    let namesake = Lab::of(Kind::P256, Kind::Ed25519);
    for roots in [[&namesake.root, &lab.root], [&lab.root, &namesake.root]] {
        let trust = TrustStore::new(Environment::Lab, roots).unwrap();
        assert_in_force(&lab.verify_under(&lab.card(), &trust));
        assert_in_force(&lab.verify_under(&namesake.card(), &trust));
    }
}

#[test]
fn signer_below_another_signer_is_unknown() {
    // Three levels: the middle one is a genuine signer that plays the authority.
    let lab = Lab::new();
    let key = Kind::Ed25519.key(50);
    let mut authority = root_request();
    authority.subject = epatent_sign::authority::Subject::named("Test signer 77");
    let disguise = self_signed_root(&authority, &lab.signer_key, &mut rng(51)).unwrap();
    let below = issue_signer(
        &signer_request(),
        &key.public_key(),
        &Certificate::parse(&disguise).unwrap(),
        &lab.signer_key,
        &mut rng(52),
    )
    .unwrap();
    let mut card = lab.card();
    let payload = payload_of(&card);
    sign(&mut card, payload, &below, &key);
    prove(&mut card, &lab.chip);
    assert_undetermined(&lab.verify(&card), Code::IssuerUnknown);
}

/// Signs the payload of a genuine card again after a change to its CBOR map.
fn with_payload(lab: &Lab, change: impl FnOnce(&mut Vec<(Value, Value)>)) -> Verdict {
    report_of_payload(lab, change).verdict
}

fn report_of_payload(
    lab: &Lab,
    change: impl FnOnce(&mut Vec<(Value, Value)>),
) -> epatent_verify::Report {
    let mut card = lab.card();
    let Value::Map(mut fields) = cbor::decode(&payload_of(&card)).unwrap() else {
        panic!("a payload is a map");
    };
    change(&mut fields);
    lab.sign(&mut card, cbor::encode(&Value::Map(fields)).unwrap());
    lab.verify(&card)
}

// shows: EPC-OBJ-05, EPC-VER-10
#[test]
fn signed_object_without_a_chip_key_is_refused_and_not_excused() {
    let lab = Lab::new();
    let report = report_of_payload(&lab, |fields| {
        fields.retain(|(key, _)| *key != Value::from(10));
    });
    assert_refused(&report, Code::SignatureInvalid);
    assert!(report.card.security_object.is_none());
    let object = report.check(CheckId::Object).unwrap();
    assert_eq!(object.outcome, Outcome::Failed);
    assert_eq!(object.code, Some(Code::SignatureInvalid));
}

// shows: EPC-VER-10
#[test]
fn signed_object_without_any_one_of_its_fields_is_refused() {
    let lab = Lab::new();
    for field in 2..=13 {
        let verdict = with_payload(&lab, |fields| {
            fields.retain(|(key, _)| *key != Value::from(field));
        });
        assert_eq!(verdict, Verdict::Refused, "without field {field}");
    }
}

#[test]
fn signed_object_of_a_newer_version_is_newer_and_not_forged() {
    let lab = Lab::new();
    let report = report_of_payload(&lab, |fields| {
        for (key, value) in fields.iter_mut() {
            if *key == Value::from(1) {
                *value = Value::from(2);
            }
        }
        fields.push((Value::from(99), Value::from("new")));
    });
    assert_undetermined(&report, Code::FormatNewer);
    assert_eq!(
        report.findings[0].reason,
        Reason::FormatNewer(NewerFormat::Version(2))
    );
}

#[test]
fn newer_version_of_an_unknown_signer_stays_unknown() {
    let lab = Lab::new();
    let other = Lab::of(Kind::P256, Kind::Ed25519);
    let mut card = other.card();
    other.sign(&mut card, b"\xA1\x01\x02".to_vec());
    assert_undetermined(&lab.verify(&card), Code::IssuerUnknown);
}

// shows: EPC-VER-03
#[test]
fn object_and_chip_of_a_stranger_are_not_shown() {
    let lab = Lab::new();
    let stranger = Lab {
        chip: chip(99),
        ..Lab::of(Kind::P256, Kind::P256)
    };
    let card = stranger.card();
    assert_ne!(object_of(&card).chip_key, object_of(&lab.card()).chip_key);
    let report = lab.verify(&card);
    assert!(report.card.security_object.is_none());
    assert!(report.card.permission.is_none());
}
