// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use core::fmt;

use crate::cbor::{CborError, EncodeError};
use crate::group::GroupNumber;
use crate::list::ZlibError;
use crate::{
    BlankNumberError, CountryError, DateError, InnError, PatentNumberError, RegionError, SexError,
    TextError,
};

/// Where in a document a value stands: `permission.professions[3]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldPath {
    map: &'static str,
    field: Option<(i64, &'static str)>,
    item: Option<usize>,
}

impl FieldPath {
    /// The document or map itself.
    pub(crate) const fn of_map(map: &'static str) -> Self {
        Self {
            map,
            field: None,
            item: None,
        }
    }

    /// A field of a map.
    pub(crate) const fn of_field(map: &'static str, key: i64, name: &'static str) -> Self {
        Self {
            map,
            field: Some((key, name)),
            item: None,
        }
    }

    /// An element, counted from 0, of the array in this field.
    pub(crate) const fn item(self, index: usize) -> Self {
        Self {
            item: Some(index),
            ..self
        }
    }

    /// Name of the map: `holder`, `holder.identity-document`.
    #[must_use]
    pub const fn map(&self) -> &'static str {
        self.map
    }

    /// CBOR key of the field; `None` when the path is the map itself.
    #[must_use]
    pub fn key(&self) -> Option<i64> {
        self.field.map(|(key, _)| key)
    }

    /// Name of the field; `None` when the path is the map itself.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.field.map(|(_, name)| name)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.map)?;
        if let Some((_, name)) = self.field {
            write!(f, ".{name}")?;
        }
        if let Some(item) = self.item {
            write!(f, "[{item}]")?;
        }
        if let Some((key, _)) = self.field {
            write!(f, " (field {key})")?;
        }
        Ok(())
    }
}

/// Why a value of the right CBOR type is none of the data model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// Text that cannot stand on a card.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A country code.
    #[error(transparent)]
    Country(#[from] CountryError),
    /// A region code.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// A date or a time.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A taxpayer number.
    #[error(transparent)]
    Inn(#[from] InnError),
    /// A patent series or number.
    #[error(transparent)]
    PatentNumber(#[from] PatentNumberError),
    /// A blank number.
    #[error(transparent)]
    BlankNumber(#[from] BlankNumberError),
    /// A sex code.
    #[error(transparent)]
    Sex(#[from] SexError),
}

/// Why bytes are not a document of the data model, or a document cannot become bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes are not deterministic CBOR (RFC 8949 section 4.2.1).
    #[error("not deterministic CBOR: {0}")]
    Cbor(#[from] CborError),
    /// The document cannot be encoded within the bounds of the data model.
    #[error("cannot be encoded: {0}")]
    Encode(#[from] EncodeError),
    /// The document has a version that this program does not know. Decided before anything else of
    /// the document is looked at: a newer card is no forgery.
    #[error("{document} has version {version}, which this program does not know")]
    UnsupportedVersion {
        /// What was read, such as `security object`.
        document: &'static str,
        /// Its version, above the ones that this crate reads.
        version: u64,
    },
    /// A value has another CBOR type than the model demands.
    #[error("{field} is {actual}, not {expected}")]
    WrongType {
        /// The field, by the names of the data model.
        field: FieldPath,
        /// The type that the data model demands.
        expected: &'static str,
        /// The type that was found.
        actual: &'static str,
    },
    /// A field that must be there is absent.
    #[error("{field} is missing")]
    MissingField {
        /// The field, by the names of the data model.
        field: FieldPath,
    },
    /// A field that the model does not name.
    #[error("{map} has the unknown field {key}")]
    UnknownField {
        /// The map that it stands in.
        map: &'static str,
        /// Its key, an integer of the CDDL.
        key: i128,
    },
    /// A value has the right type and is outside its bounds.
    #[error("{field} is not {expected}")]
    OutOfRange {
        /// The field, by the names of the data model.
        field: FieldPath,
        /// The bounds, in words.
        expected: &'static str,
    },
    /// A value breaks the rules of its own format.
    #[error("{field}: {error}")]
    Invalid {
        /// The field, by the names of the data model.
        field: FieldPath,
        /// Why the value cannot stand there.
        error: ValueError,
    },
    /// A compressed value is not what it declares.
    #[error("{field}: {error}")]
    Compressed {
        /// The field, by the names of the data model.
        field: FieldPath,
        /// Why it does not inflate to what it declares.
        error: ZlibError,
    },
    /// A data group carries the number of another one.
    #[error("the data group says that it is number {actual}, not {expected}")]
    WrongGroup {
        /// The group that was to be read.
        expected: GroupNumber,
        /// The number in its field 0.
        actual: u64,
    },
    /// A file would be longer than a card can hold.
    #[error("{document} is {actual} bytes long; at most {limit} are allowed")]
    TooLong {
        /// What was read, such as `security object`.
        document: &'static str,
        /// Its length in bytes.
        actual: usize,
        /// The limit in bytes.
        limit: usize,
    },
}
