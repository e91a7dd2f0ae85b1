// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Dates and numbers as officers write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::Language;

/// A civil date as `DD.MM.YYYY`, in either language.
#[must_use]
pub fn date(year: i16, month: i8, day: i8) -> String {
    format!("{day:02}.{month:02}.{year:04}")
}

/// A date of which the day, or day and month, may be unknown: `31.01.1990`, `01.1990`, `1990`. A day without its month
/// is not shown.
#[must_use]
pub fn partial_date(year: i16, month: Option<i8>, day: Option<i8>) -> String {
    match (month, day) {
        (Some(month), Some(day)) => date(year, month, day),
        (Some(month), None) => format!("{month:02}.{year:04}"),
        (None, _) => format!("{year:04}"),
    }
}

/// A civil date kept as the number YYYYMMDD; `None` where that is not a day of the calendar.
///
/// ```
/// assert_eq!(epatent_cli::format::date_number(20_260_131).as_deref(), Some("31.01.2026"));
/// ```
#[must_use]
pub fn date_number(number: u32) -> Option<String> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    Date::new(year, month, day)
        .ok()
        .map(|_| date(year, month, day))
}

/// A civil date printed as `YYYY-MM-DD`; text that is not such a date is returned as it is.
#[must_use]
pub fn date_iso(text: &str) -> String {
    text.parse::<Date>()
        .map_or_else(|_| text.to_owned(), |d| date(d.year(), d.month(), d.day()))
}

/// An instant (UTC seconds since 1970) in the zone of a region: `31.01.2026 13:00 (UTC+3)`; `None` beyond the calendar
/// or for a zone outside -12 to +14 hours.
#[must_use]
pub fn instant(seconds: u64, utc_offset_hours: i8) -> Option<String> {
    if !(-12..=14).contains(&utc_offset_hours) {
        return None;
    }
    let instant = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    let local = Offset::from_seconds(i32::from(utc_offset_hours) * 3600)
        .ok()?
        .to_datetime(instant);
    let day = date(local.year(), local.month(), local.day());
    let zone = if utc_offset_hours == 0 {
        "UTC".to_owned()
    } else {
        format!("UTC{utc_offset_hours:+}")
    };
    Some(format!(
        "{day} {:02}:{:02} ({zone})",
        local.hour(),
        local.minute()
    ))
}

/// A count with its thousands apart: `4,573` in English, `4573` and `45 730` (no-break space, from five digits on) in
/// Russian.
#[must_use]
pub fn count(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let (separator, least) = match language {
        Language::En => (',', 4),
        Language::Ru => ('\u{a0}', 5),
    };
    if digits.len() < least {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A length in bytes: `512 B`, `13.6 kB`; `512 Б`, `13,6 кБ`. A kilobyte is 1000 bytes.
#[must_use]
pub fn bytes(language: Language, number: u64) -> String {
    let (unit, kilo) = match language {
        Language::En => ("B", "kB"),
        Language::Ru => ("Б", "кБ"),
    };
    if number < 1000 {
        return format!("{number} {unit}");
    }
    format!(
        "{} {kilo}",
        tenths(language, number.saturating_add(50) / 100)
    )
}

/// A duration in milliseconds: `85 ms`, `1.2 s`; `85 мс`, `1,2 с`.
#[must_use]
pub fn milliseconds(language: Language, number: u64) -> String {
    let (milli, second) = match language {
        Language::En => ("ms", "s"),
        Language::Ru => ("мс", "с"),
    };
    if number < 1000 {
        return format!("{number} {milli}");
    }
    format!(
        "{} {second}",
        tenths(language, number.saturating_add(50) / 100)
    )
}

/// A number of tenths with the language's decimal sign.
fn tenths(language: Language, number: u64) -> String {
    let sign = match language {
        Language::En => '.',
        Language::Ru => ',',
    };
    format!("{}{sign}{}", count(language, number / 10), number % 10)
}

#[cfg(test)]
mod tests;
