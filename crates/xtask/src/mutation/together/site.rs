// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where a changed crate is built, and what the compiler says to it.

use super::source;
use crate::run::{self, Done};
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Message};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// How the tests are optimised: they run thousands of times and are built a few.
const OPTIMISED: &str = "2";

/// A copy of the workspace in which one crate is changed.
pub(super) struct Site<'a> {
    /// The copy.
    pub(super) source: PathBuf,
    /// The folder of what is built.
    pub(super) build: PathBuf,
    /// What cargo says.
    pub(super) log: PathBuf,
    /// The crate.
    pub(super) package: &'a str,
    /// Arguments of `cargo test`.
    pub(super) tests: &'a [&'a str],
}

/// What became of a build.
pub(super) enum Built {
    /// The programs of the tests.
    Programs(Vec<PathBuf>),
    /// The errors of the compiler, one or more.
    Faults(Vec<Fault>),
}

/// An error of the compiler.
#[derive(Debug)]
pub(super) struct Fault {
    /// File and line of what it is about, the most telling first.
    pub(super) places: Vec<(String, usize)>,
    /// What the compiler says.
    pub(super) text: String,
}

impl Site<'_> {
    /// The folder of the crate, in which its tests run.
    pub(super) fn folder(&self) -> PathBuf {
        self.source.join("crates").join(self.package)
    }

    /// The root file of the crate, from the root of the workspace.
    pub(super) fn root_file(&self) -> String {
        format!("crates/{}/src/lib.rs", self.package)
    }

    /// Writes a file of the copy, by its path from the root of the workspace.
    pub(super) fn write(&self, file: &str, text: &str) -> Done {
        source::write(&self.source.join(file), text.as_bytes())
    }

    /// Builds the programs of the tests.
    pub(super) fn build(&self) -> Done<Built> {
        let mut command = run::cargo(&["test", "--no-run", "--message-format", "json"]);
        command
            .current_dir(&self.source)
            .args(["--package", self.package])
            .args(self.tests)
            .env("CARGO_TARGET_DIR", &self.build)
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", OPTIMISED)
            .stdout(Stdio::piped())
            .stderr(File::create(&self.log)?);
        let mut child = command.spawn()?;
        let (mut programs, mut faults) = (Vec::new(), Vec::new());
        if let Some(output) = child.stdout.take() {
            for message in Message::parse_stream(BufReader::new(output)) {
                match message? {
                    Message::CompilerArtifact(artifact) if artifact.profile.test => {
                        programs.extend(artifact.executable.map(PathBuf::from));
                    }
                    Message::CompilerMessage(message) => faults.extend(fault(&message)),
                    _ => {}
                }
            }
        }
        if child.wait()?.success() {
            return Ok(Built::Programs(programs));
        }
        if faults.is_empty() {
            return Err(format!("{}: {}", self.package, why(&self.log)).into());
        }
        Ok(Built::Faults(faults))
    }
}

/// The last lines of what cargo said.
fn why(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(10).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

fn fault(message: &CompilerMessage) -> Option<Fault> {
    let Diagnostic {
        level,
        spans,
        message,
        rendered,
        ..
    } = &message.message;
    if !matches!(level, DiagnosticLevel::Error | DiagnosticLevel::Ice) {
        return None;
    }
    let (first, second): (Vec<_>, Vec<_>) = spans.iter().partition(|span| span.is_primary);
    Some(Fault {
        places: first.into_iter().chain(second).map(place).collect(),
        text: rendered.as_ref().unwrap_or(message).clone(),
    })
}

/// Where it is in the text: of what a macro makes, where the macro is used.
fn place(mut span: &DiagnosticSpan) -> (String, usize) {
    while let Some(expansion) = &span.expansion {
        span = &expansion.span;
    }
    (span.file_name.clone(), span.line_start)
}
