// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What follows a rule, and what does not.

use super::*;

/// The fields of a check report with this nonce.
fn report_fields(nonce: Value) -> Vec<(i64, Value)> {
    vec![
        (1, 1.into()),
        (2, 1_790_000_000.into()),
        (3, 20_261_120.into()),
        (4, Value::from("77")),
        (5, 1.into()),
        (6, Value::from("refused")),
        (7, Value::Array(vec![Value::from("term-ended")])),
        (8, Value::Array(vec![])),
        (9, nonce),
        (12, Value::from("epatent-check 0.1.0")),
        (13, Value::Bytes(vec![7; 32])),
    ]
}

/// Rule, an encoding that follows it, one that does not.
pub(super) fn cases() -> Vec<(&'static str, Value, Value)> {
    let text = |text: &str| Value::from(text);
    let long = |character: &str, count| Value::from(character.repeat(count));
    let bytes = |length| Value::Bytes(vec![7; length]);
    let list = |items: &[u32]| Value::Array(items.iter().copied().map(Value::from).collect());
    let map = |entries: &[(i64, Value)]| {
        let pair = |(key, value): &(i64, Value)| (Value::from(*key), value.clone());
        Value::Map(entries.iter().map(pair).collect())
    };
    let image = map(&[(1, 1.into()), (2, bytes(1))]);
    let group = |number: i64, content| map(&[(0, number.into()), (1, bytes(16)), (2, content)]);
    let day = Value::from(20_260_101);
    let table = Value::Array(vec![1.into(), day.clone(), 3.into(), bytes(9)]);
    let head = [
        (1, 1.into()),
        (2, 1.into()),
        (3, 772_026.into()),
        (4, text("77")),
        (5, 1.into()),
        (6, 10_000_000.into()),
    ];
    let times = [(7, 1.into()), (8, 2.into()), (9, 3.into())];
    let claims = |bits| {
        let list = vec![(text("lst"), bytes(9)), (text("bits"), bits)];
        map(&[
            (2, text("tag:epatent.example,2026:status/77/772026")),
            (4, 2.into()),
            (6, 1.into()),
            (65_533, Value::Map(list)),
            (65_534, 1.into()),
            (-65_537, map(&head)),
        ])
    };
    let record = [
        (1, 1.into()),
        (2, bytes(16)),
        (3, Value::Array(vec![text("77"), text("2600012345")])),
        (4, 1.into()),
        (5, bytes(32)),
        (6, day.clone()),
        (7, 1.into()),
        (8, text("УИП 1")),
    ];
    vec![
        ("salt", bytes(16), bytes(15)),
        ("card-text", text("Я"), text("")),
        ("card-text", long("Я", 200), long("Я", 201)),
        ("card-text", text("а б"), text("а ")),
        ("birth-date", list(&[1988]), list(&[1988, 4, 17, 1])),
        ("birth-date", list(&[1988, 4]), list(&[])),
        ("birth-date", list(&[1988, 4, 17]), list(&[17, 4, 1988])),
        ("birth-year", 1850.into(), 1849.into()),
        ("birth-month", 12.into(), 13.into()),
        ("birth-day", 31.into(), 0.into()),
        ("sex", 2.into(), 3.into()),
        ("country", text("XXA"), text("XX")),
        ("country", text("TJK"), text("TJKK")),
        ("inn", text("770912345616"), text("77О912345616")),
        (
            "identity-document",
            map(&[(1, text("1"))]),
            map(&[(1, text("1")), (4, text("1"))]),
        ),
        ("image-format", 2.into(), 3.into()),
        ("image", bytes(32_000), bytes(32_001)),
        ("portrait", image.clone(), map(&[(1, 1.into())])),
        ("number-part", text("АБ-1"), text("АБ 1")),
        ("blank-number", text("ВН1234567"), text("BH1234567")),
        ("region", text("77"), text("777")),
        (
            "permission",
            map(&[(1, text("77"))]),
            map(&[(2, text("77"))]),
        ),
        (
            "permission",
            map(&[(1, text("77")), (3, Value::Array(vec![text("а"); 16]))]),
            map(&[(1, text("77")), (3, Value::Array(vec![text("а"); 17]))]),
        ),
        ("replacement-index", 255.into(), 256.into()),
        ("card-id", bytes(16), bytes(17)),
        (
            "remarks",
            map(&[(1, 0.into())]),
            map(&[(1, 0.into()), (3, list(&[]))]),
        ),
        ("signature-image", image.clone(), map(&[(2, bytes(1))])),
        (
            "signature-image-group",
            group(7, image.clone()),
            group(8, image.clone()),
        ),
        ("data-group", group(7, image.clone()), group(6, image)),
        (
            "regional-data",
            map(&[(0, text("а"))]),
            map(&[(0, Value::Null)]),
        ),
        (
            "regional-group",
            group(9, map(&[(1, 1.into())])),
            group(9, list(&[1])),
        ),
        ("civil-date", 19_000_101.into(), 18_991_231.into()),
        (
            "unix-time",
            9_999_999_999_u64.into(),
            10_000_000_000_u64.into(),
        ),
        ("certificate", bytes(8192), bytes(8193)),
        (
            "protected-header",
            map(&[(1, (-7).into()), (16, 65_001.into()), (33, bytes(1))]),
            map(&[(1, (-8).into()), (16, 65_001.into()), (33, bytes(1))]),
        ),
        ("typ", 65_005.into(), 65_004.into()),
        ("typ", text("application/statuslist+cwt"), text("65001")),
        ("environment", 1.into(), 0.into()),
        ("group-number", 16.into(), 17.into()),
        ("digest", bytes(32), bytes(33)),
        (
            "chip-key",
            map(&[
                (1, 2.into()),
                (-1, 1.into()),
                (-2, bytes(32)),
                (-3, bytes(32)),
            ]),
            map(&[
                (1, 2.into()),
                (-1, 2.into()),
                (-2, bytes(32)),
                (-3, bytes(32)),
            ]),
        ),
        ("card-bytes", bytes(32_767), bytes(32_768)),
        ("access-number", text("004217"), text("4217")),
        ("sequence", 1.into(), 0.into()),
        ("sparse-table", table.clone(), list(&[1, 20_260_101, 3])),
        ("card-list", map(&head), map(&head[1..])),
        (
            "status-list-claims",
            claims(Value::from(2)),
            claims(Value::from(4)),
        ),
        (
            "paid-through-snapshot",
            map(&[&head[..], &times, &[(10, day.clone()), (11, bytes(9))]].concat()),
            map(&[&head[..], &times, &[(10, day)]].concat()),
        ),
        (
            "paid-through-delta",
            map(&[&head[..], &times, &[(10, bytes(32)), (11, table)]].concat()),
            map(&[&head[..], &times[..2], &[(10, bytes(32))]].concat()),
        ),
        (
            "payment-record",
            map(&record),
            map(&[&record[..], &[(9, text("2026-01-01"))]].concat()),
        ),
        ("short-name", long("Ы", 48), long("Ы", 49)),
        ("report-word", text("in-force"), text("In force")),
        (
            "report-list",
            Value::Array(vec![
                text("status"),
                text("77"),
                772_026.into(),
                12.into(),
                1_790_000_000.into(),
            ]),
            Value::Array(vec![text("status"), text("77"), 772_026.into(), 12.into()]),
        ),
        (
            "check-report-header",
            map(&[(1, (-19).into()), (4, bytes(8)), (16, 65_008.into())]),
            map(&[(1, (-7).into()), (4, bytes(8)), (16, 65_008.into())]),
        ),
        (
            "check-report-payload",
            map(&report_fields(bytes(16))),
            map(&report_fields(bytes(15))),
        ),
        ("short-professions", long("ы", 28), long("ы", 29)),
        (
            "printed-code-header",
            map(&[(1, (-7).into()), (4, bytes(8)), (16, 65_007.into())]),
            map(&[(1, (-7).into()), (4, bytes(7)), (16, 65_007.into())]),
        ),
        ("bundle-version", 1.into(), 0.into()),
        (
            "retired-root",
            map(&[(1, bytes(32)), (2, 0.into())]),
            map(&[(1, bytes(32))]),
        ),
        ("signer-role", 4.into(), 5.into()),
        (
            "withdrawal",
            map(&[
                (1, 0.into()),
                (2, 3.into()),
                (3, Value::Array(vec![bytes(32)])),
            ]),
            map(&[(1, 0.into()), (2, 4.into())]),
        ),
        ("file-name", text("status-77.cbor"), text("../x")),
        ("required-check", 2.into(), 3.into()),
        ("max-age", list(&[1, 31_622_400]), list(&[0, 1])),
        ("seen", Value::Array(vec![1.into(), bytes(32)]), list(&[1])),
        (
            "seen-list",
            Value::Array(vec![
                1.into(),
                text("77"),
                772_026.into(),
                18.into(),
                bytes(32),
                Value::Array(vec![bytes(32)]),
            ]),
            Value::Array(vec![
                3.into(),
                text("77"),
                772_026.into(),
                18.into(),
                bytes(32),
                Value::Array(vec![bytes(32)]),
            ]),
        ),
        (
            "device-state",
            map(&[
                (0, text("epatent-device")),
                (1, 1.into()),
                (2, 7.into()),
                (3, 0.into()),
                (5, list(&[])),
            ]),
            map(&[
                (0, text("epatent-card")),
                (1, 1.into()),
                (2, 7.into()),
                (5, list(&[])),
            ]),
        ),
    ]
}

