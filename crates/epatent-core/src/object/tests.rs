// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use hex_literal::hex;

use super::*;
use crate::cbor::{self, Value};
use crate::model::ModelError;

/// The base point of P-256 (SEC 2 section 2.4.2), uncompressed.
const POINT: [u8; 65] = hex!(
    "04"
    "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
    "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
);

/// The payload of [`object`], byte by byte.
const OBJECT_BYTES: &[u8] = &hex!(
    "AD"                                     // map of 13
    "01 01"                                  // version: 1
    "02 01"                                  // environment: lab
    "03 50 07070707070707070707070707070707" // card id
    "04 00"                                  // replacement index: 0
    "05 A2"                                  // digests: map of 2
    "   01 5820 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "   03 5820 CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
    "06 1A 6553F100"                         // signed at: 1700000000
    "07 1A 01352505"                         // in force from: 20260101
    "08 1A 0135296F"                         // latest end: 20261231
    "09 82 07 1903E8"                        // status: list 7, index 1000
    "0A A4"                                  // chip key: map of 4
    "   01 02"                               // key type: EC2
    "   20 01"                               // curve: P-256
    "   21 5820 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
    "   22 5820 4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
    "0B 5820 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
    "0C 01"                                  // suite: 1
    "0D 62 3737"                             // region: 77
);

fn object() -> SecurityObject {
    SecurityObject {
        version: VERSION,
        environment: Environment::Lab,
        card_id: CardId::from_bytes([7; 16]),
        replacement_index: 0,
        digests: BTreeMap::from([
            (GroupNumber::HOLDER, Digest::from_bytes([0xAA; 32])),
            (GroupNumber::PATENT, Digest::from_bytes([0xCC; 32])),
        ]),
        signed_at: UnixTime::from_seconds(1_700_000_000).unwrap(),
        in_force_from: CivilDate::parse("2026-01-01").unwrap(),
        latest_end: CivilDate::parse("2026-12-31").unwrap(),
        status: StatusReference {
            list: 7,
            index: 1000,
        },
        chip_key: ChipKey::from_sec1(&POINT).unwrap(),
        card_access_digest: Digest::from_bytes([0xBB; 32]),
        suite: SUITE,
        region: Region::parse("77").unwrap(),
    }
}

fn defect(edit: impl FnOnce(&mut Vec<(Value, Value)>)) -> ModelError {
    let Value::Map(mut fields) = cbor::decode(OBJECT_BYTES).unwrap() else {
        panic!("no map")
    };
    edit(&mut fields);
    SecurityObject::decode(&cbor::encode(&Value::Map(fields)).unwrap()).unwrap_err()
}

/// The error of an object with another value in field `key`.
fn value_defect(key: i64, value: impl Into<Value>) -> ModelError {
    defect(|fields| set(fields, key, value.into()))
}

fn set(fields: &mut [(Value, Value)], key: i64, value: Value) {
    let mut found = fields
        .iter_mut()
        .filter(|(found, _)| *found == Value::from(key));
    found.next().unwrap().1 = value;
}

#[test]
fn object_has_the_bytes_of_the_specification() {
    assert_eq!(object().encode().unwrap(), OBJECT_BYTES);
    assert_eq!(SecurityObject::decode(OBJECT_BYTES).unwrap(), object());
}

#[test]
fn production_object_with_all_groups_is_read_as_it_was_written() {
    let groups = (1..=16).map(|number| GroupNumber::new(number).unwrap());
    let object = SecurityObject {
        environment: Environment::Production,
        replacement_index: 255,
        digests: groups
            .map(|group| (group, Digest::of(group.name().as_bytes())))
            .collect(),
        status: StatusReference {
            list: u64::MAX,
            index: u64::MAX,
        },
        ..object()
    };
    let bytes = object.encode().unwrap();
    assert_eq!(SecurityObject::decode(&bytes).unwrap(), object);
}

#[test]
fn unknown_version_is_reported_before_anything_else() {
    let error = defect(|fields| {
        fields.clear();
        fields.push((Value::from(1), Value::from(2)));
        fields.push((Value::from(0), Value::from("new")));
        fields.push((Value::from("new"), Value::from(true)));
    });
    assert_eq!(
        error,
        ModelError::UnsupportedVersion {
            document: "security object",
            version: 2
        }
    );
}

#[test]
fn unknown_version_cannot_be_written() {
    let newer = SecurityObject {
        version: 2,
        ..object()
    };
    assert!(matches!(
        newer.encode(),
        Err(ModelError::UnsupportedVersion { version: 2, .. })
    ));
}

// shows: EPC-OBJ-05
#[test]
fn each_missing_field_is_refused() {
    for key in 1..=13_i64 {
        let error = defect(|fields| fields.retain(|(found, _)| *found != Value::from(key)));
        assert!(
            matches!(error, ModelError::MissingField { field } if field.key() == Some(key)),
            "{key}: {error}"
        );
    }
}

#[test]
fn each_field_of_another_type_is_refused() {
    for key in 1..=13_i64 {
        let error = value_defect(key, true);
        assert!(
            matches!(error, ModelError::WrongType { .. }),
            "{key}: {error}"
        );
    }
}

