// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payment records and the file that holds them.

use epatent_core::cbor::Value;
use epatent_core::certificate::Role;
use epatent_core::chip_proof::NO_PAYMENT;
use epatent_core::cose::Typ;
use epatent_core::list::PaidThrough;
use epatent_core::object::Digest;
use epatent_core::payment::{PaymentRecord, file_of};
use epatent_core::{Text, UnixTime};

use super::super::Vector;
use super::forge::{Bench, Fields, edited};
use super::list::{day, signed, signer};
use super::{bad, good};
use crate::cards::TestCard;
use crate::fixed;
use crate::lab::LabSigner;

type Defect = (&'static str, &'static str, fn(&mut Fields), &'static str);

const RECORD: [Defect; 8] = [
    (
        "record_version_2",
        "A newer record is newer and not forged.",
        |map| map.put(1, 2),
        "unsupported-version",
    ),
    (
        "record_card_id_missing",
        "A record of no card could be put on any.",
        |map| map.remove(2),
        "missing-field",
    ),
    (
        "record_patent_number_without_series",
        "Series and number, both.",
        |map| map.put(3, Value::Array(vec![Value::from("2600012345")])),
        "out-of-range",
    ),
    (
        "record_sequence_zero",
        "Records count from 1.",
        |map| map.put(4, 0),
        "out-of-range",
    ),
    (
        "record_previous_short",
        "31 bytes of a digest.",
        |map| map.put(5, [0; 31].as_slice()),
        "out-of-range",
    ),
    (
        "record_paid_through_no_day",
        "31 April.",
        |map| map.put(6, 20_270_431),
        "invalid-value",
    ),
    (
        "record_period_without_a_day",
        "A period that begins after its last paid day.",
        |map| map.put(9, 20_270_102),
        "out-of-range",
    ),
    (
        "record_field_unknown",
        "A field without a meaning.",
        |map| map.put(10, 0),
        "unknown-field",
    ),
];

/// The record after `before`, or the first one.
pub(super) fn record(
    card: &TestCard,
    before: Option<&(PaymentRecord, Vec<u8>)>,
    through: &str,
    recorded_at: &str,
) -> PaymentRecord {
    PaymentRecord {
        card_id: card.terms.card_id,
        patent_number: card.contents.patent.number.clone(),
        sequence: before.map_or(1, |(record, _)| record.sequence.saturating_add(1)),
        previous: before.map_or(Digest::from_bytes(NO_PAYMENT), |(_, signed)| {
            Digest::of(signed)
        }),
        paid: PaidThrough::new(day(through)),
        recorded_at: fixed(UnixTime::parse(recorded_at)),
        receipt: fixed(Text::parse("УИП 0000000001")),
    }
}

pub(super) fn sign(signer: &LabSigner, record: &PaymentRecord) -> Vec<u8> {
    signed(signer, Typ::PaymentRecord, fixed(record.encode()))
}

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let card = bench.card(bench.rakhimov());
    let first = record(&card, None, "2027-01-01", "2026-11-03T09:00:00Z");
    let bytes = fixed(first.encode());
    let mut restored = first.clone();
    restored.paid = PaidThrough::restored(day("2026-12-05"), day("2027-01-04"));
    let mut vectors = vec![
        good(
            "payment-record",
            "record_first",
            "The first record of a card.",
            bytes.clone(),
        ),
        good(
            "payment-record",
            "record_of_a_decision",
            "A new period, by decision of the office.",
            fixed(restored.encode()),
        ),
    ];
    for (name, comment, change, refusal) in RECORD {
        let bytes = edited(&bytes, change);
        vectors.push(bad("payment-record", name, comment, bytes, refusal));
    }
    vectors.extend(files(&sign(&signer(bench, Role::Payment), &first)));
    vectors
}

fn files(record: &[u8]) -> Vec<Vector> {
    const RULE: &str = "payments-file";
    let file = file_of([record, record]).unwrap_or_default();
    let cut = file.get(..file.len() - 1).unwrap_or_default().to_vec();
    let with = |tail: &[u8]| [&file, tail].concat();
    vec![
        good(RULE, "file_of_two", "Two records in a row.", file.clone()),
        good(RULE, "file_empty", "A card without payments.", Vec::new()),
        bad(RULE, "file_cut", "The last byte is missing.", cut, "file"),
        bad(
            RULE,
            "file_half_length",
            "One byte of a length.",
            with(&[0]),
            "file",
        ),
        bad(
            RULE,
            "file_record_empty",
            "A record of no bytes.",
            with(&[0, 0]),
            "file",
        ),
        bad(
            RULE,
            "file_record_too_long",
            "A length of 1025: no card takes such a record.",
            [&[0x04, 0x01][..], &[0; 1025]].concat(),
            "file",
        ),
    ]
}
