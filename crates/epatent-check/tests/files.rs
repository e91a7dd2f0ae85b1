// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The officer's program with files and arguments that cannot be used: what it says, exit 2, and
//! never a verdict.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;

use std::fs;

use bench::lists::annulled;
use bench::{Bench, DAY, SETTINGS};
use epatent_core::UnixTime;
use epatent_core::list::CardStatus;
use epatent_core::object::Environment;
use epatent_testkit::cards;
use epatent_testkit::desk::Ran;
use epatent_testkit::lab::{Lab, Setup};
use epatent_testkit::people;

#[test]
fn a_good_card_file_gets_its_verdict_in_both_languages() {
    let bench = Bench::new();
    let ran = Ran::of(bench.file("en").arg("--json"));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(ran.findings(), ["in-force"]);
    assert_eq!(ran.text("/chip_proof/source"), "recorded");
    let answer = ran.json();
    for (key, value) in [
        ("schema", "1".into()),
        ("environment", "\"lab\"".to_owned()),
    ] {
        assert_eq!(answer[key].to_string(), value, "{key}");
    }
    for (lang, line) in [("en", "IN FORCE"), ("ru", "В СИЛЕ")] {
        let ran = Ran::of(&mut bench.file(lang));
        assert_eq!(ran.stdout.lines().nth(1), Some(line), "{ran:?}");
    }
}

#[test]
fn a_signed_portrait_that_is_no_picture_is_told_and_changes_no_verdict() {
    let bench = Bench::new();
    let mut contents = people::rakhimov();
    contents.portrait.image = b"no picture".to_vec();
    let card = cards::signed_but(&bench.lab, contents, 9, |terms| {
        terms.signed_at = UnixTime::parse("2025-03-01T09:00:00Z").unwrap();
    });
    let terminal = cards::terminal("2025-03-02T10:00:00Z", card.terms.region);
    let shown = card.proved([7; 32], &terminal);
    let path = bench.path("no-picture.card");
    fs::write(&path, shown.encode().unwrap()).unwrap();
    for (lang, words) in [
        ("en", "compare the face with the passport.)"),
        ("ru", "сверьте лицо с паспортом.)"),
    ] {
        let mut command = bench.program(&["file", "--lang", lang, "--region", "77", "--on", DAY]);
        let ran = Ran::of(command.arg("--trust").arg(bench.path("trust")).arg(&path));
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        assert!(ran.stdout.contains(words), "{ran:?}");
        let genuine = Ran::of(&mut bench.file(lang));
        assert!(!genuine.stdout.contains(words), "{genuine:?}");
    }
}

// shows: EPC-VER-06
#[test]
fn an_answer_from_a_file_says_so_under_its_first_line() {
    let bench = Bench::new();
    for (lang, line, check) in [
        (
            "en",
            "From a file: the chip proved itself at 02.03.2025 10:00 (UTC); the chip is not here now.",
            "+ passed (in the file, 02.03.2025 10:00 (UTC))",
        ),
        (
            "ru",
            "По файлу: чип подтвердил себя 02.03.2025 10:00 (UTC); сейчас чипа здесь нет.",
            "+ верно (по файлу, 02.03.2025 10:00 (UTC))",
        ),
    ] {
        let ran = Ran::of(&mut bench.file(lang));
        assert_eq!(ran.stdout.lines().nth(2), Some(line), "{ran:?}");
        let ends = |ran: &Ran| ran.stdout.lines().any(|line| line.ends_with(check));
        assert!(ends(&ran), "{ran:?}");
    }
}

#[test]
fn a_file_recorded_before_the_card_was_signed_is_doubtful() {
    let bench = Bench::new();
    let terminal = cards::terminal("2025-02-28T10:00:00Z", bench.card.terms.region);
    let shown = bench.card.proved([7; 32], &terminal);
    fs::write(bench.path("shown.card"), shown.encode().unwrap()).unwrap();
    let ran = Ran::of(bench.file("en").arg("--json"));
    assert_eq!(ran.exit, Some(3), "{ran:?}");
    assert_eq!(ran.findings(), ["clock-doubtful"]);
    assert_eq!(ran.text("/chip_proof/source"), "recorded");
    for (lang, expected) in [
        ("en", "The date of the recorded check is doubtful"),
        ("ru", "Дата записанной проверки вызывает сомнение"),
    ] {
        let ran = Ran::of(&mut bench.file(lang));
        assert!(ran.stdout.contains(expected), "{ran:?}");
    }
}

