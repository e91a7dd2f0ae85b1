// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Standardised domain parameters.

/// The curve of a session.
///
/// BSI TR-03110-3 A.2.1.1 · ICAO Doc 9303-11 §9.5.1
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parameter {
    /// 12: NIST P-256, what cards of this profile offer.
    P256,
    /// 13: brainpoolP256r1.
    BrainpoolP256r1,
}

impl Parameter {
    /// The parameter of an identifier, where this crate has it: 12 and 13.
    #[must_use]
    pub const fn from_id(id: u8) -> Option<Self> {
        match id {
            12 => Some(Self::P256),
            13 => Some(Self::BrainpoolP256r1),
            _ => None,
        }
    }

    /// The identifier: 12 for P-256, 13 for brainpoolP256r1.
    #[must_use]
    pub const fn id(self) -> u8 {
        match self {
            Self::P256 => 12,
            Self::BrainpoolP256r1 => 13,
        }
    }
}
