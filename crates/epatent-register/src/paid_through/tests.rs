// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn period(from: &str, through: &str, paid_on: &str) -> PaidPeriod {
    PaidPeriod {
        from: day(from),
        through: day(through),
        paid_on: day(paid_on),
        accepted: false,
        carries_on_from: None,
    }
}

const START: &str = "2026-01-10";
const END: &str = "2027-01-09";

fn paid(periods: &[PaidPeriod]) -> (Option<CivilDate>, Vec<Effect>) {
    paid_through(day(START), day(END), periods)
}

#[test]
fn nothing_paid_is_no_day() {
    assert_eq!(paid(&[]), (None, vec![]));
}

#[test]
fn the_order_in_which_payments_arrive_does_not_matter() {
    let months = [
        period("2026-01-10", "2026-02-09", "2026-01-01"),
        period("2026-02-10", "2026-03-09", "2026-02-09"),
        period("2026-03-10", "2026-05-09", "2026-03-01"),
    ];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let shuffled = order.map(|place| months[place]);
        assert_eq!(
            paid(&shuffled),
            (Some(day("2026-05-09")), vec![Effect::Extends; 3])
        );
    }
}

#[test]
fn a_payment_on_the_last_paid_day_counts_and_one_on_the_next_does_not_revive() {
    let first = period("2026-01-10", "2026-02-09", "2026-01-10");
    let (through, _) = paid(&[first, period("2026-02-10", "2026-03-09", "2026-02-09")]);
    assert_eq!(through, Some(day("2026-03-09")));
    let late = period("2026-02-10", "2026-03-09", "2026-02-10");
    // What follows a late payment is a gap: it does not revive either.
    let (through, effects) = paid(&[
        first,
        late,
        period("2026-03-10", "2026-04-09", "2026-02-10"),
    ]);
    assert_eq!(through, Some(day("2026-02-09")));
    assert_eq!(
        effects[1],
        Effect::Late {
            deadline: day("2026-02-09")
        }
    );
    assert_eq!(
        effects[2],
        Effect::Gap {
            first_unpaid: day("2026-02-10")
        }
    );
}

#[test]
fn a_first_payment_after_the_first_day_in_force_is_late() {
    let (through, effects) = paid(&[period("2026-01-10", "2026-02-09", "2026-01-11")]);
    assert_eq!(through, None);
    assert_eq!(
        effects,
        [Effect::Late {
            deadline: day(START)
        }]
    );
}

#[test]
fn a_gap_of_one_day_is_one_and_is_closed_by_the_missing_payment() {
    let first = period("2026-01-10", "2026-02-09", "2026-01-10");
    let third = period("2026-02-11", "2026-03-10", "2026-02-01");
    let (through, effects) = paid(&[first, third]);
    assert_eq!(through, Some(day("2026-02-09")));
    assert_eq!(
        effects[1],
        Effect::Gap {
            first_unpaid: day("2026-02-10")
        }
    );
    let missing = period("2026-02-10", "2026-02-10", "2026-02-01");
    assert_eq!(paid(&[first, third, missing]).0, Some(day("2026-03-10")));
}

#[test]
fn a_decision_makes_a_late_payment_and_one_behind_a_gap_count() {
    let first = period("2026-01-10", "2026-02-09", "2026-01-10");
    let mut late = period("2026-03-01", "2026-03-31", "2026-02-20");
    late.accepted = true;
    assert_eq!(paid(&[first, late]).0, Some(day("2026-03-31")));
}

