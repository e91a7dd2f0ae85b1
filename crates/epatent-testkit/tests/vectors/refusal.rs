// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The kinds of refusal as words that never change, and which error is of which kind.

use epatent_core::cbor::CborError;
use epatent_core::certificate::CertificateError;
use epatent_core::cose::CoseError;
use epatent_core::model::ModelError;
use epatent_core::printed_code::CodeTextError;
use epatent_verify::{
    CodeDefect, Entitlement, IssuerGap, NewerFormat, ObjectDefect, Reason, Untrusted,
};

/// A kind of refusal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) &'static str);

/// An error that no vector reaches yet: it fails the comparison and says so.
const UNNAMED: Refusal = Refusal("a kind without a name; give it one");

impl From<CborError> for Refusal {
    fn from(error: CborError) -> Self {
        Self(error.kind.as_str())
    }
}

impl From<ModelError> for Refusal {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Cbor(error) => error.into(),
            ModelError::UnsupportedVersion { .. } => Self("unsupported-version"),
            ModelError::WrongType { .. } => Self("wrong-type"),
            ModelError::MissingField { .. } => Self("missing-field"),
            ModelError::UnknownField { .. } => Self("unknown-field"),
            ModelError::OutOfRange { .. } => Self("out-of-range"),
            ModelError::Invalid { .. } => Self("invalid-value"),
            ModelError::WrongGroup { .. } => Self("wrong-group"),
            ModelError::TooLong { .. } => Self("too-long"),
            ModelError::Compressed { .. } => Self("compressed"),
            _ => UNNAMED,
        }
    }
}

impl From<CoseError> for Refusal {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Cbor { error, .. } => error.into(),
            CoseError::Structure { .. } => Self("structure"),
            CoseError::UnprotectedHeader => Self("unprotected-header"),
            CoseError::Critical => Self("critical-header"),
            CoseError::MissingHeader { .. } => Self("missing-header"),
            CoseError::UnknownHeader { .. } => Self("unknown-header"),
            CoseError::WrongHeaderType { .. } => Self("wrong-header-type"),
            CoseError::WrongTyp { .. } => Self("wrong-typ"),
            CoseError::UnknownAlgorithm { .. } => Self("unknown-algorithm"),
            CoseError::SignatureLength { .. } => Self("signature-length"),
            _ => UNNAMED,
        }
    }
}

impl From<CertificateError> for Refusal {
    fn from(error: CertificateError) -> Self {
        Self(match error {
            CertificateError::TooLong { .. } => "too-long",
            CertificateError::Der(_) => "der",
            CertificateError::TrailingBytes { .. } => "trailing-bytes",
            CertificateError::Version => "version",
            CertificateError::SerialNumber => "serial-number",
            CertificateError::AlgorithmMismatch => "algorithm-mismatch",
            CertificateError::SignatureAlgorithm { .. } => "signature-algorithm",
            CertificateError::SignatureLength => "signature-length",
            CertificateError::PublicKey { .. } => "public-key",
            CertificateError::AlgorithmParameters => "algorithm-parameters",
            CertificateError::UnknownKeyType { .. } => "unknown-key-type",
            CertificateError::KeyNotOnCurve => "key-not-on-curve",
            CertificateError::EmptyName => "empty-name",
            CertificateError::Validity => "validity",
            CertificateError::Extensions => "extensions",
            CertificateError::TooManyExtensions => "too-many-extensions",
            CertificateError::UnknownCriticalExtension { .. } => "unknown-critical-extension",
            CertificateError::DuplicateExtension { .. } => "duplicate-extension",
            CertificateError::MalformedExtension { .. } => "malformed-extension",
            _ => return UNNAMED,
        })
    }
}

impl From<CodeTextError> for Refusal {
    fn from(error: CodeTextError) -> Self {
        match error {
            CodeTextError::OtherKind => Self("other-kind"),
            CodeTextError::TooLong => Self("too-long"),
            CodeTextError::Base45(_) => Self("base45"),
            _ => UNNAMED,
        }
    }
}

impl From<&CodeDefect> for Refusal {
    fn from(defect: &CodeDefect) -> Self {
        match defect {
            CodeDefect::Text(error) => (*error).into(),
            CodeDefect::Envelope(error) => error.clone().into(),
            CodeDefect::Algorithm => Self("algorithm-mismatch"),
            CodeDefect::Signature => Self("signature"),
            CodeDefect::Payload(error) => error.clone().into(),
            _ => UNNAMED,
        }
    }
}

/// The reason for which the verifier does not take an object for one of an issuing office.
impl From<&Reason> for Refusal {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::IssuerUnknown(IssuerGap::NoSuchSigner) => Self("signer-unknown"),
            Reason::SignerNotEntitled(_) => Self("not-entitled"),
            Reason::CodeInvalid(defect) | Reason::CodeUnreadable(defect) => defect.into(),
            Reason::FormatNewer(newer) => newer.into(),
            Reason::SignatureInvalid(defect) => defect.into(),
            _ => UNNAMED,
        }
    }
}

/// The reason for which the verifier does not take a document for the word of its signer.
impl From<&Untrusted> for Refusal {
    fn from(why: &Untrusted) -> Self {
        match why {
            Untrusted::Forged(defect) => defect.into(),
            Untrusted::Newer(newer) => newer.into(),
            Untrusted::UnknownIssuer(_) => Self("issuer-unknown"),
            Untrusted::NotEntitled(Entitlement::Role(_)) => Self("role"),
            Untrusted::NotEntitled(Entitlement::Term { .. }) => Self("term"),
            Untrusted::NotEntitled(Entitlement::Environment) => Self("environment"),
            _ => UNNAMED,
        }
    }
}

impl From<&NewerFormat> for Refusal {
    fn from(newer: &NewerFormat) -> Self {
        match newer {
            NewerFormat::Algorithm => Self("unknown-algorithm"),
            NewerFormat::Certificate(_) => Self("newer-certificate"),
            NewerFormat::Version(_) | NewerFormat::CodeVersion(_) => Self("unsupported-version"),
            NewerFormat::CodeForm => Self("unknown-algorithm"),
            _ => UNNAMED,
        }
    }
}

impl From<&ObjectDefect> for Refusal {
    fn from(defect: &ObjectDefect) -> Self {
        match defect {
            ObjectDefect::Envelope(error) => error.clone().into(),
            ObjectDefect::Certificate(_) => Self("certificate"),
            ObjectDefect::Key => Self("key"),
            ObjectDefect::Algorithm => Self("algorithm-mismatch"),
            ObjectDefect::Signature => Self("signature"),
            ObjectDefect::CertificateForged => Self("certificate-forged"),
            ObjectDefect::Payload(error) => error.clone().into(),
            ObjectDefect::Contradiction(_) => Self("contradiction"),
            _ => UNNAMED,
        }
    }
}
