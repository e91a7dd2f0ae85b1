// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The changes of a day.

use alloc::vec::Vec;

use super::{PaidThrough, PaidThroughEntry, PaidThroughList, TimeFields};
use crate::cbor;
use crate::cose::MAX_LIST_LENGTH;
use crate::list::day::Day;
use crate::list::head::{HeadFields, ListHead, ListTimes, length, written};
use crate::list::sparse::{self, Codes, Entry};
use crate::model::{Field, MapReader, ModelError};
use crate::object::Digest;

const MAP: &str = "paid-through delta";
const HEAD: HeadFields = HeadFields::of(MAP);
const TIMES: TimeFields = TimeFields::of(MAP);
const PREVIOUS: Field = Field::new(MAP, 10, "previous");
const CHANGES: Field = Field::new(MAP, 11, "changes");
const RESTORATIONS: Field = Field::new(MAP, 12, "restorations");

/// A new last paid day of one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidThroughChange {
    /// The index, from 0 and below the size after the step.
    pub index: u32,
    /// What holds from now on. Without a new period the present one, if there is one, goes on.
    pub paid: PaidThrough,
}

/// The step from one state of the list to the next.
///
/// ```cddl
/// paid-through-delta = {
///   list-head,               ; sequence and size after the step
///   list-times,
///   10: digest,              ; of the state before the step
///   ? 11: sparse-table,      ; new last paid days
///   ? 12: sparse-table,      ; first days of new periods, of indices in 11
/// }
/// ```
///
/// `[applet-spec status-and-payments §1.3]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidThroughDelta {
    head: ListHead,
    times: ListTimes,
    previous: Digest,
    changes: Vec<Entry>,
    restorations: Vec<Entry>,
}

/// Why a delta is not the next step of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeltaError {
    /// A delta of another list or environment.
    #[error("the changes are those of another list")]
    OtherList,
    /// A delta of this list, but not of the step that comes next.
    #[error("the changes are step {actual}, but step {expected} comes next")]
    Sequence {
        /// The sequence that comes next.
        expected: u64,
        /// The sequence of the delta.
        actual: u64,
    },
    /// The step that comes next, from another state than this one: the list was forked.
    #[error("the changes begin at another state of the list")]
    Fork,
    /// The list would become shorter, or its knowledge older.
    #[error("the list would go back")]
    Backwards,
    /// A new period begins after its last paid day.
    #[error("a period would begin after its last paid day")]
    EmptyPeriod,
}

impl PaidThroughDelta {
    /// The step from `old` to `new`, which differ in their sequence by one.
    ///
    /// # Errors
    ///
    /// [`DeltaError`] where `new` cannot follow on `old`; an entry that is gone is
    /// [`DeltaError::Backwards`], because a delta cannot say it.
    pub fn between(old: &PaidThroughList, new: &PaidThroughList) -> Result<Self, DeltaError> {
        let mut changes = Vec::new();
        let mut restorations = Vec::new();
        let before = old.days.iter().copied().chain(core::iter::repeat(0));
        for (index, (now, before)) in (0_u32..).zip(new.days.iter().zip(before)) {
            let period = sparse::find(&new.restorations, index);
            let is_new_period = period != sparse::find(&old.restorations, index);
            if *now == before && !is_new_period {
                continue;
            }
            let (Some(day), true) = (Day::from_number(*now), period.is_some() || !is_new_period)
            else {
                return Err(DeltaError::Backwards);
            };
            let code = 0;
            changes.push(Entry { index, day, code });
            restorations.extend(period.filter(|_| is_new_period));
        }
        let delta = Self {
            head: new.head,
            times: new.times,
            previous: old.digest(),
            changes,
            restorations,
        };
        delta.demand_follows(old)?;
        Ok(delta)
    }

    /// Which list, and which state of it after the step.
    #[must_use]
    pub const fn head(&self) -> &ListHead {
        &self.head
    }

    /// How old the knowledge is after the step.
    #[must_use]
    pub const fn times(&self) -> &ListTimes {
        &self.times
    }

    /// The digest of the state before the step.
    #[must_use]
    pub const fn previous(&self) -> &Digest {
        &self.previous
    }

