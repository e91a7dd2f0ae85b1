// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-emulator`: makes emulated cards and puts them into virtual readers.

mod cli;

fn main() -> std::process::ExitCode {
    epatent_cli::run(cli::work)
}
