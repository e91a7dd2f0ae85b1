// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Readers as PC/SC lists them, and which of them a user means.

use pcsc::State;

use crate::error::ReaderError;
use crate::service::Watched;

/// Parts of the names of readers that are programs, in lower case.
const VIRTUAL_NAMES: [&str; 3] = ["virtual", "vpcd", "bixvreader"];

/// A reader, or one slot of a reader with several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderInfo {
    /// The name that PC/SC gives it, unique on this computer.
    pub name: String,
    /// What is in it.
    pub state: ReaderState,
    /// Whether it is a program such as vpcd instead of a device. On a production machine a card
    /// in a virtual reader deserves no trust.
    pub virtual_reader: bool,
}

/// What is in a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReaderState {
    /// Nothing.
    Empty,
    /// A card that nobody uses.
    CardPresent {
        /// Its answer to reset (ISO/IEC 7816-3 §8), at most 33 bytes.
        atr: Vec<u8>,
    },
    /// A card that a program uses.
    InUse {
        /// Its answer to reset.
        atr: Vec<u8>,
        /// Whether that program lets no other one near it.
        exclusive: bool,
    },
    /// A card that does not answer.
    Mute,
    /// The reader is listed but cannot be asked, as while it is being unplugged.
    Unavailable,
}

impl ReaderState {
    /// Whether a card is in, of whatever kind.
    #[must_use]
    pub const fn has_card(&self) -> bool {
        matches!(
            self,
            Self::CardPresent { .. } | Self::InUse { .. } | Self::Mute
        )
    }

    pub(crate) fn of(watched: &Watched) -> Self {
        let (state, atr) = (watched.now, watched.atr.clone());
        if state.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE) {
            Self::Unavailable
        } else if !state.contains(State::PRESENT) {
            Self::Empty
        } else if state.contains(State::MUTE) {
            Self::Mute
        } else if state.intersects(State::EXCLUSIVE | State::INUSE) {
            Self::InUse {
                atr,
                exclusive: state.contains(State::EXCLUSIVE),
            }
        } else {
            Self::CardPresent { atr }
        }
    }
}

impl ReaderInfo {
    pub(crate) fn of(watched: &Watched) -> Self {
        let name = watched.name.to_string_lossy().into_owned();
        let virtual_reader = is_virtual(&name);
        Self {
            name,
            state: ReaderState::of(watched),
            virtual_reader,
        }
    }
}

/// Which reader a user means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReaderChoice {
    /// The only one that is connected.
    #[default]
    Only,
    /// The one of this name, or the only one whose name contains it, capitals or not.
    Named(String),
}

impl From<Option<String>> for ReaderChoice {
    /// The value of a `--reader` option that may be absent.
    fn from(name: Option<String>) -> Self {
        name.map_or(Self::Only, Self::Named)
    }
}

impl ReaderChoice {
    /// Finds the reader among those that are connected.
    ///
    /// # Errors
    /// [`ReaderError::NoReader`], [`ReaderError::SeveralReaders`], [`ReaderError::UnknownReader`]
    /// or [`ReaderError::AmbiguousReader`], with the names to choose from.
    pub fn find<'a>(&self, readers: &'a [ReaderInfo]) -> Result<&'a ReaderInfo, ReaderError> {
        let names =
            |readers: &[&ReaderInfo]| readers.iter().map(|reader| reader.name.clone()).collect();
        let all: Vec<_> = readers.iter().collect();
        let wanted = match (self, readers) {
            (_, []) => return Err(ReaderError::NoReader),
            (Self::Only, [reader]) => return Ok(reader),
            (Self::Only, _) => return Err(ReaderError::SeveralReaders { names: names(&all) }),
            (Self::Named(wanted), _) => wanted,
        };
        // A full name wins over names that merely contain it: "Reader 1" beside "Reader 10".
        if let Some(reader) = readers.iter().find(|reader| reader.name == *wanted) {
            return Ok(reader);
        }
        let part = wanted.to_lowercase();
        let mut fitting = all.clone();
        fitting.retain(|reader| reader.name.to_lowercase().contains(&part));
        match fitting.as_slice() {
            [reader] => Ok(reader),
            [] => Err(ReaderError::UnknownReader {
                wanted: wanted.clone(),
                names: names(&all),
            }),
            several => Err(ReaderError::AmbiguousReader {
                wanted: wanted.clone(),
                names: names(several),
            }),
        }
    }
}

fn is_virtual(name: &str) -> bool {
    let name = name.to_lowercase();
    VIRTUAL_NAMES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests;
