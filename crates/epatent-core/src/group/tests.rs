// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use hex_literal::hex;

use super::*;
use crate::cbor::{CborError, CborErrorKind};
use crate::object::CardId;
use crate::{BirthDate, BlankNumber, CivilDate, Country, Inn, PatentNumber, Region, Sex, Text};

const SALT: Salt = Salt::from_bytes(hex!("00112233445566778899AABBCCDDEEFF"));

/// The group of [`holder`], byte by byte.
const HOLDER_BYTES: &[u8] = &hex!(
    "A3"                                        // group: map of 3
    "   00 01"                                  // number: 1
    "   01 50 00112233445566778899AABBCCDDEEFF" // salt
    "   02 A9"                                  // fields: map of 9
    "      01 6E D09AD0B0D180D0B8D0BCD0BED0B2"  // surname: Каримов
    "      02 68 D09ED0BBD0B8D0BC"              // given name: Олим
    "      04 67 4B4152494D4F56"                // surname, Latin: KARIMOV
    "      05 64 4F4C494D"                      // given name, Latin: OLIM
    "      06 82 19 07C6 05"                    // born: [1990, 5]
    "      07 01"                               // sex: male
    "      08 63 555A42"                        // citizenship: UZB
    "      09 A3"                               // identity document: map of 3
    "         01 69 464131323334353637"         // number: FA1234567
    "         02 63 555A42"                     // issuing state: UZB
    "         03 1A 01343AC3"                   // issued on: 20200131
    "      0A 6C 353030313030373332323539"      // INN: 500100732259
);

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn holder() -> Holder {
    Holder {
        surname: Some(text("Каримов")),
        given_name: Some(text("Олим")),
        patronymic: None,
        surname_latin: Some(text("KARIMOV")),
        given_name_latin: Some(text("OLIM")),
        birth_date: BirthDate::from_parts(1990, Some(5), None).unwrap(),
        sex: Sex::from_code(1).unwrap(),
        citizenship: Country::parse("UZB").unwrap(),
        identity_document: IdentityDocument {
            number: text("FA1234567"),
            issuing_state: Some(Country::parse("UZB").unwrap()),
            issued_on: Some(CivilDate::parse("2020-01-31").unwrap()),
        },
        inn: Some(Inn::parse("500100732259").unwrap()),
    }
}

fn portrait() -> Portrait {
    Portrait {
        format: ImageFormat::Jpeg,
        image: vec![0xFF; 300],
    }
}

fn patent() -> Patent {
    Patent {
        number: PatentNumber::from_parts("77", "2600000001").unwrap(),
        blank_number: BlankNumber::parse("ПР1234567").unwrap(),
        issued_on: CivilDate::parse("2026-01-31").unwrap(),
        issuing_body: text("ГУ МВД России по г. Москве"),
    }
}

fn permission() -> Permission {
    Permission {
        region: Region::parse("77").unwrap(),
        territory: Some(text("Троицк")),
        professions: vec![text("каменщик"), text("маляр")],
    }
}

fn remarks() -> Remarks {
    Remarks {
        replacement_index: 1,
        replaces: Some(CardId::from_bytes([7; 16])),
        remarks: vec![text("вместо утраченной")],
    }
}

/// A map value whose entries a test breaks.
fn entries(value: &mut Value) -> &mut Vec<(Value, Value)> {
    match value {
        Value::Map(entries) => entries,
        other => panic!("{other:?} is no map"),
    }
}

/// The entry with this key.
fn entry(value: &mut Value, key: i64) -> &mut Value {
    let entries = entries(value).iter_mut();
    let mut found = entries.filter(|(found, _)| *found == Value::from(key));
    &mut found.next().unwrap().1
}

/// The error of a group one thing of which `edit` has broken.
fn defect<G: GroupContent>(content: &G, edit: impl FnOnce(&mut Value)) -> ModelError {
    let mut value = cbor::decode(&encode(content, &SALT).unwrap()).unwrap();
    edit(&mut value);
    match decode::<G>(&cbor::encode(&value).unwrap()) {
        Ok(_) => panic!("the broken group was accepted"),
        Err(error) => error,
    }
}

/// As [`defect`], in the fields of the group.
fn field_defect<G: GroupContent>(content: &G, edit: impl FnOnce(&mut Value)) -> ModelError {
    defect(content, |group| edit(entry(group, 2)))
}

fn remove(value: &mut Value, key: i64) {
    entries(value).retain(|(found, _)| *found != Value::from(key));
}

