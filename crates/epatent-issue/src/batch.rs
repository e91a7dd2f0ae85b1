// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue batch`: cards one after the other, a thread a reader.
//!
//! The thread that was there first has the keys, the board and the terminal; the readers' threads have a
//! register each. Nothing has to be remembered between two runs: the register knows which cards were
//! begun, and a card that is put on a reader again goes on where it was.

mod board;
mod news;
mod screen;
mod signing;
mod told;
mod worker;

use crate::args::Batch;
use crate::desk::{self, Desk};
use crate::store::Store;
use crate::{printing, roots, signers as known_signers};
use board::Board;
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::Region;
use epatent_office::production::{
    DocumentSigner, OfficeRules, Outcome, ProductionError, Waiting, waiting,
};
use epatent_pcsc::{CardService, ReaderChoice};
use epatent_register::{Actor, ApplicationState, Location, Register, RegisterError};
use epatent_station::{policy_failure, reader_failure};
use epatent_verify::Verifier;
use news::{News, What};
use screen::{Key, LINES, Screen, View};
use signal_hook::consts::{SIGINT, SIGTERM, SIGUSR1};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use told::Line;
use worker::{Common, Worker};

/// Between two looks at keys and signals.
const TURN: Duration = Duration::from_millis(30);
/// Between two counts of what is left.
const COUNT: Duration = Duration::from_secs(1);

pub(crate) fn run(args: &Batch, console: &Console, service: &CardService) -> Result<(), Failure> {
    let words = &console.words;
    let store = Store::new(&args.desk.register.store.store);
    let signers = store.document_signers(words)?;
    for region in store.withdrawn_regions() {
        console
            .output
            .note(&store.withdrawn_failure(words, region).message);
    }
    let listed = known_signers::entries(&known_signers::known(&store, console)?);
    let master = store.card_master_key(words)?;
    let trust = roots::own_trust(&store, words)?;
    let location = desk::location(&args.desk.register, words)?;
    let Desk {
        register,
        by,
        at,
        rules,
        in_force,
        ..
    } = Desk::open(&args.desk, console)?;
    Verifier::new(&trust.store, &in_force.policy).map_err(|error| policy_failure(words, &error))?;
    printing::prepare(&args.print_dir)
        .map_err(|error| FileTrouble::NotWritten(&error).failure(words, &args.print_dir))?;
    let readers = chosen(args, console, service)?;
    let certificates = signers
        .iter()
        .map(|(region, signer)| {
            let known = (signer.certificate.clone(), signer.key.is_lab());
            (*region, known)
        })
        .collect();
    let signs = Signs::register(console)?;
    let common = Common {
        service,
        location,
        by,
        began_at: at,
        master: &master,
        certificates,
        trust: &trust.store,
        policy: &in_force.policy,
        listed: &listed,
        rules,
        print_dir: &args.print_dir,
        stop: &signs.stop,
        pause: &signs.pause,
    };
    let (news, heard) = mpsc::channel();
    thread::scope(|scope| {
        for (at, reader) in readers.iter().enumerate() {
            let worker = Worker {
                common: &common,
                at,
                reader: reader.clone(),
                news: news.clone(),
            };
            scope.spawn(move || worker.run());
        }
        drop(news);
        let desk = Front {
            args,
            console,
            store: &store,
            signers: &signers,
            signs: &signs,
            heard,
            board: Board::new(&readers),
            register,
            location: &common.location,
            by: common.by.clone(),
            rules,
            is_drained: false,
            withdrawn: None,
            lines: Vec::new(),
            began: Instant::now(),
        };
        let done = desk.stand();
        // However it ended here, the readers finish their cards.
        signs.stop.store(true, Ordering::Relaxed);
        done
    })
}

/// What became of a card, in words.
pub(crate) fn outcome_text(outcome: &Outcome, reader: &str, console: &Console) -> String {
    Line::of_outcome(outcome, reader).text(console)
}