#[test]
fn each_verdict_has_its_exit_code_and_first_line() {
    let bench = Bench::new();
    let cases: [(&[&str], i32, &str, &str); 5] = [
        (
            &["--region", "50", "--on", DAY],
            3,
            "undetermined",
            "wrong-region",
        ),
        (
            &["--region", "77", "--on", "2028-01-01"],
            1,
            "refused",
            "term-ended",
        ),
        (
            &["--region", "77", "--on", "2026-01-01"],
            3,
            "undetermined",
            "not-yet-valid",
        ),
        (
            &["--region", "77", "--on", DAY, "--profession", "Повар"],
            3,
            "undetermined",
            "profession-mismatch",
        ),
        (
            &["--region", "77", "--on", "2027-10-31"],
            0,
            "in-force",
            "in-force",
        ),
    ];
    for (arguments, exit, verdict, code) in cases {
        let ran = Ran::of(bench.file_with("en", arguments).arg("--json"));
        assert_eq!(ran.exit, Some(exit), "{arguments:?}: {ran:?}");
        assert_eq!(ran.text("/verdict"), verdict, "{arguments:?}");
        assert!(
            ran.findings().contains(&code.to_owned()),
            "{arguments:?}: {ran:?}"
        );
    }
}

#[test]
fn a_card_file_without_a_chip_proof_is_never_in_force() {
    let bench = Bench::new();
    let shown = bench.card.presentation().encode().unwrap();
    fs::write(bench.path("shown.card"), shown).unwrap();
    let ran = Ran::of(bench.file("en").arg("--json"));
    assert_eq!(ran.exit, Some(3), "{ran:?}");
    assert_eq!(ran.findings(), ["read-incomplete"]);
}

#[test]
fn what_is_mistyped_on_the_command_line_is_told_with_what_is_possible() {
    let bench = Bench::new();
    let cases: [(&[&str], &str); 7] = [
        (
            &["--region", "00"],
            "what stands after --region <NN> is no value for it: ",
        ),
        (
            &["--region", "7"],
            "what stands after --region <NN> is no value for it: ",
        ),
        (
            &["--region", "Москва"],
            "what stands after --region <NN> is no value for it: ",
        ),
        (
            &["--region", "77", "--on", "2026-02-30"],
            "what stands after --on <DATE> is no value for it: ",
        ),
        (
            &["--region", "77", "--on", "15.12.2026"],
            "what stands after --on <DATE> is no value for it: ",
        ),
        (
            &["--region", "77", "--profession", ""],
            "--profession <TEXT>",
        ),
        (&[], "missing: --region <NN>"),
    ];
    for (arguments, expected) in cases {
        bench.refuses(&mut bench.file_with("en", arguments), expected);
    }
    let mut unknown = bench.file("ru");
    bench.refuses(unknown.arg("--regoin"), "неизвестный параметр --regoin");
}

/// Errors are kept by terminals and logs, and six digits open a card that was found.
#[test]
fn a_mistyped_number_of_a_card_is_never_repeated() {
    let bench = Bench::new();
    let file = ["file", "shown.card", "--region", "77"];
    let card = ["card", "--region", "77"];
    let cases: [(&[&str], &[&str], &str); 11] = [
        (&card, &["--can", "1234567"], "1234567"),
        (&card, &["--can=12345x"], "12345x"),
        (&card, &["--can", "123456", "654321"], "654321"),
        (&card, &["--cam", "123456"], "123456"),
        (&card, &["--cam=123456"], "123456"),
        (&card, &["654321"], "654321"),
        (&[], &["654321"], "654321"),
        (&file, &["--printed-number", "77:2600012345"], "2600012345"),
        (&file, &["--blank", "ПР12345678"], "12345678"),
        (&file, &["--blank", "ПР 12345!"], "12345"),
        (&[], &["Рахимов"], "Рахимов"),
    ];
    for (command, arguments, secret) in cases {
        for lang in ["en", "ru"] {
            for form in [&[][..], &["--json"]] {
                let mut program = bench.program(command);
                program.args(arguments).args(["--lang", lang]).args(form);
                let ran = Ran::of(&mut program);
                assert_eq!(ran.exit, Some(2), "{arguments:?}: {ran:?}");
                for text in [&ran.stdout, &ran.stderr] {
                    assert!(!text.contains(secret), "{arguments:?}: {ran:?}");
                }
            }
        }
    }
}

#[test]
fn a_card_file_that_cannot_be_used_is_told_with_the_reason() {
    let bench = Bench::new();
    let path = bench.path("shown.card");
    let good = fs::read(&path).unwrap();
    let refused = |content: &[u8], expected: &str| {
        fs::write(&path, content).unwrap();
        bench.refuses(&mut bench.file("en"), expected);
    };
    refused(b"", "“shown.card” is empty");
    refused(&good[..good.len() / 2], "“shown.card” cannot be used: ");
    refused(
        &[&good[..], b"\0"].concat(),
        "“shown.card” cannot be used: ",
    );
    refused(b"not a card", "“shown.card” cannot be used: ");
    refused(&vec![0; 70_000], "“shown.card” is longer than ");
    fs::remove_file(&path).unwrap();
    bench.refuses(&mut bench.file("en"), "there is no file “shown.card”");
    bench.refuses(&mut bench.file("ru"), "файла «shown.card» нет");
    fs::create_dir(&path).unwrap();
    bench.refuses(&mut bench.file("en"), "“shown.card” is a directory");
}

