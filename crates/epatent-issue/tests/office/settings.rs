// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What one person who may write to the office's folder changes by its files: neither what devices are told
//! nor what a reason says.

use crate::Office;
use crate::filled::patent;
use crate::publish::import;
use epatent_core::bundle::{BundlePolicy, TrustBundle};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::list::{AnnulmentCategory, CardStatus, StatusList};
use epatent_core::object::Environment;
use epatent_office::publish::bundle_policy;
use epatent_office::settings::policy_of_program;
use epatent_testkit::beside::alter;
use epatent_testkit::schema::assert_follows;
use std::fs;

const HARMFUL: &str = "schema = 1\nenvironment = \"lab\"\n[policy]\nstatus = \"not-required\"\n\
                       payment = \"not-required\"\nwrong-region = \"red\"\npayment-grace-days = 31\n\
                       status-age-seconds = [1, 1]\nclock-tolerance-seconds = 86400\n";

/// A reason with a category.
fn reasons(code: &str, category: &str) -> String {
    format!(
        "schema = 1\n\n[[reason]]\ncode = \"{code}\"\nfor = [\"annul\"]\ncategory = \"{category}\"\n\
         en = \"left\"\nru = \"выехал\"\n"
    )
}

impl Office {
    fn write(&self, name: &str, text: &str) {
        fs::write(self.store(name), text).unwrap();
    }

    fn asked_for(&self) -> Vec<String> {
        let rules = self.run(&["register", "rules", "--operator", "23"]).json();
        assert_follows("office-rules", &rules);
        let differences = rules["differences"].as_array().unwrap().clone();
        let field = |one: &serde_json::Value| one["field"].as_str().unwrap().to_owned();
        differences.iter().map(field).collect()
    }

    /// What every device that takes the publication judges by; one took it.
    fn told(&self, device: &str) -> BundlePolicy {
        let device = self.device_at(device);
        assert_eq!(import(&self.path("site"), &device).exit, Some(0));
        let bytes = fs::read(self.path("site/bundle.cbor")).unwrap();
        let sign1 = Sign1::parse(&bytes, Typ::TrustBundle).unwrap();
        TrustBundle::decode(sign1.payload()).unwrap().policy
    }

    /// What the published list says of an annulled card.
    fn category(&self, index: u32) -> AnnulmentCategory {
        let published = self.publish();
        assert_eq!(published.exit, Some(0), "{published:?}");
        let bytes = fs::read(self.path("site/lists/status-772026.cbor")).unwrap();
        let sign1 = Sign1::parse(&bytes, Typ::StatusList).unwrap();
        let list = StatusList::decode(sign1.payload()).unwrap();
        match list.status(index.into()) {
            Some(CardStatus::Annulled(annulment)) => annulment.category,
            other => panic!("{other:?}"),
        }
    }

    fn annul(&self, index: u32, reason: &str) {
        let number = patent(index);
        let annul = ["decide", "annul", &number, "--reason", reason];
        let annul = [&annul[..], &["--on", "2026-11-25", "--operator", "17"]].concat();
        self.agreed(&annul);
        let done = self.run(&[&annul[..], &["--confirm-one"]].concat());
        assert_eq!(done.json()["done"], true, "{done:?}");
    }

    /// Findings of the doctor with a code.
    fn findings(&self, code: &str) -> Vec<serde_json::Value> {
        let told = self.run(&["doctor"]).json();
        let findings = told["findings"].as_array().unwrap().clone();
        let is_it = |finding: &serde_json::Value| finding["code"] == code;
        findings.into_iter().filter(is_it).collect()
    }
}

