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

mod card_service;
mod desk;
mod error;
mod features;
mod native;
mod reader;
mod service;
mod transport;
mod worker;

#[cfg(any(test, feature = "fake"))]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a part of tests, also of those of other crates: a failure here is a failed test"
)]
pub mod fake;

use std::time::Duration;

pub use crate::card_service::CardService;
pub use crate::error::{Call, ReaderError};
pub use crate::reader::{ReaderChoice, ReaderInfo, ReaderState};
pub use crate::transport::{Options, PcscTransport, Sharing};

/// [`CardService::readers`] of this computer.
///
/// # Errors
/// As there.
pub fn readers() -> Result<Vec<ReaderInfo>, ReaderError> {
    CardService::of_system().readers()
}

/// [`CardService::connect`] on this computer.
///
/// # Errors
/// As there.
pub fn connect(choice: &ReaderChoice, options: Options) -> Result<PcscTransport, ReaderError> {
    CardService::of_system().connect(choice, options)
}

/// [`CardService::wait_for_card`] on this computer.
///
/// # Errors
/// As there.
pub fn wait_for_card(choice: &ReaderChoice, limit: Duration) -> Result<ReaderInfo, ReaderError> {
    CardService::of_system().wait_for_card(choice, limit)
}

/// [`CardService::wait_for_empty`] on this computer.
///
/// # Errors
/// As there.
pub fn wait_for_empty(choice: &ReaderChoice, limit: Duration) -> Result<ReaderInfo, ReaderError> {
    CardService::of_system().wait_for_empty(choice, limit)
}
