// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The trust directory of a terminal: `trust.toml`, the pinned roots in `roots/*.pem`, in
//! `signers/*.pem` certificates of signers, whom printed codes name and do not carry, and the lists in
//! `lists/` where there are any.
//!
//! ```toml
//! schema = 1
//! environment = "production"     # or "lab"
//!
//! [policy]                       # every line has a default
//! wrong-region = "amber"         # or "red"
//! status = "required"            # "not-required" in a lab only
//! payment = "required"           # "not-required" in a lab only; by default as status
//! status-age-seconds = [172800, 604800]   # stale, expired; by default what the lists say
//! payment-age-seconds = [172800, 604800]  # the same
//! payment-grace-days = 0         # days after the last paid one that are amber and not red
//! expires-soon-days = 3
//! clock-tolerance-seconds = 300
//! ```

use epatent_core::cose::MAX_LIST_LENGTH;
use epatent_core::object::Environment;
use epatent_verify::{
    Imported, ListError, MaxAge, Policy, SignerCertificates, StatusRule, TrustError, TrustStore,
    WrongRegion,
};
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The file that says which environment and policy the directory is for.
pub const SETTINGS_FILE: &str = "trust.toml";
/// The folder of the pinned root certificates, one PEM file each.
pub const ROOTS_FOLDER: &str = "roots";
/// The folder of signers' certificates, one PEM file each; it may be missing. None is trusted for being
/// there: a pinned root must have signed it.
pub const SIGNERS_FOLDER: &str = "signers";
/// The schema of `trust.toml`.
const SCHEMA: u32 = 1;
/// The largest file that is read from the directory, in bytes.
const MAX_FILE: u64 = 64 * 1024;
/// The most files that are looked at in the roots folder.
const MAX_FILES: usize = 256;
/// The folder of the lists.
pub const LISTS_FOLDER: &str = "lists";
/// The most files that are looked at in the lists folder: a snapshot and the changes of two weeks for
/// each region and year, and room.
const MAX_LIST_FILES: usize = 8192;
/// The most bytes of lists that a terminal holds at once, those of a directory, a stick or a server: the
/// whole country's a dozen times. `[applet-spec trust §8]`, EPC-DEV-14.
pub const MAX_LISTS_TOTAL: usize = 256 * 1024 * 1024;
/// The label of a certificate in PEM (RFC 7468 section 5.1).
const CERTIFICATE_LABEL: &str = "CERTIFICATE";
/// How every block of PEM begins (RFC 7468 section 3).
const PEM_BEGIN: &[u8] = b"-----BEGIN ";

/// What a terminal trusts and under which policy it answers.
#[derive(Debug, Clone)]
pub struct TrustDirectory {
    /// The pinned roots.
    pub store: TrustStore,
    /// Certificates of signers at hand, for printed codes.
    pub signers: SignerCertificates,
    /// The rules of the answer.
    pub policy: Policy,
    /// The files of the lists as they are; nothing in them has been proved.
    pub list_files: Vec<(PathBuf, Vec<u8>)>,
}

/// A file of the lists folder, and what became of it. One that is refused does not make the directory
/// useless: what the others say holds, and a check that misses the refused one tells so.
pub type ListFile<'d> = (&'d Path, Result<Imported, ListError>);

