// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One reader: waits for a card, makes it, waits until it is taken out.
//!
//! What fails at this reader stops no other one. A card that failed is served again as long as it
//! lies there, and scrapped after [`MAX_FAILURES`].

use super::news::{Event, News, State, What};
use super::signing::RemoteSigner;
use crate::printing;
use epatent_apdu::scp03::{Diversified, SoftwareMasterKey};
use epatent_apdu::{ApduLimit, Transport, TransportError};
use epatent_core::bundle::ListedSigner;
use epatent_core::certificate::Certificate;
use epatent_core::object::Environment;
use epatent_core::{BlankNumber, PatentNumber, Region, UnixTime};
use epatent_office::production::{
    CardReader, DocumentSigner, Finished, Line, Office, OfficeRules, Outcome, ProductionError,
    Step, Watcher, World,
};
use epatent_pcsc::{CardService, Options, PcscTransport, ReaderChoice, ReaderError};
use epatent_register::{Actor, Location, Reason, Register};
use epatent_verify::{Policy, TrustStore};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often one card may fail before it is scrapped.
const MAX_FAILURES: u32 = 3;
/// Why it is.
const NOT_WRITABLE: &str = "not-writable";
/// Between two looks at an empty queue, a key or a database in trouble, and at the stop sign.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a wait for a card is not looked after.
const GLANCE: Duration = Duration::from_millis(400);

/// What every reader's thread has in common.
pub(super) struct Common<'a> {
    pub(super) service: &'a CardService,
    pub(super) location: Location,
    pub(super) by: Actor,
    pub(super) began_at: UnixTime,
    pub(super) master: &'a SoftwareMasterKey,
    pub(super) certificates: BTreeMap<Region, (Certificate, bool)>,
    pub(super) trust: &'a TrustStore,
    pub(super) policy: &'a Policy,
    pub(super) listed: &'a [ListedSigner],
    pub(super) rules: OfficeRules,
    pub(super) print_dir: &'a Path,
    /// No further card is begun.
    pub(super) stop: &'a AtomicBool,
    /// No further card is begun until it is cleared.
    pub(super) pause: &'a AtomicBool,
}

/// One reader's thread.
pub(super) struct Worker<'a> {
    pub(super) common: &'a Common<'a>,
    /// Its place on the board.
    pub(super) at: usize,
    pub(super) reader: String,
    pub(super) news: Sender<News>,
}

/// What to do after a card was served.
enum Next {
    /// The same card again.
    Again,
    /// Another card, once this one is out.
    Another,
}

