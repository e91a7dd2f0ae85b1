// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What can be typed. Help, man pages and completions come from these definitions.

use clap::{Parser, Subcommand};
use epatent_apdu::pace::Can;
use epatent_cli::{ApduOption, Common, TraceOption};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, Text};
use epatent_verify::PrintedNumbers;
use std::path::PathBuf;

/// Check patent cards offline
#[derive(Debug, Parser)]
#[command(name = "epatent-check", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check the card in the reader
    Card(Card),
    /// Check card after card, without a key between them
    Watch(Watch),
    /// Check a card file, without the card
    File(File),
    /// Check the code on the back of a card, without its chip
    Qr(Qr),
    /// The key by which this device signs its reports
    Device {
        #[command(subcommand)]
        command: DeviceCommand,
    },
    /// What this device checked
    Log {
        #[command(subcommand)]
        command: LogCommand,
    },
    /// Signed reports of checks
    Report {
        #[command(subcommand)]
        command: ReportCommand,
    },
    /// What this device trusts, and newer knowledge for it
    Trust(Trust),
    /// Find what keeps this device from checking cards
    Doctor(Doctor),
    /// List the card readers
    Readers,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    /// Make the device's key; from then on checks are logged
    Init(State),
    /// Show the public half of the key
    Show(State),
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Show the entries
    Show(State),
    /// Forget old entries
    Purge {
        #[command(flatten)]
        state: State,
        /// Keep entries of so many days
        #[arg(long, value_name = "N", default_value_t = crate::records::LOG_DAYS)]
        days: u16,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Verify a report, and compare it with a card file
    Verify(ReportVerify),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReportVerify {
    /// The report
    pub(crate) file: PathBuf,
    /// The card file that was kept at the same check
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,
    /// The public key of the device that must have signed
    #[arg(long, value_name = "HEX")]
    pub(crate) device: Option<String>,
}

/// The folder of a device's own files.
#[derive(Debug, clap::Args)]
pub(crate) struct State {
    /// The device's state folder
    #[arg(long, value_name = "DIR", env = "EPATENT_STATE")]
    pub(crate) state: PathBuf,
}

/// What a check leaves behind on the device.
#[derive(Debug, clap::Args)]
pub(crate) struct Records {
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// Write a signed report without personal data; it must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// The line that a check leaves in the device's log.
#[derive(Debug, clap::Args)]
pub(crate) struct Logging {
    /// The device's state folder
    #[arg(long, value_name = "DIR", env = "EPATENT_STATE")]
    pub(crate) state: Option<PathBuf>,
    /// Keep log entries of so many days
    #[arg(long, value_name = "N", default_value_t = crate::records::LOG_DAYS)]
    pub(crate) log_days: u16,
    /// Do not log this check
    #[arg(long)]
    pub(crate) no_log: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    pub(crate) command: TrustCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    /// Take newer knowledge from a file or a folder
    Import(Import),
    /// Take newer knowledge from a web server
    Fetch(Fetch),
    /// Show roots, signers, lists and their ages
    Show(Directory),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Directory {
    /// The trust directory
    #[arg(long, value_name = "DIR", env = "EPATENT_TRUST")]
    pub(crate) trust: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// A bundle, a list, or a folder with bundle.cbor and lists/ in it
    pub(crate) source: PathBuf,
    #[command(flatten)]
    pub(crate) directory: Directory,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Fetch {
    /// The address of a folder with bundle.cbor and lists/ in it
    pub(crate) url: String,
    #[command(flatten)]
    pub(crate) directory: Directory,
    /// Give up after so many seconds
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Card {
    #[command(flatten)]
    pub(crate) check: Check,
    #[command(flatten)]
    pub(crate) print: Print,
    #[command(flatten)]
    pub(crate) records: Records,
    /// The card reader, or a part of its name that fits only one
    #[arg(long, value_name = "NAME", env = "EPATENT_READER")]
    pub(crate) reader: Option<String>,
    /// The six digits printed on the card; asked for where absent
    #[arg(long, value_name = "NNNNNN", env = "EPATENT_CAN", hide_env_values = true, value_parser = Can::parse)]
    pub(crate) can: Option<Can>,
    /// Keep what was read in this card file, which holds personal data; it must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) save_evidence: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) apdu: ApduOption,
    #[command(flatten)]
    pub(crate) trace: TraceOption,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) logging: Logging,
    /// The card reader, or a part of its name that fits only one
    #[arg(long, value_name = "NAME", env = "EPATENT_READER")]
    pub(crate) reader: Option<String>,
    /// Ring the terminal's bell: once in force, twice refused, three times neither
    #[arg(long)]
    pub(crate) bell: bool,
    /// Hide an answer after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) hide_after: u16,
    /// Write lines instead of drawing a screen; so it is without a terminal and with --json
    #[arg(long)]
    pub(crate) lines: bool,
    /// End after so many cards
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) cards: Option<u32>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    /// The trust directory
    #[arg(long, value_name = "DIR", env = "EPATENT_TRUST")]
    pub(crate) trust: Option<PathBuf>,
    /// The device's state folder
    #[arg(long, value_name = "DIR", env = "EPATENT_STATE")]
    pub(crate) state: Option<PathBuf>,
    /// The card reader, or a part of its name that fits only one
    #[arg(long, value_name = "NAME", env = "EPATENT_READER")]
    pub(crate) reader: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct File {
    /// The card file
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) check: Check,
    #[command(flatten)]
    pub(crate) print: Print,
    #[command(flatten)]
    pub(crate) records: Records,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Qr {
    /// The text of the code, or a picture or text file with it
    pub(crate) code: String,
    #[command(flatten)]
    pub(crate) check: Check,
    #[command(flatten)]
    pub(crate) numbers: Numbers,
    #[command(flatten)]
    pub(crate) records: Records,
}

/// What is printed on the card.
#[derive(Debug, clap::Args)]
pub(crate) struct Print {
    /// The code on the back: its text, or a picture or text file with it
    #[arg(long, value_name = "CODE")]
    pub(crate) qr: Option<String>,
    #[command(flatten)]
    pub(crate) numbers: Numbers,
}

/// Numbers that are typed from the plastic.
#[derive(Debug, clap::Args)]
pub(crate) struct Numbers {
    /// Series and number of the patent as printed
    #[arg(long, value_name = "NUMBER", value_parser = PatentNumber::parse)]
    pub(crate) printed_number: Option<PatentNumber>,
    /// Number of the blank as printed
    #[arg(long, value_name = "BLANK", value_parser = BlankNumber::parse)]
    pub(crate) blank: Option<BlankNumber>,
}

impl Numbers {
    /// As the verifier takes them.
    pub(crate) fn typed(&self) -> PrintedNumbers {
        PrintedNumbers {
            patent: self.printed_number.clone(),
            blank: self.blank.clone(),
        }
    }
}

/// Where, when and against what a check takes place.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Show every check, also the ones that passed
    #[arg(long)]
    pub(crate) details: bool,
}

/// Where, when and against what, without how it is shown.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Place {
    /// The trust directory
    #[arg(long, value_name = "DIR", env = "EPATENT_TRUST")]
    pub(crate) trust: PathBuf,
    /// The region of the check, two digits
    #[arg(long, value_name = "NN", env = "EPATENT_REGION", value_parser = region)]
    pub(crate) region: Region,
    /// The day of the check, YYYY-MM-DD; today in the region where absent
    #[arg(long, value_name = "DATE", value_parser = CivilDate::parse)]
    pub(crate) on: Option<CivilDate>,
    /// The work that was seen, in the words of the patent
    #[arg(long, value_name = "TEXT", value_parser = Text::parse)]
    pub(crate) profession: Option<Text>,
}

/// A region that the table knows: a mistyped one would make every card a stranger.
fn region(code: &str) -> Result<Region, String> {
    let region = Region::parse(code).map_err(|error| error.to_string())?;
    if region.is_known() {
        Ok(region)
    } else {
        Err(format!("{region} is no known subject code"))
    }
}

#[cfg(test)]
mod tests;
