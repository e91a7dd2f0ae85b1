// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Roots that come and go, as the office's folder says it. The pinned ones, with which devices are set
//! up, lie in the trust directory.
//!
//! ```text
//! roots/<key>.introduced.pem   a certificate of the new root that a root before it signed
//! roots/<key>.retired.toml     since when nothing new is signed under it
//! roots/<key>.settled.toml     since when every device is set up with it
//! ```
//!
//! `<key>` is the SHA-256 of the root's key.
//!
//! ```toml
//! schema = 1
//! since = "2027-03-01T00:00:00Z"    # the first second in which a signature under it is worth nothing
//! reason = "end-of-term"
//! ```
//!
//! A settlement has the same form.

use crate::desk::{self, Desk};
use crate::folder_acts::{self, Kind, Said, Saying};
use crate::problems;
use crate::store::{self, Store};
use epatent_cli::files;
use epatent_cli::{Failure, FileTrouble, Words};
use epatent_core::UnixTime;
use epatent_core::bundle::{RetiredRoot, key_digest};
use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::object::Digest;
use epatent_office::publish::is_signed_by;
use epatent_register::{Act, Intent, Register, RegisterError, RootChange};
use epatent_terminal::TrustDirectory;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Most files of a kind that are looked at: more than a bundle can name.
const MAX_ROOTS: usize = 64;
/// The largest file, in bytes.
const MAX_FILE: u64 = 16 * 1024;
const SCHEMA: u32 = 1;
/// How the file of a certificate ends, that of a retirement, and that of a settlement.
const INTRODUCED: &str = ".introduced.pem";
const RETIRED: &str = ".retired.toml";
const SETTLED: &str = ".settled.toml";
/// How each ends while it waits for its place.
const WAITING: &str = ".next";
/// First bytes of what is approved.
const INTRODUCTION_DOMAIN: &[u8] = b"epatent-issue root introduction 1";
const RETIREMENT_DOMAIN: &[u8] = b"epatent-issue root retirement 1";
const SETTLEMENT_DOMAIN: &[u8] = b"epatent-issue root settlement 1";

/// What the folder says.
pub(crate) struct Roots {
    /// Certificates of new roots, by the beginning of their terms.
    pub(crate) introduced: Vec<Certificate>,
    pub(crate) retired: Vec<RetiredRoot>,
    /// Roots with which every device is set up, and since when.
    settled: Vec<RetiredRoot>,
    /// What each of their files says.
    pub(crate) said: Vec<Said>,
}

/// A retirement as it is kept, and a settlement.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Retired {
    schema: u32,
    since: String,
    reason: String,
}

impl Roots {
    /// Reads what the folder says; nothing where it says nothing.
    pub(crate) fn of(store: &Store, words: &Words) -> Result<Self, Failure> {
        let folder = store.roots();
        let mut said = Vec::new();
        let mut introduced = Vec::new();
        for key in keys(&folder, INTRODUCED) {
            let saying = saying_of_key(store, RootChange::Introduce, key);
            let path = saying.place.clone();
            let file = files::read_bounded(words, &path, saying.limit)?;
            let certificate = store::certificate_in(words, &path, &file)?;
            if key_digest(certificate.public_key()) != key {
                let reason = words.text("reason-root-of-another-name");
                return Err(FileTrouble::Unusable { reason: &reason }.failure(words, &path));
            }
            introduced.push(certificate);
            said.push(saying.said(&file));
        }
        introduced.sort_by_key(Certificate::not_before);
        let mut all_dated = |change, ending| -> Result<Vec<RetiredRoot>, Failure> {
            let mut roots = Vec::new();
            for key in keys(&folder, ending) {
                let saying = saying_of_key(store, change, key);
                let file = files::read_bounded(words, &saying.place, saying.limit)?;
                let (since, _) = dated(&saying.place, &file, words)?;
                roots.push(RetiredRoot { key, since });
                said.push(saying.said(&file));
            }
            Ok(roots)
        };
        let retired = all_dated(RootChange::Retire, RETIRED)?;
        let settled = all_dated(RootChange::Settle, SETTLED)?;
        Ok(Self {
            introduced,
            retired,
            settled,
            said,
        })
    }

    /// The certificates in DER.
    pub(crate) fn introduced_der(&self) -> Vec<Vec<u8>> {
        let certificates = self.introduced.iter();
        certificates.map(|one| one.der().to_vec()).collect()
    }

    /// Digests of the keys of roots with which every device is set up at a time.
    pub(crate) fn settled_at(&self, at: UnixTime) -> Vec<Digest> {
        let settled = self.settled.iter().filter(|root| root.since <= at);
        settled.map(|root| root.key).collect()
    }

    /// The acts by which this root was introduced; it may have been said again after its file was lost.
    pub(crate) fn introduced_by(
        &self,
        root: &Certificate,
        register: &mut Register,
        store: &Store,
    ) -> Result<Vec<Intent>, RegisterError> {
        let place = saying(store, RootChange::Introduce, root).place;
        let said = self.said.iter().find(|said| said.place == place);
        let mut done = register.acts_done(Act::IntroduceRoot)?;
        done.retain(|intent| said.is_some_and(|said| said.act == intent.subject));
        Ok(done)
    }

