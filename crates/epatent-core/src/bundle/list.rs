// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! References to the lists of a publication.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::Region;
use crate::cbor::Value;
use crate::model::{Field, FieldValue, MapWriter, ModelError};

const MAP: &str = "list reference";
const KIND: Field = Field::new(MAP, 1, "kind");
const REGION: Field = Field::new(MAP, 2, "region");
const LIST: Field = Field::new(MAP, 3, "list");
const NAME: Field = Field::new(MAP, 4, "name");
const SEQUENCE: Field = Field::new(MAP, 5, "sequence");

/// What a list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKind {
    /// Annulled, suspended, superseded: `status-and-payments.md` §1.2.
    Status = 1,
    /// The last day that is paid for: `status-and-payments.md` §1.3.
    PaidThrough = 2,
}

impl ListKind {
    /// `status` or `paid-through`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::PaidThrough => "paid-through",
        }
    }

    /// The code in signed data: 1 or 2.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Status => 1,
            Self::PaidThrough => 2,
        }
    }

    /// The kind with this code, 1 or 2; `None` for any other.
    #[must_use]
    pub const fn from_code(code: u64) -> Option<Self> {
        match code {
            1 => Some(Self::Status),
            2 => Some(Self::PaidThrough),
            _ => None,
        }
    }
}

impl fmt::Display for ListKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A list that devices shall have.
///
/// ```cddl
/// list-reference = {
///   1: 1 / 2,                ; kind: status, paid-through
///   2: region,
///   3: uint,                 ; number of the list in the region, as in the status reference of a card
///   4: file-name,            ; in the folder lists/ of the publication
///   5: uint,                 ; sequence of the newest list when the bundle was made
/// }
/// ```
///
/// `[applet-spec trust §9]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListReference {
    /// What it says.
    pub kind: ListKind,
    /// The region whose patents it is about.
    pub region: Region,
    /// Its number in the region, as the status reference of a card has it.
    pub list: u64,
    /// Its file in the folder `lists/` of the publication.
    pub name: FileName,
    /// The sequence of the newest one when the bundle was made; a list below it was held back
    /// (EPC-BUNDLE-18).
    pub sequence: u64,
}

/// The name of a file in a publication: nothing in it can lead out of its folder.
///
/// ```cddl
/// file-name = text .regexp "[a-z0-9][a-z0-9._-]{0,63}"
/// ```
///
/// `[applet-spec trust §9]`
///
/// ```
/// use epatent_core::bundle::FileName;
///
/// assert_eq!(FileName::parse("status-77-2026.cbor")?.as_str(), "status-77-2026.cbor");
/// assert!(FileName::parse("../trust.toml").is_err());
/// # Ok::<(), epatent_core::bundle::FileNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(String);

/// Why a text names no file of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum FileNameError {
    /// Other characters, or another length.
    #[error(
        "a file name is 1 to 64 characters of a to z, 0 to 9, full stop, underscore and hyphen, \
         the first a letter or digit"
    )]
    Format,
}

impl FileName {
    /// Longest name in bytes, which are all ASCII.
    pub const MAX_LENGTH: usize = 64;

    /// Parses a name.
    ///
    /// # Errors
    ///
    /// [`FileNameError::Format`] for anything that the CDDL does not describe.
    pub fn parse(text: &str) -> Result<Self, FileNameError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let good = (1..=Self::MAX_LENGTH).contains(&text.len())
            && text.bytes().next().is_some_and(plain)
            && text
                .bytes()
                .all(|byte| plain(byte) || matches!(byte, b'.' | b'_' | b'-'));
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(FileNameError::Format)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ListReference {
    /// What identifies a list: each region numbers its own.
    #[must_use]
    pub const fn key(&self) -> (ListKind, Region, u64) {
        (self.kind, self.region, self.list)
    }

    pub(super) fn encode(&self) -> Value {
        let mut map = MapWriter::with_capacity(5);
        map.put(KIND, self.kind.code());
        map.put(REGION, self.region.as_str());
        map.put(LIST, self.list);
        map.put(NAME, self.name.as_str());
        map.put(SEQUENCE, self.sequence);
        map.finish()
    }

    pub(super) fn decode(value: FieldValue) -> Result<Self, ModelError> {
        let mut map = value.map(MAP)?;
        let kind =
            ListKind::from_code(map.required(KIND)?.unsigned()?).ok_or(ModelError::OutOfRange {
                field: KIND.path(),
                expected: "1 (status) or 2 (paid-through)",
            })?;
        let region = map.required(REGION)?.region()?;
        let list = map.required(LIST)?.unsigned()?;
        let name = map.required(NAME)?.string()?;
        let name = FileName::parse(&name).map_err(|_| ModelError::OutOfRange {
            field: NAME.path(),
            expected: "a file name of a to z, 0 to 9, full stop, underscore and hyphen",
        })?;
        let sequence = map.required(SEQUENCE)?.unsigned()?;
        map.finish()?;
        Ok(Self {
            kind,
            region,
            list,
            name,
            sequence,
        })
    }
}
