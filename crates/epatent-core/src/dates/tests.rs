// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Days one by one against a calendar written out here, and every form of a date.

use std::string::ToString;

use super::{BirthDate, CivilDate, DateError, UnixTime};

const NO_SUCH_DAY: DateError = DateError::NoSuchDay;

fn is_out_of_range<T>(result: Result<T, DateError>) -> bool {
    matches!(result.err(), Some(DateError::OutOfRange { .. }))
}

fn is_format<T>(result: Result<T, DateError>) -> bool {
    matches!(result.err(), Some(DateError::Format { .. }))
}

fn days_in_month(year: i16, month: i8) -> i8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[test]
fn every_day_from_1900_to_2200_goes_through_every_form_and_back() {
    let first = CivilDate::from_ymd(1900, 1, 1).unwrap();
    let mut count = 0;
    let mut previous: Option<CivilDate> = None;
    for year in 1900..=2200_i16 {
        for month in 1..=12_i8 {
            for day in 1..=days_in_month(year, month) {
                let date = CivilDate::from_ymd(year, month, day).unwrap();
                assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
                assert_eq!(CivilDate::from_yyyymmdd(date.to_yyyymmdd()), Ok(date));
                assert_eq!(CivilDate::parse(&date.to_string()), Ok(date));
                assert_eq!(first.days_until(date), count);
                assert_eq!(date.days_until(first), -count);
                assert_eq!(first.add_days(count), Ok(date));
                if let Some(previous) = previous {
                    assert!(previous < date && previous.to_yyyymmdd() < date.to_yyyymmdd());
                    assert_eq!(date.add_days(-1), Ok(previous));
                }
                previous = Some(date);
                count += 1;
            }
            let after = days_in_month(year, month) + 1;
            assert_eq!(CivilDate::from_ymd(year, month, after), Err(NO_SUCH_DAY));
        }
    }
    assert_eq!(count, 301 * 365 + 73);
}

// shows: EPC-ENC-09
#[test]
fn leap_days_exist_where_the_calendar_has_them() {
    for (year, leap) in [
        (1900, false),
        (2000, true),
        (2024, true),
        (2026, false),
        (2100, false),
    ] {
        assert_eq!(CivilDate::from_ymd(year, 2, 29).is_ok(), leap, "{year}");
    }
    assert_eq!(CivilDate::from_yyyymmdd(20_260_229), Err(NO_SUCH_DAY));
    let day = CivilDate::parse("2024-02-29").unwrap();
    assert_eq!(day.add_days(366).unwrap().to_string(), "2025-03-01");
}

#[test]
fn the_number_on_the_card_reads_as_the_day() {
    let day = CivilDate::from_yyyymmdd(20_260_131).unwrap();
    assert_eq!((day.year(), day.month(), day.day()), (2026, 1, 31));
    for number in [0, 131, 18_991_231, 22_010_101, 99_991_231, u32::MAX] {
        assert!(
            is_out_of_range(CivilDate::from_yyyymmdd(number)),
            "{number}"
        );
    }
    for number in [
        20_260_000, 20_260_100, 20_260_132, 20_261_301, 20_269_999, 20_260_001,
    ] {
        assert_eq!(
            CivilDate::from_yyyymmdd(number),
            Err(NO_SUCH_DAY),
            "{number}"
        );
    }
}

#[test]
fn a_civil_date_is_written_in_one_way() {
    for text in [
        "",
        "2026",
        "2026-01",
        "2026-1-31",
        "26-01-31",
        "2026-01-31 ",
        " 2026-01-31",
        "2026/01/31",
        "31.01.2026",
        "20260131",
        "2026-01-31T00:00:00Z",
        "+026-01-31",
        "-026-01-31",
        "2026-01-3١",
        "2026-01-31-",
        "2026--01-31",
    ] {
        assert!(is_format(CivilDate::parse(text)), "{text}");
    }
    for text in [
        "2026-13-01",
        "2026-00-10",
        "2026-02-30",
        "2026-01-00",
        "2026-99-99",
    ] {
        assert_eq!(CivilDate::parse(text), Err(NO_SUCH_DAY), "{text}");
    }
    for text in ["1899-12-31", "2201-01-01", "0000-01-01", "9999-12-31"] {
        assert!(is_out_of_range(CivilDate::parse(text)), "{text}");
    }
}

#[test]
fn steps_beyond_the_range_are_refused() {
    let (first, last) = (
        CivilDate::from_ymd(1900, 1, 1),
        CivilDate::from_ymd(2200, 12, 31),
    );
    assert!(is_out_of_range(first.unwrap().add_days(-1)));
    assert!(is_out_of_range(last.unwrap().add_days(1)));
    for days in [i32::MIN, i32::MAX, 7_304_485, -7_304_485] {
        assert!(is_out_of_range(last.unwrap().add_days(days)), "{days}");
    }
    assert_eq!(last.unwrap().add_days(0), last);
    assert_eq!(first.unwrap().days_until(last.unwrap()), 301 * 365 + 72);
}

