// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office's commands in process, with a smart-card service that fails at every call.
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod injection;
mod life;
mod trace;

use super::run_with;
use crate::args::Args;
use epatent_pcsc::CardService;
use epatent_testkit::desk::{self, CAN, Ran};
use epatent_testkit::{in_process, portrait};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// An office's folder, and an application with the smallest portrait.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let application = fs::read_to_string(desk::application("rakhimov")).unwrap();
        fs::write(office.path("rakhimov.json"), application).unwrap();
        fs::write(office.path("rakhimov.jpg"), portrait::plain()).unwrap();
        let made = office.run(
            &CardService::of_system(),
            &["lab", "init", office.path("store").to_str().unwrap()],
        );
        assert_eq!(made.exit, Some(0), "{made:?}");
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, service: &CardService, arguments: &[&str]) -> Ran {
        let english: &[&str] = if arguments.contains(&"--lang") {
            &[]
        } else {
            &["--lang", "en"]
        };
        let all = ["epatent-issue", "--json"];
        let all = all.iter().chain(english).chain(arguments).copied();
        in_process::run(all, |args: Args, console| run_with(args, console, service))
    }

    fn personalise(&self, service: &CardService, more: &[&str]) -> Ran {
        let (application, store) = (self.path("rakhimov.json"), self.path("store"));
        let mut arguments = vec!["personalise", application.to_str().unwrap()];
        arguments.extend(["--store", store.to_str().unwrap(), "--can", CAN]);
        arguments.extend(more);
        self.run(service, &arguments)
    }

    /// Forgets the cards that wait to be finished.
    fn forget_jobs(&self) {
        for job in fs::read_dir(self.path("store/jobs")).unwrap() {
            fs::remove_file(job.unwrap().path()).unwrap();
        }
    }
}
