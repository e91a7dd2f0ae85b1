// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Who may do what: the table of `card-profile.md` §3.1, cell by cell.

use crate::bench::command;
use crate::case::{Case, Stage, case};

/// How a command comes, and so what its sender has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// In the clear, no channel open.
    Anybody,
    /// Under PACE, as a terminal that knows the access number.
    Reader,
    /// Under SCP03 at this level: `01`, `03`, `11`, `13` or `33`.
    Issuer(u8),
}

/// One cell: a command that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The case, such as `EPC-ACC-02.10-3`.
    pub id: String,
    /// The name of the command.
    pub name: &'static str,
    /// The command in hexadecimal digits, well formed, in the clear.
    pub command: &'static str,
    /// The column of the table: the state.
    pub stage: Stage,
    /// Who sends it.
    pub from: From,
    /// The status word that the table demands there.
    pub status: u16,
}

/// Cells of a row, as the table prints them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// `6985` at every level.
    Never,
    /// From anybody.
    O,
    /// From a reader.
    R,
    /// From the issuer at any level.
    I01,
    /// From the issuer at level 33.
    I33,
}
use Entry::{I01, I33, Never, O, R};

/// The states of the columns.
const COLUMNS: [Stage; 5] = [
    Stage::Blank,
    Stage::Perso,
    Stage::Active,
    Stage::Suspended,
    Stage::Terminated,
];

/// Sixteen bytes that are nobody's session.
macro_rules! session {
    () => {
        "00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF"
    };
}

/// Thirty-two bytes.
macro_rules! digest {
    () => {
        concat!(session!(), " ", session!())
    };
}

/// Commands and their rows. The order is that of the table and never changes: it numbers the cases.
const TABLE: [(&str, &str, [Entry; 5]); 19] = [
    (
        "SELECT of EF.CardAccess",
        "00 A4 02 0C 02 01 1C",
        [Never, Never, O, Never, Never],
    ),
    (
        "READ BINARY of EF.CardAccess",
        "00 B0 9C 00 16",
        [Never, Never, O, Never, Never],
    ),
    (
        "SELECT of EF.SO",
        "00 A4 02 0C 02 01 1D",
        [Never, Never, R, Never, Never],
    ),
    (
        "READ BINARY of EF.SO",
        "00 B0 9D 00 01",
        [Never, Never, R, Never, Never],
    ),
    (
        "INTERNAL AUTHENTICATE",
        concat!("00 88 00 00 40 ", digest!(), " ", digest!(), " 00"),
        [Never, Never, R, Never, Never],
    ),
    (
        "MSE:SET AT",
        "00 22 C1 A4 0F 80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02",
        [Never, Never, O, Never, Never],
    ),
    (
        "GENERAL AUTHENTICATE",
        "10 86 00 00 02 7C 00 00",
        [Never, Never, O, Never, Never],
    ),
    (
        "INITIALIZE UPDATE",
        "80 50 00 00 08 01 02 03 04 05 06 07 08 00",
        [O, O, O, O, Never],
    ),
    (
        "EXTERNAL AUTHENTICATE",
        concat!("84 82 33 00 10 ", session!()),
        [O, O, O, O, Never],
    ),
    (
        "GENERATE KEY",
        concat!("80 12 00 00 20 ", digest!(), " 00"),
        [I33, I33, Never, Never, Never],
    ),
    (
        "BEGIN",
        concat!("80 10 00 00 30 ", session!(), " ", digest!()),
        [I33, I33, Never, Never, Never],
    ),
    (
        "WRITE",
        "80 D6 00 00 05 01 01 00 00 AA",
        [Never, I33, Never, Never, Never],
    ),
    ("STATUS", "80 14 00 00 00", [I33, I33, I01, I01, Never]),
    (
        "ABORT",
        concat!("80 18 00 00 10 ", session!()),
        [Never, I33, Never, Never, Never],
    ),
    (
        "COMMIT",
        concat!("80 16 00 00 10 ", session!()),
        [Never, I33, Never, Never, Never],
    ),
    (
        "APPEND RECORD",
        concat!("80 E2 00 00 23 00 01 ", digest!(), " AA"),
        [Never, Never, I33, Never, Never],
    ),
    ("SUSPEND", "80 20 00 00", [Never, Never, I01, Never, Never]),
    ("ACTIVATE", "80 22 00 00", [Never, Never, Never, I01, Never]),
    ("TERMINATE", "80 24 00 00", [I01, I01, I01, I01, Never]),
];

