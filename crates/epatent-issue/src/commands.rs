// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What each command does.

mod card;
mod inspect;
mod lab;
mod sign;

use crate::args::{Args, Command, Lab};
use epatent_cli::{Console, Exit, Failure};

pub(crate) fn run(args: Args, console: &Console) -> Result<Exit, Failure> {
    match args.command {
        Command::Lab {
            command: Lab::Init(args),
        } => lab::init(&args, console)?,
        Command::Sign(args) => sign::run(&args, console)?,
        Command::ChipKey(args) => card::chip_key(&args, console)?,
        Command::Write(args) => card::write(&args, console)?,
        Command::Personalise(args) => card::personalise(&args, console)?,
        Command::Abort(args) => card::abort(&args, console)?,
        Command::Inspect(args) => return inspect::run(&args, console),
        Command::Readers => epatent_station::list_readers(console)?,
    }
    Ok(Exit::Done)
}
