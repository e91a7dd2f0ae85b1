// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The program as a process, against emulated cards behind a real PC/SC service.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy takes helper functions of a test for production code; here a failure is a failed test"
)]

use std::path::Path;
use std::process::Command;

use epatent_emulator::Card;
use epatent_emulator::quirk::{Quirk, Quirks};
use epatent_testkit::desk::{CAN, Desk, Ran};
use epatent_testkit::schema::assert_follows;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

mod junit;

const OWN: &str = env!("CARGO_BIN_EXE_epatent-conformance");

fn desk() -> Desk {
    Desk::beside(OWN).unwrap_or_else(|error| panic!("{error}"))
}

/// The program at a desk, on its first reader.
fn run(desk: &Desk, arguments: &[&str]) -> Ran {
    let mut command = desk.foreign_program(OWN);
    command
        .env("EPATENT_LANG", "en")
        .env_remove("EPATENT_READER")
        .args(["run", "--reader", desk.readers()[0]])
        .args(arguments);
    Ran::of(&mut command)
}

/// The answer in JSON, which follows the published schema.
#[track_caller]
fn answer(ran: &Ran) -> serde_json::Value {
    let answer = ran.json();
    assert_follows("conformance", &answer);
    answer
}

/// Areas that take a card through its whole life in a few seconds.
const LIFE: [&str; 14] = [
    "--only",
    "EPC-ID",
    "--only",
    "EPC-PERSO-17",
    "--only",
    "EPC-PERSO-18",
    "--only",
    "EPC-PAY-01",
    "--only",
    "EPC-END",
    "--only",
    "EPC-LIFE-03",
    "--only",
    "EPC-SM-11",
];

#[test]
fn a_blank_card_goes_through_its_whole_life_only_when_that_is_allowed() {
    let desk = desk();
    let image = desk.blank_card("card.json").unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();

    let careful = run(
        &desk,
        &["--json", "--only", "EPC-ID", "--only", "EPC-ACC-02"],
    );
    assert_eq!(careful.exit, Some(0), "{}", careful.stderr);
    let answer = answer(&careful);
    assert_eq!(answer["conforms"], true);
    let outcome = |id: &str| {
        let cases = answer["cases"].as_array().unwrap();
        let case = cases.iter().find(|case| case["id"] == id).unwrap();
        (case["outcome"].clone(), case["reason"].clone())
    };
    assert_eq!(outcome("EPC-ID-01.1").0, "passed");
    assert_eq!(
        outcome("EPC-ID-01.3"),
        ("not-run".into(), "the card is BLANK (--destructive)".into())
    );
    assert!(careful.stderr.contains("test key of the laboratory"));

    let (junit, html, record) = (
        desk.path("r.xml"),
        desk.path("r.html"),
        desk.path("card.record"),
    );
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let more = [
        "--destructive".to_owned(),
        "--junit".to_owned(),
        path(&junit),
        "--html".to_owned(),
        path(&html),
        "--card".to_owned(),
        path(&record),
    ];
    let arguments: Vec<&str> = LIFE
        .into_iter()
        .chain(more.iter().map(String::as_str))
        .collect();
    let whole = run(&desk, &arguments);
    assert_eq!(whole.exit, Some(0), "{}\n{}", whole.stdout, whole.stderr);
    let first = whole.stdout.lines().next().unwrap();
    assert!(first.starts_with("CONFORMS in what was tried: "), "{first}");
    // Of six cases that end a card, one reader with one card has room for one.
    assert!(
        whole.stdout.contains("needs another blank card"),
        "{}",
        whole.stdout
    );
    let junit = std::fs::read_to_string(junit).unwrap();
    let counts = junit::counts(&junit);
    assert_eq!(counts.failures, 0, "{junit}");
    assert!(counts.tests > counts.skipped && counts.skipped > 0);
    let html = std::fs::read_to_string(html).unwrap();
    assert!(html.contains("Conforms in what was tried"));
    let record = std::fs::read_to_string(record).unwrap();
    assert!(record.contains("\"can\": \"482915\""), "{record}");

    // The card is used up: another run that may change it says so, and is not green.
    let again = run(
        &desk,
        &[
            "--destructive",
            "--only",
            "EPC-ID-01",
            "--only",
            "EPC-END-06",
        ],
    );
    assert_eq!(again.exit, Some(3), "{}", again.stdout);
    let mut top = again.stdout.lines();
    assert!(
        top.next()
            .unwrap()
            .starts_with("NOT ALL THAT WAS ASKED FOR COULD BE TRIED")
    );
    assert_eq!(
        top.next(),
        Some("this card is TERMINATED: destructive cases need a blank one")
    );

    let end = run(&desk, &["--only", "EPC-END-06"]);
    assert_eq!(end.exit, Some(0), "{}", end.stdout);
    assert!(
        end.stdout
            .starts_with("CONFORMS in what was tried: 4 cases passed, 0 not run")
    );
}