/// Why a trust directory cannot be used; each names the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustDirectoryError {
    /// A file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// In the words of the system.
        source: std::io::Error,
    },
    /// A directory, a device or a pipe where a file must be.
    #[error("{}: not an ordinary file", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// A file among the certificates that is none by its name, and nobody can tell whether it was meant to
    /// be one.
    #[error("{}: only certificates in files named *.pem belong here", path.display())]
    NotARoot {
        /// The file.
        path: PathBuf,
    },
    /// A file is larger than any of its kind.
    #[error("{}: larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// The files of a folder are larger together than any folder of its kind.
    #[error("{}: more than {limit} bytes in all", path.display())]
    TooMuch {
        /// The folder.
        path: PathBuf,
        /// The limit in bytes.
        limit: usize,
    },
    /// A folder holds more files than any of its kind.
    #[error("{}: more than {limit} files", path.display())]
    TooManyFiles {
        /// The folder.
        path: PathBuf,
        /// The most files that are read of it.
        limit: usize,
    },
    /// The settings are not of the form above.
    #[error("{}: {reason}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// A root is not a PEM certificate, or more than one.
    #[error("{}: not a certificate in PEM: {reason}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A root cannot be trusted.
    #[error("{}: {source}", path.display())]
    Trust {
        /// The file, or the folder where there is no root at all.
        path: PathBuf,
        /// Why.
        source: TrustError,
    },
    /// The directory is one of production and does without lists.
    #[error("{}: \"not-required\" is for laboratories, because an annulled or unpaid patent would be called in force", path.display())]
    StatusNotRequired {
        /// The settings file.
        path: PathBuf,
    },
}

impl TrustDirectoryError {
    /// The file or folder that has to be mended.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Read { path, .. }
            | Self::NotAFile { path }
            | Self::NotARoot { path }
            | Self::TooLarge { path, .. }
            | Self::TooManyFiles { path, .. }
            | Self::TooMuch { path, .. }
            | Self::Settings { path, .. }
            | Self::Pem { path, .. }
            | Self::Trust { path, .. }
            | Self::StatusNotRequired { path } => path,
        }
    }
}

/// `trust.toml` as it is written.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    schema: u32,
    environment: EnvironmentWord,
    #[serde(default)]
    policy: PolicySettings,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum EnvironmentWord {
    Lab,
    Production,
}

/// A policy as `[policy]` of `trust.toml` says it, and as an office records it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PolicySettings {
    wrong_region: WrongRegionWord,
    status: StatusWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<StatusWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_age_seconds: Option<[u32; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_age_seconds: Option<[u32; 2]>,
    payment_grace_days: u8,
    expires_soon_days: u16,
    clock_tolerance_seconds: u32,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WrongRegionWord {
    Amber,
    Red,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum StatusWord {
    Required,
    NotRequired,
}

impl From<StatusRule> for StatusWord {
    fn from(rule: StatusRule) -> Self {
        match rule {
            StatusRule::Required => Self::Required,
            StatusRule::NotRequired => Self::NotRequired,
        }
    }
}

impl From<StatusWord> for StatusRule {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Required => Self::Required,
            StatusWord::NotRequired => Self::NotRequired,
        }
    }
}

const fn max_age([stale, expired]: [u32; 2]) -> MaxAge {
    MaxAge { stale, expired }
}

impl Default for PolicySettings {
    fn default() -> Self {
        let mut settings = Self::of(&Policy::default());
        // What the file does not say follows what it says of status lists.
        settings.payment = None;
        settings
    }
}

impl PolicySettings {
    /// A policy with every default said.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        Self {
            wrong_region: match policy.wrong_region {
                WrongRegion::Amber => WrongRegionWord::Amber,
                WrongRegion::Red => WrongRegionWord::Red,
            },
            status: policy.status.into(),
            payment: Some(policy.payment.into()),
            status_age_seconds: policy.status_age.map(|age| [age.stale, age.expired]),
            payment_age_seconds: policy.payment_age.map(|age| [age.stale, age.expired]),
            payment_grace_days: policy.payment_grace_days,
            expires_soon_days: policy.expires_soon_days,
            clock_tolerance_seconds: policy.clock_tolerance,
        }
    }

    /// What they say.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            wrong_region: match self.wrong_region {
                WrongRegionWord::Amber => WrongRegion::Amber,
                WrongRegionWord::Red => WrongRegion::Red,
            },
            status: self.status.into(),
            payment: self.payment.unwrap_or(self.status).into(),
            status_age: self.status_age_seconds.map(max_age),
            payment_age: self.payment_age_seconds.map(max_age),
            payment_grace_days: self.payment_grace_days,
            expires_soon_days: self.expires_soon_days,
            clock_tolerance: self.clock_tolerance_seconds,
        }
    }
}

