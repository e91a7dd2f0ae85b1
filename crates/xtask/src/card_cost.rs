// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask card-cost`: what a check and a personalisation cost, beside their limits.

use crate::run::{self, Done};

pub(crate) fn run() -> Done {
    let test = [
        "test",
        "--quiet",
        "-p",
        "epatent-emulator",
        "--test",
        "cost",
    ];
    let mut command = run::cargo(&test);
    command.args(["--", "--nocapture", "--test-threads", "1"]);
    run::must("a P71 at 424 kbit/s, by the model", &mut command)
}
