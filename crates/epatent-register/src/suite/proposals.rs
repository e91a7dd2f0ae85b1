// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What one person proposes and another approves, and the rules of the office.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::words::{DecisionAct, Opaque, PatentState, Subject};
use crate::{Key, Patent, Register, RegisterError, Unique};
use epatent_core::object::Digest;

on_both! {
    an_act_is_proposed_whole_approved_by_another_and_carried_out_once,
    nothing_is_approved_that_nobody_proposed,
    a_rehearsal_makes_every_check_and_keeps_nothing,
    rules_are_tightened_by_one_and_loosened_by_two,
}

fn state(register: &mut Register, patent: Key<Patent>) -> PatentState {
    register.row(patent).unwrap().unwrap().state
}

fn approval(register: &mut Register, operator: &str, act: Digest) -> Result<(), RegisterError> {
    let mut transaction = register.transaction(&by(operator), noon())?;
    transaction.approve_proposed(act)?;
    transaction.commit().map(drop)
}

fn an_act_is_proposed_whole_approved_by_another_and_carried_out_once(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let annul = proposal(DecisionAct::Annul, patent);
    let act = change_by(&mut register, "17", |t| t.propose(&annul).unwrap());
    let proposed = register.proposed(act).unwrap().unwrap();
    assert_eq!(proposed.decision(), Some(annul.clone()));
    assert_eq!(proposed.operator, label("17"));
    // Whoever proposes is one of the two, and no more than one.
    assert_eq!(register.approvals_of(act).unwrap().len(), 1);
    let again = approval(&mut register, "17", act);
    let unique = Unique::Approval;
    assert!(matches!(again, Err(RegisterError::Duplicate(found)) if found == unique));
    approval(&mut register, "23", act).unwrap();
    // A third one proposes the same: it is one act.
    change_by(&mut register, "29", |t| t.propose(&annul).unwrap());
    assert_eq!(register.approvals_of(act).unwrap().len(), 3);
    let waiting = |register: &mut Register| {
        change(register, |t| {
            let all = t.all_pending(10).unwrap();
            all.iter().map(|one| one.digest).collect::<Vec<_>>()
        })
    };
    assert_eq!(waiting(&mut register), [act]);
    change(&mut register, |t| t.decide(&annul).unwrap());
    assert_eq!(state(&mut register, patent), PatentState::Annulled);
    assert_eq!(waiting(&mut register), []);
    let late = approval(&mut register, "31", act);
    assert!(matches!(late, Err(RegisterError::Lapsed)), "{late:?}");
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn nothing_is_approved_that_nobody_proposed(engine: &Engine) {
    let mut register = engine.create();
    let (patent, _) = issued_patent(&mut register);
    let head = register.head().unwrap();
    let made_up = approval(&mut register, "17", digest("made up"));
    assert!(matches!(made_up, Err(RegisterError::NotProposed)));
    assert_eq!(register.head().unwrap(), head);
    // Something else was decided since: the act is another one now.
    let annul = proposal(DecisionAct::Annul, patent);
    let act = change(&mut register, |t| t.propose(&annul).unwrap());
    let suspend = proposal(DecisionAct::Suspend, patent);
    change(&mut register, |t| t.decide(&suspend).unwrap());
    let lapsed = approval(&mut register, "23", act);
    assert!(matches!(lapsed, Err(RegisterError::Lapsed)));
    // A withdrawal that is written down waits for nobody.
    let (withdrawal, name) = (digest("withdrawal"), label("77"));
    let document = Opaque(b"since".to_vec());
    change(&mut register, |t| {
        t.propose_document(withdrawal, Subject::Withdrawal, &name, &document)
            .unwrap();
    });
    let proposed = register.proposed(withdrawal).unwrap().unwrap();
    assert_eq!(
        (proposed.name, proposed.document),
        (Some(name), Some(document))
    );
    approval(&mut register, "23", withdrawal).unwrap();
    change(&mut register, |t| t.withdraw_signer(withdrawal).unwrap());
    let late = approval(&mut register, "29", withdrawal);
    assert!(matches!(late, Err(RegisterError::Lapsed)));
}

fn a_rehearsal_makes_every_check_and_keeps_nothing(engine: &Engine) {
    let mut register = engine.create();
    let (patent, card) = issued_patent(&mut register);
    let head = register.head().unwrap();
    let rehearse = |register: &mut Register, proposals: &[crate::Proposal]| {
        let transaction = register.transaction(&by("17"), noon()).unwrap();
        transaction.rehearse(proposals)
    };
    let annul = proposal(DecisionAct::Annul, patent);
    rehearse(&mut register, std::slice::from_ref(&annul)).unwrap();
    assert_eq!(state(&mut register, patent), PatentState::Valid);
    let restore = proposal(DecisionAct::Restore, patent);
    let impossible = rehearse(&mut register, &[restore]);
    assert!(matches!(impossible, Err(RegisterError::State { .. })));
    let nameless = rehearse(&mut register, &[proposal(DecisionAct::Replace, patent)]);
    assert!(matches!(
        nameless,
        Err(RegisterError::NotFound { what: "card", .. })
    ));
    let mut replace = proposal(DecisionAct::Replace, patent);
    replace.card = Some(card);
    let supersede = crate::Proposal {
        act: DecisionAct::Supersede,
        ..replace.clone()
    };
    rehearse(&mut register, &[replace, supersede]).unwrap();
    // Annulled is for good, and twice is once too often.
    assert!(rehearse(&mut register, &[annul.clone(), annul]).is_err());
    assert_eq!(register.head().unwrap(), head);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn rules_are_tightened_by_one_and_loosened_by_two(engine: &Engine) {
    let mut register = engine.create();
    assert_eq!(register.rules_in_force().unwrap(), None);
    let [strict, loose] = ["two people", "one person"].map(|text| Opaque(text.into()));
    change(&mut register, |t| t.tighten_rules(&strict).unwrap());
    let in_force = register.rules_in_force().unwrap().unwrap();
    assert_eq!((&in_force.document, in_force.manifest), (&strict, None));
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    let alone = transaction.loosen_rules(&loose);
    assert!(matches!(
        alone,
        Err(RegisterError::NotApproved { approvals: 0 })
    ));
    drop(transaction);
    let act = register.rules_digest(&loose).unwrap();
    change(&mut register, |t| {
        t.propose_document(act, Subject::Rules, &label("office.toml"), &loose)
            .unwrap();
    });
    approval(&mut register, "23", act).unwrap();
    change(&mut register, |t| t.loosen_rules(&loose).unwrap());
    let in_force = register.rules_in_force().unwrap().unwrap();
    assert_eq!(
        (in_force.document, in_force.manifest),
        (loose.clone(), Some(act))
    );
    // Tightened and loosened again: that was approved once, and counts no more.
    change(&mut register, |t| t.tighten_rules(&strict).unwrap());
    assert_ne!(register.rules_digest(&loose).unwrap(), act);
    let late = approval(&mut register, "29", act);
    assert!(matches!(late, Err(RegisterError::Lapsed)));
    assert_eq!(register.verify(&[]).unwrap().findings, []);
    // A row that is changed by hand is found, like any other.
    engine
        .raw()
        .run("UPDATE rules SET operator = '99'")
        .unwrap();
    assert!(!register.verify(&[]).unwrap().findings.is_empty());
}
