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
    Bench, Case, Choice, Known, NotRun, OfficeKeys, Outcome, Ran, Report, Stage, StaticKeys,
    Target, Unfit, cases, preflight, report, run, without_applet,
};
use epatent_emulator::profile::{Bytes, Change};
use epatent_emulator::quirk::{Quirk, Quirks, Way};
use epatent_emulator::{Card, Image};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

mod cards;
mod defects;
mod table;

use cards::{Reader, bench};
use defects::{defects, met, outcome, snapshots};

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

/// Commands of a run that does not try the same in vain: those of the sweeps over a BLANK and a TERMINATED card.
const FEW: usize = 10_000;

/// A whole run on a blank card with one quirk, in a reader with no other card; and how many commands it took.
fn run_on(quirk: Quirk, keys: OfficeKeys) -> (Report, usize) {
    run_some_on(quirk, keys, &[])
}

/// The same of some cases.
fn run_some_on(quirk: Quirk, keys: OfficeKeys, only: &[&str]) -> (Report, usize) {
    let mut card = Card::blank(StdRng::seed_from_u64(1));
    card.twist(Quirks::new(vec![quirk]));
    let mut sent = 0;
    let mut target = Between(Reader::with(card), |reader: &mut Reader, command: &[u8]| {
        sent += 1;
        reader.transmit(command)
    });
    let rng = StdRng::seed_from_u64(7);
    let mut bench = Bench::new(&mut target, keys, Known::default(), rng);
    let choice = Choice {
        destructive: true,
        only: only.iter().map(ToString::to_string).collect(),
        ..Choice::default()
    };
    let found = run(&mut bench, &cases::all(), &choice, go_on);
    drop(bench);
    drop(target);
    (found, sent)
}

fn quirk(ins: u8) -> Quirk {
    Quirk {
        ins: Some(Bytes(vec![ins])),
        ..Quirk::default()
    }
}

fn failed(found: &Report) -> Vec<&str> {
    found.failed().map(|ran| ran.id.as_str()).collect()
}

#[track_caller]
fn waits(found: &Report) -> Vec<String> {
    found.causes().iter().map(ToString::to_string).collect()
}

#[test]
fn a_commit_that_does_nothing_fails_for_its_own_rule_and_what_needs_an_active_card_waits() {
    let (found, _) = run_on(
        Quirk {
            skip: Some(Bytes(vec![0x90, 0x00])),
            ..quirk(0x16)
        },
        OfficeKeys::lab(),
    );
    let causes = waits(&found);
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert!(
        causes[0].ends_with("cases were not run: the card could not be brought to ACTIVE or SUSPENDED: COMMIT answered 9000 and the card is in PERSO (EPC-PERSO-19)"),
        "{causes:#?}"
    );
    // Nothing of an ACTIVE card is said of one that never was.
    let on_active = |ran: &&Ran| ran.stage == Stage::Active || ran.stage == Stage::Suspended;
    let waiting = |ran: &Ran| matches!(ran.outcome, Outcome::NotRun(_));
    assert!(found.ran.iter().filter(on_active).all(waiting));
    // COMMIT is what is wrong, also where it has to be refused: in five rules and in the access table.
    let failed = failed(&found);
    assert!(failed.contains(&"EPC-PERSO-19.1"), "{failed:?}");
    let of_commit = [
        "PERSO-16",
        "PERSO-17",
        "PERSO-18",
        "PERSO-19",
        "PERSO-20",
        "ACC-02.15",
        "ACC-03.15",
    ];
    let others = failed
        .iter()
        .filter(|id| !of_commit.iter().any(|of| id.contains(of)));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&&str>::new());
    assert_eq!(found.conforms(), Some(false));
}

