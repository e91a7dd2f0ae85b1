// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every byte counts: flips, truncations, and parts of one card in another.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use std::collections::BTreeSet;

use common::{Lab, assert_in_force, chip};
use epatent_core::group::GroupNumber;
use epatent_core::object::CardId;
use epatent_core::presentation::Presentation;
use epatent_verify::{Code, KnownSigners, Report, Verdict, Verifier};

/// Tag, array, head of the protected header, its labels, and the head of the certificate.
const HEADER: usize = 24;

/// A changed object is refused. The one change that nobody can call a forgery is an algorithm
/// without a name here.
fn assert_not_accepted(report: &Report, what: &str) {
    let newer =
        report.verdict == Verdict::Undetermined && report.findings[0].code == Code::FormatNewer;
    assert!(
        report.verdict == Verdict::Refused || newer,
        "{what}: {:?}",
        report.findings
    );
    assert!(report.card.security_object.is_none(), "{what}");
    assert!(report.card.holder.is_none(), "{what}");
}

/// Runs the check of every variant of a card's object, with a memory as a device has one.
fn for_each_object(lab: &Lab, variants: impl Iterator<Item = (String, Vec<u8>)>) -> usize {
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    let mut card = lab.card();
    assert_in_force(&verifier.verify(&card, &lab.circumstances));
    let mut count = 0;
    for (what, object) in variants {
        card.security_object = object;
        assert_not_accepted(&verifier.verify(&card, &lab.circumstances), &what);
        count += 1;
    }
    assert_eq!(known.len(), 1, "no changed certificate was remembered");
    count
}

#[test]
fn every_value_of_every_header_byte_but_the_right_one_is_refused() {
    let lab = Lab::new();
    let genuine = lab.card().security_object;
    let variants = (0..HEADER).flat_map(|place| {
        let genuine = genuine.clone();
        (1..=255_u8).map(move |change| {
            let mut object = genuine.clone();
            object[place] ^= change;
            (format!("byte {place} xor {change:02x}"), object)
        })
    });
    assert_eq!(for_each_object(&lab, variants), HEADER * 255);
}

#[test]
fn every_flipped_bit_of_the_object_is_refused() {
    let lab = Lab::new();
    let genuine = lab.card().security_object;
    let variants = (0..genuine.len() * 8).map(|bit| {
        let mut object = genuine.clone();
        object[bit / 8] ^= 1 << (bit % 8);
        (format!("bit {bit}"), object)
    });
    for_each_object(&lab, variants);
}

#[test]
fn every_truncation_and_every_extension_of_the_object_is_refused() {
    let lab = Lab::new();
    let genuine = lab.card().security_object;
    // Nothing at all is an object that was not read.
    let shorter = (1..genuine.len())
        .map(|length| (format!("first {length} bytes"), genuine[..length].to_vec()));
    let longer = (0..=255_u8).map(|byte| {
        let mut object = genuine.clone();
        object.push(byte);
        (format!("{byte:02x} added"), object)
    });
    for_each_object(&lab, shorter.chain(longer));
}

#[test]
fn every_flipped_bit_of_the_small_files_and_of_the_proof_is_refused() {
    let lab = Lab::new();
    let genuine = lab.card();
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    let refused = |card: &Presentation, code: Code, what: &str| {
        let report = verifier.verify(card, &lab.circumstances);
        assert_eq!(report.verdict, Verdict::Refused, "{what}");
        assert_eq!(report.findings[0].code, code, "{what}");
    };
    for number in genuine.groups.keys().copied() {
        // The photo is one long string: its frame is what could decode differently.
        let length = genuine.groups[&number].len();
        let step = if number == GroupNumber::PORTRAIT {
            7
        } else {
            1
        };
        for place in (0..length).step_by(step) {
            let mut card = genuine.clone();
            card.groups.get_mut(&number).unwrap()[place] ^= 1 << (place % 8);
            refused(&card, Code::DigestMismatch, &format!("{number} at {place}"));
        }
        for length in 0..length {
            let mut card = genuine.clone();
            card.groups.get_mut(&number).unwrap().truncate(length);
            refused(
                &card,
                Code::DigestMismatch,
                &format!("{number} cut to {length}"),
            );
        }
    }
    for place in 0..genuine.card_access.len() * 8 {
        let mut card = genuine.clone();
        card.card_access[place / 8] ^= 1 << (place % 8);
        refused(
            &card,
            Code::DigestMismatch,
            &format!("card access bit {place}"),
        );
    }
    let length = genuine.chip_proof.as_ref().unwrap().signature.len();
    for place in 0..length {
        let mut card = genuine.clone();
        card.chip_proof.as_mut().unwrap().signature[place] ^= 1 << (place % 8);
        refused(&card, Code::CloneSuspected, &format!("proof at {place}"));
        card = genuine.clone();
        card.chip_proof.as_mut().unwrap().signature.truncate(place);
        refused(
            &card,
            Code::CloneSuspected,
            &format!("proof cut to {place}"),
        );
    }
}

/// Two genuine cards of one office for two people, each with its own chip.
fn two_cards() -> (Lab, Presentation, Presentation) {
    let first = Lab::new();
    let second = Lab {
        chip: chip(55),
        ..Lab::new()
    };
    let other = second.card_with(|contents, terms| {
        contents.holder.surname = Some(common::text("Каримов"));
        contents.portrait.image = vec![0xA5; 400];
        contents.patent.issuing_body = common::text("МВД");
        contents.permission.professions.clear();
        contents.remarks.remarks = vec![common::text("дубликат")];
        terms.card_id = CardId::from_bytes([8; 16]);
        terms.status.index = 43;
        terms.card_access = b"\x31\x02\x05\x00".to_vec();
    });
    let card = first.card();
    (first, card, other)
}

#[test]
fn every_mixture_of_two_genuine_cards_is_refused() {
    let (lab, one, two) = two_cards();
    assert_in_force(&lab.verify(&one));
    assert_in_force(&lab.verify(&two));
    let numbers: Vec<GroupNumber> = one.groups.keys().copied().collect();
    let parts = numbers.len() + 3;
    assert_eq!(parts, 8);
    let mut verdicts = BTreeSet::new();
    // Bit i: part i comes from the second card. Neither none nor all.
    for mixture in 1..(1_u32 << parts) - 1 {
        let mut card = one.clone();
        for (part, number) in numbers.iter().enumerate() {
            if mixture & (1 << part) != 0 {
                card.groups.insert(*number, two.groups[number].clone());
            }
        }
        if mixture & (1 << numbers.len()) != 0 {
            card.security_object.clone_from(&two.security_object);
        }
        if mixture & (1 << (numbers.len() + 1)) != 0 {
            card.card_access.clone_from(&two.card_access);
        }
        if mixture & (1 << (numbers.len() + 2)) != 0 {
            card.chip_proof.clone_from(&two.chip_proof);
        }
        let report = lab.verify(&card);
        assert_eq!(report.verdict, Verdict::Refused, "mixture {mixture:08b}");
        verdicts.insert(report.findings[0].code);
    }
    assert_eq!(
        verdicts,
        BTreeSet::from([Code::DigestMismatch, Code::CloneSuspected])
    );
}
