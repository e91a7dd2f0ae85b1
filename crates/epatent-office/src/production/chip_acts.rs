// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is done to a card beside making it: an issued one is suspended, activated or ended, an unfinished
//! one is erased. Written down, done, asked of the card after a fresh start, written down.
//!
//! | stopped after | the register knows | the next run |
//! |---|---|---|
//! | nothing | nothing | does it |
//! | [`Moment::Intended`] | an act without an answer | asks the card, records that nothing came of it, does it |
//! | [`Moment::Done`] | an act without an answer | asks the card and records that it is done |
//! | [`Moment::Recorded`] | everything | says that it was so already |
//!
//! Which card it is its keys prove, not its number: the channel opens with those of the chip that the
//! register has for the card. A card that was ended opens no channel any more; it is believed to be the
//! one that is named only where the end of that one was written down.

use std::ops::ControlFlow;

use epatent_apdu::flows::{Abort, Activate, Suspend, Terminate};
use epatent_apdu::profile::{LifeCycle, Status};
use epatent_apdu::scp03::{DiversificationData, KeySource};
use epatent_apdu::{FlowError, drive};
use epatent_core::object::CardId;
use epatent_core::{BlankNumber, PatentNumber, UnixTime};
use epatent_register::{
    Act, Actor, Attempt, Card, CardStatus, ChipAct, ChipState, Fate, Key, Opaque, Reason, Record,
    Register, RegisterError, Transaction,
};
use rand::CryptoRng;

use super::CardReader;
use super::chip::{self, Opened};
use super::make::started_anew;

/// What is to be done to an issued card.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What.
    pub act: ChipAct,
    /// Which card, as somebody says: the chip has to prove it.
    pub card: CardId,
    /// Why.
    pub reason: &'a Reason,
    /// Only to be looked at: every check is made, nothing is done or recorded.
    pub dry_run: bool,
}

/// Whose register, whose keys, in whose name.
pub struct Clerk<'a> {
    /// The register.
    pub register: &'a mut Register,
    /// Who does it.
    pub by: &'a Actor,
    /// The keys of the chips under the office's channel.
    pub chips: &'a dyn KeySource,
    /// The present second.
    pub now: &'a mut dyn FnMut() -> UnixTime,
    /// The host's challenges come from it.
    pub rng: &'a mut dyn CryptoRng,
    /// Hears of each moment; on `Break` the work ends there, as if the program were killed.
    pub told: &'a mut dyn FnMut(Moment) -> ControlFlow<()>,
}

/// What has just happened to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// The act is written down.
    Intended,
    /// The card has done it.
    Done,
    /// What the card says is written down.
    Recorded,
}

impl Moment {
    /// Every moment, in order.
    pub const ALL: [Self; 3] = [Self::Intended, Self::Done, Self::Recorded];
}

/// The card that something was done to, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its number in signed data.
    pub card: CardId,
    /// The patent.
    pub patent: PatentNumber,
    /// The blank that it was made of.
    pub blank: BlankNumber,
    /// What lists said of it before.
    pub status: CardStatus,
    /// Whether this call did it, and not one before; false for a dry run.
    pub changed: bool,
}

/// Why nothing was done, or nothing is known of what was. The register says how far it came; calling
/// again with the same card goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChipError {
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// Reader, card or conversation.
    #[error(transparent)]
    Card(#[from] FlowError),
    /// A blank or an unfinished card: it is in the drawer or in somebody's work, and no issued card.
    #[error("the card is not issued: {}", .state.name())]
    NotIssued {
        /// What it says of itself.
        state: LifeCycle,
    },
    /// An issued card has nothing that could be erased and leave a blank.
    #[error("the card is issued: {}", .state.name())]
    Issued {
        /// What it says of itself.
        state: LifeCycle,
    },
    /// A card that was ended does not say which one it was, and no end of the one that is named was
    /// written down.
    #[error("the card was ended, and nobody wrote down that it is this one")]
    EndUnknown,
    /// Nothing was written to the card.
    #[error("nothing is written to the card")]
    NothingToErase,
    /// Whoever watches stopped the work.
    #[error("stopped")]
    Stopped(Moment),
}

