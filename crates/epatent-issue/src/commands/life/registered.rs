// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The same in an office with a register: every act upon a card is written down before it and after
//! it, with who did it and why, and goes on from what the card says wherever it was interrupted.

use super::Asked;
use crate::args::Abort;
use crate::commands::card::confirmed;
use crate::commands::inspect::state_word;
use crate::commands::registered::OnReader;
use crate::desk::{self, Desk};
use crate::office_card::{channel_failure, select, station};
use crate::store::Store;
use epatent_apdu::FlowError;
use epatent_apdu::profile::LifeCycle;
use epatent_apdu::scp03::{Diversified, Environment, SoftwareMasterKey};
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words};
use epatent_core::object::CardId;
use epatent_office::production::chip_acts::{self, ChipError, Clerk, Moment, Told};
use epatent_pcsc::CardService;
use epatent_register::{ChipAct, DecisionAct, PatentState, RegisterError};
use epatent_station::flow_failure;
use serde::Serialize;
use std::ops::ControlFlow;

#[derive(Serialize)]
struct Answer {
    /// State of the chip now.
    state: &'static str,
    /// Whether this command did it, and not one before.
    changed: bool,
    card: String,
    patent: String,
    blank: String,
    /// What lists said of the card before.
    status: &'static str,
    reason: String,
    /// Whether it is done; false for what was only shown.
    done: bool,
}

pub(super) fn carry_out(
    asked: &Asked<'_>,
    mut desk: Desk,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    let words = &console.words;
    let store = Store::new(&asked.card.office.register.store.store);
    let ground = asked.change.ground();
    let code = asked.card.reason.as_deref().unwrap_or("");
    let reason = desk.reasons.demand(ground, code, words)?;
    let station = station(&asked.card.reader, console, service)?;
    let (mut card, state) = select(&station, &asked.card.reader, console)?;
    if matches!(state, LifeCycle::Blank | LifeCycle::Personalisation) {
        return Err(failure(&ChipError::NotIssued { state }, console));
    }
    let id = asked.card_id(&mut card, state, console)?;
    let told = with_clerk(&mut desk, &store, console, |clerk| {
        let asked = chip_acts::Asked {
            act: asked.change.act(),
            card: id,
            reason: &reason,
            dry_run: !asked.confirmed,
        };
        chip_acts::carry_out(&mut OnReader(card), &asked, clerk)
    });
    let told = told.map_err(|failure| {
        let decided = match asked.change.act() {
            ChipAct::Activate => decided_against(&mut desk, id, words),
            _ => None,
        };
        failure.with_details(&Vec::from_iter(decided))
    })?;
    let state = match asked.confirmed {
        true => asked.change.target(),
        false => state,
    };
    say(
        asked,
        &told,
        state,
        &desk.reasons.say(&reason, words),
        console,
    )
}

/// The decision that keeps a card from being handed back, in words; `None` where nothing blocks it.
fn decided_against(desk: &mut Desk, card: CardId, words: &Words) -> Option<String> {
    let card = desk.register.card(card).ok()??;
    let patent = desk.register.row(card.patent).ok()??;
    if patent.state == PatentState::Valid {
        return None;
    }
    let decisions = desk.register.decisions_of(patent.key).ok()?;
    let blocks = |act| matches!(act, DecisionAct::Suspend | DecisionAct::Annul);
    let decision = decisions.iter().rev().find(|one| blocks(one.act))?;
    let values = [
        ("patent", patent.number.to_string().into()),
        ("at", decision.at.to_string().into()),
        ("operator", decision.operator.to_string().into()),
        ("reason", desk.reasons.say(&decision.reason, words).into()),
    ];
    Some(words.say("card-blocked-by", &values))
}

