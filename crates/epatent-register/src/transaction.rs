// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is recorded together: rows, and the events that answer for them.

use std::collections::BTreeMap;

use crate::cell::{Cell, Kind, Stored};
use crate::event::{Actor, Change, EVENT, EVENT_COLUMNS, Event, Head, Said};
use crate::known::Known;
use crate::record::{Cells, Key, Record, Table, row_digest, sealed};
use crate::{Register, RegisterError};
use epatent_core::UnixTime;
use epatent_core::object::{Digest, StatusReference};

/// Rows of an event of many: what is hashed stays below 64 KiB.
const ROWS_OF_EVENT: usize = 500;

/// Changes that become part of the register together, or not at all.
///
/// One writer at a time: a transaction waits at the head of the chain until the one before has
/// ended, on every station. Dropped without [`Transaction::commit`], it leaves nothing.
#[must_use = "nothing is recorded before `commit`"]
pub struct Transaction<'r> {
    register: &'r mut Register,
    pub(crate) by: Actor,
    pub(crate) at: UnixTime,
    head: Head,
    next_key: i64,
    /// Rows that were changed since the last event.
    changes: Vec<Change<'static>>,
    known: Known,
    /// Rows that are not in the database yet, by order of their tables.
    pending: BTreeMap<u8, Pending>,
    /// Indices of status lists that no card has yet.
    pub(crate) allocated: Vec<StatusReference>,
    open: bool,
}

struct Pending {
    table: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

impl<'r> Transaction<'r> {
    pub(crate) fn begin(
        register: &'r mut Register,
        by: &Actor,
        at: UnixTime,
    ) -> Result<Self, RegisterError> {
        by.demand_one_spelling()?;
        register.database.begin()?;
        // From here on dropping it undoes.
        let mut transaction = Self {
            register,
            by: by.clone(),
            at,
            head: Head::EMPTY,
            next_key: 0,
            changes: Vec::new(),
            known: Known::new(),
            pending: BTreeMap::new(),
            allocated: Vec::new(),
            open: true,
        };
        transaction.take_head()?;
        Ok(transaction)
    }

    /// Waits for its turn to write, and reads the row of the chain.
    fn take_head(&mut self) -> Result<(), RegisterError> {
        self.register.database.take_turn()?;
        let rows = self.register.database.values(
            "UPDATE chain SET writers = writers + 1 WHERE id = 1 RETURNING sequence, hash, next_key",
            &[],
            &[Kind::Integer, Kind::Bytes, Kind::Integer],
        )?;
        let mut row = rows.into_iter().next().unwrap_or_default().into_iter();
        let damaged = RegisterError::Damaged {
            table: "chain",
            key: 1,
            column: "hash",
        };
        let mut next = || row.next();
        match (next(), next(), next()) {
            (Some(Cell::Integer(sequence)), Some(hash), Some(Cell::Integer(next_key))) => {
                self.head = Head {
                    sequence,
                    hash: Digest::read(hash).ok_or(damaged)?,
                };
                self.next_key = next_key;
                Ok(())
            }
            _ => Err(damaged),
        }
    }

    /// When it was begun: the time of everything that it records.
    #[must_use]
    pub const fn time(&self) -> UnixTime {
        self.at
    }

    /// Records everything, and says which event is the newest now. What was recorded is on the
    /// disk when this returns.
    ///
    /// # Errors
    ///
    /// Nothing was recorded, except perhaps with [`RegisterError::CommitUnknown`].
    pub fn commit(mut self) -> Result<Head, RegisterError> {
        if !self.allocated.is_empty() {
            return Err(RegisterError::NotAllocated);
        }
        self.flush()?;
        if let Some(change) = self.changes.first() {
            return Err(RegisterError::NotOneRow {
                table: change.table,
            });
        }
        let database = &mut self.register.database;
        let head = [
            Cell::Integer(self.head.sequence),
            self.head.hash.cell(),
            Cell::Integer(self.next_key),
        ];
        let changed = database.execute(
            "UPDATE chain SET sequence = $1, hash = $2, next_key = $3 WHERE id = 1",
            &head,
        )?;
        one_row("chain", changed)?;
        database.commit()?;
        self.open = false;
        Ok(self.head)
    }

    /// A key that no row has or had.
    pub(crate) fn new_key<R>(&mut self) -> Key<R> {
        let key = Key::new(self.next_key);
        self.next_key += 1;
        key
    }

