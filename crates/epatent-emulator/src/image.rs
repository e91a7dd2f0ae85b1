// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card in a file.
//!
//! An image holds **the private key of the chip, the issuer's keys of this chip, the access number**
//! and whatever personal data the card holds. It exists for the lab: it is written readable by its owner only, and nothing encrypts it.
//!
//! ```json
//! {
//!   "format": 3,
//!   "notice": "...",
//!   "life_cycle": "05fa",
//!   "chip": {
//!     "id": "<10 bytes>",
//!     "scp03": { "enc": "<16 bytes>", "mac": "<16 bytes>", "dek": "<16 bytes>" },
//!     "sha256": "<32 bytes>"
//!   },
//!   "pace_failures": 0,
//!   "erasing": false,
//!   "key": { "private": "<32 bytes>", "public": "<65 bytes>" },
//!   "session": "<16 bytes>",
//!   "manifest": "<32 bytes>",
//!   "files": { "011D": { "sha256": "<32 bytes>", "content": "<1 to 32767 bytes>" } }
//! }
//! ```
//!
//! Every byte string is hexadecimal. `life_cycle` is the state and its complement as the card
//! stores them, so that an image can hold a card whose copies disagree; `chip` and `key` are `null`
//! where there are none, and `chip.sha256` is over identifier and keys. What can be computed twice is stored twice (public key, digests), so that a
//! damaged image is refused with the place of the damage instead of becoming another card.
//!
//! `erasing` says that the card was terminated and lost power before everything was overwritten: it
//! goes on when it gets power. Older formats are read as cards of today:
//!
//! | format | what it knew | what becomes of its cards |
//! |---|---|---|
//! | 1 | no `chip`, no channel | the chip gets the keys of the lab |
//! | 2 | a sequence counter of SCP03; TERMINATE erased nothing | challenges are random now; a terminated card is erased |
//!
//! A card of them that was issued without an access number is refused: nobody can ever read it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use epatent_apdu::profile::{EF_CAN, EF_PAYMENTS, LifeCycle, MAX_FILE, MAX_RECORD, PaymentLog};
use epatent_apdu::scp03::{DiversificationData, KeySet};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::card::Card;
use crate::key::{ChipKey, StaticKeys};
use crate::nvm::{Cell, FILES, Nvm};

mod file;

#[cfg(test)]
mod tests;

/// The format written. Formats from [`OLDEST_FORMAT`] are read.
pub const FORMAT: u64 = 3;

/// The oldest format that is read.
pub const OLDEST_FORMAT: u64 = 1;

/// The longest image in bytes that is read: all files at their longest, in hexadecimal, and ample
/// room for the rest.
pub const MAX_IMAGE: u64 = 2 * (MAX_FILE as u64) * (FILES.len() as u64 + 1) + 65_536;

const NOTICE: &str = "Emulated card for the lab. Holds the private key of the chip.";

/// The identifier of chips that an image of format 1 holds.
const FIRST_CHIP: DiversificationData = *b"OLD-FORMAT";

/// Why an image is not a card.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The file cannot be read.
    #[error("cannot read the card image {}: {source}", .path.display())]
    Read {
        /// The image.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be replaced; the card in it is as it was.
    #[error("cannot write the card image {}: {source}", .path.display())]
    Write {
        /// The image.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A card is there already.
    #[error("the card image {} exists", .path.display())]
    Exists {
        /// The image.
        path: PathBuf,
    },
    /// The file is larger than any image.
    #[error("a card image has at most {MAX_IMAGE} bytes, this file has more")]
    TooLong,
    /// The file is not text.
    #[error("not a card image: not UTF-8 at byte {offset}")]
    NotText {
        /// Where it stops being text, in bytes from 0.
        offset: usize,
    },
    /// Not JSON, or not an object of this shape.
    #[error("not a card image: {0}")]
    Syntax(#[from] serde_json::Error),
    /// An image of another edition of this program.
    #[error("card image of format {found}; this program reads formats {OLDEST_FORMAT} to {FORMAT}")]
    Format {
        /// The format in the file, a number that this edition does not read.
        found: u64,
    },
    /// An issued card of an older format that nobody can read.
    #[error(
        "the card in this image is {state}: it was issued without an access number (CAN), \
         so no terminal can ever read it"
    )]
    NoAccessNumber {
        /// Its state.
        state: LifeCycle,
    },
    /// A part of the image is not what it must be.
    #[error("damaged card image: {place}: {reason}")]
    Damaged {
        /// The path to the part, such as `files.0101.content`.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// The content of an image file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    memory: Nvm,
}

#[derive(Deserialize)]
struct Versioned {
    format: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u64,
    notice: String,
    life_cycle: String,
    chip: Option<ChipEntry>,
    pace_failures: u8,
    erasing: bool,
    key: Option<KeyEntry>,
    session: String,
    manifest: String,
    files: BTreeMap<String, FileEntry>,
}

/// A document of format 2.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecondDocument {
    #[serde(rename = "format")]
    _format: u64,
    notice: String,
    life_cycle: String,
    chip: Option<ChipEntry>,
    #[serde(rename = "sequence_counter")]
    _sequence_counter: String,
    pace_failures: u8,
    key: Option<KeyEntry>,
    session: String,
    manifest: String,
    files: BTreeMap<String, FileEntry>,
}

