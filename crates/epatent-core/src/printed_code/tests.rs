// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{SignatureAlgorithm, ToSign, Typ};
use crate::group::{Holder, IdentityDocument};
use crate::model::ModelError;
use crate::{BirthDate, Country, Sex};

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn code() -> PrintedCode {
    PrintedCode {
        environment: Environment::Lab,
        security_object: Digest::of(b"EF.SO"),
        access_number: AccessNumber::parse("048213").unwrap(),
        patent_number: PatentNumber::parse("77 2600012345").unwrap(),
        blank_number: BlankNumber::parse("РА1234567").unwrap(),
        region: Region::parse("77").unwrap(),
        name: text("РАХИМОВ ФАРРУХ САИДОВИЧ"),
        signed_at: UnixTime::from_seconds(1_790_000_000).unwrap(),
        in_force_from: CivilDate::parse("2026-11-02").unwrap(),
        latest_end: CivilDate::parse("2027-11-01").unwrap(),
        status: StatusReference {
            list: 7_726,
            index: 631_000,
        },
        replacement_index: 0,
        professions: None,
    }
}

fn signed_length(code: &PrintedCode) -> usize {
    let to_sign = ToSign::new(
        Typ::QrCode,
        SignatureAlgorithm::Ed25519,
        SignerReference::of(b"certificate").as_ref(),
        code.encode().unwrap(),
    );
    to_sign.unwrap().complete([0; 64]).unwrap().len()
}

fn defect(edit: impl FnOnce(&mut Vec<(Value, Value)>)) -> ModelError {
    let Value::Map(mut fields) = cbor::decode(&code().encode().unwrap()).unwrap() else {
        panic!("no map")
    };
    edit(&mut fields);
    PrintedCode::decode(&cbor::encode(&Value::Map(fields)).unwrap()).unwrap_err()
}

fn value_defect(key: i64, value: impl Into<Value>) -> ModelError {
    defect(|fields| {
        let mut found = fields.iter_mut().filter(|(at, _)| *at == Value::from(key));
        found.next().unwrap().1 = value.into();
    })
}

fn holder(surname: &str, given_name: &str, patronymic: Option<&str>) -> Holder {
    Holder {
        surname: Some(text(surname)),
        given_name: Some(text(given_name)),
        patronymic: patronymic.map(text),
        surname_latin: Some(text("RAKHIMOV")),
        given_name_latin: Some(text("FARRUKH")),
        birth_date: BirthDate::parse("1988-04-17").unwrap(),
        sex: Sex::Male,
        citizenship: Country::parse("TJK").unwrap(),
        identity_document: IdentityDocument {
            number: text("400123456"),
            issuing_state: None,
            issued_on: None,
        },
        inn: None,
    }
}

#[test]
fn a_code_is_read_as_it_was_written() {
    let restricted = PrintedCode {
        professions: Some(text("подсобный рабочий")),
        replacement_index: 255,
        environment: Environment::Production,
        ..code()
    };
    for code in [code(), restricted] {
        let bytes = code.encode().unwrap();
        assert!(PrintedCode::decode(&bytes).unwrap() == code);
        assert_eq!(
            PrintedCode::claimed_access_number(&bytes).unwrap().expose(),
            "048213"
        );
    }
}

// shows: EPC-QR-01
#[test]
fn the_longest_code_that_can_be_made_is_within_the_limit() {
    let longest = PrintedCode {
        environment: Environment::Production,
        patent_number: PatentNumber::from_parts(&"Ы".repeat(20), &"Ы".repeat(20)).unwrap(),
        blank_number: BlankNumber::parse(&"Ы".repeat(9)).unwrap(),
        name: short_name(&holder(&"Ы".repeat(200), "Ы", None)).unwrap(),
        signed_at: UnixTime::from_seconds(9_999_999_999).unwrap(),
        status: StatusReference {
            list: u64::MAX,
            index: u64::MAX,
        },
        replacement_index: 255,
        professions: short_professions(&[text(&"Ы".repeat(200))]).unwrap(),
        ..code()
    };
    let length = signed_length(&longest);
    assert!(length <= MAX_SIGNED_LENGTH, "{length}");
    assert!(length > 430, "{length}: the limits waste room");
}

#[test]
fn the_code_of_a_long_cyrillic_name_and_a_profession_has_300_to_350_bytes() {
    let long = PrintedCode {
        name: short_name(&holder(
            "МУХАММАДСАИДОВ",
            "АБДУРАХМОНБЕК",
            Some("ХУДОЙБЕРДИЕВИЧ"),
        ))
        .unwrap(),
        professions: short_professions(&[text("Подсобный рабочий")]).unwrap(),
        ..code()
    };
    assert_eq!(
        long.name.as_str(),
        "МУХАММАДСАИДОВ АБДУРАХМОНБЕК ХУДОЙБЕРДИЕВИЧ"
    );
    let length = signed_length(&long);
    assert!((300..=350).contains(&length), "{length}");
}

