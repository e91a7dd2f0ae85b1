// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists and payment records under a trust bundle: their signers must be listed like those of cards,
//! and a list that the bundle knows to be old was held back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::lists::{ListLab, list_signer, paid, paid_list};
use common::under_bundle::{bundle, listed, under, withdraw};
use common::{assert_in_force, assert_undetermined};
use epatent_core::bundle::{Earlier, ListKind, TrustBundle};
use epatent_core::certificate::Role;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::list::CardStatus;
use epatent_core::object::Digest;
use epatent_verify::{Code, ListError, Lists, Reason, Report, Untrusted};

/// The answer of a device with fresh lists and a changed bundle.
fn answer(change: impl FnOnce(&ListLab, &mut TrustBundle)) -> Report {
    let lab = ListLab::with_lists(CardStatus::Valid, Some("2026-12-01"));
    let mut bundle = bundle(&lab);
    change(&lab, &mut bundle);
    under(&lab, &bundle, &lab.lab.card())
}

fn list_error(report: &Report) -> &ListError {
    match &report.findings[0].reason {
        Reason::ListInvalid { error, .. } => error,
        other => panic!("{other}"),
    }
}

#[test]
fn lists_of_listed_signers_count() {
    assert_in_force(&answer(|_, _| {}));
}

// shows: EPC-BUNDLE-17
#[test]
fn a_list_of_a_signer_that_is_not_listed_or_for_another_role_is_ignored() {
    let report = answer(|lab, bundle| {
        let digest = Digest::of(&lab.status.certificate);
        bundle.signers.retain(|signer| signer.certificate != digest);
    });
    assert_undetermined(&report, Code::ListInvalid);
    assert!(matches!(
        list_error(&report),
        ListError::Untrusted(Untrusted::UnknownIssuer(_))
    ));
    let report = answer(|lab, bundle| {
        let digest = Digest::of(&lab.payment.certificate);
        for signer in &mut bundle.signers {
            if signer.certificate == digest {
                signer.roles = vec![Role::Status];
            }
        }
    });
    assert_undetermined(&report, Code::ListInvalid);
}

// shows: EPC-BUNDLE-17
#[test]
fn a_list_signed_after_the_withdrawal_of_its_key_is_ignored_and_an_earlier_one_counts() {
    // Both lists are issued at 2026-11-10T00:00:00Z.
    for (since, counts) in [
        ("2026-11-10T00:00:00Z", false),
        ("2026-11-10T00:00:01Z", true),
    ] {
        let report = answer(|lab, bundle| withdraw(bundle, &lab.status, since, &Earlier::Good));
        if counts {
            assert_in_force(&report);
        } else {
            assert_undetermined(&report, Code::ListInvalid);
            assert!(matches!(
                list_error(&report),
                ListError::Untrusted(Untrusted::Revoked { .. })
            ));
        }
    }
}

// shows: EPC-BUNDLE-25
#[test]
fn of_the_earlier_lists_only_the_named_files_stay_good() {
    let lab = ListLab::with_lists(CardStatus::Valid, Some("2026-12-01"));
    let issued_at = "2026-11-10T00:00:00Z";
    let status = lab.status_list(1, issued_at, CardStatus::Valid);
    let snapshot = lab.snapshot(&paid_list(1, issued_at, Some(paid("2026-12-01"))));
    let payload = Sign1::parse(&status, Typ::StatusList)
        .unwrap()
        .payload()
        .to_vec();
    for (signer, named, counts) in [
        (&lab.status, Digest::of(&status), true),
        (&lab.payment, Digest::of(&snapshot), true),
        // The content under another signature is another file.
        (&lab.status, Digest::of(&payload), false),
        (&lab.payment, Digest::of(&status), false),
    ] {
        let mut content = bundle(&lab);
        let earlier = Earlier::Listed(vec![named]);
        withdraw(&mut content, signer, "2026-11-11T00:00:00Z", &earlier);
        let report = under(&lab, &content, &lab.lab.card());
        if counts {
            assert_in_force(&report);
        } else {
            assert_undetermined(&report, Code::ListInvalid);
        }
    }
}

