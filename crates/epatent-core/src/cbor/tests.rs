// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every kind of refusal with its offset, and every bound from both sides.

use alloc::vec;
use alloc::vec::Vec;
use std::string::String;

use hex_literal::hex;

use super::{
    CborErrorKind as Kind, EncodeError, MAX_DEPTH, MAX_LENGTH, Value, check, check_tagged, decode,
    decode_tagged, encode, encode_tagged,
};

mod appendix_a;
mod differential;

#[track_caller]
fn refused(bytes: &[u8], kind: Kind, offset: usize) {
    let error = check(bytes).expect_err("the scanner accepts what it must refuse");
    assert_eq!((error.kind, error.offset), (kind, offset));
    assert_eq!(decode(bytes), Err(error));
}

#[track_caller]
fn accepted(bytes: &[u8]) {
    assert_eq!(check(bytes), Ok(()));
    let general: Value = ciborium::de::from_reader(bytes).unwrap();
    assert_eq!(decode(bytes).unwrap(), general);
    assert_eq!(encode(&decode(bytes).unwrap()).unwrap(), bytes);
}

#[test]
fn an_item_that_is_cut_short_is_refused_at_the_item() {
    refused(&[], Kind::Truncated, 0);
    refused(&hex!("18"), Kind::Truncated, 0);
    refused(&hex!("82 01 19 01"), Kind::Truncated, 2);
    refused(&hex!("82 01 42 00"), Kind::Truncated, 2);
    refused(&hex!("82 19 01 00"), Kind::Truncated, 4);
    refused(&hex!("f8"), Kind::Truncated, 0);
}

#[test]
fn a_claim_beyond_the_end_is_refused_before_anything_is_read() {
    for head in [
        hex!("5b ff ff ff ff ff ff ff ff"),
        hex!("7b ff ff ff ff ff ff ff ff"),
        hex!("9b ff ff ff ff ff ff ff ff"),
        hex!("bb ff ff ff ff ff ff ff ff"),
        hex!("5b 7f ff ff ff ff ff ff ff"),
        hex!("bb 80 00 00 00 00 00 00 00"),
    ] {
        refused(&head, Kind::Truncated, 0);
        // Inside an array, with bytes left that are not enough.
        let nested = [&[0x82][..], &head, &[0; 20]].concat();
        refused(&nested, Kind::Truncated, 1);
    }
    refused(&hex!("83 01 02"), Kind::Truncated, 0);
    refused(&hex!("a2 01 02 03"), Kind::Truncated, 0);
    refused(&hex!("43 01 02"), Kind::Truncated, 0);
}

// shows: EPC-ENC-01
#[test]
fn bytes_after_the_item_are_refused_at_the_first_of_them() {
    refused(&hex!("00 00"), Kind::TrailingBytes, 1);
    refused(&hex!("82 01 02 f6"), Kind::TrailingBytes, 3);
    refused(&hex!("a0 ff"), Kind::TrailingBytes, 1);
}

// shows: EPC-ENC-01
#[test]
fn a_number_with_a_shorter_form_is_refused() {
    for (bytes, offset) in [
        (&hex!("18 00")[..], 0),
        (&hex!("18 17"), 0),
        (&hex!("38 17"), 0),
        (&hex!("58 17"), 0),
        (&hex!("78 00"), 0),
        (&hex!("98 00"), 0),
        (&hex!("b8 00"), 0),
        (&hex!("d8 12 00"), 0),
        (&hex!("81 19 00 ff"), 1),
        (&hex!("81 59 00 ff"), 1),
        (&hex!("82 00 1a 00 00 ff ff"), 2),
        (&hex!("5a 00 00 ff ff"), 0),
        (&hex!("1b 00 00 00 00 ff ff ff ff"), 0),
        (&hex!("bb 00 00 00 00 00 00 00 01"), 0),
        (&hex!("f8 1f"), 0),
    ] {
        refused(bytes, Kind::NotShortest, offset);
    }
}

#[test]
fn the_least_number_of_each_form_is_accepted() {
    for bytes in [
        &hex!("17")[..],
        &hex!("18 18"),
        &hex!("18 ff"),
        &hex!("19 01 00"),
        &hex!("19 ff ff"),
        &hex!("1a 00 01 00 00"),
        &hex!("1a ff ff ff ff"),
        &hex!("1b 00 00 00 01 00 00 00 00"),
        &hex!("3b ff ff ff ff ff ff ff ff"),
    ] {
        accepted(bytes);
    }
}

