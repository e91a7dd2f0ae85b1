// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Rows exchanged beside the program while somebody reads what he approves, and put back afterwards: the
//! word of two people carries out what they read, or nothing.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::cell::{Cell, Stored};
use crate::words::{DecisionAct, Opaque, PatentState, Subject};
use crate::{Card, Finding, Key, Patent, Payment, Proposal, Register, RegisterError};
use epatent_core::object::{CardId, Digest};

on_both! {
    patents_that_are_exchanged_while_the_second_person_reads_are_not_decided_about,
    payments_that_are_exchanged_while_the_second_person_reads_do_not_count,
    a_digest_holds_every_value_that_people_read,
    rules_that_seem_to_be_in_force_for_a_moment_are_not_loosened,
    nobody_reads_an_application_whose_document_was_altered,
    no_patent_is_decided_about_twice_by_one_word,
}

/// Something in place of a value, in a row of a table.
fn put<T>(engine: &Engine, table: &str, key: Key<T>, column: &str, value: Cell) {
    let sql = format!("UPDATE {table} SET {column} = $2 WHERE id = $1");
    let changed = engine.raw().execute(&sql, &[key.cell(), value]).unwrap();
    assert_eq!(changed, 1, "{table}.{column}");
}

fn exchange_numbers(engine: &Engine, register: &mut Register, [a, b]: [Key<Patent>; 2]) {
    let [first, second] = [a, b].map(|key| register.row(key).unwrap().unwrap().number);
    // Numbers are unique at every moment.
    put(
        engine,
        "patent",
        a,
        "number",
        patent_number(99_999_999).cell(),
    );
    put(engine, "patent", b, "number", first.cell());
    put(engine, "patent", a, "number", second.cell());
}

fn exchange_payments(engine: &Engine, register: &mut Register, keys: [Key<Payment>; 2]) {
    let [first, second] = keys.map(|key| register.row(key).unwrap().unwrap());
    put(
        engine,
        "payment",
        keys[0],
        "receipt",
        label("between").cell(),
    );
    for (key, other) in [(keys[1], first), (keys[0], second)] {
        put(engine, "payment", key, "receipt", other.receipt.cell());
        put(engine, "payment", key, "paid_from", other.paid_from.cell());
        put(
            engine,
            "payment",
            key,
            "paid_through",
            other.paid_through.cell(),
        );
    }
}

fn approved(register: &mut Register, operator: &str, act: Digest) -> Result<(), RegisterError> {
    let mut transaction = register.transaction(&by(operator), noon())?;
    transaction.approve_proposed(act)?;
    transaction.commit().map(drop)
}

fn confirmed(register: &mut Register, proposals: &[Proposal]) -> Result<(), RegisterError> {
    let mut transaction = register.transaction(&by("17"), noon())?;
    match proposals {
        [one] => transaction.decide(one).map(drop)?,
        all => transaction.decide_all(all)?,
    }
    transaction.commit().map(drop)
}

fn nobody_approved(done: &Result<(), RegisterError>) {
    assert!(
        matches!(done, Err(RegisterError::NotApproved { approvals: 0 })),
        "{done:?}"
    );
}

/// Everything was put back; what was proposed and approved meanwhile says what it was made of.
fn told(register: &mut Register) {
    let findings = register.verify(&[]).unwrap().findings;
    let is_told = |finding: &Finding| matches!(finding, Finding::RowAlteredBefore { .. });
    assert!(
        !findings.is_empty() && findings.iter().all(is_told),
        "{findings:?}"
    );
}

fn lapsed(done: &Result<(), RegisterError>) {
    assert!(matches!(done, Err(RegisterError::Lapsed)), "{done:?}");
}

