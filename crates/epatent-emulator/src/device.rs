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
/// The image is swapped whole after each change, so that killing the emulator at any moment leaves
/// a card; it is made to last (synced to the disk, milliseconds) when the card loses power, and not
/// at every command, so that a card answers as fast as one.
#[derive(Debug)]
pub struct StoredCard {
    card: Card,
    path: PathBuf,
    saved: u64,
    lasting: bool,
}

impl StoredCard {
    /// Serves `card`, which was loaded from the image at `path` or has just been saved there.
    #[must_use]
    pub const fn new(card: Card, path: PathBuf) -> Self {
        let saved = card.revision();
        Self {
            card,
            path,
            saved,
            lasting: true,
        }
    }

    /// The card as it is.
    #[must_use]
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// What is in the file already is written to the disk; a failure costs only what a loss of
    /// power of this computer would cost.
    fn make_lasting(&mut self) {
        if !self.lasting {
            self.lasting = Image::of(&self.card).save(&self.path).is_ok();
        }
    }
}

impl Drop for StoredCard {
    fn drop(&mut self) {
        self.make_lasting();
    }
}

impl Device for StoredCard {
    fn power_off(&mut self) {
        self.card.reset();
        self.make_lasting();
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
            Image::of(&self.card).swap(&self.path)?;
            self.saved = self.card.revision();
            self.lasting = false;
        }
        Ok(response)
    }
}
