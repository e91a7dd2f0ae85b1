// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeSet;
use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

use super::*;

#[test]
fn the_examples_of_rfc_9285_section_4_3_and_4_4_hold() {
    for (bytes, text) in [
        (&b"AB"[..], "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
    ] {
        assert_eq!(encode(bytes), text);
        assert_eq!(decode(text).unwrap(), bytes);
        assert_eq!(text.len(), encoded_length(bytes.len()));
    }
}

#[test]
fn the_overflows_of_rfc_9285_section_6_are_refused() {
    // 65535 is FGW, 65536 is GGW; the RFC names GGW. 255 is U5, 256 is V5.
    assert_eq!(decode("FGW").unwrap(), [0xFF, 0xFF]);
    assert_eq!(decode("GGW"), Err(Base45Error::Overflow { offset: 0 }));
    assert_eq!(decode("BB8:::"), Err(Base45Error::Overflow { offset: 3 }));
    assert_eq!(decode("U5").unwrap(), [0xFF]);
    assert_eq!(decode("V5"), Err(Base45Error::Overflow { offset: 0 }));
    assert_eq!(decode("::"), Err(Base45Error::Overflow { offset: 0 }));
}

#[test]
fn one_character_left_over_is_refused() {
    for text in ["0", "BB80"] {
        assert_eq!(decode(text), Err(Base45Error::Length));
    }
}

#[test]
fn every_byte_outside_the_alphabet_is_refused_at_its_place() {
    let alphabet: BTreeSet<u8> = ALPHABET.iter().copied().collect();
    assert_eq!(alphabet.len(), 45);
    for character in (0..=127_u8).filter(|byte| !alphabet.contains(byte)) {
        for place in 0..3 {
            let mut text = vec![b'0'; 6];
            text[3 + place] = character;
            let text = String::from_utf8(text).unwrap();
            let offset = 3 + place;
            assert_eq!(decode(&text), Err(Base45Error::Character { offset }));
        }
    }
    assert!(matches!(
        decode("ЖЖ"),
        Err(Base45Error::Character { .. } | Base45Error::Length)
    ));
}

// shows: EPC-QR-02
#[test]
fn every_one_and_every_two_bytes_have_one_text_and_every_other_text_is_refused() {
    let mut accepted = 0_u32;
    let digits: Vec<char> = ALPHABET.iter().copied().map(char::from).collect();
    for first in &digits {
        for second in &digits {
            let two: String = [*first, *second].iter().collect();
            if let Ok(bytes) = decode(&two) {
                assert_eq!(encode(&bytes), two);
                accepted += 1;
            }
            for third in &digits {
                let three: String = [*first, *second, *third].iter().collect();
                if let Ok(bytes) = decode(&three) {
                    assert_eq!(encode(&bytes), three);
                    accepted += 1;
                }
            }
        }
    }
    assert_eq!(accepted, 256 + 65_536);
}

#[test]
fn errors_say_where() {
    assert_eq!(
        decode("00a").unwrap_err().to_string(),
        "character 2 is none of Base45"
    );
}
