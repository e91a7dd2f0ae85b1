// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The mutants, as cargo-mutants lists them.

use crate::run::{self, Done};
use serde::Deserialize;
use std::ops::Range;
use std::process::Command;

/// One change of the code in one place.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::mutation) struct Mutant {
    /// What cargo-mutants calls it: file, line, column and what is changed.
    pub(super) name: String,
    /// The file, from the root of the workspace.
    pub(super) file: String,
    span: Span,
    /// What stands there instead; nothing where something is taken away.
    pub(super) replacement: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Span {
    start: Place,
    end: Place,
}

/// Line and column from 1; a column is a character.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Place {
    line: usize,
    column: usize,
}

impl Mutant {
    /// Where it is in the text of its file, in bytes. Nothing where the text has no such place.
    pub(super) fn range(&self, text: &str) -> Option<Range<usize>> {
        let (start, end) = (self.span.start.offset(text)?, self.span.end.offset(text)?);
        (start <= end).then_some(start..end)
    }
}

impl Place {
    fn offset(self, text: &str) -> Option<usize> {
        let before = self.line.checked_sub(1)?;
        let line: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
        let (column, _) = text
            .get(line..)?
            .char_indices()
            .nth(self.column.checked_sub(1)?)?;
        Some(line + column)
    }
}

/// The mutants that `command`, a cargo-mutants with its choice of files, would make.
pub(in crate::mutation) fn list(command: &mut Command) -> Done<Vec<Mutant>> {
    let output = run::output(command.args(["--list", "--json"]))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo-mutants cannot list: {}", why.trim()).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[cfg(test)]
impl Mutant {
    /// The `old` that stands first behind `before` becomes `new`.
    pub(super) fn of(file: &str, text: &str, before: &str, old: &str, new: &str) -> Self {
        let place = |offset: usize| {
            let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
            Place {
                line: text[..offset].matches('\n').count() + 1,
                column: text[start..offset].chars().count() + 1,
            }
        };
        let behind = text.find(before).unwrap() + before.len();
        let start = behind + text[behind..].find(old).unwrap();
        Self {
            name: format!("{file}: replace {old} with {new} behind {before}"),
            file: file.to_owned(),
            span: Span {
                start: place(start),
                end: place(start + old.len()),
            },
            replacement: new.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_not_bytes() {
        let text = "один\nдва + три\n";
        let mutant = Mutant::of("a.rs", text, "два", "+", "-");
        assert_eq!((mutant.span.start.line, mutant.span.start.column), (2, 5));
        assert_eq!(&text[mutant.range(text).unwrap()], "+");
        assert_eq!(mutant.range("один\n"), None);
    }
}
