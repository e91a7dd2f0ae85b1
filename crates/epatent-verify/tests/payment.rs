// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What payments do to an answer: by the list, by the records on the card, and by both.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::lists::{
    INDEX, ListLab, first_record, head, list_signer, next_record, paid, paid_list, times,
};
use common::{
    assert_answer, assert_in_force, assert_refused, assert_undetermined, at, day, prove_head,
};
use epatent_core::certificate::Role;
use epatent_core::list::{CardStatus, PaidThrough, PaidThroughList};
use epatent_core::payment::{PaymentRecord, file_of};
use epatent_core::presentation::Presentation;
use epatent_verify::{
    CheckId, Code, Colour, Entitlement, LastDay, ListError, Outcome, Part, PaymentGap,
    PaymentSource, Reason, RecordDefect, Report, Verdict,
};

const ISSUED: &str = "2026-11-10T00:00:00Z";

fn lab(through: Option<&str>) -> ListLab {
    ListLab::with_lists(CardStatus::Valid, through)
}

// shows: EPC-PAID-01
#[test]
fn the_patent_ends_on_the_day_after_the_last_paid_one() {
    for (date, code) in [
        ("2026-11-29", Code::ExpiresSoon),
        ("2026-11-30", Code::ExpiresSoon),
        ("2026-12-01", Code::TaxNotPaid),
        ("2026-12-31", Code::TaxNotPaid),
    ] {
        let mut lab = ListLab::new();
        let now = format!("{date}T09:00:00Z");
        lab.on(day(date), &now);
        let issued = format!("{date}T00:00:00Z");
        lab.give_status(&issued, CardStatus::Valid);
        lab.give_paid(&issued, Some(paid("2026-11-30")));
        let report = lab.check_card();
        assert!(
            report.finding(code).is_some(),
            "{date}: {:?}",
            report.findings
        );
        let is_over = code == Code::TaxNotPaid;
        let expected = if is_over {
            Verdict::Refused
        } else {
            Verdict::InForce
        };
        assert_eq!(report.verdict, expected, "{date}");
    }
}

#[test]
fn the_end_of_the_paid_period_is_announced_and_that_of_the_term_once() {
    let report = lab(Some("2026-11-13")).check_card();
    assert_eq!(report.verdict, Verdict::InForce);
    let finding = report.finding(Code::ExpiresSoon).unwrap();
    let (last_day, end) = (day("2026-11-13"), LastDay::Payment);
    assert_eq!(finding.reason, Reason::ExpiresSoon { last_day, end });
    assert!(
        lab(Some("2026-11-14"))
            .check_card()
            .finding(Code::ExpiresSoon)
            .is_none()
    );

    let lab = lab(Some("2026-11-12"));
    let card = lab
        .lab
        .card_with(|_, terms| terms.latest_end = day("2026-11-12"));
    let report = lab.check(&card);
    let soon = report
        .findings
        .iter()
        .filter(|found| found.code == Code::ExpiresSoon);
    assert_eq!(soon.count(), 1);
}

// shows: EPC-PAID-11
#[test]
fn a_list_that_was_made_while_the_patent_was_paid_cannot_know_the_end() {
    // 20:59 UTC of the last paid day is 23:59 of it in Moscow; a minute later it is over.
    for (issued_at, code) in [
        ("2026-11-10T20:59:59Z", Code::PaymentUnknown),
        ("2026-11-10T21:00:00Z", Code::TaxNotPaid),
    ] {
        let mut lab = ListLab::new();
        lab.on(day("2026-11-11"), "2026-11-11T09:00:00Z");
        lab.give_status(issued_at, CardStatus::Valid);
        lab.give_paid(issued_at, Some(paid("2026-11-10")));
        let report = lab.check_card();
        assert_eq!(report.findings[0].code, code, "{issued_at}");
        if code == Code::PaymentUnknown {
            assert_undetermined(&report, code);
            let (through, at) = (day("2026-11-10"), at(issued_at));
            assert_eq!(
                report.findings[0].reason,
                Reason::PaymentUnknown(PaymentGap::EndedSince { through, at })
            );
        }
    }
}

#[test]
fn grace_makes_amber_of_red_for_its_days_and_no_longer() {
    for (grace, colour) in [(0, Colour::Red), (1, Colour::Red), (2, Colour::Amber)] {
        let mut lab = lab(Some("2026-11-08"));
        lab.lab.policy.payment_grace_days = grace;
        let report = lab.check_card();
        let finding = report.finding(Code::TaxNotPaid).unwrap();
        assert_eq!(finding.colour, colour, "{grace}");
        assert_ne!(report.verdict, Verdict::InForce);
    }
}

