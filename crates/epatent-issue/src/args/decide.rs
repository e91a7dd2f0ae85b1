// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the office decides about patents, cards and payments.

use super::card::card_id;
use super::{ByTwo, DeskOption};
use clap::Subcommand;
use epatent_core::object::CardId;
use epatent_core::{CivilDate, PatentNumber};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Decide {
    /// End a patent for good; two people
    Annul(OfPatent),
    /// Block a patent and its card until it is restored
    Suspend(OfPatent),
    /// Take a block back; two people
    Restore(OfPatent),
    /// Let a card count for nothing any more; the patent stays
    Supersede(OfCard),
    /// Allow another card in place of one that is lost, stolen or damaged; two people
    Duplicate(OfPatent),
    /// Allow another card because what it says has changed; two people
    Reissue(OfPatent),
    /// Let a payment count that came late or left a gap; two people
    AcceptPayment(OfPayment),
    /// Annul, suspend and restore many patents, all of a file or none; two people
    File(OfFile),
}

#[derive(Debug, clap::Args)]
pub(crate) struct OfFile {
    /// The file: a table with the columns patent;act;reason;on
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) by_two: ByTwo,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

/// Why, since when, by whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Ground {
    /// Why, as a code; what may stand here is told when it is wrong
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    /// Day from which it holds, YYYY-MM-DD; otherwise today in the region
    #[arg(long, value_name = "DAY", value_parser = CivilDate::parse)]
    pub(crate) on: Option<CivilDate>,
    /// Propose it to a second person, as the first of the two
    #[arg(long, conflicts_with = "confirm_one")]
    pub(crate) propose: bool,
    /// Do it: without this it is only shown, with the digest that people approve
    #[arg(long)]
    pub(crate) confirm_one: bool,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OfPatent {
    /// Series and number of the patent: "77 2600012345"
    #[arg(value_parser = PatentNumber::parse)]
    pub(crate) patent: PatentNumber,
    #[command(flatten)]
    pub(crate) ground: Ground,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OfCard {
    /// The card's number, 32 hexadecimal digits
    #[arg(value_parser = card_id)]
    pub(crate) card_id: CardId,
    #[command(flatten)]
    pub(crate) ground: Ground,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OfPayment {
    /// The receipt of the payment, as it was imported
    pub(crate) receipt: String,
    #[command(flatten)]
    pub(crate) ground: Ground,
}
