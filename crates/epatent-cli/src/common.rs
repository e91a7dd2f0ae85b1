// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Arguments that every program has.

use std::path::PathBuf;

use crate::Language;

/// `--lang` and `--json`, flattened into the arguments of every program.
///
/// [`run`](crate::run) has acted on both before the program sees them: the console speaks the language and knows
/// whether the answer is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::Args)]
pub struct Common {
    /// Language of words and help: en or ru; otherwise EPATENT_LANG, then the system's
    #[arg(
        long,
        value_enum,
        global = true,
        value_name = "LANG",
        display_order = 900
    )]
    pub lang: Option<Language>,
    /// Answer in JSON on stdout
    #[arg(long, global = true, display_order = 901)]
    pub json: bool,
}

/// `--trace`, flattened into the arguments of every command that talks to a card.
#[derive(Debug, Clone, PartialEq, Eq, Default, clap::Args)]
pub struct TraceOption {
    /// Keep what is said to the card in this file, without personal data and keys; it must not exist
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
}

/// `--apdu`, flattened into the arguments of commands that read or write whole files of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::Args)]
pub struct ApduOption {
    /// How long a command may be: short works everywhere, auto tries what the reader carries
    #[arg(long, value_enum, value_name = "LENGTH", default_value_t)]
    pub apdu: ApduLength,
}

/// How long the commands of a conversation may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ApduLength {
    /// What the reader is seen to carry, and short ones where that turns out to be wrong.
    Auto,
    /// Short ones, which every reader carries.
    #[default]
    Short,
    /// Extended ones, without trying whether they come through.
    Extended,
}
