// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The persistent memory of the card, and the only way to change it.
//!
//! Commands never hold a mutable reference to what survives power loss: they call [`Nvm::write`]
//! for one plain write, or [`Nvm::begin`] for several that take effect together. Below both stands
//! memory that is programmed page by page and can lose power in any page ([`PowerCut`]); no command
//! needs to know about it.
//!
//! | layer | module | what it promises |
//! |---|---|---|
//! | meaning | `view` | a length covers only bytes that were programmed whole |
//! | transactions | `journal` | all writes of a transaction or none, after any two power cuts |
//! | pages | `flash` | nothing: a page that loses power may hold anything |
//! | power | [`PowerCut`] | cuts where the test says, with the outcome that it says |

use std::fmt;

use epatent_apdu::profile::MAX_FILE;
use epatent_apdu::scp03::DiversificationData;
use thiserror::Error;
use zeroize::Zeroize;

use crate::key::StaticKeys;

mod flash;
mod journal;
mod power;
mod view;

use flash::Flash;
pub use flash::PAGE;
pub use power::{Cut, PowerCut, Torn};
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
    /// What the issuer tells this chip by: the key diversification data of SCP03, 10 bytes.
    Chip,
    /// Key-ENC, Key-MAC and Key-DEK of SCP03, 48 bytes; all zero where there are none.
    StaticKeys,
    /// Whether an erasure is under way, 1 byte: zero where none is.
    Erasure,
    /// How often PACE failed since it last succeeded, 1 byte that stays at its end.
    PaceFailures,
    /// The payment log: number of records (2) and head (32).
    Payments,
    /// The personalisation session, 16 bytes.
    Session,
    /// The manifest digest of BEGIN, 32 bytes.
    Manifest,
    /// The length of a file, 2 bytes big-endian; zero where the file does not exist.
    Length(u16),
    /// The content of a file. Bytes past its length mean nothing.
    Content(u16),
    /// One of the two copies of the commit journal: 0 or 1.
    Journal(u8),
}

impl Cell {
    /// How many bytes the region has.
    #[must_use]
    pub const fn capacity(self) -> usize {
        match self {
            Self::PaceFailures | Self::Erasure => 1,
            Self::LifeCycle | Self::Length(_) => 2,
            Self::Chip => 10,
            Self::Session => 16,
            Self::Key | Self::Manifest => 32,
            Self::Payments => 34,
            Self::StaticKeys => 48,
            Self::Content(_) => MAX_FILE,
            Self::Journal(_) => journal::CAPACITY,
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
        /// Where the write would have ended, in bytes from the start of the region.
        end: usize,
    },
    /// Power went away in the middle. Nothing works until it is back.
    #[error("the card lost power")]
    PowerLost,
}

/// The persistent memory of one card.
#[derive(Clone)]
pub struct Nvm {
    flash: Flash,
    revision: u64,
}

/// What a card would read, and how often it was changed; not where power will be cut.
impl PartialEq for Nvm {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && self.flash.cells().eq(other.flash.cells())
    }
}

impl Eq for Nvm {}

impl Nvm {
    /// The memory of a card as it leaves the factory: state BLANK, everything else erased.
    #[must_use]
    pub fn blank() -> Self {
        let mut nvm = Self::erased();
        nvm.flash.place(Cell::LifeCycle, 0, &[0x01, 0xFE]);
        nvm
    }

    /// As [`blank`](Self::blank), with an identifier of the chip and keys of the issuer.
    pub(crate) fn keyed(chip: &DiversificationData, keys: &StaticKeys) -> Self {
        let mut nvm = Self::blank();
        nvm.flash.place(Cell::Chip, 0, chip);
        nvm.flash.place(Cell::StaticKeys, 0, keys.bytes());
        nvm
    }

    /// Memory in which nothing has been written, not even a life cycle.
    pub(crate) fn erased() -> Self {
        Self {
            flash: Flash::default(),
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
        self.flash.bytes(cell)
    }

    /// One write of its own. A power loss in it may leave anything in the pages it touches, and
    /// damage in the pages beside them.
    ///
    /// # Errors
    /// [`NvmError::OutOfRange`] with nothing written, [`NvmError::PowerLost`].
    pub fn write(&mut self, cell: Cell, offset: usize, bytes: &[u8]) -> Result<(), NvmError> {
        check_range(cell, offset, bytes)?;
        let done = self.flash.program(cell, offset, bytes);
        self.changed();
        done
    }

    /// Cuts power by this schedule, counted from the next page that is programmed.
    pub fn cut_power(&mut self, schedule: PowerCut) {
        self.flash.schedule(schedule);
    }

    /// Pages programmed since this value was made, torn ones included.
    #[must_use]
    pub const fn programmed(&self) -> u64 {
        self.flash.programmed()
    }

    /// Whether the memory has power; without it no write takes effect.
    #[must_use]
    pub const fn has_power(&self) -> bool {
        self.flash.has_power()
    }

    /// Power is back: finishes or forgets the transaction that was under way, programs again what
    /// may have been programmed weakly, and goes on with an erasure. Power can be cut in here as
    /// anywhere else.
    pub fn power_up(&mut self) {
        self.flash.power_up();
        self.flash.read_again();
        // A failure is another power cut, which the next power-up meets here.
        if !matches!(self.recover(), Ok(false)) {
            self.changed();
        }
    }

    /// One command later: a weakly programmed bit may read as its opposite now.
    pub(crate) fn read_again(&mut self) {
        self.flash.read_again();
    }

    /// Returns whether there was anything to do.
    fn recover(&mut self) -> Result<bool, NvmError> {
        let found = journal::recover(&mut self.flash)?;
        self.refresh_tails()?;
        let erased = self.go_on_erasing()?;
        Ok(found || erased)
    }

    const fn changed(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }

    /// Opens a transaction: its writes take effect together at [`Transaction::commit`] or not at
    /// all. Dropping it rolls back.
    pub const fn begin(&mut self) -> Transaction<'_> {
        Transaction {
            nvm: self,
            staged: Vec::new(),
        }
    }
}

impl fmt::Debug for Nvm {
    /// Regions and lengths only: the memory holds a private key and personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.flash.cells().map(|(cell, bytes)| (cell, bytes.len())))
            .finish()
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
    /// [`NvmError::PowerLost`]: at the next power-up all writes have taken effect or none.
    pub fn commit(self) -> Result<(), NvmError> {
        let done = journal::commit(&mut self.nvm.flash, &self.staged);
        self.nvm.changed();
        done
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