    /// What changes, in the order of the indices.
    pub fn changes(&self) -> impl Iterator<Item = PaidThroughChange> + '_ {
        self.changes.iter().filter_map(|entry| {
            let index = entry.index;
            let restored = sparse::find(&self.restorations, index);
            let paid = PaidThrough {
                through: entry.day.date()?,
                restored_from: restored.and_then(|entry| entry.day.date()),
            };
            Some(PaidThroughChange { index, paid })
        })
    }

    /// The payload of a COSE_Sign1.
    ///
    /// # Errors
    ///
    /// Days more than 8191 apart, or a delta longer than
    /// [`MAX_LIST_LENGTH`](crate::cose::MAX_LIST_LENGTH).
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let delta = written(12, |map| {
            HEAD.write(map, &self.head)?;
            TIMES.write(map, &self.times)?;
            map.put_bytes(PREVIOUS, self.previous.as_bytes());
            let table =
                |entries, field: Field| sparse::encode(entries, Codes::Without, field.path());
            map.put_optional(CHANGES, table(&self.changes, CHANGES)?);
            map.put_optional(RESTORATIONS, table(&self.restorations, RESTORATIONS)?);
            Ok(())
        })?;
        Ok(cbor::encode_within(&delta, MAX_LIST_LENGTH)?)
    }

    /// Reads a delta.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for another version, else the first field that breaks the
    /// model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut map = MapReader::new(MAP, cbor::decode_within(bytes, MAX_LIST_LENGTH)?)?;
        let head = HEAD.read(&mut map)?;
        let times = TIMES.read(&mut map)?;
        let previous = map.required(PREVIOUS)?.byte_array("32 bytes")?;
        let mut table = |field| match map.optional(field)? {
            Some(table) => sparse::decode(table, Codes::Without, head.size),
            None => Ok(Vec::new()),
        };
        let (changes, restorations) = (table(CHANGES)?, table(RESTORATIONS)?);
        map.finish()?;
        let is_change = |entry: &Entry| sparse::find(&changes, entry.index).is_some();
        if !restorations.iter().all(is_change) {
            return Err(ModelError::OutOfRange {
                field: RESTORATIONS.path(),
                expected: "of indices that change",
            });
        }
        Ok(Self {
            head,
            times,
            previous: Digest::from_bytes(previous),
            changes,
            restorations,
        })
    }

    /// The delta is the next step of this state, by everything but what it changes.
    fn demand_follows(&self, state: &PaidThroughList) -> Result<(), DeltaError> {
        if self.head.environment != state.head.environment || self.head.id != state.head.id {
            return Err(DeltaError::OtherList);
        }
        let expected = state.head.sequence.saturating_add(1);
        if self.head.sequence != expected {
            return Err(DeltaError::Sequence {
                expected,
                actual: self.head.sequence,
            });
        }
        if self.head.size < state.head.size || self.times.issued_at < state.times.issued_at {
            return Err(DeltaError::Backwards);
        }
        Ok(())
    }
}

impl PaidThroughList {
    /// The next state of the list. What fails leaves this state as it was.
    ///
    /// # Errors
    ///
    /// [`DeltaError::OtherList`]; [`DeltaError::Sequence`] where a step is missing or was made already;
    /// [`DeltaError::Fork`] where it changes another state than this one; [`DeltaError::Backwards`] for
    /// a smaller size or an earlier time; [`DeltaError::EmptyPeriod`].
    pub fn after(&self, delta: &PaidThroughDelta) -> Result<Self, DeltaError> {
        delta.demand_follows(self)?;
        if self.digest() != delta.previous {
            return Err(DeltaError::Fork);
        }
        let mut next = self.clone();
        next.head = delta.head;
        next.times = delta.times;
        next.days.resize(length(delta.head.size), 0);
        for entry in &delta.changes {
            // Every index of a delta is below its size.
            if let Some(day) = next.days.get_mut(length(entry.index)) {
                *day = entry.day.number();
            }
        }
        next.restorations = merged(&self.restorations, &delta.restorations);
        next.demand_restored_are_paid()
            .map_err(|_| DeltaError::EmptyPeriod)?;
        Ok(next)
    }

    /// Whether a delta is of a step that this state has made already.
    #[must_use]
    pub const fn has_made(&self, delta: &PaidThroughDelta) -> bool {
        delta.head.sequence <= self.head.sequence
    }

    /// How many indices have an entry.
    #[must_use]
    pub fn paid_count(&self) -> usize {
        self.days.iter().filter(|day| **day != 0).count()
    }
}

/// Both tables in one; the newer word on an index holds.
fn merged(old: &[Entry], new: &[Entry]) -> Vec<Entry> {
    if new.is_empty() {
        return old.to_vec();
    }
    let kept = old
        .iter()
        .filter(|entry| sparse::find(new, entry.index).is_none());
    let mut table: Vec<Entry> = kept.chain(new).copied().collect();
    table.sort_unstable_by_key(|entry| entry.index);
    table
}

impl PaidThroughEntry {
    /// What was paid, if anything.
    #[must_use]
    pub const fn paid(self) -> Option<PaidThrough> {
        match self {
            Self::Paid(paid) => Some(paid),
            Self::NotCovered | Self::NoEntry => None,
        }
    }
}
