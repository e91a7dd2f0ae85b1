// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask mutants`: every changed byte of what a device is shown, through its public path.

use crate::run::{self, Done};

pub(crate) fn run() -> Done {
    run::must(
        "every mutant of cards, lists, bundles and codes",
        &mut run::cargo(&["bench", "-p", "epatent-verify", "--bench", "mutants"]),
    )
}
