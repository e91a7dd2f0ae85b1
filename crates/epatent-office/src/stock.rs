// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Blanks: the list of a delivery, and what becomes of those that never are cards.

use std::collections::BTreeSet;

use csv::ReaderBuilder;
use epatent_core::{BlankNumber, BlankNumberError, UnixTime};
use epatent_register::{Actor, BlankState, Fate, NewBlank, Opaque, Register, RegisterError};

/// Bytes by which a chip is known.
const CHIP: usize = 10;
/// Most blanks of a delivery.
const MAX_BLANKS: usize = 100_000;
/// Names of the two columns, in either language.
const COLUMNS: [[&str; 2]; 2] = [["chip", "number"], ["Чип", "Номер бланка"]];

/// What is wrong with a line of a delivery's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct DeliveryProblem {
    /// The line of the delivery note, from 1.
    pub line: u64,
    /// What is wrong.
    pub wrong: DeliveryWrong,
}

/// What is wrong with a list or a line of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryWrong {
    /// Bytes that are no text.
    #[error("not UTF-8")]
    NotText,
    /// Other columns.
    #[error("the columns chip and number are needed")]
    Columns,
    /// No rows and cells.
    #[error("not a table")]
    NotTable,
    /// No row.
    #[error("there is no blank in it")]
    Empty,
    /// Another number of cells than two.
    #[error("two cells are needed")]
    Cells,
    /// No chip.
    #[error("a chip is 20 hexadecimal digits")]
    Chip,
    /// No number of a blank.
    #[error(transparent)]
    Number(#[from] BlankNumberError),
    /// More rows than a delivery has.
    #[error("more blanks than a delivery has")]
    TooMany,
    /// A chip that is there twice.
    #[error("this chip is there twice")]
    ChipTwice,
    /// A number that is there twice.
    #[error("this number is there twice")]
    NumberTwice,
}

impl DeliveryWrong {
    /// The stable code; its words are `delivery-` and the code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotText => "not-text",
            Self::Columns => "columns",
            Self::NotTable => "not-table",
            Self::Empty => "empty",
            Self::Cells => "cells",
            Self::Chip => "chip",
            Self::Number(_) => "number",
            Self::TooMany => "too-many",
            Self::ChipTwice => "chip-twice",
            Self::NumberTwice => "number-twice",
        }
    }
}

/// The blanks of a delivery's list: a table with the columns `chip` (20 hexadecimal digits) and
/// `number`, or `Чип` and `Номер бланка`; between them `;`, `,` or a tab.
///
/// # Errors
///
/// Everything that is wrong with it: lines of another shape, chips and numbers that are none or
/// are there twice.
pub fn delivery(bytes: &[u8]) -> Result<Vec<NewBlank>, Vec<DeliveryProblem>> {
    let whole = |wrong| vec![DeliveryProblem { line: 1, wrong }];
    let text = std::str::from_utf8(bytes).map_err(|_| whole(DeliveryWrong::NotText))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b',', b'\t']
        .into_iter()
        .find(|sign| first.as_bytes().contains(sign))
        .ok_or_else(|| whole(DeliveryWrong::Columns))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|_| whole(DeliveryWrong::NotTable))?;
    let header: Vec<&str> = header.iter().map(str::trim).collect();
    if !COLUMNS.iter().any(|columns| header == columns) {
        return Err(whole(DeliveryWrong::Columns));
    }
    let mut list = List::default();
    for record in reader.records() {
        let Ok(record) = record else {
            return Err(whole(DeliveryWrong::NotTable));
        };
        list.take(&record);
    }
    if list.blanks.is_empty() && list.problems.is_empty() {
        return Err(whole(DeliveryWrong::Empty));
    }
    if list.problems.is_empty() {
        Ok(list.blanks)
    } else {
        Err(list.problems)
    }
}

#[derive(Default)]
struct List {
    blanks: Vec<NewBlank>,
    chips: BTreeSet<Vec<u8>>,
    numbers: BTreeSet<BlankNumber>,
    problems: Vec<DeliveryProblem>,
}

impl List {
    fn take(&mut self, record: &csv::StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let mut problem = |wrong| self.problems.push(DeliveryProblem { line, wrong });
        let (Some(chip), Some(number), 2) = (record.get(0), record.get(1), record.len()) else {
            return problem(DeliveryWrong::Cells);
        };
        let chip = hex::decode(chip.trim()).unwrap_or_default();
        if chip.len() != CHIP {
            return problem(DeliveryWrong::Chip);
        }
        let number = match BlankNumber::parse(number.trim()) {
            Ok(number) => number,
            Err(error) => return problem(error.into()),
        };
        if self.blanks.len() >= MAX_BLANKS {
            return problem(DeliveryWrong::TooMany);
        }
        if !self.chips.insert(chip.clone()) {
            return problem(DeliveryWrong::ChipTwice);
        }
        if !self.numbers.insert(number.clone()) {
            return problem(DeliveryWrong::NumberTwice);
        }
        self.blanks.push(NewBlank {
            chip_id: Opaque(chip),
            number,
        });
    }
}

/// Scraps or loses a blank, in the drawer or in work; says whether a card was being made of it, whose
/// signature is void now.
///
/// # Errors
///
/// [`RegisterError::NotFound`]; [`RegisterError::State`] where it is neither.
pub fn leave(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    number: &BlankNumber,
    fate: &Fate,
) -> Result<bool, RegisterError> {
    let blank = register
        .blank_by_number(number)?
        .ok_or_else(|| RegisterError::NotFound {
            what: "blank",
            key: number.to_string(),
        })?;
    let attempt = match blank.state {
        BlankState::InWork => register.open_attempt_of_chip(&blank.chip_id)?,
        _ => None,
    };
    let mut transaction = register.transaction(by, at)?;
    match (&attempt, fate) {
        (Some(attempt), fate) => transaction.give_up(attempt.key, fate)?,
        (None, Fate::Scrapped(reason)) => transaction.scrap_blank(blank.key, reason)?,
        (None, Fate::Lost(reason)) => transaction.lose_blank(blank.key, reason)?,
        (None, Fate::Returned) => {}
    }
    transaction.commit()?;
    Ok(attempt.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_read_in_either_language() {
        for text in [
            "chip,number\n0102030405060708090A,РА0000001\n",
            "\u{FEFF}Чип;Номер бланка\r\n0102030405060708090a;PA0000001\r\n",
        ] {
            let blanks = delivery(text.as_bytes()).unwrap();
            assert_eq!(blanks.len(), 1);
            assert_eq!(blanks[0].number.as_str(), "РА0000001");
            assert_eq!(blanks[0].chip_id.0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        }
    }

    #[test]
    fn every_line_that_is_wrong_is_told() {
        let text = "chip;number\n0102030405060708090A;РА0000001\n01;РА0000002\n\
            0102030405060708090B;Р1\n0102030405060708090A;РА0000003\n\
            0102030405060708090C;РА0000001\nx\n";
        let problems = delivery(text.as_bytes()).unwrap_err();
        let lines: Vec<u64> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7]);
        for wrong in ["", "a;b\n", "chip;number\n", "number;chip\n1;2"] {
            assert!(delivery(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
        assert!(delivery(&[0xFF]).is_err());
    }
}
