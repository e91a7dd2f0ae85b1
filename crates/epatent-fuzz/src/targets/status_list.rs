// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The status list: claims, and statuses inflated into the size that the list declares.

use epatent_core::list::StatusList;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "status-list",
    bytes_of: "a list",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(list) = StatusList::decode(bytes) {
        // Another compression says the same.
        let again = list.encode().and_then(|bytes| StatusList::decode(&bytes));
        assert!(again.is_ok_and(|again| again == list));
        let size = u64::from(list.head().size);
        assert!(list.status(size.saturating_sub(1)).is_some() && list.status(size).is_none());
    }
}
