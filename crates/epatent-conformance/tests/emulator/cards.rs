// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Emulated cards in this process, as the bench sees them.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use epatent_apdu::{Transport as _, TransportError};
use epatent_conformance::{Bench, Known, OfficeKeys, Target};
use epatent_emulator::{Card, InProcess};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// A card in this process; the test keeps a hand on it.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) card: Rc<RefCell<InProcess<Card>>>,
    cards: u64,
    /// Another answer to reset.
    pub(crate) atr: Option<Vec<u8>>,
}

impl Reader {
    pub(crate) fn with(card: Card) -> Self {
        Self {
            card: Rc::new(RefCell::new(InProcess::new(card))),
            cards: 0,
            atr: None,
        }
    }
}

impl Target for Reader {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.card.borrow_mut().transmit(command)
    }

    fn power_cycle(&mut self) -> Result<(), TransportError> {
        self.card.borrow_mut().power_cycle();
        Ok(())
    }

    fn answer_to_reset(&self) -> Vec<u8> {
        let own = || self.card.borrow().device().atr().to_vec();
        self.atr.clone().unwrap_or_else(own)
    }

    fn last_duration(&self) -> Duration {
        self.card.borrow().device().processing_time()
    }

    fn carries_extended(&self) -> bool {
        true
    }

    fn another_card(&mut self) -> bool {
        self.cards += 1;
        let blank = Card::blank(StdRng::seed_from_u64(self.cards));
        *self.card.borrow_mut() = InProcess::new(blank);
        true
    }
}

/// A bench with the office's lab keys and a seed of its own.
pub(crate) fn bench(reader: &mut Reader, known: Known) -> Bench<'_> {
    Bench::new(reader, OfficeKeys::lab(), known, StdRng::seed_from_u64(7))
}