/// A document of format 1.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstDocument {
    #[serde(rename = "format")]
    _format: u64,
    notice: String,
    life_cycle: String,
    key: Option<KeyEntry>,
    session: String,
    manifest: String,
    files: BTreeMap<String, FileEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChipEntry {
    id: String,
    scp03: KeysEntry,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysEntry {
    enc: String,
    mac: String,
    dek: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    private: String,
    public: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    sha256: String,
    content: String,
}

impl Image {
    /// The persistent memory of a card.
    #[must_use]
    pub fn of(card: &Card) -> Self {
        Self {
            memory: card.memory().clone(),
        }
    }

    /// The card of the image, just powered up; `rng` is the chip's random number generator.
    #[must_use]
    pub fn into_card(self, rng: impl CryptoRng + Send + 'static) -> Card {
        Card::with_memory(self.memory, rng)
    }

    /// What the card holds.
    pub(crate) const fn memory(&self) -> &Nvm {
        &self.memory
    }

    /// What the card holds, to be changed as no command could.
    pub(crate) const fn memory_mut(&mut self) -> &mut Nvm {
        &mut self.memory
    }

    /// The text of the image file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let memory = &self.memory;
        let key = memory.key().map(|scalar| KeyEntry {
            private: hex::encode(*scalar),
            public: ChipKey::from_scalar(&scalar)
                .map_or_else(String::new, |key| hex::encode(key.point())),
        });
        let payments = memory.file(EF_PAYMENTS).map(|log| (EF_PAYMENTS, log));
        let files = memory.files().chain(payments).map(|(identifier, content)| {
            let entry = FileEntry {
                sha256: hex::encode(Sha256::digest(content)),
                content: hex::encode(content),
            };
            (format!("{identifier:04X}"), entry)
        });
        let chip = memory
            .static_keys()
            .map(|keys| ChipEntry::of(&memory.chip(), &keys));
        let document = Document {
            chip,
            pace_failures: memory.pace_failures(),
            erasing: memory.is_erasing(),
            format: FORMAT,
            notice: NOTICE.to_owned(),
            life_cycle: hex::encode(memory.bytes(Cell::LifeCycle)),
            key,
            session: hex::encode(memory.session()),
            manifest: hex::encode(memory.manifest()),
            files: files.collect(),
        };
        // A document of strings and numbers always serialises.
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads the text of an image file.
    ///
    /// # Errors
    /// [`ImageError::Format`] before anything else is looked at; [`ImageError::Syntax`];
    /// [`ImageError::Damaged`] with the place; [`ImageError::NoAccessNumber`].
    pub fn from_json(text: &str) -> Result<Self, ImageError> {
        let Versioned { format } = serde_json::from_str(text)?;
        let document: Document = match format {
            1 => serde_json::from_str::<FirstDocument>(text)?.into(),
            2 => serde_json::from_str::<SecondDocument>(text)?.into(),
            FORMAT => serde_json::from_str(text)?,
            found => return Err(ImageError::Format { found }),
        };
        let image = Self::from_document(&document)?;
        let has_number = image.memory.file(EF_CAN).is_some();
        match image.memory.life_cycle() {
            state @ (LifeCycle::Active | LifeCycle::Suspended)
                if format < FORMAT && !has_number =>
            {
                Err(ImageError::NoAccessNumber { state })
            }
            _ => Ok(image),
        }
    }

    fn from_document(document: &Document) -> Result<Self, ImageError> {
        let mut memory = Nvm::erased();
        let mut put = |place: &str, cell, bytes: &[u8]| {
            memory
                .write(cell, 0, bytes)
                .map_err(|error| damaged(place, &error))
        };
        let state: [u8; 2] = array("life_cycle", &document.life_cycle)?;
        put("life_cycle", Cell::LifeCycle, &state)?;
        if let Some(entry) = &document.chip {
            let (chip, keys) = checked_chip(entry)?;
            put("chip", Cell::Chip, &chip)?;
            put("chip", Cell::StaticKeys, keys.bytes())?;
        }
        put(
            "pace_failures",
            Cell::PaceFailures,
            &[document.pace_failures],
        )?;
        put("erasing", Cell::Erasure, &[u8::from(document.erasing)])?;
        if let Some(entry) = &document.key {
            put("key", Cell::Key, &checked_key(entry)?)?;
        }
        put(
            "session",
            Cell::Session,
            &array::<16>("session", &document.session)?,
        )?;
        put(
            "manifest",
            Cell::Manifest,
            &array::<32>("manifest", &document.manifest)?,
        )?;
        for (name, entry) in &document.files {
            let place = format!("files.{name}");
            let identifier = FILES
                .into_iter()
                .chain([EF_PAYMENTS])
                .find(|identifier| format!("{identifier:04X}") == *name)
                .ok_or_else(|| damaged(&place, &"the card has no such file"))?;
            let (length, content) = checked_file(&place, entry)?;
            if identifier == EF_PAYMENTS {
                let log = checked_payments(&place, &content)?;
                let log = [log.count.to_be_bytes().as_slice(), &log.head].concat();
                put(&place, Cell::Payments, &log)?;
            }
            put(&place, Cell::Content(identifier), &content)?;
            put(&place, Cell::Length(identifier), &length.to_be_bytes())?;
        }
        Ok(Self { memory })
    }

    /// Reads an image file.
    ///
    /// # Errors
    /// [`ImageError::Read`] and [`ImageError::TooLong`] of the file, otherwise the part of it that is not what
    /// this edition writes.
    pub fn load(path: &Path) -> Result<Self, ImageError> {
        Self::from_json(&file::read(path)?)
    }

    /// Writes the image to `path` so that another process sees the old one or this one, whole; a
    /// computer that loses power may lose it.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub(crate) fn swap(&self, path: &Path) -> Result<(), ImageError> {
        file::swap(path, self.to_json().as_bytes())
    }

    /// Replaces an image file, or makes it: after a power loss the old card or the new one is
    /// there, never a mixture.
    ///
    /// # Errors
    /// [`ImageError::Write`]; the card that was there is as it was.
    pub fn save(&self, path: &Path) -> Result<(), ImageError> {
        file::replace(path, self.to_json().as_bytes())
    }

    /// Makes an image file where there is none.
    ///
    /// # Errors
    /// [`ImageError::Exists`], [`ImageError::Write`].
    pub fn create(&self, path: &Path) -> Result<(), ImageError> {
        file::create(path, self.to_json().as_bytes())
    }

    /// Flips the lowest bit of one byte of a file, as damage or an attacker would.
    ///
    /// Returns whether there is such a byte.
    pub fn flip(&mut self, identifier: u16, offset: usize) -> bool {
        let byte = self
            .memory
            .file(identifier)
            .and_then(|file| file.get(offset));
        byte.copied().is_some_and(|byte| {
            self.memory
                .write(Cell::Content(identifier), offset, &[byte ^ 1])
                .is_ok()
        })
    }
}

