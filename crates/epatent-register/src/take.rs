// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Who makes a card of which blank, and the place that the card gets in the lists.

use crate::cell::{Cell, Stored};
use crate::words::{BlankState, DecisionAct, PatentState};
use crate::{
    Attempt, Blank, Card, Decision, Key, List, Patent, Register, RegisterError, Transaction,
};
use epatent_core::object::StatusReference;
use epatent_core::{CivilDate, Region};

/// Number of a list: region times this, plus year.
const YEARS: i64 = 10_000;

/// Work that a station took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Patent that gets a card.
    pub patent: Key<Patent>,
    /// The attempt at it.
    pub attempt: Key<Attempt>,
}

/// Valid patents whose newest card is to be replaced by decision.
const REPLACED: &str = "WHERE id IN (SELECT decision.patent FROM decision \
     JOIN card ON card.id = decision.card \
     WHERE decision.act = 'replace' AND card.state = 'issued' \
     AND NOT EXISTS (SELECT 1 FROM card AS later WHERE later.patent = card.patent \
     AND later.state = 'issued' AND later.replacement_index > card.replacement_index)) \
     AND state = 'valid'";

impl Register {
    /// Number of valid patents whose card is to be replaced by decision, also where somebody works on
    /// it.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn count_replacements(&mut self) -> Result<u64, RegisterError> {
        let sql = format!("SELECT count(*) FROM patent {REPLACED}");
        Ok(self.database.number(&sql, &[])?.unsigned_abs())
    }
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
        if let Some(application) = patent.application {
            // A card is made of it: the event says what it was.
            self.row(application)?;
        }
        self.move_blank(blank, BlankState::Blank, BlankState::InWork, None)?;
        let attempt = self.begin_attempt(patent.key, blank);
        self.done("blank-taken")?;
        Ok(attempt)
    }

    /// Writes down an attempt that begins now; the event is the caller's.
    pub(crate) fn begin_attempt(&mut self, patent: Key<Patent>, blank: Key<Blank>) -> Key<Attempt> {
        let attempt = Attempt {
            key: self.new_key(),
            patent,
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
        attempt.key
    }

    /// Takes a blank for the patent whose application has waited longest and which nobody works
    /// on; `None` when there is none.
    ///
    /// # Errors
    ///
    /// Those of [`Transaction::take`].
    pub fn take_next(&mut self, blank: Key<Blank>) -> Result<Option<Taken>, RegisterError> {
        match self.first_cards_wanted(1)?.pop() {
            Some(patent) => Ok(Some(Taken {
                patent: patent.key,
                attempt: self.take(patent.key, blank)?,
            })),
            None => Ok(None),
        }
    }

    /// At most `limit` valid patents that wait for a card and which nobody works on: first those
    /// whose card is to be replaced by decision, then those whose application is approved, the one
    /// that has waited longest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn cards_wanted(&mut self, limit: u32) -> Result<Vec<Patent>, RegisterError> {
        let mut patents = self.replacements_wanted(limit)?;
        let more = limit.saturating_sub(u32::try_from(patents.len()).unwrap_or(limit));
        patents.extend(self.first_cards_wanted(more)?);
        Ok(patents)
    }

    fn first_cards_wanted(&mut self, limit: u32) -> Result<Vec<Patent>, RegisterError> {
        self.select(
            "WHERE application IN (SELECT id FROM application WHERE application.state = 'approved') \
             AND state = 'valid' \
             AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.open_patent = patent.id) \
             AND NOT EXISTS (SELECT 1 FROM card WHERE card.patent = patent.id AND card.state = 'issued') \
             ORDER BY application LIMIT $1",
            &[Cell::Integer(limit.into())],
        )
    }

    /// The decision names the newest card of its patent: [`Transaction::take`] demands that again.
    fn replacements_wanted(&mut self, limit: u32) -> Result<Vec<Patent>, RegisterError> {
        self.select(
            &format!(
                "{REPLACED} \
                 AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.open_patent = patent.id) \
                 ORDER BY id LIMIT $1"
            ),
            &[Cell::Integer(limit.into())],
        )
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

    /// The cards of a patent in the order in which they were signed.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn cards_of(&mut self, patent: Key<Patent>) -> Result<Vec<Card>, RegisterError> {
        self.select("WHERE patent = $1 ORDER BY id", &[patent.cell()])
    }

    /// Number of the next card of a patent, 0 to 255: 0 for the first, one more for each that was issued.
    ///
    /// # Errors
    ///
    /// [`RegisterError::TooManyCards`] where 256 were issued: the card has one byte for it.
    pub fn replacement_index(&mut self, patent: Key<Patent>) -> Result<u8, RegisterError> {
        let issued = self.number(
            "SELECT count(*) FROM card WHERE patent = $1 AND state = 'issued'",
            &[patent.cell()],
        )?;
        u8::try_from(issued).map_err(|_| RegisterError::TooManyCards)
    }
}
