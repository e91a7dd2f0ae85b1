// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Decisions at the command line: shown first, approved by two where they cannot be undone.

use crate::Office;
use crate::filled::{card, patent};
use epatent_core::PatentNumber;
use epatent_register::{CardStatus, PatentState};

const DAY: [&str; 2] = ["--on", "2026-11-25"];

impl Office {
    fn decide(&self, arguments: &[&str], more: &[&str]) -> epatent_testkit::desk::Ran {
        let mut all = vec!["decide"];
        all.extend(arguments);
        all.extend(["--operator", "17"]);
        all.extend(DAY);
        all.extend(more);
        self.run(&all)
    }

    /// Operator 17 proposes it, 18 approves it: its digest.
    fn agreed_on(&self, arguments: &[&str]) -> String {
        let all = [&["decide"], arguments, &["--operator", "17"], &DAY].concat();
        self.agreed(&all)
    }

    /// What the register says of a patent and its last card.
    fn state(&self, index: u32) -> (PatentState, CardStatus) {
        let mut register = self.register();
        let number = PatentNumber::parse(&patent(index)).unwrap();
        let patent = register.patent(&number).unwrap().unwrap();
        let card = register.card(card(index)).unwrap().unwrap();
        (patent.state, card.status)
    }

    fn events(&self) -> u64 {
        self.register().verify(&[]).unwrap().events
    }
}

#[test]
fn an_annulment_is_shown_then_approved_by_two_then_done() {
    let office = Office::with_cards(1);
    let number = patent(0);
    let annul = ["annul", number.as_str(), "--reason", "own-request"];
    let before = office.events();
    let shown = office.decide(&annul, &[]);
    assert_eq!(shown.exit, Some(0), "{shown:?}");
    assert_eq!(shown.json()["done"], false);
    assert_eq!(shown.json()["needs_two"], true);
    let digest = shown.text("/digest");
    assert_eq!(office.events(), before, "a dry run records nothing");

    let alone = office.decide(&annul, &["--confirm-one"]);
    assert_eq!(alone.text("/error/code"), "not-approved", "{alone:?}");
    // Nobody approves what was not proposed.
    let early = office.run(&["approve", &digest, "--yes", "--operator", "18"]);
    assert_eq!(early.text("/error/code"), "act-not-proposed", "{early:?}");
    assert_eq!(office.events(), before);
    assert_eq!(
        office.decide(&annul, &["--propose"]).text("/digest"),
        digest
    );
    let twice = office.run(&["approve", &digest, "--yes", "--operator", "17"]);
    assert_eq!(twice.exit, Some(2), "the same person twice: {twice:?}");
    let spelled = office.run(&["approve", &digest, "--yes", "--operator", "017"]);
    assert_eq!(spelled.exit, Some(2), "the same person again: {spelled:?}");
    let one = office.decide(&annul, &["--confirm-one"]);
    assert_eq!(one.text("/error/code"), "not-approved", "{one:?}");
    assert_eq!(office.state(0), (PatentState::Valid, CardStatus::Valid));

    let waiting = office.run(&["approve", "--operator", "18"]).json();
    assert_eq!(waiting["waiting"][0]["digest"], digest, "{waiting}");
    assert_eq!(waiting["waiting"][0]["patent"], number);
    // Who approves reads what it is, and without a word more has approved nothing.
    let read = office.run(&["approve", &digest, "--operator", "18"]);
    assert_eq!(read.exit, Some(0), "{read:?}");
    for (field, value) in [
        ("/act", "annul"),
        ("/patent", number.as_str()),
        ("/reason", "the holder asked for it [own-request]"),
        ("/on", DAY[1]),
        ("/state", "valid"),
        ("/proposed_by", "17"),
    ] {
        assert_eq!(read.text(field), value, "{field}");
    }
    assert_eq!(read.json()["done"], false);
    let unread = office.decide(&annul, &["--confirm-one"]);
    assert_eq!(unread.text("/error/code"), "not-approved", "{unread:?}");
    let approved = office.run(&["approve", &digest, "--yes", "--operator", "18"]);
    assert_eq!(approved.json()["done"], true, "{approved:?}");
    // Another reason is another act.
    let other = office.decide(
        &["annul", number.as_str(), "--reason", "authority"],
        &["--confirm-one"],
    );
    assert_eq!(other.text("/error/code"), "not-approved", "{other:?}");
    let shown = office.decide(&annul, &[]);
    assert_eq!(shown.json()["approved_by"], serde_json::json!(["17", "18"]));
    assert_eq!(office.state(0), (PatentState::Valid, CardStatus::Valid));
    let done = office.decide(&annul, &["--confirm-one"]);
    assert_eq!(done.json()["done"], true, "{done:?}");
    assert_eq!(
        office.state(0),
        (PatentState::Annulled, CardStatus::Annulled)
    );
    let again = office.decide(&annul, &["--confirm-one"]);
    assert_eq!(again.text("/error/code"), "patent-state", "{again:?}");
    assert!(
        again.text("/error/message").contains(&patent(0)),
        "{again:?}"
    );
    // The story tells who carried it out, and who approved it.
    let shown = office.run(&["show", &patent(0)]).json();
    let people = &shown["decisions"][0]["approved_by"];
    assert_eq!(*people, serde_json::json!(["17", "18"]), "{shown}");
    let story = office.run_plainly(&["show", &patent(0)]);
    assert!(story.stdout.contains("approved by 17, 18"), "{story:?}");
    let waiting = office.run_plainly(&["approve", "--operator", "18"]);
    assert_eq!(waiting.stdout, "nothing waits for a second person\n");
    // The approvals were for one time.
    let late = office.run(&["approve", &digest, "--yes", "--operator", "19"]);
    assert_eq!(late.text("/error/code"), "act-lapsed", "{late:?}");
}