/// Rule, a vector that follows it, one that does not.
pub(super) const BY_VECTOR: [(&str, &str, &str); 22] = [
    (
        "holder-group",
        "encoding/holder_complete",
        "encoding/group_salt_short",
    ),
    (
        "holder-group",
        "encoding/holder_surname_only",
        "encoding/group_number_of_another",
    ),
    (
        "holder-group",
        "encoding/holder_complete",
        "encoding/holder_field_unknown",
    ),
    (
        "holder-group",
        "encoding/holder_complete",
        "encoding/holder_citizenship_lower_case",
    ),
    (
        "portrait-group",
        "encoding/portrait_opaque",
        "encoding/portrait_format_unknown",
    ),
    (
        "patent-group",
        "encoding/patent_complete",
        "encoding/patent_blank_number_latin",
    ),
    (
        "permission-group",
        "encoding/permission_any_profession",
        "encoding/permission_professions_empty",
    ),
    (
        "remarks-group",
        "encoding/remarks_first_card",
        "encoding/remarks_index_256",
    ),
    (
        "security-object",
        "object/object_ed25519",
        "object/object_signature_truncated",
    ),
    (
        "security-object",
        "object/object_es256",
        "object/payload_chip_key_missing",
    ),
    (
        "security-object",
        "object/object_es256",
        "object/object_unprotected_not_empty",
    ),
    (
        "card-file",
        "encoding/card_file_with_proof",
        "encoding/card_file_nonce_short",
    ),
    (
        "terminal-statement",
        "encoding/terminal_complete",
        "encoding/terminal_version_2",
    ),
    ("printed-code", "qr/code_ed25519", "qr/code_digest_short"),
    (
        "printed-code",
        "qr/code_es256",
        "qr/code_number_of_one_part",
    ),
    (
        "printed-code",
        "qr/code_any_profession",
        "qr/code_kid_of_seven",
    ),
    (
        "trust-bundle",
        "bundle/bundle_complete",
        "bundle/bundle_expires_missing",
    ),
    (
        "trust-bundle",
        "bundle/bundle_full",
        "bundle/bundle_withdrawal_kind_unknown",
    ),
    (
        "trust-bundle",
        "bundle/bundle_policy_by_default",
        "bundle/bundle_policy_check_unknown",
    ),
    (
        "trust-bundle",
        "bundle/bundle_first",
        "bundle/bundle_list_name_climbs",
    ),
    (
        "trust-bundle",
        "bundle/bundle_complete",
        "bundle/bundle_signer_role_unknown",
    ),
    (
        "device-state-file",
        "encoding/device_state_complete",
        "encoding/device_state_digest_short",
    ),
];

/// Rules that stand inside another one only, or are no type: the rule that shows them.
pub(super) const INSIDE: [(&str, &str); 13] = [
    ("list-head", "card-list"),
    ("list-times", "paid-through-snapshot"),
    ("group", "holder-group"),
    ("holder", "holder-group"),
    ("patent", "patent-group"),
    ("security-object-payload", "security-object"),
    ("chip-proof", "card-file"),
    ("printed-code-payload", "printed-code"),
    ("trust-bundle-payload", "trust-bundle"),
    ("listed-signer", "trust-bundle"),
    ("list-reference", "trust-bundle"),
    ("bundle-policy", "trust-bundle"),
    ("check-report", "check-report-payload"),
];
