// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is wrong with encoded bytes, and what cannot be encoded.

use core::fmt;

/// Why bytes are not the deterministic CBOR of the card, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct CborError {
    /// What rule is broken.
    pub kind: CborErrorKind,
    /// Offset of the first byte of the offending item; for trailing bytes, of the first of them.
    pub offset: usize,
}

/// The rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CborErrorKind {
    /// The bytes end inside the item, or the item claims more than is left.
    Truncated,
    /// Bytes follow the item, which is the whole document.
    TrailingBytes,
    /// More than [`MAX_LENGTH`](super::MAX_LENGTH) bytes.
    TooLong,
    /// More than [`MAX_DEPTH`](super::MAX_DEPTH) arrays, maps and tags are open.
    TooDeep,
    /// An integer, length, count or tag number has a shorter encoding.
    NotShortest,
    /// An indefinite length, or the break that would end one.
    IndefiniteLength,
    /// A map key sorts before the one that precedes it.
    KeyOrder,
    /// A map key equals the one that precedes it.
    DuplicateKey,
    /// A floating-point number (major type 7); no document has one.
    Float,
    /// A simple value other than false, true and null.
    SimpleValue,
    /// An initial byte that RFC 8949 reserves.
    ReservedInitialByte,
    /// Text that is not UTF-8 (RFC 3629).
    NotUtf8,
    /// Text that is not in Unicode normalisation form C.
    NotNfc,
    /// A tag where none is allowed, or another one than the tag that is.
    TagNotAllowed,
    /// The outermost item lacks the tag that the caller demands.
    TagMissing,
}

impl CborErrorKind {
    /// Stable name in lower case with hyphens, as test vectors write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::TrailingBytes => "trailing-bytes",
            Self::TooLong => "too-long",
            Self::TooDeep => "too-deep",
            Self::NotShortest => "not-shortest",
            Self::IndefiniteLength => "indefinite-length",
            Self::KeyOrder => "key-order",
            Self::DuplicateKey => "duplicate-key",
            Self::Float => "float",
            Self::SimpleValue => "simple-value",
            Self::ReservedInitialByte => "reserved-initial-byte",
            Self::NotUtf8 => "not-utf8",
            Self::NotNfc => "not-nfc",
            Self::TagNotAllowed => "tag-not-allowed",
            Self::TagMissing => "tag-missing",
        }
    }
}

impl fmt::Display for CborErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "item is cut short",
            Self::TrailingBytes => "bytes follow the item",
            Self::TooLong => "more bytes than its kind may have",
            Self::TooDeep => "nested deeper than 8",
            Self::NotShortest => "number is not in its shortest form",
            Self::IndefiniteLength => "indefinite length",
            Self::KeyOrder => "map keys are out of order",
            Self::DuplicateKey => "map key occurs twice",
            Self::Float => "floating-point number",
            Self::SimpleValue => "simple value other than false, true and null",
            Self::ReservedInitialByte => "reserved initial byte",
            Self::NotUtf8 => "text is not UTF-8",
            Self::NotNfc => "text is not in normalisation form C",
            Self::TagNotAllowed => "tag is not allowed",
            Self::TagMissing => "tag is missing",
        })
    }
}

/// Why a value has no encoding in the deterministic CBOR of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// More than [`MAX_LENGTH`](super::MAX_LENGTH) bytes.
    #[error("encoding is longer than its kind may be")]
    TooLong,
    /// More than [`MAX_DEPTH`](super::MAX_DEPTH) arrays, maps and tags are open.
    #[error("value is nested deeper than 8")]
    TooDeep,
    /// Two keys of a map have the same encoding.
    #[error("map key occurs twice")]
    DuplicateKey,
    /// A floating-point number.
    #[error("floating-point number has no place in the data model")]
    Float,
    /// Text that is not in Unicode normalisation form C.
    #[error("text is not in normalisation form C")]
    NotNfc,
    /// A tag inside the value; only the outermost may be one.
    #[error("tag is not allowed")]
    TagNotAllowed,
    /// A kind of value that this crate does not know.
    #[error("kind of value is not supported")]
    Unsupported,
}
