// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Running cases in the order of a card's life.

use core::ops::ControlFlow;
use std::time::{Duration, Instant};

use epatent_apdu::{Fault, TransportError};

use crate::answer::Failure;
use crate::bench::{Bench, Blocked};
use crate::case::{Case, Stage};
use crate::report::Report;

/// Which cases are run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Whether the card may be changed, up to its end.
    pub destructive: bool,
    /// Whether cases of many thousands of commands are run.
    pub slow: bool,
    /// Beginnings of identifiers; all cases where there are none.
    pub only: Vec<String>,
}

impl Choice {
    /// Whether a case is asked for at all.
    #[must_use]
    pub fn names(&self, case: &Case) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| is_under(&case.id, only))
    }
}

/// Whether an identifier is this one, or below it: `EPC-READ-06` and `EPC-READ` name `EPC-READ-06.1`.
fn is_under(id: &str, wanted: &str) -> bool {
    id.strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The card did what the specification demands.
    Passed,
    /// It did not, and this is what it did.
    Failed(Failure),
    /// It was not run, for this reason.
    NotRun(NotRun),
}

/// Why a case was not run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRun {
    /// It changes the card, which was not allowed.
    Destructive,
    /// It takes many thousands of commands.
    Slow,
    /// Reader or card carry no extended APDUs.
    NoExtended,
    /// The card is at another stage, and bringing it there was not allowed.
    OtherStage {
        /// The stage at which the card is.
        present: Stage,
    },
    /// The card has gone beyond it; another blank card is needed.
    AnotherCard {
        /// The stage at which the card is.
        present: Stage,
    },
    /// Something of this card is not known: its access number, its files or its key.
    Unknown {
        /// What is not known, in words.
        what: &'static str,
    },
    /// No reply came to bytes that are no command: a reader may refuse to carry them.
    NotCarried,
    /// This card says nothing about it.
    OtherCard {
        /// What the card lacks, in words.
        what: &'static str,
    },
    /// The run was ended before it, by a signal or by `progress`.
    Ended,
    /// There is no applet that it could be run against.
    NoApplet,
    /// The card could not be brought to the stage, by a fault of its own: it does not conform.
    Unreachable(Failure),
}

/// A case and what became of it.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Its identifier, such as `EPC-READ-06.1`.
    pub id: String,
    /// What it shows, in a sentence.
    pub title: String,
    /// The requirements that it shows, at least one.
    pub shows: Vec<String>,
    /// The stage that its card must have come to.
    pub stage: Stage,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took, on the clock of this computer.
    pub took: Duration,
}

impl Ran {
    fn of(case: &Case, outcome: Outcome, took: Duration) -> Self {
        Self {
            id: case.id.clone(),
            title: case.title.clone(),
            shows: case.shows().map(str::to_owned).collect(),
            stage: case.stage,
            outcome,
            took,
        }
    }
}

/// The report of a card that SELECT finds no applet on: the first case of EPC-ID-01 failed, nothing else could be run.
#[must_use]
pub fn without_applet(cases: &[Case], choice: &Choice, failure: &Failure) -> Report {
    const SELECT: &str = "EPC-ID-01.1";
    let ran = cases
        .iter()
        .filter(|case| case.id == SELECT || choice.names(case))
        .map(|case| {
            let outcome = if case.id == SELECT {
                Outcome::Failed(failure.clone())
            } else {
                Outcome::NotRun(NotRun::NoApplet)
            };
            Ran::of(case, outcome, Duration::ZERO)
        })
        .collect();
    Report {
        ran,
        ..Report::default()
    }
}

/// Runs the chosen cases. Cases that need no change of the card come at the stage where it is; with
/// [`Choice::destructive`] the card goes through its whole life, and ends TERMINATED.
///
/// The run ends early, with [`Report::trouble`], where the card was taken out or the reader is gone.
///
/// `progress` is told each case as it ends, with the number of cases in all; where it breaks, the cases behind are
/// [`NotRun::Ended`].
pub fn run(
    bench: &mut Bench<'_>,
    cases: &[Case],
    choice: &Choice,
    mut progress: impl FnMut(&Ran, usize) -> ControlFlow<()>,
) -> Report {
    let mut chosen: Vec<&Case> = cases.iter().filter(|case| choice.names(case)).collect();
    // At a stage, first what leaves the card as it is; last what uses it up.
    chosen.sort_by_key(|case| (case.consumes, case.stage, case.destructive));
    let mut report = Report::default();
    for case in &chosen {
        let began = Instant::now();
        let outcome = if report.ended {
            Outcome::NotRun(NotRun::Ended)
        } else {
            one(bench, case, choice)
        };
        if let Some(trouble) = bench.take_silence().filter(is_trouble) {
            // Reader, service or the card's place: nothing is said against a card that is not there.
            report.trouble = Some(trouble);
            return report;
        }
        let ran = Ran::of(case, outcome, began.elapsed());
        if !report.ended {
            report.ended = progress(&ran, chosen.len()).is_break();
        }
        report.ran.push(ran);
    }
    report
}

/// Whether a silence is no fault of the card.
pub(crate) fn is_trouble(error: &TransportError) -> bool {
    let gone = matches!(error, TransportError::NoCard | TransportError::CardRemoved);
    gone || matches!(error.fault(), Fault::Service | Fault::Reader)
        && !matches!(error, TransportError::Other(_))
}

fn one(bench: &mut Bench<'_>, case: &Case, choice: &Choice) -> Outcome {
    let skipped = if case.slow && !choice.slow {
        Some(NotRun::Slow)
    } else if case.destructive && !choice.destructive {
        Some(NotRun::Destructive)
    } else if case.extended && !bench.target.carries_extended() {
        Some(NotRun::NoExtended)
    } else {
        None
    };
    if let Some(reason) = skipped {
        return Outcome::NotRun(reason);
    }
    if let Err(blocked) = bench.bring(case.stage, choice.destructive) {
        return Outcome::NotRun(match blocked {
            Blocked::NotAllowed { present } => NotRun::OtherStage { present },
            Blocked::AnotherCard { present } => NotRun::AnotherCard { present },
            Blocked::Failed(failure) => {
                bench.distrust();
                NotRun::Unreachable(failure)
            }
        });
    }
    if let Some(what) = lacking(bench, case.stage) {
        return Outcome::NotRun(NotRun::Unknown { what });
    }
    if let Some(what) = case.lacks(bench.known()) {
        return Outcome::NotRun(NotRun::OtherCard { what });
    }
    let checked = case.run(bench);
    if !case.destructive && case.stage == Stage::Perso && checked.is_ok() {
        bench.keep_session();
    }
    match checked {
        Ok(()) => Outcome::Passed,
        Err(_) if case.malformed && bench.is_silent() => {
            bench.distrust();
            Outcome::NotRun(NotRun::NotCarried)
        }
        Err(failure) => {
            bench.distrust();
            Outcome::Failed(failure)
        }
    }
}

/// What the cases of an issued card cannot do without.
fn lacking(bench: &Bench<'_>, stage: Stage) -> Option<&'static str> {
    let known = bench.known();
    match stage {
        Stage::Active if known.can.is_none() => Some("the access number"),
        Stage::Active | Stage::Suspended if known.chip.is_none() => {
            Some("the diversification data of the chip")
        }
        Stage::Active if known.point.is_none() => Some("the public point of the chip"),
        _ => None,
    }
}
