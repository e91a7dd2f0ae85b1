// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What status lists do to an answer, and which of them are taken.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::lists::{ListLab, SIZE, annulled, head, list_signer, paid, paid_list, times};
use common::{
    assert_answer, assert_in_force, assert_refused, assert_undetermined, at, day, region,
};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::list::{AnnulmentCategory, CardStatus, Freshness, ListHead, StatusList};
use epatent_core::object::Environment;
use epatent_verify::{
    CheckId, Code, ConsultedList, Entitlement, ListError, ListKind, MaxAge, Outcome, PolicyError,
    Reason, StatusGap, StatusRule, TrustStore, Untrusted, Verdict, Verifier,
};

fn lab(status: CardStatus) -> ListLab {
    ListLab::with_lists(status, Some("2026-12-01"))
}

// shows: EPC-PAID-13
#[test]
fn a_card_with_nothing_against_it_is_in_force_and_the_age_of_the_lists_is_told() {
    let report = lab(CardStatus::Valid).check_card();
    assert_in_force(&report);
    let Reason::InForce {
        status_at, paid, ..
    } = report.findings[0].reason
    else {
        panic!("{:?}", report.findings)
    };
    assert_eq!(status_at, Some(at("2026-11-10T00:00:00Z")));
    assert_eq!(paid.unwrap().through, day("2026-12-01"));
    for id in [CheckId::Status, CheckId::Payment] {
        assert_eq!(report.check(id).unwrap().outcome, Outcome::Passed, "{id}");
    }
    let consulted = |kind| ConsultedList {
        kind,
        id: head(1).id,
        sequence: 1,
        issued_at: at("2026-11-10T00:00:00Z"),
    };
    let lists = [ListKind::Status, ListKind::PaidThrough].map(consulted);
    assert_eq!(report.lists, lists);
}

#[test]
fn a_file_says_of_itself_which_kind_of_list_it_is() {
    let lab = ListLab::new();
    let status = lab.status_list(1, "2026-11-10T00:00:00Z", CardStatus::Valid);
    let old = paid_list(1, "2026-11-10T00:00:00Z", None);
    let new = paid_list(2, "2026-11-10T06:00:00Z", Some(paid("2026-12-01")));
    for (file, word) in [
        (status, Some("status")),
        (lab.snapshot(&old), Some("paid-through")),
        (lab.delta(&old, &new), Some("paid-through")),
        (lab.lab.card().security_object, None),
        (b"list".to_vec(), None),
    ] {
        assert_eq!(ListKind::of_file(&file).map(ListKind::as_str), word);
    }
}

#[test]
fn an_annulled_card_is_refused_with_day_and_category() {
    for category in [
        AnnulmentCategory::CONDITIONS,
        AnnulmentCategory::from_code(255),
    ] {
        let report = lab(annulled("2026-11-09", category)).check_card();
        assert_refused(&report, Code::Annulled);
        let Reason::Annulled { annulment, .. } = report.findings[0].reason else {
            panic!("{:?}", report.findings)
        };
        assert_eq!(
            (annulment.on, annulment.category),
            (day("2026-11-09"), category)
        );
    }
}

#[test]
fn a_superseded_card_is_refused_and_a_suspended_one_is_left_open() {
    assert_refused(&lab(CardStatus::Superseded).check_card(), Code::Superseded);
    assert_undetermined(&lab(CardStatus::Suspended).check_card(), Code::Suspended);
}

// shows: EPC-LIST-02
#[test]
fn an_index_beyond_the_list_is_not_covered_and_never_valid() {
    let lab = lab(CardStatus::Valid);
    for index in [u64::from(SIZE), u64::from(u32::MAX), u64::MAX] {
        let card = lab.lab.card_with(|_, terms| terms.status.index = index);
        let report = lab.check(&card);
        assert_eq!(report.verdict, Verdict::Undetermined);
        let finding = report.finding(Code::StatusMissing).unwrap();
        assert_eq!(finding.reason, Reason::StatusMissing(StatusGap::NotCovered));
        assert!(report.finding(Code::PaymentUnknown).is_some());
    }
    let card = lab.lab.card_with(|_, terms| terms.status.index = 99);
    assert!(lab.check(&card).finding(Code::StatusMissing).is_none());
}

// shows: EPC-LIST-01
#[test]
fn a_list_of_another_number_or_region_says_nothing_of_a_card() {
    let lab = lab(CardStatus::Valid);
    let card = lab.lab.card_with(|_, terms| terms.status.list += 1);
    let report = lab.check(&card);
    let finding = report.finding(Code::StatusMissing).unwrap();
    assert_eq!(finding.reason, Reason::StatusMissing(StatusGap::NoList));
}

