// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask mutants`: every mutant of cards, lists, bundles and codes, counted by its answer.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a task for developers, made of the helpers of the tests; its table is its answer"
)]

#[path = "../tests/mutants/campaign/mod.rs"]
mod campaign;
#[path = "../tests/common/mod.rs"]
mod common;

use std::process::ExitCode;
use std::time::Instant;

/// Every which mutant a test run of all targets makes.
const SAMPLE: u64 = 20_011;

fn main() -> ExitCode {
    // Only `cargo bench` makes all of them; a test run of all targets makes sure that it would.
    let step = if std::env::args().any(|argument| argument == "--bench") {
        1
    } else {
        SAMPLE
    };
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let began = Instant::now();
    let tally = campaign::run(step, threads);
    println!("{}", tally.table());
    println!(
        "{} mutants, {} of them not of a photo, in {} s on {threads} threads: {} in force, {} with an unexpected answer",
        tally.count(),
        tally.without_photo(),
        began.elapsed().as_secs(),
        tally.in_force(),
        tally.unexpected(),
    );
    for mutant in tally.kept() {
        println!("unexpected: {mutant}");
    }
    if tally.in_force() == 0 && tally.unexpected() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
