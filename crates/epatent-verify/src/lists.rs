// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The lists on a device, each proved before it is kept.

mod kept;
mod whole;

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use epatent_core::UnixTime;
use epatent_core::certificate::Role;
use epatent_core::cose::{CoseError, Sign1, Typ};
use epatent_core::device::{MAX_LIST_FILES, SeenList};
use epatent_core::list::{
    DeltaError, ListHead, ListId, ListTimes, PaidThroughDelta, PaidThroughList, StatusList,
};
use epatent_core::model::ModelError;
use epatent_core::object::Digest;

pub(crate) use kept::Kept;
use kept::SignedFile;

use crate::chain::{Signer, prove_signer};
use crate::{Authentic, ObjectDefect, ProvedBundle, TrustStore, Untrusted};

/// Most refused lists that are remembered; the first ones stay.
pub const MAX_REFUSED_LISTS: usize = 256;

/// What a list speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKind {
    /// Annulled, suspended, superseded.
    Status,
    /// Paid through which day.
    PaidThrough,
}

impl ListKind {
    /// `status` or `paid-through`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::PaidThrough => "paid-through",
        }
    }

    /// The kind of list that a file says it is, before anything is proved.
    #[must_use]
    pub fn of_file(bytes: &[u8]) -> Option<Self> {
        typ_of(bytes).map(|typ| match typ {
            Typ::StatusList => Self::Status,
            _ => Self::PaidThrough,
        })
    }

    /// The same in a bundle and a device state.
    #[must_use]
    pub const fn in_bundle(self) -> epatent_core::bundle::ListKind {
        match self {
            Self::Status => epatent_core::bundle::ListKind::Status,
            Self::PaidThrough => epatent_core::bundle::ListKind::PaidThrough,
        }
    }

    /// The kind that a bundle or a device state means.
    #[must_use]
    pub const fn of_bundle(kind: epatent_core::bundle::ListKind) -> Self {
        match kind {
            epatent_core::bundle::ListKind::Status => Self::Status,
            epatent_core::bundle::ListKind::PaidThrough => Self::PaidThrough,
        }
    }

    /// The role of the signer of such a list.
    const fn role(self) -> Role {
        match self {
            Self::Status => Role::Status,
            Self::PaidThrough => Role::Payment,
        }
    }
}

/// Why a list was not taken. What was there before stays in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// Not from a signer who may give this list.
    #[error("the list is not to be trusted: {0}")]
    Untrusted(#[from] Untrusted),
    /// Signed by an entitled signer, and no list of this edition.
    #[error("the list cannot be read: {0}")]
    Content(ModelError),
    /// Older than the one that is there.
    #[error("the list is number {offered}, and number {present} is there already")]
    Rollback {
        /// The sequence that is there.
        present: u64,
        /// The sequence of the list that was offered.
        offered: u64,
    },
    /// Of the same number as the one that is there, and different: two lists are being shown.
    #[error("the list says something else than the one of the same number {sequence}")]
    Fork {
        /// The sequence of both, from 1.
        sequence: u64,
    },
    /// The bundle in force knows of a newer one, which somebody keeps from this device.
    #[error("the list is number {offered}, and the trust bundle knows of number {known}")]
    HeldBack {
        /// The sequence that the bundle names.
        known: u64,
        /// The sequence of the list that was offered, a lower one.
        offered: u64,
    },
    /// Changes to a list that is not there.
    #[error("the changes are of a list that is not there")]
    NoSnapshot,
    /// One more file of changes than a list may consist of, [`MAX_LIST_FILES`]; a snapshot must come first.
    #[error(
        "the list consists of {MAX_LIST_FILES} files already, and the next one must be a snapshot"
    )]
    TooManyFiles,
    /// Changes that do not follow on the list that is there.
    #[error("the changes do not follow on the list: {0}")]
    Delta(DeltaError),
}

impl ListError {
    /// Whether the list may be taken after others.
    const fn may_follow_later(&self) -> bool {
        matches!(
            self,
            Self::NoSnapshot | Self::Delta(DeltaError::Sequence { .. })
        )
    }
}

/// A list that was taken, or was there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// What it speaks of.
    pub kind: ListKind,
    /// Which list, and which state of it.
    pub head: ListHead,
    /// When its knowledge was signed, and when a newer one is due.
    pub times: ListTimes,
    /// False when the device had it already.
    pub is_new: bool,
}

