// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::vec;
use std::vec::Vec;

use super::{Numbers, at, day, head, times};
use crate::cbor::{self, Value};
use crate::cose::MAX_LIST_LENGTH;
use crate::list::{
    Annulment, AnnulmentCategory, CardStatus, Freshness, ListTimes, MAX_INDICES, StatusBits,
    StatusList, StatusWidth, deflate,
};
use crate::model::ModelError;

fn annulled(on: &str, category: AnnulmentCategory) -> CardStatus {
    CardStatus::Annulled(Annulment {
        on: day(on),
        category,
    })
}

fn entries() -> Vec<(u32, CardStatus)> {
    vec![
        (999, CardStatus::Superseded),
        (0, annulled("2026-02-28", AnnulmentCategory::AUTHORITY)),
        (
            500,
            annulled("2024-02-29", AnnulmentCategory::from_code(200)),
        ),
        (7, CardStatus::Suspended),
    ]
}

fn list() -> StatusList {
    StatusList::new(head(3, 1000), times(), entries()).unwrap()
}

#[test]
fn a_list_says_what_was_put_into_it_and_nothing_beyond() {
    let list = StatusList::decode(&list().encode().unwrap()).unwrap();
    assert_eq!(list, self::list());
    for (index, status) in entries() {
        assert_eq!(list.status(index.into()), Some(status));
    }
    assert_eq!(list.status(1), Some(CardStatus::Valid));
    for beyond in [1000, 1001, u64::from(u32::MAX), 1 << 32, u64::MAX] {
        assert_eq!(list.status(beyond), None, "{beyond}");
    }
    assert_eq!(list.head(), &head(3, 1000));
    assert_eq!(list.times(), &times());
}

#[test]
fn the_claims_are_those_of_the_token_status_list() {
    let claims = cbor::decode(&list().encode().unwrap()).unwrap();
    let claims = claims.as_map().unwrap();
    let keys: Vec<i128> = claims
        .iter()
        .map(|(key, _)| key.as_integer().unwrap().into())
        .collect();
    assert_eq!(keys, [2, 4, 6, 65_533, 65_534, -65_537]);
    let subject = Value::from("tag:epatent.example,2026:status/77/772026");
    assert_eq!(claims[0].1, subject);
    assert_eq!(claims[4].1, Value::from(24 * 3600));
}

#[test]
fn statuses_have_the_numbers_of_the_registry() {
    let bytes = list().encode().unwrap();
    let claims = cbor::decode(&bytes).unwrap();
    let list = claims.as_map().unwrap()[3].1.as_map().unwrap().clone();
    let lst = list[0].1.as_bytes().unwrap();
    let bits = StatusBits::inflate(StatusWidth::Two, 1000, lst).unwrap();
    let set: Vec<(u32, u8)> = bits.set_indices().collect();
    assert_eq!(set, [(0, 1), (7, 2), (500, 1), (999, 3)]);
}

#[test]
fn an_index_twice_or_beyond_and_a_day_too_early_make_no_list() {
    let twice = vec![(7, CardStatus::Suspended), (7, CardStatus::Superseded)];
    assert!(StatusList::new(head(1, 8), times(), twice).is_err());
    let beyond = vec![(8, CardStatus::Suspended)];
    assert!(StatusList::new(head(1, 8), times(), beyond).is_err());
    let early = vec![(1, annulled("1999-12-31", AnnulmentCategory::UNSTATED))];
    assert!(StatusList::new(head(1, 8), times(), early).is_err());
    let first = vec![(1, annulled("2000-01-01", AnnulmentCategory::UNSTATED))];
    assert!(StatusList::new(head(1, 8), times(), first).is_ok());
    for size in [0, MAX_INDICES + 1] {
        assert!(
            StatusList::new(head(1, size), times(), []).is_err(),
            "{size}"
        );
    }
    let list = StatusList::new(head(0, 8), times(), []).unwrap();
    assert!(list.encode().is_err(), "a sequence begins with 1");
}

