// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card whose making was interrupted: asked what it has, and what becomes of it recorded.

use epatent_apdu::FlowError;
use epatent_apdu::pace::Can;
use epatent_apdu::profile::{LifeCycle, Status};
use epatent_apdu::scp03::DiversificationData;
use epatent_core::presentation::Presentation;
use epatent_register::recovery::Next;
use epatent_register::{Act, Attempt, BlankState, CardSays, Key, Opaque, Reason, Recovery};

use super::chip::{self, CardReader, Opened};
use super::make::Job;
use super::{Line, Outcome, ProductionError, Step, World};

/// Unfinished cards that a card which does not name its chip is compared with.
const COMPARED: usize = 64;

impl Line<'_> {
    /// A card that names its chip: a blank of the drawer, or one that is in work.
    pub(super) fn serve_open<C: CardReader>(
        &mut self,
        card: &mut C,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        let opened = chip::open(&mut *card, self.office.chips, None, world.rng)?;
        self.told(world, Step::Asked)?;
        let chip = Opaque(opened.chip.to_vec());
        if let Some(attempt) = self.register.open_attempt_of_chip(&chip)? {
            return self.resume_open(opened, &attempt, world);
        }
        let Some(blank) = self.register.blank_by_chip(&chip)? else {
            let chip = hex::encode(&chip.0);
            return Ok(Outcome::NotReceived { chip });
        };
        match (&opened.status, blank.state) {
            (Status::Blank { .. }, BlankState::Blank) => self.make(opened, &blank, world),
            (_, state) => Ok(Outcome::NotInDrawer {
                blank: blank.number,
                state,
            }),
        }
    }

    fn resume_open<C: CardReader>(
        &mut self,
        opened: Opened<&mut C>,
        attempt: &Attempt,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        self.current = Some(attempt.key);
        let says = self.says(attempt, &opened.status)?;
        match self.recovered(attempt.key, says, world)? {
            Ok(Next::Write) => {
                let job = self.job(attempt.key)?;
                let (card, written) = self.write(opened.link, &job, world)?;
                self.finish(card, &job, written, world)
            }
            Ok(Next::ReadBack) => {
                let job = self.job(attempt.key)?;
                self.finish(opened.link.into_parts().0, &job, 0, world)
            }
            Ok(Next::Terminate) => self.terminate(opened.link.into_parts().0, attempt.key, world),
            Err(outcome) => Ok(outcome),
        }
    }

    /// A card that does not name its chip: which of the unfinished ones it is, its keys tell.
    pub(super) fn serve_closed<C: CardReader>(
        &mut self,
        card: &mut C,
        state: LifeCycle,
        world: &mut World<'_>,
    ) -> Result<Outcome, ProductionError> {
        if state == LifeCycle::Terminated
            && let Some(attempt) = self.only_one_being_ended()?
        {
            self.current = Some(attempt);
            return match self.recovered(attempt, CardSays::Terminated, world)? {
                Ok(_) => Ok(Outcome::NotInWork { state }),
                Err(outcome) => Ok(outcome),
            };
        }
        let mut open = self.register.open_attempts()?;
        let (current, station) = (self.current, self.by.station.clone());
        open.sort_by_key(|attempt| {
            let ours = attempt.station == station;
            (Some(attempt.key) != current, !ours, attempt.key)
        });
        open.truncate(COMPARED);
        for attempt in open {
            let chip = self.chip_of(attempt.key)?;
            if chip.is_none() || !self.is_chip(card, chip, world)? {
                continue;
            }
            self.told(world, Step::Asked)?;
            self.current = Some(attempt.key);
            let says = self.closed_says(card, &attempt, state, world)?;
            return match self.recovered(attempt.key, says, world)? {
                Ok(Next::ReadBack | Next::Write) => {
                    let job = self.job(attempt.key)?;
                    self.finish(card, &job, 0, world)
                }
                Ok(Next::Terminate) => self.terminate(card, attempt.key, world),
                Err(outcome) => Ok(outcome),
            };
        }
        Ok(Outcome::NotInWork { state })
    }

    /// A card that was ended opens no channel and does not say which one it was. Where this station was
    /// ending exactly one when it was stopped, it is that one; otherwise a person says which.
    fn only_one_being_ended(&mut self) -> Result<Option<Key<Attempt>>, ProductionError> {
        let station = self.by.station.clone();
        let ending: Vec<_> = self
            .register
            .open_intents()?
            .into_iter()
            .filter(|intent| intent.act == Act::Terminate && intent.station == station)
            .filter_map(|intent| intent.attempt)
            .collect();
        Ok(match ending.as_slice() {
            [attempt] => Some(*attempt),
            _ => None,
        })
    }

    /// Whether the card has the keys of a chip. The host finds out before the card hears of it, so
    /// that no counter of the card moves.
    fn is_chip<C: CardReader>(
        &self,
        card: &mut C,
        chip: Option<DiversificationData>,
        world: &mut World<'_>,
    ) -> Result<bool, ProductionError> {
        chip::select(card)?;
        match chip::open(&mut *card, self.office.chips, chip, world.rng) {
            Ok(_) => Ok(true),
            Err(FlowError::Scp03(_) | FlowError::Refused { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Records what becomes of an attempt whose card says this: what is next, or the outcome.
    fn recovered(
        &mut self,
        attempt: Key<Attempt>,
        says: CardSays,
        world: &mut World<'_>,
    ) -> Result<Result<Next, Outcome>, ProductionError> {
        let names = self.names(attempt)?;
        world.watcher.patent(&names.1);
        let recovery = self.change(world, |transaction| transaction.recover(attempt, says))?;
        let next = match recovery {
            Recovery::Resume(next) => Ok(next),
            Recovery::Void => {
                self.current = None;
                Err(self.returned(attempt)?)
            }
            Recovery::Scrap(cause) => {
                self.current = None;
                Err(self.scrapped(attempt, Reason::parse(cause.word())?)?)
            }
            // The card is here and said something.
            Recovery::AskForCard => Err(self.returned(attempt)?),
        };
        self.told(world, Step::Recovered)?;
        Ok(next)
    }

    /// What a card that is not active says, compared with what the register knows.
    fn says(&mut self, attempt: &Attempt, status: &Status) -> Result<CardSays, ProductionError> {
        let card = match attempt.card {
            Some(card) => Some(self.wanted(card)?),
            None => None,
        };
        Ok(match status {
            Status::Blank { point } => CardSays::Blank {
                our_key: card.is_some_and(|card| point.as_ref() == Some(card.chip_key.as_sec1())),
            },
            Status::Personalisation(open) => CardSays::Begun {
                ours: card
                    .and_then(|card| card.manifest)
                    .is_some_and(|manifest| *manifest.as_bytes() == open.manifest),
            },
            Status::Closed { state, .. } if *state == LifeCycle::Terminated => CardSays::Terminated,
            Status::Closed { .. } => CardSays::Active { ours: false },
        })
    }

    /// The same of a card that is active or later: an active one shows its security object.
    fn closed_says<C: CardReader>(
        &mut self,
        card: &mut C,
        attempt: &Attempt,
        state: LifeCycle,
        world: &mut World<'_>,
    ) -> Result<CardSays, ProductionError> {
        if state == LifeCycle::Terminated {
            return Ok(CardSays::Terminated);
        }
        let files = match attempt.card {
            Some(card) => self.register.files_of(card)?,
            None => None,
        };
        if files.is_none() || state != LifeCycle::Active {
            return Ok(CardSays::Active { ours: false });
        }
        let job = self.job(attempt.key)?;
        let can = Can::parse(job.access_number.expose())
            .map_err(|_| ProductionError::Files(job.card.number()))?;
        let shown = chip::security_object(card, &can, world.rng)?;
        Ok(CardSays::Active {
            ours: shown.is_some_and(|object| object == job.presentation.security_object),
        })
    }

    /// The files of an attempt's card.
    fn job(&mut self, attempt: Key<Attempt>) -> Result<Job, ProductionError> {
        let card = self.wanted(attempt)?.card;
        let card = card.ok_or_else(|| ProductionError::Files(0))?;
        let unusable = || ProductionError::Files(card.number());
        let files = self.register.files_of(card)?.ok_or_else(unusable)?;
        let presentation = Presentation::decode(&files.0).map_err(|_| unusable())?;
        let mut job = Job::new(attempt, card, presentation)?;
        job.resumed = true;
        Ok(job)
    }

    /// What the chip of an attempt's blank is known by; `None` where that is none of this profile.
    pub(super) fn chip_of(
        &mut self,
        attempt: Key<Attempt>,
    ) -> Result<Option<DiversificationData>, ProductionError> {
        let blank = self.wanted(attempt)?.blank;
        let blank = self.wanted(blank)?;
        Ok(blank.chip_id.0.try_into().ok())
    }
}