// shows: EPC-ENC-01
#[test]
fn indefinite_lengths_and_breaks_are_refused() {
    refused(&hex!("5f 41 00 ff"), Kind::IndefiniteLength, 0);
    refused(&hex!("7f 61 61 ff"), Kind::IndefiniteLength, 0);
    refused(&hex!("81 9f ff"), Kind::IndefiniteLength, 1);
    refused(&hex!("bf ff"), Kind::IndefiniteLength, 0);
    refused(&hex!("81 ff"), Kind::IndefiniteLength, 1);
}

// shows: EPC-ENC-01
#[test]
fn keys_out_of_order_and_duplicate_keys_are_refused_at_the_later_key() {
    refused(&hex!("a2 02 00 01 00"), Kind::KeyOrder, 3);
    refused(&hex!("a2 01 00 01 00"), Kind::DuplicateKey, 3);
    // Bytewise order: 10, 100, -1, "z", "aa"; not numbers first or shorter first.
    accepted(&hex!("a5 0a 00 18 64 00 20 00 61 7a 00 62 61 61 00"));
    refused(&hex!("a2 20 00 0a 00"), Kind::KeyOrder, 3);
    refused(&hex!("a2 20 00 18 64 00"), Kind::KeyOrder, 3);
    refused(&hex!("a2 62 61 61 00 61 7a 00"), Kind::KeyOrder, 5);
    // A duplicate that is not adjacent is out of order.
    refused(&hex!("a3 01 00 02 00 01 00"), Kind::KeyOrder, 5);
    // Inside a value, and in a key that is itself a map.
    refused(&hex!("a1 00 a2 01 00 01 00"), Kind::DuplicateKey, 5);
    refused(&hex!("a1 a2 01 00 01 00 00"), Kind::DuplicateKey, 4);
}

// shows: EPC-ENC-01
#[test]
fn floats_and_other_simple_values_are_refused() {
    refused(&hex!("f9 00 00"), Kind::Float, 0);
    refused(&hex!("81 fa 00 00 00 00"), Kind::Float, 1);
    refused(&hex!("fb 00 00 00 00 00 00 00 00"), Kind::Float, 0);
    refused(&hex!("f7"), Kind::SimpleValue, 0);
    refused(&hex!("e0"), Kind::SimpleValue, 0);
    refused(&hex!("81 f3"), Kind::SimpleValue, 1);
    refused(&hex!("f8 20"), Kind::SimpleValue, 0);
    refused(&hex!("f8 ff"), Kind::SimpleValue, 0);
    accepted(&hex!("83 f4 f5 f6"));
}

#[test]
fn reserved_initial_bytes_are_refused() {
    for major in 0..8_u8 {
        for info in 28..31 {
            refused(
                &[0x81, major << 5 | info, 0, 0],
                Kind::ReservedInitialByte,
                1,
            );
        }
    }
    for major in [0, 1, 6_u8] {
        refused(&[major << 5 | 31, 0], Kind::ReservedInitialByte, 0);
    }
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    refused(&hex!("61 ff"), Kind::NotUtf8, 0);
    refused(&hex!("82 00 62 c0 80"), Kind::NotUtf8, 2);
    refused(&hex!("63 ed a0 80"), Kind::NotUtf8, 0);
    refused(&hex!("61 d0"), Kind::NotUtf8, 0);
}

// shows: EPC-ENC-01, EPC-ENC-05
#[test]
fn text_that_is_not_composed_is_refused() {
    // И + combining breve is Й decomposed; e + combining acute is é decomposed.
    refused(&hex!("81 64 d0 98 cc 86"), Kind::NotNfc, 1);
    refused(&hex!("63 65 cc 81"), Kind::NotNfc, 0);
    // The Ångström sign is canonically Å.
    refused(&hex!("63 e2 84 ab"), Kind::NotNfc, 0);
    accepted(&hex!("62 d0 99"));
    // A combining mark that composes with nothing stays.
    accepted(&hex!("63 78 cc 81"));
}

