// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_core::CivilDate;
use epatent_testkit::portrait;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::OnceLock;

const HEADER: &str = "Фамилия;Имя;Дата рождения;Пол;Гражданство;Номер документа;Фото;Серия патента;\
    Номер патента;Дата выдачи;Кем выдан;Регион;Действует с;Действует по;Профессии";
const FIRST: &str = "Рахимов;Фаррух;17.04.1988;М;TJK;401234567;a.jpg;77;2600012345;25.11.2026;\
    ГУ МВД;77;25.11.2026;24.11.2027;Бетонщик|Маляр";
const SECOND: &str = "Юсупова;Дилором;1979-06;ж;UZB;AB7654321;b.jpg;77;2600012346;2026-11-25;\
    ГУ МВД;77;2026-11-25;2027-11-24;";

fn picture() -> Vec<u8> {
    static PICTURE: OnceLock<Vec<u8>> = OnceLock::new();
    PICTURE.get_or_init(|| portrait::jpeg(1)).clone()
}

fn rows(text: &str) -> Vec<Checked> {
    table(text.as_bytes(), &Mapping::default())
        .unwrap()
        .into_iter()
        .map(|row| check(row, Ok(picture()), today()))
        .collect()
}

fn told(rows: &[Checked]) -> Vec<(u64, &str, String)> {
    rows.iter()
        .flat_map(|row| {
            row.problems.iter().map(move |problem| {
                (
                    row.number,
                    problem.field.as_str(),
                    problem.wrong.to_string(),
                )
            })
        })
        .collect()
}

/// The day on which the rows are taken in.
fn today() -> CivilDate {
    CivilDate::parse("2026-11-25").unwrap()
}

#[test]
fn a_table_with_russian_columns_is_taken_in_as_it_is() {
    for text in [
        format!("{HEADER}\n{FIRST}\n{SECOND}\n"),
        format!("\u{FEFF}{HEADER}\r\n{FIRST}\r\n\r\n;;;;;;;;;;;;;;\r\n{SECOND}"),
    ] {
        let rows = rows(&text);
        assert_eq!(told(&rows), []);
        let first = rows[0].application.as_ref().unwrap();
        let latin = first.holder.surname_latin.as_ref().unwrap();
        assert_eq!(latin.as_str(), "RAKHIMOV");
        assert_eq!(first.holder.birth_date.to_string(), "1988-04-17");
        assert_eq!(first.permission.professions.len(), 2);
        let second = rows[1].application.as_ref().unwrap();
        assert_eq!(second.holder.birth_date.to_string(), "1979-06");
        assert!(second.permission.professions.is_empty());
        assert!(rows.iter().all(Checked::is_good));
    }
}

#[test]
fn the_passports_own_spelling_wins() {
    let header = HEADER.replace("Имя;", "Имя;Фамилия латиницей;");
    let row = SECOND.replace("Дилором;", "Дилором;YUSUPOVA;");
    let rows = rows(&format!("{header}\n{row}"));
    let holder = &rows[0].application.as_ref().unwrap().holder;
    assert_eq!(holder.surname_latin.as_ref().unwrap().as_str(), "YUSUPOVA");
    assert_eq!(
        holder.given_name_latin.as_ref().unwrap().as_str(),
        "DILOROM"
    );
    // What was spelled by the rules is told, to be compared with the passport.
    let notes = &rows[0].application.as_ref().unwrap().notes;
    let fields: Vec<&str> = notes.iter().map(|note| note.field).collect();
    assert_eq!(fields, ["holder.given_name_latin"]);
}

#[test]
fn every_problem_of_every_row_is_told_with_line_and_field() {
    let bad = FIRST
        .replace("17.04.1988", "31.04.1988")
        .replace(";М;", ";мужик;")
        .replace("401234567", "")
        .replace("24.11.2027", "24.11.2025");
    let national = SECOND.replace("Юсупова", "Қурбонова");
    let text = format!("{HEADER}\n{bad}\n{SECOND};extra\n\n{national}\nРахимов");
    let rows = rows(&text);
    let told = told(&rows);
    let places: Vec<(u64, &str)> = told.iter().map(|(row, field, _)| (*row, *field)).collect();
    assert_eq!(
        places,
        [
            (2, "holder.identity_document.number"),
            (2, "holder.birth_date"),
            (2, "holder.sex"),
            (2, "term.latest_end"),
            (3, "application"),
            (5, "holder.surname_latin"),
            (6, "application"),
        ]
    );
    assert_eq!(told[0].2, "missing");
    assert!(told[5].2.contains("passport"), "{}", told[5].2);
    // Reasons hold no value of the row.
    let all = format!("{told:?}");
    for personal in ["Рахимов", "1988", "мужик", "Қурбонова"] {
        assert!(!all.contains(personal), "{personal} in {all}");
    }
}

