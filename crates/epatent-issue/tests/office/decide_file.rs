// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Decisions about many patents by one file.

use crate::Office;
use crate::filled::patent;
use epatent_core::PatentNumber;
use epatent_register::PatentState;
use epatent_testkit::desk::Ran;
use std::fs;

impl Office {
    fn decide_file(&self, lines: &str, more: &[&str]) -> Ran {
        let file = self.path("decisions.csv");
        fs::write(&file, format!("patent;act;reason;on\n{lines}")).unwrap();
        let mut arguments = vec!["decide", "file", file.to_str().unwrap()];
        arguments.extend(["--operator", "17"]);
        arguments.extend(more);
        self.run(&arguments)
    }

    fn states(&self, count: u32) -> Vec<PatentState> {
        let mut register = self.register();
        (0..count)
            .map(|index| {
                let number = PatentNumber::parse(&patent(index)).unwrap();
                register.patent(&number).unwrap().unwrap().state
            })
            .collect()
    }
}

#[test]
fn a_file_of_decisions_is_carried_out_whole_by_two_people() {
    use PatentState::{Annulled, Suspended, Valid};
    let office = Office::with_cards(4);
    let [a, b, c] = [0, 1, 2].map(patent);
    let lines = format!("{a};annul;own-request;2026-11-10\n{b};suspend;check;\n{c};annul;court;\n");
    let shown = office.decide_file(&lines, &[]);
    assert_eq!(shown.exit, Some(0), "{shown:?}");
    assert_eq!(shown.json()["done"], false);
    assert_eq!(shown.json()["decisions"].as_array().map(Vec::len), Some(3));
    let refused = office.decide_file(&lines, &["--confirm-all"]);
    assert_eq!(refused.text("/error/code"), "not-approved", "{refused:?}");

    let proposed = office.decide_file(&lines, &["--propose"]);
    let digest = proposed.text("/digest");
    assert_eq!(digest, shown.text("/digest"));
    let alone = office.decide_file(&lines, &["--confirm-all"]);
    assert_eq!(alone.text("/error/code"), "not-approved", "{alone:?}");
    let read = office.run(&["approve", &digest, "--yes", "--operator", "18"]);
    let document = read.text("/document");
    assert!(
        document.starts_with(&format!("{a}; annul; own-request; 2026-11-10\n")),
        "{read:?}"
    );
    assert_eq!(document.lines().count(), 3, "{read:?}");
    // Another file is another act, and so is the same one after another decision.
    let fewer = format!("{a};annul;own-request;2026-11-10\n{b};suspend;check;\n");
    let other = office.decide_file(&fewer, &["--confirm-all"]);
    assert_eq!(other.text("/error/code"), "not-approved", "{other:?}");
    assert_eq!(office.states(4), [Valid; 4]);

    let done = office.decide_file(&lines, &["--confirm-all"]);
    assert_eq!(done.json()["done"], true, "{done:?}");
    assert_eq!(office.states(4), [Annulled, Suspended, Annulled, Valid]);
    let late = office.run(&["approve", &digest, "--yes", "--operator", "19"]);
    assert_eq!(late.text("/error/code"), "act-lapsed", "{late:?}");
    let register = office.run(&["register", "verify"]);
    assert_eq!(register.exit, Some(0), "{register:?}");
}

#[test]
fn approvals_of_a_file_end_when_something_else_is_decided_about_one_of_its_patents() {
    let office = Office::with_cards(2);
    let [a, b] = [0, 1].map(patent);
    let lines = format!("{a};suspend;check;\n{b};suspend;check;\n");
    let digest = office.decide_file(&lines, &["--propose"]).text("/digest");
    let approved = office.run(&["approve", &digest, "--yes", "--operator", "18"]);
    assert_eq!(approved.exit, Some(0), "{approved:?}");
    for act in ["suspend", "restore"] {
        let arguments = ["decide", act, &b, "--reason", "check", "--operator", "17"];
        if act == "restore" {
            office.agreed(&arguments);
        }
        let mut confirmed = arguments.to_vec();
        confirmed.push("--confirm-one");
        assert_eq!(office.run(&confirmed).exit, Some(0));
    }
    let refused = office.decide_file(&lines, &["--confirm-all"]);
    assert_eq!(refused.text("/error/code"), "not-approved", "{refused:?}");
    assert_eq!(office.states(2), [PatentState::Valid; 2]);
}

#[test]
fn every_problem_of_a_file_is_told_at_once_with_line_and_field_and_nothing_is_decided() {
    let office = Office::with_cards(3);
    let [a, b, unknown] = [0, 1, 7].map(patent);
    let lines = format!(
        "{a};annul;own-request;\n{a};suspend;check;\nnobody;annul;court;\n{unknown};annul;court;\n\
         {b};restore;check;\n{};replace;lost;\n{};annul;damaged;2026-02-30\n{};annul;court;2199-01-01\n",
        patent(2),
        patent(2),
        patent(2)
    );
    let refused = office.decide_file(&lines, &["--propose"]);
    assert_eq!(refused.exit, Some(2), "{refused:?}");
    assert_eq!(refused.text("/error/code"), "decisions-file", "{refused:?}");
    let message = refused.text("/error/message");
    for told in [
        "line 3, patent: this patent is there twice",
        "line 4, patent: series and number are needed",
        "line 5, patent: the register refuses it: there is no patent",
        "line 7, act: a file can annul, suspend and restore",
        "line 8, on: a day is YYYY-MM-DD",
        "line 8, reason: “damaged” is no reason for this",
        "line 9, on: a decision cannot hold from 2199-01-01",
    ] {
        assert!(message.contains(told), "{told}: {message}");
    }
    // What only the register can say comes when the rest is right.
    let lines = format!("{a};annul;own-request;\n{b};restore;check;\n");
    let refused = office.decide_file(&lines, &["--propose"]);
    let message = refused.text("/error/message");
    assert!(message.contains("line 3, act:"), "{message}");
    assert_eq!(office.states(3), [PatentState::Valid; 3]);
    let shape = office.decide_file("1;2;3\n", &[]);
    assert!(shape.text("/error/message").contains("line 2"), "{shape:?}");
}
