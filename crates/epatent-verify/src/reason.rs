// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why a finding was made: the code's parameters, typed.
//!
//! The English text of these types is for developers and logs and holds no personal data; the
//! words of a screen belong to the program that shows it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use epatent_core::certificate::{CertificateError, Role};
use epatent_core::cose::CoseError;
use epatent_core::group::GroupNumber;
use epatent_core::list::{Annulment, Freshness as ListFreshness};
use epatent_core::model::ModelError;
use epatent_core::payment::PaymentFileError;
use epatent_core::printed_code::CodeTextError;
use epatent_core::{CivilDate, Region, Text, UnixTime};

use crate::{Code, Freshness, ListError, ListKind, Revoked};

/// A part of what a card shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Part {
    /// EF.SO.
    #[error("the security object")]
    SecurityObject,
    /// EF.CardAccess.
    #[error("EF.CardAccess")]
    CardAccess,
    /// A data group.
    #[error("group {0}")]
    Group(GroupNumber),
    /// The chip's answer to INTERNAL AUTHENTICATE.
    #[error("the chip proof")]
    ChipProof,
    /// EF.Payments.
    #[error("the payment records")]
    Payments,
}

/// Why EF.SO is not an object that an issuing office signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectDefect {
    /// Not a COSE_Sign1 of the profile; carries kind and offset where the bytes broke.
    #[error("not a signed object: {0}")]
    Envelope(CoseError),
    /// The certificate inside cannot be read as one of the profile.
    #[error("its certificate cannot be used: {0}")]
    Certificate(CertificateError),
    /// The certificate's key is not a point of its curve, or one of small order.
    #[error("the certificate's key is none")]
    Key,
    /// The algorithm in the protected header is not the one of the certificate's key.
    #[error("the signed algorithm is not that of the certificate's key")]
    Algorithm,
    /// The signature does not verify under the certificate that the object itself carries.
    #[error("the signature does not verify under the object's own certificate")]
    Signature,
    /// The certificate names a pinned root, by name and key identifier, which did not sign it.
    #[error("the certificate claims a trusted root that did not sign it")]
    CertificateForged,
    /// The document contradicts itself.
    #[error("the document contradicts itself: {0}")]
    Contradiction(&'static str),
    /// The payload is signed and is no security object of the version that it claims. An issuing
    /// office makes no such object: a chip key left out, for one, is refused and not excused.
    #[error("the signed content is no security object: {0}")]
    Payload(ModelError),
}

/// Why a part does not belong to the security object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartDefect {
    /// Its SHA-256 is not the signed one.
    #[error("its digest is not the signed one")]
    Digest,
    /// The object does not list it: it was added to the card.
    #[error("the security object does not list it")]
    NotListed,
    /// The object lists it and the card says that there is no such file.
    #[error("the card has no such file, but the security object lists it")]
    Absent,
    /// Its region or replacement index is not the one in the object.
    #[error("its content contradicts the security object")]
    Contradiction,
}

/// Why a chip proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofDefect {
    /// Made for another nonce than the one sent: an old answer.
    #[error("the proof is for another nonce than the one sent")]
    Nonce,
    /// Made for another terminal statement than the one sent.
    #[error("the proof is for another terminal statement than the one sent")]
    TerminalStatement,
    /// Made in another secure channel than the one open.
    #[error("the proof is for another channel than the one open")]
    Channel,
    /// The signature does not verify under the chip key in the authentic object.
    #[error("the signature does not verify under the signed chip key")]
    Signature,
}

/// Why a printed code is none that an issuing office signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeDefect {
    /// The scanned text is none of a code.
    #[error("the text is no code: {0}")]
    Text(CodeTextError),
    /// Not a COSE_Sign1 of the profile.
    #[error("not a signed code: {0}")]
    Envelope(CoseError),
    /// The algorithm in the protected header is not the one of the signer's key.
    #[error("the signed algorithm is not that of the signer's key")]
    Algorithm,
    /// The signature does not verify under any certificate with the code's reference.
    #[error("the signature does not verify under the certificate that the code names")]
    Signature,
    /// The payload is signed and is no code of the version that it claims.
    #[error("the signed content is no printed code: {0}")]
    Payload(ModelError),
}

