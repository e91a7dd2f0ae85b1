// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The reader's side of a watch: meets card after card, and goes on whatever happens.

use super::entry::Given;
use super::scene::Seen;
use super::shown::Shown;
use crate::checking::{Attendant, Checked, Checking, Ground, Keys};
use crate::printed::Printed;
use crate::records::Keeper;
use epatent_apdu::Progress;
use epatent_apdu::pace::Can;
use epatent_cli::{Console, Failure, Words};
use epatent_pcsc::{CardService, ReaderChoice, ReaderError};
use epatent_station::{Station, reader_failure};
use epatent_terminal::Observer;
use epatent_verify::Check;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How long one wait for a card may last; in between it is asked whether to end.
const WAIT: Duration = Duration::from_millis(400);
/// Between two looks at a card that is in, and at a service or reader that is not there.
const LOOK: Duration = Duration::from_millis(100);
/// How old the trust directory's content may grow before it is read again, between two cards.
const REFRESH: Duration = Duration::from_secs(300);

/// What the reader's side works with.
pub(super) struct Cards {
    pub(super) console: Console,
    pub(super) service: CardService,
    pub(super) reader: Option<String>,
    pub(super) ground: Ground,
    pub(super) keeper: Keeper,
}

/// The way to the screen and back.
pub(super) struct Line<'a> {
    pub(super) seen: Sender<Seen>,
    pub(super) given: Receiver<Given>,
    pub(super) stop: &'a AtomicBool,
}

impl Line<'_> {
    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// A screen that is gone needs no words.
    fn tell(&self, seen: Seen) {
        let _gone = self.seen.send(seen);
    }
}

impl Cards {
    /// Until the line says that it is over.
    pub(super) fn watch(mut self, line: &Line<'_>) {
        let choice = ReaderChoice::from(self.reader.clone());
        let mut said: Option<Seen> = None;
        let mut before: Option<Seen> = None;
        let mut refreshed = Instant::now();
        while !line.is_over() {
            let waited = self.service.wait_for_card(&choice, WAIT);
            let news = match waited {
                Ok(_) => None,
                Err(ReaderError::TimedOut { .. }) => Some(Seen::Empty),
                Err(error @ ReaderError::CardMute { .. }) => {
                    line.tell(Seen::Failed(reader_failure(&self.console.words, &error)));
                    self.until_gone(&choice, line);
                    said = None;
                    continue;
                }
                Err(error) => Some(Seen::Trouble(reader_failure(&self.console.words, &error))),
            };
            match news {
                None => {
                    line.tell(Seen::Card);
                    self.attend(&choice, line);
                    said = Some(Seen::Empty);
                }
                Some(news) => {
                    let is_trouble = matches!(news, Seen::Trouble(_));
                    let is_same_as = |other: &Option<Seen>| {
                        other.as_ref().is_some_and(|other| is_same(other, &news))
                    };
                    // A service that is going away refuses for a moment in words of its own: what
                    // is so is so twice.
                    let is_sure = !is_trouble || is_same_as(&before);
                    if is_sure && !is_same_as(&said) {
                        line.tell(news.clone());
                        said = Some(news.clone());
                    }
                    before = Some(news);
                    if is_trouble {
                        std::thread::sleep(LOOK);
                    } else if refreshed.elapsed() > REFRESH {
                        self.refresh();
                        refreshed = Instant::now();
                    }
                }
            }
        }
    }

    /// One card, until it is taken off; another number has it read again.
    fn attend(&mut self, choice: &ReaderChoice, line: &Line<'_>) {
        let mut given = None;
        loop {
            match self.check(given.as_ref(), line) {
                Ok(true) => {}
                Ok(false) => line.tell(Seen::NumberWanted),
                Err(failure) => line.tell(Seen::Failed(failure)),
            }
            given = self.until_gone(choice, line);
            if given.is_none() {
                return;
            }
        }
    }

    /// Waits until the card is gone, or until something is given that may open it.
    fn until_gone(&self, choice: &ReaderChoice, line: &Line<'_>) -> Option<Given> {
        while !line.is_over() {
            match line.given.recv_timeout(LOOK) {
                Ok(given) => return Some(given),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            match self.service.wait_for_empty(choice, Duration::ZERO) {
                Err(ReaderError::TimedOut { .. }) => {}
                // A reader that went away took the card with it; why is told next.
                _ => {
                    line.tell(Seen::Removed);
                    return None;
                }
            }
        }
        None
    }

    /// Whether there is an answer; `false` where the card asks for a number.
    fn check(&mut self, given: Option<&Given>, line: &Line<'_>) -> Result<bool, Failure> {
        let words = &self.console.words;
        let began = Instant::now();
        self.ground.set_time(words)?;
        let (printed, typed) = match given {
            Some(Given::Number(number)) => (Printed::none(), Some(number.clone())),
            Some(Given::Code(code)) => (Printed::of_code(code), None),
            None => (Printed::none(), None),
        };
        let station = Station::new(&self.console, &self.service, None)?;
        let mut card = station.connect(self.reader.as_deref())?;
        let checking = Checking {
            ground: &self.ground,
            printed: &printed,
            console: &self.console,
            began,
        };
        let mut screen = Screen {
            ground: &self.ground,
            printed: &printed,
            words,
            line,
            began,
        };
        let Some(checked) = checking.run(&mut card, Keys::of(&printed, typed), &mut screen)? else {
            return Ok(false);
        };
        // The card is given back before anything else, so that it can be taken off.
        drop(card);
        let Checked { answer, read, .. } = &checked;
        line.tell(Seen::Answer(Box::new(Shown::of_answer(
            answer,
            &self.ground,
            words,
        ))));
        let object = read.as_ref().ok();
        let object = object.map(|reading| reading.presentation.security_object.as_slice());
        self.keeper.keep("card", answer, object, &self.console);
        self.ground
            .remember(checked.authentic.as_ref(), &self.console);
        Ok(true)
    }

    /// Takes what the trust directory holds now; what cannot be used is told, and the old one stays.
    fn refresh(&mut self) {
        match self.ground.again(&self.console) {
            Ok(ground) => self.ground = ground,
            Err(failure) => self.console.output.note(&failure.message),
        }
    }
}

fn is_same(said: &Seen, news: &Seen) -> bool {
    match (said, news) {
        (Seen::Empty, Seen::Empty) => true,
        (Seen::Trouble(said), Seen::Trouble(news)) => said == news,
        _ => false,
    }
}

/// Shows the answer before the photo, and has no number of its own.
struct Screen<'a> {
    ground: &'a Ground,
    printed: &'a Printed,
    words: &'a Words,
    line: &'a Line<'a>,
    began: Instant,
}

impl Attendant for Screen<'_> {
    fn number(&mut self) -> Result<Option<Can>, Failure> {
        Ok(None)
    }

    fn observer(&mut self) -> Box<dyn Observer + '_> {
        Box::new(Preview(self))
    }
}

struct Preview<'a, 'b>(&'a Screen<'b>);

impl Observer for Preview<'_, '_> {
    fn progress(&mut self, _: &'static str, _: Progress) {}

    fn before_portrait(&mut self, check: &mut Check<'_>) {
        let Screen {
            ground,
            printed,
            words,
            line,
            began,
        } = self.0;
        printed.compare(check);
        let mut shown = Shown::before_photo(check, ground, words);
        shown.milliseconds = crate::checking::milliseconds_since(*began);
        line.tell(Seen::BeforePhoto(Box::new(shown)));
    }
}
