// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is dropped, altered, exchanged or inserted is found, and which it was is said.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::{Cell, Kind};
use crate::database::{Database, Dialect};
use crate::event::{EVENT, EVENT_COLUMNS};
use crate::record::Table;
use crate::tables::TABLES;
use crate::{
    ChipAct, ChipState, DecisionAct, Fate, Finding, Head, PaymentLine, Proposal, PublicationKind,
    Published, Purpose, Register,
};

on_both! {
    every_event_dropped_altered_or_exchanged_is_named,
    every_row_dropped_altered_exchanged_or_inserted_is_named,
    a_chain_cut_at_its_end_is_found_by_a_head_kept_elsewhere,
}

/// A register with at least two rows in every table.
fn full(engine: &Engine) -> Register {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    let (second, other) = issued_patent(&mut register);
    for card in [card, other] {
        change(&mut register, |t| {
            t.begin_card_act(ChipAct::Suspend, card, &reason("holder-request"))
                .unwrap();
        });
        change(&mut register, |t| {
            t.card_says(card, ChipState::Suspended).unwrap()
        });
    }
    let blanks = stock(&mut register, 4);
    let third = super::desk::patent(&mut register);
    let fourth = super::desk::patent(&mut register);
    signed(&mut register, third, blanks[0]);
    signed(&mut register, fourth, blanks[1]);
    let fifth = super::desk::patent(&mut register);
    let (attempt, _) = signed(&mut register, fifth, blanks[2]);
    change(&mut register, |t| {
        t.give_up(attempt, &Fate::Lost(reason("not-found")))
            .unwrap()
    });
    for (patent, card, version) in [(patent, card, 1), (second, other, 2)] {
        let number = register.row(patent).unwrap().unwrap().number;
        change(&mut register, |t| {
            let proposal = Proposal {
                act: DecisionAct::Supersede,
                patent,
                card: Some(card),
                payment: None,
                reason: reason("lost"),
                effective_on: day("2026-11-25"),
            };
            t.propose(&proposal).unwrap();
            t.decide(&proposal).unwrap();
            t.tighten_rules(&crate::Opaque(vec![0, 1])).unwrap();
            let line = PaymentLine {
                receipt: label(&format!("receipt {version}")),
                patent: number,
                paid_on: day("2026-01-02"),
                paid_from: day("2026-01-10"),
                paid_through: day("2026-02-09"),
                kopecks: 850_000,
            };
            let file = payment_file(&format!("payments {version}.csv"), 14);
            t.import_payment_file(&file, &[line]).unwrap();
            t.intend_other_signature(
                Purpose::Bundle,
                digest(&format!("bundle {version}")),
                digest("signer"),
            )
            .unwrap();
            let published = Published {
                kind: PublicationKind::Bundle,
                list: 0,
                version,
                digest: digest("bundle"),
                next_update: noon(),
            };
            t.published(&published).unwrap();
        });
    }
    for note in ["short 1", "short 2"] {
        change(&mut register, |t| {
            let delivery = t.receive(day("2026-11-25"), &label(note), 5, &[]).unwrap();
            t.settle_delivery(delivery, &reason("typing-slip")).unwrap();
        });
    }
    // A card of another year makes a second list.
    let sixth = super::desk::patent(&mut register);
    change(&mut register, |t| {
        let attempt = t.take(sixth, blanks[3]).unwrap();
        let mut signing = signing(t, attempt);
        t.allocated.clear();
        signing.status = t
            .allocate(
                epatent_core::Region::parse("50").unwrap(),
                day("2027-01-01"),
            )
            .unwrap();
        t.intend_signature(&signing, &crate::Rules::default())
            .unwrap();
    });
    assert_eq!(register.verify(&[]).unwrap().findings, []);
    register
}

/// Somebody with all rights on the database, whom no rule stops.
struct Intruder(Database);

