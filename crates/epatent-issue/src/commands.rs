// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What each command does.

mod applications;
mod approvals;
mod approve;
mod card;
mod decide;
mod doctor;
mod inspect;
mod lab;
mod life;
mod matter;
mod payments;
mod publish;
mod qr;
mod register;
mod registered;
mod root;
mod rules;
mod search;
mod show;
mod sign;
mod stats;
mod stock;
mod withdraw;

use crate::args::{Applications, Args, Ca, Command, Lab, Payments, Register, Stock};
use epatent_cli::{Console, Exit, Failure};
use epatent_pcsc::CardService;

/// Runs a command with the smart-card service of this computer.
pub(crate) fn run(args: Args, console: &Console) -> Result<Exit, Failure> {
    run_with(args, console, &CardService::of_system())
}

fn run_with(args: Args, console: &Console, service: &CardService) -> Result<Exit, Failure> {
    match args.command {
        Command::Lab {
            command: Lab::Init(args),
        } => lab::init(&args, console)?,
        Command::Ca {
            command: Ca::Ceremony(args),
        } => crate::ceremony::run(&args, console)?,
        Command::Ca {
            command: Ca::Withdraw(args),
        } => withdraw::run(&args, console)?,
        Command::Ca {
            command: Ca::IntroduceRoot(args),
        } => root::introduce(&args, console)?,
        Command::Ca {
            command: Ca::RetireRoot(args),
        } => root::retire(&args, console)?,
        Command::Ca {
            command: Ca::SettleRoot(args),
        } => root::settle(&args, console)?,
        Command::Register { command } => match command {
            Register::Init(args) => register::init(&args, console)?,
            Register::Verify(args) => return register::verify(&args, console),
            Register::Head(args) => register::head(&args, console)?,
            Register::Rules(args) => rules::run(&args, console)?,
        },
        Command::Publish(args) => publish::run(&args, console)?,
        Command::Decide { command } => decide::run(&command, console)?,
        Command::Payments { command } => match command {
            Payments::Import(args) => return payments::import(&args, console),
            Payments::Files(args) => payments::files(&args, console)?,
            Payments::Waiting(args) => payments::waiting(&args, console)?,
        },
        Command::Show(args) => show::show(&args, console)?,
        Command::Search(args) => search::run(&args, console)?,
        Command::Stats(args) => return stats::run(&args, console),
        Command::Doctor(args) => return doctor::run(&args, console, service),
        Command::Approve(args) => approve::run(&args, console)?,
        Command::Applications { command } => match command {
            Applications::Import(args) => return applications::import(&args, console),
            Applications::List(args) => applications::list(&args, console)?,
            Applications::Show(args) => applications::show(&args, console)?,
            Applications::Approve(args) => applications::approve(&args, console)?,
            Applications::Refuse(args) => applications::refuse(&args, console)?,
        },
        Command::Stock { command } => match command {
            Stock::Receive(args) => stock::receive(&args, console)?,
            Stock::Scrap(args) => stock::scrap(&args, console)?,
            Stock::Lose(args) => stock::lose(&args, console)?,
            Stock::Settle(args) => stock::settle(&args, console)?,
            Stock::Chip(args) => stock::chip(&args, console, service)?,
        },
        Command::Batch(args) => crate::batch::run(&args, console, service)?,
        Command::Sign(args) => sign::run(&args, console)?,
        Command::Qr(args) => qr::run(&args, console)?,
        Command::ChipKey(args) => card::chip_key(&args, console, service)?,
        Command::Write(args) => card::write(&args, console, service)?,
        Command::Personalise(args) => card::personalise(&args, console, service)?,
        Command::Abort(args) => card::abort(&args, console, service)?,
        Command::Suspend(args) => life::suspend(&args, console, service)?,
        Command::Activate(args) => life::activate(&args, console, service)?,
        Command::Terminate(args) => life::terminate(&args, console, service)?,
        Command::Inspect(args) => return inspect::run(&args, console, service),
        Command::Readers => epatent_station::list_readers(service, console)?,
    }
    Ok(Exit::Done)
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
