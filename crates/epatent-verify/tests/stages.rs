// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The steps one by one, as a reader drives them, in order and out of order.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use core::cell::Cell;

use common::{Lab, assert_in_force, assert_undetermined, at, day, object_of};
use epatent_core::chip_proof::{ChipProof, NO_CHANNEL};
use epatent_core::group::GroupNumber;
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;
use epatent_verify::{
    Challenge, Check, CheckId, Code, Colour, KnownSigners, Outcome, Part, PartDefect, ProofDefect,
    ProofSource, Reason, Verdict, Verifier,
};

fn challenge(proof: &ChipProof) -> Challenge {
    Challenge {
        host_nonce: [9; 32],
        terminal_digest: Digest::of(&proof.terminal_statement),
        channel_binding: NO_CHANNEL,
    }
}

/// All steps, live, the photo last.
fn walk(check: &mut Check<'_>, card: &Presentation) {
    check.security_object(&card.security_object).unwrap();
    check.card_access(&card.card_access);
    let proof = card.chip_proof.as_ref().unwrap();
    check.chip_proof(proof, &challenge(proof));
    for (number, bytes) in card.groups.iter().rev() {
        assert_eq!(*check.group(*number, bytes).unwrap(), bytes.as_slice());
    }
}

#[test]
fn live_check_of_a_genuine_card_is_in_force() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    assert_eq!(check.listed_groups().count(), 0);
    walk(&mut check, &card);
    assert_eq!(
        check.listed_groups().collect::<Vec<_>>(),
        card.groups.keys().copied().collect::<Vec<_>>()
    );
    let report = check.report();
    assert_in_force(&report);
    assert_eq!(report.chip_proof, Some(ProofSource::Here));
}

#[test]
fn every_check_of_the_rules_has_its_record_in_their_order() {
    let lab = Lab::new();
    let report = lab.verify(&lab.card());
    let ids: Vec<String> = report
        .checks
        .iter()
        .map(|check| check.id.to_string())
        .collect();
    assert_eq!(
        ids,
        [
            "object",
            "chain",
            "role",
            "signer-region",
            "environment",
            "listed",
            "card-access",
            "chip-proof",
            "group-1",
            "group-2",
            "group-3",
            "group-4",
            "group-5",
            "payment-log",
            "dates",
            "place",
            "profession",
            "bundle",
            "status",
            "payment",
            "printed-numbers",
            "printed-code",
        ]
    );
    assert!(report.checks.iter().all(|check| !check.compared.is_empty()));
}

// shows: EPC-VER-08
#[test]
fn verdict_before_the_photo_is_open_and_names_the_photo() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    let photo = GroupNumber::PORTRAIT;
    let mut without = card.clone();
    without.groups.remove(&photo);
    walk(&mut check, &without);
    let early = check.clone().report();
    assert_undetermined(&early, Code::ReadIncomplete);
    assert_eq!(
        early.findings[0].reason,
        Reason::ReadIncomplete(Part::Group(photo))
    );
    check.group(photo, &card.groups[&photo]);
    assert_in_force(&check.report());
}

// shows: EPC-VER-08
#[test]
fn check_without_any_step_is_open() {
    let lab = Lab::new();
    let trust = lab.trust();
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let report = verifier.begin(&lab.circumstances).report();
    assert_undetermined(&report, Code::ReadIncomplete);
    assert_eq!(
        report.findings[0].reason,
        Reason::ReadIncomplete(Part::SecurityObject)
    );
    assert!(
        report
            .checks
            .iter()
            .all(|check| check.outcome == Outcome::NotChecked)
    );
    assert_eq!(report.checks.len(), 17);
}

