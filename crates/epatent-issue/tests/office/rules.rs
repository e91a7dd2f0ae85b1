// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rules of the office: whoever edits its file switches nothing off.

use crate::Office;
use epatent_testkit::desk::Ran;

impl Office {
    fn rules(&self, more: &[&str]) -> Ran {
        self.run(&[&["register", "rules", "--operator", "17"], more].concat())
    }

    fn write_rules(&self, text: &str) {
        std::fs::write(self.store("office.toml"), text).unwrap();
    }

    fn doctor_says(&self, code: &str) -> bool {
        let told = self.run(&["doctor"]).json();
        let findings = told["findings"].as_array().unwrap().clone();
        findings.iter().any(|finding| finding["code"] == code)
    }

    /// How many events there are of a kind.
    fn events_of(&self, kind: &str) -> u64 {
        let days = self.run(&["stats"]).json()["days"].clone();
        let days = days.as_object().unwrap().clone();
        days.values().filter_map(|day| day[kind].as_u64()).sum()
    }
}

#[test]
fn a_file_of_rules_tightens_for_everybody_and_loosens_by_two_people_only() {
    let office = Office::new();
    assert!(office.doctor_says("rules-in-force"));
    office.write_rules("four_eyes = true\n");
    assert!(office.doctor_says("rules-tighten"));
    let rules = office.rules(&[]);
    assert_eq!(rules.json()["in_force"]["four_eyes"], true, "{rules:?}");
    assert_eq!(rules.text("/by"), "17");
    assert_eq!(office.events_of("rules-tightened"), 1);
    let nothing = office.rules(&["--propose"]);
    assert_eq!(nothing.text("/error/code"), "rules-no-looser");

    // Somebody takes the line out, and hopes that nobody sees it.
    std::fs::remove_file(office.store("office.toml")).unwrap();
    let hidden = office.rules(&[]);
    assert_eq!(hidden.json()["in_force"]["four_eyes"], true);
    assert_eq!(hidden.json()["wanted"]["four_eyes"], false);
    assert!(hidden.stderr.contains("ask for other rules"), "{hidden:?}");
    assert!(office.doctor_says("rules-wait"));
    let alone = office.rules(&["--confirm-all"]);
    assert_eq!(alone.text("/error/code"), "not-approved", "{alone:?}");
    let proposed = office.rules(&["--propose"]);
    let digest = proposed.text("/digest");
    let by_one = office.rules(&["--confirm-all"]);
    assert_eq!(by_one.text("/error/code"), "not-approved", "{by_one:?}");

    // Who approves reads what would be in force, and what is.
    let read = office.run(&["approve", &digest, "--yes", "--operator", "23"]);
    assert_eq!(read.text("/subject"), "rules");
    assert!(read.text("/document").contains("four_eyes = false"));
    assert!(read.text("/before").contains("four_eyes = true"));
    // Another file meanwhile is another act.
    office.write_rules("signatures_a_day = 5\n");
    let other = office.rules(&["--confirm-all"]);
    assert_eq!(other.text("/error/code"), "not-approved", "{other:?}");
    assert_eq!(other.json()["error"]["code"], "not-approved");
    std::fs::remove_file(office.store("office.toml")).unwrap();
    // That other file tightened something: what was approved has lapsed.
    let lapsed = office.rules(&["--confirm-all"]);
    assert_eq!(lapsed.text("/error/code"), "not-approved", "{lapsed:?}");

    office.agreed(&["register", "rules", "--operator", "17"]);
    let put = office.rules(&["--confirm-all"]);
    assert_eq!(put.json()["done"], true, "{put:?}");
    assert_eq!(put.json()["in_force"]["four_eyes"], false);
    assert_eq!(put.json()["by_two"], true);
    assert!(office.doctor_says("rules-in-force"));
    assert_eq!(office.events_of("rules-loosened"), 1);
    let whole = office.run(&["register", "verify"]);
    assert_eq!(whole.exit, Some(0), "{whole:?}");
}
