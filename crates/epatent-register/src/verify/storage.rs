// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether the database answers questions from the rows that are compared with the events: nobody put
//! an index beside them that says something else, and tables, columns and indices are those that the
//! migrations made.

use std::collections::{BTreeMap, BTreeSet};

use crate::RegisterError;
use crate::cell::{Cell, Kind};
use crate::database::{Database, Dialect};
use crate::schema;
use crate::verify::Finding;

/// Most sentences that SQLite is asked for; one is enough to believe nothing.
const SENTENCES: u32 = 20;
/// Tables and indices as SQLite keeps them, by name. What ANALYZE leaves is no part of a register.
const SQLITE: &str = "SELECT name, type || ' ' || tbl_name || ': ' || coalesce(sql, '') \
    FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";
/// Names, kinds and owners alone, and the columns.
const SQLITE_NAMES: &str = "SELECT name, CASE WHEN type = 'table' THEN 'r ' \
        WHEN sql LIKE 'CREATE UNIQUE %' THEN 'u ' ELSE 'i ' END || tbl_name \
    FROM sqlite_schema WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' \
    UNION ALL SELECT m.name || '.' || c.name, 'column' \
    FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
/// The same of PostgreSQL: tables and what looks like one, indices that are valid and no table's key.
const POSTGRES_NAMES: &str = "SELECT CAST(c.relname AS TEXT), CASE WHEN x.indexrelid IS NULL \
        THEN CAST(c.relkind AS TEXT) WHEN x.indisunique THEN 'u' ELSE 'i' END \
        || ' ' || CAST(coalesce(t.relname, c.relname) AS TEXT) \
    FROM pg_catalog.pg_class c \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() \
    LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid \
    LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid \
    WHERE c.relkind IN ('r', 'v', 'm', 'i', 'p', 'f') \
        AND (x.indexrelid IS NULL OR (x.indisvalid AND NOT x.indisprimary)) \
    UNION ALL SELECT CAST(table_name AS TEXT) || '.' || CAST(column_name AS TEXT), 'column' \
    FROM information_schema.columns WHERE table_schema = current_schema()";

/// Compares the database with one that the migrations have just made: on SQLite the text of everything,
/// and every index with its rows; on PostgreSQL names, kinds and columns. PostgreSQL lets nobody change
/// what is in an index by SQL, and its files are out of reach of whoever is not its administrator.
///
/// # Errors
///
/// Those of the database.
pub(super) fn findings(database: &mut Database) -> Result<Vec<Finding>, RegisterError> {
    let mut fresh = Database::in_memory()?;
    schema::create(&mut fresh)?;
    let (found, wanted) = match database.dialect() {
        Dialect::Sqlite => (named(database, SQLITE)?, named(&mut fresh, SQLITE)?),
        Dialect::Postgres => (
            named(database, POSTGRES_NAMES)?,
            named(&mut fresh, SQLITE_NAMES)?,
        ),
    };
    let names: BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
    let mut findings: Vec<Finding> = names
        .into_iter()
        .filter(|name| found.get(*name) != wanted.get(*name))
        .map(|name| Finding::SchemaDiffers { name: name.clone() })
        .collect();
    if database.dialect() == Dialect::Sqlite {
        let check = format!("PRAGMA integrity_check({SENTENCES})");
        for row in database.values(&check, &[], &[Kind::Text])? {
            if let Some(Cell::Text(said)) = row.into_iter().next()
                && said != "ok"
            {
                findings.push(Finding::IndexDiffers { said });
            }
        }
    }
    Ok(findings)
}

fn named(database: &mut Database, sql: &str) -> Result<BTreeMap<String, String>, RegisterError> {
    let rows = database.values(sql, &[], &[Kind::Text, Kind::Text])?;
    let pairs = rows.into_iter().filter_map(|row| {
        let mut row = row.into_iter();
        match (row.next(), row.next()) {
            (Some(Cell::Text(name)), Some(Cell::Text(what))) => Some((name, what)),
            _ => None,
        }
    });
    Ok(pairs.collect())
}
