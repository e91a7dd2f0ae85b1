// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the register is asked by people.

use super::RegisterOption;

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// A patent, a card, a blank, a chip or a receipt
    pub(crate) what: String,
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// The beginning of a patent's number, a card, a blank, a chip, a receipt, or a person
    pub(crate) what: String,
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Stats {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
    /// Days to show, beside today
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=366))]
    pub(crate) days: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
    /// The card reader, or a part of its name that fits only one
    #[arg(long, value_name = "NAME", env = "EPATENT_READER")]
    pub(crate) reader: Option<String>,
}
