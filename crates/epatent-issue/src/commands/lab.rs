// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue lab init`: a root, document signers and a trust directory for a laboratory.

use crate::args::{Algorithm, LabInit};
use crate::store::{self, Store};
use epatent_apdu::scp03::SoftwareMasterKey;
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use epatent_office::settings::policy_of_program;
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{FileKey, LAB_KEY_LINE, SignError, Signer};
use epatent_terminal::{ROOTS_FOLDER, SETTINGS_FILE, SIGNERS_FOLDER, settings_text};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Term of the laboratory's root and signers, in seconds: ten years.
const TERM: u64 = 10 * 365 * 24 * 3600;
/// How long before now the term starts, in seconds, so that clocks that differ do no harm.
const HEAD_START: u64 = 24 * 3600;

#[derive(Serialize)]
struct Answer {
    store: String,
    trust: String,
    regions: Vec<String>,
}

pub(crate) fn init(args: &LabInit, console: &Console) -> Result<(), Failure> {
    demand_empty(&args.directory, console)?;
    let failed = |error: SignError| {
        Failure::new(
            &console.words,
            Exit::Usage,
            "error-signing",
            &[("reason", error.to_string().into())],
        )
    };
    let mut regions = args.region.clone();
    regions.sort_unstable();
    regions.dedup();
    let now = epatent_station::now(&console.words)?;
    let lab = Laboratory::make(&regions, args.algorithm, now).map_err(failed)?;
    lab.put(&args.directory, console)?;
    let store = Store::new(&args.directory);
    let answer = Answer {
        store: args.directory.display().to_string(),
        trust: store.trust().display().to_string(),
        regions: regions.iter().map(ToString::to_string).collect(),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.heading(&words.text("screen-lab-banner"));
    table.row(&words.text("field-store"), &answer.store);
    table.row(&words.text("field-trust"), &answer.trust);
    table.row(&words.text("field-regions"), &answer.regions.join(", "));
    console.output.answer(&table.render())
}

/// An existing folder with anything in it is left alone.
fn demand_empty(directory: &Path, console: &Console) -> Result<(), Failure> {
    match std::fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => {
            let path = directory.display().to_string();
            Err(Failure::new(
                &console.words,
                Exit::Usage,
                "error-folder-not-empty",
                &[("path", path.into())],
            ))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FileTrouble::NotRead(&error).failure(&console.words, directory)),
    }
}

/// Everything of a laboratory before any of it is written.
struct Laboratory {
    root_key: FileKey,
    root: Vec<u8>,
    signers: Vec<(Region, FileKey, Vec<u8>)>,
    /// Who signs lists and bundles, by the names of their files.
    list_signers: Vec<(&'static str, FileKey, Vec<u8>)>,
}

/// Each key has one role. The names are those of the files.
const LIST_SIGNERS: [(&str, Role); 3] = [
    ("status", Role::Status),
    ("payment", Role::Payment),
    ("bundle", Role::Bundle),
];

impl Laboratory {
    fn make(regions: &[Region], algorithm: Algorithm, now: UnixTime) -> Result<Self, SignError> {
        let mut rng = rand::rng();
        let mut key = || match algorithm {
            Algorithm::Ed25519 => FileKey::generate_ed25519(&mut rng).marked_lab(),
            Algorithm::Es256 => FileKey::generate_p256(&mut rng).marked_lab(),
        };
        let root_key = key();
        let keys: Vec<(Region, FileKey)> = regions.iter().map(|region| (*region, key())).collect();
        let list_keys = LIST_SIGNERS.map(|(name, role)| (name, role, key()));
        let (not_before, not_after) = term(now);
        let mut rng = rand::rng();
        let request = RootRequest {
            subject: subject("Patent card laboratory root".to_owned()),
            environment: Environment::Lab,
            not_before,
            not_after,
        };
        let root = self_signed_root(&request, &root_key, &mut rng)?;
        let issuer = Certificate::parse(&root)?;
        let mut sign = |key: &FileKey, name: &str, role, regions: &[Region]| {
            let request = SignerRequest {
                subject: subject(format!("Patent card laboratory {name}")),
                roles: vec![role],
                regions: regions.to_vec(),
                environment: Environment::Lab,
                not_before,
                not_after,
            };
            issue_signer(&request, &key.public_key(), &issuer, &root_key, &mut rng)
        };
        let mut signers = Vec::with_capacity(keys.len());
        for (region, key) in keys {
            let name = format!("signer {region}");
            let der = sign(&key, &name, Role::Document, &[region])?;
            signers.push((region, key, der));
        }
        let mut list_signers = Vec::with_capacity(LIST_SIGNERS.len());
        for (name, role, key) in list_keys {
            // A bundle speaks of no region.
            let regions = if role == Role::Bundle { &[] } else { regions };
            let der = sign(&key, &format!("{name} signer"), role, regions)?;
            list_signers.push((name, key, der));
        }
        Ok(Self {
            root_key,
            root,
            signers,
            list_signers,
        })
    }

