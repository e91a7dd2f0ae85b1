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
