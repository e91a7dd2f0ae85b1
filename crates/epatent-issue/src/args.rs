// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What can be typed. Help, man pages and completions come from these definitions.

mod batch;
mod card;
mod decide;
mod desk;
mod lab;
mod payments;
mod production;
mod register;

use clap::{Parser, Subcommand};
use epatent_cli::Common;
use std::path::PathBuf;

pub(crate) use batch::Batch;
pub(crate) use card::{
    Abort, Activate, ChipKey, Inspect, IssuedCard, Personalise, Qr, Reader, Sign, Suspend,
    Terminate, Write, card_id,
};
pub(crate) use decide::{Decide, Ground, OfFile, OfPatent};
pub(crate) use desk::{Doctor, Search, Show, Stats};
pub(crate) use lab::{
    Algorithm, Ca, Ceremony, EarlierOption, IntroduceRoot, Lab, LabInit, RetireRoot, SettleRoot,
    Withdraw,
};
pub(crate) use payments::{Payments, PaymentsFiles, PaymentsImport, PaymentsWaiting};
pub(crate) use production::{
    Applications, ApplicationsApprove, ApplicationsImport, ApplicationsList, ApplicationsRefuse,
    ApplicationsShow, Stock, StockChip, StockLeave, StockReceive, StockSettle,
};
pub(crate) use register::{
    Approve, ByTwo, DeskOption, OfficeOption, Publish, Register, RegisterHead, RegisterInit,
    RegisterOption, RegisterRules, RegisterVerify,
};

/// Sign, write and inspect electronic patent cards
#[derive(Debug, Parser)]
#[command(name = "epatent-issue", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Laboratory keys and trust, for trying out and for tests
    Lab {
        #[command(subcommand)]
        command: Lab,
    },
    /// Keys and certificates of the authority and its signers
    Ca {
        #[command(subcommand)]
        command: Ca,
    },
    /// The register of the office: every blank, signature, card, payment and decision
    Register {
        #[command(subcommand)]
        command: Register,
    },
    /// Publish bundle and lists of what the register says, for devices without a network
    Publish(Publish),
    /// Decide about a patent, a card or a payment
    Decide {
        #[command(subcommand)]
        command: Decide,
    },
    /// Payments as the treasury reports them
    Payments {
        #[command(subcommand)]
        command: Payments,
    },
    /// Show what the register knows of a patent
    Show(Show),
    /// Search patents by what is known of them
    Search(Search),
    /// Count: the daily equation, states, and what happened on each day
    Stats(Stats),
    /// Find what keeps this office from working
    Doctor(Doctor),
    /// Approve an act that needs two people, by its digest
    Approve(Approve),
    /// Applications: taken in, approved, refused
    Applications {
        #[command(subcommand)]
        command: Applications,
    },
    /// Blanks: received, scrapped, lost
    Stock {
        #[command(subcommand)]
        command: Stock,
    },
    /// Make cards one after the other, on one or several readers, of all approved applications
    Batch(Batch),
    /// Sign an application for a chip whose public key is known
    Sign(Sign),
    /// Write the signed code of a card file for the printer of the card
    Qr(Qr),
    /// Make the chip's key if there is none, and show the public key
    ChipKey(ChipKey),
    /// Write a signed card file to the card it was signed for, and read it back
    Write(Write),
    /// Sign an application for the card in the reader, write it and read it back
    Personalise(Personalise),
    /// Give up an unfinished card: erase its files and its key
    Abort(Abort),
    /// Suspend an issued card until it is activated again
    Suspend(Suspend),
    /// Make a suspended card valid again
    Activate(Activate),
    /// End the life of a card for good and erase it
    Terminate(Terminate),
    /// Show what is on a card, or in a card file
    Inspect(Inspect),
    /// List the card readers
    Readers,
}

/// Where keys, certificates and unfinished work are.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct StoreOption {
    /// The office's folder, as made by `lab init`
    #[arg(
        long,
        value_name = "DIR",
        env = "EPATENT_STORE",
        hide_env_values = true
    )]
    pub(crate) store: PathBuf,
}

#[cfg(test)]
mod tests;