/// Whether a card of an older format is at its end: nothing of it was erased.
fn is_terminated(life_cycle: &str) -> bool {
    let byte = LifeCycle::Terminated.to_byte();
    life_cycle.eq_ignore_ascii_case(&hex::encode([byte, !byte]))
}

impl From<FirstDocument> for Document {
    fn from(first: FirstDocument) -> Self {
        Self {
            format: FORMAT,
            notice: first.notice,
            erasing: is_terminated(&first.life_cycle),
            life_cycle: first.life_cycle,
            chip: Some(ChipEntry::of(&FIRST_CHIP, &StaticKeys::lab(&FIRST_CHIP))),
            pace_failures: 0,
            key: first.key,
            session: first.session,
            manifest: first.manifest,
            files: first.files,
        }
    }
}

impl From<SecondDocument> for Document {
    fn from(second: SecondDocument) -> Self {
        Self {
            format: FORMAT,
            notice: second.notice,
            erasing: is_terminated(&second.life_cycle),
            life_cycle: second.life_cycle,
            chip: second.chip,
            pace_failures: second.pace_failures,
            key: second.key,
            session: second.session,
            manifest: second.manifest,
            files: second.files,
        }
    }
}

impl ChipEntry {
    fn of(chip: &DiversificationData, keys: &KeySet) -> Self {
        Self {
            id: hex::encode(chip),
            scp03: KeysEntry {
                enc: hex::encode(keys.enc()),
                mac: hex::encode(keys.mac()),
                dek: hex::encode(keys.dek()),
            },
            sha256: hex::encode(chip_digest(chip, &StaticKeys::of(keys))),
        }
    }
}