/// The readers that are to be used, by their full names.
fn chosen(args: &Batch, console: &Console, service: &CardService) -> Result<Vec<String>, Failure> {
    let failed = |error| reader_failure(&console.words, &error);
    let all = service.readers().map_err(failed)?;
    let mut readers = Vec::new();
    for wanted in &args.reader {
        let choice = ReaderChoice::Named(wanted.clone());
        readers.push(choice.find(&all).map_err(failed)?.name.clone());
    }
    if args.reader.is_empty() {
        readers.extend(all.into_iter().map(|reader| reader.name));
    }
    readers.sort_unstable();
    readers.dedup();
    if readers.is_empty() {
        return Err(failed(epatent_pcsc::ReaderError::NoReader));
    }
    Ok(readers)
}

/// Signs that a user, or the system, gives.
struct Signs {
    /// SIGINT, SIGTERM, Ctrl-C, Q: end after the cards that are being made.
    stop: Arc<AtomicBool>,
    /// P: begin no further card.
    pause: Arc<AtomicBool>,
    /// SIGUSR1: as P, once.
    toggle: Arc<AtomicBool>,
}

impl Signs {
    fn register(console: &Console) -> Result<Self, Failure> {
        let signs = Self {
            stop: Arc::default(),
            pause: Arc::default(),
            toggle: Arc::default(),
        };
        let wanted = [
            (SIGINT, &signs.stop),
            (SIGTERM, &signs.stop),
            (SIGUSR1, &signs.toggle),
        ];
        for (signal, flag) in wanted {
            signal_hook::flag::register(signal, Arc::clone(flag)).map_err(|error| {
                let values = [("reason", error.to_string().into())];
                Failure::new(&console.words, Exit::Usage, "error-terminal", &values)
            })?;
        }
        Ok(signs)
    }

    fn toggle(&self) {
        self.pause.fetch_xor(true, Ordering::Relaxed);
    }
}

/// The thread of the keys, the board and the terminal.
struct Front<'a> {
    args: &'a Batch,
    console: &'a Console,
    store: &'a Store,
    signers: &'a BTreeMap<Region, DocumentSigner>,
    signs: &'a Signs,
    heard: Receiver<News>,
    board: Board,
    register: Register,
    location: &'a Location,
    by: Actor,
    rules: OfficeRules,
    /// Whether the batch ends by itself, because nothing more can be made.
    is_drained: bool,
    /// The region whose signer was withdrawn while cards were made.
    withdrawn: Option<Region>,
    lines: Vec<String>,
    began: Instant,
}

