// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A root that was renewed: the same name and key with another term, pinned beside the old one or
//! introduced by it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{
    Kind, Lab, assert_in_force, assert_refused, assert_undetermined, at, rng, root_request,
};
use epatent_core::certificate::Certificate;
use epatent_core::object::Environment;
use epatent_sign::FileKey;
use epatent_sign::authority::{cross_certificate, self_signed_root};
use epatent_verify::{
    Code, Entitlement, IntroductionError, IssuerGap, KnownSigners, Reason, Report, TrustStore,
    Verifier,
};

// The card is signed at 2026-11-02 09:00 and checked at 2026-11-10 09:00.
const ENDED_BEFORE_SIGNING: (&str, &str) = ("2020-01-01T00:00:00Z", "2026-06-30T00:00:00Z");
const ENDED_SINCE: (&str, &str) = ("2020-01-01T00:00:00Z", "2026-11-05T00:00:00Z");
const BEGAN_SINCE: (&str, &str) = ("2026-11-05T00:00:00Z", "2050-01-01T00:00:00Z");

/// The laboratory's root, same name and key, with another term.
fn root(lab: &Lab, (not_before, not_after): (&str, &str)) -> Vec<u8> {
    let mut request = root_request();
    request.not_before = at(not_before);
    request.not_after = at(not_after);
    self_signed_root(&request, &lab.root_key, &mut rng(9)).unwrap()
}

fn store(roots: &[&Vec<u8>]) -> TrustStore {
    TrustStore::new(Environment::Lab, roots).unwrap()
}

/// The answer is the same in either order of the roots.
#[track_caller]
fn verify_in_both_orders(lab: &Lab, first: &Vec<u8>, second: &Vec<u8>) -> Report {
    let report = lab.verify_under(&lab.card(), &store(&[first, second]));
    let turned = lab.verify_under(&lab.card(), &store(&[second, first]));
    assert_eq!(report.findings, turned.findings);
    report
}

#[test]
fn one_root_that_fits_is_enough_in_any_order() {
    let lab = Lab::new();
    for term in [ENDED_BEFORE_SIGNING, ENDED_SINCE, BEGAN_SINCE] {
        let other = root(&lab, term);
        assert_in_force(&verify_in_both_orders(&lab, &other, &lab.root));
    }
}

#[test]
fn where_no_root_fits_the_mildest_reason_is_told() {
    let lab = Lab::new();
    let gap = |report: &Report| report.findings[0].reason.clone();
    // The old root signed in its term and has ended, the new one began later: nobody forged
    // anything, and the store is old.
    let report = verify_in_both_orders(&lab, &root(&lab, ENDED_SINCE), &root(&lab, BEGAN_SINCE));
    assert_undetermined(&report, Code::IssuerUnknown);
    assert_eq!(
        gap(&report),
        Reason::IssuerUnknown(IssuerGap::RootEnded {
            not_after: at(ENDED_SINCE.1)
        })
    );
    let (before, since) = (root(&lab, ENDED_BEFORE_SIGNING), root(&lab, BEGAN_SINCE));
    let report = lab.verify_under(&lab.card(), &store(&[&before, &since]));
    assert_refused(&report, Code::SignerNotEntitled);
    assert!(matches!(
        gap(&report),
        Reason::SignerNotEntitled(Entitlement::RootTerm { .. })
    ));
}

#[test]
fn memory_does_not_hold_on_to_the_root_that_came_first() {
    let lab = Lab::new();
    for term in [ENDED_BEFORE_SIGNING, ENDED_SINCE, BEGAN_SINCE] {
        let other = root(&lab, term);
        let known = KnownSigners::new();
        assert!(known.is_empty());
        let verify = |roots: &[&Vec<u8>]| {
            let trust = store(roots);
            Verifier::new(&trust, &lab.policy)
                .unwrap()
                .remembering(&known)
                .verify(&lab.card(), &lab.circumstances)
        };
        assert_ne!(verify(&[&other]).findings[0].code, Code::InForce);
        assert_in_force(&verify(&[&lab.root, &other]));
        assert_in_force(&verify(&[&other, &lab.root]));
        // And it does not carry the good root's word to a store without it.
        assert_ne!(verify(&[&other]).findings[0].code, Code::InForce);
        assert_eq!((known.len(), known.is_empty()), (1, false));
    }
}