/// The text of a `trust.toml`.
///
/// # Errors
/// The text of a value that TOML cannot carry, which no policy has.
pub fn settings_text(environment: Environment, policy: &Policy) -> Result<String, String> {
    let settings = Settings {
        schema: SCHEMA,
        environment: match environment {
            Environment::Lab => EnvironmentWord::Lab,
            Environment::Production => EnvironmentWord::Production,
        },
        policy: PolicySettings::of(policy),
    };
    toml::to_string(&settings).map_err(|error| error.to_string())
}

impl TrustDirectory {
    /// Reads the directory.
    ///
    /// # Errors
    /// [`TrustDirectoryError`] for the first file that cannot be used. Nothing is trusted then: a
    /// damaged root is not passed over, because the officer would see "issuer unknown" for a
    /// genuine card and no reason.
    pub fn read(directory: &Path) -> Result<Self, TrustDirectoryError> {
        let (environment, policy) = read_settings(directory)?;
        let folder = directory.join(ROOTS_FOLDER);
        let files = pem_files(&folder)?;
        let mut roots = Vec::with_capacity(files.len());
        for path in &files {
            roots.push(certificate(path)?);
        }
        let store = TrustStore::new(environment, &roots).map_err(|source| {
            let path = index_of(&source)
                .and_then(|index| files.get(index))
                .unwrap_or(&folder);
            TrustDirectoryError::Trust {
                path: path.clone(),
                source,
            }
        })?;
        let mut signers = SignerCertificates::new();
        let folder = directory.join(SIGNERS_FOLDER);
        if folder.is_dir() {
            for path in pem_files(&folder)? {
                signers.add(&certificate(&path)?);
            }
        }
        let list_files = list_files(&directory.join(LISTS_FOLDER), MAX_LISTS_TOTAL)?;
        Ok(Self {
            store,
            signers,
            policy,
            list_files,
        })
    }
}

/// The environment and the policy of a trust directory, and nothing else of it.
///
/// # Errors
/// [`TrustDirectoryError`] for its settings.
pub fn read_settings(directory: &Path) -> Result<(Environment, Policy), TrustDirectoryError> {
    let settings_path = directory.join(SETTINGS_FILE);
    let settings = settings(&settings_path)?;
    let policy = settings.policy.policy();
    let environment = match settings.environment {
        EnvironmentWord::Lab => Environment::Lab,
        EnvironmentWord::Production => Environment::Production,
    };
    let without_lists = [policy.status, policy.payment].contains(&StatusRule::NotRequired);
    if environment == Environment::Production && without_lists {
        return Err(TrustDirectoryError::StatusNotRequired {
            path: settings_path,
        });
    }
    Ok((environment, policy))
}

fn settings(path: &Path) -> Result<Settings, TrustDirectoryError> {
    let unusable = |reason: String| TrustDirectoryError::Settings {
        path: path.to_owned(),
        reason,
    };
    let bytes = read_bounded(path, MAX_FILE)?;
    let text = String::from_utf8(bytes).map_err(|error| unusable(error.to_string()))?;
    let settings: Settings =
        toml::from_str(&text).map_err(|error| unusable(position_and_message(&text, &error)))?;
    if settings.schema != SCHEMA {
        return Err(unusable(format!(
            "schema {}, this program reads {SCHEMA}",
            settings.schema
        )));
    }
    Ok(settings)
}

/// `line 3: unknown field ...`, in one line.
fn position_and_message(text: &str, error: &toml::de::Error) -> String {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| before.matches('\n').count().saturating_add(1));
    let message = error.message().lines().collect::<Vec<_>>().join(" ");
    line.map_or(message.clone(), |line| format!("line {line}: {message}"))
}

