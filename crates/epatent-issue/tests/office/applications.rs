// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Applications from a file into the queue, and blanks into the drawer.

use super::{Office, Ran};
use serde_json::{Value, json};
use std::path::Path;

const HEADER: &str = "Фамилия;Имя;Дата рождения;Пол;Гражданство;Номер документа;Фото;Серия патента;\
    Номер патента;Дата выдачи;Кем выдан;Регион;Действует с;Действует по";

pub(super) fn row(number: u32) -> String {
    format!(
        "Рахимов;Фаррух;17.04.1988;М;TJK;40{number:07};rakhimov.jpg;77;26{number:08};25.11.2026;\
         ГУ МВД;77;25.11.2026;24.11.2027"
    )
}

/// A table beside a portrait.
pub(super) fn table(office: &Office, rows: &[String]) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/applications");
    let portrait = office.path("rakhimov.jpg");
    std::fs::copy(examples.join("rakhimov.jpg"), portrait).unwrap();
    let file = office.path("applications.csv");
    std::fs::write(&file, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
    file.display().to_string()
}

fn answer(ran: &Ran) -> Value {
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_table_is_taken_in_whole_or_not_at_all() {
    let office = Office::new();
    let good = table(&office, &[row(1), row(2)]);
    let import = |file: &str, more: &[&str]| {
        let mut arguments = vec!["applications", "import", file, "--operator", "17"];
        arguments.extend(more);
        office.run(&arguments)
    };
    let dry = answer(&import(&good, &["--dry-run"]));
    assert_eq!((&dry["good"], &dry["recorded"]), (&json!(2), &json!([])));
    let real = answer(&import(&good, &[]));
    assert_eq!(real["recorded"].as_array().unwrap().len(), 2);
    // Spelled by the rules, and told so.
    assert_eq!(real["notes"].as_array().unwrap().len(), 4);

    // Once more it is the same people, and one row is new.
    let again = table(&office, &[row(1), row(3), row(2)]);
    let refused = import(&again, &[]);
    assert_eq!(refused.exit, Some(2), "{refused:?}");
    for told in [
        "row 2, holder: the same person as in application",
        "row 4, patent.number",
    ] {
        assert!(refused.stdout.contains(told), "{told} in {refused:?}");
    }
    // Some are left out: recorded, and no plain success.
    let skipped = import(&again, &["--skip-bad", "--dry-run"]);
    assert_eq!(skipped.exit, Some(1), "{skipped:?}");
    let skipped = import(&again, &["--skip-bad"]);
    assert_eq!(skipped.exit, Some(1), "{skipped:?}");
    assert_eq!(skipped.json()["recorded"].as_array().unwrap().len(), 1);
    assert_eq!(skipped.text("/problems/0/code"), "same-person-application");
    // Nothing but bad ones is none at all.
    let nothing = import(&again, &["--skip-bad"]);
    assert_eq!(nothing.exit, Some(2), "{nothing:?}");
    assert_eq!(nothing.text("/error/code"), "import-nothing-good");
    let dry = import(&again, &["--skip-bad", "--dry-run"]);
    assert_eq!(
        (dry.exit, &dry.json()["good"]),
        (Some(2), &json!(0)),
        "{dry:?}"
    );
    let listed = answer(&office.run(&["applications", "list"]));
    assert_eq!(listed["applications"].as_array().unwrap().len(), 3);
    // A list says who and what it is about, and what is unusual.
    let first = &listed["applications"][0];
    assert_eq!(first["person"], "Рахимов Фаррух");
    assert_eq!(
        (&first["patent"], &first["birth_date"]),
        (&json!("77 2600000001"), &json!("1988-04-17"))
    );
    assert_eq!(first["notes"][0]["code"], "transliterated");
}

#[test]
fn an_operator_reads_in_russian_what_is_wrong_with_each_row_and_field() {
    let office = Office::new();
    let rows = [
        row(1).replace("17.04.1988", "17.04.2015"),
        row(2).replace("24.11.2027", "24.11.2028"),
        row(3).replace("TJK", "TJX").replace(";М;", ";мужик;"),
        row(4).replace("rakhimov.jpg", "nobody.jpg"),
        row(5)
            .replace("24.11.2027", "24.11.2025")
            .replace("Рахимов", ""),
        "Рахимов;Фаррух".to_owned(),
        row(6).replace("25.11.2026;24.11.2027", "25.11.2023;24.11.2024"),
    ];
    let file = table(&office, &rows);
    let arguments = ["applications", "import", &file, "--operator", "17"];
    let refused = office.run_in_russian(&arguments);
    assert_eq!(refused.exit, Some(2), "{refused:?}");
    for told in [
        "строка 2, holder.birth_date: в день выдачи меньше 18 лет: патент не выдаётся",
        "строка 3, term.latest_end: срок в месяцах - 24, а у патента не больше 12",
        "строка 4, holder.citizenship: такой страны нет в ISO 3166-1",
        "строка 4, holder.sex: нужно male, female или not-stated",
        "строка 5, portrait: рядом с заявлением нет такого файла",
        "строка 6, term.latest_end: 2025-11-24 раньше первого дня действия, 2026-11-25",
        "строка 7, application: ячеек 2, а в первой строке 14",
        "строка 8, term.latest_end: последний день, 2024-11-24, раньше дня выдачи",
    ] {
        assert!(
            refused.stderr.contains(told),
            "{told} in {}",
            refused.stderr
        );
    }
    let list = office.run(&["applications", "list"]).json();
    assert_eq!(list["applications"], json!([]));
}

#[test]
fn applications_are_approved_by_two_where_the_office_says_so() {
    let office = Office::new();
    let file = table(&office, &[row(1), row(2)]);
    answer(&office.run(&["applications", "import", &file, "--operator", "17"]));
    std::fs::write(office.store("office.toml"), "four_eyes = true\n").unwrap();
    let approve = |operator: &str| {
        let all = ["applications", "approve", "--all", "--operator", operator];
        let listed = office.run(&all).text("/listed");
        office.run(&[all.as_slice(), &["--listed", &listed]].concat())
    };
    assert_eq!(
        answer(&approve("17"))["by_one"].as_array().unwrap().len(),
        2
    );
    // Whoever edits the file is still one person.
    std::fs::write(office.store("office.toml"), "four_eyes = false\n").unwrap();
    let same = approve("17");
    assert_eq!(same.exit, Some(2), "{same:?}");
    let second = answer(&approve("23"));
    assert_eq!(second["approved"].as_array().unwrap().len(), 2);
    assert_eq!(second["by_one"], json!([]));
    let listed = answer(&office.run(&["applications", "list", "--state", "approved"]));
    assert_eq!(listed["applications"].as_array().unwrap().len(), 2);
    let number = listed["applications"][0]["application"].to_string();
    let refused = office.run(&[
        "applications",
        "refuse",
        &number,
        "--reason",
        "own-request",
        "--operator",
        "17",
    ]);
    assert_eq!(refused.exit, Some(0), "there is no card: {refused:?}");
    let listed = answer(&office.run(&["applications", "list", "--state", "refused"]));
    assert_eq!(listed["applications"].as_array().unwrap().len(), 1);
    std::fs::write(office.store("office.toml"), "for_eyes = true\n").unwrap();
    let all = ["applications", "approve", "--all", "--operator", "17"];
    assert_eq!(office.run(&all).exit, Some(2));
}

#[test]
fn what_came_in_after_the_list_was_read_is_not_approved_with_it() {
    let office = Office::new();
    let import = |rows: &[String]| {
        let file = table(&office, rows);
        answer(&office.run(&["applications", "import", &file, "--operator", "17"]));
    };
    import(&[row(1)]);
    let all = ["applications", "approve", "--all", "--operator", "23"];
    // Listed with names, and nothing more.
    let seen = office.run_plainly(&all);
    assert_eq!(seen.exit, Some(0), "{seen:?}");
    for told in [
        "77 2600000001",
        "Рахимов Фаррух",
        "17.04.1988",
        "rules of passports",
    ] {
        assert!(seen.stdout.contains(told), "{told} in {seen:?}");
    }
    let seen = answer(&office.run(&all));
    assert_eq!(seen["approved"], json!([]));
    let listed = seen["listed"].as_str().unwrap();
    let approve = [all.as_slice(), &["--listed", listed]].concat();
    import(&[row(2)]);
    let refused = office.run(&approve);
    assert_eq!(
        refused.text("/error/code"),
        "applications-changed",
        "{refused:?}"
    );
    let part = office.run(&[all.as_slice(), &["--listed", &listed[..32]]].concat());
    assert_eq!(part.text("/error/code"), "no-digest", "{part:?}");
    let open = answer(&office.run(&["applications", "list"]));
    let open = open["applications"].as_array().unwrap().clone();
    assert_eq!(open.len(), 2);
    let number = open[1]["application"].to_string();
    answer(&office.run(&[
        "applications",
        "refuse",
        &number,
        "--reason",
        "own-request",
        "--operator",
        "17",
    ]));
    let approved = answer(&office.run(&approve));
    assert_eq!(approved["applications"][0]["person"], "Рахимов Фаррух");
    assert_eq!(approved["approved"], json!([open[0]["application"]]));
}

#[test]
fn an_application_is_shown_whole_with_the_digest_that_people_approve() {
    let office = Office::new();
    let file = table(&office, &[row(1)]);
    answer(&office.run(&["applications", "import", &file, "--operator", "17"]));
    std::fs::write(office.store("office.toml"), "four_eyes = true\n").unwrap();
    answer(&office.run(&["applications", "approve", "1", "--operator", "17"]));
    let picture = office.path("seen.jpg").display().to_string();
    let shown = answer(&office.run(&["applications", "show", "1", "--portrait", &picture]));
    assert_eq!(shown["fields"]["holder.surname"], "Рахимов");
    assert_eq!(
        shown["fields"]["holder.identity_document.number"],
        "400000001"
    );
    assert_eq!(shown["fields"]["term.latest_end"], "2027-11-24");
    assert_eq!(shown["approved_by"], json!(["17"]));
    let written = std::fs::read(&picture).unwrap();
    assert_eq!(shown["portrait"]["bytes"], written.len());
    let listed = answer(&office.run(&["applications", "list"]));
    assert_eq!(listed["applications"][0]["digest"], shown["digest"]);
    let text = office.run_plainly(&["applications", "show", "1"]);
    for told in [
        "holder.given_name",
        "Фаррух",
        shown["digest"].as_str().unwrap(),
    ] {
        assert!(text.stdout.contains(told), "{told} in {text:?}");
    }
    let nobody = office.run(&["applications", "show", "7"]);
    assert_eq!(
        nobody.text("/error/code"),
        "application-unknown",
        "{nobody:?}"
    );
}

#[test]
fn blanks_are_received_scrapped_and_lost() {
    let office = Office::new();
    let list = office.path("delivery.csv");
    let rows: Vec<String> = (1..=3)
        .map(|number| format!("{number:020X},РА{number:07}"))
        .collect();
    std::fs::write(&list, format!("chip,number\n{}\n", rows.join("\n"))).unwrap();
    let list = list.display().to_string();
    let receive = [
        "stock",
        "receive",
        &list,
        "--note",
        "12",
        "--operator",
        "17",
    ];
    let received = answer(&office.run(&receive));
    assert_eq!(
        (&received["received"], &received["declared"]),
        (&json!(3), &json!(3))
    );
    // What the register has already is named, and not only counted.
    let again = office.path("again.csv");
    let rows = format!(
        "chip,number\n{:020X},РА0000008\n{:020X},РА0000002\n{:020X},РА0000007\n",
        8, 9, 3
    );
    std::fs::write(&again, rows).unwrap();
    let again = again.display().to_string();
    let known = office.run_in_russian(&[
        "stock",
        "receive",
        &again,
        "--note",
        "14",
        "--operator",
        "17",
    ]);
    assert_eq!(known.exit, Some(2), "{known:?}");
    for told in [
        "бланк РА0000002: этот номер уже в реестре",
        "бланк РА0000007: его чип",
        "уже в реестре как бланк РА0000003",
    ] {
        assert!(known.stderr.contains(told), "{told}: {known:?}");
    }
    assert!(!known.stderr.contains("РА0000008"), "{known:?}");
    // Another number than that of the note: both are told, and nothing is recorded.
    let head = office.register().head().unwrap();
    let other = office.path("other.csv");
    std::fs::write(&other, format!("chip,number\n{:020X},РА0000009\n", 9)).unwrap();
    let other = other.display().to_string();
    let short = [
        "stock",
        "receive",
        &other,
        "--note",
        "13",
        "--declared",
        "2",
        "--operator",
        "17",
    ];
    let refused = office.run(&short);
    assert_eq!(
        refused.text("/error/code"),
        "delivery-declared",
        "{refused:?}"
    );
    assert!(
        refused.text("/error/message").contains("1 blank"),
        "{refused:?}"
    );
    assert_eq!(office.register().head().unwrap(), head);
    let settled = [short.as_slice(), &["--differs", "short-delivery"]].concat();
    assert_eq!(answer(&office.run(&settled))["missing"], 1);
    assert_eq!(office.run(&["stats"]).json()["accounted"], true);
    // The same delivery twice.
    assert_eq!(office.run(&receive).exit, Some(2));
    let leave = |act: &str, number: &str, reason: &str| {
        office.run(&["stock", act, number, "--reason", reason, "--operator", "17"])
    };
    // A code says what an office counts by; which there are is told.
    for (act, wrong, right) in [
        ("scrap", "not-in-the-drawer", "cracked"),
        ("lose", "cracked", "not-in-the-drawer"),
        ("scrap", "kaputt", "misprinted"),
    ] {
        let refused = leave(act, "РА0000003", wrong);
        assert_eq!(refused.text("/error/code"), "reason-unknown", "{refused:?}");
        assert!(refused.text("/error/hint").contains(right), "{refused:?}");
    }
    let scrapped = leave("scrap", "PA0000001", "cracked");
    assert_eq!(answer(&scrapped)["state"], "scrapped");
    let lost = leave("lose", "РА0000002", "not-in-the-drawer");
    assert_eq!(answer(&lost)["in_work"], false);
    for gone in ["РА0000001", "РА0000008"] {
        let refused = leave("scrap", gone, "cracked");
        assert_eq!(refused.exit, Some(2), "{refused:?}");
    }
    let again = leave("scrap", "РА0000001", "cracked");
    assert_eq!(again.text("/error/code"), "blank-state", "{again:?}");
    assert!(
        again.text("/error/message").contains("РА0000001"),
        "{again:?}"
    );
    // An office that counts by a code of its own says so once.
    let own = "schema = 1\n[[reason]]\ncode = \"kaputt\"\nfor = [\"stock-scrap\"]\n\
               en = \"broken\"\nru = \"сломан\"\n";
    std::fs::write(office.store("reasons.toml"), own).unwrap();
    office.agree_on_rules();
    let own = leave("scrap", "РА0000003", "kaputt");
    assert_eq!(answer(&own)["state"], "scrapped");
    std::fs::write(
        office.path("bad.csv"),
        "chip,number\nxx,РА1\n01,РА0000007\n",
    )
    .unwrap();
    let bad = office.path("bad.csv").display().to_string();
    let refused = office.run(&["stock", "receive", &bad, "--note", "13", "--operator", "17"]);
    assert_eq!(refused.exit, Some(2));
    assert!(
        refused.stdout.contains("line 2") && refused.stdout.contains("line 3"),
        "{refused:?}"
    );
}
