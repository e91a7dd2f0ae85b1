// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payments as the treasury reports them: a CSV file, all of whose problems are told at once.
//!
//! ```csv
//! receipt;patent;paid_on;paid_from;paid_through;amount
//! 18810077260000000011;77 2600012345;2026-11-25;2026-11-25;2026-12-24;9000,00
//! ```
//!
//! UTF-8, fields separated by semicolons, the first line names the columns in any order; columns with
//! other names are passed over. Days are `YYYY-MM-DD` or `DD.MM.YYYY`, amounts are roubles with at most
//! two digits behind a comma or full stop. Which days a payment pays for is the authority's to say: no
//! day is ever computed from an amount.

mod control;

use std::collections::{BTreeMap, BTreeSet};

use epatent_core::{CivilDate, PatentNumber, UnixTime};
use epatent_register::{
    Actor, ImportReport, Label, LineOutcome, NewPaymentFile, PaymentLine, Register, RegisterError,
    paid_through::Effect,
};

use crate::application::days::{MOST_MONTHS, months_begun};
use crate::rules::late_report_days_now;

pub use control::{Control, ControlError, roubles};

/// The largest file, in bytes: a million lines.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;
/// Days after its last paid day for which a patent is carried on by a file alone, where the office says
/// no other number: eleven days on which no bank works, at the longest turn of a year, and three for a
/// payment to reach the treasury's file.
pub const LATE_REPORT_DAYS: u16 = 14;
/// Most problems that are told of one file.
pub const MAX_PROBLEMS: usize = 200;
/// The columns, in the order of the example.
pub const COLUMNS: [&str; 6] = [
    "receipt",
    "patent",
    "paid_on",
    "paid_from",
    "paid_through",
    "amount",
];
/// What some programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is wrong with a field or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// The first line does not name this column.
    #[error("the first line does not name it")]
    ColumnMissing,
    /// The first line names it twice.
    #[error("the first line names it twice")]
    ColumnTwice,
    /// Another number of fields than the first line.
    #[error("another number of fields than in the first line, or not UTF-8")]
    Line,
    /// A receipt that is not 1 to 120 characters.
    #[error("1 to 120 characters are needed")]
    Receipt,
    /// Not a series and a number of a patent.
    #[error("a series and a number are needed")]
    Patent,
    /// Not a day of the calendar as `YYYY-MM-DD`.
    #[error("a day is needed, as 2026-11-25 or 25.11.2026")]
    Day,
    /// Not an amount of roubles above nothing.
    #[error("roubles above 0 are needed, with at most two digits behind the comma")]
    Amount,
}

impl Wrong {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::ColumnMissing,
        Self::ColumnTwice,
        Self::Line,
        Self::Receipt,
        Self::Patent,
        Self::Day,
        Self::Amount,
    ];

    /// The stable code; its words are `payment-wrong-` and the code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ColumnMissing => "column-missing",
            Self::ColumnTwice => "column-twice",
            Self::Line => "line",
            Self::Receipt => "receipt",
            Self::Patent => "patent",
            Self::Day => "day",
            Self::Amount => "amount",
        }
    }
}

/// A problem, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column; `None` for the whole line.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// A line that can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, from 1.
    pub line: u64,
    /// What it says.
    pub payment: PaymentLine,
}

/// Reads a file.
///
/// `docs/payments.md` describes the file.
///
/// # Errors
///
/// Every problem of the file, the first [`MAX_PROBLEMS`]: then none of it is to be imported.
pub fn read(file: &[u8]) -> Result<Vec<Row>, Vec<Problem>> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let file = with_plain_line_ends(without_empty_tail(file));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .trim(csv::Trim::All)
        .from_reader(file.as_slice());
    let places = match reader.headers() {
        Ok(header) => columns(header)?,
        Err(_) => return Err(vec![whole_line(1)]),
    };
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                match row(&record, &places, line) {
                    Ok(row) => rows.push(row),
                    Err(found) => problems.extend(found),
                }
            }
            Err(error) => {
                problems.push(whole_line(
                    error.position().map_or(line, csv::Position::line),
                ));
            }
        }
        if problems.len() >= MAX_PROBLEMS {
            problems.truncate(MAX_PROBLEMS);
            break;
        }
    }
    if problems.is_empty() {
        Ok(rows)
    } else {
        Err(problems)
    }
}

