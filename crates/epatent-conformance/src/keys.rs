// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office's keys, by which a card knows its issuer.

use crate::arithmetic::{Block, cmac};

/// Key diversification data of a chip, 10 bytes: `[applet-spec secure-channels §4.1]`.
pub type Chip = [u8; 10];

/// The three keys of SCP03 that one chip holds `[applet-spec secure-channels §4.1]`.
#[derive(Clone, PartialEq, Eq)]
pub struct StaticKeys {
    /// Key-ENC, AES-128 (GPC_SPE_014 §6.1).
    pub enc: [u8; 16],
    /// Key-MAC, AES-128 (GPC_SPE_014 §6.1).
    pub mac: [u8; 16],
}

impl core::fmt::Debug for StaticKeys {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("StaticKeys(redacted)")
    }
}

/// Where the keys of a chip come from.
#[derive(Clone, PartialEq, Eq)]
pub enum OfficeKeys {
    /// Derived from this master key and the diversification data of the chip.
    Master([u8; 16]),
    /// The same for whatever card is in the reader.
    Static(StaticKeys),
}

impl core::fmt::Debug for OfficeKeys {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Master(_) => "Master(redacted)",
            Self::Static(_) => "Static(redacted)",
        })
    }
}

impl OfficeKeys {
    /// The test key `40 41 42 .. 4F` as master key: the keys of laboratory cards.
    #[must_use]
    pub const fn lab() -> Self {
        Self::Master([
            0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D,
            0x4E, 0x4F,
        ])
    }

    /// The keys of a chip.
    #[must_use]
    pub fn of(&self, chip: &Chip) -> StaticKeys {
        match self {
            Self::Static(keys) => keys.clone(),
            Self::Master(master) => StaticKeys {
                enc: derive(master, *b"ENC", chip),
                mac: derive(master, *b"MAC", chip),
            },
        }
    }
}

/// CMAC(master key, 31 bytes), `[applet-spec secure-channels §4.1]`.
fn derive(master: &Block, name: [u8; 3], chip: &Chip) -> Block {
    let head: &[u8] = b"\x01EPATENT-SCP03-";
    cmac(master, &[head, &name, &[0x00], chip, &[0x00, 0x80]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_chip_are_those_of_the_worked_example() {
        let keys = OfficeKeys::lab().of(&[0x50, 0x37, 0x31, 0, 0x20, 0x26, 0, 0, 0, 0x2A]);
        assert_eq!(hex::encode(keys.enc), "496158ed3449c47cf1e8bdeabaa66a3e");
        assert_eq!(hex::encode(keys.mac), "a4f7efb4e856fbd17acec0584b168e6e");
    }
}
