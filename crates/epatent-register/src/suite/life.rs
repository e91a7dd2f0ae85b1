// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The life of a patent and its cards.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::words::{
    BlankState, CardState, CardStatus, DecisionAct, Outcome, PatentState, SignatureState,
};
use crate::{
    ApplicationState, Decided, Entry, Fate, Key, Patent, Proposal, Register, RegisterError, Unique,
};

on_both! {
    a_card_goes_from_the_drawer_to_its_holder,
    a_given_up_card_is_void_for_ever_and_its_blank_is_where_it_was_said,
    an_annulled_patent_has_an_annulled_card_and_gets_no_other,
    a_suspended_patent_is_restored_by_two,
    the_same_act_again_needs_approvals_of_its_own,
    a_duplicate_has_the_next_index_and_supersedes_the_first_card_when_it_is_issued,
    cards_are_wanted_by_decision_first_and_then_by_age,
    a_lost_card_is_superseded_at_once_and_replaced_by_decision,
    lists_hold_every_index_of_one_state,
    an_erased_application_leaves_its_digest,
}

fn a_card_goes_from_the_drawer_to_its_holder(engine: &Engine) {
    let mut register = engine.create();
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    let (attempt, card) = signed(&mut register, patent, blank);
    assert_eq!(register.open_intents().unwrap().len(), 0);
    assert_eq!(
        register.row(card).unwrap().unwrap().status,
        CardStatus::Superseded
    );
    change(&mut register, |t| t.begin_writing(card).unwrap());
    assert_eq!(register.open_intents().unwrap().len(), 1);
    // A card on a reader is taken up by its chip, with the files that are kept for it.
    let chip = register.row(blank).unwrap().unwrap().chip_id;
    let open = register.open_attempt_of_chip(&chip).unwrap().unwrap();
    assert_eq!((open.key, open.card), (attempt, Some(card)));
    let files = register.files_of(card).unwrap();
    assert_eq!(files, Some(crate::Opaque(b"files".to_vec())));
    change(&mut register, |t| t.written(card).unwrap());
    change(&mut register, |t| t.issued(card).unwrap());
    let issued = register.row(card).unwrap().unwrap();
    assert_eq!(
        (issued.state, issued.status),
        (CardState::Issued, CardStatus::Valid)
    );
    assert_eq!(
        (
            issued.list.number(),
            issued.list_index,
            issued.replacement_index
        ),
        (772_026, 0, 0)
    );
    assert_eq!(
        register.row(blank).unwrap().unwrap().state,
        BlankState::Issued
    );
    assert_eq!(
        register.row(attempt).unwrap().unwrap().outcome,
        Some(Outcome::Issued)
    );
    // The files held a person's data: they are gone.
    assert_eq!(register.files_of(card).unwrap(), None);
    assert_eq!(register.open_attempt_of_chip(&chip).unwrap(), None);
    assert_eq!(register.open_intents().unwrap().len(), 0);
    let application = register.row(patent).unwrap().unwrap().application.unwrap();
    assert_eq!(
        register.row(application).unwrap().unwrap().state,
        ApplicationState::Done
    );
    assert!(register.daily_equation().unwrap().is_closed());
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_given_up_card_is_void_for_ever_and_its_blank_is_where_it_was_said(engine: &Engine) {
    let mut register = engine.create();
    let blanks = stock(&mut register, 3);
    let patent = patent(&mut register);
    let fates = [
        (Fate::Returned, BlankState::Blank),
        (Fate::Scrapped(reason("torn")), BlankState::Scrapped),
        (Fate::Lost(reason("not-found")), BlankState::Lost),
    ];
    for ((fate, state), blank) in fates.into_iter().zip(blanks) {
        let (attempt, card) = signed(&mut register, patent, blank);
        change(&mut register, |t| t.begin_writing(card).unwrap());
        change(&mut register, |t| t.give_up(attempt, &fate).unwrap());
        let void = register.row(card).unwrap().unwrap();
        assert_eq!(
            (void.state, void.status),
            (CardState::Void, CardStatus::Superseded)
        );
        assert_eq!(register.row(blank).unwrap().unwrap().state, state);
        let again = register
            .transaction(&by("17"), noon())
            .unwrap()
            .issued(card);
        assert!(matches!(again, Err(RegisterError::State { .. })));
    }
    assert_eq!(register.count::<crate::Job>().unwrap(), 0);
    let equation = register.daily_equation().unwrap();
    assert_eq!(
        (equation.blank, equation.scrapped, equation.lost),
        (1, 1, 1)
    );
    assert_eq!(equation.signatures_void, 3);
    assert!(equation.is_closed());
    assert_eq!(register.signers_of_cards().unwrap(), []);
    // The blank that came back makes the first card.
    let blank = register.blanks(BlankState::Blank).unwrap()[0].key;
    let card = issue(&mut register, patent, blank);
    assert_eq!(register.row(card).unwrap().unwrap().replacement_index, 0);
    assert_eq!(register.signers_of_cards().unwrap(), [digest("signer")]);
}

fn an_annulled_patent_has_an_annulled_card_and_gets_no_other(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    decided(&mut register, &proposal(DecisionAct::Annul, patent));
    assert_eq!(
        register.row(patent).unwrap().unwrap().state,
        PatentState::Annulled
    );
    assert_eq!(
        register.row(card).unwrap().unwrap().status,
        CardStatus::Annulled
    );
    let blank = stock(&mut register, 1)[0];
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    assert!(matches!(
        transaction.take(patent, blank),
        Err(RegisterError::State { .. })
    ));
    // Annulled is for good.
    let restore = proposal(DecisionAct::Restore, patent);
    drop(transaction);
    let manifest = act_digest(&mut register, &restore);
    change_by(&mut register, "17", |t| t.approve(manifest, None).unwrap());
    change_by(&mut register, "23", |t| t.approve(manifest, None).unwrap());
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    assert!(matches!(
        transaction.decide(&restore),
        Err(RegisterError::State { .. })
    ));
}

fn a_suspended_patent_is_restored_by_two(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    change(&mut register, |t| {
        t.decide(&proposal(DecisionAct::Suspend, patent)).unwrap()
    });
    assert_eq!(
        register.row(card).unwrap().unwrap().status,
        CardStatus::Suspended
    );
    let restore = proposal(DecisionAct::Restore, patent);
    let alone = register
        .transaction(&by("17"), noon())
        .unwrap()
        .decide(&restore);
    assert!(matches!(
        alone,
        Err(RegisterError::NotApproved { approvals: 0 })
    ));
    decided(&mut register, &restore);
    assert_eq!(
        register.row(card).unwrap().unwrap().status,
        CardStatus::Valid
    );
    assert_eq!(register.decisions_of(patent).unwrap().len(), 2);
}

fn the_same_act_again_needs_approvals_of_its_own(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let suspend = proposal(DecisionAct::Suspend, patent);
    let restore = proposal(DecisionAct::Restore, patent);
    // Approved before there was anything to restore: it is no word on the suspension that follows.
    let early = act_digest(&mut register, &restore);
    for operator in ["17", "23"] {
        change_by(&mut register, operator, |t| t.approve(early, None).unwrap());
    }
    let mut acts = vec![early];
    for _ in 0..2 {
        change(&mut register, |t| t.decide(&suspend).unwrap());
        let unapproved = register
            .transaction(&by("17"), noon())
            .unwrap()
            .decide(&restore);
        assert!(matches!(
            unapproved,
            Err(RegisterError::NotApproved { approvals: 0 })
        ));
        acts.push(act_digest(&mut register, &restore));
        decided(&mut register, &restore);
    }
    let kept = register.decisions_of(patent).unwrap();
    let kept: Vec<_> = kept.iter().map(|decision| decision.manifest).collect();
    assert_eq!([kept[1], kept[3]], [acts[1], acts[2]]);
    acts.sort_unstable();
    acts.dedup();
    assert_eq!(acts.len(), 3);
}

fn a_duplicate_has_the_next_index_and_supersedes_the_first_card_when_it_is_issued(engine: &Engine) {
    let mut register = engine.create();
    let (patent, first) = issued_patent(&mut register);
    let blank = stock(&mut register, 1)[0];
    let unasked = register
        .transaction(&by("17"), noon())
        .unwrap()
        .take(patent, blank);
    assert!(matches!(
        unasked,
        Err(RegisterError::State { what: "card", .. })
    ));
    let replace = Proposal {
        card: Some(first),
        ..proposal(DecisionAct::Replace, patent)
    };
    decided(&mut register, &replace);
    let (_, second) = signed(&mut register, patent, blank);
    // Until the second is in the holder's hands the first is the card.
    assert_eq!(
        register.row(first).unwrap().unwrap().status,
        CardStatus::Valid
    );
    change(&mut register, |t| {
        t.begin_writing(second).unwrap();
        t.written(second).unwrap();
        t.issued(second).unwrap();
    });
    let cards = register.cards_of(patent).unwrap();
    let states: Vec<_> = cards
        .iter()
        .map(|card| (card.replacement_index, card.status))
        .collect();
    assert_eq!(
        states,
        [(0, CardStatus::Superseded), (1, CardStatus::Valid)]
    );
    // The decision was about the first card: it does not make a third.
    let blank = stock(&mut register, 1)[0];
    let third = register
        .transaction(&by("17"), noon())
        .unwrap()
        .take(patent, blank);
    assert!(matches!(
        third,
        Err(RegisterError::State { what: "card", .. })
    ));
}

fn cards_are_wanted_by_decision_first_and_then_by_age(engine: &Engine) {
    let mut register = engine.create();
    let wanted = |register: &mut Register, limit| -> Vec<Key<Patent>> {
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        let patents = transaction.cards_wanted(limit).unwrap();
        patents.into_iter().map(|patent| patent.key).collect()
    };
    let (made, first) = issued_patent(&mut register);
    let (older, newer) = (patent(&mut register), patent(&mut register));
    assert_eq!(wanted(&mut register, 9), [older, newer]);
    assert_eq!(wanted(&mut register, 1), [older]);
    let approved = register.count_applications(crate::ApplicationState::Approved);
    assert_eq!(approved.unwrap(), 2);
    // What is in work is nobody else's.
    let blanks = stock(&mut register, 2);
    let attempt = change(&mut register, |t| t.take(older, blanks[0]).unwrap());
    assert_eq!(wanted(&mut register, 9), [newer]);
    change(&mut register, |t| {
        t.give_up(attempt, &Fate::Returned).unwrap()
    });
    let replace = Proposal {
        card: Some(first),
        ..proposal(DecisionAct::Replace, made)
    };
    decided(&mut register, &replace);
    assert_eq!(wanted(&mut register, 9), [made, older, newer]);
    assert_eq!(wanted(&mut register, 2), [made, older]);
    issue(&mut register, made, blanks[1]);
    // The decision was about the first card.
    assert_eq!(wanted(&mut register, 9), [older, newer]);
}

fn a_lost_card_is_superseded_at_once_and_replaced_by_decision(engine: &Engine) {
    let mut register = engine.create();
    let (patent, first) = issued_patent(&mut register);
    let lost = Proposal {
        card: Some(first),
        ..proposal(DecisionAct::Supersede, patent)
    };
    change(&mut register, |t| t.decide(&lost).unwrap());
    assert_eq!(
        register.row(first).unwrap().unwrap().status,
        CardStatus::Superseded
    );
    let blank = stock(&mut register, 1)[0];
    let unasked = register
        .transaction(&by("17"), noon())
        .unwrap()
        .take(patent, blank);
    assert!(matches!(
        unasked,
        Err(RegisterError::State { what: "card", .. })
    ));
    decided(
        &mut register,
        &Proposal {
            act: DecisionAct::Replace,
            ..lost
        },
    );
    let second = issue(&mut register, patent, blank);
    assert_eq!(register.row(second).unwrap().unwrap().replacement_index, 1);
    // A card of somebody else cannot be decided about under this patent.
    let (_, other) = issued_patent(&mut register);
    let wrong = Proposal {
        card: Some(other),
        ..proposal(DecisionAct::Supersede, patent)
    };
    let refused = register
        .transaction(&by("17"), noon())
        .unwrap()
        .decide(&wrong);
    assert!(matches!(
        refused,
        Err(RegisterError::NotFound { what: "card", .. })
    ));
}

fn lists_hold_every_index_of_one_state(engine: &Engine) {
    let mut register = engine.create();
    let (paid, _) = issued_patent(&mut register);
    let lines = [line(
        &mut register,
        paid,
        "r1",
        "2026-01-10",
        "2026-02-09",
        "2026-01-02",
    )];
    change(&mut register, |t| t.import_payments(&lines).unwrap());
    let (annulled, _) = issued_patent(&mut register);
    decided(&mut register, &proposal(DecisionAct::Annul, annulled));
    let blank = stock(&mut register, 1)[0];
    let third = patent(&mut register);
    let (attempt, _) = signed(&mut register, third, blank);
    change(&mut register, |t| {
        t.give_up(attempt, &Fate::Returned).unwrap()
    });
    let mut seen = Vec::new();
    let (mut decided, mut sample) = (Vec::new(), Vec::new());
    register
        .for_each_list(|state| {
            let list = state.list;
            seen.push((
                list.key.number(),
                list.region.to_string(),
                list.year,
                state.entries.to_vec(),
            ));
            decided = state.decided.to_vec();
            sample = state.sample.iter().map(|card| card.list_index).collect();
            Ok::<_, RegisterError>(())
        })
        .unwrap();
    let entry = |status, paid_through| Entry {
        status,
        paid_through,
    };
    let expected = vec![
        entry(CardStatus::Valid, Some(day("2026-02-09"))),
        entry(CardStatus::Annulled, None),
        entry(CardStatus::Superseded, None),
    ];
    assert_eq!(seen, [(772_026, "77".into(), 2026, expected)]);
    let by = proposal(DecisionAct::Annul, annulled);
    assert_eq!(
        decided,
        [Decided {
            index: 1,
            act: DecisionAct::Annul,
            on: by.effective_on,
            reason: by.reason,
        }]
    );
    assert_eq!(sample, [0, 1, 2]);
}

fn an_erased_application_leaves_its_digest(engine: &Engine) {
    let mut register = engine.create();
    let open = application(&mut register);
    let early = register
        .transaction(&by("17"), noon())
        .unwrap()
        .erase_application(open);
    assert!(matches!(early, Err(RegisterError::State { .. })));
    let (patent, _) = issued_patent(&mut register);
    let key = register.row(patent).unwrap().unwrap().application.unwrap();
    let before = register.row(key).unwrap().unwrap();
    change(&mut register, |t| t.erase_application(key).unwrap());
    let after = register.row(key).unwrap().unwrap();
    assert!(before.document.is_some() && after.document.is_none());
    assert_eq!(before.document_digest, after.document_digest);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
    // A number is one patent's.
    let number = register.row(patent).unwrap().unwrap().number;
    let taken = crate::NewPatent {
        number,
        region: epatent_core::Region::parse("77").unwrap(),
        application: None,
        in_force_from: day("2026-01-10"),
        latest_end: day("2026-01-10"),
    };
    let refused = register
        .transaction(&by("17"), noon())
        .unwrap()
        .register_patent(&taken);
    assert!(matches!(
        refused,
        Err(RegisterError::Duplicate(Unique::PatentNumber))
    ));
    assert_eq!(
        register
            .signature(digest("nothing"))
            .unwrap()
            .map(|s| s.state),
        None::<SignatureState>
    );
}
