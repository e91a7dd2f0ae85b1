// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The lists on a device, each proved before it is kept.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::sync::Arc;
use alloc::vec::Vec;

use epatent_core::UnixTime;
use epatent_core::certificate::Role;
use epatent_core::cose::{CoseError, Sign1, Typ};
use epatent_core::list::{
    DeltaError, ListHead, ListId, ListTimes, PaidThroughDelta, PaidThroughList, StatusList,
};
use epatent_core::model::ModelError;
use epatent_core::object::Digest;

use crate::chain::{Demand, Signer, prove_signer};
use crate::{ObjectDefect, ProvedBundle, TrustStore, Untrusted, Verifier};

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

    /// The role of the signer of such a list.
    const fn in_bundle(self) -> epatent_core::bundle::ListKind {
        match self {
            Self::Status => epatent_core::bundle::ListKind::Status,
            Self::PaidThrough => epatent_core::bundle::ListKind::PaidThrough,
        }
    }

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
        /// The sequence of both.
        sequence: u64,
    },
    /// The bundle in force knows of a newer one, which somebody keeps from this device.
    #[error("the list is number {offered}, and the trust bundle knows of number {known}")]
    HeldBack {
        /// The number in the bundle.
        known: u64,
        /// The number of the list.
        offered: u64,
    },
    /// Changes to a list that is not there.
    #[error("the changes are of a list that is not there")]
    NoSnapshot,
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
    /// How old its knowledge is.
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

/// A proved list and who signed it.
#[derive(Debug)]
pub(crate) struct Kept<L> {
    pub(crate) list: L,
    signer: Arc<Signer>,
    /// What tells two lists of one number apart.
    digest: Digest,
}

impl<L> Kept<L> {
    /// Whether the bundle in force lets the signer of the list stand, and knows of no newer list.
    fn check_bundle(
        &self,
        kind: ListKind,
        (head, times): (&ListHead, &ListTimes),
        bundle: &ProvedBundle,
    ) -> Result<(), ListError> {
        let (role, region) = (kind.role(), head.id.region);
        bundle.judge(&self.signer, role, &[region], self.digest, times.issued_at)?;
        let known = bundle
            .list(kind.in_bundle(), region, head.id.number)
            .map(|reference| reference.sequence);
        match known {
            Some(known) if head.sequence < known => Err(ListError::HeldBack {
                known,
                offered: head.sequence,
            }),
            _ => Ok(()),
        }
    }

    /// Whether its signer is still one that this device trusts with it: roots and clock may be others
    /// than at the import.
    pub(crate) fn check_signer(
        &self,
        kind: ListKind,
        (head, times): (&ListHead, &ListTimes),
        verifier: &Verifier<'_>,
        now: UnixTime,
    ) -> Result<(), ListError> {
        check_signer(&self.signer, kind, head, times, verifier.trust, now)?;
        match verifier.bundle {
            Some(bundle) => self.check_bundle(kind, (head, times), bundle),
            None => Ok(()),
        }
    }
}