    /// Makes the whole folder beside its place and moves it there, so that a failure leaves nothing.
    fn put(&self, directory: &Path, console: &Console) -> Result<(), Failure> {
        let not_written = |error: std::io::Error| {
            FileTrouble::NotWritten(&error).failure(&console.words, directory)
        };
        let parent = match directory.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(parent).map_err(not_written)?;
        let made = tempfile::Builder::new()
            .prefix(".epatent-lab-")
            .tempdir_in(parent)
            .map_err(not_written)?;
        self.save(made.path(), console)?;
        if directory.is_dir() {
            // It is empty, or this would not have begun.
            std::fs::remove_dir(directory).map_err(not_written)?;
        }
        std::fs::rename(made.path(), directory).map_err(not_written)
    }

    fn save(&self, directory: &Path, console: &Console) -> Result<(), Failure> {
        let store = Store::new(directory);
        let roots = store.trust().join(ROOTS_FOLDER);
        let known = store.trust().join(SIGNERS_FOLDER);
        for folder in [store.signers(), store.jobs(), roots.clone(), known.clone()] {
            std::fs::create_dir_all(&folder).map_err(|error| {
                FileTrouble::NotWritten(&error).failure(&console.words, &folder)
            })?;
        }
        let key = |path: PathBuf, key: &FileKey| {
            let pem = key
                .to_pkcs8_pem()
                .map_err(|error| unusable(console, &path, &error.to_string()))?;
            files::write_new(&console.words, &path, pem.as_bytes(), Readable::ByOwner)
        };
        let certificate = |path: PathBuf, der: &[u8]| {
            let pem =
                store::certificate_pem(der).map_err(|error| unusable(console, &path, &error))?;
            files::write_new(&console.words, &path, pem.as_bytes(), Readable::ByAll)
        };
        let master = SoftwareMasterKey::lab().to_text(LAB_KEY_LINE);
        files::write_new(
            &console.words,
            &store.card_master(),
            master.as_bytes(),
            Readable::ByOwner,
        )?;
        key(store.root_key(), &self.root_key)?;
        certificate(store.root_certificate(), &self.root)?;
        certificate(roots.join("lab-root.pem"), &self.root)?;
        for (region, signer_key, der) in &self.signers {
            key(store.signer_key(*region), signer_key)?;
            certificate(store.signer_certificate(*region), der)?;
            certificate(known.join(format!("{region}.pem")), der)?;
        }
        for (name, signer_key, der) in &self.list_signers {
            key(store.key_file(name), signer_key)?;
            certificate(store.certificate_file(name), der)?;
        }
        // A laboratory may do without lists, and says so; where they are there, they count.
        let policy = policy_of_program(Environment::Lab);
        let path = store.trust().join(SETTINGS_FILE);
        let settings = settings_text(Environment::Lab, &policy)
            .map_err(|error| unusable(console, &path, &error))?;
        files::write_new(&console.words, &path, settings.as_bytes(), Readable::ByAll)
    }
}

fn unusable(console: &Console, path: &Path, reason: &str) -> Failure {
    FileTrouble::Unusable { reason }.failure(&console.words, path)
}

fn subject(common_name: String) -> Subject {
    Subject {
        country: Some("RU".to_owned()),
        organization: Some("LAB - not a real authority".to_owned()),
        common_name,
    }
}

fn term(now: UnixTime) -> (UnixTime, UnixTime) {
    let at = |seconds| UnixTime::from_seconds(seconds).unwrap_or(now);
    (
        at(now.seconds().saturating_sub(HEAD_START)),
        at(now.seconds().saturating_add(TERM)),
    )
}
