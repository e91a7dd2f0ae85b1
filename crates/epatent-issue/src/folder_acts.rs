// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What two people approved and a file of the office's folder is going to say: a signer is withdrawn, a
//! root is introduced, retired, or one with which every device is set up.
//!
//! They approve the digest of the very file, and of whom it is about. The file is laid beside its place,
//! the register says that it is going to take that, and then it does. Whatever interrupts this, the next
//! `publish` or the same command again finishes it.

use crate::desk::{self, Desk};
use epatent_cli::files::{self, Readable};
use epatent_cli::{Exit, Failure, FileTrouble, Words};
use epatent_core::object::Digest;
use epatent_register::{
    Act, ActResult, Intent, Key, Label, Opaque, RegisterError, RootChange, Subject, Transaction,
};
use std::fs::File;
use std::path::{Path, PathBuf};

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A signer is withdrawn.
    Withdrawal,
    /// A root comes or goes.
    Root(RootChange),
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 4] = [
        Self::Withdrawal,
        Self::Root(RootChange::Introduce),
        Self::Root(RootChange::Retire),
        Self::Root(RootChange::Settle),
    ];

    /// What its proposal is about.
    const fn subject(self) -> Subject {
        match self {
            Self::Withdrawal => Subject::Withdrawal,
            Self::Root(RootChange::Introduce) => Subject::RootIntroduction,
            Self::Root(RootChange::Retire) => Subject::RootRetirement,
            Self::Root(RootChange::Settle) => Subject::RootSettlement,
        }
    }

    /// What is said by a proposal about this; nothing where no file says it.
    pub(crate) fn proposed(subject: Subject) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.subject() == subject)
    }

    pub(crate) const fn act(self) -> Act {
        match self {
            Self::Withdrawal => Act::Withdraw,
            Self::Root(change) => change.act(),
        }
    }

    fn write_down(
        self,
        transaction: &mut Transaction<'_>,
        act: Digest,
    ) -> Result<Key<Intent>, RegisterError> {
        match self {
            Self::Withdrawal => transaction.withdraw_signer(act),
            Self::Root(change) => transaction.change_root(change, act),
        }
    }

    /// What is told where the file of an act that was begun is lost.
    const fn lost(self) -> &'static str {
        match self {
            Self::Withdrawal => "error-withdrawal-open",
            Self::Root(_) => "error-root-open",
        }
    }
}

/// What a file of the folder says, by the very bytes that were read.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) kind: Kind,
    pub(crate) place: PathBuf,
    /// What two people approve of such a file.
    pub(crate) act: Digest,
}

/// A file that says something, and what people approve of it.
pub(crate) struct Saying {
    pub(crate) kind: Kind,
    /// What is approved begins so: a domain, and whom the file is about.
    pub(crate) about: Vec<u8>,
    /// Where the file is going to lie.
    pub(crate) place: PathBuf,
    /// The largest such file, in bytes.
    pub(crate) limit: u64,
}

impl Saying {
    /// What two people approve: SHA-256 of whom it is about, and of the file.
    pub(crate) fn act(&self, file: &[u8]) -> Digest {
        Digest::of(&[&self.about, file].concat())
    }

    /// What the file in its place says, which holds these bytes.
    pub(crate) fn said(self, file: &[u8]) -> Said {
        Said {
            kind: self.kind,
            act: self.act(file),
            place: self.place,
        }
    }

    /// Where the file waits until the register knows of it.
    fn waiting(&self) -> PathBuf {
        self.place.with_extension("next")
    }

    /// Whether a file there says what was approved.
    fn is_said(&self, path: &Path, act: Digest, words: &Words) -> Result<bool, Failure> {
        if !path.exists() {
            return Ok(false);
        }
        let file = files::read_bounded(words, path, self.limit)?;
        Ok(self.act(&file) == act)
    }
}

