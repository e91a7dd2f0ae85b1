// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An issued card is found, suspended, activated and terminated by the office that wrote it.

use super::Office;
use crate::args::card_id;
use epatent_apdu::profile::LifeCycle;
use epatent_pcsc::Call;
use epatent_pcsc::fake::{Code, Mishap};
use epatent_register::{CardStatus, Location, Purpose, Register, Signature, SignatureState};
use epatent_testkit::chip;
use epatent_testkit::desk::{CAN, Ran};
use epatent_testkit::fake_reader::FakeReader;
use std::fs;

const SEED: u64 = 5;

/// An office, a card that it issued, and the card's number.
fn issued() -> (Office, FakeReader, String) {
    let office = Office::new();
    let reader = FakeReader::with(chip::blank(SEED));
    let ran = office.personalise(&reader.service(), &[]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let card = ran.text("/patent_card");
    (office, reader, card)
}

fn life(office: &Office, reader: &FakeReader, arguments: &[&str]) -> Ran {
    let store = office.path("store");
    let mut all = arguments.to_vec();
    all.extend(["--store", store.to_str().unwrap()]);
    office.run(&reader.service(), &all)
}

#[track_caller]
fn done(ran: &Ran, state: &str, changed: bool) {
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(ran.text("/state"), state);
    assert_eq!(ran.json()["changed"], changed);
}

#[track_caller]
fn refused(ran: &Ran, exit: i32, code: &str) {
    assert_eq!(ran.exit, Some(exit), "{ran:?}");
    assert_eq!(ran.text("/error/code"), code, "{ran:?}");
    assert!(!ran.text("/error/hint").is_empty(), "{ran:?}");
}

fn state(reader: &FakeReader) -> LifeCycle {
    reader.look(|card| card.life_cycle())
}

// shows: EPC-END-04, EPC-PERSO-26
#[test]
fn an_issued_card_is_suspended_by_its_number_activated_by_its_id_and_ended_for_good() {
    let (office, reader, card) = issued();
    done(
        &life(&office, &reader, &["suspend", "--can", CAN]),
        "suspended",
        true,
    );
    assert_eq!(state(&reader), LifeCycle::Suspended);
    // A reply that was lost: the same again.
    done(
        &life(&office, &reader, &["suspend", "--can", CAN]),
        "suspended",
        false,
    );
    done(
        &life(&office, &reader, &["activate", "--card", &card]),
        "active",
        true,
    );
    assert_eq!(state(&reader), LifeCycle::Active);
    let unconfirmed = life(&office, &reader, &["terminate", "--card", &card]);
    refused(&unconfirmed, 2, "not-confirmed");
    assert_eq!(state(&reader), LifeCycle::Active);
    let ended = life(&office, &reader, &["terminate", "--can", CAN, "--yes"]);
    done(&ended, "terminated", true);
    assert_eq!(state(&reader), LifeCycle::Terminated);
    assert!(reader.look(|card| card.memory().files().next().is_none()));
    let again = life(&office, &reader, &["activate", "--card", &card]);
    refused(&again, 4, "card-state");
}

#[test]
fn a_card_that_nobody_names_is_not_touched() {
    let (office, reader, card) = issued();
    refused(&life(&office, &reader, &["suspend"]), 2, "which-card");
    let wrong = life(&office, &reader, &["suspend", "--can", "999999"]);
    refused(&wrong, 4, "number-of-another-card");
    let other = "00112233445566778899aabbccddeeff";
    let unknown = life(&office, &reader, &["suspend", "--card", other]);
    refused(&unknown, 2, "chip-unknown");
    let elsewhere = Office::new();
    let ran = life(&elsewhere, &reader, &["suspend", "--can", CAN]);
    refused(&ran, 2, "chip-unknown");
    assert_eq!(state(&reader), LifeCycle::Active);

    done(
        &life(&office, &reader, &["suspend", "--card", &card]),
        "suspended",
        true,
    );
    let nameless = life(&office, &reader, &["activate"]);
    refused(&nameless, 2, "which-suspended-card");
    assert_eq!(state(&reader), LifeCycle::Suspended);
}

// shows: EPC-PERSO-26
#[test]
fn an_id_of_another_card_leads_to_keys_that_this_card_does_not_have() {
    let (office, first, card) = issued();
    let second = FakeReader::with(chip::blank(SEED + 1));
    let ran = office.personalise(&second.service(), &[]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let wrong = life(&office, &second, &["suspend", "--card", &card]);
    refused(&wrong, 4, "office-channel");
    assert_eq!(state(&second), LifeCycle::Active);
    assert_eq!(state(&first), LifeCycle::Active);
}

#[test]
fn a_card_that_was_never_issued_is_terminated_without_a_name() {
    let office = Office::new();
    let reader = FakeReader::with(chip::blank(SEED));
    let ran = life(&office, &reader, &["terminate", "--yes"]);
    done(&ran, "terminated", true);
}

/// The same in an office with a register, in which the card is recorded as issued.
fn registered() -> (Office, FakeReader, String) {
    let office = Office::new();
    let reader = FakeReader::with(chip::blank(SEED));
    let store = office.path("store").display().to_string();
    let run = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--store", &store, "--operator", "17"]);
        let ran = office.run(&reader.service(), &all);
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        ran
    };
    let chip = life(&office, &reader, &["stock", "chip"]).text("/chip");
    let made = office.run(&reader.service(), &["register", "init", "--store", &store]);
    assert_eq!(made.exit, Some(0), "{made:?}");
    let list = office.path("delivery.csv");
    fs::write(&list, format!("chip;number\n{chip};ВН1234567\n")).unwrap();
    run(&["stock", "receive", list.to_str().unwrap(), "--note", "1"]);
    let application = office.path("rakhimov.json");
    let out = office.path("kept.card");
    let issued = run(&[
        "personalise",
        application.to_str().unwrap(),
        "--can",
        CAN,
        "--out",
        out.to_str().unwrap(),
    ]);
    let card = issued.text("/patent_card");
    (office, reader, card)
}

fn register(office: &Office) -> Register {
    let file = office.path("store/register.db");
    Register::open(&Location::File(file)).unwrap()
}

fn by_somebody(office: &Office, reader: &FakeReader, arguments: &[&str]) -> Ran {
    let mut all = arguments.to_vec();
    all.extend(["--operator", "23", "--reason", "own-request"]);
    life(office, reader, &all)
}

#[track_caller]
fn accounted(office: &Office, scrapped: u64) {
    let mut register = register(office);
    let equation = register.daily_equation().unwrap();
    assert!(equation.is_closed(), "{equation:?}");
    assert_eq!(
        (equation.scrapped, equation.issued),
        (scrapped, 1 - scrapped)
    );
    assert_eq!(register.contradictions().unwrap(), []);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
    assert_eq!(register.open_intents().unwrap(), []);
}

#[test]
fn in_an_office_with_a_register_who_and_why_are_asked_and_every_act_is_in_it() {
    let (office, reader, card) = registered();
    let suspend = ["suspend", "--can", CAN];
    refused(&life(&office, &reader, &suspend), 2, "operator-needed");
    let why = [&suspend[..], &["--operator", "23"]].concat();
    refused(&life(&office, &reader, &why), 2, "reason-needed");
    let wrong = [&why[..], &["--reason", "damaged"]].concat();
    refused(&life(&office, &reader, &wrong), 2, "reason-unknown");
    assert_eq!(state(&reader), LifeCycle::Active);

    let suspended = by_somebody(&office, &reader, &suspend);
    done(&suspended, "suspended", true);
    assert_eq!(suspended.text("/blank"), "ВН1234567");
    let id = card_id(&card).unwrap();
    let status = |office: &Office| register(office).card(id).unwrap().unwrap().status;
    assert_eq!(status(&office), CardStatus::Suspended);
    let named = ["--card", card.as_str()];
    let again = by_somebody(&office, &reader, &[&["suspend"], &named[..]].concat());
    done(&again, "suspended", false);
    let activated = by_somebody(&office, &reader, &[&["activate"], &named[..]].concat());
    done(&activated, "active", true);
    assert_eq!(status(&office), CardStatus::Valid);

    // What cannot be undone is only shown at first.
    let events = register(&office).head().unwrap();
    let shown = by_somebody(&office, &reader, &["terminate", "--can", CAN]);
    done(&shown, "active", false);
    assert_eq!(shown.json()["done"], false);
    assert_eq!(state(&reader), LifeCycle::Active);
    assert_eq!(register(&office).head().unwrap(), events);
    let ended = by_somebody(&office, &reader, &["terminate", "--can", CAN, "--yes"]);
    done(&ended, "terminated", true);
    assert_eq!(state(&reader), LifeCycle::Terminated);
    assert_eq!(status(&office), CardStatus::Superseded);
    accounted(&office, 1);
    let acts: Vec<_> = {
        let mut register = register(&office);
        let card = register.card(id).unwrap().unwrap().key;
        register.acts_on(card).unwrap()
    };
    assert_eq!(acts.len(), 3);
    assert!(acts.iter().all(|act| act.operator.as_str() == "23"));
    let again = [&["terminate", "--yes"], &named[..]].concat();
    done(&by_somebody(&office, &reader, &again), "terminated", false);
    let nameless = by_somebody(&office, &reader, &["terminate", "--yes"]);
    refused(&nameless, 2, "which-ended-card");
    let late = by_somebody(&office, &reader, &[&["activate"], &named[..]].concat());
    refused(&late, 2, "card-is-ended");
    refused(&life(&office, &reader, &["chip-key"]), 2, "beside-register");
    // Where the database is gone, nothing is done beside it.
    fs::remove_file(office.path("store/register.db")).unwrap();
    refused(&by_somebody(&office, &reader, &suspend), 2, "register-gone");
}

#[test]
fn a_card_that_the_register_does_not_know_is_refused_with_words() {
    let (office, _, _) = registered();
    let (_, stranger, _) = issued();
    let unknown = by_somebody(&office, &stranger, &["suspend", "--can", CAN]);
    refused(&unknown, 2, "card-not-registered");
    assert_eq!(state(&stranger), LifeCycle::Active);
    let reader = FakeReader::with(chip::blank(SEED + 1));
    let blank = by_somebody(&office, &reader, &["terminate", "--yes"]);
    refused(&blank, 2, "card-not-issued");
    assert_eq!(state(&reader), LifeCycle::Blank);
    let foreign = ["abort", "--yes", "--operator", "17"];
    let ran = life(&office, &reader, &foreign);
    refused(&ran, 2, "register-refused");
    refused(&life(&office, &reader, &foreign[..2]), 2, "operator-needed");
    accounted(&office, 0);
}

#[test]
fn a_code_that_is_signed_again_has_a_row_and_one_of_an_ended_card_is_not_signed() {
    let (office, reader, card) = registered();
    let kept = office.path("kept.card").display().to_string();
    let qr = |name: &str, more: &[&str]| {
        let out = office.path(name).display().to_string();
        let mut all = vec!["qr", kept.as_str(), "--out", out.as_str()];
        all.extend(more);
        life(&office, &reader, &all)
    };
    refused(&qr("nobody", &[]), 2, "operator-needed");
    let codes = |office: &Office| {
        let mut register = register(office);
        let rows: Vec<Signature> = register.rows_after(None, 100).unwrap();
        let codes = rows.into_iter().filter(|row| row.purpose == Purpose::Code);
        codes.map(|row| row.state).collect::<Vec<_>>()
    };
    let before = codes(&office);
    assert_eq!(before, [SignatureState::Issued], "made with the card");
    let made = qr("code", &["--operator", "17"]);
    assert_eq!(made.exit, Some(0), "{made:?}");
    // The same bytes have the same row.
    assert_eq!(codes(&office), before);
    let ended = by_somebody(&office, &reader, &["terminate", "--card", &card, "--yes"]);
    done(&ended, "terminated", true);
    refused(&qr("late", &["--operator", "17"]), 2, "code-of-no-card");
    accounted(&office, 1);
}

#[test]
fn whichever_command_is_the_last_that_the_card_hears_the_same_again_comes_to_the_end() {
    let (office, reader, card) = registered();
    let named = ["--card", card.as_str()];
    let mishaps = [
        Mishap::Fails(Code::RemovedCard),
        Mishap::FailsAfterwards(Code::RemovedCard),
    ];
    for (mishap, [act, back]) in mishaps.into_iter().flat_map(|mishap| {
        [
            (mishap, ["suspend", "activate"]),
            (mishap, ["activate", "suspend"]),
        ]
    }) {
        let [act, back] = [act, back].map(|word| [&[word], &named[..]].concat());
        let mut failed = 0;
        loop {
            by_somebody(&office, &reader, &back);
            let counts = reader.fake().counts();
            let sent = counts.iter().find(|(call, _)| *call == Call::Transmit);
            let number = sent.map_or(0, |(_, count)| *count) + failed;
            reader.fake().set().once = Some((Call::Transmit, number, mishap));
            let torn = by_somebody(&office, &reader, &act);
            reader.fake().set().once = None;
            if torn.exit == Some(0) {
                break;
            }
            failed += 1;
            let again = by_somebody(&office, &reader, &act);
            assert_eq!(again.exit, Some(0), "{failed}: {again:?}");
            accounted(&office, 0);
        }
        assert!(failed > 4, "{failed}");
    }
}

#[test]
fn what_was_decided_about_a_patent_is_not_undone_at_the_reader() {
    let (office, reader, card) = registered();
    let named = ["--card", card.as_str()];
    done(
        &by_somebody(&office, &reader, &[&["suspend"], &named[..]].concat()),
        "suspended",
        true,
    );
    let store = office.path("store").display().to_string();
    let decide = |act: &str, about: &str, reason: &str| {
        let about = match act {
            "supersede" => about.to_owned(),
            _ => register(&office)
                .patents_beginning("77", 1)
                .unwrap()
                .remove(0)
                .number
                .to_string(),
        };
        let all = ["decide", act, &about, "--reason", reason, "--confirm-one"];
        let more = ["--store", &store, "--operator", "17"];
        let ran = office.run(&reader.service(), &[&all[..], &more].concat());
        assert_eq!(ran.exit, Some(0), "{ran:?}");
    };
    let activate = || by_somebody(&office, &reader, &[&["activate"], &named[..]].concat());
    decide("suspend", "", "check");
    refused(&activate(), 2, "patent-is-blocked");
    decide("supersede", &card, "lost");
    assert_eq!(state(&reader), LifeCycle::Suspended);
    // In the reader's language, whatever stands in the way.
    let russian = [&["activate", "--lang", "ru"], &named[..]].concat();
    let told = by_somebody(&office, &reader, &russian);
    assert_eq!(told.text("/error/code"), "patent-is-blocked", "{told:?}");
    assert!(
        told.text("/error/message").contains("приостановлен"),
        "{told:?}"
    );
    accounted(&office, 0);
}

#[test]
fn the_card_of_an_annulled_patent_is_ended_and_no_other_way_is_named() {
    let (office, reader, card) = registered();
    let named = ["--card", card.as_str()];
    let store = office.path("store").display().to_string();
    let run = |operator: &str, arguments: &[&str]| {
        let more = ["--store", &store, "--operator", operator];
        let ran = office.run(&reader.service(), &[arguments, &more].concat());
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        ran
    };
    by_somebody(&office, &reader, &[&["suspend"], &named[..]].concat());
    let found = register(&office).patents_beginning("77", 1).unwrap();
    let number = found[0].number.to_string();
    let annul = ["decide", "annul", &number, "--reason", "court"];
    let proposed = run("17", &[&annul[..], &["--propose"]].concat());
    run("18", &["approve", &proposed.text("/digest"), "--yes"]);
    run("17", &[&annul[..], &["--confirm-one"]].concat());
    let activate = by_somebody(&office, &reader, &[&["activate"], &named[..]].concat());
    refused(&activate, 2, "patent-is-annulled");
    let hint = activate.text("/error/hint");
    assert!(
        hint.contains("terminate") && !hint.contains("restore"),
        "{hint}"
    );
}

#[test]
fn a_file_that_differs_from_the_approved_application_makes_no_card() {
    let (office, reader, _) = registered();
    let file = office.path("rakhimov.json");
    let text = fs::read_to_string(&file).unwrap();
    let mut form: serde_json::Value = serde_json::from_str(&text).unwrap();
    form["holder"]["birth_date"] = "1988-04-18".into();
    form["holder"]["surname"] = "Другой".into();
    fs::write(&file, form.to_string()).unwrap();
    let personalise = office.personalise(&reader.service(), &["--operator", "17"]);
    refused(&personalise, 2, "application-differs");
    let message = personalise.text("/error/message");
    assert!(
        message.ends_with("in:\n  holder.birth_date\n  holder.surname"),
        "{message}"
    );
}
