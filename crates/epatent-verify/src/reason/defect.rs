// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What may be wrong with a part of a card, with its print and with its records.

use epatent_core::certificate::CertificateError;
use epatent_core::cose::CoseError;
use epatent_core::group::GroupNumber;
use epatent_core::model::ModelError;
use epatent_core::payment::PaymentFileError;
use epatent_core::printed_code::CodeTextError;

/// A part of what a card shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Part {
    /// EF.SO.
    #[error("the security object")]
    SecurityObject,
    /// EF.CardAccess, which is read before any channel.
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
///
/// `[applet-spec qr-evidence-report §1]`
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

/// Why the payment records of a card are not those that its chip has. Records count from 1.
///
/// `[applet-spec status-and-payments §2]`
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
        /// Which record, from 1 in the order of the file.
        number: u16,
        /// Why.
        defect: ObjectDefect,
    },
    /// A record of another card.
    #[error("record {number} was written for another card")]
    OtherCard {
        /// Which record, from 1 in the order of the file.
        number: u16,
    },
    /// A record of another patent.
    #[error("record {number} was written for another patent")]
    OtherPatent {
        /// Which record, from 1 in the order of the file.
        number: u16,
    },
    /// A record is missing, doubled or in another place.
    #[error("record {number} says that it is number {sequence}")]
    Gap {
        /// Which record, from 1 in the order of the file.
        number: u16,
        /// The sequence that it says of itself.
        sequence: u16,
    },
    /// A record does not name the one before it.
    #[error("record {number} does not follow on the one before it")]
    Chain {
        /// Which record, from 1 in the order of the file.
        number: u16,
    },
    /// A record is older than the one before it.
    #[error("record {number} is older than the one before it")]
    Backwards {
        /// Which record, from 1 in the order of the file.
        number: u16,
    },
}