#[test]
fn a_root_counts_from_its_first_second_to_its_last() {
    let lab = Lab::new();
    let under = |term| lab.verify_under(&lab.card(), &store(&[&root(&lab, term)]));
    // From the second in which the card is signed, and until the one in which it is checked.
    assert_in_force(&under(("2026-11-02T09:00:00Z", "2050-01-01T00:00:00Z")));
    assert_in_force(&under(("2020-01-01T00:00:00Z", "2026-11-10T09:00:00Z")));
    let late = under(("2026-11-02T09:00:01Z", "2050-01-01T00:00:00Z"));
    assert_refused(&late, Code::SignerNotEntitled);
    // Until the second in which the card is signed: it signed in its term and has ended since.
    let ended = under(("2020-01-01T00:00:00Z", "2026-11-02T09:00:00Z"));
    assert_undetermined(&ended, Code::IssuerUnknown);
}

/// A root of the laboratory's term under this name.
fn root_named(name: &str, key: &FileKey) -> Vec<u8> {
    let mut request = root_request();
    request.subject.common_name = name.to_owned();
    self_signed_root(&request, key, &mut rng(60)).unwrap()
}

#[test]
fn a_root_of_another_name_lends_its_term_to_none_of_the_same_key() {
    let lab = Lab::new();
    let ended = root(&lab, ENDED_BEFORE_SIGNING);
    let renamed = root_named("Another root", &lab.root_key);
    let report = verify_in_both_orders(&lab, &ended, &renamed);
    assert_refused(&report, Code::SignerNotEntitled);
    let alone = lab.verify_under(&lab.card(), &store(&[&renamed]));
    assert_undetermined(&alone, Code::IssuerUnknown);
}

/// The certificate by which the owner of a root introduces another one.
fn introduction(new: &[u8], old: &[u8], old_key: &FileKey) -> Vec<u8> {
    let (new, old) = (Certificate::parse(new), Certificate::parse(old));
    cross_certificate(&new.unwrap(), &old.unwrap(), old_key, &mut rng(61)).unwrap()
}

// shows: EPC-BUNDLE-13
#[test]
fn a_root_is_known_already_by_name_key_and_end_together() {
    let lab = Lab::new();
    let ending = |end| root(&lab, ("2025-01-01T00:00:00Z", end));
    let own_name = root_request().subject.common_name;
    let known = Err(IntroductionError::Known);
    for (what, new, expected) in [
        ("earlier end", ending("2045-12-31T23:59:58Z"), known.clone()),
        ("same end", ending("2045-12-31T23:59:59Z"), known),
        ("later end", ending("2046-01-01T00:00:00Z"), Ok(())),
        ("new name", root_named("New name", &lab.root_key), Ok(())),
        (
            "new key",
            root_named(&own_name, &Kind::Ed25519.key(62)),
            Ok(()),
        ),
    ] {
        let mut trust = lab.trust();
        let cross = introduction(&new, &lab.root, &lab.root_key);
        let result = trust.introduce(&cross);
        assert_eq!(result, expected, "{what}");
        let count = 1 + usize::from(expected.is_ok());
        assert_eq!(trust.certificates().count(), count, "{what}");
    }
}

// shows: EPC-BUNDLE-13
#[test]
fn only_the_name_the_key_and_the_signature_of_a_root_here_introduce_another() {
    let lab = Lab::new();
    let new = root_named("New root", &Kind::P256.key(63));
    let genuine = introduction(&new, &lab.root, &lab.root_key);
    let mut damaged = genuine.clone();
    *damaged.last_mut().unwrap() ^= 1;
    // Of the same name with another key, and of the same key with another name.
    let other_key = Kind::Ed25519.key(64);
    let namesake = root_named(&root_request().subject.common_name, &other_key);
    let renamed = root_named("Another root", &lab.root_key);
    for (what, certificate) in [
        ("damaged", damaged),
        ("namesake", introduction(&new, &namesake, &other_key)),
        ("renamed", introduction(&new, &renamed, &lab.root_key)),
    ] {
        let refused = Err(IntroductionError::NoSuchRoot);
        assert_eq!(lab.trust().introduce(&certificate), refused, "{what}");
    }
    assert_eq!(lab.trust().introduce(&genuine), Ok(()));
}