fn round_trip<G: GroupContent + PartialEq + core::fmt::Debug>(content: &G) {
    let bytes = encode(content, &SALT).unwrap();
    let (salt, read) = decode::<G>(&bytes).unwrap();
    assert_eq!(salt, SALT);
    assert!(read == *content, "{content:?}");
    assert_eq!(encode(&read, &SALT).unwrap(), bytes);
}

#[test]
fn every_group_is_read_as_it_was_written() {
    round_trip(&holder());
    round_trip(&portrait());
    round_trip(&patent());
    round_trip(&permission());
    round_trip(&remarks());
}

#[test]
fn groups_without_their_optional_fields_are_read_as_they_were_written() {
    round_trip(&Holder {
        surname: None,
        given_name: None,
        given_name_latin: None,
        birth_date: BirthDate::from_parts(1990, None, None).unwrap(),
        identity_document: IdentityDocument {
            number: text("1"),
            issuing_state: None,
            issued_on: None,
        },
        inn: None,
        ..holder()
    });
    round_trip(&Permission {
        territory: None,
        professions: vec![],
        ..permission()
    });
    round_trip(&Remarks {
        replacement_index: 0,
        replaces: None,
        remarks: vec![],
    });
}

#[test]
fn holder_has_the_bytes_of_the_specification() {
    assert_eq!(encode(&holder(), &SALT).unwrap(), HOLDER_BYTES);
    assert!(decode::<Holder>(HOLDER_BYTES).unwrap().1 == holder());
}

#[test]
fn holder_prints_initials_only() {
    assert_eq!(std::format!("{:?}", holder()), "Holder(К.О.)");
}

#[test]
fn no_group_prints_what_leads_to_its_person() {
    let (holder, patent, permission, remarks) = (holder(), patent(), permission(), remarks());
    let printed = std::format!(
        "{holder:?} {:?} {:?} {:?} {patent:?} {:?} {:?} {permission:?} {remarks:?}",
        holder.birth_date,
        holder.inn,
        holder.identity_document,
        patent.number,
        patent.blank_number,
    );
    let mut personal = vec![
        holder.birth_date.to_string(),
        holder.identity_document.number.to_string(),
        patent.number.number().to_string(),
        patent.blank_number.to_string(),
        patent.issuing_body.to_string(),
        patent.issued_on.to_string(),
    ];
    personal.extend(holder.inn.iter().map(ToString::to_string));
    personal.extend(permission.territory.iter().map(ToString::to_string));
    personal.extend(permission.professions.iter().map(ToString::to_string));
    personal.extend(remarks.remarks.iter().map(ToString::to_string));
    for value in personal {
        assert!(!printed.contains(&value), "{value} in {printed}");
    }
    for known in [
        "Patent { .. }",
        "PatentNumber(..)",
        "BlankNumber(..)",
        "region: Region(77)",
    ] {
        assert!(printed.contains(known), "{known} in {printed}");
    }
}

#[test]
fn group_of_another_number_is_refused() {
    let bytes = encode(&patent(), &SALT).unwrap();
    assert_eq!(
        decode::<Holder>(&bytes).unwrap_err(),
        ModelError::WrongGroup {
            expected: GroupNumber::HOLDER,
            actual: 3
        }
    );
}

#[test]
fn group_without_salt_is_refused() {
    let error = defect(&holder(), |group| remove(group, 1));
    assert_eq!(error.to_string(), "data group.salt (field 1) is missing");
}

#[test]
fn short_salt_is_refused() {
    let error = defect(&holder(), |group| {
        *entry(group, 1) = Value::Bytes(vec![0; 15]);
    });
    assert_eq!(
        error.to_string(),
        "data group.salt (field 1) is not 16 bytes"
    );
}

#[test]
fn extra_field_of_the_group_is_refused() {
    let error = defect(&holder(), |group| {
        entries(group).push((Value::from(3), Value::from(0)));
    });
    assert_eq!(
        error,
        ModelError::UnknownField {
            map: "data group",
            key: 3
        }
    );
}

#[test]
fn extra_field_is_refused_with_its_number() {
    for key in [0, 11, -1, 70_000] {
        let error = field_defect(&holder(), |fields| {
            entries(fields).push((Value::from(key), Value::from("x")));
        });
        let map = "holder";
        let key = i128::from(key);
        assert_eq!(error, ModelError::UnknownField { map, key });
    }
}

