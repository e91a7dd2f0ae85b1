// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `batch` over two readers of a real pcscd: cards made in parallel, the program killed in the middle,
//! a stranger's card and a spoiled blank among them; in the end every card is accounted for.
//!
//! Needs the Debian packages pcscd and vsmartcard-vpcd; a test that does not find them fails and
//! says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod life;
mod postgres;
mod shift;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use epatent_emulator::{Device, DeviceError, Image, StoredCard};
use epatent_register::{Location, Register};
use epatent_testkit::desk::{self, Desk, Hook, Ran, Then};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use shift::Shift;

#[test]
fn a_batch_that_is_killed_goes_on_and_accounts_for_every_card() {
    let mut shift = Shift::new(7, 5);
    // A chip that nobody received, and a blank that its number scraps before it is used.
    let strange = shift.desk.blank_card("strange.json").unwrap();
    shift.drawer.push_front(strange);
    shift.must(&[
        "stock",
        "scrap",
        "РА0000002",
        "--reason",
        "cracked",
        "--operator",
        "23",
    ]);
    shift.feed(0);
    shift.feed(1);
    let mut first = shift.batch();
    assert!(shift.work(&mut first, 1).is_none());
    // The other reader has a card in work somewhere between the key and the last file.
    thread::sleep(Duration::from_millis(25));
    first.kill();
    for reader in [0, 1] {
        shift.desk.wait_until_free(reader).unwrap();
    }

    let at = shift.issued[0].1["reader"].clone();
    let reader = shift.desk.readers().iter().position(|name| at == **name);
    shift.take_out(reader.unwrap());
    shift.feed(reader.unwrap());
    let mut second = shift.batch();
    let end = shift.work(&mut second, usize::MAX).unwrap();
    assert_eq!((&end["left"], &end["unfinished"]), (&0.into(), &0.into()));
    drop(second);

    let mut register = shift.register();
    let equation = register.daily_equation().unwrap();
    assert!(
        equation.is_closed() && equation.differences().is_empty(),
        "{equation:?}"
    );
    assert_eq!(
        (equation.received, equation.issued, equation.scrapped),
        (7, 5, 1)
    );
    assert_eq!(register.contradictions().unwrap(), []);
    assert_eq!(register.verify(&[]).unwrap().findings, []);

    // Everything that is printed is there, and opens the card as printed.
    let print = shift.desk.path("print");
    let table = std::fs::read_to_string(print.join("cards.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 5, "{table}");
    let (image, line) = shift.issued.last().unwrap().clone();
    let number = line["patent"].as_str().unwrap().replace(' ', "");
    let folder = print.join(format!("{number}-0"));
    for name in [
        "preview.pdf",
        "photo.jpg",
        "qr.txt",
        "qr.png",
        "qr.svg",
        "card.json",
    ] {
        assert!(folder.join(name).is_file(), "{name}");
    }
    let fields = std::fs::read_to_string(folder.join("card.json")).unwrap();
    let fields: Value = serde_json::from_str(&fields).unwrap();
    for reader in [0, 1] {
        shift.take_out(reader);
    }
    let _card = shift.desk.insert(0, &image, &[]).unwrap();
    let mut check = shift.desk.program("epatent-check");
    check
        .args([
            "card",
            "--json",
            "--region",
            "77",
            "--reader",
            shift.desk.readers()[0],
        ])
        .args(["--can", fields["access_number"].as_str().unwrap()])
        .arg("--trust")
        .arg(shift.office.join("trust"));
    let checked = Ran::of(&mut check);
    let answer: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert!(
        answer
            .to_string()
            .contains(fields["patent_number"].as_str().unwrap()),
        "{answer}"
    );
}

/// A chip whose memory takes nothing any more.
struct Spoiled(StoredCard);

impl Device for Spoiled {
    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn atr(&self) -> Vec<u8> {
        self.0.atr()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        /// WRITE, `[applet-spec card-profile §5]`.
        const WRITE: u8 = 0xD6;
        if command.get(1) == Some(&WRITE) {
            return Ok(vec![0x65, 0x81]);
        }
        self.0.exchange(command)
    }
}

#[test]
fn a_spoiled_blank_is_scrapped_after_three_tries_and_the_next_one_is_made() {
    let mut shift = Shift::new(2, 1);
    let image = shift.drawer.pop_front().unwrap();
    let card = Image::load(&image)
        .unwrap()
        .into_card(StdRng::seed_from_u64(7));
    let spoiled = Spoiled(StoredCard::new(card, image));
    let spoiled = shift.desk.insert_device(0, Box::new(spoiled)).unwrap();
    let mut running = shift.batch();
    let mut events = Vec::new();
    loop {
        let line = running.line().unwrap();
        events.push(line["event"].as_str().unwrap().to_owned());
        if line["event"] == "scrapped" {
            assert_eq!(line["reason"], "not-writable");
            break;
        }
    }
    assert_eq!(events, ["failed", "failed", "failed", "scrapped"]);
    spoiled.remove();
    shift.desk.wait_until_empty(0).unwrap();
    shift.feed(0);
    let end = shift.work(&mut running, usize::MAX).unwrap();
    assert_eq!((&end["issued"], &end["scrapped"]), (&1.into(), &1.into()));
    let mut register = shift.register();
    let equation = register.daily_equation().unwrap();
    assert!(equation.is_closed(), "{equation:?}");
    assert_eq!((equation.issued, equation.scrapped), (1, 1));
    assert_eq!((equation.signatures, equation.signatures_void), (2, 1));
}

#[test]
fn a_good_blank_of_which_nothing_is_to_be_made_is_told_once() {
    let mut shift = Shift::new(2, 1);
    shift.feed(0);
    let mut running = shift.batch_with(&[]);
    assert!(shift.work(&mut running, 1).is_none());
    shift.take_out(0);
    shift.feed(0);
    let line = running.line().unwrap();
    assert_eq!(
        (&line["event"], &line["blank"]),
        (&"nothing-waiting".into(), &"РА0000002".into())
    );
    // It is looked at every second.
    let silence = running.lines.recv_timeout(Duration::from_secs(3));
    assert!(silence.is_err(), "{silence:?}");
    let pid = running.process.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let end = shift.work(&mut running, usize::MAX).unwrap();
    assert_eq!((&end["issued"], &end["left"]), (&1.into(), &0.into()));
}

#[test]
fn a_signal_pauses_a_batch_and_another_ends_it() {
    let mut shift = Shift::new(2, 2);
    let mut running = shift.batch();
    let pid = running.process.id().to_string();
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(sent.success());
    };
    // It is at the readers before it is told to pause.
    thread::sleep(Duration::from_secs(1));
    signal("-USR1");
    thread::sleep(Duration::from_millis(500));
    shift.feed(0);
    let silence = running.lines.recv_timeout(Duration::from_secs(2));
    assert!(silence.is_err(), "{silence:?}");
    assert_eq!(shift.register().daily_equation().unwrap().in_work, 0);
    signal("-USR1");
    assert!(shift.work(&mut running, 1).is_none());
    // The application that waits is not begun any more.
    signal("-TERM");
    let end = shift.work(&mut running, usize::MAX).unwrap();
    assert_eq!((&end["issued"], &end["left"]), (&1.into(), &1.into()));
    assert!(running.process.wait().unwrap().success());
}

#[test]
fn an_office_with_a_register_makes_and_ends_a_card_under_it_and_a_kill_leaves_no_act_unanswered() {
    let desk = Desk::beside(env!("CARGO_BIN_EXE_epatent-issue")).unwrap();
    let office = desk.office("office").unwrap();
    let issue = |arguments: &[&str]| {
        let mut command = desk.program("epatent-issue");
        command
            .args(arguments)
            .args(["--json", "--lang", "en", "--store"]);
        Ran::of(command.arg(&office))
    };
    let done = |arguments: &[&str]| {
        let ran = issue(arguments);
        assert_eq!(ran.exit, Some(0), "{arguments:?}: {ran:?}");
        serde_json::from_str::<Value>(&ran.stdout).unwrap()
    };
    done(&["register", "init"]);
    let image = desk.blank_card("blank.json").unwrap();
    let card = desk.insert(0, &image, &[]).unwrap();
    let reader = desk.readers()[0];
    let application = desk::application("rakhimov").display().to_string();
    let personalise = |operator: Option<&str>| {
        let mut arguments = vec!["personalise", &application, "--reader", reader];
        arguments.extend(
            operator
                .map(|operator| ["--operator", operator])
                .iter()
                .flatten(),
        );
        issue(&arguments)
    };
    // Who does it, of which blank: the register wants to know both.
    let nobody = personalise(None);
    assert_eq!(nobody.exit, Some(2), "{nobody:?}");
    let unknown = personalise(Some("17"));
    assert_eq!(unknown.exit, Some(2), "{unknown:?}");
    assert!(unknown.stdout.contains("never received"), "{unknown:?}");
    let chip = done(&["stock", "chip", "--reader", reader])["chip"].clone();
    let list = desk.path("delivery.csv");
    let text = format!("chip;number\n{};ВН1234567\n", chip.as_str().unwrap());
    std::fs::write(&list, text).unwrap();
    let list = list.display().to_string();
    done(&["stock", "receive", &list, "--note", "1", "--operator", "17"]);

    std::fs::write(office.join("office.toml"), "four_eyes = true\n").unwrap();
    let alone = personalise(Some("17"));
    assert_eq!(alone.exit, Some(2), "{alone:?}");
    let listed = done(&["applications", "list"]);
    let number = listed["applications"][0]["application"].to_string();
    done(&["applications", "approve", &number, "--operator", "23"]);
    // The card is made of what two people approved, or not at all.
    let text = std::fs::read_to_string(desk::application("rakhimov")).unwrap();
    let other = desk.path("corrected.json");
    let mut corrected: Value = serde_json::from_str(&text).unwrap();
    corrected["holder"]["birth_date"] = "1988-04-18".into();
    std::fs::write(&other, corrected.to_string()).unwrap();
    let portrait = desk::application("rakhimov").with_extension("jpg");
    std::fs::copy(portrait, desk.path("rakhimov.jpg")).unwrap();
    let other = other.display().to_string();
    let refused = issue(&[
        "personalise",
        &other,
        "--reader",
        reader,
        "--operator",
        "17",
    ]);
    assert_eq!(refused.exit, Some(2), "{refused:?}");
    assert_eq!(refused.text("/error/code"), "application-differs");
    let message = refused.text("/error/message");
    assert!(message.ends_with("in:\n  holder.birth_date"), "{message}");
    let made = personalise(Some("17"));
    assert_eq!(made.exit, Some(0), "{made:?}");
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    assert_eq!(made["verdict"], "in-force");

    let location = Location::File(office.join("register.db"));
    let mut register = Register::open(&location).unwrap();
    let equation = register.daily_equation().unwrap();
    assert!(equation.is_closed(), "{equation:?}");
    assert_eq!((equation.issued, equation.blank), (1, 0));
    assert_eq!(register.contradictions().unwrap(), []);
    drop(register);
    card.remove();
    desk.wait_until_empty(0).unwrap();

    // Killed while the card is being ended: before it hears of it, and when it has done it.
    let id = made["patent_card"].as_str().unwrap();
    let act = |act: &'static str, more: &[&'static str]| {
        let mut command = desk.program("epatent-issue");
        command.args([act, "--reader", reader, "--card", id]);
        command.args(["--operator", "23", "--reason", "own-request"]);
        command.args(["--lang", "en", "--json"]).args(more);
        command.env("EPATENT_STORE", &office);
        command
    };
    for (kind, number, before, more) in [
        ("suspend", SUSPEND, true, &[][..]),
        ("activate", ACTIVATE, false, &[]),
        ("suspend", SUSPEND, false, &[]),
        ("activate", ACTIVATE, true, &[]),
        ("terminate", TERMINATE, false, &["--yes"]),
    ] {
        killed_at(&desk, &image, act(kind, more), number, before);
        let mut register = Register::open(&location).unwrap();
        assert_eq!(register.open_intents().unwrap().len(), 1, "{kind}");
        register.close().unwrap();
        let card = desk.insert(0, &image, &[]).unwrap();
        let again = Ran::of(&mut act(kind, more));
        assert_eq!(again.exit, Some(0), "{kind}: {again:?}");
        assert_eq!(again.json()["changed"], before, "{kind}");
        card.remove();
        desk.wait_until_empty(0).unwrap();
        let mut register = Register::open(&location).unwrap();
        assert_eq!(register.open_intents().unwrap(), [], "{kind}");
        assert_eq!(register.verify(&[]).unwrap().findings, []);
    }
    let mut register = Register::open(&location).unwrap();
    let equation = register.daily_equation().unwrap();
    assert!(equation.is_closed(), "{equation:?}");
    assert_eq!((equation.issued, equation.scrapped), (0, 1));
    assert_eq!(register.contradictions().unwrap(), []);
}