#[test]
fn a_file_that_comes_too_long_after_the_end_revives_nothing_whatever_day_it_says() {
    let first = period("2026-01-10", "2026-02-09", "2026-01-10");
    let reported = |from: &str| PaidPeriod {
        carries_on_from: Some(day(from)),
        ..period("2026-02-10", "2026-03-09", "2026-02-01")
    };
    // The last paid day itself is the earliest that it may carry on from.
    let in_time = reported("2026-02-09");
    assert_eq!(paid(&[first, in_time]).0, Some(day("2026-03-09")));
    let late = reported("2026-02-10");
    let next = PaidPeriod {
        from: day("2026-03-10"),
        through: day("2026-04-09"),
        ..late
    };
    let (through, effects) = paid(&[first, late, next]);
    assert_eq!(through, Some(day("2026-02-09")));
    let ended = day("2026-02-09");
    let ended = Some(ended);
    assert_eq!(effects[1], Effect::ReportedLate { ended });
    assert!(matches!(effects[2], Effect::Gap { .. }));
    // One decision brings the patent back, and what was paid behind it counts as it did.
    let accepted = PaidPeriod {
        accepted: true,
        ..late
    };
    assert_eq!(paid(&[first, accepted, next]).0, Some(day("2026-04-09")));
    // A first payment is held to the first day in force.
    let held = PaidPeriod {
        carries_on_from: Some(day("2026-01-11")),
        ..first
    };
    assert_eq!(
        paid(&[held]),
        (None, vec![Effect::ReportedLate { ended: None }])
    );
}

#[test]
fn nothing_is_paid_beyond_the_latest_end() {
    let (through, effects) = paid(&[period("2026-01-10", "2027-02-09", "2026-01-10")]);
    assert_eq!(
        (through, effects),
        (Some(day(END)), vec![Effect::BeyondEnd])
    );
}

#[test]
fn overlapping_and_repeated_days_add_nothing() {
    let first = period("2026-01-10", "2026-03-09", "2026-01-10");
    let inside = period("2026-02-10", "2026-03-09", "2026-01-10");
    let (through, effects) = paid(&[first, inside, first]);
    assert_eq!(through, Some(day("2026-03-09")));
    assert_eq!(effects, [Effect::Extends, Effect::Covered, Effect::Covered]);
}

/// The rule as a day-by-day walk: what the function must equal, written without its shortcuts.
fn by_walking(
    in_force_from: CivilDate,
    latest_end: CivilDate,
    periods: &[PaidPeriod],
) -> Option<CivilDate> {
    let mut paid: Option<CivilDate> = None;
    let mut today = in_force_from;
    while today <= latest_end {
        let deadline = paid.unwrap_or(in_force_from);
        // Some payment holds this day, joins what is paid, and was made in time or accepted.
        let holds = |period: &&PaidPeriod| {
            period.from <= today
                && today <= period.through
                && (period.accepted || period.paid_on <= deadline)
                && (period.accepted || period.carries_on_from.is_none_or(|from| from <= deadline))
        };
        let Some(period) = periods
            .iter()
            .filter(holds)
            .max_by_key(|period| period.through)
        else {
            break;
        };
        let end = period.through.min(latest_end);
        paid = Some(end);
        today = end.add_days(1).unwrap();
    }
    paid
}

#[test]
fn paid_through_equals_a_walk_over_the_days_for_every_payment_day_around_a_month_edge() {
    let (start, end) = (day("2028-01-30"), day("2028-06-30"));
    let mut compared = 0;
    for first_paid in -3..=3 {
        for second_from in -2..=2 {
            for second_paid in -35..=3 {
                for (third_paid, reported) in
                    [(-40, None), (-1, Some(-1)), (0, Some(0)), (1, Some(1))]
                {
                    let at = |base: CivilDate, days| base.add_days(days).unwrap();
                    // Over the leap day of 2028.
                    let one = PaidPeriod {
                        from: start,
                        through: day("2028-02-29"),
                        paid_on: at(start, first_paid),
                        accepted: false,
                        carries_on_from: None,
                    };
                    let from = at(day("2028-03-01"), second_from);
                    let two = PaidPeriod {
                        from,
                        through: day("2028-03-31"),
                        paid_on: at(day("2028-02-29"), second_paid),
                        accepted: false,
                        carries_on_from: None,
                    };
                    let three = PaidPeriod {
                        from: day("2028-04-01"),
                        through: day("2028-04-30"),
                        paid_on: at(day("2028-03-31"), third_paid),
                        accepted: false,
                        carries_on_from: reported.map(|days| at(day("2028-03-31"), days)),
                    };
                    let periods = [three, one, two];
                    assert_eq!(
                        paid_through(start, end, &periods).0,
                        by_walking(start, end, &periods),
                        "{periods:?}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 7 * 5 * 39 * 4);
}
