// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue payments import`: a file of the treasury, all of it or nothing.

use crate::args::PaymentsImport;
use crate::desk::{self, Desk};
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words, files, format};
use epatent_office::payments::{self, Problem, Told};
use epatent_register::{LineOutcome, paid_through::Effect};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Answer {
    lines: usize,
    recorded: usize,
    duplicates: usize,
    patents_changed: u64,
    /// Lines that somebody has to look at.
    to_look_at: Vec<Look>,
    /// Whether it was recorded.
    done: bool,
}

#[derive(Serialize)]
struct Look {
    line: u64,
    outcome: &'static str,
    /// The last day on which it would have counted, or the first day that is not paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
}

pub(crate) fn import(args: &PaymentsImport, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let file = files::read_bounded(words, &args.file, payments::MAX_FILE)?;
    let rows = payments::read(&file).map_err(|found| unusable(&args.file, &found, words))?;
    let mut desk = Desk::open(&args.desk, console)?;
    let imported = payments::import(&mut desk.register, &desk.by, desk.at, &rows, !args.dry_run)
        .map_err(|error| desk::failure(words, &error))?;
    let answer = Answer {
        lines: imported.lines.len(),
        recorded: imported.recorded(),
        duplicates: imported.duplicates(),
        patents_changed: imported.patents_changed,
        to_look_at: imported.to_look_at().map(look).collect(),
        done: !args.dry_run,
    };
    say(&answer, console)?;
    Ok(if answer.to_look_at.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    for (label, count) in [
        ("field-payment-lines", answer.lines),
        ("field-payments-recorded", answer.recorded),
        ("field-payments-duplicate", answer.duplicates),
        ("field-payments-to-look-at", answer.to_look_at.len()),
    ] {
        table.row(&words.text(label), &count.to_string());
    }
    table.row(
        &words.text("field-patents-changed"),
        &answer.patents_changed.to_string(),
    );
    let mut text = table.render();
    for look in &answer.to_look_at {
        let day = look
            .day
            .as_deref()
            .map(format::date_iso)
            .unwrap_or_default();
        let values = [("line", look.line.into()), ("day", day.into())];
        let said = words.say(&format!("payment-{}", look.outcome), &values);
        text.push_str(&format!("  {said}\n"));
    }
    console.output.answer(&text)?;
    if !answer.done {
        console
            .output
            .note_in(Tone::Caution, &words.text("note-payments-dry-run"));
    }
    Ok(())
}

fn look(told: &Told) -> Look {
    let (outcome, day) = match told.outcome {
        LineOutcome::Recorded(Effect::Late { deadline }) => ("late", Some(deadline)),
        LineOutcome::Recorded(Effect::Gap { first_unpaid }) => ("gap", Some(first_unpaid)),
        LineOutcome::Conflict { .. } => ("conflict", None),
        LineOutcome::UnknownPatent => ("unknown-patent", None),
        LineOutcome::EndBeforeStart => ("end-before-start", None),
        LineOutcome::PaidInFuture { today } => ("paid-in-future", Some(today)),
        // These are not to be looked at.
        LineOutcome::Recorded(_) => ("recorded", None),
        LineOutcome::Duplicate => ("duplicate", None),
    };
    Look {
        line: told.line,
        outcome,
        day: day.map(|day| day.to_string()),
    }
}

/// The file as it is cannot be imported: every problem with line and column.
fn unusable(path: &Path, problems: &[Problem], words: &Words) -> Failure {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let values = [
                ("line", problem.line.into()),
                ("column", problem.column.unwrap_or_default().into()),
                ("wrong", problem.wrong.to_string().into()),
            ];
            let id = match problem.column {
                Some(_) => "payment-problem-field",
                None => "payment-problem-line",
            };
            words.say(id, &values)
        })
        .collect();
    let values = [
        ("path", path.display().to_string().into()),
        ("count", problems.len().into()),
    ];
    Failure::new(words, Exit::Usage, "error-payments", &values).with_details(&lines)
}
