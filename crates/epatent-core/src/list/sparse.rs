// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Tables that speak of a few indices of many: rising indices, a day each, and a code where there is
//! one, column by column and compressed together.
//!
//! ```cddl
//! ; Inflates to `length` bytes: `count` gaps, `count` rows, `count` days of a row, and in a table with
//! ; codes `count` codes. A gap is the index less the one before it less 1, and at the first the index
//! ; itself, in groups of 7 bits, the low ones first, bit 8 set in all but the last, in as few bytes as
//! ; can hold it. Days since `base` are 32 * row + day of the row; `base` is the earliest of them.
//! sparse-table = [
//!   count: 1..10000000,
//!   base: civil-date,
//!   length: uint,
//!   columns: bytes,          ; zlib (RFC 1950)
//! ]
//! ```

use alloc::vec::Vec;

use super::day::Day;
use super::head::length;
use super::zlib::{deflate, inflate};
use crate::cbor::Value;
use crate::model::{FieldPath, FieldValue, ModelError};

/// Days in a row: five bits, so that a month is one row or two.
const ROW: u16 = 32;

/// Most bytes of a gap: an index is less than 10 million, and a byte has seven bits of it.
const MAX_GAP: usize = 4;
/// The bit that says that another byte follows.
const MORE: u8 = 0x80;

/// One index of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) index: u32,
    pub(super) day: Day,
    /// 0 in a table without codes.
    pub(super) code: u8,
}

/// Whether the table has a column of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codes {
    With,
    Without,
}

impl Codes {
    const fn bytes(self) -> usize {
        match self {
            Self::With => 1,
            Self::Without => 0,
        }
    }
}

/// The table of these entries, which are sorted by index, each there once; `None` where there is none.
pub(super) fn encode(
    entries: &[Entry],
    codes: Codes,
    field: FieldPath,
) -> Result<Option<Value>, ModelError> {
    let Some(base) = entries.iter().map(|entry| entry.day).min() else {
        return Ok(None);
    };
    let mut columns = Vec::with_capacity(entries.len().saturating_mul(4));
    let mut next = 0;
    for entry in entries {
        put_gap(&mut columns, entry.index.saturating_sub(next));
        next = entry.index.saturating_add(1);
    }
    let offsets = entries.iter().map(|entry| entry.day.since(base));
    put_days(&mut columns, offsets, field)?;
    if codes == Codes::With {
        columns.extend(entries.iter().map(|entry| entry.code));
    }
    let base = base.date().ok_or(SPAN(field))?;
    Ok(Some(Value::Array(alloc::vec![
        counted(entries.len()),
        Value::from(base.to_yyyymmdd()),
        counted(columns.len()),
        Value::Bytes(deflate(&columns)),
    ])))
}

/// Reads a table about a list of `size` indices.
pub(super) fn decode(value: FieldValue, codes: Codes, size: u32) -> Result<Vec<Entry>, ModelError> {
    let field = value.path();
    let wrong = |expected| ModelError::OutOfRange { field, expected };
    let [count, base, length_of_columns, columns] =
        value.tuple("[count, base, length, columns]")?;
    let count = u32::try_from(count.unsigned()?)
        .ok()
        .filter(|count| (1..=size).contains(count))
        .map(length)
        .ok_or(wrong(
            "a table of 1 entry to as many as the list has indices",
        ))?;
    let base = Day::demand(base.civil_date()?, field)?;
    let least = count.saturating_mul(3 + codes.bytes());
    let most = count.saturating_mul(MAX_GAP + 2 + codes.bytes());
    let bytes = usize::try_from(length_of_columns.unsigned()?)
        .ok()
        .filter(|bytes| (least..=most).contains(bytes))
        .ok_or(wrong("a table of the length that its count allows"))?;
    let columns = inflate(&columns.bytes()?, bytes)
        .map_err(|error| ModelError::Compressed { field, error })?;

    let mut reader = columns.as_slice();
    let mut entries = Vec::with_capacity(count);
    let mut next = 0_u32;
    for _ in 0..count {
        let index = take_gap(&mut reader)
            .and_then(|gap| next.checked_add(gap))
            .filter(|index| *index < size)
            .ok_or(wrong("a table of indices of the list"))?;
        next = index.saturating_add(1);
        entries.push(index);
    }
    let (days, code_column) = reader
        .split_at_checked(count.saturating_mul(2))
        .filter(|(_, rest)| rest.len() == count * codes.bytes())
        .ok_or(wrong("a table of the length that its entries have"))?;
    let offsets = days_of(days).ok_or(wrong("a table of days of a row below 32"))?;
    let mut code_column = code_column.iter().copied();
    let mut table = Vec::with_capacity(count);
    let mut earliest = u16::MAX;
    for (index, offset) in entries.into_iter().zip(offsets) {
        earliest = earliest.min(offset);
        let day = base.plus(offset).ok_or(SPAN(field))?;
        let code = code_column.next().unwrap_or_default();
        table.push(Entry { index, day, code });
    }
    if earliest != 0 {
        return Err(wrong("a table whose base is its earliest day"));
    }
    Ok(table)
}

/// The entry of an index.
pub(super) fn find(entries: &[Entry], index: u32) -> Option<Entry> {
    let place = entries
        .binary_search_by_key(&index, |entry| entry.index)
        .ok()?;
    entries.get(place).copied()
}

/// Appends the column of rows and that of the days of a row.
pub(super) fn put_days(
    columns: &mut Vec<u8>,
    offsets: impl Iterator<Item = Option<u16>> + Clone,
    field: FieldPath,
) -> Result<(), ModelError> {
    for offset in offsets.clone() {
        let row = offset.and_then(|offset| u8::try_from(offset / ROW).ok());
        columns.push(row.ok_or(SPAN(field))?);
    }
    columns.extend(offsets.flatten().map(|offset| {
        // Below 32.
        let [_, day] = (offset % ROW).to_be_bytes();
        day
    }));
    Ok(())
}

/// The offsets in a column of rows and one of days as long; `None` where a day is none of a row.
pub(super) fn days_of(columns: &[u8]) -> Option<impl Iterator<Item = u16> + '_> {
    let (rows, days) = columns.split_at_checked(columns.len() / 2)?;
    if days.iter().any(|day| u16::from(*day) >= ROW) {
        return None;
    }
    let offsets = rows
        .iter()
        .zip(days)
        .map(|(row, day)| u16::from(*row) * ROW + u16::from(*day));
    Some(offsets)
}

fn counted(length: usize) -> Value {
    Value::from(u64::try_from(length).unwrap_or(u64::MAX))
}

const SPAN: fn(FieldPath) -> ModelError = |field| ModelError::OutOfRange {
    field,
    expected: "of days within 8191 of the earliest",
};

fn put_gap(columns: &mut Vec<u8>, mut gap: u32) {
    loop {
        let [_, _, _, low] = gap.to_be_bytes();
        gap >>= 7;
        if gap == 0 {
            columns.push(low & !MORE);
            return;
        }
        columns.push(low | MORE);
    }
}

fn take_gap(reader: &mut &[u8]) -> Option<u32> {
    let mut gap = 0;
    for place in 0..MAX_GAP {
        let (&byte, rest) = reader.split_first()?;
        *reader = rest;
        gap |= u32::from(byte & !MORE) << (place * 7);
        if byte & MORE == 0 {
            // A last byte of zero would be a longer form of the same gap.
            return (place == 0 || byte != 0).then_some(gap);
        }
    }
    None
}
