// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The table and the two ways in.

use alloc::vec::Vec;
use std::collections::BTreeSet;

use super::{Country, CountryError};
use crate::{Text, Warning};

#[test]
fn the_table_holds_249_countries_and_the_stateless_in_order() {
    let codes: Vec<Country> = Country::listed().collect();
    assert_eq!(codes.len(), 250);
    assert!(codes.is_sorted_by(|left, right| left < right));
    assert!(codes.contains(&Country::STATELESS));
    for country in codes {
        assert_eq!(Country::parse(country.as_str()), Ok(country));
    }
}

#[test]
fn every_country_has_its_own_name_in_both_languages() {
    let mut names = BTreeSet::new();
    for country in Country::listed() {
        let (ru, en) = (country.name_ru().unwrap(), country.name_en().unwrap());
        assert!(ru.chars().all(|c| !c.is_ascii_alphabetic()), "{ru}");
        assert!(en.chars().all(|c| !matches!(c, 'А'..='ё')), "{en}");
        for name in [ru, en] {
            assert_eq!(Text::parse(name).unwrap().as_str(), name);
            assert!(names.insert(name), "{name}");
        }
    }
}

#[test]
fn countries_are_found_by_code() {
    for (code, ru, en) in [
        ("UZB", "Узбекистан", "Uzbekistan"),
        ("TJK", "Таджикистан", "Tajikistan"),
        ("AZE", "Азербайджан", "Azerbaijan"),
        ("MDA", "Молдавия", "Moldova"),
        ("UKR", "Украина", "Ukraine"),
        ("ABW", "Аруба", "Aruba"),
        ("ZWE", "Зимбабве", "Zimbabwe"),
        ("XXA", "Лицо без гражданства", "Stateless person"),
    ] {
        let country = Country::parse(code).unwrap();
        assert_eq!((country.name_ru(), country.name_en()), (Some(ru), Some(en)));
    }
}

#[test]
fn other_codes_are_refused_at_issue_and_warned_about_on_a_card() {
    // Withdrawn, user-assigned, of passports only, of another standard.
    for code in ["SUN", "ZZZ", "XXB", "GBD", "UNO", "D<<", "RKS"] {
        match Country::from_code_shape(code) {
            Ok(country) => {
                assert_eq!(Country::parse(code), Err(CountryError::NotListed));
                assert_eq!((country.name_ru(), country.name_en()), (None, None));
                let warning = Warning::CountryUnknown { code: code.into() };
                assert!(country.warnings().eq([warning]));
            }
            Err(error) => assert_eq!((code, error), ("D<<", CountryError::NotThreeCapitals)),
        }
    }
    assert_eq!(Country::parse("UZB").unwrap().warnings().count(), 0);
}

#[test]
fn other_shapes_are_refused_everywhere() {
    for code in ["", "UZ", "UZBE", "uzb", "UZ1", "УЗБ", "Я1"] {
        assert_eq!(
            Country::parse(code),
            Err(CountryError::NotThreeCapitals),
            "{code}"
        );
        assert_eq!(
            Country::from_code_shape(code),
            Err(CountryError::NotThreeCapitals),
            "{code}"
        );
    }
}
