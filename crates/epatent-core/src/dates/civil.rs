// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Civil dates.

use core::fmt;

use jiff::civil::Date;

use super::{DateError, UnixTime, day_of, numbers};

const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2200;
const RANGE: DateError = DateError::OutOfRange {
    range: "1900-01-01 to 2200-12-31",
};

/// A day, not an instant: 1900-01-01 to 2200-12-31 of the Gregorian calendar.
///
/// ```cddl
/// ; A civil date is a day, not an instant: 20260131 is 31 January 2026. MUST be of the calendar.
/// civil-date = 19000101..22001231
/// ```
///
/// ```
/// use epatent_core::CivilDate;
///
/// let day = CivilDate::parse("2026-01-31")?;
/// assert_eq!(day.to_yyyymmdd(), 20_260_131);
/// assert_eq!(day.add_days(1)?.to_string(), "2026-02-01");
/// # Ok::<(), epatent_core::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(Date);

impl CivilDate {
    /// The day of a year, month 1 to 12 and day 1 to 31.
    ///
    /// # Errors
    ///
    /// [`DateError::NoSuchDay`] for a day that the calendar lacks, [`DateError::OutOfRange`] outside the
    /// years 1900 to 2200.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Result<Self, DateError> {
        Self::within(day_of(year, month.into(), day.into())?)
    }

    /// Parses `YYYY-MM-DD` and nothing else.
    ///
    /// # Errors
    ///
    /// [`DateError::Format`] for any other form, [`DateError::NoSuchDay`] for a day that the calendar
    /// lacks, [`DateError::OutOfRange`] outside 1900-01-01 to 2200-12-31.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let [year, month, day] = numbers(text, [4, 2, 2]).ok_or(DateError::Format {
            expected: "YYYY-MM-DD",
        })?;
        Self::within(day_of(year, month, day)?)
    }

    /// The day of the number on the card, year · 10000 + month · 100 + day, such as 20260131.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] outside the years 1900 to 2200, otherwise [`DateError::NoSuchDay`].
    pub fn from_yyyymmdd(number: u32) -> Result<Self, DateError> {
        let part = |value: u32| i16::try_from(value).map_err(|_| RANGE);
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let year = part(year)?;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(RANGE);
        }
        Self::within(day_of(year, part(month)?, part(day)?)?)
    }

    /// The number on the card, such as 20260131; 19000101 to 22001231.
    #[must_use]
    pub fn to_yyyymmdd(self) -> u32 {
        let part = |value: i16| u32::from(value.unsigned_abs());
        part(self.year()) * 10_000 + part(self.month().into()) * 100 + part(self.day().into())
    }

    /// The day `days` later, or earlier when negative.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] where it would be outside 1900-01-01 to 2200-12-31.
    pub fn add_days(self, days: i32) -> Result<Self, DateError> {
        let span = jiff::Span::new().try_days(days).map_err(|_| RANGE)?;
        self.0
            .checked_add(span)
            .map_err(|_| RANGE)
            .and_then(Self::within)
    }

    /// Days from this day to `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i32 {
        // A difference without a largest unit is in days, which fit within the range of years.
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// The day that a clock `utc_offset_hours` ahead of UTC shows at `time`.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] when that day is after 2200, or the offset is beyond ±25 hours.
    pub fn of_unix_time(time: UnixTime, utc_offset_hours: i8) -> Result<Self, DateError> {
        let offset =
            jiff::tz::Offset::from_hours(utc_offset_hours).map_err(|_| DateError::OutOfRange {
                range: "-25 to 25 hours from UTC",
            })?;
        Self::within(offset.to_datetime(time.timestamp()).date())
    }

    /// Year, 1900 to 2200.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    fn within(date: Date) -> Result<Self, DateError> {
        if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(RANGE)
        }
    }
}

impl fmt::Display for CivilDate {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
