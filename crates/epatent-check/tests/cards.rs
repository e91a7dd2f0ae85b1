// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The officer's program with cards, through a real pcscd: each test sits at a desk of its own.
//!
//! Needs the Debian packages pcscd, vsmartcard-vpcd and opensc; a test that does not find them
//! fails and says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use epatent_testkit::desk::{CAN, Desk, Hook, Ran, Then};
use epatent_testkit::schema::assert_follows;

/// INS of READ BINARY, under whatever protection.
const READ: Option<&u8> = Some(&0xB0);
/// The READ BINARY after which a card is torn out: in the middle of the portrait.
const MIDDLE: usize = 20;
/// A day within the term of every example.
const DAY: &str = "2026-12-15";
/// Both languages together: nobody must take a laboratory's card for a document.
const BANNER: &str = "ЛАБОРАТОРНЫЙ ОБРАЗЕЦ - НЕ ЯВЛЯЕТСЯ ДОКУМЕНТОМ / LAB - NOT A REAL DOCUMENT";
const SELECT: &str = "00A4040009F045504154454E540100";
const MEASURED: usize = 500;
/// Far above what is seen, so that a busy machine does not fail the test; `cargo xtask bench`
/// compares with what is required.
const GENEROUS: Duration = Duration::from_millis(20);

fn desk() -> Desk {
    Desk::beside(env!("CARGO_BIN_EXE_epatent-check")).unwrap_or_else(|error| panic!("{error}"))
}

/// `epatent-check` with a language.
fn check(desk: &Desk, lang: &str, arguments: &[&str]) -> Command {
    let mut command = desk.program("epatent-check");
    command.args(arguments).args(["--lang", lang]);
    command
}

/// Where and when the examples are checked.
fn here(command: &mut Command, office: &Path) -> Ran {
    Ran::of(
        command
            .arg("--trust")
            .arg(office.join("trust"))
            .args(["--region", "77", "--on", DAY]),
    )
}

/// `epatent-check card --json` of the first reader; the answer follows the published schema.
fn card(desk: &Desk, office: &Path) -> Ran {
    let mut command = check(
        desk,
        "en",
        &["card", "--json", "--reader", desk.readers()[0]],
    );
    let ran = here(&mut command, office);
    assert_follows("check-answer", &ran.json());
    ran
}

/// Puts a card in, has it checked, and takes it out.
fn checked(desk: &Desk, office: &Path, image: &Path, options: &[&str]) -> Ran {
    let inserted = desk.insert(0, image, options).unwrap();
    let ran = card(desk, office);
    inserted.remove();
    desk.wait_until_empty(0).unwrap();
    ran
}

fn verdict(ran: &Ran) -> (Option<i32>, String, Vec<String>) {
    (ran.exit, ran.text("/verdict"), ran.findings())
}

fn expected(exit: i32, verdict: &str, code: &str) -> (Option<i32>, String, Vec<String>) {
    (Some(exit), verdict.to_owned(), vec![code.to_owned()])
}

#[track_caller]
fn refused(ran: &Ran) -> String {
    assert_eq!(ran.exit, Some(4), "{ran:?}");
    assert!(ran.json()["error"]["hint"].is_string(), "{ran:?}");
    assert!(ran.text("/verdict").is_empty(), "{ran:?}");
    ran.text("/error/code")
}

#[test]
fn the_cards_of_the_demo_get_their_answers() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let moscow = desk.issued_card("rakhimov", &office).unwrap();
    let region = desk.issued_card("yusupova", &office).unwrap();
    let copy = desk.copied_card(&moscow, "copy.card.json").unwrap();

    let good = checked(&desk, &office, &moscow, &[]);
    assert_eq!(
        verdict(&good),
        expected(0, "in-force", "in-force"),
        "{good:?}"
    );
    assert_eq!(good.text("/chip_proof/source"), "here");
    assert_eq!(good.text("/card/holder/surname_latin"), "RAKHIMOV");
    let elsewhere = checked(&desk, &office, &region, &[]);
    assert_eq!(
        verdict(&elsewhere),
        expected(3, "undetermined", "wrong-region"),
        "{elsewhere:?}"
    );
    let flipped = checked(&desk, &office, &moscow, &["--flip", "0101:40"]);
    assert_eq!(
        verdict(&flipped),
        expected(1, "refused", "digest-mismatch"),
        "{flipped:?}"
    );
    assert_eq!(flipped.text("/findings/0/part"), "holder");
    assert!(
        flipped.json()["card"]["holder"].is_null(),
        "a false part is not shown"
    );
    let unsigned = checked(&desk, &office, &moscow, &["--flip", "011D:700"]);
    assert_eq!(
        verdict(&unsigned),
        expected(1, "refused", "signature-invalid"),
        "{unsigned:?}"
    );
    let clone = checked(&desk, &office, &copy, &[]);
    assert_eq!(
        verdict(&clone),
        expected(1, "refused", "clone-suspected"),
        "{clone:?}"
    );
}

