// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Card files: what was read, so that it can be checked again later or elsewhere.

use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Failure, FileTrouble};
use epatent_core::presentation::Presentation;
use std::path::Path;

/// The longest card file, in bytes.
const MAX_CARD_FILE: u64 = epatent_core::cbor::MAX_LENGTH as u64;

/// Writes what was read; only the owner may read it, because it holds personal data.
pub(crate) fn save(
    path: &Path,
    presentation: &Presentation,
    console: &Console,
) -> Result<(), Failure> {
    let bytes = presentation.encode().map_err(|error| {
        FileTrouble::Unusable {
            reason: &error.to_string(),
        }
        .failure(&console.words, path)
    })?;
    files::write_new(&console.words, path, &bytes, Readable::ByOwner)
}

/// Reads a card file.
pub(crate) fn read(path: &Path, console: &Console) -> Result<Presentation, Failure> {
    let bytes = files::read_bounded(&console.words, path, MAX_CARD_FILE)?;
    Presentation::decode(&bytes).map_err(|error| {
        FileTrouble::Unusable {
            reason: &error.to_string(),
        }
        .failure(&console.words, path)
    })
}
