// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A database for a test: a file in a folder of its own, or a database in a PostgreSQL of this test
//! program's own, which ends and is removed when the program does, however it does.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use epatent_testkit::postgres::Postgres;
use tempfile::TempDir;

use crate::database::Database;
use crate::{Location, Register};

/// A database that is this test's alone.
pub(crate) struct Engine {
    pub(crate) location: Location,
    _folder: Option<TempDir>,
}

impl Engine {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            location: Location::File(folder.path().join("register.db")),
            _folder: Some(folder),
        }
    }

    pub(crate) fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        static SERVER: OnceLock<Postgres> = OnceLock::new();
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let server = SERVER.get_or_init(Postgres::start);
        Self {
            location: Location::parse(&server.database(&name)).unwrap(),
            _folder: None,
        }
    }

    pub(crate) fn create(&self) -> Register {
        Register::create(&self.location).unwrap()
    }

    pub(crate) fn open(&self) -> Register {
        Register::open(&self.location).unwrap()
    }

    /// The same database without the register's rules, for whoever wants to alter it.
    pub(crate) fn raw(&self) -> Database {
        Database::connect(&self.location, false).unwrap()
    }
}
