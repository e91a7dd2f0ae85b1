// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `key: value` screens, aligned by what a terminal shows.

use unicode_width::UnicodeWidthStr;

use crate::visible;

/// Columns between a label's colon and its value.
const GAP: usize = 2;

/// Lines of a label and a value, values in one column.
///
/// ```
/// let mut table = epatent_cli::Table::new();
/// table.row("Фамилия", "Иванова");
/// table.row("ИНН", "123456789012");
/// assert_eq!(table.render(), "Фамилия:  Иванова\nИНН:      123456789012\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    lines: Vec<Line>,
    indent: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Pair { label: String, value: String },
    Heading(String),
    Blank,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins every label this many columns from the left.
    #[must_use]
    pub fn indented(self, indent: usize) -> Self {
        Self { indent, ..self }
    }

    /// Adds a label and its value. A value of several lines continues under its first; other control characters are
    /// replaced.
    pub fn row(&mut self, label: &str, value: &str) -> &mut Self {
        self.lines.push(Line::Pair {
            label: label.to_owned(),
            value: value.to_owned(),
        });
        self
    }

    /// Adds the row only when there is a value.
    pub fn row_if(&mut self, label: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.row(label, value);
        }
        self
    }

    /// Adds a line of its own.
    pub fn heading(&mut self, text: &str) -> &mut Self {
        self.lines.push(Line::Heading(text.to_owned()));
        self
    }

    /// Adds an empty line.
    pub fn blank(&mut self) -> &mut Self {
        self.lines.push(Line::Blank);
        self
    }

    /// The table as text, each line ended.
    #[must_use]
    pub fn render(&self) -> String {
        let widest = self.lines.iter().map(label_width).max().unwrap_or(0);
        let margin = " ".repeat(self.indent);
        let mut text = String::new();
        for line in &self.lines {
            match line {
                Line::Pair { label, value } => {
                    let label = visible(label);
                    let padding = " ".repeat(widest.saturating_sub(label.width()) + GAP);
                    let under = " ".repeat(widest + 1 + GAP);
                    let mut parts = value.split('\n').map(visible);
                    let first = parts.next().unwrap_or_default();
                    let mut pair = format!("{margin}{label}:{padding}{first}");
                    for part in parts {
                        pair.push_str(&format!("\n{margin}{under}{part}"));
                    }
                    text.push_str(pair.trim_end());
                }
                Line::Heading(heading) => text.push_str(&visible(heading)),
                Line::Blank => {}
            }
            text.push('\n');
        }
        text
    }
}

/// Columns of the line's label in a terminal.
fn label_width(line: &Line) -> usize {
    match line {
        Line::Pair { label, .. } => visible(label).width(),
        Line::Heading(_) | Line::Blank => 0,
    }
}

#[cfg(test)]
mod tests;
