// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Holders at the desk: an old card is brought back and ended, one that is looked at is blocked meanwhile.
//! The card is torn out, loses power or the program is killed, until the register and the chip agree.

use std::ops::ControlFlow;

use epatent_apdu::profile::LifeCycle;
use epatent_core::object::CardId;
use epatent_core::{CivilDate, UnixTime};
use epatent_office::production::chip_acts::{Asked, ChipError, Clerk, Moment, Told, carry_out};
use epatent_register::{Card, ChipAct, ChipState, Key, Reason, Register};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::Simulation;
use crate::bureau::{Bureau, by};
use crate::failure::{Failure, broken, unplanned};
use crate::faults::Fault;
use crate::model::{PersonId, Standing};
use crate::plastic::{Place, Plastic};
use crate::production::Counts;

/// Times that something goes wrong with one act at most.
const FAULTS: u32 = 3;
/// Commands of an act, about.
const COMMANDS: u32 = 18;

impl Simulation {
    /// Who comes to the desk on a day.
    pub(crate) fn visits(&mut self, today: CivilDate) -> Result<(), Failure> {
        for person in 0..self.people.len() {
            let Some(of) = self.people.get(person) else {
                continue;
            };
            let is_usable = of.standing == Standing::Valid && of.paid_through >= today;
            if of.cards.len() > 1 && self.life.random_bool(0.3) {
                self.bring_back(person)?;
            } else if is_usable && !of.waits && self.life.random_bool(0.04) {
                self.look_at(person)?;
            }
        }
        Ok(())
    }

    /// The oldest card, which another one replaced, is ended and shredded.
    fn bring_back(&mut self, person: PersonId) -> Result<(), Failure> {
        let Some(of) = self.people.get_mut(person) else {
            return Ok(());
        };
        let held = of.cards.remove(0);
        self.act(held.plastic, held.row, ChipAct::Terminate)?;
        match self.plastics.get_mut(held.plastic) {
            Some(card) => card.place = Place::Destroyed,
            None => return broken("a card that nobody has"),
        }
        Ok(())
    }

    /// The card is blocked while somebody looks at papers, and given back.
    fn look_at(&mut self, person: PersonId) -> Result<(), Failure> {
        let held = self.people.get(person).and_then(|of| of.cards.last());
        let Some(held) = held.copied() else {
            return Ok(());
        };
        self.act(held.plastic, held.row, ChipAct::Suspend)?;
        self.act(held.plastic, held.row, ChipAct::Activate)
    }

    fn act(&mut self, plastic: usize, row: Key<Card>, act: ChipAct) -> Result<(), Failure> {
        let Some(card) = self.plastics.get_mut(plastic) else {
            return broken("a card that nobody has");
        };
        let id = self
            .bureau
            .with(|register| register.row(row))?
            .map(|row| row.card_id)
            .ok_or_else(|| Failure::Broken("a card without a row".into()))?;
        let (faults, chance) = (&mut self.faults, &mut self.chance);
        until_done(
            &self.bureau,
            card,
            id,
            act,
            faults,
            chance,
            &mut self.counts,
        )?;
        demand_agreement(&self.bureau, card, row, act)?;
        self.acts += 1;
        Ok(())
    }
}

/// The same command again, whatever happened to the one before.
fn until_done(
    bureau: &Bureau,
    card: &mut Plastic,
    id: CardId,
    act: ChipAct,
    faults: &mut StdRng,
    chance: &mut StdRng,
    counts: &mut Counts,
) -> Result<(), Failure> {
    for tried in 0..=FAULTS {
        let (fault, stop) = match tried {
            FAULTS => (Fault::None, None),
            _ => Fault::draw_at_desk(faults, COMMANDS),
        };
        card.put_on();
        match &fault {
            Fault::Tear {
                commands,
                reply_lost,
            } => card.tear_after(*commands, *reply_lost),
            Fault::Cut(schedule) => card.cut_power(schedule.clone()),
            _ => {}
        }
        let mut register = bureau.register().map_err(unplanned)?;
        let done = ask(bureau, &mut register, card, id, act, stop, chance);
        register.close().map_err(unplanned)?;
        card.put_on();
        match done? {
            Ok(_) => return Ok(()),
            Err(ChipError::Stopped(_)) => *counts.entry("desk-kill").or_default() += 1,
            Err(ChipError::Card(_)) if fault != Fault::None => {
                *counts.entry("desk-card").or_default() += 1;
            }
            Err(error) => return broken(format!("{act:?} of {id}: {error}")),
        }
    }
    broken(format!("{act:?} of {id} is not done"))
}

fn ask(
    bureau: &Bureau,
    register: &mut Register,
    card: &mut Plastic,
    id: CardId,
    act: ChipAct,
    stop: Option<Moment>,
    chance: &mut StdRng,
) -> Result<Result<Told, ChipError>, Failure> {
    let chips = bureau.chips()?;
    let reason = Reason::parse("test").map_err(unplanned)?;
    let mut last = bureau.clock.now()?;
    let mut clerk = Clerk {
        register,
        by: &by("17")?,
        chips: &chips,
        now: &mut || -> UnixTime { bureau.clock.second(&mut last) },
        rng: chance,
        told: &mut |moment| match stop == Some(moment) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        },
    };
    let asked = Asked {
        act,
        card: id,
        reason: &reason,
        dry_run: false,
    };
    Ok(carry_out(card, &asked, &mut clerk))
}

/// The chip and the register say the same of it.
fn demand_agreement(
    bureau: &Bureau,
    card: &Plastic,
    row: Key<Card>,
    act: ChipAct,
) -> Result<(), Failure> {
    let says = bureau.with(|register| register.chip_state(row))?;
    let is = match card.chip().life_cycle() {
        LifeCycle::Active => Some(ChipState::Active),
        LifeCycle::Suspended => Some(ChipState::Suspended),
        LifeCycle::Terminated => Some(ChipState::Terminated),
        _ => None,
    };
    if says == act.target() && is == Some(says) {
        return Ok(());
    }
    broken(format!(
        "after {act:?} the chip is {is:?} and the register says {says:?}"
    ))
}
