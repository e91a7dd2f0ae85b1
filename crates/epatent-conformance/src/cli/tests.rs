// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use clap::CommandFactory as _;

use super::Arguments;

#[test]
fn every_argument_has_its_help_in_both_languages_and_no_help_is_left_over() {
    assert_eq!(
        epatent_cli::help::gaps(&Arguments::command()),
        Default::default()
    );
}
