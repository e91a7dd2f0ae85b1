// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::vec;
use std::vec::Vec;

use super::{Numbers, at, day, head, times};
use crate::cbor::{self, Value};
use crate::cose::MAX_LIST_LENGTH;
use crate::list::{
    DeltaError, LatePayment, ListTimes, PaidThrough, PaidThroughDelta, PaidThroughEntry,
    PaidThroughList, deflate,
};
use crate::model::ModelError;

fn paid(through: &str) -> PaidThrough {
    PaidThrough::new(day(through))
}

fn restored(from: &str, through: &str) -> PaidThrough {
    PaidThrough::restored(day(from), day(through))
}

fn entries() -> Vec<(u32, PaidThrough)> {
    vec![
        (0, paid("2026-12-31")),
        (9, restored("2026-11-01", "2027-02-28")),
        (3, paid("2024-02-29")),
    ]
}

fn list() -> PaidThroughList {
    PaidThroughList::new(head(4, 10), times(), entries()).unwrap()
}

/// The next state: one more index, one payment, one restoration.
fn next() -> PaidThroughList {
    let later = ListTimes {
        issued_at: at("2026-11-21T03:00:00Z"),
        next_update: at("2026-11-22T03:00:00Z"),
        expires: at("2026-12-05T03:00:00Z"),
    };
    let mut entries = entries();
    entries[0].1 = paid("2027-01-31");
    entries[2].1 = restored("2026-11-21", "2026-12-20");
    entries.push((10, paid("2026-12-02")));
    PaidThroughList::new(head(5, 11), later, entries).unwrap()
}

fn delta() -> PaidThroughDelta {
    PaidThroughDelta::between(&list(), &next()).unwrap()
}

#[test]
fn a_snapshot_says_what_was_put_into_it_and_nothing_beyond() {
    let list = PaidThroughList::decode_snapshot(&list().encode_snapshot().unwrap()).unwrap();
    assert_eq!(list, self::list());
    assert_eq!(list.digest(), self::list().digest());
    for (index, paid) in entries() {
        assert_eq!(list.entry(index.into()), PaidThroughEntry::Paid(paid));
    }
    assert_eq!(list.entry(1), PaidThroughEntry::NoEntry);
    for beyond in [10, u64::from(u32::MAX), 1 << 32, u64::MAX] {
        assert_eq!(list.entry(beyond), PaidThroughEntry::NotCovered, "{beyond}");
    }
}

#[test]
fn a_snapshot_without_entries_is_one() {
    let list = PaidThroughList::new(head(1, 3), times(), []).unwrap();
    let again = PaidThroughList::decode_snapshot(&list.encode_snapshot().unwrap()).unwrap();
    assert_eq!(again, list);
    assert_eq!(again.entry(0), PaidThroughEntry::NoEntry);
}

// shows: EPC-PAID-02
#[test]
fn the_first_and_the_last_day_of_a_snapshot_are_8190_days_apart() {
    let first = day("2026-01-01");
    for (days, is_possible) in [(8190, true), (8191, false)] {
        let last = PaidThrough::new(first.add_days(days).unwrap());
        let entries = [(0, PaidThrough::new(first)), (1, last)];
        let list = PaidThroughList::new(head(1, 2), times(), entries).unwrap();
        let bytes = list.encode_snapshot();
        assert_eq!(bytes.is_ok(), is_possible, "{days}");
        if let Ok(bytes) = bytes {
            assert_eq!(PaidThroughList::decode_snapshot(&bytes), Ok(list));
        }
    }
}

// shows: EPC-PAID-03
#[test]
fn deltas_lead_to_the_state_that_a_snapshot_has() {
    let bytes = delta().encode().unwrap();
    let delta = PaidThroughDelta::decode(&bytes).unwrap();
    assert_eq!(delta, self::delta());
    let changed: Vec<(u32, PaidThrough)> = delta
        .changes()
        .map(|change| (change.index, change.paid))
        .collect();
    assert_eq!(
        changed,
        [
            (0, paid("2027-01-31")),
            (3, restored("2026-11-21", "2026-12-20")),
            (10, paid("2026-12-02")),
        ]
    );
    let after = list().after(&delta).unwrap();
    assert_eq!(after, next());
    assert_eq!(after.digest(), next().digest());
    // A period that goes on keeps its first day.
    assert_eq!(
        after.entry(9).paid(),
        Some(restored("2026-11-01", "2027-02-28"))
    );
    assert!(after.has_made(&delta) && !list().has_made(&delta));
}

