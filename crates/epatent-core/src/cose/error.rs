// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::string::String;
use core::fmt;

use super::{SIGNATURE_LENGTH, Typ};
use crate::cbor::CborError;

/// A part of a COSE_Sign1 that is CBOR of its own; offsets in errors count from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CosePart {
    /// The object as a whole.
    Object,
    /// The content of the protected header.
    ProtectedHeader,
}

impl fmt::Display for CosePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "the signed object",
            Self::ProtectedHeader => "the protected header",
        })
    }
}

/// Why bytes are not a COSE_Sign1 of this system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CoseError {
    /// Not deterministic CBOR; the tag 18 missing is one of the kinds.
    #[error("{part} is not deterministic CBOR: {error}")]
    Cbor {
        /// Which bytes are not deterministic CBOR.
        part: CosePart,
        /// What is wrong, at which offset.
        error: CborError,
    },
    /// Not the array `[protected, unprotected, payload, signature]` of the right types.
    #[error("the signed object is not a COSE_Sign1: {expected} expected")]
    Structure {
        /// What should have been there.
        expected: &'static str,
    },
    /// The unprotected header, which nothing signs, is not empty.
    #[error("the unprotected header is not empty")]
    UnprotectedHeader,
    /// The protected header names parameters that must be understood; none is.
    #[error("the protected header has critical parameters, and this program knows none")]
    Critical,
    /// A protected header parameter that must be there is absent.
    #[error("the protected header has no parameter {label}")]
    MissingHeader {
        /// Its label: 1 alg, 4 kid, 16 typ, 33 x5chain.
        label: i64,
    },
    /// A protected header parameter other than alg, typ and the one that names the signer.
    #[error("the protected header has the unknown parameter {label}")]
    UnknownHeader {
        /// Its label, as in RFC 9052 §3.1.
        label: i128,
    },
    /// A label or the value of a protected header parameter has another type than it must have.
    #[error("a parameter of the protected header is not {expected}")]
    WrongHeaderType {
        /// What it must be.
        expected: &'static str,
    },
    /// Another kind of object.
    #[error("the object is of type {actual}, not {}", expected.value())]
    WrongTyp {
        /// The `typ` wanted.
        expected: Typ,
        /// The `typ` found; a media type in quotes.
        actual: String,
    },
    /// An algorithm that is neither Ed25519 nor ES256.
    #[error("the signature algorithm {algorithm} is not known")]
    UnknownAlgorithm {
        /// Its COSE identifier (IANA COSE Algorithms).
        algorithm: i128,
    },
    /// The signature has another length than 64 bytes.
    #[error("the signature is {actual} bytes long, not {SIGNATURE_LENGTH}")]
    SignatureLength {
        /// Its length in bytes; 64 for every algorithm here.
        actual: usize,
    },
}
