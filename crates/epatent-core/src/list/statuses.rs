// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The status array of a Token Status List (draft-ietf-oauth-status-list-20 section 4).

use alloc::vec::Vec;

use super::MAX_INDICES;
use super::zlib::{ZlibError, deflate, inflate};

/// How many bits a status has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusWidth {
    /// One bit an index: 2 statuses.
    One = 1,
    /// Two bits an index: 4 statuses. What the lists of this profile have.
    Two = 2,
    /// Four bits an index: 16 statuses.
    Four = 4,
    /// A byte an index: 256 statuses.
    Eight = 8,
}

impl StatusWidth {
    /// The width of this many bits: 1, 2, 4 or 8.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Option<Self> {
        match bits {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            4 => Some(Self::Four),
            8 => Some(Self::Eight),
            _ => None,
        }
    }

    /// The number of bits: 1, 2, 4 or 8.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    /// How many bytes hold this many statuses.
    const fn bytes(self, size: u32) -> usize {
        // At most 10 million statuses: the product is far below the bounds of either type.
        (size as usize * self.bits() as usize).div_ceil(8)
    }
}

/// Why a status array cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatusBitsError {
    /// More indices than a list may have, or none.
    #[error("the list declares {size} indices; 1 to {MAX_INDICES} are allowed")]
    Size {
        /// How many indices it declares.
        size: u32,
    },
    /// The compressed bytes are not those of the declared size.
    #[error(transparent)]
    Zlib(#[from] ZlibError),
    /// Bits after the last index are not zero.
    #[error("bits after the last index are not zero")]
    Padding,
}

/// A status for each index: `bits` bits each, packed from the least significant bit of each byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusBits {
    width: StatusWidth,
    size: u32,
    bytes: Vec<u8>,
}

impl StatusBits {
    /// A list of this many indices, all of them 0.
    ///
    /// # Errors
    ///
    /// [`StatusBitsError::Size`] outside 1 to [`MAX_INDICES`](super::MAX_INDICES).
    pub fn new(width: StatusWidth, size: u32) -> Result<Self, StatusBitsError> {
        demand_size(size)?;
        Ok(Self {
            width,
            size,
            bytes: alloc::vec![0; width.bytes(size)],
        })
    }

    /// Inflates `lst`, which must hold exactly the statuses of `size` indices.
    ///
    /// # Errors
    ///
    /// [`StatusBitsError::Size`] for no index or more than [`MAX_INDICES`](super::MAX_INDICES); a
    /// [`ZlibError`](super::ZlibError) where `lst` is damaged or of another size, of which never more
    /// than the declared one is inflated; [`StatusBitsError::Padding`] for bits behind the last index.
    pub fn inflate(width: StatusWidth, size: u32, lst: &[u8]) -> Result<Self, StatusBitsError> {
        demand_size(size)?;
        let bytes = inflate(lst, width.bytes(size))?;
        let list = Self { width, size, bytes };
        if list.has_padding() {
            return Err(StatusBitsError::Padding);
        }
        Ok(list)
    }

    /// The compressed form, `lst`: a zlib stream (RFC 1950).
    #[must_use]
    pub fn deflate(&self) -> Vec<u8> {
        deflate(&self.bytes)
    }

    /// The width of a status.
    #[must_use]
    pub const fn width(&self) -> StatusWidth {
        self.width
    }

    /// How many indices the list covers.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// The status at an index; `None` beyond the list, about which it says nothing.
    #[must_use]
    pub fn at(&self, index: u32) -> Option<u8> {
        let (byte, shift) = self.place(index)?;
        self.bytes.get(byte).map(|byte| byte >> shift & self.mask())
    }

    /// Sets the status at an index, cut to the width; false beyond the list.
    pub fn set(&mut self, index: u32, status: u8) -> bool {
        let mask = self.mask();
        let Some((byte, shift)) = self.place(index) else {
            return false;
        };
        let Some(byte) = self.bytes.get_mut(byte) else {
            return false;
        };
        *byte = *byte & !(mask << shift) | (status & mask) << shift;
        true
    }

    /// The indices whose status is not 0, rising, each with its status.
    pub fn set_indices(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let (each, bits, mask) = (self.each(), u32::from(self.width.bits()), self.mask());
        self.bytes
            .iter()
            .zip((0_u32..).step_by(usize::from(each)))
            .filter(|(byte, _)| **byte != 0)
            .flat_map(move |(byte, first)| {
                (0..u32::from(each)).filter_map(move |place| {
                    let status = byte >> (place * bits) & mask;
                    (status != 0).then_some((first + place, status))
                })
            })
    }

    /// Statuses in a byte.
    const fn each(&self) -> u8 {
        8 / self.width.bits()
    }

    const fn mask(&self) -> u8 {
        u8::MAX >> (8 - self.width.bits())
    }

    /// Which byte, and by how many bits to the right.
    fn place(&self, index: u32) -> Option<(usize, u32)> {
        if index >= self.size {
            return None;
        }
        let each = u32::from(self.each());
        let byte = usize::try_from(index / each).ok()?;
        Some((byte, index % each * u32::from(self.width.bits())))
    }

    fn has_padding(&self) -> bool {
        let used = self.size % u32::from(self.each()) * u32::from(self.width.bits());
        used != 0 && self.bytes.last().is_some_and(|last| last >> used != 0)
    }
}

const fn demand_size(size: u32) -> Result<(), StatusBitsError> {
    if size == 0 || size > MAX_INDICES {
        return Err(StatusBitsError::Size { size });
    }
    Ok(())
}
