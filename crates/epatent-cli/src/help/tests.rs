// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use clap::{CommandFactory, Parser, Subcommand};

use super::*;
use crate::Common;
use crate::Language::{En, Ru};

/// A small program with the name, and so the words, of a real one.
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
    /// Definition's own words
    Card {
        /// Definition's own words
        #[arg(long)]
        reader: Option<String>,
        /// Not in any catalogue
        #[arg(long, default_value_t = 3)]
        retries_left: u8,
    },
    /// Definition's own words
    File { file: String },
}

fn help(language: Language, path: &[&str]) -> String {
    let mut command = localise(Sample::command(), &Words::new(language)).term_width(100);
    command.build();
    let mut at = &mut command;
    for name in path {
        at = at.find_subcommand_mut(name).unwrap();
    }
    at.render_long_help().to_string()
}

#[test]
fn the_help_of_a_subcommand_is_russian_from_top_to_bottom() {
    let expected = "\
Проверить карту на считывателе

Использование: epatent-check card [ПАРАМЕТРЫ]

Параметры:
      --reader <ИМЯ>
          Считыватель: имя или его часть, подходящая только одному; нужен, только если их несколько

      --retries-left <RETRIES_LEFT>
          Not in any catalogue [по умолчанию: 3]

      --lang <ЯЗЫК>
          Язык слов и справки; иначе EPATENT_LANG, затем язык системы [возможные значения: en, ru]

      --json
          Ответ в формате JSON в stdout

  -h, --help
          Показать эту справку

Пример:
  epatent-check card --trust trust --region 77
";
    assert_eq!(help(Ru, &["card"]), expected);
}

#[test]
fn the_help_of_a_program_lists_its_commands_in_both_languages() {
    let russian = help(Ru, &[]);
    assert!(russian.starts_with("Проверка карт патента без связи\n\nИспользование: epatent-check [ПАРАМЕТРЫ] <КОМАНДА>\n\nКоманды:\n"), "{russian}");
    assert!(
        russian.contains("  file  Проверить карту из файла\n"),
        "{russian}"
    );
    let english = help(En, &[]);
    assert!(
        english.starts_with(
            "Check patent cards offline\n\nUsage: epatent-check [OPTIONS] <COMMAND>\n\nCommands:\n"
        ),
        "{english}"
    );
    assert!(english.contains("-V, --version"), "{english}");
}

#[test]
fn positional_arguments_have_their_own_heading_and_value_name() {
    let russian = help(Ru, &["file"]);
    assert!(
        russian.contains("epatent-check file [ПАРАМЕТРЫ] <ФАЙЛ>\n\nАргументы:\n  <ФАЙЛ>\n"),
        "{russian}"
    );
}

#[test]
fn no_english_of_clap_is_left_in_russian_help() {
    for path in [&[][..], &["card"], &["file"]] {
        let text = help(Ru, path);
        for english in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "default",
            "possible",
            "Print",
            "OPTIONS",
            "COMMAND",
        ] {
            assert!(!text.contains(english), "{english} in {text}");
        }
    }
}

#[test]
fn gaps_name_what_the_catalogue_lacks_and_what_names_nothing() {
    let gaps = gaps(&Sample::command());
    assert_eq!(gaps.missing, ["help-check-card-retries-left"]);
    assert!(
        gaps.unused.contains(&"help-check-trust".to_owned()),
        "{gaps:?}"
    );
    assert!(!gaps.unused.contains(&"help-check-card".to_owned()));
}

#[test]
fn a_localised_definition_passes_the_checks_of_clap() {
    for language in Language::ALL {
        localise(
            crate::pages::with_pages(Sample::command()),
            &Words::new(language),
        )
        .debug_assert();
    }
}