// shows: EPC-ENC-01
#[test]
fn a_tag_is_refused_unless_the_caller_demands_it_outermost() {
    refused(&hex!("d2 00"), Kind::TagNotAllowed, 0);
    refused(&hex!("c2 41 01"), Kind::TagNotAllowed, 0);
    refused(&hex!("81 d2 00"), Kind::TagNotAllowed, 1);
    assert_eq!(check_tagged(&hex!("d2 80"), 18), Ok(()));
    assert_eq!(
        decode_tagged(&hex!("d2 81 05"), 18).unwrap(),
        Value::Array(vec![5.into()])
    );
    for (bytes, kind, offset) in [
        (&hex!("80")[..], Kind::TagMissing, 0),
        (&hex!("f6"), Kind::TagMissing, 0),
        (&hex!("f9 00 00"), Kind::Float, 0),
        (&hex!("d1 80"), Kind::TagNotAllowed, 0),
        (&hex!("d2 d2 80"), Kind::TagNotAllowed, 1),
        (&hex!("d2"), Kind::Truncated, 1),
        (&hex!("d2 80 00"), Kind::TrailingBytes, 2),
        (&hex!("d8 12 80"), Kind::NotShortest, 0),
        (&hex!(""), Kind::Truncated, 0),
    ] {
        let error = check_tagged(bytes, 18).unwrap_err();
        assert_eq!((error.kind, error.offset), (kind, offset), "{bytes:02x?}");
        assert_eq!(decode_tagged(bytes, 18), Err(error));
    }
}

// shows: EPC-ENC-01
#[test]
fn eight_levels_are_accepted_and_nine_refused() {
    let nested = |levels: usize, open: &[u8], end: &[u8]| [&open.repeat(levels), end].concat();
    accepted(&nested(MAX_DEPTH, &[0x81], &[0x00]));
    refused(
        &nested(MAX_DEPTH + 1, &[0x81], &[0x00]),
        Kind::TooDeep,
        MAX_DEPTH,
    );
    accepted(&nested(MAX_DEPTH, &[0xa1, 0x00], &[0x00]));
    refused(
        &nested(MAX_DEPTH + 1, &[0xa1, 0x00], &[0x00]),
        Kind::TooDeep,
        2 * MAX_DEPTH,
    );
    // Empty ones count, keys count, and a hundred thousand levels need no stack.
    accepted(&nested(MAX_DEPTH - 1, &[0x81], &[0x80]));
    refused(
        &nested(MAX_DEPTH, &[0x81], &[0xa0]),
        Kind::TooDeep,
        MAX_DEPTH,
    );
    refused(
        &[&[0xa1; MAX_DEPTH + 1][..], &[0; 20]].concat(),
        Kind::TooDeep,
        MAX_DEPTH,
    );
    refused(&[0x81; MAX_LENGTH], Kind::TooDeep, MAX_DEPTH);
    // The tag is a level.
    let tagged = |levels| nested(levels, &[0x81], &[0x00]);
    assert_eq!(
        check_tagged(&[&[0xd2], &tagged(MAX_DEPTH - 1)[..]].concat(), 18),
        Ok(())
    );
    let error = check_tagged(&[&[0xd2], &tagged(MAX_DEPTH)[..]].concat(), 18).unwrap_err();
    assert_eq!((error.kind, error.offset), (Kind::TooDeep, MAX_DEPTH));
}

#[test]
fn a_byte_string_is_opaque() {
    accepted(&hex!("44 ff 9f 81 d2"));
}

#[test]
fn lengths_take_the_shortest_head_at_every_boundary() {
    for (length, head) in [
        (0, &hex!("40")[..]),
        (1, &hex!("41")),
        (23, &hex!("57")),
        (24, &hex!("58 18")),
        (255, &hex!("58 ff")),
        (256, &hex!("59 01 00")),
        (MAX_LENGTH - 3, &hex!("59 ff fd")),
    ] {
        let content = vec![0x61; length];
        let bytes = encode(&Value::Bytes(content.clone())).unwrap();
        assert_eq!(bytes, [head, &content].concat());
        accepted(&bytes);
        let text = encode(&Value::Text(String::from_utf8(content).unwrap())).unwrap();
        assert_eq!(
            text.first(),
            head.first().map(|first| first | 0x20).as_ref()
        );
        accepted(&text);
        let array = encode(&Value::Array(vec![Value::Null; length])).unwrap();
        assert_eq!(array.len(), bytes.len());
        accepted(&array);
    }
}