impl Intruder {
    fn new(engine: &Engine) -> Self {
        let mut raw = engine.raw();
        match raw.dialect() {
            Dialect::Sqlite => {
                for pragma in [
                    "PRAGMA foreign_keys = OFF",
                    "PRAGMA ignore_check_constraints = ON",
                    "PRAGMA synchronous = OFF",
                ] {
                    raw.run(pragma).unwrap();
                }
            }
            // Neither triggers nor foreign keys, and no rule that a row has to keep.
            Dialect::Postgres => {
                raw.run("SET session_replication_role = replica").unwrap();
                let sql = "SELECT conrelid::regclass::text, conname::text FROM pg_constraint \
                     WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1, 2";
                for row in raw.values(sql, &[], &[Kind::Text, Kind::Text]).unwrap() {
                    if let [Cell::Text(table), Cell::Text(rule)] = row.as_slice() {
                        raw.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {rule}"))
                            .unwrap();
                    }
                }
            }
        }
        let indices = match raw.dialect() {
            Dialect::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
            }
            Dialect::Postgres => {
                "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE%' AND indexname NOT LIKE '%_pkey'"
            }
        };
        for row in raw.values(indices, &[], &[Kind::Text]).unwrap() {
            if let Some(Cell::Text(name)) = row.first() {
                raw.run(&format!("DROP INDEX {name}")).unwrap();
            }
        }
        Self(raw)
    }

    fn set(&mut self, table: &str, key_column: &str, key: i64, column: &str, value: &Cell) {
        let sql = format!("UPDATE {table} SET {column} = $2 WHERE {key_column} = $1");
        let changed = self
            .0
            .execute(&sql, &[Cell::Integer(key), value.clone()])
            .unwrap();
        assert_eq!(changed, 1, "{table} {key} {column}");
    }

    fn drop_row(&mut self, table: &str, key_column: &str, key: i64) {
        let sql = format!("DELETE FROM {table} WHERE {key_column} = $1");
        assert_eq!(self.0.execute(&sql, &[Cell::Integer(key)]).unwrap(), 1);
    }

    fn insert(&mut self, table: &str, columns: &[&str], row: Vec<Cell>) {
        self.0.insert(table, columns, &[row]).unwrap();
    }
}

/// Another value of the same kind.
fn altered(cell: &Cell) -> Cell {
    match cell {
        Cell::Null(Kind::Integer) => Cell::Integer(1),
        Cell::Null(Kind::Text) => Cell::Text("x".into()),
        Cell::Null(Kind::Bytes) => Cell::Bytes(vec![1]),
        Cell::Integer(number) => Cell::Integer(number ^ 1),
        Cell::Text(text) => Cell::Text(format!("{text}x")),
        Cell::Bytes(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(0),
            }
            Cell::Bytes(bytes)
        }
    }
}

fn events(raw: &mut Database) -> Vec<Vec<Cell>> {
    raw.rows(&EVENT, "ORDER BY sequence", &[]).unwrap()
}

fn number(cell: &Cell) -> i64 {
    match cell {
        Cell::Integer(number) => *number,
        _ => panic!("no key"),
    }
}

/// What was found in events and rows. Whoever alters them here had to take indices and rules away, which
/// is found, too.
fn findings(register: &mut Register) -> Vec<Finding> {
    of_content(register.verify(&[]).unwrap().findings)
}

fn of_content(findings: Vec<Finding>) -> Vec<Finding> {
    let content = findings.into_iter().filter(|finding| {
        !matches!(
            finding,
            Finding::SchemaDiffers { .. } | Finding::IndexDiffers { .. }
        )
    });
    content.collect()
}

