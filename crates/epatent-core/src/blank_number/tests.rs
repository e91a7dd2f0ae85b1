// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Normalisation and the bounds.

use alloc::string::String;

use super::{BlankNumber, BlankNumberError};
use crate::Warning;

#[test]
fn every_latin_look_alike_becomes_cyrillic() {
    for (latin, cyrillic) in "ABEKMHOPCTYX".chars().zip("АВЕКМНОРСТУХ".chars()) {
        assert_ne!(latin, cyrillic);
        let typed = |letter: char| {
            let text: String = [letter, letter]
                .into_iter()
                .chain("1234567".chars())
                .collect();
            BlankNumber::parse(&text).unwrap()
        };
        let expected = typed(cyrillic);
        assert!(expected.as_str().starts_with(cyrillic));
        assert_eq!(typed(latin), expected);
        assert_eq!(typed(latin.to_ascii_lowercase()), expected);
        assert_eq!(typed(cyrillic.to_lowercase().next().unwrap()), expected);
        assert_eq!(expected.warnings().count(), 0);
        assert_eq!(BlankNumber::parse(expected.as_str()), Ok(expected));
    }
}

#[test]
fn spaces_are_dropped() {
    let number = BlankNumber::parse(" ПА 123 4567 ").unwrap();
    assert_eq!(number.as_str(), "ПА1234567");
}

#[test]
fn other_lengths_are_refused() {
    for text in ["", "ПА123456", "ПА12345678", "ПА1234567ПА1234567"] {
        assert_eq!(
            BlankNumber::parse(text),
            Err(BlankNumberError::Length),
            "{text}"
        );
    }
}

#[test]
fn other_characters_are_refused() {
    for character in ['-', '№', 'é', 'ß', '中', '\0', '٣', 'ı'] {
        let text: String = "ПА123456".chars().chain([character]).collect();
        let error = BlankNumberError::Character { character };
        assert_eq!(BlankNumber::parse(&text), Err(error), "{text}");
    }
}

#[test]
fn another_split_into_letters_and_digits_warns() {
    // Latin D has no Cyrillic look-alike and stays.
    for text in [
        "123456789",
        "ПАС123456",
        "П12345678",
        "DD1234567",
        "12ПА34567",
    ] {
        let number = BlankNumber::parse(text).unwrap();
        let warning = Warning::BlankNumberFormat {
            number: number.as_str().into(),
        };
        assert!(number.warnings().eq([warning]), "{text}");
    }
}
