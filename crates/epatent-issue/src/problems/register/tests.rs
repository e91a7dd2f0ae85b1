// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_cli::Language;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The register's own sources, without their tests.
fn sources() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../epatent-register/src");
    let files = fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let texts = paths.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    texts
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The first text between quotation marks behind each place where one of these stands.
fn literals<'a>(source: &'a str, before: &[&str]) -> BTreeSet<&'a str> {
    let behind = before.iter().flat_map(|call| source.split(call).skip(1));
    behind
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect()
}

fn in_russian(family: &str, name: &str) -> String {
    let words = Words::new(Language::Ru);
    let said = named(family, name, &words);
    let is_russian = !said.chars().any(|letter| letter.is_ascii_alphabetic());
    assert!(is_russian, "{family} {name:?} has no words: {said}");
    said
}

#[test]
fn every_kind_of_event_table_and_state_has_russian_words() {
    let sources = sources();
    let calls = ["self.done(", "self.event("];
    let mut kinds = literals(&sources, &calls);
    kinds.extend(
        epatent_register::DecisionAct::ALL
            .iter()
            .map(|act| act.word()),
    );
    kinds.extend([
        "terminating-begun",
        "aborting-begun",
        "rules-tightened",
        "rules-loosened",
    ]);
    assert!(kinds.len() > 30, "{kinds:?}");
    for kind in &kinds {
        in_russian("event", kind);
    }
    let tables = literals(
        &sources,
        &["    Application in ", "    Card in ", "    Payment in "],
    );
    assert_eq!(tables.len(), 3, "{tables:?}");
    for table in [
        "delivery",
        "application",
        "blank",
        "patent",
        "list",
        "card",
        "signature",
        "attempt",
        "intent",
        "job",
        "decision",
        "payment",
        "approval",
        "publication",
        "payment_file",
        "card_act",
        "proposal",
        "rules",
        "settled",
        "card of patent",
        "index",
    ] {
        in_russian("thing", table);
    }
    let states: [(&str, Vec<&str>); 5] = [
        (
            "application",
            epatent_register::ApplicationState::ALL
                .iter()
                .map(|s| s.word())
                .collect(),
        ),
        (
            "blank",
            epatent_register::BlankState::ALL
                .iter()
                .map(|s| s.word())
                .collect(),
        ),
        (
            "patent",
            epatent_register::PatentState::ALL
                .iter()
                .map(|s| s.word())
                .collect(),
        ),
        (
            "card",
            epatent_register::CardState::ALL
                .iter()
                .map(|s| s.word())
                .collect(),
        ),
        (
            "signature",
            epatent_register::SignatureState::ALL
                .iter()
                .map(|s| s.word())
                .collect(),
        ),
    ];
    for (table, states) in states {
        for state in states {
            in_russian(&format!("word-{table}"), state);
        }
    }
}

#[test]
fn every_difference_and_contradiction_has_russian_words() {
    // Nothing comes out: every difference is told.
    let counted = epatent_register::DailyEquation {
        declared: 1,
        received: 2,
        blank: 3,
        in_work: 4,
        issued: 5,
        scrapped: 6,
        lost: 7,
        cards_issued: 80,
        cards_in_work: 90,
        attempts_open: 100,
        signatures: 1_100,
        signatures_issued: 12,
        signatures_void: 13,
        signatures_open: 14,
        ..Default::default()
    };
    let differences = counted.differences();
    assert_eq!(differences.len(), 7);
    for difference in differences {
        in_russian("equation", difference.left);
        in_russian("equation", difference.right);
    }
    let sources = sources();
    let list = sources.split("const CONTRADICTIONS").nth(1).unwrap();
    let list = list.split("];").next().unwrap();
    let all = literals(list, &["(\n"]);
    assert!(all.len() >= 6, "{all:?}");
    for what in all {
        in_russian("contradiction", what);
    }
}