#[test]
fn a_patent_without_entry_is_unknown() {
    let report = lab(None).check_card();
    assert_undetermined(&report, Code::PaymentUnknown);
    let expected = Reason::PaymentUnknown(PaymentGap::NoEntry);
    assert_eq!(report.findings[0].reason, expected);
}

#[test]
fn a_new_period_begins_on_the_day_that_the_office_says() {
    let restored = PaidThrough::restored(day("2026-11-11"), day("2026-12-10"));
    for (date, verdict) in [
        ("2026-11-10", Verdict::Undetermined),
        ("2026-11-11", Verdict::InForce),
        ("2026-12-10", Verdict::InForce),
        ("2026-12-11", Verdict::Refused),
    ] {
        let mut lab = ListLab::new();
        lab.on(day(date), &format!("{date}T09:00:00Z"));
        let issued = format!("{date}T00:00:00Z");
        lab.give_status(&issued, CardStatus::Valid);
        lab.give_paid(&issued, Some(restored));
        let report = lab.check_card();
        assert_eq!(report.verdict, verdict, "{date}");
        if verdict == Verdict::Undetermined {
            let in_force_from = day("2026-11-11");
            let reason = Reason::NotYetValid { in_force_from };
            assert_eq!(report.findings[0].reason, reason, "{date}");
        }
    }
}

// shows: EPC-PAID-04
#[test]
fn deltas_lead_on_and_those_that_do_not_follow_are_refused() {
    let mut lab = ListLab::new();
    let first = paid_list(1, "2026-11-08T00:00:00Z", Some(paid("2026-11-08")));
    let second = paid_list(2, "2026-11-09T00:00:00Z", Some(paid("2026-12-08")));
    let third = paid_list(3, ISSUED, Some(paid("2027-01-08")));
    let (snapshot, delta, later) = (
        lab.snapshot(&first),
        lab.delta(&first, &second),
        lab.delta(&second, &third),
    );
    lab.give_status(ISSUED, CardStatus::Valid);
    assert_eq!(lab.import(&delta), Err(ListError::NoSnapshot));
    lab.import(&snapshot).unwrap();
    assert!(matches!(lab.import(&later), Err(ListError::Delta(_))));
    assert!(lab.import(&delta).unwrap().is_new);
    assert!(!lab.import(&delta).unwrap().is_new);
    assert_eq!(lab.import(&later).unwrap().head.sequence, 3);
    assert_in_force(&lab.check_card());
    // The same state as a snapshot is the same list; an older one goes back.
    assert!(!lab.import(&lab.snapshot(&third)).unwrap().is_new);
    assert!(matches!(
        lab.import(&snapshot),
        Err(ListError::Rollback { .. })
    ));
    let fork = paid_list(3, ISSUED, Some(paid("2027-01-09")));
    assert_eq!(
        lab.import(&lab.snapshot(&fork)),
        Err(ListError::Fork { sequence: 3 })
    );
}

#[test]
fn a_folder_of_lists_is_taken_in_any_order() {
    let lab = ListLab::new();
    let first = paid_list(1, "2026-11-08T00:00:00Z", Some(paid("2026-11-08")));
    let second = paid_list(2, "2026-11-09T00:00:00Z", Some(paid("2026-12-08")));
    let third = paid_list(3, ISSUED, Some(paid("2027-01-08")));
    let files = [
        lab.snapshot(&first),
        lab.delta(&first, &second),
        lab.delta(&second, &third),
        lab.status_list(1, ISSUED, CardStatus::Valid),
        lab.status_list(2, ISSUED, CardStatus::Valid),
    ];
    let mut orders = 0;
    permute(&mut [0, 1, 2, 3, 4], 0, &mut |order| {
        let mut lab = ListLab::new();
        let files = order.iter().map(|place| files[*place].as_slice());
        let (trust, now) = (lab.lab.trust(), lab.lab.circumstances.now);
        let results = lab.lists.import_all(files, &trust, now);
        let is_old =
            |result: &Result<_, ListError>| matches!(result, Err(ListError::Rollback { .. }));
        assert!(
            results
                .iter()
                .all(|result| result.is_ok() || is_old(result)),
            "{results:?}"
        );
        assert_eq!(lab.lists.refused().count(), 0);
        assert_in_force(&lab.check_card());
        orders += 1;
    });
    assert_eq!(orders, 120);
}

