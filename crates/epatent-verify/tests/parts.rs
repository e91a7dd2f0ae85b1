// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was shown: card access, chip proof, groups.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{
    Lab, assert_answer, assert_in_force, assert_refused, assert_undetermined, chip, object_of,
    prove, prove_with, region, text,
};
use epatent_core::group::{self, GroupNumber, Salt};
use epatent_core::object::Digest;
use epatent_verify::{
    CheckId, Code, NewerFormat, Outcome, Part, PartDefect, ProofDefect, ProofSource, Reason,
    Verdict,
};

fn mismatch(part: Part, defect: PartDefect) -> Reason {
    Reason::DigestMismatch { part, defect }
}

fn salt() -> Salt {
    Salt::from_bytes([3; 16])
}

#[test]
fn replaced_card_access_is_refused() {
    let lab = Lab::new();
    for bytes in [&b"\x31\x01\x00"[..], b""] {
        let mut card = lab.card();
        card.card_access = bytes.to_vec();
        let report = lab.verify(&card);
        assert_refused(&report, Code::DigestMismatch);
        assert_eq!(
            report.findings[0].reason,
            mismatch(Part::CardAccess, PartDefect::Digest)
        );
    }
}

// shows: EPC-VER-02
#[test]
fn copy_of_a_card_in_another_chip_is_a_clone() {
    let lab = Lab::new();
    let mut card = lab.card();
    prove(&mut card, &chip(1234));
    let report = lab.verify(&card);
    assert_refused(&report, Code::CloneSuspected);
    assert_eq!(
        report.findings[0].reason,
        Reason::CloneSuspected(ProofDefect::Signature)
    );
    assert_eq!(report.chip_proof, None);
    // What the office signed is still authentic and may be shown.
    assert!(report.card.holder.is_some());
}

#[test]
fn stripped_chip_proof_is_never_green() {
    let lab = Lab::new();
    let mut card = lab.card();
    card.chip_proof = None;
    let report = lab.verify(&card);
    assert_undetermined(&report, Code::ReadIncomplete);
    assert_eq!(
        report.findings[0].reason,
        Reason::ReadIncomplete(Part::ChipProof)
    );
}

#[test]
fn proof_over_any_other_statement_is_a_clone() {
    let lab = Lab::new();
    let changes: [fn(&mut epatent_core::chip_proof::ChipProof); 5] = [
        |proof| proof.host_nonce[0] ^= 1,
        |proof| proof.channel_binding[31] ^= 1,
        |proof| proof.payment_head[5] ^= 1,
        |proof| proof.terminal_statement[4] ^= 1,
        |proof| proof.signature.push(0),
    ];
    for change in changes {
        let mut card = lab.card();
        change(card.chip_proof.as_mut().unwrap());
        assert_refused(&lab.verify(&card), Code::CloneSuspected);
    }
}

#[test]
fn proof_of_the_same_chip_for_another_object_is_a_clone() {
    // Two cards of one chip key: an answer cannot be moved from one to the other.
    let lab = Lab::new();
    let mut card = lab.card();
    let other = lab.card_with(|_, terms| terms.status.index = 42);
    card.chip_proof = other.chip_proof;
    assert_refused(&lab.verify(&card), Code::CloneSuspected);
}

#[test]
fn recorded_proof_says_that_it_is_recorded() {
    let lab = Lab::new();
    let report = lab.verify(&lab.card());
    assert_eq!(
        report.chip_proof,
        Some(ProofSource::Recorded {
            checked_at: common::at("2026-11-10T08:59:58Z"),
        })
    );
}

// shows: EPC-VER-14
#[test]
fn recorded_proof_with_an_unreadable_terminal_statement_is_left_open() {
    let lab = Lab::new();
    let mut card = lab.card();
    prove_with(&mut card, &lab.chip, b"\xA1\x01\x02".to_vec());
    assert_undetermined(&lab.verify(&card), Code::FormatNewer);
}

#[test]
fn each_changed_group_is_refused_and_named() {
    let lab = Lab::new();
    let genuine = lab.card();
    for number in genuine.groups.keys().copied() {
        let mut card = genuine.clone();
        let bytes = card.groups.get_mut(&number).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let report = lab.verify(&card);
        assert_refused(&report, Code::DigestMismatch);
        assert_eq!(
            report.findings[0].reason,
            mismatch(Part::Group(number), PartDefect::Digest)
        );
        let record = report.check(CheckId::Group(number)).unwrap();
        assert_eq!(record.outcome, Outcome::Failed);
    }
}

