// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A sample of the mutants that `cargo xtask mutants` makes all of.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod campaign;
#[path = "../common/mod.rs"]
mod common;

/// Every which mutant is made; prime, so that all places and all values are met.
const STEP: u64 = 1499;

#[test]
fn no_mutant_of_a_card_a_list_a_bundle_or_a_code_is_in_force_and_each_has_its_reason() {
    let tally = campaign::run(STEP, 2);
    let table = tally.table();
    assert!(tally.count() > 2_000, "{table}");
    assert_eq!(tally.in_force(), 0, "{table}");
    assert_eq!(tally.unexpected(), 0, "{table}\n{:#?}", tally.kept());
    assert!(tally.without_photo() * STEP > 3_000_000, "{table}");
}
