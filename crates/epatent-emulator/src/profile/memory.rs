// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Changes of what a card holds.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Bytes, ProfileError};
use crate::image::Image;
use crate::nvm::{Cell, Nvm};

/// A file identifier: four hexadecimal digits.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct FileId(pub u16);

impl TryFrom<String> for FileId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        u16::from_str_radix(&text, 16)
            .ok()
            .filter(|identifier| crate::nvm::FILES.contains(identifier))
            .map(Self)
            .ok_or_else(|| format!("the card has no file {text:?}"))
    }
}

/// One change of the memory.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Memory {
    /// Inverts the bits of `mask` in one byte of a file.
    #[serde(rename = "flip")]
    Flip {
        /// The file.
        file: FileId,
        /// The byte, from 0.
        offset: usize,
        /// The bits that are inverted, at least one.
        mask: u8,
    },
    /// Exchanges two files.
    Swap(FileId, FileId),
    /// Takes a file away.
    Remove(FileId),
    /// Puts a file there.
    Put {
        /// The file.
        file: FileId,
        /// All of it.
        content: Bytes,
    },
    /// Takes a file from another image.
    Take {
        /// The file.
        file: FileId,
        /// The image, relative to the profile's folder.
        from: PathBuf,
    },
    /// Ends a file earlier.
    Truncate {
        /// The file.
        file: FileId,
        /// Its new length in bytes, not above the old one.
        length: usize,
    },
    /// Puts bytes at the end of a file.
    Append {
        /// The file.
        file: FileId,
        /// The bytes.
        content: Bytes,
    },
    /// Makes this the private scalar of the chip, 32 bytes.
    Key(Bytes),
    /// Makes these the life-cycle byte and the one after it, whatever that means.
    State(Bytes),
    /// Makes this the number of wrong access numbers in a row.
    Failures(u8),
}

impl Memory {
    pub(super) fn look_in(&mut self, folder: &Path) {
        if let Self::Take { from, .. } = self {
            *from = folder.join(&*from);
        }
    }

    pub(crate) fn apply(&self, memory: &mut Nvm) -> Result<(), ProfileError> {
        let misfit = |what: &str| ProfileError::Misfit(format!("{what}: {self:?}"));
        let file = |memory: &Nvm, file: &FileId| {
            let content = memory.file(file.0).map(<[u8]>::to_vec);
            content.ok_or_else(|| misfit("no such file"))
        };
        match self {
            Self::Flip {
                file: id,
                offset,
                mask,
            } => {
                let mut content = file(memory, id)?;
                *content
                    .get_mut(*offset)
                    .ok_or_else(|| misfit("no such byte"))? ^= mask;
                put(memory, *id, &content)
            }
            Self::Swap(one, other) => {
                let (first, second) = (file(memory, one)?, file(memory, other)?);
                put(memory, *one, &second)?;
                put(memory, *other, &first)
            }
            Self::Remove(id) => {
                file(memory, id)?;
                put(memory, *id, &[])
            }
            Self::Put { file, content } => put(memory, *file, &content.0),
            Self::Take { file: id, from } => {
                let other = Image::load(from)?;
                put(memory, *id, &file(other.memory(), id)?)
            }
            Self::Truncate { file: id, length } => {
                let content = file(memory, id)?;
                let part = content.get(..*length).ok_or_else(|| misfit("shorter"))?;
                put(memory, *id, part)
            }
            Self::Append { file: id, content } => {
                let longer = [file(memory, id)?, content.0.clone()].concat();
                put(memory, *id, &longer)
            }
            Self::Key(scalar) => write(memory, Cell::Key, &scalar.0),
            Self::State(bytes) => write(memory, Cell::LifeCycle, &bytes.0),
            Self::Failures(count) => write(memory, Cell::PaceFailures, &[*count]),
        }
    }
}

fn put(memory: &mut Nvm, file: FileId, content: &[u8]) -> Result<(), ProfileError> {
    let misfit = || ProfileError::Misfit(format!("{} bytes are no file", content.len()));
    let length = u16::try_from(content.len()).map_err(|_| misfit())?;
    write(memory, Cell::Content(file.0), content)?;
    write(memory, Cell::Length(file.0), &length.to_be_bytes())
}

fn write(memory: &mut Nvm, cell: Cell, bytes: &[u8]) -> Result<(), ProfileError> {
    memory
        .write(cell, 0, bytes)
        .map_err(|error| ProfileError::Misfit(error.to_string()))
}
