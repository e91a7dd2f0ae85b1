// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! When power goes away, and what the page that was being programmed holds then.

use std::collections::VecDeque;

use super::PAGE;

/// What a page holds after power was lost while it was programmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Torn {
    /// What it held before: power went away before the first cell changed.
    Old,
    /// What it was to hold: power went away just after.
    New,
    /// New bytes in the first half, old ones in the second.
    FirstHalf,
    /// Old bytes in the first half, new ones in the second.
    SecondHalf,
    /// This byte all over: `00` or `FF` is what chips erase to.
    Erased(u8),
    /// Anything, from this seed.
    Random(u64),
    /// What it was to hold, but for one bit that reads as 0 at one time and as 1 at another: as
    /// its opposite in the k-th reading where bit k modulo 64 of `pattern` is set.
    Weak {
        /// Which bit of the bytes being programmed, modulo their number.
        bit: u16,
        /// In which readings it is wrong: bit k for the k-th, modulo 64.
        pattern: u64,
    },
    /// What it was to hold, with the page before it inverted.
    NeighbourBefore,
    /// What it was to hold, with the page after it inverted.
    NeighbourAfter,
}

impl Torn {
    /// Every kind, with one or two values where there are many: what an enumeration goes through.
    pub const EACH: [Self; 13] = [
        Self::Old,
        Self::New,
        Self::FirstHalf,
        Self::SecondHalf,
        Self::Erased(0x00),
        Self::Erased(0xFF),
        Self::Random(1),
        Self::Random(2),
        // Wrong at once, wrong at every other time, and right until long after COMMIT.
        Self::Weak {
            bit: 0,
            pattern: 0x5555_5555_5555_5555,
        },
        Self::Weak {
            bit: 3,
            pattern: 0xAAAA_AAAA_AAAA_AAAA,
        },
        Self::Weak {
            bit: 9,
            pattern: 0xFFFF_FFFF_FFF0_0000,
        },
        Self::NeighbourBefore,
        Self::NeighbourAfter,
    ];

    /// A kind and its values from 64 random bits.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        let [kind, first, second, ..] = bits.to_le_bytes();
        match kind % 9 {
            0 => Self::Old,
            1 => Self::New,
            2 => Self::FirstHalf,
            3 => Self::SecondHalf,
            4 => Self::Erased(if first & 1 == 0 { 0x00 } else { 0xFF }),
            5 => Self::Random(bits),
            6 => Self::Weak {
                bit: u16::from_le_bytes([first, second]),
                pattern: scramble(bits),
            },
            7 => Self::NeighbourBefore,
            _ => Self::NeighbourAfter,
        }
    }

    /// What the page itself holds.
    pub(super) fn page(self, old: &[u8], new: &[u8]) -> Vec<u8> {
        let half = new.len() / 2;
        let mixed = |first: &[u8], second: &[u8]| {
            let head = first.iter().take(half);
            head.chain(second.iter().skip(half)).copied().collect()
        };
        match self {
            Self::Old => old.to_vec(),
            Self::New | Self::Weak { .. } | Self::NeighbourBefore | Self::NeighbourAfter => {
                new.to_vec()
            }
            Self::FirstHalf => mixed(new, old),
            Self::SecondHalf => mixed(old, new),
            Self::Erased(byte) => vec![byte; new.len()],
            Self::Random(seed) => random(seed, new.len()),
        }
    }
}

/// One loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Pages that are programmed whole before it: counted from the schedule's start, or from the
    /// cut before.
    pub after: u64,
    /// What the page after them holds.
    pub torn: Torn,
}

/// A schedule of power losses, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PowerCut {
    cuts: VecDeque<Cut>,
}

impl PowerCut {
    /// One loss of power.
    #[must_use]
    pub fn once(after: u64, torn: Torn) -> Self {
        Self::from_iter([Cut { after, torn }])
    }

    /// Counts a page and says how it ends, where power goes away in it.
    pub(super) fn count(&mut self) -> Option<Torn> {
        let next = self.cuts.front_mut()?;
        if next.after > 0 {
            next.after = next.after.saturating_sub(1);
            return None;
        }
        self.cuts.pop_front().map(|cut| cut.torn)
    }
}

impl FromIterator<Cut> for PowerCut {
    fn from_iter<I: IntoIterator<Item = Cut>>(cuts: I) -> Self {
        Self {
            cuts: cuts.into_iter().collect(),
        }
    }
}

/// Bytes that look random; the same for the same seed on every machine.
fn random(seed: u64, length: usize) -> Vec<u8> {
    (0..=u64::MAX)
        .flat_map(|word| scramble(seed ^ scramble(word)).to_le_bytes())
        .take(length.min(PAGE))
        .collect()
}

/// The finaliser of SplitMix64: every bit of the input changes half of the output.
const fn scramble(bits: u64) -> u64 {
    let mut bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
