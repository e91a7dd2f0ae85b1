// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What holds for every newtype: hostile text never panics, and what is shown parses back.

use core::fmt::{Debug, Display};

use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, Inn, PatentNumber, Region, Sex, UnixTime,
};
use proptest::prelude::*;

fn comes_back<T: Debug + Display + PartialEq, E: Debug + PartialEq>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) {
    if let Ok(value) = parse(text) {
        assert_eq!(parse(&value.to_string()), Ok(value), "{text:?}");
    }
}

fn every_newtype(text: &str) {
    comes_back(text, BirthDate::parse);
    comes_back(text, BlankNumber::parse);
    comes_back(text, CivilDate::parse);
    comes_back(text, Country::parse);
    comes_back(text, Country::from_code_shape);
    comes_back(text, Inn::parse);
    comes_back(text, PatentNumber::parse);
    comes_back(text, Region::parse);
    comes_back(text, Sex::parse);
    comes_back(text, UnixTime::parse);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn any_text_is_refused_or_comes_back(text in any::<String>()) {
        every_newtype(&text);
    }

    #[test]
    fn likely_text_is_refused_or_comes_back(
        text in "[0-9A-Zа-яА-Я№ ]{1,14}|[0-9]{2}[ №]?[0-9]{9,11}|[0-9]{4}(-[0-3][0-9]){0,3}(T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z)?"
    ) {
        every_newtype(&text);
    }
}