fn patents_that_are_exchanged_while_the_second_person_reads_are_not_decided_about(engine: &Engine) {
    let mut register = engine.create();
    let patents = [(); 2].map(|()| issued_patent(&mut register).0);
    let third = issued_patent(&mut register).0;
    let one = vec![proposal(DecisionAct::Annul, patents[0])];
    let several = vec![one[0].clone(), proposal(DecisionAct::Suspend, third)];
    let name = label("decisions.csv");
    let propose = |register: &mut Register, proposals: &[Proposal]| {
        change(register, |t| match proposals {
            [one] => t.propose(one).unwrap(),
            all => t.propose_all(all, &name).unwrap(),
        })
    };
    for proposals in [&one, &several] {
        // Exchanged while the second person reads alone: it is another act, and what was proposed waits on.
        let act = propose(&mut register, proposals);
        exchange_numbers(engine, &mut register, patents);
        lapsed(&approved(&mut register, "23", act));
        exchange_numbers(engine, &mut register, patents);
        assert_eq!(register.approvals_of(act).unwrap().len(), 1);
    }
    for proposals in [&one, &several] {
        // Exchanged before it is proposed, and put back when it was read and approved.
        let other = register.row(patents[1]).unwrap().unwrap().number;
        exchange_numbers(engine, &mut register, patents);
        let act = propose(&mut register, proposals);
        let read = change(&mut register, |t| t.pending(act).unwrap());
        match (read.matter, read.proposed.document) {
            (Some(matter), _) => assert_eq!(matter.patent.number, other),
            (None, document) => {
                let text = String::from_utf8(document.unwrap().0).unwrap();
                assert!(text.starts_with(&other.to_string()), "{text}");
            }
        }
        approved(&mut register, "23", act).unwrap();
        exchange_numbers(engine, &mut register, patents);
        let done = confirmed(&mut register, proposals);
        // What the first person proposed above is this act, and nobody else approved it.
        assert!(
            matches!(done, Err(RegisterError::NotApproved { approvals: 1 })),
            "{done:?}"
        );
        lapsed(&approved(&mut register, "29", act));
    }
    for patent in patents {
        let state = register.row(patent).unwrap().unwrap().state;
        assert_eq!(state, PatentState::Valid);
    }
    // Left in peace, the same act is carried out.
    let act = change(&mut register, |t| t.act_digest(&one[0]).unwrap());
    approved(&mut register, "23", act).unwrap();
    confirmed(&mut register, &one).unwrap();
    told(&mut register);
}

fn payments_that_are_exchanged_while_the_second_person_reads_do_not_count(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let lines = [
        ("R-short", "2026-02-10", "2026-03-09"),
        ("R-long", "2026-02-10", "2026-12-09"),
    ]
    .map(|(receipt, from, through)| {
        line(&mut register, patent, receipt, from, through, "2026-11-20")
    });
    let file = payment_file("late.csv", 0);
    change(&mut register, |t| {
        t.import_payment_file(&file, &lines).unwrap()
    });
    let payments = ["R-short", "R-long"].map(|receipt| {
        let payment = register.payment(&label(receipt)).unwrap();
        payment.unwrap().key
    });
    let accept = Proposal {
        payment: Some(payments[1]),
        ..proposal(DecisionAct::AcceptPayment, patent)
    };
    exchange_payments(engine, &mut register, payments);
    let act = change(&mut register, |t| t.propose(&accept).unwrap());
    let read = change(&mut register, |t| t.pending(act).unwrap());
    let matter = read.matter.unwrap();
    assert_eq!(matter.payment.unwrap().receipt, label("R-short"));
    assert_eq!(matter.file.unwrap().digest, digest("late.csv"));
    approved(&mut register, "23", act).unwrap();
    exchange_payments(engine, &mut register, payments);
    nobody_approved(&confirmed(&mut register, std::slice::from_ref(&accept)));
    lapsed(&approved(&mut register, "29", act));
    assert_eq!(register.row(patent).unwrap().unwrap().paid_through, None);
    decided(&mut register, &accept);
    let paid = register.row(patent).unwrap().unwrap().paid_through;
    told(&mut register);
    assert!(
        register
            .row(payments[1])
            .unwrap()
            .unwrap()
            .accepted_by
            .is_some(),
        "{paid:?}"
    );
}

