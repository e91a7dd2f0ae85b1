// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Does a card survive everything that can go wrong while somebody works with it?
//!
//! A [`Story`] is a card and what an office does with it. It is told again and again, each time
//! with other [faults](crate::faulty): every single one ([`single_faults`]), and pairs that a seed
//! chooses ([`double_faults`]). After every run power comes back and the card is judged:
//!
//! - it is in a state that the story allows;
//! - in any state but ACTIVE no file can be read;
//! - ACTIVE means exactly the files and the key of the manifest, at every later reading too;
//! - the key is the one that the office was told, or there is none yet;
//! - what the office was told is done is done;
//! - if the story is not at its end, telling it again without faults brings it there.
//!
//! The first card that fails is returned as a [`Violation`] with the plan that makes it fail again.

use std::fmt;

use thiserror::Error;

use crate::faulty::{Fault, FaultPlan};
use crate::nvm::{PowerCut, Torn};

mod judge;
mod run;
mod story;

#[cfg(test)]
mod tests;

pub use story::Story;

/// What became of the cards of a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Stories told, one card each.
    pub runs: u64,
    /// Faults that happened in them.
    pub faults: u64,
    /// Cards that were at the end of the story after the first attempt.
    pub finished: u64,
    /// Cards that were BLANK after the first attempt, and then brought to the end.
    pub blank: u64,
    /// Cards that were in an open session after the first attempt, and then brought to the end.
    pub open: u64,
    /// Attempts that reported an error.
    pub reported: u64,
}

impl Counts {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            runs: self.runs.saturating_add(other.runs),
            faults: self.faults.saturating_add(other.faults),
            finished: self.finished.saturating_add(other.finished),
            blank: self.blank.saturating_add(other.blank),
            open: self.open.saturating_add(other.open),
            reported: self.reported.saturating_add(other.reported),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} runs, {} faults, {} errors reported; after the first attempt {} finished, {} in an \
             open session, {} blank; 0 half-valid cards",
            self.runs, self.faults, self.reported, self.finished, self.open, self.blank
        )
    }
}

/// A card that did not survive.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{story}: {what}, after {plan:?}")]
pub struct Violation {
    /// Name of the story, see [`Story::name`].
    pub story: &'static str,
    /// The faults that make it happen again.
    pub plan: FaultPlan,
    /// What is wrong with the card.
    pub what: String,
}

/// Every single fault of a story: every byte of every command torn off and cut off, every page of
/// memory with [every outcome](Torn::EACH), every reply missing, cut after every byte, late; every
/// command doubled.
///
/// # Errors
/// The first [`Violation`].
pub fn single_faults(story: Story) -> Result<Counts, Violation> {
    let course = run::course(story)?;
    let mut counts = Counts::default();
    let mut tell = |plan| -> Result<(), Violation> {
        counts = counts.plus(run::tell(story, &plan)?);
        Ok(())
    };
    for (number, (command, reply)) in (0_u64..).zip(&course.exchanges) {
        let mut at = |fault| tell(FaultPlan::once(number, fault));
        at(Fault::Undelivered)?;
        for bytes in 0..*command {
            at(Fault::CommandTorn { bytes })?;
            at(Fault::CommandCut { bytes })?;
        }
        at(Fault::Unanswered)?;
        for bytes in 0..*reply {
            at(Fault::ReplyCut { bytes })?;
        }
        at(Fault::Doubled)?;
        at(Fault::Late)?;
    }
    for page in 0..course.pages {
        for torn in Torn::EACH {
            tell(FaultPlan::once(0, Fault::Power(PowerCut::once(page, torn))))?;
        }
    }
    Ok(counts)
}

/// Pairs of faults of a story, one pair for each of `count` seeds from `seed` on.
///
/// # Errors
/// The first [`Violation`].
pub fn double_faults(story: Story, seed: u64, count: u64) -> Result<Counts, Violation> {
    let course = run::course(story)?;
    let commands = u64::try_from(course.exchanges.len()).unwrap_or(u64::MAX);
    (seed..seed.saturating_add(count)).try_fold(Counts::default(), |counts, seed| {
        let plan = FaultPlan::seeded(seed, commands, course.pages);
        Ok(counts.plus(run::tell(story, &plan)?))
    })
}
