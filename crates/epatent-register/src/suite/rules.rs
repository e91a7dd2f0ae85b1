// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register refuses.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::Cell;
use crate::database::Dialect;
use crate::tables::TABLES;
use crate::{Location, NewBlank, Opaque, Register, RegisterError, Rules, Signing, Unique};

on_both! {
    a_blank_chip_or_number_is_received_once,
    one_patent_and_one_blank_are_in_one_attempt,
    a_chip_key_a_card_and_signed_bytes_are_known_once,
    a_void_card_leaves_its_key_to_the_same_chip_only,
    an_index_is_allocated_and_used_in_one_transaction,
    an_operator_reaches_the_limit_of_the_day,
    a_card_that_needs_four_eyes_is_not_signed_with_two,
    a_transaction_that_is_dropped_leaves_nothing,
    a_register_is_made_once_and_opened_where_it_is,
    a_newer_schema_and_another_migration_are_refused,
    the_tables_are_those_of_the_types,
}

fn a_blank_chip_or_number_is_received_once(engine: &Engine) {
    let mut register = engine.create();
    stock(&mut register, 1);
    let known = register.blanks(crate::BlankState::Blank).unwrap().remove(0);
    let other = new_blank(fresh());
    for (blank, what) in [
        (
            NewBlank {
                chip_id: known.chip_id,
                ..other.clone()
            },
            Unique::ChipId,
        ),
        (
            NewBlank {
                number: known.number,
                ..other
            },
            Unique::BlankNumber,
        ),
    ] {
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        let refused = transaction.receive(day("2026-11-20"), &label("note 2"), 1, &[blank]);
        assert!(
            matches!(refused, Err(RegisterError::Duplicate(unique)) if unique == what),
            "{refused:?}"
        );
    }
    assert_eq!(register.count::<crate::Delivery>().unwrap(), 1);
}

fn one_patent_and_one_blank_are_in_one_attempt(engine: &Engine) {
    let mut register = engine.create();
    let blanks = stock(&mut register, 2);
    let (first, second) = (patent(&mut register), patent(&mut register));
    change(&mut register, |t| t.take(first, blanks[0]).unwrap());
    let same_patent = register
        .transaction(&by("17"), noon())
        .unwrap()
        .take(first, blanks[1]);
    assert!(
        matches!(
            same_patent,
            Err(RegisterError::Duplicate(Unique::AttemptOnPatent))
        ),
        "{same_patent:?}"
    );
    let same_blank = register
        .transaction(&by("17"), noon())
        .unwrap()
        .take(second, blanks[0]);
    assert!(matches!(
        same_blank,
        Err(RegisterError::State { what: "blank", .. })
    ));
    assert!(register.daily_equation().unwrap().differences().is_empty());
}

fn a_chip_key_a_card_and_signed_bytes_are_known_once(engine: &Engine) {
    let mut register = engine.create();
    let (_, issued) = issued_patent(&mut register);
    let known = register.row(issued).unwrap().unwrap();
    let signature = register
        .rows_after::<crate::Signature>(None, 1)
        .unwrap()
        .remove(0);
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    for what in [Unique::ChipKey, Unique::CardId, Unique::SignedBytes] {
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        let attempt = transaction.take(patent, blank).unwrap();
        let fresh = signing(&mut transaction, attempt);
        let again = match what {
            Unique::ChipKey => Signing {
                chip_key: known.chip_key,
                ..fresh
            },
            Unique::CardId => Signing {
                card_id: known.card_id,
                ..fresh
            },
            _ => Signing {
                to_be_signed: signature.digest,
                ..fresh
            },
        };
        let refused = transaction.intend_signature(&again, &Rules::default());
        assert!(
            matches!(refused, Err(RegisterError::Duplicate(unique)) if unique == what),
            "{refused:?}"
        );
    }
}

fn a_void_card_leaves_its_key_to_the_same_chip_only(engine: &Engine) {
    let mut register = engine.create();
    let blanks = stock(&mut register, 2);
    let patent = patent(&mut register);
    let (attempt, card) = signed(&mut register, patent, blanks[0]);
    let chip_key = register.row(card).unwrap().unwrap().chip_key;
    change(&mut register, |t| {
        t.give_up(attempt, &crate::Fate::Returned).unwrap()
    });
    let sign = |register: &mut Register, blank| {
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        let attempt = transaction.take(patent, blank).unwrap();
        let signing = Signing {
            chip_key,
            ..signing(&mut transaction, attempt)
        };
        transaction.intend_signature(&signing, &Rules::default())
    };
    let other = sign(&mut register, blanks[1]);
    assert!(matches!(
        other,
        Err(RegisterError::Duplicate(Unique::ChipKey))
    ));
    assert!(sign(&mut register, blanks[0]).is_ok());
}

fn an_index_is_allocated_and_used_in_one_transaction(engine: &Engine) {
    let mut register = engine.create();
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let attempt = transaction.take(patent, blank).unwrap();
    let unused = signing(&mut transaction, attempt);
    assert!(matches!(
        transaction.commit(),
        Err(RegisterError::NotAllocated)
    ));
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let attempt = transaction.take(patent, blank).unwrap();
    let kept = Signing { attempt, ..unused };
    let refused = transaction.intend_signature(&kept, &Rules::default());
    assert!(matches!(refused, Err(RegisterError::NotAllocated)));
    drop(transaction);
    assert_eq!(register.count::<crate::List>().unwrap(), 0);
}