// shows: EPC-LIST-07
#[test]
fn knowledge_grows_old_to_the_second() {
    for (now, freshness) in [
        ("2026-11-11T00:00:00Z", Freshness::Fresh),
        ("2026-11-11T00:00:01Z", Freshness::Stale),
        ("2026-11-24T00:00:00Z", Freshness::Stale),
        ("2026-11-24T00:00:01Z", Freshness::Expired),
    ] {
        let mut lab = lab(CardStatus::Valid);
        lab.on(day("2026-11-10"), now);
        let report = lab.check_card();
        if freshness == Freshness::Fresh {
            assert_in_force(&report);
            continue;
        }
        assert_answer(&report, Verdict::Undetermined, Code::StatusStale);
        let kinds: Vec<ListKind> = report
            .findings
            .iter()
            .map(|finding| match finding.reason {
                Reason::StatusStale {
                    list,
                    freshness: found,
                    ..
                } => {
                    assert_eq!(found, freshness);
                    list
                }
                ref other => panic!("{other}"),
            })
            .collect();
        assert_eq!(kinds, [ListKind::Status, ListKind::PaidThrough]);
    }
}

// shows: EPC-LIST-08
#[test]
fn policy_tightens_the_age_of_lists_and_never_loosens_it() {
    let limit = |stale, expired| Some(MaxAge { stale, expired });
    // The lists are nine hours old and say of themselves that they are fresh for a day.
    for (limit, code) in [
        (limit(9 * 3600, 20 * 3600), Code::InForce),
        (limit(9 * 3600 - 1, 20 * 3600), Code::StatusStale),
        (limit(u32::MAX, u32::MAX), Code::InForce),
    ] {
        let mut lab = lab(CardStatus::Valid);
        lab.lab.policy.status_age = limit;
        assert_eq!(lab.check_card().findings[0].code, code, "{limit:?}");
    }
    let mut old = lab(CardStatus::Valid);
    old.lab.policy.status_age = limit(u32::MAX, u32::MAX);
    old.lab.policy.payment_age = limit(u32::MAX, u32::MAX);
    old.on(day("2026-11-12"), "2026-11-12T00:00:00Z");
    assert_answer(&old.check_card(), Verdict::Undetermined, Code::StatusStale);
}

// shows: EPC-LIST-07
#[test]
fn what_an_old_list_says_against_a_card_still_holds() {
    for status in [
        annulled("2026-11-09", AnnulmentCategory::UNSTATED),
        CardStatus::Superseded,
    ] {
        let mut lab = lab(status);
        lab.on(day("2026-11-30"), "2026-11-30T00:00:00Z");
        let report = lab.check_card();
        assert_eq!(report.verdict, Verdict::Refused);
        assert!(report.finding(Code::StatusStale).is_some());
    }
}

// shows: EPC-LIST-09
#[test]
fn a_list_from_the_future_makes_the_clock_doubtful() {
    let mut lab = lab(CardStatus::Valid);
    lab.on(day("2026-11-10"), "2026-11-09T23:54:59Z");
    let report = lab.check_card();
    assert_answer(&report, Verdict::Undetermined, Code::ClockDoubtful);
}

// shows: EPC-PAID-12
#[test]
fn without_lists_nothing_is_green_but_in_a_laboratory_that_does_without() {
    let mut lab = ListLab::new();
    let report = lab.check_card();
    assert_eq!(report.verdict, Verdict::Undetermined);
    let codes: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::StatusMissing, Code::PaymentUnknown]);
    lab.lab.policy.status = StatusRule::NotRequired;
    assert_undetermined(&lab.check_card(), Code::PaymentUnknown);
    lab.lab.policy.payment = StatusRule::NotRequired;
    assert_in_force(&lab.check_card());
    // A list that is there counts all the same.
    lab.give_status(
        "2026-11-10T00:00:00Z",
        annulled("2026-11-09", AnnulmentCategory::UNSTATED),
    );
    assert_refused(&lab.check_card(), Code::Annulled);
}

#[test]
fn production_does_not_do_without_lists() {
    let mut request = common::root_request();
    request.environment = Environment::Production;
    let key = common::Kind::Ed25519.key(1);
    let root = epatent_sign::authority::self_signed_root(&request, &key, &mut common::rng(3));
    let trust = TrustStore::new(Environment::Production, [root.unwrap()]).unwrap();
    let mut policy = epatent_verify::Policy::default();
    assert!(Verifier::new(&trust, &policy).is_ok());
    policy.payment = StatusRule::NotRequired;
    let error = Verifier::new(&trust, &policy).unwrap_err();
    assert_eq!(error, PolicyError::PaymentNotRequiredInProduction);
    policy.status = StatusRule::NotRequired;
    assert!(Verifier::new(&trust, &policy).is_err());
}

fn list_with(head: ListHead) -> StatusList {
    StatusList::new(head, times(at("2026-11-10T00:00:00Z")), []).unwrap()
}

