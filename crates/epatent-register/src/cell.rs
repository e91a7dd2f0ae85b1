// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Values of columns, the same in both databases: whole numbers, text and bytes.

use epatent_core::object::{CardId, ChipKey, Digest};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};

/// A value in a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Cell {
    Null(Kind),
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Integer,
    Text,
    Bytes,
}

/// A type that is kept in one column.
pub(crate) trait Stored: Sized {
    /// The column's type.
    const KIND: Kind;

    /// As it is kept.
    fn cell(&self) -> Cell;

    /// From what is kept; `None` when that is no such value.
    fn read(cell: Cell) -> Option<Self>;
}

impl<T: Stored> Stored for Option<T> {
    const KIND: Kind = T::KIND;

    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Null(T::KIND), T::cell)
    }

    fn read(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Null(_) => Some(None),
            cell => T::read(cell).map(Some),
        }
    }
}

impl Stored for i64 {
    const KIND: Kind = Kind::Integer;

    fn cell(&self) -> Cell {
        Cell::Integer(*self)
    }

    fn read(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl Stored for String {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell {
        Cell::Text(self.clone())
    }

    fn read(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Stored for Vec<u8> {
    const KIND: Kind = Kind::Bytes;

    fn cell(&self) -> Cell {
        Cell::Bytes(self.clone())
    }

    fn read(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// Types kept as another stored type: how it is written and how it is read.
macro_rules! stored_as {
    ($($name:ty as $kept:ty: |$value:ident| $write:expr, |$from:ident| $read:expr;)*) => {$(
        impl Stored for $name {
            const KIND: Kind = <$kept as Stored>::KIND;

            fn cell(&self) -> Cell {
                let $value = self;
                <$kept as Stored>::cell(&$write)
            }

            fn read(cell: Cell) -> Option<Self> {
                let $from = <$kept as Stored>::read(cell)?;
                $read
            }
        }
    )*};
}
pub(crate) use stored_as;

stored_as! {
    u8 as i64: |value| i64::from(*value), |kept| Self::try_from(kept).ok();
    u16 as i64: |value| i64::from(*value), |kept| Self::try_from(kept).ok();
    u32 as i64: |value| i64::from(*value), |kept| Self::try_from(kept).ok();
    bool as i64: |value| i64::from(*value), |kept| match kept { 0 => Some(false), 1 => Some(true), _ => None };
    CivilDate as u32: |value| value.to_yyyymmdd(), |kept| Self::from_yyyymmdd(kept).ok();
    UnixTime as i64: |value| i64::try_from(value.seconds()).unwrap_or(i64::MAX),
        |kept| Self::from_seconds(u64::try_from(kept).ok()?).ok();
    Region as String: |value| value.to_string(), |kept| Self::parse(&kept).ok();
    PatentNumber as String: |value| value.to_string(), |kept| Self::parse(&kept).ok();
    BlankNumber as String: |value| value.to_string(), |kept| Self::parse(&kept).ok();
    Digest as Vec<u8>: |value| value.as_bytes().to_vec(), |kept| Some(Self::from_bytes(kept.try_into().ok()?));
    CardId as Vec<u8>: |value| value.as_bytes().to_vec(), |kept| Some(Self::from_bytes(kept.try_into().ok()?));
    ChipKey as Vec<u8>: |value| value.as_sec1().to_vec(), |kept| Self::from_sec1(&kept).ok();
}
