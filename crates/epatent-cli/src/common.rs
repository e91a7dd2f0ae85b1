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
