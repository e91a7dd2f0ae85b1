// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Acts upon cards on a reader, stopped after every moment and torn at every command.

use std::ops::ControlFlow;

use epatent_apdu::FlowError;
use epatent_apdu::profile::LifeCycle;
use epatent_core::CivilDate;
use epatent_core::object::CardId;
use epatent_register::{
    BlankState, CardStatus, ChipAct, ChipState, DecisionAct, Proposal, Register, RegisterError,
};

use super::plant::{Plant, StopAfter, form, reason};
use crate::production::chip_acts::{Asked, ChipError, Moment, Told, carry_out, erase};
use crate::production::{Outcome, Step};

/// More commands than any act needs.
const COMMANDS: usize = 40;

fn ask(plant: &mut Plant, slot: usize, act: ChipAct, card: CardId) -> Result<Told, ChipError> {
    ask_until(plant, slot, act, card, None)
}

/// The same, stopped after a moment.
fn ask_until(
    plant: &mut Plant,
    slot: usize,
    act: ChipAct,
    card: CardId,
    stop: Option<Moment>,
) -> Result<Told, ChipError> {
    let mut told = stop_at(stop);
    plant.with_card(slot, &mut told, |reader, clerk| {
        let asked = Asked {
            act,
            card,
            reason: &reason("holder-request"),
            dry_run: false,
        };
        carry_out(reader, &asked, clerk)
    })
}

fn stop_at(stop: Option<Moment>) -> impl FnMut(Moment) -> ControlFlow<()> {
    move |moment| match stop == Some(moment) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}

/// A plant whose first card is issued.
fn issued(cards: usize) -> (Plant, Vec<CardId>) {
    let mut plant = Plant::new(cards);
    let mut ids = Vec::new();
    for slot in 0..cards {
        plant.approved(&form(u32::try_from(slot).unwrap() + 1));
        let Outcome::Issued(issued) = plant.serve(slot).unwrap() else {
            panic!()
        };
        ids.push(issued.card_id);
    }
    (plant, ids)
}

/// What the register says of a card: its chip, its status, its blank.
fn known(register: &mut Register, card: CardId) -> (ChipState, CardStatus, BlankState) {
    let card = register.card(card).unwrap().unwrap();
    let blank = register.row(card.blank).unwrap().unwrap();
    let chip = register.chip_state(card.key).unwrap();
    (chip, card.status, blank.state)
}

const TARGETS: [(ChipAct, LifeCycle, CardStatus, BlankState); 3] = [
    (
        ChipAct::Suspend,
        LifeCycle::Suspended,
        CardStatus::Suspended,
        BlankState::Issued,
    ),
    (
        ChipAct::Activate,
        LifeCycle::Active,
        CardStatus::Valid,
        BlankState::Issued,
    ),
    (
        ChipAct::Terminate,
        LifeCycle::Terminated,
        CardStatus::Superseded,
        BlankState::Scrapped,
    ),
];

#[track_caller]
fn is_done(plant: &mut Plant, card: CardId, act: ChipAct) {
    let target = TARGETS.iter().find(|target| target.0 == act).unwrap();
    assert_eq!(plant.life_cycle(0), target.1);
    let known = known(&mut plant.register(), card);
    assert_eq!(known, (act.target(), target.2, target.3));
    assert_eq!(plant.register().open_intents().unwrap(), []);
    let live = u64::from(act != ChipAct::Terminate);
    plant.demand_accounted(live);
}

#[test]
fn a_card_is_suspended_activated_and_ended_and_the_register_says_the_same() {
    let (mut plant, cards) = issued(1);
    for act in ChipAct::ALL {
        let told = ask(&mut plant, 0, *act, cards[0]).unwrap();
        assert!(told.changed, "{act:?}");
        is_done(&mut plant, cards[0], *act);
        let events = plant.register().head().unwrap().sequence;
        let again = ask(&mut plant, 0, *act, cards[0]).unwrap();
        assert!(!again.changed, "{act:?}");
        assert_eq!(plant.register().head().unwrap().sequence, events);
    }
}

