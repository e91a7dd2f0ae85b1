// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use core::fmt;

/// The number of a data group, 1 to 16 (`card-profile.md` section 2).
///
/// Numbers 6 (fingerprints) and 8 (employer) are reserved and have no content defined.
///
/// ```cddl
/// group-number = 1..16
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupNumber(u8);

impl GroupNumber {
    /// The holder: names, birth, citizenship, identity document.
    pub const HOLDER: Self = Self(1);
    /// The photograph of the holder.
    pub const PORTRAIT: Self = Self(2);
    /// The patent: series and number, blank, issue.
    pub const PATENT: Self = Self(3);
    /// What the patent permits: region, territory, professions.
    pub const PERMISSION: Self = Self(4);
    /// The card among the cards of its patent, and remarks.
    pub const REMARKS: Self = Self(5);
    /// The holder's handwritten signature as an image.
    pub const SIGNATURE_IMAGE: Self = Self(7);
    /// Data that a region adds.
    pub const REGIONAL_DATA: Self = Self(9);

    /// Smallest number of a group.
    pub const MIN: u8 = 1;
    /// Largest number of a group; a card of profile 02 has files up to group 9.
    pub const MAX: u8 = 16;

    /// The group with this number; `None` outside 1 to 16.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number >= Self::MIN && number <= Self::MAX {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number, 1 to 16.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Identifier of the elementary file that holds the group: `0101` for group 1.
    #[must_use]
    pub fn file_id(self) -> u16 {
        0x0100 + u16::from(self.0)
    }

    /// Name of the group in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            1 => "holder",
            2 => "portrait",
            3 => "patent",
            4 => "permission",
            5 => "remarks",
            6 => "fingerprints",
            7 => "signature-image",
            8 => "employer",
            9 => "regional-data",
            10 => "group-10",
            11 => "group-11",
            12 => "group-12",
            13 => "group-13",
            14 => "group-14",
            15 => "group-15",
            _ => "group-16",
        }
    }
}

/// The name.
impl fmt::Display for GroupNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
