// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is unusual in an application and does not refuse it.

use epatent_core::{CivilDate, Warning};

/// The most months that a patent's term usually has: twelve, and one for its renewal.
const MAX_MONTHS: i32 = 13;
/// The most days by which a term usually begins before the patent is issued.
const MAX_DAYS_EARLY: i32 = 31;

/// Something unusual in one field.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    /// The field, as `holder.inn`.
    pub field: &'static str,
    /// What is unusual.
    pub unusual: Unusual,
}

/// What is unusual.
#[derive(Debug, PartialEq, Eq)]
pub enum Unusual {
    /// A value in itself.
    Value(Warning),
    /// A term of more months than a patent has.
    LongTerm {
        /// Months of the term, the last one begun counted.
        months: i32,
    },
    /// A term that begins long before the patent is issued.
    EarlyStart {
        /// Days from the first day in force to the day of issue.
        days: i32,
    },
    /// A Latin name that was spelled by the rules: the passport's own spelling wins.
    Transliterated,
}

impl Unusual {
    /// The stable code; its words are `warning-` and the code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Value(warning) => warning.code(),
            Self::LongTerm { .. } => "long-term",
            Self::EarlyStart { .. } => "early-start",
            Self::Transliterated => "transliterated",
        }
    }

    /// Names and values for the words.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Value(warning) => warning.parameters(),
            Self::LongTerm { months } => vec![("months", months.to_string())],
            Self::EarlyStart { days } => vec![("days", days.to_string())],
            Self::Transliterated => Vec::new(),
        }
    }
}

/// What is unusual about a term from `start` to `end`, both inclusive, of a patent issued on
/// `issued_on`. A slip in a year would make a card that outlives its patent.
pub(super) fn of_term(start: CivilDate, end: CivilDate, issued_on: CivilDate) -> Vec<Note> {
    let mut notes = Vec::new();
    let months = months_begun(start, end);
    if months > MAX_MONTHS {
        notes.push(Note {
            field: "term.latest_end",
            unusual: Unusual::LongTerm { months },
        });
    }
    let days = start.days_until(issued_on);
    if days > MAX_DAYS_EARLY {
        notes.push(Note {
            field: "term.in_force_from",
            unusual: Unusual::EarlyStart { days },
        });
    }
    notes
}

/// Months from the first to the last day, the last one begun counted: 2 November to 1 November of
/// the next year are twelve.
fn months_begun(start: CivilDate, end: CivilDate) -> i32 {
    let month = |date: CivilDate| {
        i32::from(date.year())
            .saturating_mul(12)
            .saturating_add(i32::from(date.month()))
    };
    month(end)
        .saturating_sub(month(start))
        .saturating_add(i32::from(end.day() >= start.day()))
}
