// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Days, instants and birth dates.
//!
//! A permission begins and ends on civil days of a region; a signature is made at an instant.
//! The two never mix without a region's offset: see [`CivilDate::of_unix_time`].

mod birth;
mod civil;
mod unix;

pub use birth::BirthDate;
pub use civil::CivilDate;
pub use unix::UnixTime;

#[cfg(test)]
mod tests;

/// Why a date or time is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Not written as a date or time is written here.
    #[error("date is not written as {expected}")]
    Format {
        /// How it is written, such as `YYYY-MM-DD`.
        expected: &'static str,
    },
    /// No such day in the calendar, or no such time of day.
    #[error("no such day or time")]
    NoSuchDay,
    /// A day or time outside the range that cards can carry.
    #[error("date is outside the range {range}")]
    OutOfRange {
        /// First and last value that are taken.
        range: &'static str,
    },
}

/// Splits `text` at hyphens into numbers of exactly the widths given, or fails.
fn numbers<const N: usize>(text: &str, widths: [usize; N]) -> Option<[i16; N]> {
    let mut parts = text.split('-');
    let mut values = [0; N];
    for (value, width) in values.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *value = part.parse().ok()?;
    }
    parts.next().is_none().then_some(values)
}

/// The day, if the calendar has it.
fn day_of(year: i16, month: i16, day: i16) -> Result<jiff::civil::Date, DateError> {
    let month = i8::try_from(month).map_err(|_| DateError::NoSuchDay)?;
    let day = i8::try_from(day).map_err(|_| DateError::NoSuchDay)?;
    jiff::civil::Date::new(year, month, day).map_err(|_| DateError::NoSuchDay)
}