#[test]
fn a_term_that_is_over_today_is_refused_and_a_day_of_issue_far_away_is_told() {
    let at = |text: &str, today: &str| {
        let row = table(text.as_bytes(), &Mapping::default())
            .unwrap()
            .remove(0);
        check(row, Ok(picture()), CivilDate::parse(today).unwrap())
    };
    // Issued on 25 November 2026 through 24 November 2027.
    let text = format!("{HEADER}\n{SECOND}");
    for (today, over, days) in [
        ("2026-10-25", false, None),
        ("2026-10-24", false, Some("32")),
        ("2026-12-26", false, None),
        ("2026-12-27", false, Some("32")),
        ("2027-11-24", false, Some("364")),
        ("2027-11-25", true, Some("365")),
    ] {
        let checked = at(&text, today);
        let end = CivilDate::parse("2027-11-24").unwrap();
        let expected: Vec<Wrong> = over.then_some(Wrong::Over { end }).into_iter().collect();
        let wrong: Vec<Wrong> = checked.problems.iter().map(|p| p.wrong.clone()).collect();
        assert_eq!(wrong, expected, "{today}");
        assert_eq!(checked.is_good(), !over);
        let notes = &checked.application.as_ref().unwrap().notes;
        let far = notes.iter().find(|note| note.unusual.code() == "issue-far");
        let told = far.map(|note| note.unusual.parameters()[0].1.clone());
        assert_eq!(told.as_deref(), days, "{today}");
    }
}

#[test]
fn a_mapping_names_columns_defaults_and_meanings() {
    let mapping = Mapping::parse(
        r#"
            delimiter = ","
            encoding = "windows-1251"
            list_separator = "/"
            ignore = ["Телефон"]
            [columns]
            surname = "ФАМ"
            [defaults]
            issuing_body = "ГУ МВД России по г. Москве"
            region = "77"
            [values.citizenship]
            "Таджикистан" = "TJK"
        "#,
    )
    .unwrap();
    let text = "ФАМ,Имя,Телефон,Дата рождения,Пол,Гражданство,Номер документа,Фото,Серия патента,\
        Номер патента,Дата выдачи,Действует с,Действует по,Профессии\n\
        \"Рахимов\",Фаррух,12-34,17.04.1988,муж.,Таджикистан,401234567,a.jpg,77,2600012345,\
        25.11.2026,25.11.2026,24.11.2027,Бетонщик/Маляр\n";
    let (bytes, _, lost) = encoding_rs::WINDOWS_1251.encode(text);
    assert!(!lost);
    let mut read = table(&bytes, &mapping).unwrap();
    let checked = check(read.remove(0), Ok(picture()), today());
    assert_eq!(told(std::slice::from_ref(&checked)), []);
    let application = checked.application.unwrap();
    assert_eq!(application.holder.surname.unwrap().as_str(), "Рахимов");
    assert_eq!(application.holder.citizenship.to_string(), "TJK");
    assert_eq!(application.permission.professions.len(), 2);
    // Read as UTF-8 it is refused with the place of the first byte that is none.
    let wrong = table(&bytes, &Mapping::default());
    assert!(matches!(wrong, Err(ImportError::NotText { offset: 0, .. })));
}