fn a_digest_holds_every_value_that_people_read(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    let payment = line(
        &mut register,
        patent,
        "R-1",
        "2026-02-10",
        "2026-03-09",
        "2026-11-20",
    );
    change(&mut register, |t| {
        t.import_payment_file(&payment_file("late.csv", 0), &[payment])
            .unwrap()
    });
    let payment = register.payment(&label("R-1")).unwrap().unwrap().key;
    let file = register.payment_files(1).unwrap().remove(0).key;
    let about_all = Proposal {
        card: Some(card),
        payment: Some(payment),
        ..proposal(DecisionAct::AcceptPayment, patent)
    };
    let right = act_digest(&mut register, &about_all);
    let kept: (Patent, Card, Payment) = (
        register.row(patent).unwrap().unwrap(),
        register.row(card).unwrap().unwrap(),
        register.row(payment).unwrap().unwrap(),
    );
    let mut seen = vec![right];
    let mut holds = |table: &str, key: i64, column: &str, other: Cell, kept: Cell| {
        put(engine, table, Key::<Patent>::new(key), column, other);
        seen.push(act_digest(&mut register, &about_all));
        put(engine, table, Key::<Patent>::new(key), column, kept);
        assert_eq!(act_digest(&mut register, &about_all), right, "{column}");
    };
    let (of_patent, of_card, of_payment) = &kept;
    let key = patent.number();
    let suspended = PatentState::Suspended.cell();
    for (column, other, kept) in [
        ("number", patent_number(1).cell(), of_patent.number.cell()),
        ("region", "50".to_owned().cell(), of_patent.region.cell()),
        (
            "in_force_from",
            day("2026-01-11").cell(),
            of_patent.in_force_from.cell(),
        ),
        (
            "latest_end",
            day("2027-01-08").cell(),
            of_patent.latest_end.cell(),
        ),
        ("state", suspended, of_patent.state.cell()),
    ] {
        holds("patent", key, column, other, kept);
    }
    let id = CardId::from_bytes([9; 16]).cell();
    holds("card", card.number(), "card_id", id, of_card.card_id.cell());
    for (column, other, kept) in [
        ("receipt", label("R-2").cell(), of_payment.receipt.cell()),
        (
            "paid_on",
            day("2026-11-19").cell(),
            of_payment.paid_on.cell(),
        ),
        (
            "paid_from",
            day("2026-02-09").cell(),
            of_payment.paid_from.cell(),
        ),
        (
            "paid_through",
            day("2026-04-09").cell(),
            of_payment.paid_through.cell(),
        ),
        ("kopecks", Cell::Integer(1), of_payment.kopecks.cell()),
    ] {
        holds("payment", payment.number(), column, other, kept);
    }
    let (name, of_file) = (label("late.csv").cell(), digest("late.csv").cell());
    let other = digest("other").cell();
    holds("payment_file", file.number(), "digest", other, of_file);
    let other = label("other.csv").cell();
    holds("payment_file", file.number(), "name", other, name);
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all, "each is another act");
}

fn rules_that_seem_to_be_in_force_for_a_moment_are_not_loosened(engine: &Engine) {
    let mut register = engine.create();
    let [strict, loose] = ["two people", "one person"].map(|text| Opaque(text.into()));
    let key = change(&mut register, |t| t.tighten_rules(&strict).unwrap());
    // The second person reads that nothing would change.
    put(engine, "rules", key, "document", loose.cell());
    let act = register.rules_digest(&loose).unwrap();
    change(&mut register, |t| {
        t.propose_document(act, Subject::Rules, &label("office.toml"), &loose)
            .unwrap();
    });
    let read = change(&mut register, |t| t.pending(act).unwrap());
    assert_eq!(read.before.unwrap().document, loose);
    approved(&mut register, "23", act).unwrap();
    put(engine, "rules", key, "document", strict.cell());
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let refused = transaction.loosen_rules(&loose);
    assert!(
        matches!(refused, Err(RegisterError::NotApproved { approvals: 0 })),
        "{refused:?}"
    );
}

fn nobody_reads_an_application_whose_document_was_altered(engine: &Engine) {
    let mut register = engine.create();
    let key = application(&mut register);
    let row = register.row(key).unwrap().unwrap();
    let document = row.document().unwrap().unwrap().clone();
    assert_eq!(row.digest().unwrap(), Digest::of(&document.0));
    put(
        engine,
        "application",
        key,
        "document",
        Opaque(b"somebody else".to_vec()).cell(),
    );
    let altered = register.row(key).unwrap().unwrap();
    let number = key.number();
    for refused in [altered.document().map(drop), altered.digest().map(drop)] {
        assert!(
            matches!(refused, Err(RegisterError::DocumentAltered { application }) if application == number),
            "{refused:?}"
        );
    }
    put(engine, "application", key, "document", document.cell());
    assert_eq!(register.row(key).unwrap().unwrap(), row);
    // What was erased is known by its digest.
    change(&mut register, |t| {
        let patent = t.patent_of(key).unwrap();
        assert_eq!(patent, None);
        t.refuse_application(key, &reason("own-request")).unwrap();
        t.erase_application(key).unwrap();
    });
    let erased = register.row(key).unwrap().unwrap();
    assert_eq!(erased.document().unwrap(), None);
    assert_eq!(erased.digest().unwrap(), Digest::of(&document.0));
}

fn no_patent_is_decided_about_twice_by_one_word(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let twice = vec![proposal(DecisionAct::Suspend, patent); 2];
    let name = label("twice.csv");
    let act = change(&mut register, |t| t.propose_all(&twice, &name).unwrap());
    approved(&mut register, "23", act).unwrap();
    lapsed(&confirmed(&mut register, &twice));
    let state = register.row(patent).unwrap().unwrap().state;
    assert_eq!(state, PatentState::Valid);
}