/// The lists that a device checks with.
///
/// Nothing gets in without proof: [`Lists::import`] verifies signature, chain, role, region and
/// environment, and refuses what is older than what is there.
#[derive(Debug, Default)]
pub struct Lists {
    statuses: BTreeMap<ListId, Kept<StatusList>>,
    paid_through: BTreeMap<ListId, Kept<PaidThroughList>>,
    refused: Vec<Refused>,
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
        let result = self.take(bytes, trust, now);
        if let Err(error) = &result {
            self.remember(bytes, error);
        }
        result
    }

    /// Takes the lists of a folder, in whatever order they come: what does not follow yet is tried
    /// again after the others, and an older state beside a newer one is passed over.
    pub fn import_all<'f>(
        &mut self,
        files: impl IntoIterator<Item = &'f [u8]>,
        trust: &TrustStore,
        now: UnixTime,
    ) -> Vec<Result<Imported, ListError>> {
        let files: Vec<&[u8]> = files.into_iter().collect();
        let mut results: Vec<Result<Imported, ListError>> = Vec::with_capacity(files.len());
        results.extend(files.iter().map(|bytes| self.take(bytes, trust, now)));
        // Each round takes a list or is the last.
        loop {
            let mut is_over = true;
            for (bytes, result) in files.iter().zip(&mut results) {
                if result.as_ref().is_err_and(ListError::may_follow_later) {
                    *result = self.take(bytes, trust, now);
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

    fn take(
        &mut self,
        bytes: &[u8],
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<Imported, ListError> {
        match typ_of(bytes) {
            Some(Typ::PaidThroughSnapshot) => self.snapshot(bytes, trust, now),
            Some(Typ::PaidThroughDelta) => self.delta(bytes, trust, now),
            _ => self.status(bytes, trust, now),
        }
    }

    fn remember(&mut self, bytes: &[u8], error: &ListError) {
        if self.refused.len() < MAX_REFUSED_LISTS {
            self.refused.push(Refused {
                kind: typ_of(bytes).map(|typ| match typ {
                    Typ::StatusList => ListKind::Status,
                    _ => ListKind::PaidThrough,
                }),
                error: error.clone(),
            });
        }
    }

    /// Every list that is there, by kind, region and number.
    pub fn heads(&self) -> impl Iterator<Item = (ListKind, &ListHead, &ListTimes)> {
        let statuses = self.statuses.values().map(|kept| {
            let list = &kept.list;
            (ListKind::Status, list.head(), list.times())
        });
        statuses.chain(self.paid_through.values().map(|kept| {
            let list = &kept.list;
            (ListKind::PaidThrough, list.head(), list.times())
        }))
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

    fn status(
        &mut self,
        bytes: &[u8],
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<Imported, ListError> {
        let kind = ListKind::Status;
        let (sign1, signer) = prove_signer(bytes, Typ::StatusList, trust, None)?;
        let list = StatusList::decode(sign1.payload()).map_err(unreadable)?;
        check_signer(&signer, kind, list.head(), list.times(), trust, now)?;
        let (head, times) = (*list.head(), *list.times());
        let digest = Digest::of(sign1.payload());
        let kept = Kept {
            list,
            signer,
            digest,
        };
        let is_new = put(&mut self.statuses, head, kept, |kept| {
            kept.list.head().sequence
        })?;
        Ok(Imported {
            kind,
            head,
            times,
            is_new,
        })
    }

    fn snapshot(
        &mut self,
        bytes: &[u8],
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<Imported, ListError> {
        let kind = ListKind::PaidThrough;
        let (sign1, signer) = prove_signer(bytes, Typ::PaidThroughSnapshot, trust, None)?;
        let list = PaidThroughList::decode_snapshot(sign1.payload()).map_err(unreadable)?;
        check_signer(&signer, kind, list.head(), list.times(), trust, now)?;
        let (head, times) = (*list.head(), *list.times());
        let digest = list.digest();
        let kept = Kept {
            list,
            signer,
            digest,
        };
        let is_new = put(&mut self.paid_through, head, kept, |kept| {
            kept.list.head().sequence
        })?;
        Ok(Imported {
            kind,
            head,
            times,
            is_new,
        })
    }

    fn delta(
        &mut self,
        bytes: &[u8],
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<Imported, ListError> {
        let kind = ListKind::PaidThrough;
        let (sign1, signer) = prove_signer(bytes, Typ::PaidThroughDelta, trust, None)?;
        let delta = PaidThroughDelta::decode(sign1.payload()).map_err(unreadable)?;
        let (head, times) = (*delta.head(), *delta.times());
        check_signer(&signer, kind, &head, &times, trust, now)?;
        let kept = self
            .paid_through
            .get_mut(&head.id)
            .ok_or(ListError::NoSnapshot)?;
        let is_new = !kept.list.has_made(&delta);
        if is_new {
            let list = kept.list.after(&delta).map_err(ListError::Delta)?;
            *kept = Kept {
                digest: list.digest(),
                list,
                signer,
            };
        }
        Ok(Imported {
            kind,
            head: *kept.list.head(),
            times: *kept.list.times(),
            is_new,
        })
    }
}

/// Puts a list in the place of an older one; false when it is there already.
fn put<L>(
    lists: &mut BTreeMap<ListId, Kept<L>>,
    head: ListHead,
    offered: Kept<L>,
    sequence: impl Fn(&Kept<L>) -> u64,
) -> Result<bool, ListError> {
    let mut present = match lists.entry(head.id) {
        Entry::Vacant(place) => {
            place.insert(offered);
            return Ok(true);
        }
        Entry::Occupied(present) => present,
    };
    let present_sequence = sequence(present.get());
    if head.sequence < present_sequence {
        return Err(ListError::Rollback {
            present: present_sequence,
            offered: head.sequence,
        });
    }
    if head.sequence == present_sequence {
        return if offered.digest == present.get().digest {
            Ok(false)
        } else {
            Err(ListError::Fork {
                sequence: head.sequence,
            })
        };
    }
    present.insert(offered);
    Ok(true)
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

fn check_signer(
    signer: &Signer,
    kind: ListKind,
    head: &ListHead,
    times: &ListTimes,
    trust: &TrustStore,
    now: UnixTime,
) -> Result<(), Untrusted> {
    let demand = Demand {
        role: kind.role(),
        regions: &[head.id.region],
        environment: head.environment,
        signed_at: times.issued_at,
    };
    signer.check(&demand, trust, now)
}

/// Content of an unknown version is newer; any other that does not decode is none of an office.
fn unreadable(error: ModelError) -> ListError {
    match error {
        error @ ModelError::UnsupportedVersion { .. } => ListError::Content(error),
        error => ListError::Untrusted(Untrusted::Forged(ObjectDefect::Payload(error))),
    }
}
