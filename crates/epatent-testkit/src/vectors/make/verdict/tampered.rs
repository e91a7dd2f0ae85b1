// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Parts of a card changed, added, taken away or taken from another card.

use epatent_core::group::GroupNumber;
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;

use super::super::forge::{Bench, edited, flipped, object, payload_of, prove, proved};
use super::{in_force, refused, undetermined};
use crate::cards::{ChipSecret, TestCard};
use crate::vectors::VerdictVector;

pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let card = bench.card(bench.rakhimov());
    let mut vectors = files(bench, &card);
    vectors.extend(proofs(bench, &card));
    vectors.extend(signed_nonsense(bench, &card));
    vectors
}

fn files(bench: &Bench, card: &TestCard) -> Vec<VerdictVector> {
    let other = bench.card(bench.toktogulov());
    let with = |change: &dyn Fn(&mut Presentation)| {
        let mut shown = proved(card);
        change(&mut shown);
        shown
    };
    let flip = |number: GroupNumber| {
        with(&|shown| {
            if let Some(bytes) = shown.groups.get_mut(&number) {
                *bytes = flipped(bytes, -1);
            }
        })
    };
    let swapped = with(&|shown| {
        let theirs = other.signed.groups.get(&GroupNumber::PORTRAIT).cloned();
        shown
            .groups
            .extend(theirs.map(|bytes| (GroupNumber::PORTRAIT, bytes)));
    });
    let injected = with(&|shown| {
        let group = b"\xA3\x00\x07".to_vec();
        shown.groups.insert(GroupNumber::SIGNATURE_IMAGE, group);
    });
    vec![
        refused(
            "verdict_holder_bit_flipped",
            "One bit of the holder: the card is genuine, this part is not.",
            &flip(GroupNumber::HOLDER),
            "digest-mismatch",
        ),
        refused(
            "verdict_portrait_bit_flipped",
            "One bit of the portrait.",
            &flip(GroupNumber::PORTRAIT),
            "digest-mismatch",
        ),
        refused(
            "verdict_portrait_of_another_card",
            "A genuine portrait of another genuine card.",
            &swapped,
            "digest-mismatch",
        ),
        refused(
            "verdict_group_not_listed",
            "A group that the security object does not list was added.",
            &injected,
            "digest-mismatch",
        ),
        undetermined(
            "verdict_group_not_read",
            "A listed group that was not read: a file cannot show whether the card has it.",
            &with(&|shown| {
                shown.groups.remove(&GroupNumber::REMARKS);
            }),
            "read-incomplete",
        ),
        refused(
            "verdict_card_access_replaced",
            "The readable copy of EF.CardAccess is not the signed one.",
            &with(&|shown| shown.card_access = b"\x31\x00".to_vec()),
            "digest-mismatch",
        ),
        refused(
            "verdict_object_bit_flipped",
            "One bit of the signature of the security object: nothing on the card is authentic.",
            &with(&|shown| shown.security_object = flipped(&shown.security_object, -1)),
            "signature-invalid",
        ),
        refused(
            "verdict_object_of_another_card",
            "The security object of another card: nothing else belongs to it, the chip neither.",
            &{
                let mut shown = proved(card);
                shown
                    .security_object
                    .clone_from(&other.signed.security_object);
                prove(&mut shown, &other.chip, &other);
                shown.groups.clone_from(&other.signed.groups);
                shown.groups.extend(
                    card.signed
                        .groups
                        .get(&GroupNumber::HOLDER)
                        .cloned()
                        .map(|bytes| (GroupNumber::HOLDER, bytes)),
                );
                shown
            },
            "digest-mismatch",
        ),
    ]
}

