// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Status lists and paid-through lists: content, envelopes and signers.

use epatent_core::cbor::Value;
use epatent_core::certificate::Role;
use epatent_core::cose::{ToSign, Typ};
use epatent_core::list::{
    Annulment, AnnulmentCategory, CardStatus, ListHead, ListId, ListTimes, PaidThrough,
    PaidThroughDelta, PaidThroughList, StatusList, deflate,
};
use epatent_core::object::Environment;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_sign::Signer;

use super::super::Vector;
use super::forge::{Bench, Fields, edited};
use super::{bad, good};
use crate::fixed;
use crate::lab::LabSigner;

/// Number of the lists.
pub(super) const NUMBER: u64 = 772_026;
/// Indices of the lists.
const SIZE: u32 = 100;
/// When the lists of the vectors are issued.
pub(super) const ISSUED_AT: &str = "2026-11-20T00:00:00Z";

/// Name, comment, change of the content, refusal.
type Defect = (&'static str, &'static str, fn(&mut Fields), &'static str);

pub(super) fn day(text: &str) -> CivilDate {
    fixed(CivilDate::parse(text))
}

fn head(sequence: u64, size: u32) -> ListHead {
    ListHead {
        environment: Environment::Lab,
        id: ListId {
            region: fixed(Region::parse("77")),
            number: NUMBER,
        },
        sequence,
        size,
    }
}

fn times(issued_at: &str) -> ListTimes {
    let issued_at = fixed(UnixTime::parse(issued_at));
    let later = |days: u64| {
        fixed(UnixTime::from_seconds(
            issued_at.seconds() + days * 24 * 3600,
        ))
    };
    ListTimes {
        issued_at,
        next_update: later(1),
        expires: later(14),
    }
}

pub(super) fn annulled(on: &str, category: AnnulmentCategory) -> CardStatus {
    let on = day(on);
    CardStatus::Annulled(Annulment { on, category })
}

/// A list of 100 indices with these statuses.
pub(super) fn statuses(
    issued_at: &str,
    entries: impl IntoIterator<Item = (u32, CardStatus)>,
) -> StatusList {
    fixed(StatusList::new(head(7, SIZE), times(issued_at), entries))
}

/// A list of 100 indices with these last paid days.
pub(super) fn payments(
    issued_at: &str,
    entries: impl IntoIterator<Item = (u32, PaidThrough)>,
) -> PaidThroughList {
    fixed(PaidThroughList::new(
        head(7, SIZE),
        times(issued_at),
        entries,
    ))
}

fn status_sample() -> StatusList {
    statuses(
        ISSUED_AT,
        [
            (3, annulled("2026-11-19", AnnulmentCategory::CONDITIONS)),
            (40, annulled("2026-02-28", AnnulmentCategory::AUTHORITY)),
            (41, CardStatus::Suspended),
            (99, CardStatus::Superseded),
        ],
    )
}

fn entries() -> [(u32, PaidThrough); 3] {
    [
        (0, PaidThrough::new(day("2026-12-31"))),
        (41, PaidThrough::new(day("2027-02-28"))),
        (
            98,
            PaidThrough::restored(day("2026-11-10"), day("2026-12-09")),
        ),
    ]
}

fn payment_sample() -> PaidThroughList {
    payments(ISSUED_AT, entries())
}

fn next_sample() -> PaidThroughList {
    let mut entries = entries().to_vec();
    if let Some((_, paid)) = entries.first_mut() {
        *paid = PaidThrough::restored(day("2027-01-10"), day("2027-02-09"));
    }
    entries.push((100, PaidThrough::new(day("2026-12-20"))));
    let times = times("2026-11-21T00:00:00Z");
    fixed(PaidThroughList::new(head(8, SIZE + 1), times, entries))
}

/// Signs any content as an object of this kind.
pub(super) fn signed(signer: &LabSigner, typ: Typ, payload: Vec<u8>) -> Vec<u8> {
    let key = &signer.key;
    let certificate = signer.certificate.der();
    let to_sign = fixed(ToSign::new(typ, key.algorithm(), certificate, payload));
    let signature = fixed(key.sign(&to_sign.to_be_signed()));
    fixed(to_sign.complete(signature))
}

pub(super) fn signer(bench: &Bench, role: Role) -> LabSigner {
    bench.signer_but(|request| request.roles = vec![role])
}

fn lst(map: &mut Fields, bits: u64, bytes: &[u8]) {
    let list = vec![
        (Value::from("bits"), Value::from(bits)),
        (Value::from("lst"), Value::from(bytes)),
    ];
    map.put(65_533, Value::Map(list));
}

fn table(map: &mut Fields, key: i64, count: u64, columns: &[u8]) {
    let length = u64::try_from(columns.len()).unwrap_or_default();
    let base = Value::from(20_260_101);
    let compressed = Value::Bytes(deflate(columns));
    let table = vec![count.into(), base, length.into(), compressed];
    map.put(key, Value::Array(table));
}

const STATUS: [Defect; 18] = [
    (
        "status_subject_of_another_list",
        "The name in sub is that of the list.",
        |map| map.put(2, "tag:epatent.example,2026:status/77/1"),
        "out-of-range",
    ),
    (
        "status_subject_missing",
        "Token Status List section 5.2 demands sub.",
        |map| map.remove(2),
        "missing-field",
    ),
    (
        "status_expiry_missing",
        "A list without an end would be good for ever.",
        |map| map.remove(4),
        "missing-field",
    ),
    (
        "status_ttl_zero",
        "A newer list cannot be there at once.",
        |map| map.put(65_534, 0),
        "out-of-range",
    ),
    (
        "status_ttl_after_expiry",
        "The end comes before the next list.",
        |map| map.put(65_534, 15 * 24 * 3600),
        "out-of-range",
    ),
    (
        "status_bits_four",
        "Cards have four statuses, in two bits.",
        |map| lst(map, 4, &deflate(&[0; 25])),
        "out-of-range",
    ),
    (
        "status_list_short",
        "24 bytes for 100 indices: the last ones would be read from nowhere.",
        |map| lst(map, 2, &deflate(&[0; 24])),
        "compressed",
    ),
    (
        "status_list_inflates_beyond",
        "A megabyte in a few bytes: nothing beyond the declared 25 bytes is inflated.",
        |map| lst(map, 2, &deflate(&[0; 1 << 20])),
        "compressed",
    ),
    (
        "status_list_damaged",
        "A zlib stream with another check value.",
        |map| {
            let mut stream = deflate(&[0; 25]);
            if let Some(last) = stream.last_mut() {
                *last ^= 1;
            }
            lst(map, 2, &stream);
        },
        "compressed",
    ),
    (
        "status_list_followed_by_a_byte",
        "Something after the end of the zlib stream.",
        |map| {
            let mut stream = deflate(&[0; 25]);
            stream.push(0);
            lst(map, 2, &stream);
        },
        "compressed",
    ),
    (
        "status_list_with_aggregation",
        "A field of the draft that this profile has no use for.",
        |map| {
            let field = |name: &str, value: Value| (Value::from(name), value);
            let list = vec![
                field("lst", Value::Bytes(deflate(&[0; 25]))),
                field("bits", Value::from(2)),
                field("aggregation_uri", Value::from("a")),
            ];
            map.put(65_533, Value::Map(list));
        },
        "out-of-range",
    ),
    (
        "status_annulment_missing",
        "Every annulled index has a day and a category.",
        |map| map.inside(-65_537, |list| list.remove(7)),
        "out-of-range",
    ),
    (
        "status_annulment_of_a_valid_index",
        "An annulment that the list does not know of.",
        |map| {
            map.inside(-65_537, |list| {
                table(list, 7, 2, &[3, 0, 0, 0, 0, 1, 1, 1]);
            });
        },
        "out-of-range",
    ),
    (
        "status_version_2",
        "A newer list is newer and not forged.",
        |map| map.inside(-65_537, |list| list.put(1, 2)),
        "unsupported-version",
    ),
    (
        "status_size_zero",
        "A list of nothing.",
        |map| map.inside(-65_537, |list| list.put(6, 0)),
        "out-of-range",
    ),
    (
        "status_size_beyond_the_bound",
        "More than ten million indices.",
        |map| map.inside(-65_537, |list| list.put(6, 10_000_001)),
        "out-of-range",
    ),
    (
        "status_sequence_zero",
        "The first list is number 1.",
        |map| map.inside(-65_537, |list| list.put(5, 0)),
        "out-of-range",
    ),
    (
        "status_card_list_missing",
        "A token status list that says nothing of region and environment.",
        |map| map.remove(-65_537),
        "missing-field",
    ),
];

const SNAPSHOT: [Defect; 9] = [
    (
        "snapshot_version_2",
        "A newer list is newer and not forged.",
        |map| map.put(1, 2),
        "unsupported-version",
    ),
    (
        "snapshot_environment_missing",
        "A list that does not say whether it is a laboratory's.",
        |map| map.remove(2),
        "missing-field",
    ),
    (
        "snapshot_size_of_one_more",
        "200 bytes for 101 indices.",
        |map| map.put(6, 101),
        "compressed",
    ),
    (
        "snapshot_day_of_a_row_32",
        "A row has the days 0 to 31, so that one day has one form.",
        |map| {
            let mut columns = [0; 200];
            columns[150] = 32;
            map.put(11, Value::Bytes(deflate(&columns)));
        },
        "out-of-range",
    ),
    (
        "snapshot_base_no_day",
        "30 February.",
        |map| map.put(10, 20_260_230),
        "invalid-value",
    ),
    (
        "snapshot_next_update_before_issue",
        "Times in disorder.",
        |map| map.put(8, 1),
        "out-of-range",
    ),
    (
        "snapshot_restoration_without_entry",
        "A period that begins and has no last day.",
        |map| map.put(11, Value::Bytes(deflate(&[0; 200]))),
        "out-of-range",
    ),
    (
        "snapshot_restoration_table_short",
        "The table holds fewer columns than it counts.",
        |map| table(map, 12, 2, &[1, 1, 1, 1, 1]),
        "out-of-range",
    ),
    (
        "snapshot_field_unknown",
        "A field without a meaning.",
        |map| map.put(13, 0),
        "unknown-field",
    ),
];

const DELTA: [Defect; 5] = [
    (
        "delta_previous_short",
        "31 bytes of a digest.",
        |map| map.put(10, [0; 31].as_slice()),
        "out-of-range",
    ),
    (
        "delta_previous_missing",
        "Changes that follow on anything.",
        |map| map.remove(10),
        "missing-field",
    ),
    (
        "delta_index_beyond_the_size",
        "An index that the list does not have.",
        |map| map.put(6, 100),
        "out-of-range",
    ),
    (
        "delta_gap_in_a_longer_form",
        "One gap has one form.",
        |map| {
            map.remove(12);
            table(map, 11, 1, &[0x85, 0x00, 0, 0]);
        },
        "out-of-range",
    ),
    (
        "delta_base_not_the_earliest_day",
        "One table has one base.",
        |map| {
            map.remove(12);
            table(map, 11, 1, &[5, 0, 1]);
        },
        "out-of-range",
    ),
];

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let status = fixed(status_sample().encode());
    let snapshot = fixed(payment_sample().encode_snapshot());
    let delta = fixed(PaidThroughDelta::between(&payment_sample(), &next_sample()));
    let delta = fixed(delta.encode());
    let kinds = [
        ("status-list-claims", &status, &STATUS[..]),
        ("paid-through-snapshot", &snapshot, &SNAPSHOT[..]),
        ("paid-through-delta", &delta, &DELTA[..]),
    ];
    let mut vectors = vec![
        good(
            "status-list-claims",
            "status_of_four_kinds",
            "Two annulled, one suspended, one superseded of 100.",
            status.clone(),
        ),
        good(
            "paid-through-snapshot",
            "snapshot_with_a_restoration",
            "Three of 100 paid, one of them after a decision of the office.",
            snapshot.clone(),
        ),
        good(
            "paid-through-delta",
            "delta_with_a_restoration",
            "A new period for one index, and a new index.",
            delta.clone(),
        ),
    ];
    for (rule, bytes, defects) in kinds {
        for (name, comment, change, refusal) in defects {
            let bytes = edited(bytes, change);
            vectors.push(bad(rule, name, comment, bytes, refusal));
        }
    }
    vectors.extend(envelopes(bench, &status, &snapshot));
    vectors
}