#[test]
fn times_out_of_order_make_no_list() {
    for broken in [
        ListTimes {
            next_update: times().issued_at,
            ..times()
        },
        ListTimes {
            expires: at("2026-11-21T02:59:59Z"),
            ..times()
        },
    ] {
        assert!(StatusList::new(head(1, 8), broken, []).is_err());
    }
}

#[test]
fn freshness_follows_the_times_to_the_second() {
    for (now, expected) in [
        ("2020-01-01T00:00:00Z", Freshness::Fresh),
        ("2026-11-21T03:00:00Z", Freshness::Fresh),
        ("2026-11-21T03:00:01Z", Freshness::Stale),
        ("2026-12-04T03:00:00Z", Freshness::Stale),
        ("2026-12-04T03:00:01Z", Freshness::Expired),
    ] {
        assert_eq!(times().freshness(at(now)), expected, "{now}");
    }
}

/// The error of a list after `edit` changed its claims.
fn defect(edit: impl FnOnce(&mut Vec<(Value, Value)>)) -> ModelError {
    let claims = cbor::decode(&list().encode().unwrap()).unwrap();
    let Value::Map(mut claims) = claims else {
        panic!("not a map")
    };
    edit(&mut claims);
    let bytes = cbor::encode_within(&Value::Map(claims), MAX_LIST_LENGTH).unwrap();
    StatusList::decode(&bytes).unwrap_err()
}

fn card_list(claims: &mut [(Value, Value)]) -> &mut Vec<(Value, Value)> {
    claims[5].1.as_map_mut().unwrap()
}

fn lst(bytes: &[u8]) -> Value {
    let bits = (Value::from("bits"), Value::from(2));
    Value::Map(vec![(Value::from("lst"), Value::from(bytes)), bits])
}

#[test]
fn each_claim_is_demanded() {
    for claim in 0..6 {
        let error = defect(|claims| drop(claims.remove(claim)));
        assert!(matches!(error, ModelError::MissingField { .. }), "{error}");
    }
}

#[test]
fn another_name_than_that_of_the_list_is_refused() {
    let error = defect(|claims| claims[0].1 = Value::from("tag:epatent.example,2026:status/77/1"));
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
}

