// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why signed bytes are not the word of a signer that a device trusts with them.

use alloc::vec::Vec;

use epatent_core::certificate::{CertificateError, Role};
use epatent_core::group::GroupNumber;
use epatent_core::model::ModelError;
use epatent_core::{Region, UnixTime};

use super::{ObjectDefect, Reason};
use crate::Revoked;

/// Why signed bytes are not the word of a signer that this device trusts with them. It is the same
/// for everything that is signed: security objects, lists, payment records, bundles.
///
/// `[applet-spec security-object §3, §4]`
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
        /// The time of signing that the object says, UTC seconds.
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
        /// The time of signing that the object says, UTC seconds.
        signed_at: UnixTime,
        /// First second of the certificate.
        not_before: UnixTime,
        /// Last second of the certificate.
        not_after: UnixTime,
    },
    /// Signed outside the term of the root.
    #[error("signed at {signed_at}, outside the root's term {not_before} to {not_after}")]
    RootTerm {
        /// The time of signing that the object says, UTC seconds.
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
    /// The version of the object, above the one that this program reads.
    #[error("the security object has version {0}, unknown here")]
    Version(u64),
    /// The version of a printed code, above the one that this program reads.
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
