// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One thing changed, added, taken away or signed by somebody else.

use epatent_core::group::GroupNumber;
use epatent_core::payment::file_of;

use super::super::forge::{Bench, edited, object, payload_of};
use super::Dice;
use super::office::{Office, Sample};

type Mutation = (&'static str, fn(&Office, &mut Dice, &mut Sample));

const MUTATIONS: [Mutation; 20] = [
    ("a bit of the security object flipped", |_, dice, sample| {
        dice.flip(&mut sample.shown.security_object);
    }),
    (
        "a bit of the security object flipped, and proved again",
        |_, dice, sample| {
            dice.flip(&mut sample.shown.security_object);
            sample.prove();
        },
    ),
    ("the security object cut", |_, dice, sample| {
        let length = dice.place(sample.shown.security_object.len());
        sample.shown.security_object.truncate(length);
    }),
    (
        "the security object without one field",
        |office, dice, sample| {
            let key = dice.between(1, 13);
            resign(office, sample, |fields| fields.remove(key));
        },
    ),
    (
        "the security object with a number in one field",
        |office, dice, sample| {
            let (key, number) = (dice.between(1, 14), dice.between(0, 3));
            resign(office, sample, |fields| fields.put(key, number));
        },
    ),
    (
        "the security object with a time in one field",
        |office, dice, sample| {
            let key = dice.between(6, 8);
            let number = if key == 6 {
                dice.between(1_700_000_000, 2_100_000_000)
            } else {
                dice.between(20_250_101, 20_291_231)
            };
            resign(office, sample, |fields| fields.put(key, number));
        },
    ),
    (
        "the security object for another region",
        |office, _, sample| resign(office, sample, |fields| fields.put(13, "50")),
    ),
    (
        "signed by a signer of another region",
        |office, _, sample| {
            let payload = payload_of(&sample.shown.security_object);
            sample.shown.security_object = object(&office.bench.lab.signer_50, &payload);
            sample.prove();
        },
    ),
    ("signed by a payment signer", |office, _, sample| {
        let payload = payload_of(&sample.shown.security_object);
        sample.shown.security_object = object(&office.payment, &payload);
        sample.prove();
    }),
    ("signed by a laboratory of the same name", |_, _, sample| {
        let payload = payload_of(&sample.shown.security_object);
        sample.shown.security_object = object(&Bench::namesake().signer_77, &payload);
        sample.prove();
    }),
    ("a bit of a group flipped", |_, dice, sample| {
        if let Some(group) = any_group(dice).and_then(|of| sample.shown.groups.get_mut(&of)) {
            dice.flip(group);
        }
    }),
    ("a group not read", |_, dice, sample| {
        if let Some(number) = any_group(dice) {
            sample.shown.groups.remove(&number);
        }
    }),
    ("a group that the card denies", |_, dice, sample| {
        if let Some(number) = any_group(dice) {
            sample.shown.groups.remove(&number);
            sample.shown.absent.insert(number);
        }
    }),
    ("a group that is not listed", |_, dice, sample| {
        let number = fixed_number(dice.between(6, 16));
        let added = number.map(|number| (number, vec![0xA0]));
        sample.shown.groups.extend(added);
    }),
    ("a group of another card", |office, dice, sample| {
        let other = office.bench.card(office.bench.toktogulov()).signed.groups;
        if let Some(number) = any_group(dice) {
            let theirs = other.get(&number).cloned();
            let changed = theirs.map(|bytes| (number, bytes));
            sample.shown.groups.extend(changed);
        }
    }),
    ("a bit of EF.CardAccess flipped", |_, dice, sample| {
        dice.flip(&mut sample.shown.card_access);
    }),
    ("another or no chip proof", |_, dice, sample| {
        let kind = dice.between(0, 4);
        let Some(proof) = &mut sample.shown.chip_proof else {
            return;
        };
        match kind {
            0 => dice.flip(&mut proof.host_nonce),
            1 => dice.flip(&mut proof.payment_head),
            2 => dice.flip(&mut proof.signature),
            3 => proof.signature.clear(),
            _ => sample.shown.chip_proof = None,
        }
    }),
    ("other payment records", |_, dice, sample| {
        let kind = dice.between(0, 5);
        let place = dice.place(sample.records.len());
        match (kind, &mut sample.shown.payments) {
            (0, payments) => *payments = None,
            (1, Some(payments)) => dice.flip(payments),
            (2, Some(payments)) => payments.truncate(payments.len().saturating_sub(1)),
            (3, _) if !sample.records.is_empty() => drop(sample.records.remove(place)),
            (4, _) => sample.records.reverse(),
            _ => sample.records.extend(sample.records.first().cloned()),
        }
        if kind > 2 {
            sample.shown.payments = file_of(sample.records.iter().map(Vec::as_slice));
            sample.prove();
        }
    }),
    ("a bit of a list flipped", |_, dice, sample| {
        let place = dice.place(sample.lists.len());
        if let Some(list) = sample.lists.get_mut(place) {
            dice.flip(list);
        }
    }),
    ("a code with a bit flipped", |office, dice, sample| {
        let mut code = office.code(&sample.card);
        dice.flip(&mut code);
        if dice.once_in(2) {
            sample.vector.circumstances.printed_code =
                Some(epatent_core::printed_code::to_text(&code));
        } else {
            sample.code_alone = Some(code);
        }
    }),
];

/// Makes one mutation and says which.
pub(super) fn mutate(office: &Office, dice: &mut Dice, sample: &mut Sample) -> &'static str {
    let place = dice.place(MUTATIONS.len());
    MUTATIONS.get(place).map_or("unchanged", |(what, change)| {
        change(office, dice, sample);
        what
    })
}

fn any_group(dice: &mut Dice) -> Option<GroupNumber> {
    fixed_number(dice.between(1, 5))
}

fn fixed_number(number: i64) -> Option<GroupNumber> {
    u8::try_from(number).ok().and_then(GroupNumber::new)
}

/// Signs the card again, with another payload.
fn resign(
    office: &Office,
    sample: &mut Sample,
    change: impl FnOnce(&mut super::super::forge::Fields),
) {
    let payload = edited(&payload_of(&sample.shown.security_object), change);
    sample.shown.security_object = object(&office.bench.lab.signer_77, &payload);
    sample.prove();
}
