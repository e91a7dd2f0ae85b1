// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why nothing was published.

use epatent_core::certificate::Role;
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use epatent_core::{Region, UnixTime};
use epatent_register::{Finding, RegisterError};
use epatent_sign::SignError;
use epatent_verify::IntroductionError;

use super::ROLLOVER_FILE;

/// Why a publication was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// A file of the site cannot be read or written.
    #[error("{name}: {source}")]
    File {
        /// The file.
        name: String,
        /// In the words of the system.
        source: std::io::Error,
    },
    /// What is published is not from a signer whom devices trust.
    #[error("the published {name} cannot be used: {reason}")]
    Damaged {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// The site shows more than the register knows: a copy of the register was put back, or the site is
    /// another office's.
    #[error("{name} is published as number {published}, and the register knows of {recorded}")]
    RegisterBehind {
        /// The file.
        name: String,
        /// Its version or sequence at the site.
        published: u64,
        /// The highest number in the register; 0 for none.
        recorded: u64,
    },
    /// The site shows another file than the register recorded under its number.
    #[error(
        "{name} is published as number {number} and is another file than the register recorded"
    )]
    OtherFile {
        /// The file.
        name: String,
        /// The version or sequence of both.
        number: u64,
    },
    /// The register was changed behind its back.
    #[error("the register was altered: {} findings", findings.len())]
    Altered {
        /// Everything that is wrong; at least one.
        findings: Vec<Finding>,
    },
    /// The settings in force are others than those by which the publication was begun.
    #[error("other rules are in force than when this was begun")]
    OtherRules,
    /// Nobody at hand may sign it.
    #[error("there is no {} signer{}", role.name(), of_region(*region))]
    NoSigner {
        /// What is to be signed.
        role: Role,
        /// For which region; `None` for a bundle.
        region: Option<Region>,
    },
    /// Who is at hand signs under a root that devices do not have yet.
    #[error(
        "the {} signer at hand is under the root {root}, which no bundle has introduced yet",
        role.name()
    )]
    NotIntroduced {
        /// What is to be signed.
        role: Role,
        /// The subject of the root.
        root: String,
    },
    /// A certificate that is to introduce a root introduces none.
    #[error("the new root is not introduced: {0}")]
    Introduction(Box<IntroductionError>),
    /// A root is to be introduced while devices may still follow the change before.
    #[error("the change of the root before is not ended: {ROLLOVER_FILE} is published")]
    RolloverOpen,
    /// Devices cannot do without `rollover.cbor`: the root of the bundle is not among those that they
    /// are set up with.
    #[error(
        "devices are not set up with the root of the published bundle, and need {ROLLOVER_FILE}"
    )]
    RolloverNeeded,
    /// Some devices know the root of the bundle, or of the one that was published last, by
    /// `rollover.cbor` alone, and that is not there or leads nowhere.
    #[error(
        "some devices know the root of the bundle by {ROLLOVER_FILE} alone, which is not there or does not lead to it"
    )]
    RolloverLost,
    /// An annulled card without a decision.
    #[error("index {index} of list {list} is annulled, and no decision says so")]
    NoDecision {
        /// Number of the list, such as 772026.
        list: i64,
        /// The index of the card, from 0.
        index: u32,
    },
    /// What is to be published breaks the data model.
    #[error("{name} cannot be made: {source}")]
    Model {
        /// The file.
        name: String,
        /// The field.
        source: Box<ModelError>,
    },
    /// It was not signed.
    #[error("{name} was not signed: {source}")]
    Sign {
        /// The file.
        name: String,
        /// SHA-256 of the certificate of its signer.
        by: Digest,
        /// Why.
        source: Box<SignError>,
    },
    /// The time of issue is not later than that of the publication before.
    #[error("the publication before was issued at {before}, and now is {now}")]
    TooSoon {
        /// When that one was issued.
        before: UnixTime,
        /// The time of issue that was asked for.
        now: UnixTime,
    },
    /// A number that no list has.
    #[error("the number {0} is beyond what a list or bundle can have")]
    Number(i64),
    /// A device would refuse the new files, or they say something else than the register: nothing was
    /// replaced.
    #[error("the new {name} does not hold: {reason}")]
    Unproved {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
}

