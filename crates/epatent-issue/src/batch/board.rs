// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is known of a batch at a moment: each reader, and all of them together.

use super::news::{Event, State, What};
use epatent_office::production::Outcome;
use std::time::Duration;

/// Seconds of an hour.
const HOUR: u64 = 3_600;
/// Before this no speed is told: the first card says nothing yet.
const FIRST_LOOK: Duration = Duration::from_secs(5);

/// A reader.
pub(super) struct Place {
    pub(super) reader: String,
    /// What tells it from the others, for a narrow column.
    pub(super) short: String,
    pub(super) state: State,
    /// Number of the patent whose card is being made, or was last.
    pub(super) patent: String,
    /// How far that is: words are `step-` and this.
    pub(super) step: &'static str,
    /// Share of its bytes that are written, in percent.
    pub(super) percent: u64,
    pub(super) issued: u64,
    pub(super) failed: u64,
}

/// All readers.
pub(super) struct Board {
    pub(super) places: Vec<Place>,
    pub(super) issued: u64,
    pub(super) scrapped: u64,
    pub(super) passed_over: u64,
    /// Approved applications whose cards are not issued yet, and cards that are to be replaced.
    pub(super) left: u64,
    /// Whether none of them can be made.
    pub(super) is_stuck: bool,
}

impl Board {
    pub(super) fn new(readers: &[String]) -> Self {
        let place = |reader: &String| Place {
            reader: reader.clone(),
            short: short(reader, readers),
            state: State::Empty,
            patent: String::new(),
            step: "",
            percent: 0,
            issued: 0,
            failed: 0,
        };
        Self {
            places: readers.iter().map(place).collect(),
            issued: 0,
            scrapped: 0,
            passed_over: 0,
            left: 0,
            is_stuck: false,
        }
    }

    /// Takes note of something.
    pub(super) fn note(&mut self, at: usize, what: &What) {
        let Some(place) = self.places.get_mut(at) else {
            return;
        };
        match what {
            What::State(state) => place.state = *state,
            What::Patent(number) => {
                place.patent = number.to_string();
                (place.step, place.percent) = ("", 0);
            }
            What::Step(step) => place.step = step.word(),
            What::Writing { done, total } => {
                place.percent = done.saturating_mul(100) / (*total).max(1);
            }
            What::Event(Event::Served(outcome)) => match outcome {
                Outcome::Issued(_) => {
                    place.issued += 1;
                    self.issued += 1;
                }
                Outcome::Scrapped { .. } => {
                    place.failed += 1;
                    self.scrapped += 1;
                }
                Outcome::PassedOver { .. } => self.passed_over += 1,
                _ => {}
            },
            What::Event(_) => {
                place.failed += 1;
                place.state = State::Trouble;
            }
            What::Ended => place.state = State::Ended,
        }
    }

    /// Cards an hour, once that can be said.
    pub(super) fn speed(&self, elapsed: Duration) -> Option<u64> {
        (elapsed >= FIRST_LOOK && self.issued > 0)
            .then(|| self.issued.saturating_mul(HOUR) / elapsed.as_secs().max(1))
    }

    /// How long the cards that are left will take.
    pub(super) fn time_left(&self, elapsed: Duration) -> Option<Duration> {
        let speed = self.speed(elapsed)?;
        let seconds = self.left.saturating_mul(HOUR).checked_div(speed)?;
        Some(Duration::from_secs(seconds))
    }

    /// Whether every reader's thread has ended.
    pub(super) fn is_over(&self) -> bool {
        self.places.iter().all(|place| place.state == State::Ended)
    }

    /// Whether nobody makes a card, and there is nothing more to make one of.
    pub(super) fn is_idle(&self) -> bool {
        let nothing = |place: &Place| place.state == State::NothingWaiting;
        let is_done = self.left == 0 || self.is_stuck || self.places.iter().any(nothing);
        !self.is_at_work() && is_done
    }

    /// Whether somebody makes a card, or tries to.
    pub(super) fn is_at_work(&self) -> bool {
        let is_at_work = |place: &Place| matches!(place.state, State::Working | State::Trouble);
        self.places.iter().any(is_at_work)
    }
}

/// The name of a reader without the words with which all of them begin.
fn short(reader: &str, readers: &[String]) -> String {
    let words = || reader.split(' ');
    let is_common = |count: &usize| {
        let begins = |other: &String| other.split(' ').take(*count).eq(words().take(*count));
        readers.iter().all(begins)
    };
    let common = (1..words().count()).take_while(is_common).last();
    match common {
        Some(common) if readers.len() > 1 => {
            let rest: Vec<&str> = words().skip(common).collect();
            format!("…{}", rest.join(" "))
        }
        _ => reader.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board() -> Board {
        Board::new(&["one".to_owned(), "two".to_owned()])
    }

    #[test]
    fn speed_and_time_left_come_from_what_was_issued() {
        let mut board = board();
        (board.issued, board.left) = (20, 30);
        assert_eq!(board.speed(Duration::from_secs(2)), None);
        let elapsed = Duration::from_secs(60);
        assert_eq!(board.speed(elapsed), Some(1_200));
        assert_eq!(board.time_left(elapsed), Some(Duration::from_secs(90)));
        board.issued = 0;
        assert_eq!(board.time_left(elapsed), None);
    }

    #[test]
    fn a_narrow_column_shows_what_differs() {
        let of = |readers: &[&str]| -> Vec<String> {
            let readers: Vec<String> = readers.iter().map(|name| (*name).to_owned()).collect();
            let board = Board::new(&readers);
            board.places.into_iter().map(|place| place.short).collect()
        };
        let two = of(&["Virtual PCD 00 00", "Virtual PCD 00 01"]);
        assert_eq!(two, ["…00", "…01"]);
        assert_eq!(of(&["Virtual PCD 00 00"]), ["Virtual PCD 00 00"]);
        assert_eq!(of(&["ACS 00", "OMNIKEY 00"]), ["ACS 00", "OMNIKEY 00"]);
    }

    #[test]
    fn a_batch_is_idle_when_nothing_is_left_and_nobody_works() {
        let mut board = board();
        assert!(board.is_idle());
        board.left = 1;
        assert!(!board.is_idle());
        board.is_stuck = true;
        assert!(board.is_idle());
        board.is_stuck = false;
        board.note(0, &What::State(State::NothingWaiting));
        assert!(board.is_idle());
        board.note(1, &What::State(State::Working));
        assert!(!board.is_idle());
        board.note(1, &What::Ended);
        assert!(board.is_idle() && !board.is_over());
        board.note(0, &What::Ended);
        assert!(board.is_over());
    }
}
