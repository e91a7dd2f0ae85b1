// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Running other programs and saying what is done.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output};

/// What a task gives back.
pub(crate) type Done<T = ()> = Result<T, Box<dyn Error>>;

/// Says one line to the person who runs the task.
// The one place of this program that prints.
#[allow(clippy::print_stdout)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// `cargo` as it was called, in the workspace's folder.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments);
    command
}

/// Runs `command` and fails unless it exits with 0.
pub(crate) fn must(what: &str, command: &mut Command) -> Done {
    say(&format!("== {what}"));
    let status = status(command)?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{what}: {status}").into())
    }
}

/// Runs `command` to its end with its output shown.
pub(crate) fn status(command: &mut Command) -> Done<ExitStatus> {
    command
        .status()
        .map_err(|error| cannot_start(command, &error))
}

/// Runs `command` to its end and keeps its output.
pub(crate) fn output(command: &mut Command) -> Done<Output> {
    command
        .output()
        .map_err(|error| cannot_start(command, &error))
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Box<dyn Error> {
    format!(
        "cannot start {}: {error}",
        command.get_program().to_string_lossy()
    )
    .into()
}

/// Builds the three programs and returns the folder they are in.
pub(crate) fn build_programs() -> Done<PathBuf> {
    must(
        "build the programs",
        &mut cargo(&[
            "build",
            "--quiet",
            "-p",
            "epatent-issue",
            "-p",
            "epatent-check",
            "-p",
            "epatent-emulator",
            "-p",
            "epatent-conformance",
        ]),
    )?;
    Ok(target()?.join("debug"))
}

/// The folder of what is built.
pub(crate) fn target() -> Done<PathBuf> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()?;
    Ok(metadata.target_directory.into_std_path_buf())
}

/// A program for cargo in this version, installed into the folder of the build where it is not there.
pub(crate) fn tool(name: &str, version: &str) -> Done<PathBuf> {
    let folder = target()?.join("tools");
    // One folder a version, so that a new one is not taken for the old.
    let folder = folder.join(format!("{name}-{version}"));
    let program = folder.join("bin").join(name);
    if !program.exists() {
        let mut install = cargo(&["install", name, "--locked", "--version"]);
        install.args([version, "--root"]).arg(&folder);
        must(&format!("install {name} for this project"), &mut install)?;
    }
    Ok(program)
}
