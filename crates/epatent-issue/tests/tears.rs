// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards torn out in the middle of a command while they are issued and checked, through real
//! pcscds: every card ends up issued and in force, every reader works, no program panics.
//!
//! Several pcscds with two readers each work side by side. pcsc-lite takes its socket from the
//! environment of a process, so the test runs itself once more for each pcscd. What happens is drawn
//! from a seed, which is printed; the variable `EPATENT_TEARS_SEED` repeats a run.
//!
//! Needs the Debian packages pcscd and vsmartcard-vpcd; a test that does not find them fails and
//! says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use epatent_apdu::profile::LifeCycle;
use epatent_pcsc::{ReaderChoice, wait_for_card, wait_for_empty};
use epatent_testkit::desk::{self, CAN, PROGRAMS_VARIABLE, Ran, Tear, TornCard};
use epatent_testkit::pcscd::{PcscdSession, READER_NAMES};
use epatent_testkit::{chip, portrait};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng};

const TEST: &str =
    "three_hundred_tears_through_real_readers_leave_no_half_issued_card_and_no_wedged_reader";
/// In the worker: the seed, and the ports of the two readers.
const WORK: &str = "EPATENT_TEARS_WORK";
const SEED: &str = "EPATENT_TEARS_SEED";
const DEFAULT_SEED: u64 = 20_261_125;
/// Services that run side by side; each has two readers.
const SERVICES: u64 = 4;
/// Tears in each reader: 304 in all.
const TEARS: u64 = 38;
/// Tears of one card before it is left alone: while it is issued, and while it is checked.
const TEARS_OF_A_CARD: u64 = 8;
/// About the commands of an issue of the smallest card, of its first half, in which the card is
/// written, and of a check; and the pages of memory that are programmed.
const COMMANDS_OF_AN_ISSUE: u64 = 72;
const COMMANDS_OF_THE_WRITING: u64 = 37;
const COMMANDS_OF_A_CHECK: u64 = 34;
const PAGES: u64 = 60;
/// Checks of one card, also those in which no tear was reached.
const MAX_ATTEMPTS: u32 = 40;
const PATIENCE: Duration = Duration::from_secs(10);

/// What happened in a reader.
type Counts = BTreeMap<String, u64>;

