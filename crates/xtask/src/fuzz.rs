// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask fuzz`: each decoder of foreign bytes under libFuzzer.

mod outcome;
mod seeds;

use crate::run::{self, Done};
use epatent_fuzz::{TARGETS, Target};
use outcome::Outcome;
use std::path::Path;
use std::process::Command;

/// The one version of cargo-fuzz that is used, installed beside the build.
const CARGO_FUZZ: &str = "0.13.2";
/// Most memory of a target in MiB, its sanitizer's included.
const MEMORY: u32 = 512;
/// Most memory of one allocation in MiB: a list of ten million indices has two bytes for each.
const ALLOCATION: u32 = 64;
/// Most seconds for one input.
const PATIENCE: u32 = 5;
/// Longest input in bytes: more than any file, and all replies of a short reading.
const LONGEST: u32 = 70_000;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The targets; all of them where none is named.
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Write the seeds of the corpus anew, and fuzz nothing.
    #[arg(long)]
    seeds: bool,
}

pub(crate) fn run(args: &Args) -> Done {
    if args.seeds {
        return seeds::write();
    }
    let targets = chosen(&args.targets)?;
    demand_compiler()?;
    let cargo_fuzz = run::tool("cargo-fuzz", CARGO_FUZZ)?;
    // The versions of the project; what only the fuzzer needs is pinned in its manifest.
    let lock = "Cargo.lock";
    std::fs::copy(run::root().join(lock), run::root().join("fuzz").join(lock))?;
    run::must("build the targets", &mut cargo(&cargo_fuzz, "build")?)?;
    let mut outcomes = Vec::new();
    for target in targets {
        run::say(&format!("== {} for {} s", target.name, args.seconds));
        outcomes.push(fuzz(&cargo_fuzz, target, args.seconds)?);
    }
    for line in outcome::table(&outcomes) {
        run::say(&line);
    }
    match outcomes.iter().filter(|outcome| outcome.crashed).count() {
        0 => Ok(()),
        crashed => Err(format!("{crashed} targets crashed; what they said is above").into()),
    }
}

fn chosen(names: &[String]) -> Done<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    let find = |name: &String| {
        epatent_fuzz::target(name).ok_or_else(|| {
            let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            format!("no target is named {name}; there are {}", known.join(", ")).into()
        })
    };
    names.iter().map(find).collect()
}

/// libFuzzer is C++, compiled by its crate.
fn demand_compiler() -> Done {
    match Command::new("c++").arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err("a C++ compiler is missing; install it with `apt-get install g++`".into()),
    }
}

/// A command of cargo-fuzz. Sanitizer and coverage are switches of nightly compilers; they are in
/// the stable one too and open to a program that says so, so that no second compiler is needed.
fn cargo(cargo_fuzz: &Path, command: &str) -> Done<Command> {
    let mut cargo = Command::new(cargo_fuzz);
    cargo
        .args([command, "--target-dir"])
        .arg(run::target()?.join("fuzz"))
        .current_dir(run::root())
        .env("RUSTC_BOOTSTRAP", "1");
    Ok(cargo)
}

/// Runs one target. What it finds worth keeping goes into the folder of the build; the corpus of
/// the project is read and stays as it is.
fn fuzz(cargo_fuzz: &Path, target: &'static Target, seconds: u32) -> Done<Outcome> {
    let [found, crashes] =
        ["fuzz-corpus", "fuzz-crashes"].map(|name| Path::new(name).join(target.name));
    let (found, crashes) = (run::target()?.join(found), run::target()?.join(crashes));
    std::fs::create_dir_all(&found)?;
    std::fs::create_dir_all(&crashes)?;
    let mut command = cargo(cargo_fuzz, "run")?;
    command
        .arg(target.name)
        .arg(&found)
        .arg(run::root().join("fuzz/corpus").join(target.name))
        .arg("--")
        .args([
            format!("-max_total_time={seconds}"),
            format!("-rss_limit_mb={MEMORY}"),
            format!("-malloc_limit_mb={ALLOCATION}"),
            format!("-timeout={PATIENCE}"),
            format!("-max_len={LONGEST}"),
            format!("-artifact_prefix={}/", crashes.display()),
            "-print_final_stats=1".to_owned(),
        ]);
    let output = run::output(&mut command)?;
    let said = String::from_utf8_lossy(&output.stderr);
    let outcome = Outcome::parse(target.name, &said, output.status.success());
    if outcome.crashed {
        run::say(&said);
    }
    Ok(outcome)
}
