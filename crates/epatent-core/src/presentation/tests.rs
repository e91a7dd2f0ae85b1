// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::format;
use std::string::ToString;
use std::vec;

use super::*;

fn proof() -> ChipProof {
    ChipProof {
        host_nonce: [1; 32],
        terminal_statement: vec![0xA0],
        channel_binding: [2; 32],
        payment_head: [3; 32],
        signature: vec![0x30, 0x00],
    }
}

fn presentation() -> Presentation {
    Presentation {
        security_object: vec![0xD2],
        groups: BTreeMap::from([
            (GroupNumber::HOLDER, vec![1, 2, 3]),
            (GroupNumber::PORTRAIT, vec![0; 20_000]),
        ]),
        card_access: vec![0x31, 0x00],
        chip_proof: Some(proof()),
        access_number: None,
        absent: BTreeSet::new(),
        payments: None,
    }
}

fn defect(edit: impl FnOnce(&mut Vec<(Value, Value)>)) -> ModelError {
    let Value::Map(mut fields) = cbor::decode(&presentation().encode().unwrap()).unwrap() else {
        panic!("no map")
    };
    edit(&mut fields);
    Presentation::decode(&cbor::encode(&Value::Map(fields)).unwrap()).unwrap_err()
}

/// The error of a card file with another value in field `index`, which is its key.
fn value_defect(index: usize, value: impl Into<Value>) -> ModelError {
    defect(|fields| fields[index].1 = value.into())
}

/// The error of a card file whose chip proof has another value in field `key`.
fn proof_defect(key: usize, value: Value) -> ModelError {
    defect(|fields| {
        let Value::Map(proof) = &mut fields[5].1 else {
            panic!("no map")
        };
        proof[key - 1].1 = value;
    })
}

// shows: EPC-REP-02
#[test]
fn presentation_is_read_as_it_was_written() {
    let without_proof = Presentation {
        chip_proof: None,
        ..presentation()
    };
    let empty = Presentation {
        security_object: vec![],
        groups: BTreeMap::new(),
        card_access: vec![],
        chip_proof: None,
        access_number: None,
        absent: BTreeSet::new(),
        payments: None,
    };
    let of_the_office = Presentation {
        access_number: AccessNumber::parse("004711"),
        ..presentation()
    };
    let with_a_gap = Presentation {
        absent: BTreeSet::from([GroupNumber::PATENT, GroupNumber::REMARKS]),
        ..presentation()
    };
    let refused = Presentation {
        chip_proof: Some(ChipProof {
            signature: vec![],
            ..proof()
        }),
        ..presentation()
    };
    for presentation in [
        presentation(),
        without_proof,
        empty,
        of_the_office,
        with_a_gap,
        refused,
    ] {
        let bytes = presentation.encode().unwrap();
        assert_eq!(Presentation::decode(&bytes).unwrap(), presentation);
    }
}

#[test]
fn file_opens_with_its_kind_and_version() {
    let bytes = presentation().encode().unwrap();
    assert!(bytes.starts_with(b"\xA6\x00\x6Cepatent-card\x01\x01"));
}

#[test]
fn file_of_another_kind_is_refused() {
    let error = value_defect(0, "epatent-list");
    assert_eq!(
        error.to_string(),
        "card file.kind (field 0) is not \"epatent-card\""
    );
}

#[test]
fn file_of_another_version_is_refused_before_its_content() {
    let error = defect(|fields| {
        fields.truncate(2);
        fields[1].1 = Value::from(2);
    });
    let (document, version) = ("card file", 2);
    assert_eq!(error, ModelError::UnsupportedVersion { document, version });
}

#[test]
fn each_missing_field_is_refused() {
    for key in 0..=4 {
        let error = defect(|fields| drop(fields.remove(key)));
        assert!(
            matches!(error, ModelError::MissingField { .. }),
            "{key}: {error}"
        );
    }
}

#[test]
fn each_field_of_another_type_is_refused() {
    for key in 0..=5 {
        let error = value_defect(key, true);
        assert!(
            matches!(error, ModelError::WrongType { .. }),
            "{key}: {error}"
        );
    }
}

#[test]
fn extra_field_is_refused() {
    let error = defect(|fields| fields.push((Value::from(9), Value::from(0))));
    let (map, key) = ("card file", 9);
    assert_eq!(error, ModelError::UnknownField { map, key });
}

#[test]
fn absent_groups_are_numbers_in_rising_order_and_never_none() {
    for numbers in [&[][..], &[0], &[17], &[3, 3], &[5, 3]] {
        let error = defect(|fields| {
            let items = numbers
                .iter()
                .copied()
                .map(|number: u8| Value::from(number));
            fields.push((Value::from(8), Value::Array(items.collect())));
        });
        assert!(
            matches!(error, ModelError::OutOfRange { .. }),
            "{numbers:?}: {error}"
        );
    }
}

#[test]
fn group_of_an_impossible_number_is_refused() {
    for key in [0, 17] {
        let groups = vec![(Value::from(key), Value::Bytes(vec![]))];
        let error = value_defect(3, Value::Map(groups));
        let (map, key) = ("card file.groups", i128::from(key));
        assert_eq!(error, ModelError::UnknownField { map, key });
    }
}

#[test]
fn group_longer_than_a_file_is_neither_written_nor_read() {
    let mut longest = presentation();
    longest.groups = BTreeMap::from([(GroupNumber::PORTRAIT, vec![0; 32_767])]);
    assert!(longest.encode().is_ok());
    let mut longer = presentation();
    longer.groups = BTreeMap::from([(GroupNumber::PORTRAIT, vec![0; 32_768])]);
    let expected = ModelError::TooLong {
        document: "portrait",
        actual: 32_768,
        limit: 32_767,
    };
    assert_eq!(longer.encode().unwrap_err(), expected);
    let groups = vec![(Value::from(2), Value::Bytes(vec![0; 32_768]))];
    assert_eq!(value_defect(3, Value::Map(groups)), expected);
}

#[test]
fn chip_proof_with_values_of_another_length_is_refused() {
    for key in [1, 3, 4] {
        for length in [31, 33] {
            let error = proof_defect(key, Value::Bytes(vec![0; length]));
            assert!(
                matches!(error, ModelError::OutOfRange { .. }),
                "{key}: {error}"
            );
        }
    }
    for length in [73, 1000] {
        let error = proof_defect(5, Value::Bytes(vec![0; length]));
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
    let error = proof_defect(2, Value::Bytes(vec![0; 1025]));
    assert!(matches!(error, ModelError::TooLong { .. }), "{error}");
}

#[test]
fn debug_prints_lengths_and_no_content() {
    let presentation = Presentation {
        chip_proof: None,
        ..presentation()
    };
    assert_eq!(
        std::format!("{presentation:?}"),
        "Presentation { security_object: 1, holder: 3, portrait: 20000, card_access: 2, \
         chip_proof: false }"
    );
}

#[test]
fn access_number_is_six_digits_and_is_never_printed_for_debugging() {
    for wrong in ["", "12345", "1234567", "12345a", " 12345", "١٢٣"] {
        assert_eq!(AccessNumber::parse(wrong), None, "{wrong}");
    }
    let number = AccessNumber::parse("004711").unwrap();
    assert_eq!(number.expose(), "004711");
    assert!(!format!("{number:?}").contains("4711"));
}