/// How the print of a card differs from its chip.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintDefect {
    /// The typed series and number are not those in group 3.
    #[error("the printed patent number is not the authentic one")]
    PatentNumber,
    /// The typed number of the blank is not that in group 3.
    #[error("the printed blank number is not the authentic one")]
    BlankNumber,
    /// The code was made for another security object: another card's print, or another card's chip.
    #[error("the printed code belongs to another card")]
    OtherCard,
    /// The code names another signer than the card, and one key signs both.
    #[error("the printed code names another signer than the card")]
    OtherSigner,
    /// The code is none that the card's signer signed.
    #[error("the printed code is not from the card's issuer: {0}")]
    Code(CodeDefect),
    /// The code carries the card's digest and says otherwise than the card.
    #[error("the printed code contradicts the card")]
    Contradiction,
}

/// What the signer is not entitled to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Entitlement {
    /// The certificate is one of an authority, and an authority signs no cards.
    #[error("the certificate belongs to an authority")]
    Authority,
    /// The key is not meant for signatures, or not for them alone (RFC 5280 section 4.2.1.3).
    #[error("the certificate's key is not for digital signatures and nothing else")]
    KeyUsage,
    /// The certificate lacks something that the profile demands of a signer (`security-object.md`
    /// section 4).
    #[error("the certificate lacks {0}")]
    Profile(&'static str),
    /// Signed outside the term of the signer's certificate.
    #[error("signed at {signed_at}, outside the certificate's term {not_before} to {not_after}")]
    Term {
        /// The time in the object.
        signed_at: UnixTime,
        /// First second of the certificate.
        not_before: UnixTime,
        /// Last second of the certificate.
        not_after: UnixTime,
    },
    /// Signed outside the term of the root.
    #[error("signed at {signed_at}, outside the root's term {not_before} to {not_after}")]
    RootTerm {
        /// The time in the object.
        signed_at: UnixTime,
        /// First second of the root.
        not_before: UnixTime,
        /// Last second of the root.
        not_after: UnixTime,
    },
    /// The certificate lacks the role that it takes to sign this kind of object.
    #[error("the certificate lacks the role of a {} signer", .0.name())]
    Role(Role),
    /// The object's region is not among the signer's.
    #[error("signed for region {signed_for}, which the signer may not sign for")]
    Region {
        /// Region in the object.
        signed_for: Region,
        /// Regions of the signer.
        permitted: Vec<Region>,
    },
    /// The trust bundle does not list the signer with the role that it takes.
    #[error("the trust bundle does not let it sign as a {} signer", .0.name())]
    ListedRole(Role),
    /// The trust bundle does not list the signer for the object's region.
    #[error("signed for region {signed_for}, for which the trust bundle does not list the signer")]
    ListedRegion {
        /// Region in the object.
        signed_for: Region,
        /// Regions of the signer in the bundle.
        permitted: Vec<Region>,
    },
    /// Laboratory and production are mixed between root, signer and object, or the certificate
    /// does not say which it is.
    #[error("laboratory and production are mixed between root, signer and object")]
    Environment,
}

/// Why no trusted root stands behind the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerGap {
    /// No pinned root has the issuer's name.
    #[error("no trusted root has the issuer's name")]
    NoSuchRoot,
    /// A pinned root has the name, and the certificate was made under another key.
    #[error("a trusted root has the issuer's name, but not its key")]
    OtherKey,
    /// A printed code carries no certificate, and the one that it names is not on this device.
    #[error("the certificate that the code names is not on this device")]
    NoSuchSigner,
    /// The trust bundle in force does not list the signer.
    #[error("the trust bundle does not list the signer")]
    NotListed,
    /// The root's own term is over by the device's clock, so that it vouches for nothing today.
    #[error("the trusted root ended at {not_after}")]
    RootEnded {
        /// Last second of the root.
        not_after: UnixTime,
    },
}

