// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! All signers that an office knows: its own, and those of others whom its bundle names.
//!
//! ```toml
//! # signers/<name>.withdrawn.toml
//! schema = 1
//! since = "2026-11-25T12:00:00Z"    # the first second in which a signature is worth nothing
//! earlier = "good"                  # or "falls", or "listed"
//! objects = []                      # with "listed": SHA-256 of EF.SO of the cards that stay good
//! reason = "stolen-key"
//! ```

use crate::desk;
use crate::folder_acts::Said;
use crate::problems;
use crate::store::{self, Store};
use crate::withdrawals;
use epatent_cli::files;
use epatent_cli::{Console, Failure, FileTrouble, Words};
use epatent_core::UnixTime;
use epatent_core::bundle::{Earlier, ListedSigner, Withdrawal};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::{Digest, Environment};
use epatent_office::production::DocumentSigner;
use epatent_office::publish::{Believed, Signatory, listed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Most signers of a folder: as many as a bundle can name.
const MAX_SIGNERS: usize = epatent_core::bundle::MAX_SIGNERS;
/// The largest withdrawal, in bytes: a thousand digests.
pub(crate) const MAX_WITHDRAWAL: u64 = 128 * 1024;
const SCHEMA: u32 = 1;
/// How a certificate's file ends.
const ENDING: &str = ".crt.pem";

/// A signer that the office knows.
pub(crate) struct KnownSigner {
    /// The name of its files.
    pub(crate) name: String,
    pub(crate) certificate: Certificate,
    pub(crate) withdrawal: Option<Withdrawal>,
    /// The bytes of the file that says it.
    withdrawal_file: Option<Vec<u8>>,
}

impl KnownSigner {
    /// What the file of its withdrawal says, where it has one.
    pub(crate) fn said(&self, store: &Store) -> Option<Said> {
        let file = self.withdrawal_file.as_ref()?;
        Some(withdrawals::saying(store, self).said(file))
    }
}

/// A withdrawal as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawn {
    schema: u32,
    since: String,
    earlier: EarlierWord,
    #[serde(default)]
    objects: Vec<String>,
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EarlierWord {
    Good,
    Falls,
    Listed,
}

/// Every signer of a store, by the names of their files.
pub(crate) fn known(store: &Store, console: &Console) -> Result<Vec<KnownSigner>, Failure> {
    let words = &console.words;
    store.demand(words)?;
    let folder = store.signers();
    let entries = std::fs::read_dir(&folder)
        .map_err(|error| FileTrouble::NotRead(&error).failure(words, &folder))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(ENDING).map(ToOwned::to_owned))
        .take(MAX_SIGNERS)
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let path = withdrawal_file(store, &name);
            let file = match path.exists() {
                true => Some(files::read_bounded(words, &path, MAX_WITHDRAWAL)?),
                false => None,
            };
            let said = file.as_deref().map(|file| withdrawal(&path, file, words));
            Ok(KnownSigner {
                certificate: store::read_certificate(words, &store.certificate_file(&name))?,
                withdrawal: said.transpose()?,
                withdrawal_file: file,
                name,
            })
        })
        .collect()
}

/// Where the withdrawal of a signer is kept.
pub(crate) fn withdrawal_file(store: &Store, name: &str) -> PathBuf {
    store.signers().join(format!("{name}.withdrawn.toml"))
}

/// A withdrawal as the file says it that is going to lie at `path`.
pub(crate) fn withdrawal_text(
    path: &Path,
    withdrawal: &Withdrawal,
    reason: &str,
    words: &Words,
) -> Result<String, Failure> {
    let (earlier, objects) = match &withdrawal.earlier {
        Earlier::Good => (EarlierWord::Good, &[][..]),
        Earlier::Falls => (EarlierWord::Falls, &[][..]),
        Earlier::Listed(objects) => (EarlierWord::Listed, objects.as_slice()),
    };
    let kept = Withdrawn {
        schema: SCHEMA,
        since: withdrawal.since.to_string(),
        earlier,
        objects: objects.iter().map(ToString::to_string).collect(),
        reason: reason.to_owned(),
    };
    toml::to_string(&kept).map_err(|error| {
        let reason = error.to_string();
        FileTrouble::Unusable { reason: &reason }.failure(words, path)
    })
}

