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
    /// A file, declared as it is, in an office whose files may come as late as they like: its patents
    /// are of one day, and the program's clock is of another.
    pub(crate) fn import(&self, lines: &str, more: &[&str]) -> Ran {
        self.late_report_days(u16::MAX);
        let text = format!("{HEADER}{lines}");
        let rows = epatent_office::payments::read(text.as_bytes()).unwrap_or_default();
        let declared = epatent_office::payments::Control::of(&rows).to_string();
        self.import_declared(lines, &[&["--declared", &declared], more].concat())
    }

    pub(crate) fn import_declared(&self, lines: &str, more: &[&str]) -> Ran {
        let file = self.path("payments.csv");
        fs::write(&file, format!("{HEADER}{lines}")).unwrap();
        let mut arguments = vec!["payments", "import", file.to_str().unwrap()];
        arguments.extend(["--operator", "17"]);
        arguments.extend(more);
        self.run(&arguments)
    }

    fn late_report_days(&self, days: u16) {
        let rules = format!("late_report_days = {days}\n");
        fs::write(self.store("office.toml"), rules).unwrap();
        // Another number of days is the word of two people.
        let rules = self.run(&["register", "rules", "--operator", "17"]);
        if rules.json().get("wanted").is_some() {
            self.agree_on_rules();
        }
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

#[test]
fn a_file_that_is_not_what_was_declared_leaves_nothing_and_comes_again() {
    let office = Office::with_cards(2);
    office.late_report_days(u16::MAX);
    let line = |index| {
        format!(
            "R-{index};{};2026-11-01;2026-11-02;2026-12-01;9000\n",
            patent(index)
        )
    };
    let (one, both) = (line(0), line(0) + &line(1));
    let head = office.register().head().unwrap();
    // Cut at the end of a line it is a good file, but for the treasury's word.
    for (lines, declared) in [
        (&one, "2:18000,00"),
        (&both, "2:18000,01"),
        (&both, "1:18000"),
        (&both, "0:0"),
    ] {
        let cut = office.import_declared(lines, &["--declared", declared]);
        assert_eq!(cut.exit, Some(2), "{cut:?}");
        assert_eq!(cut.text("/error/code"), "payments-declared");
        let dry = office.import_declared(lines, &["--declared", declared, "--dry-run"]);
        assert_eq!(dry.exit, Some(2), "{dry:?}");
    }
    let cut = office.import_declared(&one, &["--declared", "2:18000"]);
    let message = cut.text("/error/message");
    assert!(
        message.contains("1:9000,00") && message.contains("2:18000,00"),
        "{message}"
    );
    // Nothing is recorded without the treasury's figures at all.
    assert_eq!(office.import_declared(&one, &[]).exit, Some(2));
    assert_eq!(office.register().head().unwrap(), head);
    assert_eq!(office.paid_through(0), None);
    let whole = office.import_declared(&both, &["--declared", "2:18000"]);
    assert_eq!(whole.exit, Some(0), "{whole:?}");
    assert_eq!(whole.text("/control"), "2:18000,00");
    assert_eq!(office.paid_through(1), day("2026-12-01"));
    let files = office.run(&["payments", "files"]).json();
    assert_eq!(files["files"].as_array().map(Vec::len), Some(1), "{files}");
    assert_eq!(files["files"][0]["name"], "payments.csv");
    assert_eq!(files["files"][0]["sha256"], whole.json()["file"]);
    let stats = office.run(&["stats"]).json();
    assert_eq!(stats["payment_files"][0]["kopecks"], 1_800_000, "{stats}");
    let shown = office.run(&["show", &patent(1)]).json();
    assert_eq!(shown["payments"][0]["file"], "payments.csv", "{shown}");
}

#[test]
fn a_century_and_a_payment_for_an_annulled_patent_are_looked_at() {
    let office = Office::with_cards(2);
    let [a, b] = [0, 1].map(patent);
    let annul = [
        "decide",
        "annul",
        &b,
        "--reason",
        "court",
        "--operator",
        "17",
    ];
    office.agreed(&annul);
    let annulled = office.run(&[&annul[..], &["--confirm-one"]].concat());
    assert_eq!(annulled.exit, Some(0), "{annulled:?}");
    let lines = format!(
        "R-1;{a};2026-11-02;2026-11-02;2027-11-01;9000\n\
         R-2;{a};2026-11-02;2026-11-02;2126-12-31;0,01\n\
         R-3;{b};2026-11-02;2026-11-02;2026-12-01;9000\n"
    );
    let ran = office.import(&lines, &[]);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    let expected = serde_json::json!([
        { "line": 3, "outcome": "long-period", "months": 1202 },
        { "line": 4, "outcome": "of-annulled" },
    ]);
    assert_eq!(ran.json()["to_look_at"], expected);
    assert_eq!(ran.json()["recorded"], 3);
    // What was told once is not told of the same line again.
    assert_eq!(
        office.import(&lines, &[]).json()["to_look_at"],
        serde_json::json!([])
    );
}

#[test]
fn one_person_brings_no_unpaid_patent_back_by_a_day_of_the_past() {
    let office = Office::with_cards(1);
    office.late_report_days(0);
    let line = format!("R-1;{};2026-11-01;2026-11-02;2026-12-01;9000\n", patent(0));
    let declared = ["--declared", "1:9000"];
    let ran = office.import_declared(&line, &declared);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert_eq!(ran.text("/to_look_at/0/outcome"), "reported-late");
    assert_eq!(office.paid_through(0), None);
    // Neither a second try nor other rules help: the file's own rules stay with it.
    office.late_report_days(u16::MAX);
    let again = office.import_declared(&line, &declared);
    assert_eq!(again.json()["duplicates"], 1, "{again:?}");
    assert_eq!(office.paid_through(0), None);
    let waiting = office.run(&["payments", "waiting"]).json();
    assert_eq!(waiting["waiting"][0]["receipt"], "R-1", "{waiting}");
    assert_eq!(waiting["waiting"][0]["outcome"], "reported-late");
    let said = office.run_plainly(&["payments", "waiting"]);
    assert!(
        said.stdout
            .contains("reported late; nothing was paid before"),
        "{said:?}"
    );
    // Two people let it count.
    let act = [
        "decide",
        "accept-payment",
        "R-1",
        "--reason",
        "bank-delay",
        "--operator",
        "17",
    ];
    let confirmed = [act.as_slice(), &["--confirm-one"]].concat();
    let alone = office.run(&confirmed);
    assert_eq!(alone.text("/error/code"), "not-approved", "{alone:?}");
    office.agreed(&act);
    let accepted = office.run(&confirmed);
    assert_eq!(accepted.exit, Some(0), "{accepted:?}");
    assert_eq!(office.paid_through(0), day("2026-12-01"));
    let waiting = office.run(&["payments", "waiting"]).json();
    assert_eq!(waiting["waiting"], serde_json::json!([]));
}