#[test]
fn more_than_the_largest_length_is_refused() {
    let of_length = |length: usize| {
        let content = u16::try_from(length - 3).unwrap().to_be_bytes();
        [&[0x59][..], &content, &vec![0; length - 3]].concat()
    };
    accepted(&of_length(MAX_LENGTH - 1));
    accepted(&of_length(MAX_LENGTH));
    refused(&of_length(MAX_LENGTH + 1), Kind::TooLong, MAX_LENGTH);
    let value = |length| Value::Bytes(vec![0; length]);
    assert_eq!(encode(&value(MAX_LENGTH - 2)), Err(EncodeError::TooLong));
    for length in [65_535, 65_536, 65_537, 1 << 20] {
        assert_eq!(encode(&value(length)), Err(EncodeError::TooLong));
    }
    let many = Value::Array(vec![value(30_000), value(30_000), value(30_000)]);
    assert_eq!(encode(&many), Err(EncodeError::TooLong));
    // A head that claims 65536 bytes of an input that is as long.
    let mut claim = of_length(MAX_LENGTH);
    claim.splice(0..3, hex!("5a 00 01 00 00"));
    claim.truncate(MAX_LENGTH);
    refused(&claim, Kind::Truncated, 0);
}

#[test]
fn long_cyrillic_text_passes_the_decoder_whole() {
    let text = "Патент ".repeat(2_000);
    accepted(&encode(&Value::Text(text)).unwrap());
}

#[test]
fn the_encoder_refuses_what_the_scanner_would() {
    let pair = |key: i64| (Value::from(key), Value::Null);
    let nested = |levels| (0..levels).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    for (value, error) in [
        (Value::Float(1.5), EncodeError::Float),
        (Value::Array(vec![Value::Float(0.0)]), EncodeError::Float),
        (
            Value::Tag(18, Value::Null.into()),
            EncodeError::TagNotAllowed,
        ),
        (
            Value::Map(vec![pair(1), pair(2), pair(1)]),
            EncodeError::DuplicateKey,
        ),
        (Value::from("e\u{301}"), EncodeError::NotNfc),
        (nested(MAX_DEPTH + 1), EncodeError::TooDeep),
    ] {
        assert_eq!(encode(&value), Err(error));
    }
    assert!(encode(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(
        encode_tagged(18, &nested(MAX_DEPTH)),
        Err(EncodeError::TooDeep)
    );
    let tagged = encode_tagged(18, &nested(MAX_DEPTH - 1)).unwrap();
    assert_eq!(check_tagged(&tagged, 18), Ok(()));
    assert_eq!(decode_tagged(&tagged, 18).unwrap(), nested(MAX_DEPTH - 1));
}

#[test]
fn map_keys_are_sorted_whatever_order_they_come_in() {
    let entry = |key: Value| (key, Value::Null);
    let map = Value::Map(vec![
        entry("aa".into()),
        entry((-1).into()),
        entry("z".into()),
        entry(100.into()),
        entry(10.into()),
    ]);
    assert_eq!(
        encode(&map).unwrap(),
        hex!("a5 0a f6 18 64 f6 20 f6 61 7a f6 62 61 61 f6")
    );
}

#[test]
fn an_error_says_what_and_where() {
    let error = check(&hex!("82 00 18 01")).unwrap_err();
    assert_eq!(
        std::format!("{error}"),
        "number is not in its shortest form at byte 2"
    );
    assert_eq!(error.kind.as_str(), "not-shortest");
}

#[test]
fn every_initial_byte_is_accepted_or_refused_as_rfc_8949_3_says() {
    let alone: Vec<u8> = (0..=u8::MAX)
        .filter(|&byte| check(&[byte]).is_ok())
        .collect();
    let expected = (0x00..=0x17)
        .chain(0x20..=0x37)
        .chain([0x40, 0x60, 0x80, 0xa0]);
    assert!(alone.into_iter().eq(expected.chain([0xf4, 0xf5, 0xf6])));
}

#[test]
fn a_long_document_of_many_small_items_is_refused_before_it_fills_memory() {
    // An array of a million and more numbers, one byte each: 9a and a count of four bytes.
    let count: u32 = 1 << 20;
    let mut bytes = vec![0x9a];
    bytes.extend(count.to_be_bytes());
    bytes.resize(bytes.len() + count as usize, 0);
    let error = super::decode_within(&bytes, 1 << 24).unwrap_err();
    assert_eq!(error.kind.as_str(), "too-long");
    // With the array itself it is one item too many; one number less is taken.
    bytes.pop();
    bytes[1..5].copy_from_slice(&(count - 1).to_be_bytes());
    assert!(super::decode_within(&bytes, 1 << 24).is_ok());
}
