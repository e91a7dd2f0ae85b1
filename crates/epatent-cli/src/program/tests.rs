// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use clap::Subcommand;

use super::*;
use crate::Common;
use crate::output::tests::Kept;

#[derive(Debug, Parser)]
#[command(name = "epatent-check", version = "0.1.0")]
struct Sample {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: SampleCommand,
}

#[derive(Debug, Subcommand)]
enum SampleCommand {
    Card {
        #[arg(long)]
        region: u8,
        #[arg(long, conflicts_with = "region")]
        anywhere: bool,
    },
    Readers,
}

/// Exit, stdout and stderr of the sample program on the line.
fn ran(line: &[&str], locale: &str) -> (Exit, String, String) {
    let arguments = std::iter::once("epatent-check")
        .chain(line.iter().copied())
        .map(OsString::from)
        .collect();
    let surroundings = Surroundings {
        arguments,
        language: None,
        locales: vec![locale.to_owned()],
    };
    let words = surroundings.words();
    let (out, err) = (Kept::default(), Kept::default());
    let output = Output::to_writers(
        &words,
        surroundings.json(),
        Box::new(out.clone()),
        Box::new(err.clone()),
    );
    let exit = run_in(
        &surroundings,
        &Console { words, output },
        |sample: Sample, console| {
            console.output.answer(&format!("{:?}", sample.command))?;
            Ok(Exit::Undetermined)
        },
    );
    (exit, out.text(), err.text())
}

#[test]
fn the_exit_of_the_work_is_the_exit_of_the_program() {
    let (exit, out, err) = ran(&["readers"], "en");
    assert_eq!(
        (exit, out.as_str(), err.as_str()),
        (Exit::Undetermined, "Readers\n", "")
    );
    assert_eq!(
        [
            Exit::Done,
            Exit::Refused,
            Exit::Usage,
            Exit::Undetermined,
            Exit::Device
        ]
        .map(Exit::code),
        [0, 1, 2, 3, 4]
    );
}

#[test]
fn each_wrong_usage_is_told_in_both_languages_with_exit_2_and_a_hint() {
    let cases: &[(&[&str], &str, &str)] = &[
        (&[], "a command is missing", "не указана команда"),
        (
            &["cards"],
            "unknown command cards",
            "неизвестная команда cards",
        ),
        (
            &["card", "--regoin", "77"],
            "unknown argument --regoin",
            "неизвестный параметр --regoin",
        ),
        (&["card"], "missing: --region <", "не указано: --region <"),
        (
            &["card", "--region"],
            "--region <NN> needs a value",
            "для --region <NN> нужно значение",
        ),
        (
            &["card", "--region", "x"],
            "what stands after --region <NN> is no value for it: ",
            "указанное значение не подходит для --region <NN>: ",
        ),
        (
            &["card", "--region", "1", "--anywhere"],
            "exclude each other",
            "исключают друг друга",
        ),
        (
            &["readers", "--lang", "de"],
            "possible: en, ru",
            "возможные: en, ru",
        ),
        (
            &["readers", "extra"],
            "a value stands where none belongs",
            "значение указано там, где его не должно быть",
        ),
    ];
    for (line, english, russian) in cases {
        for (locale, start, hint, message) in [
            ("en", "error: ", "\nhint: ", english),
            ("ru", "ошибка: ", "\nчто делать: ", russian),
        ] {
            let (exit, out, err) = ran(line, locale);
            assert_eq!((exit, out.as_str()), (Exit::Usage, ""), "{line:?}");
            assert!(
                err.starts_with(start) && err.contains(message) && err.contains(hint),
                "{line:?}: {err}"
            );
        }
    }
}

#[test]
fn a_mistyped_word_is_answered_with_the_nearest_one() {
    assert!(
        ran(&["card", "--regoin", "77"], "ru")
            .2
            .contains("возможно, имелось в виду --region")
    );
    assert!(ran(&["readrs"], "en").2.contains("did you mean readers?"));
}

#[test]
fn the_hint_names_the_subcommand_that_was_reached() {
    assert!(
        ran(&["card"], "en")
            .2
            .ends_with("hint: run epatent-check card --help\n")
    );
    assert!(
        ran(&[], "en")
            .2
            .ends_with("hint: run epatent-check --help\n")
    );
}

#[test]
fn wrong_usage_is_json_when_json_was_asked_for() {
    let (exit, out, err) = ran(&["card", "--json"], "en");
    assert_eq!((exit, err.as_str()), (Exit::Usage, ""));
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&answer["schema"], &answer["error"]["code"]),
        (&1.into(), &"usage-argument-missing".into())
    );
}

#[test]
fn the_language_flag_is_found_wherever_it_stands_and_beats_the_locale() {
    for line in [
        &["--lang", "ru", "card"][..],
        &["card", "--lang=ru"],
        &["card", "--json", "--lang", "ru"],
    ] {
        assert!(
            format!("{:?}", ran(line, "en")).contains("не указано"),
            "{line:?}"
        );
    }
}

#[test]
fn what_follows_two_dashes_is_no_flag() {
    let arguments = ["epatent-check", "--", "--json", "--lang", "ru"]
        .map(OsString::from)
        .to_vec();
    let surroundings = Surroundings {
        arguments,
        ..Surroundings::default()
    };
    assert!(!surroundings.json());
    assert_eq!(surroundings.words().language(), Language::En);
}

#[test]
fn help_and_version_go_to_stdout_with_exit_0() {
    let (exit, out, err) = ran(&["card", "-h"], "ru");
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    assert!(out.starts_with("Проверить карту на считывателе\n"), "{out}");
    assert_eq!(ran(&["--version"], "ru").1, "epatent-check 0.1.0\n");
}

#[test]
fn man_pages_are_written_for_every_command_in_the_language() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("man");
    let (exit, _, err) = ran(&["--lang", "ru", "man", path.to_str().unwrap()], "en");
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    let mut names: Vec<_> = std::fs::read_dir(&path)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "epatent-check-card.1",
            "epatent-check-readers.1",
            "epatent-check.1"
        ]
    );
    let page = std::fs::read_to_string(path.join("epatent-check-card.1")).unwrap();
    assert!(
        page.contains(".SH \"НАЗВАНИЕ\"")
            && page.contains("Проверить карту")
            && !page.contains(".SH NAME"),
        "{page}"
    );
}

#[test]
fn completions_are_printed_for_each_shell_and_hide_the_hidden() {
    for shell in ["bash", "fish", "zsh", "elvish", "powershell"] {
        let (exit, out, _) = ran(&["completions", shell], "en");
        assert_eq!(exit, Exit::Done);
        assert!(
            out.contains("epatent-check") && out.contains("readers"),
            "{shell}"
        );
    }
    assert_eq!(ran(&["completions", "cmd"], "en").0, Exit::Usage);
}

#[test]
fn a_man_directory_that_cannot_be_made_is_a_failure() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let below = file.path().join("man");
    let (exit, _, err) = ran(&["man", below.to_str().unwrap()], "en");
    assert_eq!(exit, Exit::Usage);
    assert!(err.starts_with("error: cannot write “"), "{err}");
}
