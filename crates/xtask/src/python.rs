// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The private Python environment of tests against other people's implementations.

use crate::run::{self, Done};
use std::fs;
use std::process::Command;

/// What is installed, in exact versions; the tests compare the copy in the environment with it.
const REQUIREMENTS: &str = "crates/epatent-apdu/tests/requirements.txt";

/// Makes `target/python-env` anew where it is not as the requirements say.
pub(crate) fn environment() -> Done {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(run::root())
        .no_deps()
        .exec()?;
    let environment = metadata
        .target_directory
        .into_std_path_buf()
        .join("python-env");
    let requirements = run::root().join(REQUIREMENTS);
    // Copied last, so that it stands for an installation that came to its end.
    let installed = environment.join("requirements.txt");
    if fs::read(&installed).is_ok_and(|list| fs::read(&requirements).is_ok_and(|now| now == list)) {
        return Ok(());
    }
    run::must(
        "a private Python environment",
        Command::new("/usr/bin/python3")
            .args(["-m", "venv", "--clear"])
            .arg(&environment),
    )?;
    // Without dependencies: the rest of yubikey-manager would need a compiler and is not used.
    run::must(
        "yubikey-manager, for tests",
        Command::new(environment.join("bin/pip"))
            .args([
                "install",
                "--quiet",
                "--no-deps",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(&requirements),
    )?;
    fs::copy(&requirements, &installed)?;
    Ok(())
}