/// Whether the command is marked *in the clear only*.
fn is_clear_only(name: &str) -> bool {
    matches!(
        name,
        "MSE:SET AT" | "GENERAL AUTHENTICATE" | "INITIALIZE UPDATE" | "EXTERNAL AUTHENTICATE"
    )
}

/// Every cell in which the table refuses, once in the clear, once under each channel that the state has and that
/// does not suffice.
///
/// `[applet-spec card-profile §3.1]`
#[must_use]
pub fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for (row, (name, command, entries)) in (1_u8..).zip(TABLE) {
        for (column, (stage, entry)) in (1_u8..).zip(COLUMNS.into_iter().zip(entries)) {
            let mut add = |from, letter: &str, status: u16| {
                let requirement = if status == 0x6985 {
                    "EPC-ACC-02"
                } else {
                    "EPC-ACC-03"
                };
                cells.push(Cell {
                    id: format!("{requirement}.{row}-{column}{letter}"),
                    name,
                    command,
                    stage,
                    from,
                    status,
                });
            };
            match entry {
                Never => add(From::Anybody, "", 0x6985),
                R | I01 | I33 => add(From::Anybody, "", 0x6982),
                O => {}
            }
            if is_clear_only(name) || stage == Stage::Terminated {
                continue;
            }
            match entry {
                // The issuer at its highest level is refused all the same.
                Never => add(From::Issuer(0x33), "s", 0x6985),
                R => add(From::Issuer(0x33), "s", 0x6982),
                // And at the highest that is not enough.
                I33 => add(From::Issuer(0x13), "s", 0x6982),
                O | I01 => {}
            }
        }
    }
    cells
}

pub(super) fn cases() -> Vec<Case> {
    cells().into_iter().map(of_cell).collect()
}

fn of_cell(cell: Cell) -> Case {
    let from = match cell.from {
        From::Anybody => "in the clear".to_owned(),
        From::Reader => "under PACE".to_owned(),
        From::Issuer(level) => format!("under SCP03 at level {level:02X}"),
    };
    let title = format!(
        "{} {from} on a card in {} is {:04X}",
        cell.name,
        cell.stage.name(),
        cell.status
    );
    let issued = matches!(cell.stage, Stage::Active | Stage::Suspended);
    let personalises = matches!(
        cell.name,
        "GENERATE KEY" | "BEGIN" | "WRITE" | "ABORT" | "COMMIT"
    );
    let also: &[&str] = match (cell.from, cell.status) {
        _ if issued && personalises => &["EPC-ACC-01", "EPC-ACC-09"],
        (From::Issuer(_), 0x6982)
            if cell.stage == Stage::Active && cell.name != "APPEND RECORD" =>
        {
            &["EPC-ACC-01", "EPC-ACC-10"]
        }
        _ if cell.stage == Stage::Terminated => &["EPC-ACC-01", "EPC-END-06"],
        _ if cell.stage == Stage::Suspended => &["EPC-ACC-01", "EPC-END-02"],
        _ => &["EPC-ACC-01"],
    };
    case(cell.id, cell.stage, title, move |bench| {
        match cell.from {
            From::Anybody => {}
            From::Reader => bench.pace()?,
            From::Issuer(level) => bench.issuer(level)?,
        }
        let answer = match cell.from {
            From::Anybody => bench.send(cell.command)?,
            _ => bench.ask(&command(cell.command))?,
        };
        answer.is(cell.status)?;
        Ok(())
    })
    .also(also)
}

/// The entries of a row as the page prints them.
#[cfg(test)]
pub(super) fn row(name: &str) -> Vec<String> {
    let row = TABLE.iter().find(|(of, _, _)| *of == name);
    let entries = row.map_or(&[][..], |(_, _, entries)| entries);
    let word = |entry: &Entry| match entry {
        Never => "–",
        O => "O",
        R => "R",
        I01 => "I01",
        I33 => "I33",
    };
    entries.iter().map(|entry| word(entry).to_owned()).collect()
}
