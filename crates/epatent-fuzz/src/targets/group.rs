// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every kind of data group.

use epatent_core::group::{self, GroupContent, Holder, Patent, Permission, Portrait, Remarks};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "group",
    bytes_of: "a card, a file",
    run,
};

fn run(bytes: &[u8]) {
    whole::<Holder>(bytes);
    whole::<Portrait>(bytes);
    whole::<Patent>(bytes);
    whole::<Permission>(bytes);
    whole::<Remarks>(bytes);
}

fn whole<G: GroupContent>(bytes: &[u8]) {
    if let Ok((salt, content)) = group::decode::<G>(bytes) {
        let again = group::encode(&content, &salt);
        assert_eq!(again.as_deref(), Ok(bytes), "{}", G::NUMBER.name());
    }
}
