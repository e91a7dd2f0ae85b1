// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust`: what this device trusts, and newer knowledge for it.

mod show;

use crate::args::{Import, Trust, TrustCommand};
use epatent_cli::files::read_bounded;
use epatent_cli::{Console, Exit, Failure, Tone};
use epatent_core::UnixTime;
use epatent_station::{Knowledge, findings, state_failure};
use epatent_terminal::{ImportError, MAX_BUNDLE_LENGTH};
use epatent_verify::device::{Progress, Setback};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The bundle of a publication.
const BUNDLE: &str = "bundle.cbor";
/// The bundle before it that introduced its root, where there was a new one.
const ROLLOVER: &str = "rollover.cbor";

pub(crate) fn run(args: &Trust, console: &Console) -> Result<Exit, Failure> {
    match &args.command {
        TrustCommand::Import(import) => import_files(import, &import.directory.trust, console),
        TrustCommand::Show(directory) => show::run(&directory.trust, console),
    }
}

/// What became of a file.
#[derive(Serialize)]
struct Taken {
    file: String,
    /// `first`, `newer`, `same` or `refused`.
    outcome: &'static str,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The answer in JSON.
#[derive(Serialize)]
struct Imported {
    schema: u32,
    files: Vec<Taken>,
    /// Version of the bundle in force afterwards.
    bundle: Option<u64>,
}

fn import_files(args: &Import, directory: &Path, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let now = epatent_station::now(words)?;
    let mut knowledge = Knowledge::open(words, directory)?;
    let mut files = Vec::new();
    for path in sources(&args.source) {
        let bytes = read_bounded(words, &path, MAX_BUNDLE_LENGTH as u64)?;
        files.push(take(
            &mut knowledge,
            directory,
            &path,
            &bytes,
            now,
            console,
        )?);
    }
    let refused = files.iter().any(|taken| taken.outcome == "refused");
    let bundle = knowledge.learned.bundle();
    if console.output.is_json() {
        console.output.json(&Imported {
            schema: 1,
            files,
            bundle: bundle.map(|bundle| bundle.version),
        })?;
    } else {
        for taken in &files {
            let line = words.say(
                &format!("trust-import-{}", taken.outcome),
                &[
                    ("file", taken.file.as_str().into()),
                    ("reason", taken.reason.clone().unwrap_or_default().into()),
                ],
            );
            let tone = match taken.outcome {
                "refused" => Tone::Bad,
                "same" => Tone::Quiet,
                _ => Tone::Good,
            };
            console
                .output
                .answer(&format!("{}\n", console.output.paint(tone, &line)))?;
        }
        let line = match bundle {
            Some(bundle) => words.say(
                "trust-in-force",
                &[
                    ("version", bundle.version.into()),
                    ("issued", findings::instant(bundle.issued).into()),
                ],
            ),
            None => words.text("trust-no-bundle"),
        };
        console.output.answer(&format!("{line}\n"))?;
    }
    Ok(if refused { Exit::Usage } else { Exit::Done })
}

/// The files to take, in the order in which they build on each other.
fn sources(source: &Path) -> Vec<PathBuf> {
    if !source.is_dir() {
        return vec![source.to_owned()];
    }
    let rollover = source.join(ROLLOVER);
    let mut files = Vec::new();
    if rollover.is_file() {
        files.push(rollover);
    }
    files.push(source.join(BUNDLE));
    files
}

fn take(
    knowledge: &mut Knowledge,
    directory: &Path,
    path: &Path,
    bytes: &[u8],
    now: UnixTime,
    console: &Console,
) -> Result<Taken, Failure> {
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let is_rollover = file == ROLLOVER;
    let (outcome, reason) = match knowledge.learned.import(bytes, now) {
        Ok(Progress::First) => ("first", None),
        Ok(Progress::Newer) => ("newer", None),
        Ok(Progress::Same) => ("same", None),
        // A device that has gone past the roll-over needs it no more.
        Err(ImportError::Setback(Setback::Rollback { .. })) if is_rollover => ("same", None),
        Err(ImportError::State(error)) => {
            return Err(state_failure(&console.words, directory, &error));
        }
        Err(error) => ("refused", Some(refusal(&error, console))),
    };
    Ok(Taken {
        file,
        outcome,
        reason,
    })
}

/// Why a bundle was refused, in words.
fn refusal(error: &ImportError, console: &Console) -> String {
    let words = &console.words;
    let kind = match error {
        ImportError::Setback(Setback::Rollback { seen, shown }) => {
            return words.say(
                "trust-refused-rollback",
                &[("seen", (*seen).into()), ("shown", (*shown).into())],
            );
        }
        ImportError::Setback(Setback::Fork { version } | Setback::OtherPast { version }) => {
            return words.say("trust-refused-fork", &[("version", (*version).into())]);
        }
        ImportError::Setback(Setback::IssuedEarlier { .. }) => "trust-refused-earlier",
        ImportError::Setback(Setback::SignerWithdrawn(_)) => "trust-refused-withdrawn",
        _ => "trust-refused-untrusted",
    };
    words.say(kind, &[("reason", error.to_string().into())])
}