#[test]
fn a_policy_that_one_person_wrote_is_told_to_everybody_and_to_no_device() {
    let office = Office::with_cards(2);
    let published = office.publish();
    assert_eq!(published.exit, Some(0), "{published:?}");
    let before = office.told("before");
    assert_eq!(bundle_policy(&policy_of_program(Environment::Lab)), before);
    office.write("trust/trust.toml", HARMFUL);
    let fields = [
        "policy.clock-tolerance-seconds",
        "policy.payment-grace-days",
        "policy.status-age-seconds",
        "policy.wrong-region",
    ];
    assert_eq!(office.asked_for(), fields);
    let published = office.publish();
    assert_eq!(published.exit, Some(0), "{published:?}");
    assert!(
        published.stderr.contains("ask for other rules"),
        "{published:?}"
    );
    assert_eq!(office.told("after"), before);

    let told = office.findings("rules-differ");
    assert_eq!(told.len(), fields.len(), "{told:?}");
    let message = told[3]["message"].as_str().unwrap();
    for said in ["policy.wrong-region", "“amber”", "“red”"] {
        assert!(message.contains(said), "{said}: {message}");
    }
    assert_eq!(office.findings("rules-wait").len(), 1);
    let said = office.run_in_russian(&["register", "rules", "--operator", "17"]);
    for words in [
        "Изменится",
        "действует «0», просят «31»",
        "(policy.wrong-region)",
    ] {
        assert!(said.stdout.contains(words), "{words}: {said:?}");
    }

    // What no bundle can say is not put before a second person.
    office.write("trust/trust.toml", &HARMFUL.replace("31", "32"));
    let rules = ["register", "rules", "--operator", "17", "--propose"];
    let refused = office.run(&rules);
    assert_eq!(refused.text("/error/code"), "rules-policy", "{refused:?}");
    office.write("trust/trust.toml", HARMFUL);

    // Two people who read it may want it.
    let rules = ["register", "rules", "--operator", "17"];
    let proposed = office.run(&[&rules[..], &["--propose"]].concat());
    let digest = proposed.text("/digest");
    let alone = office.run(&[&rules[..], &["--confirm-all"]].concat());
    assert_eq!(alone.text("/error/code"), "not-approved", "{alone:?}");
    let read = office.run(&["approve", &digest, "--operator", "23"]).json();
    assert_eq!(read["differences"][1]["field"], fields[1], "{read}");
    assert_eq!(read["differences"][1]["wanted"], "31");
    let plainly = office.run_plainly(&["approve", &digest, "--operator", "23"]);
    assert!(plainly.stdout.contains("asked for “86400”"), "{plainly:?}");
    let approved = office.run(&["approve", &digest, "--yes", "--operator", "23"]);
    assert_eq!(approved.exit, Some(0), "{approved:?}");
    // What was approved is what was read: another file is another act.
    office.write("trust/trust.toml", &HARMFUL.replace("31", "30"));
    let other = office.run(&[&rules[..], &["--confirm-all"]].concat());
    assert_eq!(other.text("/error/code"), "not-approved", "{other:?}");
    office.write("trust/trust.toml", HARMFUL);
    let put = office.run(&[&rules[..], &["--confirm-all"]].concat());
    assert_eq!(put.json()["done"], true, "{put:?}");
    assert_eq!(put.json()["differences"], serde_json::json!([]));
    assert_follows("office-rules", &put.json());
    assert_follows("doctor", &office.run(&["doctor"]).json());
    assert!(office.findings("rules-differ").is_empty());
    assert_eq!(office.publish().exit, Some(0));
    assert_ne!(office.told("agreed"), before);
}

#[test]
fn one_person_publishes_nothing_that_is_believed_for_longer_than_two_people_said() {
    let office = Office::with_cards(1);
    let long = ["--next-update", "744", "--expires", "366"];
    for terms in [&long[..], &long[..2], &long[2..], &["--expires", "15"]] {
        let refused = office.publish_by(terms);
        let code = refused.text("/error/code");
        let short = terms == &long[..2];
        let expected = if short {
            "publish-terms"
        } else {
            "publish-bounds"
        };
        assert_eq!((refused.exit, code.as_str()), (Some(2), expected));
    }
    let week = office.publish_by(&["--next-update", "168", "--expires", "14"]);
    assert_eq!(week.exit, Some(0), "{week:?}");
    // A file is nobody's word, neither for more nor for less.
    office.write(
        "office.toml",
        "next_update_hours = 744\nexpires_days = 366\n",
    );
    let alone = office.publish_by(&long);
    assert_eq!(alone.text("/error/code"), "publish-bounds", "{alone:?}");
    let said = office.run_in_russian(&["publish", "x", "--operator", "17", "--expires", "15"]);
    assert!(said.stderr.contains("самое большее 14 дн."), "{said:?}");
    assert_eq!(office.asked_for(), ["expires_days", "next_update_hours"]);
    office.agree_on_rules();
    let agreed = office.publish_by(&long);
    assert_eq!(agreed.exit, Some(0), "{agreed:?}");
    office.write("office.toml", "next_update_hours = 1\nexpires_days = 1\n");
    assert_eq!(office.publish().exit, Some(0));
}