#[test]
fn a_block_is_fast_and_its_end_needs_two() {
    let office = Office::with_cards(1);
    let number = patent(0);
    let suspend = ["suspend", number.as_str(), "--reason", "check"];
    assert_eq!(office.decide(&suspend, &[]).json()["needs_two"], false);
    let needless = office.decide(&suspend, &["--propose"]);
    assert_eq!(
        needless.text("/error/code"),
        "one-is-enough",
        "{needless:?}"
    );
    assert_eq!(office.state(0), (PatentState::Valid, CardStatus::Valid));
    let done = office.decide(&suspend, &["--confirm-one"]);
    assert_eq!(done.json()["done"], true, "{done:?}");
    assert_eq!(
        office.state(0),
        (PatentState::Suspended, CardStatus::Suspended)
    );

    let restore = ["restore", number.as_str(), "--reason", "check"];
    let digest = office.agreed_on(&restore);
    assert_eq!(office.decide(&restore, &["--confirm-one"]).exit, Some(0));
    assert_eq!(office.state(0), (PatentState::Valid, CardStatus::Valid));

    // The same again, for the same reason on the same day: nobody has approved that.
    office.decide(&suspend, &["--confirm-one"]);
    let again = office.decide(&restore, &[]);
    assert_ne!(again.text("/digest"), digest);
    assert_eq!(again.json()["approved_by"], serde_json::json!([]));
    let refused = office.decide(&restore, &["--confirm-one"]);
    assert_eq!(refused.text("/error/code"), "not-approved", "{refused:?}");
    assert_eq!(office.state(0).0, PatentState::Suspended);
}

#[test]
fn a_lost_card_is_superseded_at_once_and_replaced_by_two() {
    let office = Office::with_cards(1);
    let (number, id) = (patent(0), card(0).to_string());
    let lost = ["supersede", id.as_str(), "--reason", "lost"];
    let done = office.decide(&lost, &["--confirm-one"]);
    assert_eq!(done.text("/patent"), number, "{done:?}");
    assert_eq!(
        office.state(0),
        (PatentState::Valid, CardStatus::Superseded)
    );

    let duplicate = ["duplicate", number.as_str(), "--reason", "lost"];
    let shown = office.decide(&duplicate, &[]);
    assert_eq!(shown.text("/card"), id);
    office.agreed_on(&duplicate);
    let done = office.decide(&duplicate, &["--confirm-one"]);
    assert_eq!(done.json()["done"], true, "{done:?}");
    // The next card of the patent is number 1.
    let mut register = office.register();
    let number = PatentNumber::parse(&number).unwrap();
    let patent = register.patent(&number).unwrap().unwrap();
    let by = epatent_register::Actor {
        operator: epatent_register::Label::parse("1").unwrap(),
        station: epatent_register::Label::parse("station 1").unwrap(),
    };
    let at = epatent_core::UnixTime::parse("2026-11-25T12:00:00Z").unwrap();
    let mut transaction = register.transaction(&by, at).unwrap();
    assert_eq!(transaction.replacement_index(patent.key).unwrap(), 1);
}

