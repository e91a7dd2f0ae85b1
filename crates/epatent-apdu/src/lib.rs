// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Card commands, card profile and conversations of the electronic patent card, without I/O.
//!
//! From the bytes upwards:
//!
//! | layer | module | unit |
//! |---|---|---|
//! | reader | [`transport`], [`decorators`] | one APDU, bytes in and bytes out |
//! | exchange | [`link`], [`chaining`] | one whole [`Command`] and its whole [`Response`] |
//! | channel | [`channel`], [`pace`], [`secure_messaging`], [`scp03`] | the same, protected by secure messaging |
//! | conversation | [`mod@flow`], [`flows`] | one job: select, read a file, personalise |
//!
//! A [`Flow`] never sees a reader, and a [`Transport`] never sees a conversation; [`drive`] brings
//! the two together:
//!
//! ```
//! use epatent_apdu::{Transport, TransportError, drive, flows::SelectApplet};
//!
//! struct Scripted;
//! impl Transport for Scripted {
//!     fn transmit(&mut self, _command: &[u8]) -> Result<Vec<u8>, TransportError> {
//!         Ok(vec![0x6A, 0x82])
//!     }
//! }
//!
//! let error = drive(SelectApplet::new(), &mut Scripted).unwrap_err();
//! assert_eq!(error.to_string(), "SELECT was refused: 6A82 (no such file or application)");
//! ```

pub mod chaining;
pub mod channel;
pub mod command;
pub mod decorators;
pub mod flow;
pub mod flows;
pub mod link;
pub mod pace;
pub mod profile;
mod reader;
pub mod response;
pub mod scp03;
pub mod secure_messaging;
pub mod status_word;
mod tlv;
pub mod transport;

pub use channel::{Channel, ChannelError, Plain};
pub use command::{Command, CommandError};
pub use flow::{
    Flow, FlowError, Progress, ReplyProblem, Step, drive, drive_twice, drive_with_progress,
};
pub use link::{ApduLimit, Exchange, ExchangeError, Link};
pub use response::{Response, ResponseError};
pub use status_word::StatusWord;
pub use transport::{Fault, Transport, TransportError};

#[cfg(test)]
mod test_support;
