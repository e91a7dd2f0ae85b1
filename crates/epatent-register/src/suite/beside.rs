// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A row is altered beside the program, and then an honest command writes it anew or makes something of
//! it: the chain says for ever what the command met.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::{Cell, Stored as _};
use crate::words::{CardState, DecisionAct, Opaque, PatentState};
use crate::{Finding, Head, Key, Patent, Payment, Record, Register, RegisterError, Rules};

on_both! {
    an_annulment_that_was_taken_back_is_told_after_a_payment_made_the_patent_anew,
    a_payment_that_counted_for_a_moment_is_told_after_it_was_put_back,
    an_application_that_was_exchanged_is_told_after_its_card_is_issued,
    an_application_that_was_exchanged_and_put_back_is_told,
    rules_that_were_others_for_a_moment_are_told,
    a_row_that_was_deleted_and_written_anew_is_told,
    what_was_done_after_an_alteration_is_told_once,
}

/// What is found, without and with heads that were kept.
fn found(register: &mut Register, kept: &[Head]) -> Vec<Finding> {
    let found = register.verify(&[]).unwrap().findings;
    assert_eq!(register.verify(kept).unwrap().findings, found);
    found
}

fn altered<R: Record>(key: Key<R>, event: i64) -> Finding {
    Finding::RowAlteredBefore {
        table: R::NAME,
        key: key.number(),
        event,
    }
}

/// Sets one column of a row, as whoever has the database can.
fn set<R: Record>(engine: &Engine, key: Key<R>, column: &str, value: &Cell) {
    let sql = format!("UPDATE {} SET {column} = $2 WHERE id = $1", R::NAME);
    let changed = engine.raw().execute(&sql, &[key.cell(), value.clone()]);
    assert_eq!(changed.unwrap(), 1, "{} {key} {column}", R::NAME);
}

/// A month that is paid in time, by its number from 1.
fn pay(register: &mut Register, patent: Key<Patent>, month: u32) {
    let receipt = format!("receipt {month} of {patent}");
    let from = format!("2026-{month:02}-10");
    let through = format!("2026-{:02}-09", month + 1);
    let line = line(register, patent, &receipt, &from, &through, "2026-01-02");
    change(register, |t| t.import_payments(&[line]).unwrap());
}

fn an_annulment_that_was_taken_back_is_told_after_a_payment_made_the_patent_anew(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    decided(&mut register, &proposal(DecisionAct::Annul, patent));
    let kept = register.head().unwrap();
    set(engine, patent, "state", &PatentState::Valid.cell());
    set(engine, card, "status", &Cell::Integer(0));
    assert_eq!(found(&mut register, &[kept]).len(), 2);
    pay(&mut register, patent, 1);
    // Rows and events agree again; that they did not is in the chain.
    let heads = [kept, register.head().unwrap()];
    let told = [
        altered(patent, kept.sequence + 1),
        altered(card, kept.sequence + 2),
    ];
    assert_eq!(found(&mut register, &heads), told);
    // Nothing that is done later takes it away.
    pay(&mut register, patent, 2);
    issued_patent(&mut register);
    assert_eq!(found(&mut register, &heads), told);
}

fn a_payment_that_counted_for_a_moment_is_told_after_it_was_put_back(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    pay(&mut register, patent, 1);
    pay(&mut register, patent, 3);
    let suspend = proposal(DecisionAct::Suspend, patent);
    change(&mut register, |t| t.decide(&suspend).unwrap());
    decided(&mut register, &proposal(DecisionAct::Restore, patent));
    let decision = register.decisions_of(patent).unwrap().remove(0).key;
    let payments = register.payments_of(patent).unwrap();
    let behind_gap: Key<Payment> = payments.last().unwrap().key;
    let paid = |register: &mut Register| register.row(patent).unwrap().unwrap().paid_through;
    assert_eq!(paid(&mut register), Some(day("2026-02-09")));
    let kept = register.head().unwrap();
    set(engine, behind_gap, "accepted_by", &decision.cell());
    pay(&mut register, patent, 6);
    set(
        engine,
        behind_gap,
        "accepted_by",
        &Cell::Null(crate::cell::Kind::Integer),
    );
    // What it was there for has happened, and no row is other than its event says.
    assert_eq!(paid(&mut register), Some(day("2026-04-09")));
    assert_eq!(
        found(&mut register, &[kept]),
        [altered(behind_gap, kept.sequence + 2)]
    );
}

/// The application of a patent becomes somebody else's.
fn exchange(engine: &Engine, register: &mut Register, patent: Key<Patent>) -> crate::Application {
    let key = register.row(patent).unwrap().unwrap().application.unwrap();
    let application = register.row(key).unwrap().unwrap();
    set(
        engine,
        key,
        "document",
        &Cell::Bytes(b"another person".to_vec()),
    );
    let digest = digest("another person");
    set(engine, key, "document_digest", &digest.cell());
    application
}

fn an_application_that_was_exchanged_is_told_after_its_card_is_issued(engine: &Engine) {
    let mut register = engine.create();
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    let kept = register.head().unwrap();
    let application = exchange(engine, &mut register, patent);
    let card = issue(&mut register, patent, blank);
    let issued = register.row(card).unwrap().unwrap();
    assert_eq!(issued.state, CardState::Issued);
    assert_eq!(
        found(&mut register, &[kept]),
        [altered(application.key, kept.sequence + 1)]
    );
}

