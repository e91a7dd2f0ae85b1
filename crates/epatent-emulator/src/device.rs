// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a reader sees of a card: power, an answer to reset, and commands.

use std::path::PathBuf;

use thiserror::Error;

use crate::card::Card;
use crate::image::{Image, ImageError};

/// A thing that can be put into a reader. Every transport serves one of these.
pub trait Device {
    /// Takes the power away: what is volatile is gone.
    fn power_off(&mut self);

    /// Gives power, or a reset: the card begins anew with what is persistent.
    fn reset(&mut self);

    /// The answer to reset.
    fn atr(&self) -> Vec<u8>;

    /// One command APDU in, one response APDU out.
    ///
    /// # Errors
    /// [`DeviceError`] when the card falls silent: no response reaches the reader.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError>;
}

/// Why a card fell silent.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// What the command changed could not be made persistent, so it must not be confirmed.
    #[error(transparent)]
    Image(#[from] ImageError),
}

impl Device for Card {
    fn power_off(&mut self) {
        Self::reset(self);
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn atr(&self) -> Vec<u8> {
        Self::atr(self).to_vec()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        Ok(self.process(command))
    }
}

/// A card whose image file follows every change, before the response that confirms it.
///
/// The file and its directory are synced each time, so a command that changes the card takes as
/// long as the disk needs for that (milliseconds); commands that only read do not touch the disk.
#[derive(Debug)]
pub struct StoredCard {
    card: Card,
    path: PathBuf,
    saved: u64,
}

impl StoredCard {
    /// Serves `card`, which was loaded from the image at `path` or has just been saved there.
    #[must_use]
    pub const fn new(card: Card, path: PathBuf) -> Self {
        let saved = card.revision();
        Self { card, path, saved }
    }

    /// The card as it is.
    #[must_use]
    pub const fn card(&self) -> &Card {
        &self.card
    }
}

impl Device for StoredCard {
    fn power_off(&mut self) {
        self.card.reset();
    }

    fn reset(&mut self) {
        self.card.reset();
    }

    fn atr(&self) -> Vec<u8> {
        self.card.atr().to_vec()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let response = self.card.process(command);
        if self.card.revision() != self.saved {
            Image::of(&self.card).save(&self.path)?;
            self.saved = self.card.revision();
        }
        Ok(response)
    }
}
