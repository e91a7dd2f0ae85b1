// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::vec::Vec;

use super::{MAX_RECORD_LENGTH, PaymentRecord, file_of, records};
use crate::cbor::{self, Value};
use crate::chip_proof::NO_PAYMENT;
use crate::list::PaidThrough;
use crate::model::ModelError;
use crate::object::{CardId, Digest};
use crate::{CivilDate, PatentNumber, Text, UnixTime};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn record() -> PaymentRecord {
    PaymentRecord {
        card_id: CardId::from_bytes([7; 16]),
        patent_number: PatentNumber::from_parts("77", "2600012345").unwrap(),
        sequence: 1,
        previous: Digest::from_bytes(NO_PAYMENT),
        paid: PaidThrough::restored(day("2026-11-02"), day("2026-12-01")),
        recorded_at: UnixTime::parse("2026-11-02T09:00:00Z").unwrap(),
        receipt: Text::parse("УИП 0123456789").unwrap(),
    }
}

#[test]
fn a_record_is_read_as_it_was_written() {
    for restored_from in [None, Some(day("2026-12-01"))] {
        let mut record = record();
        record.paid.restored_from = restored_from;
        let bytes = record.encode().unwrap();
        assert_eq!(PaymentRecord::decode(&bytes), Ok(record));
    }
}

type Edit = fn(&mut Vec<(Value, Value)>);

#[test]
fn a_record_with_a_defect_is_refused() {
    let edits: [(&str, Edit); 9] = [
        ("sequence 0", |map| map[3].1 = Value::from(0)),
        ("sequence 65536", |map| map[3].1 = Value::from(65_536)),
        ("card id short", |map| {
            map[1].1 = Value::from(&[7_u8; 15][..]);
        }),
        ("hash short", |map| map[4].1 = Value::from(&[7_u8; 31][..])),
        ("no receipt", |map| drop(map.remove(7))),
        ("no such day", |map| map[5].1 = Value::from(20_260_231)),
        ("a period without a day", |map| {
            map[8].1 = Value::from(20_261_202);
        }),
        ("number alone", |map| {
            drop(map[2].1.as_array_mut().unwrap().remove(0));
        }),
        ("unknown field", |map| {
            map.push((Value::from(10), Value::from(0)));
        }),
    ];
    for (what, edit) in edits {
        let Value::Map(mut map) = cbor::decode(&record().encode().unwrap()).unwrap() else {
            panic!("not a map")
        };
        edit(&mut map);
        let bytes = cbor::encode(&Value::Map(map)).unwrap();
        let error = PaymentRecord::decode(&bytes).unwrap_err();
        assert!(!matches!(error, ModelError::Cbor(_)), "{what}: {error}");
    }
    let mut newer = record();
    newer.sequence = 0;
    assert!(newer.encode().is_err());
}

#[test]
fn a_newer_version_is_told_apart() {
    let Value::Map(mut map) = cbor::decode(&record().encode().unwrap()).unwrap() else {
        panic!("not a map")
    };
    map[0].1 = Value::from(2);
    map.truncate(1);
    let bytes = cbor::encode(&Value::Map(map)).unwrap();
    assert!(matches!(
        PaymentRecord::decode(&bytes),
        Err(ModelError::UnsupportedVersion { version: 2, .. })
    ));
}

#[test]
fn a_file_is_the_row_of_its_records() {
    let long = [5; MAX_RECORD_LENGTH];
    let parts: [&[u8]; 3] = [&[1], &long, &[2, 3]];
    let file = file_of(parts).unwrap();
    assert_eq!(records(&file).unwrap(), parts);
    assert_eq!(records(&[]), Ok(Vec::new()));
    for length in 1..file.len() {
        if ![3, 3 + 2 + MAX_RECORD_LENGTH].contains(&length) {
            assert!(records(&file[..length]).is_err(), "{length}");
        }
    }
    assert_eq!(records(&[0, 1, 9, 0, 0]).unwrap_err().record, 2);
    assert!(records(&[4, 1]).is_err());
    assert_eq!(file_of([&[][..]]), None);
    assert_eq!(file_of([&[0; MAX_RECORD_LENGTH + 1][..]]), None);
}

#[test]
fn debug_shows_nobody() {
    let text = std::format!("{:?}", record());
    assert!(
        !text.contains("2600012345") && !text.contains("0123456789"),
        "{text}"
    );
}
