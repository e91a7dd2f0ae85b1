// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The paid-through list: until which day each patent is paid.

mod delta;

use alloc::vec;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::day::Day;
use super::head::{HeadFields, ListHead, ListTimes, length, written};
use super::sparse::{self, Codes, Entry};
use super::zlib::{deflate, inflate};
use crate::cbor;
use crate::cose::MAX_LIST_LENGTH;
use crate::model::{Field, MapReader, MapWriter, ModelError};
use crate::object::Digest;
use crate::{CivilDate, UnixTime};

pub use delta::{DeltaError, PaidThroughChange, PaidThroughDelta};

const MAP: &str = "paid-through snapshot";
const HEAD: HeadFields = HeadFields::of(MAP);
const TIMES: TimeFields = TimeFields::of(MAP);
const BASE: Field = Field::new(MAP, 10, "base");
const DAYS: Field = Field::new(MAP, 11, "days");
const RESTORATIONS: Field = Field::new(MAP, 12, "restorations");

/// First 32 bytes of what the digest of a state is over.
const STATE_PREFIX: [u8; 32] = *b"EPATENT-PAID-THROUGH-1\0\0\0\0\0\0\0\0\0\0";

/// Until when a patent is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidThrough {
    /// The last paid day. The patent ends on the day after it.
    pub through: CivilDate,
    /// The first day of the present period, when the patent had ended and the office put it in force
    /// again. Nothing else begins a new period: a payment that comes late does not.
    pub restored_from: Option<CivilDate>,
}

/// A payment came after the patent had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("paid on {paid_on}, but the patent was paid through {through} and ended the day after")]
pub struct LatePayment {
    /// The day of the late payment, a civil date in the region.
    pub paid_on: CivilDate,
    /// The last paid day until then, inclusive.
    pub through: CivilDate,
}

impl PaidThrough {
    /// Paid through this day since the patent came in force.
    #[must_use]
    pub const fn new(through: CivilDate) -> Self {
        Self {
            through,
            restored_from: None,
        }
    }

    /// What a payment makes of it: the later of the two days.
    ///
    /// # Errors
    ///
    /// [`LatePayment`] when the patent had ended before the payment, which then extends nothing.
    pub fn paid(self, paid_on: CivilDate, through: CivilDate) -> Result<Self, LatePayment> {
        if paid_on > self.through {
            return Err(LatePayment {
                paid_on,
                through: self.through,
            });
        }
        Ok(Self {
            through: self.through.max(through),
            ..self
        })
    }

    /// What a decision of the office makes of it: in force again from a day on.
    #[must_use]
    pub const fn restored(from: CivilDate, through: CivilDate) -> Self {
        Self {
            through,
            restored_from: Some(from),
        }
    }

    /// Whether the day is one of the present period.
    #[must_use]
    pub fn covers(&self, day: CivilDate) -> bool {
        day <= self.through && self.restored_from.is_none_or(|from| day >= from)
    }
}

/// A state of the paid-through list, ready for look-ups: two bytes an index.
///
/// ```cddl
/// paid-through-snapshot = {
///   list-head,
///   list-times,
///   10: civil-date,          ; base
///   11: bytes,               ; zlib of two columns of a byte an index: rows, then days of a row
///   ? 12: sparse-table,      ; first days of periods that a decision of the office began
/// }
/// ; Days are stored as 0 for no entry, else 1 + the days since `base`, as 32 * row + day of the row.
/// list-times = (
///   7: unix-time,            ; issued
///   8: unix-time,            ; next update
///   9: unix-time,            ; expires
/// )
/// ```
///
/// `[applet-spec status-and-payments §1.3]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidThroughList {
    head: ListHead,
    times: ListTimes,
    /// Day numbers, 0 for none; as many as the list has indices.
    days: Vec<u16>,
    /// The days on which a decision began a new period, sorted by index.
    restorations: Vec<Entry>,
}

/// What the list says of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidThroughEntry {
    /// The index is beyond the list.
    NotCovered,
    /// The list has no entry for it yet.
    NoEntry,
    /// Paid, once at least, through this day.
    Paid(PaidThrough),
}

