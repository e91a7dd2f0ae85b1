// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every requirement of the specification has a test, and every test shows what there is.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read the work tree fails with the line"
)]

use std::path::Path;

use xtask::requirements::Specification;

#[test]
fn every_requirement_has_a_test_and_the_table_says_which() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let specification = Specification::read(root.unwrap()).unwrap();
    let problems = specification.problems();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    let count = specification.requirements().len();
    assert!(count >= 150, "only {count} requirements were found");
}
