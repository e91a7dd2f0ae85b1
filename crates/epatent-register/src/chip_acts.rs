// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is done to the chip of an issued card: suspended, activated, ended for good. Written down,
//! done, and what the card says afterwards written down; the card is the authority.

use crate::cell::Stored;
use crate::record::Key;
use crate::words::{
    Act, ActResult, BlankState, CardState, CardStatus, ChipAct, ChipState, PatentState, Reason,
};
use crate::work::status_of;
use crate::{Card, CardAct, Register, RegisterError, Transaction};

/// The acts of a card that its chip has answered, the newest first.
const ANSWERED: &str = "WHERE card = $1 AND found IS NOT NULL ORDER BY id DESC LIMIT 1";

impl ChipAct {
    /// What the chip is to say afterwards.
    #[must_use]
    pub const fn target(self) -> ChipState {
        match self {
            Self::Suspend => ChipState::Suspended,
            Self::Activate => ChipState::Active,
            Self::Terminate => ChipState::Terminated,
        }
    }

    const fn act(self) -> Act {
        match self {
            Self::Suspend => Act::Suspend,
            Self::Activate => Act::Activate,
            Self::Terminate => Act::Terminate,
        }
    }
}

impl Register {
    /// What was done to the chip of a card, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn acts_on(&mut self, card: Key<Card>) -> Result<Vec<CardAct>, RegisterError> {
        self.database
            .select("WHERE card = $1 ORDER BY id", &[card.cell()])
    }

    /// What the chip of an issued card said when it was last asked after an act; active where nothing
    /// was ever done to it.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn chip_state(&mut self, card: Key<Card>) -> Result<ChipState, RegisterError> {
        let answered: Vec<CardAct> = self.database.select(ANSWERED, &[card.cell()])?;
        Ok(found(answered.first()))
    }
}

impl Transaction<'_> {
    /// [`Register::chip_state`] within this transaction.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn chip_state(&mut self, card: Key<Card>) -> Result<ChipState, RegisterError> {
        let answered: Option<CardAct> = self.first(ANSWERED, &[card.cell()])?;
        Ok(found(answered.as_ref()))
    }

    /// Writes down that the chip of an issued card is going to be suspended, activated or ended. Commit
    /// before the act; then comes [`Self::card_says`].
    ///
    /// One person may do it: whoever holds the card could destroy it as well, and what a decision about
    /// its patent blocked is not unblocked here.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] for a card that is not issued, or ended; and to activate, where the
    /// patent is not valid or the card counts for nothing any more.
    /// [`RegisterError::Duplicate`] while another act of this card has no answer.
    pub fn begin_card_act(
        &mut self,
        act: ChipAct,
        card: Key<Card>,
        reason: &Reason,
    ) -> Result<Key<CardAct>, RegisterError> {
        let card = self.card_in(card, &[CardState::Issued])?;
        let chip = self.chip_state(card.key)?;
        if chip == ChipState::Terminated {
            return Err(state("chip of card", card.key, chip.word(), "not ended"));
        }
        if act == ChipAct::Activate {
            self.demand_counts(card.key)?;
        }
        let subject = card.subject();
        let row = CardAct {
            key: self.new_key(),
            card: card.key,
            act,
            reason: reason.clone(),
            operator: self.by.operator.clone(),
            intent: self.open_intent(act.act(), None, Some(card.key), subject),
            at: self.at,
            found: None,
        };
        self.insert(&row);
        self.done("card-act-intended")?;
        Ok(row.key)
    }

    /// That a card may be active: nothing that was decided about its patent or itself speaks against it.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] where the patent is not valid or the card counts for nothing any more.
    pub fn demand_counts(&mut self, card: Key<Card>) -> Result<(), RegisterError> {
        let card = self.row(card)?;
        let patent = self.row(card.patent)?;
        if patent.state != PatentState::Valid {
            let valid = PatentState::Valid.word();
            return Err(state("patent", patent.key, patent.state.word(), valid));
        }
        if card.status == CardStatus::Superseded {
            return Err(state("card", card.key, "superseded", "valid or suspended"));
        }
        Ok(())
    }

    /// Writes down what a chip says that was asked after an act, or after an act that was interrupted:
    /// the act's result, the status of the card in lists, and where its blank is. True where there was
    /// an act without an answer.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotFound`]; [`RegisterError::State`] where the card's blank is not issued.
    pub fn card_says(&mut self, card: Key<Card>, says: ChipState) -> Result<bool, RegisterError> {
        let before = self.chip_state(card)?;
        let open: Option<CardAct> =
            self.first("WHERE card = $1 AND found IS NULL", &[card.cell()])?;
        let Some(mut act) = open else {
            return Ok(false);
        };
        act.found = Some(says);
        self.update(&act)?;
        let is_done = act.act.target() == says;
        let mut intent = self.row(act.intent)?;
        intent.result = Some(if is_done {
            ActResult::Done
        } else {
            ActResult::Failed
        });
        intent.result_at = Some(self.at);
        self.update(&intent)?;
        if before != says {
            self.follow_chip(card, says, &act.reason)?;
        }
        self.done(match (is_done, says) {
            (false, _) => "card-act-failed",
            (true, ChipState::Active) => "card-activated",
            (true, ChipState::Suspended) => "card-suspended",
            (true, ChipState::Terminated) => "card-terminated",
        })?;
        Ok(true)
    }

    /// What lists say of a live card whose patent is in this state.
    pub(crate) fn status_with_chip(
        &mut self,
        card: Key<Card>,
        patent: PatentState,
    ) -> Result<CardStatus, RegisterError> {
        Ok(match (status_of(patent), self.chip_state(card)?) {
            (CardStatus::Valid, ChipState::Suspended) => CardStatus::Suspended,
            (CardStatus::Valid | CardStatus::Suspended, ChipState::Terminated) => {
                CardStatus::Superseded
            }
            (status, _) => status,
        })
    }

    /// Lists and stock follow the chip. Annulled and superseded stay what they are.
    fn follow_chip(
        &mut self,
        card: Key<Card>,
        says: ChipState,
        reason: &Reason,
    ) -> Result<(), RegisterError> {
        let mut card = self.row(card)?;
        if matches!(card.status, CardStatus::Valid | CardStatus::Suspended) {
            let patent = self.row(card.patent)?;
            card.status = self.status_with_chip(card.key, patent.state)?;
        }
        card.changed_at = self.at;
        self.update(&card)?;
        if says == ChipState::Terminated {
            let (from, to) = (BlankState::Issued, BlankState::Scrapped);
            self.move_blank(card.blank, from, to, Some(reason))?;
        }
        Ok(())
    }
}

fn found(newest: Option<&CardAct>) -> ChipState {
    newest
        .and_then(|act| act.found)
        .unwrap_or(ChipState::Active)
}

fn state<T>(
    what: &'static str,
    key: Key<T>,
    actual: &'static str,
    expected: &'static str,
) -> RegisterError {
    RegisterError::State {
        what,
        key: key.number(),
        actual,
        expected,
    }
}
