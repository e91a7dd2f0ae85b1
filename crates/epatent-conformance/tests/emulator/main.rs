// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every case against the emulator, and against cards that break the rule that the case is for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy takes helper functions of a test for production code; here a failure is a failed test"
)]

use core::ops::ControlFlow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use epatent_apdu::TransportError;
use epatent_conformance::{
    Bench, Case, Choice, Known, NotRun, OfficeKeys, Outcome, Ran, Stage, Target, Unfit, cases,
    preflight, report, run, without_applet,
};
use epatent_emulator::profile::{Bytes, Change};
use epatent_emulator::quirk::{Quirk, Quirks, Way};
use epatent_emulator::{Card, Image};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

mod cards;
mod defects;
mod table;
mod waiting;

use cards::{Reader, bench};
use defects::{defects, met, outcome, snapshots};
use waiting::quirk;

const fn go_on(_: &Ran, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn everything() -> Choice {
    Choice {
        destructive: true,
        slow: true,
        only: Vec::new(),
    }
}

#[test]
fn the_emulator_passes_every_case() {
    let mut reader = Reader::with(Card::blank(StdRng::seed_from_u64(1)));
    let mut bench = bench(&mut reader, Known::default());
    let found = run(&mut bench, &cases::all(), &everything(), go_on);
    for ran in &found.ran {
        if let Some(reason) = report::reason(&ran.outcome) {
            println!("{} {}: {reason}", ran.id, ran.title);
        }
    }
    println!(
        "conformance: {} of {} cases passed",
        found.passed(),
        found.ran.len()
    );
    assert_eq!(found.passed(), found.ran.len());
}

#[test]
fn every_case_catches_a_defect_and_every_defect_is_caught() {
    let (cases, snapshots) = (cases::all(), snapshots());
    let by_id: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut table: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut wrong, mut pairs, mut uncaught) = (Vec::new(), 0, BTreeSet::new());
    let defects = defects();
    for (name, defect) in &defects {
        let mut caught = false;
        for id in &defect.caught_by {
            let Some(case) = by_id.get(id.as_str()) else {
                wrong.push(format!("{name}: there is no case {id}"));
                continue;
            };
            pairs += 1;
            match outcome(case, defect, &snapshots[&case.stage]) {
                Outcome::Failed(_) => {
                    caught = true;
                    table
                        .entry(case.id.as_str())
                        .or_default()
                        .push(name.clone());
                }
                _ => wrong.push(format!("{name} is not caught by {id}")),
            }
        }
        if !caught {
            uncaught.insert(name.clone());
        }
    }
    for case in &cases {
        let caught = table.get(case.id.as_str()).cloned().unwrap_or_default();
        println!("{:<16} {}", case.id, caught.join(", "));
    }
    let idle: Vec<_> = cases
        .iter()
        .filter(|case| !table.contains_key(case.id.as_str()))
        .map(|case| case.id.as_str())
        .collect();
    println!(
        "conformance: {} cases x {} defects, {pairs} pairs run; {} cases that cannot fail, {} defects not caught",
        cases.len(),
        defects.len(),
        idle.len(),
        uncaught.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(idle.is_empty(), "cases that cannot fail: {idle:?}");
    assert!(uncaught.is_empty(), "defects not caught: {uncaught:?}");
}

#[test]
fn a_case_that_does_not_meet_a_defect_passes_on_it() {
    let (cases, snapshots, defects) = (cases::all(), snapshots(), defects());
    let defects: Vec<_> = defects.values().step_by(29).collect();
    let mut apart = 0;
    for case in cases.iter().step_by(31) {
        let snapshot = &snapshots[&case.stage];
        for (defect, met) in defects.iter().zip(met(case, &defects, snapshot)) {
            if !met {
                apart += 1;
                assert_eq!(
                    outcome(case, defect, snapshot),
                    Outcome::Passed,
                    "{}",
                    case.id
                );
            }
        }
    }
    assert!(apart > 200, "{apart}");
}

/// A reader with something of the test between it and its card.
struct Between<F>(Reader, F);

impl<F> Target for Between<F>
where
    F: FnMut(&mut Reader, &[u8]) -> Result<Vec<u8>, TransportError>,
{
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.1(&mut self.0, command)
    }

    fn power_cycle(&mut self) -> Result<(), TransportError> {
        self.0.power_cycle()
    }

    fn answer_to_reset(&self) -> Vec<u8> {
        self.0.answer_to_reset()
    }

    fn last_duration(&self) -> std::time::Duration {
        self.0.last_duration()
    }
}