// shows: EPC-VER-04
#[test]
fn changed_group_is_not_shown() {
    let lab = Lab::new();
    let mut card = lab.card();
    for bytes in card.groups.values_mut() {
        *bytes.last_mut().unwrap() ^= 1;
    }
    let report = lab.verify(&card);
    assert_eq!(report.findings.len(), 5);
    let shown = &report.card;
    assert!(shown.security_object.is_some());
    assert!(shown.holder.is_none() && shown.portrait.is_none() && shown.patent.is_none());
    assert!(shown.permission.is_none() && shown.remarks.is_none());
}

#[test]
fn group_that_the_object_does_not_list_is_refused() {
    let lab = Lab::new();
    for number in [6, 7, 9, 16] {
        let mut card = lab.card();
        let number = GroupNumber::new(number).unwrap();
        card.groups.insert(number, b"\xA0".to_vec());
        let report = lab.verify(&card);
        assert_refused(&report, Code::DigestMismatch);
        assert_eq!(
            report.findings[0].reason,
            mismatch(Part::Group(number), PartDefect::NotListed)
        );
    }
}

#[test]
fn each_listed_group_that_is_missing_keeps_the_answer_from_green() {
    let lab = Lab::new();
    let genuine = lab.card();
    for number in genuine.groups.keys().copied() {
        let mut card = genuine.clone();
        card.groups.remove(&number);
        let report = lab.verify(&card);
        assert_undetermined(&report, Code::ReadIncomplete);
        assert_eq!(
            report.findings[0].reason,
            Reason::ReadIncomplete(Part::Group(number))
        );
        let record = report.check(CheckId::Group(number)).unwrap();
        assert_eq!(record.outcome, Outcome::NotChecked);
    }
}

#[test]
fn signed_card_without_a_required_group_is_never_green() {
    let lab = Lab::new();
    let genuine = lab.card();
    for number in genuine.groups.keys().copied() {
        let mut card = genuine.clone();
        card.groups.remove(&number);
        lab.resign(&mut card, |object| {
            object.digests.remove(&number);
        });
        let report = lab.verify(&card);
        assert_undetermined(&report, Code::FormatNewer);
        assert_eq!(
            report.findings[0].reason,
            Reason::FormatNewer(NewerFormat::GroupNotListed(number))
        );
    }
}

#[test]
fn signed_group_without_a_meaning_here_is_never_green() {
    let lab = Lab::new();
    for number in [6, 8, 10, 16] {
        let mut card = lab.card();
        lab.regroup(&mut card, number, b"\xA0".to_vec());
        assert_undetermined(&lab.verify(&card), Code::FormatNewer);
    }
}

// shows: EPC-VER-15
#[test]
fn signed_groups_that_limit_nothing_do_not_matter_whatever_is_in_them() {
    let lab = Lab::new();
    for number in [7, 9] {
        for content in [&b"\xA0"[..], b"\xFF", b"", b"\xA3\x00\x07", b"\xA1\x00\x01"] {
            let mut card = lab.card();
            lab.regroup(&mut card, number, content.to_vec());
            let report = lab.verify(&card);
            assert_in_force(&report);
            let id = CheckId::Group(GroupNumber::new(number).unwrap());
            let compared = &report.check(id).unwrap().compared;
            assert!(compared.contains("its content is not read"), "{compared}");
        }
    }
}

// shows: EPC-VER-11
#[test]
fn permission_for_another_region_than_the_objects_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    let mut permission = common::contents().permission;
    permission.region = region("50");
    lab.regroup(&mut card, 4, group::encode(&permission, &salt()).unwrap());
    let report = lab.verify(&card);
    assert_refused(&report, Code::DigestMismatch);
    assert_eq!(
        report.findings[0].reason,
        mismatch(
            Part::Group(GroupNumber::PERMISSION),
            PartDefect::Contradiction
        )
    );
    assert!(report.card.permission.is_none());
}

