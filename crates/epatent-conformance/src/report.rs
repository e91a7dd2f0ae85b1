// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a run found, for people and for programs.

use epatent_apdu::TransportError;

use crate::case::Stage;
use crate::run::{NotRun, Outcome, Ran};

mod cause;
mod exchange;
mod html;
mod json;
mod junit;

pub use cause::Common;
pub use exchange::exchange;
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

    /// Cases that show that the card does not conform.
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

    /// What cases wait for in common, in the order in which it was met.
    #[must_use]
    pub fn causes(&self) -> Vec<Common<'_>> {
        cause::common(&self.ran)
    }

    /// The stage at which the card was already, where cases needed one that it has gone beyond.
    #[must_use]
    pub fn used_up(&self) -> Option<Stage> {
        self.ran.iter().find_map(|ran| match &ran.outcome {
            Outcome::NotRun(NotRun::AnotherCard { present }) => Some(*present),
            _ => None,
        })
    }

    /// Whether the card conforms in what was asked for: false where a case failed, none where a case that was asked
    /// for could not be run, or none was.
    #[must_use]
    pub fn conforms(&self) -> Option<bool> {
        if self.failed().next().is_some() {
            return Some(false);
        }
        let whole = !self.ended && self.trouble.is_none() && self.passed() > 0;
        (whole && !self.ran.iter().any(|ran| is_missing(&ran.outcome))).then_some(true)
    }

    /// Cases that were not run.
    pub fn not_run(&self) -> impl Iterator<Item = &Ran> {
        self.ran
            .iter()
            .filter(|ran| matches!(ran.outcome, Outcome::NotRun(_)))
    }
}

/// Whether an outcome speaks against the card.
#[must_use]
pub const fn is_failure(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(_))
}

/// Whether the flags asked for a case that something kept from being run. What only another flag asks for, what says
/// nothing of this card, what needs a card of its own and what the reader does not carry is not missing.
const fn is_missing(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::NotRun(
            NotRun::AnotherCard { .. } | NotRun::Unknown { .. } | NotRun::Ended | NotRun::Waits(_)
        )
    )
}

/// One word for an outcome.
#[must_use]
pub const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) => "failed",
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
                format!("the card is {}: needs a blank card", present.name())
            }
            NotRun::OwnCard => "needs another blank card: uses one up by itself".to_owned(),
            NotRun::Unknown { what } => {
                format!("{} is not known ({})", what.name(), what.found())
            }
            NotRun::Ended => "the run was ended before it".to_owned(),
            NotRun::NotCarried => {
                "the reader gave no reply to bytes that are no command".to_owned()
            }
            NotRun::OtherCard { what } => format!("says nothing of this card: {what}"),
            NotRun::Waits(cause) => cause.to_string(),
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
