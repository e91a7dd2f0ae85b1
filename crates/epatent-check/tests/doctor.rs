// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check doctor` through a real pcscd, and its published schema.
//!
//! Needs the Debian packages pcscd and vsmartcard-vpcd; a test that does not find them fails and
//! says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use epatent_testkit::desk::{Desk, Ran};
use epatent_testkit::schema::assert_follows;

fn doctor(desk: &Desk, office: &Path, lang: &str, more: &[&str]) -> Ran {
    let mut command = desk.program("epatent-check");
    command.args(["doctor", "--lang", lang, "--trust"]);
    Ran::of(command.arg(office.join("trust")).args(more))
}

/// The codes, after the answer was held against the schema.
fn codes(ran: &Ran) -> Vec<String> {
    let answer = ran.json();
    assert_follows("doctor", &answer);
    let findings = answer["findings"].as_array().unwrap().iter();
    let code = |finding: &serde_json::Value| finding["code"].as_str().unwrap().to_owned();
    findings.map(code).collect()
}

#[test]
fn a_desk_is_looked_over_with_cards_without_and_without_its_service() {
    let mut desk =
        Desk::beside(env!("CARGO_BIN_EXE_epatent-check")).unwrap_or_else(|error| panic!("{error}"));
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    let [reader, _] = desk.readers();
    let named = ["--json", "--reader", reader];
    let of_card = |ran: &Ran| {
        let found = codes(ran);
        found
            .into_iter()
            .find(|code| code.starts_with("card-"))
            .unwrap()
    };

    let several = doctor(&desk, &office, "en", &["--json"]);
    assert_eq!(several.exit, Some(0), "{several:?}");
    let found = codes(&several);
    let expected = ["service-runs", "reader-several", "driver-laboratory"];
    assert_eq!(found[..3], expected, "{found:?}");
    assert!(found.contains(&"clock-plausible".to_owned()), "{found:?}");
    assert!(found.contains(&"store-writable".to_owned()), "{found:?}");
    assert_eq!(of_card(&doctor(&desk, &office, "en", &named)), "card-none");

    let card = desk.insert(0, &image, &[]).unwrap();
    assert_eq!(of_card(&doctor(&desk, &office, "en", &named)), "card-ours");
    card.remove();
    desk.wait_until_empty(0).unwrap();
    let blank = desk.blank_card("blank").unwrap();
    let card = desk.insert(0, &blank, &[]).unwrap();
    assert_eq!(of_card(&doctor(&desk, &office, "en", &named)), "card-blank");
    card.remove();
    desk.wait_until_empty(0).unwrap();

    desk.service().stop();
    let stopped = doctor(&desk, &office, "en", &["--json"]);
    assert_eq!(stopped.exit, Some(4), "{stopped:?}");
    assert_eq!(codes(&stopped)[0], "service-stopped");
    let russian = doctor(&desk, &office, "ru", &[]);
    let first: Vec<&str> = russian.stdout.lines().take(2).collect();
    assert_eq!(
        first,
        [
            "[НЕИСПРАВНО] Служба: служба смарт-карт (PC/SC) не запущена",
            "    Что делать: sudo systemctl enable --now pcscd.socket",
        ]
    );
}