fn proofs(bench: &Bench, card: &TestCard) -> Vec<VerdictVector> {
    let copied = {
        let mut shown = proved(card);
        prove(&mut shown, &ChipSecret::new(99), card);
        shown
    };
    let replayed = {
        let other = bench.card_but(bench.rakhimov(), |terms| terms.replacement_index = 0);
        let mut shown = proved(card);
        // The chip of the card signed for another security object.
        let mut elsewhere = proved(&other);
        elsewhere.security_object = flipped(&elsewhere.security_object, -1);
        prove(&mut elsewhere, &card.chip, card);
        shown.chip_proof = elsewhere.chip_proof;
        shown
    };
    let changed = |change: &dyn Fn(&mut epatent_core::chip_proof::ChipProof)| {
        let mut shown = proved(card);
        shown.chip_proof.iter_mut().for_each(change);
        shown
    };
    // The chip signs the digest of whatever statement it is given.
    let stated = |statement: &dyn Fn(&[u8]) -> Vec<u8>| {
        let mut shown = proved(card);
        let digest = Digest::of(&shown.security_object);
        if let Some(proof) = &mut shown.chip_proof {
            proof.terminal_statement = statement(&proof.terminal_statement);
            proof.signature = card.chip.sign(&proof.statement(digest));
        }
        shown
    };
    vec![
        undetermined(
            "verdict_chip_proof_missing",
            "Files without a chip: a copy would look the same.",
            &card.presentation(),
            "read-incomplete",
        ),
        refused(
            "verdict_chip_proof_of_another_chip",
            "All files copied to a chip with a key of its own.",
            &copied,
            "clone-suspected",
        ),
        refused(
            "verdict_chip_proof_for_another_object",
            "The right chip, but it signed for another security object.",
            &replayed,
            "clone-suspected",
        ),
        refused(
            "verdict_chip_proof_nonce_changed",
            "Another nonce than the one that was signed.",
            &changed(&|proof| proof.host_nonce = [0x43; 32]),
            "clone-suspected",
        ),
        refused(
            "verdict_chip_proof_payment_head_changed",
            "The head of the payment log is part of what the chip signs.",
            &changed(&|proof| proof.payment_head = [1; 32]),
            "clone-suspected",
        ),
        refused(
            "verdict_chip_proof_not_der",
            "Bytes that are no ECDSA-Sig-Value.",
            &changed(&|proof| proof.signature = vec![0x30; 70]),
            "clone-suspected",
        ),
        undetermined(
            "verdict_chip_proof_statement_empty",
            "The chip signed the digest of a statement with no field in it: its proof has no time.",
            &stated(&|_| vec![0xA0]),
            "format-newer",
        ),
        undetermined(
            "verdict_chip_proof_statement_not_cbor",
            "The chip signed the digest of bytes that are no CBOR.",
            &stated(&|_| vec![0xFF]),
            "format-newer",
        ),
        undetermined(
            "verdict_chip_proof_statement_version_2",
            "A terminal of a newer edition asked the chip.",
            &stated(&|statement| edited(statement, |fields| fields.put(1, 2))),
            "format-newer",
        ),
        refused(
            "verdict_chip_proof_statement_replaced",
            "Another statement than the one whose digest was signed: the signature comes first.",
            &changed(&|proof| proof.terminal_statement = vec![0xA0]),
            "clone-suspected",
        ),
    ]
}

/// Contradictions that only the issuing office could sign.
fn signed_nonsense(bench: &Bench, card: &TestCard) -> Vec<VerdictVector> {
    let regroup = |number: GroupNumber, group: Vec<u8>| {
        let mut shown = proved(card);
        let digest = *Digest::of(&group).as_bytes();
        let payload = edited(&payload_of(&shown.security_object), |object| {
            object.inside(5, |digests| {
                digests.put(i64::from(number.get()), digest.as_slice());
            });
        });
        shown.security_object = object(&bench.lab.signer_77, &payload);
        shown.groups.insert(number, group);
        prove(&mut shown, &card.chip, card);
        shown
    };
    let group = |number: GroupNumber| card.signed.groups.get(&number).cloned().unwrap_or_default();
    let region = edited(&group(GroupNumber::PERMISSION), |permission| {
        permission.inside(2, |fields| fields.put(1, "50"));
    });
    let index = edited(&group(GroupNumber::REMARKS), |remarks| {
        remarks.inside(2, |fields| fields.put(1, 1));
    });
    let unknown = edited(&group(GroupNumber::HOLDER), |holder| {
        holder.inside(2, |fields| fields.put(11, "x"));
    });
    let version = {
        let mut shown = proved(card);
        let payload = edited(&payload_of(&shown.security_object), |object| {
            object.put(1, 2);
        });
        shown.security_object = object(&bench.lab.signer_77, &payload);
        prove(&mut shown, &card.chip, card);
        shown
    };
    vec![
        refused(
            "verdict_region_contradiction",
            "The signed permission is for another region than the security object.",
            &regroup(GroupNumber::PERMISSION, region),
            "digest-mismatch",
        ),
        refused(
            "verdict_replacement_contradiction",
            "The signed remarks count another replacement than the security object.",
            &regroup(GroupNumber::REMARKS, index),
            "digest-mismatch",
        ),
        in_force(
            "verdict_regional_data_of_another_group",
            "Regional data that say they are group 7: they limit nothing and no check reads them.",
            &regroup(GroupNumber::REGIONAL_DATA, b"\xA3\x00\x07".to_vec()),
        ),
        in_force(
            "verdict_regional_data_not_cbor",
            "An office's mistake in what no check reads harms nobody.",
            &regroup(GroupNumber::REGIONAL_DATA, b"\xFF".to_vec()),
        ),
        in_force(
            "verdict_signature_image_empty",
            "A listed picture of the signature without a byte in it.",
            &regroup(GroupNumber::SIGNATURE_IMAGE, Vec::new()),
        ),
        undetermined(
            "verdict_holder_field_unknown",
            "Authentic content with a field that this edition does not know is newer, not forged.",
            &regroup(GroupNumber::HOLDER, unknown),
            "format-newer",
        ),
        undetermined(
            "verdict_object_version_2",
            "A security object of a newer version is newer, not forged.",
            &version,
            "format-newer",
        ),
    ]
}
