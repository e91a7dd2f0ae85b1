// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The files that payments come in, and what a file that comes late may do for a patent.
//!
//! A file is the word of whoever brings it. It may carry a patent on that is paid for, and, since a
//! payment reaches it days after it was made, one whose last paid day has just passed. Nobody brings
//! a patent back alone that ended long ago, whatever day of payment the file says.

use crate::cell::Stored;
use crate::paid_through::{Effect, PaidPeriod, paid_through};
use crate::words::Label;
use crate::{
    ImportReport, Key, LineOutcome, Patent, Payment, PaymentFile, PaymentLine, Register,
    RegisterError, Transaction,
};
use epatent_core::object::Digest;
use epatent_core::{CivilDate, UnixTime};

/// Hours that the easternmost region is ahead of UTC.
const LAST_OFFSET: i8 = 12;

/// A file of the treasury that is going to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaymentFile {
    /// Its name, without the folders.
    pub name: Label,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Days after the last paid day for which a payment counts by the word of a file alone.
    pub late_days: u16,
}

/// A payment with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldPayment {
    /// The payment.
    pub payment: Payment,
    /// What it does for its patent today.
    pub effect: Effect,
    /// The file that it came in, where it came in one.
    pub file: Option<PaymentFile>,
}

/// All files, the oldest first.
pub(crate) struct Files(Vec<PaymentFile>);

impl Files {
    pub(crate) fn of(transaction: &mut Transaction<'_>) -> Result<Self, RegisterError> {
        Ok(Self(transaction.select("ORDER BY id", &[])?))
    }

    /// The file that has a payment.
    pub(crate) fn holding(&self, payment: Key<Payment>) -> Option<&PaymentFile> {
        let behind = self
            .0
            .partition_point(|file| file.key.number() < payment.number());
        let file = self.0.get(behind.checked_sub(1)?)?;
        (payment.number() <= file.last_key).then_some(file)
    }
}

/// The day in a patent's region; of a region that is not known, the one that begins first of all.
pub(crate) fn today_in(patent: &Patent, at: UnixTime) -> Option<CivilDate> {
    let offset = patent.region.utc_offset_hours().unwrap_or(LAST_OFFSET);
    CivilDate::of_unix_time(at, offset).ok()
}

/// The payments of a patent as far as days go, in their order.
pub(crate) fn periods(patent: &Patent, payments: &[Payment], files: &Files) -> Vec<PaidPeriod> {
    let carries_on_from = |payment: &Payment| {
        let file = files.holding(payment.key)?;
        let reported = today_in(patent, file.at)?;
        reported.add_days(-i32::from(file.late_days)).ok()
    };
    payments
        .iter()
        .map(|payment| PaidPeriod {
            from: payment.paid_from,
            through: payment.paid_through,
            paid_on: payment.paid_on,
            accepted: payment.accepted_by.is_some(),
            carries_on_from: carries_on_from(payment),
        })
        .collect()
}

impl Transaction<'_> {
    /// Records the payments of a file and the file itself. The same file can be imported any number
    /// of times: where it brings nothing new, nothing is recorded.
    ///
    /// The file came when the clock says, and no earlier than anything that the register tells of: a clock
    /// that was set back makes no payment timely. [`ImportReport::counted_from`] says so.
    ///
    /// # Errors
    ///
    /// Those of the database. A line that cannot be recorded is an outcome, not an error.
    pub fn import_payment_file(
        &mut self,
        new: &NewPaymentFile,
        lines: &[PaymentLine],
    ) -> Result<ImportReport, RegisterError> {
        let kopecks = lines.iter().map(|line| i64::from(line.kopecks)).sum();
        let latest = self.latest_time()?;
        let counted_from = latest.filter(|latest| *latest > self.at);
        let mut file = PaymentFile {
            key: self.new_key(),
            name: new.name.clone(),
            digest: new.digest,
            lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            kopecks,
            late_days: new.late_days,
            // Every payment from now on is this file's.
            last_key: i64::MAX,
            operator: self.by.operator.clone(),
            at: counted_from.unwrap_or(self.at),
        };
        let mut files = Files::of(self)?;
        let known = files.0.iter().any(|known| known.digest == new.digest);
        files.0.push(file.clone());
        let mut report = self.record_payments(lines, &files)?;
        report.counted_from = counted_from;
        let recorded = report.count(|outcome| matches!(outcome, LineOutcome::Recorded(_)));
        if known && recorded == 0 {
            return Ok(report);
        }
        file.last_key = self.newest_key();
        self.insert(&file);
        self.done("payments-imported")?;
        Ok(report)
    }

    /// The latest time of any event; the newest event may have another where clocks differed.
    fn latest_time(&mut self) -> Result<Option<UnixTime>, RegisterError> {
        const LATEST: &str = "SELECT CAST(COALESCE(max(at), 0) AS BIGINT) FROM event";
        let seconds = self.number(LATEST, &[])?;
        let seconds = u64::try_from(seconds).ok();
        Ok(seconds.and_then(|seconds| UnixTime::from_seconds(seconds).ok()))
    }
}

impl Register {
    /// The payments of a patent in the order of the days they pay for, each with what it does and the
    /// file that it came in.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn told_payments(&mut self, patent: &Patent) -> Result<Vec<ToldPayment>, RegisterError> {
        let payments = self.payments_of(patent.key)?;
        let files = Files(self.database.select("ORDER BY id", &[])?);
        let periods = periods(patent, &payments, &files);
        let (_, effects) = paid_through(patent.in_force_from, patent.latest_end, &periods);
        let told = payments.into_iter().zip(effects);
        Ok(told
            .map(|(payment, effect)| ToldPayment {
                file: files.holding(payment.key).cloned(),
                payment,
                effect,
            })
            .collect())
    }

    /// The newest files of payments, the newest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn payment_files(&mut self, limit: u32) -> Result<Vec<PaymentFile>, RegisterError> {
        self.database
            .select("ORDER BY id DESC LIMIT $1", &[i64::from(limit).cell()])
    }

    /// Payments that pay for days beyond the last paid one and do not count: late, behind a gap, or
    /// reported late. The oldest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn payments_waiting(&mut self, limit: u32) -> Result<Vec<Payment>, RegisterError> {
        const WAITING: &str = "WHERE accepted_by IS NULL AND EXISTS (SELECT 1 FROM patent \
             WHERE patent.id = payment.patent AND payment.paid_from <= patent.latest_end \
             AND (patent.paid_through IS NULL OR (patent.paid_through < payment.paid_through \
             AND patent.paid_through < patent.latest_end))) ORDER BY id LIMIT $1";
        self.database.select(WAITING, &[i64::from(limit).cell()])
    }
}
