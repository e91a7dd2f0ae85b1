// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Taxpayer number (ИНН).

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::Warning;

#[cfg(test)]
mod tests;

/// Most digits that are accepted.
pub const MAX_DIGITS: usize = 20;
/// Digits of a person's INN.
pub const DIGITS: usize = 12;

/// Weights of digits 1 to 10 for digit 11.
const WEIGHTS_11: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
/// Weights of digits 1 to 11 for digit 12.
const WEIGHTS_12: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// Taxpayer number of a person: twelve digits, the last two of them check digits.
///
/// Length and check digits are remembered, not confirmed: a number that breaks them is accepted
/// and warned about. Refused is what is not 1 to [`MAX_DIGITS`] digits.
///
/// ```cddl
/// inn = text .regexp "[0-9]{1,20}"    ; taxpayer number; usual are 12 digits, the last two check digits
/// ```
///
/// ```
/// use epatent_core::Inn;
///
/// assert_eq!(Inn::parse("500100732259")?.warnings().count(), 0);
/// assert_eq!(Inn::parse("500100732258")?.warnings().count(), 1);
/// # Ok::<(), epatent_core::InnError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inn(String);

/// Why an INN is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InnError {
    /// No digit at all.
    #[error("INN is empty")]
    Empty,
    /// More than [`MAX_DIGITS`] characters; an INN has twelve.
    #[error("INN is longer than {MAX_DIGITS} digits")]
    TooLong,
    /// Something else than a digit.
    #[error("INN holds {character:?}, which is no digit")]
    Character {
        /// The first such character.
        character: char,
    },
}

impl Inn {
    /// Checks the hard bounds of an INN.
    ///
    /// # Errors
    ///
    /// [`InnError::Empty`], [`InnError::TooLong`] beyond [`MAX_DIGITS`] characters, [`InnError::Character`]
    /// for anything but ASCII digits. Another length than [`DIGITS`] and wrong check digits are
    /// [warnings](Self::warnings).
    pub fn parse(text: &str) -> Result<Self, InnError> {
        if text.is_empty() {
            return Err(InnError::Empty);
        }
        if text.chars().nth(MAX_DIGITS).is_some() {
            return Err(InnError::TooLong);
        }
        if let Some(character) = text.chars().find(|c| !c.is_ascii_digit()) {
            return Err(InnError::Character { character });
        }
        Ok(Self(text.to_string()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A warning when the number is not twelve digits, or its last two are wrong.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let warning = match self.0.split_at_checked(DIGITS - 2) {
            Some((first, actual)) if actual.len() == 2 => {
                let expected = check_digits(first);
                let wrong = expected != actual;
                wrong.then(|| Warning::InnCheckDigits {
                    expected,
                    actual: actual.to_string(),
                })
            }
            _ => Some(Warning::InnFormat {
                length: self.0.len(),
            }),
        };
        warning.into_iter()
    }
}

/// Its length: the number itself is personal data.
impl fmt::Debug for Inn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inn({} digits)", self.0.len())
    }
}

impl fmt::Display for Inn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Digits 11 and 12 for the first ten digits.
fn check_digits(first: &str) -> String {
    let digits = || first.chars().filter_map(|digit| digit.to_digit(10));
    let eleventh = check_digit(digits(), &WEIGHTS_11);
    let twelfth = check_digit(digits().chain([eleventh]), &WEIGHTS_12);
    format!("{eleventh}{twelfth}")
}

/// Weighted sum modulo 11, modulo 10.
fn check_digit(digits: impl Iterator<Item = u32>, weights: &[u32]) -> u32 {
    digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum::<u32>()
        % 11
        % 10
}
