// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is wrong with a field of an application, as a code with values: the words of both languages are
//! the programs'.

use epatent_core::{
    BlankNumberError, CivilDate, CountryError, DateError, InnError, PatentNumberError, RegionError,
    SexError, TextError,
};

use super::form;
use super::photo::PhotoProblem;
use crate::transliteration::NoLatinForm;

/// What is wrong with one field. It holds no value of the field, but at most a character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// Nothing was entered where every application has something.
    #[error("missing")]
    Missing,
    /// Nothing was entered, and no register gives it.
    #[error("needed where there is no register")]
    MissingWithoutRegister,
    /// More characters than a cell of a table may have.
    #[error("longer than {limit} characters")]
    TooLong {
        /// Most characters.
        limit: usize,
    },
    /// A row with another number of cells than the table has columns.
    #[error("{cells} cells where the first line has {columns}")]
    Cells {
        /// Cells of the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// An application of another schema.
    #[error("schema {found} is unknown; this program reads {known}", known = form::SCHEMA)]
    Schema {
        /// What the application says.
        found: u32,
    },
    /// A field that is not there.
    #[error("field {0} is missing")]
    FieldMissing(String),
    /// A field that applications do not have.
    #[error("there is no field {0}")]
    FieldUnknown(String),
    /// A field that is there twice.
    #[error("field {0} is there twice")]
    FieldTwice(String),
    /// A value of another kind, as a number for a text.
    #[error("a value of another kind than expected")]
    Kind,
    /// No day.
    #[error(transparent)]
    Date(#[from] DateError),
    /// No date of birth.
    #[error("birth {0}")]
    Birth(DateError),
    /// A text that no card carries.
    #[error(transparent)]
    Text(#[from] TextError),
    /// No country.
    #[error(transparent)]
    Country(#[from] CountryError),
    /// No region.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// No series and number.
    #[error(transparent)]
    PatentNumber(#[from] PatentNumberError),
    /// No number of a blank.
    #[error(transparent)]
    BlankNumber(#[from] BlankNumberError),
    /// No INN.
    #[error(transparent)]
    Inn(#[from] InnError),
    /// No sex.
    #[error(transparent)]
    Sex(#[from] SexError),
    /// No identifier of a card.
    #[error("a card id is 32 hexadecimal digits")]
    CardId,
    /// Neither surname nor given name.
    #[error("a holder needs a surname or a given name, Cyrillic or Latin")]
    Nameless,
    /// A name that the rules do not bring into Latin letters.
    #[error(transparent)]
    NoLatinForm(#[from] NoLatinForm),
    /// Born after the patent was issued.
    #[error("after the day of issue")]
    BornAfterIssue,
    /// Younger than who may have a patent.
    #[error("younger than {years} years on the day of issue")]
    TooYoung {
        /// The age that is needed, in years.
        years: i16,
    },
    /// Older than anybody.
    #[error("older than {years} years on the day of issue")]
    TooOld {
        /// The age that nobody reaches, in years.
        years: i16,
    },
    /// A document that was issued before its holder was born.
    #[error("the document is older than its holder")]
    DocumentBeforeBirth,
    /// The last day before the first.
    #[error("{end} is before {start}, the first day in force")]
    EndBeforeStart {
        /// First day in force.
        start: CivilDate,
        /// Last day.
        end: CivilDate,
    },
    /// More months than a patent has.
    #[error("a term of {months} months; a patent has at most {limit}")]
    LongTerm {
        /// Months of the term, the last one begun counted.
        months: i32,
        /// Most months.
        limit: i32,
    },
    /// Over before it was issued.
    #[error("the last day, {end}, is before the day of issue")]
    OverAtIssue {
        /// Last day.
        end: CivilDate,
    },
    /// Over before today.
    #[error("the last day, {end}, has passed")]
    Over {
        /// Last day.
        end: CivilDate,
    },
    /// A picture that no card carries.
    #[error(transparent)]
    Photo(#[from] PhotoProblem),
    /// No such file.
    #[error("there is no such file beside the application")]
    PhotoMissing,
    /// Not beside the application or below it.
    #[error("not beside the application or below it")]
    PhotoElsewhere,
    /// A folder, a device, or a file that the system does not give.
    #[error("the file cannot be read")]
    PhotoUnread,
    /// A file longer than any picture.
    #[error("longer than {limit} bytes")]
    PhotoTooLong {
        /// Most bytes.
        limit: u64,
    },
    /// A person whose application is not done yet.
    #[error("the same person as {0}")]
    SamePerson(Place),
    /// A patent number that is in the file or in an application.
    #[error("the same number as {0}")]
    SameNumber(Place),
    /// A patent number that a patent of the register has.
    #[error("the number of patent {key} in the register")]
    NumberTaken {
        /// Key of the patent.
        key: i64,
    },
    /// A blank that is named twice.
    #[error("the same blank as {0}")]
    SameBlank(Place),
    /// A blank that the register does not know.
    #[error("a blank that was never received")]
    BlankUnknown,
    /// A blank that is not in the drawer.
    #[error("a blank that is {state}")]
    BlankGone {
        /// Word of its state.
        state: &'static str,
    },
}

/// Where something was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a row of the same file.
    Row(u64),
    /// In an application of the register.
    Application(i64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row(number) => write!(f, "row {number}"),
            Self::Application(number) => write!(f, "application {number}"),
        }
    }
}

impl Place {
    const fn choose(self, row: &'static str, application: &'static str) -> &'static str {
        match self {
            Self::Row(_) => row,
            Self::Application(_) => application,
        }
    }

    fn number(self) -> String {
        match self {
            Self::Row(number) => number.to_string(),
            Self::Application(number) => number.to_string(),
        }
    }
}

/// The code of an error that this program does not know yet.
const OTHER: &str = "other";

impl Wrong {
    /// The stable code; its words are `problem-` and the code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::MissingWithoutRegister => "missing-without-register",
            Self::TooLong { .. } => "too-long",
            Self::Cells { .. } => "cells",
            Self::Schema { .. } => "schema",
            Self::FieldMissing(_) => "field-missing",
            Self::FieldUnknown(_) => "field-unknown",
            Self::FieldTwice(_) => "field-twice",
            Self::Kind => "kind",
            Self::Date(error) => date(error, "date-format"),
            Self::Birth(error) => date(error, "birth-format"),
            Self::Text(TextError::Empty) => "text-empty",
            Self::Text(TextError::TooLong) => "text-too-long",
            Self::Text(TextError::EdgeSpace) => "text-edge-space",
            Self::Text(TextError::Control { .. }) => "text-control",
            Self::Country(CountryError::NotThreeCapitals) => "country-format",
            Self::Country(CountryError::NotListed) => "country-unknown",
            Self::Region(RegionError::NotTwoDigits) => "region-format",
            Self::PatentNumber(PatentNumberError::NotTwoParts) => "patent-number-parts",
            Self::PatentNumber(PatentNumberError::Empty) => "patent-number-empty",
            Self::PatentNumber(PatentNumberError::TooLong) => "patent-number-too-long",
            Self::PatentNumber(PatentNumberError::Character { .. }) => "patent-number-character",
            Self::BlankNumber(BlankNumberError::Length) => "blank-number-length",
            Self::BlankNumber(BlankNumberError::Character { .. }) => "blank-number-character",
            Self::Inn(InnError::Empty) => "inn-empty",
            Self::Inn(InnError::TooLong) => "inn-too-long",
            Self::Inn(InnError::Character { .. }) => "inn-character",
            Self::Sex(_) => "sex",
            Self::CardId => "card-id",
            Self::Nameless => "nameless",
            Self::NoLatinForm(_) => "no-latin-form",
            Self::BornAfterIssue => "born-after-issue",
            Self::TooYoung { .. } => "too-young",
            Self::TooOld { .. } => "too-old",
            Self::DocumentBeforeBirth => "document-before-birth",
            Self::EndBeforeStart { .. } => "end-before-start",
            Self::LongTerm { .. } => "long-term",
            Self::OverAtIssue { .. } => "over-at-issue",
            Self::Over { .. } => "over",
            Self::Photo(problem) => problem.code(),
            Self::PhotoMissing => "photo-missing",
            Self::PhotoElsewhere => "photo-elsewhere",
            Self::PhotoUnread => "photo-unread",
            Self::PhotoTooLong { .. } => "photo-too-long",
            Self::SamePerson(place) => place.choose("same-person-row", "same-person-application"),
            Self::SameNumber(place) => place.choose("same-number-row", "same-number-application"),
            Self::NumberTaken { .. } => "number-taken",
            Self::SameBlank(place) => place.choose("same-blank-row", "same-blank-application"),
            Self::BlankUnknown => "blank-unknown",
            Self::BlankGone { .. } => "blank-gone",
            // Errors of the data model to come.
            _ => OTHER,
        }
    }

    /// Names and values for the words.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let one = |name: &'static str, value: String| vec![(name, value)];
        match self {
            Self::TooLong { limit } => one("limit", limit.to_string()),
            Self::Cells { cells, columns } => {
                vec![
                    ("cells", cells.to_string()),
                    ("columns", columns.to_string()),
                ]
            }
            Self::Schema { found } => {
                vec![
                    ("found", found.to_string()),
                    ("known", form::SCHEMA.to_string()),
                ]
            }
            Self::FieldMissing(name) | Self::FieldUnknown(name) | Self::FieldTwice(name) => {
                one("name", name.clone())
            }
            Self::Text(TextError::Control { character }) => {
                one("code", format!("{:04X}", u32::from(*character)))
            }
            Self::PatentNumber(PatentNumberError::Character { character })
            | Self::BlankNumber(BlankNumberError::Character { character })
            | Self::Inn(InnError::Character { character }) => {
                one("character", character.to_string())
            }
            Self::NoLatinForm(NoLatinForm { letter }) => one("letter", letter.to_string()),
            Self::TooYoung { years } | Self::TooOld { years } => one("years", years.to_string()),
            Self::EndBeforeStart { start, end } => {
                vec![("start", start.to_string()), ("end", end.to_string())]
            }
            Self::LongTerm { months, limit } => {
                vec![("months", months.to_string()), ("limit", limit.to_string())]
            }
            Self::OverAtIssue { end } | Self::Over { end } => one("end", end.to_string()),
            Self::Photo(problem) => problem.parameters(),
            Self::PhotoTooLong { limit } => one("limit", limit.to_string()),
            Self::SamePerson(place) | Self::SameNumber(place) | Self::SameBlank(place) => {
                one("number", place.number())
            }
            Self::NumberTaken { key } => one("key", key.to_string()),
            Self::BlankGone { state } => one("state", (*state).to_owned()),
            _ => Vec::new(),
        }
    }
}

const fn date(error: &DateError, format: &'static str) -> &'static str {
    match error {
        DateError::Format { .. } => format,
        DateError::NoSuchDay => "no-such-day",
        DateError::OutOfRange { .. } => "date-range",
        _ => OTHER,
    }
}
