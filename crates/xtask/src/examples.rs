// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask examples`: every program of `examples/`, each of which fails where it does not show what it says.

mod ci;

use crate::run::{self, Done};
use std::path::Path;

/// The example that needs a card in a reader; all others bring their card along.
const OVER_PCSC: &str = "read-over-pcsc";

/// Runs every program of the package `epatent-examples`, and the example for other people's CI.
pub(crate) fn run(programs: &Path) -> Done {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(run::root())
        .no_deps()
        .exec()?;
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == "epatent-examples")
        .ok_or("the package epatent-examples is missing")?;
    for target in package.targets.iter().filter(|target| target.is_bin()) {
        let name = target.name.as_str();
        if name == OVER_PCSC {
            continue;
        }
        run::must(
            &format!("example {name}"),
            &mut run::cargo(&["run", "--quiet", "-p", "epatent-examples", "--bin", name]),
        )?;
    }
    run::must(
        "build the example over PC/SC",
        &mut run::cargo(&[
            "build",
            "--quiet",
            "-p",
            "epatent-examples",
            "--bin",
            OVER_PCSC,
        ]),
    )?;
    ci::run(programs, &run::target()?.join("debug").join(OVER_PCSC))
}