/// Proposes to a second person what a file is going to say.
pub(crate) fn propose(
    desk: &mut Desk,
    saying: &Saying,
    text: &str,
    name: &str,
    words: &Words,
) -> Result<(), Failure> {
    let failed = |error: RegisterError| desk::failure(words, &error);
    let subject = saying.kind.subject();
    let name = Label::parse(name).map_err(failed)?;
    let document = Opaque(text.as_bytes().to_vec());
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    transaction
        .propose_document(saying.act(text.as_bytes()), subject, &name, &document)
        .map_err(failed)?;
    transaction.commit().map(drop).map_err(failed)
}

/// Does what was approved: writes it down, and then lets the folder say it.
pub(crate) fn carry_out(
    desk: &mut Desk,
    saying: &Saying,
    text: &str,
    words: &Words,
) -> Result<(), Failure> {
    let failed = |error: RegisterError| desk::failure(words, &error);
    let act = saying.act(text.as_bytes());
    let waiting = saying.waiting();
    let only = std::slice::from_ref(saying);
    let begun = open(desk, saying.kind, words)?
        .into_iter()
        .find(|intent| intent.subject == act);
    if let Some(intent) = begun {
        if settle(desk, only, &intent, words)? {
            return Ok(());
        }
        lay(&waiting, text, words)?;
    } else {
        files::refuse_existing(words, &saying.place)?;
        let mut transaction = desk
            .register
            .transaction(&desk.by, desk.at)
            .map_err(failed)?;
        saying
            .kind
            .write_down(&mut transaction, act)
            .map_err(failed)?;
        lay(&waiting, text, words)?;
        transaction.commit().map_err(failed)?;
    }
    finish(desk, saying.kind, only, words).map(drop)
}

/// Finishes what was written down and interrupted. True where there was something.
///
/// Fails where the file of such an act is not in this folder: nothing is published without it.
pub(crate) fn finish(
    desk: &mut Desk,
    kind: Kind,
    sayings: &[Saying],
    words: &Words,
) -> Result<bool, Failure> {
    let open = open(desk, kind, words)?;
    for intent in &open {
        if !settle(desk, sayings, intent, words)? {
            let values = [("digest", intent.subject.to_string().into())];
            return Err(Failure::new(words, Exit::Usage, kind.lost(), &values));
        }
    }
    Ok(!open.is_empty())
}

fn open(desk: &mut Desk, kind: Kind, words: &Words) -> Result<Vec<Intent>, Failure> {
    let mut open = desk
        .register
        .open_intents()
        .map_err(|error| desk::failure(words, &error))?;
    open.retain(|intent| intent.act == kind.act());
    Ok(open)
}

/// Lets the file of an act take its place, and writes that down. False where there is none.
fn settle(
    desk: &mut Desk,
    sayings: &[Saying],
    intent: &Intent,
    words: &Words,
) -> Result<bool, Failure> {
    for saying in sayings {
        let (place, waiting) = (&saying.place, saying.waiting());
        if !saying.is_said(place, intent.subject, words)? {
            if !saying.is_said(&waiting, intent.subject, words)? {
                continue;
            }
            files::refuse_existing(words, place)?;
            let folder = place.parent().unwrap_or(place);
            std::fs::rename(&waiting, place)
                .and_then(|()| File::open(folder)?.sync_all())
                .map_err(|error| FileTrouble::NotWritten(&error).failure(words, place))?;
        }
        let failed = |error: RegisterError| desk::failure(words, &error);
        let mut transaction = desk
            .register
            .transaction(&desk.by, desk.at)
            .map_err(failed)?;
        transaction
            .ended(intent.key, ActResult::Done)
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        return Ok(true);
    }
    Ok(false)
}

/// Writes the file that waits. One of an attempt before, which the register never knew, gives way.
fn lay(waiting: &Path, text: &str, words: &Words) -> Result<(), Failure> {
    let not_written =
        |error: std::io::Error| FileTrouble::NotWritten(&error).failure(words, waiting);
    if let Some(folder) = waiting.parent() {
        std::fs::create_dir_all(folder).map_err(not_written)?;
    }
    if waiting.exists() {
        std::fs::remove_file(waiting).map_err(not_written)?;
    }
    files::write_new(words, waiting, text.as_bytes(), Readable::ByAll)
}
