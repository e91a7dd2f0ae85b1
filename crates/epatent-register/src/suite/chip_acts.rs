// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The chips of issued cards: suspended, activated, ended.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::words::{ActResult, BlankState, CardStatus, ChipAct, ChipState, DecisionAct};
use crate::{Card, Key, Reason, Register, RegisterError, Unique};

on_both! {
    a_suspended_chip_is_suspended_in_lists_until_it_is_activated,
    an_ended_chip_is_superseded_its_blank_scrapped_and_the_day_closes,
    an_act_without_an_answer_waits_for_one_and_lets_no_other_begin,
    what_was_decided_about_a_patent_is_not_undone_at_a_reader,
    a_card_that_was_ended_is_replaced_by_two_with_the_next_index,
    an_erased_card_in_work_gives_its_blank_back,
}

fn why() -> Reason {
    reason("holder-request")
}

/// Does something to a chip, which then says this.
fn act(register: &mut Register, act: ChipAct, card: Key<Card>, says: ChipState) {
    change(register, |t| {
        t.begin_card_act(act, card, &why()).unwrap();
    });
    assert!(change(register, |t| t.card_says(card, says).unwrap()));
}

fn status(register: &mut Register, card: Key<Card>) -> CardStatus {
    register.row(card).unwrap().unwrap().status
}

fn refused(register: &mut Register, act: ChipAct, card: Key<Card>) -> RegisterError {
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    transaction.begin_card_act(act, card, &why()).unwrap_err()
}

#[track_caller]
fn accounted(register: &mut Register) {
    assert_eq!(register.daily_equation().unwrap().differences(), []);
    assert_eq!(register.contradictions().unwrap(), []);
    assert_eq!(register.open_intents().unwrap(), []);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_suspended_chip_is_suspended_in_lists_until_it_is_activated(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    assert_eq!(register.chip_state(card).unwrap(), ChipState::Active);
    act(&mut register, ChipAct::Suspend, card, ChipState::Suspended);
    assert_eq!(status(&mut register, card), CardStatus::Suspended);
    assert_eq!(register.chip_state(card).unwrap(), ChipState::Suspended);
    // A block of the patent comes and goes: the chip still answers nobody.
    decided(&mut register, &proposal(DecisionAct::Suspend, patent));
    decided(&mut register, &proposal(DecisionAct::Restore, patent));
    assert_eq!(status(&mut register, card), CardStatus::Suspended);
    act(&mut register, ChipAct::Activate, card, ChipState::Active);
    assert_eq!(status(&mut register, card), CardStatus::Valid);
    let done = register.acts_on(card).unwrap();
    assert_eq!(done.len(), 2);
    assert_eq!(done[0].act, ChipAct::Suspend);
    assert_eq!(done[0].operator, label("17"));
    assert_eq!(done[0].reason, why());
    accounted(&mut register);
    assert!(register.daily_equation().unwrap().is_closed());
}

fn an_ended_chip_is_superseded_its_blank_scrapped_and_the_day_closes(engine: &Engine) {
    let mut register = engine.create();
    let (_, card) = issued_patent(&mut register);
    let (_, other) = issued_patent(&mut register);
    act(
        &mut register,
        ChipAct::Terminate,
        card,
        ChipState::Terminated,
    );
    let row = register.row(card).unwrap().unwrap();
    assert_eq!(row.status, CardStatus::Superseded);
    let blank = register.row(row.blank).unwrap().unwrap();
    assert_eq!(blank.state, BlankState::Scrapped);
    assert_eq!(blank.reason, Some(why()));
    let equation = register.daily_equation().unwrap();
    assert_eq!((equation.issued, equation.scrapped), (1, 1));
    assert_eq!((equation.cards_issued, equation.cards_ended), (1, 1));
    assert_eq!(equation.signatures_issued, 2);
    assert!(equation.is_closed());
    let states = register.states().unwrap();
    let cards: Vec<(&str, u64)> = states
        .iter()
        .filter(|count| count.table == "card")
        .map(|count| (count.state.as_str(), count.count))
        .collect();
    assert_eq!(cards, [("issued", 1), ("terminated", 1)]);
    for again in ChipAct::ALL {
        let error = refused(&mut register, *again, card);
        assert!(matches!(error, RegisterError::State { .. }), "{error}");
    }
    assert_eq!(status(&mut register, other), CardStatus::Valid);
    accounted(&mut register);
    // A blank that is put back by hand is found, whatever else was thought of.
    let sql = format!("UPDATE blank SET state = 'issued' WHERE id = {}", row.blank);
    engine.raw().run(&sql).unwrap();
    let found = register.contradictions().unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(!register.verify(&[]).unwrap().findings.is_empty());
}

fn an_act_without_an_answer_waits_for_one_and_lets_no_other_begin(engine: &Engine) {
    let mut register = engine.create();
    for (says, results) in [
        (ChipState::Active, (ActResult::Failed, CardStatus::Valid)),
        (
            ChipState::Suspended,
            (ActResult::Failed, CardStatus::Suspended),
        ),
        (
            ChipState::Terminated,
            (ActResult::Done, CardStatus::Superseded),
        ),
    ] {
        let (_, card) = issued_patent(&mut register);
        change(&mut register, |t| {
            t.begin_card_act(ChipAct::Terminate, card, &why()).unwrap();
        });
        let open = register.open_intents().unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].card, Some(card));
        // Until the card is asked, nothing is said of it that is not known.
        assert_eq!(status(&mut register, card), CardStatus::Valid);
        let second = refused(&mut register, ChipAct::Suspend, card);
        let unique = RegisterError::Duplicate(Unique::ActOnCard).to_string();
        assert_eq!(second.to_string(), unique);
        assert!(change(&mut register, |t| t.card_says(card, says).unwrap()));
        let intent = register.row(open[0].key).unwrap().unwrap();
        assert_eq!(
            (intent.result, status(&mut register, card)),
            (Some(results.0), results.1)
        );
        assert!(!change(&mut register, |t| t.card_says(card, says).unwrap()));
        accounted(&mut register);
    }
}

