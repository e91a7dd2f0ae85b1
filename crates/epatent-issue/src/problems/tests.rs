// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_cli::Language;
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, Inn, PatentNumber, Region, Sex, Text,
};
use epatent_office::application::photo::{self, PhotoProblem};
use epatent_office::application::{Place, Unusual};
use epatent_office::import::{Mapping, table};
use epatent_office::stock::delivery;
use epatent_office::transliteration::transliterate;
use std::collections::BTreeSet;

/// What is Latin in a Russian sentence: names of formats, alphabets of codes, and words that are typed.
const MAY_BE_LATIN: [&str; 12] = [
    "JPEG", "PNG", "UTF", "TOML", "ISO", "male", "female", "not", "stated", "x", "chip", "number",
];

/// Words of Latin letters in a text.
fn latin(text: &str) -> Vec<&str> {
    text.split(|character: char| !character.is_ascii_alphabetic())
        .filter(|word| !word.is_empty() && !MAY_BE_LATIN.contains(word))
        .collect()
}

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

/// One of each kind.
fn every_wrong() -> Vec<Wrong> {
    let long = "7".repeat(10_000);
    let (start, end) = (day("2026-11-25"), day("2026-11-24"));
    let mut all = vec![
        Wrong::Missing,
        Wrong::MissingWithoutRegister,
        Wrong::TooLong { limit: 1 },
        Wrong::Cells {
            cells: 1,
            columns: 2,
        },
        Wrong::Schema { found: 9 },
        Wrong::FieldMissing("number".to_owned()),
        Wrong::FieldUnknown("number".to_owned()),
        Wrong::FieldTwice("number".to_owned()),
        Wrong::Kind,
        Wrong::CardId,
        Wrong::Nameless,
        Wrong::BornAfterIssue,
        Wrong::TooYoung { years: 18 },
        Wrong::TooOld { years: 110 },
        Wrong::DocumentBeforeBirth,
        Wrong::EndBeforeStart { start, end },
        Wrong::LongTerm {
            months: 13,
            limit: 12,
        },
        Wrong::OverAtIssue { end },
        Wrong::Over { end },
        Wrong::PhotoMissing,
        Wrong::PhotoElsewhere,
        Wrong::PhotoUnread,
        Wrong::PhotoTooLong { limit: 1 },
        Wrong::NumberTaken { key: 1 },
        Wrong::BlankUnknown,
    ];
    for place in [Place::Row(2), Place::Application(3)] {
        all.extend([
            Wrong::SamePerson(place),
            Wrong::SameNumber(place),
            Wrong::SameBlank(place),
        ]);
    }
    for state in epatent_register::BlankState::ALL {
        let state = state.word();
        all.push(Wrong::BlankGone { state });
    }
    let (width, height) = (1, 2);
    all.extend(
        [
            PhotoProblem::NotJpeg,
            PhotoProblem::NotPicture,
            PhotoProblem::TooLong { bytes: 1 },
            PhotoProblem::Dimensions { width, height },
            PhotoProblem::Resolution { width, height },
            PhotoProblem::NotPortrait { width, height },
            PhotoProblem::TooDetailed {
                budget: photo::BUDGET,
            },
            PhotoProblem::CutOff,
            PhotoProblem::Damaged("said by a decoder in English".to_owned()),
        ]
        .map(Wrong::Photo),
    );
    // What the data model refuses, by being asked.
    for text in ["", "2026-02-30", "1066-01-01", "x"] {
        all.extend(CivilDate::parse(text).err().map(Wrong::Date));
        all.extend(BirthDate::parse(text).err().map(Wrong::Birth));
    }
    for text in ["", " №", "а\u{2066}б", &long] {
        all.extend(Text::parse(text).err().map(Wrong::Text));
        all.extend(Inn::parse(text).err().map(Wrong::Inn));
        all.extend(PatentNumber::parse(text).err().map(Wrong::PatentNumber));
        all.extend(
            PatentNumber::from_parts("77", text)
                .err()
                .map(Wrong::PatentNumber),
        );
        all.extend(BlankNumber::parse(text).err().map(Wrong::BlankNumber));
    }
    all.extend(
        PatentNumber::from_parts("77", "№1")
            .err()
            .map(Wrong::PatentNumber),
    );
    all.extend(
        BlankNumber::parse("РА000000№")
            .err()
            .map(Wrong::BlankNumber),
    );
    all.extend(Inn::parse("77№").err().map(Wrong::Inn));
    all.extend(["tjk", "TJX"].map(|code| Wrong::Country(Country::parse(code).unwrap_err())));
    all.extend(Region::parse("x").err().map(Wrong::Region));
    all.extend(Sex::parse("x").err().map(Wrong::Sex));
    all.extend(transliterate("Ҷ").err().map(Wrong::NoLatinForm));
    all
}

