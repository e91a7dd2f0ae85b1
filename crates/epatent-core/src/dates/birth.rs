// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Birth dates, of which day and month may be unknown.

use core::fmt;

use super::{CivilDate, DateError, day_of, numbers};

const FIRST_YEAR: i16 = 1850;
const LAST_YEAR: i16 = 2200;
const FORMAT: DateError = DateError::Format {
    expected: "YYYY, YYYY-MM or YYYY-MM-DD",
};

/// A birth date: the year, and as much more as is known. Years 1850 to 2200.
///
/// ```cddl
/// ; MUST be of the calendar. A month or a day that is not known is left out.
/// birth-date = [birth-year] / [birth-year, birth-month] / [birth-year, birth-month, birth-day]
/// birth-year = 1850..2200
/// birth-month = 1..12
/// birth-day = 1..31
/// ```
///
/// ```
/// use epatent_core::BirthDate;
///
/// let born = BirthDate::parse("1988-02")?;
/// assert_eq!((born.year(), born.month(), born.day()), (1988, Some(2), None));
/// # Ok::<(), epatent_core::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BirthDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl BirthDate {
    /// A birth date of the parts that are known.
    ///
    /// # Errors
    ///
    /// [`DateError::Format`] for a day without a month, [`DateError::NoSuchDay`] for a month or
    /// day that the calendar lacks, [`DateError::OutOfRange`] for the year.
    pub fn from_parts(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, DateError> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(DateError::OutOfRange {
                range: "1850 to 2200",
            });
        }
        if month.is_none() && day.is_some() {
            return Err(FORMAT);
        }
        // An unknown part is checked as its first value, which every year and month has.
        day_of(year, month.unwrap_or(1).into(), day.unwrap_or(1).into())?;
        Ok(Self { year, month, day })
    }

    /// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    ///
    /// # Errors
    ///
    /// [`DateError::Format`] for any other form, otherwise those of [`Self::from_parts`].
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let small = |number: i16| i8::try_from(number).map_err(|_| DateError::NoSuchDay);
        if let Some([year]) = numbers(text, [4]) {
            Self::from_parts(year, None, None)
        } else if let Some([year, month]) = numbers(text, [4, 2]) {
            Self::from_parts(year, Some(small(month)?), None)
        } else {
            let [year, month, day] = numbers(text, [4, 2, 2]).ok_or(FORMAT)?;
            Self::from_parts(year, Some(small(month)?), Some(small(day)?))
        }
    }

    /// Year, 1850 to 2200.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 to 12, where known.
    #[must_use]
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// Day of the month, 1 to 31, where known.
    #[must_use]
    pub const fn day(self) -> Option<i8> {
        self.day
    }

    /// Whether the whole of what is known lies after `day`: a mistake when `day` is today.
    #[must_use]
    pub fn is_after(self, day: CivilDate) -> bool {
        let known = (self.year, self.month, self.day);
        let of_day = |has_month: bool, has_day: bool| {
            let month = has_month.then(|| day.month());
            (day.year(), month, has_day.then(|| day.day()))
        };
        known > of_day(self.month.is_some(), self.day.is_some())
    }
}

impl fmt::Display for BirthDate {
    /// As [`BirthDate::parse`] takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// Which parts are known: the date itself is personal data.
impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.month(), self.day()) {
            (_, Some(_)) => "BirthDate(day)",
            (Some(_), None) => "BirthDate(month)",
            (None, None) => "BirthDate(year)",
        })
    }
}
