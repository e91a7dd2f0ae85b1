// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Card files: signed files on their way to a card.

use epatent_cli::files::{self, Readable};
use epatent_cli::{Failure, FileTrouble, Words};
use epatent_core::presentation::Presentation;
use std::path::Path;

/// The longest card file, in bytes: what deterministic CBOR carries in one piece.
const MAX_CARD_FILE: u64 = epatent_core::cbor::MAX_LENGTH as u64;

/// Reads a card file.
pub(crate) fn read_card_file(words: &Words, path: &Path) -> Result<Presentation, Failure> {
    let bytes = files::read_bounded(words, path, MAX_CARD_FILE)?;
    Presentation::decode(&bytes).map_err(|error| {
        FileTrouble::Unusable {
            reason: &error.to_string(),
        }
        .failure(words, path)
    })
}

/// Writes a new card file that only the owner may read: it holds personal data.
pub(crate) fn write_card_file(
    words: &Words,
    path: &Path,
    presentation: &Presentation,
) -> Result<(), Failure> {
    let bytes = presentation.encode().map_err(|error| {
        FileTrouble::Unusable {
            reason: &error.to_string(),
        }
        .failure(words, path)
    })?;
    files::write_new(words, path, &bytes, Readable::ByOwner)
}
