// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was paid: files of payments, and the last paid day that follows from them.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::paid_through::Effect;
use crate::words::DecisionAct;
use crate::{LineOutcome, PaymentLine, Proposal, RegisterError};

on_both! {
    payments_move_the_last_paid_day_of_patent_and_card,
    a_file_of_payments_can_be_imported_twice,
    a_late_payment_counts_by_decision_only,
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
