// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! EF.CardAccess and MSE:Set AT: the TLV of PACE.

use epatent_apdu::pace::{CardAccess, SetAt};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "card-access",
    bytes_of: "a card, in the clear",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(access) = CardAccess::parse(bytes) {
        assert!(!access.parameters().is_empty());
    }
    if let Some(choice) = SetAt::parse(bytes) {
        assert_eq!(choice.encode(), bytes);
    }
}
