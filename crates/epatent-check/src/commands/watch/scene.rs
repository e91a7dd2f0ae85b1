// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What stands on the screen of a watch, and what comes next: a machine without clock, card or terminal.

use super::entry::{Entry, Given};
use super::shown::Shown;
use epatent_cli::Failure;
use epatent_verify::Verdict;
use std::time::Duration;

/// How long a number that was given waits for its card.
const NUMBER_WAITS: Duration = Duration::from_secs(60);

/// What the reader's side reports.
#[derive(Debug, Clone)]
pub(super) enum Seen {
    /// Service or reader cannot be used; it is tried again and again.
    Trouble(Failure),
    /// The reader is there and empty.
    Empty,
    /// A card is in and is being looked at.
    Card,
    /// It is one of ours and asks for its number.
    NumberWanted,
    /// Everything but the photo was judged.
    BeforePhoto(Box<Shown>),
    /// The answer.
    Answer(Box<Shown>),
    /// The card could not be read to an answer.
    Failed(Failure),
    /// The card was taken off.
    Removed,
}

/// A key, as far as it means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Back,
    Escape,
    /// Ctrl-C, or a signal that says the same.
    Interrupt,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Give this to the card that is in.
    Give(Given),
    /// Ring so many times.
    Ring(u8),
    /// End.
    Quit,
}

/// What stands on the screen.
#[derive(Debug, Clone)]
pub(super) enum View {
    /// Nothing is known yet.
    Starting,
    Trouble(Failure),
    /// The next card, please.
    Next,
    Reading,
    NumberWanted,
    Answer(Box<Shown>),
    Failed(Failure),
    /// There was an answer; nobody took the card off, and nobody else needs to see it.
    Hidden,
}

/// The screen and what was typed.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) view: View,
    pub(super) entry: Entry,
    /// Given before its card, and when.
    pending: Option<(Given, Duration)>,
    /// Given to the card that is in.
    used: Option<Given>,
    /// What was rung for the card that is in.
    rung: Option<u8>,
    since: Duration,
    hide_after: Duration,
    /// Answers that are still to come; `None` for ever.
    left: Option<u32>,
}

impl Scene {
    /// A screen that hides an answer after so long, and ends after so many cards.
    pub(super) fn new(hide_after: Duration, cards: Option<u32>) -> Self {
        Self {
            view: View::Starting,
            entry: Entry::default(),
            pending: None,
            used: None,
            rung: None,
            since: Duration::ZERO,
            hide_after,
            left: cards,
        }
    }

    /// Whether a number waits for its card.
    pub(super) fn has_number(&self) -> bool {
        self.pending.is_some()
    }

    /// The reader's side reports something, at this time since the start.
    pub(super) fn seen(&mut self, seen: Seen, now: Duration) -> Vec<Act> {
        self.since = now;
        match seen {
            Seen::Trouble(failure) => {
                self.view = View::Trouble(failure);
                Vec::new()
            }
            Seen::Empty => {
                self.view = View::Next;
                Vec::new()
            }
            Seen::Card => {
                self.view = View::Reading;
                self.rung = None;
                Vec::new()
            }
            Seen::NumberWanted => match self.pending.take() {
                Some((given, _)) => self.give(given),
                None => {
                    self.view = View::NumberWanted;
                    Vec::new()
                }
            },
            Seen::BeforePhoto(shown) => {
                let acts = self.ring(bells(shown.verdict));
                self.view = View::Answer(shown);
                acts
            }
            Seen::Answer(shown) => {
                self.used = None;
                let acts = self.ring(bells(shown.verdict));
                self.view = View::Answer(shown);
                self.left = self.left.map(|left| left.saturating_sub(1));
                acts
            }
            Seen::Failed(failure) => {
                // It is most likely put on again: the officer need not type twice.
                self.pending = self.used.take().map(|given| (given, now));
                self.view = View::Failed(failure);
                self.ring(BELLS_OPEN)
            }
            Seen::Removed => {
                self.used = None;
                // A card that was torn out is still to be told about.
                if !matches!(self.view, View::Failed(_)) {
                    self.view = View::Next;
                }
                if self.left == Some(0) {
                    return vec![Act::Quit];
                }
                Vec::new()
            }
        }
    }

    /// A key was pressed.
    pub(super) fn key(&mut self, key: Key, now: Duration) -> Vec<Act> {
        let given = match key {
            Key::Interrupt => return vec![Act::Quit],
            // The key `q`, whatever the keyboard is set to.
            Key::Char('q' | 'Q' | 'й' | 'Й') if self.entry.is_empty() => return vec![Act::Quit],
            Key::Char(key) => self.entry.push(key),
            Key::Enter => self.entry.enter(),
            Key::Back => {
                self.entry.back();
                None
            }
            Key::Escape => {
                self.entry.clear();
                self.pending = None;
                None
            }
        };
        self.since = if matches!(self.view, View::Answer(_)) {
            self.since
        } else {
            now
        };
        match given {
            Some(given) if self.wants_number() => self.give(given),
            Some(given) => {
                self.pending = Some((given, now));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Time went by.
    pub(super) fn tick(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.since);
        if passed >= self.hide_after {
            match self.view {
                View::Answer(_) => self.view = View::Hidden,
                View::Failed(_) => self.view = View::Next,
                _ => {}
            }
            self.entry.clear();
        }
        let is_old = |(_, given): &(Given, Duration)| now.saturating_sub(*given) >= NUMBER_WAITS;
        if self.pending.as_ref().is_some_and(is_old) {
            self.pending = None;
        }
    }

    /// Whether the card that is in can do something with a number: it asked for one, or another one
    /// did not open it.
    fn wants_number(&self) -> bool {
        match &self.view {
            View::NumberWanted => true,
            View::Answer(shown) => shown.is_closed,
            _ => false,
        }
    }

    fn give(&mut self, given: Given) -> Vec<Act> {
        self.used = Some(given.clone());
        self.view = View::Reading;
        self.rung = None;
        vec![Act::Give(given)]
    }

    /// Rings once a card, and again only where the photo changed the answer.
    fn ring(&mut self, bells: u8) -> Vec<Act> {
        if self.rung == Some(bells) {
            return Vec::new();
        }
        self.rung = Some(bells);
        vec![Act::Ring(bells)]
    }
}

/// Neither yes nor no.
const BELLS_OPEN: u8 = 3;

const fn bells(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::InForce => 1,
        Verdict::Refused => 2,
        Verdict::Undetermined => BELLS_OPEN,
    }
}

#[cfg(test)]
pub(super) mod tests;
