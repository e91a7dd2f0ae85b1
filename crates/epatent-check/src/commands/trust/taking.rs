// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Taking the files of a publication, wherever they came from, and saying what became of each.

use super::ROLLOVER;
use epatent_cli::{Console, Exit, Failure, Tone};
use epatent_core::UnixTime;
use epatent_core::bundle::ListReference;
use epatent_station::{Knowledge, findings, state_failure};
use epatent_terminal::{ImportError, ListRefusal, TakenList};
use epatent_verify::device::{Progress, Setback};
use epatent_verify::{ListError, Lists, ProvedBundle};
use serde::Serialize;
use std::path::Path;

/// A file of a publication.
pub(super) struct Offered {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What became of a file.
#[derive(Serialize)]
struct Taken {
    file: String,
    /// `first`, `newer`, `same`, `older`, `refused` or `failed`.
    outcome: &'static str,
    /// The list and the state of it that the file leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<List>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct List {
    kind: &'static str,
    region: String,
    list: u64,
    sequence: u64,
}

/// The answer in JSON.
#[derive(Serialize)]
struct Imported {
    files: Vec<Taken>,
    /// Version of the bundle in force afterwards.
    bundle: Option<u64>,
    /// Lists of which the bundle knows a newer state than this device has.
    behind: Vec<List>,
}

/// A device that is being given files.
pub(super) struct Taking<'a> {
    pub(super) knowledge: Knowledge,
    directory: &'a Path,
    pub(super) console: &'a Console,
    now: UnixTime,
    files: Vec<Taken>,
}

impl<'a> Taking<'a> {
    pub(super) fn begin(directory: &'a Path, console: &'a Console) -> Result<Self, Failure> {
        Ok(Self {
            knowledge: Knowledge::open(&console.words, directory)?,
            directory,
            console,
            now: epatent_station::now(&console.words)?,
            files: Vec::new(),
        })
    }

    /// The lists that the bundle in force names.
    pub(super) fn references(&self) -> impl Iterator<Item = &ListReference> {
        let bundle = self.knowledge.learned.bundle();
        bundle.into_iter().flat_map(|bundle| &bundle.lists)
    }

    /// The sequence that this device has of a list; 0 for none.
    pub(super) fn sequence(&self, reference: &ListReference) -> u64 {
        let state = self.knowledge.learned.state();
        state
            .list(reference.kind, reference.region, reference.list)
            .map_or(0, |seen| seen.sequence)
    }

    /// Takes a bundle.
    pub(super) fn bundle(&mut self, offered: &Offered) -> Result<(), Failure> {
        let is_rollover = offered.name == ROLLOVER;
        let (outcome, reason) = match self.knowledge.learned.import(&offered.bytes, self.now) {
            Ok(progress) => (outcome(progress), None),
            // A device that has gone past the roll-over needs it no more.
            Err(ImportError::Setback(Setback::Rollback { .. })) if is_rollover => ("same", None),
            Err(ImportError::State(error)) => {
                return Err(state_failure(&self.console.words, self.directory, &error));
            }
            Err(error) => ("refused", Some(self.bundle_refusal(&error))),
        };
        self.files.push(Taken {
            file: offered.name.clone(),
            outcome,
            list: None,
            reason,
        });
        Ok(())
    }

    /// Whether somebody whom this device trusts signed the bundle.
    pub(super) fn trusts(&self, bytes: &[u8]) -> bool {
        ProvedBundle::prove(bytes, self.knowledge.learned.trust(), self.now).is_ok()
    }

    /// The sequence of a list by the word of a signer who may give it.
    pub(super) fn proved_sequence(&self, bytes: &[u8]) -> Option<u64> {
        let learned = &self.knowledge.learned;
        let (trust, bundle) = (learned.trust(), learned.bundle());
        let mut results = Lists::new().import_all_under([bytes], trust, bundle, self.now);
        let imported = results.pop()?.ok()?;
        Some(imported.head.sequence)
    }

    /// A file that could not be had.
    pub(super) fn failed(&mut self, file: String, reason: String) {
        self.files.push(Taken {
            file,
            outcome: "failed",
            list: None,
            reason: Some(reason),
        });
    }

    /// Takes all files of lists at once, in whatever order they are.
    pub(super) fn lists(&mut self, offered: &[Offered]) -> Result<(), Failure> {
        let files: Vec<&[u8]> = offered.iter().map(|file| file.bytes.as_slice()).collect();
        let results = self
            .knowledge
            .learned
            .import_lists(&files, self.now)
            .map_err(|error| state_failure(&self.console.words, self.directory, &error))?;
        // The state before beside the newest one is what a folder looks like after a week.
        let may_be_older = results.iter().any(Result::is_ok);
        for (file, result) in offered.iter().zip(results) {
            let (outcome, list, reason) = match result {
                Ok(taken) => (outcome(taken.progress), Some(list(&taken)), None),
                Err(ListRefusal::List(ListError::Rollback { .. })) if may_be_older => {
                    ("older", None, None)
                }
                Err(error) => ("refused", None, Some(self.list_refusal(&error))),
            };
            self.files.push(Taken {
                file: file.name.clone(),
                outcome,
                list,
                reason,
            });
        }
        Ok(())
    }

