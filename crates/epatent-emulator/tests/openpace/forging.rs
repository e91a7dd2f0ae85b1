// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card whose replies to one kind of command are changed on their way.

use epatent_apdu::profile::instruction::MANAGE_SECURITY_ENVIRONMENT;
use epatent_emulator::{Device, DeviceError};

/// The card behind and what happens to its replies.
pub(crate) struct Forging<D, F> {
    card: D,
    instruction: u8,
    forge: F,
    answered: usize,
}

impl<D: Device, F: FnMut(usize, Vec<u8>) -> Vec<u8>> Forging<D, F> {
    /// `forge` gets each good reply to commands with this INS, and its number since the reset or
    /// the last MSE:Set AT: it lies again to who starts over.
    pub(crate) const fn new(card: D, instruction: u8, forge: F) -> Self {
        Self {
            card,
            instruction,
            forge,
            answered: 0,
        }
    }
}

impl<D: Device, F: FnMut(usize, Vec<u8>) -> Vec<u8>> Device for Forging<D, F> {
    fn power_off(&mut self) {
        self.card.power_off();
        self.answered = 0;
    }

    fn reset(&mut self) {
        self.card.reset();
        self.answered = 0;
    }

    fn atr(&self) -> Vec<u8> {
        self.card.atr()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let reply = self.card.exchange(command)?;
        if command.get(1) == Some(&MANAGE_SECURITY_ENVIRONMENT) {
            self.answered = 0;
        }
        if command.get(1) != Some(&self.instruction) || !reply.ends_with(&[0x90, 0x00]) {
            return Ok(reply);
        }
        self.answered += 1;
        Ok((self.forge)(self.answered - 1, reply))
    }
}
