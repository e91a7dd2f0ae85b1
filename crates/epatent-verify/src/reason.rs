// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why a finding was made: the code's parameters, typed.
//!
//! The English text of these types is for developers and logs and holds no personal data; the
//! words of a screen belong to the program that shows it.

mod defect;
mod untrusted;

use alloc::boxed::Box;
use alloc::vec::Vec;

use epatent_core::list::{Annulment, Freshness as ListFreshness};
use epatent_core::{CivilDate, Region, Text, UnixTime};

pub use defect::{
    CodeDefect, ObjectDefect, Part, PartDefect, PrintDefect, ProofDefect, RecordDefect,
};
pub use untrusted::{Entitlement, IssuerGap, NewerFormat, Untrusted};

use crate::{Code, Freshness, ListError, ListKind, Revoked};

/// Why there is no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatusGap {
    /// No list of the region and year.
    #[error("there is no status list")]
    NoList,
    /// The list ends before the card's index. That is not "valid".
    #[error("the status list does not cover the card")]
    NotCovered,
}

/// Why nobody can say whether the patent is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaymentGap {
    /// No list of the region and year.
    #[error("there is no paid-through list")]
    NoList,
    /// The list ends before the card's index.
    #[error("the paid-through list does not cover the card")]
    NotCovered,
    /// The list has no entry for the card yet.
    #[error("the paid-through list has no entry for the card")]
    NoEntry,
    /// The last paid day is over, but it was not when this was signed: a payment may have come since.
    #[error("paid through {through} as of {at}, which is before that day was over")]
    EndedSince {
        /// The last paid day that was known.
        through: CivilDate,
        /// When that was signed, UTC seconds.
        at: UnixTime,
    },
}

/// Whose word on the payment counts.
///
/// `[applet-spec status-and-payments §3]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentSource {
    /// The paid-through list.
    List,
    /// The newest record on the card.
    Record,
}

/// A payment that is good on the day of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidUntil {
    /// The last paid day, and never after the latest possible end.
    pub through: CivilDate,
    /// Whose word it is.
    pub source: PaymentSource,
    /// When that word was signed, UTC seconds.
    pub at: UnixTime,
}

/// Which end is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDay {
    /// The latest possible end of the patent.
    Term,
    /// The last paid day, by the word that counts.
    Payment,
}

