// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Certificates of signers and roots: X.509 version 3 (RFC 5280), in the profile of
//! `security-object.md` section 4.
//!
//! | extension | root | signer |
//! |---|---|---|
//! | basicConstraints | critical, CA, pathLen 0 | critical, not CA |
//! | keyUsage | critical, keyCertSign, cRLSign | critical, digitalSignature and nothing else |
//! | extendedKeyUsage | none | critical, the roles |
//! | subjectKeyIdentifier, authorityKeyIdentifier | present | present |
//! | [`REGIONS_OID`] | none | SEQUENCE OF PrintableString, two digits each |
//! | [`ENVIRONMENT_OID`] | ENUMERATED 1 lab, 2 production | the same |
//!
//! This module reads. Whether a certificate is trusted, in its term and entitled is for a verifier.

mod error;
mod extensions;
mod oid;
mod parse;

#[cfg(test)]
mod tests;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use der::Decode;
use x509_cert::name::Name;

use crate::cose::SignatureAlgorithm;
use crate::object::Environment;
use crate::{Region, UnixTime};

pub use error::CertificateError;
pub use oid::{MAX_OID_LENGTH, Oid};

use extensions::Extensions;

/// Longest certificate in bytes.
pub const MAX_CERTIFICATE_LENGTH: usize = 8192;

/// Most extensions of a certificate.
pub const MAX_EXTENSIONS: usize = 32;

/// Most entries of a list in an extension: purposes of a key, regions.
pub const MAX_LIST_ENTRIES: usize = 128;

/// Extension `2.999.643.2.1`: the regions that the signer may sign for.
pub const REGIONS_OID: Oid = Oid::from_static(&[0x88, 0x37, 0x85, 0x03, 0x02, 0x01]);

/// Extension `2.999.643.2.2`: lab or production.
pub const ENVIRONMENT_OID: Oid = Oid::from_static(&[0x88, 0x37, 0x85, 0x03, 0x02, 0x02]);

/// What a signer may sign, as an extended key usage (RFC 5280 section 4.2.1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Security objects of cards, `2.999.643.1.1`.
    Document,
    /// Payment records, `2.999.643.1.2`.
    Payment,
    /// Status lists, `2.999.643.1.3`.
    Status,
    /// Trust bundles, `2.999.643.1.4`.
    Bundle,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Document, Self::Payment, Self::Status, Self::Bundle];

    /// The purpose in the extended key usage.
    #[must_use]
    pub const fn oid(self) -> Oid {
        Oid::from_static(match self {
            Self::Document => &[0x88, 0x37, 0x85, 0x03, 0x01, 0x01],
            Self::Payment => &[0x88, 0x37, 0x85, 0x03, 0x01, 0x02],
            Self::Status => &[0x88, 0x37, 0x85, 0x03, 0x01, 0x03],
            Self::Bundle => &[0x88, 0x37, 0x85, 0x03, 0x01, 0x04],
        })
    }

    /// `document`, `payment`, `status` or `bundle`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Payment => "payment",
            Self::Status => "status",
            Self::Bundle => "bundle",
        }
    }
}

/// The public key of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// Ed25519 (RFC 8410): the encoded point as it stands; whether it is one is for the verifier.
    Ed25519([u8; 32]),
    /// P-256 (RFC 5480): an uncompressed point, `04 ‖ X ‖ Y`, proved to be on the curve.
    P256([u8; 65]),
}

/// What the key of a certificate may be used for (RFC 5280 section 4.2.1.3); all false when the
/// certificate does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyUsage {
    /// digitalSignature: signatures on anything but certificates and revocation lists.
    pub digital_signature: bool,
    /// keyCertSign: signatures on certificates.
    pub certificate_signing: bool,
    /// cRLSign: signatures on revocation lists.
    pub crl_signing: bool,
    /// Any other use, such as `keyEncipherment`.
    pub other: bool,
}

impl KeyUsage {
    /// Whether the key is for digital signatures, as that of a signer must be, and for nothing else.
    #[must_use]
    pub const fn is_digital_signature_only(self) -> bool {
        self.digital_signature && !self.certificate_signing && !self.crl_signing && !self.other
    }
}