#[test]
fn a_card_that_an_office_issued_is_judged_without_being_changed() {
    let desk = desk();
    let office = desk.office("office").unwrap();
    let image = desk.issued_card("rakhimov", &office).unwrap();
    let before = std::fs::read(&image).unwrap();
    let chip: serde_json::Value = serde_json::from_slice(&before).unwrap();
    let chip = chip["chip"]["id"].as_str().unwrap();
    let card = desk.insert(0, &image, &[]).unwrap();
    let areas = [
        "FILE", "READ", "PROOF", "SCP-04", "SCP-07", "ACC-05", "ACC-06", "ACC-10", "PACE-15",
    ];
    let areas: Vec<String> = areas.iter().map(|area| format!("EPC-{area}")).collect();
    let only = areas.iter().flat_map(|area| ["--only", area.as_str()]);
    let arguments: Vec<&str> = ["--json", "--can", CAN, "--chip", chip]
        .into_iter()
        .chain(only)
        .collect();
    let ran = run(&desk, &arguments);
    assert_eq!(ran.exit, Some(0), "{}", ran.stdout);
    let answer = answer(&ran);
    assert!(answer["passed"].as_u64().unwrap() > 60, "{}", ran.stdout);
    assert_eq!(answer["failed"], 0);
    card.remove();
    desk.wait_until_empty(0).unwrap();
    assert_eq!(std::fs::read(&image).unwrap(), before);

    // Without its number an issued card cannot be judged, and nothing is said against it.
    let _card = desk.insert(0, &image, &[]).unwrap();
    let ran = run(&desk, &["--only", "EPC-READ-03"]);
    assert_eq!(ran.exit, Some(3), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("the access number is not known"),
        "{}",
        ran.stdout
    );
    let nothing = self::answer(&run(&desk, &["--json", "--only", "EPC-READ-03"]));
    assert_eq!(nothing["conforms"], serde_json::Value::Null);

    // Of wrong keys nobody can tell whose fault they are: one case fails, and shows what it was computed from.
    let key = desk.path("other.key");
    std::fs::write(&key, "00112233445566778899AABBCCDDEEFF").unwrap();
    let key = key.to_str().unwrap();
    for wrong in [
        ["--chip", chip, "--master-key", key],
        ["--chip", "00000000000000000001", "--can", CAN],
    ] {
        let some = ["--json", "--only", "EPC-SCP-06", "--only", "EPC-ID-04"];
        let ran = run(&desk, &[&some[..], &wrong].concat());
        assert_eq!(ran.exit, Some(1), "{wrong:?}: {}", ran.stdout);
        let answer = self::answer(&ran);
        assert_eq!(
            (&answer["passed"], &answer["failed"]),
            (&3.into(), &1.into())
        );
        let failed = answer["cases"].as_array().unwrap().iter();
        let failed: Vec<_> = failed.filter(|case| case["outcome"] == "failed").collect();
        assert_eq!(failed[0]["id"], "EPC-SCP-06.1");
        assert_eq!(
            failed[0]["exchange"]["computed"][0]["name"],
            "card cryptogram expected"
        );
    }

    // With its number alone, what needs its keys is not run, and the reason names what is missing.
    let ran = run(
        &desk,
        &[
            "--json",
            "--can",
            CAN,
            "--only",
            "EPC-ID",
            "--only",
            "EPC-READ-06",
            "--only",
            "EPC-SCP-07.1",
        ],
    );
    assert_eq!(ran.exit, Some(3), "{}", ran.stdout);
    let answer = self::answer(&ran);
    assert_eq!(answer["conforms"], serde_json::Value::Null);
    assert!(answer["passed"].as_u64().unwrap() > 15, "{}", ran.stdout);
    let cases = answer["cases"].as_array().unwrap();
    let of_keys = cases
        .iter()
        .find(|case| case["id"] == "EPC-SCP-07.1")
        .unwrap();
    assert!(
        of_keys["reason"].as_str().unwrap().contains("--chip"),
        "{of_keys:#}"
    );

    // A wrong number is no fault of the card.
    for (wrong, words) in [
        (&["--can", "000000", "--chip", chip][..], "--can"),
        (&["--can", CAN, "--destructive"], "--chip"),
    ] {
        let ran = run(&desk, &[&["--json"], wrong].concat());
        assert_eq!(ran.exit, Some(2), "{wrong:?}: {}", ran.stdout);
        let error = self::answer(&ran)["error"].clone();
        let [message, hint] = ["message", "hint"].map(|part| error[part].to_string());
        assert!(message.contains(words) || hint.contains(words), "{error:#}");
    }
}

