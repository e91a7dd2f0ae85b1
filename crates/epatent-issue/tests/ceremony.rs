// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Key ceremonies as an office would hold them: rehearsal, review, real keys, roll-over; with files
//! and with a token in software.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use epatent_testkit::desk::Ran;
use epatent_testkit::softhsm::SoftHsm;
use tempfile::TempDir;

const EXIT_USAGE: Option<i32> = Some(2);
const EXIT_DEVICE: Option<i32> = Some(4);

/// A table where a ceremony is held.
struct Table {
    folder: TempDir,
    token: Option<SoftHsm>,
}

impl Table {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            token: None,
        }
    }

    fn with_token() -> Self {
        Self {
            token: Some(SoftHsm::new()),
            ..Self::new()
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn plan(&self, text: &str) {
        fs::create_dir_all(self.path("signers")).unwrap();
        fs::write(self.path("plan.toml"), text).unwrap();
    }

    fn hold(&self, reviewed: Option<&str>) -> Ran {
        self.hold_in("en", reviewed)
    }

    fn hold_in(&self, language: &str, reviewed: Option<&str>) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-issue"));
        command.args(["ca", "ceremony", "--lang", language]);
        command.arg(self.path("plan.toml"));
        command.arg("--protocol").arg(self.path("protocol.txt"));
        if let Some(digest) = reviewed {
            command.args(["--reviewed", digest]);
        }
        for setting in ["EPATENT_LANG", "EPATENT_STORE"] {
            command.env_remove(setting);
        }
        if let Some(token) = &self.token {
            command.env(SoftHsm::VARIABLE, token.configuration());
        }
        Ran::of(&mut command)
    }

    /// The digest that a rehearsal shows.
    #[track_caller]
    fn rehearse(&self) -> String {
        let before = self.names();
        let ran = self.hold(None);
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        assert!(ran.stdout.contains("REHEARSAL"), "{ran:?}");
        assert_eq!(self.names(), before, "a rehearsal leaves nothing");
        let (_, digest) = ran.stderr.split_once("--reviewed ").unwrap();
        digest.trim().to_owned()
    }

    fn names(&self) -> Vec<PathBuf> {
        let mut names = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                names.push(path);
            }
        }
        names.sort();
        names
    }
}

/// A root and a document signer of region 77, each with its key at the place given.
fn plan(root: &str, signer: &str) -> String {
    format!(
        r#"
schema = 1
title = "Keys of 2027"
environment = "lab"
country = "RU"
organisation = "LAB - not a real authority"

[root]
name = "Root 2027"
algorithm = "es256"
from = "2026-01-01T00:00:00Z"
until = "2042-01-01T00:00:00Z"
key = "{root}"
certificate = "root.crt.pem"

[[signer]]
name = "Document signer 77"
roles = ["document"]
regions = ["77"]
algorithm = "ed25519"
from = "2026-01-01T00:00:00Z"
until = "2029-01-01T00:00:00Z"
key = "{signer}"
certificate = "signers/77.crt.pem"

[[signer]]
name = "Status signer 77"
roles = ["status"]
regions = ["77", "50"]
algorithm = "es256"
from = "2026-01-01T00:00:00Z"
until = "2029-01-01T00:00:00Z"
key = "file:status.key.pem"
certificate = "status.crt.pem"
"#
    )
}