fn an_application_that_was_exchanged_and_put_back_is_told(engine: &Engine) {
    let mut register = engine.create();
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    let kept = register.head().unwrap();
    let before = exchange(engine, &mut register, patent);
    let attempt = change(&mut register, |t| t.take(patent, blank).unwrap());
    set(engine, before.key, "document", &before.document.cell());
    set(
        engine,
        before.key,
        "document_digest",
        &before.document_digest.cell(),
    );
    change(&mut register, |t| {
        let signing = signing(t, attempt);
        t.intend_signature(&signing, &Rules::default()).unwrap()
    });
    assert_eq!(
        found(&mut register, &[kept]),
        [altered(before.key, kept.sequence + 1)]
    );
}

fn rules_that_were_others_for_a_moment_are_told(engine: &Engine) {
    let mut register = engine.create();
    let strict = Opaque(b"four eyes".to_vec());
    let rules = change(&mut register, |t| t.tighten_rules(&strict).unwrap());
    let kept = register.head().unwrap();
    let loose = Cell::Bytes(b"two eyes".to_vec());
    set(engine, rules, "document", &loose);
    // An application that needs nobody else by what is read there.
    let seen = change(&mut register, |t| {
        let seen = t.rules_in_force().unwrap().unwrap().document;
        t.approve(digest("application"), None).unwrap();
        seen
    });
    assert_ne!(seen, strict);
    set(engine, rules, "document", &strict.cell());
    assert_eq!(
        found(&mut register, &[kept]),
        [altered(rules, kept.sequence + 1)]
    );
}

fn a_row_that_was_deleted_and_written_anew_is_told(engine: &Engine) {
    let mut register = engine.create();
    let blanks = stock(&mut register, 2);
    let patent = patent(&mut register);
    change(&mut register, |t| t.take(patent, blanks[0]).unwrap());
    // A place in a list is given out, and the list begins again.
    let allocate = |register: &mut Register| {
        let region = epatent_core::Region::parse("77").unwrap();
        let today = day("2026-11-25");
        change(register, |t| t.next_indices(region, today).unwrap());
    };
    allocate(&mut register);
    let kept = register.head().unwrap();
    let list = register.lists().unwrap().remove(0).key;
    engine.raw().run("DELETE FROM list").unwrap();
    allocate(&mut register);
    assert_eq!(
        found(&mut register, &[kept]),
        [altered(list, kept.sequence + 1)]
    );
}

fn what_was_done_after_an_alteration_is_told_once(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let kept = register.head().unwrap();
    set(engine, patent, "latest_end", &Cell::Integer(20_270_331));
    // Three events look at the patent; the first of them says when it was altered at the latest.
    for code in ["lost", "stolen", "lost"] {
        let card = register.cards_of(patent).unwrap().remove(0).key;
        change(&mut register, |t| {
            t.demand_counts(card).unwrap();
            t.begin_card_act(crate::ChipAct::Suspend, card, &reason(code))
                .unwrap();
            t.row(patent).unwrap();
            t.card_says(card, crate::ChipState::Active).unwrap();
        });
    }
    let found = found(&mut register, &[kept]);
    let told = found
        .iter()
        .filter(|one| matches!(one, Finding::RowAlteredBefore { .. }));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [&altered(patent, kept.sequence + 1)]
    );
    // It is altered now as well.
    assert_eq!(found.len(), 2, "{found:?}");
}

/// What a trigger makes of a row is not what was written.
#[test]
fn a_row_that_changes_under_a_transaction_ends_it() {
    let engine = Engine::sqlite();
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let trigger = "CREATE TRIGGER undo AFTER UPDATE ON patent \
         BEGIN UPDATE patent SET state = 'valid' WHERE id = NEW.id; END";
    engine.raw().run(trigger).unwrap();
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let suspend = proposal(DecisionAct::Suspend, patent);
    transaction.decide(&suspend).unwrap();
    let again = transaction.row(patent);
    assert!(
        matches!(again, Err(RegisterError::RowAltered { table: "patent", key }) if key == patent.number()),
        "{again:?}"
    );
}

/// A row that was read in one state is not written over another: what somebody sets while a transaction is
/// open is neither seen by it nor lost under it.
#[test]
fn a_row_that_is_changed_beside_an_open_transaction_is_not_written() {
    let engine = Engine::postgres();
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    let head = register.head().unwrap();
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    set(&engine, patent, "state", &PatentState::Annulled.cell());
    // The state of when the transaction had its turn, to its end.
    let seen = transaction.row(patent).unwrap();
    assert_eq!(seen.state, PatentState::Valid);
    let refused = transaction.decide(&proposal(DecisionAct::Suspend, patent));
    assert!(
        matches!(refused, Err(RegisterError::WrittenBeside)),
        "{refused:?}"
    );
    drop(transaction);
    assert_eq!(register.head().unwrap(), head);
    assert_eq!(
        register.row(card).unwrap().unwrap().state,
        CardState::Issued
    );
}
