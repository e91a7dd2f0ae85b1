// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The daily equation, and interrupted work.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::Cell;
use crate::words::{Act, ActResult, BlankState, CardState, Purpose, SignatureState};
use crate::{
    CardSays, Cause, Fate, Next, Opaque, PublicationKind, Published, Recovery, RegisterError,
    Rules, Stage,
};

on_both! {
    the_equation_holds_at_every_step_of_a_day,
    a_missing_blank_is_named_by_the_equation,
    a_row_that_contradicts_another_is_named,
    every_stage_and_answer_ends_accounted_for,
    an_act_without_a_result_is_asked_about,
    what_is_published_is_signed_and_recorded_in_order,
}

fn the_equation_holds_at_every_step_of_a_day(engine: &Engine) {
    let mut register = engine.create();
    let mut steps = 0;
    let mut holds = |register: &mut crate::Register, in_work: u64| {
        let equation = register.daily_equation().unwrap();
        assert_eq!(equation.differences(), [], "{equation:?}");
        assert_eq!(register.contradictions().unwrap(), []);
        assert_eq!(equation.in_work, in_work);
        assert_eq!(equation.is_closed(), in_work == 0);
        steps += 1;
    };
    let blanks = stock(&mut register, 4);
    holds(&mut register, 0);
    let patent = patent(&mut register);
    let attempt = change(&mut register, |t| t.take(patent, blanks[0]).unwrap());
    holds(&mut register, 1);
    let card = change(&mut register, |t| {
        let signing = signing(t, attempt);
        t.intend_signature(&signing, &Rules::default()).unwrap()
    });
    holds(&mut register, 1);
    change(&mut register, |t| {
        t.signature_made(card, digest("m"), &Opaque(vec![1]))
            .unwrap()
    });
    holds(&mut register, 1);
    change(&mut register, |t| t.begin_writing(card).unwrap());
    holds(&mut register, 1);
    change(&mut register, |t| t.begin_terminating(attempt).unwrap());
    holds(&mut register, 1);
    change(&mut register, |t| {
        t.give_up(attempt, &Fate::Scrapped(reason("torn"))).unwrap()
    });
    holds(&mut register, 0);
    issue(&mut register, patent, blanks[1]);
    holds(&mut register, 0);
    change(&mut register, |t| {
        t.scrap_blank(blanks[2], &reason("cracked")).unwrap()
    });
    change(&mut register, |t| {
        t.lose_blank(blanks[3], &reason("not-found")).unwrap()
    });
    holds(&mut register, 0);
    assert_eq!(steps, 9);
}

