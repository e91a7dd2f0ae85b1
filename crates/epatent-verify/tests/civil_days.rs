// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payment over every day of 2020 to 2050 in every zone, beside a model that shares nothing with it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

use std::collections::BTreeMap;

use epatent_core::list::PaidThrough;
use epatent_core::{CivilDate, Region, UnixTime};

/// A day of the model: year, month, day.
type Day = (i64, i64, i64);

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn next((year, month, day): Day) -> Day {
    if day < days_in(year, month) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

fn text((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn date(day: Day) -> CivilDate {
    CivilDate::parse(&text(day)).unwrap()
}

/// Every day of 2020 to 2050 with the UTC second at which it begins in Greenwich.
fn calendar() -> Vec<(Day, i64)> {
    let mut day = (1970, 1, 1);
    let mut midnight = 0;
    let mut days = Vec::new();
    while day.0 <= 2050 {
        if day.0 >= 2020 {
            days.push((day, midnight));
        }
        day = next(day);
        midnight += 86_400;
    }
    days
}

/// One region for each offset that the table has.
fn zones() -> BTreeMap<i64, Region> {
    Region::known()
        .map(|region| (i64::from(region.utc_offset_hours().unwrap()), region))
        .collect()
}

fn civil_day(second: i64, region: Region) -> CivilDate {
    let time = UnixTime::from_seconds(u64::try_from(second).unwrap()).unwrap();
    CivilDate::of_unix_time(time, region.utc_offset_hours().unwrap()).unwrap()
}

// shows: EPC-PAID-01
#[test]
fn every_day_of_31_years_begins_and_ends_in_every_zone_as_the_model_says() {
    let (days, zones) = (calendar(), zones());
    assert_eq!(
        days.len(),
        31 * 365 + 8,
        "2020 to 2048 have eight leap days"
    );
    assert_eq!(
        zones.keys().copied().collect::<Vec<_>>(),
        (2..=12).collect::<Vec<_>>(),
        "eleven zones"
    );
    let mut compared = 0;
    for (day, midnight) in &days {
        let today = date(*day);
        let tomorrow = date(next(*day));
        assert_eq!(today.add_days(1).unwrap(), tomorrow);
        for (offset, region) in &zones {
            let first = midnight - offset * 3600;
            let last = first + 86_399;
            assert_eq!(civil_day(first, *region), today, "{} {offset}", text(*day));
            assert_eq!(civil_day(last, *region), today, "{} {offset}", text(*day));
            assert_eq!(civil_day(last + 1, *region), tomorrow);
            // Paid through this day: good in its last second, over in the next one.
            let paid = PaidThrough::new(today);
            assert!(paid.covers(civil_day(last, *region)));
            assert!(!paid.covers(civil_day(last + 1, *region)));
            // A payment in the last second is in time, one a second later is late.
            let through = date(next(next(*day)));
            assert!(paid.paid(civil_day(last, *region), through).is_ok());
            assert!(paid.paid(civil_day(last + 1, *region), through).is_err());
            compared += 1;
        }
    }
    assert_eq!(compared, (31 * 365 + 8) * 11);
}

/// The payment of a month: through the day before the same day of the next month, or the last day of
/// that month where it has no such day.
fn month_later((year, month, day): Day) -> Day {
    let (year, month) = if month < 12 {
        (year, month + 1)
    } else {
        (year + 1, 1)
    };
    (year, month, day.min(days_in(year, month)))
}

#[test]
fn twelve_payments_in_time_carry_over_every_month_edge_and_one_that_is_late_carries_nothing() {
    for (start, _) in calendar().iter().filter(|(day, _)| day.0 < 2050) {
        let mut edge = *start;
        let mut paid = PaidThrough::new(date(*start));
        for _ in 0..12 {
            let through = month_later(edge);
            // On the last paid day itself.
            let extended = paid.paid(date(edge), date(through)).unwrap();
            assert_eq!(extended.through, date(through));
            // On the day after it.
            assert!(paid.paid(date(next(edge)), date(through)).is_err());
            let again = PaidThrough::restored(date(next(edge)), date(month_later(next(edge))));
            assert!(!again.covers(date(edge)) && again.covers(date(next(edge))));
            (edge, paid) = (through, extended);
        }
    }
}
