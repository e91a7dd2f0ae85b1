// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payments as the treasury reports them.

use std::collections::BTreeSet;

use crate::cell::Stored;
use crate::paid_through::{Effect, paid_through};
use crate::payment_files::{Files, periods, today_in};
use crate::words::{CardState, Label, PatentState};
use crate::{Card, Decision, Key, Patent, Payment, RegisterError, Transaction};
use epatent_core::{CivilDate, PatentNumber, UnixTime};

/// A line of the treasury's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLine {
    /// Identifier of the receipt, 1 to 120 characters; each counts once.
    pub receipt: Label,
    /// Patent it is for.
    pub patent: PatentNumber,
    /// Day of the payment, a civil date in the region.
    pub paid_on: CivilDate,
    /// First day paid for, inclusive.
    pub paid_from: CivilDate,
    /// Last day paid for, inclusive.
    pub paid_through: CivilDate,
    /// Amount in kopecks, not negative; nothing is computed from it.
    pub kopecks: u32,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineOutcome {
    /// Recorded. What it does for its patent is as of the end of the import.
    Recorded(Effect),
    /// The same line was recorded before: nothing to do.
    Duplicate,
    /// The receipt was recorded before with other contents. Nothing was changed.
    Conflict {
        /// The payment that has the receipt.
        recorded: Key<Payment>,
    },
    /// No such patent in this register. Nothing was recorded; the line can come again.
    UnknownPatent,
    /// It ends before it begins. Nothing was recorded.
    EndBeforeStart,
    /// It says that it was paid after today in the patent's region. Nothing was recorded, so that the
    /// line can come again with its right day.
    PaidInFuture {
        /// The day of the import in the region.
        today: CivilDate,
    },
}

/// What became of a file, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// An outcome for each line, in order.
    pub lines: Vec<LineOutcome>,
    /// Patents whose last paid day changed.
    pub patents_changed: u64,
    /// The lines, by their place from 0, that were recorded for a patent that is annulled.
    pub of_annulled: Vec<usize>,
    /// From when lateness was counted, where the clock was behind it: the latest event of the register.
    pub counted_from: Option<UnixTime>,
}

impl ImportReport {
    /// How many lines have an outcome that `chooses` picks.
    #[must_use]
    pub fn count(&self, chooses: impl Fn(&LineOutcome) -> bool) -> usize {
        self.lines.iter().filter(|line| chooses(line)).count()
    }
}

/// The last paid day of a patent computed anew.
pub(crate) struct Computed {
    changed: bool,
    /// What each payment does for it.
    effects: Vec<(Key<Payment>, Effect)>,
}

