// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue stock`: blanks that come in, and those that never become cards.

use crate::args::{StockChip, StockLeave, StockReceive, StockSettle};
use crate::desk::{self, Desk};
use crate::office_card::{Opened, open, station};
use crate::problems;
use crate::reasons::{STOCK_LOSE, STOCK_SCRAP, STOCK_SETTLE};
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Table, Words};
use epatent_office::stock::{DeliveryProblem, delivery, leave};
use epatent_pcsc::CardService;
use epatent_register::{Fate, Label, NewBlank, Reason, Register, RegisterError};
use serde::Serialize;
use std::path::Path;

/// The longest list of a delivery, in bytes: a pallet of a hundred thousand blanks.
const MAX_LIST: u64 = 8 * 1024 * 1024;

/// Blanks that were received before and are named.
const TOLD: usize = 20;

pub(crate) fn receive(args: &StockReceive, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        received: usize,
        declared: u32,
        /// Blanks that the note says and the box had not; negative where it had more.
        missing: i64,
    }
    let words = &console.words;
    let bytes = epatent_cli::files::read_bounded(words, &args.file, MAX_LIST)?;
    let blanks = delivery(&bytes).map_err(|problems| {
        let line = |problem: &DeliveryProblem| {
            let reason = words.text(&format!("delivery-{}", problem.wrong.code()));
            let values = [("line", problem.line.into()), ("reason", reason.into())];
            words.say("delivery-line", &values)
        };
        let list: Vec<String> = problems.iter().map(line).collect();
        let values = [
            ("path", args.file.display().to_string().into()),
            ("count", list.len().into()),
        ];
        Failure::new(words, Exit::Usage, "error-delivery-list", &values).with_details(&list)
    })?;
    let failed = |error| desk::failure(words, &error);
    let note = Label::parse(&args.note).map_err(failed)?;
    let mut desk = Desk::open(&args.desk, console)?;
    let on = match args.on {
        Some(day) => day,
        None => desk::today(desk.at, words)?,
    };
    let received = blanks.len();
    let count = u32::try_from(received).unwrap_or(u32::MAX);
    let declared = args.declared.unwrap_or(count);
    let missing = i64::from(declared) - i64::from(count);
    let why = match &args.differs {
        Some(code) => Some(desk.reasons.demand(STOCK_SETTLE, code, words)?),
        None if missing == 0 => None,
        None => return Err(other_count(&args.file, declared, count, words)),
    };
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let delivery = match transaction.receive(on, &note, declared, &blanks) {
        Ok(delivery) => delivery,
        Err(error) => {
            drop(transaction);
            let known = match &error {
                RegisterError::Duplicate(_) => {
                    known_before(&mut desk.register, &blanks, words).map_err(failed)?
                }
                _ => Vec::new(),
            };
            return Err(failed(error).with_details(&known));
        }
    };
    if let Some(why) = &why {
        transaction.settle_delivery(delivery, why).map_err(failed)?;
    }
    transaction.commit().map_err(failed)?;
    if console.output.is_json() {
        return console.output.json(&Answer {
            received,
            declared,
            missing,
        });
    }
    let mut table = Table::new();
    table.row(&words.text("field-blanks-received"), &received.to_string());
    table.row(&words.text("field-blanks-declared"), &declared.to_string());
    if missing != 0 {
        table.row(&words.text("field-blanks-missing"), &missing.to_string());
    }
    console.output.answer(&table.render())
}

/// The blanks of a list whose number or chip the register has already, in words; the first [`TOLD`].
fn known_before(
    register: &mut Register,
    blanks: &[NewBlank],
    words: &Words,
) -> Result<Vec<String>, RegisterError> {
    let mut lines = Vec::new();
    for blank in blanks {
        let (id, known) = match register.blank_by_number(&blank.number)? {
            Some(known) => ("delivery-number-known", Some(known)),
            None => (
                "delivery-chip-known",
                register.blank_by_chip(&blank.chip_id)?,
            ),
        };
        let Some(known) = known else { continue };
        let state = problems::register::state("blank", known.state.word(), words);
        let values = [
            ("number", blank.number.to_string().into()),
            ("chip", hex::encode(&blank.chip_id.0).into()),
            ("known", known.number.to_string().into()),
            ("state", state.into()),
        ];
        lines.push(words.say(id, &values));
        if lines.len() >= TOLD {
            break;
        }
    }
    Ok(lines)
}

