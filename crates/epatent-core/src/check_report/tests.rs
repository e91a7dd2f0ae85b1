// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::string::ToString;
use std::vec;

use hex_literal::hex;

use super::*;

fn report() -> CheckReport {
    CheckReport {
        checked_at: UnixTime::from_seconds(1_790_000_000).unwrap(),
        date: CivilDate::parse("2026-11-20").unwrap(),
        region: Region::parse("77").unwrap(),
        environment: Environment::Lab,
        verdict: "refused".to_string(),
        codes: vec!["term-ended".to_string(), "status-missing".to_string()],
        checks: vec![("group-1".to_string(), "passed".to_string())],
        nonce: [9; 16],
        object: Some(object_digest(&[9; 16], b"EF.SO")),
        number: Some(number_digest(&[9; 16], b"EF.SO", "77", "2600012345")),
        program: Text::parse("epatent-check 0.1.0").unwrap(),
        device: [7; 32],
        lists: vec![ReportList {
            kind: "paid-through".to_string(),
            region: Region::parse("77").unwrap(),
            list: 772_026,
            sequence: 12,
            issued_at: UnixTime::from_seconds(1_789_990_000).unwrap(),
        }],
    }
}

#[test]
fn three_lists_and_a_kind_with_a_name_in_it_are_refused() {
    let listed = report().lists.remove(0);
    let mut named = listed.clone();
    named.kind = "Рахимов".to_string();
    for lists in [vec![listed.clone(), listed.clone(), listed], vec![named]] {
        let report = CheckReport { lists, ..report() };
        assert!(report.encode().is_err());
    }
}

#[test]
fn a_report_is_read_as_it_was_written() {
    let bare = CheckReport {
        checks: vec![],
        lists: vec![],
        object: None,
        number: None,
        ..report()
    };
    for report in [report(), bare] {
        let bytes = report.encode().unwrap();
        assert_eq!(CheckReport::decode(&bytes).unwrap(), report);
        for length in 0..bytes.len() {
            assert!(CheckReport::decode(&bytes[..length]).is_err());
        }
    }
}

#[test]
fn keyed_is_hmac_sha_256() {
    // RFC 4231 section 4.3.
    assert_eq!(
        keyed(b"Jefe", &[b"what do ya want ", b"for nothing?"]).as_bytes(),
        &hex!("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    );
}

// shows: EPC-REP-05, EPC-REP-06
#[test]
fn digests_depend_on_nonce_object_and_number() {
    let number = |nonce, object, number| number_digest(&[nonce; 16], object, "77", number);
    let base = number(1, b"A", "1");
    assert_ne!(base, number(2, b"A", "1"));
    assert_ne!(base, number(1, b"B", "1"));
    assert_ne!(base, number(1, b"A", "2"));
    assert_ne!(object_digest(&[1; 16], b"A"), object_digest(&[2; 16], b"A"));
}

// shows: EPC-REP-04
#[test]
fn nothing_but_words_fits_into_verdict_codes_and_checks() {
    for other in ["", "Рахимов", "In force", "a_b", &"a".repeat(41)] {
        let changed = [
            CheckReport {
                verdict: other.to_string(),
                ..report()
            },
            CheckReport {
                codes: vec![other.to_string()],
                ..report()
            },
            CheckReport {
                checks: vec![("a".to_string(), other.to_string())],
                ..report()
            },
        ];
        for report in changed {
            assert!(matches!(
                report.encode(),
                Err(ModelError::OutOfRange { .. })
            ));
        }
    }
    let none = CheckReport {
        codes: vec![],
        ..report()
    };
    assert!(none.encode().is_err());
}
