// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Check digits and the bounds.

use alloc::format;

use super::{Inn, InnError};
use crate::Warning;

/// For 500100732259 the weighted sums are 148 and 141: 5 and 9 modulo 11.
#[test]
fn a_right_number_raises_no_warning() {
    for digits in ["500100732259", "000000000000"] {
        let inn = Inn::parse(digits).unwrap();
        assert_eq!(inn.as_str(), digits);
        assert_eq!(inn.warnings().count(), 0);
    }
}

#[test]
fn each_wrong_digit_warns() {
    let right = "500100732259";
    for position in 0..right.len() {
        let digit = right.as_bytes()[position] - b'0';
        let wrong = (digit + 1) % 10;
        let text = format!("{}{wrong}{}", &right[..position], &right[position + 1..]);
        let inn = Inn::parse(&text).unwrap();
        assert_eq!(inn.warnings().count(), 1, "{text}");
    }
    let expected = Warning::InnCheckDigits {
        expected: "59".into(),
        actual: "95".into(),
    };
    assert!(
        Inn::parse("500100732295")
            .unwrap()
            .warnings()
            .eq([expected])
    );
}

#[test]
fn a_remainder_of_ten_counts_as_nought() {
    // The fourth digit alone weighs 10 in the sum for digit 11 and 4 in that for digit 12.
    assert_eq!(Inn::parse("000100000004").unwrap().warnings().count(), 0);
}

#[test]
fn another_length_warns() {
    for (text, length) in [("1", 1), ("7707083893", 10), ("5001007322599", 13)] {
        assert!(
            Inn::parse(text)
                .unwrap()
                .warnings()
                .eq([Warning::InnFormat { length }])
        );
    }
}

#[test]
fn what_is_no_number_is_refused() {
    assert_eq!(Inn::parse(""), Err(InnError::Empty));
    assert!(Inn::parse(&"1".repeat(20)).is_ok());
    assert_eq!(Inn::parse(&"1".repeat(21)), Err(InnError::TooLong));
    for character in [' ', '-', 'a', '٣', 'О'] {
        let error = InnError::Character { character };
        assert_eq!(Inn::parse(&format!("5001{character}0732259")), Err(error));
    }
}
