// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Decisions about many patents, as a table: what stands in its cells, and where.
//!
//! ```text
//! patent;act;reason;on
//! 77 2600000001;annul;own-request;2026-11-26
//! 77 2600000002;suspend;check;
//! ```

use csv::{ReaderBuilder, Trim};

/// The longest file, in bytes.
pub const MAX_FILE: u64 = 2 * 1024 * 1024;
/// Most rows of a file.
pub const MAX_ROWS: usize = 10_000;
/// Names of the columns, in either language.
const COLUMNS: [[&str; 4]; 2] = [
    ["patent", "act", "reason", "on"],
    ["Патент", "Решение", "Причина", "День"],
];
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A row as it stands there, without blanks around its cells; nothing of it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, from 1.
    pub line: u64,
    /// Series and number of the patent.
    pub patent: String,
    /// What is decided.
    pub act: String,
    /// Why, as a code.
    pub reason: String,
    /// Day from which it holds, YYYY-MM-DD; empty for today.
    pub on: String,
}

/// What is wrong with the shape of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct Misshapen {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub wrong: Shape,
}

/// How a file or a line of it has another shape than a table of decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Shape {
    /// Bytes that are no text.
    #[error("not UTF-8")]
    NotText,
    /// Other columns.
    #[error("the columns patent;act;reason;on are needed")]
    Columns,
    /// Another number of cells than four.
    #[error("four cells are needed")]
    Cells,
    /// No row.
    #[error("there is no decision in it")]
    Empty,
    /// More than [`MAX_ROWS`] rows.
    #[error("more decisions than a file may have")]
    TooMany,
}

impl Shape {
    /// The stable code; its words are `decisions-` and the code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotText => "not-text",
            Self::Columns => "columns",
            Self::Cells => "cells",
            Self::Empty => "empty",
            Self::TooMany => "too-many",
        }
    }
}

/// The rows of a table with the columns `patent;act;reason;on`.
///
/// # Errors
///
/// Every line that has another shape.
pub fn rows(file: &[u8]) -> Result<Vec<Row>, Vec<Misshapen>> {
    let whole = |wrong| vec![Misshapen { line: 1, wrong }];
    let text = std::str::from_utf8(file).map_err(|_| whole(Shape::NotText))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // Each line by itself: no cell of such a table holds a line end, and a quotation mark that was
    // forgotten swallows no line behind it.
    let mut lines = (1_u64..).zip(text.lines());
    let header = lines
        .next()
        .map(|(_, line)| cells(line))
        .unwrap_or_default();
    if !COLUMNS.iter().any(|columns| header == *columns) {
        return Err(whole(Shape::Columns));
    }
    let (mut rows, mut misshapen) = (Vec::new(), Vec::new());
    for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
        if rows.len() + misshapen.len() >= MAX_ROWS {
            return Err(whole(Shape::TooMany));
        }
        match <[String; 4]>::try_from(cells(text)) {
            Ok([patent, act, reason, on]) => rows.push(Row {
                line,
                patent,
                act,
                reason,
                on,
            }),
            Err(_) => misshapen.push(Misshapen {
                line,
                wrong: Shape::Cells,
            }),
        }
    }
    if !misshapen.is_empty() {
        return Err(misshapen);
    }
    if rows.is_empty() {
        return Err(whole(Shape::Empty));
    }
    Ok(rows)
}

/// The cells of a line; none where it has no such shape.
fn cells(line: &str) -> Vec<String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .trim(Trim::All)
        .from_reader(line.as_bytes());
    let record = reader.records().next().and_then(Result::ok);
    let record = record.unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_their_lines_and_cells_without_blanks() {
        for header in [
            "patent;act;reason;on",
            "\u{FEFF}Патент;Решение;Причина;День",
        ] {
            let file = format!(
                "{header}\n77 2600000001 ; annul;court;2026-11-26\r\n\n77 2600000002;suspend;check;\n"
            );
            let rows = rows(file.as_bytes()).unwrap();
            let seen: Vec<(u64, &str, &str)> = rows
                .iter()
                .map(|row| (row.line, row.patent.as_str(), row.on.as_str()))
                .collect();
            assert_eq!(
                seen,
                [(2, "77 2600000001", "2026-11-26"), (4, "77 2600000002", "")]
            );
        }
    }

    #[test]
    fn every_line_of_another_shape_is_named() {
        let wrong = |file: &[u8]| -> Vec<(u64, &str)> {
            let found = rows(file).unwrap_err();
            found
                .iter()
                .map(|one| (one.line, one.wrong.code()))
                .collect()
        };
        assert_eq!(wrong(b"patent;act\n"), [(1, "columns")]);
        assert_eq!(wrong(b"\xFF\n"), [(1, "not-text")]);
        assert_eq!(wrong(b"patent;act;reason;on\n"), [(1, "empty")]);
        let lines = b"patent;act;reason;on\na;b;c\n1;2;3;4\n1;2;3;4;5\n";
        assert_eq!(wrong(lines), [(2, "cells"), (4, "cells")]);
        let many = format!("patent;act;reason;on\n{}", "1;2;3;4\n".repeat(MAX_ROWS + 1));
        assert_eq!(wrong(many.as_bytes()), [(1, "too-many")]);
    }
}
