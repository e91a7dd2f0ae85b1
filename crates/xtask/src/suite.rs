// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask test`: everything a change must pass.

use crate::{
    bare, conformance, examples, install, python, required,
    run::{self, Done},
};
use std::time::Instant;

pub(crate) fn run() -> Done {
    let started = Instant::now();
    install::packages()?;
    python::environment()?;
    run::must(
        "formatting",
        &mut run::cargo(&["fmt", "--all", "--", "--check"]),
    )?;
    run::must(
        "lints",
        &mut run::cargo(&[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    run::say("== requirements");
    required::run(&required::Args { check: true })?;
    // The tests of the programs call them by path.
    let programs = run::build_programs()?;
    run::must(
        "tests, documentation tests, the arrows and the path through pcscd",
        run::cargo(&["test", "--workspace", "--no-fail-fast"]).env("EPATENT_PROGRAMS", &programs),
    )?;
    python::second_verifier(&python::Args::every_change())?;
    conformance::named()?;
    run::must(
        "documentation",
        run::cargo(&["doc", "--quiet", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    examples::run(&programs)?;
    bare::run()?;
    run::say(&format!("all passed in {} s", started.elapsed().as_secs()));
    Ok(())
}
