// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What lists are made of: status and last paid day by index, and a record of what was published.

use std::collections::HashMap;

use crate::cell::{Cell, Kind, Stored};
use crate::words::{CardStatus, DecisionAct, PublicationKind, Purpose, Reason, SignatureState};
use crate::{Card, Key, List, Publication, Register, RegisterError, Signature, Transaction};
use epatent_core::object::Digest;
use epatent_core::{CivilDate, UnixTime};

/// Indices in one row of the question: a row costs a round trip through the driver's channel, and a
/// card only the nine characters it contributes.
const BLOCK: i64 = 4_096;
/// Characters of a card: one digit of status and the day.
const WIDTH: usize = 9;
/// Cards of each list that are read as whole rows.
const SAMPLE: u32 = 32;

/// One index of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What the status list says of the card.
    pub status: CardStatus,
    /// What the paid-through list says; `None` when nothing was paid.
    pub paid_through: Option<CivilDate>,
}

/// What a decision adds to what a list says of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The index, from 0.
    pub index: u32,
    /// [`DecisionAct::Annul`] or [`DecisionAct::AcceptPayment`]: the others say nothing more in lists.
    pub act: DecisionAct,
    /// Day from which it holds, a civil date in the region.
    pub on: CivilDate,
    /// Why.
    pub reason: Reason,
}

/// A list as it is to be published, of one state of the register.
#[derive(Debug, Clone, Copy)]
pub struct ListState<'s> {
    /// The list.
    pub list: &'s List,
    /// Its entries from index 0 on; as many as the list has cards.
    pub entries: &'s [Entry],
    /// Its annulments and accepted payments by index, those of one index in the order in which they
    /// were decided.
    pub decided: &'s [Decided],
    /// Some of its cards, spread over the list and read as whole rows: what the entries are to be
    /// compared with.
    pub sample: &'s [Card],
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What.
    pub kind: PublicationKind,
    /// Number of the list in its region, such as 772026; 0 for a bundle.
    pub list: i64,
    /// Version of a bundle, sequence of a list; from 1 and higher than every one before.
    pub version: i64,
    /// SHA-256 of the file as it was published.
    pub digest: Digest,
    /// When the next is due, UTC seconds.
    pub next_update: UnixTime,
}

impl Register {
    /// The lists there are: a region and a year each, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn lists(&mut self) -> Result<Vec<List>, RegisterError> {
        self.database.select("ORDER BY id", &[])
    }

    /// Signatures of lists and bundles that were asked for and never became part of a publication.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn open_list_signatures(&mut self) -> Result<Vec<Signature>, RegisterError> {
        self.database.select(
            "WHERE card IS NULL AND state IN ('intended', 'made') \
             AND purpose IN ('status', 'paid-through', 'bundle') ORDER BY id",
            &[],
        )
    }

    /// Every index of every list, of one state of the register: `each` is called with one list after
    /// the other, and may stop the walk with an error of its own.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Damaged`] when a list has a hole; those of the database and of `each`.
    pub fn for_each_list<E: From<RegisterError>>(
        &mut self,
        mut each: impl FnMut(ListState<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.of_one_state(|register| {
            let mut decided = register.decided()?;
            for list in register.lists()? {
                each(ListState {
                    list: &list,
                    entries: &register.entries(&list)?,
                    decided: &decided.remove(&list.key.number()).unwrap_or_default(),
                    sample: &register.sample(&list)?,
                })?;
            }
            Ok(())
        })
    }

    /// The decisions that lists speak of, by the number of the list.
    fn decided(&mut self) -> Result<HashMap<i64, Vec<Decided>>, RegisterError> {
        let rows = self.database.values(
            "SELECT card.list, card.list_index, decision.act, decision.effective_on, decision.reason \
             FROM decision JOIN card ON card.patent = decision.patent \
             WHERE decision.act IN ('annul', 'accept-payment') \
             ORDER BY card.list, card.list_index, decision.id",
            &[],
            &[Kind::Integer, Kind::Integer, Kind::Text, Kind::Integer, Kind::Text],
        )?;
        let mut lists: HashMap<i64, Vec<Decided>> = HashMap::new();
        for row in rows {
            let (list, decided) = decided_of(row).ok_or(RegisterError::Damaged {
                table: "decision",
                key: 0,
                column: "act",
            })?;
            lists.entry(list).or_default().push(decided);
        }
        Ok(lists)
    }

    /// The first card of a list, the last one, and some between.
    fn sample(&mut self, list: &List) -> Result<Vec<Card>, RegisterError> {
        let last = list.next_index.saturating_sub(1);
        let mut indices: Vec<u32> = (0..=SAMPLE)
            .filter_map(|part| {
                u32::try_from(u64::from(last) * u64::from(part) / u64::from(SAMPLE)).ok()
            })
            .collect();
        indices.dedup();
        let mut values = vec![list.key.cell()];
        values.extend(indices.iter().map(Stored::cell));
        let places: Vec<String> = (2..)
            .take(indices.len())
            .map(|place| format!("${place}"))
            .collect();
        self.database.select(
            &format!(
                "WHERE list = $1 AND list_index IN ({}) ORDER BY list_index",
                places.join(", ")
            ),
            &values,
        )
    }

    fn entries(&mut self, list: &List) -> Result<Vec<Entry>, RegisterError> {
        let damaged = || RegisterError::Damaged {
            table: "list",
            key: list.key.number(),
            column: "next_index",
        };
        let blocks = self.database.values(
            "SELECT string_agg(CAST(status AS TEXT) || CAST(COALESCE(paid_through, 10000000) AS TEXT), '' ORDER BY list_index) \
             FROM card WHERE list = $1 GROUP BY list_index / $2 ORDER BY list_index / $2",
            &[list.key.cell(), Cell::Integer(BLOCK)],
            &[Kind::Text],
        )?;
        let length = usize::try_from(list.next_index).map_err(|_| damaged())?;
        let mut entries = Vec::with_capacity(length);
        for block in blocks.into_iter().flatten() {
            let block = String::read(block).ok_or_else(damaged)?;
            for entry in block.as_bytes().chunks(WIDTH) {
                entries.push(entry_of(entry).ok_or_else(damaged)?);
            }
        }
        // Indices are unique and below the next one: as many as that, and none is missing.
        if entries.len() == length {
            Ok(entries)
        } else {
            Err(damaged())
        }
    }
}

