// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The commit journal: all writes of a transaction, or none, whenever power goes away.
//!
//! A record holds what the pages of a transaction are to be, and two pages beside them on either
//! side: a torn page can damage the next one, and a second cut, while that one is repaired, the
//! one after it. At power-up the next one is programmed in any case, since damage and repair may
//! both have left it weak; the one after it where it is damaged.
//!
//! | part | bytes | |
//! |---|---|---|
//! | digest | 16 | of the rest of the record: the beginning of its SHA-256 |
//! | length | 2 | of the pages that follow, in bytes |
//! | pages | each 6 and its bytes | region (3), page (2), number of bytes, plus 80 where recovery programs it in any case (1), bytes |
//!
//! It is programmed in two copies, each with its first page last; then the pages themselves; then
//! both copies are erased. At power-up a copy whose digest holds is a transaction to finish: both
//! copies are made whole first, then the pages are programmed. Without such a copy no page of the
//! transaction was touched yet, or all are done, and the copies are erased. Two copies, because a
//! single one could itself hold a weak bit: found at one power-up and lost at the next, with the
//! pages half done between. Three cuts at the worst three moments, two of them leaving a weak bit
//! in a copy, would be needed to lose both.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Cell, Flash, NvmError, PAGE, Write};

/// The longest record in bytes: that of a full commit buffer, however it is spread over pages of
/// one region, and of all small regions.
pub(super) const CAPACITY: usize = 4_096;

const DIGEST: usize = 16;
const HEADER: usize = DIGEST + 2;
const COPIES: [Cell; 2] = [Cell::Journal(0), Cell::Journal(1)];

/// How many pages on either side a record holds.
const BESIDE: usize = 2;
/// Added to the number of bytes of a page that recovery programs in any case.
const ALWAYS: u8 = 0x80;
const _: () = assert!(PAGE < ALWAYS as usize);

type Pages = BTreeMap<(Cell, usize), Image>;

struct Image {
    bytes: Zeroizing<Vec<u8>>,
    when: When,
}

/// When a page of a record is programmed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Always: the transaction changes it.
    Always,
    /// At power-up: it is next to such a page.
    Recovery,
    /// Where it is damaged.
    Damaged,
}

/// Makes the writes take effect together.
pub(super) fn commit(flash: &mut Flash, writes: &[Write]) -> Result<(), NvmError> {
    let pages = pages(flash, writes);
    let record = encode(&pages);
    if record.len() > CAPACITY {
        return Err(NvmError::BufferFull {
            needed: record.len(),
        });
    }
    for copy in COPIES {
        program(flash, copy, &record)?;
    }
    finish(flash, &pages)
}

/// Finishes the transaction of the journal or forgets it; says whether there was a journal.
pub(super) fn recover(flash: &mut Flash) -> Result<bool, NvmError> {
    let found = COPIES
        .into_iter()
        .any(|copy| flash.bytes(copy).iter().any(|byte| *byte != 0));
    let record = COPIES
        .into_iter()
        .find_map(|copy| decode(flash.bytes(copy)));
    if let Some((record, pages)) = record {
        // The second copy first: the first one, where it held, still does while it is programmed.
        for copy in COPIES.into_iter().rev() {
            program(flash, copy, &record)?;
        }
        finish(flash, &pages)?;
    } else {
        erase(flash)?;
    }
    Ok(found)
}

fn finish(flash: &mut Flash, pages: &Pages) -> Result<(), NvmError> {
    for ((cell, page), image) in pages {
        if image.when == When::Always || flash.page(*cell, *page) != image.bytes.as_slice() {
            flash.program_page(*cell, *page, &image.bytes)?;
        }
    }
    erase(flash)
}

/// A record, the page with the digest last: before that the copy does not hold.
fn program(flash: &mut Flash, copy: Cell, record: &[u8]) -> Result<(), NvmError> {
    let (first, rest) = record.split_at(record.len().min(PAGE));
    flash.program(copy, PAGE, rest)?;
    flash.program(copy, 0, first)
}

/// The page with the digest first: the copy holds no longer. The rest as well, since a record may
/// hold the private key.
fn erase(flash: &mut Flash) -> Result<(), NvmError> {
    for copy in COPIES {
        for page in 0..flash.bytes(copy).len().div_ceil(PAGE) {
            let length = flash.page(copy, page).len();
            if flash.page(copy, page).iter().any(|byte| *byte != 0) {
                flash.program_page(copy, page, &vec![0; length])?;
            }
        }
    }
    Ok(())
}