// shows: EPC-REP-01
#[test]
fn a_card_speaks_both_languages_and_can_be_checked_again_from_its_file() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("toktogulov", &office).unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();
    let [reader, _] = desk.readers();
    for (lang, verdict) in [("en", "IN FORCE"), ("ru", "В СИЛЕ")] {
        let ran = here(
            &mut check(&desk, lang, &["card", "--reader", reader]),
            &office,
        );
        let lines: Vec<&str> = ran.stdout.lines().take(2).collect();
        assert_eq!(lines, [BANNER, verdict], "{ran:?}");
        assert_eq!(ran.exit, Some(0));
    }

    let file = desk.path("evidence.card");
    let mut save = check(&desk, "en", &["card", "--json", "--reader", reader]);
    let live = here(save.arg("--save-evidence").arg(&file), &office);
    assert_eq!(live.exit, Some(0), "{live:?}");
    let later = here(check(&desk, "en", &["file", "--json"]).arg(&file), &office);
    assert_eq!(later.exit, Some(0), "{later:?}");
    let checks = |ran: &Ran| -> Vec<(String, String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let answer = ran.json();
        let checks = answer["checks"].as_array().unwrap().iter();
        checks
            .map(|check| {
                (
                    text(&check["id"]),
                    text(&check["outcome"]),
                    text(&check["code"]),
                )
            })
            .collect()
    };
    assert_eq!(checks(&live), checks(&later));
    for part in [
        "/environment",
        "/findings",
        "/card",
        "/verdict",
        "/region",
        "/date",
        "/bytes",
    ] {
        let (live, later) = (live.json(), later.json());
        assert_eq!(
            live.pointer(part).unwrap(),
            later.pointer(part).unwrap(),
            "{part}"
        );
    }
    assert_eq!(live.text("/chip_proof/source"), "here");
    assert_eq!(later.text("/chip_proof/source"), "recorded");
    assert_eq!(
        later.text("/chip_proof/checked_at"),
        live.text("/checked_at")
    );

    // Evidence is never overwritten, and that is said before the card is read.
    let kept = std::fs::read(&file).unwrap();
    let mut save = check(&desk, "en", &["card", "--json", "--reader", reader]);
    let again = here(save.arg("--save-evidence").arg(&file), &office);
    assert_eq!(
        (again.exit, again.text("/error/code").as_str()),
        (Some(2), "file-exists")
    );
    assert_eq!(std::fs::read(&file).unwrap(), kept);

    // The same evidence on a day after the patent's last.
    let mut too_late = check(&desk, "en", &["file", "--json"]);
    let too_late = Ran::of(
        too_late
            .arg(&file)
            .arg("--trust")
            .arg(office.join("trust"))
            .args(["--region", "77", "--on", "2031-01-01"]),
    );
    assert_eq!(
        verdict(&too_late),
        expected(1, "refused", "term-ended"),
        "{too_late:?}"
    );
}

