// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards on which a command fails that only prepares them: one rule is broken, and the cases behind it wait.

use epatent_conformance::{
    Bench, Choice, Known, OfficeKeys, Outcome, Ran, Report, Stage, StaticKeys, Target as _, cases,
    run,
};
use epatent_emulator::Card;
use epatent_emulator::profile::{Bytes, Change};
use epatent_emulator::quirk::{Quirk, Quirks, Way};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use crate::cards::Reader;
use crate::{Between, go_on};

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

pub(crate) fn quirk(ins: u8) -> Quirk {
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