impl Worker<'_> {
    /// Until the stop sign.
    pub(super) fn run(&self) {
        let keys = Diversified::new(self.common.master, Environment::Lab);
        match keys {
            Ok(keys) => {
                let signers = self.signers();
                let office = Office {
                    environment: Environment::Lab,
                    chips: &keys,
                    signers: &signers,
                    trust: self.common.trust,
                    policy: self.common.policy,
                    listed: self.common.listed,
                    rules: self.common.rules,
                };
                self.work(&office);
            }
            Err(error) => self.tell(What::Event(Event::Failed(Box::new(ProductionError::Card(
                error.into(),
            ))))),
        }
        self.tell(What::Ended);
    }

    fn signers(&self) -> BTreeMap<Region, DocumentSigner> {
        let signer = |(region, (certificate, is_lab)): (&Region, &(Certificate, bool))| {
            let key = RemoteSigner::new(*region, certificate, *is_lab, self.news.clone());
            let signer = DocumentSigner {
                key: Box::new(key),
                certificate: certificate.clone(),
            };
            (*region, signer)
        };
        self.common.certificates.iter().map(signer).collect()
    }

    fn work(&self, office: &Office<'_>) {
        while !self.stopped() {
            match Register::open(&self.common.location) {
                Ok(register) => {
                    let mut line = Line::new(office, register, self.common.by.clone());
                    // Ends with the register's trouble; a new connection is made for it.
                    self.cards(&mut line);
                }
                Err(error) => {
                    self.failed(error.into());
                    self.rest();
                }
            }
        }
    }

    /// Card after card, until the stop sign or trouble with the register.
    fn cards(&self, line: &mut Line<'_>) {
        let mut idle = None;
        while !self.stopped() {
            if self.common.pause.load(Ordering::Relaxed) {
                self.state(State::Paused);
                thread::sleep(GLANCE);
                continue;
            }
            let choice = ReaderChoice::Named(self.reader.clone());
            let mut card = match self.common.service.connect(&choice, Options::default()) {
                Ok(card) => Pcsc(card),
                Err(ReaderError::NoCard { .. }) => {
                    line.card_removed();
                    idle = None;
                    self.state(State::Empty);
                    let _ = self.common.service.wait_for_card(&choice, GLANCE);
                    continue;
                }
                Err(error) => {
                    self.tell(What::Event(Event::Reader(error)));
                    self.rest();
                    continue;
                }
            };
            self.state(State::Working);
            match self.card(line, &mut card, &mut idle) {
                Ok(Next::Another) => self.until_taken_out(line, &mut card),
                Ok(Next::Again) => {}
                Err(()) => return,
            }
        }
    }

    /// One card, as often as it takes; an error is trouble with the register. `idle` is the blank that
    /// lies there and of which nothing could be made so far: that is told once.
    fn card(
        &self,
        line: &mut Line<'_>,
        card: &mut Pcsc,
        idle: &mut Option<BlankNumber>,
    ) -> Result<Next, ()> {
        let mut failures = 0;
        loop {
            let mut watcher = Told { worker: self };
            let mut rng = rand::rng();
            let outcome = line.serve(
                card,
                &mut World {
                    now: &mut || self.now(),
                    rng: &mut rng,
                    watcher: &mut watcher,
                },
            );
            match outcome {
                Ok(Outcome::NothingWaiting { blank }) => {
                    if idle.as_ref() != Some(&blank) {
                        *idle = Some(blank.clone());
                        self.tell(What::Event(Event::Served(Outcome::NothingWaiting {
                            blank,
                        })));
                    }
                    self.state(State::NothingWaiting);
                    self.rest();
                    return Ok(Next::Again);
                }
                Ok(outcome) => {
                    let again = matches!(
                        outcome,
                        Outcome::Returned { .. } | Outcome::PassedOver { .. }
                    );
                    self.tell(What::Event(Event::Served(outcome)));
                    let next = if again { Next::Again } else { Next::Another };
                    return Ok(next);
                }
                Err(ProductionError::Register(error)) => {
                    self.failed(error.into());
                    self.rest();
                    return Err(());
                }
                Err(error) => {
                    failures += 1;
                    if let Some(next) = self.after(error, failures, line, card)? {
                        return Ok(next);
                    }
                }
            }
        }
    }

    /// What to do after a failure: `None` to serve the same card again at once.
    fn after(
        &self,
        error: ProductionError,
        failures: u32,
        line: &mut Line<'_>,
        card: &mut Pcsc,
    ) -> Result<Option<Next>, ()> {
        let is_gone = error
            .card()
            .and_then(epatent_apdu::FlowError::transport)
            .is_some_and(is_gone);
        let is_card = error.card().is_some();
        self.failed(error);
        if !is_card {
            // The key, the disk or the office's own trust: the card waits, and the next try asks it.
            self.rest();
            return Ok(Some(Next::Again));
        }
        if is_gone {
            return Ok(Some(Next::Again));
        }
        if failures < MAX_FAILURES {
            // Another program's reset, or a bad contact: from the start, and the card says where it is.
            let renewed = card.0.power_cycle();
            return Ok(renewed.is_err().then_some(Next::Again));
        }
        self.scrap(line)?;
        Ok(Some(Next::Another))
    }

    fn scrap(&self, line: &mut Line<'_>) -> Result<(), ()> {
        let Ok(reason) = Reason::parse(NOT_WRITABLE) else {
            return Ok(());
        };
        let mut rng = rand::rng();
        let mut world = World {
            now: &mut || self.now(),
            rng: &mut rng,
            watcher: &mut (),
        };
        match line.scrap_current(&reason, &mut world) {
            Ok(Some(outcome)) => self.tell(What::Event(Event::Served(outcome))),
            Ok(None) => self.tell(What::Event(Event::Unknown)),
            Err(error) => {
                self.failed(error);
                return Err(());
            }
        }
        Ok(())
    }

    fn until_taken_out(&self, line: &mut Line<'_>, card: &mut Pcsc) {
        self.state(State::TakeOut);
        while !self.stopped() {
            match card.0.wait_for_empty(GLANCE) {
                Err(ReaderError::TimedOut { .. }) => {}
                _ => break,
            }
        }
        line.card_removed();
    }

    /// The present second, or where the clock has gone mad the one in which the batch began.
    fn now(&self) -> UnixTime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
        since
            .and_then(|since| UnixTime::from_seconds(since.as_secs()).ok())
            .unwrap_or(self.common.began_at)
    }

    fn rest(&self) {
        let began = std::time::Instant::now();
        while !self.stopped() && began.elapsed() < PAUSE {
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn stopped(&self) -> bool {
        self.common.stop.load(Ordering::Relaxed)
    }

    fn state(&self, state: State) {
        self.tell(What::State(state));
    }

    fn failed(&self, error: ProductionError) {
        self.tell(What::Event(Event::Failed(Box::new(error))));
    }

    fn tell(&self, what: What) {
        // Who does not listen any more has ended the program.
        let _ = self.news.send(News::Reader { at: self.at, what });
    }
}

/// The card went out of the reader, or the reader went.
const fn is_gone(error: &TransportError) -> bool {
    matches!(
        error,
        TransportError::NoCard
            | TransportError::CardRemoved
            | TransportError::NoReader
            | TransportError::ReaderLost
            | TransportError::ServiceLost
            | TransportError::ServiceUnavailable
    )
}

/// The card on a reader of the service.
struct Pcsc(PcscTransport);

impl Transport for Pcsc {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.transmit(command)
    }

    fn limit(&self) -> ApduLimit {
        self.0.limit()
    }
}

impl CardReader for Pcsc {
    fn power_cycle(&mut self) -> Result<(), TransportError> {
        Ok(self.0.power_cycle()?)
    }
}

/// Tells the board, and keeps what is printed.
struct Told<'a> {
    worker: &'a Worker<'a>,
}

impl Watcher for Told<'_> {
    fn step(&mut self, step: Step) -> ControlFlow<()> {
        self.worker.tell(What::Step(step));
        ControlFlow::Continue(())
    }

    fn patent(&mut self, number: &PatentNumber) {
        self.worker.tell(What::Patent(number.clone()));
    }

    fn writing(&mut self, done: u64, total: u64) {
        self.worker.tell(What::Writing { done, total });
    }

    fn keep(&mut self, card: &Finished<'_>) -> Result<(), String> {
        printing::keep(self.worker.common.print_dir, card)
    }
}
