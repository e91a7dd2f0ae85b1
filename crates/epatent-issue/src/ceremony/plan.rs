// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The plan of a ceremony, as people review it.
//!
//! ```toml
//! schema = 1
//! title = "Keys of 2027"
//! environment = "lab"                        # or "production"
//! country = "RU"
//! organisation = "Authority"
//!
//! [root]
//! name = "Root 2027"
//! algorithm = "ed25519"                      # or "es256"
//! from = "2027-01-01T00:00:00Z"
//! until = "2042-01-01T00:00:00Z"
//! key = "file:root.key.pem"                  # or "pkcs11:token=...;object=...?module-path=..."
//! certificate = "root.crt.pem"
//! exists = false                             # true: key and certificate are there and are used
//!
//! [succeeds]                                 # roll-over: the old root signs the new one
//! key = "file:old/root.key.pem"
//! certificate = "old/root.crt.pem"
//! cross = "root-by-old.crt.pem"
//!
//! [[signer]]
//! name = "Document signer 77, 2027"
//! roles = ["document"]                       # document, payment, status, bundle
//! regions = ["77"]
//! algorithm = "ed25519"
//! from = "2027-01-01T00:00:00Z"
//! until = "2029-01-01T00:00:00Z"
//! key = "file:signers/77.key.pem"
//! certificate = "signers/77.crt.pem"
//! follows = "old/77.crt.pem"                 # its terms must overlap by 30 days
//! ```
//!
//! Paths are relative to the plan's own folder.

use crate::keys::KeyPlace;
use crate::problems;
use epatent_cli::{Console, Exit, Failure, Value, Words};
use epatent_core::certificate::Role;
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use epatent_pkcs11::Curve;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The schema of the file.
const SCHEMA: u32 = 1;
/// Most signers of one ceremony.
const MAX_SIGNERS: usize = 500;
/// A signer and the one before it are both good for at least this long, in seconds: 30 days, so that
/// devices that were not reached for a while know the new one before the old one ends.
pub(crate) const OVERLAP: u64 = 30 * 24 * 3600;

/// A plan without problems.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) title: String,
    pub(super) environment: Environment,
    pub(super) country: String,
    pub(super) organisation: String,
    pub(super) root: Planned,
    pub(super) root_exists: bool,
    pub(super) succeeds: Option<Succeeds>,
    pub(super) signers: Vec<PlannedSigner>,
}

/// A key and its certificate, to be made.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) name: String,
    pub(super) curve: Curve,
    pub(super) from: UnixTime,
    pub(super) until: UnixTime,
    pub(super) key: KeyPlace,
    pub(super) certificate: PathBuf,
}

/// A signer to be made.
#[derive(Debug)]
pub(super) struct PlannedSigner {
    pub(super) planned: Planned,
    pub(super) roles: Vec<Role>,
    pub(super) regions: Vec<Region>,
    pub(super) follows: Option<PathBuf>,
}

