// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What one person proposes and another approves, and the rules of the office.

use super::desk::*;
use super::engine::Engine;
use super::on_both;
use crate::words::{Act, ActResult, DecisionAct, Opaque, PatentState, Subject};
use crate::{Key, Patent, Proposal, Register, RegisterError, RootChange, Unique};
use epatent_core::object::Digest;

on_both! {
    an_act_is_proposed_whole_approved_by_another_and_carried_out_once,
    nothing_is_approved_that_nobody_proposed,
    a_rehearsal_makes_every_check_and_keeps_nothing,
    rules_are_tightened_by_one_and_loosened_by_two,
    several_decisions_have_one_digest_and_are_carried_out_together,
    a_root_comes_and_goes_by_the_word_of_two,
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
            all.iter()
                .map(|one| one.proposed.digest)
                .collect::<Vec<_>>()
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

fn several_decisions_have_one_digest_and_are_carried_out_together(engine: &Engine) {
    let mut register = engine.create();
    let patents = [(); 3].map(|()| issued_patent(&mut register).0);
    let acts = [DecisionAct::Annul, DecisionAct::Suspend, DecisionAct::Annul];
    let all: Vec<Proposal> = acts
        .into_iter()
        .zip(patents)
        .map(|(act, patent)| proposal(act, patent))
        .collect();
    let name = label("decisions.csv");
    let act = change_by(&mut register, "17", |t| t.propose_all(&all, &name).unwrap());
    let document = register.proposed(act).unwrap().unwrap().document.unwrap();
    assert_eq!(String::from_utf8(document.0).unwrap().lines().count(), 3);
    let decide = |register: &mut Register, proposals: &[Proposal]| {
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        transaction.decide_all(proposals)?;
        transaction.commit().map(drop)
    };
    let alone = decide(&mut register, &all);
    assert!(
        matches!(alone, Err(RegisterError::NotApproved { approvals: 1 })),
        "{alone:?}"
    );
    approval(&mut register, "23", act).unwrap();
    // Fewer, or in another order, is another act.
    let turned: Vec<Proposal> = all.iter().rev().cloned().collect();
    for other in [&all[..2], &turned] {
        let refused = decide(&mut register, other);
        assert!(
            matches!(refused, Err(RegisterError::NotApproved { approvals: 0 })),
            "{refused:?}"
        );
    }
    // One of them cannot be carried out: none is, and the rehearsal says which.
    let restore = proposal(DecisionAct::Restore, patents[1]);
    let wrong = [all[0].clone(), restore];
    let rehearsal = register.transaction(&by("17"), noon()).unwrap();
    let refused = rehearsal.rehearse_each(&wrong).unwrap();
    assert!(
        matches!(refused.as_slice(), [(1, RegisterError::State { .. })]),
        "{refused:?}"
    );
    let part = change_by(&mut register, "17", |t| {
        t.propose_all(&wrong, &name).unwrap()
    });
    approval(&mut register, "23", part).unwrap();
    assert!(decide(&mut register, &wrong).is_err());
    assert!(
        patents
            .iter()
            .all(|patent| state(&mut register, *patent) == PatentState::Valid)
    );

    decide(&mut register, &all).unwrap();
    let states = patents.map(|patent| state(&mut register, patent));
    assert_eq!(
        states,
        [
            PatentState::Annulled,
            PatentState::Suspended,
            PatentState::Annulled
        ]
    );
    // What was approved is used, and what was approved of the same patents beside it has lapsed.
    for digest in [act, part] {
        let late = approval(&mut register, "31", digest);
        assert!(matches!(late, Err(RegisterError::Lapsed)), "{late:?}");
    }
    assert_eq!(change(&mut register, |t| t.all_pending(10).unwrap()), []);
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

fn a_root_comes_and_goes_by_the_word_of_two(engine: &Engine) {
    let mut register = engine.create();
    let name = label("CN=root");
    let changes = [
        (
            RootChange::Introduce,
            Subject::RootIntroduction,
            Act::IntroduceRoot,
        ),
        (RootChange::Retire, Subject::RootRetirement, Act::RetireRoot),
        (RootChange::Settle, Subject::RootSettlement, Act::SettleRoot),
    ];
    for (change_of_root, subject, act) in changes {
        let file = digest(act.word());
        let document = Opaque(b"file".to_vec());
        change_by(&mut register, "17", |t| {
            t.propose_document(file, subject, &name, &document).unwrap()
        });
        let mut alone = register.transaction(&by("17"), noon()).unwrap();
        let refused = alone.change_root(change_of_root, file);
        assert!(
            matches!(refused, Err(RegisterError::NotApproved { approvals: 1 })),
            "{refused:?}"
        );
        drop(alone);
        approval(&mut register, "23", file).unwrap();
        let intent = change(&mut register, |t| {
            t.change_root(change_of_root, file).unwrap()
        });
        assert_eq!(register.acts_done(act).unwrap(), []);
        let late = approval(&mut register, "31", file);
        assert!(matches!(late, Err(RegisterError::Lapsed)), "{late:?}");
        change(&mut register, |t| t.ended(intent, ActResult::Done).unwrap());
        let done = register.acts_done(act).unwrap();
        let subjects: Vec<_> = done.iter().map(|one| one.subject).collect();
        assert_eq!(subjects, [file]);
    }
    assert_eq!(register.open_intents().unwrap(), []);
}
