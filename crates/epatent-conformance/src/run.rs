// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Running cases in the order of a card's life.

use core::ops::ControlFlow;
use std::time::{Duration, Instant};

use epatent_apdu::{Fault, TransportError};

use crate::answer::{Failure, Fault as Against, Missing};
use crate::bench::{Bench, Blocked};
use crate::case::{Case, Stage};
use crate::report::Report;
use crate::step::{Cause, Goal, Step};

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
        self.names_id(&case.id)
    }

    /// The same by the identifier of a case or a requirement.
    #[must_use]
    pub fn names_id(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| is_under(id, only))
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
    /// It uses up a card of its own, and this run has used the one that there is.
    OwnCard,
    /// The card has gone beyond it before this run; a blank card is needed.
    AnotherCard {
        /// The stage at which the card is.
        present: Stage,
    },
    /// Something of this card is not known: its access number, its files or its key.
    Unknown {
        /// What is not known.
        what: Missing,
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
    /// A command that had to prepare the card for it failed: the card does not conform, in the rule of that command.
    Waits(Cause),
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
    /// Whether it shows a requirement.
    pub(crate) fn is_of(&self, requirement: &str) -> bool {
        self.shows.iter().any(|shown| shown == requirement)
    }

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
                Outcome::NotRun(NotRun::Waits(Cause {
                    goal: Goal::Applet,
                    step: Step::Applet,
                    failure: failure.clone(),
                }))
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
/// Where a command that prepares the card for cases fails, these wait ([`NotRun::Waits`]), and one case of the rule
/// that it breaks fails.
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
    charge(&mut report, cases);
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
            Blocked::AnotherCard { .. } if case.consumes && bench.has_moved() => NotRun::OwnCard,
            Blocked::AnotherCard { present } => NotRun::AnotherCard { present },
            Blocked::Failed(failure) => return judged(bench, case, failure),
        });
    }
    if let Some(what) = case.lacks(bench.known()) {
        // What an issued card holds is learnt through PACE.
        let unread = case.stage == Stage::Active && bench.known().files.is_empty();
        return Outcome::NotRun(if unread {
            NotRun::Unknown {
                what: Missing::Number,
            }
        } else {
            NotRun::OtherCard { what }
        });
    }
    let outcome = outcome_of(bench, case);
    if !case.destructive && case.stage == Stage::Perso && outcome == Outcome::Passed {
        bench.keep_session();
    }
    outcome
}

/// What becomes of a case on a card that is at its stage.
pub fn outcome_of(bench: &mut Bench<'_>, case: &Case) -> Outcome {
    match case.run(bench) {
        Ok(()) => Outcome::Passed,
        Err(_) if case.malformed && bench.is_silent() => {
            bench.distrust();
            Outcome::NotRun(NotRun::NotCarried)
        }
        Err(failure) => judged(bench, case, failure),
    }
}

/// What a failure says of its case: where only the preparation failed, the case waits for it, unless the rule that
/// is broken is its own.
fn judged(bench: &mut Bench<'_>, case: &Case, mut failure: Failure) -> Outcome {
    let cause = match failure.fault {
        Against::Unknown { what } => return Outcome::NotRun(NotRun::Unknown { what }),
        Against::Preparing { goal, step } => Some((goal, step)),
        Against::Card => None,
    };
    bench.distrust();
    if failure.evidence.is_none() {
        failure.evidence = bench.last().map(Box::new);
    }
    match cause {
        Some((goal, step)) if case.shows().all(|rule| rule != step.rule()) => {
            Outcome::NotRun(NotRun::Waits(Cause {
                goal,
                step,
                failure,
            }))
        }
        _ => Outcome::Failed(failure),
    }
}

/// One case fails for each rule that cases wait for, where none did by itself: the first of the rule, whether it was
/// asked for or not.
fn charge(report: &mut Report, cases: &[Case]) {
    let causes = report
        .causes()
        .into_iter()
        .map(|common| common.cause.clone());
    for cause in causes.collect::<Vec<Cause>>() {
        let rule = cause.step.rule();
        let broken = |ran: &Ran| matches!(ran.outcome, Outcome::Failed(_)) && ran.is_of(rule);
        if report.ran.iter().any(broken) {
            continue;
        }
        let outcome = Outcome::Failed(cause.charged());
        let of_rule = |case: &&Case| case.requirement() == rule;
        let shows = |case: &&Case| case.shows().any(|shown| shown == rule);
        let Some(case) = cases
            .iter()
            .find(of_rule)
            .or_else(|| cases.iter().find(shows))
        else {
            continue;
        };
        match report.ran.iter_mut().find(|ran| ran.id == case.id) {
            Some(ran) => ran.outcome = outcome,
            None => report.ran.push(Ran::of(case, outcome, Duration::ZERO)),
        }
    }
}
