// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card whose signer's key lives in a token, from the ceremony to the officer.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use epatent_core::UnixTime;
use epatent_testkit::desk::{CAN, Desk, Ran, application};
use epatent_testkit::softhsm::SoftHsm;

/// This moment and some hours.
fn hours_from_now(hours: i64) -> UnixTime {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixTime::from_seconds(now.as_secs().checked_add_signed(hours * 3600).unwrap()).unwrap()
}

#[test]
fn a_card_signed_in_a_token_is_in_force() {
    let desk =
        Desk::beside(env!("CARGO_BIN_EXE_epatent-issue")).unwrap_or_else(|error| panic!("{error}"));
    let office = desk.office("office").unwrap();
    let token = SoftHsm::new();
    let uri = token.uri("signer-77");
    let plan = office.join("plan.toml");
    let text = token.plan(&uri, hours_from_now(-1), hours_from_now(24 * 400));
    fs::write(&plan, text).unwrap();
    let issue = |arguments: &[&str]| {
        let mut command = desk.program("epatent-issue");
        command.args(arguments).args(["--lang", "en"]);
        command.env(SoftHsm::VARIABLE, token.configuration());
        command
    };
    let hold = |more: &[&str]| {
        let mut command = issue(&["ca", "ceremony"]);
        command.arg(&plan).arg("--protocol");
        Ran::of(command.arg(office.join("protocol.txt")).args(more))
    };
    let rehearsed = hold(&[]);
    assert_eq!(rehearsed.exit, Some(0), "{rehearsed:?}");
    let (_, digest) = rehearsed.stderr.split_once("--reviewed ").unwrap();
    let made = hold(&["--reviewed", digest.trim()]);
    assert_eq!(made.exit, Some(0), "{made:?}");

    // The token takes the place of the key file.
    let signers = office.join("signers");
    fs::remove_file(signers.join("77.key.pem")).unwrap();
    fs::rename(office.join("in-token.crt.pem"), signers.join("77.crt.pem")).unwrap();
    fs::write(signers.join("77.key.uri"), &uri).unwrap();

    let image = desk.blank_card("card.json").unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();
    let [reader, _] = desk.readers();
    let personalise = || {
        let mut command = issue(&["personalise", "--json", "--reader", reader, "--can", CAN]);
        command
            .arg(application("rakhimov"))
            .arg("--store")
            .arg(&office);
        Ran::of(&mut command)
    };
    // A wrong PIN first: nothing is signed, and the card is as it was.
    fs::write(token.pin_file(), "0000").unwrap();
    let refused = personalise();
    assert_eq!(refused.exit, Some(4), "{refused:?}");
    assert_eq!(refused.text("/error/code"), "token-pin-wrong");
    fs::write(token.pin_file(), SoftHsm::PIN).unwrap();
    let issued = personalise();
    assert_eq!(
        (issued.exit, issued.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{issued:?}"
    );

    let mut check = desk.program("epatent-check");
    check.args(["card", "--json", "--region", "77", "--on", "2026-12-15"]);
    check.args(["--reader", reader, "--can", CAN, "--trust"]);
    let checked = Ran::of(check.arg(office.join("trust")));
    assert_eq!(
        (checked.exit, checked.text("/verdict").as_str()),
        (Some(0), "in-force"),
        "{checked:?}"
    );
}
