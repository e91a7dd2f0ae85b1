// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Days as the lists store them: two bytes, counted from a day of their own.

use crate::CivilDate;
use crate::model::{FieldPath, ModelError};

/// Days since 1999-12-31, from 1 (2000-01-01) to 65535 (2179-06-06); 0 is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(u16);

/// The day before the first one.
fn origin() -> Option<CivilDate> {
    CivilDate::from_ymd(1999, 12, 31).ok()
}

impl Day {
    /// The day with this number, unless it is 0.
    pub(super) const fn from_number(number: u16) -> Option<Self> {
        if number == 0 {
            None
        } else {
            Some(Self(number))
        }
    }

    /// The number of the day.
    pub(super) const fn number(self) -> u16 {
        self.0
    }

    /// The day of a date, when lists can carry it.
    pub(super) fn of(date: CivilDate) -> Option<Self> {
        let days = origin()?.days_until(date);
        u16::try_from(days).ok().and_then(Self::from_number)
    }

    /// As [`Day::of`], with an error that says where the date stood.
    pub(super) fn demand(date: CivilDate, field: FieldPath) -> Result<Self, ModelError> {
        Self::of(date).ok_or(ModelError::OutOfRange {
            field,
            expected: "a day from 2000-01-01 to 2179-06-06",
        })
    }

    /// The date; `None` is for a calendar that ends before 2179.
    pub(super) fn date(self) -> Option<CivilDate> {
        origin()?.add_days(i32::from(self.0)).ok()
    }

    /// This day and `offset` days more.
    pub(super) fn plus(self, offset: u16) -> Option<Self> {
        self.0.checked_add(offset).map(Self)
    }

    /// Days from `base` to this day.
    pub(super) fn since(self, base: Self) -> Option<u16> {
        self.0.checked_sub(base.0)
    }
}
