// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists that come in one file: what status lists and snapshots of paid-through lists have in common.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::vec;

use epatent_core::UnixTime;
use epatent_core::cose::Typ;
use epatent_core::device::SeenList;
use epatent_core::list::{ListHead, ListId, ListTimes, PaidThroughList, StatusList};
use epatent_core::model::ModelError;
use epatent_core::object::Digest;

use super::{Ground, Imported, Kept, ListError, ListKind, unreadable};
use crate::Authentic;
use crate::chain::prove_signer;

/// A list that a single file holds.
pub(super) trait Whole: Sized {
    const KIND: ListKind;
    const TYP: Typ;

    fn decode(payload: &[u8]) -> Result<Self, ModelError>;
    fn head(&self) -> &ListHead;
    fn times(&self) -> &ListTimes;
    /// What tells two lists of one number apart.
    fn identity(&self, payload: &[u8]) -> Digest;
}

impl Whole for StatusList {
    const KIND: ListKind = ListKind::Status;
    const TYP: Typ = Typ::StatusList;

    fn decode(payload: &[u8]) -> Result<Self, ModelError> {
        Self::decode(payload)
    }

    fn head(&self) -> &ListHead {
        self.head()
    }

    fn times(&self) -> &ListTimes {
        self.times()
    }

    fn identity(&self, payload: &[u8]) -> Digest {
        Digest::of(payload)
    }
}

impl Whole for PaidThroughList {
    const KIND: ListKind = ListKind::PaidThrough;
    const TYP: Typ = Typ::PaidThroughSnapshot;

    fn decode(payload: &[u8]) -> Result<Self, ModelError> {
        Self::decode_snapshot(payload)
    }

    fn head(&self) -> &ListHead {
        self.head()
    }

    fn times(&self) -> &ListTimes {
        self.times()
    }

    /// The same state may come as a snapshot and by changes.
    fn identity(&self, _: &[u8]) -> Digest {
        self.digest()
    }
}

/// Proves a file and puts its list in the place of an older one.
pub(super) fn take<L: Whole>(
    lists: &mut BTreeMap<ListId, Kept<L>>,
    bytes: &[u8],
    ground: Ground<'_>,
) -> Result<Imported, ListError> {
    let (sign1, signer) = prove_signer(bytes, L::TYP, ground.trust, None)?;
    let list = L::decode(sign1.payload()).map_err(unreadable)?;
    let (head, times) = (*list.head(), *list.times());
    let file = ground.signed_file(signer, bytes, times.issued_at);
    ground.check(&file, L::KIND, &head)?;
    let kept = Kept {
        digest: list.identity(sign1.payload()),
        list,
        files: vec![file],
    };
    Ok(Imported {
        kind: L::KIND,
        head,
        times,
        is_new: put(lists, head, kept)?,
    })
}

/// Which lists there are, and how old.
pub(super) fn heads<L: Whole>(
    lists: &BTreeMap<ListId, Kept<L>>,
) -> impl Iterator<Item = (ListKind, &ListHead, &ListTimes)> {
    lists
        .values()
        .map(|kept| (L::KIND, kept.list.head(), kept.list.times()))
}

/// A list as a device remembers it, and the signed time of its newest file.
pub(super) fn seen<L: Whole>(kept: &Kept<L>) -> (SeenList, Authentic<UnixTime>) {
    let issued_at = Authentic::proved(kept.list.times().issued_at);
    (kept.seen(L::KIND, kept.list.head()), issued_at)
}

/// Puts a list in the place of an older one; false when it is there already.
fn put<L: Whole>(
    lists: &mut BTreeMap<ListId, Kept<L>>,
    head: ListHead,
    offered: Kept<L>,
) -> Result<bool, ListError> {
    let mut present = match lists.entry(head.id) {
        Entry::Vacant(place) => {
            place.insert(offered);
            return Ok(true);
        }
        Entry::Occupied(present) => present,
    };
    let present_sequence = present.get().list.head().sequence;
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
