// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards one after the other, on one or several readers.

use super::DeskOption;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Batch {
    /// A reader to make cards on, or a part of its name that fits only one; may be repeated; otherwise all
    #[arg(long, value_name = "NAME")]
    pub(crate) reader: Vec<String>,
    /// The folder for what is printed on the cards: fields, photo, code, access number, preview
    #[arg(long, value_name = "DIR")]
    pub(crate) print_dir: PathBuf,
    /// End after this many issued cards
    #[arg(long, value_name = "COUNT")]
    pub(crate) cards: Option<u64>,
    /// End when no application waits any more
    #[arg(long)]
    pub(crate) until_empty: bool,
    /// Write lines instead of drawing a table
    #[arg(long)]
    pub(crate) lines: bool,
    #[command(flatten)]
    pub(crate) desk: DeskOption,
}
