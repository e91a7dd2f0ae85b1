// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payments: files of the treasury, and what became of them.

use super::{DeskOption, RegisterOption};
use clap::Subcommand;
use epatent_office::payments::Control;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Payments {
    /// Import a file of the treasury: all of it, or nothing
    Import(PaymentsImport),
    /// List the files that were imported, the newest first
    Files(PaymentsFiles),
    /// List the payments that do not count, each with the reason
    Waiting(PaymentsWaiting),
}

#[derive(Debug, clap::Args)]
pub(crate) struct PaymentsImport {
    /// The file, CSV
    pub(crate) file: PathBuf,
    /// Lines of the file and their sum, as the treasury declares them beside it: 120:1080000,00
    #[arg(long, value_name = "LINES:SUM", value_parser = Control::parse, required_unless_present = "dry_run")]
    pub(crate) declared: Option<Control>,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    /// Only show what would be recorded
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PaymentsFiles {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PaymentsWaiting {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}
