// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Making cards: one card on a reader after the other, every step written down before it is taken.
//!
//! [`Line::serve`] does with the card on a reader whatever is next for it. A blank of the drawer gets
//! the next patent; a card whose making was interrupted - by a tear, a kill, a full disk, a key that
//! failed - is asked what it has, and goes on, is given back or is destroyed as
//! [`epatent_register::recovery`] says. So whoever drives it has one loop and no cases: serve, and where
//! that fails put the card on the reader again and serve.
//!
//! | step | register | card |
//! |---|---|---|
//! | take | the blank is in work for a patent | |
//! | key | | GENERATE KEY, with proof of possession |
//! | intend | an index of the status list, and the digest of what is signed | |
//! | sign | | |
//! | record | the signature was made; the files; writing begins | |
//! | write | | BEGIN, WRITE..., COMMIT |
//! | record | it was written | |
//! | read back | | a fresh start, then as an officer's device reads it |
//! | code | the signature of the code for the back is intended | |
//! | keep | | what has to be printed goes to the [`Watcher`] |
//! | issue | issued; the files are deleted | |
//!
//! [`chip_acts`] is what is done to a card beside that: suspended, activated, ended, erased.
//!
//! Nothing here has words, a clock or randomness ([`World`]); any [`CardReader`] will do. The tests of
//! this module drive it over emulated cards, stopped after every step.

mod chip;
pub mod chip_acts;
mod choose;
mod code;
mod judge;
mod make;
mod office;
mod resume;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use epatent_apdu::FlowError;
use epatent_apdu::profile::LifeCycle;
use epatent_core::object::CardId;
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::{BlankNumber, PatentNumber, Region};
use epatent_register::{
    Actor, Attempt, BlankState, Card, Fate, Key, Patent, Reason, Register, RegisterError,
    Transaction,
};
use epatent_sign::SignError;

pub use chip::{CardReader, card_files, manifest};
pub use choose::{Obstacle, Waiting, waiting};
pub use code::{Code, code_of_issued};
pub use make::access_number;
pub use office::{
    DocumentSigner, EXPIRES_DAYS, Finished, NEXT_UPDATE_HOURS, Office, OfficeRules, Step, Watcher,
    World,
};

/// A station: a register of its own, and the card that is on its reader.
pub struct Line<'a> {
    office: &'a Office<'a>,
    register: Register,
    by: Actor,
    order: Order,
    /// The attempt at the card on the reader, as far as it is known.
    current: Option<Key<Attempt>>,
    /// Patents whose card cannot be signed here: they are not tried again.
    passed_over: BTreeSet<Key<Patent>>,
}

/// What the next card is to be; by default whatever waits longest.
#[derive(Debug, Clone, Copy, Default)]
pub struct Order {
    /// The patent, instead of the next one.
    pub patent: Option<Key<Patent>>,
    /// The number that is printed already, instead of a random one.
    pub access_number: Option<AccessNumber>,
}

/// What became of the card on the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The card was read back and is issued.
    Issued(Box<Issued>),
    /// It is a blank, and nothing waits for one.
    NothingWaiting {
        /// The blank.
        blank: BlankNumber,
    },
    /// What was signed for it is void; it is a blank of the drawer again. Serve it again.
    Returned {
        /// The blank.
        blank: BlankNumber,
        /// The patent that waits again.
        patent: PatentNumber,
    },
    /// It is spoiled: out of the reader, to be destroyed by two people. The patent waits again.
    Scrapped {
        /// The blank.
        blank: BlankNumber,
        /// The patent that waits again.
        patent: PatentNumber,
        /// Why, a code.
        reason: Reason,
    },
    /// The card of this patent cannot be signed, or its application not be read; the patent is passed over from now on. Serve the
    /// blank again.
    PassedOver {
        /// The patent.
        patent: PatentNumber,
        /// Why, in the signer's words.
        reason: String,
    },
    /// A chip that was never received into the drawer.
    NotReceived {
        /// What the chip is known by, hexadecimal.
        chip: String,
    },
    /// A chip that the register has elsewhere than in the drawer.
    NotInDrawer {
        /// The blank.
        blank: BlankNumber,
        /// Where it is.
        state: BlankState,
    },
    /// A card that is no blank and in nobody's work: issued, or of another office.
    NotInWork {
        /// Its life-cycle state, which nothing of this office brought about.
        state: LifeCycle,
    },
}

/// A card that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its row in the register.
    pub card: Key<Card>,
    /// Its number in signed data.
    pub card_id: CardId,
    /// The patent.
    pub patent: PatentNumber,
    /// The blank.
    pub blank: BlankNumber,
    /// To be printed on the card, and nowhere else.
    pub access_number: AccessNumber,
    /// What is on the chip, as it was read back.
    pub presentation: Presentation,
    /// File bytes that were written now; 0 where it had only to be read back.
    pub written: u64,
    /// Whether an interrupted card was finished.
    pub resumed: bool,
}