#[test]
fn payments_that_came_in_time_count_whatever_one_person_writes_of_late_ones() {
    let office = Office::with_cards(1);
    let line = format!("R-1;{};2026-11-02;2026-11-02;2026-12-01;9000\n", patent(0));
    office.write("office.toml", "late_report_days = 65535\n");
    office.agree_on_rules();
    office.write("office.toml", "late_report_days = 0\n");
    assert_eq!(office.asked_for(), ["late_report_days"]);
    let ran = office.import_declared(&line, &["--declared", "1:9000"]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(ran.json()["to_look_at"], serde_json::json!([]));
    assert_eq!(ran.json()["patents_changed"], 1);
}

/// Rules that are others in the register for a moment, beside the program.
fn exchanged(office: &Office, from: &str, to: &str, meanwhile: &dyn Fn()) {
    let put = |from: &str, to: &str| {
        let text = format!("replace(CAST(document AS TEXT), '{from}', '{to}')");
        let first = "id = (SELECT min(id) FROM rules)";
        let statement = format!("UPDATE rules SET document = CAST({text} AS BLOB) WHERE {first}");
        alter(&office.store("register.db"), &statement);
    };
    put(from, to);
    meanwhile();
    put(to, from);
}

/// What `publish` says of a register whose rules were others for a moment; it has to refuse.
fn refusal(office: &Office) -> String {
    let refused = office.publish();
    assert_eq!(refused.exit, Some(1), "{refused:?}");
    refused.text("/error/code")
}

#[test]
fn rules_that_were_others_while_the_second_person_read_are_told_for_ever() {
    let office = Office::with_cards(1);
    office.write("reasons.toml", &reasons("left", "conditions"));
    office.agree_on_rules();
    let number = patent(0);
    let annul = ["decide", "annul", &number, "--reason", "left"];
    let annul = [&annul[..], &["--on", "2026-11-25", "--operator", "17"]].concat();
    let proposed = office.run(&[&annul[..], &["--propose"]].concat());
    let digest = proposed.text("/digest");
    exchanged(&office, "выехал", "по просьбе", &|| {
        let approve = ["approve", &digest, "--yes", "--operator", "18"];
        let read = office.run_in_russian(&approve);
        assert!(read.stdout.contains("по просьбе [left]"), "{read:?}");
    });
    assert_eq!(refusal(&office), "publish-register-altered");
}

#[test]
fn a_file_that_tightens_does_not_carry_rules_into_the_chain_that_were_others_for_a_moment() {
    let office = Office::with_cards(1);
    office.write("reasons.toml", &reasons("left", "conditions"));
    office.agree_on_rules();
    exchanged(&office, "conditions", "false-data", &|| {
        office.write("office.toml", "signatures_a_day = 5\n");
        let rules = office
            .run(&["register", "rules", "--operator", "18"])
            .json();
        let category = &rules["in_force"]["reason"]["left"]["category"];
        assert_eq!(*category, "false-data", "{rules}");
    });
    assert_eq!(refusal(&office), "publish-register-altered");
}

#[test]
fn days_for_late_payments_that_were_others_for_one_import_are_told_for_ever() {
    let office = Office::with_cards(1);
    office.write("office.toml", "late_report_days = 3\n");
    office.agree_on_rules();
    let line = format!("R-1;{};2026-11-02;2026-11-02;2026-12-01;9000\n", patent(0));
    exchanged(&office, "days = 3\n", "days = 9999\n", &|| {
        let ran = office.import_declared(&line, &["--declared", "1:9000"]);
        assert_eq!(ran.json()["patents_changed"], 1, "{ran:?}");
    });
    assert_eq!(refusal(&office), "publish-register-altered");
}

#[test]
fn a_reason_says_what_two_people_agreed_on_when_they_decided_by_it() {
    let office = Office::with_cards(3);
    // A code of the program is nobody's to say anew: every command says so, with the line.
    office.write("reasons.toml", &reasons("own-request", "false-data"));
    for arguments in [
        ["register", "rules", "--operator", "17"].as_slice(),
        &["approve", "--operator", "17"],
    ] {
        let refused = office.run(arguments);
        assert_eq!(refused.exit, Some(2), "{refused:?}");
        let message = refused.text("/error/message");
        assert!(
            message.contains("line 4") && message.contains("own-request"),
            "{message}"
        );
    }
    let russian = office.run_in_russian(&["register", "rules", "--operator", "17"]);
    assert!(russian.stderr.contains("строка 4"), "{russian:?}");
    assert_eq!(office.findings("rules-unreadable").len(), 1);

    office.write("reasons.toml", &reasons("left", "conditions"));
    office.agree_on_rules();
    office.annul(0, "left");
    assert_eq!(office.category(0), AnnulmentCategory::CONDITIONS);
    let other = reasons("left", "false-data").replace("выехал", "подделал документы");
    for text in [Some(other.as_str()), None] {
        match text {
            Some(text) => office.write("reasons.toml", text),
            None => fs::remove_file(office.store("reasons.toml")).unwrap(),
        }
        assert!(
            office
                .asked_for()
                .contains(&"reason.left.category".to_owned()),
            "{text:?}"
        );
        let shown = office.run_in_russian(&[
            "decide",
            "annul",
            &patent(1),
            "--reason",
            "left",
            "--operator",
            "17",
        ]);
        assert!(shown.stdout.contains("выехал [left]"), "{shown:?}");
        assert!(shown.stderr.contains("просят других правил"), "{shown:?}");
        assert!(!office.findings("rules-differ").is_empty());
        assert_eq!(
            office.category(0),
            AnnulmentCategory::CONDITIONS,
            "{text:?}"
        );
    }
}
