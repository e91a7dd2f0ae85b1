// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a trust bundle changes in an answer, and what is no trust bundle.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{Kind, Lab, assert_in_force, assert_refused, assert_undetermined, at, region, rng};
use epatent_core::bundle::{Earlier, MaxAge, RetiredRoot, TrustBundle, Withdrawal, key_digest};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::{ToSign, Typ};
use epatent_core::object::{Digest, Environment};
use epatent_sign::Signer;
use epatent_sign::authority::{SignerRequest, Subject, issue_signer};
use epatent_verify::{
    CheckId, Code, Colour, Entitlement, Freshness, IssuerGap, ObjectDefect, Outcome, Policy,
    ProvedBundle, Reason, Report, Revocation, TrustStore, Untrusted, Verifier,
};

fn checked(change: impl FnOnce(&mut TrustBundle)) -> Report {
    let lab = Lab::new();
    let mut bundle = lab.bundle();
    change(&mut bundle);
    lab.verify_with(&lab.card(), &bundle)
}

fn withdrawn(since: &str, earlier: Earlier) -> Report {
    checked(|bundle| {
        bundle.signers[0].withdrawal = Some(Withdrawal {
            since: at(since),
            earlier,
        });
    })
}

fn revocation(report: &Report) -> Revocation {
    match &report.findings[0].reason {
        Reason::SignerRevoked { revoked, .. } => revoked.why,
        other => panic!("{other}"),
    }
}

#[test]
fn a_card_of_a_listed_signer_is_in_force_under_a_fresh_bundle() {
    let report = checked(|_| {});
    assert_in_force(&report);
    for id in [CheckId::Listed, CheckId::Bundle] {
        assert_eq!(report.check(id).unwrap().outcome, Outcome::Passed);
    }
}

// shows: EPC-BUNDLE-05
#[test]
fn a_signer_that_is_not_listed_is_unknown() {
    let report = checked(|bundle| bundle.signers.clear());
    assert_undetermined(&report, Code::IssuerUnknown);
    assert_eq!(
        report.findings[0].reason,
        Reason::IssuerUnknown(IssuerGap::NotListed)
    );
    assert!(report.card.holder.is_none(), "nothing of it is shown");
}

// The card of the laboratory is signed at 2026-11-02T09:00:00Z.

// shows: EPC-BUNDLE-07
#[test]
fn a_card_signed_at_or_after_the_withdrawal_is_refused() {
    for since in ["2026-11-02T09:00:00Z", "2026-11-01T00:00:00Z"] {
        let report = withdrawn(since, Earlier::Good);
        assert_refused(&report, Code::SignerRevoked);
        assert_eq!(revocation(&report), Revocation::SignedAfter);
    }
}

// shows: EPC-BUNDLE-08
#[test]
fn a_card_signed_before_the_withdrawal_stays_good_and_the_officer_is_told() {
    let report = withdrawn("2026-11-02T09:00:01Z", Earlier::Good);
    assert_eq!(report.verdict, epatent_verify::Verdict::InForce);
    let told = report.finding(Code::SignerRevoked).unwrap();
    assert_eq!(told.colour, Colour::Info);
}

// shows: EPC-BUNDLE-08
#[test]
fn an_earlier_card_falls_when_the_bundle_says_so() {
    let report = withdrawn("2026-11-05T00:00:00Z", Earlier::Falls);
    assert_refused(&report, Code::SignerRevoked);
    assert_eq!(revocation(&report), Revocation::SignedBefore);
}

// shows: EPC-BUNDLE-08
#[test]
fn of_the_earlier_cards_only_the_named_ones_stay_good() {
    let lab = Lab::new();
    let card = lab.card();
    let named = |digest| {
        let mut bundle = lab.bundle();
        bundle.signers[0].withdrawal = Some(Withdrawal {
            since: at("2026-11-05T00:00:00Z"),
            earlier: Earlier::Listed(vec![digest]),
        });
        lab.verify_with(&card, &bundle)
    };
    assert_eq!(
        named(Digest::of(&card.security_object)).verdict,
        epatent_verify::Verdict::InForce
    );
    let backdated = named(Digest::of(b"another card"));
    assert_refused(&backdated, Code::SignerRevoked);
    assert_eq!(revocation(&backdated), Revocation::SignedBefore);
}

