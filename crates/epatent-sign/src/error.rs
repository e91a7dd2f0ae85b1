// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What can go wrong while a card or a certificate is signed.

use epatent_core::certificate::{CertificateError, Role};
use epatent_core::cose::SignatureAlgorithm;
use epatent_core::model::ModelError;
use epatent_core::object::Environment;
use epatent_core::{CivilDate, Region, UnixTime};
use thiserror::Error;

/// Why a card or a certificate was not signed. Nothing has been written when it is returned.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SignError {
    /// A data group or the security object cannot be encoded; the message names the field.
    #[error("the card's data cannot be encoded: {0}")]
    Model(#[from] ModelError),

    /// A card whose code is to be made lacks something that the code repeats.
    #[error("the card has no usable {part}, which its printed code repeats")]
    CardIncomplete {
        /// What it lacks.
        part: &'static str,
    },

    /// A printed code would be longer than it may be.
    #[error("the printed code would be {length} bytes long; at most {limit} are allowed")]
    CodeTooLong {
        /// Its length in bytes, above the limit.
        length: usize,
        /// The limit in bytes.
        limit: usize,
    },

    /// The signer's or root's certificate is outside the profile.
    #[error("the certificate cannot be used: {0}")]
    Certificate(#[from] CertificateError),

    /// A certificate cannot be written as DER.
    #[error("the certificate cannot be encoded: {0}")]
    Der(#[from] der::Error),

    /// The certificate is one of an authority, which signs certificates and never cards.
    #[error(
        "the certificate belongs to an authority, and an authority signs nothing but certificates"
    )]
    AuthorityCertificate,

    /// The certificate's key is not meant for signatures, or not for them alone (RFC 5280 section
    /// 4.2.1.3).
    #[error("the certificate's key is not for digital signatures and nothing else")]
    KeyUsage,

    /// The certificate lacks something that the profile demands of a signer (`security-object.md`
    /// section 4), so that every verifier would refuse the card.
    #[error("the certificate lacks {missing}, which the profile demands of a signer")]
    CertificateProfile {
        /// What it lacks.
        missing: &'static str,
    },

    /// The certificate lacks the role that the object takes.
    #[error("the certificate lacks the {} role, so its holder may not sign this", role.name())]
    RoleMissing {
        /// The role.
        role: Role,
    },

    /// The bundle says that its own signer signs nothing any more.
    #[error("the bundle withdraws the signer that is to sign it, so no device would take it")]
    BundleWithdrawsItself,

    /// The certificate does not permit the region of the patent.
    #[error("the certificate permits the regions {}, but the patent is for {region}", permitted.join(", "))]
    RegionNotPermitted {
        /// Region of the patent.
        region: Region,
        /// Regions of the certificate, two digits each.
        permitted: Vec<String>,
    },

    /// Lab and production were mixed, or the certificate does not say which it is.
    #[error("the certificate is for {certificate:?}, but {required:?} is asked for")]
    EnvironmentMismatch {
        /// What the certificate says.
        certificate: Option<Environment>,
        /// What the card or the certificate to be made is for.
        required: Environment,
    },

    /// A key that is marked as a lab key was to sign for production.
    #[error("the key is marked as a lab key, so it signs nothing for production")]
    LabKey,

    /// The time of signing is outside the certificate's term.
    #[error(
        "the signing time {signed_at} is outside the certificate's term {not_before} to {not_after}"
    )]
    OutsideTerm {
        /// Time that the object would carry, UTC seconds.
        signed_at: UnixTime,
        /// First second of the certificate, UTC.
        not_before: UnixTime,
        /// Last second of the certificate, UTC.
        not_after: UnixTime,
    },

    /// The patent would end before it starts.
    #[error("the latest end {latest_end} is before the first day in force {in_force_from}")]
    EndBeforeStart {
        /// First day in force.
        in_force_from: CivilDate,
        /// Latest possible last day.
        latest_end: CivilDate,
    },

    /// The region in the permission is not the one that is to be signed.
    #[error("the permission is for region {permission}, but the terms say {terms}")]
    RegionDiffers {
        /// Region in the permission group.
        permission: Region,
        /// Region in the terms.
        terms: Region,
    },

    /// The replacement index in the remarks is not the one that is to be signed.
    #[error("the remarks carry replacement index {remarks}, but the terms say {terms}")]
    ReplacementIndexDiffers {
        /// Index in the remarks group, 0 for a patent's first card.
        remarks: u8,
        /// Index in the terms, 0 for a patent's first card.
        terms: u8,
    },

    /// A file would be longer than READ BINARY can address.
    #[error("file {file_id:04X} would be {length} bytes long, but a file holds at most {limit}")]
    FileTooLong {
        /// File identifier on the card, `card-profile.md` §2.
        file_id: u16,
        /// Length of the content in bytes.
        length: usize,
        /// Longest possible content in bytes.
        limit: usize,
    },

    /// The key is not the one in the certificate.
    #[error("the key is not the one in the certificate, so the certificate would not verify it")]
    KeyMismatch,

    /// The signer announces an algorithm that its key does not have.
    #[error("the signer announces {announced:?}, but its key is for {key:?}")]
    AlgorithmMismatch {
        /// What the signer announces.
        announced: SignatureAlgorithm,
        /// What its public key is for.
        key: SignatureAlgorithm,
    },

    /// The signature does not verify: wrong key, wrong bytes, or a computing fault.
    #[error("the signature does not verify under the signer's key, so it was thrown away")]
    SignatureInvalid,

    /// The same key signed the same bytes twice with different results.
    #[error(
        "two runs of the same signature differ, so this computer made a fault; both were thrown away"
    )]
    ComputingFault,

    /// A signer outside this library failed; the text is its own.
    #[error("the signer failed: {0}")]
    Signer(String),

    /// A token refused to sign, or the connection to it failed. Nobody got a signature; the token may
    /// have made one.
    #[error("the token did not sign ({trouble}): {text}")]
    Token {
        /// Stable word for what the operator does next.
        trouble: &'static str,
        /// The token's own words; holds no key, PIN or personal data.
        text: String,
    },

    /// The key file is larger than any key.
    #[error("the key file has {length} bytes, but a key needs at most {limit}")]
    KeyFileTooLong {
        /// Length of the file in bytes.
        length: usize,
        /// Longest file that is read, in bytes.
        limit: usize,
    },

    /// The key file holds another kind of PEM block, for example an encrypted key.
    #[error("the key file holds a \"{label}\" block, but \"PRIVATE KEY\" (PKCS#8) is needed")]
    KeyFileLabel {
        /// Label of the block that was found.
        label: String,
    },

    /// The passphrase does not open the key file, or the file is damaged: nobody can tell which.
    #[error("the passphrase does not open the key file, or the file is damaged")]
    Passphrase,

    /// The passphrase is too short to protect a key.
    #[error("the passphrase is shorter than {} characters", crate::MIN_PASSPHRASE)]
    PassphraseShort,

    /// Opening the key file would take more memory or time than any honest one.
    #[error(
        "the key file asks for a key derivation far beyond what is usual, so it was not opened"
    )]
    KeyDerivationCost,

    /// The key file is damaged, or holds a key of another kind.
    #[error("the key file cannot be read as an Ed25519 or P-256 key in PKCS#8: {0}")]
    KeyFile(String),

    /// A distinguished name cannot be written.
    #[error(
        "the {attribute} of the name has {length} characters, but 1 to {limit} are allowed (RFC 5280 appendix A.1)"
    )]
    NameLength {
        /// Attribute of the name, `CN` or `O`.
        attribute: &'static str,
        /// Length in characters, 0 or above the limit.
        length: usize,
        /// Longest possible value in characters.
        limit: usize,
    },

    /// The country of a name is not two capital letters.
    #[error("the country of the name is \"{0}\", but two capital letters are needed")]
    NameCountry(String),

    /// A certificate was asked for without a role.
    #[error("a signer's certificate needs at least one role")]
    NoRole,

    /// A document signer's certificate was asked for without a region.
    #[error("a document signer's certificate needs at least one region")]
    NoRegion,

    /// A certificate would end before it starts.
    #[error(
        "the certificate's term ends at {not_after}, which is not after its start {not_before}"
    )]
    EmptyTerm {
        /// First second.
        not_before: UnixTime,
        /// Last second.
        not_after: UnixTime,
    },

    /// A signer's term is not within the term of the root that is to sign it.
    #[error("the term asked for is not within the root's term {not_before} to {not_after}")]
    TermBeyondRoot {
        /// First second of the root.
        not_before: UnixTime,
        /// Last second of the root.
        not_after: UnixTime,
    },

    /// The certificate that is to sign another one is not a root of this profile.
    #[error("the certificate is not a root: it may not sign certificates")]
    NotRoot,
}