/// What became of a line that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The line of the file, from 1.
    pub line: u64,
    /// What became of it.
    pub outcome: LineOutcome,
    /// What is unusual about it, though it was recorded.
    pub remarks: Vec<Remark>,
}

/// What is unusual about a payment and does not keep it from being recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// It pays for more than the [`MOST_MONTHS`] that a patent has in all.
    LongPeriod {
        /// Months that it pays for, the last one begun counted.
        months: i32,
    },
    /// The patent is annulled: whoever pays is not told by that.
    Annulled,
}

impl Remark {
    /// The stable code; its words are `payment-` and the code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LongPeriod { .. } => "long-period",
            Self::Annulled => "of-annulled",
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Every line, in order.
    pub lines: Vec<Told>,
    /// Patents whose last paid day changed.
    pub patents_changed: u64,
    /// From when lateness was counted, where the clock was behind it.
    pub counted_from: Option<UnixTime>,
}

impl Imported {
    /// The lines that somebody has to look at: everything but what moved the last paid day, was covered
    /// before, or was here before; and whatever is unusual.
    pub fn to_look_at(&self) -> impl Iterator<Item = &Told> {
        self.lines.iter().filter(|told| {
            !told.remarks.is_empty()
                || !matches!(
                    told.outcome,
                    LineOutcome::Duplicate
                        | LineOutcome::Recorded(
                            Effect::Extends | Effect::Covered | Effect::BeyondEnd
                        )
                )
        })
    }

    /// How many lines were recorded.
    #[must_use]
    pub fn recorded(&self) -> usize {
        self.count(|outcome| matches!(outcome, LineOutcome::Recorded(_)))
    }

    /// How many lines were here before.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        self.count(|outcome| *outcome == LineOutcome::Duplicate)
    }

    fn count(&self, chooses: impl Fn(&LineOutcome) -> bool) -> usize {
        self.lines
            .iter()
            .filter(|told| chooses(&told.outcome))
            .count()
    }
}

/// Imports a file in one transaction, or only says what would come of it.
///
/// # Errors
///
/// Those of the register; nothing was recorded then.
pub fn import(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    file: &NewPaymentFile,
    rows: &[Row],
    keep: bool,
) -> Result<Imported, RegisterError> {
    let lines: Vec<PaymentLine> = rows.iter().map(|row| row.payment.clone()).collect();
    let mut transaction = register.transaction(by, at)?;
    let file = NewPaymentFile {
        late_days: late_report_days_now(&mut transaction, file.late_days)?,
        ..file.clone()
    };
    let ImportReport {
        lines: outcomes,
        patents_changed,
        of_annulled,
        counted_from,
    } = transaction.import_payment_file(&file, &lines)?;
    if keep {
        transaction.commit()?;
    }
    let of_annulled: BTreeSet<usize> = of_annulled.into_iter().collect();
    let lines = rows
        .iter()
        .zip(outcomes)
        .zip(0..)
        .map(|((row, outcome), place)| Told {
            line: row.line,
            outcome,
            remarks: match outcome {
                LineOutcome::Recorded(_) => remarks(row, of_annulled.contains(&place)),
                _ => Vec::new(),
            },
        })
        .collect();
    Ok(Imported {
        lines,
        patents_changed,
        counted_from,
    })
}

fn remarks(row: &Row, is_annulled: bool) -> Vec<Remark> {
    let PaymentLine {
        paid_from,
        paid_through,
        ..
    } = row.payment;
    let months = months_begun(paid_from, paid_through);
    let long = (months > MOST_MONTHS).then_some(Remark::LongPeriod { months });
    let annulled = is_annulled.then_some(Remark::Annulled);
    long.into_iter().chain(annulled).collect()
}

