// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A blank of which no card was made: where it is, since when, why and by whom, and what was tried.

use crate::desk;
use crate::problems::register::state;
use epatent_cli::{Console, Failure, Table};
use epatent_register::{Blank, Register, RegisterError};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    blank: BlankShown,
}

#[derive(Serialize)]
struct BlankShown {
    number: String,
    state: &'static str,
    /// Why it was scrapped or lost.
    reason: Option<String>,
    /// Since when it is so.
    since: String,
    /// Who brought it there.
    operator: Option<String>,
    /// Number of its delivery note.
    note: Option<String>,
    received_on: Option<String>,
    /// The patents whose card was tried on it, the first one first.
    attempts: Vec<Tried>,
}

#[derive(Serialize)]
struct Tried {
    patent: Option<String>,
    operator: String,
    started_at: String,
    /// Absent while it is open.
    outcome: Option<&'static str>,
    reason: Option<String>,
}

pub(super) fn show(
    register: &mut Register,
    blank: &Blank,
    console: &Console,
) -> Result<(), Failure> {
    let shown = read(register, blank);
    let shown = shown.map_err(|error| desk::failure(&console.words, &error))?;
    if console.output.is_json() {
        return console.output.json(&Answer { blank: shown });
    }
    console.output.answer(&text(&shown, console))
}

fn read(register: &mut Register, blank: &Blank) -> Result<BlankShown, RegisterError> {
    let mut attempts = Vec::new();
    for attempt in register.attempts_on(blank.key)? {
        let patent = register.row(attempt.patent)?;
        attempts.push(Tried {
            patent: patent.map(|patent| patent.number.to_string()),
            operator: attempt.operator.to_string(),
            started_at: attempt.started_at.to_string(),
            outcome: attempt.outcome.map(|outcome| outcome.word()),
            reason: attempt.reason.map(|reason| reason.to_string()),
        });
    }
    let delivery = register.row(blank.delivery)?;
    Ok(BlankShown {
        number: blank.number.to_string(),
        state: blank.state.word(),
        reason: blank.reason.as_ref().map(ToString::to_string),
        since: blank.changed_at.to_string(),
        operator: register.moved_by(blank)?,
        note: delivery.as_ref().map(|delivery| delivery.note.to_string()),
        received_on: delivery.map(|delivery| delivery.received_on.to_string()),
        attempts,
    })
}

fn text(shown: &BlankShown, console: &Console) -> String {
    let words = &console.words;
    let coded = |text: String, reason: Option<&String>| match reason {
        Some(reason) => format!("{text} [{reason}]"),
        None => text,
    };
    let mut table = Table::new();
    table.row(&words.text("field-blank"), &shown.number);
    let state_now = coded(state("blank", shown.state, words), shown.reason.as_ref());
    table.row(&words.text("field-blank-state"), &state_now);
    table.row(&words.text("field-since"), &shown.since);
    let operator = shown.operator.as_deref().unwrap_or("-");
    table.row(&words.text("field-blank-operator"), operator);
    let note = format!(
        "{} {}",
        shown.note.as_deref().unwrap_or("-"),
        shown.received_on.as_deref().unwrap_or_default()
    );
    table.row(&words.text("field-blank-delivery"), note.trim_end());
    let mut text = table.render();
    for tried in &shown.attempts {
        let outcome = tried.outcome.unwrap_or("open");
        let outcome = coded(state("attempt", outcome, words), tried.reason.as_ref());
        let values = [
            ("at", tried.started_at.as_str().into()),
            ("patent", tried.patent.as_deref().unwrap_or("-").into()),
            ("outcome", outcome.into()),
            ("operator", tried.operator.as_str().into()),
        ];
        text.push_str(&format!(
            "\n  {}",
            words.say("story-blank-attempt", &values)
        ));
    }
    text
}
