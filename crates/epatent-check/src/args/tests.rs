// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use clap::CommandFactory;

#[test]
fn the_definition_is_sound() {
    Args::command().debug_assert();
}

#[test]
fn every_command_and_argument_has_words_in_every_language_and_no_words_are_left_over() {
    let gaps = epatent_cli::help::gaps(&Args::command());
    assert_eq!(gaps, epatent_cli::help::Gaps::default());
}

#[test]
fn no_help_in_russian_has_an_english_sentence_left() {
    let left = epatent_cli::help::english_left(&Args::command());
    assert_eq!(left, [""; 0]);
}

#[test]
fn every_command_of_the_guides_is_one_that_the_program_knows() {
    // What the reader's shell has set.
    let settings = [["--trust", "/etc/epatent"]];
    let unknown = epatent_testkit::guide::unknown("epatent-check", 3, &settings, |words| {
        Args::try_parse_from(words).is_ok()
    });
    assert_eq!(unknown, [""; 0]);
}