/// The certificates of the roots folder in the order of their names, so that a store is the same
/// on every machine.
fn pem_files(folder: &Path) -> Result<Vec<PathBuf>, TrustDirectoryError> {
    let files = files_of(folder, MAX_FILES)?;
    let other = files
        .iter()
        .find(|path| path.extension().is_none_or(|extension| extension != "pem"));
    match other {
        Some(path) => Err(TrustDirectoryError::NotARoot { path: path.clone() }),
        None => Ok(files),
    }
}

/// The lists, where the folder is there; at most `total` bytes.
fn list_files(folder: &Path, total: usize) -> Result<Vec<(PathBuf, Vec<u8>)>, TrustDirectoryError> {
    let paths = match files_of(folder, MAX_LIST_FILES) {
        Ok(paths) => paths,
        Err(TrustDirectoryError::Read { source, .. })
            if source.kind() == std::io::ErrorKind::NotFound =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let limit = u64::try_from(MAX_LIST_LENGTH).unwrap_or(u64::MAX);
    let mut room = total;
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = read_bounded(&path, limit)?;
        room = room
            .checked_sub(bytes.len())
            .ok_or_else(|| TrustDirectoryError::TooMuch {
                path: folder.to_owned(),
                limit: total,
            })?;
        files.push((path, bytes));
    }
    Ok(files)
}

/// The files of a folder in the order of their names, without those that systems leave behind.
fn files_of(folder: &Path, limit: usize) -> Result<Vec<PathBuf>, TrustDirectoryError> {
    let unreadable = |source| TrustDirectoryError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for (count, entry) in std::fs::read_dir(folder).map_err(unreadable)?.enumerate() {
        if count >= limit {
            return Err(TrustDirectoryError::TooManyFiles {
                path: folder.to_owned(),
                limit,
            });
        }
        let entry = entry.map_err(unreadable)?;
        // What systems and editors leave behind.
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        files.push(entry.path());
    }
    files.sort();
    Ok(files)
}

fn certificate(path: &Path) -> Result<Vec<u8>, TrustDirectoryError> {
    let unusable = |reason: String| TrustDirectoryError::Pem {
        path: path.to_owned(),
        reason,
    };
    let bytes = read_bounded(path, MAX_FILE)?;
    if bytes
        .windows(PEM_BEGIN.len())
        .filter(|part| *part == PEM_BEGIN)
        .count()
        > 1
    {
        return Err(unusable(
            "it holds several blocks; one certificate per file".to_owned(),
        ));
    }
    let (label, der) =
        pem_rfc7468::decode_vec(&bytes).map_err(|error| unusable(error.to_string()))?;
    if label != CERTIFICATE_LABEL {
        return Err(unusable(format!("the block is \"{label}\"")));
    }
    Ok(der)
}

fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, TrustDirectoryError> {
    let unreadable = |source| TrustDirectoryError::Read {
        path: path.to_owned(),
        source,
    };
    // Before the opening, because that of a pipe waits for a writer; and after it, because only
    // then is it sure to be the same file.
    demand_ordinary(path, &std::fs::metadata(path).map_err(unreadable)?)?;
    let file = File::open(path).map_err(unreadable)?;
    demand_ordinary(path, &file.metadata().map_err(unreadable)?)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        Ok(bytes)
    } else {
        Err(TrustDirectoryError::TooLarge {
            path: path.to_owned(),
            limit,
        })
    }
}

/// A device or a pipe may have no end, and what it says once it may not say again.
fn demand_ordinary(path: &Path, metadata: &Metadata) -> Result<(), TrustDirectoryError> {
    if metadata.is_file() {
        return Ok(());
    }
    Err(TrustDirectoryError::NotAFile {
        path: path.to_owned(),
    })
}

/// Which certificate of the list an error speaks of.
const fn index_of(error: &TrustError) -> Option<usize> {
    match error {
        TrustError::Certificate { index, .. }
        | TrustError::Key { index }
        | TrustError::NotRoot { index }
        | TrustError::Signature { index }
        | TrustError::Environment { index, .. } => Some(*index),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
