// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-conformance`: tells whether the card in a reader is one of this profile.

mod cli;

fn main() -> std::process::ExitCode {
    epatent_cli::run(cli::work)
}