#[test]
fn every_reason_to_refuse_is_said_in_russian() {
    let words = Words::new(Language::Ru);
    let text = || "1".to_owned();
    let mut all = vec![
        RegisterError::Missing { location: text() },
        RegisterError::Exists { location: text() },
        RegisterError::Unencrypted { host: text() },
        RegisterError::Newer { found: 2, known: 1 },
        RegisterError::MigrationDiffers { version: 1 },
        RegisterError::JournalMode {
            path: "1".into(),
            mode: text(),
        },
        RegisterError::NotFound {
            what: "card",
            key: text(),
        },
        RegisterError::State {
            what: "card",
            key: 1,
            actual: "void",
            expected: "to be replaced by decision",
        },
        RegisterError::NotApproved { approvals: 1 },
        RegisterError::NotProposed,
        RegisterError::Lapsed,
        RegisterError::OverLimit { limit: 1 },
        RegisterError::Dates {
            what: "the patent would end before it begins",
        },
        RegisterError::NotAllocated,
        RegisterError::TooManyCards,
        RegisterError::Operator,
        RegisterError::Text {
            what: "a label",
            limit: 1,
        },
        RegisterError::Damaged {
            table: "1",
            key: 1,
            column: "1",
        },
        RegisterError::RowAltered { table: "1", key: 1 },
        RegisterError::WrittenBeside,
        RegisterError::DocumentAltered { application: 1 },
        RegisterError::NotOneRow { table: "1" },
    ];
    use epatent_register::Unique;
    all.extend(
        [
            Unique::ChipId,
            Unique::BlankNumber,
            Unique::PatentNumber,
            Unique::CardId,
            Unique::ChipKey,
            Unique::StatusIndex,
            Unique::LiveCard,
            Unique::CardInWork,
            Unique::CardOfBlank,
            Unique::AttemptOnPatent,
            Unique::AttemptOnBlank,
            Unique::SignedBytes,
            Unique::Receipt,
            Unique::Approval,
            Unique::Publication,
            Unique::ActOnCard,
            Unique::Settled,
            Unique::Other,
        ]
        .map(RegisterError::Duplicate),
    );
    for one in all {
        let said = error(&one, &words);
        let latin = said.chars().any(|letter| letter.is_ascii_alphabetic());
        assert!(!latin && !said.contains('$'), "{}: {said}", one.code());
        // English says what the register itself says.
        let english = error(&one, &Words::new(Language::En));
        if !matches!(one, RegisterError::State { .. }) {
            assert_eq!(english, one.to_string());
        }
    }
    let refused = RegisterError::Runtime(std::io::Error::other("no thread"));
    let said = error(&refused, &words);
    assert!(said.contains("слова системы: «no thread»"), "{said}");
}

#[test]
fn every_finding_is_said_in_russian() {
    let words = Words::new(Language::Ru);
    for found in [
        Finding::EventsMissing { first: 1, last: 2 },
        Finding::EventAltered { sequence: 1 },
        Finding::EventBehindHead { sequence: 1 },
        Finding::HeadDiffers { head: 1, newest: 2 },
        Finding::AnchorDiffers { sequence: 1 },
        Finding::RowMissing {
            table: "payment_file",
            key: 1,
            event: 2,
        },
        Finding::RowAltered {
            table: "card",
            key: 1,
            event: 2,
        },
        Finding::RowAlteredBefore {
            table: "card",
            key: 1,
            event: 2,
        },
        Finding::RowInserted {
            table: "card",
            key: 1,
        },
        Finding::NotApproved {
            table: "decision",
            key: 1,
            event: 2,
            approvals: 1,
        },
        // A name in the database, and what the database says in its own words.
        Finding::SchemaDiffers { name: "1".into() },
        Finding::IndexDiffers { said: "1".into() },
        Finding::KeysSetBack {
            next: 1,
            highest: 2,
        },
    ] {
        let said = finding(&found, &words);
        let latin = said.chars().any(|letter| letter.is_ascii_alphabetic());
        assert!(!latin && !said.contains('$'), "{said}");
    }
}

#[test]
fn every_reason_not_to_publish_and_every_state_of_a_chip_has_russian_words() {
    for state in epatent_apdu::profile::LifeCycle::ALL {
        in_russian("life-cycle", state.name());
    }
    for role in ["status", "payment", "bundle", "document"] {
        in_russian("publish-role", role);
    }
    let words = Words::new(Language::Ru);
    let text = || "1".to_owned();
    use epatent_core::UnixTime;
    use epatent_office::publish::PublishError;
    for one in [
        PublishError::Damaged {
            name: text(),
            reason: text(),
        },
        PublishError::Unproved {
            name: text(),
            reason: text(),
        },
        PublishError::RegisterBehind {
            name: text(),
            published: 2,
            recorded: 1,
        },
        PublishError::OtherFile {
            name: text(),
            number: 1,
        },
        PublishError::NoSigner {
            role: epatent_core::certificate::Role::Status,
            region: None,
        },
        PublishError::NotIntroduced {
            role: epatent_core::certificate::Role::Bundle,
            root: text(),
        },
        PublishError::OtherRules,
        PublishError::NoDecision { list: 1, index: 2 },
        PublishError::TooSoon {
            before: UnixTime::parse("2031-01-01T00:00:00Z").unwrap(),
            now: UnixTime::parse("2026-11-25T21:00:00Z").unwrap(),
        },
        PublishError::Number(1),
    ] {
        let said = crate::problems::publish(&one, &words);
        let latin = said.chars().any(|letter| letter.is_ascii_alphabetic());
        assert!(!latin && !said.contains('$'), "{}: {said}", one.code());
    }
}
