// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What opens the next chip, as it comes from a keyboard or from a scanner that types like one.
//!
//! Six digits are taken as soon as the sixth is there. A scanned code begins with `E`, the first letter
//! of its prefix, and ends with Enter.

use crate::scan::bare;
use epatent_apdu::pace::Can;
use epatent_core::printed_code::PREFIX;
use zeroize::Zeroizing;

/// Digits of an access number.
const DIGITS: usize = 6;
/// The longest code in characters; a longer one is none of ours.
const MAX_CODE: usize = 2048;

/// The letters of a Russian keyboard, and what the same keys are on the one that scanners expect.
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю";
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/// Something that opens a chip.
#[derive(Debug, Clone)]
pub(super) enum Given {
    /// The six digits on the front.
    Number(Can),
    /// The code on the back; nothing in it is believed.
    Code(Zeroizing<String>),
}

/// What was typed and is not whole yet. It is wiped when it goes.
#[derive(Debug, Default)]
pub(super) struct Entry {
    typed: Zeroizing<String>,
}

impl Entry {
    pub(super) fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// How many digits are there already; `None` while a code is being scanned.
    pub(super) fn digits(&self) -> Option<usize> {
        (!self.is_code()).then_some(self.typed.len())
    }

    /// Forgets what was typed.
    pub(super) fn clear(&mut self) {
        self.typed = Zeroizing::default();
    }

    /// Takes the last character back.
    pub(super) fn back(&mut self) {
        self.typed.pop();
    }

    /// Takes one character; what does not belong is passed over.
    pub(super) fn push(&mut self, key: char) -> Option<Given> {
        if self.is_code() {
            if self.typed.len() < MAX_CODE && !key.is_control() {
                self.typed.push(key);
            }
            return None;
        }
        if self.is_empty() && is_first_of_code(key) {
            self.typed.push(key);
            return None;
        }
        if key.is_ascii_digit() {
            self.typed.push(key);
        }
        if self.typed.len() < DIGITS {
            return None;
        }
        let number = Can::parse(&self.typed).ok().map(Given::Number);
        self.clear();
        number
    }

    /// The end of a line: a code is whole, and digits that are too few are forgotten.
    pub(super) fn enter(&mut self) -> Option<Given> {
        let typed = std::mem::take(&mut self.typed);
        if !typed.starts_with(is_first_of_code) {
            return None;
        }
        let code = if typed.starts_with('E') {
            typed
        } else {
            Zeroizing::new(typed.chars().map(as_latin).collect())
        };
        let code = Zeroizing::new(bare(&code).to_owned());
        code.starts_with(PREFIX).then_some(Given::Code(code))
    }

    fn is_code(&self) -> bool {
        self.typed.starts_with(is_first_of_code)
    }
}

/// `E`, or what its key types on a Russian keyboard.
const fn is_first_of_code(key: char) -> bool {
    matches!(key, 'E' | 'У')
}

/// The character on a Latin keyboard of the key that typed this one on a Russian keyboard. A code has
/// capital letters, digits and `$%*+-./:` (Base45, RFC 9285).
fn as_latin(key: char) -> char {
    match key {
        'Ж' => ':',
        ';' => '$',
        '.' => '/',
        key => {
            let small = key.to_lowercase().next().unwrap_or(key);
            let keys = RUSSIAN.chars().zip(LATIN.chars());
            let latin = keys.into_iter().find(|(russian, _)| *russian == small);
            latin.map_or(key, |(_, latin)| latin.to_ascii_uppercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(entry: &mut Entry, text: &str) -> Vec<Given> {
        text.chars()
            .filter_map(|key| match key {
                '\n' => entry.enter(),
                key => entry.push(key),
            })
            .collect()
    }

    #[test]
    fn the_sixth_digit_ends_a_number_without_enter() {
        let mut entry = Entry::default();
        assert!(typed(&mut entry, "24681").is_empty());
        assert_eq!(entry.digits(), Some(5));
        entry.back();
        let given = typed(&mut entry, "1 0-9\n");
        assert!(matches!(given.as_slice(), [Given::Number(_)]), "{given:?}");
        assert!(entry.is_empty());
    }

    #[test]
    fn a_line_end_forgets_digits_that_are_too_few() {
        let mut entry = Entry::default();
        assert!(typed(&mut entry, "123\n").is_empty());
        assert!(entry.is_empty());
        assert_eq!(typed(&mut entry, "123456123456").len(), 2);
    }

    #[test]
    fn a_scanned_code_is_taken_whole_and_its_digits_are_no_number() {
        let mut entry = Entry::default();
        let given = typed(&mut entry, "EPC1:123456$%*+-./:ABC 7\n");
        let [Given::Code(code)] = given.as_slice() else {
            panic!("{given:?}");
        };
        assert_eq!(code.as_str(), "EPC1:123456$%*+-./:ABC 7");
        assert!(typed(&mut entry, "EAN 4006381333931\n").is_empty());
    }

    #[test]
    fn a_code_typed_on_a_russian_keyboard_is_the_same_code() {
        let mut entry = Entry::default();
        let given = typed(&mut entry, "УЗС1Ж123;%*+-ю.ЖФИС\n");
        let [Given::Code(code)] = given.as_slice() else {
            panic!("{given:?}");
        };
        assert_eq!(code.as_str(), "EPC1:123$%*+-./:ABC");
    }

    #[test]
    fn a_code_has_an_end() {
        let mut entry = Entry::default();
        let long = format!("E{}", "A".repeat(MAX_CODE * 2));
        assert!(typed(&mut entry, &long).is_empty());
        assert_eq!(entry.typed.len(), MAX_CODE);
    }
}
