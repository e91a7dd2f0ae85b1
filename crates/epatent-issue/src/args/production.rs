// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Applications and blanks: what cards are made from.

use super::card::Reader;
use super::{DeskOption, RegisterOption, StoreOption};
use clap::Subcommand;
use epatent_core::{BlankNumber, CivilDate};
use epatent_register::{ApplicationState, Reason};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Applications {
    /// Take in applications from a file; nothing is recorded unless all of them are good
    Import(ApplicationsImport),
    /// List applications: number, patent, person, date of birth, and what is unusual
    List(ApplicationsList),
    /// Show everything of one application, with the digest that people approve
    Show(ApplicationsShow),
    /// Approve applications: their patents are made, and wait for their cards
    Approve(ApplicationsApprove),
    /// Refuse an application
    Refuse(ApplicationsRefuse),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ApplicationsImport {
    /// The file: JSON, one application or an array of them; or a table that ends in .csv
    pub(crate) file: PathBuf,
    /// How the columns of the table become fields, TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// Record the good applications, and leave those with problems out
    #[arg(long)]
    pub(crate) skip_bad: bool,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ApplicationsList {
    /// Only those in this state: open, approved, refused or done
    #[arg(long, value_name = "STATE", value_parser = state, default_value = "open")]
    pub(crate) state: ApplicationState,
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ApplicationsShow {
    /// Number of the application
    pub(crate) number: i64,
    /// Write the portrait into this file, to be looked at
    #[arg(long, value_name = "FILE")]
    pub(crate) portrait: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ApplicationsApprove {
    /// Numbers of the applications, as import and list show them
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(crate) number: Vec<i64>,
    /// Every open application: without --listed they are only listed
    #[arg(long)]
    pub(crate) all: bool,
    /// Digest of the list that --all showed: exactly these are approved
    #[arg(long, value_name = "DIGEST", requires = "all")]
    pub(crate) listed: Option<String>,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ApplicationsRefuse {
    /// Number of the application
    pub(crate) number: i64,
    /// Why, a code of small letters, digits and hyphens
    #[arg(long, value_name = "CODE", value_parser = reason)]
    pub(crate) reason: Reason,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Stock {
    /// Record blanks that arrived, from the list of the delivery
    Receive(StockReceive),
    /// Scrap a blank: cracked, wrongly printed, or given up while its card was made
    Scrap(StockLeave),
    /// Say that a blank is not to be found
    Lose(StockLeave),
    /// Say why a delivery holds another number of blanks than its note says
    Settle(StockSettle),
    /// Show what the chip of the card in the reader is known by
    Chip(StockChip),
}

#[derive(Debug, clap::Args)]
pub(crate) struct StockReceive {
    /// The list: a table with the columns chip and number
    pub(crate) file: PathBuf,
    /// Number of the delivery note
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: String,
    /// Blanks by the delivery note; otherwise as many as the list has
    #[arg(long, value_name = "COUNT")]
    pub(crate) declared: Option<u32>,
    /// Why the list differs from the note, as a code: it was looked into, and is settled
    #[arg(long, value_name = "CODE", requires = "declared")]
    pub(crate) differs: Option<String>,
    /// Day of arrival; otherwise today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = CivilDate::parse)]
    pub(crate) on: Option<CivilDate>,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StockLeave {
    /// Number printed on the blank
    #[arg(value_parser = BlankNumber::parse)]
    pub(crate) blank: BlankNumber,
    /// Why, as a code; what may stand here is told when it is wrong
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StockSettle {
    /// Number of the delivery note
    pub(crate) note: String,
    /// Why, as a code
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StockChip {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
}

fn reason(text: &str) -> Result<Reason, String> {
    Reason::parse(text).map_err(|error| error.to_string())
}

fn state(word: &str) -> Result<ApplicationState, String> {
    ApplicationState::ALL
        .iter()
        .copied()
        .find(|state| state.word() == word)
        .ok_or_else(|| "open, approved, refused or done".to_owned())
}
