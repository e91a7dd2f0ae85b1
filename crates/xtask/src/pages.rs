// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask pages DIR`: man pages and shell completions, written by the programs themselves.

use crate::run::{self, Done};
use std::path::PathBuf;
use std::process::Command;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder to write into; made if it is not there.
    directory: PathBuf,
}

/// The shells that get completions.
const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];

pub(crate) fn run(args: &Args) -> Done {
    let programs = run::build_programs()?;
    std::fs::create_dir_all(&args.directory)?;
    for program in [
        "epatent-issue",
        "epatent-check",
        "epatent-emulator",
        "epatent-conformance",
    ] {
        let path = programs.join(program);
        run::must(
            &format!("man pages of {program}"),
            Command::new(&path).arg("man").arg(&args.directory),
        )?;
        for shell in SHELLS {
            let output = run::output(Command::new(&path).args(["completions", shell]))?;
            if !output.status.success() {
                return Err(format!("{program} completions {shell}: {}", output.status).into());
            }
            std::fs::write(
                args.directory.join(format!("{program}.{shell}")),
                output.stdout,
            )?;
        }
    }
    Ok(())
}