/// Signed lists, of which the verifier takes the good ones.
fn envelopes(bench: &Bench, status: &[u8], snapshot: &[u8]) -> Vec<Vector> {
    let by_status = signer(bench, Role::Status);
    let by_payment = signer(bench, Role::Payment);
    let other_region = bench.signer_but(|request| {
        request.roles = vec![Role::Status];
        request.regions = vec![fixed(Region::parse("50"))];
    });
    let token = |signer: &LabSigner| signed(signer, Typ::StatusList, status.to_vec());
    let mut flipped = token(&by_status);
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    vec![
        good(
            "signed-list",
            "signed_status_list",
            "A status list of the status signer of its region.",
            token(&by_status),
        ),
        good(
            "signed-list",
            "signed_snapshot",
            "A paid-through list of the payment signer of its region.",
            signed(&by_payment, Typ::PaidThroughSnapshot, snapshot.to_vec()),
        ),
        bad(
            "signed-list",
            "signed_status_list_by_payment_signer",
            "The role of one kind of list is none for the other.",
            token(&by_payment),
            "not-entitled",
        ),
        bad(
            "signed-list",
            "signed_status_list_by_document_signer",
            "An office that issues cards does not annul them with the same key.",
            token(&bench.lab.signer_77),
            "not-entitled",
        ),
        bad(
            "signed-list",
            "signed_status_list_of_another_region",
            "A signer of region 50 speaks of patents of region 77.",
            token(&other_region),
            "not-entitled",
        ),
        bad(
            "signed-list",
            "signed_status_list_bit_flipped",
            "The last bit of the signature.",
            flipped,
            "signature",
        ),
        bad(
            "signed-list",
            "signed_status_list_as_security_object",
            "The typ of another kind: a signature for one is none for the other.",
            signed(&by_status, Typ::SecurityObject, status.to_vec()),
            "wrong-typ",
        ),
        bad(
            "signed-list",
            "signed_snapshot_by_status_signer",
            "Who annuls does not tell who has paid.",
            signed(&by_status, Typ::PaidThroughSnapshot, snapshot.to_vec()),
            "not-entitled",
        ),
    ]
}