#[test]
fn a_card_that_breaks_a_rule_does_not_conform() {
    let desk = desk();
    let mut card = Card::blank(StdRng::seed_from_u64(5));
    card.twist(Quirks::new(vec![Quirk {
        ins: Some("A4".to_owned().try_into().unwrap()),
        sw: Some("6A82".to_owned().try_into().unwrap()),
        reply: Some(epatent_emulator::profile::Change::Status(
            "9000".to_owned().try_into().unwrap(),
        )),
        ..Quirk::default()
    }]));
    let _card = desk.insert_device(0, Box::new(card)).unwrap();
    let (file, record) = (desk.path("failed.xml"), desk.path("card.record"));
    let [file, record] = [&file, &record].map(|path| path.to_str().unwrap());
    let broken = ["--destructive", "--card", record, "--only", "EPC-ID-02.1"];
    let ran = run(&desk, &[&broken[..], &["--only", "EPC-ID-01.1"]].concat());
    assert_eq!(ran.exit, Some(1), "{}", ran.stdout);
    assert!(
        ran.stdout
            .starts_with("DOES NOT CONFORM: 1 case failed, 1 passed, 0 not run"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("EPC-ID-02.1"), "{}", ran.stdout);

    let ran = run(&desk, &[&broken[..], &["--json", "--junit", file]].concat());
    let answer = answer(&ran);
    assert_eq!(answer["conforms"], false, "{}", ran.stdout);
    let counts = junit::counts(&std::fs::read_to_string(file).unwrap());
    let [failures, tests] = [&answer["failed"], &answer["cases"]]
        .map(|of| of.as_u64().or_else(|| Some(of.as_array()?.len() as u64)));
    assert_eq!(Some(counts.failures as u64), failures);
    assert_eq!(Some(counts.tests as u64), tests);
}

#[test]
fn of_a_card_that_is_not_a_patent_card_one_case_is_said_to_fail() {
    let desk = desk();
    let mut card = Card::blank(StdRng::seed_from_u64(5));
    card.twist(Quirks::new(vec![Quirk {
        ins: Some("A4".to_owned().try_into().unwrap()),
        skip: Some("6A82".to_owned().try_into().unwrap()),
        ..Quirk::default()
    }]));
    let _card = desk.insert_device(0, Box::new(card)).unwrap();
    let ran = run(&desk, &["--json", "--destructive"]);
    assert_eq!(ran.exit, Some(1), "{}", ran.stdout);
    let answer = answer(&ran);
    assert_eq!(answer["conforms"], false);
    assert_eq!(
        (&answer["passed"], &answer["failed"]),
        (&0.into(), &1.into())
    );
    assert_eq!(answer["tested"]["select"], "6A82");
}

#[test]
fn wrong_usage_ends_before_any_card_is_asked() {
    for (arguments, words) in [
        (
            &["run", "--only", "EPC-NONE"][..],
            "no case begins with EPC-NONE",
        ),
        (&["run", "--can", "12345"], "the value of --can"),
        (&["run", "--chip", "00"], "the value of --chip"),
        (&["run", "--master-key", "/dev/null"], "/dev/null"),
        (&["run", "--junit", "/"], "/"),
        (
            &["run", "--junit", "r.x", "--html", "./r.x"],
            "r.x is named for two files",
        ),
        (
            &["run", "--junit", "r.x", "--trace", "r.x"],
            "r.x is named for two files",
        ),
        (&["run", "--html", "/proc/r.html"], "/proc/r.html"),
        (&["list", "--only", "READ"], "no case begins with READ"),
        (
            &["list", "--only", "epc-read", "--requirements"],
            "no case begins with epc-read",
        ),
        (
            &["run", "--static-keys", "/proc/version"],
            "--static-keys takes JSON with \"enc\"",
        ),
    ] {
        let ran = Ran::of(Command::new(OWN).env("EPATENT_LANG", "en").args(arguments));
        assert_eq!(ran.exit, Some(2), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn the_list_names_every_case_and_every_requirement() {
    let list =
        |arguments: &[&str]| Ran::of(Command::new(OWN).env("EPATENT_LANG", "en").args(arguments));
    let cases = answer(&list(&["list", "--json"]));
    assert!(cases["cases"].as_array().unwrap().len() >= 250);
    let some = list(&["list", "--only", "EPC-READ-06"]);
    assert_eq!(some.stdout.lines().count(), 3, "{}", some.stdout);
    let requirements = list(&["list", "--requirements"]);
    assert!(
        requirements
            .stdout
            .contains("EPC-READ-06  An offset beyond the length MUST be answered 6B00.")
    );
    let requirements = answer(&list(&["list", "--requirements", "--json"]));
    let all = requirements["requirements"].as_array().unwrap();
    assert!(all.len() >= 150, "{}", all.len());
    let of_one = list(&["list", "--requirements", "--json", "--only", "EPC-READ-06"]);
    let of_one = answer(&of_one)["requirements"].clone();
    assert_eq!(of_one.as_array().unwrap().len(), 1, "{of_one:#}");
    assert_eq!(of_one[0]["cases"][0], "EPC-READ-06.1");
    // One that no case shows is found by its name.
    let hosts = list(&["list", "--requirements", "--only", "EPC-ID-05"]);
    assert!(
        hosts.stdout.contains("a demand on the host"),
        "{}",
        hosts.stdout
    );
}

#[test]
fn a_trace_tells_each_exchange_and_a_report_that_cannot_be_written_takes_no_verdict_away() {
    let desk = desk();
    let mut card = Card::blank(StdRng::seed_from_u64(5));
    card.twist(Quirks::new(vec![Quirk {
        ins: Some("16".to_owned().try_into().unwrap()),
        skip: Some("9000".to_owned().try_into().unwrap()),
        ..Quirk::default()
    }]));
    let _card = desk.insert_device(0, Box::new(card)).unwrap();
    let (trace, folder) = (desk.path("card.trace"), desk.path("reports"));
    std::fs::create_dir(&folder).unwrap();
    let (html, gone) = (folder.join("r.html"), folder.clone());
    let watched = std::thread::spawn({
        let trace = trace.clone();
        // The folder of the report goes away while the card is tested.
        move || {
            while !trace.exists() {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            std::fs::remove_dir(gone)
        }
    });
    let [shown, page] = [&trace, &html].map(|path| path.to_str().unwrap());
    let files = ["--trace", shown, "--html", page];
    let only = [
        "--destructive",
        "--only",
        "EPC-FILE-01",
        "--only",
        "EPC-ID-01",
    ];
    let ran = run(&desk, &[&files[..], &only].concat());
    watched.join().unwrap().unwrap();
    assert_eq!(ran.exit, Some(1), "{}", ran.stdout);
    let mut top = ran.stdout.lines();
    assert!(
        top.next()
            .unwrap()
            .starts_with("DOES NOT CONFORM: 1 case failed"),
        "{}",
        ran.stdout
    );
    let cause = "the card could not be brought to ACTIVE or SUSPENDED: COMMIT answered 9000 and the card is in PERSO (EPC-PERSO-19)";
    assert!(top.next().unwrap().ends_with(cause), "{}", ran.stdout);
    let charged = "EPC-PERSO-19.1  After COMMIT the card is ACTIVE";
    assert!(ran.stdout.contains(charged), "{}", ran.stdout);
    assert!(ran.stderr.contains("r.html"), "{}", ran.stderr);
    let trace = std::fs::read_to_string(trace).unwrap();
    for line in [
        "# A trace: ",
        "> 00A4040009F045504154454E540100",
        "EPC-ID-01.1 passed",
        "COMMIT, under SCP03",
        "powered off and on",
    ] {
        assert!(trace.contains(line), "{line}: {trace}");
    }
    // What a listener may not learn is left out: here the bytes that name the chip.
    assert!(trace.contains("< [10 bytes left out]"), "{trace}");
}

#[test]
fn a_run_that_is_interrupted_writes_its_reports_and_keeps_the_card() {
    let desk = desk();
    let image = desk.blank_card("card.json").unwrap();
    let _card = desk.insert(0, &image, &[]).unwrap();
    let (junit, record) = (desk.path("r.xml"), desk.path("card.record"));
    let mut command = desk.foreign_program(OWN);
    command
        .env("EPATENT_LANG", "en")
        .env_remove("EPATENT_READER")
        .args(["run", "--reader", desk.readers()[0], "--destructive"])
        .arg("--junit")
        .arg(&junit)
        .arg("--card")
        .arg(&record)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The record is there before the first case.
    while !record.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
    let ended = child.wait_with_output().unwrap();
    let answer = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{answer}");
    assert!(answer.starts_with("ENDED EARLY"), "{answer}");
    let junit = std::fs::read_to_string(junit).unwrap();
    assert!(junit.contains("the run was ended before it"), "{junit}");
    assert!(junit::counts(&junit).skipped > 0);
    let record = std::fs::read_to_string(record).unwrap();
    assert!(record.contains("\"chip\": \""), "{record}");
}
