// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Where the register is, who asks, and what is asked of the register itself.

use super::StoreOption;
use clap::Subcommand;
use std::path::PathBuf;

/// Where the office's folder and its register are.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct RegisterOption {
    #[command(flatten)]
    pub(crate) store: StoreOption,
    /// The register: a file, or postgres://USER@HOST/NAME; otherwise register.db in the office's folder
    // Text, not a location: what cannot be read is told without the password in it.
    #[arg(
        id = "register_location",
        long = "register",
        value_name = "LOCATION",
        env = "EPATENT_REGISTER",
        hide_env_values = true
    )]
    pub(crate) location: Option<String>,
}

/// The register, and who changes it at which station.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DeskOption {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
    /// The office's number of the person who does this
    #[arg(long, value_name = "N", env = "EPATENT_OPERATOR", value_parser = operator)]
    pub(crate) operator: String,
    /// Name of this station; otherwise the computer's
    #[arg(long, value_name = "NAME", env = "EPATENT_STATION")]
    pub(crate) station: Option<String>,
}

/// The office's folder, and who does it where the office has a register.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct OfficeOption {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
    /// The office's number of the person who does this; needed where there is a register
    #[arg(long, value_name = "N", env = "EPATENT_OPERATOR", value_parser = operator)]
    pub(crate) operator: Option<String>,
    /// Name of this station; otherwise the computer's
    #[arg(long, value_name = "NAME", env = "EPATENT_STATION")]
    pub(crate) station: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Register {
    /// Make a register where there is none
    Init(RegisterInit),
    /// Read every event and every row, and name what was dropped or altered
    Verify(RegisterVerify),
    /// Show the newest event, to be kept elsewhere
    Head(RegisterHead),
    /// Show the rules that are in force, and let two people put those of the file in their place
    Rules(RegisterRules),
}

#[derive(Debug, clap::Args)]
pub(crate) struct RegisterInit {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RegisterVerify {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
    /// A file with heads that were kept elsewhere, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) anchor: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RegisterHead {
    #[command(flatten)]
    pub(crate) register: RegisterOption,
}

/// How far an act goes that changes more than one patent, and that two people answer for.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct ByTwo {
    /// Propose it to a second person, as the first of the two
    #[arg(long, conflicts_with = "confirm_all")]
    pub(crate) propose: bool,
    /// Do it: without this it is only shown
    #[arg(long)]
    pub(crate) confirm_all: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RegisterRules {
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    #[command(flatten)]
    pub(crate) by_two: ByTwo,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Approve {
    /// The digest of the act, as whoever proposed it was told; without it everything that waits is shown
    #[arg(required_if_eq("yes", "true"))]
    pub(crate) digest: Option<String>,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    /// Approve it: without this it is only shown
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Publish {
    /// The folder to publish in; a web server may serve it
    pub(crate) directory: PathBuf,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    /// Hours until the next publication is due
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=744))]
    pub(crate) next_update: u32,
    /// Days until devices call nothing in force by it any more
    #[arg(long, value_name = "DAYS", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) expires: u32,
    /// Days for which the changes of a day are kept for devices that come seldom
    #[arg(long, value_name = "DAYS", default_value_t = 14, value_parser = clap::value_parser!(u32).range(0..=366))]
    pub(crate) keep_changes: u32,
    /// Take rollover.cbor away: every device was set up with the new root
    #[arg(long)]
    pub(crate) end_rollover: bool,
    /// The clock is right, although the publication before is more than five weeks old
    #[arg(long)]
    pub(crate) clock_is_right: bool,
}

/// A number, so that nobody's name stands in the register; in its one spelling, so that nobody is
/// two people.
fn operator(text: &str) -> Result<String, String> {
    /// Most digits of an operator's number.
    const DIGITS: usize = 12;
    let is_number =
        (1..=DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && !text.starts_with('0') {
        Ok(text.to_owned())
    } else {
        Err("1 to 12 digits are needed, the first of them not 0".to_owned())
    }
}