#[test]
fn a_card_that_is_taken_out_ends_the_run_and_is_not_called_wrong() {
    for commands in [0, 1, 5, 100] {
        let reader = Reader::with(Card::blank(StdRng::seed_from_u64(1)));
        let mut left = commands;
        let mut target = Between(reader, |reader: &mut Reader, command: &[u8]| {
            left = u32::checked_sub(left, 1).ok_or(TransportError::CardRemoved)?;
            reader.transmit(command)
        });
        let rng = StdRng::seed_from_u64(7);
        let mut bench = Bench::new(&mut target, OfficeKeys::lab(), Known::default(), rng);
        let found = run(&mut bench, &cases::all(), &everything(), go_on);
        assert_eq!(found.trouble, Some(TransportError::CardRemoved));
        assert_eq!(found.failed().count(), 0, "{commands}");
        assert!(found.ran.len() < 100);
    }
}

#[test]
fn bytes_that_a_reader_does_not_carry_are_not_held_against_the_card() {
    let reader = Reader::with(Card::blank(StdRng::seed_from_u64(1)));
    // Nothing shorter than a header, as with some readers.
    let mut target = Between(reader, |reader: &mut Reader, command: &[u8]| {
        if epatent_apdu::Command::parse(command).is_err() {
            return Err(TransportError::Other("invalid parameter".to_owned()));
        }
        reader.transmit(command)
    });
    let rng = StdRng::seed_from_u64(7);
    let mut bench = Bench::new(&mut target, OfficeKeys::lab(), Known::default(), rng);
    let choice = Choice {
        destructive: true,
        slow: false,
        only: ["EPC-CMD-04", "EPC-CMD-09", "EPC-ACC-12"]
            .map(str::to_owned)
            .to_vec(),
    };
    let found = run(&mut bench, &cases::all(), &choice, go_on);
    let failed: Vec<_> = found.failed().map(|ran| &ran.id).collect();
    assert!(failed.is_empty(), "{failed:?}");
    let left: Vec<_> = found.not_run().map(|ran| ran.id.as_str()).collect();
    let malformed = cases::all().iter().filter(|case| case.malformed).count();
    assert_eq!(left.len(), malformed, "{left:?}");
}

fn image(reader: &Reader) -> Image {
    Image::of(reader.card.borrow().device())
}

/// A card at a stage, and what is known of it.
fn at(stage: Stage) -> (Reader, Known) {
    let mut reader = Reader::with(Card::blank(StdRng::seed_from_u64(3)));
    let hand = reader.clone();
    let mut bench = bench(&mut reader, Known::default());
    bench.bring(stage, true).unwrap();
    (hand, bench.known().clone())
}

#[test]
fn without_leave_no_command_changes_the_card_so_that_a_run_may_end_anywhere() {
    for stage in [
        Stage::Blank,
        Stage::Active,
        Stage::Suspended,
        Stage::Terminated,
    ] {
        let (reader, known) = at(stage);
        // The image must say the same after every command; the memory behind it may be laid out anew.
        let changed = RefCell::new(Vec::new());
        let mut last = image(&reader);
        let before = last.to_json();
        let mut target = Between(reader, |reader: &mut Reader, command: &[u8]| {
            let reply = reader.transmit(command);
            let now = image(reader);
            if now != last && now.to_json() != before {
                changed.borrow_mut().push(hex::encode(command));
            }
            last = now;
            reply
        });
        let rng = StdRng::seed_from_u64(7);
        let mut bench = Bench::new(&mut target, OfficeKeys::lab(), known, rng);
        assert_eq!(preflight(&mut bench, false), Ok(()), "{stage:?}");
        let found = run(&mut bench, &cases::all(), &Choice::default(), go_on);
        assert_eq!(found.failed().count(), 0, "{stage:?}");
        assert!(found.passed() > 0 || stage == Stage::Suspended, "{stage:?}");
        assert_eq!(*changed.borrow(), Vec::<String>::new(), "{stage:?}");
    }
}

#[test]
fn a_wrong_number_or_no_chip_is_found_once_and_no_case_is_run() {
    let tried = |change: fn(&mut Known), destructive| {
        let (mut reader, mut known) = at(Stage::Active);
        change(&mut known);
        preflight(&mut bench(&mut reader, known), destructive)
    };
    let nameless: fn(&mut Known) = |known| known.chip = None;
    assert_eq!(tried(nameless, true), Err(Unfit::NoChip));
    assert_eq!(tried(nameless, false), Ok(()));
    let guessed: fn(&mut Known) = |known| known.can = Some("000000".to_owned());
    assert_eq!(tried(guessed, false), Err(Unfit::WrongNumber));
}