#[test]
fn a_delta_without_changes_makes_the_list_younger() {
    let mut newer = head(5, 10);
    newer.sequence = 5;
    let unchanged = PaidThroughList::new(newer, *next().times(), entries()).unwrap();
    let delta = PaidThroughDelta::between(&list(), &unchanged).unwrap();
    let delta = PaidThroughDelta::decode(&delta.encode().unwrap()).unwrap();
    assert_eq!(delta.changes().count(), 0);
    assert_eq!(list().after(&delta), Ok(unchanged));
}

// shows: EPC-PAID-04
#[test]
fn a_delta_that_is_not_the_next_step_is_refused() {
    let delta = delta();
    let (expected, actual) = (6, 5);
    assert_eq!(
        next().after(&delta),
        Err(DeltaError::Sequence { expected, actual })
    );
    let mut others = entries();
    others[0].1 = paid("2026-12-30");
    let fork = PaidThroughList::new(head(4, 10), times(), others).unwrap();
    assert_eq!(fork.after(&delta), Err(DeltaError::Fork));
    let mut head = head(4, 10);
    head.id.number += 1;
    let other = PaidThroughList::new(head, times(), entries()).unwrap();
    assert_eq!(other.after(&delta), Err(DeltaError::OtherList));
    let late = ListTimes {
        issued_at: at("2026-11-21T03:00:01Z"),
        next_update: at("2026-11-22T03:00:00Z"),
        ..times()
    };
    let newer = PaidThroughList::new(self::head(4, 10), late, entries()).unwrap();
    assert_eq!(newer.after(&delta), Err(DeltaError::Backwards));
    let longer = PaidThroughList::new(self::head(4, 12), times(), entries()).unwrap();
    assert_eq!(longer.after(&delta), Err(DeltaError::Backwards));
}

#[test]
fn an_entry_or_a_period_that_is_gone_has_no_delta() {
    for gone in [
        vec![(0, paid("2026-12-31")), entries()[1]],
        vec![entries()[0], (9, paid("2027-02-28")), entries()[2]],
    ] {
        let new = PaidThroughList::new(head(5, 10), *next().times(), gone).unwrap();
        let delta = PaidThroughDelta::between(&list(), &new);
        assert_eq!(delta, Err(DeltaError::Backwards));
    }
}

// shows: EPC-PAID-05
#[test]
fn a_late_payment_extends_nothing_and_a_decision_begins_a_new_period() {
    let first = paid("2026-11-30");
    let on_the_last_day = first.paid(day("2026-11-30"), day("2026-12-31")).unwrap();
    assert_eq!(on_the_last_day, paid("2026-12-31"));
    let (paid_on, through) = (day("2026-12-01"), day("2026-11-30"));
    assert_eq!(
        first.paid(paid_on, day("2026-12-31")),
        Err(LatePayment { paid_on, through })
    );
    let again = PaidThrough::restored(day("2026-12-05"), day("2027-01-04"));
    for (on, expected) in [
        ("2026-12-04", false),
        ("2026-12-05", true),
        ("2027-01-04", true),
        ("2027-01-05", false),
    ] {
        assert_eq!(again.covers(day(on)), expected, "{on}");
    }
    let longer = again.paid(day("2027-01-04"), day("2027-02-04")).unwrap();
    assert_eq!(longer.restored_from, again.restored_from);
    // A payment for fewer days takes none away.
    assert_eq!(
        longer.paid(day("2027-01-04"), day("2027-01-20")),
        Ok(longer)
    );
}

type Edit = fn(&mut Vec<(Value, Value)>);

fn edited(bytes: &[u8], edit: Edit) -> Vec<u8> {
    let Value::Map(mut map) = cbor::decode_within(bytes, MAX_LIST_LENGTH).unwrap() else {
        panic!("not a map")
    };
    edit(&mut map);
    cbor::encode_within(&Value::Map(map), MAX_LIST_LENGTH).unwrap()
}

