// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What can be typed. Help, man pages and completions come from these definitions.

use clap::{Parser, Subcommand, ValueEnum};
use epatent_cli::{ApduOption, Common, TraceOption};
use epatent_core::Region;
use epatent_core::object::CardId;
use epatent_core::presentation::AccessNumber;
use std::path::PathBuf;

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

#[derive(Debug, Subcommand)]
pub(crate) enum Ca {
    /// Make root, signers and roll-over from one reviewed plan
    Ceremony(Ceremony),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Ceremony {
    /// The plan, TOML
    pub(crate) plan: PathBuf,
    /// The digest of the reviewed plan, as a rehearsal shows it; without it this is a rehearsal
    #[arg(long, value_name = "SHA256")]
    pub(crate) reviewed: Option<String>,
    /// The protocol to write; it must not exist
    #[arg(long, value_name = "FILE", default_value = "ceremony.txt")]
    pub(crate) protocol: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Lab {
    /// Make a root, document signers and a trust directory in a new folder
    Init(LabInit),
}

#[derive(Debug, clap::Args)]
pub(crate) struct LabInit {
    /// The folder to make; it must not exist or be empty
    pub(crate) directory: PathBuf,
    /// A region to make a signer for, as two digits; may be repeated
    #[arg(long, value_name = "NN", value_parser = Region::parse, default_values = ["77", "50", "78"])]
    pub(crate) region: Vec<Region>,
    /// The signature algorithm of root and signers
    #[arg(long, value_enum, default_value_t = Algorithm::Ed25519)]
    pub(crate) algorithm: Algorithm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Algorithm {
    Ed25519,
    Es256,
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

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Reader {
    /// The card reader, or a part of its name that fits only one
    #[arg(long, value_name = "NAME", env = "EPATENT_READER")]
    pub(crate) reader: Option<String>,
    #[command(flatten)]
    pub(crate) trace: TraceOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Sign {
    /// The application file
    pub(crate) application: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreOption,
    /// The chip's public key: 130 hexadecimal digits, as `chip-key` shows it
    #[arg(long, value_name = "HEX")]
    pub(crate) chip_key: String,
    /// The number that is printed on the card already, six digits; random where absent
    #[arg(long, value_name = "NNNNNN", value_parser = access_number)]
    pub(crate) can: Option<AccessNumber>,
    /// The card file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Write the code for the back of the card into this folder: qr.txt, qr.png, qr.svg
    #[arg(long, value_name = "DIR")]
    pub(crate) qr: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Qr {
    /// The card file, as made by `sign`
    pub(crate) card_file: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreOption,
    /// The folder to write qr.txt, qr.png and qr.svg into; they must not exist
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Write {
    /// The card file, as made by `sign`
    pub(crate) card_file: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    #[command(flatten)]
    pub(crate) apdu: ApduOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Personalise {
    /// The application file
    pub(crate) application: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    #[command(flatten)]
    pub(crate) apdu: ApduOption,
    /// The number that is printed on the card already, six digits; random where absent
    #[arg(long, value_name = "NNNNNN", value_parser = access_number)]
    pub(crate) can: Option<AccessNumber>,
    /// Keep the card file here as well; it must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write the code for the back of the card into this folder: qr.txt, qr.png, qr.svg
    #[arg(long, value_name = "DIR")]
    pub(crate) qr: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ChipKey {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Abort {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    /// Erase without asking
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Which issued card it is: it does not say so by itself.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Which {
    /// The card's number, 32 hexadecimal digits, as `personalise` shows it
    #[arg(long, value_name = "ID", value_parser = card_id, conflicts_with = "card_file")]
    pub(crate) card: Option<CardId>,
    /// The card file that was written to the card
    #[arg(long, value_name = "FILE")]
    pub(crate) card_file: Option<PathBuf>,
}

/// The number that is printed on an active card, with which it says itself which one it is.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Printed {
    /// The six digits printed on the card
    #[arg(long, value_name = "NNNNNN", value_parser = access_number)]
    pub(crate) can: Option<AccessNumber>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Suspend {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Activate {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    #[command(flatten)]
    pub(crate) which: Which,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Terminate {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) printed: Printed,
    /// Erase without asking
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    /// A card file instead of the card in the reader
    pub(crate) card_file: Option<PathBuf>,
    /// The office's folder, to ask an unfinished card what was written to it
    #[arg(
        long,
        value_name = "DIR",
        env = "EPATENT_STORE",
        hide_env_values = true
    )]
    pub(crate) store: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reader: Reader,
}

#[cfg(test)]
mod tests;

fn card_id(text: &str) -> Result<CardId, String> {
    let mut bytes = [0; 16];
    hex::decode_to_slice(text, &mut bytes)
        .map(|()| CardId::from_bytes(bytes))
        .map_err(|_| "32 hexadecimal digits are needed".to_owned())
}

fn access_number(text: &str) -> Result<AccessNumber, String> {
    AccessNumber::parse(text).ok_or_else(|| "six digits are needed".to_owned())
}