fn of_region(region: Option<Region>) -> String {
    region.map_or_else(String::new, |region| format!(" for region {region}"))
}

impl PublishError {
    /// The stable code; its words are `publish-` and the code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::File { .. } => "file",
            Self::Damaged { .. } => "damaged",
            Self::RegisterBehind { .. } => "register-behind",
            Self::OtherFile { .. } => "other-file",
            Self::Altered { .. } => "altered",
            Self::OtherRules => "other-rules",
            Self::NoSigner { .. } => "no-signer",
            Self::NotIntroduced { .. } => "not-introduced",
            Self::Introduction(_) => "introduction",
            Self::RolloverOpen => "rollover-open",
            Self::RolloverNeeded => "rollover-needed",
            Self::RolloverLost => "rollover-lost",
            Self::NoDecision { .. } => "no-decision",
            Self::Model { .. } => "model",
            Self::Sign { .. } => "sign",
            Self::TooSoon { .. } => "too-soon",
            Self::Number(_) => "number",
            Self::Unproved { .. } => "unproved",
        }
    }

    /// Names and values for the words. What another library says is `detail`, and English.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let detailed =
            |name: &str, detail: String| vec![("name", name.to_owned()), ("detail", detail)];
        match self {
            Self::Register(error) => vec![("detail", error.to_string())],
            Self::File { name, source } => detailed(name, source.to_string()),
            Self::Damaged { name, reason } | Self::Unproved { name, reason } => {
                detailed(name, reason.clone())
            }
            Self::RegisterBehind {
                name,
                published,
                recorded,
            } => vec![
                ("name", name.clone()),
                ("published", published.to_string()),
                ("recorded", recorded.to_string()),
            ],
            Self::OtherFile { name, number } => {
                vec![("name", name.clone()), ("number", number.to_string())]
            }
            Self::Altered { findings } => vec![("count", findings.len().to_string())],
            Self::OtherRules => Vec::new(),
            Self::NoSigner { role, region } => vec![
                ("role", role.name().to_owned()),
                (
                    "region",
                    region.map_or_else(|| "-".to_owned(), |region| region.to_string()),
                ),
            ],
            Self::NotIntroduced { role, root } => {
                vec![("role", role.name().to_owned()), ("root", root.clone())]
            }
            Self::Introduction(error) => vec![("detail", error.to_string())],
            Self::RolloverOpen | Self::RolloverNeeded | Self::RolloverLost => {
                vec![("name", ROLLOVER_FILE.to_owned())]
            }
            Self::NoDecision { list, index } => {
                vec![("list", list.to_string()), ("index", index.to_string())]
            }
            Self::Model { name, source } => detailed(name, source.to_string()),
            Self::Sign { name, source, .. } => detailed(name, source.to_string()),
            Self::TooSoon { before, now } => {
                let plain = |at: &UnixTime| at.to_string().replace('T', " ").replace('Z', "");
                vec![("before", plain(before)), ("now", plain(now))]
            }
            Self::Number(number) => vec![("number", number.to_string())],
        }
    }

    /// A file of the site in the words of the system.
    pub(super) fn file(name: &str) -> impl FnOnce(std::io::Error) -> Self {
        let name = name.to_owned();
        move |source| Self::File { name, source }
    }

    /// A new file that does not hold.
    pub(super) fn unproved(name: &str, reason: impl std::fmt::Display) -> Self {
        Self::Unproved {
            name: name.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// A published file that cannot be used.
    pub(super) fn damaged(name: &str, reason: impl std::fmt::Display) -> Self {
        Self::Damaged {
            name: name.to_owned(),
            reason: reason.to_string(),
        }
    }
}
