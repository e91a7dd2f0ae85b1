// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was paid: files of payments, and the last paid day that follows from them.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::paid_through::Effect;
use crate::words::DecisionAct;
use crate::{LineOutcome, PaymentLine, Proposal, RegisterError};
use epatent_core::{CivilDate, UnixTime};

on_both! {
    payments_move_the_last_paid_day_of_patent_and_card,
    a_file_of_payments_can_be_imported_twice,
    a_late_payment_counts_by_decision_only,
    a_file_that_comes_late_brings_no_patent_back_alone,
    a_file_is_an_event_and_every_payment_knows_its_own,
    a_clock_that_was_set_back_makes_no_payment_timely,
    a_payment_for_an_annulled_patent_is_told,
}

fn payments_move_the_last_paid_day_of_patent_and_card(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    let lines = [
        line(
            &mut register,
            patent,
            "r3",
            "2026-03-10",
            "2026-04-09",
            "2026-01-02",
        ),
        line(
            &mut register,
            patent,
            "r1",
            "2026-01-10",
            "2026-02-09",
            "2026-01-02",
        ),
    ];
    let report = change(&mut register, |t| t.import_payments(&lines).unwrap());
    let gap = Effect::Gap {
        first_unpaid: day("2026-02-10"),
    };
    assert_eq!(
        report.lines,
        [
            LineOutcome::Recorded(gap),
            LineOutcome::Recorded(Effect::Extends)
        ]
    );
    assert_eq!(report.patents_changed, 1);
    assert_eq!(
        register.row(card).unwrap().unwrap().paid_through,
        Some(day("2026-02-09"))
    );
    // The missing month closes the gap.
    let missing = [line(
        &mut register,
        patent,
        "r2",
        "2026-02-10",
        "2026-03-09",
        "2026-02-01",
    )];
    change(&mut register, |t| t.import_payments(&missing).unwrap());
    assert_eq!(
        register.row(patent).unwrap().unwrap().paid_through,
        Some(day("2026-04-09"))
    );
    assert_eq!(
        register.row(card).unwrap().unwrap().paid_through,
        Some(day("2026-04-09"))
    );
    assert_eq!(register.payments_of(patent).unwrap().len(), 3);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_file_of_payments_can_be_imported_twice(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let good = line(
        &mut register,
        patent,
        "r1",
        "2026-01-10",
        "2026-02-09",
        "2026-01-02",
    );
    let unknown = PaymentLine {
        receipt: label("r2"),
        patent: patent_number(fresh()),
        ..good
    };
    let backwards = line(
        &mut register,
        patent,
        "r3",
        "2026-02-10",
        "2026-02-09",
        "2026-01-02",
    );
    let conflict = PaymentLine {
        kopecks: 1,
        receipt: good.receipt.clone(),
        patent: good.patent.clone(),
        ..good
    };
    let lines = [good.clone(), good, unknown, backwards, conflict];
    let first = change(&mut register, |t| t.import_payments(&lines).unwrap());
    let recorded = register.payment(&label("r1")).unwrap().unwrap().key;
    let expected = [
        LineOutcome::Recorded(Effect::Extends),
        LineOutcome::Duplicate,
        LineOutcome::UnknownPatent,
        LineOutcome::EndBeforeStart,
        LineOutcome::Conflict { recorded },
    ];
    assert_eq!(first.lines, expected);
    let head = register.head().unwrap();
    let second = change(&mut register, |t| t.import_payments(&lines).unwrap());
    assert_eq!(second.lines[0], LineOutcome::Duplicate);
    assert_eq!(
        (second.lines[1..].to_vec(), second.patents_changed),
        (expected[1..].to_vec(), 0)
    );
    // Nothing was done, so nothing was recorded.
    assert_eq!(register.head().unwrap(), head);
}

fn a_late_payment_counts_by_decision_only(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    let lines = [
        line(
            &mut register,
            patent,
            "r1",
            "2026-01-10",
            "2026-02-09",
            "2026-01-02",
        ),
        line(
            &mut register,
            patent,
            "r2",
            "2026-02-10",
            "2026-03-09",
            "2026-02-10",
        ),
    ];
    let report = change(&mut register, |t| t.import_payments(&lines).unwrap());
    let late = Effect::Late {
        deadline: day("2026-02-09"),
    };
    assert_eq!(report.lines[1], LineOutcome::Recorded(late));
    let payment = register.payment(&label("r2")).unwrap().unwrap().key;
    let accept = Proposal {
        payment: Some(payment),
        ..proposal(DecisionAct::AcceptPayment, patent)
    };
    let alone = register
        .transaction(&by("17"), noon())
        .unwrap()
        .decide(&accept);
    assert!(matches!(alone, Err(RegisterError::NotApproved { .. })));
    decided(&mut register, &accept);
    assert_eq!(
        register.row(card).unwrap().unwrap().paid_through,
        Some(day("2026-03-09"))
    );
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

/// Months that were paid in time, by what their lines say: up to 20 November, and from then on.
fn two_months(
    register: &mut crate::Register,
    patent: crate::Key<crate::Patent>,
) -> [PaymentLine; 2] {
    [
        ("r1", "2026-01-10", "2026-11-20", "2026-01-10"),
        ("r2", "2026-11-21", "2026-12-20", "2026-11-20"),
    ]
    .map(|(receipt, from, through, paid)| line(register, patent, receipt, from, through, paid))
}

fn a_file_that_comes_late_brings_no_patent_back_alone(engine: &Engine) {
    // The files come on 25 November, five days after the last paid day.
    let mut register = engine.create();
    for (late_days, counts) in [(5, true), (4, false), (0, false)] {
        let (patent, card) = issued_patent(&mut register);
        let [mut first, mut second] = two_months(&mut register, patent);
        first.receipt = label(&format!("r1 {late_days}"));
        second.receipt = label(&format!("r2 {late_days}"));
        let in_time = payment_file("first.csv", 400);
        change(&mut register, |t| {
            t.import_payment_file(&in_time, &[first]).unwrap()
        });
        let file = payment_file("second.csv", late_days);
        let report = change(&mut register, |t| {
            t.import_payment_file(&file, &[second.clone()]).unwrap()
        });
        let ended = day("2026-11-20");
        let effect = if counts {
            Effect::Extends
        } else {
            Effect::ReportedLate { ended: Some(ended) }
        };
        assert_eq!(report.lines, [LineOutcome::Recorded(effect)]);
        let paid = |register: &mut crate::Register| -> Option<CivilDate> {
            register.row(card).unwrap().unwrap().paid_through
        };
        let waiting = register.payments_waiting(10).unwrap();
        if counts {
            assert_eq!(paid(&mut register), Some(day("2026-12-20")));
            assert_eq!(waiting, []);
            continue;
        }
        assert_eq!(paid(&mut register), Some(ended));
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].receipt, second.receipt);
        // The same line in a file of another day and other rules is the same payment.
        let lenient = payment_file("third.csv", 4_000);
        let again = change(&mut register, |t| {
            t.import_payment_file(&lenient, &[second]).unwrap()
        });
        assert_eq!(again.lines, [LineOutcome::Duplicate]);
        assert_eq!(paid(&mut register), Some(ended));
        let accept = Proposal {
            payment: Some(waiting[0].key),
            ..proposal(DecisionAct::AcceptPayment, patent)
        };
        let alone = register
            .transaction(&by("17"), noon())
            .unwrap()
            .decide(&accept);
        assert!(matches!(alone, Err(RegisterError::NotApproved { .. })));
        decided(&mut register, &accept);
        assert_eq!(paid(&mut register), Some(day("2026-12-20")));
        assert_eq!(register.payments_waiting(10).unwrap(), []);
        assert_eq!(register.verify(&[]).unwrap().findings, []);
    }
}