#[test]
fn text_key_is_refused() {
    let error = field_defect(&holder(), |fields| {
        entries(fields).push((Value::from("1"), Value::from("x")));
    });
    assert!(matches!(error, ModelError::WrongType { .. }), "{error}");
}

#[test]
fn each_missing_field_is_named() {
    for (key, name) in [
        (6, "birth-date"),
        (7, "sex"),
        (8, "citizenship"),
        (9, "identity-document"),
    ] {
        let error = field_defect(&holder(), |fields| remove(fields, key));
        let field = FieldPathOf("holder", name);
        assert!(
            matches!(error, ModelError::MissingField { field: found } if field == found),
            "{error}"
        );
    }
    for (key, name) in [
        (1, "series"),
        (2, "number"),
        (3, "blank-number"),
        (4, "issued-on"),
        (5, "issuing-body"),
    ] {
        let error = field_defect(&patent(), |fields| remove(fields, key));
        let field = FieldPathOf("patent", name);
        assert!(
            matches!(error, ModelError::MissingField { field: found } if field == found),
            "{error}"
        );
    }
}

/// Map and field that an error must name.
struct FieldPathOf(&'static str, &'static str);

impl PartialEq<crate::model::FieldPath> for FieldPathOf {
    fn eq(&self, path: &crate::model::FieldPath) -> bool {
        (self.0, Some(self.1)) == (path.map(), path.name())
    }
}

#[test]
fn value_of_another_type_is_refused_with_its_path() {
    let error = field_defect(&holder(), |fields| *entry(fields, 1) = Value::from(1));
    assert_eq!(
        error.to_string(),
        "holder.surname (field 1) is an integer, not a text string"
    );
    let error = field_defect(&holder(), |fields| {
        *entry(entry(fields, 9), 1) = Value::Bytes(vec![1]);
    });
    assert_eq!(
        error.to_string(),
        "holder.identity-document.number (field 1) is a byte string, not a text string"
    );
    let error = field_defect(&holder(), |fields| *entry(fields, 7) = Value::from(-1));
    assert_eq!(
        error.to_string(),
        "holder.sex (field 7) is a negative integer, not an unsigned integer"
    );
}

// shows: EPC-ENC-07
#[test]
fn holder_without_any_name_is_neither_written_nor_read() {
    let nameless = Holder {
        surname: None,
        given_name: None,
        surname_latin: None,
        given_name_latin: None,
        ..holder()
    };
    assert!(matches!(
        encode(&nameless, &SALT),
        Err(ModelError::MissingField { .. })
    ));
    let error = field_defect(&holder(), |fields| {
        [1, 2, 4, 5].into_iter().for_each(|key| remove(fields, key));
    });
    assert!(matches!(error, ModelError::MissingField { .. }), "{error}");
}

#[test]
fn patronymic_alone_is_no_name() {
    let error = field_defect(
        &Holder {
            patronymic: Some(text("Рустамович")),
            ..holder()
        },
        |fields| {
            [1, 2, 4, 5].into_iter().for_each(|key| remove(fields, key));
        },
    );
    assert!(matches!(error, ModelError::MissingField { .. }), "{error}");
}

// shows: EPC-ENC-08
#[test]
fn birth_dates_out_of_bounds_are_refused() {
    for date in [
        vec![],
        vec![1849],
        vec![2201],
        vec![1990, 0],
        vec![1990, 13],
        vec![1990, 2, 30],
        vec![1990, 1, 1, 1],
        vec![70_000],
        vec![1990, 257],
    ] {
        let error = field_defect(&holder(), |fields| {
            let parts = date.iter().map(|&part: &i64| Value::from(part)).collect();
            *entry(fields, 6) = Value::Array(parts);
        });
        assert!(
            matches!(
                error,
                ModelError::OutOfRange { .. } | ModelError::Invalid { .. }
            ),
            "{date:?}: {error}"
        );
    }
}

// shows: EPC-ENC-03
#[test]
fn values_that_a_parser_would_change_are_refused() {
    // Latin look-alikes, which a clerk may type and a card must not carry.
    let error = field_defect(&patent(), |fields| {
        *entry(fields, 3) = Value::from("AB1234567");
    });
    assert_eq!(
        error.to_string(),
        "patent.blank-number (field 3) is not in its normal form"
    );
}

