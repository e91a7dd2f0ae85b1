// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the tests of this program share: a trust directory and a card file in a folder of their own.
#![allow(dead_code, reason = "every test binary uses its own part")]

pub(crate) mod lists;
pub(crate) mod publication;

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use epatent_core::UnixTime;
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::printed_code::to_text;
use epatent_sign::{IssueTerms, sign_printed_code};
use epatent_testkit::cards::{self, TestCard};
use epatent_testkit::desk::Ran;
use epatent_testkit::lab::Lab;
use epatent_testkit::people;
use tempfile::TempDir;

pub(crate) const DAY: &str = "2026-12-15";
pub(crate) const SETTINGS: &str = "schema = 1\nenvironment = \"lab\"\n[policy]\nstatus = \"not-required\"\npayment = \"not-required\"\n";

/// A trust directory and a card file with the proof that a terminal recorded.
pub(crate) struct Bench {
    folder: TempDir,
    pub(crate) lab: Lab,
    pub(crate) card: TestCard,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::made(|_| {})
    }

    /// The same with a card that has this index in its lists.
    pub(crate) fn with_index(index: u64) -> Self {
        Self::made(|terms| terms.status.index = index)
    }

    fn made(change: impl FnOnce(&mut IssueTerms)) -> Self {
        let lab = Lab::new(1);
        // Long ago, so that the clock of this computer is not doubted.
        let card = cards::signed_but(&lab, people::rakhimov(), 1, |terms| {
            terms.signed_at = UnixTime::parse("2025-03-01T09:00:00Z").unwrap();
            change(terms);
        });
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
            lab,
            card,
        };
        fs::create_dir_all(bench.path("trust/roots")).unwrap();
        bench.trust_root("lab.pem", bench.lab.root.der());
        fs::create_dir_all(bench.path("trust/signers")).unwrap();
        bench.certificate(
            "trust/signers/77.pem",
            bench.lab.signer_77.certificate.der(),
        );
        fs::write(bench.path("trust/trust.toml"), SETTINGS).unwrap();
        let terminal = cards::terminal("2025-03-02T10:00:00Z", bench.card.terms.region);
        let shown = bench.card.proved([7; 32], &terminal);
        fs::write(bench.path("shown.card"), shown.encode().unwrap()).unwrap();
        bench
    }

    pub(crate) fn trust_root(&self, name: &str, der: &[u8]) {
        self.certificate(&format!("trust/roots/{name}"), der);
    }

    fn certificate(&self, name: &str, der: &[u8]) {
        let ending = pem_rfc7468::LineEnding::LF;
        let pem = pem_rfc7468::encode_string("CERTIFICATE", ending, der).unwrap();
        fs::write(self.path(name), pem).unwrap();
    }

    /// The card as the office prints it: with its access number.
    pub(crate) fn printable(&self) -> Presentation {
        let mut card = self.card.presentation();
        card.access_number = AccessNumber::parse("048213");
        card
    }

    /// The text of the card's own code.
    pub(crate) fn code(&self) -> String {
        self.code_of(&self.printable())
    }

    pub(crate) fn code_of(&self, card: &Presentation) -> String {
        let signer = &self.lab.signer_77;
        to_text(&sign_printed_code(card, &signer.certificate, &signer.key).unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `epatent-check file` on the card file in Moscow.
    pub(crate) fn file(&self, lang: &str) -> Command {
        self.file_with(lang, &["--region", "77", "--on", DAY])
    }

    pub(crate) fn file_with(&self, lang: &str, more: &[&str]) -> Command {
        let mut command = self.program(&["file", "--lang", lang]);
        command.args(more);
        command
            .arg("--trust")
            .arg(self.path("trust"))
            .arg(self.path("shown.card"));
        command
    }

    /// `epatent-check qr` on a code in Moscow, answering in JSON.
    pub(crate) fn qr(&self, code: impl AsRef<OsStr>, more: &[&str]) -> Command {
        let mut command = self.program(&["qr", "--lang", "en", "--json", "--on", DAY]);
        command.args(["--region", "77"]).args(more);
        command.arg("--trust").arg(self.path("trust")).arg(code);
        command
    }

    /// The program with none of the shell's settings.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-check"));
        for setting in [
            "EPATENT_LANG",
            "EPATENT_TRUST",
            "EPATENT_REGION",
            "EPATENT_STATE",
        ] {
            command.env_remove(setting);
        }
        command.env("EPATENT_STATE", self.path("state"));
        command.args(arguments);
        command
    }

    /// Runs a command that must end with 2, say `expected` and a hint, and answer nothing.
    #[track_caller]
    pub(crate) fn refuses(&self, command: &mut Command, expected: &str) {
        let ran = Ran::of(command);
        assert_eq!(ran.exit, Some(2), "{ran:?}");
        assert_eq!(ran.stdout, "");
        let said = ran
            .stderr
            .replace(&format!("{}/", self.folder.path().display()), "");
        assert!(said.contains(expected), "{said}");
        assert!(
            said.contains("\nhint: ") || said.contains("\nчто делать: "),
            "no hint: {said}"
        );
    }
}
