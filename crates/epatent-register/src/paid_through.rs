// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Through which day a patent is paid: by days alone, never by an amount.

use epatent_core::CivilDate;

/// A payment as far as days go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaidPeriod {
    /// First day paid for, inclusive.
    pub from: CivilDate,
    /// Last day paid for, inclusive.
    pub through: CivilDate,
    /// Day of the payment, a civil date in the region.
    pub paid_on: CivilDate,
    /// Whether the office decided that it counts though it is late or leaves a gap.
    pub accepted: bool,
    /// The earliest last paid day behind which it counts without a decision: so many days before its
    /// file came as the office's rules say. `None` where it came in no file.
    pub carries_on_from: Option<CivilDate>,
}

/// What a payment does for its patent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It moves the last paid day.
    Extends,
    /// All its days were paid before.
    Covered,
    /// Paid after the last paid day, when the patent had ended: it does not revive it.
    Late {
        /// Last day on which it would have counted.
        deadline: CivilDate,
    },
    /// Days before it are not paid.
    Gap {
        /// First day that is not.
        first_unpaid: CivilDate,
    },
    /// Its file says that it was paid in time, and came so long after the last paid day that the file
    /// alone does not bring the patent back: a decision has to.
    ReportedLate {
        /// Last day on which the patent was paid for without it; `None` where it never was.
        ended: Option<CivilDate>,
    },
    /// It counts up to the latest possible end of the patent and no further.
    BeyondEnd,
}

/// The last paid day of a patent, and what each payment does for it, in the order given.
///
/// The periods are joined from the first day in force on. A payment counts when no day before it
/// is unpaid and it was made while the patent was still paid for: the first on or before the first
/// day in force, each other on or before the last paid day. One that came in a file counts alone only
/// where that file came soon enough after this day.
///
/// ```
/// use epatent_core::CivilDate;
/// use epatent_register::paid_through::{Effect, PaidPeriod, paid_through};
///
/// let day = CivilDate::parse;
/// let month = |from, through, paid_on| PaidPeriod {
///     from, through, paid_on, accepted: false, carries_on_from: None,
/// };
/// let payments = [
///     month(day("2026-01-10")?, day("2026-02-09")?, day("2026-01-05")?),
///     // Paid one day after the last paid day.
///     month(day("2026-02-10")?, day("2026-03-09")?, day("2026-02-10")?),
/// ];
/// let (paid, effects) = paid_through(day("2026-01-10")?, day("2027-01-09")?, &payments);
/// assert_eq!(paid, Some(day("2026-02-09")?));
/// assert_eq!(effects, [Effect::Extends, Effect::Late { deadline: day("2026-02-09")? }]);
/// # Ok::<(), epatent_core::DateError>(())
/// ```
#[must_use]
pub fn paid_through(
    in_force_from: CivilDate,
    latest_end: CivilDate,
    periods: &[PaidPeriod],
) -> (Option<CivilDate>, Vec<Effect>) {
    let mut order: Vec<(PaidPeriod, usize)> = periods.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut paid: Option<CivilDate> = None;
    let mut effects = vec![Effect::Covered; periods.len()];
    for (period, place) in order {
        let effect = effect(in_force_from, latest_end, paid, &period);
        if matches!(effect, Effect::Extends | Effect::BeyondEnd) {
            paid = paid.max(Some(period.through.min(latest_end)));
        }
        if let Some(slot) = effects.get_mut(place) {
            *slot = effect;
        }
    }
    (paid, effects)
}

fn effect(
    in_force_from: CivilDate,
    latest_end: CivilDate,
    paid: Option<CivilDate>,
    period: &PaidPeriod,
) -> Effect {
    if paid.is_some_and(|paid| period.through <= paid) {
        return Effect::Covered;
    }
    // The last day of the calendar has no next one, and nothing can be unpaid behind it.
    let first_unpaid = paid.map_or(in_force_from, |paid| paid.add_days(1).unwrap_or(paid));
    let deadline = paid.unwrap_or(in_force_from);
    if !period.accepted && period.from > first_unpaid {
        return Effect::Gap { first_unpaid };
    }
    if !period.accepted && period.paid_on > deadline {
        return Effect::Late { deadline };
    }
    if !period.accepted && period.carries_on_from.is_some_and(|from| deadline < from) {
        return Effect::ReportedLate { ended: paid };
    }
    if period.through > latest_end {
        Effect::BeyondEnd
    } else {
        Effect::Extends
    }
}

#[cfg(test)]
mod tests;
