// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a reader sees of a card: power, an answer to reset, and commands.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::card::Card;
use crate::image::{Image, ImageError};

/// A thing that can be put into a reader. Every transport serves one of these.
pub trait Device {
    /// Takes the power away: what is volatile is gone.
    fn power_off(&mut self);

    /// Gives power, or a reset: the card begins anew with what is persistent.
    fn reset(&mut self);

    /// The answer to reset, 2 to 33 bytes (ISO/IEC 7816-3:2006 §8.2).
    fn atr(&self) -> Vec<u8>;

    /// One command APDU in, one response APDU out.
    ///
    /// # Errors
    /// [`DeviceError`] when the card falls silent: no response reaches the reader.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError>;

    /// How long a chip would have taken on purpose to answer the last command. Whoever serves a
    /// card to a real reader waits that long before the answer; in process nobody does.
    fn processing_time(&self) -> Duration {
        Duration::ZERO
    }

    /// The card behind it, where there is one: for faults that a reader cannot cause.
    fn card_mut(&mut self) -> Option<&mut Card> {
        None
    }
}

impl<D: Device + ?Sized> Device for Box<D> {
    fn power_off(&mut self) {
        (**self).power_off();
    }

    fn reset(&mut self) {
        (**self).reset();
    }

    fn atr(&self) -> Vec<u8> {
        (**self).atr()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        (**self).exchange(command)
    }

    fn processing_time(&self) -> Duration {
        (**self).processing_time()
    }

    fn card_mut(&mut self) -> Option<&mut Card> {
        (**self).card_mut()
    }
}

/// Why a card fell silent.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// What the command changed could not be made persistent, so it must not be confirmed.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The card lost power, or was torn out; it begins anew at the next reset.
    #[error("the card lost power")]
    PowerLost,
    /// The card lost power, or was torn out, in the middle of its answer.
    #[error("the card lost power in the middle of its answer")]
    AnswerTorn {
        /// The bytes of the answer that came through.
        came: Vec<u8>,
        /// How many there would have been.
        whole: usize,
    },
    /// No answer came while the reader waited. The card has power, and may have done everything.
    #[error("the card did not answer in time")]
    TimedOut,
}

/// The answer of a card; silence where it has none because it lost power.
fn answered(response: Vec<u8>) -> Result<Vec<u8>, DeviceError> {
    if response.is_empty() {
        Err(DeviceError::PowerLost)
    } else {
        Ok(response)
    }
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
        answered(self.process(command))
    }

    fn processing_time(&self) -> Duration {
        Self::processing_time(self)
    }

    fn card_mut(&mut self) -> Option<&mut Card> {
        Some(self)
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

    /// Puts the card into the file, where it has changed. A card that lost power keeps the image
    /// of the command before until it has recovered: an image holds no half transaction.
    fn follow(&mut self) -> Result<(), ImageError> {
        if self.card.has_power() && self.card.revision() != self.saved {
            Image::of(&self.card).swap(&self.path)?;
            self.saved = self.card.revision();
            self.lasting = false;
        }
        Ok(())
    }

    /// The card begins anew. An image that cannot be written now is written, or fails, at the next
    /// command.
    fn restart(&mut self) {
        self.card.reset();
        let _ = self.follow();
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
        self.restart();
        self.make_lasting();
    }

    fn reset(&mut self) {
        self.restart();
    }

    fn atr(&self) -> Vec<u8> {
        self.card.atr().to_vec()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let response = answered(self.card.process(command))?;
        self.follow()?;
        Ok(response)
    }

    fn processing_time(&self) -> Duration {
        self.card.processing_time()
    }

    fn card_mut(&mut self) -> Option<&mut Card> {
        Some(&mut self.card)
    }
}