fn a_missing_blank_is_named_by_the_equation(engine: &Engine) {
    let mut register = engine.create();
    let blanks = [new_blank(fresh())];
    change(&mut register, |t| {
        t.receive(day("2026-11-20"), &label("note"), 2, &blanks)
            .unwrap()
    });
    let differences = register.daily_equation().unwrap().differences();
    assert_eq!(differences.len(), 1);
    assert_eq!(
        (differences[0].left, differences[0].left_count),
        ("declared + surplus", 2)
    );
    assert_eq!(
        (differences[0].right, differences[0].right_count),
        ("received + missing", 1)
    );
    // It is settled once, with a reason, and the note keeps what it says.
    let note = label("note");
    let delivery = change(&mut register, |t| t.deliveries(&note).unwrap())[0].key;
    let missing = change(&mut register, |t| {
        t.settle_delivery(delivery, &reason("short-delivery"))
            .unwrap()
    });
    assert_eq!(missing, 1);
    let equation = register.daily_equation().unwrap();
    assert_eq!(equation.differences(), []);
    assert_eq!((equation.declared, equation.missing), (2, 1));
    let mut again = register.transaction(&by("17"), noon()).unwrap();
    let twice = again.settle_delivery(delivery, &reason("short-delivery"));
    assert!(matches!(
        twice,
        Err(RegisterError::Duplicate(crate::Unique::Settled))
    ));
    drop(again);
    // A note that says less than the box has.
    let more = [new_blank(fresh()), new_blank(fresh())];
    change(&mut register, |t| {
        let delivery = t
            .receive(day("2026-11-20"), &label("note 2"), 0, &more)
            .unwrap();
        t.settle_delivery(delivery, &reason("typing-slip")).unwrap();
    });
    let equation = register.daily_equation().unwrap();
    assert_eq!((equation.differences(), equation.surplus), (vec![], 2));
    // One that is as its note says has nothing to be settled.
    let mut whole = register.transaction(&by("17"), noon()).unwrap();
    let delivery = whole
        .receive(day("2026-11-20"), &label("note 3"), 0, &[])
        .unwrap();
    let nothing = whole.settle_delivery(delivery, &reason("typing-slip"));
    assert!(matches!(nothing, Err(RegisterError::State { .. })));
    drop(whole);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_row_that_contradicts_another_is_named(engine: &Engine) {
    let mut register = engine.create();
    let blank = stock(&mut register, 1)[0];
    let patent = patent(&mut register);
    let (attempt, card) = signed(&mut register, patent, blank);
    let mut raw = engine.raw();
    let alterations = [
        (
            "UPDATE blank SET state = 'issued' WHERE id = $1",
            "UPDATE blank SET state = 'in-work' WHERE id = $1",
            blank.number(),
            "blank",
        ),
        (
            "UPDATE card SET state = 'issued' WHERE id = $1",
            "UPDATE card SET state = 'signed' WHERE id = $1",
            card.number(),
            "card",
        ),
        (
            "UPDATE attempt SET outcome = 'lost' WHERE id = $1",
            "UPDATE attempt SET outcome = NULL WHERE id = $1",
            attempt.number(),
            "blank",
        ),
        (
            "UPDATE signature SET state = 'void' WHERE card = $1",
            "UPDATE signature SET state = 'made' WHERE card = $1",
            card.number(),
            "signature",
        ),
    ];
    for (alter, restore, key, table) in alterations {
        raw.execute(alter, &[Cell::Integer(key)]).unwrap();
        assert!(
            !register.daily_equation().unwrap().differences().is_empty(),
            "{alter}"
        );
        let named = register.contradictions().unwrap();
        assert!(
            named.iter().any(|row| row.table == table),
            "{alter}: {named:?}"
        );
        raw.execute(restore, &[Cell::Integer(key)]).unwrap();
        assert_eq!(register.contradictions().unwrap(), [], "{restore}");
    }
}

fn every_stage_and_answer_ends_accounted_for(engine: &Engine) {
    let mut register = engine.create();
    let mut ended = 0;
    for stage in Stage::ALL {
        for says in CardSays::ALL {
            let blank = stock(&mut register, 1)[0];
            let patent = patent(&mut register);
            let attempt = change(&mut register, |t| t.take(patent, blank).unwrap());
            let card = (stage != Stage::Taken).then(|| {
                change(&mut register, |t| {
                    let signing = signing(t, attempt);
                    t.intend_signature(&signing, &Rules::default()).unwrap()
                })
            });
            if let Some(card) = card.filter(|_| stage != Stage::Signing) {
                change(&mut register, |t| {
                    t.signature_made(card, digest("m"), &Opaque(vec![1]))
                        .unwrap();
                    if stage != Stage::Signed {
                        t.begin_writing(card).unwrap();
                    }
                    if stage == Stage::Written {
                        t.written(card).unwrap();
                    }
                    if stage == Stage::Terminating {
                        t.begin_terminating(attempt).unwrap();
                    }
                });
            }
            assert_eq!(change(&mut register, |t| t.stage(attempt).unwrap()), stage);
            let recovery = change(&mut register, |t| t.recover(attempt, says).unwrap());
            // Going on as it says, everything comes to an end.
            change(&mut register, |t| match recovery {
                Recovery::AskForCard => t
                    .give_up(attempt, &Fate::Lost(reason("not-found")))
                    .unwrap(),
                Recovery::Resume(Next::Write) => {
                    t.written(card.unwrap()).unwrap();
                    t.issued(card.unwrap()).unwrap();
                }
                Recovery::Resume(Next::ReadBack) => t.issued(card.unwrap()).unwrap(),
                Recovery::Resume(Next::Terminate) => {
                    let after = t.recover(attempt, CardSays::Terminated).unwrap();
                    assert_eq!(after, Recovery::Scrap(Cause::Terminated));
                }
                Recovery::Void | Recovery::Scrap(_) => {}
            });
            let equation = register.daily_equation().unwrap();
            assert!(equation.is_closed(), "{stage:?}, {says:?}: {equation:?}");
            let blank = register.row(blank).unwrap().unwrap();
            assert_eq!(
                blank.state == BlankState::Blank,
                recovery == Recovery::Void,
                "{stage:?}, {says:?}"
            );
            // Never both: scrapped or lost, and a card that lists call valid.
            if let Some(card) = card {
                let card = register.row(card).unwrap().unwrap();
                let valid = card.status == crate::CardStatus::Valid;
                assert_eq!(
                    valid,
                    card.state == CardState::Issued && blank.state == BlankState::Issued
                );
            }
            ended += 1;
        }
    }
    assert_eq!(ended, 54);
    assert_eq!(register.open_intents().unwrap(), []);
    assert_eq!(register.open_attempts().unwrap(), []);
    assert_eq!(register.contradictions().unwrap(), []);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn an_act_without_a_result_is_asked_about(engine: &Engine) {
    let mut register = engine.create();
    let (_, card) = issued_patent(&mut register);
    let intent = change(&mut register, |t| {
        t.intend(Act::Suspend, Some(card), digest("statement"))
            .unwrap()
    });
    drop(register);
    let mut register = engine.open();
    let open = register.open_intents().unwrap();
    assert_eq!(
        open.iter()
            .map(|intent| (intent.key, intent.act))
            .collect::<Vec<_>>(),
        [(intent, Act::Suspend)]
    );
    change(&mut register, |t| t.ended(intent, ActResult::Done).unwrap());
    let twice = register
        .transaction(&by("17"), noon())
        .unwrap()
        .ended(intent, ActResult::Failed);
    assert!(matches!(
        twice,
        Err(RegisterError::State { what: "intent", .. })
    ));
    assert_eq!(register.open_intents().unwrap(), []);
}

fn what_is_published_is_signed_and_recorded_in_order(engine: &Engine) {
    let mut register = engine.create();
    let bytes = digest("list to be signed");
    let signature = change(&mut register, |t| {
        t.intend_other_signature(Purpose::Status, bytes, digest("signer"))
            .unwrap()
    });
    change(&mut register, |t| {
        t.other_signature(signature, SignatureState::Made).unwrap()
    });
    let open = register.open_list_signatures().unwrap();
    assert_eq!(
        open.iter().map(|open| open.key).collect::<Vec<_>>(),
        [signature]
    );
    let publish = |version| Published {
        kind: PublicationKind::Status,
        list: 772_026,
        version,
        digest: digest("list"),
        next_update: noon(),
    };
    change(&mut register, |t| {
        t.published(&publish(7)).unwrap();
        t.other_signature(signature, SignatureState::Issued)
            .unwrap();
    });
    assert_eq!(register.open_list_signatures().unwrap(), []);
    let newest = register
        .newest_publication(PublicationKind::Status, 772_026)
        .unwrap()
        .unwrap();
    assert_eq!(newest.version, 7);
    assert!(
        register
            .newest_publication(PublicationKind::PaidThrough, 772_026)
            .unwrap()
            .is_none()
    );
    let older = register
        .transaction(&by("17"), noon())
        .unwrap()
        .published(&publish(6));
    assert!(matches!(older, Err(RegisterError::Dates { .. })));
    let same = register
        .transaction(&by("17"), noon())
        .unwrap()
        .published(&publish(7));
    assert!(matches!(
        same,
        Err(RegisterError::Duplicate(crate::Unique::Publication))
    ));
    let settled = register
        .transaction(&by("17"), noon())
        .unwrap()
        .other_signature(signature, SignatureState::Void);
    assert!(matches!(settled, Err(RegisterError::State { .. })));
    // Lists are no cards: the equation does not count their signatures.
    assert!(register.daily_equation().unwrap().is_closed());
}
