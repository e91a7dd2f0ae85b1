// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office's program with cards, through a real pcscd: each test sits at a desk of its own.
//!
//! Needs the Debian packages pcscd and vsmartcard-vpcd; a test that does not find them fails and
//! says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use epatent_testkit::desk::{CAN, Desk, Hook, Ran, Then, application};

/// INS of WRITE, under whatever protection and in every piece of a chain.
const WRITE: Option<&u8> = Some(&0xD6);
/// The WRITE before which a card is torn out or its program killed: in the middle of the portrait.
const MIDDLE: usize = 40;
const EXIT_USAGE: Option<i32> = Some(2);
const EXIT_DEVICE: Option<i32> = Some(4);
/// How long a program may take to reach the middle of its work.
const PATIENCE: Duration = Duration::from_secs(20);

fn desk() -> Desk {
    Desk::beside(env!("CARGO_BIN_EXE_epatent-issue")).unwrap_or_else(|error| panic!("{error}"))
}

/// `epatent-issue` in English and JSON, with the first reader.
fn issue(desk: &Desk, arguments: &[&str]) -> Command {
    let mut command = issue_anywhere(desk, arguments);
    command.args(["--reader", desk.readers()[0]]);
    command
}

fn issue_anywhere(desk: &Desk, arguments: &[&str]) -> Command {
    let mut command = desk.program("epatent-issue");
    command.args(arguments).args(["--lang", "en", "--json"]);
    command.env("EPATENT_STORE", desk.path("office"));
    command
}

fn personalise(desk: &Desk, name: &str, office: &Path) -> Command {
    let mut command = issue(desk, &["personalise"]);
    command.arg(application(name)).arg("--store").arg(office);
    command.args(["--can", CAN]);
    command
}

/// The error's code, after a look at what every error must have.
#[track_caller]
fn refused(ran: &Ran, exit: Option<i32>) -> String {
    assert_eq!(ran.exit, exit, "{ran:?}");
    let error = ran.json();
    assert_eq!(error["schema"], 1, "{ran:?}");
    assert!(error["error"]["message"].is_string(), "{ran:?}");
    assert!(error["error"]["hint"].is_string(), "no hint: {ran:?}");
    ran.text("/error/code")
}

/// The life-cycle state that `inspect` shows.
#[track_caller]
fn state(desk: &Desk) -> String {
    let ran = Ran::of(&mut issue(desk, &["inspect"]));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    ran.text("/state")
}

fn jobs(office: &Path) -> usize {
    std::fs::read_dir(office.join("jobs")).unwrap().count()
}

/// Begins to issue a card and kills the program with SIGKILL in the middle of the portrait.
fn half_written(desk: &Desk, name: &str, office: &Path) -> PathBuf {
    let image = desk.blank_card("half.card.json").unwrap();
    let (reached, middle) = mpsc::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let mut writes = 0;
    let hook: Hook = Box::new(move |command| {
        writes += usize::from(command.get(1) == WRITE);
        if writes == MIDDLE {
            writes += 1;
            reached.send(()).unwrap();
            // Ends when the test drops its half, also in a panic.
            let _ = wait.recv();
        }
        Then::GoOn
    });
    let card = desk.insert_hooked(0, &image, hook).unwrap();
    let mut program = personalise(desk, name, office)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let reached = middle.recv_timeout(PATIENCE);
    program.kill().unwrap();
    program.wait().unwrap();
    reached.unwrap();
    drop(go_on);
    desk.wait_until_free(0).unwrap();
    card.remove();
    desk.wait_until_empty(0).unwrap();
    image
}

#[test]
fn without_a_service_every_command_that_needs_one_says_so_and_how_to_start_it() {
    let mut desk = desk();
    let office = desk.office("office").unwrap();
    desk.service().stop();
    for mut command in [
        issue_anywhere(&desk, &["readers"]),
        issue_anywhere(&desk, &["inspect"]),
        issue_anywhere(&desk, &["chip-key"]),
        issue_anywhere(&desk, &["abort", "--yes"]),
        personalise(&desk, "rakhimov", &office),
    ] {
        let ran = Ran::of(&mut command);
        assert_eq!(refused(&ran, EXIT_DEVICE), "service-unavailable");
        assert!(ran.text("/error/hint").contains("pcscd"), "{ran:?}");
    }
    assert_eq!(jobs(&office), 0);
}

