// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card from the drawer to its holder: taken, signed, written, read back, issued, or given up.
//!
//! Every step is recorded before it is taken, so that whatever stops the program leaves a record of
//! what may have happened; [`crate::recovery`] says what to do about it.

use crate::cell::{Cell, Stored};
use crate::words::{
    Act, ActResult, ApplicationState, BlankState, CardState, CardStatus, Opaque, Outcome,
    PatentState, Purpose, Reason, SignatureState,
};
use crate::{Attempt, Blank, Card, Job, Key, List, RegisterError, Signature, Transaction, Unique};
use epatent_core::object::{CardId, ChipKey, Digest, StatusReference};

/// Seconds of a day, for the limit of signatures.
const DAY: i64 = 86_400;

/// What the office allows one person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// Signatures that an operator may ask for within 24 hours; `None` for no limit.
    pub signatures_a_day: Option<u64>,
    /// Whether two people have to approve every single card.
    pub four_eyes_for_each_card: bool,
}

/// What is about to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// Attempt it is for.
    pub attempt: Key<Attempt>,
    /// Identifier of the card, 16 random bytes.
    pub card_id: CardId,
    /// Public key of the chip.
    pub chip_key: ChipKey,
    /// Index given by [`Transaction::allocate`] in this transaction.
    pub status: StatusReference,
    /// SHA-256 of the bytes to be signed.
    pub to_be_signed: Digest,
    /// SHA-256 of the signer's public key.
    pub signer: Digest,
}

/// What becomes of a blank whose attempt ends without a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The chip says that it is blank: back into the drawer.
    Returned,
    /// Spoiled: destroyed by two people.
    Scrapped(Reason),
    /// Not to be found.
    Lost(Reason),
}

