// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What all lists say first: which list they are, and how old their knowledge is.

use core::fmt;

use crate::cbor::Value;
use crate::model::{Field, MapReader, MapWriter, ModelError};
use crate::object::Environment;
use crate::{Region, UnixTime};

use super::{MAX_INDICES, VERSION};

/// Which list: the region and the number in the status reference of the security objects. A number
/// alone names no list, because each region gives its own.
///
/// `[applet-spec status-and-payments §1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId {
    /// The region of the patents in it.
    pub region: Region,
    /// The number of the list in the region; by convention region and year, `772026`.
    pub number: u64,
}

/// `77/772026`.
impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.region, self.number)
    }
}

/// How old the knowledge of a list is, by the list's own times.
///
/// `[applet-spec status-and-payments §1.1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freshness {
    /// Not after `next update`: no newer one was to be expected.
    Fresh,
    /// After `next update`, not after `expires`: a newer one should be there.
    Stale,
    /// Its own word is that it says nothing any more.
    Expired,
}

impl Freshness {
    /// `fresh`, `stale` or `expired`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Expired => "expired",
        }
    }
}

/// The times of a list, or of a bundle.
///
/// `[applet-spec status-and-payments §1.1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListTimes {
    /// When it was signed: what happened later it cannot know.
    pub issued_at: UnixTime,
    /// Until when no newer one is to be expected; later than `issued_at`.
    pub next_update: UnixTime,
    /// The last second of its word; not before `next_update`.
    pub expires: UnixTime,
}

impl ListTimes {
    /// How old the knowledge is at `now`. A list of the future is fresh: that the clock is wrong is
    /// for the verifier to see.
    #[must_use]
    pub fn freshness(&self, now: UnixTime) -> Freshness {
        if now > self.expires {
            Freshness::Expired
        } else if now > self.next_update {
            Freshness::Stale
        } else {
            Freshness::Fresh
        }
    }

    /// The times in their order.
    pub(super) fn demand_order(&self, field: Field) -> Result<(), ModelError> {
        if self.issued_at < self.next_update && self.next_update <= self.expires {
            return Ok(());
        }
        Err(ModelError::OutOfRange {
            field: field.path(),
            expected: "issued before the next update, and that not after the expiry",
        })
    }
}

/// What a list says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListHead {
    /// Lab or production; a device of the other one refuses the list.
    pub environment: Environment,
    /// Which list: region and number.
    pub id: ListId,
    /// Rises with every state of the list that is published; from 1.
    pub sequence: u64,
    /// How many indices it covers, 1 to [`MAX_INDICES`]: 0 to `size - 1`. What is beyond is not covered.
    pub size: u32,
}

/// The fields of a head within a map, under the keys 1 to 6.
pub(super) struct HeadFields {
    version: Field,
    environment: Field,
    number: Field,
    region: Field,
    sequence: Field,
    size: Field,
}

impl HeadFields {
    pub(super) const fn of(map: &'static str) -> Self {
        Self {
            version: Field::new(map, 1, "version"),
            environment: Field::new(map, 2, "environment"),
            number: Field::new(map, 3, "number"),
            region: Field::new(map, 4, "region"),
            sequence: Field::new(map, 5, "sequence"),
            size: Field::new(map, 6, "size"),
        }
    }

    pub(super) fn write(&self, map: &mut MapWriter, head: &ListHead) -> Result<(), ModelError> {
        self.demand_sequence(head.sequence)?;
        self.demand_size(u64::from(head.size))?;
        map.put(self.version, VERSION);
        map.put(self.environment, head.environment.code());
        map.put(self.number, head.id.number);
        map.put(self.region, head.id.region.as_str());
        map.put(self.sequence, head.sequence);
        map.put(self.size, head.size);
        Ok(())
    }

    pub(super) fn read(&self, map: &mut MapReader) -> Result<ListHead, ModelError> {
        map.demand_version(self.version, VERSION)?;
        map.required(self.version)?;
        let environment = map.required(self.environment)?.environment()?;
        let number = map.required(self.number)?.unsigned()?;
        let region = map.required(self.region)?.region()?;
        let sequence = map.required(self.sequence)?.unsigned()?;
        self.demand_sequence(sequence)?;
        let size = self.demand_size(map.required(self.size)?.unsigned()?)?;
        Ok(ListHead {
            environment,
            id: ListId { region, number },
            sequence,
            size,
        })
    }

    fn demand_sequence(&self, sequence: u64) -> Result<(), ModelError> {
        if sequence > 0 {
            return Ok(());
        }
        Err(ModelError::OutOfRange {
            field: self.sequence.path(),
            expected: "1 or more",
        })
    }

    fn demand_size(&self, size: u64) -> Result<u32, ModelError> {
        u32::try_from(size)
            .ok()
            .filter(|size| (1..=MAX_INDICES).contains(size))
            .ok_or(ModelError::OutOfRange {
                field: self.size.path(),
                expected: "from 1 to 10000000",
            })
    }
}

/// A number of indices as a length in memory.
pub(super) fn length(size: u32) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

/// A map that is empty but for what `write` puts into it.
pub(super) fn written(
    capacity: usize,
    write: impl FnOnce(&mut MapWriter) -> Result<(), ModelError>,
) -> Result<Value, ModelError> {
    let mut map = MapWriter::with_capacity(capacity);
    write(&mut map)?;
    Ok(map.finish())
}