/// A finding's code with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// `signature-invalid`: the object is not from an office, or was changed.
    #[error("the security object is not from an issuing office: {0}")]
    SignatureInvalid(ObjectDefect),
    /// `signature-invalid` of a printed code.
    #[error("the printed code is not from an issuing office: {0}")]
    CodeInvalid(CodeDefect),
    /// `read-incomplete`
    ///
    /// A scan that was cut or went wrong; nothing in it was judged.
    #[error("the printed code cannot be read: {0}")]
    CodeUnreadable(CodeDefect),
    /// `print-mismatch`: the plastic says something else than the chip.
    #[error("the print does not belong to the chip: {0}")]
    PrintMismatch(PrintDefect),
    /// `qr-only`: a printed code was checked, and no chip.
    #[error("only the printed code was checked")]
    QrOnly,
    /// `digest-mismatch`: a part is not the one that was signed.
    #[error("{part} does not belong to the card: {defect}")]
    DigestMismatch {
        /// The part that was replaced, added or taken away.
        part: Part,
        /// How it differs.
        defect: PartDefect,
    },
    /// `clone-suspected`: the chip does not prove the key of the object.
    #[error("the chip cannot prove its key: {0}")]
    CloneSuspected(ProofDefect),
    /// `digest-mismatch` of the payment records: changed, dropped, doubled or of another card.
    #[error("the payment records do not belong to the card: {0}")]
    PaymentRecords(RecordDefect),
    /// `annulled`, by the status list.
    #[error("annulled on {}, category {}", annulment.on, annulment.category.name())]
    Annulled {
        /// Day and category.
        annulment: Annulment,
        /// When the list was signed, UTC seconds.
        issued_at: UnixTime,
    },
    /// `superseded`, by the status list: another card of the patent took its place.
    #[error("another card took the place of this one")]
    Superseded {
        /// When the list was signed, UTC seconds.
        issued_at: UnixTime,
    },
    /// `suspended`, by the status list: until further notice.
    #[error("suspended until further notice")]
    Suspended {
        /// When the list was signed, UTC seconds.
        issued_at: UnixTime,
    },
    /// `tax-not-paid`: the last paid day is over.
    #[error("paid through {through}, ended the day after, as of {at}")]
    TaxNotPaid {
        /// The last paid day, inclusive.
        through: CivilDate,
        /// When that was signed, UTC seconds; after the day was over.
        at: UnixTime,
        /// The policy still waits for money that is on its way.
        within_grace: bool,
    },
    /// `payment-unknown`: no word says through which day it is paid.
    #[error("nobody can say whether the patent is paid: {0}")]
    PaymentUnknown(PaymentGap),
    /// `payment-conflict`
    #[error(
        "the chip says paid through {recorded} at {recorded_at}, the list of {list_at} otherwise"
    )]
    PaymentConflict {
        /// The last paid day of the list, if it has one.
        listed: Option<CivilDate>,
        /// When the list was signed, UTC seconds.
        list_at: UnixTime,
        /// The last paid day of the newest record on the card.
        recorded: CivilDate,
        /// When the record was signed, UTC seconds.
        recorded_at: UnixTime,
        /// Whose word was taken.
        winner: PaymentSource,
    },
    /// `status-stale`: genuine, and a newer list should be there.
    #[error("the {} list of {issued_at} is {freshness:?}", list.as_str())]
    StatusStale {
        /// Which list.
        list: ListKind,
        /// When it was signed, UTC seconds.
        issued_at: UnixTime,
        /// Stale or expired.
        freshness: ListFreshness,
    },
    /// `list-invalid`: a list was ignored.
    #[error("a {} list was ignored: {error}", list.as_str())]
    ListInvalid {
        /// Which list.
        list: ListKind,
        /// Why.
        error: Box<ListError>,
    },
    /// `signer-not-entitled`: role, region or term of the office do not cover it.
    #[error("the signer is not entitled to this card: {0}")]
    SignerNotEntitled(Entitlement),
    /// `signer-revoked`: the office's key was withdrawn.
    #[error("signed at {signed_at}, {revoked}")]
    SignerRevoked {
        /// Since when and why.
        revoked: Revoked,
        /// The time of signing that the object says, UTC seconds.
        signed_at: UnixTime,
    },
    /// `signer-revoked`, as information: the key was withdrawn after it signed this, and what it
    /// signed before stays good.
    #[error("signed at {signed_at}, and the signer was withdrawn only at {since}")]
    SignerWithdrawnLater {
        /// The first second in which a signature is worth nothing.
        since: UnixTime,
        /// The time of signing that the object says, UTC seconds.
        signed_at: UnixTime,
    },
    /// `signer-revoked`, as information: payment records on the card were signed with a key that was
    /// withdrawn. They count for nothing, neither for the holder nor against the card.
    #[error("{count} payment records do not count, the newest signed at {signed_at}, {revoked}")]
    RecordsIgnored {
        /// How many records, at least one.
        count: usize,
        /// Since when and why, of the newest of them.
        revoked: Revoked,
        /// The time of signing in the newest of them, UTC seconds.
        signed_at: UnixTime,
    },
    /// `term-ended`: the twelve months are over.
    #[error("the last possible day was {latest_end}")]
    TermEnded {
        /// Last possible day, inclusive.
        latest_end: CivilDate,
    },
    /// `wrong-region`: the check is in another region than the patent.
    #[error("the patent is for region {patent}, the check is in {check}")]
    WrongRegion {
        /// Region of the patent.
        patent: Region,
        /// Region of the check.
        check: Region,
    },
    /// `profession-mismatch`: other work was seen than the patent permits.
    #[error("the patent names other professions than the one seen")]
    ProfessionMismatch {
        /// The professions of the patent, 1 to 16.
        permitted: Vec<Text>,
        /// What the officer chose.
        seen: Text,
    },
    /// `not-yet-valid`: the patent starts on a later day.
    #[error("the patent starts on {in_force_from}")]
    NotYetValid {
        /// First day in force, inclusive.
        in_force_from: CivilDate,
    },
    /// `issuer-unknown`: nothing pinned here leads to the signer.
    #[error("the issuer is unknown to this device: {0}")]
    IssuerUnknown(IssuerGap),
    /// `status-missing`: no status list speaks of the card.
    #[error("the status is not known: {0}")]
    StatusMissing(StatusGap),
    /// `status-missing`: the policy demands a trust bundle, and there is none.
    #[error("no trust bundle is on this device")]
    BundleMissing,
    /// `status-stale` of the trust bundle.
    #[error("the trust bundle is {} since {since}", freshness.as_str())]
    BundleStale {
        /// Stale or expired.
        freshness: Freshness,
        /// When it was issued, UTC seconds.
        issued: UnixTime,
        /// The last second of the class before: its `next update` or `expires`.
        since: UnixTime,
    },
    /// `read-incomplete`: this part was not read.
    #[error("{0} was not read")]
    ReadIncomplete(Part),
    /// `format-newer`: authentic, and newer than this program.
    #[error("the card's format is newer than this program: {0}")]
    FormatNewer(NewerFormat),
    /// `clock-doubtful`: authentic data were signed later than the clock says it is.
    #[error("the device's clock says {now}, which is before the signed time {signed}")]
    ClockDoubtful {
        /// The newest time in signed data, UTC seconds.
        signed: UnixTime,
        /// The device's clock, UTC seconds.
        now: UnixTime,
    },
    /// `clock-doubtful`: the recorded proof is older than the card.
    #[error("a recorded chip proof says {checked_at}, but its card was signed at {signed_at}")]
    ProofBeforeSigning {
        /// When the terminal says that it asked the chip.
        checked_at: UnixTime,
        /// The signing time of the object that the proof is for.
        signed_at: UnixTime,
    },
    /// `clock-doubtful`: the clock is before the device's time floor.
    #[error("the device's clock says {now}, but {floor} was signed and verified before")]
    ClockBeforeFloor {
        /// The newest time that was verified on this device.
        floor: UnixTime,
        /// The device's clock, UTC seconds.
        now: UnixTime,
    },
    /// `expires-soon`: worth knowing, and changes no verdict.
    #[error("the last day is {last_day}")]
    ExpiresSoon {
        /// Last day, inclusive.
        last_day: CivilDate,
        /// What ends on that day: the term, or what is paid for.
        end: LastDay,
    },
    /// `in-force`: every demanded check passed.
    #[error("in force in region {region}, until {latest_end} at the latest")]
    InForce {
        /// Region of the patent.
        region: Region,
        /// Last possible day, inclusive.
        latest_end: CivilDate,
        /// The payment, where a list or the card speaks of it.
        paid: Option<PaidUntil>,
        /// When the status list was signed, where there is one.
        status_at: Option<UnixTime>,
    },
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::SignatureInvalid(_) | Self::CodeInvalid(_) => Code::SignatureInvalid,
            Self::PrintMismatch(_) => Code::PrintMismatch,
            Self::QrOnly => Code::QrOnly,
            Self::DigestMismatch { .. } | Self::PaymentRecords(_) => Code::DigestMismatch,
            Self::Annulled { .. } => Code::Annulled,
            Self::Superseded { .. } => Code::Superseded,
            Self::Suspended { .. } => Code::Suspended,
            Self::TaxNotPaid { .. } => Code::TaxNotPaid,
            Self::PaymentUnknown(_) => Code::PaymentUnknown,
            Self::PaymentConflict { .. } => Code::PaymentConflict,
            Self::StatusStale { .. } => Code::StatusStale,
            Self::ListInvalid { .. } => Code::ListInvalid,
            Self::CloneSuspected(_) => Code::CloneSuspected,
            Self::SignerNotEntitled(_) => Code::SignerNotEntitled,
            Self::SignerRevoked { .. }
            | Self::SignerWithdrawnLater { .. }
            | Self::RecordsIgnored { .. } => Code::SignerRevoked,
            Self::TermEnded { .. } => Code::TermEnded,
            Self::WrongRegion { .. } => Code::WrongRegion,
            Self::ProfessionMismatch { .. } => Code::ProfessionMismatch,
            Self::NotYetValid { .. } => Code::NotYetValid,
            Self::IssuerUnknown(_) => Code::IssuerUnknown,
            Self::BundleStale { .. } => Code::StatusStale,
            Self::StatusMissing(_) | Self::BundleMissing => Code::StatusMissing,
            Self::ReadIncomplete(_) | Self::CodeUnreadable(_) => Code::ReadIncomplete,
            Self::FormatNewer(_) => Code::FormatNewer,
            Self::ClockDoubtful { .. }
            | Self::ProofBeforeSigning { .. }
            | Self::ClockBeforeFloor { .. } => Code::ClockDoubtful,
            Self::ExpiresSoon { .. } => Code::ExpiresSoon,
            Self::InForce { .. } => Code::InForce,
        }
    }
}
