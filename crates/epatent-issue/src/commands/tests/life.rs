// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An issued card is found, suspended, activated and terminated by the office that wrote it.

use super::Office;
use epatent_apdu::profile::LifeCycle;
use epatent_testkit::chip;
use epatent_testkit::desk::{CAN, Ran};
use epatent_testkit::fake_reader::FakeReader;

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
