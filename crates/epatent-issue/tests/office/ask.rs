// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register is asked by people, and the published shapes of its answers.

use crate::Office;
use crate::applications::{row, table};
use crate::filled::{actor, card, patent};
use epatent_register::{ChipAct, ChipState};
use epatent_testkit::desk::Ran;
use epatent_testkit::schema::assert_follows;
use std::fs;

/// The answer, held against its schema.
#[track_caller]
fn valid(ran: &Ran, schema: &str) -> serde_json::Value {
    let answer = ran.json();
    assert_follows(schema, &answer);
    answer
}

const SHOW: &str = "office-show";
const SEARCH: &str = "office-search";
const STATS: &str = "office-stats";
const DOCTOR: &str = "doctor";

#[test]
fn a_patent_is_found_by_whatever_is_known_of_it() {
    let office = Office::with_cards(3);
    let paid = format!("R-1;{};2026-11-02;2026-11-02;2026-12-01;9000\n", patent(1));
    office.import(&paid, &[]);
    let (number, id) = (patent(1), card(1).to_string());
    for what in [number.as_str(), id.as_str(), "РА0000001", "00000001", "R-1"] {
        let shown = office.run(&["show", what]);
        assert_eq!(shown.exit, Some(0), "{what}: {shown:?}");
        let answer = valid(&shown, SHOW);
        assert_eq!(answer["patent"]["number"], number, "{what}");
        assert_eq!(answer["patent"]["paid_through"], "2026-12-01");
        assert_eq!(answer["cards"][0]["index"], 1);
        assert_eq!(answer["payments"][0]["receipt"], "R-1");
    }
    let missing = office.run(&["show", "77 9999999999"]);
    assert_eq!(missing.text("/error/code"), "not-found", "{missing:?}");

    // A blank of which no card was made has a story of its own.
    let mut at = office.register();
    let by = crate::filled::actor();
    let now = epatent_core::UnixTime::parse("2026-11-03T09:00:00Z").unwrap();
    let mut transaction = at.transaction(&by, now).unwrap();
    let blank = epatent_register::NewBlank {
        chip_id: epatent_register::Opaque(vec![0x70, 1]),
        number: epatent_core::BlankNumber::parse("РА7000001").unwrap(),
    };
    transaction
        .receive(
            epatent_core::CivilDate::parse("2026-11-03").unwrap(),
            &epatent_register::Label::parse("NOTE-7").unwrap(),
            1,
            std::slice::from_ref(&blank),
        )
        .unwrap();
    transaction.commit().unwrap();
    at.close().unwrap();
    let lose = [
        "stock",
        "lose",
        "РА7000001",
        "--reason",
        "not-in-the-drawer",
    ];
    let lost = office.run(&[lose.as_slice(), &["--operator", "23"]].concat());
    assert_eq!(lost.exit, Some(0), "{lost:?}");
    let told = office.run(&["show", "РА7000001"]);
    assert_eq!(told.exit, Some(0), "{told:?}");
    let told = valid(&told, SHOW);
    let told = &told["blank"];
    assert_eq!(
        (
            &told["state"],
            &told["reason"],
            &told["operator"],
            &told["note"]
        ),
        (
            &"lost".into(),
            &"not-in-the-drawer".into(),
            &"23".into(),
            &"NOTE-7".into()
        ),
        "{told}"
    );
    let said = office.run_in_russian(&["show", "РА7000001"]);
    assert!(said.stdout.contains("[not-in-the-drawer]"), "{said:?}");

    let all = valid(&office.run(&["search", "77 26"]), SEARCH);
    assert_eq!(all["patents"].as_array().map(Vec::len), Some(3));
    let none = valid(&office.run(&["search", "78"]), SEARCH);
    assert_eq!(none["patents"].as_array().map(Vec::len), Some(0));
    let said = office.run_plainly(&["show", &number]);
    assert!(said.stdout.contains("01.12.2026"), "{said:?}");
    // However it is written: look-alikes of the other alphabet, and what people put between.
    let spaced: String = id.as_bytes().chunks(8).fold(String::new(), |text, part| {
        text + std::str::from_utf8(part).unwrap() + " "
    });
    let joined = number.replace(' ', "");
    for what in [
        joined.as_str(),
        "№ 77-2600000001",
        &spaced,
        "PA 0000001",
        "00:00:00:01",
    ] {
        let found = valid(&office.run(&["search", what]), SEARCH);
        assert_eq!(found["patents"][0]["number"], number, "{what}: {found}");
    }
}

