// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Secure messaging with AES-128: both ends of the channel that PACE opens.
//!
//! | command object | value | present |
//! |---|---|---|
//! | `87` | `01` ‖ cryptogram of the data field | data, even INS |
//! | `85` | cryptogram of the data field | data, odd INS |
//! | `97` | Le, 1 or 2 bytes, 0 for 256 or 65,536 | Le |
//! | `8E` | 8 check bytes | always |
//!
//! | response object | value | present |
//! |---|---|---|
//! | `87` or `85` | as above | data |
//! | `99` | status word | always |
//! | `8E` | 8 check bytes | always |
//!
//! The order is the one of the tables, lengths are minimal, and no other object may be there. CLA
//! gets the bits `0C`. The cryptogram is AES-128 in CBC mode over the data with padding method 2
//! of ISO/IEC 9797-1; its initial vector is the encrypted counter. The check bytes are the first
//! eight of the AES-CMAC over the counter, the padded header (commands only) and the padded
//! objects before `8E`; where a command has none, the padded header is the end. The counter has
//! 16 bytes, starts at zero and rises by one before every command and every response.
//!
//! The Le field outside the objects is not protected, and neither are command chaining and
//! GET RESPONSE, which carry whole protected commands and responses in pieces.
//!
//! BSI TR-03110-3 part F · ICAO Doc 9303-11 §9.8 · ISO/IEC 7816-4:2020 §10

mod card;
mod host;
mod objects;
pub(crate) mod primitive;
mod session;

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::status_word::StatusWord;

pub use card::CardChannel;
pub use host::HostChannel;

/// Longest data field in bytes that a protected command or response can carry: the next block
/// more and the objects around it would not fit 65,535 and 65,536 bytes.
pub const MAX_PROTECTED_DATA: usize = 65_503;

/// The bits of CLA that say that the header is authenticated too, ISO/IEC 7816-4:2020 §5.4.1.
pub const CLASS_BITS: u8 = 0x0C;

/// Whether a class byte announces this secure messaging; the chaining bit does not matter.
///
/// ```
/// use epatent_apdu::secure_messaging::is_protected;
/// assert!(is_protected(0x0C) && is_protected(0x1C) && is_protected(0x8C));
/// assert!(!is_protected(0x00) && !is_protected(0x04) && !is_protected(0x84));
/// ```
#[must_use]
pub const fn is_protected(class: u8) -> bool {
    class & CLASS_BITS == CLASS_BITS
}

/// The two session keys, wiped when dropped.
///
/// ICAO Doc 9303-11 §9.7.1
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SessionKeys {
    encryption: [u8; 16],
    mac: [u8; 16],
}

impl SessionKeys {
    /// KS_enc and KS_mac, AES-128.
    #[must_use]
    pub const fn new(encryption: [u8; 16], mac: [u8; 16]) -> Self {
        Self { encryption, mac }
    }
}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionKeys(redacted)")
    }
}

/// Why the card's end of a channel refused. The channel is finished with the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecureMessagingError {
    /// The command is not protected, or has no check bytes.
    #[error("a data object of secure messaging is missing")]
    Missing,
    /// An object is malformed, out of order, unknown or not authentic.
    #[error("a data object of secure messaging is incorrect")]
    Incorrect,
    /// The protected response does not fit the 65536 bytes of a response.
    #[error("the response is too long to be protected")]
    TooLong,
    /// An earlier error or the end of the counter finished the channel, or commands and
    /// responses did not alternate.
    #[error("the secure channel is finished")]
    Finished,
}

impl SecureMessagingError {
    /// What the card answers, unprotected.
    ///
    /// ICAO Doc 9303-11 §9.8.7
    #[must_use]
    pub const fn status(self) -> StatusWord {
        match self {
            Self::Missing => StatusWord::SECURE_MESSAGING_MISSING,
            Self::Incorrect => StatusWord::SECURE_MESSAGING_INCORRECT,
            Self::TooLong => StatusWord::INTERNAL,
            Self::Finished => StatusWord::SECURITY_NOT_SATISFIED,
        }
    }
}

#[cfg(test)]
mod tests;
