// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The secure channel of the issuing office: SCP03 with AES-128 and 8-byte MACs, host and card.
//!
//! | step | host | card |
//! |---|---|---|
//! | keys of the chip | [`Diversified`] over a [`MasterKey`], or a [`KeySet`] | [`KeySet`] |
//! | INITIALIZE UPDATE, EXTERNAL AUTHENTICATE | [`OpenScp03`] | [`Scp03Card`] |
//! | commands and responses | [`Scp03Channel`] | [`Scp03Card::open`], [`Scp03Card::protect`] |
//!
//! GlobalPlatform Card Specification v2.3, Amendment D v1.2 (S8 mode). What that leaves open, and
//! where this profile is narrower:
//!
//! * Only the basic logical channel: CLA is `00` or `80` in the clear, `04` or `84` protected.
//!   Every other class is refused.
//! * The MAC covers a whole command, before it is split into a chain: without the chaining bit,
//!   and with Lc in one byte up to 255 and as `00 ‖ 2 bytes` above, whatever form the pieces have.
//! * The counter of encryption counts every command after EXTERNAL AUTHENTICATE, with or without
//!   data, and ends at [`MAX_COMMANDS`]: the next command finishes the channel on both sides.
//! * An empty data field is never encrypted; a ciphertext that opens to nothing is refused.
//! * Le, which the MAC does not cover, asks for the *protected* response: it is Ne plus 8 under
//!   R-MAC and Ne plus 24 under R-ENC, where a command without Le has an Ne of zero.
//! * Status words other than `9000`, `62xx` and `63xx` come bare: no data and no R-MAC.
//! * Whatever is wrong with a protected command, the card closes the session and says `6982`.

mod card;
mod derive;
mod diversify;
mod host;
mod initialize;
mod keys;
mod level;
mod session;

pub use card::{CardChallenge, Identity, Scp03Card, SequenceCounter};
pub use diversify::{
    Diversified, KeySource, KnownChip, MasterKey, MasterKeyError, SoftwareMasterKey,
};
pub use epatent_core::object::Environment;
pub use host::{Established, HandshakeError, OpenScp03, Scp03Channel};
pub use keys::{KeyError, KeySet, TEST_KEY};
pub use level::SecurityLevel;
pub use session::MAX_COMMANDS;

/// Bytes of a challenge, a cryptogram and a MAC in S8 mode.
pub const S8: usize = 8;

/// Eight bytes: a challenge, a cryptogram or a MAC.
pub type Eight = [u8; S8];

/// What tells one chip from another in the derivation of its keys: the key diversification data
/// of INITIALIZE UPDATE. `[applet-spec secure-channels §4.1]`
pub type DiversificationData = [u8; 10];

/// What an issued card says in its place, because it would identify the card: ten zero bytes.
pub const UNNAMED_CHIP: DiversificationData = [0; 10];

/// Bit 3 of CLA: secure messaging in the format of GlobalPlatform.
///
/// ISO/IEC 7816-4:2020 §5.4.1, GlobalPlatform Card Specification v2.3 §11.1.4
pub const CLASS_SECURED: u8 = 0x04;

/// Whether a command of this class is to be opened by [`Scp03Card::open`].
#[must_use]
pub const fn is_secured(class: u8) -> bool {
    matches!(class, 0x04 | 0x84)
}

#[cfg(test)]
mod tests;
