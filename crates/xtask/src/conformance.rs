// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask conformance`: every case against the emulator and against the defects that it has to catch.

use crate::run::{self, Done};

pub(crate) fn run() -> Done {
    run::must(
        "conformance cases on the emulator, and each on the defects that it must catch",
        &mut run::cargo(&[
            "test",
            "--quiet",
            "-p",
            "epatent-conformance",
            "--test",
            "emulator",
            "--",
            "--nocapture",
        ]),
    )
}
