// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The stable words of an answer: codes and colours.

use core::fmt;

/// How much a finding weighs. Rises with weight: the worst colour is the greatest.
///
/// `[applet-spec verification-rules §1.1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// In force: every demanded check passed.
    Green,
    /// Worth knowing; changes no verdict.
    Info,
    /// Another card or a newer format: this program cannot tell.
    Grey,
    /// Genuine or not, something is open: no green.
    Amber,
    /// Forged, or not in force.
    Red,
}

impl Colour {
    /// The colour's stable name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Info => "info",
            Self::Grey => "grey",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What a finding is, as a word that never changes between releases.
///
/// Only codes that this verifier can reach exist; the order is the one in which findings of the
/// same colour are told.
///
/// `[applet-spec verification-rules §1.1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// Data changed after signing, or not from the issuer.
    SignatureInvalid,
    /// One part of the card was replaced, and which is named.
    DigestMismatch,
    /// The chip cannot prove its key.
    CloneSuspected,
    /// What is printed on the card is not what its chip says.
    PrintMismatch,
    /// The office's key was withdrawn.
    SignerRevoked,
    /// The patent was annulled.
    Annulled,
    /// Another card of the same patent took its place.
    Superseded,
    /// Office of another region or environment, wrong role, or outside its term.
    SignerNotEntitled,
    /// The twelve months are over.
    TermEnded,
    /// The last paid day is over, by a word that was signed after it.
    TaxNotPaid,
    /// The patent is for another region than that of the check.
    WrongRegion,
    /// The patent names other professions than the one seen.
    ProfessionMismatch,
    /// The patent starts on a later day.
    NotYetValid,
    /// Blocked until further notice.
    Suspended,
    /// The issuer is not in this device's trust store: a new office or a forgery.
    IssuerUnknown,
    /// What the device knows is too old: its bundle or a list.
    StatusStale,
    /// No status list speaks of the card.
    StatusMissing,
    /// A list is forged, damaged or older than one that was seen, and was ignored.
    ListInvalid,
    /// No list says until when the patent is paid.
    PaymentUnknown,
    /// The chip and the list disagree on the payment.
    PaymentConflict,
    /// A part of the card was not read.
    ReadIncomplete,
    /// A signed code was checked, and no chip.
    QrOnly,
    /// The card is in a format that this program does not know.
    FormatNewer,
    /// A clock is earlier than a signed time: the device's, or that of a terminal before it.
    ClockDoubtful,
    /// The last possible day is near.
    ExpiresSoon,
    /// Genuine, its own chip, in its time and place.
    InForce,
}

impl Code {
    /// Every code, in the order in which findings of one colour are told.
    pub const ALL: [Self; 26] = [
        Self::SignatureInvalid,
        Self::DigestMismatch,
        Self::CloneSuspected,
        Self::PrintMismatch,
        Self::SignerRevoked,
        Self::Annulled,
        Self::Superseded,
        Self::SignerNotEntitled,
        Self::TermEnded,
        Self::TaxNotPaid,
        Self::WrongRegion,
        Self::ProfessionMismatch,
        Self::NotYetValid,
        Self::Suspended,
        Self::IssuerUnknown,
        Self::StatusStale,
        Self::StatusMissing,
        Self::ListInvalid,
        Self::PaymentUnknown,
        Self::PaymentConflict,
        Self::ReadIncomplete,
        Self::QrOnly,
        Self::FormatNewer,
        Self::ClockDoubtful,
        Self::ExpiresSoon,
        Self::InForce,
    ];

    /// The stable word of the code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignatureInvalid => "signature-invalid",
            Self::DigestMismatch => "digest-mismatch",
            Self::CloneSuspected => "clone-suspected",
            Self::PrintMismatch => "print-mismatch",
            Self::SignerRevoked => "signer-revoked",
            Self::Annulled => "annulled",
            Self::Superseded => "superseded",
            Self::SignerNotEntitled => "signer-not-entitled",
            Self::TermEnded => "term-ended",
            Self::TaxNotPaid => "tax-not-paid",
            Self::WrongRegion => "wrong-region",
            Self::ProfessionMismatch => "profession-mismatch",
            Self::NotYetValid => "not-yet-valid",
            Self::IssuerUnknown => "issuer-unknown",
            Self::Suspended => "suspended",
            Self::StatusStale => "status-stale",
            Self::StatusMissing => "status-missing",
            Self::ListInvalid => "list-invalid",
            Self::PaymentUnknown => "payment-unknown",
            Self::PaymentConflict => "payment-conflict",
            Self::ReadIncomplete => "read-incomplete",
            Self::QrOnly => "qr-only",
            Self::FormatNewer => "format-newer",
            Self::ClockDoubtful => "clock-doubtful",
            Self::ExpiresSoon => "expires-soon",
            Self::InForce => "in-force",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