#[test]
fn a_person_is_found_by_name_or_passport_and_no_name_is_shown() {
    let office = Office::new();
    let rows = [
        row(1),
        row(2).replace("Рахимов;Фаррух", "Семёнова;Анна"),
        row(3).replace("Рахимов;Фаррух", "Рахматов;Фаррух"),
    ];
    let file = table(&office, &rows);
    for arguments in [
        ["applications", "import", file.as_str()].as_slice(),
        &["applications", "approve", "1", "3"],
    ] {
        let by = [arguments, &["--operator", "17"]].concat();
        assert_eq!(office.run(&by).exit, Some(0));
    }
    let numbers = |what: &str| {
        let found = valid(&office.run(&["search", what]), SEARCH);
        let list = |name: &str, field: &str| {
            let found = found[name].as_array().unwrap().iter();
            found.map(|one| one[field].to_string()).collect::<Vec<_>>()
        };
        (
            list("patents", "number"),
            list("applications", "application"),
        )
    };
    let (first, third) = ("\"77 2600000001\"", "\"77 2600000003\"");
    for (what, patents, applications) in [
        ("рахимов", vec![first], vec![]),
        ("PAXИМОВ", vec![first], vec![]),
        ("Rakhimov", vec![first], vec![]),
        ("фаррух рах", vec![first, third], vec![]),
        ("семенова", vec![], vec!["2"]),
        ("Семёнова Анна", vec![], vec!["2"]),
        ("400000003", vec![third], vec![]),
        ("иванов", vec![], vec![]),
    ] {
        let found = numbers(what);
        assert_eq!(found.0, patents, "{what}");
        assert_eq!(found.1, applications, "{what}");
    }
    for (arguments, told) in [
        (
            ["search", "рах"],
            "77 2600000001  регион 77  действует  оплачен по: ничего",
        ),
        (
            ["search", "Семёнова"],
            "заявление 2  регион 77  открыто, патента ещё нет",
        ),
        (["search", "иванов"], "ничего не найдено"),
        (["show", "77 2600000001"], "принято заявление 1"),
    ] {
        let said = office.run_in_russian(&arguments);
        assert!(said.stdout.contains(told), "{told}: {said:?}");
        let name = ["ахим", "ahim", "арру", "емён"];
        assert!(
            !name.iter().any(|name| said.stdout.contains(name)),
            "{said:?}"
        );
    }
}

#[test]
fn the_story_of_a_patent_is_told_in_the_order_of_time() {
    let office = Office::with_cards(1);
    let paid = format!(
        "R-1;{0};2026-10-30;2026-11-02;2026-12-01;9000\nR-2;{0};2026-11-03;2027-02-01;2027-02-28;9000\n",
        patent(0)
    );
    office.import(&paid, &[]);
    let suspend = [
        "decide",
        "suspend",
        &patent(0),
        "--reason",
        "check",
        "--confirm-one",
    ];
    let by = [suspend.as_slice(), &["--operator", "17"]].concat();
    assert_eq!(office.run(&by).exit, Some(0));
    let shown = office.run(&["show", &patent(0)]);
    let answer = valid(&shown, SHOW);
    assert_eq!(answer["attempts"][0]["outcome"], "issued");
    let said = office.run_in_russian(&["show", &patent(0)]);
    let story: Vec<&str> = said
        .stdout
        .lines()
        .skip_while(|line| *line != "Что было")
        .collect();
    let told = [
        "30.10.2026  оплачено, квитанция R-1: 02.11.2026 - 01.12.2026, зачтено; payments.csv",
        "02.11.2026  карта на бланке РА0000000: карта выпущена, оператор 1",
        "03.11.2026  оплачено, квитанция R-2: 01.02.2027 - 28.02.2027, дни с 02.12.2026 не оплачены",
        "решено, действует с",
    ];
    assert_eq!(story.len(), told.len() + 1, "{said:?}");
    for (line, told) in story[1..].iter().zip(told) {
        assert!(line.contains(told), "{told}: {line}");
    }
    assert!(said.stdout.lines().count() < 24, "one screen: {said:?}");
}

#[test]
fn what_was_done_to_a_card_is_shown_with_who_and_why() {
    let office = Office::with_cards(1);
    let mut register = office.register();
    let row = register.card(card(0)).unwrap().unwrap().key;
    let at = epatent_core::UnixTime::parse("2026-11-25T12:00:00Z").unwrap();
    let why = epatent_register::Reason::parse("returned").unwrap();
    for (act, says) in [
        (ChipAct::Suspend, Some(ChipState::Suspended)),
        (ChipAct::Terminate, None),
    ] {
        let mut transaction = register.transaction(&actor(), at).unwrap();
        transaction.begin_card_act(act, row, &why).unwrap();
        if let Some(says) = says {
            transaction.card_says(row, says).unwrap();
        }
        transaction.commit().unwrap();
    }
    let number = patent(0);
    let shown = valid(&office.run(&["show", &number]), SHOW);
    let of_card = &shown["cards"][0];
    assert_eq!(
        (&of_card["chip"], &of_card["status"]),
        (&"suspended".into(), &"suspended".into())
    );
    assert_eq!(of_card["acts"][0]["found"], "suspended");
    assert_eq!(of_card["acts"][1]["act"], "terminate");
    assert!(of_card["acts"][1].get("found").is_none(), "{of_card}");
    let said = office.run_plainly(&["show", &number]);
    for words in [
        "suspend [returned], operator 1; the chip is suspended",
        "the chip was not asked since",
    ] {
        assert!(said.stdout.contains(words), "{words}: {said:?}");
    }
    // It is no trouble of the day, and somebody has to go on with it.
    let told = office.run(&["doctor"]).json().to_string();
    assert!(told.contains("work-open"), "{told}");
    let mut transaction = register.transaction(&actor(), at).unwrap();
    transaction.card_says(row, ChipState::Terminated).unwrap();
    transaction.commit().unwrap();
    let stats = valid(&office.run(&["stats"]), STATS);
    assert_eq!(stats["accounted"], true);
    assert_eq!(stats["states"]["card"]["terminated"], 1);
    assert_eq!(stats["equation"]["scrapped"], 1);
}