fn permute(items: &mut [usize; 5], from: usize, see: &mut dyn FnMut(&[usize; 5])) {
    if from == items.len() {
        return see(items);
    }
    for place in from..items.len() {
        items.swap(from, place);
        permute(items, from + 1, see);
        items.swap(from, place);
    }
}

/// The answer to a card with these records beside a list of `ISSUED`.
fn with_records(lab: &ListLab, records: &[Vec<u8>]) -> (Presentation, Report) {
    let mut card = lab.lab.card();
    lab.put_records(&mut card, records);
    let report = lab.check(&card);
    (card, report)
}

fn one_record(lab: &ListLab, through: &str, recorded_at: &str) -> Report {
    let record = first_record(&lab.lab, through, recorded_at);
    with_records(lab, &[lab.record(&record)]).1
}

#[test]
fn a_record_that_agrees_or_lags_behind_the_list_changes_nothing() {
    let lab = lab(Some("2026-12-01"));
    for through in ["2026-12-01", "2026-11-01"] {
        let report = one_record(&lab, through, "2026-11-02T09:00:00Z");
        assert_in_force(&report);
        let record = report.check(CheckId::PaymentLog).unwrap();
        assert_eq!(record.outcome, Outcome::Passed);
    }
    let report = lab.check_card();
    let record = report.check(CheckId::PaymentLog).unwrap();
    assert_eq!(record.outcome, Outcome::NotApplicable);
}

// shows: EPC-PAID-10
#[test]
fn a_record_newer_than_the_list_and_in_time_is_the_newer_word() {
    let mut lab = lab(Some("2026-11-10"));
    lab.on(day("2026-11-11"), "2026-11-11T00:00:00Z");
    let report = one_record(&lab, "2026-12-10", "2026-11-10T12:00:00Z");
    assert_in_force(&report);
    let Reason::InForce { paid, .. } = report.findings[0].reason else {
        panic!("{:?}", report.findings)
    };
    let paid = paid.unwrap();
    assert_eq!(
        (paid.source, paid.through),
        (PaymentSource::Record, day("2026-12-10"))
    );
}

// shows: EPC-LIST-02
#[test]
fn a_payment_record_does_not_cover_an_index_beyond_the_list() {
    let mut lab = ListLab::new();
    lab.give_status("2026-11-10T00:00:00Z", CardStatus::Valid);
    let mut short = head(1);
    short.size = INDEX;
    let list = PaidThroughList::new(short, times(at("2026-11-10T00:00:00Z")), []).unwrap();
    lab.import(&lab.snapshot(&list)).unwrap();
    let report = one_record(&lab, "2026-12-01", "2026-11-10T01:00:00Z");
    assert_answer(&report, Verdict::Undetermined, Code::PaymentUnknown);
}

// shows: EPC-LIST-07
#[test]
fn a_newer_record_does_not_make_up_for_a_stale_list() {
    let mut lab = ListLab::new();
    lab.on(day("2026-11-12"), "2026-11-12T09:00:00Z");
    lab.give_status("2026-11-12T00:00:00Z", CardStatus::Valid);
    lab.give_paid(ISSUED, Some(paid("2026-11-10")));
    let report = one_record(&lab, "2026-12-10", "2026-11-10T12:00:00Z");
    assert_answer(&report, Verdict::Undetermined, Code::StatusStale);
}

// shows: EPC-PAID-05, EPC-PAID-10
#[test]
fn a_record_of_a_late_payment_does_not_revive() {
    let mut lab = ListLab::new();
    lab.on(day("2026-11-11"), "2026-11-11T12:00:00Z");
    lab.give_status("2026-11-11T00:00:00Z", CardStatus::Valid);
    lab.give_paid("2026-11-11T00:00:00Z", Some(paid("2026-11-09")));
    let report = one_record(&lab, "2026-12-10", "2026-11-11T09:00:00Z");
    assert_answer(&report, Verdict::Refused, Code::TaxNotPaid);
    let conflict = report.finding(Code::PaymentConflict).unwrap();
    assert!(
        matches!(
            conflict.reason,
            Reason::PaymentConflict {
                winner: PaymentSource::List,
                ..
            }
        ),
        "{conflict:?}"
    );
    // The same record with the office's decision does.
    let mut decided = first_record(&lab.lab, "2026-12-10", "2026-11-11T09:00:00Z");
    decided.paid = PaidThrough::restored(day("2026-11-11"), day("2026-12-10"));
    let (_, report) = with_records(&lab, &[lab.record(&decided)]);
    assert_in_force(&report);
}