/// The root before, which signs the new one.
#[derive(Debug)]
pub(super) struct Succeeds {
    pub(super) key: KeyPlace,
    pub(super) certificate: PathBuf,
    pub(super) cross: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: u32,
    title: String,
    environment: RawEnvironment,
    country: String,
    organisation: String,
    root: RawRoot,
    succeeds: Option<RawSucceeds>,
    #[serde(default)]
    signer: Vec<RawSigner>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawEnvironment {
    Lab,
    Production,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawAlgorithm {
    Ed25519,
    Es256,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawRole {
    Document,
    Payment,
    Status,
    Bundle,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRoot {
    name: String,
    algorithm: RawAlgorithm,
    from: String,
    until: String,
    key: String,
    certificate: String,
    #[serde(default)]
    exists: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSucceeds {
    key: String,
    certificate: String,
    cross: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSigner {
    name: String,
    roles: Vec<RawRole>,
    #[serde(default)]
    regions: Vec<String>,
    algorithm: RawAlgorithm,
    from: String,
    until: String,
    key: String,
    certificate: String,
    follows: Option<String>,
}

impl Plan {
    /// Reads and judges a plan.
    ///
    /// # Errors
    /// Exit 2 with every problem in a line of its own, each with the field.
    pub(super) fn read(text: &str, path: &Path, console: &Console) -> Result<Self, Failure> {
        let words = &console.words;
        let raw: Raw =
            toml::from_str(text).map_err(|error| problems::toml(&error, text, path, words))?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let mut reader = Reader {
            folder,
            production: matches!(raw.environment, RawEnvironment::Production),
            problems: Vec::new(),
            words,
        };
        let plan = reader.plan(raw);
        match plan {
            Some(plan) if reader.problems.is_empty() => Ok(plan),
            _ => {
                let values = [
                    ("path", path.display().to_string().into()),
                    ("count", reader.problems.len().into()),
                ];
                let failure = Failure::new(words, Exit::Usage, "error-plan", &values);
                Err(failure.with_details(&reader.problems))
            }
        }
    }

    /// Every certificate that is to be written.
    pub(super) fn new_certificates(&self) -> impl Iterator<Item = &Path> {
        let root = (!self.root_exists).then_some(self.root.certificate.as_path());
        let cross = self.succeeds.as_ref().map(|old| old.cross.as_path());
        let signers = self
            .signers
            .iter()
            .map(|signer| signer.planned.certificate.as_path());
        root.into_iter().chain(cross).chain(signers)
    }

    /// Refuses what is there already, before anything is made. Keys in tokens are looked at when they
    /// are made, because that needs the PIN.
    pub(super) fn refuse_what_exists(&self, console: &Console) -> Result<(), Failure> {
        let root = (!self.root_exists).then_some(&self.root.key);
        let signers = self.signers.iter().map(|signer| &signer.planned.key);
        let keys = root.into_iter().chain(signers).filter_map(|key| match key {
            KeyPlace::File(path) => Some(path.as_path()),
            KeyPlace::Token(_) => None,
        });
        for path in keys.chain(self.new_certificates()) {
            epatent_cli::files::refuse_unwritable(&console.words, path)?;
        }
        Ok(())
    }
}

/// Reads the parts and keeps every problem.
struct Reader<'a> {
    folder: &'a Path,
    production: bool,
    problems: Vec<String>,
    words: &'a Words,
}

impl Reader<'_> {
    fn problem(&mut self, place: &str, id: &str, values: &[(&str, Value<'_>)]) {
        let what = self.words.say(id, values);
        self.problems.push(format!("{place}: {what}"));
    }

    fn plan(&mut self, raw: Raw) -> Option<Plan> {
        if raw.schema != SCHEMA {
            self.problem("schema", "plan-schema", &[("schema", SCHEMA.into())]);
        }
        if raw.signer.len() > MAX_SIGNERS {
            self.problem("signer", "plan-many", &[("most", MAX_SIGNERS.into())]);
        }
        let root = self.planned(
            "root",
            (raw.root.name, raw.root.algorithm),
            (&raw.root.from, &raw.root.until),
            (&raw.root.key, &raw.root.certificate),
        );
        let succeeds = raw.succeeds.and_then(|old| {
            Some(Succeeds {
                key: self.key("succeeds.key", &old.key)?,
                certificate: self.folder.join(old.certificate),
                cross: self.folder.join(old.cross),
            })
        });
        let signers: Vec<PlannedSigner> = raw
            .signer
            .into_iter()
            .enumerate()
            .filter_map(|(index, signer)| {
                self.signer(&format!("signer {}", index.saturating_add(1)), signer)
            })
            .collect();
        let plan = Plan {
            title: raw.title,
            environment: match raw.environment {
                RawEnvironment::Lab => Environment::Lab,
                RawEnvironment::Production => Environment::Production,
            },
            country: raw.country,
            organisation: raw.organisation,
            root: root?,
            root_exists: raw.root.exists,
            succeeds,
            signers,
        };
        self.compare(&plan);
        Some(plan)
    }

    fn signer(&mut self, place: &str, raw: RawSigner) -> Option<PlannedSigner> {
        let roles: Vec<Role> = raw
            .roles
            .iter()
            .map(|role| match role {
                RawRole::Document => Role::Document,
                RawRole::Payment => Role::Payment,
                RawRole::Status => Role::Status,
                RawRole::Bundle => Role::Bundle,
            })
            .collect();
        if roles.len() != 1 {
            // A key that signs documents and lists could cover its own tracks.
            self.problem(&format!("{place}.roles"), "plan-one-role", &[]);
        }
        let mut regions = Vec::new();
        for text in &raw.regions {
            match Region::parse(text) {
                Ok(region) if region.is_known() => regions.push(region),
                _ => self.problem(
                    &format!("{place}.regions"),
                    "plan-region",
                    &[("code", text.as_str().into())],
                ),
            }
        }
        regions.sort_unstable();
        regions.dedup();
        if regions.is_empty() && roles != [Role::Bundle] && raw.regions.is_empty() {
            self.problem(&format!("{place}.regions"), "plan-no-region", &[]);
        }
        let planned = self.planned(
            place,
            (raw.name, raw.algorithm),
            (&raw.from, &raw.until),
            (&raw.key, &raw.certificate),
        )?;
        Some(PlannedSigner {
            planned,
            roles,
            regions,
            follows: raw.follows.map(|path| self.folder.join(path)),
        })
    }

    fn planned(
        &mut self,
        place: &str,
        (name, algorithm): (String, RawAlgorithm),
        (from, until): (&str, &str),
        (key, certificate): (&str, &str),
    ) -> Option<Planned> {
        let first = self.time(&format!("{place}.from"), from);
        let last = self.time(&format!("{place}.until"), until);
        let key = self.key(&format!("{place}.key"), key);
        let planned = Planned {
            name,
            curve: match algorithm {
                RawAlgorithm::Ed25519 => Curve::Ed25519,
                RawAlgorithm::Es256 => Curve::P256,
            },
            from: first?,
            until: last?,
            key: key?,
            certificate: self.folder.join(certificate),
        };
        if planned.until <= planned.from {
            self.problem(&format!("{place}.until"), "plan-term", &[]);
        }
        Some(planned)
    }

    fn time(&mut self, place: &str, text: &str) -> Option<UnixTime> {
        let time = UnixTime::parse(text).ok();
        if time.is_none() {
            self.problem(place, "plan-time", &[]);
        }
        time
    }

    fn key(&mut self, place: &str, text: &str) -> Option<KeyPlace> {
        match KeyPlace::parse(text, self.folder) {
            Ok(KeyPlace::File(_)) if self.production => {
                self.problem(place, "plan-production-key", &[]);
                None
            }
            Ok(key) => Some(key),
            Err(reason) => {
                self.problem(place, "plan-key", &[("reason", reason.into())]);
                None
            }
        }
    }

    /// What the parts have to do with each other.
    fn compare(&mut self, plan: &Plan) {
        let mut certificates = BTreeSet::new();
        let mut names = BTreeSet::new();
        for (index, signer) in plan.signers.iter().enumerate() {
            let place = format!("signer {}", index.saturating_add(1));
            let planned = &signer.planned;
            if planned.from < plan.root.from || planned.until > plan.root.until {
                self.problem(&place, "plan-root-term", &[]);
            }
            if !names.insert(planned.name.as_str()) {
                self.problem(
                    &format!("{place}.name"),
                    "plan-twice",
                    &[("what", planned.name.as_str().into())],
                );
            }
        }
        for path in plan.new_certificates() {
            if !certificates.insert(path) {
                let what = path.display().to_string();
                self.problem("certificate", "plan-twice", &[("what", what.into())]);
            }
        }
        let keys: Vec<&KeyPlace> = std::iter::once(&plan.root.key)
            .chain(plan.signers.iter().map(|signer| &signer.planned.key))
            .collect();
        for (index, key) in keys.iter().enumerate() {
            if keys.iter().take(index).any(|other| other == key) {
                self.problem("key", "plan-twice", &[("what", key.to_string().into())]);
            }
        }
    }
}
