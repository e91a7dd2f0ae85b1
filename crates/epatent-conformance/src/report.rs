// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a run found, for people and for programs.

use epatent_apdu::TransportError;

use crate::run::{NotRun, Outcome, Ran};

mod html;
mod json;
mod junit;

pub use html::html;
pub use json::json;
pub use junit::junit;

/// Every case of a run, in the order in which they were taken.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The cases, run or not, each once.
    pub ran: Vec<Ran>,
    /// Why the run ended before its last case: reader or service failed, or the card was taken out.
    pub trouble: Option<TransportError>,
    /// Whether the run was ended by somebody before its last case.
    pub ended: bool,
    /// What was tested, and with what; for the reports only.
    pub tested: Tested,
}

/// The product under test and the run, for the reports. Empty where nobody said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tested {
    /// Name of the reader, as PC/SC says it.
    pub reader: String,
    /// The answer to reset, in hexadecimal digits.
    pub atr: String,
    /// The answer to SELECT, in hexadecimal: profile and state.
    pub select: String,
    /// When the run began, RFC 3339 in UTC.
    pub date: String,
    /// Version of this program, such as `0.1.0`.
    pub version: String,
    /// The flags that were used, without their values.
    pub flags: String,
}

impl Tested {
    /// Each part with its name.
    #[must_use]
    pub const fn rows(&self) -> [(&'static str, &String); 6] {
        [
            ("reader", &self.reader),
            ("atr", &self.atr),
            ("select", &self.select),
            ("date", &self.date),
            ("version", &self.version),
            ("flags", &self.flags),
        ]
    }
}

impl Report {
    /// Cases that passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        let passed = |ran: &&Ran| ran.outcome == Outcome::Passed;
        self.ran.iter().filter(passed).count()
    }

    /// Cases that show that the card does not conform: failed, or its stage could not be reached.
    pub fn failed(&self) -> impl Iterator<Item = &Ran> {
        self.ran.iter().filter(|ran| is_failure(&ran.outcome))
    }

    /// Whether this run showed a requirement: a case of it passed, and none failed.
    #[must_use]
    pub fn shows(&self, requirement: &str) -> bool {
        let mut of = self
            .ran
            .iter()
            .filter(|ran| ran.shows.iter().any(|shown| shown == requirement))
            .map(|ran| &ran.outcome);
        of.clone().any(|outcome| *outcome == Outcome::Passed) && !of.any(is_failure)
    }

    /// Cases that were not run, for no fault of the card.
    pub fn not_run(&self) -> impl Iterator<Item = &Ran> {
        self.ran
            .iter()
            .filter(|ran| matches!(ran.outcome, Outcome::NotRun(_)) && !is_failure(&ran.outcome))
    }
}

/// Whether an outcome speaks against the card.
#[must_use]
pub const fn is_failure(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Failed(_) | Outcome::NotRun(NotRun::Unreachable(_))
    )
}

/// One word for an outcome.
#[must_use]
pub const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) | Outcome::NotRun(NotRun::Unreachable(_)) => "failed",
        Outcome::NotRun(_) => "not-run",
    }
}

/// Why: of a failure what was expected and what came, of a case that was not run the reason.
#[must_use]
pub fn reason(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Passed => return None,
        Outcome::Failed(failure) => failure.to_string(),
        Outcome::NotRun(reason) => match reason {
            NotRun::Destructive => "changes the card (--destructive)".to_owned(),
            NotRun::Slow => "takes many thousands of commands (--slow)".to_owned(),
            NotRun::NoExtended => "needs extended APDUs (--extended)".to_owned(),
            NotRun::OtherStage { present } => {
                format!("the card is {} (--destructive)", present.name())
            }
            NotRun::AnotherCard { present } => {
                format!("the card is {}: needs another blank card", present.name())
            }
            NotRun::Unknown { what } => format!("{what} is not known (--card, --can, --chip)"),
            NotRun::Ended => "the run was ended before it".to_owned(),
            NotRun::NoApplet => "there is no such applet on the card".to_owned(),
            NotRun::NotCarried => {
                "the reader gave no reply to bytes that are no command".to_owned()
            }
            NotRun::OtherCard { what } => format!("says nothing of this card: {what}"),
            NotRun::Unreachable(failure) => {
                format!("the card could not be brought to its stage: {failure}")
            }
        },
    })
}

/// The area of a case: `EPC-READ` of `EPC-READ-06.1`.
fn area(id: &str) -> &str {
    let requirement = id.split('.').next().unwrap_or(id);
    requirement.rsplit_once('-').map_or(id, |(area, _)| area)
}

/// Text within the elements and attributes of XML and HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // What XML 1.0 has no form for.
            control if control < ' ' && !matches!(control, '\n' | '\t') => out.push('\u{FFFD}'),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