// shows: EPC-VER-03, EPC-VER-04
#[test]
fn steps_before_the_object_count_for_nothing() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    let proof = card.chip_proof.as_ref().unwrap();
    check.chip_proof(proof, &challenge(proof));
    check.card_access(&card.card_access);
    for (number, bytes) in &card.groups {
        assert!(check.group(*number, bytes).is_none());
    }
    assert!(check.card().holder.is_none());
    check.security_object(&card.security_object).unwrap();
    let report = check.report();
    assert_eq!(report.verdict, Verdict::Undetermined);
    assert_eq!(report.findings.len(), 7, "{:?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.code == Code::ReadIncomplete)
    );
}

#[test]
fn step_before_the_object_does_not_count_against_the_card() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    for (number, bytes) in &card.groups {
        assert!(check.group(*number, bytes).is_none());
    }
    walk(&mut check, &card);
    let mut in_order = verifier.begin(&lab.circumstances);
    walk(&mut in_order, &card);
    let (report, expected) = (check.report(), in_order.report());
    assert_in_force(&report);
    assert_eq!(report.checks, expected.checks);
}

/// A step of a check.
type Step<'c> = &'c dyn Fn(&mut Check<'_>);

/// Every row of up to `length` of these steps, repetitions among them.
fn every_walk(
    begin: &Check<'_>,
    steps: &[Step<'_>],
    length: usize,
    seen: &mut impl FnMut(Check<'_>),
) {
    seen(begin.clone());
    if length == 0 {
        return;
    }
    for step in steps {
        let mut check = begin.clone();
        step(&mut check);
        every_walk(&check, steps, length - 1, seen);
    }
}

#[test]
fn every_verdict_but_in_force_has_a_finding_that_says_why() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let stranger = Lab::of(common::Kind::P256, common::Kind::P256).card();
    let known = KnownSigners::new();
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    let proof = card.chip_proof.as_ref().unwrap();
    let first = GroupNumber::HOLDER;
    let steps: [Step<'_>; 7] = [
        &|check| {
            let _ = check.security_object(&card.security_object);
        },
        &|check| {
            let _ = check.security_object(&stranger.security_object);
        },
        &|check| check.card_access(&card.card_access),
        &|check| check.chip_proof(proof, &challenge(proof)),
        &|check| {
            for (number, bytes) in &card.groups {
                check.group(*number, bytes);
            }
        },
        &|check| {
            check.group(first, &card.groups[&first]);
        },
        &|check| check.group_absent(GroupNumber::PORTRAIT),
    ];
    let (mut walks, mut green) = (0, 0);
    let begin = verifier.begin(&lab.circumstances);
    every_walk(&begin, &steps, 5, &mut |check| {
        let report = check.report();
        walks += 1;
        if report.verdict == Verdict::InForce {
            green += 1;
        } else {
            let worst = report.findings.first().map(|finding| finding.colour);
            assert!(worst > Some(Colour::Info), "{:#?}", report.checks);
        }
    });
    assert_eq!(walks, (7_u32.pow(6) - 1) / 6);
    // At least the object and then access, proof and groups in any order.
    assert!(green >= 6, "{green}");
}

// shows: EPC-VER-01
#[test]
fn answer_to_another_question_is_a_replay() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let proof = card.chip_proof.as_ref().unwrap();
    let asked = challenge(proof);
    let questions = [
        (
            Challenge {
                host_nonce: [10; 32],
                ..asked
            },
            ProofDefect::Nonce,
        ),
        (
            Challenge {
                terminal_digest: Digest::of(b"other"),
                ..asked
            },
            ProofDefect::TerminalStatement,
        ),
        (
            Challenge {
                channel_binding: [1; 32],
                ..asked
            },
            ProofDefect::Channel,
        ),
    ];
    for (question, defect) in questions {
        let mut check = verifier.begin(&lab.circumstances);
        check.security_object(&card.security_object);
        check.chip_proof(proof, &question);
        let report = check.report();
        assert_eq!(report.verdict, Verdict::Refused);
        assert_eq!(report.findings[0].reason, Reason::CloneSuspected(defect));
        assert_eq!(report.chip_proof, None);
    }
}

// shows: EPC-VER-07
#[test]
fn another_object_in_the_same_check_is_refused() {
    let lab = Lab::new();
    let trust = lab.trust();
    let card = lab.card();
    let other = lab.card_with(|_, terms| terms.status.index = 77);
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    walk(&mut check, &card);
    check.security_object(&card.security_object).unwrap();
    assert_in_force(&check.clone().report());
    check.security_object(&other.security_object);
    assert_eq!(
        check.card().security_object.as_deref(),
        Some(&object_of(&card))
    );
    let report = check.report();
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(
        report.findings[0].reason,
        Reason::DigestMismatch {
            part: Part::SecurityObject,
            defect: PartDefect::Digest,
        }
    );
}

#[test]
fn genuine_object_after_a_forged_one_does_not_heal_the_check() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    assert!(check.security_object(b"\xD2").is_none());
    assert!(check.security_object(&card.security_object).is_none());
    assert_eq!(check.report().verdict, Verdict::Refused);
}

