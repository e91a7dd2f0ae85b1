// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed code on the back of a card: what one scan has to give where the chip is silent, and what
//! opens the chip and binds the print to it where it is not (`qr-evidence-report.md` section 1).
//!
//! What is printed is [`PREFIX`] and the Base45 of a COSE_Sign1 of at most [`MAX_SIGNED_LENGTH`] bytes.

mod codec;
mod shorten;
mod text;

#[cfg(test)]
mod tests;

use crate::model::byte_string;
use crate::object::{Digest, Environment, StatusReference};
use crate::presentation::AccessNumber;
use crate::{BlankNumber, CivilDate, PatentNumber, Region, Text, UnixTime};

pub use shorten::{is_shortened, short_name, short_professions};
pub use text::{CodeTextError, PREFIX, from_text, to_text};

/// The version of the printed code that this program reads and writes.
pub const VERSION: u64 = 1;

/// Longest signed code in bytes: version 16 of a QR code at level M holds its text.
pub const MAX_SIGNED_LENGTH: usize = 450;

/// Longest name in bytes of UTF-8: 48 Cyrillic letters.
pub const MAX_NAME_LENGTH: usize = 96;

/// Longest professions in bytes of UTF-8: 28 Cyrillic letters.
pub const MAX_PROFESSIONS_LENGTH: usize = 56;

byte_string! {
    /// The first bytes of the SHA-256 of the certificate (DER) whose key signed a printed code.
    ///
    /// It selects candidates among the certificates that a device has, and decides nothing: the
    /// signature does, under a certificate that a pinned root signed. Two certificates with one
    /// reference are two candidates.
    SignerReference, 8
}

impl SignerReference {
    /// The reference to a certificate.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Self {
        let mut reference = [0; Self::LENGTH];
        let digest = Digest::of(certificate);
        for (place, byte) in reference.iter_mut().zip(digest.as_bytes()) {
            *place = *byte;
        }
        Self(reference)
    }
}

/// The payload of a printed code.
///
/// ```cddl
/// ; COSE_Sign1, tagged, at most 450 bytes. The certificate is not in it: its reference is.
/// printed-code = #6.18([
///   protected: bytes .cbor printed-code-header,
///   unprotected: {},
///   payload: bytes .cbor printed-code-payload,
///   signature: bytes .size 64,
/// ])
/// printed-code-header = {
///   1: -19 / -7,             ; alg: Ed25519 (RFC 9864) or ES256 (RFC 9053)
///   4: bytes .size 8,        ; kid: first bytes of the SHA-256 of the signer's certificate (DER)
///   16: 65007,               ; typ (RFC 9596): printed code
/// }
/// printed-code-payload = {
///   1: 1,                    ; version
///   2: environment,
///   3: digest,               ; SHA-256 of EF.SO
///   4: access-number,
///   5: [series: number-part, number: number-part],
///   6: blank-number,
///   7: region,
///   8: short-name,
///   9: unix-time,            ; signed at
///   10: civil-date,          ; in force from
///   11: civil-date,          ; latest possible end, inclusive
///   12: [list: uint, index: uint],      ; status reference
///   13: replacement-index,
///   ? 14: short-professions, ; absent: not restricted
/// }
/// ; MUST be a card-text. What was cut ends in U+2026.
/// short-name = text .size (1..96)
/// short-professions = text .size (1..56)
/// ```
///
/// A value of this type has the right form and proves nothing: the signature does.
///
/// `[applet-spec qr-evidence-report §1]`
#[derive(Clone, PartialEq, Eq)]
pub struct PrintedCode {
    /// Lab or production, as the card's object.
    pub environment: Environment,
    /// SHA-256 of EF.SO of the card that the code is printed on.
    pub security_object: Digest,
    /// The six digits that open the chip.
    pub access_number: AccessNumber,
    /// Series and number of the patent.
    pub patent_number: PatentNumber,
    /// Number of the blank that the code is printed on.
    pub blank_number: BlankNumber,
    /// Region of the patent; the signer must be permitted to sign for it.
    pub region: Region,
    /// The holder, as [`short_name`] gives it.
    pub name: Text,
    /// When the card's object was signed, UTC seconds.
    pub signed_at: UnixTime,
    /// First day on which the patent is in force.
    pub in_force_from: CivilDate,
    /// Last day on which the patent can be in force, if it is paid for till then.
    pub latest_end: CivilDate,
    /// Its place in the status and paid-through lists, as in the card's object.
    pub status: StatusReference,
    /// 0 for the first card of a patent, one more for each that replaces it.
    pub replacement_index: u8,
    /// The professions, as [`short_professions`] gives them; `None` is not restricted.
    pub professions: Option<Text>,
}

/// Says that there is one and nothing of it: a code names a person.
impl core::fmt::Debug for PrintedCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("PrintedCode").finish_non_exhaustive()
    }
}
