// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What happened to a patent, in the order of time: a line each.

use super::{AttemptShown, PaymentTold, Shown};
use crate::commands::payments;
use crate::problems::register::state;
use epatent_cli::{Words, format};

/// Characters of a day in ISO 8601.
const DAY: usize = 10;

pub(super) fn of(shown: &Shown, words: &Words) -> String {
    // A moment, or a day, which stands before every moment of it.
    let mut lines: Vec<(&str, String)> = Vec::new();
    if let Some(application) = &shown.application {
        let number = [("number", application.application.into())];
        let line = words.say("story-application", &number);
        lines.push((&application.received_at, line));
    }
    for attempt in &shown.attempts {
        let at = attempt.ended_at.as_deref();
        lines.push((at.unwrap_or(&attempt.started_at), made(attempt, words)));
    }
    for payment in &shown.payments {
        lines.push((&payment.payment.paid_on, paid(payment, words)));
    }
    for decision in &shown.decisions {
        let act = words.text(&format!("word-act-{}", decision.act));
        let values = [
            ("act", act.into()),
            ("reason", decision.reason.as_str().into()),
            ("operator", decision.operator.as_str().into()),
            ("day", format::date_iso(&decision.on).into()),
        ];
        let mut line = words.say("story-decision", &values);
        if !decision.approved_by.is_empty() {
            let people = [("people", decision.approved_by.join(", ").into())];
            line.push_str(&format!("; {}", words.say("story-approved", &people)));
        }
        lines.push((&decision.at, line));
    }
    for act in shown.cards.iter().flat_map(|card| &card.acts) {
        let found = act.found.unwrap_or("unanswered");
        let values = [
            (
                "act",
                words.text(&format!("word-chip-act-{}", act.act)).into(),
            ),
            ("found", words.text(&format!("word-chip-{found}")).into()),
            ("reason", act.reason.as_str().into()),
            ("operator", act.operator.as_str().into()),
        ];
        lines.push((&act.at, words.say("story-chip-act", &values)));
    }
    lines.sort_by_key(|(at, _)| *at);
    let mut text = format!("{}\n", words.text("screen-story"));
    for (at, line) in lines {
        let day = format::date_iso(at.get(..DAY).unwrap_or(at));
        text.push_str(&format!("  {day}  {line}\n"));
    }
    text
}

fn made(attempt: &AttemptShown, words: &Words) -> String {
    let outcome = attempt.outcome.unwrap_or("open");
    let mut outcome = state("attempt", outcome, words);
    if let Some(reason) = &attempt.reason {
        outcome.push_str(&format!(" [{reason}]"));
    }
    let values = [
        ("outcome", outcome.into()),
        ("blank", attempt.blank.as_deref().unwrap_or("-").into()),
        ("operator", attempt.operator.as_str().into()),
    ];
    words.say("story-attempt", &values)
}

fn paid(told: &PaymentTold, words: &Words) -> String {
    let payment = &told.payment;
    let why = payments::why(told.effect, told.day.as_deref(), words);
    let values = [
        ("receipt", payment.receipt.as_str().into()),
        ("from", format::date_iso(&payment.paid_from).into()),
        ("through", format::date_iso(&payment.paid_through).into()),
        ("why", why.into()),
    ];
    let mut line = words.say("story-payment", &values);
    if let Some(file) = &payment.file {
        line.push_str(&format!("; {file}"));
    }
    line
}