#[test]
fn passed_step_does_not_heal_a_failed_one() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    check.security_object(&card.security_object).unwrap();
    check.card_access(b"other");
    assert!(check.group(GroupNumber::HOLDER, b"other").is_none());
    walk(&mut check, &card);
    let report = check.report();
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(report.findings.len(), 2);
}

// shows: EPC-VER-12
#[test]
fn listed_file_that_the_card_does_not_have_is_refused() {
    let lab = Lab::new();
    let (trust, mut card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let remarks = GroupNumber::REMARKS;
    card.groups.remove(&remarks);
    let mut check = verifier.begin(&lab.circumstances);
    walk(&mut check, &card);
    check.group_absent(GroupNumber::SIGNATURE_IMAGE);
    check.group_absent(remarks);
    let report = check.report();
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(
        report.findings[0].reason,
        Reason::DigestMismatch {
            part: Part::Group(remarks),
            defect: PartDefect::Absent,
        }
    );
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn stopwatch_is_read_for_every_check() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let time = Cell::new(0);
    let stopwatch = || {
        time.set(time.get() + 5);
        time.get()
    };
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .timed_by(&stopwatch);
    let report = verifier.verify(&card, &lab.circumstances);
    for check in &report.checks {
        match check.outcome {
            Outcome::Passed | Outcome::Failed => assert!(check.micros >= 5, "{check:?}"),
            Outcome::NotChecked | Outcome::NotApplicable => assert_eq!(check.micros, 0),
        }
    }
}

#[test]
fn the_time_between_two_checks_belongs_to_neither() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let time = Cell::new(0);
    let stopwatch = || time.get();
    // A part takes a while to arrive, and its check no time at all.
    let arrives = || time.set(time.get() + 1_000);
    let mut check = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .timed_by(&stopwatch)
        .begin(&lab.circumstances);
    arrives();
    check.security_object(&card.security_object).unwrap();
    arrives();
    check.card_access(&card.card_access);
    arrives();
    let proof = card.chip_proof.as_ref().unwrap();
    check.chip_proof(proof, &challenge(proof));
    for (number, bytes) in &card.groups {
        arrives();
        check.group(*number, bytes).unwrap();
    }
    arrives();
    let report = check.report();
    assert_in_force(&report);
    for check in &report.checks {
        assert_eq!(check.micros, 0, "{check:?}");
    }
}

#[test]
fn known_signer_is_remembered_once_and_gives_the_same_answer() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let known = KnownSigners::new();
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    assert!(known.is_empty());
    for _ in 0..3 {
        let report = verifier.verify(&card, &lab.circumstances);
        assert_in_force(&report);
        assert_eq!(report.checks, lab.verify(&card).checks);
        assert_eq!(known.len(), 1);
    }
}

#[test]
fn memory_of_one_trust_store_is_of_no_use_with_another() {
    let lab = Lab::new();
    let card = lab.card();
    let known = KnownSigners::new();
    let trust = lab.trust();
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    assert_in_force(&verifier.verify(&card, &lab.circumstances));
    let stranger = Lab::of(common::Kind::P256, common::Kind::P256).trust();
    let verifier = Verifier::new(&stranger, &lab.policy)
        .unwrap()
        .remembering(&known);
    assert_undetermined(
        &verifier.verify(&card, &lab.circumstances),
        Code::IssuerUnknown,
    );
}

