// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Strict deterministic CBOR: RFC 8949 §4.2.1 with the bounds of the card.
//!
//! [`check`] is a scanner of our own that allocates nothing, and [`decode`] is the same scanner
//! making values on its way. A general-purpose decoder takes duplicate keys, any key order, long
//! integers, indefinite lengths and trailing bytes; behind the scanner it cost the check of a card
//! a sixth of its time. [`encode()`] is the inverse: whatever `check` accepts,
//! `encode(&decode(bytes)?)` gives back byte for byte.
//!
//! ```
//! use epatent_core::cbor::{self, CborErrorKind};
//!
//! assert!(cbor::check(&[0x82, 0x01, 0x18, 0x18]).is_ok());
//! let error = cbor::check(&[0x82, 0x01, 0x18, 0x17]).unwrap_err();
//! assert_eq!((error.kind, error.offset), (CborErrorKind::NotShortest, 2));
//! ```

mod encode;
mod error;
mod scan;

pub use ciborium::Value;
pub use encode::{encode, encode_tagged, encode_tagged_within, encode_within};
pub use error::{CborError, CborErrorKind, EncodeError};
pub use scan::{check, check_tagged};

#[cfg(test)]
mod tests;

/// Most arrays, maps and tags that may be open at once. A byte string is opaque: what is in it
/// counts from zero again.
pub const MAX_DEPTH: usize = 8;

/// Most bytes of one encoded item, where its kind says nothing else.
pub const MAX_LENGTH: usize = 65_536;

/// Checks `bytes` and decodes the one item that they are.
///
/// # Errors
///
/// As [`check`].
pub fn decode(bytes: &[u8]) -> Result<Value, CborError> {
    decode_within(bytes, MAX_LENGTH)
}

/// As [`decode`], for a kind of document that may be `limit` bytes long instead of [`MAX_LENGTH`].
///
/// # Errors
///
/// As [`check`].
pub fn decode_within(bytes: &[u8], limit: usize) -> Result<Value, CborError> {
    scan::scan(bytes, limit)
}

/// Checks `bytes` as [`check_tagged`] does and decodes what the outermost tag encloses.
///
/// # Errors
///
/// As [`check_tagged`].
pub fn decode_tagged(bytes: &[u8], tag: u64) -> Result<Value, CborError> {
    decode_tagged_within(bytes, tag, MAX_LENGTH)
}

/// As [`decode_tagged`], for a kind of object that may be `limit` bytes long.
///
/// # Errors
///
/// As [`check_tagged`].
pub fn decode_tagged_within(bytes: &[u8], tag: u64, limit: usize) -> Result<Value, CborError> {
    scan::scan_tagged(bytes, tag, limit)
}
