// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One connection to either database, without `async`: the rest of the program waits for an answer.

use std::fmt::Write as _;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Arguments, Connection, Executor, Row as _};
use tokio::runtime::Runtime;

use crate::cell::{Cell, Kind};
use crate::record::{Cells, Table, sealed::Row};
use crate::{Location, RegisterError, packed};

/// Milliseconds that a statement waits for another writer.
const PATIENCE_MS: u32 = 20_000;
/// Most values in one statement. SQLite takes 32,766, PostgreSQL 65,535; each statement costs a wait for
/// the thread that runs it.
const MAX_VALUES: usize = 30_000;
/// From so many rows on it is worth while to look for what they share.
const MANY: usize = 16;

/// What the two databases call the same things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A statement of a migration in this database's words.
    pub(crate) fn spelled(self, sql: &str) -> String {
        let (integer, bytes, strict) = match self {
            Self::Sqlite => ("INTEGER", "BLOB", "STRICT"),
            Self::Postgres => ("BIGINT", "BYTEA", ""),
        };
        sql.replace("{integer}", integer)
            .replace("{bytes}", bytes)
            .replace("{strict}", strict)
    }

    /// How a transaction that writes begins. SQLite takes its one lock at once, so that it never
    /// fails half way; PostgreSQL waits in [`Database::take_turn`].
    const fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        }
    }

    /// Places for values in rows: `(?, ?), (?, ?)` or `($1, $2), ($3, $4)`. Where places have names,
    /// SQLite looks each of them up by going through all of them.
    pub(crate) fn places(self, rows: usize, width: usize) -> String {
        self.places_after(0, rows, width)
    }

    /// The same behind so many other values.
    fn places_after(self, before: usize, rows: usize, width: usize) -> String {
        let mut places = String::new();
        for row in 0..rows {
            places.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..width {
                places.push_str(if column == 0 { "" } else { ", " });
                self.push_place(&mut places, before + row * width + column + 1);
            }
            places.push(')');
        }
        places
    }

    /// The place of value number `number`, from 1.
    fn place(self, number: usize) -> String {
        let mut place = String::new();
        self.push_place(&mut place, number);
        place
    }

    fn push_place(self, places: &mut String, number: usize) {
        match self {
            Self::Sqlite => places.push('?'),
            // Writing to a String cannot fail.
            Self::Postgres => {
                let _ = write!(places, "${number}");
            }
        }
    }

    /// How a transaction begins that reads one state of the whole register.
    const fn snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

/// Rows of a table in one text.
pub(crate) struct Page {
    /// Key behind which they begin.
    pub(crate) after: i64,
    /// The highest key among them.
    pub(crate) last: i64,
    /// The rows for [`packed::rows`], in any order.
    pub(crate) rows: String,
}

/// One connection.
pub(crate) struct Database {
    runtime: Runtime,
    connection: AnyConnection,
    dialect: Dialect,
    /// Snapshots that were begun, one within the other.
    snapshots: u32,
}

impl Database {
    pub(crate) fn connect(location: &Location, create: bool) -> Result<Self, RegisterError> {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let connection = runtime.block_on(AnyConnection::connect(&location.url(create)))?;
        let dialect = match location {
            Location::File(_) => Dialect::Sqlite,
            Location::Postgres(_) => Dialect::Postgres,
        };
        let mut database = Self {
            runtime,
            connection,
            dialect,
            snapshots: 0,
        };
        match location {
            Location::File(path) => database.prepare_sqlite(path)?,
            Location::Postgres(_) => database.prepare_postgres()?,
        }
        Ok(database)
    }

    /// An empty SQLite database that nothing outside this process sees, to compare another with.
    pub(crate) fn in_memory() -> Result<Self, RegisterError> {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let connection = runtime.block_on(AnyConnection::connect("sqlite::memory:"))?;
        Ok(Self {
            runtime,
            connection,
            dialect: Dialect::Sqlite,
            snapshots: 0,
        })
    }

