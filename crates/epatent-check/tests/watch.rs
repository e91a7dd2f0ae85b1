// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check watch` through a real pcscd: card after card, and whatever else happens at a desk.
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

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use epatent_testkit::desk::{CAN, Desk, Hook, Ran, Then, application};
use epatent_testkit::schema::assert_follows;
use serde_json::Value;

/// INS of READ BINARY, under whatever protection.
const READ: Option<&u8> = Some(&0xB0);
/// The READ BINARY after which a card is torn out: in the middle of the portrait.
const MIDDLE: usize = 20;
const DAY: &str = "2026-12-15";
/// How long a line may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Far above what is seen, so that a busy machine does not fail the test.
const GENEROUS: Duration = Duration::from_secs(5);

/// A running watch.
struct Watch {
    child: Child,
    input: ChildStdin,
    lines: Receiver<(Instant, String)>,
}

impl Watch {
    fn begin(desk: &Desk, office: &Path, more: &[&str]) -> Self {
        let mut command = desk.program("epatent-check");
        command
            .args(["watch", "--region", "77", "--on", DAY, "--lang", "en"])
            .args(["--reader", desk.readers()[0], "--trust"])
            .arg(office.join("trust"))
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send((Instant::now(), line)).is_err() {
                    return;
                }
            }
        });
        Self {
            input: child.stdin.take().unwrap(),
            child,
            lines,
        }
    }

    fn types(&mut self, text: &str) {
        writeln!(self.input, "{text}").unwrap();
    }

    /// The next line, which must be this event.
    #[track_caller]
    fn event(&self, name: &str) -> (Instant, Value) {
        let (at, line) = self.lines.recv_timeout(PATIENCE).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(event["event"], name, "{line}");
        assert_follows("watch-line", &event);
        (at, event)
    }

    /// The events of a card of ours up to the answer, and when the answer without the photo came.
    #[track_caller]
    fn answer(&self) -> (Instant, Value) {
        self.event("card");
        self.event("number-wanted");
        let (at, _) = self.event("before-photo");
        (at, self.event("answer").1)
    }

    /// How it ended.
    fn end(mut self) -> Option<i32> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Also where the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn desk() -> Desk {
    Desk::beside(env!("CARGO_BIN_EXE_epatent-check")).unwrap_or_else(|error| panic!("{error}"))
}

fn codes(event: &Value) -> String {
    event["answer"]["codes"].to_string()
}

fn torn_in_the_middle() -> Hook {
    let mut reads = 0;
    Box::new(move |command| {
        reads += usize::from(command.get(1) == READ);
        if reads == MIDDLE {
            Then::Remove
        } else {
            Then::GoOn
        }
    })
}

#[test]
fn card_after_card_gets_its_answer_and_a_torn_one_is_read_again() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    let mut watch = Watch::begin(&desk, &office, &["--json"]);
    watch.event("waiting");
    let flip = ["--flip", "0101:40"];
    for (options, expected) in [
        (&[][..], "[\"in-force\"]"),
        (&flip[..], "[\"digest-mismatch\"]"),
        (&[][..], "[\"in-force\"]"),
    ] {
        watch.types(CAN);
        let began = Instant::now();
        let card = desk.insert(0, &image, options).unwrap();
        let (at, answer) = watch.answer();
        let took = at.duration_since(began);
        println!("from the start of the card to {expected}: {took:?}");
        assert_eq!(codes(&answer), expected);
        assert!(took < GENEROUS, "{took:?}");
        for personal in ["RAKHIMOV", "Рахимов", CAN] {
            assert!(!answer.to_string().contains(personal), "{answer}");
        }
        card.remove();
        watch.event("removed");
        desk.wait_until_empty(0).unwrap();
    }

    watch.types(CAN);
    let torn = desk.insert_hooked(0, &image, torn_in_the_middle()).unwrap();
    watch.event("card");
    watch.event("number-wanted");
    watch.event("before-photo");
    let (_, failed) = watch.event("failed");
    assert_eq!(failed["trouble"]["code"], "card-removed", "{failed}");
    watch.event("removed");
    torn.remove();
    desk.wait_until_empty(0).unwrap();
    // What was typed for it still counts.
    let card = desk.insert(0, &image, &[]).unwrap();
    assert_eq!(codes(&watch.answer().1), "[\"in-force\"]");
    card.remove();
    watch.event("removed");
    watch.types("q");
    loop {
        let (_, line) = watch.lines.recv_timeout(PATIENCE).unwrap();
        if line.contains("\"ended\"") {
            break;
        }
    }
    assert_eq!(watch.end(), Some(0));
}

#[test]
fn a_service_that_starts_anew_is_told_and_survived_and_a_signal_ends_it_well() {
    let mut desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    let mut watch = Watch::begin(&desk, &office, &["--json"]);
    watch.event("waiting");
    desk.service().stop();
    // While it goes away it may refuse before it is gone.
    loop {
        let (_, trouble) = watch.event("trouble");
        match trouble["trouble"]["code"].as_str() {
            Some("service-unavailable") => break,
            code => assert_eq!(code, Some("access-denied"), "{trouble}"),
        }
    }
    desk.service().restart().unwrap();
    // Between the two the service may have no reader yet, which is told as well.
    loop {
        let (_, line) = watch.lines.recv_timeout(PATIENCE).unwrap();
        if line.contains("\"waiting\"") {
            break;
        }
        assert!(line.contains("\"trouble\""), "{line}");
    }
    let card = desk.insert(0, &image, &[]).unwrap();
    watch.event("card");
    watch.event("number-wanted");
    watch.types("135790");
    let (_, wrong) = watch.event("answer");
    assert_eq!(codes(&wrong), "[\"access-key-wrong\"]");
    watch.types(CAN);
    watch.event("before-photo");
    assert_eq!(codes(&watch.event("answer").1), "[\"in-force\"]");
    let pid = i32::try_from(watch.child.id()).unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    watch.event("ended");
    assert_eq!(watch.end(), Some(0));
    card.remove();
}

#[test]
fn one_scan_opens_the_chip_and_is_compared_with_it() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.blank_card("scanned").unwrap();
    let card = desk.insert(0, &image, &[]).unwrap();
    let mut issue = desk.program("epatent-issue");
    issue
        .arg("personalise")
        .arg(application("toktogulov"))
        .args(["--json", "--reader", desk.readers()[0], "--can", CAN])
        .arg("--store")
        .arg(&office)
        .arg("--qr")
        .arg(desk.path("code"));
    let ran = Ran::of(&mut issue);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    card.remove();
    desk.wait_until_empty(0).unwrap();
    let code = std::fs::read_to_string(desk.path("code/qr.txt")).unwrap();
    let mut watch = Watch::begin(&desk, &office, &["--json", "--cards", "1"]);
    watch.event("waiting");
    watch.types(code.trim_end());
    let card = desk.insert(0, &image, &[]).unwrap();
    let (_, answer) = watch.answer();
    assert_eq!(codes(&answer), "[\"in-force\"]");
    let not_checked = answer["answer"]["not_checked"].to_string();
    assert!(not_checked.contains("printed numbers"), "{not_checked}");
    assert!(!not_checked.contains("printed code"), "{not_checked}");
    card.remove();
    // The last card ends it.
    watch.event("removed");
    watch.event("ended");
    assert_eq!(watch.end(), Some(0));
}
