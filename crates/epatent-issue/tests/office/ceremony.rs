// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Ceremonies of an office that is there already: another root, other signers.

use crate::{Office, program};
use epatent_core::UnixTime;
use epatent_testkit::desk::Ran;
use epatent_testkit::softhsm::SoftHsm;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// The regions of the office.
pub(crate) const ALL: &str = r#""77", "50", "78""#;

/// This moment and some hours.
pub(crate) fn hours_from_now(hours: i64) -> UnixTime {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seconds = now.as_secs().checked_add_signed(hours * 3_600).unwrap();
    UnixTime::from_seconds(seconds).unwrap()
}

/// This moment and some days.
pub(crate) fn days_from_now(days: i64) -> UnixTime {
    hours_from_now(24 * days)
}

/// A root, or a signer, with the place of its key. Certificates have the name, too.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) key: String,
}

impl Wanted {
    /// One whose key is a file.
    pub(crate) fn in_file(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            key: format!("file:signers/{name}.key.pem"),
        }
    }

    fn lines(&self, certificate: &str) -> String {
        // The newest of those whom devices believe signs: later than the laboratory's, which are a day
        // old.
        let (from, until) = (hours_from_now(-1), days_from_now(400));
        let Self { name, key } = self;
        format!(
            r#"
name = "{name}"
algorithm = "ed25519"
from = "{from}"
until = "{until}"
key = "{key}"
certificate = "{certificate}"
"#
        )
    }

    /// The lines of a plan for a signer with a role.
    pub(crate) fn signer(&self, role: &str, regions: &str) -> String {
        let lines = self.lines(&format!("signers/{}.crt.pem", self.name));
        format!("[[signer]]{lines}roles = [\"{role}\"]\nregions = [{regions}]\n")
    }

    /// The lines of a plan for a root, with more of them.
    pub(crate) fn root(&self, more: &str) -> String {
        let lines = self.lines(&format!("{}.crt.pem", self.name));
        format!("[root]{lines}{more}\n")
    }
}

impl Office {
    /// Holds a ceremony in the office's folder, of a root and signers.
    pub(crate) fn hold_ceremony(&self, name: &str, parts: &[String], token: Option<&SoftHsm>) {
        let plan = self.store(&format!("{name}.toml"));
        let head = r#"
schema = 1
title = "Keys of another year"
environment = "lab"
country = "RU"
organisation = "LAB - not a real authority"
"#;
        fs::write(&plan, format!("{head}{}", parts.concat())).unwrap();
        let hold = |more: &[&str]| {
            let mut command = program(&["ca", "ceremony", "--lang", "en"]);
            command.arg(&plan).arg("--protocol");
            command.arg(self.path(&format!("{name}.txt"))).args(more);
            if let Some(token) = token {
                command.env(SoftHsm::VARIABLE, token.configuration());
            }
            Ran::of(&mut command)
        };
        let rehearsed = hold(&[]);
        assert_eq!(rehearsed.exit, Some(0), "{rehearsed:?}");
        let (_, digest) = rehearsed.stderr.split_once("--reviewed ").unwrap();
        let made = hold(&["--reviewed", digest.trim()]);
        assert_eq!(made.exit, Some(0), "{made:?}");
    }
}
