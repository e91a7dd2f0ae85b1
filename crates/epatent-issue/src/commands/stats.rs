// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue stats`: the daily equation, counts by state, and what happened on each day.

use crate::args::Stats;
use crate::commands::payments::FileShown;
use crate::desk;
use crate::problems::register::named;
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words, format};
use epatent_core::UnixTime;
use epatent_register::{Contradiction, Difference, RegisterError};
use serde::Serialize;
use std::collections::BTreeMap;

const DAY: u64 = 86_400;
/// Most files of payments that are told.
const MOST_FILES: u32 = 100;

#[derive(Serialize)]
struct Answer {
    /// Whether every blank and every signature is accounted for.
    accounted: bool,
    /// Whether the day can be closed: nothing is in work.
    closed: bool,
    equation: Equation,
    differences: Vec<String>,
    /// Rows that contradict another one.
    contradictions: Vec<String>,
    /// Table, then state, then number of rows.
    states: BTreeMap<&'static str, BTreeMap<String, u64>>,
    /// Day in UTC, then what happened, then how often.
    days: BTreeMap<String, BTreeMap<String, u64>>,
    /// Files of payments that were imported on these days, the newest first.
    payment_files: Vec<FileShown>,
}

#[derive(Serialize)]
struct Equation {
    declared: u64,
    received: u64,
    /// Of what was declared, settled as not in the box; and in the box beyond it.
    missing: u64,
    surplus: u64,
    blank: u64,
    in_work: u64,
    issued: u64,
    scrapped: u64,
    lost: u64,
    signatures: u64,
    signatures_issued: u64,
    signatures_void: u64,
    signatures_open: u64,
}

pub(crate) fn run(args: &Stats, console: &Console) -> Result<Exit, Failure> {
    let failed = |error: RegisterError| desk::failure(&console.words, &error);
    let mut register = desk::open(&args.register, console)?;
    let now = epatent_station::now(&console.words)?;
    let counted = register.daily_equation().map_err(failed)?;
    let contradictions = register.contradictions().map_err(failed)?;
    let differences = counted.differences();
    let mut states: BTreeMap<&'static str, BTreeMap<String, u64>> = BTreeMap::new();
    for count in register.states().map_err(failed)? {
        let of_table = states.entry(count.table).or_default();
        of_table.insert(count.state, count.count);
    }
    let mut days: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let since = now.seconds().saturating_sub(u64::from(args.days) * DAY);
    let since = UnixTime::from_seconds(since / DAY * DAY).unwrap_or(now);
    for count in register.events_by_day(since).map_err(failed)? {
        let of_day = days.entry(count.day.to_string()).or_default();
        of_day.insert(count.kind, count.count);
    }
    let files = register.payment_files(MOST_FILES).map_err(failed)?;
    let files = files.into_iter().filter(|file| file.at >= since);
    let payment_files = files.map(FileShown::from).collect();
    let accounted = differences.is_empty() && contradictions.is_empty();
    let answer = Answer {
        accounted,
        closed: counted.is_closed(),
        equation: Equation {
            declared: counted.declared,
            received: counted.received,
            missing: counted.missing,
            surplus: counted.surplus,
            blank: counted.blank,
            in_work: counted.in_work,
            issued: counted.issued,
            scrapped: counted.scrapped,
            lost: counted.lost,
            signatures: counted.signatures,
            signatures_issued: counted.signatures_issued,
            signatures_void: counted.signatures_void,
            signatures_open: counted.signatures_open,
        },
        differences: differences
            .iter()
            .map(|found| {
                format!(
                    "{} {} = {} {}",
                    found.left, found.left_count, found.right, found.right_count
                )
            })
            .collect(),
        contradictions: contradictions
            .iter()
            .map(|found| format!("{} {}: {}", found.table, found.key, found.what))
            .collect(),
        states,
        days,
        payment_files,
    };
    if console.output.is_json() {
        console.output.json(&answer)?;
    } else {
        let told: Vec<String> = differences
            .iter()
            .map(|found| difference(found, &console.words))
            .chain(
                contradictions
                    .iter()
                    .map(|found| contradiction(found, &console.words)),
            )
            .collect();
        console.output.answer(&text(&answer, &told, console))?;
    }
    Ok(if accounted { Exit::Done } else { Exit::Refused })
}

fn difference(found: &Difference, words: &Words) -> String {
    let [left, right] = [found.left, found.right].map(|name| named("equation", name, words));
    format!(
        "{left} {} = {right} {}",
        found.left_count, found.right_count
    )
}

fn contradiction(found: &Contradiction, words: &Words) -> String {
    let table = named("thing", found.table, words);
    let what = named("contradiction", found.what, words);
    format!("{table} {}: {what}", found.key)
}

fn text(answer: &Answer, told: &[String], console: &Console) -> String {
    let words = &console.words;
    let (tone, id) = match (answer.accounted, answer.closed) {
        (false, _) => (Tone::Bad, "screen-stats-differ"),
        (true, true) => (Tone::Good, "screen-stats-closed"),
        (true, false) => (Tone::Caution, "screen-stats-open"),
    };
    let mut text = format!("{}\n", console.output.paint(tone, &words.text(id)));
    for found in told {
        text.push_str(&format!("  {found}\n"));
    }
    let counts = &answer.equation;
    let mut table = Table::new();
    table.row(
        &words.text("field-blanks"),
        &format!(
            "{} = {} + {} + {} + {} + {}",
            counts.received,
            counts.blank,
            counts.in_work,
            counts.issued,
            counts.scrapped,
            counts.lost
        ),
    );
    table.row(
        &words.text("field-signatures"),
        &format!(
            "{} = {} + {} + {}",
            counts.signatures,
            counts.signatures_issued,
            counts.signatures_void,
            counts.signatures_open
        ),
    );
    let joined = |counts: &BTreeMap<String, u64>, family: &str| {
        let parts: Vec<String> = counts
            .iter()
            .map(|(name, count)| format!("{} {count}", named(family, name, words)))
            .collect();
        parts.join(", ")
    };
    for (name, counts) in &answer.states {
        let counts = joined(counts, &format!("word-{name}"));
        table.row(&words.text(&format!("field-states-{name}")), &counts);
    }
    for (day, counts) in &answer.days {
        table.row(&format::date_iso(day), &joined(counts, "event"));
    }
    for file in &answer.payment_files {
        let (name, text) = file.line();
        table.row(
            &words.text("field-payment-file"),
            &format!("{name}  {text}"),
        );
    }
    text.push_str(&table.render());
    text
}
