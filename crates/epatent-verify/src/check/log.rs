// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Records and findings as they are made.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use crate::{
    CheckId, CheckRecord, Code, Colour, Finding, Outcome, Policy, Reason, Stopwatch, WrongRegion,
};

/// Room for the records of an ordinary card.
const RECORDS: usize = 24;

const UNFOUNDED: &str = "there is no authentic security object";

#[derive(Clone)]
pub(super) struct Log<'a> {
    policy: &'a Policy,
    stopwatch: Option<Stopwatch<'a>>,
    mark: u64,
    records: Vec<CheckRecord>,
    findings: Vec<Finding>,
}

impl<'a> Log<'a> {
    pub(super) fn new(policy: &'a Policy, stopwatch: Option<Stopwatch<'a>>) -> Self {
        Self {
            policy,
            stopwatch,
            mark: 0,
            records: Vec::with_capacity(RECORDS),
            findings: Vec::new(),
        }
    }

    /// A check begins now.
    pub(super) fn start(&mut self) {
        self.mark = self.now();
    }

    fn now(&self) -> u64 {
        self.stopwatch.map_or(0, |stopwatch| stopwatch())
    }

    pub(super) fn find(&mut self, reason: Reason) -> Code {
        let finding = Finding::new(self.colour(&reason), reason);
        let code = finding.code;
        self.findings.push(finding);
        code
    }

    /// The check that began last has passed; another may begin at once.
    pub(super) fn passed(&mut self, id: CheckId, compared: impl Into<Cow<'static, str>>) {
        self.record(id, Outcome::Passed, None, compared.into());
    }

    /// The check that began last has failed.
    pub(super) fn failed(
        &mut self,
        id: CheckId,
        compared: impl Into<Cow<'static, str>>,
        reason: Reason,
    ) {
        let code = self.find(reason);
        self.record(id, Outcome::Failed, Some(code), compared.into());
    }

    /// A check that had passed does not hold after all.
    pub(super) fn overturned(&mut self, id: CheckId, reason: Reason) {
        let code = self.find(reason);
        for record in self.records.iter_mut().filter(|record| record.id == id) {
            record.outcome = Outcome::Failed;
            record.code = Some(code);
        }
    }

    /// Passed or failed, by whether there is a reason.
    pub(super) fn judged(
        &mut self,
        id: CheckId,
        compared: impl Into<Cow<'static, str>>,
        reason: Option<Reason>,
    ) {
        match reason {
            None => self.passed(id, compared),
            Some(reason) => self.failed(id, compared, reason),
        }
    }

    /// The check could not be made, and the officer is told why.
    pub(super) fn not_checked(&mut self, id: CheckId, why: &'static str, reason: Reason) {
        let code = self.find(reason);
        self.record(id, Outcome::NotChecked, Some(code), Cow::Borrowed(why));
    }

    /// The check was not made, and that alone makes no finding.
    pub(super) fn skipped(&mut self, id: CheckId, outcome: Outcome, why: &'static str) {
        self.record(id, outcome, None, Cow::Borrowed(why));
    }

    /// The check has no authentic object to stand on; the object's own finding says why.
    pub(super) fn unfounded(&mut self, id: CheckId) {
        self.skipped(id, Outcome::NotChecked, UNFOUNDED);
    }

    /// Drops the records of [`Log::unfounded`]: there is an authentic object now, and what is not
    /// checked after it is named when the report is made.
    pub(super) fn forget_unfounded(&mut self) {
        self.records
            .retain(|record| record.compared.as_ref() != UNFOUNDED);
    }

    fn record(
        &mut self,
        id: CheckId,
        outcome: Outcome,
        code: Option<Code>,
        compared: Cow<'static, str>,
    ) {
        let now = self.now();
        let micros = match outcome {
            Outcome::Passed | Outcome::Failed => now.saturating_sub(self.mark),
            Outcome::NotChecked | Outcome::NotApplicable => 0,
        };
        self.mark = now;
        self.records.push(CheckRecord {
            id,
            outcome,
            code,
            compared,
            micros,
        });
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(super) fn has_record(&self, id: CheckId) -> bool {
        self.records.iter().any(|record| record.id == id)
    }

    /// The check was made, one way or the other.
    pub(super) fn has_result(&self, id: CheckId) -> bool {
        self.records.iter().any(|record| {
            record.id == id && matches!(record.outcome, Outcome::Passed | Outcome::Failed)
        })
    }

    /// The check was made and never failed.
    pub(super) fn has_passed(&self, id: CheckId) -> bool {
        let mut records = self.records.iter().filter(|record| record.id == id);
        records
            .clone()
            .any(|record| record.outcome == Outcome::Passed)
            && records.all(|record| record.outcome == Outcome::Passed)
    }

    pub(super) fn into_sorted(mut self) -> (Vec<Finding>, Vec<CheckRecord>) {
        self.findings
            .sort_by_key(|finding| (Reverse(finding.colour), finding.code));
        self.records.sort_by_key(|record| record.id);
        (self.findings, self.records)
    }

    fn colour(&self, reason: &Reason) -> Colour {
        if matches!(
            reason,
            Reason::SignerWithdrawnLater { .. } | Reason::RecordsIgnored { .. }
        ) {
            return Colour::Info;
        }
        match reason.code() {
            Code::SignatureInvalid
            | Code::DigestMismatch
            | Code::CloneSuspected
            | Code::PrintMismatch
            | Code::SignerRevoked
            | Code::Annulled
            | Code::Superseded
            | Code::SignerNotEntitled
            | Code::TermEnded => Colour::Red,
            // Money that was paid in time may still be on its way to the list.
            Code::TaxNotPaid => match reason {
                Reason::TaxNotPaid {
                    within_grace: true, ..
                } => Colour::Amber,
                _ => Colour::Red,
            },
            Code::WrongRegion => match self.policy.wrong_region {
                WrongRegion::Amber => Colour::Amber,
                WrongRegion::Red => Colour::Red,
            },
            Code::ProfessionMismatch
            | Code::NotYetValid
            | Code::Suspended
            | Code::IssuerUnknown
            | Code::StatusStale
            | Code::StatusMissing
            | Code::ListInvalid
            | Code::PaymentUnknown
            | Code::PaymentConflict
            | Code::ReadIncomplete
            | Code::QrOnly
            | Code::ClockDoubtful => Colour::Amber,
            Code::FormatNewer => Colour::Grey,
            Code::ExpiresSoon => Colour::Info,
            Code::InForce => Colour::Green,
        }
    }
}

impl fmt::Debug for Log<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Log")
            .field("records", &self.records)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
