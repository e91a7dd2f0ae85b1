// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card from the drawer to its holder: taken, signed, written, read back, issued, or given up.
//!
//! Every step is recorded before it is taken, so that whatever stops the program leaves a record of
//! what may have happened; [`crate::recovery`] says what to do about it.

use crate::cell::{Cell, Stored};
use crate::words::{
    Act, ActResult, ApplicationState, BlankState, CardState, CardStatus, DecisionAct, Opaque,
    Outcome, PatentState, Purpose, Reason, SignatureState,
};
use crate::{
    Attempt, Blank, Card, Decision, Intent, Job, Key, List, Patent, RegisterError, Signature,
    Transaction, Unique,
};
use epatent_core::object::{CardId, ChipKey, Digest, StatusReference};
use epatent_core::{CivilDate, Region};

/// Seconds of a day, for the limit of signatures.
const DAY: i64 = 86_400;
/// Number of a list: region times this, plus year.
const YEARS: i64 = 10_000;

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
    /// Identifier of the card.
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

/// Work that a station took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Patent that gets a card.
    pub patent: Key<Patent>,
    /// The attempt at it.
    pub attempt: Key<Attempt>,
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
    /// Takes a blank to make a card of a patent.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] when patent or blank are in work already;
    /// [`RegisterError::State`] when the blank is none, the patent is not valid, or it has a card
    /// and nobody decided to replace that card ([`DecisionAct::Replace`]).
    pub fn take(
        &mut self,
        patent: Key<Patent>,
        blank: Key<Blank>,
    ) -> Result<Key<Attempt>, RegisterError> {
        let patent = self.row(patent)?;
        if patent.state != PatentState::Valid {
            return Err(RegisterError::State {
                what: "patent",
                key: patent.key.number(),
                actual: patent.state.word(),
                expected: PatentState::Valid.word(),
            });
        }
        self.demand_replacement_decided(patent.key)?;
        self.move_blank(blank, BlankState::Blank, BlankState::InWork, None)?;
        let attempt = Attempt {
            key: self.new_key(),
            patent: patent.key,
            blank,
            card: None,
            operator: self.by.operator.clone(),
            station: self.by.station.clone(),
            started_at: self.at,
            ended_at: None,
            outcome: None,
            reason: None,
        };
        self.insert(&attempt);
        self.done("blank-taken")?;
        Ok(attempt.key)
    }

    /// Takes a blank for the patent whose application has waited longest and which nobody works
    /// on; `None` when there is none.
    ///
    /// # Errors
    ///
    /// Those of [`Transaction::take`].
    pub fn take_next(&mut self, blank: Key<Blank>) -> Result<Option<Taken>, RegisterError> {
        let next: Option<Patent> = self.first(
            "WHERE application IN (SELECT id FROM application WHERE application.state = 'approved') \
             AND state = 'valid' \
             AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.open_patent = patent.id) \
             AND NOT EXISTS (SELECT 1 FROM card WHERE card.patent = patent.id AND card.state = 'issued') \
             ORDER BY application LIMIT 1",
            &[],
        )?;
        match next {
            Some(patent) => Ok(Some(Taken {
                patent: patent.key,
                attempt: self.take(patent.key, blank)?,
            })),
            None => Ok(None),
        }
    }

    /// A patent that has had a card gets another one only by a decision about that very card.
    fn demand_replacement_decided(&mut self, patent: Key<Patent>) -> Result<(), RegisterError> {
        let last: Option<Card> = self.first(
            "WHERE patent = $1 AND state = 'issued' ORDER BY replacement_index DESC LIMIT 1",
            &[patent.cell()],
        )?;
        let Some(last) = last else {
            return Ok(());
        };
        let decided: Option<Decision> = self.first(
            "WHERE card = $1 AND act = $2",
            &[last.key.cell(), DecisionAct::Replace.cell()],
        )?;
        match decided {
            Some(_) => Ok(()),
            None => Err(RegisterError::State {
                what: "card",
                key: last.key.number(),
                actual: last.state.word(),
                expected: "to be replaced by decision",
            }),
        }
    }

    /// The next index of the status list of a region and year. It has to be used by
    /// [`Transaction::intend_signature`] in the same transaction, so that lists have no holes.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn allocate(
        &mut self,
        region: Region,
        day: CivilDate,
    ) -> Result<StatusReference, RegisterError> {
        let (list, first) = self.allocate_many(region, day, 1)?;
        let status = StatusReference {
            list: list.number().unsigned_abs(),
            index: first.into(),
        };
        self.allocated.push(status);
        Ok(status)
    }

    /// The list of a region and year, and the first of `count` indices of it.
    pub(crate) fn allocate_many(
        &mut self,
        region: Region,
        day: CivilDate,
        count: u32,
    ) -> Result<(Key<List>, u32), RegisterError> {
        let year = day.year().unsigned_abs();
        let code: i64 = region.as_str().parse().unwrap_or_default();
        let key: Key<List> = Key::new(code * YEARS + i64::from(year));
        let found: Option<List> = self.first("WHERE id = $1", &[key.cell()])?;
        let first = found.as_ref().map_or(0, |list| list.next_index);
        let list = List {
            key,
            region,
            year,
            next_index: first.saturating_add(count),
        };
        if found.is_some() {
            self.update(&list)?;
        } else {
            self.insert(&list);
        }
        Ok((key, first))
    }

    /// Number of the next card of a patent: 0 for the first, one more for each that was issued.
    ///
    /// # Errors
    ///
    /// [`RegisterError::TooManyCards`].
    pub fn replacement_index(&mut self, patent: Key<Patent>) -> Result<u8, RegisterError> {
        let issued = self.number(
            "SELECT count(*) FROM card WHERE patent = $1 AND state = 'issued'",
            &[patent.cell()],
        )?;
        u8::try_from(issued).map_err(|_| RegisterError::TooManyCards)
    }

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
        self.delete::<Job>(Key::new(card.key.number()))?;
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
        let attempt = self.open_attempt(attempt)?;
        let Some(card) = attempt.card else {
            return Err(attempt_state(&attempt, "not signed", "signed"));
        };
        let card = self.row(card)?;
        self.close_intents_of(card.key, ActResult::Failed)?;
        self.intend_for_card(Act::Terminate, &card)?;
        self.done("terminating-begun")
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
                self.delete::<Job>(Key::new(key.number()))?;
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
    fn card_in(&mut self, key: Key<Card>, states: &[CardState]) -> Result<Card, RegisterError> {
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

    /// A chip keeps its key when what was signed for it is void, and may be signed for again. The
    /// same key in another chip was not made there.
    fn demand_key_of_no_other_chip(
        &mut self,
        chip_key: ChipKey,
        blank: Key<Blank>,
    ) -> Result<(), RegisterError> {
        let elsewhere = self.number(
            "SELECT count(*) FROM card WHERE chip_key = $1 AND blank <> $2",
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

    fn intend_for_card(&mut self, act: Act, card: &Card) -> Result<(), RegisterError> {
        let attempt: Option<Attempt> = self.first("WHERE open_blank = $1", &[card.blank.cell()])?;
        let subject = card.manifest.unwrap_or(Digest::of(card.card_id.as_bytes()));
        self.open_intent(
            act,
            attempt.map(|attempt| attempt.key),
            Some(card.key),
            subject,
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
    fn close_intents_of(
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