fn an_operator_reaches_the_limit_of_the_day(engine: &Engine) {
    let mut register = engine.create();
    let rules = Rules {
        signatures_a_day: Some(2),
        ..Rules::default()
    };
    let ask = |register: &mut Register, operator: &str| {
        let blank = stock(register, 1)[0];
        let patent = patent(register);
        let mut transaction = register.transaction(&by(operator), noon()).unwrap();
        let attempt = transaction.take(patent, blank).unwrap();
        let signing = signing(&mut transaction, attempt);
        transaction.intend_signature(&signing, &rules)?;
        transaction.commit()
    };
    assert!(ask(&mut register, "17").is_ok());
    assert!(ask(&mut register, "17").is_ok());
    let third = ask(&mut register, "17");
    assert!(
        matches!(third, Err(RegisterError::OverLimit { limit: 2 })),
        "{third:?}"
    );
    assert!(ask(&mut register, "23").is_ok());
}

fn a_card_that_needs_four_eyes_is_not_signed_with_two(engine: &Engine) {
    let mut register = engine.create();
    let rules = Rules {
        four_eyes_for_each_card: true,
        ..Rules::default()
    };
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    let attempt = change(&mut register, |t| t.take(patent, blank).unwrap());
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let mut wanted = signing(&mut transaction, attempt);
    transaction.approve(wanted.to_be_signed, None).unwrap();
    let twice = transaction.approve(wanted.to_be_signed, None);
    assert!(
        matches!(twice, Err(RegisterError::Duplicate(Unique::Approval))),
        "{twice:?}"
    );
    drop(transaction);
    change_by(&mut register, "17", |t| {
        t.approve(wanted.to_be_signed, None).unwrap()
    });
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    wanted.status = signing(&mut transaction, attempt).status;
    let alone = transaction.intend_signature(&wanted, &rules);
    assert!(matches!(
        alone,
        Err(RegisterError::NotApproved { approvals: 1 })
    ));
    drop(transaction);
    change_by(&mut register, "23", |t| {
        let signature = Opaque(b"by a key of 23".to_vec());
        t.approve(wanted.to_be_signed, Some(&signature)).unwrap();
        wanted.status = signing(t, attempt).status;
        t.intend_signature(&wanted, &rules).unwrap();
    });
}

fn a_transaction_that_is_dropped_leaves_nothing(engine: &Engine) {
    let mut register = engine.create();
    let head = register.head().unwrap();
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let blanks = [new_blank(fresh())];
    transaction
        .receive(day("2026-11-20"), &label("note"), 1, &blanks)
        .unwrap();
    drop(transaction);
    assert_eq!(register.head().unwrap(), head);
    assert_eq!(register.count::<crate::Blank>().unwrap(), 0);
}

fn a_register_is_made_once_and_opened_where_it_is(engine: &Engine) {
    assert!(matches!(
        Register::open(&engine.location),
        Err(RegisterError::Missing { .. })
    ));
    let head = {
        let mut register = engine.create();
        stock(&mut register, 2);
        register.head().unwrap()
    };
    assert!(matches!(
        Register::create(&engine.location),
        Err(RegisterError::Exists { .. })
    ));
    assert_eq!(engine.open().head().unwrap(), head);
    let nowhere = Location::File("/nowhere/register.db".into());
    assert!(matches!(
        Register::open(&nowhere),
        Err(RegisterError::Missing { .. })
    ));
}

fn a_newer_schema_and_another_migration_are_refused(engine: &Engine) {
    drop(engine.create());
    let mut raw = engine.raw();
    let row = vec![Cell::Integer(99), Cell::Bytes(vec![0; 32])];
    raw.insert("migration", &["version", "digest"], &[row])
        .unwrap();
    let newer = Register::open(&engine.location);
    assert!(matches!(
        newer.map(|_| ()),
        Err(RegisterError::Newer { found: 99, .. })
    ));
    raw.run("DELETE FROM migration WHERE version = 99").unwrap();
    raw.execute(
        "UPDATE migration SET digest = $1",
        &[Cell::Bytes(vec![0; 32])],
    )
    .unwrap();
    let other = Register::open(&engine.location);
    assert!(matches!(
        other.map(|_| ()),
        Err(RegisterError::MigrationDiffers { version: 1 })
    ));
}

fn the_tables_are_those_of_the_types(engine: &Engine) {
    drop(engine.create());
    let mut raw = engine.raw();
    for table in TABLES {
        let columns = match raw.dialect() {
            Dialect::Sqlite => format!(
                "SELECT count(*) FROM pragma_table_xinfo('{}') WHERE hidden = 0",
                table.name
            ),
            Dialect::Postgres => format!(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = '{}' AND is_generated = 'NEVER'",
                table.name
            ),
        };
        let expected = i64::try_from(table.columns.len() + 1).unwrap();
        assert_eq!(
            raw.number(&columns, &[]).unwrap(),
            expected,
            "{}",
            table.name
        );
        // Every column is there by its name and kind.
        assert_eq!(
            raw.rows(table, "ORDER BY id", &[]).unwrap().len(),
            0,
            "{}",
            table.name
        );
    }
}
