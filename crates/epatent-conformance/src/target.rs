// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card under test, as a reader shows it.

use std::time::{Duration, Instant};

use epatent_apdu::{Transport, TransportError};
use epatent_pcsc::{PcscTransport, ReaderError};

/// A card that can be powered off and on.
pub trait Target {
    /// One APDU in, one reply out.
    ///
    /// # Errors
    /// When there is no reply.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError>;

    /// Takes the power away and gives it back.
    ///
    /// # Errors
    /// When the card does not come back.
    fn power_cycle(&mut self) -> Result<(), TransportError>;

    /// The answer to reset, 2 to 33 bytes (ISO/IEC 7816-3:2006 §8.2), of the last power-up.
    fn answer_to_reset(&self) -> Vec<u8>;

    /// How long the card took for the last reply.
    fn last_duration(&self) -> Duration;

    /// Whether extended APDUs come through: 4,096 data bytes, and 65,536 back. Without, cases that need them are not
    /// run.
    fn carries_extended(&self) -> bool {
        false
    }

    /// Puts another blank card in, where that is possible without a person.
    fn another_card(&mut self) -> bool {
        false
    }
}

/// The card in a reader of PC/SC.
#[derive(Debug)]
pub struct ReaderTarget {
    card: PcscTransport,
    extended: bool,
    took: Duration,
}

impl ReaderTarget {
    /// A connection; `extended` says whether reader and card carry APDUs of 4,096 bytes and more.
    #[must_use]
    pub const fn new(card: PcscTransport, extended: bool) -> Self {
        Self {
            card,
            extended,
            took: Duration::ZERO,
        }
    }
}

impl Target for ReaderTarget {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let began = Instant::now();
        let reply = self.card.transmit(command);
        self.took = began.elapsed();
        reply
    }

    fn power_cycle(&mut self) -> Result<(), TransportError> {
        self.card
            .power_cycle()
            .map_err(|error: ReaderError| error.into())
    }

    fn answer_to_reset(&self) -> Vec<u8> {
        self.card.atr().to_vec()
    }

    fn last_duration(&self) -> Duration {
        self.took
    }

    fn carries_extended(&self) -> bool {
        self.extended
    }
}