/// A list that was refused, for the check that misses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) kind: Option<ListKind>,
    pub(crate) error: ListError,
}

/// Under what a list is proved.
#[derive(Clone, Copy)]
struct Ground<'g> {
    trust: &'g TrustStore,
    bundle: Option<&'g ProvedBundle>,
    now: UnixTime,
}

/// The lists that a device checks with.
///
/// Nothing gets in without proof: [`Lists::import`] verifies signature, chain, role, region and
/// environment, and refuses what is older than what is there.
///
/// `[applet-spec status-and-payments §1]`
#[derive(Debug, Default)]
pub struct Lists {
    statuses: BTreeMap<ListId, Kept<StatusList>>,
    paid_through: BTreeMap<ListId, Kept<PaidThroughList>>,
    refused: Vec<Refused>,
    /// The sequence of a list that this device had, whether or not it has it still.
    seen: BTreeMap<(ListKind, ListId), u64>,
}

impl Lists {
    /// No lists.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a status list, a paid-through snapshot or a paid-through delta.
    ///
    /// # Errors
    ///
    /// [`ListError`]. What was there stays in force, and a check that misses a list tells that one
    /// was refused.
    pub fn import(
        &mut self,
        bytes: &[u8],
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<Imported, ListError> {
        let ground = Ground {
            trust,
            bundle: None,
            now,
        };
        let result = self.take(bytes, ground);
        if let Err(error) = &result {
            self.remember(bytes, error);
        }
        result
    }

    /// Takes the lists of a folder, in whatever order they come: what does not follow yet is tried
    /// again after the others, and an older state beside a newer one is passed over.
    ///
    /// # Errors
    ///
    /// One answer a file, in their order: the [`ListError`] of [`Lists::import`] for one that was not
    /// taken. An older state is [`ListError::Rollback`], which is not remembered as refused.
    pub fn import_all<'f>(
        &mut self,
        files: impl IntoIterator<Item = &'f [u8]>,
        trust: &TrustStore,
        now: UnixTime,
    ) -> Vec<Result<Imported, ListError>> {
        self.import_all_under(files, trust, None, now)
    }

