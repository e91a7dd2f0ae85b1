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
//!   16: typ,                 ; RFC 9596: of each kind of object its own
//!   33: certificate,         ; x5chain (RFC 9360): the signer's
//! }
//! typ = 65001 / 65002 / 65003 / 65005 / 65006 / "application/statuslist+cwt"
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
use core::ops::RangeInclusive;

use coset::iana::{self, EnumI64};
use coset::{ProtectedHeader, SignatureContext};

use crate::cbor::{self, Value};

pub use error::{CoseError, CosePart};
pub use sign1::Sign1;
pub use to_sign::ToSign;

/// CBOR tag of a COSE_Sign1 (RFC 9052 section 2).
pub const SIGN1_TAG: u64 = iana::CborTag::CoseSign1 as u64;

/// Length of every signature in bytes: `R ‖ S` of Ed25519, `r ‖ s` of ES256.
pub const SIGNATURE_LENGTH: usize = 64;

/// Most bytes of a signed list: ten million indices with two bytes each hardly compress below ten
/// megabytes.
pub const MAX_LIST_LENGTH: usize = 16 * 1024 * 1024;

/// COSE header parameter `alg` (RFC 9052 section 3.1).
const ALG: i64 = 1;
/// COSE header parameter `crit` (RFC 9052 section 3.1).
const CRIT: i64 = 2;
/// COSE header parameter `kid` (RFC 9052 section 3.1).
const KID: i64 = 4;
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
    /// The security object of a card, 65001.
    SecurityObject,
    /// A trust bundle, 65002 (`trust.md` §1).
    TrustBundle,
    /// A payment record on a card, 65003.
    PaymentRecord,
    /// The paid-through list as a whole, 65005.
    PaidThroughSnapshot,
    /// A day's changes of the paid-through list, 65006.
    PaidThroughDelta,
    /// The code on the back of a card, 65007.
    QrCode,
    /// The signed report of a check, 65008.
    CheckReport,
    /// A status list token, `application/statuslist+cwt` (Token Status List section 5.2).
    StatusList,
}

impl Typ {
    /// The value of the header parameter `typ`.
    #[must_use]
    pub const fn value(self) -> TypValue<'static> {
        TypValue::Number(match self {
            Self::SecurityObject => 65_001,
            Self::TrustBundle => 65_002,
            Self::PaymentRecord => 65_003,
            Self::PaidThroughSnapshot => 65_005,
            Self::PaidThroughDelta => 65_006,
            Self::QrCode => 65_007,
            Self::CheckReport => 65_008,
            Self::StatusList => return TypValue::Text("application/statuslist+cwt"),
        })
    }

    /// Most bytes of an object of this kind.
    #[must_use]
    pub const fn max_length(self) -> usize {
        match self {
            Self::StatusList | Self::PaidThroughSnapshot | Self::PaidThroughDelta => {
                MAX_LIST_LENGTH
            }
            _ => cbor::MAX_LENGTH,
        }
    }

    const fn carries_certificate(self) -> bool {
        self.signer_header().label == X5CHAIN
    }

    /// The header parameter by which objects of this kind name their signer, and its bounds in bytes.
    const fn signer_header(self) -> SignerHeader {
        match self {
            Self::QrCode | Self::CheckReport => SignerHeader {
                label: KID,
                lengths: KEY_REFERENCE_LENGTH..=KEY_REFERENCE_LENGTH,
                expected: "8 bytes as kid",
            },
            _ => SignerHeader {
                label: X5CHAIN,
                lengths: 0..=usize::MAX,
                expected: "one certificate as x5chain",
            },
        }
    }
}

/// A value of the header parameter `typ`: a number or a media type (RFC 9596 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypValue<'a> {
    /// A number, as of a CoAP content format.
    Number(u64),
    /// A media type.
    Text(&'a str),
}

impl From<TypValue<'_>> for Value {
    fn from(typ: TypValue<'_>) -> Self {
        match typ {
            TypValue::Number(number) => Self::from(number),
            TypValue::Text(text) => Self::from(text),
        }
    }
}

/// The number, or the media type in quotes.
impl fmt::Display for TypValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => fmt::Display::fmt(number, f),
            Self::Text(text) => write!(f, "\"{text}\""),
        }
    }
}

/// Length in bytes of a reference to a key or certificate that an object does not carry.
pub const KEY_REFERENCE_LENGTH: usize = 8;

/// How an object names who signed it.
struct SignerHeader {
    label: i64,
    lengths: RangeInclusive<usize>,
    expected: &'static str,
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
