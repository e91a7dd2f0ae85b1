// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue`: the issuing office's program for the electronic patent card.

mod application;
mod approved;
mod args;
mod batch;
mod bound;
mod ceremony;
mod commands;
mod desk;
mod differences;
mod files;
mod folder_acts;
mod issuing;
mod job;
mod keys;
mod office_card;
mod printed_code;
mod printing;
mod problems;
mod readback;
mod reasons;
mod roots;
mod signers;
mod signing;
mod store;
mod withdrawals;
mod withdrawn_key;

fn main() -> std::process::ExitCode {
    epatent_cli::run(commands::run)
}
