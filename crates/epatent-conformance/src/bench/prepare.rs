// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What prepares a card for a case, told apart from what the case is about, and not tried for ever.

use super::Bench;
use crate::answer::{Checked, Failure, Fault};
use crate::step::{Goal, Step};

/// How often the same preparation may fail in a row before it is not tried any more.
const MOST_TRIES: u8 = 3;

impl Bench<'_> {
    /// Does what only prepares the card for the present case. Where the case has done nothing else yet, a failure
    /// is one of the preparation; after [`MOST_TRIES`] of them in a row it is given again, and nothing is sent.
    /// Behind something else it is one of the case, unless it failed alike before.
    pub(crate) fn preparing<T>(
        &mut self,
        goal: Goal,
        does: impl FnOnce(&mut Self) -> Checked<T>,
    ) -> Checked<T> {
        if self.in_preparation {
            return does(self);
        }
        if !self.untouched {
            return does(self).map_err(|failure| self.as_before(goal, failure));
        }
        if let Some(failure) = self.given_up(goal) {
            return Err(failure);
        }
        self.in_preparation = true;
        let done = does(self);
        self.in_preparation = false;
        match done {
            Ok(done) => {
                self.reached(goal);
                Ok(done)
            }
            Err(failure) => Err(self.missed(goal, failure)),
        }
    }

    /// A failure behind what the case is about: one of the preparation all the same, where the last try with nothing
    /// before it failed alike.
    fn as_before(&self, goal: Goal, mut failure: Failure) -> Failure {
        let known = self.missed.get(&(self.stage, goal)).map(|of| &of.1);
        let alike = |known: &&Failure| {
            let step = matches!(known.fault, Fault::Preparing { step, .. } if step == self.at);
            step && failure.fault == Fault::Card && known.actual == failure.actual
        };
        if let Some(known) = known.filter(alike) {
            failure.fault = known.fault;
        }
        failure
    }

    /// The failure that ended the tries to reach this for the present stage.
    pub(super) fn given_up(&self, goal: Goal) -> Option<Failure> {
        let (tries, failure) = self.missed.get(&(self.stage, goal))?;
        (*tries >= MOST_TRIES).then(|| failure.clone())
    }

    /// Notes that this was reached.
    pub(super) fn reached(&mut self, goal: Goal) {
        self.missed.remove(&(self.stage, goal));
    }

    /// Notes that this was not reached, by the command that is on its way; a failure of nobody is left as it is.
    pub(super) fn missed(&mut self, goal: Goal, mut failure: Failure) -> Failure {
        let step = match failure.fault {
            Fault::Unknown { .. } => return failure,
            Fault::Preparing { step, .. } => step,
            Fault::Card if refused_get_response(&failure) => Step::GetResponse,
            Fault::Card => self.at,
        };
        failure.fault = Fault::Preparing { goal, step };
        let tries = self.missed.get(&(self.stage, goal)).map_or(0, |of| of.0);
        let tries = tries.saturating_add(1);
        self.missed
            .insert((self.stage, goal), (tries, failure.clone()));
        failure
    }

    /// Gives up what another preparation, given up already, would have to be gone through for.
    pub(super) fn give_up(&mut self, goal: Goal, failure: &Failure) {
        self.missed
            .insert((self.stage, goal), (MOST_TRIES, failure.clone()));
    }
}

/// Whether it was GET RESPONSE that failed, of whatever it fetched the answer.
fn refused_get_response(failure: &Failure) -> bool {
    let evidence = failure.evidence.as_ref();
    evidence.is_some_and(|evidence| evidence.is_refused_get_response())
}