    pub(crate) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// A write-ahead log that is synced at every commit, and nothing left of what was deleted.
    fn prepare_sqlite(&mut self, path: &std::path::Path) -> Result<(), RegisterError> {
        self.run(&format!("PRAGMA busy_timeout = {PATIENCE_MS}"))?;
        let mode = self.values("PRAGMA journal_mode = WAL", &[], &[Kind::Text])?;
        match mode.first().and_then(|row| row.first()) {
            Some(Cell::Text(mode)) if mode == "wal" => {}
            mode => {
                return Err(RegisterError::JournalMode {
                    path: path.into(),
                    mode: format!("{mode:?}"),
                });
            }
        }
        for pragma in [
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA secure_delete = ON",
            "PRAGMA trusted_schema = OFF",
            "PRAGMA cell_size_check = ON",
            // A statement of many rows keeps the pages that it changes until it is through: no copy of
            // anything goes into a file outside the register.
            "PRAGMA temp_store = MEMORY",
            // Identifiers and keys are random: each card of a bulk touches a page of its own in every
            // index, and what does not fit is written and read again before the commit.
            "PRAGMA cache_size = -65536",
            "PRAGMA wal_autocheckpoint = 4096",
        ] {
            self.run(pragma)?;
        }
        Ok(())
    }

    /// A station that hangs in the middle of a transaction must not stop the office, and a commit
    /// is on the disk before it is acknowledged, whatever the server's settings are.
    fn prepare_postgres(&mut self) -> Result<(), RegisterError> {
        self.run(&format!("SET lock_timeout = {PATIENCE_MS}"))?;
        self.run(&format!(
            "SET idle_in_transaction_session_timeout = {PATIENCE_MS}"
        ))?;
        self.run("SET synchronous_commit = on")?;
        self.run("SET client_min_messages = warning")
    }

    /// Runs a statement without values.
    pub(crate) fn run(&mut self, sql: &str) -> Result<(), RegisterError> {
        self.runtime
            .block_on(self.connection.execute(sql))
            .map_err(RegisterError::of_statement)?;
        Ok(())
    }

