// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check watch`: card after card, without a key between them.

mod cards;
mod draw;
mod entry;
mod letters;
mod lines;
mod scene;
mod shown;
mod terminal;
mod words;

use self::cards::{Cards, Line};
use self::draw::{Colours, draw};
use self::entry::Given;
use self::scene::{Act, Scene, Seen};
use self::terminal::Keyboard;
use crate::args::Watch;
use crate::checking::Ground;
use crate::records::Keeper;
use epatent_cli::{Console, Exit, Failure, Output, Words};
use epatent_core::object::Environment;
use epatent_pcsc::CardService;
use epatent_station::page::Page;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long the end waits for a card that is being read: a killed conversation resets the card.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// Between two looks at keys and news.
const TURN: Duration = Duration::from_millis(30);
/// Between two strokes of the bell: closer ones are heard as one.
const BELL_PAUSE: Duration = Duration::from_millis(250);

/// Runs until the officer or a signal ends it.
pub(crate) fn run(args: &Watch, console: &Console, service: &CardService) -> Result<Exit, Failure> {
    let keeper = Keeper::of_log(&args.logging, console)?;
    let ground = Ground::of(&args.place, console)?;
    // A policy that cannot be used is told before the first card.
    ground.verifier(&console.words)?;
    let is_lab = ground.environment() == Environment::Lab;
    let is_drawn = !args.lines
        && !console.output.is_json()
        && io::stdout().is_terminal()
        && io::stdin().is_terminal();
    let stop = Arc::new(AtomicBool::new(false));
    let (seen, news) = mpsc::channel();
    let (give, given) = mpsc::channel();
    let cards = Cards {
        console: beside(&console.words, is_drawn),
        service: service.clone(),
        reader: args.reader.clone(),
        ground,
        keeper,
    };
    let over = Arc::clone(&stop);
    let worker = thread::spawn(move || {
        let line = Line {
            seen,
            given,
            stop: &over,
        };
        cards.watch(&line);
    });
    let desk = Desk {
        news,
        give,
        has_bell: args.bell,
        began: Instant::now(),
    };
    let scene = Scene::new(Duration::from_secs(args.hide_after.into()), args.cards);
    let result = if is_drawn {
        desk.draw(scene, is_lab, console)
    } else {
        desk.write(scene, console)
    };
    stop.store(true, Ordering::Relaxed);
    let asked = Instant::now();
    while !worker.is_finished() && asked.elapsed() < LAST_WAIT {
        thread::sleep(TURN);
    }
    result.map(|()| Exit::Done)
}

/// A console for what is told beside the answers: nowhere, while a screen is drawn.
fn beside(words: &Words, is_drawn: bool) -> Console {
    let words = Words::new(words.language());
    let notes: Box<dyn Write + Send> = if is_drawn {
        Box::new(io::sink())
    } else {
        Box::new(io::stderr())
    };
    let output = Output::to_writers(&words, false, Box::new(io::sink()), notes);
    Console { words, output }
}

/// The officer's side.
struct Desk {
    news: Receiver<Seen>,
    give: Sender<Given>,
    has_bell: bool,
    began: Instant,
}

impl Desk {
    /// On the whole terminal.
    fn draw(self, mut scene: Scene, is_lab: bool, console: &Console) -> Result<(), Failure> {
        let variable = |name| std::env::var(name).ok();
        let (no_color, colorterm) = (variable("NO_COLOR"), variable("COLORTERM"));
        let colours = Colours::of(no_color.as_deref(), colorterm.as_deref());
        let mut page = Page::open(&console.words)?;
        let signals = terminal::signals(&console.words)?;
        loop {
            page.draw(|frame| draw(frame, &scene, is_lab, &console.words, colours))?;
            let mut acts = Vec::new();
            // All that is there: a scanner types hundreds of characters at once.
            let mut patience = TURN;
            while let Some(key) = page.key(patience)? {
                acts.extend(scene.key(key.into(), self.began.elapsed()));
                patience = Duration::ZERO;
            }
            while let Ok(seen) = self.news.try_recv() {
                acts.extend(scene.seen(seen, self.began.elapsed()));
            }
            scene.tick(self.began.elapsed());
            if self.act(acts) || signals.load(Ordering::Relaxed) {
                return Ok(());
            }
        }
    }

    /// In lines.
    fn write(self, mut scene: Scene, console: &Console) -> Result<(), Failure> {
        let signals = terminal::signals(&console.words)?;
        let keyboard = Keyboard::of_input();
        loop {
            let mut acts = Vec::new();
            while let Some(key) = keyboard.key() {
                acts.extend(scene.key(key, self.began.elapsed()));
            }
            if let Ok(seen) = self.news.recv_timeout(TURN) {
                lines::write(&seen, console)?;
                acts.extend(scene.seen(seen, self.began.elapsed()));
            }
            scene.tick(self.began.elapsed());
            if self.act(acts) || signals.load(Ordering::Relaxed) {
                return lines::end(console);
            }
        }
    }

    /// Does what is to be done; whether it is to end.
    fn act(&self, acts: Vec<Act>) -> bool {
        for act in acts {
            match act {
                Act::Quit => return true,
                // A reader's side that is gone has said why.
                Act::Give(given) => drop(self.give.send(given)),
                Act::Ring(times) if self.has_bell => ring(times),
                Act::Ring(_) => {}
            }
        }
        false
    }
}

/// Rings the terminal's bell on a thread of its own: nobody waits for it.
fn ring(times: u8) {
    thread::spawn(move || {
        for _ in 0..times {
            let mut terminal = io::stderr();
            let _unheard = terminal.write_all(b"\x07").and_then(|()| terminal.flush());
            thread::sleep(BELL_PAUSE);
        }
    });
}
