// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PC/SC reader driver of the electronic patent card.
//!
//! The only crate of the toolkit that links C: the PC/SC library of the system (pcsc-lite,
//! WinSCard, or the framework of macOS), by way of the `pcsc` crate.
//!
//! ```no_run
//! use epatent_apdu::{drive, flows::SelectApplet};
//! use epatent_pcsc::{Options, ReaderChoice, connect, readers};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! for reader in readers()? {
//!     println!("{} {:?}", reader.name, reader.state);
//! }
//! let mut card = connect(&ReaderChoice::Only, Options::default())?;
//! let applet = drive(SelectApplet::new(), &mut card)?;
//! card.disconnect()?;
//! # let _ = applet;
//! # Ok(())
//! # }
//! ```
//!
//! What it promises beyond the PC/SC library:
//!
//! - a card is left as it is, whatever happens, unless [`PcscTransport::power_cycle`] is called;
//! - every call ends in time, and the library's panics become [`ReaderError::DriverFault`];
//! - success with fewer than two bytes, which is what a torn card looks like, is
//!   [`ReaderError::OutcomeUnknown`];
//! - a restart of the service is survived by [`PcscTransport::reconnect`].

mod desk;
mod error;
mod native;
mod reader;
mod service;
mod transport;
mod worker;

#[cfg(test)]
mod fake;

use std::sync::Arc;
use std::time::Duration;

use crate::desk::Wanted;
use crate::native::Native;

pub use crate::error::{Call, ReaderError};
pub use crate::reader::{ReaderChoice, ReaderInfo, ReaderState};
pub use crate::transport::{Options, PcscTransport, Sharing};

/// The readers that are connected, in the order of the smart-card service; none is not an error.
///
/// # Errors
/// When the smart-card service does not run, refuses or does not answer.
pub fn readers() -> Result<Vec<ReaderInfo>, ReaderError> {
    transport::list(Arc::new(Native))
}

/// Connects to the card in the chosen reader.
///
/// # Errors
/// [`ReaderError`]: each reason has its own variant, words and hint.
pub fn connect(choice: &ReaderChoice, options: Options) -> Result<PcscTransport, ReaderError> {
    PcscTransport::open(Arc::new(Native), choice, options)
}

/// Waits until a card is in the chosen reader, at once when one is in already.
///
/// # Errors
/// [`ReaderError::TimedOut`] after `limit`, [`ReaderError::CardMute`], or as [`readers`].
pub fn wait_for_card(choice: &ReaderChoice, limit: Duration) -> Result<ReaderInfo, ReaderError> {
    transport::wait(Arc::new(Native), choice, Wanted::Card, limit)
}

/// Waits until the chosen reader is empty, at once when it is already.
///
/// # Errors
/// [`ReaderError::TimedOut`] after `limit`, or as [`readers`].
pub fn wait_for_empty(choice: &ReaderChoice, limit: Duration) -> Result<ReaderInfo, ReaderError> {
    transport::wait(Arc::new(Native), choice, Wanted::Empty, limit)
}