/// Why signed bytes are not the word of a signer that this device trusts with them. It is the same
/// for everything that is signed: security objects, lists, payment records, bundles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Untrusted {
    /// Changed after signing, or never signed by an office.
    #[error(transparent)]
    Forged(ObjectDefect),
    /// Signed by an office that may not sign this.
    #[error(transparent)]
    NotEntitled(Entitlement),
    /// Signed with a key that the trust bundle withdrew.
    #[error("signed at {signed_at}, {revoked}")]
    Revoked {
        /// Since when and why.
        revoked: Revoked,
        /// The time in the object.
        signed_at: UnixTime,
    },
    /// No pinned root stands behind the signer.
    #[error(transparent)]
    UnknownIssuer(IssuerGap),
    /// In a form that this program does not know.
    #[error(transparent)]
    Newer(NewerFormat),
}

impl From<Untrusted> for Reason {
    fn from(why: Untrusted) -> Self {
        match why {
            Untrusted::Forged(defect) => Self::SignatureInvalid(defect),
            Untrusted::NotEntitled(why) => Self::SignerNotEntitled(why),
            Untrusted::Revoked { revoked, signed_at } => Self::SignerRevoked { revoked, signed_at },
            Untrusted::UnknownIssuer(gap) => Self::IssuerUnknown(gap),
            Untrusted::Newer(newer) => Self::FormatNewer(newer),
        }
    }
}

/// What this program does not know the form of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NewerFormat {
    /// The signature algorithm of the object.
    #[error("the security object is signed with an algorithm unknown here")]
    Algorithm,
    /// The certificate has a signature algorithm, a kind of key or a critical extension without a
    /// meaning here.
    #[error("the signer's certificate is of a newer form: {0}")]
    Certificate(CertificateError),
    /// The version of the object.
    #[error("the security object has version {0}, unknown here")]
    Version(u64),
    /// The version of a printed code.
    #[error("the printed code has version {0}, unknown here")]
    CodeVersion(u64),
    /// A printed code in a form, or signed with an algorithm, without a meaning here.
    #[error("the printed code is of a form or algorithm unknown here")]
    CodeForm,
    /// A group, authentic and signed, whose number has no meaning here.
    #[error("group {0} is authentic and has no meaning here")]
    GroupNumber(GroupNumber),
    /// The object does not list a group that every card of this edition has.
    #[error("the security object lists no group {0}")]
    GroupNotListed(GroupNumber),
    /// A group, authentic and signed, whose content this program cannot read.
    #[error("group {group} is authentic and cannot be read: {error}")]
    GroupContent {
        /// The group.
        group: GroupNumber,
        /// Which field, and why.
        error: ModelError,
    },
    /// The terminal statement in a recorded chip proof.
    #[error("the terminal statement of the chip proof cannot be read: {0}")]
    TerminalStatement(ModelError),
}

/// Why the payment records of a card are not those that its chip has. Records count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordDefect {
    /// The file is no row of records.
    #[error(transparent)]
    File(PaymentFileError),
    /// The card says that there is no such file, and its chip signed the head of a row.
    #[error("the card has no payments file, but its chip signed that there are records")]
    Absent,
    /// The newest record is not the one that the chip signed.
    #[error("the newest record is not the one that the chip signed")]
    Head,
    /// A record was changed after signing, or no office signed it.
    #[error("record {number} is not from an office: {defect}")]
    Forged {
        /// Which record.
        number: u16,
        /// Why.
        defect: ObjectDefect,
    },
    /// A record of another card.
    #[error("record {number} was written for another card")]
    OtherCard {
        /// Which record.
        number: u16,
    },
    /// A record of another patent.
    #[error("record {number} was written for another patent")]
    OtherPatent {
        /// Which record.
        number: u16,
    },
    /// A record is missing, doubled or in another place.
    #[error("record {number} says that it is number {sequence}")]
    Gap {
        /// Which record.
        number: u16,
        /// Its own number.
        sequence: u16,
    },
    /// A record does not name the one before it.
    #[error("record {number} does not follow on the one before it")]
    Chain {
        /// Which record.
        number: u16,
    },
    /// A record is older than the one before it.
    #[error("record {number} is older than the one before it")]
    Backwards {
        /// Which record.
        number: u16,
    },
}

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
        /// When that was signed.
        at: UnixTime,
    },
}

