// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether the office's folder says of signers and roots what two people approved, and nothing else.
//!
//! Files are easily copied, edited and removed by one person. So none of them is believed by itself: each
//! has to be, by its digest, one that the register wrote down, and each that the register wrote down has
//! to be there.

use crate::folder_acts::{Kind, Said};
use crate::roots::Roots;
use crate::signers::{self, KnownSigner};
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Words};
use epatent_core::object::Digest;
use epatent_register::{Register, RegisterError};
use serde::Serialize;

/// How folder and register differ in one thing.
#[derive(Debug, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub(crate) enum Difference {
    /// The file says what no two people approved.
    Unapproved { file: String },
    /// Two people approved it, it was done, and no file says it any more.
    Lost { digest: String, about: String },
    /// The folder cannot be read.
    Unreadable { reason: String },
}

impl Difference {
    /// The difference in the reader's language.
    pub(crate) fn say(&self, words: &Words) -> String {
        match self {
            Self::Unapproved { file } => {
                words.say("folder-not-approved", &[("file", file.as_str().into())])
            }
            Self::Lost { digest, about } => {
                let values = [
                    ("digest", digest.as_str().into()),
                    ("about", about.as_str().into()),
                ];
                words.say("folder-not-said", &values)
            }
            Self::Unreadable { reason } => {
                words.say("folder-not-read", &[("reason", reason.as_str().into())])
            }
        }
    }
}

/// How a folder and a register differ. What is about to be done, written down and not ended, may be said
/// already.
pub(crate) fn differences(
    register: &mut Register,
    said: &[Said],
) -> Result<Vec<Difference>, RegisterError> {
    let mut differences = Vec::new();
    let open = register.open_intents()?;
    for kind in Kind::ALL {
        let of_kind = || said.iter().filter(|said| said.kind == kind);
        let done = register.acts_done(kind.act())?;
        let begun = open.iter().filter(|intent| intent.act == kind.act());
        let known: Vec<Digest> = done.iter().chain(begun).map(|one| one.subject).collect();
        for said in of_kind().filter(|said| !known.contains(&said.act)) {
            differences.push(Difference::Unapproved {
                file: said.place.display().to_string(),
            });
        }
        let mut missing: Vec<Digest> = done.iter().map(|intent| intent.subject).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.retain(|act| of_kind().all(|said| said.act != *act));
        for act in missing {
            let proposed = register.proposed(act)?;
            let name = proposed.and_then(|proposed| proposed.name);
            differences.push(Difference::Lost {
                digest: act.to_string(),
                about: name.map(|name| name.to_string()).unwrap_or_default(),
            });
        }
    }
    Ok(differences)
}

/// Everything that a folder says of signers and roots.
pub(crate) fn said(store: &Store, known: &[KnownSigner], roots: &Roots) -> Vec<Said> {
    let withdrawn = known.iter().filter_map(|signer| signer.said(store));
    withdrawn.chain(roots.said.iter().cloned()).collect()
}

/// How the folder differs that is there now.
pub(crate) fn differences_now(
    register: &mut Register,
    store: &Store,
    console: &Console,
) -> Result<Vec<Difference>, RegisterError> {
    let read = || -> Result<Vec<Said>, Failure> {
        let known = signers::known(store, console)?;
        Ok(said(store, &known, &Roots::of(store, &console.words)?))
    };
    match read() {
        Ok(said) => differences(register, &said),
        Err(failure) => Ok(vec![Difference::Unreadable {
            reason: failure.message,
        }]),
    }
}

/// Refuses a folder that says anything else than what was approved, or less.
pub(crate) fn demand(differences: &[Difference], words: &Words) -> Result<(), Failure> {
    if differences.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = differences.iter().map(|one| one.say(words)).collect();
    let values = [("count", told.len().into())];
    let id = "error-folder-not-approved";
    Err(Failure::new(words, Exit::Refused, id, &values).with_details(&told))
}

/// The same before another act is done: it could hide what differs. Only the act itself whose file was
/// lost may be done once more.
pub(crate) fn demand_before(
    act: Digest,
    register: &mut Register,
    store: &Store,
    console: &Console,
) -> Result<(), Failure> {
    let words = &console.words;
    let mut differences = differences_now(register, store, console)
        .map_err(|error| crate::desk::failure(words, &error))?;
    let act = act.to_string();
    differences.retain(|one| !matches!(one, Difference::Lost { digest, .. } if *digest == act));
    demand(&differences, words)
}