impl PaidThroughList {
    /// The list with these entries.
    ///
    /// # Errors
    ///
    /// An index is beyond the list or named twice, a day is before 2000, or the head or the times are
    /// not those of a list.
    pub fn new(
        head: ListHead,
        times: ListTimes,
        entries: impl IntoIterator<Item = (u32, PaidThrough)>,
    ) -> Result<Self, ModelError> {
        times.demand_order(TIMES.issued_at)?;
        let mut list = Self {
            head,
            times,
            days: vec![0; length(head.size)],
            restorations: Vec::new(),
        };
        for (index, paid) in entries {
            let free = list.days.get(length(index)) == Some(&0);
            if !free {
                return Err(ModelError::OutOfRange {
                    field: DAYS.path(),
                    expected: "of indices of the list, each once",
                });
            }
            list.set(index, paid)?;
        }
        Ok(list)
    }

    /// Which list, which state of it, how many indices.
    #[must_use]
    pub const fn head(&self) -> &ListHead {
        &self.head
    }

    /// How old its knowledge is.
    #[must_use]
    pub const fn times(&self) -> &ListTimes {
        &self.times
    }

    /// What it says of an index.
    #[must_use]
    pub fn entry(&self, index: u64) -> PaidThroughEntry {
        let Some(number) = usize::try_from(index)
            .ok()
            .and_then(|index| self.days.get(index))
        else {
            return PaidThroughEntry::NotCovered;
        };
        match Day::from_number(*number).and_then(Day::date) {
            None => PaidThroughEntry::NoEntry,
            Some(through) => PaidThroughEntry::Paid(PaidThrough {
                through,
                restored_from: u32::try_from(index)
                    .ok()
                    .and_then(|index| sparse::find(&self.restorations, index))
                    .and_then(|entry| entry.day.date()),
            }),
        }
    }

    /// SHA-256 of the state, whichever way it was reached: by a snapshot or by deltas.
    ///
    /// It is over the words `EPATENT-PAID-THROUGH-1` padded with zero bytes to 32, environment (1),
    /// region (2), number (8), sequence (8), size (4), the days since 1999-12-31 of every index (2
    /// each, 0 for no entry), the number of restorations (4) and of each its index (4) and day (2).
    ///
    /// `[applet-spec status-and-payments §1.3]`
    #[must_use]
    pub fn digest(&self) -> Digest {
        let head = &self.head;
        let mut hash = Sha256::new();
        hash.update(STATE_PREFIX);
        hash.update([head.environment.code()]);
        hash.update(head.id.region.as_str());
        hash.update(head.id.number.to_be_bytes());
        hash.update(head.sequence.to_be_bytes());
        hash.update(head.size.to_be_bytes());
        let mut block = Vec::with_capacity(HASH_BLOCK * 2);
        for days in self.days.chunks(HASH_BLOCK) {
            block.clear();
            block.extend(days.iter().flat_map(|day| day.to_be_bytes()));
            hash.update(&block);
        }
        // Restorations are among the indices, which are 10 million at most.
        let count = u32::try_from(self.restorations.len()).unwrap_or(u32::MAX);
        hash.update(count.to_be_bytes());
        for entry in &self.restorations {
            hash.update(entry.index.to_be_bytes());
            hash.update(entry.day.number().to_be_bytes());
        }
        Digest::from_bytes(hash.finalize().into())
    }