    /// Runs a statement and gives back how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Cell]) -> Result<u64, RegisterError> {
        self.execute_with(sql, values)
    }

    fn execute_with<'q>(
        &mut self,
        sql: &'q str,
        values: impl IntoIterator<Item = &'q Cell>,
    ) -> Result<u64, RegisterError> {
        let query = query(sql, values)?;
        let done = self
            .runtime
            .block_on(self.connection.execute(query))
            .map_err(RegisterError::of_statement)?;
        Ok(done.rows_affected())
    }

    /// The rows of a question, with columns of the kinds given.
    pub(crate) fn values(
        &mut self,
        sql: &str,
        values: &[Cell],
        kinds: &[Kind],
    ) -> Result<Vec<Vec<Cell>>, RegisterError> {
        let query = query(sql, values)?;
        let rows = self
            .runtime
            .block_on(self.connection.fetch_all(query))
            .map_err(RegisterError::of_statement)?;
        rows.iter().map(|row| cells(row, kinds)).collect()
    }

    /// The one number that a question is answered with; 0 without a row.
    pub(crate) fn number(&mut self, sql: &str, values: &[Cell]) -> Result<i64, RegisterError> {
        let rows = self.values(sql, values, &[Kind::Integer])?;
        Ok(match rows.first().and_then(|row| row.first()) {
            Some(Cell::Integer(number)) => *number,
            _ => 0,
        })
    }

    /// The records that `condition` (WHERE, ORDER BY, LIMIT) chooses.
    pub(crate) fn select<R: Row>(
        &mut self,
        condition: &str,
        values: &[Cell],
    ) -> Result<Vec<R>, RegisterError> {
        let table = const { &R::TABLE };
        self.rows(table, condition, values)?
            .into_iter()
            .map(|row| R::read(&mut Cells::new(table, row)))
            .collect()
    }

    /// The rows that `condition` (without WHERE) chooses, in any order, the key first; for many of them.
    pub(crate) fn rows_packed(
        &mut self,
        table: &Table,
        condition: &str,
        values: &[Cell],
    ) -> Result<Vec<Vec<Cell>>, RegisterError> {
        let sql = format!(
            "SELECT {} FROM {} WHERE {condition}",
            packed::expression(table, self.dialect),
            table.name
        );
        let text = self.values(&sql, values, &[Kind::Text])?;
        let Some(Cell::Text(text)) = text.into_iter().flatten().next() else {
            return Ok(Vec::new());
        };
        packed::rows(table, &text).ok_or(RegisterError::Damaged {
            table: table.name,
            key: 0,
            column: table.key,
        })
    }

    /// The next rows of a table in the order of their keys, at most so many; `None` behind the last.
    pub(crate) fn page(
        &mut self,
        table: &Table,
        after: i64,
        rows: i64,
    ) -> Result<Option<Page>, RegisterError> {
        let sql = format!(
            "SELECT {packed}, max({key}) \
             FROM (SELECT * FROM {name} WHERE {key} > $1 ORDER BY {key} LIMIT $2) AS page",
            packed = packed::expression(table, self.dialect),
            key = table.key,
            name = table.name,
        );
        let values = [Cell::Integer(after), Cell::Integer(rows)];
        let found = self.values(&sql, &values, &[Kind::Text, Kind::Integer])?;
        let mut found = found.into_iter().flatten();
        Ok(match (found.next(), found.next()) {
            (Some(Cell::Text(rows)), Some(Cell::Integer(last))) => Some(Page { after, last, rows }),
            _ => None,
        })
    }

    /// The rows of a table as cells, the key first.
    pub(crate) fn rows(
        &mut self,
        table: &Table,
        condition: &str,
        values: &[Cell],
    ) -> Result<Vec<Vec<Cell>>, RegisterError> {
        let mut sql = format!("SELECT {}", table.key);
        for column in table.columns {
            sql.push_str(", ");
            sql.push_str(column.name);
        }
        sql.push_str(" FROM ");
        sql.push_str(table.name);
        sql.push(' ');
        sql.push_str(condition);
        let kinds: Vec<Kind> = std::iter::once(Kind::Integer)
            .chain(table.columns.iter().map(|column| column.kind))
            .collect();
        self.values(&sql, values, &kinds)
    }

    /// Adds rows, as many in one statement as it takes. A value that is the same in all of them goes
    /// to the database once: in a bulk that is every second one.
    pub(crate) fn insert(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Cell>],
    ) -> Result<(), RegisterError> {
        let shared = shared(rows, columns.len());
        let own = shared.iter().filter(|shared| !**shared).count().max(1);
        let most = MAX_VALUES.saturating_sub(columns.len()) / own;
        for part in rows.chunks(most.max(1)) {
            let (sql, values) = self.insertion(table, columns, part, &shared);
            self.execute_with(&sql, values)?;
        }
        Ok(())
    }

    /// The statement that adds rows, and its values in order: the shared ones, then those of each row.
    fn insertion<'r>(
        &self,
        table: &str,
        columns: &[&str],
        rows: &'r [Vec<Cell>],
        shared: &[bool],
    ) -> (String, Vec<&'r Cell>) {
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        let mut own = 0;
        let mut source = Vec::with_capacity(columns.len());
        for (cell, is_shared) in rows.iter().take(1).flatten().zip(shared) {
            if *is_shared {
                values.push(cell);
                source.push(self.dialect.place(values.len()));
            } else {
                own += 1;
                source.push(format!("new.column{own}"));
            }
        }
        let places = self.dialect.places_after(values.len(), rows.len(), own);
        let columns = columns.join(", ");
        let sql = if values.is_empty() {
            format!("INSERT INTO {table} ({columns}) VALUES {places}")
        } else {
            let source = source.join(", ");
            format!("INSERT INTO {table} ({columns}) SELECT {source} FROM (VALUES {places}) AS new")
        };
        for row in rows {
            let of_row = row.iter().zip(shared).filter(|(_, shared)| !**shared);
            values.extend(of_row.map(|(cell, _)| cell));
        }
        (sql, values)
    }

    pub(crate) fn close(self) -> Result<(), RegisterError> {
        Ok(self.runtime.block_on(self.connection.close())?)
    }

    /// Writes some columns of rows anew, as many rows in one statement as it takes; a row is its key
    /// and those columns. Both databases call the columns of VALUES `column1`, `column2` and so on.
    pub(crate) fn update(
        &mut self,
        table: &Table,
        columns: &[&str],
        rows: &[Vec<Cell>],
    ) -> Result<u64, RegisterError> {
        let assignments: Vec<String> = columns
            .iter()
            .zip(2..)
            .map(|(column, place)| format!("{column} = new.column{place}"))
            .collect();
        let width = columns.len() + 1;
        let mut changed = 0;
        for part in rows.chunks((MAX_VALUES / width).max(1)) {
            let sql = format!(
                "UPDATE {table} SET {} FROM (VALUES {}) AS new WHERE {table}.id = new.column1",
                assignments.join(", "),
                self.dialect.places(part.len(), width),
                table = table.name,
            );
            changed += self.execute_with(&sql, part.iter().flatten())?;
        }
        Ok(changed)
    }

    pub(crate) fn begin(&mut self) -> Result<(), RegisterError> {
        self.run(self.dialect.begin())
    }

    /// What is asked from here on is answered from one state, until [`Self::end_snapshot`] was called as
    /// often.
    /// Waits until no other transaction writes. The first thing in a transaction: what it sees is the
    /// state of this moment, to its end, and a row that somebody changes beside it meanwhile is none that
    /// it can write. SQLite did all that when it began.
    pub(crate) fn take_turn(&mut self) -> Result<(), RegisterError> {
        match self.dialect {
            Dialect::Sqlite => Ok(()),
            // The state is taken with the first statement that reads, which this is not.
            Dialect::Postgres => self.run("LOCK TABLE chain IN EXCLUSIVE MODE"),
        }
    }

    pub(crate) fn begin_snapshot(&mut self) -> Result<(), RegisterError> {
        if self.snapshots == 0 {
            self.run(self.dialect.snapshot())?;
        }
        self.snapshots = self.snapshots.saturating_add(1);
        Ok(())
    }

    /// Ends the snapshot that was begun last.
    pub(crate) fn end_snapshot(&mut self) {
        self.snapshots = self.snapshots.saturating_sub(1);
        if self.snapshots == 0 {
            self.roll_back();
        }
    }

    /// Makes what was done since [`Self::begin`] last.
    pub(crate) fn commit(&mut self) -> Result<(), RegisterError> {
        let done = self.runtime.block_on(self.connection.execute("COMMIT"));
        match done {
            Ok(_) => Ok(()),
            Err(error @ sqlx::Error::Database(_)) => Err(RegisterError::of_statement(error)),
            Err(error) => Err(RegisterError::CommitUnknown(error)),
        }
    }

    /// Undoes what was done since [`Self::begin`]. A failure leaves nothing either: the database
    /// undoes what was not committed by itself when the connection ends.
    pub(crate) fn roll_back(&mut self) {
        let _ = self.runtime.block_on(self.connection.execute("ROLLBACK"));
    }
}