// shows: EPC-VER-13
#[test]
fn a_withdrawal_is_told_also_where_the_signer_lacks_its_term_or_its_entry_names_another_role() {
    let lab = Lab::with_signer(|request| request.not_after = at("2026-11-03T00:00:00Z"));
    let mut card = lab.card();
    lab.resign(&mut card, |object| {
        object.signed_at = at("2026-11-04T00:00:00Z");
    });
    let mut bundle = lab.bundle();
    bundle.signers[0].withdrawal = Some(Withdrawal {
        since: at("2026-11-05T00:00:00Z"),
        earlier: Earlier::Falls,
    });
    let told = |report: &Report| -> Vec<Code> {
        report.findings.iter().map(|finding| finding.code).collect()
    };
    let both = [Code::SignerRevoked, Code::SignerNotEntitled];
    let report = lab.verify_with(&card, &bundle);
    assert_eq!(told(&report), both);
    for id in [CheckId::Chain, CheckId::Listed] {
        assert_eq!(report.check(id).unwrap().outcome, Outcome::Failed);
    }

    let report = checked(|bundle| {
        bundle.signers[0].roles = vec![Role::Status];
        bundle.signers[0].withdrawal = Some(Withdrawal {
            since: at("2026-11-01T00:00:00Z"),
            earlier: Earlier::Good,
        });
    });
    assert_eq!(told(&report), both);
}

// shows: EPC-BUNDLE-06
#[test]
fn the_bundle_narrows_the_roles_and_regions_of_a_certificate() {
    let report = checked(|bundle| bundle.signers[0].roles = vec![Role::Status]);
    assert_refused(&report, Code::SignerNotEntitled);
    assert_eq!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::ListedRole(Role::Document))
    );
    let report = checked(|bundle| bundle.signers[0].regions = vec![region("50")]);
    assert_refused(&report, Code::SignerNotEntitled);
    assert!(matches!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::ListedRegion { .. })
    ));
}

// shows: EPC-BUNDLE-06
#[test]
fn the_bundle_cannot_widen_a_certificate() {
    let lab = Lab::with_signer(|request| request.regions = vec![region("50")]);
    let mut bundle = lab.bundle();
    bundle.signers[0].regions = vec![region("50"), region("77")];
    let card = {
        let mut card = Lab::new().card();
        let payload = common::payload_of(&card);
        lab.sign(&mut card, payload);
        card
    };
    let report = lab.verify_with(&card, &bundle);
    assert_refused(&report, Code::SignerNotEntitled);
}

/// The answer of a device whose clock says `now`.
fn at_time(now: &str, change: impl FnOnce(&mut TrustBundle)) -> Report {
    let mut lab = Lab::new();
    let mut bundle = lab.bundle();
    change(&mut bundle);
    let proved = lab.proved(&bundle);
    lab.circumstances.now = at(now);
    let (trust, policy) = (lab.trust(), Policy::of_bundle(&bundle.policy));
    Verifier::new(&trust, &policy)
        .unwrap()
        .under(&proved)
        .verify(&lab.card(), &lab.circumstances)
}

// shows: EPC-BUNDLE-10
#[test]
fn an_old_bundle_leaves_no_green() {
    for (now, expected) in [
        ("2026-11-12T00:00:00Z", None),
        ("2026-11-12T00:00:01Z", Some(Freshness::Stale)),
        ("2026-11-20T00:00:00Z", Some(Freshness::Stale)),
        ("2026-11-20T00:00:01Z", Some(Freshness::Expired)),
    ] {
        let report = at_time(now, |_| {});
        match expected {
            None => assert_in_force(&report),
            Some(class) => {
                assert_undetermined(&report, Code::StatusStale);
                let Reason::BundleStale { freshness, .. } = report.findings[0].reason else {
                    panic!("{:?}", report.findings)
                };
                assert_eq!(freshness, class, "{now}");
            }
        }
    }
}

