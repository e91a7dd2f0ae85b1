// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What happens to an issued card: `suspend`, `activate`, `terminate`.
//!
//! The card does not say which one it is. An active card says it under PACE to whoever knows the
//! number printed on it; a suspended one says nothing, so that the operator names it. Either way
//! only the right chip has the keys that the office then uses. In an office with a register every
//! act upon a card is in it: see `registered`.

mod registered;

use super::card::confirmed;
use crate::args::{Activate, IssuedCard, Suspend, Terminate};
use crate::desk::Desk;
use crate::job::Job;
use crate::office_card::{open_known, random, select, select_applet, station};
use crate::reasons;
use crate::store::Store;
use epatent_apdu::flows::{self, ReadFile};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_SECURITY_OBJECT, LifeCycle};
use epatent_apdu::{Link, StatusWord, drive};
use epatent_cli::{Console, Exit, Failure};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{CardId, SecurityObject};
use epatent_core::presentation::AccessNumber;
use epatent_pcsc::CardService;
use epatent_register::ChipAct;
use epatent_station::{Connection, flow_failure};
use serde::Serialize;

/// What is done to a card.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Suspend,
    Activate,
    Terminate,
}

impl Change {
    const fn target(self) -> LifeCycle {
        match self {
            Self::Suspend => LifeCycle::Suspended,
            Self::Activate => LifeCycle::Active,
            Self::Terminate => LifeCycle::Terminated,
        }
    }

    const fn is_possible(self, state: LifeCycle) -> bool {
        match self {
            Self::Suspend => matches!(state, LifeCycle::Active),
            Self::Activate => matches!(state, LifeCycle::Suspended),
            Self::Terminate => !matches!(state, LifeCycle::Terminated),
        }
    }

    const fn act(self) -> ChipAct {
        match self {
            Self::Suspend => ChipAct::Suspend,
            Self::Activate => ChipAct::Activate,
            Self::Terminate => ChipAct::Terminate,
        }
    }

    /// Name of the reasons that fit it.
    const fn ground(self) -> &'static str {
        match self {
            Self::Suspend => reasons::CARD_SUSPEND,
            Self::Activate => reasons::CARD_ACTIVATE,
            Self::Terminate => reasons::CARD_TERMINATE,
        }
    }

    const fn note(self) -> &'static str {
        match self {
            Self::Suspend => "note-suspended",
            Self::Activate => "note-activated",
            Self::Terminate => "note-terminated",
        }
    }
}

#[derive(Serialize)]
struct Answer {
    state: &'static str,
    /// Whether this command did it, and not one before.
    changed: bool,
}

/// A change of a card, as it was asked for.
struct Asked<'a> {
    change: Change,
    card: &'a IssuedCard,
    can: Option<&'a AccessNumber>,
    confirmed: bool,
}

pub(super) use registered::erase;

pub(crate) fn suspend(
    args: &Suspend,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    let asked = Asked {
        change: Change::Suspend,
        card: &args.card,
        can: args.printed.can.as_ref(),
        confirmed: true,
    };
    asked.carry_out(console, service)
}

pub(crate) fn activate(
    args: &Activate,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    let asked = Asked {
        change: Change::Activate,
        card: &args.card,
        can: None,
        confirmed: true,
    };
    asked.carry_out(console, service)
}

pub(crate) fn terminate(
    args: &Terminate,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    let asked = Asked {
        change: Change::Terminate,
        card: &args.card,
        can: args.printed.can.as_ref(),
        confirmed: args.yes,
    };
    asked.carry_out(console, service)
}

