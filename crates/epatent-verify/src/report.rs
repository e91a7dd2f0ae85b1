// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The answer: verdict, findings, and a record of every check.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use epatent_core::UnixTime;
use epatent_core::group::GroupNumber;
use epatent_core::list::ListId;
use epatent_core::object::Environment;

use crate::{AuthenticCard, Code, Colour, ListKind, Reason};

/// The answer in one word.
///
/// `[applet-spec verification-rules §1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every demanded check passed.
    InForce,
    /// At least one red finding: forged, or not in force.
    Refused,
    /// Nothing red, and something open: cannot tell.
    Undetermined,
}

impl Verdict {
    /// The stable word of the verdict.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Refused => "refused",
            Self::Undetermined => "undetermined",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was made and holds.
    Passed,
    /// It was made and does not hold.
    Failed,
    /// It was not made: its basis is missing or failed.
    NotChecked,
    /// There is nothing to check: the patent is not restricted in this respect.
    NotApplicable,
}

impl Outcome {
    /// The stable word of the outcome.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotChecked => "not-checked",
            Self::NotApplicable => "not-applicable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A check, in the order in which they are made (`verification-rules.md` section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CheckId {
    /// Encoding, headers and signature of EF.SO under the certificate it carries.
    Object,
    /// That certificate under a pinned root.
    Chain,
    /// The signer's role.
    Role,
    /// The patent's region among the signer's.
    SignerRegion,
    /// Laboratory or production, the same everywhere.
    Environment,
    /// The signer in the trust bundle: listed, not withdrawn, for this role and region.
    Listed,
    /// EF.CardAccess against the object.
    CardAccess,
    /// The chip's signature under the key in the object.
    ChipProof,
    /// One data group against the object.
    Group(GroupNumber),
    /// The payment records on the card against the chip's word, the card and each other.
    PaymentLog,
    /// The day of the check, and the device's clock.
    Dates,
    /// The region of the check.
    Place,
    /// The work that the officer saw.
    Profession,
    /// The age of the trust bundle.
    Bundle,
    /// Annulled, suspended, superseded.
    Status,
    /// Paid through the day of the check.
    Payment,
    /// The numbers typed from the plastic.
    PrintedNumbers,
    /// The signed code on the back.
    PrintedCode,
}

impl fmt::Display for CheckId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Object => "object",
            Self::Chain => "chain",
            Self::Role => "role",
            Self::SignerRegion => "signer-region",
            Self::Environment => "environment",
            Self::Listed => "listed",
            Self::CardAccess => "card-access",
            Self::ChipProof => "chip-proof",
            Self::Group(number) => return write!(formatter, "group-{}", number.get()),
            Self::PaymentLog => "payment-log",
            Self::Dates => "dates",
            Self::Place => "place",
            Self::Profession => "profession",
            Self::Bundle => "bundle",
            Self::Status => "status",
            Self::Payment => "payment",
            Self::PrintedNumbers => "printed-numbers",
            Self::PrintedCode => "printed-code",
        })
    }
}

/// One check as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckRecord {
    /// Which check. Its text is stable.
    pub id: CheckId,
    /// How it ended.
    pub outcome: Outcome,
    /// The code of the finding that it made, where it made one.
    pub code: Option<Code>,
    /// What was compared with what, in English and without personal data.
    pub compared: Cow<'static, str>,
    /// Time that it took, in microseconds of the stopwatch.
    pub micros: u64,
}

/// Something that the officer is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// Its weight under the policy of this check.
    pub colour: Colour,
    /// The code's parameters.
    pub reason: Reason,
}

impl Finding {
    pub(crate) const fn new(colour: Colour, reason: Reason) -> Self {
        Self {
            code: reason.code(),
            colour,
            reason,
        }
    }
}

/// Where a chip proof came from.
///
/// `[applet-spec verification-rules §3]`, rule 7
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofSource {
    /// Asked for in this check: the chip was there.
    Here,
    /// Kept in a file: a chip was there when another check asked it, by the clock of that
    /// terminal.
    Recorded {
        /// When the terminal says that it asked, UTC seconds.
        checked_at: UnixTime,
    },
}

/// What a check found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// The answer.
    pub verdict: Verdict,
    /// All findings, worst first.
    pub findings: Vec<Finding>,
    /// All checks, also the skipped ones, in the order of the rules.
    pub checks: Vec<CheckRecord>,
    /// What of the card is authentic.
    pub card: AuthenticCard,
    /// Whether the answer is one of laboratory or of production trust.
    pub environment: Environment,
    /// Where the chip proof came from, when it passed.
    pub chip_proof: Option<ProofSource>,
    /// The lists that were looked into, in the order of the checks.
    pub lists: Vec<ConsultedList>,
}

/// A list that was looked into, and how old its knowledge was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsultedList {
    /// What it speaks of.
    pub kind: ListKind,
    /// Which list.
    pub id: ListId,
    /// Its sequence, from 1.
    pub sequence: u64,
    /// When its newest file was signed, UTC seconds.
    pub issued_at: UnixTime,
}

impl Report {
    /// The first finding with this code.
    #[must_use]
    pub fn finding(&self, code: Code) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.code == code)
    }

    /// The record of a check. Every check of the rules has one; a group has one when it is listed
    /// or was shown.
    #[must_use]
    pub fn check(&self, id: CheckId) -> Option<&CheckRecord> {
        self.checks.iter().find(|check| check.id == id)
    }
}