fn what_was_decided_about_a_patent_is_not_undone_at_a_reader(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    act(&mut register, ChipAct::Suspend, card, ChipState::Suspended);
    decided(&mut register, &proposal(DecisionAct::Suspend, patent));
    let error = refused(&mut register, ChipAct::Activate, card);
    assert!(error.to_string().starts_with("patent "), "{error}");
    decided(&mut register, &proposal(DecisionAct::Annul, patent));
    assert!(
        refused(&mut register, ChipAct::Activate, card)
            .to_string()
            .contains("annulled")
    );
    // An annulled card stays annulled in lists when its chip is ended.
    act(
        &mut register,
        ChipAct::Terminate,
        card,
        ChipState::Terminated,
    );
    assert_eq!(status(&mut register, card), CardStatus::Annulled);
    accounted(&mut register);

    let (patent, card) = issued_patent(&mut register);
    act(&mut register, ChipAct::Suspend, card, ChipState::Suspended);
    let mut lost = proposal(DecisionAct::Supersede, patent);
    lost.card = Some(card);
    decided(&mut register, &lost);
    assert!(
        refused(&mut register, ChipAct::Activate, card)
            .to_string()
            .contains("superseded")
    );
    // A card that is not issued has no acts of this kind.
    let blank = stock(&mut register, 1)[0];
    let fresh = super::desk::patent(&mut register);
    let (_, in_work) = signed(&mut register, fresh, blank);
    for act in ChipAct::ALL {
        let error = refused(&mut register, *act, in_work);
        assert!(matches!(error, RegisterError::State { .. }), "{error}");
    }
}

fn a_card_that_was_ended_is_replaced_by_two_with_the_next_index(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    act(
        &mut register,
        ChipAct::Terminate,
        card,
        ChipState::Terminated,
    );
    let blank = stock(&mut register, 1)[0];
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    assert!(transaction.take(patent, blank).is_err());
    drop(transaction);
    let mut duplicate = proposal(DecisionAct::Replace, patent);
    duplicate.card = Some(card);
    decided(&mut register, &duplicate);
    let second = issue(&mut register, patent, blank);
    let second = register.row(second).unwrap().unwrap();
    assert_eq!(
        (second.replacement_index, second.status),
        (1, CardStatus::Valid)
    );
    accounted(&mut register);
}

fn an_erased_card_in_work_gives_its_blank_back(engine: &Engine) {
    let mut register = engine.create();
    let blank = stock(&mut register, 1)[0];
    let patent = super::desk::patent(&mut register);
    let (attempt, card) = signed(&mut register, patent, blank);
    change(&mut register, |t| t.begin_writing(card).unwrap());
    change(&mut register, |t| t.begin_aborting(attempt).unwrap());
    assert_eq!(register.open_intents().unwrap().len(), 1);
    // Killed here: the chip has lost its key, which says that it was done.
    let says = crate::CardSays::Blank { our_key: false };
    let recovery = change(&mut register, |t| t.recover(attempt, says).unwrap());
    assert_eq!(recovery, crate::Recovery::Void);
    let row = register.row(blank).unwrap().unwrap();
    assert_eq!(row.state, BlankState::Blank);
    accounted(&mut register);
}
