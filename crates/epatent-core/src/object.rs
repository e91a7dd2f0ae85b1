// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The security object: the one signed index of a card.
//!
//! It names every data group with its digest, the key that the chip must prove, the environment, the
//! terms of the patent and its place in the status list. What it does not name is not on the card.

mod chip_key;
mod codec;
mod digest;

#[cfg(test)]
mod tests;

use alloc::collections::BTreeMap;

use crate::group::GroupNumber;
use crate::model::byte_string;
use crate::{CivilDate, Region, UnixTime};

pub use chip_key::{ChipKey, ChipKeyError};
pub(crate) use codec::{decode_status, encode_status, group_number};
pub use digest::Digest;

/// The version of the security object that this program reads and writes.
pub const VERSION: u64 = 1;

/// Algorithm suite 1: SHA-256 digests, chip proof by ECDSA on P-256.
pub const SUITE: u8 = 1;

byte_string! {
    /// Random identifier of a card, new for every card.
    CardId, 16
}

/// Lab and production never mix: a lab card is worth nothing to a production device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Tests, training, demonstrations.
    Lab = 1,
    /// Real patents.
    Production = 2,
}

impl Environment {
    /// The code in signed data: 1 or 2.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Lab => 1,
            Self::Production => 2,
        }
    }

    /// The environment with this code, 1 or 2; `None` for any other.
    #[must_use]
    pub const fn from_code(code: u64) -> Option<Self> {
        match code {
            1 => Some(Self::Lab),
            2 => Some(Self::Production),
            _ => None,
        }
    }

    /// `lab` or `production`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Production => "production",
        }
    }
}

/// The name.
impl core::fmt::Display for Environment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// Where the status of a card stands in the status lists.
///
/// `[applet-spec status-and-payments §1]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusReference {
    /// Number of the list in the region of the card.
    pub list: u64,
    /// Index in the list, from 0; the same in the status list and in the paid-through list.
    pub index: u64,
}

/// The payload of a security object.
///
/// ```cddl
/// security-object-payload = {
///   1: 1,                    ; version
///   2: environment,
///   3: card-id,
///   4: replacement-index,
///   5: { + group-number => digest },  ; every group of the card and no other
///   6: unix-time,            ; signed at
///   7: civil-date,           ; in force from
///   8: civil-date,           ; latest possible end, inclusive
///   9: [list: uint, index: uint],     ; status reference
///   10: chip-key,
///   11: digest,              ; SHA-256 of EF.CardAccess
///   12: 1,                   ; algorithm suite: 1 = SHA-256 digests, ECDSA P-256 chip proof
///   13: region,              ; of the patent; compared with the signer's regions and with DG4
/// }
/// environment = 1 / 2        ; lab, production
/// card-id = bytes .size 16            ; random, new for every card
/// replacement-index = 0..255          ; 0 for the first card of a patent, one more for each that replaces it
/// digest = bytes .size 32    ; SHA-256; of a group: of its bytes as stored
/// ```
///
/// A value of this type has the right form and proves nothing: the signature does, over the bytes as
/// received (see [`crate::cose`]).
///
/// `[applet-spec security-object §1]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityObject {
    /// [`VERSION`], the only one that can be read or written.
    pub version: u64,
    /// Lab or production, as its certificate says.
    pub environment: Environment,
    /// The card: 16 random bytes, new for every card.
    pub card_id: CardId,
    /// 0 for the first card of a patent, one more for each that replaces it.
    pub replacement_index: u8,
    /// The data groups of the card, all of them, with the digests of their bytes; at least one.
    pub digests: BTreeMap<GroupNumber, Digest>,
    /// When the object was signed, UTC seconds.
    pub signed_at: UnixTime,
    /// First day on which the patent is in force.
    pub in_force_from: CivilDate,
    /// Last day on which the patent can be in force, if it is paid for till then.
    pub latest_end: CivilDate,
    /// Its place in the status and paid-through lists: list and index.
    pub status: StatusReference,
    /// The key whose possession the chip must prove.
    pub chip_key: ChipKey,
    /// SHA-256 of EF.CardAccess: the parameters that a terminal read before any channel.
    pub card_access_digest: Digest,
    /// [`SUITE`], the only one that can be read or written.
    pub suite: u8,
    /// The region of the patent, for which the signer must be entitled.
    pub region: Region,
}