impl Transaction<'_> {
    /// Records payments that come in no file, as those of a register that is taken over, and moves the
    /// last paid day of their patents; the treasury's go by [`Self::import_payment_file`]. The same
    /// lines can be imported any number of times.
    ///
    /// # Errors
    ///
    /// Those of the database. A line that cannot be recorded is an outcome, not an error.
    pub fn import_payments(
        &mut self,
        lines: &[PaymentLine],
    ) -> Result<ImportReport, RegisterError> {
        let files = Files::of(self)?;
        self.record_payments(lines, &files)
    }

    pub(crate) fn record_payments(
        &mut self,
        lines: &[PaymentLine],
        files: &Files,
    ) -> Result<ImportReport, RegisterError> {
        let mut outcomes = Vec::with_capacity(lines.len());
        let mut recorded: Vec<(usize, Key<Payment>, Key<Patent>)> = Vec::new();
        let mut patents = BTreeSet::new();
        let mut of_annulled = Vec::new();
        for line in lines {
            let outcome = match self.record_payment(line)? {
                Ok((payment, state)) => {
                    if state == PatentState::Annulled {
                        of_annulled.push(outcomes.len());
                    }
                    recorded.push((outcomes.len(), payment.key, payment.patent));
                    patents.insert(payment.patent);
                    // The right effect is put in below, when all payments are known.
                    LineOutcome::Recorded(Effect::Covered)
                }
                Err(outcome) => outcome,
            };
            outcomes.push(outcome);
        }
        let mut patents_changed = 0;
        for patent in patents {
            let computed = self.compute_paid_through(patent, files)?;
            patents_changed += u64::from(computed.changed);
            for (place, payment, _) in recorded.iter().filter(|(_, _, of)| *of == patent) {
                let effect = computed.effects.iter().find(|(key, _)| key == payment);
                if let (Some(slot), Some((_, effect))) = (outcomes.get_mut(*place), effect) {
                    *slot = LineOutcome::Recorded(*effect);
                }
            }
        }
        Ok(ImportReport {
            lines: outcomes,
            patents_changed,
            of_annulled,
            counted_from: None,
        })
    }

    /// The payment and the state of its patent, or why it was not recorded.
    fn record_payment(
        &mut self,
        line: &PaymentLine,
    ) -> Result<Result<(Payment, PatentState), LineOutcome>, RegisterError> {
        if line.paid_through < line.paid_from {
            return Ok(Err(LineOutcome::EndBeforeStart));
        }
        let patent: Option<Patent> = self.first("WHERE number = $1", &[line.patent.cell()])?;
        let Some(patent) = patent else {
            return Ok(Err(LineOutcome::UnknownPatent));
        };
        if let Some(today) = today_in(&patent, self.at)
            && line.paid_on > today
        {
            return Ok(Err(LineOutcome::PaidInFuture { today }));
        }
        let before: Option<Payment> = self.first("WHERE receipt = $1", &[line.receipt.cell()])?;
        let payment = Payment {
            key: before.as_ref().map_or(Key::new(0), |before| before.key),
            receipt: line.receipt.clone(),
            patent: patent.key,
            paid_on: line.paid_on,
            paid_from: line.paid_from,
            paid_through: line.paid_through,
            kopecks: line.kopecks.into(),
            accepted_by: before.as_ref().and_then(|before| before.accepted_by),
            recorded_at: before.as_ref().map_or(self.at, |before| before.recorded_at),
        };
        match before {
            Some(before) if before == payment => Ok(Err(LineOutcome::Duplicate)),
            Some(before) => Ok(Err(LineOutcome::Conflict {
                recorded: before.key,
            })),
            None => {
                let payment = Payment {
                    key: self.new_key(),
                    ..payment
                };
                self.insert(&payment);
                self.event("payment-recorded");
                Ok(Ok((payment, patent.state)))
            }
        }
    }

    /// Computes the last paid day anew from all payments, and writes it where it changed.
    pub(crate) fn compute_paid_through(
        &mut self,
        patent: Key<Patent>,
        files: &Files,
    ) -> Result<Computed, RegisterError> {
        let mut patent = self.row(patent)?;
        let payments: Vec<Payment> =
            self.select("WHERE patent = $1 ORDER BY id", &[patent.key.cell()])?;
        let periods = periods(&patent, &payments, files);
        let (paid, effects) = paid_through(patent.in_force_from, patent.latest_end, &periods);
        let changed = paid != patent.paid_through;
        if changed {
            for payment in &payments {
                self.made_of(payment);
                if let Some(file) = files.holding(payment.key) {
                    self.made_of(file);
                }
            }
            patent.paid_through = paid;
            self.update(&patent)?;
            let cards: Vec<Card> = self.select(
                "WHERE patent = $1 AND state <> $2 ORDER BY id",
                &[patent.key.cell(), CardState::Void.cell()],
            )?;
            for mut card in cards {
                card.paid_through = paid;
                self.update(&card)?;
            }
            self.done("paid-through-moved")?;
        }
        let keys = payments.iter().map(|payment| payment.key);
        Ok(Computed {
            changed,
            effects: keys.zip(effects).collect(),
        })
    }

    /// Lets a payment count by a decision that two people approved.
    pub(crate) fn accept_payment(
        &mut self,
        payment: &Payment,
        decision: Key<Decision>,
    ) -> Result<(), RegisterError> {
        let accepted = Payment {
            accepted_by: Some(decision),
            ..payment.clone()
        };
        self.update(&accepted)
    }
}
