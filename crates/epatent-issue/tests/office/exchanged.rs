// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Rows of the register exchanged beside the program while the second person reads, and put back: what was
//! read is what is carried out, or nothing is.

use crate::Office;
use crate::applications::{row, table};
use crate::filled::patent;
use epatent_core::PatentNumber;
use epatent_register::{Finding, PatentState};
use epatent_testkit::beside::alter;
use epatent_testkit::desk::Ran;

impl Office {
    fn alter(&self, statements: &str) {
        alter(&self.store("register.db"), statements);
    }

    /// The numbers of the first two patents, each in the other's place.
    fn exchange_numbers(&self) {
        let [a, b] = [0, 1].map(patent);
        self.alter(&format!(
            "UPDATE patent SET number = 'between' WHERE number = '{a}'; \
             UPDATE patent SET number = '{a}' WHERE number = '{b}'; \
             UPDATE patent SET number = '{b}' WHERE number = 'between'"
        ));
    }

    fn patent_state(&self, index: u32) -> PatentState {
        let number = PatentNumber::parse(&patent(index)).unwrap();
        self.register().patent(&number).unwrap().unwrap().state
    }

    fn approve_as(&self, operator: &str, digest: &str) -> Ran {
        self.run(&["approve", digest, "--yes", "--operator", operator])
    }

    /// Everything was put back; what was proposed and approved meanwhile says what it was made of.
    fn demand_told(&self) {
        let found = self.register().verify(&[]).unwrap().findings;
        let is_told = |one: &Finding| matches!(one, Finding::RowAlteredBefore { .. });
        assert!(!found.is_empty() && found.iter().all(is_told), "{found:?}");
    }
}

#[test]
fn the_patent_that_the_second_person_read_is_annulled_or_none() {
    let office = Office::with_cards(2);
    let [a, b] = [0, 1].map(patent);
    let annul = |number: &str, more: &str| {
        office.run(&[
            "decide",
            "annul",
            number,
            "--reason",
            "court",
            "--on",
            "2026-11-25",
            "--operator",
            "17",
            more,
        ])
    };
    // Exchanged while the second person reads: that is no act that anybody proposed.
    let digest = annul(&a, "--propose").text("/digest");
    office.exchange_numbers();
    let waiting = office.run(&["approve", "--operator", "18"]).json();
    assert_eq!(waiting["waiting"], serde_json::json!([]));
    let lapsed = office.approve_as("18", &digest);
    assert_eq!(lapsed.text("/error/code"), "act-lapsed", "{lapsed:?}");
    // Exchanged before it is proposed as well: the second person reads and approves the other patent.
    let other = annul(&b, "--propose");
    let read = office.approve_as("18", &other.text("/digest"));
    assert_eq!(read.text("/patent"), b, "{read:?}");
    for (field, value) in [
        ("/region", "77"),
        ("/in_force_from", "2026-11-02"),
        ("/latest_end", "2027-11-01"),
        ("/state", "valid"),
    ] {
        assert_eq!(read.text(field), value, "{field}: {read:?}");
    }
    office.exchange_numbers();
    for number in [&a, &b] {
        let refused = annul(number, "--confirm-one");
        assert_eq!(refused.text("/error/code"), "not-approved", "{refused:?}");
    }
    let states = [0, 1].map(|index| office.patent_state(index));
    assert_eq!(states, [PatentState::Valid; 2]);
    office.demand_told();
    // In peace it goes on where it was.
    let approved = office.approve_as("18", &digest);
    assert_eq!(approved.text("/patent"), a, "{approved:?}");
    assert_eq!(annul(&a, "--confirm-one").json()["done"], true);
    let states = [0, 1].map(|index| office.patent_state(index));
    assert_eq!(states, [PatentState::Annulled, PatentState::Valid]);
}

