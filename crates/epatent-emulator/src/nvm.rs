// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The persistent memory of the card, and the only way to change it.
//!
//! Commands never hold a mutable reference to what survives power loss: they call [`Nvm::write`]
//! for one plain write, or [`Nvm::begin`] for several that take effect together. A model of torn
//! writes therefore has exactly two places to act, and no command needs to know about it.

use std::collections::BTreeMap;
use std::fmt;

use epatent_apdu::profile::MAX_FILE;
use thiserror::Error;
use zeroize::Zeroize;

mod view;

pub use view::FILES;

#[cfg(test)]
mod tests;

/// The most bytes of new content that one transaction may carry.
///
/// The smallest commit buffer among cards on the market is 384 bytes, so a command that fits here
/// fits every one of them.
pub const COMMIT_BUFFER: usize = 384;

/// A named region of the persistent memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// The life-cycle byte, then its complement.
    LifeCycle,
    /// The chip's private scalar, 32 bytes big-endian; all zero where there is none.
    Key,
    /// The personalisation session, 16 bytes.
    Session,
    /// The manifest digest of BEGIN, 32 bytes.
    Manifest,
    /// The length of a file, 2 bytes big-endian; zero where the file does not exist.
    Length(u16),
    /// The content of a file. Bytes past its length mean nothing.
    Content(u16),
}

impl Cell {
    /// How many bytes the region has.
    #[must_use]
    pub const fn capacity(self) -> usize {
        match self {
            Self::LifeCycle | Self::Length(_) => 2,
            Self::Session => 16,
            Self::Key | Self::Manifest => 32,
            Self::Content(_) => MAX_FILE,
        }
    }
}

/// Why the memory did not take a write.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NvmError {
    /// The transaction is larger than the card's commit buffer.
    #[error("a transaction of {needed} bytes does not fit the commit buffer of {COMMIT_BUFFER}")]
    BufferFull {
        /// Bytes the transaction would have carried.
        needed: usize,
    },
    /// The write ends outside its region.
    #[error("a write to {cell:?} ends at byte {end}, past its {} bytes", .cell.capacity())]
    OutOfRange {
        /// The region.
        cell: Cell,
        /// Where the write would have ended.
        end: usize,
    },
}

/// The persistent memory of one card.
#[derive(Clone, PartialEq, Eq)]
pub struct Nvm {
    cells: BTreeMap<Cell, Vec<u8>>,
    revision: u64,
}

impl Nvm {
    /// The memory of a card as it leaves the factory: state BLANK, everything else erased.
    #[must_use]
    pub fn blank() -> Self {
        let mut nvm = Self::erased();
        nvm.store(Cell::LifeCycle, 0, &[0x01, 0xFE]);
        nvm
    }

    /// Memory in which nothing has been written, not even a life cycle.
    pub(crate) const fn erased() -> Self {
        Self {
            cells: BTreeMap::new(),
            revision: 0,
        }
    }

    /// Counts the changes made since this value was made; equal numbers mean equal content.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// What has been written to a region so far; bytes beyond the slice are erased (zero).
    pub(crate) fn bytes(&self, cell: Cell) -> &[u8] {
        self.cells.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// One write of its own. A power loss in it may leave any mixture of old and new bytes.
    ///
    /// # Errors
    /// [`NvmError::OutOfRange`] with nothing written.
    pub fn write(&mut self, cell: Cell, offset: usize, bytes: &[u8]) -> Result<(), NvmError> {
        check_range(cell, offset, bytes)?;
        self.store(cell, offset, bytes);
        self.revision = self.revision.wrapping_add(1);
        Ok(())
    }

    /// Opens a transaction: its writes take effect together at [`Transaction::commit`] or not at
    /// all. Dropping it rolls back.
    pub const fn begin(&mut self) -> Transaction<'_> {
        Transaction {
            nvm: self,
            staged: Vec::new(),
        }
    }

    fn store(&mut self, cell: Cell, offset: usize, bytes: &[u8]) {
        let content = self.cells.entry(cell).or_default();
        let end = offset.saturating_add(bytes.len());
        if content.len() < end {
            content.resize(end, 0);
        }
        if let Some(target) = content.get_mut(offset..end) {
            target.copy_from_slice(bytes);
        }
    }
}

impl fmt::Debug for Nvm {
    /// Regions and lengths only: the memory holds a private key and personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.cells.iter().map(|(cell, bytes)| (cell, bytes.len())))
            .finish()
    }
}

impl Drop for Nvm {
    fn drop(&mut self) {
        if let Some(key) = self.cells.get_mut(&Cell::Key) {
            key.zeroize();
        }
    }
}

/// Writes that take effect together.
#[derive(Debug)]
#[must_use = "a transaction that is not committed changes nothing"]
pub struct Transaction<'a> {
    nvm: &'a mut Nvm,
    staged: Vec<Write>,
}

#[derive(Debug)]
struct Write {
    cell: Cell,
    offset: usize,
    bytes: Vec<u8>,
}

impl Transaction<'_> {
    /// Adds one write.
    ///
    /// # Errors
    /// [`NvmError::OutOfRange`]; [`NvmError::BufferFull`] when the transaction outgrows the card's
    /// commit buffer.
    pub fn write(&mut self, cell: Cell, offset: usize, bytes: &[u8]) -> Result<(), NvmError> {
        check_range(cell, offset, bytes)?;
        let needed = self.size().saturating_add(bytes.len());
        if needed > COMMIT_BUFFER {
            return Err(NvmError::BufferFull { needed });
        }
        self.staged.push(Write {
            cell,
            offset,
            bytes: bytes.to_vec(),
        });
        Ok(())
    }

    /// Bytes that the transaction changes so far.
    #[must_use]
    pub fn size(&self) -> usize {
        self.staged.iter().map(|write| write.bytes.len()).sum()
    }

    /// Makes every write of the transaction take effect.
    ///
    /// # Errors
    /// None in this model; the signature is that of memory that can lose power.
    pub fn commit(mut self) -> Result<(), NvmError> {
        for write in &mut self.staged {
            self.nvm.store(write.cell, write.offset, &write.bytes);
        }
        self.nvm.revision = self.nvm.revision.wrapping_add(1);
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        for write in &mut self.staged {
            write.bytes.zeroize();
        }
    }
}

fn check_range(cell: Cell, offset: usize, bytes: &[u8]) -> Result<(), NvmError> {
    let end = offset.saturating_add(bytes.len());
    if end > cell.capacity() {
        return Err(NvmError::OutOfRange { cell, end });
    }
    Ok(())
}