#[test]
fn extra_field_is_refused_with_its_number() {
    for key in [0, 14, -1] {
        let error = defect(|fields| fields.push((Value::from(key), Value::from(0))));
        assert!(
            matches!(error, ModelError::UnknownField { key: found, .. } if found == i128::from(key)),
            "{key}: {error}"
        );
    }
}

#[test]
fn unknown_environment_is_refused() {
    for code in [0, 3] {
        let error = value_defect(2, code);
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
}

// shows: EPC-ALG-02
#[test]
fn unknown_suite_is_refused() {
    let error = value_defect(12, 2);
    assert_eq!(
        error.to_string(),
        "security object.suite (field 12) is not the algorithm suite 1"
    );
}

#[test]
fn object_without_digests_is_neither_written_nor_read() {
    let empty = SecurityObject {
        digests: BTreeMap::new(),
        ..object()
    };
    assert!(matches!(empty.encode(), Err(ModelError::OutOfRange { .. })));
    let error = value_defect(5, Value::Map(vec![]));
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
}

#[test]
fn digests_of_groups_beyond_16_are_refused() {
    for key in [0, 17, 257, -1] {
        let digests = vec![(Value::from(key), Value::Bytes(vec![0; 32]))];
        let error = value_defect(5, Value::Map(digests));
        assert!(
            matches!(error, ModelError::UnknownField { key: found, .. } if found == i128::from(key)),
            "{key}: {error}"
        );
    }
}

#[test]
fn digest_of_another_length_is_refused_with_its_group() {
    for length in [31, 33] {
        let digests = vec![(Value::from(3), Value::Bytes(vec![0; length]))];
        let error = value_defect(5, Value::Map(digests));
        assert_eq!(
            error.to_string(),
            "security object.digests.patent (field 3) is not 32 bytes"
        );
    }
}

#[test]
fn status_reference_has_two_numbers() {
    for count in [0, 1, 3] {
        let error = value_defect(9, Value::Array(vec![Value::from(1); count]));
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
}

#[test]
fn time_beyond_the_range_is_refused() {
    let error = value_defect(6, 10_000_000_000_u64);
    assert!(matches!(error, ModelError::Invalid { .. }), "{error}");
}

// shows: EPC-OBJ-06
#[test]
fn chip_key_off_the_curve_is_refused() {
    let mut point = POINT;
    point[64] ^= 1;
    assert_eq!(ChipKey::from_sec1(&point), Err(ChipKeyError::NotOnCurve));
    let error = defect(|fields| {
        let mut key = ChipKey::from_sec1(&POINT).unwrap().to_cose();
        let Value::Map(parts) = &mut key else {
            panic!("no map")
        };
        set(parts, -3, Value::Bytes(point[33..].to_vec()));
        set(fields, 10, key);
    });
    assert_eq!(
        error.to_string(),
        "security object.chip-key is not a point on P-256"
    );
}

#[test]
fn chip_key_in_another_form_is_refused() {
    let mut compressed = [0; 33];
    compressed.copy_from_slice(&POINT[..33]);
    compressed[0] = 0x03;
    let mut hybrid = POINT;
    hybrid[0] = 0x07;
    for point in [&compressed[..], &hybrid, &[0], &[], &POINT[..64]] {
        assert_eq!(
            ChipKey::from_sec1(point),
            Err(ChipKeyError::NotUncompressed)
        );
    }
}

#[test]
fn chip_key_with_another_field_or_value_is_refused() {
    let defect = |edit: fn(&mut Vec<(Value, Value)>)| {
        let Value::Map(mut parts) = object().chip_key.to_cose() else {
            panic!("no map")
        };
        edit(&mut parts);
        // As the decoder would give it, with keys in order.
        let bytes = cbor::encode(&Value::Map(parts)).unwrap();
        ChipKey::from_cose(cbor::decode(&bytes).unwrap()).unwrap_err()
    };
    let private = defect(|parts| parts.push((Value::from(-4), Value::Bytes(vec![1; 32]))));
    assert!(
        matches!(private, ModelError::UnknownField { key: -4, .. }),
        "{private}"
    );
    let key_type = defect(|parts| set(parts, 1, Value::from(1)));
    assert!(
        matches!(key_type, ModelError::OutOfRange { .. }),
        "{key_type}"
    );
    let curve = defect(|parts| set(parts, -1, Value::from(2)));
    assert!(matches!(curve, ModelError::OutOfRange { .. }), "{curve}");
    let sign = defect(|parts| set(parts, -3, Value::from(true)));
    assert!(matches!(sign, ModelError::WrongType { .. }), "{sign}");
}

#[test]
fn truncated_object_is_refused_at_every_length() {
    for length in 0..OBJECT_BYTES.len() {
        assert!(
            SecurityObject::decode(&OBJECT_BYTES[..length]).is_err(),
            "{length}"
        );
    }
}

#[test]
fn digest_is_sha_256() {
    // FIPS 180-4, the example "abc".
    assert_eq!(
        Digest::of(b"abc").to_string(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