// shows: EPC-QR-06, EPC-QR-13
#[test]
fn names_are_shortened_from_the_end_and_never_in_silence() {
    let fits = short_name(&holder("РАХИМОВ", "ФАРРУХ", Some("САИДОВИЧ"))).unwrap();
    assert_eq!(fits.as_str(), "РАХИМОВ ФАРРУХ САИДОВИЧ");
    let twenty = "А".repeat(20);
    let initial = short_name(&holder(&twenty, &twenty, Some(&twenty))).unwrap();
    assert_eq!(
        initial.as_str(),
        ["А".repeat(20), "А".repeat(20), "А.".into()].join(" ")
    );
    let thirty = "Б".repeat(30);
    let initials = short_name(&holder(&thirty, &thirty, Some(&thirty))).unwrap();
    assert_eq!(
        initials.as_str(),
        ["Б".repeat(30), "Б.".into(), "Б.".into()].join(" ")
    );
    let cut = short_name(&holder(&"В".repeat(60), "Я", None)).unwrap();
    assert_eq!(cut.as_str(), "В".repeat(46) + "…");
    assert!(is_shortened(&cut) && !is_shortened(&fits));
    assert!(cut.as_str().len() <= MAX_NAME_LENGTH);
}

#[test]
fn latin_names_stand_in_only_where_there_are_no_cyrillic_ones() {
    let latin = Holder {
        surname: None,
        given_name: None,
        ..holder("А", "Б", None)
    };
    assert_eq!(short_name(&latin).unwrap().as_str(), "RAKHIMOV FARRUKH");
    let surname_only = Holder {
        given_name: None,
        ..holder("РАХИМОВ", "Б", None)
    };
    assert_eq!(short_name(&surname_only).unwrap().as_str(), "РАХИМОВ");
}

// shows: EPC-QR-06
#[test]
fn professions_are_cut_with_a_mark() {
    assert_eq!(short_professions(&[]).unwrap(), None);
    let short = short_professions(&[text("маляр"), text("каменщик")]).unwrap();
    assert_eq!(short.unwrap().as_str(), "маляр; каменщик");
    let cut = short_professions(&[text("уборщик производственных и служебных помещений")]);
    let cut = cut.unwrap().unwrap();
    assert!(is_shortened(&cut) && cut.as_str().len() <= MAX_PROFESSIONS_LENGTH);
}

#[test]
fn each_missing_field_is_refused() {
    for key in 1..=13_i64 {
        let error = defect(|fields| fields.retain(|(found, _)| *found != Value::from(key)));
        assert!(
            matches!(error, ModelError::MissingField { field } if field.key() == Some(key)),
            "{key}: {error}"
        );
    }
}

#[test]
fn each_field_of_another_type_is_refused() {
    for key in 1..=13_i64 {
        let error = value_defect(key, true);
        assert!(
            matches!(error, ModelError::WrongType { .. }),
            "{key}: {error}"
        );
    }
}

#[test]
fn values_outside_their_bounds_are_refused() {
    for (key, value) in [
        (2, Value::from(3)),
        (3, Value::Bytes(vec![0; 31])),
        (4, Value::from("04821")),
        (4, Value::from("04821a")),
        (5, Value::Array(vec![Value::from("77")])),
        (8, Value::from("Ы".repeat(49))),
        (12, Value::Array(vec![Value::from(1)])),
        (13, Value::from(256)),
    ] {
        let error = value_defect(key, value);
        assert!(
            matches!(error, ModelError::OutOfRange { .. }),
            "{key}: {error}"
        );
    }
    let error = defect(|fields| {
        fields.push((Value::from(14), Value::from("Ы".repeat(33))));
    });
    assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
}

#[test]
fn newer_version_is_reported_before_anything_else() {
    let error = defect(|fields| {
        fields.clear();
        fields.push((Value::from(1), Value::from(2)));
        fields.push((Value::from(99), Value::from(0)));
    });
    assert!(
        matches!(error, ModelError::UnsupportedVersion { version: 2, .. }),
        "{error}"
    );
}

#[test]
fn truncated_payload_is_refused_at_every_length() {
    let bytes = code().encode().unwrap();
    for length in 0..bytes.len() {
        assert!(PrintedCode::decode(&bytes[..length]).is_err(), "{length}");
    }
}

// shows: EPC-QR-02
#[test]
fn text_of_another_kind_too_long_or_not_base45_is_refused() {
    let signed = [0xD2; 300];
    let good = to_text(&signed);
    assert_eq!(from_text(&good).unwrap(), signed);
    for other in ["", "HC1:BB8", "epc1:BB8", " EPC1:BB8", "EPC2:BB8"] {
        assert_eq!(from_text(other), Err(CodeTextError::OtherKind), "{other}");
    }
    let long = String::from(PREFIX) + &"0".repeat(676);
    assert_eq!(from_text(&long), Err(CodeTextError::TooLong));
    assert!(matches!(
        from_text("EPC1:BB8\n"),
        Err(CodeTextError::Base45(_))
    ));
}

#[test]
fn debug_says_nothing_of_the_person() {
    assert_eq!(std::format!("{:?}", code()), "PrintedCode { .. }");
    assert_eq!(SignerReference::of(b"abc").to_string(), "ba7816bf8f01cfea");
}
