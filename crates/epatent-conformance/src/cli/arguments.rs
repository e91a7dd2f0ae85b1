// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use epatent_cli::{Common, TraceOption};

/// Tells whether a card is a patent card
#[derive(Debug, Parser)]
#[command(name = "epatent-conformance", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) action: Action,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Run the cases against the card in a reader
    Run(Box<Run>),
    /// List the cases, or what each requirement is shown by
    List {
        /// Only cases whose identifier begins so
        #[arg(long, value_name = "ID")]
        only: Vec<String>,
        /// List the requirements of the specification and their cases instead
        #[arg(long)]
        requirements: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The reader, or a part of its name
    #[arg(long, value_name = "NAME", env = "EPATENT_READER")]
    pub(crate) reader: Option<String>,
    /// File with the master key that the keys of the chip are derived from
    #[arg(long, value_name = "FILE", conflicts_with = "static_keys")]
    pub(crate) master_key: Option<PathBuf>,
    /// File with the keys of the chip
    #[arg(long, value_name = "FILE")]
    pub(crate) static_keys: Option<PathBuf>,
    /// The access number printed on an issued card
    #[arg(long, value_name = "DIGITS")]
    pub(crate) can: Option<String>,
    /// Diversification data of an issued card
    #[arg(long, value_name = "HEX")]
    pub(crate) chip: Option<String>,
    /// Record of the card under test
    #[arg(long, value_name = "FILE")]
    pub(crate) card: Option<PathBuf>,
    /// Allow changes of the card, up to its end
    #[arg(long)]
    pub(crate) destructive: bool,
    /// Run cases of many thousands of commands, too
    #[arg(long)]
    pub(crate) slow: bool,
    /// Reader and card carry extended APDUs
    #[arg(long)]
    pub(crate) extended: bool,
    /// Only cases whose identifier begins so
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,
    /// Write JUnit XML into this file
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Write a report page into this file
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) trace: TraceOption,
}