/// Without what a spreadsheet leaves below the last row: lines of nothing but `;`.
fn without_empty_tail(file: &[u8]) -> &[u8] {
    let is_empty = |byte: &u8| matches!(byte, b';' | b' ' | b'\t' | b'\r' | b'\n');
    let Some(last) = file.iter().rposition(|byte| !is_empty(byte)) else {
        return file;
    };
    let (rows, tail) = file.split_at(last);
    let end = tail.iter().position(|byte| *byte == b'\n');
    let length = end.map_or(file.len(), |end| rows.len() + end + 1);
    file.get(..length).unwrap_or(file)
}

/// Windows ends a line with two characters, which would be counted wrongly.
fn with_plain_line_ends(file: &[u8]) -> Vec<u8> {
    let next = file.iter().skip(1).map(Some).chain([None]);
    let pairs = file.iter().zip(next);
    pairs
        .filter(|(byte, next)| (**byte, next.copied()) != (b'\r', Some(b'\n')))
        .map(|(byte, _)| *byte)
        .collect()
}

/// Where each column stands.
fn columns(header: &csv::StringRecord) -> Result<BTreeMap<&'static str, usize>, Vec<Problem>> {
    let mut places = BTreeMap::new();
    let mut problems = Vec::new();
    for column in COLUMNS {
        let mut found = header
            .iter()
            .zip(0_usize..)
            .filter(|(name, _)| name.eq_ignore_ascii_case(column));
        let wrong = match (found.next(), found.next()) {
            (Some((_, place)), None) => {
                places.insert(column, place);
                continue;
            }
            (None, _) => Wrong::ColumnMissing,
            (Some(_), Some(_)) => Wrong::ColumnTwice,
        };
        problems.push(Problem {
            line: 1,
            column: Some(column),
            wrong,
        });
    }
    if problems.is_empty() {
        Ok(places)
    } else {
        Err(problems)
    }
}

fn row(
    record: &csv::StringRecord,
    places: &BTreeMap<&'static str, usize>,
    line: u64,
) -> Result<Row, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut field = |column: &'static str| -> &str {
        let place = places.get(column).copied();
        place
            .and_then(|place| record.get(place))
            .unwrap_or_default()
    };
    let [receipt, patent, paid_on, paid_from, paid_through, amount] = COLUMNS.map(&mut field);
    let mut wrong = |column, wrong| {
        problems.push(Problem {
            line,
            column: Some(column),
            wrong,
        });
    };
    let receipt = Label::parse(receipt).map_err(|_| wrong("receipt", Wrong::Receipt));
    let patent = PatentNumber::parse(patent).map_err(|_| wrong("patent", Wrong::Patent));
    let mut day = |column, text| day(text).ok_or_else(|| wrong(column, Wrong::Day));
    let paid_on = day("paid_on", paid_on);
    let paid_from = day("paid_from", paid_from);
    let paid_through = day("paid_through", paid_through);
    let kopecks = kopecks(amount).ok_or_else(|| wrong("amount", Wrong::Amount));
    match (receipt, patent, paid_on, paid_from, paid_through, kopecks) {
        (Ok(receipt), Ok(patent), Ok(paid_on), Ok(paid_from), Ok(paid_through), Ok(kopecks)) => {
            Ok(Row {
                line,
                payment: PaymentLine {
                    receipt,
                    patent,
                    paid_on,
                    paid_from,
                    paid_through,
                    kopecks,
                },
            })
        }
        _ => Err(problems),
    }
}

fn day(text: &str) -> Option<CivilDate> {
    if let Ok(day) = CivilDate::parse(text) {
        return Some(day);
    }
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && (day.len(), month.len(), year.len()) == (2, 2, 4);
    whole.then(|| CivilDate::parse(&format!("{year}-{month}-{day}")).ok())?
}

/// Kopecks of the amount of a line.
fn kopecks(text: &str) -> Option<u32> {
    let kopecks = control::kopecks(text)?;
    u32::try_from(kopecks).ok().filter(|amount| *amount > 0)
}

const fn whole_line(line: u64) -> Problem {
    Problem {
        line,
        column: None,
        wrong: Wrong::Line,
    }
}

#[cfg(test)]
mod tests;