/// What the bytes of a withdrawal say, and the code of their reason.
pub(crate) fn withdrawal_said(
    path: &Path,
    file: &[u8],
    words: &Words,
) -> Result<(Withdrawal, String), Failure> {
    let said = withdrawal(path, file, words)?;
    let text = String::from_utf8_lossy(file);
    let reason = toml::from_str::<Withdrawn>(&text).map(|kept| kept.reason);
    Ok((said, reason.unwrap_or_default()))
}

fn withdrawal(path: &Path, file: &[u8], words: &Words) -> Result<Withdrawal, Failure> {
    let unusable = |reason: String| FileTrouble::Unusable { reason: &reason }.failure(words, path);
    let text = std::str::from_utf8(file).map_err(|error| unusable(error.to_string()))?;
    let kept: Withdrawn =
        toml::from_str(text).map_err(|error| problems::toml(&error, text, path, words))?;
    if kept.schema != SCHEMA {
        return Err(unusable(format!("schema {}", kept.schema)));
    }
    let objects: Option<BTreeSet<Digest>> =
        kept.objects.iter().map(|text| desk::digest(text)).collect();
    let objects = objects.ok_or_else(|| unusable(words.text("reason-no-digests")))?;
    let earlier = match kept.earlier {
        EarlierWord::Good => Earlier::Good,
        EarlierWord::Falls => Earlier::Falls,
        EarlierWord::Listed if objects.is_empty() => {
            return Err(unusable(words.text("reason-no-digests")));
        }
        EarlierWord::Listed => Earlier::Listed(objects.into_iter().collect()),
    };
    let since = UnixTime::parse(&kept.since).map_err(|error| unusable(error.to_string()))?;
    Ok(Withdrawal { since, earlier })
}

/// What a bundle says of these signers.
pub(crate) fn entries(signers: &[KnownSigner]) -> Vec<ListedSigner> {
    signers
        .iter()
        .map(|signer| ListedSigner {
            withdrawal: signer.withdrawal.clone(),
            ..listed(&signer.certificate)
        })
        .collect()
}

/// Opens the keys that sign lists and bundle now: of each role and region the newest, so that a key
/// that is not needed is not asked for. One whom devices believe already goes before a newer one.
pub(crate) fn signatories(
    store: &Store,
    signers: &[KnownSigner],
    environment: Environment,
    now: UnixTime,
    (believed, is_retired): (&Believed, &dyn Fn(&Certificate) -> bool),
    words: &Words,
) -> Result<Vec<Signatory>, Failure> {
    let mut candidates: Vec<&KnownSigner> = signers
        .iter()
        .filter(|signer| {
            let certificate = &signer.certificate;
            let term = certificate.not_before()..=certificate.not_after();
            signer.withdrawal.is_none()
                && term.contains(&now)
                && store.has_key(&signer.name)
                && !is_retired(certificate)
        })
        .collect();
    candidates.sort_by_key(|signer| {
        let certificate = &signer.certificate;
        std::cmp::Reverse((believed.takes(certificate), certificate.not_before()))
    });
    let mut covered = BTreeSet::new();
    let mut opened = Vec::new();
    for signer in candidates {
        let certificate = &signer.certificate;
        let roles = [Role::Status, Role::Payment, Role::Bundle];
        let roles = roles
            .into_iter()
            .filter(|role| certificate.roles().contains(role));
        let needs = roles.flat_map(|role| {
            let regions = certificate.regions().iter().map(|region| Some(*region));
            let none = (role == Role::Bundle).then_some(None);
            regions.chain(none).map(move |region| (role, region))
        });
        let before = covered.len();
        covered.extend(needs);
        if covered.len() > before {
            let DocumentSigner { key, certificate } =
                store.signer_named(words, &signer.name, environment)?;
            opened.push(Signatory { key, certificate });
        }
    }
    Ok(opened)
}