#[test]
fn each_command_that_answers_9000_and_does_nothing_is_charged_to_its_own_rule() {
    // INS, and the class where another command has the same; what cannot be reached, and the rule.
    for (instruction, class, missed, rule) in [
        (
            0x12,
            None,
            "PERSO or ACTIVE or SUSPENDED: GENERATE KEY answered 9000",
            "EPC-KEY-01",
        ),
        (
            0x10,
            None,
            "PERSO or ACTIVE or SUSPENDED: BEGIN answered 9000 and the card is in BLANK",
            "EPC-PERSO-02",
        ),
        (
            0xD6,
            None,
            "ACTIVE or SUSPENDED: WRITE answered 9000 and STATUS does not show the files that were written",
            "EPC-PERSO-07",
        ),
        (
            0x18,
            None,
            "PERSO or ACTIVE or SUSPENDED: ABORT answered 9000 and the card is in PERSO",
            "EPC-PERSO-14",
        ),
        (
            0x20,
            None,
            "SUSPENDED: SUSPEND answered 9000 and the card is in ACTIVE",
            "EPC-LIFE-03",
        ),
        (
            0x22,
            Some(0x80),
            "ACTIVE: ACTIVATE answered 9000 and the card is in SUSPENDED",
            "EPC-END-01",
        ),
        (
            0x24,
            None,
            "TERMINATED: TERMINATE answered 9000 and the card is in ACTIVE",
            "EPC-END-03",
        ),
    ] {
        let quirk = Quirk {
            cla: class.map(|class| Bytes(vec![class])),
            channel: Some(Way::Issuer),
            skip: Some(Bytes(vec![0x90, 0x00])),
            ..quirk(instruction)
        };
        let areas = [
            "EPC-ID-01",
            "EPC-PERSO",
            "EPC-LIFE-03",
            "EPC-END",
            "EPC-READ-06",
        ];
        let (found, _) = run_some_on(quirk, OfficeKeys::lab(), &areas);
        let causes = waits(&found);
        let expected =
            |cause: &&String| cause.contains(missed) && cause.ends_with(&format!("({rule})"));
        assert!(causes.iter().any(|cause| expected(&cause)), "{causes:#?}");
        assert_eq!(causes.len(), 1, "{causes:#?}");
        assert!(
            found
                .failed()
                .any(|ran| ran.shows.iter().any(|shown| shown == rule))
        );
        assert_eq!(found.conforms(), Some(false));
    }
}

#[test]
fn a_begin_or_set_at_that_is_refused_is_charged_to_its_own_rule_and_not_tried_for_ever() {
    let refuses = |ins, status: [u8; 2]| {
        let quirk = Quirk {
            // ACTIVATE has the INS of MSE:SET AT in another class.
            cla: (ins == 0x22).then(|| Bytes(vec![0x00])),
            skip: Some(Bytes(status.to_vec())),
            ..quirk(ins)
        };
        run_on(quirk, OfficeKeys::lab())
    };
    let (found, sent) = refuses(0x10, [0x6F, 0x00]);
    let causes = waits(&found);
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert!(
        causes[0].contains("PERSO or ACTIVE or SUSPENDED: BEGIN answered 6F00"),
        "{causes:#?}"
    );
    assert!(
        failed(&found).contains(&"EPC-PERSO-02.1"),
        "{:?}",
        failed(&found)
    );
    assert!(found.failed().count() < 20, "{:?}", failed(&found));
    assert!(sent < FEW, "{sent}");

    let (found, _) = refuses(0x22, [0x6A, 0x80]);
    let causes = waits(&found);
    let set_at = causes.iter().find(|cause| cause.contains("MSE:SET AT"));
    assert!(set_at.is_some_and(|cause| cause.ends_with("the channel of a reader could not be opened: MSE:SET AT answered 6A80 (wrong data) (EPC-PACE-07)")), "{causes:#?}");
    assert!(failed(&found).contains(&"EPC-PACE-07.1"));
    assert!(found.failed().count() < 40, "{:?}", failed(&found));
}

