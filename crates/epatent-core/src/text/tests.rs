// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is text, and what looks unlike a name.

use alloc::vec::Vec;
use std::string::{String, ToString};

use proptest::prelude::*;

use super::{MAX_CHARACTERS, Script, Text, TextError, is_nfc};
use crate::{Warning, cbor};

fn warnings(name: &str, script: Script) -> Vec<Warning> {
    Text::parse(name).unwrap().name_warnings(script).collect()
}

#[test]
fn decomposed_text_is_composed() {
    let text = Text::parse("Алексеи\u{306} Rene\u{301}").unwrap();
    assert_eq!(text.as_str(), "Алексей René");
    assert!(is_nfc(text.as_str()));
    assert_eq!(Text::parse(text.as_str()), Ok(text.clone()));
    assert_eq!(text.to_string(), text.as_str());
}

#[test]
fn composition_is_recognised() {
    assert!(is_nfc("") && is_nfc("plain") && is_nfc("Йё") && is_nfc("x\u{301}"));
    assert!(!is_nfc("и\u{306}") && !is_nfc("plain e\u{301}") && !is_nfc("\u{212b}"));
}

#[test]
fn one_to_two_hundred_characters_are_accepted() {
    assert_eq!(Text::parse(""), Err(TextError::Empty));
    assert!(Text::parse("я").is_ok());
    assert!(Text::parse(&"я".repeat(MAX_CHARACTERS)).is_ok());
    assert_eq!(
        Text::parse(&"я".repeat(MAX_CHARACTERS + 1)),
        Err(TextError::TooLong)
    );
    // Counted after composition.
    assert!(Text::parse(&"и\u{306}".repeat(MAX_CHARACTERS)).is_ok());
    assert_eq!(Text::parse(&"я".repeat(1 << 20)), Err(TextError::TooLong));
    // A character of four parts, as often as allowed.
    let parts = "\u{3c9}\u{313}\u{342}\u{345}";
    assert_eq!(Text::parse(parts).unwrap().as_str(), "\u{1fa6}");
    assert!(Text::parse(&parts.repeat(MAX_CHARACTERS)).is_ok());
    // One run of combining marks, which normalisation would have to hold whole.
    let marks = ["a", &"\u{301}".repeat(1 << 20)].concat();
    assert_eq!(Text::parse(&marks), Err(TextError::TooLong));
}

// shows: EPC-ENC-06
#[test]
fn white_space_at_the_ends_is_refused() {
    for text in [" ", " Иван", "Иван ", "\u{a0}Иван", "Иван\u{3000}"] {
        assert_eq!(Text::parse(text), Err(TextError::EdgeSpace), "{text:?}");
    }
    assert!(Text::parse("Анна Мария").is_ok());
}

// shows: EPC-ENC-06
#[test]
fn control_and_invisible_characters_are_refused() {
    for character in [
        '\0',
        '\t',
        '\n',
        '\r',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{9f}',
        '\u{ad}',
        '\u{200b}',
        '\u{200e}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{e0041}',
    ] {
        let text = ["Ив", character.to_string().as_str(), "ан"].concat();
        assert_eq!(
            Text::parse(&text),
            Err(TextError::Control { character }),
            "{text:?}"
        );
    }
    let error = TextError::Control {
        character: '\u{202e}',
    };
    assert_eq!(
        error.to_string(),
        "text holds the control or invisible character U+202E"
    );
}

#[test]
fn names_as_they_are_written_raise_no_warning() {
    for name in [
        "Ёлкина-Ямщикова",
        "Рахмонов",
        "Оглы (Кызы)",
        "Қодиров",
        "О’Нил",
        "ДʼАртаньян",
    ] {
        assert_eq!(warnings(name, Script::Cyrillic), [], "{name}");
    }
    for name in [
        "RAKHMONOV",
        "Oʻktamov",
        "O'KTAMOV",
        "Şahin Gülağa",
        "Əliyev",
        "Jean-Luc St. Jo",
    ] {
        assert_eq!(warnings(name, Script::Latin), [], "{name}");
    }
}

#[test]
fn letters_of_another_alphabet_are_warned_about() {
    // The first letter is Latin.
    let character = 'C';
    assert_eq!(
        warnings("Cидоров", Script::Cyrillic),
        [Warning::NameScript { character }]
    );
    let character = 'А';
    assert_eq!(
        warnings("АKHMEDOV", Script::Latin),
        [Warning::NameScript { character }]
    );
}

#[test]
fn characters_that_names_do_not_have_are_warned_about() {
    for character in ['1', '<', '_', '@', '№', '/'] {
        let name = ["Иван", character.to_string().as_str()].concat();
        assert_eq!(
            warnings(&name, Script::Cyrillic),
            [Warning::NameCharacter { character }]
        );
    }
    assert_eq!(warnings("Ivan 2", Script::Cyrillic).len(), 2);
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_accepted_unchanged_and_can_be_encoded(text in any::<String>()) {
        if let Ok(text) = Text::parse(&text) {
            prop_assert_eq!(Text::parse(text.as_str()), Ok(text.clone()));
            let value = cbor::Value::Text(text.to_string());
            let bytes = cbor::encode(&value).unwrap();
            prop_assert_eq!(cbor::decode(&bytes).unwrap(), value);
        }
    }
}
