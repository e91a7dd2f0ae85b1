// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What many cases wait for is said once.

use core::fmt;

use crate::run::{NotRun, Outcome, Ran};
use crate::step::{Cause, Goal};

/// A cause that cases have in common.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Common<'r> {
    /// The cause, as the first of the cases met it.
    pub cause: &'r Cause,
    /// What could not be reached for it, each once.
    pub goals: Vec<Goal>,
    /// The cases that wait for it, at least one.
    pub cases: Vec<&'r Ran>,
}

/// The causes of these cases. What failed alike at the same command is one of them, whatever it was for.
pub(super) fn common(all: &[Ran]) -> Vec<Common<'_>> {
    let mut found: Vec<Common<'_>> = Vec::new();
    for ran in all {
        let Outcome::NotRun(NotRun::Waits(cause)) = &ran.outcome else {
            continue;
        };
        let alike = |common: &&mut Common<'_>| {
            common.cause.step == cause.step && common.cause.failure.actual == cause.failure.actual
        };
        match found.iter_mut().find(alike) {
            None => found.push(Common {
                cause,
                goals: vec![cause.goal],
                cases: vec![ran],
            }),
            Some(common) => {
                common.cases.push(ran);
                if !common.goals.contains(&cause.goal) {
                    common.goals.push(cause.goal);
                }
            }
        }
    }
    found
}

impl Common<'_> {
    /// The stages that could not be reached, by name.
    #[must_use]
    pub fn stages(&self) -> Vec<&'static str> {
        let stages = self.goals.iter().filter_map(|goal| match goal {
            Goal::Stage(stage) => Some(stage.name()),
            _ => None,
        });
        stages.collect()
    }

    /// The levels of the issuer's channel that could not be opened, in hexadecimal.
    #[must_use]
    pub fn levels(&self) -> Vec<String> {
        let levels = self.goals.iter().filter_map(|goal| match goal {
            Goal::Issuer(level) => Some(format!("{level:02X}")),
            _ => None,
        });
        levels.collect()
    }

    /// What could not be reached, by which command, and the rule that is broken.
    #[must_use]
    pub fn reason(&self) -> String {
        let mut missed = Vec::new();
        let stages = self.stages().join(" or ");
        if !stages.is_empty() {
            missed.push(format!("the card could not be brought to {stages}"));
        }
        let levels = self.levels().join(", ");
        if !levels.is_empty() {
            let channel = "the channel of the issuer could not be opened at level";
            missed.push(format!("{channel} {levels}"));
        }
        let others = self.goals.iter().filter_map(|goal| match goal {
            Goal::Stage(_) | Goal::Issuer(_) => None,
            other => Some(other.missed()),
        });
        missed.extend(others);
        let (what, rule) = (self.cause.what(), self.cause.step.rule());
        format!("{}: {what} ({rule})", missed.join(", "))
    }
}

impl fmt::Display for Common<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.cases.len();
        let cases = if waiting == 1 {
            "case was"
        } else {
            "cases were"
        };
        write!(formatter, "{waiting} {cases} not run: {}", self.reason())
    }
}
