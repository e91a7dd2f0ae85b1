// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The payload of the security object: well signed and wrong.

use epatent_core::cbor::Value;

use super::super::Vector;
use super::bad;
use super::forge::{Bench, Fields, edited, object, payload_of};

/// Name, comment, change of the payload, refusal.
type Defect = (&'static str, &'static str, fn(&mut Fields), &'static str);

const DEFECTS: [Defect; 13] = [
    (
        "payload_version_2",
        "A newer object is newer and not forged: the version is looked at before any field.",
        |object| object.put(1, 2),
        "unsupported-version",
    ),
    (
        "payload_environment_unknown",
        "Neither laboratory nor production.",
        |object| object.put(2, 3),
        "out-of-range",
    ),
    (
        "payload_environment_missing",
        "A card that does not say whether it is a laboratory's could be shown as real.",
        |object| object.remove(2),
        "missing-field",
    ),
    (
        "payload_card_id_short",
        "15 bytes of card id.",
        |object| object.put(3, [0x33; 15].as_slice()),
        "out-of-range",
    ),
    (
        "payload_digests_empty",
        "A card without a group says nothing about anybody.",
        |object| object.put(5, Value::Map(Vec::new())),
        "out-of-range",
    ),
    (
        "payload_digest_short",
        "A digest of 31 bytes.",
        |object| object.inside(5, |digests| digests.put(1, [0x44; 31].as_slice())),
        "out-of-range",
    ),
    (
        "payload_group_17",
        "There is no file for a group 17.",
        |object| object.inside(5, |digests| digests.put(17, [0x44; 32].as_slice())),
        "unknown-field",
    ),
    (
        "payload_term_not_in_calendar",
        "30 February 2027 as the last day.",
        |object| object.put(8, 20_270_230),
        "invalid-value",
    ),
    (
        "payload_chip_key_missing",
        "Without the chip key a copy of the files is as good as the card.",
        |object| object.remove(10),
        "missing-field",
    ),
    (
        "payload_chip_key_not_on_curve",
        "A point beside the curve: computing with it can give away the other side's key.",
        |object| object.inside(10, |key| key.put(-3, [0x55; 32].as_slice())),
        "out-of-range",
    ),
    (
        "payload_card_access_digest_missing",
        "Without it a forged EF.CardAccess could weaken the channel.",
        |object| object.remove(11),
        "missing-field",
    ),
    (
        "payload_suite_2",
        "An algorithm suite that the version does not have.",
        |object| object.put(12, 2),
        "out-of-range",
    ),
    (
        "payload_field_unknown",
        "A signed field that nobody looks at.",
        |object| object.put(14, 0),
        "unknown-field",
    ),
];

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let card = bench.card(bench.rakhimov());
    let payload = payload_of(&card.signed.security_object);
    let signer = &bench.lab.signer_77;
    let mut vectors: Vec<Vector> = DEFECTS
        .into_iter()
        .map(|(name, comment, change, kind)| {
            let bytes = object(signer, &edited(&payload, change));
            bad("security-object", name, comment, bytes, kind)
        })
        .collect();
    let trailing = [payload.as_slice(), &[0]].concat();
    vectors.push(bad(
        "security-object",
        "payload_trailing_byte",
        "The payload is CBOR of its own and as strict.",
        object(signer, &trailing),
        "trailing-bytes",
    ));
    vectors
}