// shows: EPC-BUNDLE-11
#[test]
fn the_policy_of_a_bundle_ages_it_earlier() {
    let report = at_time("2026-11-10T09:00:00Z", |bundle| {
        bundle.policy.bundle_age = Some(MaxAge {
            stale: 86_400,
            expired: 86_400 * 2,
        });
    });
    assert_undetermined(&report, Code::StatusStale);
}

// shows: EPC-BUNDLE-09
#[test]
fn a_laboratory_goes_without_a_bundle_and_production_does_not() {
    let lab = Lab::new();
    let report = lab.verify(&lab.card());
    assert_in_force(&report);
    let bundle = report.check(CheckId::Bundle).unwrap();
    assert_eq!(bundle.outcome, Outcome::NotChecked);

    let real = |request: &mut SignerRequest| request.environment = Environment::Production;
    let mut root = common::root_request();
    root.environment = Environment::Production;
    let mut request = common::signer_request();
    real(&mut request);
    let lab = Lab::with(Kind::Ed25519, Kind::Ed25519, &root, &request);
    let card = lab.card_with(|_, terms| terms.environment = Environment::Production);
    let trust = TrustStore::new(Environment::Production, [&lab.root]).unwrap();
    let policy = Policy::default();
    let report = Verifier::new(&trust, &policy)
        .unwrap()
        .verify(&card, &lab.circumstances);
    let reasons: Vec<&Reason> = report.findings.iter().map(|found| &found.reason).collect();
    assert!(reasons.contains(&&Reason::BundleMissing), "{reasons:?}");
}

// shows: EPC-DEV-06
#[test]
fn a_clock_before_the_floor_is_doubtful() {
    let lab = Lab::new();
    let (trust, policy) = (lab.trust(), lab.policy.clone());
    // The clock says 2026-11-10T09:00:00Z, and 300 seconds are let pass.
    for (floor, doubtful) in [
        ("2026-11-10T09:05:00Z", false),
        ("2026-11-10T09:05:01Z", true),
    ] {
        let report = Verifier::new(&trust, &policy)
            .unwrap()
            .not_before(Some(at(floor)))
            .verify(&lab.card(), &lab.circumstances);
        if doubtful {
            assert_undetermined(&report, Code::ClockDoubtful);
        } else {
            assert_in_force(&report);
        }
    }
}

fn prove(lab: &Lab, bytes: &[u8]) -> Result<ProvedBundle, Untrusted> {
    ProvedBundle::prove(bytes, &lab.trust(), lab.circumstances.now)
}

// shows: EPC-BUNDLE-01
#[test]
fn every_byte_of_a_bundle_counts() {
    let lab = Lab::new();
    let bytes = lab.bundle_desk(30).sign(&lab.bundle());
    assert!(prove(&lab, &bytes).is_ok());
    for place in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1;
        assert!(prove(&lab, &flipped).is_err(), "{place}");
    }
    for length in (0..bytes.len()).step_by(7) {
        assert!(prove(&lab, &bytes[..length]).is_err(), "{length}");
    }
}

// shows: EPC-BUNDLE-01
#[test]
fn a_document_signer_makes_no_bundle() {
    let lab = Lab::new();
    let payload = lab.bundle().encode().unwrap();
    let bytes = sign_any(&lab.signer, &lab.signer_key, Typ::TrustBundle, payload);
    assert_eq!(
        prove(&lab, &bytes).unwrap_err(),
        Untrusted::NotEntitled(Entitlement::Role(Role::Bundle))
    );
}

fn sign_any(certificate: &[u8], key: &dyn Signer, typ: Typ, payload: Vec<u8>) -> Vec<u8> {
    let to_sign = ToSign::new(typ, key.algorithm(), certificate, payload).unwrap();
    let signature = key.sign(&to_sign.to_be_signed()).unwrap();
    to_sign.complete(signature).unwrap()
}