#[test]
fn a_mapping_with_a_slip_is_refused() {
    for (text, expected) in [
        ("[columns]\npatronimic = \"x\"", "patronimic is no field"),
        ("delimiter = \"ы\"", "cannot stand between cells"),
        ("delimeter = \";\"", "delimeter"),
        ("encoding = \"koi8-r\"", "koi8-r"),
    ] {
        let error = Mapping::parse(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn columns_that_are_unknown_missing_or_doubled_refuse_the_file() {
    let with = |text: &str| table(text.as_bytes(), &Mapping::default()).err().unwrap();
    let unknown = with(&format!("{HEADER};Отчевство\n{FIRST};x"));
    assert!(matches!(unknown, ImportError::UnknownColumns(names) if names == ["Отчевство"]));
    let missing = with("Фамилия;Имя\nа;б");
    assert!(
        matches!(missing, ImportError::MissingColumns(names) if names.contains(&"birth_date".to_owned()))
    );
    let twice = with(&format!("{HEADER};surname\n{FIRST};x"));
    assert!(matches!(twice, ImportError::ColumnTwice(_)));
    for empty in ["", "\u{FEFF}", "\n\n", HEADER, &format!("{HEADER}\n\n")] {
        let refused = table(empty.as_bytes(), &Mapping::default());
        assert!(refused.is_err(), "{empty:?}");
    }
}

#[test]
fn one_application_or_many_are_read_from_json() {
    let one = serde_json::to_string(&rows(&format!("{HEADER}\n{FIRST}"))[0].form).unwrap();
    let read = json(&format!("\u{FEFF}{one}")).unwrap();
    assert_eq!((read.len(), read[0].number), (1, 1));
    let broken = one.replace("birth_date", "birthdate");
    let read = json(&format!("[{one},{broken},{one},7]")).unwrap();
    let checked: Vec<Checked> = read
        .into_iter()
        .map(|row| check(row, Ok(picture()), today()))
        .collect();
    let told = told(&checked);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].0, 2);
    assert!(told[0].2.contains("birthdate"));
    assert_eq!((told[1].0, told[1].1), (4, SHAPE));
    assert!(matches!(json("[]"), Err(ImportError::Empty)));
    assert!(matches!(json("{"), Err(ImportError::Json(_))));
}

/// What an export, an editor or an enemy may make of a table.
#[test]
fn hostile_tables_are_refused_or_read_with_problems_and_never_more() {
    let good = format!("{HEADER}\n{FIRST}\n{SECOND}\n");
    let hostile: [Vec<u8>; 10] = [
        format!("{HEADER}\n\"{FIRST}\n{SECOND}\n").into_bytes(),
        format!(
            "{HEADER}\n{}\n",
            FIRST.replace("Рахимов", "=cmd|' /C calc'!A0")
        )
        .into_bytes(),
        format!(
            "{HEADER}\n{}\n",
            FIRST.replace("Рахимов", &"Ф".repeat(100_000))
        )
        .into_bytes(),
        format!("{HEADER}\n{}\n", FIRST.replace("Рахимов", "a\0b")).into_bytes(),
        format!(
            "{HEADER}\n{}\n",
            FIRST.replace("Рахимов", "\u{202E}вомихаР")
        )
        .into_bytes(),
        ";".repeat(100_000).into_bytes(),
        "a;".repeat(50_000).into_bytes(),
        good.replace('\n', "\r").into_bytes(),
        good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        [good.as_bytes(), &[0xFF; 100]].concat(),
    ];
    for (number, bytes) in hostile.iter().enumerate() {
        if let Ok(rows) = table(bytes, &Mapping::default()) {
            let good = rows
                .into_iter()
                .map(|row| check(row, Ok(picture()), today()))
                .filter(Checked::is_good)
                .count();
            assert!(good <= 2, "{number}");
        }
    }
    let mut rng = StdRng::seed_from_u64(1);
    let mut refused = 0;
    for _ in 0..2_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..4) {
                0 => bytes[at] = b";\"\n\r\t,\0="[rng.random_range(0..8)],
                1 => bytes.truncate(at.max(1)),
                2 => bytes[at] = rng.random(),
                _ => {
                    let part = bytes[at..bytes.len().min(at + 40)].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        match table(&bytes, &Mapping::default()) {
            Err(error) => {
                assert!(!error.to_string().is_empty());
                refused += 1;
            }
            Ok(rows) => {
                for row in rows {
                    // The picture is not what was mutated.
                    let checked = check(row, Err(Wrong::PhotoMissing), today());
                    assert!(!checked.is_good());
                    assert!(checked.number >= 1);
                }
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

mod against_the_register {
    use super::*;
    use crate::desk;
    use epatent_core::{BlankNumber, UnixTime};
    use epatent_register::{Actor, Label, Location, NewBlank, Opaque, PersonKey, Reason, Register};

    fn by() -> Actor {
        Actor {
            operator: Label::parse("17").unwrap(),
            station: Label::parse("desk 1").unwrap(),
        }
    }

    fn noon() -> UnixTime {
        UnixTime::parse("2026-11-25T09:00:00Z").unwrap()
    }

    #[test]
    fn the_same_person_number_or_blank_is_told_with_what_it_repeats() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::File(folder.path().join("register.db"));
        let mut register = Register::create(&location).unwrap();
        let key = PersonKey::new([7; 32]);
        let blank = |number: &str, chip: u8| NewBlank {
            chip_id: Opaque(vec![chip; 10]),
            number: BlankNumber::parse(number).unwrap(),
        };
        let mut transaction = register.transaction(&by(), noon()).unwrap();
        transaction
            .receive(
                CivilDate::parse("2026-11-25").unwrap(),
                &Label::parse("note 1").unwrap(),
                2,
                &[blank("РА0000001", 1), blank("РА0000002", 2)],
            )
            .unwrap();
        transaction.commit().unwrap();
        let spoiled = BlankNumber::parse("РА0000002").unwrap();
        let spoiled = register.blank_by_number(&spoiled).unwrap().unwrap();
        let mut transaction = register.transaction(&by(), noon()).unwrap();
        transaction
            .scrap_blank(spoiled.key, &Reason::parse("cracked").unwrap())
            .unwrap();
        transaction.commit().unwrap();

        let header = format!("{HEADER};Номер бланка");
        let named = |row: &str, blank: &str| format!("{row};{blank}");
        let first = format!("{header}\n{}", named(FIRST, "РА0000001"));
        let mut checked = rows(&first);
        demand_new(&mut checked, &mut register, &key).unwrap();
        assert_eq!(told(&checked), []);
        let mut transaction = register.transaction(&by(), noon()).unwrap();
        let application = checked[0].application.as_ref().unwrap();
        let received =
            desk::receive(&mut transaction, &key, &checked[0].form, application).unwrap();
        transaction.commit().unwrap();

        // The same file again, and a file that repeats itself: names in other cases and with other
        // signs are the same person.
        let again = named(&FIRST.replace("401234567", "40 1234567"), "PA0000001");
        let new = named(SECOND, "РА0000002");
        let number_taken = named(
            &SECOND
                .replace("2600012346", "2600012345")
                .replace("AB7654321", "AB1"),
            "РА0000003",
        );
        let mut checked = rows(&format!("{header}\n{again}\n{new}\n{number_taken}\n{new}"));
        demand_new(&mut checked, &mut register, &key).unwrap();
        let before = format!("application {received}");
        let expected = [
            (2, "holder", format!("the same person as {before}")),
            (2, "patent.number", format!("the same number as {before}")),
            (
                2,
                "patent.blank_number",
                format!("the same blank as {before}"),
            ),
            (
                3,
                "patent.blank_number",
                "a blank that is scrapped".to_owned(),
            ),
            (4, "patent.number", "the same number as row 2".to_owned()),
            (
                4,
                "patent.blank_number",
                "a blank that was never received".to_owned(),
            ),
            (5, "holder", "the same person as row 3".to_owned()),
            (5, "patent.number", "the same number as row 3".to_owned()),
            (
                5,
                "patent.blank_number",
                "a blank that is scrapped".to_owned(),
            ),
            (
                5,
                "patent.blank_number",
                "the same blank as row 3".to_owned(),
            ),
        ];
        assert_eq!(told(&checked), expected);

        // Whoever's patent is annulled before there was a card may apply again.
        let mut transaction = register.transaction(&by(), noon()).unwrap();
        let desk::Approved::Whole(patent) =
            desk::approve(&mut transaction, received, false).unwrap()
        else {
            panic!()
        };
        transaction.commit().unwrap();
        let person = |register: &mut Register| {
            let again = named(&FIRST.replace("2600012345", "2600012399"), "");
            let mut checked = rows(&format!("{header}\n{again}"));
            demand_new(&mut checked, register, &key).unwrap();
            told(&checked)
                .iter()
                .any(|(_, field, _)| *field == "holder")
        };
        assert!(person(&mut register));
        let annul = epatent_register::Proposal {
            act: epatent_register::DecisionAct::Annul,
            patent,
            card: None,
            payment: None,
            reason: Reason::parse("own-request").unwrap(),
            effective_on: CivilDate::parse("2026-11-25").unwrap(),
        };
        for operator in ["17", "23"] {
            let by = epatent_register::Actor {
                operator: Label::parse(operator).unwrap(),
                ..by()
            };
            let mut transaction = register.transaction(&by, noon()).unwrap();
            let act = transaction.act_digest(&annul).unwrap();
            transaction.approve(act, None).unwrap();
            transaction.commit().unwrap();
        }
        let mut transaction = register.transaction(&by(), noon()).unwrap();
        transaction.decide(&annul).unwrap();
        transaction.commit().unwrap();
        assert!(!person(&mut register));
    }
}
