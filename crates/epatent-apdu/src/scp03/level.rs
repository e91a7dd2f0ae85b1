// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a session protects, and what a card can protect.

/// The security level of a session: P1 of EXTERNAL AUTHENTICATE.
///
/// | bit | protects |
/// |---|---|
/// | `01` | C-MAC: commands are authentic |
/// | `02` | C-DECRYPTION: command data are secret |
/// | `10` | R-MAC: responses are authentic |
/// | `20` | R-ENCRYPTION: response data are secret |
///
/// Amendment D §7.1.2.3; the level `00` that it also allows protects nothing and does not exist here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SecurityLevel {
    /// `01`: C-MAC.
    Mac,
    /// `03`: C-MAC and C-DECRYPTION.
    MacAndEncryption,
    /// `11`: C-MAC and R-MAC.
    MacBothWays,
    /// `13`: C-MAC, C-DECRYPTION and R-MAC.
    MacBothWaysAndEncryption,
    /// `33`: C-MAC, C-DECRYPTION, R-MAC and R-ENCRYPTION.
    Full,
}

impl SecurityLevel {
    /// Every level, from the weakest up.
    pub const ALL: [Self; 5] = [
        Self::Mac,
        Self::MacAndEncryption,
        Self::MacBothWays,
        Self::MacBothWaysAndEncryption,
        Self::Full,
    ];

    /// The byte on the wire: `01`, `03`, `11`, `13` or `33`.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Mac => 0x01,
            Self::MacAndEncryption => 0x03,
            Self::MacBothWays => 0x11,
            Self::MacBothWaysAndEncryption => 0x13,
            Self::Full => 0x33,
        }
    }

    /// The level with this byte; `None` for every other, `00` among them.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0x01 => Self::Mac,
            0x03 => Self::MacAndEncryption,
            0x11 => Self::MacBothWays,
            0x13 => Self::MacBothWaysAndEncryption,
            0x33 => Self::Full,
            _ => return None,
        })
    }

    /// Whether everything that `minimum` protects is protected.
    #[must_use]
    pub const fn covers(self, minimum: Self) -> bool {
        self.code() & minimum.code() == minimum.code()
    }

    /// Whether command data are encrypted.
    #[must_use]
    pub const fn encrypts_commands(self) -> bool {
        self.code() & 0x02 != 0
    }

    /// Whether responses carry a MAC.
    #[must_use]
    pub const fn authenticates_responses(self) -> bool {
        self.code() & 0x10 != 0
    }

    /// Whether response data are encrypted.
    #[must_use]
    pub const fn encrypts_responses(self) -> bool {
        self.code() & 0x20 != 0
    }

    /// Most bytes by which a protected response is longer than the response itself.
    pub(super) const fn response_overhead(self) -> u32 {
        if self.encrypts_responses() {
            24
        } else if self.authenticates_responses() {
            8
        } else {
            0
        }
    }
}

/// The implementation option *i* of a card.
///
/// | bits | meaning |
/// |---|---|
/// | `60` | `00` neither R-MAC nor R-ENCRYPTION, `20` R-MAC, `60` both |
/// | `10` | the card challenge is pseudo-random and the reply ends with a sequence counter |
/// | `01` | S16 mode, which this profile does not have |
///
/// Amendment D §5.1
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CardOptions(u8);

impl CardOptions {
    /// A card of this profile with random challenges.
    pub(super) const RANDOM: Self = Self(0x60);
    /// A card of this profile with pseudo-random challenges.
    pub(super) const PSEUDO_RANDOM: Self = Self(0x70);

    /// Takes the byte, where every bit of it has a meaning here.
    pub(super) const fn new(code: u8) -> Option<Self> {
        match code {
            0x00 | 0x10 | 0x20 | 0x30 | 0x60 | 0x70 => Some(Self(code)),
            _ => None,
        }
    }

    pub(super) const fn code(self) -> u8 {
        self.0
    }

    pub(super) const fn has_sequence_counter(self) -> bool {
        self.0 & 0x10 != 0
    }

    pub(super) const fn supports(self, level: SecurityLevel) -> bool {
        (!level.authenticates_responses() || self.0 & 0x20 != 0)
            && (!level.encrypts_responses() || self.0 & 0x40 != 0)
    }
}
