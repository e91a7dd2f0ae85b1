// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A root that was renewed: the same name and key with another term, pinned beside the old one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{Lab, assert_in_force, assert_refused, assert_undetermined, at, rng, root_request};
use epatent_core::object::Environment;
use epatent_sign::authority::self_signed_root;
use epatent_verify::{
    Code, Entitlement, IssuerGap, KnownSigners, Reason, Report, TrustStore, Verifier,
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
