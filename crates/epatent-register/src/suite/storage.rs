// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A database that answers from something else than its rows, or that lost its rules, is found; and one
//! person stays one person where the database no longer says so.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::database::Dialect;
use crate::{Finding, Register, RegisterError};
use epatent_core::object::Digest;

on_both! {
    tables_and_indices_that_were_changed_are_named,
    one_person_is_one_however_often_the_database_lets_him_approve,
}

fn findings(register: &mut Register) -> Vec<Finding> {
    register.verify(&[]).unwrap().findings
}

fn differs(name: &str) -> Finding {
    Finding::SchemaDiffers { name: name.into() }
}

fn tables_and_indices_that_were_changed_are_named(engine: &Engine) {
    let mut register = engine.create();
    issued_patent(&mut register);
    assert_eq!(findings(&mut register), []);
    let mut raw = engine.raw();
    raw.run("DROP INDEX approval_operator").unwrap();
    assert_eq!(findings(&mut register), [differs("approval_operator")]);
    // The same name, but it allows what it was there to forbid.
    raw.run("CREATE INDEX approval_operator ON approval (manifest, operator)")
        .unwrap();
    assert_eq!(findings(&mut register), [differs("approval_operator")]);
    raw.run("ALTER TABLE card ADD COLUMN more TEXT").unwrap();
    let column = match raw.dialect() {
        Dialect::Sqlite => "card",
        Dialect::Postgres => "card.more",
    };
    let found = findings(&mut register);
    assert_eq!(found, [differs("approval_operator"), differs(column)]);
    raw.run("CREATE VIEW in_force AS SELECT * FROM card")
        .unwrap();
    let found = findings(&mut register);
    assert!(found.contains(&differs("in_force")), "{found:?}");
}

fn one_person_is_one_however_often_the_database_lets_him_approve(engine: &Engine) {
    let mut register = engine.create();
    engine.raw().run("DROP INDEX approval_operator").unwrap();
    let act = Digest::of(b"an act");
    for _ in 0..3 {
        change(&mut register, |t| t.approve(act, None).unwrap());
    }
    change(&mut register, |t| {
        let refused = t.demand_two_approvals(act).unwrap_err();
        assert!(matches!(
            refused,
            RegisterError::NotApproved { approvals: 1, .. }
        ));
    });
}

/// The index is that of other places than the rows have, as a hand that may write the file can make it.
#[test]
fn an_index_that_says_something_else_than_its_rows_is_found() {
    let engine = Engine::sqlite();
    let mut register = engine.create();
    issued_patent(&mut register);
    issued_patent(&mut register);
    assert_eq!(findings(&mut register), []);
    let mut raw = engine.raw();
    for sql in [
        "CREATE TABLE kept AS SELECT sql AS sql FROM sqlite_schema WHERE name = 'card_status_index'",
        "DROP INDEX card_status_index",
        // As many entries, of other content.
        "CREATE UNIQUE INDEX card_status_index ON card (list, 1000 - list_index)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = (SELECT sql FROM kept) WHERE name = 'card_status_index'",
        "PRAGMA writable_schema = OFF",
        "DROP TABLE kept",
    ] {
        raw.run(sql).unwrap();
    }
    drop(raw);
    let found = findings(&mut engine.open());
    assert!(
        matches!(&*found, [Finding::IndexDiffers { said }, ..] if said.contains("card_status_index")),
        "{found:?}"
    );
}
