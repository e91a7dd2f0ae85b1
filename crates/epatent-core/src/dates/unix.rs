// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Instants.

use core::fmt;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;

use super::{DateError, day_of, numbers};

/// Last second that a card can carry: 2286-11-20T17:46:39Z.
const LAST_SECOND: u64 = 9_999_999_999;
const RANGE: DateError = DateError::OutOfRange {
    range: "1970-01-01T00:00:00Z to 2286-11-20T17:46:39Z",
};
const FORMAT: DateError = DateError::Format {
    expected: "YYYY-MM-DDTHH:MM:SSZ",
};

/// An instant: UTC seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// ```cddl
/// ; UTC seconds since 1970-01-01T00:00:00Z.
/// unix-time = 0..9999999999
/// ```
///
/// ```
/// use epatent_core::UnixTime;
///
/// let time = UnixTime::parse("2026-01-31T10:00:00Z")?;
/// assert_eq!(time.seconds(), 1_769_853_600);
/// assert_eq!(time.to_string(), "2026-01-31T10:00:00Z");
/// # Ok::<(), epatent_core::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The last instant there is, 2286-11-20T17:46:39Z.
    pub const MAX: Self = Self(LAST_SECOND);

    /// The instant `seconds` after the epoch, 0 to 9 999 999 999.
    ///
    /// # Errors
    ///
    /// [`DateError::OutOfRange`] beyond.
    pub const fn from_seconds(seconds: u64) -> Result<Self, DateError> {
        if seconds > LAST_SECOND {
            Err(RANGE)
        } else {
            Ok(Self(seconds))
        }
    }

    /// UTC seconds since the epoch, 0 to 9 999 999 999.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// Parses the one form of RFC 3339 that is written here, `YYYY-MM-DDTHH:MM:SSZ`.
    ///
    /// # Errors
    ///
    /// [`DateError::Format`] for any other form, a fraction or another zone included;
    /// [`DateError::NoSuchDay`]; [`DateError::OutOfRange`] before 1970 and after [`Self::MAX`].
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let (date, time) = text.split_once('T').ok_or(FORMAT)?;
        let time = time.strip_suffix('Z').ok_or(FORMAT)?;
        let [year, month, day] = numbers(date, [4, 2, 2]).ok_or(FORMAT)?;
        let [hour, minute, second] = clock(time).ok_or(FORMAT)?;
        let time = Time::new(hour, minute, second, 0).map_err(|_| DateError::NoSuchDay)?;
        let at = day_of(year, month, day)?.to_datetime(time);
        let at = Offset::UTC.to_timestamp(at).map_err(|_| RANGE)?;
        u64::try_from(at.as_second())
            .map_err(|_| RANGE)
            .and_then(Self::from_seconds)
    }

    /// The same instant for the calendar.
    pub(super) fn timestamp(self) -> Timestamp {
        // The last second is far within the calendar of jiff: the fallback cannot be reached.
        i64::try_from(self.0)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .unwrap_or(Timestamp::MAX)
    }
}

/// Hours, minutes and seconds of `HH:MM:SS`.
fn clock(text: &str) -> Option<[i8; 3]> {
    let mut values = [0; 3];
    let mut parts = text.split(':');
    for value in &mut values {
        let [number] = numbers(parts.next()?, [2])?;
        *value = i8::try_from(number).ok()?;
    }
    parts.next().is_none().then_some(values)
}

impl fmt::Display for UnixTime {
    /// `YYYY-MM-DDTHH:MM:SSZ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

impl fmt::Debug for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
