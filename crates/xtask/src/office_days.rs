// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask office-days`: more days of an office than a test run has time for.

use crate::run::{self, Done};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many days.
    #[arg(long, default_value_t = 100)]
    days: u32,
    /// What everything is drawn from: the same seed gives the same days.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(args: &Args) -> Done {
    let (days, seed) = (args.days.to_string(), args.seed.to_string());
    run::must(
        "days of an office, with everything that goes wrong",
        &mut run::cargo(&[
            "run",
            "--quiet",
            "--package",
            "epatent-simulation",
            "--bin",
            "office-days",
            "--",
            "--days",
            &days,
            "--seed",
            &seed,
        ]),
    )
}