impl Transaction<'_> {
    /// Records that a signature for a card is going to be asked for. Commit before asking.
    ///
    /// # Errors
    ///
    /// [`RegisterError::OverLimit`] and [`RegisterError::NotApproved`] by the rules;
    /// [`RegisterError::Duplicate`] for a chip key, card or signed bytes that are known already;
    /// [`RegisterError::State`] when the attempt has ended or has a card.
    pub fn intend_signature(
        &mut self,
        signing: &Signing,
        rules: &Rules,
    ) -> Result<Key<Card>, RegisterError> {
        let mut attempt = self.open_attempt(signing.attempt)?;
        if attempt.card.is_some() {
            return Err(attempt_state(&attempt, "signed", "not signed yet"));
        }
        let allocated = self.allocated.len();
        self.allocated.retain(|status| *status != signing.status);
        if self.allocated.len() == allocated {
            return Err(RegisterError::NotAllocated);
        }
        self.demand_within_limit(rules, 1)?;
        if rules.four_eyes_for_each_card {
            self.demand_two_approvals(signing.to_be_signed)?;
        }
        self.demand_key_of_no_other_chip(signing.chip_key, attempt.blank)?;
        let patent = self.row(attempt.patent)?;
        let card = Card {
            key: self.new_key(),
            card_id: signing.card_id,
            patent: patent.key,
            blank: attempt.blank,
            replacement_index: self.replacement_index(patent.key)?,
            list: list_key(signing.status)?,
            list_index: list_index(signing.status)?,
            chip_key: signing.chip_key,
            manifest: None,
            state: CardState::Signing,
            // Until it is issued, a card that turns up somewhere is not one.
            status: CardStatus::Superseded,
            paid_through: patent.paid_through,
            changed_at: self.at,
        };
        self.insert(&card);
        let signature = Signature {
            key: self.new_key(),
            purpose: Purpose::Document,
            digest: signing.to_be_signed,
            signer: signing.signer,
            card: Some(card.key),
            operator: self.by.operator.clone(),
            state: SignatureState::Intended,
            at: self.at,
        };
        self.insert(&signature);
        attempt.card = Some(card.key);
        self.update(&attempt)?;
        self.open_intent(
            Act::Sign,
            Some(attempt.key),
            Some(card.key),
            signing.to_be_signed,
        );
        self.done("signature-intended")?;
        Ok(card.key)
    }

    /// Records a signature that was made, and the signed files until the card is issued. Commit
    /// before the files go anywhere.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] unless the card is being signed.
    pub fn signature_made(
        &mut self,
        card: Key<Card>,
        manifest: Digest,
        files: &Opaque,
    ) -> Result<(), RegisterError> {
        let mut card = self.card_in(card, &[CardState::Signing])?;
        card.state = CardState::Signed;
        card.manifest = Some(manifest);
        card.changed_at = self.at;
        self.update(&card)?;
        self.move_signature(card.key, SignatureState::Made)?;
        self.insert(&Job {
            key: Key::new(card.key.number()),
            files: files.clone(),
        });
        self.close_intents_of(card.key, ActResult::Done)?;
        self.done("signature-made")
    }

    /// Records that the chip is going to be written. Commit before the first WRITE.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] unless the card is signed, or was being written before.
    pub fn begin_writing(&mut self, card: Key<Card>) -> Result<(), RegisterError> {
        let mut card = self.card_in(card, &[CardState::Signed, CardState::Writing])?;
        card.state = CardState::Writing;
        card.changed_at = self.at;
        self.update(&card)?;
        self.close_intents_of(card.key, ActResult::Resumed)?;
        self.intend_for_card(Act::Write, &card)?;
        self.done("writing-begun")
    }

    /// Records that the chip confirmed COMMIT, and that the card is going to be read back.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] unless the card is being written, or is being read back once more.
    pub fn written(&mut self, card: Key<Card>) -> Result<(), RegisterError> {
        let mut card = self.card_in(card, &[CardState::Writing, CardState::Written])?;
        let result = match card.state {
            CardState::Writing => ActResult::Done,
            _ => ActResult::Resumed,
        };
        card.state = CardState::Written;
        card.changed_at = self.at;
        self.update(&card)?;
        self.close_intents_of(card.key, result)?;
        self.intend_for_card(Act::ReadBack, &card)?;
        self.done("card-written")
    }

    /// Records that the card was read back through the verifier: it is issued. The card that it
    /// replaces is superseded in the same moment, the signed files are deleted, the application is
    /// done.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] unless the card is written.
    pub fn issued(&mut self, card: Key<Card>) -> Result<(), RegisterError> {
        let mut card = self.card_in(card, &[CardState::Written])?;
        let before: Option<Card> = self.first("WHERE live_of = $1", &[card.patent.cell()])?;
        if let Some(mut before) = before {
            before.status = CardStatus::Superseded;
            before.changed_at = self.at;
            self.update(&before)?;
        }
        let patent = self.row(card.patent)?;
        card.state = CardState::Issued;
        card.status = status_of(patent.state);
        card.paid_through = patent.paid_through;
        card.changed_at = self.at;
        self.update(&card)?;
        self.move_signature(card.key, SignatureState::Issued)?;
        self.close_intents_of(card.key, ActResult::Done)?;
        self.delete_files(card.key)?;
        self.move_blank(card.blank, BlankState::InWork, BlankState::Issued, None)?;
        let attempt: Option<Attempt> = self.first("WHERE open_blank = $1", &[card.blank.cell()])?;
        if let Some(mut attempt) = attempt {
            attempt.outcome = Some(Outcome::Issued);
            attempt.ended_at = Some(self.at);
            self.update(&attempt)?;
        }
        if let Some(application) = patent.application {
            let mut application = self.row(application)?;
            if application.state == ApplicationState::Approved {
                application.state = ApplicationState::Done;
                self.update(&application)?;
            }
        }
        self.done("card-issued")
    }

    /// Records that a card is going to be ended for good, so that it can be scrapped.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] when the attempt has ended or nothing was signed for it.
    pub fn begin_terminating(&mut self, attempt: Key<Attempt>) -> Result<(), RegisterError> {
        self.begin_ending(attempt, Act::Terminate, "terminating-begun")
    }

    /// Records that what was written to a card is going to be erased, so that its blank can be given
    /// back.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] when the attempt has ended or nothing was signed for it.
    pub fn begin_aborting(&mut self, attempt: Key<Attempt>) -> Result<(), RegisterError> {
        self.begin_ending(attempt, Act::Abort, "aborting-begun")
    }

    fn begin_ending(
        &mut self,
        attempt: Key<Attempt>,
        act: Act,
        kind: &str,
    ) -> Result<(), RegisterError> {
        let attempt = self.open_attempt(attempt)?;
        let Some(card) = attempt.card else {
            return Err(attempt_state(&attempt, "not signed", "signed"));
        };
        let card = self.row(card)?;
        self.close_intents_of(card.key, ActResult::Failed)?;
        self.intend_for_card(act, &card)?;
        self.done(kind)
    }

    /// Ends an attempt without a card. What was signed is void for ever: its index says
    /// *superseded* and its files are deleted.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] when the attempt has ended, or its card is issued.
    pub fn give_up(&mut self, attempt: Key<Attempt>, fate: &Fate) -> Result<(), RegisterError> {
        let mut attempt = self.open_attempt(attempt)?;
        let (outcome, state, result, reason) = match fate {
            Fate::Returned => (
                Outcome::Returned,
                BlankState::Blank,
                ActResult::Voided,
                None,
            ),
            Fate::Scrapped(reason) => (
                Outcome::Scrapped,
                BlankState::Scrapped,
                ActResult::Scrapped,
                Some(reason),
            ),
            Fate::Lost(reason) => (
                Outcome::Lost,
                BlankState::Lost,
                ActResult::Lost,
                Some(reason),
            ),
        };
        if let Some(key) = attempt.card {
            let in_work = [
                CardState::Signing,
                CardState::Signed,
                CardState::Writing,
                CardState::Written,
            ];
            let mut card = self.card_in(key, &in_work)?;
            let has_files = card.state != CardState::Signing;
            card.state = CardState::Void;
            card.status = CardStatus::Superseded;
            card.changed_at = self.at;
            self.update(&card)?;
            self.move_signature(key, SignatureState::Void)?;
            self.close_intents_of(key, result)?;
            if has_files {
                self.delete_files(key)?;
            }
        }
        self.move_blank(attempt.blank, BlankState::InWork, state, reason)?;
        attempt.outcome = Some(outcome);
        attempt.ended_at = Some(self.at);
        attempt.reason = reason.cloned();
        self.update(&attempt)?;
        self.done("attempt-given-up")
    }

    pub(crate) fn open_attempt(&mut self, key: Key<Attempt>) -> Result<Attempt, RegisterError> {
        let attempt = self.row(key)?;
        match attempt.outcome {
            None => Ok(attempt),
            Some(outcome) => Err(attempt_state(&attempt, outcome.word(), "open")),
        }
    }

    /// The card, if it is in one of these states.
    pub(crate) fn card_in(
        &mut self,
        key: Key<Card>,
        states: &[CardState],
    ) -> Result<Card, RegisterError> {
        let card = self.row(key)?;
        if states.contains(&card.state) {
            return Ok(card);
        }
        Err(RegisterError::State {
            what: "card",
            key: key.number(),
            actual: card.state.word(),
            expected: states.first().map_or("", |state| state.word()),
        })
    }

    fn move_signature(
        &mut self,
        card: Key<Card>,
        state: SignatureState,
    ) -> Result<(), RegisterError> {
        let signature: Option<Signature> = self.first("WHERE card = $1", &[card.cell()])?;
        let mut signature = signature.ok_or_else(|| RegisterError::NotFound {
            what: "signature",
            key: card.to_string(),
        })?;
        signature.state = state;
        self.update(&signature)
    }

    /// Deletes the signed files of a card, unless they were kept elsewhere from the beginning.
    fn delete_files(&mut self, card: Key<Card>) -> Result<(), RegisterError> {
        let there = "SELECT count(*) FROM job WHERE id = $1";
        if self.number(there, &[card.cell()])? == 0 {
            Ok(())
        } else {
            self.delete::<Job>(Key::new(card.number()))
        }
    }

    /// A chip keeps its key when what was signed for it is void, and may be signed for again. The
    /// same key in another chip was not made there.
    fn demand_key_of_no_other_chip(
        &mut self,
        chip_key: ChipKey,
        blank: Key<Blank>,
    ) -> Result<(), RegisterError> {
        let elsewhere = self.number(
            // That of a card that is not void is refused by its index.
            "SELECT count(*) FROM card WHERE state = 'void' AND substr(chip_key, 2, 16) = substr($1, 2, 16) \
             AND chip_key = $1 AND blank <> $2",
            &[chip_key.cell(), blank.cell()],
        )?;
        if elsewhere == 0 {
            Ok(())
        } else {
            Err(RegisterError::Duplicate(Unique::ChipKey))
        }
    }

    /// Whether the operator may ask for so many more signatures.
    pub(crate) fn demand_within_limit(
        &mut self,
        rules: &Rules,
        more: u64,
    ) -> Result<(), RegisterError> {
        let Some(limit) = rules.signatures_a_day else {
            return Ok(());
        };
        let since = i64::read(self.at.cell()).unwrap_or_default() - DAY;
        let made = self.number(
            "SELECT count(*) FROM signature WHERE operator = $1 AND at > $2",
            &[self.by.operator.cell(), Cell::Integer(since)],
        )?;
        if made.unsigned_abs().saturating_add(more) <= limit {
            Ok(())
        } else {
            Err(RegisterError::OverLimit { limit })
        }
    }
}

/// What a live card's index says, by what was decided about its patent.
pub(crate) const fn status_of(patent: PatentState) -> CardStatus {
    match patent {
        PatentState::Valid => CardStatus::Valid,
        PatentState::Annulled => CardStatus::Annulled,
        PatentState::Suspended => CardStatus::Suspended,
    }
}

pub(crate) fn list_key(status: StatusReference) -> Result<Key<List>, RegisterError> {
    i64::try_from(status.list)
        .map(Key::new)
        .map_err(|_| RegisterError::NotFound {
            what: "list",
            key: status.list.to_string(),
        })
}

pub(crate) fn list_index(status: StatusReference) -> Result<u32, RegisterError> {
    u32::try_from(status.index).map_err(|_| RegisterError::NotFound {
        what: "index",
        key: status.index.to_string(),
    })
}

pub(crate) fn attempt_state(
    attempt: &Attempt,
    actual: &'static str,
    expected: &'static str,
) -> RegisterError {
    RegisterError::State {
        what: "attempt",
        key: attempt.key.number(),
        actual,
        expected,
    }
}
