// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The deterministic encoder, RFC 8949 §4.2.1.

use alloc::vec::Vec;
use core::ops::Range;

use super::scan::{
    INFO_EIGHT_BYTES, INFO_FOUR_BYTES, INFO_ONE_BYTE, INFO_TWO_BYTES, MAJOR_ARRAY, MAJOR_BYTES,
    MAJOR_MAP, MAJOR_NEGATIVE, MAJOR_SIMPLE, MAJOR_TAG, MAJOR_TEXT, MAJOR_UNSIGNED, SIMPLE_FALSE,
    SIMPLE_NULL, SIMPLE_TRUE,
};
use super::{EncodeError, MAX_DEPTH, MAX_LENGTH, Value};
use crate::text::is_nfc;

/// Bytes of a usual map key: a small integer.
const USUAL_KEY_LENGTH: usize = 2;

/// Encodes `value`; map keys are sorted here, in whatever order they are given.
///
/// # Errors
///
/// What the data model has no place for: floats, tags, duplicate keys, text that is not in
/// normalisation form C, and values beyond [`MAX_DEPTH`] and [`MAX_LENGTH`].
///
/// ```
/// use epatent_core::cbor::{self, Value};
///
/// let map = Value::Map(vec![
///     (Value::from(-1), Value::from(true)),
///     (Value::from(10), Value::from("ten")),
/// ]);
/// assert_eq!(cbor::encode(&map)?, [0xa2, 0x0a, 0x63, b't', b'e', b'n', 0x20, 0xf5]);
/// # Ok::<(), cbor::EncodeError>(())
/// ```
pub fn encode(value: &Value) -> Result<Vec<u8>, EncodeError> {
    encode_within(value, MAX_LENGTH)
}

/// As [`encode`], for a kind of document that may be `limit` bytes long instead of [`MAX_LENGTH`].
///
/// # Errors
///
/// As [`encode`].
pub fn encode_within(value: &Value, limit: usize) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    item(&mut bytes, value, 0, limit)?;
    Ok(bytes)
}

/// Encodes `value` inside `tag`.
///
/// # Errors
///
/// As [`encode`]; the tag counts as one level of depth.
pub fn encode_tagged(tag: u64, value: &Value) -> Result<Vec<u8>, EncodeError> {
    encode_tagged_within(tag, value, MAX_LENGTH)
}

/// As [`encode_tagged`], for a kind of object that may be `limit` bytes long.
///
/// # Errors
///
/// As [`encode`].
pub fn encode_tagged_within(tag: u64, value: &Value, limit: usize) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    head(&mut bytes, MAJOR_TAG, tag);
    item(&mut bytes, value, 1, limit)?;
    Ok(bytes)
}

/// Appends one item that stands inside `depth` open arrays, maps and tags.
fn item(bytes: &mut Vec<u8>, value: &Value, depth: usize, limit: usize) -> Result<(), EncodeError> {
    match value {
        Value::Integer(integer) => number(bytes, i128::from(*integer))?,
        Value::Bytes(content) => string(bytes, MAJOR_BYTES, content, limit)?,
        Value::Text(text) => {
            if !is_nfc(text) {
                return Err(EncodeError::NotNfc);
            }
            string(bytes, MAJOR_TEXT, text.as_bytes(), limit)?;
        }
        Value::Bool(false) => head(bytes, MAJOR_SIMPLE, u64::from(SIMPLE_FALSE)),
        Value::Bool(true) => head(bytes, MAJOR_SIMPLE, u64::from(SIMPLE_TRUE)),
        Value::Null => head(bytes, MAJOR_SIMPLE, u64::from(SIMPLE_NULL)),
        Value::Array(items) => {
            let depth = deeper(depth)?;
            head(bytes, MAJOR_ARRAY, count(items.len(), limit)?);
            for value in items {
                item(bytes, value, depth, limit)?;
            }
        }
        Value::Map(entries) => map(bytes, entries, deeper(depth)?, limit)?,
        Value::Float(_) => return Err(EncodeError::Float),
        Value::Tag(..) => return Err(EncodeError::TagNotAllowed),
        _ => return Err(EncodeError::Unsupported),
    }
    if bytes.len() > limit {
        Err(EncodeError::TooLong)
    } else {
        Ok(())
    }
}

fn map(
    bytes: &mut Vec<u8>,
    entries: &[(Value, Value)],
    depth: usize,
    limit: usize,
) -> Result<(), EncodeError> {
    head(bytes, MAJOR_MAP, count(entries.len(), limit)?);
    // All keys go into one buffer: a vector for each would be most of the cost of a map.
    let mut keys = Vec::with_capacity(entries.len().saturating_mul(USUAL_KEY_LENGTH));
    let mut sorted = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let start = keys.len();
        item(&mut keys, key, depth, limit)?;
        sorted.push((start..keys.len(), value));
    }
    let key = |place: &Range<usize>| keys.get(place.clone()).unwrap_or_default();
    sorted.sort_by(|(left, _), (right, _)| key(left).cmp(key(right)));
    let mut previous: Option<&[u8]> = None;
    for (place, value) in &sorted {
        let key = key(place);
        if previous == Some(key) {
            return Err(EncodeError::DuplicateKey);
        }
        bytes.extend_from_slice(key);
        item(bytes, value, depth, limit)?;
        previous = Some(key);
    }
    Ok(())
}

fn number(bytes: &mut Vec<u8>, number: i128) -> Result<(), EncodeError> {
    // RFC 8949 §3.1: a negative number n is written as -1 - n, which is the complement of n.
    let (major, argument) = if number < 0 {
        (MAJOR_NEGATIVE, !number)
    } else {
        (MAJOR_UNSIGNED, number)
    };
    let argument = u64::try_from(argument).map_err(|_| EncodeError::Unsupported)?;
    head(bytes, major, argument);
    Ok(())
}

fn string(bytes: &mut Vec<u8>, major: u8, content: &[u8], limit: usize) -> Result<(), EncodeError> {
    head(bytes, major, count(content.len(), limit)?);
    bytes.extend_from_slice(content);
    Ok(())
}

/// A length or count as an argument; beyond the bound nothing of it is written.
fn count(length: usize, limit: usize) -> Result<u64, EncodeError> {
    if length > limit {
        return Err(EncodeError::TooLong);
    }
    u64::try_from(length).map_err(|_| EncodeError::TooLong)
}

fn deeper(depth: usize) -> Result<usize, EncodeError> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(EncodeError::TooDeep)
    }
}

/// Appends a head with its argument in the shortest form.
fn head(bytes: &mut Vec<u8>, major: u8, argument: u64) {
    let first = |info: u8| major << 5 | info;
    match (
        u8::try_from(argument),
        u16::try_from(argument),
        u32::try_from(argument),
    ) {
        (Ok(small), ..) if small < INFO_ONE_BYTE => bytes.push(first(small)),
        (Ok(one), ..) => bytes.extend_from_slice(&[first(INFO_ONE_BYTE), one]),
        (_, Ok(two), _) => {
            bytes.push(first(INFO_TWO_BYTES));
            bytes.extend_from_slice(&two.to_be_bytes());
        }
        (_, _, Ok(four)) => {
            bytes.push(first(INFO_FOUR_BYTES));
            bytes.extend_from_slice(&four.to_be_bytes());
        }
        _ => {
            bytes.push(first(INFO_EIGHT_BYTES));
            bytes.extend_from_slice(&argument.to_be_bytes());
        }
    }
}