#[test]
fn midnight_comes_earlier_in_the_east() {
    let day = |time: &str, hours| {
        CivilDate::of_unix_time(UnixTime::parse(time).unwrap(), hours)
            .unwrap()
            .to_string()
    };
    assert_eq!(day("2026-01-31T20:59:59Z", 3), "2026-01-31");
    assert_eq!(day("2026-01-31T21:00:00Z", 3), "2026-02-01");
    assert_eq!(day("2026-01-31T11:59:59Z", 12), "2026-01-31");
    assert_eq!(day("2026-01-31T12:00:00Z", 12), "2026-02-01");
    assert_eq!(day("2026-01-31T23:59:59Z", 0), "2026-01-31");
    assert_eq!(day("2024-02-28T22:00:00Z", 2), "2024-02-29");
    assert_eq!(day("2026-01-01T04:59:59Z", -5), "2025-12-31");
    assert_eq!(day("1970-01-01T00:00:00Z", -1), "1969-12-31");
    let last = UnixTime::from_seconds(9_999_999_999).unwrap();
    assert!(is_out_of_range(CivilDate::of_unix_time(last, 3)));
    assert!(is_out_of_range(CivilDate::of_unix_time(last, i8::MAX)));
}

#[test]
fn an_instant_is_written_in_one_way() {
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_709_164_800, "2024-02-29T00:00:00Z"),
        (1_769_853_600, "2026-01-31T10:00:00Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
        (9_999_999_999, "2286-11-20T17:46:39Z"),
    ] {
        let time = UnixTime::from_seconds(seconds).unwrap();
        assert_eq!(time.seconds(), seconds);
        assert_eq!(time.to_string(), text);
        assert_eq!(UnixTime::parse(text), Ok(time));
    }
    for text in [
        "",
        "2026-01-31",
        "2026-01-31T10:00:00",
        "2026-01-31 10:00:00Z",
        "2026-01-31T10:00Z",
        "2026-01-31T10:00:00.5Z",
        "2026-01-31T10:00:00+03:00",
        "2026-01-31t10:00:00z",
        "2026-01-31T1:00:00Z",
        "2026-01-31T10:00:00:00Z",
        "2026-01-31T10:00:00ZZ",
        "2026-01-31T10-00-00Z",
    ] {
        assert!(is_format(UnixTime::parse(text)), "{text}");
    }
    for text in [
        "2026-01-31T24:00:00Z",
        "2026-01-31T23:60:00Z",
        "2026-06-30T23:59:60Z",
    ] {
        assert_eq!(UnixTime::parse(text), Err(NO_SUCH_DAY), "{text}");
    }
    assert_eq!(UnixTime::parse("2026-02-29T00:00:00Z"), Err(NO_SUCH_DAY));
    for text in [
        "1969-12-31T23:59:59Z",
        "2286-11-20T17:46:40Z",
        "9999-12-31T23:59:59Z",
    ] {
        assert!(is_out_of_range(UnixTime::parse(text)), "{text}");
    }
    assert!(is_out_of_range(UnixTime::from_seconds(10_000_000_000)));
    assert!(is_out_of_range(UnixTime::from_seconds(u64::MAX)));
}

#[test]
fn a_birth_date_may_lack_its_day_or_its_month() {
    for (text, month, day) in [
        ("1988", None, None),
        ("1988-02", Some(2), None),
        ("1988-02-29", Some(2), Some(29)),
    ] {
        let born = BirthDate::parse(text).unwrap();
        assert_eq!((born.year(), born.month(), born.day()), (1988, month, day));
        assert_eq!(born.to_string(), text);
        assert_eq!(BirthDate::from_parts(1988, month, day), Ok(born));
    }
    assert!(is_format(BirthDate::from_parts(1988, None, Some(5))));
}

// shows: EPC-ENC-08
#[test]
fn a_birth_date_that_cannot_be_is_refused() {
    for text in [
        "1987-02-29",
        "1988-13",
        "1988-00",
        "1988-04-31",
        "1988-01-00",
        "1900-02-29",
    ] {
        assert_eq!(BirthDate::parse(text), Err(NO_SUCH_DAY), "{text}");
    }
    for text in ["1849", "2201", "1849-12-31", "0000"] {
        assert!(is_out_of_range(BirthDate::parse(text)), "{text}");
    }
    for text in [
        "",
        "88",
        "1988-2",
        "1988-",
        "1988-02-",
        "1988-02-29-01",
        "02.1988",
        "1988--29",
    ] {
        assert!(is_format(BirthDate::parse(text)), "{text}");
    }
    assert!(BirthDate::parse("1850").is_ok() && BirthDate::parse("2200-12-31").is_ok());
}

#[test]
fn a_birth_date_is_in_the_future_only_when_all_of_it_is() {
    let today = CivilDate::parse("2026-01-31").unwrap();
    for (text, after) in [
        ("2025", false),
        ("2026", false),
        ("2027", true),
        ("2026-01", false),
        ("2026-02", true),
        ("2025-12", false),
        ("2026-01-31", false),
        ("2026-02-01", true),
        ("2026-01-30", false),
    ] {
        assert_eq!(
            BirthDate::parse(text).unwrap().is_after(today),
            after,
            "{text}"
        );
    }
}
