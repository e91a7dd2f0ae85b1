// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Many rows in one row of text, because a row costs a round trip through the driver's channel.
//!
//! ```text
//! rows   = *row                               ; the columns of a table in order, the key first
//! cell   = [integer] "," / text / bytes       ; no digits: null
//! text   = "-" / characters ":" *character    ; "-": null
//! bytes  = "-" / *(2 HEXDIG) ","
//! ```

use crate::cell::{Cell, Kind};
use crate::database::Dialect;
use crate::record::{Column, Table};

/// The expression that packs all rows that a question finds.
pub(crate) fn expression(table: &Table, dialect: Dialect) -> String {
    let mut sql = format!("string_agg(concat({}, ','", table.key);
    for column in table.columns {
        sql.push_str(", ");
        sql.push_str(&match dialect {
            Dialect::Sqlite => sqlite_cell(column),
            Dialect::Postgres => postgres_cell(column),
        });
    }
    sql.push_str("), '')");
    sql
}

/// A cell of a file that somebody may have altered past SQLite's own rules: what is not of the column's
/// kind becomes `?`, which is no cell.
fn sqlite_cell(column: &Column) -> String {
    let name = column.name;
    let (kind, cell) = match column.kind {
        Kind::Integer => ("integer", format!("{name} || ','")),
        Kind::Text => ("text", format!("length({name}) || ':' || {name}")),
        Kind::Bytes => ("blob", format!("hex({name}) || ','")),
    };
    let null = if column.kind == Kind::Integer {
        ","
    } else {
        "-"
    };
    format!("CASE typeof({name}) WHEN '{kind}' THEN {cell} WHEN 'null' THEN '{null}' ELSE '?' END")
}

/// PostgreSQL's columns keep to their kinds.
fn postgres_cell(column: &Column) -> String {
    let name = column.name;
    match column.kind {
        Kind::Integer => format!("concat({name}, ',')"),
        Kind::Text => format!("COALESCE(concat(length({name}), ':') || {name}, '-')"),
        Kind::Bytes => format!("COALESCE(encode({name}, 'hex') || ',', '-')"),
    }
}

/// The rows in a text; `None` when it is no such text.
pub(crate) fn rows(table: &Table, text: &str) -> Option<Vec<Vec<Cell>>> {
    let mut rest = text;
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let mut row = Vec::with_capacity(table.columns.len() + 1);
        row.push(cell(Kind::Integer, &mut rest)?);
        for column in table.columns {
            row.push(cell(column.kind, &mut rest)?);
        }
        rows.push(row);
    }
    Some(rows)
}

fn cell(kind: Kind, rest: &mut &str) -> Option<Cell> {
    if kind != Kind::Integer
        && let Some(behind) = rest.strip_prefix('-')
    {
        *rest = behind;
        return Some(Cell::Null(kind));
    }
    let (found, behind) = rest.split_once(if kind == Kind::Text { ':' } else { ',' })?;
    *rest = behind;
    match kind {
        Kind::Integer if found.is_empty() => Some(Cell::Null(kind)),
        Kind::Integer => Some(Cell::Integer(found.parse().ok()?)),
        Kind::Text => {
            let characters: usize = found.parse().ok()?;
            let end = match behind.char_indices().nth(characters) {
                Some((end, _)) => end,
                None if behind.chars().count() == characters => behind.len(),
                None => return None,
            };
            let (text, behind) = behind.split_at_checked(end)?;
            *rest = behind;
            Some(Cell::Text(text.into()))
        }
        Kind::Bytes => Some(Cell::Bytes(bytes(found)?)),
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let (pairs, odd) = hex.as_bytes().as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    pairs.iter().map(byte).collect()
}

const fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Table = Table {
        name: "sample",
        key: "id",
        order: 0,
        columns: &[
            Column {
                name: "number",
                kind: Kind::Integer,
            },
            Column {
                name: "words",
                kind: Kind::Text,
            },
            Column {
                name: "raw",
                kind: Kind::Bytes,
            },
        ],
    };

    #[test]
    fn rows_of_every_kind_are_read() {
        let text = "7,-3,5:дом,1aB,8,,--9,0,0:,";
        let row = |key, number, words, raw| vec![Cell::Integer(key), number, words, raw];
        assert_eq!(
            rows(&TABLE, text).unwrap(),
            [
                row(
                    7,
                    Cell::Integer(-3),
                    Cell::Text("дом,1".into()),
                    Cell::Bytes(vec![0xAB])
                ),
                row(
                    8,
                    Cell::Null(Kind::Integer),
                    Cell::Null(Kind::Text),
                    Cell::Null(Kind::Bytes)
                ),
                row(
                    9,
                    Cell::Integer(0),
                    Cell::Text(String::new()),
                    Cell::Bytes(vec![])
                ),
            ]
        );
        assert_eq!(rows(&TABLE, ""), Some(vec![]));
    }

    #[test]
    fn a_text_that_is_cut_or_damaged_is_not_read() {
        let whole = "7,-3,5:дом,1aB,";
        for (end, _) in whole.char_indices().skip(1) {
            assert_eq!(rows(&TABLE, &whole[..end]), None, "{end}");
        }
        for damaged in [
            "x,1,1:a,",
            "7,?,1:a,ab,",
            "7,1,?ab,",
            "7,1,1:a?",
            "7,1,1:a\0ab,",
            "7,1,9:a,ab,",
            "7,1,1:aabc,",
            "7,1,1:agg,",
        ] {
            assert_eq!(rows(&TABLE, damaged), None, "{damaged}");
        }
    }
}