/// Why a card could not be served. The card is where it was, the register says so, and serving the
/// card again goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProductionError {
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// Reader, card or conversation.
    #[error(transparent)]
    Card(#[from] FlowError),
    /// The key. Nothing was signed that the register does not know.
    #[error("the signer: {0}")]
    Signer(SignError),
    /// The office's own trust does not let it judge a card.
    #[error("the card cannot be judged: {0}")]
    Trust(String),
    /// Files of a card in the register that are none.
    #[error("the files of card {0} in the register cannot be used")]
    Files(i64),
    /// The watcher did not keep what has to be printed, in its words.
    #[error("what has to be printed was not kept: {0}")]
    NotKept(String),
    /// The watcher stopped the work.
    #[error("stopped after {}", .0.word())]
    Stopped(Step),
}

impl ProductionError {
    /// The conversation with the card that failed, where that is why.
    #[must_use]
    pub const fn card(&self) -> Option<&FlowError> {
        match self {
            Self::Card(error) => Some(error),
            _ => None,
        }
    }
}

impl<'a> Line<'a> {
    /// A station of this office, for one operator.
    #[must_use]
    pub fn new(office: &'a Office<'a>, register: Register, by: Actor) -> Self {
        Self {
            office,
            register,
            by,
            order: Order::default(),
            current: None,
            passed_over: BTreeSet::new(),
        }
    }

    /// The same for one card that somebody ordered.
    #[must_use]
    pub const fn ordered(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// The register, for questions.
    pub const fn register(&mut self) -> &mut Register {
        &mut self.register
    }

    /// Gives the register back.
    #[must_use]
    pub fn into_register(self) -> Register {
        self.register
    }

    /// The card was taken off the reader: the next one may be another.
    pub const fn card_removed(&mut self) {
        self.current = None;
    }

    /// Does with the card on the reader whatever is next for it; see the table above.
    ///
    /// # Errors
    ///
    /// [`ProductionError`]: serve the same card again.
    pub fn serve(
        &mut self,
        card: &mut impl CardReader,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        let state = chip::select(card)?;
        match state {
            LifeCycle::Blank | LifeCycle::Personalisation => self.serve_open(card, world),
            _ => self.serve_closed(card, state, world),
        }
    }

    /// Destroys the card that this station has been failing with: the attempt at it ends, its blank is
    /// scrapped. `None` where it is not known which card that is.
    ///
    /// # Errors
    ///
    /// The register's.
    pub fn scrap_current(
        &mut self,
        reason: &Reason,
        world: &mut World<'_>,
    ) -> Result<Option<Outcome>, ProductionError> {
        let Some(attempt) = self.current else {
            return Ok(None);
        };
        let outcome = self.scrapped(attempt, reason.clone())?;
        self.change(world, |transaction| {
            transaction.give_up(attempt, &Fate::Scrapped(reason.clone()))
        })?;
        self.current = None;
        self.told(world, Step::GivenUp)?;
        Ok(Some(outcome))
    }

    /// One transaction, committed.
    fn change<T>(
        &mut self,
        world: &mut World<'_>,
        act: impl FnOnce(&mut Transaction<'_>) -> Result<T, RegisterError>,
    ) -> Result<T, ProductionError> {
        let at = (world.now)();
        let mut transaction = self.register.transaction(&self.by, at)?;
        let done = act(&mut transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    fn told(&self, world: &mut World<'_>, step: Step) -> Result<(), ProductionError> {
        match world.watcher.step(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ProductionError::Stopped(step)),
        }
    }

    fn scrapped(
        &mut self,
        attempt: Key<Attempt>,
        reason: Reason,
    ) -> Result<Outcome, ProductionError> {
        let (blank, patent) = self.names(attempt)?;
        Ok(Outcome::Scrapped {
            blank,
            patent,
            reason,
        })
    }

    fn returned(&mut self, attempt: Key<Attempt>) -> Result<Outcome, ProductionError> {
        let (blank, patent) = self.names(attempt)?;
        Ok(Outcome::Returned { blank, patent })
    }

    /// Numbers of the blank and the patent of an attempt.
    fn names(
        &mut self,
        attempt: Key<Attempt>,
    ) -> Result<(BlankNumber, PatentNumber), ProductionError> {
        let attempt = self.wanted(attempt)?;
        let blank = self.wanted(attempt.blank)?;
        let patent = self.wanted(attempt.patent)?;
        Ok((blank.number, patent.number))
    }

    /// The signer of a region.
    fn signer(&self, region: Region) -> Result<&'a DocumentSigner, ProductionError> {
        let signer = self.office.signers.get(&region);
        signer
            .ok_or_else(|| ProductionError::Trust(format!("there is no signer of region {region}")))
    }

    /// A row that has to be there.
    fn wanted<R: epatent_register::Record>(&mut self, key: Key<R>) -> Result<R, ProductionError> {
        let row = self.register.row(key)?;
        Ok(row.ok_or_else(|| RegisterError::NotFound {
            what: R::NAME,
            key: key.to_string(),
        })?)
    }
}

#[cfg(test)]
mod tests;