/// The list is not what the note says, and nobody said why: both figures, and nothing recorded.
fn other_count(path: &Path, declared: u32, count: u32, words: &Words) -> Failure {
    let values = [
        ("path", path.display().to_string().into()),
        ("declared", declared.into()),
        ("count", count.into()),
    ];
    Failure::new(words, Exit::Usage, "error-delivery-declared", &values)
}

pub(crate) fn settle(args: &StockSettle, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        note: String,
        /// Blanks that the note says and the box had not; negative where it had more.
        missing: i64,
        reason: String,
    }
    let words = &console.words;
    let failed = |error| desk::failure(words, &error);
    let note = Label::parse(&args.note).map_err(failed)?;
    let mut desk = Desk::open(&args.desk, console)?;
    let reason = desk.reasons.demand(STOCK_SETTLE, &args.reason, words)?;
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let deliveries = transaction.deliveries(&note).map_err(failed)?;
    let Some(newest) = deliveries.last() else {
        let key = args.note.clone();
        let what = "delivery";
        return Err(failed(RegisterError::NotFound { what, key }));
    };
    let missing = transaction
        .settle_delivery(newest.key, &reason)
        .map_err(failed)?;
    transaction.commit().map_err(failed)?;
    let answer = Answer {
        note: args.note.clone(),
        missing,
        reason: desk.reasons.say(&reason, words),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let mut table = Table::new();
    table.row(&words.text("field-delivery-note"), &answer.note);
    table.row(&words.text("field-blanks-missing"), &missing.to_string());
    table.row(&words.text("field-reason"), &answer.reason);
    console.output.answer(&table.render())
}

pub(crate) fn scrap(args: &StockLeave, console: &Console) -> Result<(), Failure> {
    gone(args, STOCK_SCRAP, Fate::Scrapped, "scrapped", console)
}

pub(crate) fn lose(args: &StockLeave, console: &Console) -> Result<(), Failure> {
    gone(args, STOCK_LOSE, Fate::Lost, "lost", console)
}

fn gone(
    args: &StockLeave,
    act: &str,
    fate: impl FnOnce(Reason) -> Fate,
    word: &'static str,
    console: &Console,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        blank: String,
        state: &'static str,
        /// Whether a card was being made of it, whose signature is void now.
        in_work: bool,
    }
    let words = &console.words;
    let mut desk = Desk::open(&args.desk, console)?;
    let fate = fate(desk.reasons.demand(act, &args.reason, words)?);
    // By the number that is printed: the row's means nothing to anybody.
    let failed = |error| match error {
        RegisterError::State {
            what: "blank",
            actual,
            ..
        } => {
            let state = problems::register::state("blank", actual, words);
            let values = [
                ("blank", args.blank.to_string().into()),
                ("state", state.into()),
            ];
            Failure::new(words, Exit::Usage, "error-blank-state", &values)
        }
        error => desk::failure(words, &error),
    };
    let in_work =
        leave(&mut desk.register, &desk.by, desk.at, &args.blank, &fate).map_err(failed)?;
    let answer = Answer {
        blank: args.blank.to_string(),
        state: word,
        in_work,
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let blank = [("blank", args.blank.as_str().into())];
    let mut text = words.say(&format!("stock-{word}"), &blank);
    if in_work {
        text = format!("{text}\n{}", words.text("stock-was-in-work"));
    }
    console.output.answer(&text)
}

pub(crate) fn chip(
    args: &StockChip,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        chip: String,
    }
    let station = station(&args.reader, console, service)?;
    let store = Store::new(&args.store.store);
    let Opened { chip, .. } = open(&station, &args.reader, &store, console)?;
    let answer = Answer {
        chip: hex::encode(chip),
    };
    if console.output.is_json() {
        console.output.json(&answer)
    } else {
        console.output.answer(&answer.chip)
    }
}