#[test]
fn term_and_region_of_a_remembered_signer_are_compared_anew() {
    let lab = Lab::new();
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    let mut card = lab.card();
    assert_in_force(&verifier.verify(&card, &lab.circumstances));
    lab.resign(&mut card, |object| {
        object.signed_at = at("2025-06-01T00:00:00Z");
    });
    let report = verifier.verify(&card, &lab.circumstances);
    assert_eq!(report.findings[0].code, Code::SignerNotEntitled);
    lab.resign(&mut card, |object| {
        object.signed_at = at("2026-11-02T09:00:00Z");
        object.region = common::region("50");
    });
    let report = verifier.verify(&card, &lab.circumstances);
    assert_eq!(report.findings[0].code, Code::SignerNotEntitled);
    assert_eq!(known.len(), 1);
}

#[test]
fn memory_stays_bounded() {
    let lab = Lab::new();
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    for day in 1..=40_u64 {
        let office = Lab::with_signer(|request| {
            let seconds = request.not_before.seconds() + day;
            request.not_before = epatent_core::UnixTime::from_seconds(seconds).unwrap();
        });
        assert_in_force(&verifier.verify(&office.card(), &lab.circumstances));
    }
    assert_eq!(known.len(), 32);
}

#[test]
fn records_and_findings_hold_no_personal_data() {
    let mut lab = Lab::new();
    lab.circumstances.region = common::region("50");
    lab.circumstances.date = day("2028-01-01");
    lab.circumstances.profession = Some(common::text("Повар"));
    let report = lab.verify(&lab.card());
    let mut text = format!("{:?}", report.checks);
    for finding in &report.findings {
        text.push_str(&finding.reason.to_string());
    }
    for personal in [
        "Рахимов",
        "RAKHIMOV",
        "2600012345",
        "401234567",
        "Повар",
        "Бетонщик",
    ] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    assert!(report.check(CheckId::Dates).is_some());
}

#[test]
fn what_was_found_so_far_can_be_asked_before_the_answer() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    assert!(!check.has_result(CheckId::Object));
    let mut forged = card.security_object;
    if let Some(last) = forged.last_mut() {
        *last ^= 1;
    }
    assert!(check.security_object(&forged).is_none());
    assert!(check.has_result(CheckId::Object));
    assert!(!check.has_result(CheckId::ChipProof));
    let codes: Vec<Code> = check.findings().iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::SignatureInvalid]);
}

#[test]
fn the_answer_before_the_portrait_takes_it_for_granted_until_it_is_read() {
    let lab = Lab::new();
    let (trust, card) = (lab.trust(), lab.card());
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    assert_eq!(check.before_portrait().verdict, Verdict::Undetermined);
    let mut without = card;
    let portrait = without.groups.remove(&GroupNumber::PORTRAIT).unwrap();
    walk(&mut check, &without);
    assert!(!check.has_result(CheckId::Group(GroupNumber::PORTRAIT)));
    let preview = check.before_portrait();
    assert_eq!(preview.verdict, Verdict::InForce);
    assert_eq!(preview.worst, Some(Code::InForce));
    // Nothing of it is in the check: without the portrait it is not the answer.
    assert_undetermined(&check.clone().report(), Code::ReadIncomplete);
    let mut changed = portrait.clone();
    changed[0] ^= 1;
    let mut other = check.clone();
    assert!(other.group(GroupNumber::PORTRAIT, &changed).is_none());
    assert_eq!(other.before_portrait().verdict, Verdict::Refused);
    check.group(GroupNumber::PORTRAIT, &portrait).unwrap();
    assert_eq!(check.before_portrait().verdict, Verdict::InForce);
    assert_in_force(&check.report());
}