/// Suspends, activates or ends the issued card on a reader. Where it is so already, that is recorded if
/// it was not, and nothing is done to the card.
///
/// # Errors
///
/// [`ChipError`]. Unless it is [`ChipError::Card`] or [`ChipError::Stopped`], nothing was done to the
/// card.
pub fn carry_out<C: CardReader>(
    card: &mut C,
    asked: &Asked<'_>,
    clerk: &mut Clerk<'_>,
) -> Result<Told, ChipError> {
    let says = chip_state(chip::select(card)?)?;
    let row = clerk.register.card(asked.card)?;
    let row = row.ok_or_else(|| not_found("card", &asked.card))?;
    let blank = clerk.wanted(row.blank)?;
    let mut told = Told {
        card: row.card_id,
        patent: clerk.wanted(row.patent)?.number,
        blank: blank.number,
        status: row.status,
        changed: false,
    };
    let opened = match says {
        ChipState::Terminated => {
            clerk.demand_known_end(row.key)?;
            None
        }
        _ => Some(clerk.open(&mut *card, chip_of(&blank.chip_id)?)?),
    };
    let is_so = says == asked.act.target();
    let at = (clerk.now)();
    let mut transaction = clerk.register.transaction(clerk.by, at)?;
    let must_act = prepare(&mut transaction, asked, row.key, says)?;
    if asked.dry_run {
        return Ok(told);
    }
    transaction.commit()?;
    if is_so && asked.act == ChipAct::Activate {
        // An active chip is no answer for whoever hands it back: lists may say something else of it.
        let mut transaction = clerk.register.transaction(clerk.by, at)?;
        transaction.demand_counts(row.key)?;
    }
    let Some(mut opened) = opened.filter(|_| must_act && !is_so) else {
        return Ok(told);
    };
    clerk.tell(Moment::Intended)?;
    let done = match asked.act {
        ChipAct::Suspend => drive(Suspend::new(), &mut opened.link),
        ChipAct::Activate => drive(Activate::new(), &mut opened.link),
        ChipAct::Terminate => drive(Terminate::new(), &mut opened.link),
    };
    drop(opened);
    // Done is what the card says after a fresh start, whatever its answer was. Where it says nothing, it
    // is asked when it is on a reader again.
    let says = match (done, says_anew(card)) {
        (_, Ok(says)) => says,
        (Err(error), Err(_)) | (Ok(()), Err(error)) => return Err(error.into()),
    };
    let says = chip_state(says)?;
    clerk.tell(Moment::Done)?;
    clerk.change(|transaction| transaction.card_says(row.key, says))?;
    clerk.tell(Moment::Recorded)?;
    if says != asked.act.target() {
        let state = life_cycle(says);
        return Err(FlowError::WrongState { state }.into());
    }
    told.changed = true;
    Ok(told)
}

/// Gives the act before its answer, and writes down this one; true where the card has to do it.
fn prepare(
    transaction: &mut Transaction<'_>,
    asked: &Asked<'_>,
    card: Key<Card>,
    says: ChipState,
) -> Result<bool, RegisterError> {
    transaction.card_says(card, says)?;
    let target = asked.act.target();
    if says == target && transaction.chip_state(card)? == target {
        return Ok(false);
    }
    transaction.begin_card_act(asked.act, card, asked.reason)?;
    if says == target {
        // Done beside the register: from now on it says so.
        transaction.card_says(card, says)?;
    }
    Ok(says != target)
}