fn chip_digest(chip: &DiversificationData, keys: &StaticKeys) -> [u8; 32] {
    Sha256::new_with_prefix(chip)
        .chain_update(keys.bytes())
        .finalize()
        .into()
}

fn checked_chip(entry: &ChipEntry) -> Result<(DiversificationData, StaticKeys), ImageError> {
    let chip = array("chip.id", &entry.id)?;
    let keys = StaticKeys::join(
        array("chip.scp03.enc", &entry.scp03.enc)?,
        array("chip.scp03.mac", &entry.scp03.mac)?,
        array("chip.scp03.dek", &entry.scp03.dek)?,
    );
    if bytes("chip.sha256", &entry.sha256)? == chip_digest(&chip, &keys) {
        Ok((chip, keys))
    } else {
        let reason = "not the digest of identifier and keys";
        Err(damaged("chip.sha256", &reason))
    }
}

fn checked_key(entry: &KeyEntry) -> Result<[u8; 32], ImageError> {
    let scalar: [u8; 32] = array("key.private", &entry.private)?;
    let key = ChipKey::from_scalar(&scalar)
        .ok_or_else(|| damaged("key.private", &"not a scalar of P-256"))?;
    if bytes("key.public", &entry.public)? == key.point() {
        Ok(scalar)
    } else {
        Err(damaged("key.public", &"not the public key of key.private"))
    }
}

fn checked_file(place: &str, entry: &FileEntry) -> Result<(u16, Vec<u8>), ImageError> {
    let content_place = format!("{place}.content");
    let content = bytes(&content_place, &entry.content)?;
    let length = u16::try_from(content.len())
        .ok()
        .filter(|length| (1..=MAX_FILE).contains(&usize::from(*length)))
        .ok_or_else(|| {
            let reason = format!("{} bytes, not 1 to {MAX_FILE}", content.len());
            damaged(&content_place, &reason)
        })?;
    let digest_place = format!("{place}.sha256");
    if bytes(&digest_place, &entry.sha256)? == Sha256::digest(&content).as_slice() {
        Ok((length, content))
    } else {
        Err(damaged(&digest_place, &"not the digest of the content"))
    }
}

/// Where the payment log of these records stands: it is not stored, because it can be computed.
fn checked_payments(place: &str, content: &[u8]) -> Result<PaymentLog, ImageError> {
    let mut log = PaymentLog::default();
    let mut rest = content;
    while let Some((length, tail)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let next = tail
            .split_at_checked(length)
            .filter(|_| (1..=MAX_RECORD).contains(&length))
            .and_then(|(record, tail)| Some((log.after(record)?, tail)));
        (log, rest) = next.ok_or_else(|| damaged(place, &"not a sequence of payment records"))?;
    }
    if rest.is_empty() {
        Ok(log)
    } else {
        Err(damaged(place, &"not a sequence of payment records"))
    }
}

fn array<const N: usize>(place: &str, text: &str) -> Result<[u8; N], ImageError> {
    let bytes = bytes(place, text)?;
    let length = bytes.len();
    bytes
        .try_into()
        .map_err(|_| damaged(place, &format!("{length} bytes, not {N}")))
}

fn bytes(place: &str, text: &str) -> Result<Vec<u8>, ImageError> {
    hex::decode(text).map_err(|error| damaged(place, &error))
}

fn damaged(place: &str, reason: &impl ToString) -> ImageError {
    ImageError::Damaged {
        place: place.to_owned(),
        reason: reason.to_string(),
    }
}
