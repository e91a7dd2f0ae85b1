// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Many cards in one transaction: one sync of the disk for all of them, few statements, and still an
//! event for each.

use std::collections::HashMap;

use crate::cell::{Cell, Kind, Stored};
use crate::record::{Cells, Column, Record as _, Table};
use crate::words::{BlankState, CardState, CardStatus, PatentState, Purpose, SignatureState};
use crate::work::attempt_state;
use crate::{
    Attempt, Blank, Card, Job, Key, List, NewPatent, Opaque, Patent, RegisterError, Rules,
    Signature, Transaction, Unique,
};
use epatent_core::object::{CardId, ChipKey, Digest, StatusReference};
use epatent_core::{CivilDate, Region};

/// Rows that are looked up at once.
const PART: usize = 2_500;

/// What a bulk has to know of patents when it takes them, and when they are signed.
const STATE: Table = Table {
    name: Patent::NAME,
    key: "id",
    order: 0,
    columns: &[Column {
        name: "state",
        kind: Kind::Text,
    }],
};
const PAID: Table = Table {
    name: Patent::NAME,
    key: "id",
    order: 0,
    columns: &[Column {
        name: "paid_through",
        kind: Kind::Integer,
    }],
};

/// A card that was signed with many others. Nobody has the signature before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInBulk {
    /// Attempt it is for.
    pub attempt: Key<Attempt>,
    /// Identifier of the card, 16 random bytes.
    pub card_id: CardId,
    /// Public key of the chip.
    pub chip_key: ChipKey,
    /// SHA-256 of the signed bytes, the whole EF.SO.
    pub signed: Digest,
    /// Digest under which the chip will be written.
    pub manifest: Digest,
    /// The signed files, kept until the card is issued; `None` where they are kept elsewhere.
    pub files: Option<Opaque>,
}

