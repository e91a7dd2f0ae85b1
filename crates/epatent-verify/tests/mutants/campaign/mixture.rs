// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Parts of one genuine card in another.

use epatent_core::group::GroupNumber;
use epatent_core::presentation::Presentation;

use super::card::with_cards;
use super::{IN_FORCE, Share, answer};

/// A part that is moved is not the signed one, or the chip is not.
const MIXED: &[&str] = &["digest-mismatch", "clone-suspected"];
const SWAPPED: &[&str] = &["digest-mismatch"];

pub(super) fn all(share: &mut Share) {
    with_cards(|lab, verifier, cards| {
        let judge = |card: &Presentation| answer(&verifier.verify(card, &lab.circumstances));
        for card in cards {
            assert_eq!(judge(card), IN_FORCE);
        }
        for (one, first) in cards.iter().enumerate() {
            for (two, second) in cards.iter().enumerate() {
                swaps(share, (one, first), (two, second), &judge);
                if one != two {
                    mixtures(share, (one, first), (two, second), &judge);
                }
            }
        }
    });
}

/// Each group of a card in the place of each group of the other, and of its own.
fn swaps(
    share: &mut Share,
    (one, first): (usize, &Presentation),
    (two, second): (usize, &Presentation),
    judge: &dyn Fn(&Presentation) -> &'static str,
) {
    for place in first.groups.keys() {
        for (from, bytes) in &second.groups {
            // A group in its own place is no change, nor is one that both cards have.
            if first.groups[place] == *bytes {
                continue;
            }
            let mixed = || {
                let mut card = first.clone();
                card.groups.insert(*place, bytes.clone());
                judge(&card)
            };
            share.single("swapped groups", SWAPPED, mixed, || {
                format!("{from} of card {two} as {place} of card {one}")
            });
        }
    }
}

/// Every choice of parts from two cards, but neither none nor all.
fn mixtures(
    share: &mut Share,
    (one, first): (usize, &Presentation),
    (two, second): (usize, &Presentation),
    judge: &dyn Fn(&Presentation) -> &'static str,
) {
    let numbers: Vec<GroupNumber> = first.groups.keys().copied().collect();
    let parts = numbers.len() + 3;
    for mixture in 1..(1_u32 << parts) - 1 {
        let takes = |part: usize| mixture & (1 << part) != 0;
        let mix = || {
            let mut card = first.clone();
            for (part, number) in numbers.iter().enumerate() {
                if takes(part) {
                    card.groups.insert(*number, second.groups[number].clone());
                }
            }
            if takes(numbers.len()) {
                card.security_object.clone_from(&second.security_object);
            }
            if takes(numbers.len() + 1) {
                card.card_access.clone_from(&second.card_access);
            }
            // The chip answers for its own payment records.
            if takes(numbers.len() + 2) {
                card.chip_proof.clone_from(&second.chip_proof);
                card.payments.clone_from(&second.payments);
            }
            card
        };
        // Parts that both cards have are no change.
        if [first, second].contains(&&mix()) {
            continue;
        }
        let mixed = || judge(&mix());
        share.single("mixture of two cards", MIXED, mixed, || {
            format!("{mixture:08b} of card {two} in card {one}")
        });
    }
}