#[test]
fn a_card_without_the_applet_fails_one_case_and_no_other_is_run() {
    let mut card = Card::blank(StdRng::seed_from_u64(5));
    card.twist(Quirks::new(vec![Quirk {
        ins: Some(Bytes(vec![0xA4])),
        reply: Some(Change::Status(Bytes(vec![0x6A, 0x82]))),
        ..Quirk::default()
    }]));
    let mut reader = Reader::with(card);
    let mut bench = bench(&mut reader, Known::default());
    let Err(Unfit::NoApplet(failure)) = preflight(&mut bench, true) else {
        panic!("the applet is not there");
    };
    let found = without_applet(&cases::all(), &everything(), &failure);
    let failed: Vec<_> = found.failed().map(|ran| ran.id.as_str()).collect();
    assert_eq!(failed, ["EPC-ID-01.1"]);
    assert_eq!(found.passed(), 0);
    assert!(
        found
            .not_run()
            .all(|ran| matches!(&ran.outcome, Outcome::NotRun(NotRun::Waits(_))))
    );
}

#[test]
fn a_run_that_is_ended_names_what_was_not_run() {
    let mut reader = Reader::with(Card::blank(StdRng::seed_from_u64(1)));
    let mut bench = bench(&mut reader, Known::default());
    let mut left = 5;
    let found = run(&mut bench, &cases::all(), &everything(), |_, _| {
        left -= 1;
        if left == 0 {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    assert!(found.ended);
    assert_eq!((found.passed(), found.ran.len()), (5, cases::all().len()));
    let ended = |ran: &Ran| ran.outcome == Outcome::NotRun(NotRun::Ended);
    assert!(found.not_run().all(ended));
}

#[test]
fn what_is_kept_before_begin_lets_a_later_run_go_on() {
    let reader = Reader::with(Card::blank(StdRng::seed_from_u64(1)));
    let hand = reader.clone();
    let kept = RefCell::new(Vec::new());
    let mut target = reader;
    {
        let mut bench = bench(&mut target, Known::default());
        bench.kept_by(|known| {
            kept.borrow_mut().push((known.clone(), image(&hand)));
        });
        bench.bring(Stage::Active, true).unwrap();
    }
    let (known, at_that_time) = kept.borrow().last().unwrap().clone();
    // BEGIN was not sent yet: the card is still BLANK.
    assert!(at_that_time.to_json().contains("\"life_cycle\": \"01fe\""));
    assert!(known.can.is_some() && known.chip.is_some() && known.point.is_some());
    let mut later = bench(&mut target, known);
    assert_eq!(preflight(&mut later, false), Ok(()));
    let choice = Choice {
        only: vec!["EPC-FILE-01".to_owned()],
        ..Choice::default()
    };
    let found = run(&mut later, &cases::all(), &choice, go_on);
    assert_eq!(found.failed().count(), 0);
    assert!(found.passed() > 0);
}

#[test]
fn what_a_card_of_somebody_says_where_it_must_not_is_in_no_report() {
    const SECRET: [u8; 6] = *b"RAKHIM";
    let (mut reader, mut known) = at(Stage::Active);
    // Nobody told the bench what it holds: it is an issued card.
    known.files.clear();
    known.point = None;
    let leak = Quirk {
        channel: Some(Way::Clear),
        reply: Some(Change::Bytes(Bytes([&SECRET[..], &[0x90, 0x00]].concat()))),
        ..quirk(0xB0)
    };
    reader
        .card
        .borrow_mut()
        .device_mut()
        .twist(Quirks::new(vec![leak]));
    let found = run(
        &mut bench(&mut reader, known),
        &cases::all(),
        &Choice::default(),
        go_on,
    );
    let leaked = found
        .failed()
        .filter(|ran| ran.id.starts_with("EPC-ACC-07"));
    assert_eq!(leaked.count(), 1);
    let said = [
        report::json(&found, &[]).to_string(),
        report::junit(&found),
        report::html(&found, &[]),
    ];
    for said in said {
        for form in ["RAKHIM", "52 41 4B 48", "52414B48"] {
            assert!(!said.contains(form), "{form}");
        }
    }
}