fn every_event_dropped_altered_or_exchanged_is_named(engine: &Engine) {
    let mut register = full(engine);
    let mut intruder = Intruder::new(engine);
    let events = events(&mut intruder.0);
    let newest = number(&events[events.len() - 1][0]);
    let mut tried = 0;
    for event in &events {
        let sequence = number(&event[0]);
        intruder.drop_row("event", "sequence", sequence);
        let found = findings(&mut register);
        let expected = if sequence == newest {
            Finding::HeadDiffers {
                head: newest,
                newest: newest - 1,
            }
        } else {
            Finding::EventsMissing {
                first: sequence,
                last: sequence,
            }
        };
        assert_eq!(found.first(), Some(&expected), "{sequence}");
        intruder.insert("event", &EVENT_COLUMNS, event.clone());
        for (column, value) in EVENT_COLUMNS.iter().zip(event).skip(1) {
            intruder.set("event", "sequence", sequence, column, &altered(value));
            let found = findings(&mut register);
            assert_eq!(
                found.first(),
                Some(&Finding::EventAltered { sequence }),
                "{sequence} {column}"
            );
            intruder.set("event", "sequence", sequence, column, value);
            tried += 1;
        }
        tried += 1;
    }
    for pair in events.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let (here, there) = (number(&first[0]), number(&second[0]));
        for ((column, left), right) in EVENT_COLUMNS.iter().zip(first).zip(second).skip(1) {
            intruder.set("event", "sequence", here, column, right);
            intruder.set("event", "sequence", there, column, left);
        }
        let found = findings(&mut register);
        for sequence in [here, there] {
            assert!(
                found.contains(&Finding::EventAltered { sequence }),
                "{here} and {there}: {found:?}"
            );
        }
        for ((column, left), right) in EVENT_COLUMNS.iter().zip(first).zip(second).skip(1) {
            intruder.set("event", "sequence", here, column, left);
            intruder.set("event", "sequence", there, column, right);
        }
        tried += 1;
    }
    // One more event behind the head.
    let mut more = events[events.len() - 1].clone();
    more[0] = Cell::Integer(newest + 1);
    intruder.insert("event", &EVENT_COLUMNS, more);
    assert!(findings(&mut register).contains(&Finding::EventBehindHead {
        sequence: newest + 1
    }));
    intruder.drop_row("event", "sequence", newest + 1);
    assert_eq!(findings(&mut register), []);
    assert_eq!(tried, events.len() * 7 + events.len() - 1);
}

fn columns(table: &Table) -> Vec<&'static str> {
    std::iter::once("id")
        .chain(table.columns.iter().map(|column| column.name))
        .collect()
}

fn every_row_dropped_altered_exchanged_or_inserted_is_named(engine: &Engine) {
    let mut register = full(engine);
    let mut intruder = Intruder::new(engine);
    let mut tried = 0;
    for table in TABLES {
        let name = table.name;
        let rows = intruder.0.rows(table, "ORDER BY id", &[]).unwrap();
        assert!(rows.len() >= 2, "{name} has {} rows", rows.len());
        let is_altered = |found: &[Finding], of: i64| {
            found.iter().any(|finding| matches!(finding, Finding::RowAltered { table, key, .. } if *table == name && *key == of))
        };
        for row in &rows {
            let key = number(&row[0]);
            intruder.drop_row(name, "id", key);
            let found = findings(&mut register);
            assert!(
                matches!(found.as_slice(), [Finding::RowMissing { table, key: missing, .. }] if *table == name && *missing == key),
                "{name} {key}: {found:?}"
            );
            intruder.insert(name, &columns(table), row.clone());
            for (column, value) in table.columns.iter().zip(row.iter().skip(1)) {
                // NOT NULL and a set of words are kept by the tables; within them anything goes.
                intruder.set(name, "id", key, column.name, &altered(value));
                let found = findings(&mut register);
                assert!(
                    is_altered(&found, key) && found.len() == 1,
                    "{name} {key} {}: {found:?}",
                    column.name
                );
                intruder.set(name, "id", key, column.name, value);
                tried += 1;
            }
            tried += 1;
        }
        for pair in rows.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            let (here, there) = (number(&first[0]), number(&second[0]));
            for ((column, left), right) in columns(table).iter().zip(first).zip(second).skip(1) {
                intruder.set(name, "id", here, column, right);
                intruder.set(name, "id", there, column, left);
            }
            // Rows that differ in nothing but the key are the same rows after the exchange.
            if first[1..] != second[1..] {
                let found = findings(&mut register);
                assert!(
                    is_altered(&found, here) && is_altered(&found, there),
                    "{name} {here} {there}: {found:?}"
                );
            }
            for ((column, left), right) in columns(table).iter().zip(first).zip(second).skip(1) {
                intruder.set(name, "id", here, column, left);
                intruder.set(name, "id", there, column, right);
            }
            tried += 1;
        }
        let mut more = rows[0].clone();
        more[0] = Cell::Integer(9_000_000);
        intruder.insert(name, &columns(table), more);
        let found = findings(&mut register);
        assert!(
            found.contains(&Finding::RowInserted {
                table: name,
                key: 9_000_000
            }),
            "{name}: {found:?}"
        );
        intruder.drop_row(name, "id", 9_000_000);
        tried += 1;
    }
    assert_eq!(findings(&mut register), []);
    assert!(tried > 400, "{tried}");
}

