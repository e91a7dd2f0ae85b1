// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is hashed: deterministic CBOR (RFC 8949 section 4.2.1) of arrays of whole numbers, text, bytes
//! and null, written straight into one buffer because a bulk makes four of them for every card.

use crate::cell::Cell;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const NULL: u8 = 0xf6;

/// An array on its way into bytes. The caller writes as many items as it announced.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// An array of `items` items.
    pub(crate) fn array(items: usize) -> Self {
        let mut writer = Self(Vec::with_capacity(512));
        writer.open(items);
        writer
    }

    /// Opens an array of `items` items inside the one that is being written.
    pub(crate) fn open(&mut self, items: usize) {
        self.length(ARRAY, items);
    }

    pub(crate) fn integer(&mut self, number: i64) {
        match u64::try_from(number) {
            Ok(number) => self.head(UNSIGNED, number),
            // RFC 8949 section 3.1: -1 - n, which is the complement of the number's bits.
            Err(_) => self.head(NEGATIVE, (!number).unsigned_abs()),
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.length(TEXT, text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(BYTES, bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn null(&mut self) {
        self.0.push(NULL);
    }

    pub(crate) fn cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Null(_) => self.null(),
            Cell::Integer(number) => self.integer(*number),
            Cell::Text(text) => self.text(text),
            Cell::Bytes(bytes) => self.bytes(bytes),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn length(&mut self, major: u8, length: usize) {
        // A usize has at most 64 bits on every machine that Rust knows.
        self.head(major, u64::try_from(length).unwrap_or(u64::MAX));
    }

    /// The shortest head (RFC 8949 section 4.2.1).
    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        if let Ok(small) = u8::try_from(argument) {
            if small < 24 {
                self.0.push(major | small);
            } else {
                self.0.extend([major | 24, small]);
            }
        } else if let Ok(two) = u16::try_from(argument) {
            self.0.push(major | 25);
            self.0.extend(two.to_be_bytes());
        } else if let Ok(four) = u32::try_from(argument) {
            self.0.push(major | 26);
            self.0.extend(four.to_be_bytes());
        } else {
            self.0.push(major | 27);
            self.0.extend(argument.to_be_bytes());
        }
    }
}

/// Reads what a [`Writer`] has written, and nothing else: every head in its shortest form.
pub(crate) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Number of items of an array.
    pub(crate) fn array(&mut self) -> Option<u64> {
        match self.head()? {
            (ARRAY, items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn integer(&mut self) -> Option<i64> {
        let (major, argument) = self.head()?;
        let argument = i64::try_from(argument).ok()?;
        match major {
            UNSIGNED => Some(argument),
            NEGATIVE => Some(!argument),
            _ => None,
        }
    }

    pub(crate) fn text(&mut self) -> Option<&'b str> {
        match self.head()? {
            (TEXT, length) => std::str::from_utf8(self.content(length)?).ok(),
            _ => None,
        }
    }

    pub(crate) fn bytes_or_null(&mut self) -> Option<Option<&'b [u8]>> {
        if let Some(rest) = self.0.strip_prefix(&[NULL]) {
            self.0 = rest;
            return Some(None);
        }
        match self.head()? {
            (BYTES, length) => self.content(length).map(Some),
            _ => None,
        }
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn content(&mut self, length: u64) -> Option<&'b [u8]> {
        let (content, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(content)
    }

    fn head(&mut self) -> Option<(u8, u64)> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        let info = first & 0x1f;
        // Least arguments that need one, two, four and eight bytes.
        let (length, least) = match info {
            0..24 => return Some((first >> 5, info.into())),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return None,
        };
        let bytes = self.content(length)?;
        let argument = bytes
            .iter()
            .fold(0, |argument: u64, byte| argument << 8 | u64::from(*byte));
        (argument >= least).then_some((first >> 5, argument))
    }
}

#[cfg(test)]
mod tests;
