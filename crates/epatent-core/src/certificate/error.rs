// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{MAX_CERTIFICATE_LENGTH, MAX_EXTENSIONS, Oid};

/// Why bytes are not a certificate of the profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Longer than any certificate of the profile.
    #[error("the certificate is {actual} bytes long; at most {MAX_CERTIFICATE_LENGTH} are allowed")]
    TooLong {
        /// Its length in bytes, beyond the limit.
        actual: usize,
    },
    /// Not DER of the structure of RFC 5280 section 4.1; the error knows kind and offset.
    #[error("the certificate is not valid DER: {0}")]
    Der(der::Error),
    /// Bytes follow the certificate.
    #[error("{count} bytes follow the certificate")]
    TrailingBytes {
        /// How many bytes, at least one.
        count: usize,
    },
    /// Not version 3.
    #[error("the certificate is not of version 3")]
    Version,
    /// The serial number is zero, negative or longer than 20 bytes.
    #[error("the serial number is not a positive number of at most 20 bytes")]
    SerialNumber,
    /// The algorithm outside the signed part differs from the one inside.
    #[error("the certificate names two different signature algorithms")]
    AlgorithmMismatch,
    /// The signature algorithm is neither Ed25519 nor ecdsa-with-SHA256.
    #[error("the signature algorithm {oid} is not Ed25519 or ECDSA with SHA-256")]
    SignatureAlgorithm {
        /// The algorithm that was found.
        oid: der::asn1::ObjectIdentifier,
    },
    /// The signature algorithm is a known one, with parameters that it does not have.
    #[error("the signature algorithm has parameters where none belong")]
    AlgorithmParameters,
    /// The signature has a length that no signature of its algorithm has.
    #[error("the signature of the certificate has a wrong length")]
    SignatureLength,
    /// The key is of an algorithm or on a curve without a name here.
    #[error("the kind of the public key ({oid}) is not Ed25519 or P-256")]
    UnknownKeyType {
        /// The algorithm of the key, or its curve.
        oid: der::asn1::ObjectIdentifier,
    },
    /// The key says that it is Ed25519 or on an elliptic curve, and has not the form of RFC 8410 or
    /// RFC 5480.
    #[error("the public key ({oid}) is not an Ed25519 or uncompressed P-256 key")]
    PublicKey {
        /// The algorithm of the key.
        oid: der::asn1::ObjectIdentifier,
    },
    /// The P-256 key is no point of the curve.
    #[error("the public key is not a point on P-256")]
    KeyNotOnCurve,
    /// A name without any attribute.
    #[error("the name of the issuer or of the subject is empty")]
    EmptyName,
    /// The term is empty, beyond the range of times, or encoded otherwise than RFC 5280 section
    /// 4.1.2.5 demands.
    #[error("the term of the certificate is not valid")]
    Validity,
    /// A unique identifier (RFC 5280 section 4.1.2.8), which the profile does not have, or another
    /// field in the place of the extensions.
    #[error("the certificate has no extensions where they must be")]
    Extensions,
    /// More extensions than any certificate of the profile has.
    #[error("the certificate has more than {MAX_EXTENSIONS} extensions")]
    TooManyExtensions,
    /// An extension that must be understood and is not known.
    #[error("the critical extension {oid} is not known")]
    UnknownCriticalExtension {
        /// The identifier of the extension.
        oid: Oid,
    },
    /// The same extension twice (RFC 5280 §4.2).
    #[error("the extension {oid} is there twice")]
    DuplicateExtension {
        /// The identifier of the extension.
        oid: Oid,
    },
    /// The content of a known extension breaks its rules.
    #[error("the extension {oid} is not {expected}")]
    MalformedExtension {
        /// The identifier of the extension.
        oid: Oid,
        /// What its content must be, in words.
        expected: &'static str,
    },
}

impl CertificateError {
    /// Whether the certificate asks for something that is unknown here and may have a meaning
    /// elsewhere: an algorithm, a kind of key, a critical extension. Nothing else of it is wrong as
    /// far as it was read.
    #[must_use]
    pub const fn is_unknown_feature(&self) -> bool {
        matches!(
            self,
            Self::SignatureAlgorithm { .. }
                | Self::UnknownKeyType { .. }
                | Self::UnknownCriticalExtension { .. }
        )
    }
}

impl From<der::Error> for CertificateError {
    fn from(error: der::Error) -> Self {
        Self::Der(error)
    }
}