    /// From when on what leads devices over the last change of the root may go: two people said so of
    /// every root that was introduced before it. `None` where they did not, or where no root changed.
    pub(crate) fn settled_from(
        &self,
        register: &mut Register,
        store: &Store,
    ) -> Result<Option<UnixTime>, RegisterError> {
        let Some(changed) = register.acts_done(Act::RollOver)?.pop() else {
            return Ok(None);
        };
        let mut from = None;
        for root in &self.introduced {
            let introduced = self.introduced_by(root, register, store)?;
            if introduced.iter().all(|intent| intent.key > changed.key) {
                continue;
            }
            let key = key_digest(root.public_key());
            let Some(settled) = self.settled.iter().find(|settled| settled.key == key) else {
                return Ok(None);
            };
            from = from.max(Some(settled.since));
        }
        Ok(from)
    }

    /// Whether nothing is signed at a time under a root with this key.
    pub(crate) fn is_retired(&self, key: &PublicKey, at: UnixTime) -> bool {
        let key = key_digest(key);
        let mut retired = self.retired.iter();
        retired.any(|root| root.key == key && root.since <= at)
    }

    /// Whether one of these roots, retired at a time, issued a certificate.
    pub(crate) fn retires<'r>(
        &self,
        mut roots: impl Iterator<Item = &'r Certificate>,
        certificate: &Certificate,
        at: UnixTime,
    ) -> bool {
        roots.any(|root| is_signed_by(certificate, root) && self.is_retired(root.public_key(), at))
    }
}

/// What the office judges its own cards by: its trust directory, and the roots that are being introduced
/// to devices.
pub(crate) fn own_trust(store: &Store, words: &Words) -> Result<TrustDirectory, Failure> {
    let mut trust = epatent_station::read_trust(words, &store.trust())?;
    for root in &Roots::of(store, words)?.introduced {
        // One that is pinned by now, or for which nobody vouches any more, adds nothing.
        let _ = trust.store.introduce(root.der());
    }
    Ok(trust)
}

/// A retirement or a settlement as the file says it that is going to lie at `path`.
pub(crate) fn dated_text(
    path: &Path,
    since: UnixTime,
    reason: &str,
    words: &Words,
) -> Result<String, Failure> {
    let kept = Retired {
        schema: SCHEMA,
        since: since.to_string(),
        reason: reason.to_owned(),
    };
    toml::to_string(&kept).map_err(|error| {
        let reason = error.to_string();
        FileTrouble::Unusable { reason: &reason }.failure(words, path)
    })
}

/// Finishes what was written down of roots and interrupted.
pub(crate) fn finish(desk: &mut Desk, store: &Store, words: &Words) -> Result<(), Failure> {
    let folder = store.roots();
    for (change, ending) in [
        (RootChange::Introduce, INTRODUCED),
        (RootChange::Retire, RETIRED),
        (RootChange::Settle, SETTLED),
    ] {
        let (stem, _) = ending.rsplit_once('.').unwrap_or((ending, ""));
        let waiting = keys(&folder, &format!("{stem}{WAITING}"));
        let all = keys(&folder, ending).into_iter().chain(waiting);
        let sayings: Vec<Saying> = all.map(|key| saying_of_key(store, change, key)).collect();
        folder_acts::finish(desk, Kind::Root(change), &sayings, words)?;
    }
    Ok(())
}

/// The file that says this of a root.
pub(crate) fn saying(store: &Store, change: RootChange, root: &Certificate) -> Saying {
    saying_of_key(store, change, key_digest(root.public_key()))
}

/// The same by the SHA-256 of its key.
fn saying_of_key(store: &Store, change: RootChange, key: Digest) -> Saying {
    let (domain, ending) = match change {
        RootChange::Introduce => (INTRODUCTION_DOMAIN, INTRODUCED),
        RootChange::Retire => (RETIREMENT_DOMAIN, RETIRED),
        RootChange::Settle => (SETTLEMENT_DOMAIN, SETTLED),
    };
    Saying {
        kind: Kind::Root(change),
        about: [domain, key.as_bytes()].concat(),
        place: store.roots().join(format!("{key}{ending}")),
        limit: MAX_FILE,
    }
}

/// The keys that files of a folder with this ending are about. No folder, no files.
fn keys(folder: &Path, ending: &str) -> Vec<Digest> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut keys: Vec<Digest> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| desk::digest(name.strip_suffix(ending)?))
        .take(MAX_ROOTS)
        .collect();
    keys.sort_unstable();
    keys
}

/// What a retirement or a settlement says that lies, or is going to lie, at `path`: since when, and the code
/// of the reason.
pub(crate) fn dated(
    path: &Path,
    file: &[u8],
    words: &Words,
) -> Result<(UnixTime, String), Failure> {
    let unusable = |reason: String| FileTrouble::Unusable { reason: &reason }.failure(words, path);
    let text = std::str::from_utf8(file).map_err(|error| unusable(error.to_string()))?;
    let kept: Retired =
        toml::from_str(text).map_err(|error| problems::toml(&error, text, path, words))?;
    if kept.schema != SCHEMA {
        return Err(unusable(format!("schema {}", kept.schema)));
    }
    let since = UnixTime::parse(&kept.since).map_err(|error| unusable(error.to_string()))?;
    Ok((since, kept.reason))
}