/// Text behind a zero byte is what SQLite's `length` does not count. Here it is the rest of the row as it
/// was, so that whoever believes the length reads the row that was recorded.
#[test]
fn a_row_that_is_altered_behind_a_zero_byte_is_named() {
    let engine = Engine::sqlite();
    let mut register = full(&engine);
    let whole = register.verify(&[]).unwrap();
    let mut intruder = Intruder::new(&engine);
    let sql = "UPDATE delivery SET note = note || char(0) || declared || ',', declared = declared + 1 WHERE id = $1";
    let deliveries = &<crate::Delivery as crate::record::sealed::Row>::TABLE;
    let rows = intruder.0.rows(deliveries, "ORDER BY id", &[]).unwrap();
    let key = number(&rows[0][0]);
    assert_eq!(intruder.0.execute(sql, &[Cell::Integer(key)]).unwrap(), 1);
    let verified = register.verify(&[]).unwrap();
    // Read packed or row by row, they are as many.
    assert_eq!(verified.rows, whole.rows);
    assert_eq!(verified.events, whole.events);
    let found = of_content(verified.findings);
    assert!(
        matches!(found.as_slice(), [Finding::RowAltered { table: "delivery", key: altered, .. }] if *altered == key),
        "{found:?}"
    );
}

/// Bytes where text should be, and text where a number should be: no statement writes them into a STRICT
/// table, but whoever writes into the file itself does.
#[test]
fn a_cell_of_another_kind_is_no_cell() {
    let engine = Engine::sqlite();
    let mut raw = Database::connect(&engine.location, true).unwrap();
    raw.run("CREATE TABLE delivery (id INTEGER PRIMARY KEY, received_on, note, declared)")
        .unwrap();
    let table: &Table = &<crate::Delivery as crate::record::sealed::Row>::TABLE;
    let mut read = |values: &str| {
        raw.run("DELETE FROM delivery").unwrap();
        raw.run(&format!("INSERT INTO delivery VALUES ({values})"))
            .unwrap();
        let page = raw.page(table, 0, 10).unwrap().unwrap();
        crate::packed::rows(table, &page.rows).map(|rows| rows.len())
    };
    assert_eq!(read("7, 20260131, 'note', 4"), Some(1));
    assert_eq!(read("7, 20260131, NULL, NULL"), Some(1));
    assert_eq!(read("7, '20260131', 'note', 4"), None);
    assert_eq!(read("7, 20260131.0, 'note', 4"), None);
    assert_eq!(read("7, 20260131, x'6e6f7465', 4"), None);
    assert_eq!(read("7, 20260131, 5, 4"), None);
    assert_eq!(read("7, 20260131, 'note', x'34'"), None);
}

fn a_chain_cut_at_its_end_is_found_by_a_head_kept_elsewhere(engine: &Engine) {
    let mut register = engine.create();
    stock(&mut register, 1);
    let early = register.head().unwrap();
    let kept = {
        stock(&mut register, 1);
        register.head().unwrap()
    };
    assert_eq!(
        register
            .verify(&[early, kept, Head::EMPTY])
            .unwrap()
            .findings,
        []
    );
    // The last delivery never was: rows, events and head are set back together.
    let mut intruder = Intruder::new(engine);
    let newest = intruder
        .0
        .rows(TABLES[0], "ORDER BY id DESC LIMIT 1", &[])
        .unwrap();
    let delivery = number(&newest[0][0]);
    intruder
        .0
        .execute(
            "DELETE FROM blank WHERE delivery = $1",
            &[Cell::Integer(delivery)],
        )
        .unwrap();
    intruder.drop_row("delivery", "id", delivery);
    intruder
        .0
        .execute(
            "DELETE FROM event WHERE sequence > $1",
            &[Cell::Integer(early.sequence)],
        )
        .unwrap();
    intruder.set("chain", "id", 1, "sequence", &Cell::Integer(early.sequence));
    intruder.set(
        "chain",
        "id",
        1,
        "hash",
        &Cell::Bytes(early.hash.as_bytes().to_vec()),
    );
    assert_eq!(findings(&mut register), []);
    let found = of_content(register.verify(&[early, kept]).unwrap().findings);
    assert_eq!(
        found,
        [Finding::AnchorDiffers {
            sequence: kept.sequence
        }]
    );
}