/// An X.509 certificate of the profile. Its signature has not been verified.
///
/// `[applet-spec security-object §4]` · RFC 5280
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    tbs: Range<usize>,
    issuer: Range<usize>,
    subject: Range<usize>,
    serial: Vec<u8>,
    not_before: UnixTime,
    not_after: UnixTime,
    public_key: PublicKey,
    extensions: Extensions,
    signature_algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate.
    ///
    /// # Errors
    ///
    /// The bytes are not one DER certificate and nothing else, or it leaves the profile: another
    /// version, algorithm or kind of key, two algorithms that differ, an extension that is critical
    /// and not known, twice there or malformed.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        parse::certificate(der)
    }

    /// The whole certificate as received.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The part that is signed (TBSCertificate), as received.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.part(&self.tbs)
    }

    /// Name of the subject, DER as received. Names are compared byte by byte.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        self.part(&self.subject)
    }

    /// Name of the issuer, DER as received.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        self.part(&self.issuer)
    }

    /// Name of the subject for people (RFC 4514).
    #[must_use]
    pub fn subject_text(&self) -> String {
        name_text(self.subject())
    }

    /// Name of the issuer for people (RFC 4514).
    #[must_use]
    pub fn issuer_text(&self) -> String {
        name_text(self.issuer())
    }

    /// Serial number, big-endian without leading zeros, 1 to 20 bytes.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// First second of the term.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// Last second of the term. A later one than [`UnixTime`] can hold, such as the
    /// `99991231235959Z` of RFC 5280 section 4.1.2.5 (no end), is told as the last that it can.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// The key that the certificate is about.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// What the holder of the key may sign, in the order of the certificate; purposes of other systems
    /// are left out.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.extensions.roles
    }

    /// The regions that the holder of the key may sign for.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.extensions.regions
    }

    /// Lab or production; `None` when the certificate does not say.
    #[must_use]
    pub const fn environment(&self) -> Option<Environment> {
        self.extensions.environment
    }

    /// Whether the key may sign certificates as far as basicConstraints says.
    #[must_use]
    pub const fn is_ca(&self) -> bool {
        self.extensions.is_ca
    }

    /// How many levels of authorities may stand below this one.
    #[must_use]
    pub const fn path_length(&self) -> Option<u8> {
        self.extensions.path_length
    }

    /// What the key may be used for.
    #[must_use]
    pub const fn key_usage(&self) -> KeyUsage {
        self.extensions.key_usage
    }

    /// What the profile demands of a signer's certificate and this one lacks, besides what has an
    /// accessor of its own (authority, key usage, roles, regions, environment, issuer's key).
    #[must_use]
    pub const fn signer_profile_gap(&self) -> Option<&'static str> {
        if !self.extensions.critical_basic_constraints {
            Some("critical basicConstraints")
        } else if !self.extensions.critical_key_usage {
            Some("critical keyUsage")
        } else if !self.extensions.critical_extended_key_usage && !self.extensions.roles.is_empty()
        {
            Some("critical extendedKeyUsage")
        } else if self.extensions.subject_key_id.is_none() {
            Some("a subjectKeyIdentifier")
        } else {
            None
        }
    }

    /// Identifier of the key.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.subject_key_id.as_deref()
    }

    /// Identifier of the key that signed the certificate.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions.authority_key_id.as_deref()
    }

    /// The algorithm of the certificate's own signature.
    #[must_use]
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.signature_algorithm
    }

    /// The certificate's own signature: 64 bytes `R ‖ S` of Ed25519 (RFC 8410 section 6), or an
    /// ECDSA-Sig-Value in DER (RFC 5758 section 3.2).
    #[must_use]
    pub fn signature_value(&self) -> &[u8] {
        &self.signature
    }

    /// Ranges are of this certificate's own bytes: the fallback cannot be reached.
    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

fn name_text(der: &[u8]) -> String {
    Name::from_der(der).map_or_else(|_| hex::encode(der), |name| name.to_string())
}
