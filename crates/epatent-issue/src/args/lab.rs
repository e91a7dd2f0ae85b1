// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keys: of a laboratory, and of an authority by ceremony.

use super::{ByTwo, DeskOption};
use clap::{Subcommand, ValueEnum};
use epatent_core::{Region, UnixTime};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Ca {
    /// Make root, signers and roll-over from one reviewed plan
    Ceremony(Ceremony),
    /// Let the signatures of a signer count for nothing from a time on
    Withdraw(Withdraw),
    /// Let bundles introduce a new root to devices
    IntroduceRoot(IntroduceRoot),
    /// Let nothing new be signed under a root from a time on
    RetireRoot(RetireRoot),
    /// Let what leads devices to a new root go: every device is set up with it
    SettleRoot(SettleRoot),
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

#[derive(Debug, clap::Args)]
pub(crate) struct Withdraw {
    /// The signer, by the name of its files in the folder `signers`
    pub(crate) signer: String,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    /// The first second in which its signatures are worth nothing: 2026-11-25T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = UnixTime::parse)]
    pub(crate) from: UnixTime,
    /// What becomes of what it signed before
    #[arg(long, value_enum, default_value_t = EarlierOption::Good)]
    pub(crate) earlier: EarlierOption,
    /// With `--earlier listed`: the SHA-256 of EF.SO of each card that stays good, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) objects: Option<PathBuf>,
    /// Why, as a code of small letters, digits and hyphens
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by_two: ByTwo,
}

#[derive(Debug, clap::Args)]
pub(crate) struct IntroduceRoot {
    /// The certificate of the new root that the old one signed: `cross` in the plan of the ceremony
    pub(crate) certificate: PathBuf,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    #[command(flatten)]
    pub(crate) by_two: ByTwo,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RetireRoot {
    /// A certificate of the root, as it lies in the trust directory
    pub(crate) certificate: PathBuf,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    /// The first second in which nothing signed under it is worth anything: 2027-03-01T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = UnixTime::parse)]
    pub(crate) from: UnixTime,
    /// Why, as a code of small letters, digits and hyphens
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by_two: ByTwo,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SettleRoot {
    /// A certificate of the new root, as it lies in the trust directory
    pub(crate) certificate: PathBuf,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
    /// The first second in which `publish --end-rollover` may be said: 2028-03-01T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = UnixTime::parse)]
    pub(crate) from: UnixTime,
    /// Why, as a code of small letters, digits and hyphens
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by_two: ByTwo,
}

/// What becomes of what a withdrawn signer signed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EarlierOption {
    /// It stays good.
    Good,
    /// It falls.
    Falls,
    /// Only what is listed stays good.
    Listed,
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