/// INS of the commands that change the life-cycle state.
const SUSPEND: u8 = 0x20;
const ACTIVATE: u8 = 0x22;
const TERMINATE: u8 = 0x24;

/// Puts the card on a reader and kills the program with SIGKILL at this command: when the card has done
/// it, or before it heard of it, in which case it is left as it was then.
fn killed_at(desk: &Desk, image: &Path, mut command: Command, number: u8, before: bool) {
    let (reached, there) = mpsc::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let mut done = false;
    let hook: Hook = Box::new(move |command| {
        let is_it = command.get(1) == Some(&number);
        if is_it && before || done {
            let _ = reached.send(());
            let _ = wait.recv();
        }
        done = is_it && !before;
        Then::GoOn
    });
    let card = desk.insert_hooked(0, image, hook).unwrap();
    let mut program = command.stdout(Stdio::null()).spawn().unwrap();
    let reached = there.recv_timeout(Duration::from_secs(20));
    program.kill().unwrap();
    program.wait().unwrap();
    reached.unwrap();
    let unheard = before.then(|| std::fs::read(image).unwrap());
    drop(go_on);
    desk.wait_until_free(0).unwrap();
    card.remove();
    desk.wait_until_empty(0).unwrap();
    if let Some(unheard) = unheard {
        std::fs::write(image, unheard).unwrap();
    }
}
