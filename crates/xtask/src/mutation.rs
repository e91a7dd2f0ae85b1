// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask mutation`: the security-critical modules changed in one place at a time. A change that no test
//! notices is a missing test. cargo-mutants says what may be changed.

mod module;
mod outcome;
mod together;

use crate::run::{self, Done};
use module::{MODULES, Module};
use outcome::Outcome;
use std::path::Path;
use std::process::Command;

/// The one version of cargo-mutants that is used, installed beside the build.
const CARGO_MUTANTS: &str = "27.1.0";

/// Of the mutants that compile, at least this part in percent must be caught.
const GOAL: usize = 90;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The modules; all of them where none is named.
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,
    /// One part of many, such as 2/8: every machine takes another. Parts count from 0.
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Only mutants whose name this regular expression finds.
    #[arg(long, value_name = "REGEX")]
    only: Option<String>,
    /// Build every mutant by itself and run all tests on it, as cargo-mutants does: days instead of hours.
    #[arg(long)]
    singly: bool,
    /// At most so many tests at once; as many as there are processors where it is not given.
    #[arg(long, value_name = "N", conflicts_with = "singly")]
    jobs: Option<usize>,
}

pub(crate) fn run(args: &Args) -> Done {
    let modules = chosen(&args.modules)?;
    let program = run::tool("cargo-mutants", CARGO_MUTANTS)?;
    let mut outcomes = Vec::new();
    for module in modules {
        run::say(&format!("== {}: {}", module.name, module.what));
        let outcome = mutate(&program, module, args)?;
        // What comes after it may be interrupted.
        run::say(&outcome.line());
        outcomes.push(outcome);
    }
    for line in outcome::table(&outcomes) {
        run::say(&line);
    }
    let short: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| !outcome.reaches(GOAL))
        .map(|outcome| outcome.module)
        .collect();
    if short.is_empty() {
        return Ok(());
    }
    Err(format!(
        "fewer than {GOAL} % of the mutants caught in {}",
        short.join(", ")
    )
    .into())
}

fn chosen(names: &[String]) -> Done<Vec<&'static Module>> {
    if names.is_empty() {
        return Ok(MODULES.iter().collect());
    }
    let find = |name: &String| {
        MODULES
            .iter()
            .find(|module| module.name == name)
            .ok_or_else(|| {
                let known: Vec<&str> = MODULES.iter().map(|module| module.name).collect();
                format!("no module is named {name}; there are {}", known.join(", ")).into()
            })
    };
    names.iter().map(find).collect()
}

/// Mutates one module in a copy of the project.
fn mutate(program: &Path, module: &'static Module, args: &Args) -> Done<Outcome> {
    let shared = run::target()?.join("mutation");
    let folder = shared.join(module.name);
    std::fs::create_dir_all(&folder)?;
    if args.singly {
        return singly(program, module, args, &folder);
    }
    let mutants = together::list(&mut chosen_of(program, module, args))?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let tested = (module.package, module.tests);
    let jobs = args.jobs.unwrap_or(jobs);
    let results = folder.join("results");
    together::mutate(&run::root(), tested, &mutants, (&shared, &results), jobs)?;
    Outcome::read(module.name, &results)
}

/// cargo-mutants, in a copy of the project of its own.
fn singly(program: &Path, module: &'static Module, args: &Args, folder: &Path) -> Done<Outcome> {
    let mut command = chosen_of(program, module, args);
    command.args(["--colors", "never", "--output"]).arg(folder);
    command.arg("--").args(module.tests);
    // It fails where a mutant was missed, which is counted here.
    let status = run::status(&mut command)?;
    let outcome = Outcome::read(module.name, &folder.join("mutants.out"))?;
    if outcome.is_empty() && !status.success() {
        return Err(format!("cargo-mutants on {}: {status}", module.name).into());
    }
    Ok(outcome)
}

/// cargo-mutants with the files, the part and the names that are chosen.
fn chosen_of(program: &Path, module: &Module, args: &Args) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(run::root())
        .args(["mutants", "--package", module.package]);
    for glob in module.files {
        command.args(["--file", glob]);
    }
    if let Some(shard) = &args.shard {
        command.args(["--shard", shard]);
    }
    if let Some(only) = &args.only {
        command.args(["--re", only]);
    }
    command
}
