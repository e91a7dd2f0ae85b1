// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use crate::Language::{En, Ru};

#[test]
fn dates_are_day_month_year() {
    assert_eq!(date(2026, 1, 31), "31.01.2026");
    assert_eq!(date_number(20_240_229).as_deref(), Some("29.02.2024"));
    assert_eq!(date_iso("2026-01-31"), "31.01.2026");
}

#[test]
fn a_number_that_is_no_day_is_not_a_date() {
    for number in [0, 20_250_229, 20_261_301, 20_260_100, u32::MAX] {
        assert_eq!(date_number(number), None, "{number}");
    }
    assert_eq!(date_iso("tomorrow"), "tomorrow");
}

#[test]
fn unknown_parts_of_a_birth_date_are_left_out() {
    assert_eq!(partial_date(1990, Some(5), Some(7)), "07.05.1990");
    assert_eq!(partial_date(1990, Some(5), None), "05.1990");
    assert_eq!(partial_date(1990, None, None), "1990");
}

#[test]
fn an_instant_is_shown_in_the_zone_of_the_region() {
    // 2026-01-31T22:30:00Z is already February in Moscow and Kamchatka.
    assert_eq!(
        instant(1_769_898_600, 0).as_deref(),
        Some("31.01.2026 22:30 (UTC)")
    );
    assert_eq!(
        instant(1_769_898_600, 3).as_deref(),
        Some("01.02.2026 01:30 (UTC+3)")
    );
    assert_eq!(
        instant(1_769_898_600, 12).as_deref(),
        Some("01.02.2026 10:30 (UTC+12)")
    );
    assert_eq!(instant(u64::MAX, 3), None);
    assert_eq!(instant(0, 15), None);
}

#[test]
fn counts_are_grouped_by_the_rules_of_the_language() {
    let rows = [
        (0, "0", "0"),
        (999, "999", "999"),
        (4573, "4,573", "4573"),
        (45_730, "45,730", "45\u{a0}730"),
    ];
    for (number, english, russian) in rows {
        assert_eq!(count(En, number), english);
        assert_eq!(count(Ru, number), russian);
    }
    assert_eq!(count(En, 2_300_000), "2,300,000");
}

#[test]
fn lengths_and_durations_round_to_tenths() {
    assert_eq!(bytes(En, 999), "999 B");
    assert_eq!(bytes(Ru, 13_649), "13,6 кБ");
    assert_eq!(bytes(En, 13_650), "13.7 kB");
    assert_eq!(milliseconds(Ru, 85), "85 мс");
    assert_eq!(milliseconds(En, 1_249), "1.2 s");
}
