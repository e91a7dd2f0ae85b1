// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a check leaves behind: a log and a signed report that name nobody.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;

use std::fs;

use bench::Bench;
use epatent_testkit::desk::Ran;

/// What is known of the person and the card and must be in no record.
const CANARIES: [&str; 10] = [
    "Рахимов",
    "Фаррух",
    "Саидович",
    "RAKHIMOV",
    "FARRUKH",
    "2600012345",
    "1234567",
    "401234567",
    "048213",
    "77 2600",
];

/// A text as a program might write it: plain, in UTF-16 of either order, in hexadecimal and Base64.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut forms = vec![
        text.as_bytes().to_vec(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        hex::encode(text).into_bytes(),
        hex::encode_upper(text).into_bytes(),
    ];
    // Base64 of the text at each of its three places; the ends depend on the neighbours.
    for skip in 0..3 {
        let mut padded = vec![0; skip];
        padded.extend(text.as_bytes());
        let whole = padded.len() / 3 * 3;
        let coded = base64(&padded[..whole]);
        let from = if skip == 0 { 0 } else { 4 };
        if coded.len() > from + 6 {
            forms.push(coded.as_bytes()[from..].to_vec());
        }
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let number = part
            .iter()
            .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        for shift in [18, 12, 6, 0] {
            text.push(char::from(
                DIGITS[usize::try_from((number >> shift) & 63).unwrap()],
            ));
        }
    }
    text
}

fn assert_names_nobody(what: &str, content: &[u8]) {
    for canary in CANARIES {
        for form in forms(canary) {
            let found = content.windows(form.len()).any(|part| part == form);
            assert!(!found, "{what} holds {canary}");
        }
    }
}

#[test]
fn the_canaries_are_found_in_what_does_name_somebody() {
    let bench = Bench::new();
    let ran = Ran::of(bench.file("en").arg("--json"));
    let found = std::panic::catch_unwind(|| assert_names_nobody("answer", ran.stdout.as_bytes()));
    assert!(found.is_err());
    assert_eq!(base64(b"abc"), "YWJj");
}

// shows: EPC-REP-08
#[test]
fn a_device_logs_and_signs_what_it_checked_and_names_nobody() {
    let bench = Bench::new();
    let run = |arguments: &[&str]| Ran::of(&mut bench.program(arguments));
    // Without a key nothing is kept, and a report is refused before anything is checked.
    let report = bench.path("first.report");
    assert_eq!(Ran::of(bench.file("en").arg("--json")).exit, Some(0));
    assert!(!bench.path("state").exists());
    let refused = Ran::of(bench.file("en").arg("--json").arg("--report").arg(&report));
    assert_eq!(
        (refused.exit, refused.text("/error/code").as_str()),
        (Some(2), "no-device-key")
    );

    let device = run(&["device", "init", "--json"]).text("/device");
    assert_eq!(device.len(), 64);
    assert_eq!(run(&["device", "show", "--json"]).text("/device"), device);
    assert_eq!(
        run(&["device", "init", "--json"]).exit,
        Some(2),
        "a key is never replaced"
    );

    let checked = Ran::of(bench.file("en").arg("--json").arg("--report").arg(&report));
    assert_eq!(checked.exit, Some(0), "{checked:?}");
    let blank = Ran::of(bench.file("en").args(["--json", "--blank", "АА0000001"]));
    assert_eq!(blank.exit, Some(1));
    assert_eq!(Ran::of(&mut bench.qr(bench.code(), &[])).exit, Some(3));
    assert_eq!(
        Ran::of(&mut bench.qr(bench.code(), &["--no-log"])).exit,
        Some(3)
    );

    let log = run(&["log", "show", "--json"]).json();
    let entries = log["entries"].as_array().unwrap();
    let codes: Vec<&str> = entries
        .iter()
        .map(|e| e["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["in-force", "print-mismatch", "qr-only"]);
    // One patent, one digest, on one device.
    assert_eq!(entries[0]["number"], entries[2]["number"]);
    assert_eq!(entries[0]["number"].as_str().unwrap().len(), 64);

    for name in ["state/check.log", "state/device.key", "first.report"] {
        assert_names_nobody(name, &fs::read(bench.path(name)).unwrap());
    }

    let verify = |more: &[&str]| {
        let mut command = bench.program(&["report", "verify", "--json"]);
        Ran::of(command.arg(&report).args(more))
    };
    let evidence = bench.path("shown.card");
    let evidence = evidence.to_str().unwrap();
    let good = verify(&["--evidence", evidence, "--device", &device]);
    assert_eq!(good.exit, Some(0), "{good:?}");
    assert_eq!(good.text("/verdict"), "in-force");
    assert_eq!(good.json()["evidence_matches"], true);
    // Another card file, another device, a changed report.
    let other = bench.path("other.card");
    let mut shown = bench.card.presentation();
    *shown.security_object.last_mut().unwrap() ^= 1;
    fs::write(&other, shown.encode().unwrap()).unwrap();
    let mismatch = verify(&["--evidence", other.to_str().unwrap()]);
    assert_eq!(
        (mismatch.exit, mismatch.json()["evidence_matches"].as_bool()),
        (Some(1), Some(false))
    );
    assert_eq!(verify(&["--device", &"0".repeat(64)]).exit, Some(1));
    let mut changed = fs::read(&report).unwrap();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::remove_file(&report).unwrap();
    fs::write(&report, changed).unwrap();
    assert_eq!(verify(&[]).exit, Some(1));

    assert_eq!(
        run(&["log", "purge", "--days", "30", "--json"]).json()["removed"],
        0
    );
    fs::write(bench.path("state/check.log"), "{\"torn").unwrap();
    assert_eq!(run(&["log", "purge", "--json"]).json()["removed"], 1);
}
