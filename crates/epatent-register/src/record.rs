// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A row as a type: one struct a table, a field a column.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::RegisterError;
use crate::canonical;
use crate::cell::{Cell, Kind, Stored};
use epatent_core::object::Digest;

/// A table as the statements need it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Name of the key's column, which is the first.
    pub(crate) key: &'static str,
    /// Place in the order of insertion: a table stands behind those it refers to.
    pub(crate) order: u8,
    /// All columns but the key.
    pub(crate) columns: &'static [Column],
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// Key of a row: a number that is given once in a register and never again, in whatever table.
pub struct Key<T>(i64, PhantomData<fn() -> T>);

impl<T> Key<T> {
    pub(crate) const fn new(number: i64) -> Self {
        Self(number, PhantomData)
    }

    /// The number, from 1.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}
impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Key<T> {}
impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Key<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.0)
    }
}
impl<T> fmt::Display for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> Stored for Key<T> {
    const KIND: Kind = Kind::Integer;

    fn cell(&self) -> Cell {
        Cell::Integer(self.0)
    }

    fn read(cell: Cell) -> Option<Self> {
        i64::read(cell).map(Self::new)
    }
}

/// A type whose values are the rows of a table. Only the tables of this crate have one.
pub trait Record: Sized + sealed::Row {
    /// Name of the table, for messages.
    const NAME: &'static str;

    /// The key of the row, from 1.
    fn key(&self) -> Key<Self>;
}

pub(crate) mod sealed {
    use super::{Cell, Cells, RegisterError, Table};

    /// The statements' side of a record.
    pub trait Row: Sized {
        #[doc(hidden)]
        #[allow(private_interfaces, reason = "sealed: nobody else can name or call it")]
        const TABLE: Table;

        #[doc(hidden)]
        #[allow(private_interfaces, reason = "sealed: nobody else can name or call it")]
        fn cells(&self) -> Vec<Cell>;

        #[doc(hidden)]
        #[allow(private_interfaces, reason = "sealed: nobody else can name or call it")]
        fn read(cells: &mut Cells) -> Result<Self, RegisterError>;
    }
}

/// The cells of a row on their way into a record.
pub(crate) struct Cells {
    table: &'static Table,
    key: i64,
    cells: std::vec::IntoIter<Cell>,
}

impl Cells {
    pub(crate) fn new(table: &'static Table, cells: Vec<Cell>) -> Self {
        let key = match cells.first() {
            Some(Cell::Integer(key)) => *key,
            _ => 0,
        };
        Self {
            table,
            key,
            cells: cells.into_iter(),
        }
    }

    /// The next cell as a value, or which one is damaged.
    pub(crate) fn next<T: Stored>(&mut self, column: &'static str) -> Result<T, RegisterError> {
        self.cells
            .next()
            .and_then(T::read)
            .ok_or(RegisterError::Damaged {
                table: self.table.name,
                key: self.key,
                column,
            })
    }
}

/// Digest of a row: SHA-256 of the CBOR array of the table's name and all cells in order.
pub(crate) fn row_digest(table: &Table, cells: &[Cell]) -> Digest {
    let mut bytes = canonical::Writer::array(cells.len() + 1);
    bytes.text(table.name);
    for cell in cells {
        bytes.cell(cell);
    }
    Digest::of(&bytes.finish())
}

/// Declares a record and its table. The columns are the fields in order; the key comes first.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident in $table:literal, $order:literal {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            /// Key of the row.
            pub key: Key<$name>,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Record for $name {
            const NAME: &'static str = $table;

            fn key(&self) -> Key<Self> {
                self.key
            }
        }

        #[allow(private_interfaces, reason = "sealed: nobody else can name or call it")]
        impl sealed::Row for $name {
            const TABLE: Table = Table {
                name: $table,
                key: "id",
                order: $order,
                columns: &[$(Column {
                    name: stringify!($field),
                    kind: <$type as Stored>::KIND,
                },)*],
            };

            fn cells(&self) -> Vec<Cell> {
                vec![self.key.cell(), $(self.$field.cell(),)*]
            }

            fn read(cells: &mut Cells) -> Result<Self, RegisterError> {
                Ok(Self {
                    key: cells.next("id")?,
                    $($field: cells.next(stringify!($field))?,)*
                })
            }
        }
    };
}
pub(crate) use record;