#[test]
fn the_payment_that_the_second_person_read_counts_or_none() {
    let office = Office::with_cards(1);
    std::fs::write(office.store("office.toml"), "late_report_days = 0\n").unwrap();
    let file = office.path("late.csv");
    let header = "receipt;patent;paid_on;paid_from;paid_through;amount";
    let number = patent(0);
    let lines = format!(
        "{header}\nR-1;{number};2026-11-03;2026-11-02;2026-12-01;9000\n\
         R-2;{number};2026-11-03;2026-11-02;2027-05-01;54000,50\n"
    );
    std::fs::write(&file, lines).unwrap();
    let imported = office.run(&[
        "payments",
        "import",
        &file.display().to_string(),
        "--declared",
        "2:63000,50",
        "--operator",
        "17",
    ]);
    assert_eq!(imported.exit, Some(1), "both come late: {imported:?}");
    let sha256 = imported.text("/file");
    let accept = |receipt: &str, more: &str| {
        office.run(&[
            "decide",
            "accept-payment",
            receipt,
            "--reason",
            "bank-delay",
            "--on",
            "2026-11-25",
            "--operator",
            "17",
            more,
        ])
    };
    let exchange = || {
        let others = ["receipt", "paid_from", "paid_through", "kopecks"].map(|column| {
            format!("{column} = (SELECT {column} FROM kept WHERE kept.receipt <> payment.receipt)")
        });
        // What is unique stands beside itself for a moment.
        let moved = others.join(", ");
        office.alter(&format!(
            "DROP INDEX payment_receipt; CREATE TABLE kept AS SELECT * FROM payment; \
             UPDATE payment SET {moved}; DROP TABLE kept; \
             CREATE UNIQUE INDEX payment_receipt ON payment (receipt)"
        ));
    };
    exchange();
    let proposed = accept("R-1", "--propose");
    assert_eq!(proposed.exit, Some(0), "{proposed:?}");
    let read = office.approve_as("18", &proposed.text("/digest"));
    for (field, value) in [
        ("/receipt", "R-1"),
        ("/paid_on", "2026-11-03"),
        ("/paid_from", "2026-11-02"),
        ("/paid_through", "2026-12-01"),
        ("/file", "late.csv"),
        ("/file_sha256", sha256.as_str()),
    ] {
        assert_eq!(read.text(field), value, "{field}: {read:?}");
    }
    assert_eq!(read.json()["kopecks"], 900_000, "{read:?}");
    exchange();
    for receipt in ["R-1", "R-2"] {
        let refused = accept(receipt, "--confirm-one");
        assert_eq!(refused.text("/error/code"), "not-approved", "{refused:?}");
    }
    office.demand_told();
    // What two people read in peace counts; the screen says it with amount and file.
    let digest = accept("R-2", "--propose").text("/digest");
    let plain = office.run_plainly(&["approve", &digest, "--operator", "18"]);
    for said in ["R-2", "54000,50", "late.csv, SHA-256", "03.11.2026"] {
        assert!(plain.stdout.contains(said), "{said}: {plain:?}");
    }
    office.approve_as("18", &digest);
    assert_eq!(accept("R-2", "--confirm-one").json()["done"], true);
}

#[test]
fn the_application_that_the_second_person_read_is_approved_or_none() {
    let office = Office::new();
    let file = table(&office, &[row(1), row(2)]);
    let desk = |arguments: &[&str], operator: &str| {
        office.run(&[&["applications"], arguments, &["--operator", operator]].concat())
    };
    desk(&["import", &file], "17");
    std::fs::write(office.store("office.toml"), "four_eyes = true\n").unwrap();
    let list = office.run(&["applications", "list"]).json();
    let numbers = [0, 1].map(|place| list["applications"][place]["application"].to_string());
    let [first, second] = numbers.each_ref().map(String::as_str);
    assert_eq!(desk(&["approve", first], "17").exit, Some(0));
    let exchange = || {
        office.alter(&format!(
            "CREATE TABLE kept AS SELECT * FROM application; UPDATE application SET document = \
             (SELECT document FROM kept WHERE kept.id = {first} + {second} - application.id); \
             DROP TABLE kept"
        ));
    };
    let all = ["approve", "--all", "--operator", "23"];
    let listed = office.run(&[&["applications"], &all[..]].concat());
    let listed = listed.text("/listed");
    exchange();
    let show = ["applications", "show", first];
    for ran in [
        office.run(&show),
        office.run(&["applications", "list"]),
        desk(&["approve", first], "23"),
        desk(&["approve", "--all"], "23"),
        desk(&["approve", "--all", "--listed", &listed], "23"),
    ] {
        assert_eq!(ran.exit, Some(4), "{ran:?}");
        assert_eq!(ran.text("/error/code"), "application-altered", "{ran:?}");
        let said = format!("application {first} ");
        assert!(ran.text("/error/message").contains(&said), "{ran:?}");
    }
    let russian = office.run_in_russian(&show);
    assert!(russian.stderr.contains("заявление изменено"), "{russian:?}");
    exchange();
    assert_eq!(office.register().verify(&[]).unwrap().findings, []);
    let shown = office.run(&show);
    assert_eq!(shown.json()["approved_by"], serde_json::json!(["17"]));
    assert_eq!(desk(&["approve", first], "23").exit, Some(0));
}
