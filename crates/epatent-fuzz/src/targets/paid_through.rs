// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The paid-through list: snapshot, and a day's changes put upon it.

use epatent_core::list::{PaidThroughDelta, PaidThroughEntry, PaidThroughList};

use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "paid-through",
    bytes_of: "a list",
    run,
};

fn run(bytes: &[u8]) {
    let mut parts = Script::new(bytes);
    let Some(Ok(list)) = parts.next().map(PaidThroughList::decode_snapshot) else {
        return;
    };
    let again = list.encode_snapshot();
    let again = again.and_then(|bytes| PaidThroughList::decode_snapshot(&bytes));
    assert!(again.is_ok_and(|again| again == list));
    let size = u64::from(list.head().size);
    assert_eq!(list.entry(size), PaidThroughEntry::NotCovered);
    let Some(Ok(delta)) = parts.next().map(PaidThroughDelta::decode) else {
        return;
    };
    if let Ok(next) = list.after(&delta) {
        assert!(next.head().sequence > list.head().sequence);
    }
}
