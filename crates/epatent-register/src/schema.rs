// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Migrations: how the tables came to be, in order, each in a transaction of its own.

use crate::RegisterError;
use crate::cell::{Cell, Kind, Stored};
use crate::database::{Database, Dialect};
use crate::event::Head;
use epatent_core::object::Digest;

/// Text of each migration; its number is its place, from 1.
const MIGRATIONS: [&str; 7] = [
    include_str!("../migrations/0001_first.sql"),
    include_str!("../migrations/0002_one_index_of_chip_keys.sql"),
    include_str!("../migrations/0003_short_indices.sql"),
    include_str!("../migrations/0004_files_of_payments.sql"),
    include_str!("../migrations/0005_acts_on_cards.sql"),
    include_str!("../migrations/0006_proposals_and_rules.sql"),
    include_str!("../migrations/0007_settled_deliveries.sql"),
];

const TABLE: &str =
    "CREATE TABLE migration (version {integer} PRIMARY KEY, digest {bytes} NOT NULL) {strict}";

/// Number of the newest migration that this program knows.
pub(crate) fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Whether the database holds a register.
pub(crate) fn exists(database: &mut Database) -> Result<bool, RegisterError> {
    let sql = match database.dialect() {
        Dialect::Sqlite => {
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'"
        }
        Dialect::Postgres => {
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'"
        }
    };
    Ok(database.number(sql, &[])? > 0)
}

/// Makes an empty register.
pub(crate) fn create(database: &mut Database) -> Result<(), RegisterError> {
    in_transaction(database, |database| {
        database.run(&database.dialect().spelled(TABLE))?;
        migrate(database, 0)?;
        let empty = [
            Cell::Integer(1),
            Cell::Integer(0),
            Cell::Integer(Head::EMPTY.sequence),
            Head::EMPTY.hash.cell(),
            Cell::Integer(1),
        ];
        let columns = ["id", "writers", "sequence", "hash", "next_key"];
        database.insert("chain", &columns, &[empty.to_vec()])
    })
}

/// Checks the migrations that were made and makes the ones that were not.
pub(crate) fn upgrade(database: &mut Database) -> Result<(), RegisterError> {
    let made = made(database)?;
    let found = made.last().map_or(0, |(version, _)| *version);
    if found > known() {
        return Err(RegisterError::Newer {
            found,
            known: known(),
        });
    }
    for ((version, digest), sql) in made.iter().zip(MIGRATIONS) {
        if *digest != Digest::of(sql.as_bytes()) {
            return Err(RegisterError::MigrationDiffers { version: *version });
        }
    }
    if found == known() {
        return Ok(());
    }
    in_transaction(database, |database| {
        // Another station may have been faster: its transaction held the chain.
        database.take_turn()?;
        let made = self::made(database)?;
        migrate(database, made.len())
    })
}

fn made(database: &mut Database) -> Result<Vec<(i64, Digest)>, RegisterError> {
    let rows = database.values(
        "SELECT version, digest FROM migration ORDER BY version",
        &[],
        &[Kind::Integer, Kind::Bytes],
    )?;
    rows.into_iter()
        .map(|row| {
            let mut row = row.into_iter();
            row.next()
                .and_then(i64::read)
                .zip(row.next().and_then(Digest::read))
                .ok_or(RegisterError::Damaged {
                    table: "migration",
                    key: 0,
                    column: "digest",
                })
        })
        .collect()
}

fn migrate(database: &mut Database, made: usize) -> Result<(), RegisterError> {
    for (sql, version) in MIGRATIONS.iter().zip(1_i64..).skip(made) {
        for statement in statements(sql) {
            database.run(&database.dialect().spelled(&statement))?;
        }
        let row = vec![Cell::Integer(version), Digest::of(sql.as_bytes()).cell()];
        database.insert("migration", &["version", "digest"], &[row])?;
    }
    Ok(())
}

/// The statements of a migration without its comments; each ends with a semicolon and a line.
fn statements(sql: &str) -> Vec<String> {
    let code: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
    code.join("\n")
        .split(";\n")
        .map(|statement| statement.trim().trim_end_matches(';').to_owned())
        .filter(|statement| !statement.is_empty())
        .collect()
}

fn in_transaction(
    database: &mut Database,
    work: impl FnOnce(&mut Database) -> Result<(), RegisterError>,
) -> Result<(), RegisterError> {
    database.begin()?;
    match work(database) {
        Ok(()) => database.commit(),
        Err(error) => {
            database.roll_back();
            Err(error)
        }
    }
}
