// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is left of a person's data, and what one person alone can do.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::{Cell, Kind};
use crate::database::Dialect;
use crate::{
    DecisionAct, Location, NewApplication, NewPatent, Opaque, Proposal, Register, RegisterError,
    Rules,
};
use epatent_core::Region;

on_both! {
    one_operator_alone_never_signs_annuls_or_replaces,
    the_database_keeps_to_its_settings,
}

/// Actions of a run; the seed of each is its number.
const ACTIONS: u64 = 400;

/// The next number of a seeded sequence (Knuth's MMIX generator).
fn next(seed: &mut u64) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap()
}

fn one_operator_alone_never_signs_annuls_or_replaces(engine: &Engine) {
    let mut register = engine.create();
    let (holder, card) = issued_patent(&mut register);
    let blank = stock(&mut register, 1)[0];
    let waiting = patent(&mut register);
    let attempt = change(&mut register, |t| t.take(waiting, blank).unwrap());
    let rules = Rules {
        four_eyes_for_each_card: true,
        ..Rules::default()
    };
    let proposals: Vec<Proposal> = [
        DecisionAct::Annul,
        DecisionAct::Replace,
        DecisionAct::Restore,
    ]
    .into_iter()
    .map(|act| Proposal {
        act,
        patent: holder,
        card: Some(card),
        payment: None,
        reason: reason("own-request"),
        effective_on: day("2026-11-25"),
    })
    .collect();
    let mut seed = 1;
    let (mut refused, mut approved) = (0, 0);
    for _ in 0..ACTIONS {
        let action = next(&mut seed) % 4;
        let proposal = &proposals[next(&mut seed) % proposals.len()];
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        let done = match action {
            0 => {
                let act = transaction.act_digest(proposal).unwrap();
                transaction.approve(act, None).map(|_| approved += 1)
            }
            1 => transaction
                .decide(proposal)
                .map(|_| panic!("decided alone")),
            2 => {
                let wanted = signing(&mut transaction, attempt);
                let _ = transaction.approve(wanted.to_be_signed, None);
                transaction
                    .intend_signature(&wanted, &rules)
                    .map(|_| panic!("signed alone"))
            }
            // Under another name of the station, which is no other person.
            _ => {
                drop(transaction);
                let mut elsewhere = by("17");
                elsewhere.station = label("station-2");
                transaction = register.transaction(&elsewhere, noon()).unwrap();
                let act = transaction.act_digest(proposal).unwrap();
                transaction.approve(act, None).map(|_| approved += 1)
            }
        };
        match done {
            Ok(()) => drop(transaction.commit().unwrap()),
            Err(RegisterError::NotApproved { approvals: 0 | 1 } | RegisterError::Duplicate(_)) => {
                refused += 1
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(approved, 3, "each proposal once");
    assert!(refused > 300, "{refused}");
    // The one signature is the one of the card that was issued before.
    assert_eq!(register.daily_equation().unwrap().signatures, 1);
    assert_eq!(register.decisions_of(holder).unwrap(), []);
}

fn the_database_keeps_to_its_settings(engine: &Engine) {
    let register = engine.create();
    let mut database = register.database;
    match database.dialect() {
        Dialect::Sqlite => {
            for (pragma, value) in [
                ("synchronous", 2),
                ("foreign_keys", 1),
                ("secure_delete", 1),
                ("trusted_schema", 0),
                // Copies of changed pages in memory.
                ("temp_store", 2),
            ] {
                assert_eq!(
                    database.number(&format!("PRAGMA {pragma}"), &[]).unwrap(),
                    value,
                    "{pragma}"
                );
            }
            let strict = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' AND strict = 0";
            assert_eq!(database.number(strict, &[]).unwrap(), 0);
        }
        Dialect::Postgres => {
            let setting = database.values(
                "SELECT current_setting('synchronous_commit')",
                &[],
                &[Kind::Text],
            );
            assert_eq!(setting.unwrap(), [[Cell::Text("on".into())]]);
        }
    }
    // A child without a parent is refused by both.
    let orphan = database.run("INSERT INTO job (id, files) VALUES (77, '')");
    assert!(orphan.is_err());
}

#[test]
fn nothing_of_a_person_is_left_in_the_files_when_it_was_deleted() {
    const FILES: &[u8] = b"CANARY-FILES-135791";
    const APPLICATION: &[u8] = b"CANARY-APPLICATION";
    let engine = Engine::sqlite();
    let mut register = engine.create();
    let new = NewApplication {
        region: Region::parse("77").unwrap(),
        person: digest("person"),
        document: Opaque(APPLICATION.repeat(400)),
    };
    let blank = stock(&mut register, 1)[0];
    let (application, card) = change(&mut register, |t| {
        let application = t.receive_application(&new).unwrap();
        t.approve_application(application).unwrap();
        let patent = NewPatent {
            number: patent_number(fresh()),
            region: new.region,
            application: Some(application),
            in_force_from: day("2026-01-10"),
            latest_end: day("2027-01-09"),
        };
        let patent = t.register_patent(&patent).unwrap();
        let attempt = t.take(patent, blank).unwrap();
        let signing = signing(t, attempt);
        let card = t.intend_signature(&signing, &Rules::default()).unwrap();
        t.signature_made(card, digest("m"), &Opaque(FILES.repeat(800)))
            .unwrap();
        (application, card)
    });
    register.close().unwrap();
    assert!(holds(&engine, FILES) && holds(&engine, APPLICATION));
    let mut register = Register::open(&engine.location).unwrap();
    change(&mut register, |t| {
        t.begin_writing(card).unwrap();
        t.written(card).unwrap();
        t.issued(card).unwrap();
        t.erase_application(application).unwrap();
    });
    register.close().unwrap();
    assert!(!holds(&engine, FILES) && !holds(&engine, APPLICATION));
}

/// Whether any file of the register holds these bytes.
fn holds(engine: &Engine, bytes: &[u8]) -> bool {
    let Location::File(file) = &engine.location else {
        panic!("not a file");
    };
    std::fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .any(|content| content.windows(bytes.len()).any(|window| window == bytes))
}
