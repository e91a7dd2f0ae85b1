// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use hex_literal::hex;
use sha2::{Digest as _, Sha256};

use super::{
    AppletInfo, FileEntry, LifeCycle, PaymentLog, Personalisation, Status, check_point, data_group,
    is_readable, is_writable, key_proof_statement, manifest_digest, parse_signature,
    short_identifier, verify,
};
use crate::flow::{FlowError, ReplyProblem};
use crate::test_support::{content, public_point, sign_der, signing_key};

// shows: EPC-LIFE-02
#[test]
fn every_byte_but_five_is_no_life_cycle_state() {
    let states = [0x01, 0x03, 0x04, 0x05, 0x0C];
    for byte in 0..=255_u8 {
        let state = LifeCycle::from_byte(byte);
        assert_eq!(state.is_some(), states.contains(&byte), "{byte:02X}");
        assert!(state.is_none_or(|state| state.to_byte() == byte));
    }
}

#[test]
fn every_life_cycle_state_is_called_as_in_the_card_profile() {
    let names = ["BLANK", "PERSO", "SUSPENDED", "ACTIVE", "TERMINATED"];
    for (byte, name) in [0x01, 0x03, 0x04, 0x05, 0x0C].into_iter().zip(names) {
        let state = LifeCycle::from_byte(byte).unwrap();
        assert_eq!((state.name(), state.to_string().as_str()), (name, name));
    }
}

// shows: EPC-FILE-05, EPC-FILE-06, EPC-PERSO-04
#[test]
fn files_have_the_short_identifiers_and_write_rights_of_the_table() {
    let with_short: Vec<u16> = (0..=u16::MAX)
        .filter(|&id| short_identifier(id).is_some())
        .collect();
    let readable: Vec<u16> = (0x0101..=0x0109).chain(0x011C..=0x011E).collect();
    assert_eq!(with_short, readable);
    assert_eq!(
        (short_identifier(0x011D), short_identifier(0x0105)),
        (Some(0x1D), Some(5))
    );
    let writable: Vec<u16> = (0..=u16::MAX).filter(|&id| is_writable(id)).collect();
    let expected: Vec<u16> = std::iter::once(0x0012)
        .chain(0x0101..=0x0109)
        .chain(0x011C..=0x011D)
        .collect();
    assert_eq!(writable, expected);
    assert!(!is_readable(0x0012), "the access number is never read");
    assert_eq!(
        (data_group(0), data_group(1), data_group(9), data_group(10)),
        (None, Some(0x0101), Some(0x0109), None)
    );
}

// shows: EPC-ID-03
#[test]
fn the_fci_is_that_of_the_card_profile() {
    let fci = hex!("6F 13  84 09 F0 45 50 41 54 45 4E 54 01  A5 06  80 01 02  81 01 05");
    let info = AppletInfo::new(LifeCycle::Active);
    assert_eq!(info.encode(), fci);
    assert_eq!(AppletInfo::parse(&fci), Ok(info));
}

#[test]
fn every_changed_byte_of_the_fci_is_refused_at_its_offset() {
    let fci = AppletInfo::new(LifeCycle::Active).encode();
    for position in 0..fci.len() {
        let mut changed = fci.clone();
        changed[position] ^= 0x80;
        let error = AppletInfo::parse(&changed).unwrap_err();
        if position == 17 {
            assert_eq!(error, FlowError::UnsupportedProfile { profile: 0x82 });
            continue;
        }
        let FlowError::Reply {
            problem: ReplyProblem::Byte { offset, actual, .. },
            ..
        } = error
        else {
            panic!("{position}: {error}");
        };
        assert_eq!((offset, actual), (position, changed[position]));
    }
}

#[test]
fn every_cut_fci_and_a_longer_one_are_refused() {
    let mut fci = AppletInfo::new(LifeCycle::Blank).encode();
    for length in 0..fci.len() {
        let error = AppletInfo::parse(&fci[..length]).unwrap_err();
        let cut = ReplyProblem::Cut {
            length,
            offset: length,
            needed: 1,
        };
        assert_eq!(
            error,
            FlowError::Reply {
                command: "SELECT",
                problem: cut
            }
        );
    }
    fci.push(0);
    let problem = ReplyProblem::Trailing {
        length: 22,
        offset: 21,
    };
    assert_eq!(
        AppletInfo::parse(&fci),
        Err(FlowError::Reply {
            command: "SELECT",
            problem
        })
    );
}