// shows: EPC-VER-11
#[test]
fn remarks_with_another_replacement_index_than_the_objects_are_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    lab.resign(&mut card, |object| object.replacement_index = 1);
    let report = lab.verify(&card);
    assert_refused(&report, Code::DigestMismatch);
    assert_eq!(
        report.findings[0].reason,
        mismatch(Part::Group(GroupNumber::REMARKS), PartDefect::Contradiction)
    );
}

// shows: EPC-VER-11
#[test]
fn group_signed_in_the_place_of_another_is_refused() {
    let lab = Lab::new();
    let mut card = lab.card();
    let patent = card.groups[&GroupNumber::PATENT].clone();
    lab.regroup(&mut card, 1, patent);
    let report = lab.verify(&card);
    assert_refused(&report, Code::DigestMismatch);
    assert!(report.card.holder.is_none());
}

/// A permission group with this text as its profession, signed by the office as it stands.
fn card_with_profession(lab: &Lab, profession: &[u8]) -> epatent_core::presentation::Presentation {
    let mut permission = common::contents().permission;
    permission.professions = vec![text("AAAA")];
    let mut bytes = group::encode(&permission, &salt()).unwrap();
    let place = bytes.windows(4).position(|four| four == b"AAAA").unwrap();
    bytes[place..place + 4].copy_from_slice(profession);
    let mut card = lab.card();
    lab.regroup(&mut card, 4, bytes);
    card
}

#[test]
fn authentic_text_that_is_not_in_nfc_is_left_open_and_not_shown() {
    let lab = Lab::new();
    assert_in_force(&lab.verify(&card_with_profession(&lab, b"AAAA")));
    // U+0418 U+0306 is a composed letter in pieces.
    let report = lab.verify(&card_with_profession(&lab, "И\u{306}".as_bytes()));
    assert_undetermined(&report, Code::FormatNewer);
    assert!(matches!(
        report.findings[0].reason,
        Reason::FormatNewer(NewerFormat::GroupContent {
            group: GroupNumber::PERMISSION,
            ..
        })
    ));
    assert!(report.card.permission.is_none());
}

#[test]
fn authentic_text_that_is_not_utf_8_is_left_open_and_not_shown() {
    let lab = Lab::new();
    let report = lab.verify(&card_with_profession(&lab, b"\xC3\x28AA"));
    assert_undetermined(&report, Code::FormatNewer);
    assert!(report.card.permission.is_none());
}

#[test]
fn authentic_groups_that_are_not_deterministic_cbor_are_left_open() {
    let lab = Lab::new();
    let genuine = lab.card();
    let holder = genuine.groups[&GroupNumber::HOLDER].clone();
    let mut trailing = holder.clone();
    trailing.push(0);
    let mut indefinite = holder.clone();
    indefinite[0] = 0xBF;
    indefinite.push(0xFF);
    let mut long_key = vec![holder[0], 0x18];
    long_key.extend_from_slice(&holder[1..]);
    for bytes in [
        trailing,
        indefinite,
        long_key,
        Vec::new(),
        vec![0xFF],
        vec![0x9F; 300],
    ] {
        let mut card = genuine.clone();
        lab.regroup(&mut card, 1, bytes);
        let report = lab.verify(&card);
        assert_undetermined(&report, Code::FormatNewer);
        assert!(report.card.holder.is_none());
    }
}

#[test]
fn several_defects_are_all_told_worst_first() {
    let mut lab = Lab::new();
    lab.circumstances.region = region("50");
    lab.policy.status = epatent_verify::StatusRule::Required;
    let mut card = lab.card();
    card.groups.get_mut(&GroupNumber::PORTRAIT).unwrap()[30] ^= 1;
    card.chip_proof = None;
    let report = lab.verify(&card);
    assert_answer(&report, Verdict::Refused, Code::DigestMismatch);
    let codes: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(
        codes,
        [
            Code::DigestMismatch,
            Code::WrongRegion,
            Code::StatusMissing,
            Code::ReadIncomplete,
        ]
    );
}

// shows: EPC-ENC-02
#[test]
fn digest_of_the_object_is_that_of_the_bytes_received() {
    let lab = Lab::new();
    let card = lab.card();
    let object = object_of(&card);
    for (number, digest) in &object.digests {
        assert_eq!(*digest, Digest::of(&card.groups[number]));
    }
}