#[test]
fn what_cannot_be_decided_is_told() {
    let office = Office::with_cards(1);
    let (number, id) = (patent(0), card(0).to_string());
    let unknown = patent(7);
    for (arguments, code) in [
        (
            ["annul", unknown.as_str(), "--reason", "court"],
            "register-refused",
        ),
        (
            [
                "supersede",
                "ffffffffffffffffffffffffffffffff",
                "--reason",
                "lost",
            ],
            "register-refused",
        ),
        (
            ["accept-payment", "no-such-receipt", "--reason", "court"],
            "register-refused",
        ),
        (
            ["restore", number.as_str(), "--reason", "check"],
            "patent-state",
        ),
        (
            ["annul", number.as_str(), "--reason", "damaged"],
            "reason-unknown",
        ),
        (
            ["annul", number.as_str(), "--reason", "Illness"],
            "reason-unknown",
        ),
        (
            ["supersede", id.as_str(), "--reason", "own-request"],
            "reason-unknown",
        ),
        (["supersede", "7", "--reason", "lost"], "usage-value-wrong"),
    ] {
        let ran = office.decide(&arguments, &["--confirm-one"]);
        assert_eq!(ran.exit, Some(2), "{arguments:?}: {ran:?}");
        assert_eq!(ran.text("/error/code"), code, "{arguments:?}");
    }
    assert_eq!(office.state(0), (PatentState::Valid, CardStatus::Valid));
}

#[test]
fn an_office_has_reasons_of_its_own() {
    let office = Office::with_cards(1);
    let number = patent(0);
    let arguments = ["annul", number.as_str(), "--reason", "left-the-country"];
    assert_eq!(
        office.decide(&arguments, &[]).text("/error/code"),
        "reason-unknown"
    );
    let own = "schema = 1\n[[reason]]\ncode = \"left-the-country\"\nfor = [\"annul\"]\n\
               category = \"conditions\"\nen = \"left\"\nru = \"выехал\"\n";
    std::fs::write(office.store("reasons.toml"), own).unwrap();
    let alone = office.decide(&arguments, &[]);
    assert_eq!(alone.text("/error/code"), "reason-unknown", "one person");
    office.agree_on_rules();
    let shown = office.decide(&arguments, &[]);
    assert_eq!(
        shown.text("/reason"),
        "left [left-the-country]",
        "{shown:?}"
    );
    std::fs::write(
        office.store("reasons.toml"),
        own.replace("conditions", "crime"),
    )
    .unwrap();
    assert_eq!(office.decide(&arguments, &[]).exit, Some(2));
}

#[test]
fn a_lost_card_counts_for_nothing_from_the_decision_on_and_a_damaged_one_until_the_next() {
    let office = Office::with_cards(2);
    for (index, reason, status) in [
        (0, "stolen", CardStatus::Superseded),
        (1, "damaged", CardStatus::Valid),
    ] {
        let number = patent(index);
        let duplicate = ["duplicate", number.as_str(), "--reason", reason];
        office.agreed_on(&duplicate);
        // What is only shown changes nothing.
        assert_eq!(office.decide(&duplicate, &[]).json()["done"], false);
        assert_eq!(office.state(index).1, CardStatus::Valid);
        let done = office.decide(&duplicate, &["--confirm-one"]);
        assert_eq!(done.json()["done"], true, "{done:?}");
        assert_eq!(
            office.state(index),
            (PatentState::Valid, status),
            "{reason}"
        );
    }
}

#[test]
fn a_decision_holds_from_no_later_day_than_today_and_no_earlier_than_its_patent() {
    let office = Office::with_cards(1);
    let number = patent(0);
    let before = office.events();
    for (day, code) in [
        ("2126-11-25", "day-in-future"),
        ("2026-11-01", "day-before-patent"),
    ] {
        for act in ["suspend", "annul", "restore"] {
            let ran = office.run(&[
                "decide",
                act,
                &number,
                "--reason",
                if act == "annul" { "court" } else { "check" },
                "--on",
                day,
                "--operator",
                "17",
                "--confirm-one",
            ]);
            assert_eq!(ran.exit, Some(2), "{ran:?}");
            assert_eq!(ran.text("/error/code"), code, "{act} {day}: {ran:?}");
        }
    }
    assert_eq!(office.events(), before);
}
