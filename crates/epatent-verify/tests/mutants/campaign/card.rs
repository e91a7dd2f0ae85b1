// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every file of a card and every reply of its chip.

use epatent_core::Inn;
use epatent_core::chip_proof::ChipProof;
use epatent_core::group::GroupNumber;
use epatent_core::list::CardStatus;
use epatent_core::object::{CardId, Digest};
use epatent_core::presentation::Presentation;
use epatent_verify::{Challenge, KnownSigners, Policy, StatusRule, Verifier};

use super::{IN_FORCE, Share, Subject, answer};
use crate::common::lists::{ListLab, first_record, next_record};
use crate::common::{Kind, Lab, chip, text};

/// The subject whose bytes are sampled.
pub(super) const PHOTO: &str = "DG2, sampled";
/// Cards whose every file is changed.
const CARDS: u8 = 7;
/// Bytes of the photo whose bytes are sampled, and every which one is.
const PORTRAIT: usize = 12_000;
const PORTRAIT_STRIDE: usize = 101;

/// An object without a byte was not read; every other one is forged, or names an algorithm or an
/// extension that this edition does not know.
const OBJECT: &[&str] = &["signature-invalid", "format-newer", "read-incomplete"];
const PART: &[&str] = &["digest-mismatch"];
const PROOF: &[&str] = &["clone-suspected"];
/// A record that names an algorithm of another edition may be one of it.
const PAYMENTS: &[&str] = &["digest-mismatch", "format-newer"];

/// A laboratory with fresh lists in which its cards are valid and paid for.
pub(super) fn laboratory() -> ListLab {
    ListLab::with_lists(CardStatus::Valid, Some("2027-01-01"))
}

/// The first card, with two payment records.
fn first_card(lab: &ListLab) -> Presentation {
    let mut card = lab.lab.card();
    let first = first_record(&lab.lab, "2026-12-01", "2026-11-02T09:00:00Z");
    let signed = lab.record(&first);
    let second = next_record(&first, &signed, "2027-01-01", "2026-11-03T09:00:00Z");
    let second = lab.record(&second);
    lab.put_records(&mut card, &[signed, second]);
    card
}

/// A card of somebody else, with another chip.
fn other_card(lab: &mut ListLab, number: u8) -> Presentation {
    let before = std::mem::replace(&mut lab.lab.chip, chip(100 + u64::from(number)));
    let card = lab.lab.card_with(|contents, terms| {
        contents.holder.surname = Some(text("Каримов"));
        contents.holder.patronymic = Some(text("Саидович"));
        contents.holder.inn = Inn::parse("500100732259").ok();
        contents.portrait.image = vec![number; 400];
        contents.permission.territory = Some(text("город Москва"));
        contents.permission.professions = vec![text("Маляр"), text("Штукатур"), text("Каменщик")];
        contents.remarks.remarks = vec![text(&format!("отметка {number}"))];
        contents.patent.issuing_body = text(&format!("Отдел {number}"));
        terms.card_id = CardId::from_bytes([number; 16]);
        terms.card_access = vec![0x31, 0x02, 0x05, number];
    });
    lab.lab.chip = before;
    card
}

/// All cards, each in force.
pub(super) fn cards(lab: &mut ListLab) -> Vec<Presentation> {
    let first = first_card(lab);
    let others = (1..CARDS).map(|number| other_card(lab, number));
    std::iter::once(first).chain(others).collect()
}

