// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check`: the police's offline verification of the electronic patent card.

mod answer;
mod args;
mod checking;
mod circumstances;
mod commands;
mod download;
mod evidence;
mod json;
mod picture;
mod printed;
mod records;
mod scan;
mod screen;

fn main() -> std::process::ExitCode {
    epatent_cli::run(commands::run)
}
