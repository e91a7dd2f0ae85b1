// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Blank cards: received, scrapped, lost.

use crate::cell::Stored;
use crate::words::{BlankState, Label, Opaque, Reason};
use crate::{Blank, Delivery, Key, RegisterError, Settled, Transaction};
use epatent_core::{BlankNumber, CivilDate};

/// A blank as it comes out of the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlank {
    /// What the chip is known by; its keys are derived from it.
    pub chip_id: Opaque,
    /// Number printed on the plastic.
    pub number: BlankNumber,
}

impl Transaction<'_> {
    /// Records blanks that arrived. `declared` is the number on the delivery note; where it is not
    /// the number of blanks, the daily equation says so until it is.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] for a chip or a number that was received before.
    pub fn receive(
        &mut self,
        received_on: CivilDate,
        note: &Label,
        declared: u32,
        blanks: &[NewBlank],
    ) -> Result<Key<Delivery>, RegisterError> {
        let delivery = Delivery {
            key: self.new_key(),
            received_on,
            note: note.clone(),
            declared,
        };
        self.insert(&delivery);
        // An event is bounded; a pallet is not.
        for part in blanks.chunks(500) {
            for blank in part {
                let blank = Blank {
                    key: self.new_key(),
                    delivery: delivery.key,
                    chip_id: blank.chip_id.clone(),
                    number: blank.number.clone(),
                    state: BlankState::Blank,
                    reason: None,
                    changed_at: self.at,
                };
                self.insert(&blank);
            }
            self.event("blanks-received");
        }
        if blanks.is_empty() {
            self.event("blanks-received");
        }
        self.flush()?;
        Ok(delivery.key)
    }

    /// Settles a delivery whose list and note differ: why, and in whose name. The difference is counted from
    /// then on; the note keeps what it says. Where later boxes bring what was missing, they are deliveries
    /// of their own.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotFound`]; [`RegisterError::State`] where nothing differs;
    /// [`RegisterError::Duplicate`] where it was settled before.
    pub fn settle_delivery(
        &mut self,
        delivery: Key<Delivery>,
        reason: &Reason,
    ) -> Result<i64, RegisterError> {
        let delivery = self.row(delivery)?;
        let received = self.number(
            "SELECT count(*) FROM blank WHERE delivery = $1",
            &[delivery.key.cell()],
        )?;
        let missing = i64::from(delivery.declared) - received;
        if missing == 0 {
            return Err(RegisterError::State {
                what: "delivery",
                key: delivery.key.number(),
                actual: "as its note says",
                expected: "other than its note says",
            });
        }
        let settled = Settled {
            key: self.new_key(),
            delivery: delivery.key,
            missing,
            reason: reason.clone(),
            operator: self.by.operator.clone(),
            at: self.at,
        };
        self.insert(&settled);
        self.done("delivery-settled")?;
        Ok(missing)
    }

    /// The deliveries with a note of this number, the oldest first.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn deliveries(&mut self, note: &Label) -> Result<Vec<Delivery>, RegisterError> {
        self.select("WHERE note = $1 ORDER BY id", &[note.cell()])
    }

    /// Scraps a blank that is in nobody's work: cracked, wrongly printed.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotFound`]; [`RegisterError::State`] unless it is a blank in the drawer.
    pub fn scrap_blank(&mut self, blank: Key<Blank>, reason: &Reason) -> Result<(), RegisterError> {
        self.leave_drawer(blank, BlankState::Scrapped, reason, "blank-scrapped")
    }

    /// Says that a blank of the drawer is not there.
    ///
    /// # Errors
    ///
    /// [`RegisterError::NotFound`]; [`RegisterError::State`] unless it is a blank in the drawer.
    pub fn lose_blank(&mut self, blank: Key<Blank>, reason: &Reason) -> Result<(), RegisterError> {
        self.leave_drawer(blank, BlankState::Lost, reason, "blank-lost")
    }

    /// A blank by its printed number.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn blank_by_number(
        &mut self,
        number: &BlankNumber,
    ) -> Result<Option<Blank>, RegisterError> {
        self.first("WHERE number = $1", &[number.cell()])
    }

    fn leave_drawer(
        &mut self,
        blank: Key<Blank>,
        state: BlankState,
        reason: &Reason,
        kind: &str,
    ) -> Result<(), RegisterError> {
        self.move_blank(blank, BlankState::Blank, state, Some(reason))?;
        self.done(kind)
    }

    /// Takes a blank from one state to the next.
    pub(crate) fn move_blank(
        &mut self,
        blank: Key<Blank>,
        from: BlankState,
        to: BlankState,
        reason: Option<&Reason>,
    ) -> Result<(), RegisterError> {
        let mut blank = self.row(blank)?;
        if blank.state != from {
            return Err(RegisterError::State {
                what: "blank",
                key: blank.key.number(),
                actual: blank.state.word(),
                expected: from.word(),
            });
        }
        blank.state = to;
        blank.reason = reason.cloned();
        blank.changed_at = self.at;
        self.update(&blank)
    }
}