    /// The newest key that was given.
    pub(crate) const fn newest_key(&self) -> i64 {
        self.next_key.saturating_sub(1)
    }

    /// Adds a row with the next statement that needs it.
    pub(crate) fn insert<R: Record>(&mut self, record: &R) {
        let table = const { &<R as sealed::Row>::TABLE };
        let cells = record.cells();
        let after = row_digest(table, &cells);
        self.changed(table, record.key().number(), None, Some(after));
        self.pending
            .entry(table.order)
            .or_insert_with(|| Pending {
                table: table.name,
                columns: std::iter::once("id")
                    .chain(table.columns.iter().map(|column| column.name))
                    .collect(),
                rows: Vec::new(),
            })
            .rows
            .push(cells);
    }

    /// Writes a row anew.
    pub(crate) fn update<R: Record>(&mut self, record: &R) -> Result<(), RegisterError> {
        self.flush()?;
        let table = const { &<R as sealed::Row>::TABLE };
        let cells = record.cells();
        self.rewritten(record.key(), row_digest(table, &cells))?;
        let assignments: Vec<String> = table
            .columns
            .iter()
            .zip(2..)
            .map(|(column, place)| format!("{} = ${place}", column.name))
            .collect();
        let sql = format!(
            "UPDATE {} SET {} WHERE id = $1",
            table.name,
            assignments.join(", ")
        );
        one_row(table.name, self.register.database.execute(&sql, &cells)?)
    }

    /// Writes rows anew in few statements, of which only these columns have changed, and ends an event
    /// of this kind behind each [`ROWS_OF_EVENT`] of them.
    pub(crate) fn update_many<R: Record>(
        &mut self,
        records: &[R],
        columns: &[&'static str],
        kind: &str,
    ) -> Result<(), RegisterError> {
        self.flush()?;
        let table = const { &<R as sealed::Row>::TABLE };
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            let mut cells = record.cells();
            self.rewritten(record.key(), row_digest(table, &cells))?;
            let mut names = std::iter::once("id").chain(table.columns.iter().map(|c| c.name));
            cells.retain(|_| {
                names
                    .next()
                    .is_some_and(|name| name == "id" || columns.contains(&name))
            });
            rows.push(cells);
            self.event_when_full(kind);
        }
        self.event_when_changed(kind);
        let columns: Vec<&str> = (table.columns.iter().map(|column| column.name))
            .filter(|name| columns.contains(name))
            .collect();
        let changed = self.register.database.update(table, &columns, &rows)?;
        if changed == records.len() as u64 {
            Ok(())
        } else {
            Err(RegisterError::NotOneRow { table: table.name })
        }
    }

    /// Places for so many values.
    pub(crate) fn places(&self, values: usize) -> String {
        self.register.database.dialect().places(1, values)
    }

    /// The rows with these keys, in any order.
    pub(crate) fn rows_of<R: Record>(&mut self, keys: &[Key<R>]) -> Result<Vec<R>, RegisterError> {
        let table = const { &<R as sealed::Row>::TABLE };
        let rows = self.columns_of(table, keys)?;
        self.records(rows)
    }

    /// The same, and of each row only the columns of `table`.
    pub(crate) fn columns_of<R: Record>(
        &mut self,
        table: &Table,
        keys: &[Key<R>],
    ) -> Result<Vec<Vec<Cell>>, RegisterError> {
        let cells: Vec<Cell> = keys.iter().map(Stored::cell).collect();
        self.flush()?;
        let database = &mut self.register.database;
        let condition = format!("id IN {}", database.dialect().places(1, keys.len()));
        database.rows_packed(table, &condition, &cells)
    }

    /// Deletes a row.
    pub(crate) fn delete<R: Record>(&mut self, key: Key<R>) -> Result<(), RegisterError> {
        self.flush()?;
        let table = const { &<R as sealed::Row>::TABLE };
        let before = self.before(key)?;
        self.changed(table, key.number(), Some(before), None);
        self.known.deleted(table, key.number());
        let sql = format!("DELETE FROM {} WHERE id = $1", table.name);
        one_row(
            table.name,
            self.register.database.execute(&sql, &[key.cell()])?,
        )
    }

    /// Ends an event: the rows changed since the last one and those that they were made of, under a name
    /// of what happened.
    pub(crate) fn event(&mut self, kind: &str) {
        self.changes.extend(self.known.take_used());
        let (event, head) = Event::new(&self.head, self.at, kind, &self.by, &self.changes);
        self.changes.clear();
        self.head = head;
        self.pending
            .entry(EVENT.order)
            .or_insert_with(|| Pending {
                table: EVENT.name,
                columns: EVENT_COLUMNS.to_vec(),
                rows: Vec::new(),
            })
            .rows
            .push(event.cells());
    }

