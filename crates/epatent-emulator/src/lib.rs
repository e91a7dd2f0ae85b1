// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The electronic patent card in software.
//!
//! ```
//! use epatent_apdu::Transport;
//! use epatent_emulator::{Card, InProcess};
//! use rand::{SeedableRng, rngs::StdRng};
//!
//! let mut reader = InProcess::new(Card::blank(StdRng::seed_from_u64(1)));
//! let select = [0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0, b'E', b'P', b'A', b'T', b'E', b'N', b'T', 0x01, 0x00];
//! let reply = reader.transmit(&select)?;
//! assert!(reply.ends_with(&[0x90, 0x00]));
//! // The same with another name: the card has no such application.
//! let other = [0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0, b'E', b'P', b'A', b'T', b'E', b'N', b'T', 0x02, 0x00];
//! assert_eq!(reader.transmit(&other)?, [0x6A, 0x82]);
//! # Ok::<(), epatent_apdu::TransportError>(())
//! ```
//!
//! | layer | module |
//! |---|---|
//! | reader side | [`InProcess`], [`vpcd`]: whatever serves a [`Device`] |
//! | faults | [`faulty`], [`tear`]: a card to which things happen, and whether it survives them |
//! | time | [`timed`]: how long a real card would take |
//! | misbehaviour | [`profile`]: a card that answers what it should not, by a data file |
//! | card | [`Card`]: parses a command, asks the [`access`] table, executes |
//! | memory | [`nvm`]: all that survives power loss, changed by transactions |
//! | file | [`image`]: the memory of a card on disk |
//!
//! It stores bytes and does not read patents. It is a card of the lab: its private key can be
//! copied with the image that holds it.

pub mod access;
pub mod atr;
pub mod card;
pub mod copy;
pub mod device;
pub mod faulty;
pub mod image;
mod in_process;
mod key;
pub mod nvm;
pub mod profile;
pub mod quirk;
pub mod tear;
pub mod timed;
pub mod vpcd;

pub use card::Card;
pub use device::{Device, DeviceError, StoredCard};
pub use faulty::{Fault, FaultPlan, FaultyDevice, PlannedFault};
pub use image::{Image, ImageError};
pub use in_process::InProcess;
pub use profile::{Profile, Profiled};
pub use timed::Timed;

#[cfg(test)]
mod testing;