#[test]
fn three_hundred_tears_through_real_readers_leave_no_half_issued_card_and_no_wedged_reader() {
    if let Ok(work) = env::var(WORK) {
        return work_at_both_readers(&work);
    }
    let began = Instant::now();
    let seed = env::var(SEED).map_or(DEFAULT_SEED, |seed| seed.parse().unwrap());
    println!("seed {seed}");
    let outputs: Vec<_> = thread::scope(|scope| {
        let run = |service| scope.spawn(move || through_a_service(seed + 2 * service));
        let running: Vec<_> = (0..SERVICES).map(run).collect();
        running.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut all = Counts::new();
    for line in outputs.iter().flat_map(|text| text.lines()) {
        if let Some((what, count)) = line
            .strip_prefix("count ")
            .and_then(|line| line.split_once('='))
        {
            *all.entry(what.to_owned()).or_default() += count.parse::<u64>().unwrap();
        }
    }
    println!(
        "{all:?}, 0 wedged readers, 0 panics, in {} s",
        began.elapsed().as_secs()
    );
    assert_eq!(all["tears"], SERVICES * 2 * TEARS);
    assert!(all["tears"] >= 300);
}

/// Runs this test again as the client of a pcscd of its own.
fn through_a_service(seed: u64) -> String {
    let session = PcscdSession::start()
        .unwrap_or_else(|error| panic!("this test needs a pcscd of its own, but {error}"));
    let [first, second] = session.slot_ports();
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", TEST, "--nocapture"])
        .env(WORK, format!("{seed} {first} {second}"))
        .stdin(Stdio::null());
    let ran = Ran::of(session.apply(&mut command));
    let text = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.exit, Some(0), "{text}\npcscd: {}", session.log());
    assert!(text.contains("1 passed"), "{text}");
    text
}

fn work_at_both_readers(work: &str) {
    let numbers: Vec<u64> = work
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    let counts: Vec<_> = thread::scope(|scope| {
        let run = |slot: usize| {
            let port = u16::try_from(numbers[slot + 1]).unwrap();
            let seed = numbers[0] + slot as u64;
            scope.spawn(move || Seat::new(READER_NAMES[slot], port, seed).work())
        };
        let running = [run(0), run(1)];
        running.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for (what, count) in counts.iter().flatten() {
        println!("count {what}={count}");
    }
}

/// A reader, an office of its own, and what was seen.
struct Seat {
    reader: &'static str,
    port: u16,
    rng: StdRng,
    folder: tempfile::TempDir,
    counts: Counts,
}

impl Seat {
    fn new(reader: &'static str, port: u16, seed: u64) -> Self {
        let seat = Self {
            reader,
            port,
            rng: StdRng::seed_from_u64(seed),
            folder: tempfile::tempdir().unwrap(),
            counts: Counts::new(),
        };
        let application = fs::read(desk::application("rakhimov")).unwrap();
        fs::write(seat.path("rakhimov.json"), application).unwrap();
        fs::write(seat.path("rakhimov.jpg"), portrait::plain()).unwrap();
        let mut init = program("epatent-issue");
        let made = Ran::of(init.args(["lab", "init"]).arg(seat.path("store")));
        assert_eq!(made.exit, Some(0), "{made:?}");
        seat
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn count(&mut self, what: &str, more: u64) {
        *self.counts.entry(what.to_owned()).or_default() += more;
    }

    fn work(mut self) -> Counts {
        let mut left = TEARS;
        while left > 0 {
            left -= self.one_card(left.min(TEARS_OF_A_CARD));
        }
        self.counts
    }

    /// Issues and checks one card that is torn out this often; returns how often it was.
    fn one_card(&mut self, tears: u64) -> u64 {
        let card = TornCard::insert(self.port, chip::blank(self.rng.random()));
        self.wait_until_seen(&card);
        let while_issued = tears * 5 / 8;
        let mut issued = false;
        while !issued && card.tears() < while_issued {
            // Most of them while it is written, where most can go wrong.
            let planned = match self.rng.random_range(0..4) {
                0 => (0, Tear::InMemory(self.rng.random_range(0..PAGES))),
                1 => self.somewhere(COMMANDS_OF_AN_ISSUE),
                _ => self.somewhere(COMMANDS_OF_THE_WRITING),
            };
            issued = self.tear_out(&card, planned, Self::personalise);
        }
        card.spare();
        if !issued {
            demand(&self.personalise(), "/verdict");
        }
        assert_eq!(card.state(), LifeCycle::Active);
        for _ in 0..MAX_ATTEMPTS {
            if card.tears() < tears {
                let planned = self.somewhere(COMMANDS_OF_A_CHECK);
                self.tear_out(&card, planned, Self::check);
            }
        }
        card.spare();
        demand(&self.check(), "/findings/0/code");
        let torn = card.tears();
        self.count("tears", torn);
        self.count("cards issued and in force", 1);
        card.remove();
        wait_for_empty(&self.choice(), PATIENCE).unwrap();
        torn
    }

    /// A tear in one of this many commands.
    fn somewhere(&mut self, commands: u64) -> (u64, Tear) {
        let tear = match self.rng.random_range(0..3) {
            0 => Tear::BeforeCommand,
            1 => Tear::BeforeReply,
            _ => Tear::InReply(self.rng.random_range(0..20)),
        };
        (self.rng.random_range(0..commands), tear)
    }

    /// Runs a program that meets a tear; whether it came to its end all the same.
    fn tear_out(
        &mut self,
        card: &TornCard,
        (command, tear): (u64, Tear),
        run: fn(&Self) -> Ran,
    ) -> bool {
        let before = card.tears();
        card.plan(command, tear);
        let ran = run(self);
        assert!(!ran.stderr.contains("panicked"), "{tear:?}: {ran:?}");
        if card.tears() == before {
            // Not reached: then all went well.
            assert_eq!(ran.exit, Some(0), "{tear:?}: {ran:?}");
            self.count("not reached", 1);
            return true;
        }
        self.judge(card, tear, &ran);
        self.wait_until_seen(card);
        false
    }

    /// What a program says of a card that was torn out under it.
    fn judge(&mut self, card: &TornCard, tear: Tear, ran: &Ran) {
        let state = card.state();
        self.count(&format!("torn out {}", name(tear)), 1);
        self.count(&format!("{state} after a tear"), 1);
        assert!(
            [
                LifeCycle::Blank,
                LifeCycle::Personalisation,
                LifeCycle::Active
            ]
            .contains(&state),
            "{tear:?}: {state}"
        );
        assert_eq!(ran.exit, Some(4), "{tear:?}, {state}: {ran:?}");
        let code = ran.text("/error/code");
        assert!(!ran.text("/error/message").is_empty(), "{ran:?}");
        assert!(!ran.text("/error/hint").is_empty(), "{ran:?}");
        assert!(ran.json().get("verdict").is_none(), "{ran:?}");
        self.count(&format!("told as {code}"), 1);
    }

    fn wait_until_seen(&self, card: &TornCard) {
        assert!(card.is_seen(), "the reader {} is wedged", self.reader);
        wait_for_card(&self.choice(), PATIENCE).unwrap();
    }

    fn choice(&self) -> ReaderChoice {
        ReaderChoice::Named(self.reader.to_owned())
    }

    fn personalise(&self) -> Ran {
        let mut command = program("epatent-issue");
        command
            .arg("personalise")
            .arg(self.path("rakhimov.json"))
            .arg("--store")
            .arg(self.path("store"));
        Ran::of(command.args(["--can", CAN, "--json", "--reader", self.reader]))
    }

    fn check(&self) -> Ran {
        let mut command = program("epatent-check");
        command
            .args(["card", "--region", "77", "--on", "2026-12-15", "--json"])
            .arg("--trust")
            .arg(self.path("store/trust"));
        Ran::of(command.args(["--can", CAN, "--reader", self.reader]))
    }
}

/// A program that nothing happened to: what it says there is "in-force".
#[track_caller]
fn demand(ran: &Ran, pointer: &str) {
    assert_eq!(
        (ran.exit, ran.text(pointer).as_str()),
        (Some(0), "in-force"),
        "{ran:?}"
    );
}

const fn name(tear: Tear) -> &'static str {
    match tear {
        Tear::BeforeCommand => "before a command",
        Tear::InMemory(_) => "while memory was programmed",
        Tear::BeforeReply => "before the reply",
        Tear::InReply(_) => "in the reply",
    }
}

/// A program that stands beside this one, or where the tests are told.
fn program(name: &str) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_epatent-issue"));
    let folder = env::var_os(PROGRAMS_VARIABLE)
        .map_or_else(|| own.parent().unwrap().to_owned(), PathBuf::from);
    let mut command = Command::new(folder.join(name));
    for setting in [
        "EPATENT_LANG",
        "EPATENT_READER",
        "EPATENT_STORE",
        "EPATENT_TRUST",
    ] {
        command.env_remove(setting);
    }
    command.stdin(Stdio::null());
    command
}