/// Which columns have one value in all rows. Few rows are written as they are, so that the statements
/// of a day stay few.
fn shared(rows: &[Vec<Cell>], width: usize) -> Vec<bool> {
    if rows.len() < MANY {
        return vec![false; width];
    }
    let first = rows.first();
    (0..width)
        .map(|column| {
            let cell = first.and_then(|row| row.get(column));
            rows.iter().all(|row| row.get(column) == cell)
        })
        .collect()
}

/// A statement with its values.
fn query<'q>(
    sql: &'q str,
    values: impl IntoIterator<Item = &'q Cell>,
) -> Result<Query<'q, Any, AnyArguments<'q>>, RegisterError> {
    let mut arguments = AnyArguments::default();
    for value in values {
        match value {
            Cell::Null(Kind::Integer) => arguments.add(None::<i64>),
            Cell::Null(Kind::Text) => arguments.add(None::<String>),
            Cell::Null(Kind::Bytes) => arguments.add(None::<Vec<u8>>),
            Cell::Integer(number) => arguments.add(*number),
            Cell::Text(text) => arguments.add(text.as_str()),
            Cell::Bytes(bytes) => arguments.add(bytes.as_slice()),
        }
        .map_err(|error| RegisterError::Database(sqlx::Error::Encode(error)))?;
    }
    Ok(sqlx::query_with(sql, arguments))
}

fn cells(row: &AnyRow, kinds: &[Kind]) -> Result<Vec<Cell>, RegisterError> {
    kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| {
            Ok(match kind {
                Kind::Integer => row
                    .try_get::<Option<i64>, _>(index)?
                    .map_or(Cell::Null(*kind), Cell::Integer),
                Kind::Text => row
                    .try_get::<Option<String>, _>(index)?
                    .map_or(Cell::Null(*kind), Cell::Text),
                Kind::Bytes => row
                    .try_get::<Option<Vec<u8>>, _>(index)?
                    .map_or(Cell::Null(*kind), Cell::Bytes),
            })
        })
        .collect()
}
