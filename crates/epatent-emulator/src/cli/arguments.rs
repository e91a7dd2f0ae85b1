// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What was typed.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use epatent_cli::Common;

/// The patent card in software
#[derive(Debug, Parser)]
#[command(name = "epatent-emulator", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) action: Action,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Make the image of a blank card
    New {
        #[command(flatten)]
        to: Target,
        /// File with the master key that the keys of the chip are derived from; the test key of
        /// the lab without it
        #[arg(long, value_name = "FILE")]
        master_key: Option<PathBuf>,
    },
    /// Put a card into a virtual reader (vpcd) until stopped
    Serve(Serve),
    /// Show what a card holds, without its private key
    Show {
        /// Image file of the card
        image: PathBuf,
    },
    /// List the misbehaving cards that serve --profile can serve
    Profiles {
        /// Folder of other profiles than those of this program
        folder: Option<PathBuf>,
        /// Write the trust directory that checks the cards of this program
        #[arg(long, value_name = "DIR", conflicts_with = "folder")]
        trust: Option<PathBuf>,
    },
    /// Copy what a card lets be read to a new card with a key of its own
    CopyReadable {
        /// Image file of the card to copy
        from: PathBuf,
        #[command(flatten)]
        to: Target,
    },
}

/// An image to be made.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Image file of the card
    pub(crate) image: PathBuf,
    /// Replace a card that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address of the virtual reader
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:35963")]
    pub(crate) vpcd: Place,
    /// Image file of the card
    #[arg(long, value_name = "FILE", required_unless_present = "profile")]
    pub(crate) image: Option<PathBuf>,
    /// Serve a misbehaving card, by its name among the profiles or the file of another profile;
    /// nothing is saved
    #[arg(long, value_name = "PROFILE", conflicts_with_all = ["image", "flip"])]
    pub(crate) profile: Option<PathBuf>,
    /// Serve the card with one bit of a file flipped: identifier (hexadecimal) and offset
    /// (decimal), such as 0101:17; nothing is saved
    #[arg(long, value_name = "FILE:OFFSET")]
    pub(crate) flip: Vec<Flip>,
    /// Keep the image as it is, whatever the card is told
    #[arg(long)]
    pub(crate) read_only: bool,
}

/// A host and a port, not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place(pub(crate) String);

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = text.rsplit_once(':').ok_or("not HOST:PORT")?;
        if host.is_empty() || port.parse::<u16>().is_ok_and(|port| port == 0) {
            return Err("not HOST:PORT");
        }
        port.parse::<u16>()
            .map_err(|_| "the port is not a number of 1 to 65535")?;
        Ok(Self(text.to_owned()))
    }
}

/// One bit to flip: the lowest of a byte of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flip {
    pub(crate) identifier: u16,
    pub(crate) offset: usize,
}

impl FromStr for Flip {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (identifier, offset) = text.split_once(':').ok_or("not FILE:OFFSET")?;
        // The standard parsers would take a sign.
        if identifier.len() != 4 || !identifier.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err("the file identifier is not four hexadecimal digits");
        }
        let identifier = u16::from_str_radix(identifier, 16)
            .map_err(|_| "the file identifier is not four hexadecimal digits")?;
        if !offset.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err("the offset is not a number");
        }
        let offset = offset.parse().map_err(|_| "the offset is not a number")?;
        Ok(Self { identifier, offset })
    }
}