/// Whose word on the payment counts.
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
    /// When that word was signed.
    pub at: UnixTime,
}

/// Which end is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDay {
    /// The latest possible end of the patent.
    Term,
    /// The last paid day.
    Payment,
}

/// A finding's code with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// `signature-invalid`
    #[error("the security object is not from an issuing office: {0}")]
    SignatureInvalid(ObjectDefect),
    /// `signature-invalid`
    #[error("the printed code is not from an issuing office: {0}")]
    CodeInvalid(CodeDefect),
    /// `print-mismatch`
    #[error("the print does not belong to the chip: {0}")]
    PrintMismatch(PrintDefect),
    /// `qr-only`
    #[error("only the printed code was checked")]
    QrOnly,
    /// `digest-mismatch`
    #[error("{part} does not belong to the card: {defect}")]
    DigestMismatch {
        /// The part that was replaced, added or taken away.
        part: Part,
        /// How it differs.
        defect: PartDefect,
    },
    /// `clone-suspected`
    #[error("the chip cannot prove its key: {0}")]
    CloneSuspected(ProofDefect),
    /// `digest-mismatch`
    #[error("the payment records do not belong to the card: {0}")]
    PaymentRecords(RecordDefect),
    /// `annulled`
    #[error("annulled on {}, category {}", annulment.on, annulment.category.name())]
    Annulled {
        /// Day and category.
        annulment: Annulment,
        /// When the list was signed.
        issued_at: UnixTime,
    },
    /// `superseded`
    #[error("another card took the place of this one")]
    Superseded {
        /// When the list was signed.
        issued_at: UnixTime,
    },
    /// `suspended`
    #[error("suspended until further notice")]
    Suspended {
        /// When the list was signed.
        issued_at: UnixTime,
    },
    /// `tax-not-paid`
    #[error("paid through {through}, ended the day after, as of {at}")]
    TaxNotPaid {
        /// The last paid day.
        through: CivilDate,
        /// When that was signed.
        at: UnixTime,
        /// The policy still waits for money that is on its way.
        within_grace: bool,
    },
    /// `payment-unknown`
    #[error("nobody can say whether the patent is paid: {0}")]
    PaymentUnknown(PaymentGap),
    /// `payment-conflict`
    #[error(
        "the chip says paid through {recorded} at {recorded_at}, the list of {list_at} otherwise"
    )]
    PaymentConflict {
        /// The last paid day of the list, if it has one.
        listed: Option<CivilDate>,
        /// When the list was signed.
        list_at: UnixTime,
        /// The last paid day of the newest record on the card.
        recorded: CivilDate,
        /// When the record was signed.
        recorded_at: UnixTime,
        /// Whose word was taken.
        winner: PaymentSource,
    },
    /// `status-stale`
    #[error("the {} list of {issued_at} is {freshness:?}", list.as_str())]
    StatusStale {
        /// Which list.
        list: ListKind,
        /// When it was signed.
        issued_at: UnixTime,
        /// Stale or expired.
        freshness: ListFreshness,
    },
    /// `list-invalid`
    #[error("a {} list was ignored: {error}", list.as_str())]
    ListInvalid {
        /// Which list.
        list: ListKind,
        /// Why.
        error: Box<ListError>,
    },
    /// `signer-not-entitled`
    #[error("the signer is not entitled to this card: {0}")]
    SignerNotEntitled(Entitlement),
    /// `signer-revoked`
    #[error("signed at {signed_at}, {revoked}")]
    SignerRevoked {
        /// Since when and why.
        revoked: Revoked,
        /// The time in the object.
        signed_at: UnixTime,
    },
    /// `signer-revoked`, as information: the key was withdrawn after it signed this, and what it
    /// signed before stays good.
    #[error("signed at {signed_at}, and the signer was withdrawn only at {since}")]
    SignerWithdrawnLater {
        /// The first second in which a signature is worth nothing.
        since: UnixTime,
        /// The time in the object.
        signed_at: UnixTime,
    },
    /// `signer-revoked`, as information: payment records on the card were signed with a key that was
    /// withdrawn. They count for nothing, neither for the holder nor against the card.
    #[error("{count} payment records do not count, the newest signed at {signed_at}, {revoked}")]
    RecordsIgnored {
        /// How many records.
        count: usize,
        /// Since when and why, of the newest of them.
        revoked: Revoked,
        /// The time in the newest of them.
        signed_at: UnixTime,
    },
    /// `term-ended`
    #[error("the last possible day was {latest_end}")]
    TermEnded {
        /// Last possible day, inclusive.
        latest_end: CivilDate,
    },
    /// `wrong-region`
    #[error("the patent is for region {patent}, the check is in {check}")]
    WrongRegion {
        /// Region of the patent.
        patent: Region,
        /// Region of the check.
        check: Region,
    },
    /// `profession-mismatch`
    #[error("the patent names other professions than the one seen")]
    ProfessionMismatch {
        /// The professions of the patent.
        permitted: Vec<Text>,
        /// What the officer chose.
        seen: Text,
    },
    /// `not-yet-valid`
    #[error("the patent starts on {in_force_from}")]
    NotYetValid {
        /// First day in force.
        in_force_from: CivilDate,
    },
    /// `issuer-unknown`
    #[error("the issuer is unknown to this device: {0}")]
    IssuerUnknown(IssuerGap),
    /// `status-missing`
    #[error("the status is not known: {0}")]
    StatusMissing(StatusGap),
    /// `status-missing`
    #[error("no trust bundle is on this device")]
    BundleMissing,
    /// `status-stale`
    #[error("the trust bundle is {} since {since}", freshness.as_str())]
    BundleStale {
        /// Stale or expired.
        freshness: Freshness,
        /// When it was issued.
        issued: UnixTime,
        /// The last second of the class before.
        since: UnixTime,
    },
    /// `read-incomplete`
    #[error("{0} was not read")]
    ReadIncomplete(Part),
    /// `format-newer`
    #[error("the card's format is newer than this program: {0}")]
    FormatNewer(NewerFormat),
    /// `clock-doubtful`
    #[error("the device's clock says {now}, which is before the signed time {signed}")]
    ClockDoubtful {
        /// The newest time in signed data.
        signed: UnixTime,
        /// The device's clock.
        now: UnixTime,
    },
    /// `clock-doubtful`
    #[error("a recorded chip proof says {checked_at}, but its card was signed at {signed_at}")]
    ProofBeforeSigning {
        /// When the terminal says that it asked the chip.
        checked_at: UnixTime,
        /// The signing time of the object that the proof is for.
        signed_at: UnixTime,
    },
    /// `clock-doubtful`
    #[error("the device's clock says {now}, but {floor} was signed and verified before")]
    ClockBeforeFloor {
        /// The newest time that was verified on this device.
        floor: UnixTime,
        /// The device's clock.
        now: UnixTime,
    },
    /// `expires-soon`
    #[error("the last day is {last_day}")]
    ExpiresSoon {
        /// Last day, inclusive.
        last_day: CivilDate,
        /// Of what.
        end: LastDay,
    },
    /// `in-force`
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
            Self::ReadIncomplete(_) => Code::ReadIncomplete,
            Self::FormatNewer(_) => Code::FormatNewer,
            Self::ClockDoubtful { .. }
            | Self::ProofBeforeSigning { .. }
            | Self::ClockBeforeFloor { .. } => Code::ClockDoubtful,
            Self::ExpiresSoon { .. } => Code::ExpiresSoon,
            Self::InForce { .. } => Code::InForce,
        }
    }
}
