// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is unusual in an application and does not refuse it.

use epatent_core::{CivilDate, Warning};

/// The most days by which a term usually begins before the patent is issued, or after.
const MAX_DAYS_APART: i32 = 31;

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
    /// A term that begins long before the patent is issued.
    EarlyStart {
        /// Days from the first day in force to the day of issue.
        days: i32,
    },
    /// A term that begins long after the patent is issued.
    LateStart {
        /// Days from the day of issue to the first day in force.
        days: i32,
    },
    /// A day of issue that is far from today, on either side.
    IssueFar {
        /// Days between the two.
        days: i32,
    },
    /// A date of birth of which only so much is known that the holder may be too young.
    MaybeTooYoung {
        /// The age that is needed, in years.
        years: i16,
    },
    /// A holder of an age at which hardly anybody works.
    Aged {
        /// Years on the day of issue, at the most.
        years: i16,
    },
    /// An identity document that was issued after the patent.
    DocumentAfterIssue,
    /// A Latin name that was spelled by the rules: the passport's own spelling wins.
    Transliterated,
}

impl Unusual {
    /// The stable code; its words are `warning-` and the code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Value(warning) => warning.code(),
            Self::EarlyStart { .. } => "early-start",
            Self::LateStart { .. } => "late-start",
            Self::IssueFar { .. } => "issue-far",
            Self::MaybeTooYoung { .. } => "maybe-too-young",
            Self::Aged { .. } => "aged",
            Self::DocumentAfterIssue => "document-after-issue",
            Self::Transliterated => "transliterated",
        }
    }

    /// Names and values for the words.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Value(warning) => warning.parameters(),
            Self::EarlyStart { days } | Self::LateStart { days } | Self::IssueFar { days } => {
                vec![("days", days.to_string())]
            }
            Self::MaybeTooYoung { years } | Self::Aged { years } => {
                vec![("years", years.to_string())]
            }
            Self::DocumentAfterIssue | Self::Transliterated => Vec::new(),
        }
    }
}

/// What is unusual about the first day of a patent issued on `issued_on`. A patent may be taken over from
/// elsewhere, or changed in its last month, so that neither refuses.
pub(super) fn of_start(start: CivilDate, issued_on: CivilDate) -> Option<Note> {
    let days = start.days_until(issued_on);
    let unusual = if days > MAX_DAYS_APART {
        Unusual::EarlyStart { days }
    } else if days < -MAX_DAYS_APART {
        Unusual::LateStart { days: -days }
    } else {
        return None;
    };
    Some(Note {
        field: "term.in_force_from",
        unusual,
    })
}

/// What is unusual about a day of issue, seen from today.
pub(crate) fn of_issue(issued_on: CivilDate, today: CivilDate) -> Option<Note> {
    let days = issued_on.days_until(today).abs();
    (days > MAX_DAYS_APART).then_some(Note {
        field: "patent.issued_on",
        unusual: Unusual::IssueFar { days },
    })
}
