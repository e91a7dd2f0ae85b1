// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The check of a card in a reader: the same for one card and for card after card.

mod ground;

use crate::answer::Answer;
use crate::printed::Printed;
use epatent_apdu::pace::Can;
use epatent_cli::{Console, Failure};
use epatent_core::object::SecurityObject;
use epatent_station::{Connection, MAX_RESTARTS, is_foreign_reset, read_failure, request};
use epatent_terminal::{Observer, ReadError, Reading, read_card};
use epatent_verify::{Authentic, Check, Colour};
use std::time::Instant;

pub(crate) use ground::{Ground, ListAge};

/// What the program calls itself in the statement that the chip signs.
const TERMINAL: &str = "epatent-check";

/// Whoever stands before the reader.
pub(crate) trait Attendant {
    /// The number on the card, which asks for it; `None` where there is none now.
    ///
    /// # Errors
    /// Nobody can be asked, in words.
    fn number(&mut self) -> Result<Option<Can>, Failure>;

    /// Watches one attempt to read.
    fn observer(&mut self) -> Box<dyn Observer + '_>;
}

/// The numbers that may open a card.
pub(crate) struct Keys {
    first: Option<Can>,
    other: Option<Can>,
}

impl Keys {
    /// The number in the code first: the typed one may be that of the card before.
    pub(crate) fn of(printed: &Printed, typed: Option<Can>) -> Self {
        match printed.claimed_number() {
            Some(claimed) => Self {
                first: Some(claimed),
                other: typed,
            },
            None => Self {
                first: typed,
                other: None,
            },
        }
    }
}

/// A card that was checked.
pub(crate) struct Checked {
    pub(crate) answer: Answer,
    pub(crate) read: Result<Reading, ReadError>,
    /// The security object of the card, where it is authentic.
    pub(crate) authentic: Option<Authentic<SecurityObject>>,
}

/// One check.
pub(crate) struct Checking<'a> {
    pub(crate) ground: &'a Ground,
    pub(crate) printed: &'a Printed,
    pub(crate) console: &'a Console,
    /// From where the time is counted.
    pub(crate) began: Instant,
}

impl Checking<'_> {
    /// Reads the card and judges it; `None` where it asks for a number and nobody has one.
    ///
    /// # Errors
    /// What left no answer, in words.
    pub(crate) fn run(
        &self,
        card: &mut Connection<'_>,
        keys: Keys,
        attendant: &mut dyn Attendant,
    ) -> Result<Option<Checked>, Failure> {
        let words = &self.console.words;
        let circumstances = self.ground.circumstances();
        let stopwatch = || u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let verifier = self.ground.verifier(words)?.timed_by(&stopwatch);
        let mut check = verifier.begin(circumstances);
        let Keys {
            first: mut can,
            mut other,
        } = keys;
        let mut restarts = 0;
        let mut asked_again = false;
        let read = loop {
            let request = request(words, TERMINAL, circumstances, can.clone())?;
            let attempt = read_card(&mut *card, &mut check, &request, &mut *attendant.observer());
            match attempt {
                // Nothing has been read yet; a card without a channel is not asked for a number.
                Err(ReadError::AccessKeyMissing) => match attendant.number()? {
                    Some(number) => can = Some(number),
                    None => return Ok(None),
                },
                // Nothing protects the opening of a channel: a reply that was cut off looks like a
                // refusal, and what a card means it says twice.
                Err(ReadError::NoChannel(_)) if !asked_again => {
                    asked_again = true;
                    check = verifier.begin(circumstances);
                }
                // A code of another card names another number; what the officer typed may open
                // this one.
                Err(ReadError::AccessKeyWrong) if other.is_some() => can = other.take(),
                Err(error) if !is_red(&check) && card.falls_back(error.flow())? => {
                    check = verifier.begin(circumstances);
                }
                // All that was read and judged is forgotten: it may be another card by now.
                Err(error)
                    if is_foreign_reset(error.transport())
                        && restarts < MAX_RESTARTS
                        && !is_red(&check) =>
                {
                    restarts += 1;
                    card.start_over()?;
                    check = verifier.begin(circumstances);
                }
                read => break read,
            }
        };
        if read.is_ok() {
            self.printed.compare(&mut check);
        }
        let authentic = check.card().security_object.clone();
        let mut answer = self.answer(check, &read)?;
        card.reader().clone_into(&mut answer.source);
        answer.milliseconds = stopwatch() / 1000;
        answer.bytes = read.as_ref().map_or(0, |reading| reading.bytes);
        Ok(Some(Checked {
            answer,
            read,
            authentic,
        }))
    }

    fn answer(
        &self,
        mut check: Check<'_>,
        read: &Result<Reading, ReadError>,
    ) -> Result<Answer, Failure> {
        let words = &self.console.words;
        let circumstances = || self.ground.circumstances().clone();
        let error = match read {
            Ok(_) => return Ok(Answer::of_report(words, check.report(), circumstances())),
            Err(error) => error,
        };
        match Answer::of_other_card(words, error, circumstances()) {
            Some(answer) if self.printed.has_code() && is_silent(error) => {
                self.printed.compare(&mut check);
                Ok(answer.with_code(words, check.report()))
            }
            Some(answer) => Ok(answer),
            // A card that is red and then falls silent is still red.
            None if is_red(&check) => {
                self.console
                    .output
                    .note(&read_failure(words, error).message);
                Ok(Answer::of_report(words, check.report(), circumstances()))
            }
            None => Err(read_failure(words, error)),
        }
    }
}

/// Whole milliseconds since then.
pub(crate) fn milliseconds_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The chip is one of ours and says nothing, so that the code is all there is.
const fn is_silent(error: &ReadError) -> bool {
    matches!(error, ReadError::NoChannel(_) | ReadError::NotActive { .. })
}

fn is_red(check: &Check<'_>) -> bool {
    check
        .findings()
        .iter()
        .any(|finding| finding.colour == Colour::Red)
}