#[test]
fn a_reader_must_be_named_exist_and_hold_a_card_of_ours() {
    let desk = desk();
    let [first, second] = desk.readers();
    let inspect = |more: &[&str]| Ran::of(issue_anywhere(&desk, &["inspect"]).args(more));
    let unnamed = inspect(&[]);
    assert_eq!(refused(&unnamed, EXIT_DEVICE), "several-readers");
    for name in [first, second] {
        assert!(unnamed.text("/error/message").contains(name), "{unnamed:?}");
    }
    let unknown = inspect(&["--reader", "Gemalto"]);
    assert_eq!(refused(&unknown, EXIT_DEVICE), "reader-unknown");
    assert!(
        unknown.text("/error/message").contains(first),
        "{unknown:?}"
    );
    assert_eq!(
        refused(&inspect(&["--reader", "00 00"]), EXIT_DEVICE),
        "no-card"
    );

    let office = desk.office("office").unwrap();
    let _stranger = desk.insert_stranger(0, &[0x6A, 0x82]).unwrap();
    for mut command in [
        issue(&desk, &["inspect"]),
        issue(&desk, &["chip-key"]),
        issue(&desk, &["abort", "--yes"]),
        personalise(&desk, "rakhimov", &office),
    ] {
        assert_eq!(refused(&Ran::of(&mut command), EXIT_DEVICE), "not-our-card");
    }
    assert_eq!(jobs(&office), 0);
}

#[test]
fn an_issued_card_cannot_be_written_again_or_aborted() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.blank_card("card.json").unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();
    let out = desk.path("kept.card");
    let ran = Ran::of(
        personalise(&desk, "rakhimov", &office)
            .arg("--out")
            .arg(&out),
    );
    assert_eq!(
        (ran.exit, ran.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{ran:?}"
    );
    assert_eq!(ran.json()["resumed"], false);
    assert_eq!(jobs(&office), 0);
    assert_eq!(state(&desk), "active");
    let issued = std::fs::read(&image).unwrap();

    let kept = out.to_str().unwrap();
    let office_path = office.to_str().unwrap();
    for mut command in [
        personalise(&desk, "rakhimov", &office),
        issue(&desk, &["chip-key"]),
        issue(&desk, &["abort", "--yes"]),
    ] {
        assert_eq!(
            refused(&Ran::of(&mut command), EXIT_DEVICE),
            "card-issued-already"
        );
    }
    // The very same files are on the card already: reading them back is all that is left to do.
    let again = Ran::of(&mut issue(&desk, &["write", kept, "--store", office_path]));
    assert_eq!(
        (again.exit, again.json()["bytes_written"].as_u64()),
        (Some(0), Some(0))
    );
    assert_eq!(std::fs::read(&image).unwrap(), issued);
    assert_eq!(jobs(&office), 0);
}

// shows: EPC-PERSO-21, EPC-PERSO-25
#[test]
fn a_card_file_goes_to_the_card_it_was_signed_for_and_to_no_other() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let (right, wrong) = (
        desk.blank_card("right").unwrap(),
        desk.blank_card("wrong").unwrap(),
    );
    let card = desk.insert(0, &right, &[]).unwrap();
    let chip_key = Ran::of(&mut issue(&desk, &["chip-key"])).text("/chip_key");
    assert_eq!(chip_key.len(), 130);
    let again = Ran::of(&mut issue(&desk, &["chip-key"])).text("/chip_key");
    assert_eq!(again, chip_key, "a key that is there is kept");
    card.remove();
    desk.wait_until_empty(0).unwrap();

    let file = desk.path("signed.card");
    let mut sign = issue_anywhere(&desk, &["sign", "--chip-key", &chip_key]);
    sign.arg(application("yusupova"))
        .arg("--store")
        .arg(&office)
        .arg("--out")
        .arg(&file);
    assert_eq!(Ran::of(&mut sign).text("/region"), "50");
    let write = || {
        let mut command = issue(&desk, &["write"]);
        Ran::of(command.arg(&file).arg("--store").arg(&office))
    };

    let card = desk.insert(0, &wrong, &[]).unwrap();
    // Without a key, and with one of its own.
    assert_eq!(refused(&write(), EXIT_DEVICE), "card-of-another-key");
    assert_ne!(
        Ran::of(&mut issue(&desk, &["chip-key"])).text("/chip_key"),
        chip_key
    );
    assert_eq!(refused(&write(), EXIT_DEVICE), "card-of-another-key");
    assert_eq!(state(&desk), "blank");
    card.remove();
    desk.wait_until_empty(0).unwrap();

    let _card = desk.insert(0, &right, &[]).unwrap();
    let ran = write();
    assert_eq!(
        (ran.exit, ran.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{ran:?}"
    );
}

