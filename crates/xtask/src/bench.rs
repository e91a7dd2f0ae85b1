// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask bench`: figures as ratios within one run.

use crate::{
    install,
    run::{self, Done},
};

pub(crate) fn run() -> Done {
    install::packages()?;
    run::must(
        "issue and verify beside their floors",
        &mut run::cargo(&["bench", "-p", "epatent-bench"]),
    )?;
    run::must(
        "an audit of 200,000 security objects beside its floor",
        &mut run::cargo(&[
            "bench",
            "-p",
            "epatent-verify",
            "--features",
            "audit",
            "--bench",
            "audit",
        ]),
    )
}
