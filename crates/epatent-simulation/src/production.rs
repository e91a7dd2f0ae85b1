// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card on the reader of the office, with faults, until the register says what became of it.

use std::collections::BTreeMap;

use epatent_core::presentation::AccessNumber;
use epatent_core::{PatentNumber, UnixTime};
use epatent_office::production::{Line, Outcome, ProductionError, World};
use epatent_register::{
    BlankState, Card, CardState, Fate, Key, Patent, Reason, Register, RegisterError,
};
use rand::RngExt;
use rand::rngs::StdRng;

use crate::bureau::{Bureau, by};
use crate::failure::{Failure, broken, unplanned};
use crate::faults::{Fault, Hand};
use crate::plastic::Plastic;

/// Times that a card is served before it is shredded.
const TRIES: u32 = 14;
/// After so many faults a card is left in peace.
const FAULTS: u32 = 4;

/// What became of a card.
#[derive(Debug)]
pub(crate) enum Made {
    /// It is issued.
    Issued {
        patent: PatentNumber,
        row: Key<Card>,
        printed: AccessNumber,
    },
    /// Nothing waits for a card.
    Nothing,
    /// It was put aside unfinished.
    Aside,
    /// It is to be shredded.
    Shredded,
}

/// Faults that came to pass, by their words.
pub(crate) type Counts = BTreeMap<&'static str, u64>;

/// Serves a card until it has left the office's hands or is put aside.
pub(crate) fn make(
    bureau: &Bureau,
    card: &mut Plastic,
    faults: &mut StdRng,
    chance: &mut StdRng,
    counts: &mut Counts,
) -> Result<Made, Failure> {
    let chips = bureau.chips()?;
    let office = bureau.office(&chips);
    let mut kept = None;
    let mut last = bureau.clock.now()?;
    let mut line: Option<Line<'_>> = None;
    for tried in 0..TRIES {
        let fault = if tried < FAULTS {
            Fault::draw(faults)
        } else {
            Fault::None
        };
        plan(card, &fault, bureau);
        let mut hand = Hand::new(&fault);
        let mut now = || -> UnixTime { bureau.clock.second(&mut last) };
        let mut world = World {
            now: &mut now,
            rng: chance,
            watcher: &mut hand,
        };
        let mut served = match line.take() {
            Some(line) => line,
            None => Line::new(&office, bureau.register().map_err(unplanned)?, by("17")?),
        };
        let result = served.serve(card, &mut world);
        kept = hand.printed.take().or(kept);
        if let Some(failure) = hand.failed.take() {
            return Err(failure);
        }
        drop(hand);
        bureau.token.refuse(None);
        if result.is_err() {
            *counts.entry(fault.word()).or_default() += 1;
        }
        let is_killed = matches!(result, Err(ProductionError::Stopped(_)));
        line = if is_killed || faults.random_bool(0.5) {
            // Another program is started, perhaps because this one is dead.
            let register = served.into_register();
            register.close().map_err(unplanned)?;
            None
        } else {
            served.card_removed();
            Some(served)
        };
        card.put_on();
        let made = judge(bureau, card, &result, &fault, kept)?;
        let aside = result.is_err() && faults.random_bool(0.15);
        let made = made.or_else(|| aside.then_some(Made::Aside));
        if let Some(made) = made {
            close(line)?;
            return Ok(made);
        }
    }
    close(line)?;
    shred(bureau, card)?;
    *counts.entry("shredded").or_default() += 1;
    Ok(Made::Shredded)
}

fn close(line: Option<Line<'_>>) -> Result<(), Failure> {
    match line {
        Some(line) => line.into_register().close().map_err(unplanned),
        None => Ok(()),
    }
}

/// Puts the card on the reader and plans what goes wrong.
fn plan(card: &mut Plastic, fault: &Fault, bureau: &Bureau) {
    card.put_on();
    match fault {
        Fault::Tear {
            commands,
            reply_lost,
        } => card.tear_after(*commands, *reply_lost),
        Fault::Cut(schedule) => card.cut_power(schedule.clone()),
        _ => bureau.token.refuse(fault.refusal()),
    }
}

/// What the operator does after a card was served: what the register says. `None` to serve it again.
fn judge(
    bureau: &Bureau,
    card: &Plastic,
    result: &Result<Outcome, ProductionError>,
    fault: &Fault,
    kept: Option<AccessNumber>,
) -> Result<Option<Made>, Failure> {
    if let Err(error) = result
        && *fault == Fault::None
        && !matches!(error, ProductionError::Card(_))
    {
        return broken(format!("without a fault: {error}"));
    }
    let number = &card.number;
    let blank = bureau.with(|register| register.blank_by_number(number))?;
    let state = blank.map(|blank| blank.state);
    match (state, result) {
        (Some(BlankState::Issued), Ok(Outcome::Issued(issued))) => {
            if kept != Some(issued.access_number) {
                return broken("a card is issued whose number was not kept for the printer");
            }
            Ok(Some(Made::Issued {
                patent: issued.patent.clone(),
                row: issued.card,
                printed: issued.access_number,
            }))
        }
        // The program died between the record and the answer.
        (Some(BlankState::Issued), _) => {
            let found = bureau.with(|register| issued_on(register, card))?;
            match (found, kept) {
                (Some((patent, row)), Some(printed)) => Ok(Some(Made::Issued {
                    patent: patent.number,
                    row,
                    printed,
                })),
                found => broken(format!("an issued blank without a card: {found:?}")),
            }
        }
        (Some(BlankState::Scrapped), _) => Ok(Some(Made::Shredded)),
        (Some(BlankState::Blank), Ok(Outcome::NothingWaiting { .. })) => Ok(Some(Made::Nothing)),
        (Some(BlankState::Blank | BlankState::InWork), Err(_) | Ok(Outcome::Returned { .. })) => {
            Ok(None)
        }
        (state, outcome) => broken(format!(
            "the register says {state:?} of card {number}, production {outcome:?}"
        )),
    }
}

/// The card that was issued on a blank, and its patent.
fn issued_on(
    register: &mut Register,
    plastic: &Plastic,
) -> Result<Option<(Patent, Key<Card>)>, RegisterError> {
    let Some(blank) = register.blank_by_number(&plastic.number)? else {
        return Ok(None);
    };
    let cards: Vec<Card> = register.rows_after(None, u32::MAX)?;
    let card = cards
        .into_iter()
        .find(|card| card.blank == blank.key && card.state == CardState::Issued);
    match card {
        Some(card) => Ok(register.row(card.patent)?.map(|patent| (patent, card.key))),
        None => Ok(None),
    }
}

/// Two people shred a card that nothing can be done with, and say so.
fn shred(bureau: &Bureau, card: &Plastic) -> Result<(), Failure> {
    let number = card.number.clone();
    let reason = Reason::parse("does-not-answer").map_err(unplanned)?;
    let blank = bureau
        .with(|register| register.blank_by_number(&number))?
        .ok_or_else(|| Failure::Broken(format!("card {number} is not in the register")))?;
    let attempt = bureau.with(|register| register.open_attempt_of_chip(&blank.chip_id))?;
    bureau.change("17", |transaction| match attempt {
        Some(attempt) => transaction.give_up(attempt.key, &Fate::Scrapped(reason)),
        None => transaction.scrap_blank(blank.key, &reason),
    })
}