impl Asked<'_> {
    fn carry_out(&self, console: &Console, service: &CardService) -> Result<(), Failure> {
        if let Some(desk) = Desk::where_registered(&self.card.office, console)? {
            return registered::carry_out(self, desk, console, service);
        }
        let fail = |exit, id| Failure::new(&console.words, exit, id, &[]);
        let store = Store::new(&self.card.office.register.store.store);
        let station = station(&self.card.reader, console, service)?;
        let (mut card, state) = select(&station, &self.card.reader, console)?;
        if state == self.change.target() {
            // The reply to an earlier command may have been lost.
            return self.answer(false, console);
        }
        if !self.change.is_possible(state) {
            let values = [("state", state.name().into())];
            let id = "error-card-state";
            return Err(Failure::new(&console.words, Exit::Device, id, &values));
        }
        let chip = match state {
            LifeCycle::Blank | LifeCycle::Personalisation => None,
            _ => Some(store.chip(self.card_id(&mut card, state, console)?, console)?),
        };
        if !self.confirmed && !confirmed("question-terminate", console)? {
            return Err(fail(Exit::Usage, "error-not-confirmed"));
        }
        let mut office = open_known(card, chip, &store, console)?;
        match self.change {
            Change::Suspend => drive(flows::Suspend::new(), &mut office),
            Change::Activate => drive(flows::Activate::new(), &mut office),
            Change::Terminate => drive(flows::Terminate::new(), &mut office),
        }
        .map_err(|error| flow_failure(&console.words, &error))?;
        // Done is what the card says after a reset.
        let (mut card, _) = office.into_parts();
        card.power_cycle()?;
        let state = select_applet(&mut card, console)?;
        if state != self.change.target() {
            let values = [("state", state.name().into())];
            let id = "error-card-state";
            return Err(Failure::new(&console.words, Exit::Device, id, &values));
        }
        self.answer(true, console)
    }

    /// Which card it is: as the operator says, or as the card does to who knows its number.
    fn card_id(
        &self,
        card: &mut Connection<'_>,
        state: LifeCycle,
        console: &Console,
    ) -> Result<CardId, Failure> {
        if let Some(card) = self.card.which.card {
            return Ok(card);
        }
        if let Some(file) = &self.card.which.card_file {
            return Ok(Job::read(file, console)?.object.card_id);
        }
        match self.can {
            Some(number) if state == LifeCycle::Active => said_by_card(card, number, console),
            _ => {
                let id = match state {
                    LifeCycle::Active => "error-which-card",
                    LifeCycle::Terminated => "error-which-ended-card",
                    _ => "error-which-suspended-card",
                };
                Err(Failure::new(&console.words, Exit::Usage, id, &[]))
            }
        }
    }

    fn answer(&self, changed: bool, console: &Console) -> Result<(), Failure> {
        if console.output.is_json() {
            let state = super::inspect::state_word(self.change.target());
            return console.output.json(&Answer { state, changed });
        }
        console
            .output
            .answer(&console.words.text(self.change.note()))
    }
}

/// The card id in the security object. Nothing here asks whether it is authentic: another card's id
/// leads to another chip, whose keys this card does not have.
fn said_by_card(
    card: &mut Connection<'_>,
    number: &AccessNumber,
    console: &Console,
) -> Result<CardId, Failure> {
    let words = &console.words;
    let wrong_number = || Failure::new(words, Exit::Device, "error-number-of-another-card", &[]);
    let unreadable = |reason: String| {
        let values = [("reason", reason.into())];
        Failure::new(words, Exit::Device, "error-bad-reply", &values)
    };
    let can = Can::parse(number.expose()).map_err(|_| wrong_number())?;
    let ephemeral = Ephemeral::from_random(Parameter::P256, &random())
        .map_err(|error| unreadable(error.to_string()))?;
    let flow = Pace::new(&can, ephemeral).naming_parameter();
    let channel = drive(flow, card).map_err(|error| match error.status() {
        Some(StatusWord::AUTHENTICATION_FAILED) => wrong_number(),
        _ => flow_failure(words, &error),
    })?;
    let mut terminal = Link::new(&mut *card).with_channel(channel.channel);
    let object = drive(ReadFile::new(EF_SECURITY_OBJECT), &mut terminal)
        .map_err(|error| flow_failure(words, &error))?;
    let object = Sign1::parse(&object, Typ::SecurityObject)
        .map_err(|error| unreadable(error.to_string()))?;
    SecurityObject::decode(object.payload())
        .map(|object| object.card_id)
        .map_err(|error| unreadable(error.to_string()))
}
