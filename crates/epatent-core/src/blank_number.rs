// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Number of the blank (form) a patent is printed on.

use alloc::string::String;
use core::fmt;

use crate::Warning;

#[cfg(test)]
mod tests;

/// Characters of a blank number.
pub const LENGTH: usize = 9;
/// Letters it starts with, as far as the format is known.
const LETTERS: usize = 2;

/// Number of the blank: nine characters, usually two Cyrillic letters and seven digits.
///
/// Latin letters that look like Cyrillic ones become Cyrillic, lower case becomes upper case and
/// spaces are dropped, so that a number typed on either keyboard is the same number. The length
/// is confirmed and demanded; the split into letters and digits is remembered and warned about.
///
/// ```cddl
/// ; Number of the blank (form). Usual are two Cyrillic letters and seven digits. A Latin letter that
/// ; looks like a Cyrillic one is stored as the Cyrillic one, so that numbers can be compared.
/// blank-number = text .regexp "[0-9А-ЯЁDFGIJLNQRSUVWZ]{9}"
/// ```
///
/// ```
/// use epatent_core::BlankNumber;
///
/// assert_eq!(BlankNumber::parse("pa 1234567")?.as_str(), "РА1234567");
/// # Ok::<(), epatent_core::BlankNumberError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlankNumber(String);

/// Why a blank number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum BlankNumberError {
    /// Not nine characters, spaces apart.
    #[error("blank number is not {LENGTH} characters long")]
    Length,
    /// Something else than letters, digits and spaces.
    #[error("blank number holds {character:?}, which is no letter or digit")]
    Character {
        /// The first such character, as it was given.
        character: char,
    },
}

impl BlankNumber {
    /// Normalises and checks a blank number.
    ///
    /// # Errors
    ///
    /// [`BlankNumberError::Length`] unless nine characters are left without white space,
    /// [`BlankNumberError::Character`] for the first that is no letter or digit.
    pub fn parse(text: &str) -> Result<Self, BlankNumberError> {
        let mut normal = String::new();
        let mut length = 0_usize;
        for character in text.chars().filter(|c| !c.is_whitespace()) {
            let raised = normalised(character).ok_or(BlankNumberError::Character { character })?;
            length += 1;
            if length > LENGTH {
                return Err(BlankNumberError::Length);
            }
            normal.push(raised);
        }
        if length == LENGTH {
            Ok(Self(normal))
        } else {
            Err(BlankNumberError::Length)
        }
    }

    /// The number as normalised.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A warning when the number is not two Cyrillic letters and seven digits.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let usual = self.0.chars().enumerate().all(|(index, character)| {
            if index < LETTERS {
                is_cyrillic_capital(character)
            } else {
                character.is_ascii_digit()
            }
        });
        (!usual)
            .then(|| Warning::BlankNumberFormat {
                number: self.0.clone(),
            })
            .into_iter()
    }
}

/// Its name alone: the number leads to a person.
impl fmt::Debug for BlankNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlankNumber(..)")
    }
}

impl fmt::Display for BlankNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The character as it is stored; `None` when it cannot stand in a blank number.
fn normalised(character: char) -> Option<char> {
    // Every letter accepted below raises to a single one, so the first is the whole.
    let capital = character.to_uppercase().next()?;
    match capital {
        '0'..='9' => Some(capital),
        'A'..='Z' if character.is_ascii() => Some(cyrillic_look_alike(capital)),
        _ if is_cyrillic_capital(capital) => Some(capital),
        _ => None,
    }
}

/// The Cyrillic letter that a Latin capital looks like, or the capital itself.
const fn cyrillic_look_alike(latin: char) -> char {
    match latin {
        'A' => 'А',
        'B' => 'В',
        'E' => 'Е',
        'K' => 'К',
        'M' => 'М',
        'H' => 'Н',
        'O' => 'О',
        'P' => 'Р',
        'C' => 'С',
        'T' => 'Т',
        'Y' => 'У',
        'X' => 'Х',
        other => other,
    }
}

const fn is_cyrillic_capital(character: char) -> bool {
    matches!(character, 'А'..='Я' | 'Ё')
}