fn a_file_is_an_event_and_every_payment_knows_its_own(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let [first, second] = two_months(&mut register, patent);
    // One of before files were kept.
    let before = line(
        &mut register,
        patent,
        "r0",
        "2026-01-10",
        "2026-01-31",
        "2026-01-10",
    );
    change(&mut register, |t| t.import_payments(&[before]).unwrap());
    let file = payment_file("november.csv", 400);
    change(&mut register, |t| {
        t.import_payment_file(&file, &[first.clone(), second.clone()])
            .unwrap()
    });
    let head = register.head().unwrap();
    // Once more it brings nothing, and leaves nothing.
    change(&mut register, |t| {
        t.import_payment_file(&file, &[first, second]).unwrap()
    });
    assert_eq!(register.head().unwrap(), head);
    let files = register.payment_files(10).unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(
        (files[0].lines, files[0].kopecks, files[0].operator.as_str()),
        (2, 1_700_000, "17")
    );
    // Another file that brings nothing is told all the same: somebody brought it.
    let empty = payment_file("empty.csv", 14);
    change(&mut register, |t| {
        t.import_payment_file(&empty, &[]).unwrap()
    });
    assert_eq!(register.payment_files(10).unwrap().len(), 2);
    let row = register.row(patent).unwrap().unwrap();
    let told = register.told_payments(&row).unwrap();
    let files: Vec<Option<&str>> = told
        .iter()
        .map(|told| told.file.as_ref().map(|file| file.name.as_str()))
        .collect();
    let ours = Some("november.csv");
    assert_eq!(files, [None, ours, ours]);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_clock_that_was_set_back_makes_no_payment_timely(engine: &Engine) {
    // The file comes on 25 November, five days after the last paid day; four are allowed.
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let [first, second] = two_months(&mut register, patent);
    change(&mut register, |t| {
        t.import_payment_file(&payment_file("first.csv", 400), &[first])
            .unwrap()
    });
    let set_back = UnixTime::parse("2026-11-21T09:00:00Z").unwrap();
    let by = by("17");
    // What is recorded first under the wrong clock is the newest event then, and not the latest.
    let mut before = register.transaction(&by, set_back).unwrap();
    before.approve(digest("before"), None).unwrap();
    before.commit().unwrap();
    let mut transaction = register.transaction(&by, set_back).unwrap();
    let file = payment_file("second.csv", 4);
    let report = transaction.import_payment_file(&file, &[second]).unwrap();
    transaction.commit().unwrap();
    let ended = day("2026-11-20");
    let late = Effect::ReportedLate { ended: Some(ended) };
    assert_eq!(report.lines, [LineOutcome::Recorded(late)]);
    assert_eq!(report.counted_from, Some(noon()));
    assert_eq!(register.payment_files(1).unwrap()[0].at, noon());
    let right = change(&mut register, |t| {
        t.import_payment_file(&payment_file("third.csv", 4), &[])
            .unwrap()
    });
    assert_eq!(right.counted_from, None);
}

fn a_payment_for_an_annulled_patent_is_told(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let [first, second] = two_months(&mut register, patent);
    let report = change(&mut register, |t| t.import_payments(&[first]).unwrap());
    assert_eq!(report.of_annulled, [] as [usize; 0]);
    decided(&mut register, &proposal(DecisionAct::Annul, patent));
    let mut unknown = second.clone();
    unknown.patent = epatent_core::PatentNumber::parse("99 9999999999").unwrap();
    let report = change(&mut register, |t| {
        t.import_payments(&[unknown, second]).unwrap()
    });
    assert_eq!(report.of_annulled, [1]);
}