// shows: EPC-PAID-09
#[test]
fn a_chip_that_promises_more_than_the_newer_list_is_a_conflict() {
    let lab = lab(Some("2026-12-01"));
    let report = one_record(&lab, "2027-01-01", "2026-11-05T09:00:00Z");
    assert_undetermined(&report, Code::PaymentConflict);
    let lab = self::lab(None);
    let report = one_record(&lab, "2027-01-01", "2026-11-05T09:00:00Z");
    let codes: Vec<Code> = report.findings.iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::PaymentUnknown, Code::PaymentConflict]);
}

#[test]
fn a_newer_record_that_takes_days_away_counts_and_is_told() {
    let mut lab = lab(Some("2026-12-01"));
    lab.on(day("2026-11-11"), "2026-11-11T00:00:00Z");
    let report = one_record(&lab, "2026-11-20", "2026-11-10T12:00:00Z");
    assert_undetermined(&report, Code::PaymentConflict);
    assert!(
        matches!(
            report.findings[0].reason,
            Reason::PaymentConflict {
                winner: PaymentSource::Record,
                ..
            }
        ),
        "{:?}",
        report.findings
    );
}

#[test]
fn a_new_card_is_paid_by_its_record_until_the_list_has_it() {
    let mut lab = lab(None);
    lab.on(day("2026-11-11"), "2026-11-11T00:00:00Z");
    assert_in_force(&one_record(&lab, "2026-12-10", "2026-11-10T12:00:00Z"));
}

fn three(lab: &ListLab) -> [(PaymentRecord, Vec<u8>); 3] {
    let first = first_record(&lab.lab, "2026-12-01", "2026-11-02T09:00:00Z");
    let signed = lab.record(&first);
    let second = next_record(&first, &signed, "2027-01-01", "2026-11-03T09:00:00Z");
    let second_signed = lab.record(&second);
    let third = next_record(
        &second,
        &second_signed,
        "2027-02-01",
        "2026-11-04T09:00:00Z",
    );
    let third_signed = lab.record(&third);
    [
        (first, signed),
        (second, second_signed),
        (third, third_signed),
    ]
}

fn signed(records: &[(PaymentRecord, Vec<u8>)]) -> Vec<Vec<u8>> {
    records.iter().map(|(_, signed)| signed.clone()).collect()
}

#[track_caller]
fn assert_defect(report: &Report, defect: &RecordDefect) {
    assert_refused(report, Code::DigestMismatch);
    let Reason::PaymentRecords(found) = &report.findings[0].reason else {
        panic!("{:?}", report.findings)
    };
    assert_eq!(found, defect);
}

#[test]
fn a_row_of_records_is_good_as_it_was_written() {
    let lab = lab(Some("2027-02-01"));
    let (_, report) = with_records(&lab, &signed(&three(&lab)));
    assert_in_force(&report);
}

// shows: EPC-PAID-07, EPC-PAID-08
#[test]
fn dropped_doubled_and_reordered_records_are_noticed() {
    let lab = lab(Some("2027-02-01"));
    let all = signed(&three(&lab));
    let row = |places: &[usize]| -> Vec<Vec<u8>> {
        places.iter().map(|place| all[*place].clone()).collect()
    };
    let gap = |number, sequence| RecordDefect::Gap { number, sequence };
    for (places, defect) in [
        (&[1, 2][..], gap(1, 2)),
        (&[0, 2], gap(2, 3)),
        (&[0, 0, 1], gap(2, 1)),
        (&[1, 0], gap(1, 2)),
    ] {
        let (_, report) = with_records(&lab, &row(places));
        assert_defect(&report, &defect);
    }
    // The chip knows of three records, and the file has fewer or none.
    let mut card = lab.lab.card();
    lab.put_records(&mut card, &all);
    card.payments = file_of(all[..2].iter().map(Vec::as_slice));
    assert_defect(&lab.check(&card), &RecordDefect::Head);
    card.payments = Some(Vec::new());
    assert_defect(&lab.check(&card), &RecordDefect::Head);
    // And records that the chip knows nothing of.
    card.payments = file_of(all.iter().map(Vec::as_slice));
    prove_head(&mut card, &lab.lab.chip, [0; 32]);
    assert_defect(&lab.check(&card), &RecordDefect::Head);
}

