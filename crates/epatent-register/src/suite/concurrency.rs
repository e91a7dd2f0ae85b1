// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Several stations at one register.

use std::collections::BTreeSet;
use std::thread;

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::database::Dialect;
use crate::{Actor, Key, Patent, Register, RegisterError, Rules};

on_both! {
    four_stations_take_every_patent_once,
    a_station_that_hangs_is_named_and_waited_for,
}

const STATIONS: usize = 4;
const PATENTS: usize = 24;

/// Takes, signs and issues until nothing waits.
fn station(mut register: Register, number: usize) -> Vec<Key<Patent>> {
    let actor = Actor {
        operator: label(&format!("operator-{number}")),
        station: label(&format!("station-{number}")),
    };
    let mut taken = Vec::new();
    loop {
        // Whoever comes first gets the blank: the others take another.
        let blanks = register.blanks(crate::BlankState::Blank).unwrap();
        let Some(blank) = blanks.get(number % blanks.len().max(1)) else {
            return taken;
        };
        let mut transaction = register.transaction(&actor, noon()).unwrap();
        let work = match transaction.take_next(blank.key) {
            Ok(Some(work)) => work,
            Ok(None) => return taken,
            Err(RegisterError::State { what: "blank", .. }) => continue,
            Err(error) => panic!("{error}"),
        };
        transaction.commit().unwrap();
        let mut transaction = register.transaction(&actor, noon()).unwrap();
        let signing = signing(&mut transaction, work.attempt);
        let card = transaction
            .intend_signature(&signing, &Rules::default())
            .unwrap();
        transaction
            .signature_made(card, digest("m"), &crate::Opaque(vec![1]))
            .unwrap();
        transaction.begin_writing(card).unwrap();
        transaction.written(card).unwrap();
        transaction.commit().unwrap();
        let mut transaction = register.transaction(&actor, noon()).unwrap();
        transaction.issued(card).unwrap();
        transaction.commit().unwrap();
        taken.push(work.patent);
    }
}

fn four_stations_take_every_patent_once(engine: &Engine) {
    let mut register = engine.create();
    stock(&mut register, u32::try_from(PATENTS).unwrap());
    let patents: BTreeSet<Key<Patent>> = (0..PATENTS).map(|_| patent(&mut register)).collect();
    let stations: Vec<_> = (0..STATIONS)
        .map(|number| {
            let register = engine.open();
            thread::spawn(move || station(register, number))
        })
        .collect();
    let taken: Vec<Key<Patent>> = stations
        .into_iter()
        .flat_map(|station| station.join().unwrap())
        .collect();
    assert_eq!(taken.len(), PATENTS);
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), patents);
    let equation = register.daily_equation().unwrap();
    assert!(equation.is_closed(), "{equation:?}");
    assert_eq!(equation.issued, 24);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_station_that_hangs_is_named_and_waited_for(engine: &Engine) {
    let mut hanging = engine.create();
    let mut waiting = engine.open();
    let impatient = match waiting.database.dialect() {
        Dialect::Sqlite => "PRAGMA busy_timeout = 100",
        Dialect::Postgres => "SET lock_timeout = 100",
    };
    waiting.database.run(impatient).unwrap();
    let held = hanging.transaction(&by("17"), noon()).unwrap();
    let refused = waiting.transaction(&by("23"), noon()).map(|_| ());
    assert!(
        matches!(refused, Err(RegisterError::Busy(_))),
        "{refused:?}"
    );
    // Reading goes on meanwhile, and writing when the other is done.
    assert_eq!(waiting.head().unwrap().sequence, 0);
    drop(held);
    stock(&mut waiting, 1);
    assert_eq!(hanging.head().unwrap().sequence, 1);
}