    /// As [`Lists::import_all`] under a bundle: a file whose signer it does not let stand is refused by
    /// itself, so that it takes no good one with it.
    ///
    /// # Errors
    ///
    /// As [`Lists::import_all`].
    pub fn import_all_under<'f>(
        &mut self,
        files: impl IntoIterator<Item = &'f [u8]>,
        trust: &TrustStore,
        bundle: Option<&ProvedBundle>,
        now: UnixTime,
    ) -> Vec<Result<Imported, ListError>> {
        let ground = Ground { trust, bundle, now };
        let files: Vec<&[u8]> = files.into_iter().collect();
        let mut results: Vec<Result<Imported, ListError>> = Vec::with_capacity(files.len());
        results.extend(files.iter().map(|bytes| self.take(bytes, ground)));
        // Each round takes a list or is the last.
        loop {
            let mut is_over = true;
            for (bytes, result) in files.iter().zip(&mut results) {
                if result.as_ref().is_err_and(ListError::may_follow_later) {
                    *result = self.take(bytes, ground);
                    is_over &= result.is_err();
                }
            }
            if is_over {
                break;
            }
        }
        for (bytes, result) in files.iter().zip(&results) {
            match result {
                Ok(_) | Err(ListError::Rollback { .. }) => {}
                Err(error) => self.remember(bytes, error),
            }
        }
        results
    }

    fn take(&mut self, bytes: &[u8], ground: Ground<'_>) -> Result<Imported, ListError> {
        match typ_of(bytes) {
            Some(Typ::PaidThroughSnapshot) => whole::take(&mut self.paid_through, bytes, ground),
            Some(Typ::PaidThroughDelta) => self.delta(bytes, ground),
            _ => whole::take(&mut self.statuses, bytes, ground),
        }
    }

    fn remember(&mut self, bytes: &[u8], error: &ListError) {
        if self.refused.len() < MAX_REFUSED_LISTS {
            self.refused.push(Refused {
                kind: ListKind::of_file(bytes),
                error: error.clone(),
            });
        }
    }

    /// Every list that is there, by kind, region and number.
    pub fn heads(&self) -> impl Iterator<Item = (ListKind, &ListHead, &ListTimes)> {
        whole::heads(&self.statuses).chain(whole::heads(&self.paid_through))
    }

    /// A list that is there as a device remembers it, and the signed time of its newest file.
    #[must_use]
    pub fn seen(&self, kind: ListKind, id: ListId) -> Option<(SeenList, Authentic<UnixTime>)> {
        match kind {
            ListKind::Status => self.statuses.get(&id).map(whole::seen),
            ListKind::PaidThrough => self.paid_through.get(&id).map(whole::seen),
        }
    }

    /// Remembers that the device had this sequence of a list, from 1: an older one is no answer any more, also
    /// where the newer one was lost.
    pub fn demand(&mut self, kind: ListKind, id: ListId, sequence: u64) {
        self.seen.insert((kind, id), sequence);
    }

    pub(crate) fn seen_at(&self, kind: ListKind, id: ListId) -> Option<u64> {
        self.seen.get(&(kind, id)).copied()
    }

    /// The lists that were refused, in the order of the attempts.
    pub fn refused(&self) -> impl Iterator<Item = &ListError> {
        self.refused.iter().map(|refused| &refused.error)
    }

    pub(crate) fn status_list(&self, id: ListId) -> Option<&Kept<StatusList>> {
        self.statuses.get(&id)
    }

    pub(crate) fn paid_through_list(&self, id: ListId) -> Option<&Kept<PaidThroughList>> {
        self.paid_through.get(&id)
    }

    /// Why the list of this kind that a check misses may be missing.
    pub(crate) fn refusal(&self, kind: ListKind) -> Option<&ListError> {
        self.refused
            .iter()
            .find(|refused| refused.kind.is_none_or(|refused| refused == kind))
            .map(|refused| &refused.error)
    }

    fn delta(&mut self, bytes: &[u8], ground: Ground<'_>) -> Result<Imported, ListError> {
        let kind = ListKind::PaidThrough;
        let (sign1, signer) = prove_signer(bytes, Typ::PaidThroughDelta, ground.trust, None)?;
        let delta = PaidThroughDelta::decode(sign1.payload()).map_err(unreadable)?;
        let (head, times) = (*delta.head(), *delta.times());
        let file = ground.signed_file(signer, bytes, times.issued_at);
        ground.check(&file, kind, &head)?;
        let kept = self
            .paid_through
            .get_mut(&head.id)
            .ok_or(ListError::NoSnapshot)?;
        let is_new = !kept.list.has_made(&delta);
        if is_new {
            let list = kept.list.after(&delta).map_err(ListError::Delta)?;
            if kept.files.len() >= MAX_LIST_FILES {
                return Err(ListError::TooManyFiles);
            }
            kept.digest = list.digest();
            kept.list = list;
            kept.files.push(file);
        }
        Ok(Imported {
            kind,
            head: *kept.list.head(),
            times: *kept.list.times(),
            is_new,
        })
    }
}

/// The kind of list that the bytes say they are, before anything is proved.
fn typ_of(bytes: &[u8]) -> Option<Typ> {
    const KINDS: [Typ; 3] = [
        Typ::StatusList,
        Typ::PaidThroughSnapshot,
        Typ::PaidThroughDelta,
    ];
    KINDS.into_iter().find(|typ| {
        // An algorithm that is not known is told after the type.
        matches!(
            Sign1::parse(bytes, *typ),
            Ok(_) | Err(CoseError::UnknownAlgorithm { .. })
        )
    })
}

impl Ground<'_> {
    fn signed_file(self, signer: Arc<Signer>, bytes: &[u8], issued_at: UnixTime) -> SignedFile {
        SignedFile {
            signer,
            digest: Digest::of(bytes),
            issued_at,
        }
    }

    fn check(self, file: &SignedFile, kind: ListKind, head: &ListHead) -> Result<(), ListError> {
        file.check(kind, head, (self.trust, self.bundle), self.now)
    }
}

/// Content of an unknown version is newer; any other that does not decode is none of an office.
fn unreadable(error: ModelError) -> ListError {
    match error {
        error @ ModelError::UnsupportedVersion { .. } => ListError::Content(error),
        error => ListError::Untrusted(Untrusted::Forged(ObjectDefect::Payload(error))),
    }
}
