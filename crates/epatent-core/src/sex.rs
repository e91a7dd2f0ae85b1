// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sex as the card states it.

use core::fmt;

/// Sex of the holder, ISO/IEC 5218.
///
/// ```cddl
/// sex = 0 / 1 / 2            ; not stated, male, female (ISO/IEC 5218: 0, 1, 2)
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Code 0 of ISO/IEC 5218: not known.
    NotStated,
    /// Code 1 of ISO/IEC 5218.
    Male,
    /// Code 2 of ISO/IEC 5218.
    Female,
}

/// Why a sex was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SexError {
    /// The word is none of the three.
    #[error("sex is not one of \"male\", \"female\", \"not-stated\"")]
    UnknownWord,
    /// The code is none of 0, 1 and 2.
    #[error("sex code {code} is not 0, 1 or 2")]
    UnknownCode {
        /// The code as given, from 3 on.
        code: u64,
    },
}

impl Sex {
    /// Parses `male`, `female` or `not-stated`.
    ///
    /// # Errors
    ///
    /// [`SexError::UnknownWord`] for any other word.
    pub fn parse(word: &str) -> Result<Self, SexError> {
        match word {
            "not-stated" => Ok(Self::NotStated),
            "male" => Ok(Self::Male),
            "female" => Ok(Self::Female),
            _ => Err(SexError::UnknownWord),
        }
    }

    /// Sex for the code on the card.
    ///
    /// # Errors
    ///
    /// [`SexError::UnknownCode`] beyond 2.
    pub const fn from_code(code: u64) -> Result<Self, SexError> {
        match code {
            0 => Ok(Self::NotStated),
            1 => Ok(Self::Male),
            2 => Ok(Self::Female),
            _ => Err(SexError::UnknownCode { code }),
        }
    }

    /// Code on the card: 0, 1 or 2.
    #[must_use]
    pub const fn code(self) -> u64 {
        match self {
            Self::NotStated => 0,
            Self::Male => 1,
            Self::Female => 2,
        }
    }

    /// The word that [`Sex::parse`] takes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStated => "not-stated",
            Self::Male => "male",
            Self::Female => "female",
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Sex, SexError};

    #[test]
    fn words_and_codes_lead_back_to_the_same_sex() {
        for sex in [Sex::NotStated, Sex::Male, Sex::Female] {
            assert_eq!(Sex::parse(sex.as_str()), Ok(sex));
            assert_eq!(Sex::from_code(sex.code()), Ok(sex));
        }
    }

    #[test]
    fn codes_are_those_of_iso_5218() {
        assert_eq!(Sex::NotStated.code(), 0);
        assert_eq!(Sex::Male.code(), 1);
        assert_eq!(Sex::Female.code(), 2);
        assert_eq!(Sex::from_code(9), Err(SexError::UnknownCode { code: 9 }));
    }

    #[test]
    fn other_words_are_refused() {
        for word in ["", "M", "Male", "male "] {
            assert_eq!(Sex::parse(word), Err(SexError::UnknownWord));
        }
    }
}
