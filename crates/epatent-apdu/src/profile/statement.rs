// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the chip signs and digests.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::MAX_FILE;
use super::file::is_writable;
use super::point::{POINT_LENGTH, Point};

/// Prefix of the chip proof, `[applet-spec §4.3]`.
pub const CHIP_PROOF_PREFIX: [u8; 32] = *b"EPATENT-CHIP-PROOF-1\0\0\0\0\0\0\0\0\0\0\0\0";
/// Prefix of the proof of possession of a new key, `[applet-spec §4.4]`.
pub const KEY_PROOF_PREFIX: [u8; 32] = *b"EPATENT-KEY-PROOF-1\0\0\0\0\0\0\0\0\0\0\0\0\0";
/// Prefix of the manifest, `[applet-spec §4.4]`.
pub const MANIFEST_PREFIX: [u8; 32] = *b"EPATENT-MANIFEST-1\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// A file as STATUS and the manifest know it.
///
/// | bytes | field |
/// |---|---|
/// | 2 | length |
/// | 32 | SHA-256 of the content |
///
/// `[applet-spec §4.4]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileEntry {
    /// Length in bytes, 1..=32767.
    pub length: u16,
    /// SHA-256 of the content.
    pub digest: [u8; 32],
}

impl FileEntry {
    /// The entry of a content; `None` where it is empty or longer than [`MAX_FILE`].
    #[must_use]
    pub fn of(content: &[u8]) -> Option<Self> {
        let length = u16::try_from(content.len()).ok()?;
        (1..=MAX_FILE).contains(&content.len()).then(|| Self {
            length,
            digest: Sha256::digest(content).into(),
        })
    }

    /// Whether a file of this identifier and length can be written.
    pub(crate) fn is_possible(self, identifier: u16) -> bool {
        is_writable(identifier) && (1..=MAX_FILE).contains(&usize::from(self.length))
    }
}

/// The manifest digest: SHA-256 of
///
/// | bytes | field |
/// |---|---|
/// | 32 | [`MANIFEST_PREFIX`] |
/// | 65 | public point |
/// | 36 each | for each file in rising order: identifier (2) ‖ length (2) ‖ SHA-256 (32) |
///
/// `[applet-spec §4.4]`
#[must_use]
pub fn manifest_digest(point: &Point, files: &BTreeMap<u16, FileEntry>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(MANIFEST_PREFIX);
    hash.update(point);
    for (identifier, entry) in files {
        hash.update(identifier.to_be_bytes());
        hash.update(entry.length.to_be_bytes());
        hash.update(entry.digest);
    }
    hash.finalize().into()
}

/// What GENERATE KEY signs.
///
/// | bytes | field |
/// |---|---|
/// | 32 | [`KEY_PROOF_PREFIX`] |
/// | 32 | host challenge |
/// | 65 | public point |
///
/// `[applet-spec §4.4]`
#[must_use]
pub fn key_proof_statement(challenge: &[u8; 32], point: &Point) -> [u8; 64 + POINT_LENGTH] {
    let mut bytes = [0; 64 + POINT_LENGTH];
    let fields = KEY_PROOF_PREFIX.iter().chain(challenge).chain(point);
    for (byte, field) in bytes.iter_mut().zip(fields) {
        *byte = *field;
    }
    bytes
}