// shows: EPC-ID-05
#[test]
fn another_profile_is_told_before_the_rest_is_looked_at() {
    let other = hex!("6F 20  84 09 F0 45 50 41 54 45 4E 54 01  A5 13  80 01 03  FF");
    assert_eq!(
        AppletInfo::parse(&other),
        Err(FlowError::UnsupportedProfile { profile: 3 })
    );
}

fn open_session() -> Personalisation {
    let entry = |length| FileEntry::of(&content(length)).unwrap();
    Personalisation {
        session: [0x55; 16],
        manifest: [0x66; 32],
        point: public_point(&signing_key()),
        files: BTreeMap::from([
            (0x0101, entry(1)),
            (0x011C, entry(20)),
            (0x011D, entry(32_767)),
        ]),
    }
}

fn closed(state: LifeCycle, count: u16) -> Status {
    let head = if count == 0 { [0; 32] } else { [0x77; 32] };
    Status::Closed {
        state,
        payments: PaymentLog { count, head },
    }
}

#[test]
fn payments_without_a_head_and_a_head_without_payments_are_refused() {
    for status in [closed(LifeCycle::Active, 0), closed(LifeCycle::Active, 1)] {
        let mut bytes = status.encode();
        bytes[2] ^= 1;
        assert!(matches!(
            Status::parse(&bytes),
            Err(ReplyProblem::Field { offset: 3, .. })
        ));
    }
}

// shows: EPC-PERSO-11
#[test]
fn status_survives_in_every_state() {
    let point = Some(public_point(&signing_key()));
    let all = [
        (Status::Blank { point: None }, 51),
        (Status::Blank { point }, 116),
        (Status::Personalisation(open_session()), 116 + 3 * 36),
        (closed(LifeCycle::Active, 7), 35),
        (closed(LifeCycle::Suspended, 0xFFFF), 35),
        (closed(LifeCycle::Terminated, 0), 1),
    ];
    for (status, length) in all {
        let bytes = status.encode();
        assert_eq!(bytes.len(), length);
        assert_eq!(Status::parse(&bytes), Ok(status));
    }
}

#[test]
fn every_cut_status_is_refused() {
    for status in [
        Status::Personalisation(open_session()),
        Status::Blank { point: None },
    ] {
        let bytes = status.encode();
        for length in 0..bytes.len() {
            let problem = Status::parse(&bytes[..length]).unwrap_err();
            assert!(matches!(problem, ReplyProblem::Cut { length: cut, .. } if cut == length));
        }
    }
}

#[test]
fn a_status_with_a_wrong_count_of_files_is_refused() {
    let bytes = Status::Personalisation(open_session()).encode();
    let with_count = |count| {
        let mut bytes = bytes.clone();
        bytes[115] = count;
        Status::parse(&bytes).unwrap_err()
    };
    assert_eq!(
        with_count(2),
        ReplyProblem::Trailing {
            length: 224,
            offset: 188
        }
    );
    assert_eq!(
        with_count(4),
        ReplyProblem::Cut {
            length: 224,
            offset: 224,
            needed: 2
        }
    );
    assert!(matches!(with_count(255), ReplyProblem::Cut { .. }));
}

#[test]
fn a_status_that_no_card_can_have_is_refused_at_its_field() {
    let open = Status::Personalisation(open_session()).encode();
    let blank = Status::Blank { point: None }.encode();
    let closed = closed(LifeCycle::Active, 1).encode();
    let cases = [
        (&open, 0, 0x02, 0, "no state"),
        (&open, 49, 0x00, 49, "no key in PERSO"),
        (&open, 49, 0x40, 49, "a key length of 64"),
        (&open, 50, 0x02, 50, "a compressed point"),
        (&open, 114, 0x00, 50, "a point off the curve"),
        (
            &open,
            117,
            0x0A,
            116,
            "an identifier that cannot be written",
        ),
        (&open, 153, 0x01, 152, "the same identifier twice"),
        (&open, 119, 0x00, 116, "a file of no bytes"),
        (&open, 190, 0x80, 188, "a file of over 32767 bytes"),
        (&blank, 1, 0x01, 1, "a session on a blank card"),
        (&blank, 17, 0x01, 17, "a manifest on a blank card"),
        (&blank, 50, 0x01, 50, "a file on a blank card"),
        (&closed, 0, 0xFF, 0, "no state"),
    ];
    for (bytes, position, value, at, case) in cases {
        let mut changed = bytes.clone();
        assert_ne!(changed[position], value, "{case}");
        changed[position] = value;
        let offset = match Status::parse(&changed) {
            Err(ReplyProblem::Byte { offset, .. } | ReplyProblem::Field { offset, .. }) => offset,
            other => panic!("{case}: {other:?}"),
        };
        assert_eq!(offset, at, "{case}");
    }
}