#[test]
fn a_get_response_that_is_missing_is_the_one_rule_that_a_card_fails() {
    let (found, sent) = run_on(
        Quirk {
            wire: true,
            skip: Some(Bytes(vec![0x6D, 0x00])),
            ..quirk(0xC0)
        },
        OfficeKeys::lab(),
    );
    let causes = waits(&found);
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert!(
        causes[0].contains("GET RESPONSE answered 6D00"),
        "{causes:#?}"
    );
    assert!(causes[0].ends_with("(EPC-CHAIN-09)"), "{causes:#?}");
    let failed = failed(&found);
    assert!(failed.contains(&"EPC-CHAIN-09.1"), "{failed:?}");
    assert!(failed.len() < 10, "{failed:?}");
    assert!(sent < FEW, "{sent}");
    let charged = found
        .failed()
        .find(|ran| ran.id == "EPC-CHAIN-09.1")
        .unwrap();
    let Outcome::Failed(failure) = &charged.outcome else {
        panic!("it failed");
    };
    let evidence = failure.evidence.as_ref().unwrap();
    assert_eq!(
        (evidence.sent.get(..2), evidence.answer.as_deref()),
        (Some(&[0x00, 0xC0][..]), Some(&[0x6D, 0x00][..]))
    );
}

#[test]
fn a_wrong_mac_of_responses_is_charged_to_the_channel_and_not_to_what_was_asked() {
    let (found, sent) = run_on(
        Quirk {
            wire: true,
            cla: Some(Bytes(vec![0x84])),
            sw: Some(Bytes(vec![0x90, 0x00])),
            reply: Some(Change::Append(Bytes(vec![0x01]))),
            ..quirk(0x14)
        },
        OfficeKeys::lab(),
    );
    let causes = waits(&found);
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert!(
        causes[0].contains("a command under SCP03 answered a wrong R-MAC"),
        "{causes:#?}"
    );
    assert!(causes[0].ends_with("(EPC-SCP-16)"), "{causes:#?}");
    let failed = failed(&found);
    assert!(failed.contains(&"EPC-SCP-16.1"), "{failed:?}");
    // A key that is there is not taken for none where STATUS cannot be read; what needs neither is run.
    assert!(!failed.contains(&"EPC-PERSO-01.1"), "{failed:?}");
    let passed = |id: &str| {
        found
            .ran
            .iter()
            .any(|ran| ran.id == id && ran.outcome == Outcome::Passed)
    };
    assert!(passed("EPC-ID-01.1") && passed("EPC-ID-01.5"));
    assert!(sent < FEW, "{sent}");
}

#[test]
fn wrong_keys_fail_one_case_and_what_needs_no_keys_is_run() {
    let wrong = OfficeKeys::Static(StaticKeys {
        enc: [1; 16],
        mac: [2; 16],
    });
    let cryptogram = Quirk {
        reply: Some(Change::Flip(28, 1)),
        ..quirk(0x50)
    };
    for (quirk, keys) in [(cryptogram, OfficeKeys::lab()), (quirk(0xFE), wrong)] {
        let (found, sent) = run_on(quirk, keys);
        let failed = failed(&found);
        assert!(failed.contains(&"EPC-SCP-06.1"), "{failed:?}");
        let causes = waits(&found);
        assert_eq!(causes.len(), 1, "{causes:#?}");
        assert!(
            causes[0].ends_with("INITIALIZE UPDATE answered another cryptogram (EPC-SCP-06)"),
            "{causes:#?}"
        );
        assert!(found.passed() > 10, "{}", found.passed());
        assert!(sent < FEW, "{sent}");
        let Outcome::Failed(failure) = &found.failed().next().unwrap().outcome else {
            panic!("it failed");
        };
        let named: Vec<_> = failure
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.computed)
            .map(|(name, _)| *name)
            .collect();
        for name in [
            "card cryptogram expected",
            "card cryptogram received",
            "host challenge",
            "card challenge",
        ] {
            assert!(named.contains(&name), "{named:?}");
        }
    }
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