// shows: EPC-PERSO-22, EPC-PERSO-29
#[test]
fn a_card_left_half_written_by_a_killed_program_is_finished_for_the_same_application_only() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let elsewhere = desk.office("elsewhere").unwrap();
    let image = half_written(&desk, "rakhimov", &office);
    assert_eq!(jobs(&office), 1, "the signed files wait for the card");
    let chips = std::fs::read_dir(office.join("chips")).unwrap().count();
    assert_eq!(chips, 1, "the chip is noted before the card is written");
    let _card = desk.insert(0, &image, &[]).unwrap();
    assert_eq!(state(&desk), "personalisation");

    let other = Ran::of(&mut personalise(&desk, "yusupova", &office));
    assert_eq!(refused(&other, EXIT_DEVICE), "card-of-another-patent");
    assert!(
        other.text("/error/message").contains("2600012345"),
        "{other:?}"
    );
    let stranger = Ran::of(&mut personalise(&desk, "rakhimov", &elsewhere));
    assert_eq!(refused(&stranger, EXIT_DEVICE), "card-of-another-job");
    assert_eq!(state(&desk), "personalisation");

    let ran = Ran::of(&mut personalise(&desk, "rakhimov", &office));
    assert_eq!(
        (ran.exit, ran.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{ran:?}"
    );
    assert_eq!(ran.json()["resumed"], true);
    assert!(ran.stderr.contains("half-written"), "{ran:?}");
    assert_eq!(jobs(&office), 0);
    assert_eq!(state(&desk), "active");
}

#[test]
fn a_card_torn_out_while_it_is_written_is_told_and_finished_when_it_is_back() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.blank_card("torn.card.json").unwrap();
    let mut writes = 0;
    let hook: Hook = Box::new(move |command| {
        writes += usize::from(command.get(1) == WRITE);
        if writes == MIDDLE {
            Then::Remove
        } else {
            Then::GoOn
        }
    });
    let card = desk.insert_hooked(0, &image, hook).unwrap();
    let began = Instant::now();
    let torn = Ran::of(&mut personalise(&desk, "rakhimov", &office));
    let code = refused(&torn, EXIT_DEVICE);
    assert!(
        ["card-removed", "outcome-unknown"].contains(&code.as_str()),
        "{torn:?}"
    );
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    card.remove();
    desk.wait_until_empty(0).unwrap();

    let _card = desk.insert(0, &image, &[]).unwrap();
    let ran = Ran::of(&mut personalise(&desk, "rakhimov", &office));
    assert_eq!(
        (ran.exit, ran.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{ran:?}"
    );
    assert_eq!(ran.json()["resumed"], true);
}

#[test]
fn an_unfinished_card_is_erased_only_when_somebody_says_so_and_is_blank_again() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = half_written(&desk, "rakhimov", &office);
    let _card = desk.insert(0, &image, &[]).unwrap();
    let unconfirmed = Ran::of(&mut issue(&desk, &["abort"]));
    assert_eq!(refused(&unconfirmed, EXIT_USAGE), "not-confirmed");
    assert_eq!(state(&desk), "personalisation");

    let ran = Ran::of(&mut issue(&desk, &["abort", "--yes"]));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("blank again"), "{ran:?}");
    assert_eq!(state(&desk), "blank");
    let again = Ran::of(&mut issue(&desk, &["abort", "--yes"]));
    assert_eq!(refused(&again, EXIT_DEVICE), "nothing-to-abort");
    let ran = Ran::of(&mut personalise(&desk, "toktogulov", &office));
    assert_eq!(
        (ran.exit, ran.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{ran:?}"
    );
}
