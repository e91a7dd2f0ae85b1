// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue payments files` and `payments waiting`: what came in, and what of it does not count.

use super::{does, why};
use crate::args::{PaymentsFiles, PaymentsWaiting};
use crate::desk;
use epatent_cli::{Console, Failure, Table, format};
use epatent_office::payments::Control;
use epatent_register::{PaymentFile, Register, RegisterError, ToldPayment};
use serde::Serialize;
use std::collections::BTreeMap;

/// Most files and payments that are listed.
const MOST: u32 = 1_000;
/// Digits of a digest that a screen has room for.
const SHORT: usize = 16;

/// A file that was imported.
#[derive(Serialize)]
pub(in crate::commands) struct FileShown {
    name: String,
    sha256: String,
    lines: u32,
    kopecks: i64,
    at: String,
    operator: String,
    /// Days after the last paid day for which a payment counted by this file alone.
    late_days: u16,
}

impl From<PaymentFile> for FileShown {
    fn from(file: PaymentFile) -> Self {
        Self {
            name: file.name.to_string(),
            sha256: file.digest.to_string(),
            lines: file.lines,
            kopecks: file.kopecks,
            at: file.at.to_string(),
            operator: file.operator.to_string(),
            late_days: file.late_days,
        }
    }
}

impl FileShown {
    /// Count and sum, who brought it, and the beginning of its digest.
    pub(in crate::commands) fn line(&self) -> (String, String) {
        let control = Control {
            lines: self.lines.into(),
            kopecks: self.kopecks.unsigned_abs(),
        };
        let digest: String = self.sha256.chars().take(SHORT).collect();
        let text = format!("{}  {control}  {}  {digest}", self.at, self.operator);
        (self.name.clone(), text)
    }
}

/// A payment that does not count.
#[derive(Serialize)]
struct Waiting {
    patent: String,
    receipt: String,
    paid_on: String,
    paid_from: String,
    paid_through: String,
    /// Why: late, gap or reported-late.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

pub(crate) fn files(args: &PaymentsFiles, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        files: Vec<FileShown>,
    }
    let mut register = desk::open(&args.register, console)?;
    let files = register
        .payment_files(MOST)
        .map_err(|error| desk::failure(&console.words, &error))?;
    let files: Vec<FileShown> = files.into_iter().map(FileShown::from).collect();
    if console.output.is_json() {
        return console.output.json(&Answer { files });
    }
    let mut table = Table::new();
    for file in &files {
        let (name, text) = file.line();
        table.row(&name, &text);
    }
    let count = [("count", files.len().into())];
    table.heading(&console.words.say("payments-files", &count));
    console.output.answer(&table.render())
}

pub(crate) fn waiting(args: &PaymentsWaiting, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        waiting: Vec<Waiting>,
    }
    let words = &console.words;
    let mut register = desk::open(&args.register, console)?;
    let waiting = find(&mut register).map_err(|error| desk::failure(words, &error))?;
    if console.output.is_json() {
        return console.output.json(&Answer { waiting });
    }
    let mut text = String::new();
    for one in &waiting {
        let why = why(one.outcome, one.day.as_deref(), words);
        let [from, through] = [&one.paid_from, &one.paid_through].map(|day| format::date_iso(day));
        let (patent, receipt) = (&one.patent, &one.receipt);
        text.push_str(&format!("{patent}  {receipt}  {from} - {through}: {why}\n"));
    }
    let count = [("count", waiting.len().into())];
    text.push_str(&words.say("payments-waiting", &count));
    console.output.answer(&text)
}

fn find(register: &mut Register) -> Result<Vec<Waiting>, RegisterError> {
    let mut told: BTreeMap<i64, Vec<ToldPayment>> = BTreeMap::new();
    let mut waiting = Vec::new();
    for payment in register.payments_waiting(MOST)? {
        let Some(patent) = register.row(payment.patent)? else {
            continue;
        };
        let of_patent = match told.entry(patent.key.number()) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(register.told_payments(&patent)?)
            }
        };
        let Some(this) = of_patent
            .iter()
            .find(|told| told.payment.key == payment.key)
        else {
            continue;
        };
        let (outcome, day) = does(this.effect);
        waiting.push(Waiting {
            patent: patent.number.to_string(),
            receipt: payment.receipt.to_string(),
            paid_on: payment.paid_on.to_string(),
            paid_from: payment.paid_from.to_string(),
            paid_through: payment.paid_through.to_string(),
            outcome,
            day: day.map(|day| day.to_string()),
            file: this.file.as_ref().map(|file| file.name.to_string()),
        });
    }
    Ok(waiting)
}