fn decided_of(row: Vec<Cell>) -> Option<(i64, Decided)> {
    let mut row = row.into_iter();
    Some((
        i64::read(row.next()?)?,
        Decided {
            index: u32::read(row.next()?)?,
            act: DecisionAct::read(row.next()?)?,
            on: CivilDate::read(row.next()?)?,
            reason: Reason::read(row.next()?)?,
        },
    ))
}

/// Status digit and eight digits of the day, 10000000 for none.
fn entry_of(text: &[u8]) -> Option<Entry> {
    let mut digits = text
        .iter()
        .map(|byte| byte.checked_sub(b'0').filter(|digit| *digit < 10));
    let status = CardStatus::from_number(digits.next()??)?;
    let day = digits.try_fold(0_u32, |day, digit| Some(day * 10 + u32::from(digit?)))?;
    Some(Entry {
        status,
        paid_through: match day {
            10_000_000 => None,
            day => Some(CivilDate::from_yyyymmdd(day).ok()?),
        },
    })
}

impl Transaction<'_> {
    /// Records that a signature for something else than a card is going to be asked for: a list, a
    /// bundle, a certificate. Commit before asking.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] for bytes that were to be signed before.
    pub fn intend_other_signature(
        &mut self,
        purpose: Purpose,
        to_be_signed: Digest,
        signer: Digest,
    ) -> Result<Key<Signature>, RegisterError> {
        let signature = Signature {
            key: self.new_key(),
            purpose,
            digest: to_be_signed,
            signer,
            card: None,
            operator: self.by.operator.clone(),
            state: SignatureState::Intended,
            at: self.at,
        };
        self.insert(&signature);
        self.done("signature-intended")?;
        Ok(signature.key)
    }

    /// Says what became of a signature that is for no card.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] for one of a card, which moves with the card, and for one that is
    /// issued or void.
    pub fn other_signature(
        &mut self,
        signature: Key<Signature>,
        state: SignatureState,
    ) -> Result<(), RegisterError> {
        let mut signature = self.row(signature)?;
        let open = matches!(
            signature.state,
            SignatureState::Intended | SignatureState::Made
        );
        if signature.card.is_some() || !open {
            return Err(RegisterError::State {
                what: "signature",
                key: signature.key.number(),
                actual: signature.state.word(),
                expected: "open, and for no card",
            });
        }
        signature.state = state;
        self.update(&signature)?;
        self.done("signature-settled")
    }

    /// Records what was published.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] for a version that was published before,
    /// [`RegisterError::Dates`] for one that is older than the newest.
    pub fn published(&mut self, published: &Published) -> Result<Key<Publication>, RegisterError> {
        let newest = self.number(
            "SELECT CAST(COALESCE(max(version), 0) AS BIGINT) FROM publication WHERE kind = $1 AND list = $2",
            &[published.kind.cell(), published.list.cell()],
        )?;
        if published.version < newest {
            return Err(RegisterError::Dates {
                what: "a newer version of this list was published before",
            });
        }
        let publication = Publication {
            key: self.new_key(),
            kind: published.kind,
            list: published.list,
            version: published.version,
            digest: published.digest,
            issued_at: self.at,
            next_update: published.next_update,
        };
        self.insert(&publication);
        self.done("published")?;
        Ok(publication.key)
    }
}