// shows: EPC-LIST-04
#[test]
fn only_an_entitled_signer_gives_a_list() {
    let mut lab = ListLab::new();
    for (roles, code, expected) in [
        (
            &[Role::Document, Role::Payment, Role::Bundle][..],
            "77",
            Entitlement::Role(Role::Status),
        ),
        (
            &[Role::Status][..],
            "50",
            Entitlement::Region {
                signed_for: region("77"),
                permitted: vec![region("50")],
            },
        ),
    ] {
        let signer = list_signer(&lab.lab, roles, code, 21);
        let certificate = Certificate::parse(&signer.certificate).unwrap();
        let refused =
            epatent_sign::sign_status_list(&list_with(head(1)), &certificate, &signer.key);
        assert!(refused.is_err(), "our own producer makes no such list");
        let list = sign_anything(&list_with(head(1)), &signer);
        let error = lab.import(&list).unwrap_err();
        assert_eq!(
            error,
            ListError::Untrusted(Untrusted::NotEntitled(expected))
        );
    }
    let report = lab.check_card();
    assert!(report.finding(Code::StatusMissing).is_none());
    let finding = report.finding(Code::ListInvalid).unwrap();
    assert!(matches!(
        finding.reason,
        Reason::ListInvalid {
            list: ListKind::Status,
            ..
        }
    ));
}

/// Signs a list whether or not the signer may.
fn sign_anything(list: &StatusList, signer: &common::lists::ListSigner) -> Vec<u8> {
    use epatent_core::cose::{ToSign, Typ};
    use epatent_sign::Signer as _;
    let key = &signer.key;
    let payload = list.encode().unwrap();
    let to_sign = ToSign::new(
        Typ::StatusList,
        key.algorithm(),
        &signer.certificate,
        payload,
    );
    let to_sign = to_sign.unwrap();
    let signature = key.sign(&to_sign.to_be_signed()).unwrap();
    to_sign.complete(signature).unwrap()
}

// shows: EPC-LIST-04
#[test]
fn a_production_list_under_a_laboratory_root_is_refused() {
    let mut lab = ListLab::new();
    let mut head = head(1);
    head.environment = Environment::Production;
    let list = sign_anything(&list_with(head), &lab.status);
    assert_eq!(
        lab.import(&list),
        Err(ListError::Untrusted(Untrusted::NotEntitled(
            Entitlement::Environment
        )))
    );
}

#[test]
fn every_changed_byte_of_a_list_is_noticed() {
    let mut lab = ListLab::new();
    let list = lab.status_list(1, "2026-11-10T00:00:00Z", CardStatus::Suspended);
    for place in 0..list.len() {
        let mut list = list.clone();
        list[place] ^= 1;
        assert!(lab.import(&list).is_err(), "{place}");
    }
    for length in 0..list.len() {
        assert!(lab.import(&list[..length]).is_err(), "{length}");
    }
    assert_eq!(lab.lists.heads().count(), 0);
    assert!(lab.lists.refused().count() <= epatent_verify::MAX_REFUSED_LISTS);
    assert!(lab.import(&list).unwrap().is_new);
}

// shows: EPC-LIST-06
#[test]
fn an_older_list_and_a_second_one_of_the_same_number_are_refused() {
    let mut lab = ListLab::new();
    let at_time = "2026-11-10T00:00:00Z";
    let second = lab.status_list(2, at_time, CardStatus::Suspended);
    assert!(lab.import(&second).unwrap().is_new);
    assert!(!lab.import(&second).unwrap().is_new);
    let older = lab.status_list(1, at_time, CardStatus::Valid);
    let (present, offered) = (2, 1);
    assert_eq!(
        lab.import(&older),
        Err(ListError::Rollback { present, offered })
    );
    let fork = lab.status_list(2, at_time, CardStatus::Valid);
    let sequence = 2;
    assert_eq!(lab.import(&fork), Err(ListError::Fork { sequence }));
    lab.give_paid(at_time, Some(common::lists::paid("2026-12-01")));
    assert_undetermined(&lab.check_card(), Code::Suspended);
    let newer = lab.status_list(3, at_time, CardStatus::Valid);
    assert!(lab.import(&newer).unwrap().is_new);
    assert_in_force(&lab.check_card());
}

#[test]
fn a_list_whose_root_has_gone_counts_no_more() {
    let lab = lab(CardStatus::Valid);
    let other = common::Lab::with(
        common::Kind::P256,
        common::Kind::P256,
        &common::root_request(),
        &common::signer_request(),
    );
    let trust = TrustStore::new(Environment::Lab, [&other.root]).unwrap();
    let report = Verifier::new(&trust, &lab.lab.policy)
        .unwrap()
        .with_lists(&lab.lists)
        .verify(&other.card(), &lab.lab.circumstances);
    let finding = report.finding(Code::ListInvalid).unwrap();
    assert!(
        matches!(&finding.reason, Reason::ListInvalid { error, .. }
            if matches!(**error, ListError::Untrusted(Untrusted::UnknownIssuer(_)))),
        "{finding:?}"
    );
}
