// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is missing on a card.

use core::ops::Range;
use std::collections::BTreeMap;

use super::Resumed;
use crate::flow::FlowError;
use crate::profile::FileEntry;

/// One WRITE to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) identifier: u16,
    pub(super) offset: usize,
    pub(super) length: usize,
}

impl Write {
    pub(super) const fn range(self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.length)
    }
}

/// Compares what must be on the card with what is, and plans the writes in rising order.
///
/// A beginning of a file whose digest is right is kept; one whose digest is wrong, as a torn
/// write leaves it, is written over from its first byte. What WRITE cannot undo is an error:
/// a file that is not in the manifest, and one that is longer than there.
pub(super) fn plan(
    wanted: &BTreeMap<u16, Vec<u8>>,
    present: &BTreeMap<u16, FileEntry>,
    chunk: usize,
) -> Result<(Vec<Write>, Resumed), FlowError> {
    let foreign = |identifier: &u16| FlowError::ForeignFile {
        identifier: *identifier,
    };
    if let Some(identifier) = present
        .keys()
        .find(|identifier| !wanted.contains_key(identifier))
    {
        return Err(foreign(identifier));
    }
    let mut writes = Vec::new();
    let mut resumed = Resumed::default();
    for (identifier, content) in wanted {
        let kept = match present.get(identifier) {
            None => 0,
            Some(entry) => {
                let length = usize::from(entry.length);
                let beginning = content.get(..length).ok_or_else(|| foreign(identifier))?;
                if FileEntry::of(beginning) == Some(*entry) {
                    length
                } else {
                    0
                }
            }
        };
        if kept == content.len() {
            resumed.complete_files = resumed.complete_files.saturating_add(1);
        } else if present.contains_key(identifier) {
            resumed.partial_files = resumed.partial_files.saturating_add(1);
        }
        let kept_bytes = u64::try_from(kept).unwrap_or(u64::MAX);
        resumed.bytes = resumed.bytes.saturating_add(kept_bytes);
        for offset in (kept..content.len()).step_by(chunk.max(1)) {
            let length = content.len().saturating_sub(offset).min(chunk.max(1));
            writes.push(Write {
                identifier: *identifier,
                offset,
                length,
            });
        }
    }
    Ok((writes, resumed))
}
