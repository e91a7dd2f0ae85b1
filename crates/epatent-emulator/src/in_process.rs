// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card without a reader: a transport that calls it.

use epatent_apdu::{Transport, TransportError};

use crate::device::{Device, DeviceError};

/// A card in the same process.
///
/// ```
/// use epatent_apdu::profile::LifeCycle;
/// use epatent_apdu::{drive, flows::SelectApplet};
/// use epatent_emulator::{Card, InProcess};
/// use rand::{SeedableRng, rngs::StdRng};
///
/// let mut card = InProcess::new(Card::blank(StdRng::seed_from_u64(1)));
/// let applet = drive(SelectApplet::new(), &mut card)?;
/// assert_eq!(applet.state, LifeCycle::Blank);
/// # Ok::<(), epatent_apdu::FlowError>(())
/// ```
#[derive(Debug)]
pub struct InProcess<D: Device> {
    device: D,
}

impl<D: Device> InProcess<D> {
    /// Inserts a card: it gets power.
    #[must_use]
    pub fn new(mut device: D) -> Self {
        device.reset();
        Self { device }
    }

    /// The card.
    pub const fn device(&self) -> &D {
        &self.device
    }

    /// The card, for a test that does to it what a reader cannot.
    pub const fn device_mut(&mut self) -> &mut D {
        &mut self.device
    }

    /// Takes the card out and puts it in again.
    pub fn power_cycle(&mut self) {
        self.device.power_off();
        self.device.reset();
    }

    /// Takes the card out for good.
    pub fn into_device(self) -> D {
        self.device
    }
}

impl<D: Device> Transport for InProcess<D> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.device.exchange(command).or_else(|error| match error {
            // As a reader reports it: success, with what came.
            DeviceError::AnswerTorn { came, .. } => Ok(came),
            DeviceError::PowerLost => Err(TransportError::CardRemoved),
            DeviceError::TimedOut => Err(TransportError::TimedOut),
            other @ DeviceError::Image(_) => Err(TransportError::Other(other.to_string())),
        })
    }
}
