// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Ways to write a patent number, and its bounds.

use alloc::format;
use alloc::vec::Vec;
use std::string::ToString;

use super::{MAX_PART, PatentNumber, PatentNumberError as Error};
use crate::Warning;

fn warnings(series: &str, number: &str) -> Vec<Warning> {
    PatentNumber::from_parts(series, number)
        .unwrap()
        .warnings()
        .collect()
}

#[test]
fn a_number_may_be_written_in_several_ways() {
    let expected = PatentNumber::from_parts("77", "2600012345").unwrap();
    for text in [
        "77 2600012345",
        "772600012345",
        "77№2600012345",
        " 77  № 2600012345 ",
    ] {
        assert_eq!(PatentNumber::parse(text), Ok(expected.clone()), "{text}");
    }
    assert_eq!(expected.to_string(), "77 2600012345");
    assert_eq!(expected.warnings().count(), 0);
}

#[test]
fn what_is_not_two_parts_is_refused() {
    for text in [
        "",
        " ",
        "77",
        "2600012345",
        "7726000123456",
        "77 26000 12345",
        "77-2600012345",
    ] {
        assert_eq!(PatentNumber::parse(text), Err(Error::NotTwoParts), "{text}");
    }
}

#[test]
fn parts_beyond_the_hard_bounds_are_refused() {
    let longest = "1".repeat(MAX_PART);
    assert!(PatentNumber::from_parts(&longest, &longest).is_ok());
    let longer = format!("{longest}1");
    assert_eq!(PatentNumber::from_parts(&longer, "1"), Err(Error::TooLong));
    assert_eq!(PatentNumber::from_parts("77", &longer), Err(Error::TooLong));
    assert_eq!(PatentNumber::from_parts("", "1"), Err(Error::Empty));
    assert_eq!(PatentNumber::from_parts("77", ""), Err(Error::Empty));
    for character in [' ', '\n', '/', 'é', '\u{306}', '٣'] {
        let number = format!("26{character}1");
        assert_eq!(
            PatentNumber::from_parts("77", &number),
            Err(Error::Character { character })
        );
    }
}

#[test]
fn other_formats_warn() {
    let series = || "7А".to_string();
    let warning = Warning::PatentSeriesFormat { series: series() };
    assert_eq!(warnings("7А", "2600012345"), [warning]);
    let warning = Warning::PatentSeriesUnknown {
        series: "99".into(),
    };
    assert_eq!(warnings("99", "2600012345"), [warning]);
    assert_eq!(
        warnings("77", "260001234"),
        [Warning::PatentNumberFormat { length: 9 }]
    );
    assert_eq!(
        warnings("77", "26000123456"),
        [Warning::PatentNumberFormat { length: 11 }]
    );
    assert_eq!(
        warnings("77", "260001234А"),
        [Warning::PatentNumberFormat { length: 10 }]
    );
    assert_eq!(warnings("7", "1").len(), 2);
}