    /// The state as a snapshot, the payload of a COSE_Sign1.
    ///
    /// # Errors
    ///
    /// Days more than 8190 apart, or a list longer than
    /// [`MAX_LIST_LENGTH`](crate::cose::MAX_LIST_LENGTH).
    pub fn encode_snapshot(&self) -> Result<Vec<u8>, ModelError> {
        let base = self.days.iter().copied().filter(|day| *day != 0).min();
        let base = base.unwrap_or(1);
        let offsets = self.days.iter().map(|day| match day {
            0 => Some(0),
            day => day.checked_sub(base).and_then(|days| days.checked_add(1)),
        });
        let mut columns = Vec::with_capacity(self.days.len().saturating_mul(2));
        sparse::put_days(&mut columns, offsets, DAYS.path())?;
        let snapshot = written(12, |map| {
            HEAD.write(map, &self.head)?;
            TIMES.write(map, &self.times)?;
            if let Some(base) = Day::from_number(base).and_then(Day::date) {
                map.put_date(BASE, base);
            }
            map.put_bytes(DAYS, &deflate(&columns));
            let table = sparse::encode(&self.restorations, Codes::Without, RESTORATIONS.path())?;
            map.put_optional(RESTORATIONS, table);
            Ok(())
        })?;
        Ok(cbor::encode_within(&snapshot, MAX_LIST_LENGTH)?)
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for another version, else the first field that breaks the
    /// model.
    pub fn decode_snapshot(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut map = MapReader::new(MAP, cbor::decode_within(bytes, MAX_LIST_LENGTH)?)?;
        let head = HEAD.read(&mut map)?;
        let times = TIMES.read(&mut map)?;
        let base = Day::demand(map.required(BASE)?.civil_date()?, BASE.path())?;
        let columns = map.required(DAYS)?.bytes()?;
        let restorations = match map.optional(RESTORATIONS)? {
            Some(table) => sparse::decode(table, Codes::Without, head.size)?,
            None => Vec::new(),
        };
        map.finish()?;
        let field = DAYS.path();
        let columns = inflate(&columns, length(head.size).saturating_mul(2))
            .map_err(|error| ModelError::Compressed { field, error })?;
        let wrong = |expected| ModelError::OutOfRange { field, expected };
        let offsets = sparse::days_of(&columns).ok_or(wrong("of days of a row below 32"))?;
        let mut days = Vec::with_capacity(length(head.size));
        for offset in offsets {
            days.push(match offset.checked_sub(1) {
                None => 0,
                Some(offset) => {
                    let day = base.plus(offset).ok_or(wrong("of days before 2179"))?;
                    day.number()
                }
            });
        }
        let list = Self {
            head,
            times,
            days,
            restorations,
        };
        list.demand_restored_are_paid()?;
        Ok(list)
    }

    /// Writes one entry.
    fn set(&mut self, index: u32, paid: PaidThrough) -> Result<(), ModelError> {
        let day = Day::demand(paid.through, DAYS.path())?;
        let Some(place) = self.days.get_mut(length(index)) else {
            return Err(ModelError::OutOfRange {
                field: DAYS.path(),
                expected: "of indices of the list",
            });
        };
        *place = day.number();
        if let Some(from) = paid.restored_from {
            let day = Day::demand(from, RESTORATIONS.path())?;
            let entry = Entry {
                index,
                day,
                code: 0,
            };
            match self
                .restorations
                .binary_search_by_key(&index, |entry| entry.index)
            {
                Ok(place) => {
                    if let Some(present) = self.restorations.get_mut(place) {
                        *present = entry;
                    }
                }
                Err(place) => self.restorations.insert(place, entry),
            }
        }
        Ok(())
    }

    /// A period that began has a day on which it ends.
    fn demand_restored_are_paid(&self) -> Result<(), ModelError> {
        let paid = |entry: &Entry| {
            self.days
                .get(length(entry.index))
                .is_some_and(|day| *day >= entry.day.number())
        };
        if self.restorations.iter().all(paid) {
            return Ok(());
        }
        Err(ModelError::OutOfRange {
            field: RESTORATIONS.path(),
            expected: "of paid indices, none after its last paid day",
        })
    }
}

/// Indices that are hashed at once.
const HASH_BLOCK: usize = 2048;

/// The fields of the times within a map, under the keys 7 to 9.
struct TimeFields {
    issued_at: Field,
    next_update: Field,
    expires: Field,
}

impl TimeFields {
    const fn of(map: &'static str) -> Self {
        Self {
            issued_at: Field::new(map, 7, "issued-at"),
            next_update: Field::new(map, 8, "next-update"),
            expires: Field::new(map, 9, "expires"),
        }
    }

    fn write(&self, map: &mut MapWriter, times: &ListTimes) -> Result<(), ModelError> {
        times.demand_order(self.issued_at)?;
        map.put(self.issued_at, times.issued_at.seconds());
        map.put(self.next_update, times.next_update.seconds());
        map.put(self.expires, times.expires.seconds());
        Ok(())
    }

    fn read(&self, map: &mut MapReader) -> Result<ListTimes, ModelError> {
        let mut time =
            |field: Field| -> Result<UnixTime, ModelError> { map.required(field)?.unix_time() };
        let times = ListTimes {
            issued_at: time(self.issued_at)?,
            next_update: time(self.next_update)?,
            expires: time(self.expires)?,
        };
        times.demand_order(self.issued_at)?;
        Ok(times)
    }
}