#[test]
fn a_record_that_does_not_follow_or_goes_back_in_time_is_noticed() {
    let lab = lab(Some("2027-02-01"));
    let [(first, signed_first), (second, _), _] = three(&lab);
    let mut other = second.clone();
    other.previous = epatent_core::object::Digest::of(b"another");
    let (_, report) = with_records(&lab, &[signed_first.clone(), lab.record(&other)]);
    assert_defect(&report, &RecordDefect::Chain { number: 2 });
    let mut earlier = second;
    earlier.recorded_at = at("2026-11-02T08:59:59Z");
    assert!(earlier.recorded_at < first.recorded_at);
    let (_, report) = with_records(&lab, &[signed_first, lab.record(&earlier)]);
    assert_defect(&report, &RecordDefect::Backwards { number: 2 });
}

#[test]
fn two_records_of_one_second_follow_each_other() {
    let lab = lab(Some("2027-02-01"));
    let [(first, signed_first), (second, _), _] = three(&lab);
    let recorded_at = first.recorded_at;
    let second = PaymentRecord {
        recorded_at,
        ..second
    };
    let (_, report) = with_records(&lab, &[signed_first, lab.record(&second)]);
    assert_in_force(&report);
}

// shows: EPC-PAID-08
#[test]
fn a_record_moved_from_another_card_or_patent_is_noticed() {
    let lab = lab(Some("2027-02-01"));
    let mut moved = first_record(&lab.lab, "2026-12-01", "2026-11-02T09:00:00Z");
    moved.card_id = epatent_core::object::CardId::from_bytes([8; 16]);
    let (_, report) = with_records(&lab, &[lab.record(&moved)]);
    assert_defect(&report, &RecordDefect::OtherCard { number: 1 });
    let mut patent = first_record(&lab.lab, "2026-12-01", "2026-11-02T09:00:00Z");
    patent.patent_number = epatent_core::PatentNumber::from_parts("77", "2600012346").unwrap();
    let (_, report) = with_records(&lab, &[lab.record(&patent)]);
    assert_defect(&report, &RecordDefect::OtherPatent { number: 1 });
}

#[test]
fn every_changed_byte_of_a_record_is_noticed() {
    let lab = lab(Some("2026-12-01"));
    let record = lab.record(&first_record(
        &lab.lab,
        "2026-12-01",
        "2026-11-02T09:00:00Z",
    ));
    for place in 0..record.len() {
        let mut changed = record.clone();
        changed[place] ^= 1;
        // Even when the chip vouches for it: an office did not sign it.
        let (_, report) = with_records(&lab, &[changed]);
        assert_ne!(report.verdict, Verdict::InForce, "{place}");
    }
}

#[test]
fn a_record_of_a_signer_without_the_role_is_refused() {
    let lab = lab(Some("2026-12-01"));
    let other = list_signer(&lab.lab, &[Role::Payment], "50", 31);
    let record = first_record(&lab.lab, "2026-12-01", "2026-11-02T09:00:00Z");
    let (_, report) = with_records(&lab, &[lab.record_by(&record, &other)]);
    assert_answer(&report, Verdict::Refused, Code::SignerNotEntitled);
    assert!(matches!(
        report.findings[0].reason,
        Reason::SignerNotEntitled(Entitlement::Region { .. })
    ));
}

// shows: EPC-PAID-06, EPC-PAID-07
#[test]
fn records_that_were_not_read_or_are_gone_are_told() {
    let lab = lab(Some("2027-02-01"));
    let (mut card, _) = with_records(&lab, &signed(&three(&lab)));
    card.payments = None;
    let report = lab.check(&card);
    assert_undetermined(&report, Code::ReadIncomplete);
    assert_eq!(
        report.findings[0].reason,
        Reason::ReadIncomplete(Part::Payments)
    );

    let trust = lab.lab.trust();
    let verifier = epatent_verify::Verifier::new(&trust, &lab.lab.policy).unwrap();
    let mut check = verifier
        .with_lists(&lab.lists)
        .begin(&lab.lab.circumstances);
    check.presentation(&card);
    assert!(check.payment_records_expected());
    check.payments_absent();
    assert_defect(&check.report(), &RecordDefect::Absent);
}

#[test]
fn a_file_of_records_survives_the_card_file() {
    let lab = lab(Some("2027-02-01"));
    let (card, _) = with_records(&lab, &signed(&three(&lab)));
    let again = Presentation::decode(&card.encode().unwrap()).unwrap();
    assert_eq!(again, card);
    assert_in_force(&lab.check(&again));
}
