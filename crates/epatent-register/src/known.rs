// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The rows that a transaction has read or written, by their digests: what its events say of them.

use std::collections::{BTreeMap, HashMap};

use crate::RegisterError;
use crate::cell::Cell;
use crate::event::{Change, Said};
use crate::record::{Table, row_digest};
use epatent_core::object::Digest;

/// A table, by its order, and a key in it.
type Place = (u8, i64);

/// What a transaction knows of rows, and which of them its next event has to name.
pub(crate) struct Known {
    rows: HashMap<Place, Row>,
    /// Rows that something was made of since the last event, as they were read.
    used: BTreeMap<Place, Change<'static>>,
}

struct Row {
    digest: Digest,
    /// Whether an event of this transaction says it, or the next one will.
    is_said: bool,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self {
            rows: HashMap::new(),
            used: BTreeMap::new(),
        }
    }

    /// Keeps a whole row as the database has it.
    ///
    /// # Errors
    ///
    /// [`RegisterError::RowAltered`] where it is not what this transaction read or wrote before.
    pub(crate) fn read(&mut self, table: &Table, cells: &[Cell]) -> Result<(), RegisterError> {
        let Some(Cell::Integer(key)) = cells.first() else {
            // What has no key is read as no record either, and that says where.
            return Ok(());
        };
        let digest = row_digest(table, cells);
        let row = self.rows.entry((table.order, *key)).or_insert(Row {
            digest,
            is_said: false,
        });
        if row.digest == digest {
            Ok(())
        } else {
            Err(RegisterError::RowAltered {
                table: table.name,
                key: *key,
            })
        }
    }

    /// Digest of a row that was read or written.
    pub(crate) fn digest(&self, table: &Table, key: i64) -> Option<Digest> {
        self.rows.get(&(table.order, key)).map(|row| row.digest)
    }

    /// Something is made of a row that was read: the next event says what it was.
    pub(crate) fn used(&mut self, table: &'static Table, key: i64) {
        let place = (table.order, key);
        if let Some(row) = self.rows.get_mut(&place).filter(|row| !row.is_said) {
            row.is_said = true;
            let said = Said::Used(row.digest);
            let table = table.name;
            self.used.insert(place, Change { table, key, said });
        }
    }

    /// A row was written anew; its change says what it was before.
    pub(crate) fn written(&mut self, table: &Table, key: i64, digest: Digest) {
        let place = (table.order, key);
        let is_said = true;
        self.rows.insert(place, Row { digest, is_said });
        self.used.remove(&place);
    }

    /// A row was deleted.
    pub(crate) fn deleted(&mut self, table: &Table, key: i64) {
        let place = (table.order, key);
        self.rows.remove(&place);
        self.used.remove(&place);
    }

    /// The rows that the next event has to name beside those that it changed.
    pub(crate) fn take_used(&mut self) -> impl Iterator<Item = Change<'static>> {
        std::mem::take(&mut self.used).into_values()
    }
}
