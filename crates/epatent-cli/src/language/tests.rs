// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::Language::{self, En, Ru};

fn detect(flag: Option<&str>, variable: Option<&str>, system: &[&str]) -> Language {
    let system: Vec<String> = system.iter().map(ToString::to_string).collect();
    Language::detect(flag, variable, &system)
}

#[test]
fn the_flag_comes_before_the_variable_and_the_variable_before_the_locale() {
    assert_eq!(detect(Some("ru"), Some("en"), &["en-US"]), Ru);
    assert_eq!(detect(Some("en"), Some("ru"), &["ru-RU"]), En);
    assert_eq!(detect(None, Some("ru"), &["en-US"]), Ru);
    assert_eq!(detect(None, Some("en"), &["ru-RU"]), En);
    assert_eq!(detect(None, None, &["ru-RU"]), Ru);
}

#[test]
fn english_is_spoken_when_nothing_says_otherwise() {
    assert_eq!(detect(None, None, &[]), En);
    assert_eq!(detect(None, None, &["de-DE"]), En);
    assert_eq!(detect(None, None, &["C"]), En);
}

#[test]
fn the_first_locale_of_ours_wins() {
    assert_eq!(detect(None, None, &["tt-RU", "ru-RU", "en-US"]), Ru);
    assert_eq!(detect(None, None, &["C", "ru-RU"]), En);
}

#[test]
fn an_unknown_or_empty_variable_is_passed_over() {
    assert_eq!(detect(None, Some(""), &["ru-RU"]), Ru);
    assert_eq!(detect(None, Some("xx"), &["ru-RU"]), Ru);
}

#[test]
fn posix_and_bcp47_spellings_are_read() {
    for tag in ["ru", "RU", "ru-RU", "ru_RU.UTF-8", "ru_RU@ext", "ru.KOI8-R"] {
        assert_eq!(Language::parse(tag), Some(Ru), "{tag}");
    }
    for tag in ["run", "be-BY", ""] {
        assert_eq!(Language::parse(tag), None, "{tag}");
    }
}
