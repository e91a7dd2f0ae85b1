// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What looks wrong but is not refused.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

/// A value that differs from a format which no public source confirms, or from a table that may
/// be older than the world. It is accepted and shown to the clerk.
///
/// The parameters name what is needed to find the mistake on the form, not the whole value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Warning {
    /// The patent series is not two digits.
    PatentSeriesFormat {
        /// The series as given.
        series: String,
    },
    /// The patent series is two digits but no known subject code.
    PatentSeriesUnknown {
        /// The series as given.
        series: String,
    },
    /// The patent number is not ten digits.
    PatentNumberFormat {
        /// Characters in the number; ten are usual.
        length: usize,
    },
    /// The blank number is not two Cyrillic letters and seven digits.
    BlankNumberFormat {
        /// The number as normalised.
        number: String,
    },
    /// The INN is not twelve digits.
    InnFormat {
        /// Characters in the INN; twelve are usual.
        length: usize,
    },
    /// The last two digits of the INN do not follow from the first ten.
    InnCheckDigits {
        /// The two digits that follow from the first ten.
        expected: String,
        /// The two digits as given.
        actual: String,
    },
    /// The region is no known subject code.
    RegionUnknown {
        /// The code as given.
        code: String,
    },
    /// The country code is not in the table.
    CountryUnknown {
        /// The code as given.
        code: String,
    },
    /// A name holds a character that names do not have.
    NameCharacter {
        /// The first such character.
        character: char,
    },
    /// A name holds a letter of another alphabet than the rest of it should have.
    NameScript {
        /// The first such letter.
        character: char,
    },
}

impl Warning {
    /// Stable code in lower case with hyphens; the wording belongs to the programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PatentSeriesFormat { .. } => "patent-series-format",
            Self::PatentSeriesUnknown { .. } => "patent-series-unknown",
            Self::PatentNumberFormat { .. } => "patent-number-format",
            Self::BlankNumberFormat { .. } => "blank-number-format",
            Self::InnFormat { .. } => "inn-format",
            Self::InnCheckDigits { .. } => "inn-check-digits",
            Self::RegionUnknown { .. } => "region-unknown",
            Self::CountryUnknown { .. } => "country-unknown",
            Self::NameCharacter { .. } => "name-character",
            Self::NameScript { .. } => "name-script",
        }
    }

    /// Names and values for the wording, in the order of the fields.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PatentSeriesFormat { series } | Self::PatentSeriesUnknown { series } => {
                vec![("series", series.clone())]
            }
            Self::PatentNumberFormat { length } | Self::InnFormat { length } => {
                vec![("length", length.to_string())]
            }
            Self::BlankNumberFormat { number } => vec![("number", number.clone())],
            Self::InnCheckDigits { expected, actual } => {
                vec![("expected", expected.clone()), ("actual", actual.clone())]
            }
            Self::RegionUnknown { code } | Self::CountryUnknown { code } => {
                vec![("code", code.clone())]
            }
            Self::NameCharacter { character } | Self::NameScript { character } => {
                vec![("character", character.to_string())]
            }
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PatentSeriesFormat { series } => {
                write!(f, "patent series {series} is not two digits")
            }
            Self::PatentSeriesUnknown { series } => {
                write!(f, "patent series {series} is no known subject code")
            }
            Self::PatentNumberFormat { length } => {
                write!(f, "patent number of {length} characters is not ten digits")
            }
            Self::BlankNumberFormat { number } => {
                write!(
                    f,
                    "blank number {number} is not two Cyrillic letters and seven digits"
                )
            }
            Self::InnFormat { length } => {
                write!(f, "INN of {length} characters is not twelve digits")
            }
            Self::InnCheckDigits { expected, actual } => {
                write!(
                    f,
                    "INN ends in {actual} where its other digits demand {expected}"
                )
            }
            Self::RegionUnknown { code } => write!(f, "region {code} is no known subject code"),
            Self::CountryUnknown { code } => {
                write!(f, "country {code} is not listed in ISO 3166-1")
            }
            Self::NameCharacter { character } => {
                write!(f, "name holds {character:?}, which names do not have")
            }
            Self::NameScript { character } => {
                write!(f, "name holds {character:?}, a letter of another alphabet")
            }
        }
    }
}