fn say(
    asked: &Asked<'_>,
    told: &Told,
    state: LifeCycle,
    reason: &str,
    console: &Console,
) -> Result<(), Failure> {
    let done = state == asked.change.target();
    let answer = Answer {
        state: state_word(state),
        changed: told.changed,
        card: told.card.to_string(),
        patent: told.patent.to_string(),
        blank: told.blank.to_string(),
        status: desk::status_word(told.status),
        reason: reason.to_owned(),
        done,
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.row(&words.text("field-card-number"), &answer.card);
    table.row(&words.text("field-patent-number"), &answer.patent);
    table.row(&words.text("field-blank"), &answer.blank);
    let status = words.text(&format!("word-status-{}", answer.status));
    table.row(&words.text("field-status-before"), &status);
    table.row(&words.text("field-reason"), &answer.reason);
    console.output.answer(&table.render())?;
    let (tone, note) = match (done, told.changed) {
        (false, _) => (Tone::Caution, "note-terminate-dry-run"),
        (true, false) => (Tone::Good, "note-chip-already"),
        (true, true) => (Tone::Good, asked.change.note()),
    };
    console.output.note_in(tone, &words.text(note));
    Ok(())
}

/// Erases the unfinished card on a reader: its blank is back in the drawer, its patent waits again.
pub(in crate::commands) fn erase(
    args: &Abort,
    mut desk: Desk,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Erased {
        blank: String,
    }
    let words = &console.words;
    let store = Store::new(&args.office.register.store.store);
    let station = station(&args.reader, console, service)?;
    let (card, state) = select(&station, &args.reader, console)?;
    if !matches!(state, LifeCycle::Blank | LifeCycle::Personalisation) {
        return Err(failure(&ChipError::Issued { state }, console));
    }
    if !args.yes && !confirmed("question-abort", console)? {
        let id = "error-not-confirmed";
        return Err(Failure::new(words, Exit::Usage, id, &[]));
    }
    let blank = with_clerk(&mut desk, &store, console, |clerk| {
        chip_acts::erase(&mut OnReader(card), clerk)
    })?;
    let answer = Erased {
        blank: blank.to_string(),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let values = [("blank", answer.blank.as_str().into())];
    console.output.answer(&words.say("erased-blank", &values))
}

/// Works with the office's keys, in the register of the desk.
fn with_clerk<T>(
    desk: &mut Desk,
    store: &Store,
    console: &Console,
    work: impl FnOnce(&mut Clerk<'_>) -> Result<T, ChipError>,
) -> Result<T, Failure> {
    let words = &console.words;
    let master: SoftwareMasterKey = store.card_master_key(words)?;
    let keys = Diversified::new(&master, Environment::Lab)
        .map_err(|error| flow_failure(words, &error.into()))?;
    let at = desk.at;
    let mut go_on = |_: Moment| ControlFlow::Continue(());
    let mut clerk = Clerk {
        register: &mut desk.register,
        by: &desk.by,
        chips: &keys,
        now: &mut || epatent_station::now(words).unwrap_or(at),
        rng: &mut rand::rng(),
        told: &mut go_on,
    };
    work(&mut clerk).map_err(|error| failure(&error, console))
}

fn failure(error: &ChipError, console: &Console) -> Failure {
    let words = &console.words;
    let told = |exit, id, values: &[_]| Failure::new(words, exit, id, values);
    match error {
        ChipError::Register(RegisterError::NotFound { what: "card", key }) => {
            let values = [("card", key.as_str().into())];
            told(Exit::Usage, "error-card-not-registered", &values)
        }
        ChipError::Register(RegisterError::State { what, actual, .. }) => {
            let (id, state) = match *what {
                "patent" if *actual == PatentState::Annulled.word() => {
                    ("error-patent-is-annulled", format!("word-patent-{actual}"))
                }
                "patent" => ("error-patent-is-blocked", format!("word-patent-{actual}")),
                "chip of card" => ("error-card-is-ended", format!("word-chip-{actual}")),
                _ => ("error-card-counts-no-more", format!("word-status-{actual}")),
            };
            // A card in work has another word, which its own error says.
            if !words.has(&state) {
                return told(Exit::Usage, "error-card-not-issued", &[]);
            }
            told(Exit::Usage, id, &[("state", words.text(&state).into())])
        }
        ChipError::Register(error) => desk::failure(words, error),
        ChipError::Card(FlowError::WrongState { state }) => {
            let values = [("state", state.name().into())];
            told(Exit::Device, "error-card-state", &values)
        }
        ChipError::Card(error) => channel_failure(error, console),
        ChipError::NotIssued { .. } => told(Exit::Usage, "error-card-not-issued", &[]),
        ChipError::Issued { state } => crate::office_card::closed(*state, console),
        ChipError::EndUnknown => told(Exit::Usage, "error-end-unknown", &[]),
        ChipError::NothingToErase => told(Exit::Device, "error-nothing-to-abort", &[]),
        other => {
            let values = [("reason", other.to_string().into())];
            told(Exit::Device, "error-register", &values)
        }
    }
}
