// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A token in software (SoftHSM 2) in a folder of its own, for tests of keys that cannot be copied.
//!
//! SoftHSM finds its tokens by an environment variable that a process gets when it starts: programs
//! under test are started with [`SoftHsm::VARIABLE`] set to [`SoftHsm::configuration`].

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use epatent_core::UnixTime;
use tempfile::TempDir;

use crate::fixed;

/// Folders in which Debian and Ubuntu keep the module.
const FOLDERS: [&str; 3] = [
    "/usr/lib/softhsm",
    "/usr/lib/x86_64-linux-gnu/softhsm",
    "/usr/lib/aarch64-linux-gnu/softhsm",
];

/// One token; its folder goes away with the value.
#[derive(Debug)]
pub struct SoftHsm {
    folder: TempDir,
}

impl SoftHsm {
    /// The variable that names the configuration.
    pub const VARIABLE: &'static str = "SOFTHSM2_CONF";
    /// The label of the token.
    pub const LABEL: &'static str = "Office 77";
    /// The PIN of its user.
    pub const PIN: &'static str = "4711-lab";

    /// Makes a token without keys.
    ///
    /// # Panics
    /// SoftHSM is not installed, or does not make one.
    #[must_use]
    pub fn new() -> Self {
        let token = Self {
            folder: fixed(tempfile::tempdir()),
        };
        let tokens = token.folder.path().join("tokens");
        fixed(std::fs::create_dir(&tokens));
        let settings = format!(
            "directories.tokendir = {}\nlog.level = ERROR\n",
            tokens.display()
        );
        fixed(std::fs::write(token.configuration(), settings));
        fixed(std::fs::write(token.pin_file(), Self::PIN));
        token.tool(&[
            "--init-token",
            "--free",
            "--label",
            Self::LABEL,
            "--so-pin",
            "so-pin-0",
            "--pin",
            Self::PIN,
        ]);
        token
    }

    /// The file that [`SoftHsm::VARIABLE`] names.
    #[must_use]
    pub fn configuration(&self) -> PathBuf {
        self.folder.path().join("softhsm2.conf")
    }

    /// The file that holds the PIN; a test may write another one into it.
    #[must_use]
    pub fn pin_file(&self) -> PathBuf {
        self.folder.path().join("pin")
    }

    /// The folder, for files that a test needs beside the token.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The URI of a key in the token (RFC 7512), with module and PIN file.
    #[must_use]
    pub fn uri(&self, object: &str) -> String {
        format!(
            "pkcs11:token={};object={object}?module-path={}&pin-source={}",
            Self::LABEL.replace(' ', "%20"),
            Self::module().display(),
            self.pin_file().display()
        )
    }

    /// The plan of a ceremony that makes a document signer of region 77 in this token, under the root
    /// of an office that `lab init` made. Its certificate will be `in-token.crt.pem`.
    #[must_use]
    pub fn plan(&self, uri: &str, from: UnixTime, until: UnixTime) -> String {
        format!(
            r#"
schema = 1
title = "A signer in a token"
environment = "lab"
country = "RU"
organisation = "LAB - not a real authority"
[root]
name = "as it is"
algorithm = "ed25519"
from = "{from}"
until = "{until}"
key = "file:root.key.pem"
certificate = "root.crt.pem"
exists = true
[[signer]]
name = "Signer in a token"
roles = ["document"]
regions = ["77"]
algorithm = "ed25519"
from = "{from}"
until = "{until}"
key = "{uri}"
certificate = "in-token.crt.pem"
"#
        )
    }

    /// Runs this test once more, in the setting of this token: the module reads it when it is loaded.
    ///
    /// # Panics
    /// The test cannot be started.
    pub fn run_again(&self, change: impl FnOnce(&mut Command)) -> ExitCode {
        let mut command = Command::new(fixed(std::env::current_exe()));
        command.env(Self::VARIABLE, self.configuration());
        change(&mut command);
        if fixed(command.status()).success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    /// Runs `softhsm2-util` on this token.
    ///
    /// # Panics
    /// It is not installed, or fails.
    pub fn tool(&self, arguments: &[&str]) {
        let output = fixed(
            Command::new("softhsm2-util")
                .env(Self::VARIABLE, self.configuration())
                .args(arguments)
                .output(),
        );
        assert!(
            output.status.success(),
            "softhsm2-util {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// The PKCS#11 module.
    ///
    /// # Panics
    /// SoftHSM is not installed; `cargo xtask test` installs it.
    #[must_use]
    pub fn module() -> PathBuf {
        let file = FOLDERS
            .iter()
            .map(|folder| Path::new(folder).join("libsofthsm2.so"))
            .find(|path| path.exists());
        fixed(file.ok_or("libsofthsm2.so is not installed; cargo xtask test installs it"))
    }
}

impl Default for SoftHsm {
    fn default() -> Self {
        Self::new()
    }
}
