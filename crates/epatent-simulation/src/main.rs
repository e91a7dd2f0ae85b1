// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `office-days --days 100 --seed 1`: the days of an office, and what was seen in them.

use std::process::ExitCode;

use clap::Parser;
use epatent_simulation::{Failure, Simulation, Summary};

/// Days of an issuing office with everything that goes wrong.
#[derive(Parser)]
struct Args {
    /// How many days.
    #[arg(long, default_value_t = 100)]
    days: u32,
    /// What everything is drawn from: the same seed gives the same days.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a program"
)]
fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            eprintln!(
                "hint: cargo xtask office-days --seed {} --days {} replays it",
                args.seed, args.days
            );
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<Summary, Failure> {
    let mut simulation = Simulation::new(args.seed)?;
    for _ in 0..args.days {
        simulation.day()?;
    }
    simulation.end()
}