fn openssl_verifies(root: &Path, certificate: &Path) {
    let output = Command::new("openssl")
        .args(["verify", "-x509_strict", "-no_check_time", "-CAfile"])
        .arg(root)
        .arg(certificate)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_reviewed_plan_makes_keys_certificates_and_a_protocol() {
    let table = Table::new();
    table.plan(&plan("file:root.key.pem", "file:signers/77.key.pem"));
    let digest = table.rehearse();

    let made = table.hold(Some(&digest[..16]));
    assert_eq!(made.exit, Some(0), "{made:?}");
    let protocol = fs::read_to_string(table.path("protocol.txt")).unwrap();
    assert_eq!(protocol.trim(), made.stdout.trim());
    for word in [
        "PROTOCOL",
        "Witness",
        &digest,
        "Root 2027",
        "Document signer 77",
        "status",
    ] {
        assert!(protocol.contains(word), "{word}: {protocol}");
    }
    openssl_verifies(
        &table.path("root.crt.pem"),
        &table.path("signers/77.crt.pem"),
    );
    openssl_verifies(&table.path("root.crt.pem"), &table.path("status.crt.pem"));
    let key = fs::read_to_string(table.path("root.key.pem")).unwrap();
    assert!(key.starts_with("LAB KEY"), "a lab key says so");
}

#[test]
fn nothing_that_exists_is_written_over() {
    let table = Table::new();
    table.plan(&plan("file:root.key.pem", "file:signers/77.key.pem"));
    let digest = table.rehearse();
    for name in [
        "root.key.pem",
        "signers/77.crt.pem",
        "status.key.pem",
        "protocol.txt",
    ] {
        fs::write(table.path(name), "precious").unwrap();
        let before = table.names();
        let ran = table.hold(Some(&digest));
        assert_eq!(ran.exit, EXIT_USAGE, "{name}: {ran:?}");
        assert_eq!(fs::read_to_string(table.path(name)).unwrap(), "precious");
        assert_eq!(table.names(), before);
        fs::remove_file(table.path(name)).unwrap();
    }
}

#[test]
fn another_plan_than_the_reviewed_one_makes_nothing() {
    let table = Table::new();
    table.plan(&plan("file:root.key.pem", "file:signers/77.key.pem"));
    let digest = table.rehearse();
    table.plan(&plan("file:root.key.pem", "file:signers/77.key.pem").replace("2029", "2030"));
    let before = table.names();
    // Another plan, and a digest too short to name any.
    for typed in [digest.as_str(), "", &digest[..15]] {
        let ran = table.hold(Some(typed));
        assert_eq!(ran.exit, EXIT_USAGE, "{ran:?}");
        assert!(
            ran.stderr.contains("not the plan that was reviewed"),
            "{ran:?}"
        );
    }
    assert_eq!(table.names(), before);
}

#[test]
fn every_problem_of_a_plan_is_told_at_once() {
    let table = Table::new();
    let good = plan("file:root.key.pem", "file:signers/77.key.pem");
    table.plan(
        &good
            .replace("environment = \"lab\"", "environment = \"production\"")
            .replace("\"77\", \"50\"", "\"77\", \"xx\"")
            .replace(
                "roles = [\"document\"]",
                "roles = [\"document\", \"status\"]",
            )
            .replace("2042-01-01T00:00:00Z", "2042-01-01"),
    );
    let english = [
        "root.key: a production key lives in a token",
        "root.until: must look like",
        "signer 1.roles: each key has exactly one role",
        "signer 2.regions: “xx”",
    ];
    let russian = [
        "root.key: рабочий ключ живёт в токене",
        "root.until: нужно в виде",
        "signer 1.roles: у каждого ключа ровно одна роль",
        "signer 2.regions: кода субъекта «xx» нет",
    ];
    for (language, problems) in [("en", english), ("ru", russian)] {
        let ran = table.hold_in(language, None);
        assert_eq!(ran.exit, EXIT_USAGE, "{ran:?}");
        for problem in problems {
            assert!(ran.stderr.contains(problem), "{problem}: {ran:?}");
        }
    }

    table.plan(&good.replace("schema = 1", "schema = one"));
    let broken = table.hold(None);
    assert_eq!(broken.exit, EXIT_USAGE, "{broken:?}");
    assert!(broken.stderr.contains("line 2"), "{broken:?}");
}

#[test]
fn a_term_beyond_the_root_and_a_name_twice_are_problems() {
    let table = Table::new();
    table.plan(
        &plan("file:root.key.pem", "file:root.key.pem")
            .replace("2029-01-01T00:00:00Z", "2043-01-01T00:00:00Z")
            .replace("Status signer 77", "Document signer 77")
            .replace("\"status.crt.pem\"", "\"root.crt.pem\""),
    );
    let ran = table.hold(None);
    assert_eq!(ran.exit, EXIT_USAGE, "{ran:?}");
    for problem in [
        "signer 1: its term is not within that of the root",
        "signer 2.name: Document signer 77 stands twice",
        "root.crt.pem stands twice",
        "root.key.pem stands twice",
    ] {
        assert!(ran.stderr.contains(problem), "{problem}: {ran:?}");
    }
}

#[test]
fn a_new_root_is_introduced_by_the_old_one_and_signers_overlap() {
    let table = Table::new();
    table.plan(&plan("file:root.key.pem", "file:signers/77.key.pem"));
    let digest = table.rehearse();
    assert_eq!(table.hold(Some(&digest)).exit, Some(0));
    fs::rename(table.path("protocol.txt"), table.path("protocol-2027.txt")).unwrap();

    // Two years on: another root, another signer that follows the first.
    let next = |from: &str| {
        format!(
            r#"
schema = 1
title = "Keys of 2028"
environment = "lab"
country = "RU"
organisation = "LAB - not a real authority"
[root]
name = "Root 2028"
algorithm = "ed25519"
from = "2028-01-01T00:00:00Z"
until = "2044-01-01T00:00:00Z"
key = "file:root-2028.key.pem"
certificate = "root-2028.crt.pem"
[succeeds]
key = "file:root.key.pem"
certificate = "root.crt.pem"
cross = "root-2028-by-2027.crt.pem"
[[signer]]
name = "Document signer 77, 2028"
roles = ["document"]
regions = ["77"]
algorithm = "ed25519"
from = "{from}"
until = "2031-01-01T00:00:00Z"
key = "file:signers/77-2028.key.pem"
certificate = "signers/77-2028.crt.pem"
follows = "signers/77.crt.pem"
"#
        )
    };
    table.plan(&next("2028-12-15T00:00:00Z"));
    let late = table.hold(None);
    assert_eq!(late.exit, EXIT_USAGE, "{late:?}");
    assert!(
        late.stderr.contains("does not overlap by 30 days"),
        "{late:?}"
    );
    let late = table.hold_in("ru", None);
    assert!(
        late.stderr.contains("не перекрывается на 30 дней"),
        "{late:?}"
    );

    table.plan(&next("2028-11-01T00:00:00Z"));
    let digest = table.rehearse();
    let made = table.hold(Some(&digest));
    assert_eq!(made.exit, Some(0), "{made:?}");
    // For a program that knows the old root only, the new one is an authority under it.
    openssl_verifies(
        &table.path("root-2028.crt.pem"),
        &table.path("signers/77-2028.crt.pem"),
    );
    assert!(table.path("root-2028-by-2027.crt.pem").exists());
}

#[test]
fn keys_in_a_token_are_made_there_and_never_twice() {
    let table = Table::with_token();
    let token = table.token.as_ref().unwrap();
    table.plan(&plan(&token.uri("root"), &token.uri("signer-77")));
    let digest = table.rehearse();
    let made = table.hold(Some(&digest));
    assert_eq!(made.exit, Some(0), "{made:?}");
    assert!(
        made.stdout
            .contains("token \"Office 77\", key \"signer-77\""),
        "{made:?}"
    );
    assert!(!made.stdout.contains(SoftHsm::PIN) && !made.stderr.contains(SoftHsm::PIN));
    assert!(!table.path("root.key.pem").exists());
    openssl_verifies(
        &table.path("root.crt.pem"),
        &table.path("signers/77.crt.pem"),
    );

    // The certificates went astray; the keys are still there and are not replaced.
    for name in [
        "root.crt.pem",
        "signers/77.crt.pem",
        "status.crt.pem",
        "status.key.pem",
        "protocol.txt",
    ] {
        fs::remove_file(table.path(name)).unwrap();
    }
    let again = table.hold(Some(&digest));
    assert_eq!(again.exit, EXIT_DEVICE, "{again:?}");
    assert!(
        again.stderr.contains("a key is never replaced"),
        "{again:?}"
    );
    assert!(!table.path("root.crt.pem").exists());
}

#[test]
fn a_wrong_pin_is_said_and_costs_one_try() {
    let table = Table::with_token();
    let token = table.token.as_ref().unwrap();
    table.plan(&plan(&token.uri("root"), &token.uri("signer-77")));
    let digest = table.rehearse();
    fs::write(token.pin_file(), "0000").unwrap();
    let ran = table.hold(Some(&digest));
    assert_eq!(ran.exit, EXIT_DEVICE, "{ran:?}");
    assert!(
        ran.stderr.contains("the PIN of token “Office 77” is wrong"),
        "{ran:?}"
    );
    assert!(!table.path("root.crt.pem").exists());
}