#[test]
fn formats_of_their_own_are_checked() {
    let error = field_defect(&holder(), |fields| *entry(fields, 8) = Value::from("uzb"));
    assert!(matches!(error, ModelError::Invalid { .. }), "{error}");
    let error = field_defect(&holder(), |fields| *entry(fields, 7) = Value::from(3));
    assert!(matches!(error, ModelError::Invalid { .. }), "{error}");
    let error = field_defect(&permission(), |fields| *entry(fields, 1) = Value::from("7"));
    assert!(matches!(error, ModelError::Invalid { .. }), "{error}");
    let error = field_defect(&patent(), |fields| {
        *entry(fields, 4) = Value::from(20_260_230);
    });
    assert!(matches!(error, ModelError::Invalid { .. }), "{error}");
}

#[test]
fn country_that_is_not_listed_is_read() {
    let mut value = cbor::decode(HOLDER_BYTES).unwrap();
    *entry(entry(&mut value, 2), 8) = Value::from("QQQ");
    let bytes = cbor::encode(&value).unwrap();
    let (_, holder) = decode::<Holder>(&bytes).unwrap();
    assert_eq!(holder.citizenship.as_str(), "QQQ");
}

#[test]
fn image_lengths_are_bounded() {
    for (length, allowed) in [(0, false), (1, true), (32_000, true), (32_001, false)] {
        let portrait = Portrait {
            format: ImageFormat::Jpeg2000,
            image: vec![0; length],
        };
        assert_eq!(encode(&portrait, &SALT).is_ok(), allowed, "{length}");
    }
    for length in [0, 32_001] {
        let error = field_defect(&portrait(), |fields| {
            *entry(fields, 2) = Value::Bytes(vec![0; length]);
        });
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
}

#[test]
fn unknown_image_format_is_refused() {
    for code in [0, 3] {
        let error = field_defect(&portrait(), |fields| *entry(fields, 1) = Value::from(code));
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
}

#[test]
fn numbers_of_professions_and_remarks_are_bounded() {
    let texts = |count| vec![text("x"); count];
    let permission_of = |count| Permission {
        professions: texts(count),
        ..permission()
    };
    let remarks_of = |count| Remarks {
        remarks: texts(count),
        ..remarks()
    };
    round_trip(&permission_of(16));
    round_trip(&remarks_of(16));
    assert!(encode(&permission_of(17), &SALT).is_err());
    assert!(encode(&remarks_of(17), &SALT).is_err());
    for count in [0, 17] {
        let array = || Value::Array(vec![Value::from("x"); count]);
        let error = field_defect(&permission(), |fields| *entry(fields, 3) = array());
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
        let error = field_defect(&remarks(), |fields| *entry(fields, 3) = array());
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    }
}

#[test]
fn item_of_an_array_is_named_by_its_index() {
    let error = field_defect(&permission(), |fields| {
        *entry(fields, 3) = Value::Array(vec![Value::from("x"), Value::from(1)]);
    });
    assert_eq!(
        error.to_string(),
        "permission.professions[1] (field 3) is an integer, not a text string"
    );
}

#[test]
fn replacement_index_is_a_byte() {
    let error = field_defect(&remarks(), |fields| *entry(fields, 1) = Value::from(256));
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
}

// shows: EPC-ENC-04
#[test]
fn group_longer_than_a_file_is_refused() {
    let bytes = vec![0; MAX_FILE_LENGTH + 1];
    assert!(matches!(
        decode::<Holder>(&bytes),
        Err(ModelError::TooLong {
            actual: 32_768,
            limit: 32_767,
            ..
        })
    ));
}

#[test]
fn trailing_byte_is_refused_with_its_offset() {
    let mut bytes = HOLDER_BYTES.to_vec();
    bytes.push(0);
    assert_eq!(
        decode::<Holder>(&bytes).unwrap_err(),
        ModelError::Cbor(CborError {
            kind: CborErrorKind::TrailingBytes,
            offset: HOLDER_BYTES.len()
        })
    );
}

#[test]
fn truncated_group_is_refused_at_every_length() {
    for length in 0..HOLDER_BYTES.len() {
        assert!(
            decode::<Holder>(&HOLDER_BYTES[..length]).is_err(),
            "{length}"
        );
    }
}

#[test]
fn group_numbers_are_1_to_16_and_name_their_files() {
    let numbers: Vec<u8> = (0..=255)
        .filter(|&n| GroupNumber::new(n).is_some())
        .collect();
    assert_eq!(numbers, (1..=16).collect::<Vec<u8>>());
    assert_eq!(GroupNumber::HOLDER.file_id(), 0x0101);
    assert_eq!(GroupNumber::REGIONAL_DATA.file_id(), 0x0109);
    assert_eq!(GroupNumber::PORTRAIT.name(), "portrait");
}
