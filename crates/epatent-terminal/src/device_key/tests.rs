// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_core::object::Environment;
use epatent_core::{CivilDate, Region, Text, UnixTime};

use super::*;

fn key(byte: u8) -> DeviceKey {
    DeviceKey::from_seed(&Zeroizing::new([byte; 32]))
}

fn report(key: &DeviceKey) -> CheckReport {
    CheckReport {
        checked_at: UnixTime::from_seconds(1_790_000_000).unwrap(),
        date: CivilDate::parse("2026-11-20").unwrap(),
        region: Region::parse("77").unwrap(),
        environment: Environment::Lab,
        verdict: "in-force".to_owned(),
        codes: vec!["in-force".to_owned()],
        checks: vec![("object".to_owned(), "passed".to_owned())],
        nonce: [3; 16],
        object: Some(Digest::of(b"object")),
        number: None,
        program: Text::parse("epatent-check 0.1.0").unwrap(),
        device: key.public_key(),
        lists: Vec::new(),
    }
}

#[test]
fn a_report_is_opened_as_it_was_signed() {
    let key = key(1);
    let signed = sign_report(&report(&key), &key).unwrap();
    assert_eq!(open_report(&signed).unwrap(), report(&key));
}

// shows: EPC-REP-07
#[test]
fn no_changed_bit_and_no_truncation_of_a_report_is_believed() {
    let key = key(1);
    let signed = sign_report(&report(&key), &key).unwrap();
    for bit in 0..signed.len() * 8 {
        let mut changed = signed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open_report(&changed).is_err(), "bit {bit}");
    }
    for length in 0..signed.len() {
        assert!(open_report(&signed[..length]).is_err());
    }
}

#[test]
fn a_device_signs_in_its_own_name_only() {
    let (own, other) = (key(1), key(2));
    assert!(matches!(
        sign_report(&report(&other), &own),
        Err(ReportError::OtherDevice)
    ));
}

#[test]
fn a_key_file_gives_its_key_and_other_files_none() {
    let text = key(9).to_text();
    let read = DeviceKey::from_text(&text).unwrap();
    assert_eq!(read.public_key(), key(9).public_key());
    for other in [
        "",
        "EPATENT DEVICE KEY 1\n",
        "EPATENT DEVICE KEY 2\n00",
        &text[..80],
    ] {
        assert!(DeviceKey::from_text(other).is_none(), "{other}");
    }
    let more = format!("{}more\n", text.as_str());
    assert!(DeviceKey::from_text(&more).is_none());
    assert!(!format!("{:?}", key(9)).contains("0909"));
}

#[test]
fn the_digest_of_a_number_is_the_devices_own() {
    let digest = key(1).log_digest("77", "2600012345");
    assert_eq!(digest, key(1).log_digest("77", "2600012345"));
    assert_ne!(digest, key(2).log_digest("77", "2600012345"));
    assert_ne!(digest, key(1).log_digest("77", "2600012346"));
}
