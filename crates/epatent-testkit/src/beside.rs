// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A register in a file that somebody alters beside the program.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

use crate::fixed;

/// Runs statements of SQL, one after the other, on a register of SQLite. No rule of the program is there: not
/// its chain of events, and no foreign key.
///
/// # Panics
///
/// Where a statement is none, or the database refuses it.
pub fn alter(register: &Path, statements: &str) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    fixed(runtime.enable_all().build()).block_on(async {
        let options = SqliteConnectOptions::new()
            .filename(register)
            .foreign_keys(false);
        let mut connection = fixed(options.connect().await);
        fixed(connection.execute(statements).await);
        fixed(connection.close().await);
    });
}
