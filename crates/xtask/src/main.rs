// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Project tasks: `cargo xtask demo`, `cargo xtask test`, `cargo xtask bench`.

mod bare;
mod bench;
mod card_cost;
mod compare;
mod conformance;
mod demo;
mod examples;
mod fuzz;
mod install;
mod mutants;
mod mutation;
mod office_days;
mod pages;
mod portraits;
mod python;
mod required;
mod run;
mod session;
mod suite;
mod tear;
mod vectors;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Project tasks",
    disable_help_subcommand = true
)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Issue three patent cards and check them through pcscd, then a forged and a cloned one.
    Demo(demo::Args),
    /// Format, lints, tests, documentation, examples and the real PC/SC path.
    Test,
    /// Issue and verify one card beside the floor of its primitive operations.
    Bench,
    /// The verifier without `std`, built for a machine without an operating system, judging vectors.
    Bare,
    /// The same data issued and verified by isomdl, beside this toolkit.
    Compare,
    /// Every conformance case on the emulator, and on the cards with a defect that it must catch.
    Conformance(conformance::Args),
    /// What a check and a personalisation cost a card: commands, bytes and modelled milliseconds.
    CardCost,
    /// Write man pages and shell completions into a directory.
    Pages(pages::Args),
    /// Tear cards at random: pairs of faults, and whether any card is half valid after them.
    Tear(tear::Args),
    /// Every byte of cards, lists, bundles and codes changed to every other value: none is in force.
    Mutants,
    /// Days of an issuing office from one seed, with everything that goes wrong.
    OfficeDays(office_days::Args),
    /// Change the code of security-critical modules in one place at a time: which tests notice.
    Mutation(mutation::Args),
    /// Run every example, also the one for other people's CI.
    Examples,
    /// Each decoder of foreign bytes under libFuzzer.
    Fuzz(fuzz::Args),
    /// Draw the portraits of examples/applications again.
    Portraits,
    /// Let the second verifier, in Python, read all vectors or files of verdict vectors.
    SecondVerifier(python::Args),
    /// Write the table of the specification's requirements and the tests that show them.
    Requirements(required::Args),
    /// Write the sessions that the specification shows byte by byte.
    Session,
    /// Write the generated files of test-vectors, or check that they are what would be written.
    Vectors(vectors::Args),
}

fn main() -> ExitCode {
    let done = match Args::parse().task {
        Task::Demo(args) => demo::run(&args),
        Task::Test => suite::run(),
        Task::Bench => bench::run(),
        Task::Bare => bare::run(),
        Task::Compare => compare::run(),
        Task::Conformance(args) => conformance::run(&args),
        Task::CardCost => card_cost::run(),
        Task::Pages(args) => pages::run(&args),
        Task::Tear(args) => tear::run(&args),
        Task::Mutants => mutants::run(),
        Task::OfficeDays(args) => office_days::run(&args),
        Task::Mutation(args) => mutation::run(&args),
        Task::Examples => run::build_programs().and_then(|programs| examples::run(&programs)),
        Task::Fuzz(args) => fuzz::run(&args),
        Task::Portraits => portraits::run(),
        Task::Requirements(args) => required::run(&args),
        Task::SecondVerifier(args) => python::second_verifier(&args),
        Task::Session => session::run(),
        Task::Vectors(args) => vectors::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            run::say(&format!("xtask: {error}"));
            ExitCode::FAILURE
        }
    }
}