#[test]
fn a_newer_version_is_told_apart() {
    let error = defect(|claims| card_list(claims)[0].1 = Value::from(2));
    assert!(
        matches!(error, ModelError::UnsupportedVersion { version: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_list_of_another_length_than_declared_is_refused() {
    for bytes in [0, 249, 251, 1_000_000] {
        let error = defect(|claims| claims[3].1 = lst(&deflate(&vec![0; bytes])));
        assert!(matches!(error, ModelError::Compressed { .. }), "{error}");
    }
    let error = defect(|claims| card_list(claims)[5].1 = Value::from(MAX_INDICES + 1));
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    // Seven bytes hold 26 indices and two bits more.
    let bits = StatusBits::inflate(StatusWidth::Two, 26, &deflate(&[0, 0, 0, 0, 0, 0, 0x10]));
    assert!(bits.is_err());
}

#[test]
fn another_width_and_another_claim_inside_are_refused() {
    for bits in [1, 4, 8] {
        let error = defect(|claims| {
            claims[3].1.as_map_mut().unwrap()[1].1 = Value::from(bits);
        });
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
    let error = defect(|claims| {
        let uri = (Value::from("aggregation_uri"), Value::from("x"));
        claims[3].1.as_map_mut().unwrap().push(uri);
    });
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
}

// shows: EPC-LIST-10
#[test]
fn annulments_are_exactly_the_annulled_indices() {
    let error = defect(|claims| drop(card_list(claims).pop()));
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    let error = defect(|claims| claims[3].1 = lst(&deflate(&[0; 250])));
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
}

#[test]
fn a_table_is_as_strict_as_the_rest() {
    let broken = |edit: &dyn Fn(&mut [Value])| {
        defect(|claims| edit(card_list(claims)[6].1.as_array_mut().unwrap()))
    };
    // Entries 0 and 500: gaps 00 and F3 03 (499), rows, days, codes.
    let columns: &[u8] = &[0x00, 0xF3, 0x03, 22, 0, 26, 0, 4, 200];
    let with = |columns: &[u8]| {
        let (length, columns) = (Value::from(columns.len() as u64), deflate(columns));
        broken(&move |table| {
            table[2] = length.clone();
            table[3] = Value::Bytes(columns.clone());
        })
    };
    let intact = list().encode().unwrap();
    let claims = cbor::decode(&intact).unwrap();
    let table = claims.as_map().unwrap()[5].1.as_map().unwrap()[6].1.clone();
    let table = table.as_array().unwrap();
    let inflated = crate::list::inflate(table[3].as_bytes().unwrap(), 9).unwrap();
    assert_eq!(inflated, columns);

    for (what, columns) in [
        (
            "a gap in a longer form",
            &[0x80, 0x00, 0xF3, 0x03, 22, 0, 26, 0, 4, 200][..],
        ),
        (
            "an index beyond the list",
            &[0x00, 0xE7, 0x07, 22, 0, 26, 0, 4, 200],
        ),
        (
            "a gap without end",
            &[0x00, 0xFF, 0xFF, 0xFF, 0xFF, 22, 0, 26, 0, 4],
        ),
        (
            "a day that is no day of a row",
            &[0x00, 0xF3, 0x03, 22, 0, 32, 0, 4, 200],
        ),
        (
            "a base that is not the earliest day",
            &[0x00, 0xF3, 0x03, 22, 0, 26, 1, 4, 200],
        ),
        ("a code too few", &[0x00, 0xF3, 0x03, 22, 0, 26, 0, 4]),
        (
            "a code too many",
            &[0x00, 0xF3, 0x03, 22, 0, 26, 0, 4, 200, 1],
        ),
    ] {
        let error = with(columns);
        assert!(
            matches!(error, ModelError::OutOfRange { .. }),
            "{what}: {error}"
        );
    }
    for (place, value) in [(0, 0), (0, 1), (0, 1001), (1, 19_991_231), (2, 8), (2, 15)] {
        let error = broken(&|table| table[place] = Value::from(value));
        assert!(
            !matches!(error, ModelError::Cbor(_)),
            "{place} {value}: {error}"
        );
    }
}

#[test]
fn every_bit_of_a_list_matters() {
    let bytes = list().encode().unwrap();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut bytes = bytes.clone();
            bytes[place] ^= 1 << bit;
            if let Ok(read) = StatusList::decode(&bytes) {
                // The zlib header has a remark on the level; a list that differs says so.
                let again = read.encode().unwrap();
                assert!(read != list() || again == list().encode().unwrap());
            }
        }
    }
    for length in 0..bytes.len() {
        assert!(StatusList::decode(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn five_in_a_hundred_of_a_country_annulled_stay_small() {
    let mut numbers = Numbers(5);
    let size = 200_000;
    let entries = (0..size).filter_map(|index| {
        let on = day("2026-01-01").add_days(i32::try_from(numbers.below(365)).unwrap());
        let category = AnnulmentCategory::from_code(u8::try_from(numbers.below(6)).unwrap());
        let annulment = Annulment {
            on: on.unwrap(),
            category,
        };
        (numbers.below(100) < 5).then_some((index, CardStatus::Annulled(annulment)))
    });
    let list = StatusList::new(head(1, size), times(), entries).unwrap();
    let bytes = list.encode().unwrap();
    // 9.2 kB of statuses; a day, a category and a gap for each of 10,000 annulments.
    assert!(bytes.len() < 45_000, "{}", bytes.len());
    assert_eq!(StatusList::decode(&bytes).unwrap(), list);
}
