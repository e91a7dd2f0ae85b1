// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The scanner against the general-purpose decoder followed by the deterministic encoder.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{MAX_LENGTH, Value, check, check_tagged, decode, encode};

/// What the scanner must say, by another road: the bytes are one item to the last, and encoding
/// what they mean gives them back.
fn is_deterministic(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    ciborium::de::from_reader::<Value, _>(&mut rest).is_ok_and(|value| {
        rest.is_empty()
            && bytes.len() <= MAX_LENGTH
            && encode(&value).is_ok_and(|again| again == bytes)
    })
}

/// Values of the data model, and a few beyond it: floats, tags, decomposed text.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        8 => any::<u64>().prop_map(Value::from),
        8 => (0..70_000_u32).prop_map(Value::from),
        4 => any::<i64>().prop_map(Value::from),
        4 => vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        4 => "[а-яёй]{0,30}".prop_map(Value::Text),
        2 => any::<String>().prop_map(Value::Text),
        1 => Just(Value::from("и\u{306}")),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<f64>().prop_map(Value::Float),
    ];
    leaf.prop_recursive(9, 60, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            vec((inner.clone(), inner.clone()), 0..6).prop_map(Value::Map),
            (0..30_u64, inner).prop_map(|(tag, value)| Value::Tag(tag, value.into())),
        ]
    })
}

/// Bytes of which many are heads of short items, so that random input gets deep.
fn likely_bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => any::<u8>(),
        3 => 0_u8..4,
        1 => Just(0x18_u8),
        2 => 0x40_u8..0x43,
        2 => 0x60_u8..0x63,
        3 => 0x80_u8..0x84,
        3 => 0xa0_u8..0xa3,
        1 => 0xf4_u8..0xf8,
    ];
    vec(byte, 0..24)
}

#[test]
fn scanner_and_decoder_agree_on_every_input_of_one_and_two_bytes() {
    for first in 0..=u8::MAX {
        assert_eq!(
            check(&[first]).is_ok(),
            is_deterministic(&[first]),
            "{first:02x}"
        );
        for second in 0..=u8::MAX {
            let bytes = [first, second];
            assert_eq!(
                check(&bytes).is_ok(),
                is_deterministic(&bytes),
                "{bytes:02x?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn scanner_and_decoder_agree_on_likely_bytes(bytes in likely_bytes()) {
        prop_assert_eq!(check(&bytes).is_ok(), is_deterministic(&bytes));
        // Neither road may panic on the tagged form.
        let _ = check_tagged(&bytes, 18);
    }

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        if let Err(error) = decode(&bytes) {
            prop_assert!(error.offset <= bytes.len());
        }
        let _ = check_tagged(&bytes, 18);
    }

    #[test]
    fn what_the_general_encoder_writes_is_judged_alike(value in values()) {
        let mut bytes = Vec::new();
        ciborium::ser::into_writer(&value, &mut bytes).unwrap();
        prop_assert_eq!(check(&bytes).is_ok(), is_deterministic(&bytes));
    }

    #[test]
    fn what_the_encoder_writes_is_accepted_and_comes_back(value in values()) {
        if let Ok(bytes) = encode(&value) {
            prop_assert_eq!(check(&bytes), Ok(()));
            let again = decode(&bytes).unwrap();
            prop_assert_eq!(encode(&again).unwrap(), bytes);
        }
    }

    #[test]
    fn a_changed_byte_is_judged_alike(
        value in values(),
        at in any::<prop::sample::Index>(),
        mask in 1..=u8::MAX,
        cut in any::<prop::sample::Index>(),
    ) {
        if let Ok(mut bytes) = encode(&value) {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
            prop_assert_eq!(check(&bytes).is_ok(), is_deterministic(&bytes));
            bytes[at] ^= mask;
            bytes.truncate(cut.index(bytes.len()));
            prop_assert!(check(&bytes).is_err());
        }
    }
}