#[test]
fn stopped_after_any_moment_the_next_run_asks_the_card_and_comes_to_the_same_end() {
    for stop in Moment::ALL {
        let (mut plant, cards) = issued(1);
        for act in ChipAct::ALL {
            let stopped = ask_until(&mut plant, 0, *act, cards[0], Some(stop));
            assert!(matches!(stopped, Err(ChipError::Stopped(at)) if at == stop));
            let open = plant.register().open_intents().unwrap().len();
            assert_eq!(open, usize::from(stop != Moment::Recorded));
            plant.pull(0);
            ask(&mut plant, 0, *act, cards[0]).unwrap();
            is_done(&mut plant, cards[0], *act);
        }
    }
}

#[test]
fn torn_at_any_command_before_it_or_after_it_nothing_is_lost_or_done_twice() {
    for reply_lost in [false, true] {
        for act in ChipAct::ALL {
            let mut ended = false;
            for commands in 1..COMMANDS {
                let (mut plant, cards) = issued(1);
                if *act == ChipAct::Activate {
                    ask(&mut plant, 0, ChipAct::Suspend, cards[0]).unwrap();
                }
                plant.slots[0].left = Some(commands);
                plant.slots[0].reply_lost = reply_lost;
                let torn = ask(&mut plant, 0, *act, cards[0]);
                ended = torn.is_ok();
                plant.pull(0);
                ask(&mut plant, 0, *act, cards[0]).unwrap();
                is_done(&mut plant, cards[0], *act);
                if ended {
                    break;
                }
            }
            assert!(ended, "{act:?}");
        }
    }
}

#[test]
fn an_interrupted_act_is_answered_also_where_another_is_asked_for_next() {
    let (mut plant, cards) = issued(1);
    let stopped = ask_until(
        &mut plant,
        0,
        ChipAct::Suspend,
        cards[0],
        Some(Moment::Done),
    );
    assert!(stopped.is_err());
    plant.pull(0);
    let told = ask(&mut plant, 0, ChipAct::Activate, cards[0]).unwrap();
    assert!(told.changed);
    is_done(&mut plant, cards[0], ChipAct::Activate);
    let card = plant.register().card(cards[0]).unwrap().unwrap().key;
    let acts = plant.register().acts_on(card).unwrap();
    let found: Vec<_> = acts.iter().map(|act| act.found).collect();
    assert_eq!(found, [Some(ChipState::Suspended), Some(ChipState::Active)]);
}

#[test]
fn a_card_that_is_not_the_one_named_is_not_touched() {
    let (mut plant, cards) = issued(2);
    let head = plant.register().head().unwrap();
    let other = ask(&mut plant, 0, ChipAct::Terminate, cards[1]);
    assert!(matches!(other, Err(ChipError::Card(FlowError::Scp03(_)))));
    let unknown = ask(&mut plant, 0, ChipAct::Suspend, CardId::from_bytes([9; 16]));
    let not_found = |error: &ChipError| {
        matches!(
            error,
            ChipError::Register(RegisterError::NotFound { what: "card", .. })
        )
    };
    assert!(not_found(&unknown.unwrap_err()));
    assert_eq!(plant.life_cycle(0), LifeCycle::Active);
    assert_eq!(plant.register().head().unwrap(), head);
    // An ended card says no more which one it was.
    ask(&mut plant, 0, ChipAct::Terminate, cards[0]).unwrap();
    let wrong = ask(&mut plant, 0, ChipAct::Terminate, cards[1]);
    assert!(matches!(wrong, Err(ChipError::EndUnknown)));
    plant.demand_accounted(1);
}

#[test]
fn what_was_done_beside_the_register_is_in_it_from_then_on() {
    let (mut plant, cards) = issued(1);
    plant.slots[0].card = {
        let (mut beside, ids) = issued(1);
        assert_eq!(ids, cards, "the same seed");
        ask(&mut beside, 0, ChipAct::Suspend, cards[0]).unwrap();
        beside.slots.remove(0).card
    };
    let told = ask(&mut plant, 0, ChipAct::Suspend, cards[0]).unwrap();
    assert!(!told.changed);
    is_done(&mut plant, cards[0], ChipAct::Suspend);
}