fn every_note() -> Vec<Note> {
    [
        Unusual::EarlyStart { days: 32 },
        Unusual::LateStart { days: 32 },
        Unusual::IssueFar { days: 32 },
        Unusual::MaybeTooYoung { years: 18 },
        Unusual::Aged { years: 80 },
        Unusual::DocumentAfterIssue,
        Unusual::Transliterated,
    ]
    .into_iter()
    .map(|unusual| Note {
        field: "field",
        unusual,
    })
    .collect()
}

#[test]
fn every_kind_of_problem_is_said_in_russian_without_a_word_of_another_language() {
    let russian = Words::new(Language::Ru);
    let english = Words::new(Language::En);
    let mut codes = BTreeSet::new();
    for one in every_wrong() {
        codes.insert(one.code());
        let said = wrong(&one, &russian);
        assert_eq!(latin(&said), [""; 0], "{}: {said}", one.code());
        assert!(!said.contains('$'), "{said}");
        let said = wrong(&one, &english);
        assert!(said.is_ascii() || said.contains('“'), "{said}");
        assert!(!said.contains('$') && !said.contains("problem-"), "{said}");
    }
    assert!(!codes.contains("other"), "{codes:?}");
    for one in every_note() {
        let said = note(&one, &russian);
        assert_eq!(latin(&said), [""; 0], "{said}");
        assert!(!said.contains('$'), "{said}");
    }
    // Every code that the catalogue has words for was said, but for that of errors to come.
    let all = include_str!("../../../epatent-cli/locales/ru/desk.ftl");
    let ids = all.lines().filter_map(|line| line.strip_prefix("problem-"));
    let known: BTreeSet<&str> = ids.filter_map(|line| line.split(" =").next()).collect();
    let unsaid: Vec<_> = known.difference(&codes).collect();
    assert_eq!(unsaid, [&"other"]);
}

#[test]
fn every_reason_to_refuse_a_file_is_said_in_russian() {
    let words = Words::new(Language::Ru);
    let refused = [
        b"\xFF".as_slice(),
        b"",
        "Имя;Имя\nа;б".as_bytes(),
        "Имя;Отчевство\nа;б".as_bytes(),
        "Имя\nа".as_bytes(),
    ];
    let mut said: Vec<String> = refused
        .into_iter()
        .map(|bytes| {
            let error = table(bytes, &Mapping::default()).err().unwrap();
            import(&error, &words)
        })
        .collect();
    // Names of fields are the columns that are missing; they are Latin, and each is one that there is.
    let missing = said.pop().unwrap();
    let fields = epatent_office::import::FIELDS.map(|field| field.name);
    let names = missing.rsplit(": ").next().unwrap();
    assert!(
        names.split(", ").all(|name| fields.contains(&name)),
        "{missing}"
    );
    said.push(import(&ImportError::TooMany, &words));
    said.push(import(&ImportError::Table { line: 3 }, &words));
    for text in ["delimeter = 1", "delimiter = \"ы\"", "= x"] {
        let error = Mapping::parse(text).unwrap_err();
        let failure = mapping(&error, text, Path::new("-"), &words);
        said.extend([failure.message, failure.hint.unwrap_or_default()]);
    }
    for list in ["", "x;y\n", "chip;number\n", "chip;number\nx\n1;2\n00;1\n"] {
        for problem in delivery(list.as_bytes()).unwrap_err() {
            said.push(words.text(&format!("delivery-{}", problem.wrong.code())));
        }
    }
    for wrong in epatent_office::payments::Wrong::ALL {
        said.push(words.text(&format!("payment-wrong-{}", wrong.code())));
    }
    for text in &said {
        assert_eq!(latin(text), [""; 0], "{text}");
        assert!(!text.contains('$'), "{text}");
    }
}

#[test]
fn a_slip_in_a_file_of_settings_is_told_with_its_line() {
    let text = "four_eyes = true\n\nfor_eyes = true\n";
    let error = epatent_office::production::OfficeRules::parse(text).unwrap_err();
    let path = Path::new("office.toml");
    let english = toml(&error, text, path, &Words::new(Language::En));
    assert!(
        english.message.contains("line 3: unknown field"),
        "{english:?}"
    );
    let russian = toml(&error, text, path, &Words::new(Language::Ru));
    assert!(
        russian.message.contains("строка 3: это не TOML"),
        "{russian:?}"
    );
}
