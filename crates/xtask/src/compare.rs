// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask compare`: the same data issued and verified by another library, in one run.

use crate::run::{self, Done};

pub(crate) fn run() -> Done {
    let mut compare = run::cargo(&["run", "--release", "--locked", "--target-dir"]);
    compare
        .arg(run::root().join("target/comparison"))
        .args(["--manifest-path", "comparison/Cargo.toml"]);
    run::must("this toolkit beside isomdl", &mut compare)
}
