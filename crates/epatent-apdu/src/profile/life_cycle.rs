// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The life cycle of a card.

use core::fmt;

/// Life-cycle state, one byte on the card.
///
/// ```text
/// BLANK (01) -> PERSO (03) -> ACTIVE (05) <-> SUSPENDED (04), and -> TERMINATED (0C)
/// ```
///
/// `[applet-spec §3]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LifeCycle {
    /// Nothing is on the card but perhaps a key.
    Blank,
    /// PERSO, byte `03`: a personalisation session is open.
    Personalisation,
    /// SUSPENDED, byte `04`: nobody can read it until it is activated.
    Suspended,
    /// ACTIVE, byte `05`: the card is issued.
    Active,
    /// TERMINATED, byte `0C`: the card is at its end, for good.
    Terminated,
}

impl LifeCycle {
    /// Every state, in the order of its byte.
    pub const ALL: [Self; 5] = [
        Self::Blank,
        Self::Personalisation,
        Self::Suspended,
        Self::Active,
        Self::Terminated,
    ];

    /// The state of a byte; `None` for any but `01`, `03`, `04`, `05` and `0C`.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.to_byte() == byte)
    }

    /// The byte of the state.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Blank => 0x01,
            Self::Personalisation => 0x03,
            Self::Suspended => 0x04,
            Self::Active => 0x05,
            Self::Terminated => 0x0C,
        }
    }

    /// The name in the card profile, such as `BLANK`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blank => "BLANK",
            Self::Personalisation => "PERSO",
            Self::Suspended => "SUSPENDED",
            Self::Active => "ACTIVE",
            Self::Terminated => "TERMINATED",
        }
    }
}

impl fmt::Display for LifeCycle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
