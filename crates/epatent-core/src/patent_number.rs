// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Series and number of a patent.

use alloc::string::{String, ToString};
use core::fmt;

use crate::{Region, Warning};

#[cfg(test)]
mod tests;

/// Most characters of the series, and of the number.
pub const MAX_PART: usize = 20;
/// Digits of a series as far as the format is known.
const SERIES_DIGITS: usize = 2;
/// Digits of a number as far as the format is known.
const NUMBER_DIGITS: usize = 10;

/// Series and number of a patent: usually the two-digit subject code and ten digits.
///
/// The format is remembered, not confirmed: other letters and digits are accepted and warned
/// about. Each part is 1 to [`MAX_PART`] letters, digits or hyphens.
///
/// ```cddl
/// number-part = text .regexp "[0-9A-Za-zА-Яа-яЁё-]{1,20}"
/// ```
///
/// ```
/// use epatent_core::PatentNumber;
///
/// let number = PatentNumber::parse("77 2600012345")?;
/// assert_eq!((number.series(), number.number()), ("77", "2600012345"));
/// assert_eq!(number, PatentNumber::parse("77 № 2600012345")?);
/// assert_eq!(number, PatentNumber::parse("772600012345")?);
/// # Ok::<(), epatent_core::PatentNumberError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatentNumber {
    series: String,
    number: String,
}

/// Why a series and number are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PatentNumberError {
    /// Series and number are not two parts.
    #[error("patent number is not a series, a space and a number")]
    NotTwoParts,
    /// A part is empty.
    #[error("patent series or number is empty")]
    Empty,
    /// A part has more than [`MAX_PART`] characters.
    #[error("patent series or number is longer than {MAX_PART} characters")]
    TooLong,
    /// A part holds something else than letters, digits and hyphens.
    #[error("patent number holds {character:?}, which is no letter, digit or hyphen")]
    Character {
        /// The first such character.
        character: char,
    },
}

impl PatentNumber {
    /// Parses `SERIES NUMBER`, with or without `№` between them, or twelve digits in one.
    ///
    /// # Errors
    ///
    /// [`PatentNumberError::NotTwoParts`] for one part or three; otherwise those of
    /// [`Self::from_parts`].
    pub fn parse(text: &str) -> Result<Self, PatentNumberError> {
        let mut parts = text
            .split(|c: char| c.is_whitespace() || c == '№')
            .filter(|p| !p.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(series), Some(number), None) => Self::from_parts(series, number),
            (Some(joined), None, None)
                if is_digits(joined) && joined.len() == SERIES_DIGITS + NUMBER_DIGITS =>
            {
                let (series, number) = joined
                    .split_at_checked(SERIES_DIGITS)
                    .ok_or(PatentNumberError::NotTwoParts)?;
                Self::from_parts(series, number)
            }
            _ => Err(PatentNumberError::NotTwoParts),
        }
    }

    /// A patent number of its two parts, as the card stores them.
    ///
    /// # Errors
    ///
    /// [`PatentNumberError::Empty`], [`PatentNumberError::TooLong`] beyond [`MAX_PART`] characters, and
    /// [`PatentNumberError::Character`] for anything but letters, digits and hyphens, in either part.
    pub fn from_parts(series: &str, number: &str) -> Result<Self, PatentNumberError> {
        Ok(Self {
            series: part(series)?,
            number: part(number)?,
        })
    }

    /// The series, usually the subject code of the issuing region.
    #[must_use]
    pub fn series(&self) -> &str {
        &self.series
    }

    /// The number without the series.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Where the number differs from the format as it is remembered.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let series = match Region::parse(&self.series) {
            Err(_) => Some(Warning::PatentSeriesFormat {
                series: self.series.clone(),
            }),
            Ok(region) if region.is_known() => None,
            Ok(_) => Some(Warning::PatentSeriesUnknown {
                series: self.series.clone(),
            }),
        };
        let well_formed = is_digits(&self.number) && self.number.len() == NUMBER_DIGITS;
        let number = (!well_formed).then(|| Warning::PatentNumberFormat {
            length: self.number.chars().count(),
        });
        series.into_iter().chain(number)
    }
}

/// Its name alone: the number leads to a person.
impl fmt::Debug for PatentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatentNumber(..)")
    }
}

impl fmt::Display for PatentNumber {
    /// Series, a space, number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.series, self.number)
    }
}

/// One part within its hard bounds.
fn part(text: &str) -> Result<String, PatentNumberError> {
    if text.is_empty() {
        return Err(PatentNumberError::Empty);
    }
    if text.chars().nth(MAX_PART).is_some() {
        return Err(PatentNumberError::TooLong);
    }
    if let Some(character) = text.chars().find(|&c| !is_part_character(c)) {
        return Err(PatentNumberError::Character { character });
    }
    Ok(text.to_string())
}

/// Letters of the two alphabets, digits and the hyphen; all of them single code points in
/// normalisation form C.
const fn is_part_character(character: char) -> bool {
    matches!(character, '0'..='9' | 'A'..='Z' | 'a'..='z' | 'А'..='я' | 'Ё' | 'ё' | '-')
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
