// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

/// Codes of what is wrong and of what is told, of a patent of 25 November 2026.
fn born(text: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    codes(&Days {
        born: Some(BirthDate::parse(text).unwrap()),
        issued_on: Some(day("2026-11-25")),
        ..Days::default()
    })
}

fn codes(days: &Days) -> (Vec<&'static str>, Vec<&'static str>) {
    let found = days.check();
    (
        found.wrong.iter().map(|(_, wrong)| wrong.code()).collect(),
        found.notes.iter().map(|note| note.unusual.code()).collect(),
    )
}

#[test]
fn a_holder_is_of_an_age_at_which_a_patent_is_issued() {
    const FINE: (&[&str], &[&str]) = (&[], &[]);
    for (text, (wrong, notes)) in [
        (
            "2026-11-26",
            (["born-after-issue"].as_slice(), [].as_slice()),
        ),
        ("2027", (&["born-after-issue"], &[])),
        ("2026-11-25", (&["too-young"], &[])),
        ("2026", (&["too-young"], &[])),
        ("2008-11-26", (&["too-young"], &[])),
        ("2008-11-25", FINE),
        ("2008-12", (&["too-young"], &[])),
        ("2008-11", (&[], &["maybe-too-young"])),
        ("2008", (&[], &["maybe-too-young"])),
        ("2007", FINE),
        ("1988-04-17", FINE),
        ("1946-11-26", FINE),
        ("1946-11-25", (&[], &["aged"])),
        // The youngest that somebody born in 1946 may be is 79.
        ("1946", FINE),
        ("1945", (&[], &["aged"])),
        ("1916-11-26", (&[], &["aged"])),
        ("1916-11-25", (&["too-old"], &[])),
        ("1916", (&[], &["aged"])),
        ("1899-12-31", (&["too-old"], &[])),
        ("1850", (&["too-old"], &[])),
    ] {
        assert_eq!(born(text), (wrong.to_vec(), notes.to_vec()), "{text}");
    }
}

#[test]
fn who_was_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() {
    let on = |issued: &str| {
        codes(&Days {
            born: Some(BirthDate::parse("2008-02-29").unwrap()),
            issued_on: Some(day(issued)),
            ..Days::default()
        })
        .0
    };
    assert_eq!(on("2026-02-28"), ["too-young"]);
    assert_eq!(on("2026-03-01"), [""; 0]);
}

#[test]
fn a_document_is_younger_than_its_holder_and_one_younger_than_the_patent_is_told() {
    let document = |text: &str| {
        codes(&Days {
            born: Some(BirthDate::parse("1988-04").unwrap()),
            document_issued_on: Some(day(text)),
            issued_on: Some(day("2026-11-25")),
            ..Days::default()
        })
    };
    assert_eq!(document("1988-03-31").0, ["document-before-birth"]);
    assert_eq!(document("1988-04-01"), (vec![], vec![]));
    assert_eq!(document("2026-11-25"), (vec![], vec![]));
    assert_eq!(
        document("2026-11-26"),
        (vec![], vec!["document-after-issue"])
    );
}

#[test]
fn a_term_is_of_one_to_twelve_months_and_not_over_when_it_is_issued() {
    let term = |start: &str, end: &str| {
        codes(&Days {
            issued_on: Some(day("2026-11-25")),
            term: Some((day(start), day(end))),
            ..Days::default()
        })
    };
    for (start, end, wrong, notes) in [
        ("2026-11-25", "2026-11-25", None, None),
        ("2026-11-25", "2027-11-24", None, None),
        ("2026-11-25", "2027-11-25", Some("long-term"), None),
        ("2026-11-25", "2072-11-24", Some("long-term"), None),
        ("2026-11-25", "2026-11-24", Some("end-before-start"), None),
        // The months of a leap year and of the ends of months.
        ("2026-10-31", "2027-10-30", None, None),
        ("2027-12-31", "2028-12-30", None, Some("late-start")),
        // Taken over from elsewhere: told from the 32nd day on, and good as long as it lasts.
        ("2026-10-25", "2027-10-24", None, None),
        ("2026-10-24", "2027-10-23", None, Some("early-start")),
        ("2025-11-26", "2026-11-25", None, Some("early-start")),
        (
            "2025-11-25",
            "2026-11-24",
            Some("over-at-issue"),
            Some("early-start"),
        ),
        (
            "2016-11-25",
            "2027-11-24",
            Some("long-term"),
            Some("early-start"),
        ),
        ("2026-12-26", "2027-12-25", None, None),
        ("2026-12-27", "2027-12-26", None, Some("late-start")),
    ] {
        let expected = (Vec::from_iter(wrong), Vec::from_iter(notes));
        assert_eq!(term(start, end), expected, "{start} {end}");
    }
}