// shows: EPC-VER-05, EPC-QR-10
#[test]
fn one_scan_opens_the_chip_and_binds_the_print_to_it() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let [reader, _] = desk.readers();
    let mut images = Vec::new();
    for (application, number) in [("rakhimov", "111111"), ("toktogulov", "222222")] {
        let image = desk.blank_card(&format!("{application}.json")).unwrap();
        let inserted = desk.insert(0, &image, &[]).unwrap();
        let mut issue = desk.program("epatent-issue");
        issue
            .arg("personalise")
            .arg(epatent_testkit::desk::application(application))
            .args(["--json", "--reader", reader, "--can", number, "--store"])
            .arg(&office)
            .arg("--qr")
            .arg(desk.path(application));
        let ran = Ran::of(&mut issue);
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        inserted.remove();
        desk.wait_until_empty(0).unwrap();
        images.push(image);
    }
    let _card = desk.insert(0, &images[0], &[]).unwrap();
    let with = |code: &str, more: &[&str]| {
        let mut command = check(&desk, "en", &["card", "--json", "--reader", reader]);
        command.env_remove("EPATENT_CAN").args(more);
        command.arg("--qr").arg(desk.path(code));
        here(&mut command, &office)
    };
    for code in ["rakhimov/qr.png", "rakhimov/qr.txt"] {
        let ran = with(code, &[]);
        assert_eq!(
            verdict(&ran),
            expected(0, "in-force", "in-force"),
            "{ran:?}"
        );
        assert_eq!(ran.text("/card/printed_code/number"), "2600012345");
    }
    // The code of another card names another number, which does not open this chip; the number that
    // is printed beside the code does, and then the code is seen to be another card's.
    let closed = with("toktogulov/qr.png", &[]);
    let left_open = expected(3, "undetermined", "access-key-wrong");
    assert_eq!(verdict(&closed), left_open, "{closed:?}");
    let opened = with("toktogulov/qr.png", &["--can", "111111"]);
    let mismatch = expected(1, "refused", "print-mismatch");
    assert_eq!(verdict(&opened), mismatch, "{opened:?}");
    // And alone, each from its picture.
    let mut alone = check(&desk, "en", &["qr", "--json"]);
    let alone = here(alone.arg(desk.path("toktogulov/qr.png")), &office);
    assert_eq!(
        verdict(&alone),
        expected(3, "undetermined", "qr-only"),
        "{alone:?}"
    );
    // Before the photo the answer is said already.
    let mut seen = check(
        &desk,
        "en",
        &["card", "--reader", reader, "--can", "111111"],
    );
    let seen = here(&mut seen, &office);
    assert!(
        seen.stderr.contains("Before the photo: IN FORCE"),
        "{seen:?}"
    );
    assert!(seen.stdout.contains("IN FORCE"), "{seen:?}");
}

#[test]
fn trouble_with_service_reader_and_card_has_its_own_words_and_exit_4() {
    let mut desk = desk();
    let office = desk.office("office").unwrap();
    let code = |desk: &Desk, more: &[&str]| {
        let mut command = check(desk, "en", &["card", "--json"]);
        refused(&here(command.args(more), &office))
    };
    assert_eq!(code(&desk, &[]), "several-readers");
    assert_eq!(code(&desk, &["--reader", "Gemalto"]), "reader-unknown");
    assert_eq!(code(&desk, &["--reader", "00 01"]), "no-card");
    desk.service().stop();
    assert_eq!(code(&desk, &[]), "service-unavailable");
    let readers = Ran::of(&mut check(&desk, "ru", &["readers"]));
    assert_eq!(readers.exit, Some(4), "{readers:?}");
    let first = readers.stderr.lines().next();
    assert_eq!(
        first,
        Some("ошибка: служба смарт-карт (PC/SC) не запущена"),
        "{readers:?}"
    );
    assert_eq!(readers.stdout, "");
}

#[test]
fn other_cards_and_blank_cards_leave_the_question_open() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let stranger = desk.insert_stranger(0, &[0x6A, 0x82]).unwrap();
    let ran = card(&desk, &office);
    assert_eq!(
        verdict(&ran),
        expected(3, "undetermined", "not-a-patent"),
        "{ran:?}"
    );
    stranger.remove();
    desk.wait_until_empty(0).unwrap();
    let blank = desk.blank_card("blank").unwrap();
    let ran = checked(&desk, &office, &blank, &[]);
    assert_eq!(
        verdict(&ran),
        expected(3, "undetermined", "chip-unreadable"),
        "{ran:?}"
    );
}

