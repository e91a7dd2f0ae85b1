// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The seam over the PC/SC library: one trait method a library call, and nothing decided here.
//!
//! Everything above it can be tested against a service that fails in any way at any call.

use std::ffi::{CStr, CString};
use std::thread;
use std::time::{Duration, Instant};

use pcsc::{Disposition, Error, ShareMode, State};

/// The smart-card service of a computer.
pub(crate) trait Service: Send + Sync + 'static {
    /// `SCardEstablishContext`. A context does not survive a restart of the service although it
    /// goes on to call itself valid, so each piece of work opens a new one.
    fn establish(&self) -> Result<Box<dyn Session>, Error>;

    /// The clock of all deadlines.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Waits.
    fn pause(&self, time: Duration) {
        thread::sleep(time);
    }

    /// How long a transaction may be silent before it must be shown to be alive; without a limit
    /// where the platform lets it be.
    fn longest_silence(&self) -> Option<Duration> {
        None
    }
}

/// A context of the service.
pub(crate) trait Session: Send {
    /// `SCardListReaders`: the names, none when there is no reader.
    fn list(&self) -> Result<Vec<CString>, Error>;
    /// `SCardGetStatusChange`: returns when a state differs from what is known, or the time is up.
    fn watch(&self, limit: Duration, readers: &mut [Watched]) -> Result<(), Error>;
    /// `SCardConnect` with the protocols T=0 and T=1.
    fn connect(&self, reader: &CStr, share: ShareMode) -> Result<Box<dyn Link>, Error>;
}

/// A connection to a card. Dropping it must leave the card as it is.
pub(crate) trait Link: Send {
    /// `SCardStatus`: the answer to reset.
    fn atr(&self) -> Result<Vec<u8>, Error>;
    /// `SCardBeginTransaction`, to last until the disconnection. Blocks while another program has one.
    fn begin(&mut self) -> Result<(), Error>;
    /// `SCardTransmit`: how many bytes of the buffer are the reply.
    fn transmit(&self, command: &[u8], reply: &mut [u8]) -> Result<usize, Error>;
    /// `SCardControl` without input: how many bytes of the buffer are the answer.
    fn control(&self, code: Control, reply: &mut [u8]) -> Result<usize, Error>;
    /// `SCardDisconnect`.
    fn disconnect(self: Box<Self>, disposition: Disposition) -> Result<(), Error>;
}

/// What is asked of a reader's driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// A function that has this number everywhere; its code depends on the platform.
    Function(u32),
    /// A code that the driver named.
    Code(u32),
}

/// A reader being watched.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// Its name.
    pub(crate) name: CString,
    /// The state as last seen; `UNAWARE` asks for the present one at once.
    pub(crate) known: State,
    /// The state now.
    pub(crate) now: State,
    /// The answer to reset of the card that is in, if any.
    pub(crate) atr: Vec<u8>,
}

impl Watched {
    /// A reader of which nothing is known yet.
    pub(crate) fn new(name: CString) -> Self {
        Self {
            name,
            known: State::UNAWARE,
            now: State::UNAWARE,
            atr: Vec::new(),
        }
    }
}