#[test]
fn a_snapshot_with_a_defect_is_refused() {
    let snapshot = list().encode_snapshot().unwrap();
    let edits: [(&str, Edit); 11] = [
        ("another version", |map| map[0].1 = Value::from(2)),
        ("no environment", |map| map[1].1 = Value::from(0)),
        ("sequence 0", |map| map[4].1 = Value::from(0)),
        ("size 0", |map| map[5].1 = Value::from(0)),
        ("size of one more", |map| map[5].1 = Value::from(11)),
        ("size of one less", |map| map[5].1 = Value::from(9)),
        ("issued after the next update", |map| {
            map[6].1 = map[7].1.clone();
        }),
        ("a base that is no day", |map| {
            map[9].1 = Value::from(20_260_230);
        }),
        ("a day that is no day of a row", |map| {
            map[10].1 = Value::Bytes(deflate(&[[0; 10], [32; 10]].concat()));
        }),
        ("a restoration of an index without entry", |map| {
            map[10].1 = Value::Bytes(deflate(&[0; 20]));
        }),
        ("a field more", |map| {
            map.push((Value::from(13), Value::from(0)));
        }),
    ];
    for (what, edit) in edits {
        let error = PaidThroughList::decode_snapshot(&edited(&snapshot, edit)).unwrap_err();
        assert!(!matches!(error, ModelError::Cbor(_)), "{what}: {error}");
    }
    for length in 0..snapshot.len() {
        assert!(PaidThroughList::decode_snapshot(&snapshot[..length]).is_err());
    }
}

#[test]
fn a_delta_with_a_defect_is_refused() {
    let bytes = delta().encode().unwrap();
    let edits: [(&str, Edit); 4] = [
        ("a hash too short", |map| {
            map[9].1 = Value::from(&[0_u8; 31][..]);
        }),
        ("a new period without a new day", |map| drop(map.remove(10))),
        ("a table without entries", |map| {
            map[10].1.as_array_mut().unwrap()[0] = Value::from(0);
        }),
        ("an index beyond the size", |map| map[5].1 = Value::from(10)),
    ];
    for (what, edit) in edits {
        let error = PaidThroughDelta::decode(&edited(&bytes, edit)).unwrap_err();
        assert!(
            matches!(error, ModelError::OutOfRange { .. }),
            "{what}: {error}"
        );
    }
}

/// Indices of Moscow, and payments of a day there.
const MOSCOW: u32 = 631_000;
const CHANGES: u32 = 21_000;

fn moscow(sequence: u64, mut through: impl FnMut(u32) -> i32) -> PaidThroughList {
    let first = day("2026-01-01");
    let entries = (0..MOSCOW).map(|index| {
        let through = first.add_days(through(index)).unwrap();
        (index, PaidThrough::new(through))
    });
    let mut times = times();
    times.issued_at = at("2026-11-20T03:00:00Z");
    PaidThroughList::new(head(sequence, MOSCOW), times, entries).unwrap()
}

#[test]
fn the_lists_of_moscow_keep_their_bounds() {
    let mut numbers = Numbers(77);
    // The worst case: every day of a year as likely as any other.
    let even: Vec<i32> = (0..MOSCOW)
        .map(|_| i32::try_from(numbers.below(365)).unwrap())
        .collect();
    let list = moscow(1, |index| even[usize::try_from(index).unwrap()]);
    let snapshot = list.encode_snapshot().unwrap();
    assert!(snapshot.len() <= 700_000, "{}", snapshot.len());
    assert_eq!(
        PaidThroughList::decode_snapshot(&snapshot).as_ref(),
        Ok(&list)
    );

    let mut changed = even;
    for _ in 0..CHANGES {
        let index = usize::try_from(numbers.below(MOSCOW)).unwrap();
        changed[index] += 30;
    }
    let next = moscow(2, |index| changed[usize::try_from(index).unwrap()]);
    let delta = PaidThroughDelta::between(&list, &next).unwrap();
    let bytes = delta.encode().unwrap();
    assert!(bytes.len() <= 130_000, "{}", bytes.len());
    assert_eq!(list.after(&delta), Ok(next));
    std::println!(
        "snapshot {} bytes, delta {} bytes",
        snapshot.len(),
        bytes.len()
    );
}
