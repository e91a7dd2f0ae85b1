// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Names and bytes in columns.

use std::fmt::Write as _;

use super::exchange::Exchange;

/// Bytes on one line at most.
const WIDTH: usize = 32;
/// Column at which the bytes begin.
const COLUMN: usize = 22;

/// A block of text that grows.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// A line of words, after an empty one.
    pub(super) fn title(&mut self, words: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "# {words}");
    }

    /// A name and bytes.
    pub(super) fn value(&mut self, name: &str, bytes: &[u8]) {
        let mut name = name;
        for line in bytes.chunks(WIDTH) {
            let _ = writeln!(self.0, "{name:COLUMN$}{}", spaced(line));
            name = "";
        }
        if bytes.is_empty() {
            let _ = writeln!(self.0, "{name:COLUMN$}(none)");
        }
    }

    /// A name and several groups of bytes, the first of which says what they are.
    pub(super) fn parts(&mut self, name: &str, parts: &[(&str, &[u8])]) {
        let mut name = name;
        for (words, bytes) in parts.iter().filter(|(_, bytes)| !bytes.is_empty()) {
            let mut words = *words;
            for line in bytes.chunks(WIDTH) {
                let line = spaced(line);
                if words.is_empty() {
                    let _ = writeln!(self.0, "{name:COLUMN$}{line}");
                } else {
                    let _ = writeln!(self.0, "{name:COLUMN$}{line:48}  # {words}");
                }
                (name, words) = ("", "");
            }
        }
    }

    /// The APDUs of an exchange.
    pub(super) fn line(&mut self, exchange: &Exchange) {
        for piece in &exchange.pieces {
            self.value(">", &piece.command);
            self.value("<", piece.reply.as_deref().unwrap_or_default());
        }
    }

    /// Lines that were gathered apart.
    pub(super) fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// As a block of a page.
    pub(super) fn fenced(self) -> String {
        format!("```text\n{}```\n", self.0)
    }
}

fn spaced(bytes: &[u8]) -> String {
    let octets: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    octets.join(" ")
}