/// All cards, each in force, with their laboratory and a verifier that has its lists.
pub(super) fn with_cards(work: impl FnOnce(&Lab, &Verifier<'_>, &[Presentation])) {
    let mut lab = laboratory();
    let cards = cards(&mut lab);
    let (trust, known) = (lab.lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.lab.policy)
        .unwrap()
        .with_lists(&lab.lists)
        .remembering(&known);
    work(&lab.lab, &verifier, &cards);
}

pub(super) fn all(share: &mut Share) {
    with_cards(|lab, verifier, cards| {
        for card in cards {
            files(share, lab, verifier, card);
        }
        live_reply(share, lab, verifier, &cards[0]);
        let photo = lab.card_with(|contents, _| {
            contents.portrait.image = vec![0x5A; PORTRAIT];
        });
        portrait(share, lab, verifier, &photo);
    });
    es256(share);
}

/// A subject that is one place of a presentation.
fn part<'a>(
    (name, genuine, expected): (&'static str, Vec<u8>, &'static [&'static str]),
    (lab, verifier): (&'a Lab, &'a Verifier<'a>),
    card: &'a Presentation,
    put: impl Fn(&mut Presentation, &[u8]) + 'a,
) -> Subject<'a> {
    Subject {
        name,
        bytes: genuine,
        stride: 1,
        genuine: IN_FORCE,
        expected,
        judge: Box::new(move |bytes| {
            let mut card = card.clone();
            put(&mut card, bytes);
            answer(&verifier.verify(&card, &lab.circumstances))
        }),
    }
}

fn files(share: &mut Share, lab: &Lab, verifier: &Verifier<'_>, card: &Presentation) {
    let with = (lab, verifier);
    let object = ("EF.SO", card.security_object.clone(), OBJECT);
    share.subject(&part(object, with, card, |card, bytes| {
        card.security_object = bytes.to_vec();
    }));
    let access = ("EF.CardAccess", card.card_access.clone(), PART);
    share.subject(&part(access, with, card, |card, bytes| {
        card.card_access = bytes.to_vec();
    }));
    for (number, name) in [
        (GroupNumber::HOLDER, "DG1"),
        (GroupNumber::PATENT, "DG3"),
        (GroupNumber::PERMISSION, "DG4"),
        (GroupNumber::REMARKS, "DG5"),
    ] {
        let group = (name, card.groups[&number].clone(), PART);
        share.subject(&part(group, with, card, move |card, bytes| {
            card.groups.insert(number, bytes.to_vec());
        }));
    }
    let proof = card.chip_proof.as_ref().unwrap();
    let reply = ("chip proof in a file", flat(proof), PROOF);
    let statement = proof.terminal_statement.len();
    share.subject(&part(reply, with, card, move |card, bytes| {
        card.chip_proof = Some(proof_of(bytes, statement));
    }));
    if let Some(payments) = &card.payments {
        let payments = ("EF.Payments", payments.clone(), PAYMENTS);
        share.subject(&part(payments, with, card, |card, bytes| {
            card.payments = Some(bytes.to_vec());
        }));
    }
}

fn portrait(share: &mut Share, lab: &Lab, verifier: &Verifier<'_>, card: &Presentation) {
    const NUMBER: GroupNumber = GroupNumber::PORTRAIT;
    let group = (PHOTO, card.groups[&NUMBER].clone(), PART);
    let subject = part(group, (lab, verifier), card, |card, bytes| {
        card.groups.insert(NUMBER, bytes.to_vec());
    });
    share.subject(&Subject {
        stride: PORTRAIT_STRIDE,
        ..subject
    });
}

/// The other algorithm of signers: its signature has a form of its own.
fn es256(share: &mut Share) {
    let mut lab = Lab::of(Kind::P256, Kind::P256);
    lab.policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known);
    let card = lab.card();
    let object = ("EF.SO, ES256", card.security_object.clone(), OBJECT);
    share.subject(&part(object, (&lab, &verifier), &card, |card, bytes| {
        card.security_object = bytes.to_vec();
    }));
}

/// The fields of a proof in a row: nonce, channel, payment head, statement, signature.
fn flat(proof: &ChipProof) -> Vec<u8> {
    let fields = [
        &proof.host_nonce[..],
        &proof.channel_binding,
        &proof.payment_head,
        &proof.terminal_statement,
        &proof.signature,
    ];
    fields.concat()
}

/// The proof of such a row; what a cut has taken away is zero, and the signature ends with the row.
fn proof_of(row: &[u8], statement: usize) -> ChipProof {
    let fixed = 3 * 32 + statement;
    let mut row = row.to_vec();
    if row.len() < fixed {
        row.resize(fixed, 0);
    }
    let word = |number: usize| row[number * 32..][..32].try_into().unwrap();
    ChipProof {
        host_nonce: word(0),
        channel_binding: word(1),
        payment_head: word(2),
        terminal_statement: row[96..fixed].to_vec(),
        signature: row[fixed..].to_vec(),
    }
}

/// The check of a card that lies on the reader and answers with this proof.
fn live(
    lab: &Lab,
    verifier: &Verifier<'_>,
    card: &Presentation,
    (reply, asked): (&ChipProof, &Challenge),
) -> &'static str {
    let mut check = verifier.begin(&lab.circumstances);
    check.security_object(&card.security_object);
    check.card_access(&card.card_access);
    check.chip_proof(reply, asked);
    for (number, bytes) in &card.groups {
        check.group(*number, bytes);
    }
    if let Some(payments) = &card.payments {
        check.payments(payments);
    }
    answer(&check.report())
}

/// The reply on the way from the chip, and the replies of other hours, channels and cards.
fn live_reply(share: &mut Share, lab: &Lab, verifier: &Verifier<'_>, card: &Presentation) {
    let genuine = card.chip_proof.as_ref().unwrap();
    let asked = Challenge {
        host_nonce: genuine.host_nonce,
        terminal_digest: Digest::of(&genuine.terminal_statement),
        channel_binding: genuine.channel_binding,
    };
    let statement = genuine.terminal_statement.len();
    share.subject(&Subject {
        name: "chip proof on its way",
        bytes: flat(genuine),
        stride: 1,
        genuine: IN_FORCE,
        expected: PROOF,
        judge: Box::new(|row| live(lab, verifier, card, (&proof_of(row, statement), &asked))),
    });
    for number in 0..=255_u8 {
        let changes: [fn(&mut ChipProof, u8); 4] = [
            |proof, number| proof.host_nonce[usize::from(number) % 32] ^= number | 1,
            |proof, number| proof.channel_binding = [number | 1; 32],
            |proof, number| proof.terminal_statement.push(number),
            |proof, number| proof.payment_head[0] ^= number | 1,
        ];
        for (which, change) in changes.iter().enumerate() {
            // What the same chip answered elsewhere: a genuine signature, replayed here. The last
            // kind is the answer to this very question before a payment was written.
            let mut old = genuine.clone();
            change(&mut old, number);
            resign(&mut old, card, lab);
            let expected: &[&str] = if which == 3 { PAYMENTS } else { PROOF };
            let judge = || live(lab, verifier, card, (&old, &asked));
            share.single("replayed chip proof", expected, judge, || {
                format!("kind {which} number {number}")
            });
        }
    }
}

/// Lets the laboratory's chip sign what a proof says.
fn resign(proof: &mut ChipProof, card: &Presentation, lab: &Lab) {
    use p256::ecdsa::signature::Signer as _;
    let statement = proof.statement(Digest::of(&card.security_object));
    let signature: p256::ecdsa::Signature = lab.chip.sign(&statement.to_bytes());
    proof.signature = signature.to_der().as_bytes().to_vec();
}