impl Transaction<'_> {
    /// [`Transaction::register_patent`] for many patents without applications, such as those that
    /// are taken over from another register.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn register_patents(
        &mut self,
        new: &[NewPatent],
    ) -> Result<Vec<Key<Patent>>, RegisterError> {
        let mut keys = Vec::with_capacity(new.len());
        for new in new {
            if new.application.is_some() || new.latest_end < new.in_force_from {
                return Err(RegisterError::Dates {
                    what: "a patent of many has an application, or would end before it begins",
                });
            }
            let patent = Patent {
                key: self.new_key(),
                number: new.number.clone(),
                region: new.region,
                application: None,
                in_force_from: new.in_force_from,
                latest_end: new.latest_end,
                paid_through: None,
                state: PatentState::Valid,
            };
            self.insert(&patent);
            self.event("patent-registered");
            keys.push(patent.key);
        }
        self.flush()?;
        Ok(keys)
    }

    /// [`Transaction::take`] for many patents that have had no card.
    ///
    /// # Errors
    ///
    /// As there; [`RegisterError::Duplicate`] for a patent that has had a card.
    pub fn take_many(
        &mut self,
        work: &[(Key<Patent>, Key<Blank>)],
    ) -> Result<Vec<Key<Attempt>>, RegisterError> {
        let mut attempts = Vec::with_capacity(work.len());
        for part in work.chunks(PART) {
            let patents: Vec<Key<Patent>> = part.iter().map(|(patent, _)| *patent).collect();
            let blanks: Vec<Key<Blank>> = part.iter().map(|(_, blank)| *blank).collect();
            let valid = PatentState::Valid.cell();
            let found = self.columns_of(&STATE, &patents)?;
            let valid = found.iter().filter(|row| row.get(1) == Some(&valid));
            if valid.count() != part.len() {
                return Err(not_all("patent"));
            }
            self.demand_no_card(&patents)?;
            let mut found = self.rows_of(&blanks)?;
            let free = found
                .iter()
                .filter(|blank| blank.state == BlankState::Blank);
            if free.count() != part.len() {
                return Err(not_all("blank"));
            }
            for blank in &mut found {
                blank.state = BlankState::InWork;
                blank.changed_at = self.at;
            }
            self.update_many(&found, &["state", "changed_at"], "blanks-taken")?;
            for (patent, blank) in part {
                attempts.push(self.begin_attempt(*patent, *blank));
                self.event_when_full("attempts-begun");
            }
            self.event_when_changed("attempts-begun");
        }
        self.flush()?;
        Ok(attempts)
    }

    /// The first of the indices that [`Transaction::record_signed`] will give if nobody else signs
    /// for this list in between: what is signed names them.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn next_indices(
        &mut self,
        region: Region,
        day: CivilDate,
    ) -> Result<StatusReference, RegisterError> {
        let (list, first) = self.allocate_many(region, day, 0)?;
        self.done("indices-read")?;
        Ok(StatusReference {
            list: list.number().unsigned_abs(),
            index: first.into(),
        })
    }

    /// Records cards that were signed for the indices of a list from `first` on, in order. Intent
    /// and result in one: the caller signed in memory, and gives nothing away before this is
    /// committed. A signature that a program took with it when it died was never used.
    ///
    /// # Errors
    ///
    /// As [`Transaction::intend_signature`]; [`RegisterError::NotAllocated`] when `first` is not
    /// the next index any more: sign again.
    pub fn record_signed(
        &mut self,
        region: Region,
        day: CivilDate,
        first: StatusReference,
        signer: Digest,
        cards: &[SignedInBulk],
        rules: &Rules,
    ) -> Result<Vec<Key<Card>>, RegisterError> {
        let more = u32::try_from(cards.len()).map_err(|_| RegisterError::NotAllocated)?;
        self.demand_within_limit(rules, more.into())?;
        let (list, index) = self.allocate_many(region, day, more)?;
        if first.list != list.number().unsigned_abs() || first.index != u64::from(index) {
            return Err(RegisterError::NotAllocated);
        }
        let mut keys = Vec::with_capacity(cards.len());
        let mut index = index;
        for part in cards.chunks(PART) {
            if rules.four_eyes_for_each_card {
                for card in part {
                    self.demand_two_approvals(card.signed)?;
                }
            }
            let mut context = self.context(part)?;
            let mut changed = Vec::with_capacity(part.len());
            for signed in part {
                let (card, attempt) =
                    self.signed_card(signed, &mut context, list, index, signer)?;
                index += 1;
                keys.push(card);
                changed.push(attempt);
            }
            self.update_many(&changed, &["card"], "attempts-signed")?;
        }
        self.flush()?;
        Ok(keys)
    }

    /// Only patents without a card are signed in bulk: nothing is replaced there.
    fn demand_no_card(&mut self, patents: &[Key<Patent>]) -> Result<(), RegisterError> {
        let cells: Vec<Cell> = patents.iter().map(Stored::cell).collect();
        let had = format!(
            "SELECT count(*) FROM card WHERE state = 'issued' AND patent IN {}",
            self.places(cells.len())
        );
        if self.number(&had, &cells)? == 0 {
            Ok(())
        } else {
            Err(RegisterError::Duplicate(Unique::LiveCard))
        }
    }

    /// Rows that a part of a bulk refers to.
    fn context(&mut self, part: &[SignedInBulk]) -> Result<Context, RegisterError> {
        let attempts: Vec<Key<Attempt>> = part.iter().map(|card| card.attempt).collect();
        let attempts = self.rows_of(&attempts)?;
        let patents: Vec<Key<Patent>> = attempts.iter().map(|attempt| attempt.patent).collect();
        self.demand_no_card(&patents)?;
        let cells: Vec<Cell> = part
            .iter()
            .filter_map(|card| card.chip_key.as_sec1().get(1..17))
            .map(|beginning| Cell::Bytes(beginning.to_vec()))
            .collect();
        // A key of a card that is not void is refused by its index.
        let condition = format!(
            "WHERE state = 'void' AND substr(chip_key, 2, 16) IN {}",
            self.places(cells.len())
        );
        let known: Vec<Card> = self.select(&condition, &cells)?;
        Ok(Context {
            paid: self
                .columns_of(&PAID, &patents)?
                .into_iter()
                .map(|row| {
                    let mut cells = Cells::new(&PAID, row);
                    Ok((cells.next("id")?, cells.next("paid_through")?))
                })
                .collect::<Result<_, RegisterError>>()?,
            attempts: attempts
                .into_iter()
                .map(|attempt| (attempt.key, attempt))
                .collect(),
            known: known
                .into_iter()
                .map(|card| (card.chip_key, card.blank))
                .collect(),
        })
    }

    fn signed_card(
        &mut self,
        signed: &SignedInBulk,
        context: &mut Context,
        list: Key<List>,
        list_index: u32,
        signer: Digest,
    ) -> Result<(Key<Card>, Attempt), RegisterError> {
        let missing = || not_all("attempt");
        // Nobody signs twice for one attempt: it is not there the second time.
        let mut attempt = context
            .attempts
            .remove(&signed.attempt)
            .ok_or_else(missing)?;
        let paid_through = context.paid.get(&attempt.patent).ok_or_else(missing)?;
        if attempt.outcome.is_some() || attempt.card.is_some() {
            return Err(attempt_state(
                &attempt,
                "ended or signed",
                "open and not signed",
            ));
        }
        if context
            .known
            .get(&signed.chip_key)
            .is_some_and(|blank| *blank != attempt.blank)
        {
            return Err(RegisterError::Duplicate(Unique::ChipKey));
        }
        let card = Card {
            key: self.new_key(),
            card_id: signed.card_id,
            patent: attempt.patent,
            blank: attempt.blank,
            // The patent has had no card.
            replacement_index: 0,
            list,
            list_index,
            chip_key: signed.chip_key,
            manifest: Some(signed.manifest),
            state: CardState::Signed,
            status: CardStatus::Superseded,
            paid_through: *paid_through,
            changed_at: self.at,
        };
        self.insert(&card);
        let signature = Signature {
            key: self.new_key(),
            purpose: Purpose::Document,
            digest: signed.signed,
            signer,
            card: Some(card.key),
            operator: self.by.operator.clone(),
            state: SignatureState::Made,
            at: self.at,
        };
        self.insert(&signature);
        if let Some(files) = &signed.files {
            self.insert(&Job {
                key: Key::new(card.key.number()),
                files: files.clone(),
            });
        }
        self.event("signature-made");
        attempt.card = Some(card.key);
        Ok((card.key, attempt))
    }
}

/// Rows that a part of a bulk refers to, by their keys.
struct Context {
    attempts: HashMap<Key<Attempt>, Attempt>,
    /// Last paid days.
    paid: HashMap<Key<Patent>, Option<CivilDate>>,
    /// Chip keys that were signed for before, and on which blank.
    known: HashMap<ChipKey, Key<Blank>>,
}

fn not_all(what: &'static str) -> RegisterError {
    RegisterError::NotFound {
        what,
        key: "of some of many, in the state that is needed".into(),
    }
}