    /// Ends an event that has as many rows as one of a bulk may have.
    pub(crate) fn event_when_full(&mut self, kind: &str) {
        if self.changes.len() >= ROWS_OF_EVENT {
            self.event(kind);
        }
    }

    /// Ends an event unless nothing has changed since the last one.
    pub(crate) fn event_when_changed(&mut self, kind: &str) {
        if !self.changes.is_empty() {
            self.event(kind);
        }
    }

    /// Ends an event and brings its rows into the database, so that what is refused is refused now.
    pub(crate) fn done(&mut self, kind: &str) -> Result<(), RegisterError> {
        self.event(kind);
        self.flush()
    }

    /// Brings every pending row into the database.
    pub(crate) fn flush(&mut self) -> Result<(), RegisterError> {
        for pending in std::mem::take(&mut self.pending).into_values() {
            self.register
                .database
                .insert(pending.table, &pending.columns, &pending.rows)?;
        }
        Ok(())
    }

    /// The records that `condition` chooses, as they are within this transaction.
    pub(crate) fn select<R: Record>(
        &mut self,
        condition: &str,
        values: &[Cell],
    ) -> Result<Vec<R>, RegisterError> {
        self.flush()?;
        let table = const { &<R as sealed::Row>::TABLE };
        let rows = self.register.database.rows(table, condition, values)?;
        self.records(rows)
    }

    /// Rows of a table, whole, as records.
    fn records<R: Record>(&mut self, rows: Vec<Vec<Cell>>) -> Result<Vec<R>, RegisterError> {
        let table = const { &<R as sealed::Row>::TABLE };
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            self.known.read(table, &row)?;
            records.push(R::read(&mut Cells::new(table, row))?);
        }
        Ok(records)
    }

    /// The next event says of this row, which was read, what it was: what happens is made of it.
    pub(crate) fn made_of<R: Record>(&mut self, record: &R) {
        let table = const { &<R as sealed::Row>::TABLE };
        self.known.used(table, record.key().number());
    }

    /// The first record that `condition` chooses; the next event says what it was.
    pub(crate) fn first<R: Record>(
        &mut self,
        condition: &str,
        values: &[Cell],
    ) -> Result<Option<R>, RegisterError> {
        let first = self.select(condition, values)?.into_iter().next();
        if let Some(record) = &first {
            self.made_of(record);
        }
        Ok(first)
    }

    /// A row by its key; the next event says what it was.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotFound`] where no row has it; those of the database.
    pub fn row<R: Record>(&mut self, key: Key<R>) -> Result<R, RegisterError> {
        self.first("WHERE id = $1", &[key.cell()])?
            .ok_or_else(|| RegisterError::NotFound {
                what: R::NAME,
                key: key.to_string(),
            })
    }

    /// The one number that a question is answered with.
    pub(crate) fn number(&mut self, sql: &str, values: &[Cell]) -> Result<i64, RegisterError> {
        self.flush()?;
        self.register.database.number(sql, values)
    }

    /// Digest of a row as the database has it, before it is changed.
    fn before<R: Record>(&mut self, key: Key<R>) -> Result<Digest, RegisterError> {
        let table = const { &<R as sealed::Row>::TABLE };
        if let Some(digest) = self.known.digest(table, key.number()) {
            return Ok(digest);
        }
        self.row(key)?;
        let damaged = RegisterError::NotOneRow { table: table.name };
        self.known.digest(table, key.number()).ok_or(damaged)
    }

    fn rewritten<R: Record>(&mut self, key: Key<R>, after: Digest) -> Result<(), RegisterError> {
        let table = const { &<R as sealed::Row>::TABLE };
        let before = self.before(key)?;
        self.changed(table, key.number(), Some(before), Some(after));
        self.known.written(table, key.number(), after);
        Ok(())
    }

    fn changed(
        &mut self,
        table: &'static Table,
        key: i64,
        before: Option<Digest>,
        after: Option<Digest>,
    ) {
        self.changes.push(Change {
            table: table.name,
            key,
            said: Said::Changed { before, after },
        });
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.register.database.roll_back();
        }
    }
}

fn one_row(table: &'static str, changed: u64) -> Result<(), RegisterError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(RegisterError::NotOneRow { table })
    }
}
