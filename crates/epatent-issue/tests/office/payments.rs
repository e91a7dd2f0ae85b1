// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Files of the treasury at the command line: all of it or nothing, and as often as one likes.

use crate::Office;
use crate::filled::patent;
use epatent_core::{CivilDate, PatentNumber};
use epatent_testkit::desk::Ran;
use std::fs;

const HEADER: &str = "receipt;patent;paid_on;paid_from;paid_through;amount\n";

impl Office {
    pub(crate) fn import(&self, lines: &str, more: &[&str]) -> Ran {
        let file = self.path("payments.csv");
        fs::write(&file, format!("{HEADER}{lines}")).unwrap();
        let mut arguments = vec!["payments", "import", file.to_str().unwrap()];
        arguments.extend(["--operator", "17"]);
        arguments.extend(more);
        self.run(&arguments)
    }

    fn paid_through(&self, index: u32) -> Option<CivilDate> {
        let mut register = self.register();
        let number = PatentNumber::parse(&patent(index)).unwrap();
        register.patent(&number).unwrap().unwrap().paid_through
    }
}

fn day(text: &str) -> Option<CivilDate> {
    Some(CivilDate::parse(text).unwrap())
}

#[test]
fn a_file_is_imported_once_however_often_it_comes() {
    let office = Office::with_cards(2);
    let lines = format!(
        "R-1;{};2026-10-30;2026-11-02;2026-12-01;9000,00\nR-2;{};01.11.2026;02.11.2026;01.12.2026;9000\n",
        patent(0),
        patent(1)
    );
    let dry = office.import(&lines, &["--dry-run"]);
    assert_eq!(dry.exit, Some(0), "{dry:?}");
    assert_eq!(
        (&dry.json()["recorded"], &dry.json()["done"]),
        (&2.into(), &false.into())
    );
    assert_eq!(office.paid_through(0), None);
    let first = office.import(&lines, &[]);
    assert_eq!(first.json()["patents_changed"], 2, "{first:?}");
    assert_eq!(office.paid_through(0), day("2026-12-01"));
    let again = office.import(&lines, &[]);
    assert_eq!(again.exit, Some(0), "{again:?}");
    assert_eq!(
        (&again.json()["recorded"], &again.json()["duplicates"]),
        (&0.into(), &2.into())
    );
}

#[test]
fn lines_to_look_at_are_told_and_the_others_recorded() {
    let office = Office::with_cards(3);
    let [a, b, c] = [0, 1, 2].map(patent);
    let unknown = patent(9);
    let lines = format!(
        "R-1;{a};2026-11-02;2026-11-02;2026-12-01;9000\n\
         R-1;{a};2026-11-02;2026-11-02;2026-12-31;9000\n\
         R-2;{b};2026-11-03;2026-11-02;2026-12-01;9000\n\
         R-3;{c};2026-11-01;2026-12-02;2026-12-31;9000\n\
         R-4;{unknown};2026-11-01;2026-11-02;2026-12-01;9000\n\
         R-5;{c};2026-11-01;2026-12-02;2026-12-01;9000\n"
    );
    let ran = office.import(&lines, &[]);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    let look = ran.json()["to_look_at"].clone();
    let expected = serde_json::json!([
        { "line": 3, "outcome": "conflict" },
        { "line": 4, "outcome": "late", "day": "2026-11-02" },
        { "line": 5, "outcome": "gap", "day": "2026-11-02" },
        { "line": 6, "outcome": "unknown-patent" },
        { "line": 7, "outcome": "end-before-start" },
    ]);
    assert_eq!(look, expected);
    assert_eq!(office.paid_through(0), day("2026-12-01"));
    assert_eq!(office.paid_through(1), None, "too late by a day");
}

#[test]
fn a_wrong_field_keeps_the_whole_file_out_and_all_of_them_are_told() {
    let office = Office::with_cards(1);
    let a = patent(0);
    let lines = format!(
        "R-1;{a};2026-11-02;2026-11-02;2026-12-01;9000\nR-2;{a};x;2026-12-02;2026-12-31;-1\nR-3\n"
    );
    let ran = office.import(&lines, &[]);
    assert_eq!(ran.exit, Some(2), "{ran:?}");
    let message = ran.text("/error/message");
    for said in ["3 problems", "line 3, paid_on", "line 3, amount", "line 4"] {
        assert!(message.contains(said), "{said}: {message}");
    }
    assert_eq!(office.paid_through(0), None);
}

#[test]
fn a_payment_of_tomorrow_is_a_slip_that_spends_no_receipt() {
    let office = Office::with_cards(1);
    let line = |paid_on: &str| format!("R-1;{};{paid_on};2026-11-02;2026-12-01;9000\n", patent(0));
    let slip = office.import(&line("2126-10-30"), &[]);
    assert_eq!(slip.exit, Some(1), "{slip:?}");
    assert_eq!(slip.text("/to_look_at/0/outcome"), "paid-in-future");
    assert_eq!(office.paid_through(0), None);
    let right = office.import(&line("2026-10-30"), &[]);
    assert_eq!(right.exit, Some(0), "{right:?}");
    assert_eq!(office.paid_through(0), day("2026-12-01"));
}