#[test]
fn a_bundle_signed_as_something_else_is_none() {
    let lab = Lab::new();
    let desk = lab.bundle_desk(30);
    let payload = lab.bundle().encode().unwrap();
    let bytes = sign_any(
        desk.certificate.der(),
        &desk.key,
        Typ::SecurityObject,
        payload,
    );
    assert!(matches!(
        prove(&lab, &bytes),
        Err(Untrusted::Forged(ObjectDefect::Envelope(_)))
    ));
}

// shows: EPC-BUNDLE-03
#[test]
fn a_bundle_that_withdraws_its_signer_or_retires_its_root_contradicts_itself() {
    let lab = Lab::new();
    let desk = lab.bundle_desk(30);
    let root = Certificate::parse(&lab.root).unwrap();
    let mut withdrawing = lab.bundle();
    withdrawing.signers = vec![epatent_core::bundle::ListedSigner {
        certificate: Digest::of(desk.certificate.der()),
        roles: vec![Role::Bundle],
        regions: Vec::new(),
        withdrawal: Some(Withdrawal {
            since: withdrawing.issued,
            earlier: Earlier::Good,
        }),
    }];
    let mut retiring = lab.bundle();
    retiring.retired_roots = vec![RetiredRoot {
        key: key_digest(root.public_key()),
        since: retiring.issued,
    }];
    for bundle in [withdrawing, retiring] {
        let payload = bundle.encode().unwrap();
        let bytes = sign_any(desk.certificate.der(), &desk.key, Typ::TrustBundle, payload);
        assert!(matches!(
            prove(&lab, &bytes),
            Err(Untrusted::Forged(ObjectDefect::Contradiction(_)))
        ));
    }
}

// shows: EPC-BUNDLE-04
#[test]
fn laboratory_and_production_bundles_do_not_mix() {
    let lab = Lab::new();
    let desk = lab.bundle_desk(30);
    let mut bundle = lab.bundle();
    bundle.environment = Environment::Production;
    let payload = bundle.encode().unwrap();
    let bytes = sign_any(desk.certificate.der(), &desk.key, Typ::TrustBundle, payload);
    assert_eq!(
        prove(&lab, &bytes).unwrap_err(),
        Untrusted::NotEntitled(Entitlement::Environment)
    );
}

// shows: EPC-BUNDLE-01
#[test]
fn a_bundle_outside_the_term_of_its_signer_is_refused() {
    let lab = Lab::new();
    let key = Kind::Ed25519.key(31);
    let request = SignerRequest {
        subject: Subject::named("Test bundle signer"),
        roles: vec![Role::Bundle],
        regions: Vec::new(),
        not_after: at("2026-11-08T00:00:00Z"),
        ..common::signer_request()
    };
    let root = Certificate::parse(&lab.root).unwrap();
    let der = issue_signer(
        &request,
        &key.public_key(),
        &root,
        &lab.root_key,
        &mut rng(31),
    )
    .unwrap();
    let bytes = sign_any(&der, &key, Typ::TrustBundle, lab.bundle().encode().unwrap());
    assert!(matches!(
        prove(&lab, &bytes),
        Err(Untrusted::NotEntitled(Entitlement::Term { .. }))
    ));
}

// shows: EPC-BUNDLE-02
#[test]
fn a_bundle_of_a_newer_format_is_newer_and_not_forged() {
    use epatent_core::cbor::{self, Value};
    let lab = Lab::new();
    let desk = lab.bundle_desk(30);
    let Ok(Value::Map(mut fields)) = cbor::decode(&lab.bundle().encode().unwrap()) else {
        panic!("a bundle is a map")
    };
    fields[0].1 = Value::from(2);
    let payload = cbor::encode(&Value::Map(fields)).unwrap();
    let bytes = sign_any(desk.certificate.der(), &desk.key, Typ::TrustBundle, payload);
    assert!(matches!(prove(&lab, &bytes), Err(Untrusted::Newer(_))));
}
