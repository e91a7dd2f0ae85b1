// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the command-line programs of the electronic patent card share: words, errors with hints, progress, pages.
//!
//! A program defines its arguments with clap, flattens [`Common`] into them, and hands its work to [`run`]:
//!
//! ```no_run
//! use epatent_cli::{Common, Console, Exit, Failure};
//!
//! #[derive(clap::Parser)]
//! #[command(name = "epatent-sample", version)]
//! struct Arguments {
//!     #[command(flatten)]
//!     common: Common,
//! }
//!
//! fn work(_arguments: Arguments, console: &Console) -> Result<Exit, Failure> {
//!     console.output.answer(&console.words.text("outcome-passed"))?;
//!     Ok(Exit::Done)
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     epatent_cli::run(work)
//! }
//! ```
//!
//! The answer goes to stdout, the conversation to stderr; [`Exit`] is part of the interface. All words are in the
//! Fluent catalogues of `locales/`, one directory a language.

mod common;
mod exit;
mod failure;
pub mod files;
pub mod format;
pub mod help;
mod json_problem;
mod language;
mod output;
pub mod pages;
mod program;
mod progress;
mod table;
pub mod trouble;
mod usage;
pub mod verdict;
mod visible;
mod words;

pub use common::{ApduLength, ApduOption, Common, TraceOption};
pub use exit::Exit;
pub use failure::Failure;
pub use json_problem::{JsonFault, JsonProblem};
pub use language::Language;
pub use output::{Output, Tone};
pub use program::{Console, Surroundings, run, run_in};
pub use progress::Bar;
pub use table::Table;
pub use trouble::{FileTrouble, ReaderTrouble};
pub use visible::visible;
pub use words::{Value, Words};
