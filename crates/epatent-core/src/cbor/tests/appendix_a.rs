// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The examples of RFC 8949 Appendix A, all of them, and those of Appendix F.

use alloc::vec::Vec;
use std::format;
use std::string::{String, ToString as _};

use hex_literal::hex;

use super::{Kind, Value, accepted, decode, refused};

/// Encoding, diagnostic notation as printed there, and why and where the encoding is refused:
/// what is not deterministic by §4.2.1, or outside the data model.
type Example = (&'static [u8], &'static str, Option<(Kind, usize)>);

const APPENDIX_A: [Example; 81] = [
    (&hex!("00"), "0", None),
    (&hex!("01"), "1", None),
    (&hex!("0a"), "10", None),
    (&hex!("17"), "23", None),
    (&hex!("1818"), "24", None),
    (&hex!("1819"), "25", None),
    (&hex!("1864"), "100", None),
    (&hex!("1903e8"), "1000", None),
    (&hex!("1a000f4240"), "1000000", None),
    (&hex!("1b000000e8d4a51000"), "1000000000000", None),
    (&hex!("1bffffffffffffffff"), "18446744073709551615", None),
    (
        &hex!("c249010000000000000000"),
        "18446744073709551616",
        Some((Kind::TagNotAllowed, 0)),
    ),
    (&hex!("3bffffffffffffffff"), "-18446744073709551616", None),
    (
        &hex!("c349010000000000000000"),
        "-18446744073709551617",
        Some((Kind::TagNotAllowed, 0)),
    ),
    (&hex!("20"), "-1", None),
    (&hex!("29"), "-10", None),
    (&hex!("3863"), "-100", None),
    (&hex!("3903e7"), "-1000", None),
    (&hex!("f90000"), "0.0", Some((Kind::Float, 0))),
    (&hex!("f98000"), "-0.0", Some((Kind::Float, 0))),
    (&hex!("f93c00"), "1.0", Some((Kind::Float, 0))),
    (&hex!("fb3ff199999999999a"), "1.1", Some((Kind::Float, 0))),
    (&hex!("f93e00"), "1.5", Some((Kind::Float, 0))),
    (&hex!("f97bff"), "65504.0", Some((Kind::Float, 0))),
    (&hex!("fa47c35000"), "100000.0", Some((Kind::Float, 0))),
    (
        &hex!("fa7f7fffff"),
        "3.4028234663852886e+38",
        Some((Kind::Float, 0)),
    ),
    (
        &hex!("fb7e37e43c8800759c"),
        "1.0e+300",
        Some((Kind::Float, 0)),
    ),
    (
        &hex!("f90001"),
        "5.960464477539063e-8",
        Some((Kind::Float, 0)),
    ),
    (&hex!("f90400"), "0.00006103515625", Some((Kind::Float, 0))),
    (&hex!("f9c400"), "-4.0", Some((Kind::Float, 0))),
    (&hex!("fbc010666666666666"), "-4.1", Some((Kind::Float, 0))),
    (&hex!("f97c00"), "Infinity", Some((Kind::Float, 0))),
    (&hex!("f97e00"), "NaN", Some((Kind::Float, 0))),
    (&hex!("f9fc00"), "-Infinity", Some((Kind::Float, 0))),
    (&hex!("fa7f800000"), "Infinity", Some((Kind::Float, 0))),
    (&hex!("fa7fc00000"), "NaN", Some((Kind::Float, 0))),
    (&hex!("faff800000"), "-Infinity", Some((Kind::Float, 0))),
    (
        &hex!("fb7ff0000000000000"),
        "Infinity",
        Some((Kind::Float, 0)),
    ),
    (&hex!("fb7ff8000000000000"), "NaN", Some((Kind::Float, 0))),
    (
        &hex!("fbfff0000000000000"),
        "-Infinity",
        Some((Kind::Float, 0)),
    ),
    (&hex!("f4"), "false", None),
    (&hex!("f5"), "true", None),
    (&hex!("f6"), "null", None),
    (&hex!("f7"), "undefined", Some((Kind::SimpleValue, 0))),
    (&hex!("f0"), "simple(16)", Some((Kind::SimpleValue, 0))),
    (&hex!("f8ff"), "simple(255)", Some((Kind::SimpleValue, 0))),
    (
        &hex!("c074323031332d30332d32315432303a30343a30305a"),
        r#"0("2013-03-21T20:04:00Z")"#,
        Some((Kind::TagNotAllowed, 0)),
    ),
    (
        &hex!("c11a514b67b0"),
        "1(1363896240)",
        Some((Kind::TagNotAllowed, 0)),
    ),
    (
        &hex!("c1fb41d452d9ec200000"),
        "1(1363896240.5)",
        Some((Kind::TagNotAllowed, 0)),
    ),
    (
        &hex!("d74401020304"),
        "23(h'01020304')",
        Some((Kind::TagNotAllowed, 0)),
    ),
    (
        &hex!("d818456449455446"),
        "24(h'6449455446')",
        Some((Kind::TagNotAllowed, 0)),
    ),
    (
        &hex!("d82076687474703a2f2f7777772e6578616d706c652e636f6d"),
        r#"32("http://www.example.com")"#,
        Some((Kind::TagNotAllowed, 0)),
    ),
    (&hex!("40"), "h''", None),
    (&hex!("4401020304"), "h'01020304'", None),
    (&hex!("60"), r#""""#, None),
    (&hex!("6161"), r#""a""#, None),
    (&hex!("6449455446"), r#""IETF""#, None),
    (&hex!("62225c"), r#""\"\\""#, None),
    (&hex!("62c3bc"), r#""\u00fc""#, None),
    (&hex!("63e6b0b4"), r#""\u6c34""#, None),
    (&hex!("64f0908591"), r#""\ud800\udd51""#, None),
    (&hex!("80"), "[]", None),
    (&hex!("83010203"), "[1, 2, 3]", None),
    (&hex!("8301820203820405"), "[1, [2, 3], [4, 5]]", None),
    (
        &hex!("98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]",
        None,
    ),
    (&hex!("a0"), "{}", None),
    (&hex!("a201020304"), "{1: 2, 3: 4}", None),
    (
        &hex!("a26161016162820203"),
        r#"{"a": 1, "b": [2, 3]}"#,
        None,
    ),
    (&hex!("826161a161626163"), r#"["a", {"b": "c"}]"#, None),
    (
        &hex!("a56161614161626142616361436164614461656145"),
        r#"{"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}"#,
        None,
    ),
    (
        &hex!("5f42010243030405ff"),
        "(_ h'0102', h'030405')",
        Some((Kind::IndefiniteLength, 0)),
    ),
    (
        &hex!("7f657374726561646d696e67ff"),
        r#"(_ "strea", "ming")"#,
        Some((Kind::IndefiniteLength, 0)),
    ),
    (&hex!("9fff"), "[_ ]", Some((Kind::IndefiniteLength, 0))),
    (
        &hex!("9f018202039f0405ffff"),
        "[_ 1, [2, 3], [_ 4, 5]]",
        Some((Kind::IndefiniteLength, 0)),
    ),
    (
        &hex!("9f01820203820405ff"),
        "[_ 1, [2, 3], [4, 5]]",
        Some((Kind::IndefiniteLength, 0)),
    ),
    (
        &hex!("83018202039f0405ff"),
        "[1, [2, 3], [_ 4, 5]]",
        Some((Kind::IndefiniteLength, 5)),
    ),
    (
        &hex!("83019f0203ff820405"),
        "[1, [_ 2, 3], [4, 5]]",
        Some((Kind::IndefiniteLength, 2)),
    ),
    (
        &hex!("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff"),
        "[_ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]",
        Some((Kind::IndefiniteLength, 0)),
    ),
    (
        &hex!("bf61610161629f0203ffff"),
        r#"{_ "a": 1, "b": [_ 2, 3]}"#,
        Some((Kind::IndefiniteLength, 0)),
    ),
    (
        &hex!("826161bf61626163ff"),
        r#"["a", {_ "b": "c"}]"#,
        Some((Kind::IndefiniteLength, 3)),
    ),
    (
        &hex!("bf6346756ef563416d7421ff"),
        r#"{_ "Fun": true, "Amt": -2}"#,
        Some((Kind::IndefiniteLength, 0)),
    ),
];

/// Diagnostic notation as Appendix A prints it: text in ASCII, with the escapes of JSON.
fn notation(value: &Value) -> String {
    match value {
        Value::Integer(number) => i128::from(*number).to_string(),
        Value::Bytes(bytes) => format!("h'{}'", hex::encode(bytes)),
        Value::Text(text) => format!("\"{}\"", text.chars().map(escaped).collect::<String>()),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => "null".to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(notation).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entry =
                |(key, value): &(Value, Value)| format!("{}: {}", notation(key), notation(value));
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => panic!("the strict decoder gives no {other:?}"),
    }
}

fn escaped(character: char) -> String {
    match character {
        '"' | '\\' => format!("\\{character}"),
        plain if plain.is_ascii() => plain.to_string(),
        other => {
            let mut units = [0; 2];
            let units = other.encode_utf16(&mut units).iter();
            units.map(|unit| format!("\\u{unit:04x}")).collect()
        }
    }
}

#[test]
fn every_example_is_decoded_to_what_is_printed_beside_it_or_refused_for_its_reason() {
    let mut decoded = 0;
    for (bytes, printed, why) in APPENDIX_A {
        match why {
            None => {
                accepted(bytes);
                assert_eq!(notation(&decode(bytes).unwrap()), printed);
                decoded += 1;
            }
            Some((kind, offset)) => refused(bytes, kind, offset),
        }
    }
    assert_eq!((decoded, APPENDIX_A.len() - decoded), (37, 44));
}

/// What is refused for its encoding only means the same as an example that is accepted.
#[test]
fn an_indefinite_example_without_its_breaks_is_another_example() {
    for (indefinite, definite) in [
        ("[_ 1, [2, 3], [_ 4, 5]]", "[1, [2, 3], [4, 5]]"),
        (r#"{_ "a": 1, "b": [_ 2, 3]}"#, r#"{"a": 1, "b": [2, 3]}"#),
    ] {
        let example = |wanted| APPENDIX_A.iter().find(|(_, printed, _)| *printed == wanted);
        let (bytes, ..) = example(indefinite).unwrap();
        let general: Value = ciborium::de::from_reader(*bytes).unwrap();
        assert_eq!(notation(&general), definite);
        let (bytes, ..) = example(definite).unwrap();
        assert_eq!(super::encode(&general).unwrap(), *bytes);
    }
}

/// Appendix F lists what is not well formed at all.
#[test]
fn examples_of_appendix_f_are_refused() {
    for bytes in [
        &hex!("1c")[..],
        &hex!("fe"),
        &hex!("f800"),
        &hex!("f818"),
        &hex!("1901"),
        &hex!("1a010203"),
        &hex!("41"),
        &hex!("5affffffff00"),
        &hex!("7b7fffffffffffffff010203"),
        &hex!("8200"),
        &hex!("a1"),
        &hex!("a20000"),
        &hex!("a100"),
        &hex!("a2000000"),
        &hex!("c0"),
        &hex!("ff"),
        &hex!("81ff"),
        &hex!("a1ff00"),
        &hex!("a100ff"),
        &hex!("df"),
        &hex!("1f"),
    ] {
        assert!(decode(bytes).is_err(), "{bytes:02x?}");
    }
}