/// What the pages of the writes are to hold, and what the pages beside them hold.
fn pages(flash: &Flash, writes: &[Write]) -> Pages {
    let mut pages = Pages::new();
    for write in writes {
        let end = write.offset.saturating_add(write.bytes.len());
        for (position, byte) in (write.offset..end).zip(&write.bytes) {
            let (page, within) = (position / PAGE, position % PAGE);
            let image = pages.entry((write.cell, page)).or_insert_with(|| Image {
                bytes: Zeroizing::new(flash.page(write.cell, page).to_vec()),
                when: When::Always,
            });
            if image.bytes.len() <= within {
                image.bytes.resize(within.saturating_add(1), 0);
            }
            if let Some(target) = image.bytes.get_mut(within) {
                *target = *byte;
            }
        }
    }
    let changed: Vec<_> = pages.keys().copied().collect();
    for (cell, page) in changed {
        for beside in page.saturating_sub(BESIDE)..=page.saturating_add(BESIDE) {
            let bytes = flash.page(cell, beside);
            if bytes.is_empty() {
                continue;
            }
            let next = page.abs_diff(beside) <= 1;
            let image = pages.entry((cell, beside)).or_insert_with(|| Image {
                bytes: Zeroizing::new(bytes.to_vec()),
                when: When::Damaged,
            });
            if next && image.when == When::Damaged {
                image.when = When::Recovery;
            }
        }
    }
    pages
}

fn encode(pages: &Pages) -> Zeroizing<Vec<u8>> {
    let mut body = Zeroizing::new(Vec::new());
    for ((cell, page), image) in pages {
        body.extend_from_slice(&cell.address());
        body.extend_from_slice(&u16::try_from(*page).unwrap_or(u16::MAX).to_be_bytes());
        let count = u8::try_from(image.bytes.len()).unwrap_or(u8::MAX);
        body.push(match image.when {
            When::Always | When::Recovery => count | ALWAYS,
            When::Damaged => count,
        });
        body.extend_from_slice(&image.bytes);
    }
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut record = Zeroizing::new(digest(&length, &body).to_vec());
    record.extend_from_slice(&length);
    record.extend_from_slice(&body);
    record
}

fn decode(copy: &[u8]) -> Option<(Zeroizing<Vec<u8>>, Pages)> {
    let (digest_found, rest) = copy.split_first_chunk::<DIGEST>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let body = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
    if body.is_empty() || digest(length, body) != *digest_found {
        return None;
    }
    let record = copy.get(..HEADER.saturating_add(body.len()))?;
    let mut pages = Pages::new();
    let mut rest = body;
    while let Some(([region, high, low, page_high, page_low, count], tail)) =
        rest.split_first_chunk::<6>()
    {
        let cell = Cell::at([*region, *high, *low])?;
        let page = usize::from(u16::from_be_bytes([*page_high, *page_low]));
        let (bytes, later) = tail.split_at_checked(usize::from(count & !ALWAYS))?;
        let bytes = Zeroizing::new(bytes.to_vec());
        let always = count & ALWAYS != 0;
        let when = if always { When::Always } else { When::Damaged };
        pages.insert((cell, page), Image { bytes, when });
        rest = later;
    }
    Some((Zeroizing::new(record.to_vec()), pages))
}

fn digest(length: &[u8; 2], body: &[u8]) -> [u8; DIGEST] {
    let whole = Sha256::new()
        .chain_update(length)
        .chain_update(body)
        .finalize();
    whole.first_chunk().copied().unwrap_or([0; DIGEST])
}

impl Cell {
    /// Where a record says the region is: a number for its kind, and the file.
    const fn address(self) -> [u8; 3] {
        let (kind, which) = match self {
            Self::LifeCycle => (1, 0),
            Self::Key => (2, 0),
            Self::Session => (3, 0),
            Self::Manifest => (4, 0),
            Self::Length(file) => (5, file),
            Self::Content(file) => (6, file),
            Self::Journal(copy) => (7, copy as u16),
            Self::Chip => (8, 0),
            Self::StaticKeys => (9, 0),
            Self::Erasure => (10, 0),
            Self::PaceFailures => (11, 0),
            Self::Payments => (12, 0),
        };
        let [high, low] = which.to_be_bytes();
        [kind, high, low]
    }

    /// The region of an address; none where a record cannot mean it.
    const fn at(address: [u8; 3]) -> Option<Self> {
        let [kind, high, low] = address;
        let which = u16::from_be_bytes([high, low]);
        Some(match kind {
            1 => Self::LifeCycle,
            2 => Self::Key,
            3 => Self::Session,
            4 => Self::Manifest,
            5 => Self::Length(which),
            6 => Self::Content(which),
            8 => Self::Chip,
            9 => Self::StaticKeys,
            10 => Self::Erasure,
            11 => Self::PaceFailures,
            12 => Self::Payments,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