// shows: EPC-BUNDLE-18
#[test]
fn a_list_below_the_number_that_the_bundle_knows_was_held_back() {
    for kind in [ListKind::Status, ListKind::PaidThrough] {
        let report = answer(|_, bundle| {
            for list in &mut bundle.lists {
                if list.kind == kind {
                    list.sequence = 2;
                }
            }
        });
        assert_undetermined(&report, Code::ListInvalid);
        assert_eq!(
            *list_error(&report),
            ListError::HeldBack {
                known: 2,
                offered: 1
            }
        );
    }
}

// shows: EPC-BUNDLE-24
/// What a stolen key changed stays in the list when the next day's changes have a good signer.
#[test]
fn every_file_of_a_chain_is_judged_by_its_own_signer() {
    let mut lab = ListLab::with_lists(CardStatus::Valid, None);
    let stolen = list_signer(&lab.lab, &[Role::Payment], "77", 13);
    let first = paid_list(1, "2026-11-10T00:00:00Z", None);
    let second = paid_list(2, "2026-11-10T01:00:00Z", Some(paid("2026-12-01")));
    let third = paid_list(3, "2026-11-10T02:00:00Z", Some(paid("2026-12-01")));
    let by_thief = lab.delta_by(&first, &second, &stolen);
    let by_office = lab.delta(&second, &third);

    let mut content = bundle(&lab);
    content.signers.push(listed(&stolen, Role::Payment));
    content.signers.sort_by_key(|signer| signer.certificate);
    let mut after = bundle(&lab);
    after.signers.clone_from(&content.signers);
    withdraw(&mut after, &stolen, "2026-11-10T01:00:00Z", &Earlier::Good);

    lab.import(&by_thief).unwrap();
    lab.import(&by_office).unwrap();
    assert_in_force(&under(&lab, &content, &lab.lab.card()));
    let report = under(&lab, &after, &lab.lab.card());
    assert_undetermined(&report, Code::ListInvalid);
    assert!(matches!(
        list_error(&report),
        ListError::Untrusted(Untrusted::Revoked { .. })
    ));

    // Signed before the withdrawal, the same changes stand.
    let mut later = after.clone();
    withdraw(&mut later, &stolen, "2026-11-10T01:00:01Z", &Earlier::Good);
    assert_in_force(&under(&lab, &later, &lab.lab.card()));

    // A folder that is read under the bundle leaves the file out, and keeps what is good.
    let (trust, proved) = (lab.lab.trust(), lab.lab.proved(&after));
    let mut lists = Lists::new();
    let snapshot = lab.snapshot(&first);
    let files = [snapshot.as_slice(), &by_thief, &by_office];
    let now = lab.lab.circumstances.now;
    let results = lists.import_all_under(files, &trust, Some(&proved), now);
    assert!(results[0].is_ok());
    assert!(matches!(
        results[1],
        Err(ListError::Untrusted(Untrusted::Revoked { .. }))
    ));
    assert!(matches!(results[2], Err(ListError::Delta(_))));
    assert_eq!(lists.heads().next().unwrap().1.sequence, 1);
}

// shows: EPC-DEV-11
#[test]
fn a_list_below_the_one_that_a_device_had_is_no_answer() {
    let mut lab = ListLab::with_lists(CardStatus::Valid, Some("2026-12-01"));
    let id = common::lists::head(1).id;
    for (sequence, counts) in [(1, true), (2, false)] {
        lab.lists
            .demand(epatent_verify::ListKind::Status, id, sequence);
        let report = under(&lab, &bundle(&lab), &lab.lab.card());
        if counts {
            assert_in_force(&report);
        } else {
            assert_undetermined(&report, Code::ListInvalid);
            assert!(matches!(list_error(&report), ListError::Rollback { .. }));
        }
    }
}
