// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Each finding, by a service that fails as it is told.

use super::super::tests::Road;
use super::*;
use epatent_cli::{Language, Output, Words};
use epatent_core::object::Environment;
use epatent_pcsc::Call;
use epatent_pcsc::fake::{Code, Fake, Mishap, State};
use epatent_station::doctor::{Health, exit};
use epatent_testkit::fake_reader::FakeReader;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn console(language: Language) -> Console {
    let words = Words::new(language);
    let (answer, notes) = (std::io::sink(), std::io::sink());
    let output = Output::to_writers(&words, false, Box::new(answer), Box::new(notes));
    Console { words, output }
}

fn args() -> Doctor {
    Doctor {
        trust: None,
        state: None,
        reader: None,
    }
}

fn now() -> Option<UnixTime> {
    UnixTime::parse("2026-12-15T09:00:00Z").ok()
}

fn found(args: &Doctor, service: &CardService) -> Vec<Finding> {
    examine(args, &console(Language::En), service, now())
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn device(fake: &Fake, reader: Option<&str>, expected: &[&str]) -> Vec<Finding> {
    let findings = device::examine(&fake.service(), reader, Some(Environment::Production));
    assert_eq!(codes(&findings), expected);
    findings
}

#[test]
fn a_device_in_order_is_told_so_from_the_service_to_the_folders() {
    let road = Road::new();
    let reader = FakeReader::with(road.card());
    let args = Doctor {
        trust: Some(road.path("trust")),
        state: Some(road.path("trust")),
        ..args()
    };
    let findings = found(&args, &reader.service());
    assert_eq!(
        codes(&findings),
        [
            "service-runs",
            "reader-ready",
            "driver-devices",
            "card-ours",
            "clock-plausible",
            "trust-read",
            "roots-good",
            "bundle-none",
            "lists-none",
            "store-writable",
            "store-writable",
        ]
    );
    assert_eq!(exit(&findings), Exit::Done);
}

#[test]
fn a_service_that_does_not_answer_hides_what_lies_behind_it() {
    for (code, expected) in [
        (Code::NoService, "service-stopped"),
        (Code::NoAccess, "service-denies"),
        (Code::NoMemory, "service-fails"),
    ] {
        let fake = Fake::new();
        fake.fail(Call::Establish, code);
        let findings = device(
            &fake,
            None,
            &[expected, "reader-not-asked", "card-not-asked"],
        );
        assert_eq!(exit(&findings), Exit::Device);
    }
}

#[test]
fn readers_are_found_missing_several_or_of_another_name() {
    let fake = Fake::new();
    fake.set().readers = Vec::new();
    let none = ["service-runs", "reader-none", "card-not-asked"];
    assert_eq!(exit(&device(&fake, None, &none)), Exit::Device);

    let fake = Fake::new();
    fake.set().readers = vec!["Reader A 00", "Reader A 01"];
    let several = [
        "service-runs",
        "reader-several",
        "driver-devices",
        "card-not-asked",
    ];
    assert_eq!(exit(&device(&fake, None, &several)), Exit::Done);
    let unknown = [
        "service-runs",
        "reader-unknown",
        "driver-devices",
        "card-not-asked",
    ];
    device(&fake, Some("Gemalto"), &unknown);
}

#[test]
fn a_reader_that_is_a_program_is_told_where_real_cards_are_checked() {
    let fake = Fake::new();
    fake.set().readers = vec!["Virtual PCD 00 00"];
    fake.set().states = [State::EMPTY].into();
    let production = [
        "service-runs",
        "reader-ready",
        "driver-virtual",
        "card-none",
    ];
    device(&fake, None, &production);
    for environment in [None, Some(Environment::Lab)] {
        let findings = device::examine(&fake.service(), None, environment);
        assert_eq!(codes(&findings)[2], "driver-laboratory");
    }
}

#[test]
fn a_card_is_told_by_its_kind_and_left_as_it_is() {
    let card = |fake: &Fake| {
        let findings = device::examine(&fake.service(), None, None);
        findings.last().unwrap().code
    };
    let stranger = Fake::new();
    stranger.set().replies = vec![vec![0x6A, 0x82]; 8].into();
    assert_eq!(card(&stranger), "card-other");
    let mute = Fake::new();
    mute.set().states = [State::PRESENT | State::MUTE].into();
    assert_eq!(card(&mute), "card-mute");
    let held = Fake::new();
    held.fail(Call::Connect, Code::SharingViolation);
    assert_eq!(card(&held), "card-in-use");
    let torn = Fake::new();
    torn.set().mishaps.push((Call::Transmit, Mishap::Cut(0)));
    assert_eq!(card(&torn), "card-fails");
}

#[test]
fn trust_and_folders_that_cannot_be_used_are_the_files_fault() {
    let fake = Fake::new();
    let args = Doctor {
        trust: Some(PathBuf::from("/nowhere")),
        state: Some(PathBuf::from("/proc")),
        ..args()
    };
    let all = found(&args, &fake.service());
    let files: Vec<Finding> = all
        .into_iter()
        .filter(|finding| finding.fault() == Exit::Usage)
        .collect();
    assert_eq!(codes(&files), ["trust-unusable", "store-not-writable"]);
    assert_eq!(exit(&files), Exit::Usage);
}

#[test]
fn every_finding_has_words_and_every_trouble_one_fix_in_both_languages() {
    let source = [
        include_str!("device.rs"),
        include_str!("knowledge.rs"),
        include_str!("../../../../epatent-station/src/doctor.rs"),
    ]
    .concat();
    let subjects = [
        "service-", "reader-", "driver-", "card-", "clock-", "trust-", "roots-", "bundle-",
        "lists-", "store-",
    ];
    let codes: BTreeSet<&str> = source
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| subjects.iter().any(|subject| text.starts_with(subject)))
        .collect();
    assert!(codes.len() > 40, "{codes:?}");
    for language in [Language::En, Language::Ru] {
        let words = Words::new(language);
        for code in &codes {
            let id = format!("doctor-{code}");
            assert!(words.has(&id), "{id}");
            let subject = code.split('-').next().unwrap();
            assert!(words.has(&format!("doctor-subject-{subject}")), "{subject}");
        }
    }
    let words = Words::new(Language::Ru);
    for health in [Health::Warning, Health::Bad] {
        let pattern = format!("Health::{health:?}, \"");
        for rest in source.split(&pattern).skip(1) {
            let code = rest.split('"').next().unwrap();
            let fix = words.attribute(&format!("doctor-{code}"), "fix", &[]);
            assert!(fix.is_some(), "{code}");
        }
    }
}