// shows: EPC-VER-05
#[test]
fn a_card_torn_out_while_it_is_read_gets_no_verdict_and_leaves_no_evidence() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    let mut reads = 0;
    let hook: Hook = Box::new(move |command| {
        reads += usize::from(command.get(1) == READ);
        if reads == MIDDLE {
            Then::Remove
        } else {
            Then::GoOn
        }
    });
    let torn = desk.insert_hooked(0, &image, hook).unwrap();
    let file = desk.path("evidence.card");
    let [reader, _] = desk.readers();
    let mut save = check(&desk, "en", &["card", "--json", "--reader", reader]);
    let code = refused(&here(save.arg("--save-evidence").arg(&file), &office));
    assert!(
        ["card-removed", "outcome-unknown"].contains(&code.as_str()),
        "{code}"
    );
    assert!(!file.exists());
    torn.remove();
    desk.wait_until_empty(0).unwrap();
    let again = checked(&desk, &office, &image, &[]);
    assert_eq!(
        verdict(&again),
        expected(0, "in-force", "in-force"),
        "{again:?}"
    );
}

#[test]
fn another_vendors_program_selects_the_applet_and_a_command_is_fast() {
    let desk = desk();
    let image: PathBuf = desk.blank_card("blank").unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();
    let opensc = |commands: usize| {
        let mut tool = desk.foreign_program("opensc-tool");
        tool.args(["--reader", "0", "--card-driver", "default"]);
        for _ in 0..commands {
            tool.args(["-s", SELECT]);
        }
        let began = std::time::Instant::now();
        let ran = Ran::of(&mut tool);
        (ran, began.elapsed())
    };
    let (one, alone) = opensc(1);
    assert_eq!(one.exit, Some(0), "{one:?}");
    assert!(one.stdout.contains("SW1=0x90, SW2=0x00"), "{one:?}");
    // The program's start costs the same for one command and for many.
    let (many, together) = opensc(MEASURED + 1);
    assert_eq!(
        many.stdout.matches("SW1=0x90").count(),
        MEASURED + 1,
        "{}",
        many.stderr
    );
    let each = together.saturating_sub(alone) / u32::try_from(MEASURED).unwrap();
    let figure = format!("{MEASURED} SELECT through pcscd: {each:?} each");
    println!("{figure}");
    assert!(each < GENEROUS, "{figure}");
}

/// The commands that a trace tells of.
fn traced(file: &Path) -> usize {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().filter(|line| line.starts_with("> ")).count()
}

// shows: EPC-CMD-05
#[test]
fn a_card_with_a_photo_of_twelve_kilobytes_is_checked_in_thirty_extended_apdus() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let [reader, _] = desk.readers();
    let image = desk.blank_card("long.card.json").unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();
    let trace = desk.path("written.txt");
    let mut issue = desk.program("epatent-issue");
    issue
        .arg("personalise")
        .arg(epatent_testkit::desk::application("rakhimov"))
        .args(["--json", "--reader", reader, "--can", CAN, "--store"])
        .arg(&office)
        .args(["--apdu", "auto", "--trace"])
        .arg(&trace);
    let issued = Ran::of(&mut issue);
    assert_eq!(issued.exit, Some(0), "{issued:?}");
    let written = issued.json()["bytes_written"].as_u64().unwrap();
    println!(
        "written {written} bytes and read back: {} APDUs",
        traced(&trace)
    );

    let read = |apdu: &str| {
        let trace = desk.path(&format!("{apdu}.txt"));
        let mut command = check(&desk, "en", &["card", "--json", "--reader", reader]);
        command.args(["--apdu", apdu, "--trace"]).arg(&trace);
        let ran = here(&mut command, &office);
        assert_eq!(
            verdict(&ran),
            expected(0, "in-force", "in-force"),
            "{apdu}: {ran:?}"
        );
        let bytes = ran.json()["bytes"].as_u64().unwrap();
        println!("{apdu}: {bytes} bytes in {} APDUs", traced(&trace));
        (ran, traced(&trace))
    };
    let (short, many) = read("short");
    assert!(
        short.json()["bytes"].as_u64().unwrap() > 12_000,
        "{short:?}"
    );
    for apdu in ["auto", "extended"] {
        let (ran, few) = read(apdu);
        for part in ["/verdict", "/findings", "/card", "/bytes", "/environment"] {
            let (one, other) = (short.json(), ran.json());
            assert_eq!(one.pointer(part), other.pointer(part), "{apdu}: {part}");
        }
        assert!(few <= 30 && many > 2 * few, "{apdu}: {few}, short: {many}");
    }
}
