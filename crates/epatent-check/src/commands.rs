// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What each command does.

mod card;
mod device;
mod doctor;
mod file;
mod qr;
mod trust;
mod watch;

use crate::answer::Answer;
use crate::args::{Args, Command, ReportCommand};
use crate::{json, screen};
use epatent_cli::{Console, Exit, Failure};
use epatent_core::object::SecurityObject;
use epatent_pcsc::CardService;
use epatent_station::Knowledge;
use epatent_verify::{Authentic, Circumstances};
use std::path::Path;

/// Runs a command with the smart-card service of this computer.
pub(crate) fn run(args: Args, console: &Console) -> Result<Exit, Failure> {
    run_with(args, console, &CardService::of_system())
}

fn run_with(args: Args, console: &Console, service: &CardService) -> Result<Exit, Failure> {
    match args.command {
        Command::Card(args) => card::run(&args, console, service),
        Command::Watch(args) => watch::run(&args, console, service),
        Command::File(args) => file::run(&args, console),
        Command::Qr(args) => qr::run(&args, console),
        Command::Device { command } => device::device(&command, console),
        Command::Log { command } => device::log(&command, console),
        Command::Report {
            command: ReportCommand::Verify(args),
        } => device::verify(&args, console),
        Command::Trust(args) => trust::run(&args, console),
        Command::Doctor(args) => doctor::run(&args, console, service),
        Command::Readers => epatent_station::list_readers(service, console).map(|()| Exit::Done),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;

/// Gives the answer and the exit code that belongs to it.
pub(crate) fn give(answer: &Answer, details: bool, console: &Console) -> Result<Exit, Failure> {
    if console.output.is_json() {
        json::write(answer, console)?;
    } else {
        screen::write(answer, details, console)?;
    }
    Ok(answer.exit())
}

/// Remembers the time of an authentic card; that it could not be kept changes no answer.
pub(crate) fn remember(
    trust: &mut Knowledge,
    directory: &Path,
    card: Option<&Authentic<SecurityObject>>,
    circumstances: &Circumstances,
    console: &Console,
) {
    if let Err(failure) = trust.saw(&console.words, directory, card, circumstances.now) {
        console.output.note(&failure.message);
    }
}