#[test]
fn a_trust_directory_that_cannot_be_used_stops_every_check() {
    let bench = Bench::new();
    let settings = bench.path("trust/trust.toml");
    let root = bench.path("trust/roots/lab.pem");
    let good = fs::read_to_string(&root).unwrap();

    fs::write(&root, &good[..good.len() / 2]).unwrap();
    bench.refuses(
        &mut bench.file("en"),
        "“trust/roots/lab.pem”: not a certificate in PEM: ",
    );
    fs::remove_file(&root).unwrap();
    bench.refuses(
        &mut bench.file("en"),
        "“trust/roots”: the trust store holds no root",
    );
    let production = Lab::with(Setup {
        environment: Environment::Production,
        ..Setup::default()
    });
    bench.trust_root("lab.pem", production.root.der());
    bench.refuses(
        &mut bench.file("en"),
        "“trust/roots/lab.pem”: root 0 is not for the lab",
    );
    fs::write(&settings, SETTINGS.replace("lab", "production")).unwrap();
    bench.refuses(
        &mut bench.file("en"),
        "“trust/trust.toml”: \"not-required\" is for laboratories",
    );
    fs::write(&settings, format!("{SETTINGS}colour = 1\n")).unwrap();
    bench.refuses(
        &mut bench.file("en"),
        "“trust/trust.toml”: line 6: unknown field `colour`",
    );
    fs::remove_file(&settings).unwrap();
    bench.refuses(&mut bench.file("en"), "there is no file “trust/trust.toml”");
    fs::remove_dir_all(bench.path("trust")).unwrap();
    bench.refuses(&mut bench.file("en"), "there is no trust directory “trust”");
    bench.refuses(&mut bench.file("ru"), "нет списка доверия «trust»");
}

#[test]
fn an_error_is_json_where_json_was_asked_for() {
    let bench = Bench::new();
    fs::remove_file(bench.path("shown.card")).unwrap();
    let ran = Ran::of(bench.file("ru").arg("--json"));
    assert_eq!((ran.exit, ran.stderr.as_str()), (Some(2), ""), "{ran:?}");
    assert_eq!(ran.json()["schema"], 1);
    assert_eq!(ran.text("/error/code"), "file-missing");
    assert_eq!(ran.text("/error/hint"), "проверьте путь");
}

/// Puts lists into the trust directory that say this of the card, and demands them.
fn give_lists(bench: &Bench, status: CardStatus, through: &str) {
    bench.give_status(status);
    bench.give_paid_through(through);
    let required = "schema = 1\nenvironment = \"lab\"\n";
    fs::write(bench.path("trust/trust.toml"), required).unwrap();
}

#[test]
fn lists_of_the_trust_directory_decide_in_both_languages() {
    for (status, through, exit, code, en, ru) in [
        (
            CardStatus::Valid,
            "2027-01-31",
            0,
            "in-force",
            "Lists as of",
            "Списки на",
        ),
        (
            annulled(),
            "2027-01-31",
            1,
            "annulled",
            "Annulled on 02.03.2025",
            "Аннулирован 02.03.2025",
        ),
        (
            CardStatus::Valid,
            "2025-04-01",
            1,
            "tax-not-paid",
            "Paid through 01.04.2025, ended the day after",
            "Оплачен по 01.04.2025, прекращён на следующий день",
        ),
    ] {
        let bench = Bench::with_index(41);
        give_lists(&bench, status, through);
        let ran = Ran::of(bench.file("en").arg("--json"));
        assert_eq!(ran.exit, Some(exit), "{ran:?}");
        assert_eq!(ran.findings(), [code], "{ran:?}");
        for (lang, words) in [("en", en), ("ru", ru)] {
            let ran = Ran::of(&mut bench.file(lang));
            assert!(ran.stdout.contains(words), "{ran:?}");
        }
    }
}

#[test]
fn a_damaged_list_is_named_and_leaves_the_answer_open() {
    let bench = Bench::with_index(41);
    give_lists(&bench, CardStatus::Valid, "2027-01-31");
    let path = bench.path("trust/lists/status-77.cbor");
    let mut list = fs::read(&path).unwrap();
    *list.last_mut().unwrap() ^= 1;
    fs::write(&path, list).unwrap();
    let ran = Ran::of(bench.file("en").arg("--json"));
    assert_eq!(ran.exit, Some(3), "{ran:?}");
    assert_eq!(ran.findings(), ["list-invalid"]);
    assert!(ran.stderr.contains("status-77.cbor"), "{ran:?}");
}