#[test]
fn an_active_card_whose_patent_is_blocked_is_not_called_active_already() {
    let (mut plant, cards) = issued(1);
    assert!(
        !ask(&mut plant, 0, ChipAct::Activate, cards[0])
            .unwrap()
            .changed
    );
    let patent = plant.register().card(cards[0]).unwrap().unwrap().patent;
    plant.change(|transaction| {
        transaction.decide(&Proposal {
            act: DecisionAct::Suspend,
            patent,
            card: None,
            payment: None,
            reason: reason("check"),
            effective_on: CivilDate::parse("2026-11-25").unwrap(),
        })
    });
    let refused = ask(&mut plant, 0, ChipAct::Activate, cards[0]);
    assert!(
        matches!(
            refused,
            Err(ChipError::Register(RegisterError::State {
                what: "patent",
                ..
            }))
        ),
        "{refused:?}"
    );
}

#[test]
fn a_dry_run_makes_every_check_and_changes_nothing() {
    let (mut plant, cards) = issued(1);
    let head = plant.register().head().unwrap();
    let dry = |plant: &mut Plant, act| {
        plant.with_card(0, &mut stop_at(None), |reader, clerk| {
            let asked = Asked {
                act,
                card: cards[0],
                reason: &reason("holder-request"),
                dry_run: true,
            };
            carry_out(reader, &asked, clerk)
        })
    };
    let told = dry(&mut plant, ChipAct::Terminate).unwrap();
    assert_eq!((told.changed, told.status), (false, CardStatus::Valid));
    assert_eq!(told.blank, plant.blanks[0]);
    assert_eq!(plant.life_cycle(0), LifeCycle::Active);
    assert_eq!(plant.register().head().unwrap(), head);
    ask(&mut plant, 0, ChipAct::Terminate, cards[0]).unwrap();
    let refused = dry(&mut plant, ChipAct::Activate).unwrap_err();
    assert!(matches!(
        refused,
        ChipError::Register(RegisterError::State { .. })
    ));
}

#[test]
fn an_unfinished_card_is_erased_and_its_blank_is_back_whenever_it_was_stopped() {
    for stop in [None, Some(Moment::Intended), Some(Moment::Done)] {
        let mut plant = Plant::new(1);
        plant.approved(&form(1));
        let torn = plant.serve_watched(0, &mut StopAfter(Step::SignatureRecorded));
        assert!(torn.is_err());
        plant.pull(0);
        let nothing = plant.with_card(0, &mut stop_at(None), erase);
        assert!(matches!(nothing, Err(ChipError::NothingToErase)));
        // In the middle of the portrait.
        plant.slots[0].left = Some(plant_commands());
        assert!(plant.serve(0).is_err());
        plant.pull(0);
        assert_eq!(plant.life_cycle(0), LifeCycle::Personalisation);
        let erased = plant.with_card(0, &mut stop_at(stop), erase);
        assert_eq!(erased.is_ok(), stop.is_none());
        if stop.is_some() {
            plant.pull(0);
            let erased = plant.with_card(0, &mut stop_at(None), erase);
            assert_eq!(erased.unwrap(), plant.blanks[0]);
        }
        assert_eq!(plant.life_cycle(0), LifeCycle::Blank);
        plant.demand_accounted(0);
        assert_eq!(plant.register().open_intents().unwrap(), []);
        // The patent waits again, for the same blank.
        assert!(matches!(plant.serve(0).unwrap(), Outcome::Issued(_)));
        plant.demand_accounted(1);
        let issued = plant.with_card(0, &mut stop_at(None), erase);
        assert!(matches!(issued, Err(ChipError::Issued { .. })));
    }
}

/// Commands until a card is half written.
const fn plant_commands() -> usize {
    30
}