    /// Says what became of all files. Exit 2 where one was refused, 4 where one could not be had.
    pub(super) fn end(self) -> Result<Exit, Failure> {
        let console = self.console;
        let any = |outcome| self.files.iter().any(|taken| taken.outcome == outcome);
        let exit = match (any("refused"), any("failed")) {
            (true, _) => Exit::Usage,
            (false, true) => Exit::Device,
            (false, false) => Exit::Done,
        };
        let bundle = self.knowledge.learned.bundle();
        let behind: Vec<List> = self
            .references()
            .filter(|reference| self.sequence(reference) < reference.sequence)
            .map(|reference| List {
                kind: reference.kind.name(),
                region: reference.region.to_string(),
                list: reference.list,
                sequence: reference.sequence,
            })
            .collect();
        if console.output.is_json() {
            let version = bundle.map(|bundle| bundle.version);
            console.output.json(&Imported {
                bundle: version,
                files: self.files,
                behind,
            })?;
        } else {
            for taken in &self.files {
                self.say(taken)?;
            }
            for list in &behind {
                let line = console
                    .words
                    .say("trust-list-behind", &values(list, console));
                let line = console.output.paint(Tone::Caution, &line);
                console.output.answer(&format!("{line}\n"))?;
            }
            let line = match bundle {
                Some(bundle) => console.words.say(
                    "trust-in-force",
                    &[
                        ("version", bundle.version.into()),
                        ("issued", findings::instant(bundle.issued).into()),
                    ],
                ),
                None => console.words.text("trust-no-bundle"),
            };
            console.output.answer(&format!("{line}\n"))?;
        }
        Ok(exit)
    }

    fn say(&self, taken: &Taken) -> Result<(), Failure> {
        let (words, output) = (&self.console.words, &self.console.output);
        let mut all = vec![
            ("file", taken.file.as_str().into()),
            ("reason", taken.reason.as_deref().unwrap_or_default().into()),
        ];
        let id = match (&taken.list, taken.outcome) {
            (Some(list), "first" | "newer") => {
                all.extend(values(list, self.console));
                "list-taken"
            }
            (_, outcome) => outcome,
        };
        let line = words.say(&format!("trust-import-{id}"), &all);
        let tone = match taken.outcome {
            "refused" | "failed" => Tone::Bad,
            "same" | "older" => Tone::Quiet,
            _ => Tone::Good,
        };
        output.answer(&format!("{}\n", output.paint(tone, &line)))
    }

    /// Why a bundle was refused, in words.
    fn bundle_refusal(&self, error: &ImportError) -> String {
        let words = &self.console.words;
        let id = match error {
            ImportError::Setback(Setback::Rollback { seen, shown }) => {
                return words.say(
                    "trust-refused-rollback",
                    &[("seen", (*seen).into()), ("shown", (*shown).into())],
                );
            }
            ImportError::Setback(Setback::Fork { version } | Setback::OtherPast { version }) => {
                return words.say("trust-refused-fork", &[("version", (*version).into())]);
            }
            ImportError::Setback(Setback::FromTheFuture { issued, now }) => {
                return self.future_refusal(*issued, *now);
            }
            ImportError::Setback(Setback::IssuedEarlier { .. }) => "trust-refused-earlier",
            ImportError::Setback(Setback::SignerWithdrawn(_)) => "trust-refused-withdrawn",
            _ => "trust-refused-untrusted",
        };
        words.say(id, &[("reason", error.to_string().into())])
    }

    fn future_refusal(&self, issued: UnixTime, now: UnixTime) -> String {
        let (issued, clock) = (findings::instant(issued), findings::instant(now));
        let values = [("issued", issued.into()), ("clock", clock.into())];
        self.console.words.say("trust-refused-future", &values)
    }

    /// Why a list was refused, in words.
    fn list_refusal(&self, error: &ListRefusal) -> String {
        let words = &self.console.words;
        let two = |id: &str, seen: u64, shown: u64| {
            words.say(id, &[("seen", seen.into()), ("shown", shown.into())])
        };
        let id = match error {
            ListRefusal::List(ListError::Rollback { present, offered }) => {
                return two("trust-list-refused-rollback", *present, *offered);
            }
            ListRefusal::Setback(Setback::Rollback { seen, shown }) => {
                return two("trust-list-refused-rollback", *seen, *shown);
            }
            ListRefusal::Setback(Setback::HeldBack { known, shown }) => {
                return two("trust-list-refused-held-back", *known, *shown);
            }
            ListRefusal::Setback(Setback::FromTheFuture { issued, now }) => {
                return self.future_refusal(*issued, *now);
            }
            ListRefusal::List(ListError::Fork { sequence })
            | ListRefusal::Setback(Setback::Fork { version: sequence }) => {
                return words.say(
                    "trust-list-refused-fork",
                    &[("sequence", (*sequence).into())],
                );
            }
            ListRefusal::List(
                ListError::NoSnapshot | ListError::Delta(_) | ListError::TooManyFiles,
            ) => "trust-list-refused-gap",
            ListRefusal::NoBundle => "trust-list-refused-no-bundle",
            ListRefusal::NotNamed => "trust-list-refused-not-named",
            ListRefusal::TooMuch { .. } => "trust-list-refused-too-much",
            _ => "trust-list-refused-untrusted",
        };
        words.say(id, &[("reason", error.to_string().into())])
    }
}

const fn outcome(progress: Progress) -> &'static str {
    match progress {
        Progress::First => "first",
        Progress::Newer => "newer",
        Progress::Same => "same",
    }
}

fn list(taken: &TakenList) -> List {
    List {
        kind: taken.kind.as_str(),
        region: taken.head.id.region.to_string(),
        list: taken.head.id.number,
        sequence: taken.head.sequence,
    }
}

fn values<'v>(list: &List, console: &Console) -> Vec<(&'static str, epatent_cli::Value<'v>)> {
    let kind = console.words.text(&format!("trust-list-{}", list.kind));
    vec![
        ("kind", kind.into()),
        ("region", list.region.clone().into()),
        ("sequence", list.sequence.into()),
    ]
}
