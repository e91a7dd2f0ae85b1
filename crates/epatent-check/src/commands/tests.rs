// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check card` in process, with a smart-card service that fails at every call.
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod extended;
mod injection;
mod trace;

use super::run_with;
use crate::args::Args;
use epatent_core::UnixTime;
use epatent_emulator::Card;
use epatent_emulator::nvm::Nvm;
use epatent_pcsc::CardService;
use epatent_testkit::desk::{CAN, Ran};
use epatent_testkit::lab::Lab;
use epatent_testkit::{chip, in_process, people};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const SETTINGS: &str = "schema = 1\nenvironment = \"lab\"\n[policy]\nstatus = \"not-required\"\n";
/// A day on which the sample patent is in force.
const DAY: &str = "2026-12-15";

/// A trust directory, and an issued card of which every test gets a copy.
pub(super) struct Road {
    folder: TempDir,
    memory: Nvm,
}

impl Road {
    pub(super) fn new() -> Self {
        let lab = Lab::new(1);
        let mut contents = people::rakhimov();
        contents.portrait.image = epatent_testkit::portrait::plain();
        let (_, card) = chip::issued(&lab, contents, CAN, 1, |terms| {
            // Long ago, so that the clock of this computer is not doubted.
            terms.signed_at = UnixTime::parse("2025-03-01T09:00:00Z").unwrap();
        });
        let road = Self {
            folder: tempfile::tempdir().unwrap(),
            memory: card.memory().clone(),
        };
        let roots = road.path("trust/roots");
        fs::create_dir_all(&roots).unwrap();
        let ending = pem_rfc7468::LineEnding::LF;
        let root = pem_rfc7468::encode_string("CERTIFICATE", ending, lab.root.der()).unwrap();
        fs::write(roots.join("lab.pem"), root).unwrap();
        fs::write(road.path("trust/trust.toml"), SETTINGS).unwrap();
        road
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A copy of the card, just taken out of a pocket.
    pub(super) fn card(&self) -> Card {
        chip::again(&self.memory, 2)
    }

    /// `epatent-check card` in Moscow.
    fn check(&self, service: &CardService, more: &[&str]) -> Ran {
        let trust = self.path("trust");
        let mut arguments = vec!["epatent-check", "card", "--region", "77", "--on", DAY];
        arguments.extend(["--can", CAN, "--json", "--lang", "en"]);
        arguments.extend(["--trust", trust.to_str().unwrap()]);
        arguments.extend(more);
        in_process::run(arguments, |args: Args, console| {
            run_with(args, console, service)
        })
    }
}
