// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Acts outside the register: written down, done, and their result written down.

use crate::cell::Stored;
use crate::recovery::{Next, recover};
use crate::words::{Act, ActResult, CardState};
use crate::{
    Attempt, Card, CardSays, Fate, Intent, Key, Reason, Recovery, RegisterError, Stage, Transaction,
};
use epatent_core::object::Digest;

impl Transaction<'_> {
    /// Writes down an act that no step of [`crate::Transaction::take`] and its followers does:
    /// publishing files, blocking a card, appending a payment to one. Commit before the act.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn intend(
        &mut self,
        act: Act,
        card: Option<Key<Card>>,
        subject: Digest,
    ) -> Result<Key<Intent>, RegisterError> {
        let key = self.open_intent(act, None, card, subject);
        self.done("act-intended")?;
        Ok(key)
    }

    /// Writes down how an act ended.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] when that was written down before.
    pub fn ended(&mut self, intent: Key<Intent>, result: ActResult) -> Result<(), RegisterError> {
        let mut intent = self.row(intent)?;
        if let Some(before) = intent.result {
            return Err(RegisterError::State {
                what: "intent",
                key: intent.key.number(),
                actual: before.word(),
                expected: "without a result",
            });
        }
        intent.result = Some(result);
        intent.result_at = Some(self.at);
        self.update(&intent)?;
        self.done("act-ended")
    }

    /// How far an open attempt has come.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] when it has ended.
    pub fn stage(&mut self, attempt: Key<Attempt>) -> Result<Stage, RegisterError> {
        let attempt = self.open_attempt(attempt)?;
        let Some(card) = attempt.card else {
            return Ok(Stage::Taken);
        };
        let card = self.row(card)?;
        let ending: Vec<Intent> = self.select(
            "WHERE card = $1 AND act = $2 AND result IS NULL",
            &[card.key.cell(), Act::Terminate.cell()],
        )?;
        if !ending.is_empty() {
            return Ok(Stage::Terminating);
        }
        match card.state {
            CardState::Signing => Ok(Stage::Signing),
            CardState::Signed => Ok(Stage::Signed),
            CardState::Writing => Ok(Stage::Writing),
            CardState::Written => Ok(Stage::Written),
            CardState::Issued | CardState::Void => Err(RegisterError::State {
                what: "card",
                key: card.key.number(),
                actual: card.state.word(),
                expected: "in work",
            }),
        }
    }

    /// Does with an interrupted attempt what its card says has to be done, and records it. After
    /// [`Recovery::Resume`] the next act is written down already: commit and go on.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] when the attempt has ended.
    pub fn recover(
        &mut self,
        attempt: Key<Attempt>,
        says: CardSays,
    ) -> Result<Recovery, RegisterError> {
        let recovery = recover(self.stage(attempt)?, says);
        let card = self.row(attempt)?.card;
        match (recovery, card) {
            (Recovery::AskForCard, _) => {}
            (Recovery::Resume(Next::Write), Some(card)) => self.begin_writing(card)?,
            (Recovery::Resume(Next::ReadBack), Some(card)) => {
                // The chip may have done COMMIT when the register only knew of the writing.
                self.written(card)?;
            }
            (Recovery::Resume(Next::Terminate), Some(_)) => self.begin_terminating(attempt)?,
            // Nothing to resume without a card: `recover` says so for no such stage.
            (Recovery::Resume(_) | Recovery::Void, _) => self.give_up(attempt, &Fate::Returned)?,
            (Recovery::Scrap(cause), _) => {
                let reason = Reason::parse(cause.word())?;
                self.give_up(attempt, &Fate::Scrapped(reason))?;
            }
        }
        Ok(recovery)
    }

    pub(crate) fn intend_for_card(&mut self, act: Act, card: &Card) -> Result<(), RegisterError> {
        let attempt: Option<Attempt> = self.first("WHERE open_blank = $1", &[card.blank.cell()])?;
        self.open_intent(
            act,
            attempt.map(|attempt| attempt.key),
            Some(card.key),
            card.subject(),
        );
        Ok(())
    }

    pub(crate) fn open_intent(
        &mut self,
        act: Act,
        attempt: Option<Key<Attempt>>,
        card: Option<Key<Card>>,
        subject: Digest,
    ) -> Key<Intent> {
        let intent = Intent {
            key: self.new_key(),
            act,
            attempt,
            card,
            subject,
            station: self.by.station.clone(),
            at: self.at,
            result: None,
            result_at: None,
        };
        self.insert(&intent);
        intent.key
    }

    /// Gives the open intents of a card their result.
    pub(crate) fn close_intents_of(
        &mut self,
        card: Key<Card>,
        result: ActResult,
    ) -> Result<(), RegisterError> {
        let open: Vec<Intent> = self.select(
            "WHERE card = $1 AND result IS NULL ORDER BY id",
            &[card.cell()],
        )?;
        for mut intent in open {
            intent.result = Some(result);
            intent.result_at = Some(self.at);
            self.update(&intent)?;
        }
        Ok(())
    }
}
