// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Many cards in one transaction.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::{
    BlankState, CardState, Fate, Key, NewPatent, Opaque, Register, RegisterError, Rules,
    SignedInBulk, Signing, Unique,
};
use epatent_core::Region;
use epatent_core::object::{CardId, StatusReference};

on_both! {
    many_cards_are_signed_in_one_transaction_and_answered_for_one_by_one,
    a_bulk_is_refused_whole,
    rows_that_are_read_together_are_the_rows_that_are_read_one_by_one,
}

fn region() -> Region {
    Region::parse("77").unwrap()
}

/// Attempts at as many new patents.
fn taken(register: &mut Register, count: u32) -> Vec<Key<crate::Attempt>> {
    let blanks = stock(register, count);
    let patents: Vec<NewPatent> = (0..count)
        .map(|_| NewPatent {
            number: patent_number(fresh()),
            region: region(),
            application: None,
            in_force_from: day("2026-01-10"),
            latest_end: day("2027-01-09"),
        })
        .collect();
    change(register, |t| {
        let patents = t.register_patents(&patents).unwrap();
        let work: Vec<_> = patents.into_iter().zip(blanks).collect();
        t.take_many(&work).unwrap()
    })
}

fn signed(attempts: &[Key<crate::Attempt>]) -> Vec<SignedInBulk> {
    attempts
        .iter()
        .map(|attempt| {
            let number = fresh();
            SignedInBulk {
                attempt: *attempt,
                card_id: CardId::from_bytes(u128::from(number).to_be_bytes()),
                chip_key: chip_key(number),
                signed: digest(&format!("signed {number}")),
                manifest: digest(&format!("manifest {number}")),
                files: Some(Opaque(vec![1])),
            }
        })
        .collect()
}

fn many_cards_are_signed_in_one_transaction_and_answered_for_one_by_one(engine: &Engine) {
    // More than a statement takes, and far more than an event does.
    const CARDS: u32 = 2_600;
    let mut register = engine.create();
    let attempts = taken(&mut register, CARDS);
    let first = change(&mut register, |t| {
        t.next_indices(region(), day("2026-11-25")).unwrap()
    });
    assert_eq!((first.list, first.index), (772_026, 0));
    let mut cards = signed(&attempts);
    cards[8].files = None;
    let keys = change(&mut register, |t| {
        t.record_signed(
            region(),
            day("2026-11-25"),
            first,
            digest("signer"),
            &cards,
            &Rules::default(),
        )
        .unwrap()
    });
    assert_eq!(keys.len(), 2_600);
    let last = register.row(keys[2_599]).unwrap().unwrap();
    assert_eq!((last.state, last.list_index), (CardState::Signed, 2_599));
    let equation = register.daily_equation().unwrap();
    assert_eq!(equation.differences(), []);
    assert_eq!((equation.in_work, equation.signatures_open), (2_600, 2_600));
    assert_eq!(register.contradictions().unwrap(), []);
    // Each goes on alone, also the one whose files are elsewhere.
    assert_eq!(register.files_of(keys[7]).unwrap(), Some(Opaque(vec![1])));
    assert_eq!(register.files_of(keys[8]).unwrap(), None);
    for card in [keys[7], keys[8]] {
        change(&mut register, |t| {
            t.begin_writing(card).unwrap();
            t.written(card).unwrap();
            t.issued(card).unwrap();
        });
        assert_eq!(register.files_of(card).unwrap(), None);
    }
    change(&mut register, |t| {
        t.give_up(attempts[9], &Fate::Lost(reason("not-found")))
            .unwrap();
    });
    assert_eq!(register.blanks(BlankState::Issued).unwrap().len(), 2);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
    let longest = "SELECT CAST(max(length(changes)) AS BIGINT) FROM event";
    assert!(engine.raw().number(longest, &[]).unwrap() < 65_536);
}

fn a_bulk_is_refused_whole(engine: &Engine) {
    let mut register = engine.create();
    let attempts = taken(&mut register, 3);
    let first = change(&mut register, |t| {
        t.next_indices(region(), day("2026-11-25")).unwrap()
    });
    let good = signed(&attempts);
    let mut record = |cards: &[SignedInBulk], first: StatusReference, rules: &Rules| {
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        transaction
            .record_signed(
                region(),
                day("2026-11-25"),
                first,
                digest("signer"),
                cards,
                rules,
            )
            .map(|_| ())
    };
    let stale = StatusReference { index: 1, ..first };
    assert!(matches!(
        record(&good, stale, &Rules::default()),
        Err(RegisterError::NotAllocated)
    ));
    let mut twice = good.clone();
    twice[2].chip_key = twice[0].chip_key;
    assert!(matches!(
        record(&twice, first, &Rules::default()),
        Err(RegisterError::Duplicate(Unique::ChipKey))
    ));
    let mut again = good.clone();
    again[2].attempt = again[0].attempt;
    assert!(matches!(
        record(&again, first, &Rules::default()),
        Err(RegisterError::NotFound { .. })
    ));
    let mut unknown = good.clone();
    unknown[1].attempt = Key::new(1_000_000);
    assert!(matches!(
        record(&unknown, first, &Rules::default()),
        Err(RegisterError::NotFound { .. })
    ));
    let few = Rules {
        signatures_a_day: Some(2),
        ..Rules::default()
    };
    assert!(matches!(
        record(&good, first, &few),
        Err(RegisterError::OverLimit { limit: 2 })
    ));
    let eyes = Rules {
        four_eyes_for_each_card: true,
        ..Rules::default()
    };
    assert!(matches!(
        record(&good, first, &eyes),
        Err(RegisterError::NotApproved { .. })
    ));
    assert!(record(&good, first, &Rules::default()).is_ok());
    assert_eq!(register.count::<crate::Card>().unwrap(), 0);
}

fn rows_that_are_read_together_are_the_rows_that_are_read_one_by_one(engine: &Engine) {
    let mut register = engine.create();
    let attempts = taken(&mut register, 2);
    change(&mut register, |t| {
        let status = t.allocate(region(), day("2026-11-25")).unwrap();
        let signing = Signing {
            attempt: attempts[0],
            card_id: CardId::from_bytes([7; 16]),
            chip_key: chip_key(fresh()),
            status,
            to_be_signed: digest("to be signed"),
            signer: digest("signer"),
        };
        t.intend_signature(&signing, &Rules::default()).unwrap();
    });
    // Numbers, texts and bytes, each of them also null.
    fn compare<R: crate::Record + PartialEq + std::fmt::Debug>(register: &mut Register) {
        let mut alone: Vec<R> = register.rows_after(None, 100).unwrap();
        assert!(!alone.is_empty(), "{}", R::NAME);
        let keys: Vec<Key<R>> = alone.iter().map(crate::Record::key).collect();
        let mut t = register.transaction(&by("17"), noon()).unwrap();
        let mut together = t.rows_of(&keys).unwrap();
        together.sort_by_key(crate::Record::key);
        alone.sort_by_key(crate::Record::key);
        assert_eq!(together, alone);
        assert_eq!(t.rows_of::<R>(&[Key::new(1_000_000)]).unwrap(), []);
    }
    compare::<crate::Attempt>(&mut register);
    compare::<crate::Blank>(&mut register);
    compare::<crate::Card>(&mut register);
    compare::<crate::Patent>(&mut register);
}
