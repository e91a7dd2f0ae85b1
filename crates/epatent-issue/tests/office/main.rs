// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A laboratory's office in a folder of its own, worked in with the program itself.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod applications;
mod ask;
mod beside;
mod ceremony;
mod decide;
mod decide_file;
mod exchanged;
mod filled;
mod folder;
mod payments;
mod publish;
mod register;
mod rollover;
mod rules;
mod settings;
mod token;

use epatent_testkit::desk::Ran;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What a user's shell may have set and a test must not hear.
const SETTINGS: [&str; 6] = [
    "EPATENT_LANG",
    "EPATENT_STORE",
    "EPATENT_READER",
    "EPATENT_REGISTER",
    "EPATENT_OPERATOR",
    "EPATENT_STATION",
];

/// An office's folder, which goes with the value.
pub(crate) struct Office {
    folder: TempDir,
}

impl Office {
    /// An office as `lab init` makes it.
    pub(crate) fn without_register() -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let store = office.path("office");
        let made = Ran::of(program(&["lab", "init"]).arg(store));
        assert_eq!(made.exit, Some(0), "{made:?}");
        office
    }

    /// An office with an empty register.
    pub(crate) fn new() -> Self {
        let office = Self::without_register();
        let made = office.run(&["register", "init"]);
        assert_eq!(made.exit, Some(0), "{made:?}");
        office
    }

    /// A file beside the office's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file in the office's folder.
    pub(crate) fn store(&self, name: &str) -> PathBuf {
        self.path("office").join(name)
    }

    /// The program with this office's folder, in English and JSON.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(&self.path("office"), arguments)
    }

    /// The same with another folder as the office's.
    pub(crate) fn run_in(&self, store: &Path, arguments: &[&str]) -> Ran {
        let mut command = program(arguments);
        Ran::of(
            command
                .args(["--json", "--lang", "en"])
                .env("EPATENT_STORE", store),
        )
    }

    /// The program with this office's folder, in English and in words.
    pub(crate) fn run_plainly(&self, arguments: &[&str]) -> Ran {
        self.run_in_words("en", arguments)
    }

    /// The same in Russian.
    pub(crate) fn run_in_russian(&self, arguments: &[&str]) -> Ran {
        self.run_in_words("ru", arguments)
    }

    fn run_in_words(&self, language: &str, arguments: &[&str]) -> Ran {
        let mut command = program(arguments);
        Ran::of(
            command
                .args(["--lang", language])
                .env("EPATENT_STORE", self.path("office")),
        )
    }
}

impl Office {
    /// Operator 17 proposes what these arguments say and 18 approves it: its digest.
    pub(crate) fn agreed(&self, arguments: &[&str]) -> String {
        let mut all = arguments.to_vec();
        all.push("--propose");
        let proposed = self.run(&all);
        assert_eq!(proposed.exit, Some(0), "{proposed:?}");
        let digest = proposed.text("/digest");
        let approved = self.run(&["approve", &digest, "--yes", "--operator", "18"]);
        assert_eq!(approved.exit, Some(0), "{approved:?}");
        digest
    }

    /// 17 and 18 put in force what the files of the folder say.
    pub(crate) fn agree_on_rules(&self) {
        let rules = ["register", "rules", "--operator", "17"];
        self.agreed(&rules);
        let put = self.run(&[&rules[..], &["--confirm-all"]].concat());
        assert_eq!(put.json()["done"], true, "{put:?}");
    }
}

/// The program in a shell that has nothing set.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-issue"));
    command.args(arguments);
    for setting in SETTINGS {
        command.env_remove(setting);
    }
    command
}
