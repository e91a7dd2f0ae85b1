// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What each command does.

mod card;
mod file;

use crate::answer::Answer;
use crate::args::{Args, Command};
use crate::{json, screen};
use epatent_cli::{Console, Exit, Failure};

pub(crate) fn run(args: Args, console: &Console) -> Result<Exit, Failure> {
    match args.command {
        Command::Card(args) => card::run(&args, console),
        Command::File(args) => file::run(&args, console),
        Command::Readers => epatent_station::list_readers(console).map(|()| Exit::Done),
    }
}

/// Gives the answer and the exit code that belongs to it.
fn give(answer: &Answer, details: bool, console: &Console) -> Result<Exit, Failure> {
    if console.output.is_json() {
        json::write(answer, console)?;
    } else {
        screen::write(answer, details, console)?;
    }
    Ok(answer.exit())
}
