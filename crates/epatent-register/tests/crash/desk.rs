// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The program that dies: an operator's day, with a place to die at between any two steps.

use std::path::Path;

use epatent_core::object::{CardId, Digest};
use epatent_register::{
    Attempt, BlankState, Card, CardState, Fate, Key, Next, Opaque, Reason, Recovery, Register,
    Rules, Signing,
};

use crate::model::{Chip, acknowledgement, day, location, region, transaction};
use crate::say;

/// The blank that the printer spoils.
const SPOILED: u8 = 1;

struct Desk<'a> {
    folder: &'a Path,
    register: Register,
    /// Steps that were taken, and the one at which the program is killed.
    step: u32,
    stop: u32,
}

/// Takes up what was interrupted, then works until nothing waits.
pub(crate) fn run(folder: &Path, stop: u32) {
    let register = Register::open(&location(folder)).unwrap();
    let mut desk = Desk {
        folder,
        register,
        step: 0,
        stop,
    };
    for attempt in desk.register.open_attempts().unwrap() {
        desk.take_up(&attempt);
    }
    while let Some(blank) = desk.register.blanks(BlankState::Blank).unwrap().first() {
        desk.here();
        let mut t = transaction(&mut desk.register);
        let Some(work) = t.take_next(blank.key).unwrap() else {
            break;
        };
        // A step inside a transaction: dying here leaves none of it.
        desk.step += 1;
        if desk.step == desk.stop {
            die();
        }
        say(&acknowledgement(t.commit().unwrap()));
        let chip = Chip::new(folder, blank.chip_id.0[0]);
        let card = desk.sign(work.attempt, &chip);
        desk.write(work.attempt, card, &chip);
    }
}

impl Desk<'_> {
    /// A step between two acts: the program may end here.
    fn here(&mut self) {
        self.step += 1;
        if self.step == self.stop {
            die();
        }
    }

    /// Records something, with a place to die before, inside and after.
    fn record(&mut self, work: impl FnOnce(&mut epatent_register::Transaction<'_>)) {
        self.here();
        let (step, stop) = (self.step + 1, self.stop);
        self.step = step;
        let mut t = transaction(&mut self.register);
        work(&mut t);
        if step == stop {
            die();
        }
        let head = t.commit().unwrap();
        say(&acknowledgement(head));
        self.here();
    }

    fn sign(&mut self, attempt: Key<Attempt>, chip: &Chip) -> Key<Card> {
        if chip.state() == "blank" {
            chip.set("key");
        }
        let mut card = None;
        let mut payload = Digest::of(&[]);
        self.record(|t| {
            let status = t.allocate(region(), day()).unwrap();
            payload = Digest::of(format!("{} {}", attempt.number(), status.index).as_bytes());
            let mut id = [0; 16];
            id.copy_from_slice(&payload.as_bytes()[..16]);
            let signing = Signing {
                attempt,
                card_id: CardId::from_bytes(id),
                chip_key: chip.key(),
                status,
                to_be_signed: payload,
                signer: Digest::of(b"signer"),
            };
            card = Some(t.intend_signature(&signing, &Rules::default()).unwrap());
        });
        let card = card.unwrap();
        // The signature is made here, and nobody has it yet.
        self.here();
        self.record(|t| {
            t.signature_made(card, payload, &Opaque(b"files".to_vec()))
                .unwrap()
        });
        card
    }

    /// Writes the chip and reads it back; spoils the one that is to be spoiled.
    fn write(&mut self, attempt: Key<Attempt>, card: Key<Card>, chip: &Chip) {
        self.record(|t| t.begin_writing(card).unwrap());
        let manifest = self.register.row(card).unwrap().unwrap().manifest.unwrap();
        chip.set(&format!("begun {manifest}"));
        self.here();
        if *chip == Chip::new(self.folder, SPOILED) {
            self.record(|t| t.begin_terminating(attempt).unwrap());
            return self.terminate(attempt, chip);
        }
        chip.set(&format!("active {manifest}"));
        self.record(|t| t.written(card).unwrap());
        self.read_back(card, chip, manifest);
    }

    fn read_back(&mut self, card: Key<Card>, chip: &Chip, manifest: Digest) {
        assert_eq!(chip.state(), format!("active {manifest}"));
        self.record(|t| t.issued(card).unwrap());
    }

    fn terminate(&mut self, attempt: Key<Attempt>, chip: &Chip) {
        chip.set("terminated");
        let fate = Fate::Scrapped(Reason::parse("spoiled").unwrap());
        self.record(|t| t.give_up(attempt, &fate).unwrap());
    }

    /// Goes on with what another program left.
    fn take_up(&mut self, attempt: &Attempt) {
        let blank = self.register.row(attempt.blank).unwrap().unwrap();
        let chip = Chip::new(self.folder, blank.chip_id.0[0]);
        let card = attempt
            .card
            .map(|card| self.register.row(card).unwrap().unwrap());
        assert!(
            card.as_ref()
                .is_none_or(|card| card.state != CardState::Issued)
        );
        let manifest = card.as_ref().and_then(|card| card.manifest);
        let says = chip.says(manifest);
        let mut recovery = Recovery::AskForCard;
        self.record(|t| recovery = t.recover(attempt.key, says).unwrap());
        match (recovery, card) {
            (Recovery::Resume(Next::Write), Some(card)) => self.write(attempt.key, card.key, &chip),
            (Recovery::Resume(Next::ReadBack), Some(card)) => {
                self.read_back(card.key, &chip, manifest.unwrap());
            }
            (Recovery::Resume(Next::Terminate), _) => self.terminate(attempt.key, &chip),
            (Recovery::Void | Recovery::Scrap(_), _) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// As by a power switch: no destructor runs, nothing is flushed.
fn die() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort();
}