#[test]
fn a_closed_card_says_no_more_than_its_state_and_what_was_paid() {
    let problem = ReplyProblem::Trailing {
        length: 36,
        offset: 35,
    };
    let mut bytes = closed(LifeCycle::Active, 0).encode();
    bytes.push(0);
    assert_eq!(Status::parse(&bytes), Err(problem));
    let problem = ReplyProblem::Trailing {
        length: 2,
        offset: 1,
    };
    assert_eq!(Status::parse(&[0x0C, 0x00]), Err(problem));
}

// shows: EPC-PERSO-20
#[test]
fn the_manifest_digest_is_that_of_the_bytes_of_the_card_profile() {
    let open = open_session();
    let mut bytes = b"EPATENT-MANIFEST-1".to_vec();
    bytes.resize(32, 0);
    bytes.extend(open.point);
    for (identifier, length) in [(0x0101_u16, 1_u16), (0x011C, 20), (0x011D, 32_767)] {
        bytes.extend(identifier.to_be_bytes());
        bytes.extend(length.to_be_bytes());
        bytes.extend(Sha256::digest(content(usize::from(length))));
    }
    let expected: [u8; 32] = Sha256::digest(&bytes).into();
    assert_eq!(manifest_digest(&open.point, &open.files), expected);
}

// shows: EPC-KEY-03
#[test]
fn the_key_proof_statement_is_that_of_the_card_profile() {
    let point = public_point(&signing_key());
    let mut bytes = b"EPATENT-KEY-PROOF-1".to_vec();
    bytes.resize(32, 0);
    bytes.extend([0x77; 32]);
    bytes.extend(point);
    assert_eq!(key_proof_statement(&[0x77; 32], &point).as_slice(), bytes);
}

#[test]
fn files_of_no_bytes_or_over_32767_have_no_entry() {
    for (length, possible) in [
        (0, false),
        (1, true),
        (32_767, true),
        (32_768, false),
        (65_537, false),
    ] {
        assert_eq!(
            FileEntry::of(&vec![0; length]).is_some(),
            possible,
            "{length}"
        );
    }
}

// shows: EPC-ALG-03
#[test]
fn only_uncompressed_points_on_the_curve_are_points() {
    let point = public_point(&signing_key());
    assert!(check_point(&point));
    for first in (0..=255_u8).filter(|first| *first != 0x04) {
        let mut other = point;
        other[0] = first;
        assert!(!check_point(&other), "{first:02X}");
    }
    let mut off = point;
    off[64] ^= 1;
    assert!(!check_point(&off));
    assert!(!check_point(&[0; 65]));
    assert!(!check_point(&[0xFF; 65]));
}

#[test]
fn a_signature_verifies_only_as_it_was_made() {
    let key = signing_key();
    let point = public_point(&key);
    let signature = sign_der(&key, b"statement");
    assert!(verify(&point, b"statement", &signature));
    assert!(!verify(&point, b"statemenT", &signature));
    for position in 0..signature.len() {
        let mut changed = signature.clone();
        changed[position] ^= 1;
        assert!(!verify(&point, b"statement", &changed), "{position}");
    }
}

// shows: EPC-PROOF-07
#[test]
fn signatures_that_are_not_exact_der_are_refused() {
    let minimal = hex!("30 06 02 01 01 02 01 01");
    assert!(parse_signature(&minimal).is_some());
    let wrong: [(&[u8], &str); 8] = [
        (&[], "nothing"),
        (&hex!("30 06 02 01 01 02 01 01 00"), "a byte after the end"),
        (&hex!("30 81 06 02 01 01 02 01 01"), "a long length"),
        (&hex!("30 07 02 02 00 01 02 01 01"), "a padded integer"),
        (&hex!("30 06 02 01 00 02 01 01"), "r of zero"),
        (&hex!("30 06 02 01 01 02 01 00"), "s of zero"),
        (&hex!("30 06 02 01 81 02 01 01"), "a negative r"),
        (&hex!("30 06 02 01 01 02 01"), "a cut"),
    ];
    for (der, case) in wrong {
        assert!(parse_signature(der).is_none(), "{case}");
    }
    let order = hex!("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    let mut der = hex!("30 26 02 21 00").to_vec();
    der.extend(order);
    der.extend(hex!("02 01 01"));
    assert!(parse_signature(&der).is_none(), "r of the order");
}
