// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Memory that is programmed page by page.
//!
//! A page is programmed whole: bytes that do not change are programmed with the value they have,
//! and are as much at risk as the others when power goes away. Every region begins a page of its
//! own and has a spare page on either side, so that the damage that a torn page does to its
//! neighbours stays inside its region.

use std::collections::BTreeMap;
use std::fmt;

use epatent_apdu::profile::EF_CAN;
use zeroize::Zeroize;

use super::{Cell, NvmError, PowerCut, Torn};

/// Bytes of a page, which are programmed at once.
pub const PAGE: usize = 64;

/// The memory and its power supply.
#[derive(Clone)]
pub(super) struct Flash {
    regions: BTreeMap<Cell, Vec<u8>>,
    weak: Vec<Weak>,
    cuts: PowerCut,
    powered: bool,
    programmed: u64,
}

/// A bit that was not programmed long enough to be one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Weak {
    cell: Cell,
    byte: usize,
    mask: u8,
    /// Whether the region holds the opposite of what was programmed.
    wrong: bool,
    pattern: u64,
    readings: u32,
}

impl Default for Flash {
    fn default() -> Self {
        Self {
            regions: BTreeMap::new(),
            weak: Vec::new(),
            cuts: PowerCut::default(),
            powered: true,
            programmed: 0,
        }
    }
}

impl Flash {
    /// The regions that were written, as they read now; not the journal, which holds nothing
    /// between commands.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Cell, &[u8])> {
        self.regions
            .iter()
            .filter(|(cell, _)| !matches!(cell, Cell::Journal(_)))
            .map(|(cell, bytes)| (*cell, bytes.as_slice()))
    }

    pub(super) fn bytes(&self, cell: Cell) -> &[u8] {
        self.regions.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// One page of a region, as far as it was written.
    pub(super) fn page(&self, cell: Cell, page: usize) -> &[u8] {
        let bytes = self.bytes(cell);
        let start = page.saturating_mul(PAGE);
        let end = start.saturating_add(PAGE).min(bytes.len());
        bytes.get(start..end).unwrap_or_default()
    }

    pub(super) const fn programmed(&self) -> u64 {
        self.programmed
    }

    pub(super) const fn has_power(&self) -> bool {
        self.powered
    }

    pub(super) fn schedule(&mut self, cuts: PowerCut) {
        self.cuts = cuts;
    }

    pub(super) const fn power_up(&mut self) {
        self.powered = true;
    }

    /// Bytes put there in the factory, where power does not go away.
    pub(super) fn place(&mut self, cell: Cell, offset: usize, bytes: &[u8]) {
        let end = offset.saturating_add(bytes.len());
        self.weak
            .retain(|weak| weak.cell != cell || !(offset..end).contains(&weak.byte));
        let region = self.regions.entry(cell).or_default();
        if region.len() < end {
            region.resize(end, 0);
        }
        if let Some(target) = region.get_mut(offset..end) {
            target.copy_from_slice(bytes);
        }
    }

    /// Programs the pages from the one of `offset` on, in rising order.
    pub(super) fn program(
        &mut self,
        cell: Cell,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), NvmError> {
        let mut rest = bytes;
        let mut offset = offset;
        while !rest.is_empty() {
            let page = offset / PAGE;
            let within = offset % PAGE;
            let (now, later) = rest.split_at(rest.len().min(PAGE.saturating_sub(within)));
            let mut image = self.page(cell, page).to_vec();
            let end = within.saturating_add(now.len());
            image.resize(image.len().max(end), 0);
            if let Some(target) = image.get_mut(within..end) {
                target.copy_from_slice(now);
            }
            self.program_page(cell, page, &image)?;
            image.zeroize();
            offset = offset.saturating_add(now.len());
            rest = later;
        }
        Ok(())
    }

    /// Programs a page again with what it reads as: after that its bits are strong.
    pub(super) fn refresh(&mut self, cell: Cell, page: usize) -> Result<(), NvmError> {
        let mut image = self.page(cell, page).to_vec();
        let done = self.program_page(cell, page, &image);
        image.zeroize();
        done
    }

    /// Programs one page: the only place where memory changes while a card is in use.
    pub(super) fn program_page(
        &mut self,
        cell: Cell,
        page: usize,
        image: &[u8],
    ) -> Result<(), NvmError> {
        if !self.powered {
            return Err(NvmError::PowerLost);
        }
        self.programmed = self.programmed.saturating_add(1);
        let start = page.saturating_mul(PAGE);
        let Some(torn) = self.cuts.count() else {
            self.place(cell, start, image);
            return Ok(());
        };
        self.powered = false;
        let mut old = self.page(cell, page).to_vec();
        old.resize(image.len(), 0);
        if torn != Torn::Old {
            self.place(cell, start, &torn.page(&old, image));
        }
        old.zeroize();
        match torn {
            Torn::Weak { bit, pattern } => self.weaken(cell, start, image.len(), bit, pattern),
            Torn::NeighbourBefore => self.invert(cell, page.checked_sub(1)),
            Torn::NeighbourAfter => self.invert(cell, page.checked_add(1)),
            _ => {}
        }
        Err(NvmError::PowerLost)
    }

    fn weaken(&mut self, cell: Cell, start: usize, length: usize, bit: u16, pattern: u64) {
        let Some(bit) = usize::from(bit).checked_rem(length.saturating_mul(8)) else {
            return;
        };
        self.weak.push(Weak {
            cell,
            byte: start.saturating_add(bit / 8),
            mask: 1 << (bit % 8),
            wrong: false,
            pattern,
            readings: 0,
        });
    }

    fn invert(&mut self, cell: Cell, page: Option<usize>) {
        let Some(page) = page else { return };
        let inverted: Vec<u8> = self.page(cell, page).iter().map(|byte| !byte).collect();
        // Beyond the last page of a region is a spare one, which nothing reads.
        if !inverted.is_empty() {
            self.place(cell, page.saturating_mul(PAGE), &inverted);
        }
    }

    /// Another reading: each weak bit becomes what its pattern says.
    pub(super) fn read_again(&mut self) {
        for weak in &mut self.weak {
            let wrong = weak.pattern.rotate_right(weak.readings) & 1 == 1;
            weak.readings = weak.readings.wrapping_add(1) % u64::BITS;
            if wrong != weak.wrong {
                weak.wrong = wrong;
                let region = self.regions.get_mut(&weak.cell);
                if let Some(byte) = region.and_then(|region| region.get_mut(weak.byte)) {
                    *byte ^= weak.mask;
                }
            }
        }
    }
}

impl fmt::Debug for Flash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.cells().map(|(cell, bytes)| (cell, bytes.len())))
            .finish()
    }
}

impl Drop for Flash {
    fn drop(&mut self) {
        for (cell, bytes) in &mut self.regions {
            let secret = matches!(
                cell,
                Cell::Key | Cell::StaticKeys | Cell::Content(EF_CAN) | Cell::Journal(_)
            );
            if secret {
                bytes.zeroize();
            }
        }
    }
}
