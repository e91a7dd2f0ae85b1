// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card of plastic: an emulated chip, and the hand that may tear it out of the reader.

use epatent_apdu::{Transport, TransportError};
use epatent_core::BlankNumber;
use epatent_emulator::nvm::PowerCut;
use epatent_emulator::{Card, InProcess};
use epatent_office::production::CardReader;
use epatent_testkit::chip;

use crate::model::PersonId;

/// Where a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the drawer of blanks.
    Drawer,
    /// On the pile of cards whose making was interrupted.
    Pile,
    /// With a person.
    Holder(PersonId),
    /// Shredded by two people.
    Destroyed,
    /// Nobody knows.
    Lost,
}

/// A card, wherever it is.
pub(crate) struct Plastic {
    chip: InProcess<Card>,
    pub(crate) number: BlankNumber,
    pub(crate) place: Place,
    /// Commands until it is torn out; `None` for not at all.
    torn_after: Option<u32>,
    /// Whether the last command still reaches the chip, and only its reply is lost.
    reply_lost: bool,
    out: bool,
}

impl Plastic {
    /// A blank from the factory, whose chip draws from this seed.
    pub(crate) fn new(seed: u64, number: BlankNumber) -> Self {
        Self {
            chip: InProcess::new(chip::blank(seed)),
            number,
            place: Place::Drawer,
            torn_after: None,
            reply_lost: false,
            out: false,
        }
    }

    /// Plans to tear it out of the reader after so many commands.
    pub(crate) const fn tear_after(&mut self, commands: u32, reply_lost: bool) {
        self.torn_after = Some(commands);
        self.reply_lost = reply_lost;
    }

    /// Plans losses of power within writes of its memory.
    pub(crate) fn cut_power(&mut self, schedule: PowerCut) {
        self.chip.device_mut().cut_power(schedule);
    }

    /// Puts it on the reader: whatever was planned for it before is over.
    pub(crate) fn put_on(&mut self) {
        self.torn_after = None;
        self.out = false;
        self.cut_power(PowerCut::default());
        self.chip.power_cycle();
    }

    /// The chip as it is.
    pub(crate) const fn chip(&self) -> &Card {
        self.chip.device()
    }
}

impl Transport for Plastic {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.out {
            return Err(TransportError::NoCard);
        }
        match &mut self.torn_after {
            Some(0) => {
                self.out = true;
                if self.reply_lost {
                    let _ = self.chip.transmit(command);
                }
                Err(TransportError::CardRemoved)
            }
            Some(left) => {
                *left -= 1;
                self.chip.transmit(command)
            }
            None => self.chip.transmit(command),
        }
    }
}

impl CardReader for Plastic {
    fn power_cycle(&mut self) -> Result<(), TransportError> {
        if self.out {
            return Err(TransportError::NoCard);
        }
        self.chip.power_cycle();
        Ok(())
    }
}
