// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue payments import`: a file of the treasury, all of it or nothing.

mod listed;

use crate::args::PaymentsImport;
use crate::desk::{self, Desk};
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words, format};
use epatent_core::CivilDate;
use epatent_core::object::Digest;
use epatent_office::application::days::MOST_MONTHS;
use epatent_office::payments::{self, Control, Problem, Remark, Told};
use epatent_register::{Label, LineOutcome, MAX_LABEL, NewPaymentFile, paid_through::Effect};
use serde::Serialize;
use std::path::Path;

pub(super) use listed::FileShown;
pub(crate) use listed::{files, waiting};

#[derive(Serialize)]
struct Answer {
    /// SHA-256 of the file, by which the register knows it.
    file: String,
    /// Lines of the file and their sum: `LINES:SUM`.
    control: String,
    lines: usize,
    recorded: usize,
    duplicates: usize,
    patents_changed: u64,
    /// From when lateness was counted, where the clock is behind the latest event of the register.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted_from: Option<String>,
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
    /// Months that it pays for, where these are too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<i32>,
}

pub(crate) fn import(args: &PaymentsImport, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let bytes = epatent_cli::files::read_bounded(words, &args.file, payments::MAX_FILE)?;
    let rows = payments::read(&bytes).map_err(|found| unusable(&args.file, &found, words))?;
    let control = Control::of(&rows);
    if let Some(declared) = args.declared.filter(|declared| *declared != control) {
        return Err(other_control(&args.file, declared, control, words));
    }
    let failed = |error| desk::failure(words, &error);
    let mut desk = Desk::open(&args.desk, console)?;
    let file = NewPaymentFile {
        name: name_of(&args.file).map_err(failed)?,
        digest: Digest::of(&bytes),
        late_days: desk.rules.late_report_days(),
    };
    let (by, at) = (&desk.by, desk.at);
    let imported = payments::import(&mut desk.register, by, at, &file, &rows, !args.dry_run)
        .map_err(failed)?;
    let answer = Answer {
        file: file.digest.to_string(),
        control: control.to_string(),
        lines: imported.lines.len(),
        recorded: imported.recorded(),
        duplicates: imported.duplicates(),
        patents_changed: imported.patents_changed,
        counted_from: imported.counted_from.map(|at| at.to_string()),
        to_look_at: imported.to_look_at().flat_map(look).collect(),
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
    table.row(&words.text("field-payment-control"), &answer.control);
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
        let values = [
            ("line", look.line.into()),
            ("day", day.into()),
            ("months", look.months.unwrap_or_default().into()),
            ("limit", MOST_MONTHS.into()),
        ];
        let said = words.say(&word("payment", look.outcome, look.day.as_deref()), &values);
        text.push_str(&format!("  {said}\n"));
    }
    console.output.answer(&text)?;
    if let Some(at) = &answer.counted_from {
        let note = words.say("note-payments-counted-from", &[("at", at.as_str().into())]);
        console.output.note_in(Tone::Caution, &note);
    }
    if !answer.done {
        console
            .output
            .note_in(Tone::Caution, &words.text("note-payments-dry-run"));
    }
    Ok(())
}

/// What is to be looked at of a line: what became of it, unless that is all well, and what is unusual.
fn look(told: &Told) -> Vec<Look> {
    let outcome = match told.outcome {
        LineOutcome::Recorded(Effect::Extends | Effect::Covered | Effect::BeyondEnd)
        | LineOutcome::Duplicate => None,
        LineOutcome::Recorded(effect) => Some(does(effect)),
        LineOutcome::Conflict { .. } => Some(("conflict", None)),
        LineOutcome::UnknownPatent => Some(("unknown-patent", None)),
        LineOutcome::EndBeforeStart => Some(("end-before-start", None)),
        LineOutcome::PaidInFuture { today } => Some(("paid-in-future", Some(today))),
    };
    let outcome = outcome.map(|(outcome, day)| (outcome, day, None));
    let remarks = told.remarks.iter().map(|remark| match remark {
        Remark::LongPeriod { months } => (remark.code(), None, Some(*months)),
        Remark::Annulled => (remark.code(), None, None),
    });
    let looks = outcome.into_iter().chain(remarks);
    looks
        .map(|(outcome, day, months)| Look {
            line: told.line,
            outcome,
            day: day.map(|day| day.to_string()),
            months,
        })
        .collect()
}

/// The words of an outcome: those of a file that came late are others where nothing was paid before.
fn word(beginning: &str, outcome: &str, day: Option<&str>) -> String {
    match (outcome, day) {
        ("reported-late", None) => format!("{beginning}-reported-late-unpaid"),
        _ => format!("{beginning}-{outcome}"),
    }
}

/// Why a payment counts or does not, in words.
pub(super) fn why(outcome: &str, day: Option<&str>, words: &Words) -> String {
    let id = word("payment-why", outcome, day);
    let day = day.map(format::date_iso).unwrap_or_default();
    words.say(&id, &[("day", day.into())])
}

/// What a payment that is recorded does, as a word, and the day that says why it does not count.
pub(super) fn does(effect: Effect) -> (&'static str, Option<CivilDate>) {
    match effect {
        Effect::Late { deadline } => ("late", Some(deadline)),
        Effect::Gap { first_unpaid } => ("gap", Some(first_unpaid)),
        Effect::ReportedLate { ended } => ("reported-late", ended),
        Effect::Extends | Effect::Covered | Effect::BeyondEnd => ("counts", None),
    }
}

/// The name under which the register keeps a file: that of its last part, as much as fits.
fn name_of(path: &Path) -> Result<Label, epatent_register::RegisterError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain: String = name
        .chars()
        .filter(|character| !character.is_control())
        .take(MAX_LABEL)
        .collect();
    Label::parse(&plain)
}

/// The file is not what the treasury declared: both figures, and nothing recorded.
fn other_control(path: &Path, declared: Control, control: Control, words: &Words) -> Failure {
    let values = [
        ("path", path.display().to_string().into()),
        ("declared", declared.to_string().into()),
        ("actual", control.to_string().into()),
    ];
    Failure::new(words, Exit::Usage, "error-payments-declared", &values)
}

/// The file as it is cannot be imported: every problem with line and column.
fn unusable(path: &Path, problems: &[Problem], words: &Words) -> Failure {
    let wrong = |wrong: payments::Wrong| words.text(&format!("payment-wrong-{}", wrong.code()));
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let values = [
                ("line", problem.line.into()),
                ("column", problem.column.unwrap_or_default().into()),
                ("wrong", wrong(problem.wrong).into()),
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
