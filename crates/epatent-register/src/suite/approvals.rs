// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What needs two people and was done by one, with an approval that somebody put beside the program and
//! took away again.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::{Cell, Kind, Stored as _};
use crate::words::{ActResult, DecisionAct, Opaque};
use crate::{
    Approval, Finding, FourEyes, Intent, Key, Proposal, Record, Register, RootChange, Rules,
    Transaction,
};
use epatent_core::object::Digest;

on_both! {
    every_act_of_two_is_counted_once_more,
    what_is_approved_after_it_was_done_was_not_approved,
    a_card_of_an_application_is_begun_after_two_approved_it_where_the_rules_say_so,
}

/// Something that needs two people, by its table: what they approve, and how it is carried out.
struct Form {
    table: &'static str,
    act: Box<dyn Fn(&mut Transaction<'_>) -> Digest>,
    carry_out: Box<dyn Fn(&mut Transaction<'_>)>,
}

impl Form {
    fn decision(proposal: Proposal) -> Self {
        let approved = proposal.clone();
        Self {
            table: "decision",
            act: Box::new(move |t| t.act_digest(&approved).unwrap()),
            carry_out: Box::new(move |t| {
                t.decide(&proposal).unwrap();
            }),
        }
    }

    fn root(change: RootChange, text: &str) -> Self {
        let act = digest(&format!("{change:?} {text}"));
        Self {
            table: Intent::NAME,
            act: Box::new(move |_| act),
            carry_out: Box::new(move |t| {
                t.change_root(change, act).unwrap();
            }),
        }
    }
}

/// Every act of two, of patents of their own; `text` is what the others are about.
fn forms(register: &mut Register, text: &str) -> Vec<Form> {
    let withdrawal = digest(text);
    let (annulled, _) = issued_patent(register);
    let (restored, _) = issued_patent(register);
    let suspend = proposal(DecisionAct::Suspend, restored);
    change(register, |t| t.decide(&suspend).unwrap());
    let (replaced, card) = issued_patent(register);
    let (paid, _) = issued_patent(register);
    let late = line(
        register,
        paid,
        text,
        "2026-03-10",
        "2026-04-09",
        "2026-01-02",
    );
    change(register, |t| t.import_payments(&[late]).unwrap());
    let payment = register.payments_of(paid).unwrap().remove(0).key;
    let (together, _) = issued_patent(register);
    let many = [proposal(DecisionAct::Annul, together)];
    let rules = Opaque(b"four_eyes = false".to_vec());
    let (approved, put) = (many.clone(), rules.clone());
    vec![
        Form::decision(proposal(DecisionAct::Annul, annulled)),
        Form::decision(proposal(DecisionAct::Restore, restored)),
        Form::decision(Proposal {
            card: Some(card),
            ..proposal(DecisionAct::Replace, replaced)
        }),
        Form::decision(Proposal {
            payment: Some(payment),
            ..proposal(DecisionAct::AcceptPayment, paid)
        }),
        Form {
            table: "decision",
            act: Box::new(move |t| t.acts_digest(&approved).unwrap()),
            carry_out: Box::new(move |t| t.decide_all(&many).unwrap()),
        },
        Form {
            table: "rules",
            act: Box::new(move |t| t.rules_digest(&rules).unwrap()),
            carry_out: Box::new(move |t| {
                t.loosen_rules(&put).unwrap();
            }),
        },
        Form {
            table: Intent::NAME,
            act: Box::new(move |_| withdrawal),
            carry_out: Box::new(move |t| {
                t.withdraw_signer(withdrawal).unwrap();
            }),
        },
        Form::root(RootChange::Introduce, text),
        Form::root(RootChange::Retire, text),
        Form::root(RootChange::Settle, text),
    ]
}

/// An approval that no event wrote.
fn haunt(engine: &Engine, key: i64, act: Digest) {
    let ghost = vec![
        Cell::Integer(key),
        act.cell(),
        Cell::Text("23".into()),
        Cell::Null(Kind::Bytes),
        noon().cell(),
    ];
    let columns = ["id", "manifest", "operator", "signature", "at"];
    engine
        .raw()
        .insert(Approval::NAME, &columns, &[ghost])
        .unwrap();
}

fn every_act_of_two_is_counted_once_more(engine: &Engine) {
    let mut register = engine.create();
    for form in forms(&mut register, "together") {
        let act = change(&mut register, |t| {
            let act = (form.act)(t);
            t.approve(act, None).unwrap();
            act
        });
        change_by(&mut register, "23", |t| t.approve(act, None).unwrap());
        change(&mut register, |t| (form.carry_out)(t));
    }
    assert_eq!(register.verify(&[]).unwrap().findings, []);

    let mut told = Vec::new();
    for (ghost, form) in (1..).zip(forms(&mut register, "alone")) {
        let act = change(&mut register, |t| {
            let act = (form.act)(t);
            t.approve(act, None).unwrap();
            act
        });
        haunt(engine, -ghost, act);
        let event = register.head().unwrap().sequence + 1;
        change(&mut register, |t| (form.carry_out)(t));
        engine
            .raw()
            .run("DELETE FROM approval WHERE id < 0")
            .unwrap();
        let key = format!("SELECT max(id) FROM {}", form.table);
        told.push(Finding::NotApproved {
            table: form.table,
            key: engine.raw().number(&key, &[]).unwrap(),
            event,
            approvals: 1,
        });
        // That an approval was there which nobody gave is told as well.
        told.push(Finding::RowAlteredBefore {
            table: Approval::NAME,
            key: -ghost,
            event,
        });
    }
    let found = register.verify(&[]).unwrap().findings;
    assert_eq!(found.len(), told.len(), "{found:?}");
    for one in &told {
        assert!(found.contains(one), "{one:?} in {found:?}");
    }
}

fn what_is_approved_after_it_was_done_was_not_approved(engine: &Engine) {
    let mut register = engine.create();
    let act = digest("withdrawal");
    change(&mut register, |t| t.approve(act, None).unwrap());
    haunt(engine, -1, act);
    let event = register.head().unwrap().sequence + 1;
    let intent: Key<Intent> = change(&mut register, |t| t.withdraw_signer(act).unwrap());
    engine
        .raw()
        .run("DELETE FROM approval WHERE id < 0")
        .unwrap();
    change_by(&mut register, "23", |t| t.approve(act, None).unwrap());
    // The row of what was written down is written anew when it is done.
    change(&mut register, |t| t.ended(intent, ActResult::Done).unwrap());
    let found = register.verify(&[]).unwrap().findings;
    let told = Finding::NotApproved {
        table: Intent::NAME,
        key: intent.number(),
        event,
        approvals: 1,
    };
    assert!(found.contains(&told), "{found:?}");
}

fn a_card_of_an_application_is_begun_after_two_approved_it_where_the_rules_say_so(engine: &Engine) {
    const STRICT: &[u8] = b"four eyes";
    const LOOSE: &[u8] = b"two eyes";
    let four_eyes = FourEyes {
        demanded_by: |rules| rules.0 == STRICT,
        act_of: |document| Digest::of(&[b"of ", document.as_bytes().as_slice()].concat()),
    };
    let mut register = engine.create();
    // A card for which so many people approved the application: the attempt, and its event.
    let begin = |register: &mut Register, people: &[&str], is_signed: bool| {
        let blank = stock(register, 1)[0];
        let patent = patent(register);
        let application = register.row(patent).unwrap().unwrap().application.unwrap();
        let document = register.row(application).unwrap().unwrap().document_digest;
        let act = (four_eyes.act_of)(document);
        for operator in people {
            change_by(register, operator, |t| t.approve(act, None).unwrap());
        }
        let event = register.head().unwrap().sequence + 1;
        let attempt = change(register, |t| t.take(patent, blank).unwrap());
        if is_signed {
            change(register, |t| {
                let signing = signing(t, attempt);
                t.intend_signature(&signing, &Rules::default()).unwrap()
            });
        }
        // Who approves it now is too late.
        change_by(register, "31", |t| t.approve(act, None).unwrap());
        let told = |approvals| Finding::NotApproved {
            table: "attempt",
            key: attempt.number(),
            event,
            approvals,
        };
        [told(0), told(1)]
    };
    let found = |register: &mut Register| {
        let found = register.verify_with(&[], four_eyes).unwrap();
        assert_eq!(register.verify(&[]).unwrap().findings, []);
        found.findings
    };
    begin(&mut register, &[], true);
    assert_eq!(found(&mut register), [], "no rules");
    let strict = Opaque(STRICT.to_vec());
    change(&mut register, |t| t.tighten_rules(&strict).unwrap());
    begin(&mut register, &["17", "23"], true);
    begin(&mut register, &["17"], false);
    assert_eq!(found(&mut register), [], "two people, or no card");
    let [_, by_one] = begin(&mut register, &["17"], true);
    let [by_nobody, _] = begin(&mut register, &[], true);
    let told = [by_one, by_nobody];
    assert_eq!(found(&mut register), told);
    // Two people loosen the rules: that changes nothing of what was done under the others.
    let loose = Opaque(LOOSE.to_vec());
    let act = register.rules_digest(&loose).unwrap();
    change_by(&mut register, "23", |t| t.approve(act, None).unwrap());
    change(&mut register, |t| {
        t.approve(act, None).unwrap();
        t.loosen_rules(&loose).unwrap();
    });
    begin(&mut register, &[], true);
    assert_eq!(found(&mut register), told);
}