#[test]
fn the_day_is_counted_and_what_does_not_come_out_is_an_exit_code() {
    let office = Office::with_cards(2);
    let ran = office.run(&["stats"]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let answer = valid(&ran, STATS);
    assert_eq!(
        (&answer["accounted"], &answer["closed"]),
        (&true.into(), &true.into())
    );
    assert_eq!(answer["equation"]["issued"], 2);
    assert_eq!(answer["states"]["card"]["issued"], 2);
    // Two blanks that the delivery note has and the box has not.
    let mut register = office.register();
    let by = epatent_register::Actor {
        operator: epatent_register::Label::parse("1").unwrap(),
        station: epatent_register::Label::parse("station 1").unwrap(),
    };
    let at = epatent_core::UnixTime::parse("2026-11-25T12:00:00Z").unwrap();
    let day = epatent_core::CivilDate::parse("2026-11-25").unwrap();
    let mut transaction = register.transaction(&by, at).unwrap();
    let note = epatent_register::Label::parse("delivery note 2").unwrap();
    transaction.receive(day, &note, 2, &[]).unwrap();
    transaction.commit().unwrap();
    let differs = office.run(&["stats"]);
    assert_eq!(differs.exit, Some(1), "{differs:?}");
    let answer = valid(&differs, STATS);
    assert_eq!(
        answer["differences"][0],
        "declared + surplus 4 = received + missing 2"
    );
    let said = office.run_plainly(&["stats"]);
    assert!(
        said.stdout.starts_with("THE COUNTS DO NOT COME OUT"),
        "{said:?}"
    );
    let russian = office.run_in_russian(&["stats"]);
    let told = "по накладным + лишние 4 = принято + недостающие 2";
    assert!(russian.stdout.contains(told), "{russian:?}");
    let latin = |line: &&str| line.chars().any(|letter| letter.is_ascii_alphabetic());
    let left: Vec<&str> = russian.stdout.lines().filter(latin).collect();
    assert_eq!(left, [""; 0]);
    // What is looked into is settled with a reason, and the day can be closed.
    let settle = [
        "stock",
        "settle",
        "delivery note 2",
        "--reason",
        "short-delivery",
        "--operator",
        "17",
    ];
    let settled = office.run(&settle);
    assert_eq!(
        (settled.exit, &settled.json()["missing"]),
        (Some(0), &2.into()),
        "{settled:?}"
    );
    let answer = valid(&office.run(&["stats"]), STATS);
    assert_eq!(
        (&answer["accounted"], &answer["equation"]["missing"]),
        (&true.into(), &2.into())
    );
    assert_eq!(office.run(&settle).exit, Some(2));
}

#[test]
fn the_doctor_says_one_thing_to_do_for_each_trouble() {
    let office = Office::with_cards(1);
    let code = |ran: &Ran, code: &str| {
        let answer = valid(ran, DOCTOR);
        let findings = answer["findings"].as_array().unwrap().clone();
        findings.iter().any(|finding| finding["code"] == code)
    };
    let good = office.run(&["doctor"]);
    assert_eq!(good.exit, Some(0), "{good:?}");
    for expected in [
        "keys-ready",
        "register-whole",
        "register-accounted",
        "work-none",
        "publication-none",
    ] {
        assert!(code(&good, expected), "{expected}: {good:?}");
    }
    // Without the key of the bundle nothing is published, and cards are made.
    fs::remove_file(office.store("signers/bundle.key.pem")).unwrap();
    let missing = office.run(&["doctor"]);
    assert_eq!(missing.exit, Some(0), "{missing:?}");
    assert!(code(&missing, "keys-missing"), "{missing:?}");
    fs::write(office.store("register.db"), "no database").unwrap();
    for log in ["register.db-wal", "register.db-shm"] {
        let _ = fs::remove_file(office.store(log));
    }
    let broken = office.run(&["doctor"]);
    assert_eq!(broken.exit, Some(2), "{broken:?}");
    assert!(code(&broken, "register-unusable"), "{broken:?}");
    let nowhere = office.run_in(&office.path("nowhere"), &["doctor"]);
    assert!(code(&nowhere, "office-unusable"), "{nowhere:?}");
}