impl Front<'_> {
    fn stand(mut self) -> Result<(), Failure> {
        let is_drawn = !self.args.lines
            && !self.console.output.is_json()
            && io::stdout().is_terminal()
            && io::stdin().is_terminal();
        let mut screen = if is_drawn {
            Some(Screen::open(&self.console.words)?)
        } else {
            None
        };
        let done = self.until_over(screen.as_mut());
        // What failed here must not leave a reader waiting for a key.
        if done.is_err() {
            self.signs.stop.store(true, Ordering::Relaxed);
            while let Ok(news) = self.heard.recv() {
                if let News::Sign(asked) = news {
                    asked.answer(self.signers);
                }
            }
        }
        drop(screen);
        done?;
        self.count();
        let open = self.register.open_attempts();
        let unfinished = open.map_err(|error| desk::failure(&self.console.words, &error))?;
        if let Err(error) = printing::table(&self.args.print_dir) {
            let path = &self.args.print_dir;
            return Err(FileTrouble::NotWritten(&error).failure(&self.console.words, path));
        }
        let mut waits = self.waiting().unwrap_or_default();
        waits.retain(|waits| waits.obstacle.is_some());
        told::end(&self.board, unfinished.len() as u64, &waits, self.console)?;
        if let Some(region) = self.withdrawn {
            return Err(self.store.withdrawn_failure(&self.console.words, region));
        }
        if self.is_drained && !waits.is_empty() {
            return Err(told::left(&waits, self.console));
        }
        Ok(())
    }

    fn until_over(&mut self, mut screen: Option<&mut Screen<'_>>) -> Result<(), Failure> {
        self.count();
        let mut counted = Instant::now();
        loop {
            let is_drawn = screen.is_some();
            match self.heard.recv_timeout(TURN) {
                Ok(news) => self.hear(news, is_drawn)?,
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(()),
            }
            while let Ok(news) = self.heard.try_recv() {
                self.hear(news, is_drawn)?;
            }
            if counted.elapsed() >= COUNT {
                self.count();
                counted = Instant::now();
            }
            if self.signs.toggle.swap(false, Ordering::Relaxed) {
                self.signs.toggle();
            }
            if let Some(screen) = screen.as_deref_mut() {
                match screen.key()? {
                    Some(Key::Pause) => self.signs.toggle(),
                    Some(Key::Stop) => self.signs.stop.store(true, Ordering::Relaxed),
                    None => {}
                }
                screen.draw(&self.view())?;
            }
            self.stop_where_withdrawn();
            self.stop_where_done();
            if self.board.is_over() {
                return Ok(());
            }
        }
    }

    fn view(&self) -> View<'_> {
        View {
            board: &self.board,
            elapsed: self.began.elapsed(),
            is_paused: self.signs.pause.load(Ordering::Relaxed),
            is_stopping: self.signs.stop.load(Ordering::Relaxed),
            lines: &self.lines,
            has_colours: std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty()),
        }
    }

    fn hear(&mut self, news: News, is_drawn: bool) -> Result<(), Failure> {
        let (at, what) = match news {
            News::Sign(asked) => {
                asked.answer(self.signers);
                return Ok(());
            }
            News::Reader { at, what } => (at, what),
        };
        self.board.note(at, &what);
        let What::Event(event) = &what else {
            return Ok(());
        };
        let reader = self.board.places.get(at).map(|place| place.reader.clone());
        let line = Line::of(event, &reader.unwrap_or_default(), self.console);
        // An office that looks into the folder finds every card in the table.
        let _ = printing::table(&self.args.print_dir);
        if is_drawn {
            if self.lines.len() >= LINES {
                self.lines.remove(0);
            }
            self.lines.push(line.text(self.console));
            return Ok(());
        }
        line.tell(self.console)
    }

    /// How many cards are left. A register that is busy is asked again; to one that was gone there has
    /// to be a new connection, since the old one does not come back.
    fn count(&mut self) {
        let mut left = self.left();
        if !matches!(left, Ok(_) | Err(RegisterError::Busy(_)))
            && let Ok(register) = Register::open(self.location)
        {
            self.register = register;
            left = self.left();
        }
        if let Ok(left) = left {
            self.board.left = left;
        }
        if self.args.until_empty && !self.board.is_at_work() {
            self.board.is_stuck = self.is_stuck().unwrap_or(false);
        }
    }

    /// Cards that are still to be made: first ones, and replacements.
    fn left(&mut self) -> Result<u64, RegisterError> {
        let first = self
            .register
            .count_applications(ApplicationState::Approved)?;
        Ok(first + self.register.count_replacements()?)
    }

    /// Whether no card can be made, whatever blank comes: none is in work, and each that waits lacks
    /// something else.
    fn is_stuck(&mut self) -> Result<bool, ProductionError> {
        if !self.register.open_attempts()?.is_empty() {
            return Ok(false);
        }
        Ok(!self.waiting()?.iter().any(Waiting::can_be_made))
    }

    /// What waits, and for what. Nothing of it is kept.
    fn waiting(&mut self) -> Result<Vec<Waiting>, ProductionError> {
        let at = epatent_station::now(&self.console.words)
            .map_err(|failure| ProductionError::Trust(failure.message))?;
        let mut transaction = self.register.transaction(&self.by, at)?;
        let signers = self.signers;
        waiting(&mut transaction, self.rules, |region| {
            signers.contains_key(&region)
        })
    }

    /// What a withdrawn key would sign is worth nothing: the cards that are begun end as they can, and
    /// no further one is.
    fn stop_where_withdrawn(&mut self) {
        if self.withdrawn.is_none() {
            let mut regions = self.signers.keys().copied();
            self.withdrawn = regions.find(|region| self.store.is_withdrawn(*region));
            if self.withdrawn.is_some() {
                self.signs.stop.store(true, Ordering::Relaxed);
            }
        }
    }

    fn stop_where_done(&mut self) {
        let enough = self
            .args
            .cards
            .is_some_and(|wanted| self.board.issued >= wanted);
        let empty = self.args.until_empty && self.board.is_idle();
        // The count may be older than the last card: `left` decides only when nobody works.
        let is_stopping = self.signs.stop.load(Ordering::Relaxed);
        if (enough || empty) && !is_stopping {
            self.is_drained = !enough;
            self.signs.stop.store(true, Ordering::Relaxed);
        }
    }
}