/// Erases what was written to the unfinished card on a reader, with its key: its blank is back in the
/// drawer, and what was signed for it is void.
///
/// # Errors
///
/// [`ChipError`]; [`RegisterError::NotFound`] for a card that is in nobody's work.
pub fn erase<C: CardReader>(card: &mut C, clerk: &mut Clerk<'_>) -> Result<BlankNumber, ChipError> {
    let state = chip::select(card)?;
    if !matches!(state, LifeCycle::Blank | LifeCycle::Personalisation) {
        return Err(ChipError::Issued { state });
    }
    let mut opened = clerk.open(&mut *card, None)?;
    let chip = Opaque(opened.chip.to_vec());
    let attempt = clerk.register.open_attempt_of_chip(&chip)?;
    let attempt =
        attempt.ok_or_else(|| not_found("card in work on chip", &hex::encode(&chip.0)))?;
    match &opened.status {
        Status::Personalisation(open) => {
            let session = open.session;
            clerk.change(|transaction| transaction.begin_aborting(attempt.key))?;
            clerk.tell(Moment::Intended)?;
            drive(Abort::new(session), &mut opened.link)?;
            clerk.tell(Moment::Done)?;
        }
        _ if clerk.was_being_erased(&attempt)? => {}
        _ => return Err(ChipError::NothingToErase),
    }
    clerk.change(|transaction| transaction.give_up(attempt.key, &Fate::Returned))?;
    clerk.tell(Moment::Recorded)?;
    Ok(clerk.wanted(attempt.blank)?.number)
}

impl Clerk<'_> {
    fn open<C: CardReader>(
        &mut self,
        card: C,
        chip: Option<DiversificationData>,
    ) -> Result<Opened<C>, FlowError> {
        chip::open(card, self.chips, chip, self.rng)
    }

    /// One transaction, committed.
    fn change<T>(
        &mut self,
        act: impl FnOnce(&mut Transaction<'_>) -> Result<T, RegisterError>,
    ) -> Result<T, RegisterError> {
        let at = (self.now)();
        let mut transaction = self.register.transaction(self.by, at)?;
        let done = act(&mut transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    fn tell(&mut self, moment: Moment) -> Result<(), ChipError> {
        match (self.told)(moment) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ChipError::Stopped(moment)),
        }
    }

    fn wanted<R: Record>(&mut self, key: Key<R>) -> Result<R, RegisterError> {
        self.register
            .row(key)?
            .ok_or_else(|| not_found(R::NAME, &key))
    }

    /// That the card was ended, or was going to be, is in the register.
    fn demand_known_end(&mut self, card: Key<Card>) -> Result<(), ChipError> {
        let newest = self.register.acts_on(card)?.pop();
        match newest.map(|act| (act.act, act.found)) {
            Some((ChipAct::Terminate, None) | (_, Some(ChipState::Terminated))) => Ok(()),
            _ => Err(ChipError::EndUnknown),
        }
    }

    fn was_being_erased(&mut self, attempt: &Attempt) -> Result<bool, RegisterError> {
        let open = self.register.open_intents()?;
        Ok(open
            .iter()
            .any(|intent| intent.act == Act::Abort && intent.attempt == Some(attempt.key)))
    }
}

/// What the card announces after it was without power.
fn says_anew(card: &mut impl CardReader) -> Result<LifeCycle, FlowError> {
    card.power_cycle().map_err(started_anew)?;
    chip::select(card)
}

/// The chip of a blank: of this profile, since the card was made by it.
fn chip_of(chip: &Opaque) -> Result<Option<DiversificationData>, RegisterError> {
    let known = chip.0.as_slice().try_into();
    known
        .map(Some)
        .map_err(|_| not_found("chip of this profile", &hex::encode(&chip.0)))
}

fn chip_state(state: LifeCycle) -> Result<ChipState, ChipError> {
    match state {
        LifeCycle::Active => Ok(ChipState::Active),
        LifeCycle::Suspended => Ok(ChipState::Suspended),
        LifeCycle::Terminated => Ok(ChipState::Terminated),
        state => Err(ChipError::NotIssued { state }),
    }
}

const fn life_cycle(state: ChipState) -> LifeCycle {
    match state {
        ChipState::Active => LifeCycle::Active,
        ChipState::Suspended => LifeCycle::Suspended,
        ChipState::Terminated => LifeCycle::Terminated,
    }
}

fn not_found(what: &'static str, key: &impl std::fmt::Display) -> RegisterError {
    RegisterError::NotFound {
        what,
        key: key.to_string(),
    }
}
