// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One card: signed, written, read back, and what happens to it afterwards.

use super::{OfficeOption, StoreOption};
use epatent_cli::{ApduOption, TraceOption};
use epatent_core::object::CardId;
use epatent_core::presentation::AccessNumber;
use std::path::PathBuf;

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
    pub(crate) office: OfficeOption,
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
    pub(crate) office: OfficeOption,
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
    pub(crate) office: OfficeOption,
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

/// An issued card on a reader, and the office that knows its chip.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct IssuedCard {
    #[command(flatten)]
    pub(crate) office: OfficeOption,
    #[command(flatten)]
    pub(crate) reader: Reader,
    #[command(flatten)]
    pub(crate) which: Which,
    /// Why, as a code; needed where there is a register
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: Option<String>,
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
    pub(crate) card: IssuedCard,
    #[command(flatten)]
    pub(crate) printed: Printed,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Activate {
    #[command(flatten)]
    pub(crate) card: IssuedCard,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Terminate {
    #[command(flatten)]
    pub(crate) card: IssuedCard,
    #[command(flatten)]
    pub(crate) printed: Printed,
    /// Do it: without this it is asked about, or only shown where there is a register
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

pub(crate) fn card_id(text: &str) -> Result<CardId, String> {
    let mut bytes = [0; 16];
    hex::decode_to_slice(text, &mut bytes)
        .map(|()| CardId::from_bytes(bytes))
        .map_err(|_| "32 hexadecimal digits are needed".to_owned())
}

fn access_number(text: &str) -> Result<AccessNumber, String> {
    AccessNumber::parse(text).ok_or_else(|| "six digits are needed".to_owned())
}
