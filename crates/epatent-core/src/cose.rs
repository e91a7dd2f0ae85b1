// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! COSE_Sign1 (RFC 9052 section 4.2), the form of everything that is signed.
//!
//! ```cddl
//! ; COSE_Sign1, tagged (RFC 9052 section 4.2)
//! security-object = #6.18([
//!   protected: bytes .cbor protected-header,
//!   unprotected: {},
//!   payload: bytes .cbor security-object-payload,
//!   signature: bytes .size 64,
//! ])
//! protected-header = {
//!   1: -19 / -7,             ; alg: Ed25519 (RFC 9864) or ES256 (RFC 9053)
//!   16: 65001,               ; typ (RFC 9596): security object
//!   33: certificate,         ; x5chain (RFC 9360): the signer's
//! }
//! certificate = bytes .size (1..8192) ; X.509, DER; see security-object.md section 4
//! ```
//!
//! [`ToSign`] makes such an object, [`Sign1`] reads one. Neither computes or verifies a signature:
//! keys live elsewhere. What is verified is the bytes as received, never an encoding of our own.

mod error;
mod sign1;
mod to_sign;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::fmt;

use coset::iana::{self, EnumI64};
use coset::{ProtectedHeader, SignatureContext};

pub use error::{CoseError, CosePart};
pub use sign1::Sign1;
pub use to_sign::ToSign;

/// CBOR tag of a COSE_Sign1 (RFC 9052 section 2).
pub const SIGN1_TAG: u64 = iana::CborTag::CoseSign1 as u64;

/// Length of every signature in bytes: `R ‖ S` of Ed25519, `r ‖ s` of ES256.
pub const SIGNATURE_LENGTH: usize = 64;

/// COSE header parameter `alg` (RFC 9052 section 3.1).
const ALG: i64 = 1;
/// COSE header parameter `crit` (RFC 9052 section 3.1).
const CRIT: i64 = 2;
/// COSE header parameter `typ` (RFC 9596).
const TYP: i64 = 16;
/// COSE header parameter `x5chain` (RFC 9360).
const X5CHAIN: i64 = 33;

/// The signature algorithms of signers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// Ed25519 (RFC 8032), COSE algorithm -19 (RFC 9864).
    Ed25519,
    /// ECDSA on P-256 with SHA-256, COSE algorithm -7 (RFC 9053 section 2.1).
    Es256,
}

impl SignatureAlgorithm {
    /// The COSE algorithm identifier.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Ed25519 => iana::Algorithm::Ed25519.to_i64(),
            Self::Es256 => iana::Algorithm::ES256.to_i64(),
        }
    }

    /// The algorithm with this COSE identifier.
    #[must_use]
    pub fn from_code(code: i128) -> Option<Self> {
        [Self::Ed25519, Self::Es256]
            .into_iter()
            .find(|algorithm| i128::from(algorithm.code()) == code)
    }

    /// The name that COSE registers: `Ed25519`, `ES256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Es256 => "ES256",
        }
    }
}

/// The name.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is signed (RFC 9596): a signature for one kind of object is none for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Typ {
    /// The security object of a card.
    SecurityObject,
}

impl Typ {
    /// The value of the header parameter `typ`.
    #[must_use]
    pub const fn code(self) -> u64 {
        match self {
            Self::SecurityObject => 65_001,
        }
    }
}

/// The Sig_structure (RFC 9052 section 4.4) over a protected header as it stands in the object, no
/// external data, and the payload.
fn sig_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let protected = ProtectedHeader {
        original_data: Some(protected.to_vec()),
        ..ProtectedHeader::default()
    };
    coset::sig_structure_data(SignatureContext::CoseSign1, protected, None, &[], payload)
}
