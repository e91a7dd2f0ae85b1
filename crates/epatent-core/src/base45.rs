// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Base45 (RFC 9285): bytes in the 45 characters that a QR code packs tightest.
//!
//! Two bytes become three characters, a last single one becomes two, least significant first. Each
//! byte string has exactly one text: the decoder refuses every other one, so that nobody can print
//! two codes with one meaning.
//!
//! ```
//! use epatent_core::base45;
//!
//! assert_eq!(base45::encode(b"Hello!!"), "%69 VD92EX0");
//! assert_eq!(base45::decode("%69 VD92EX0")?, b"Hello!!");
//! # Ok::<(), base45::Base45Error>(())
//! ```

#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;

/// The alphabet (RFC 9285 section 4.2, table 1), which is the alphanumeric mode of a QR code.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// Characters of the alphabet.
const BASE: u32 = 45;

/// Why a text is not Base45.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Base45Error {
    /// A character outside the alphabet; lower-case letters are outside.
    #[error("character {offset} is none of Base45")]
    Character {
        /// Its place in the text, in bytes from 0.
        offset: usize,
    },
    /// The length leaves a single character over.
    #[error("a single character is left over at the end")]
    Length,
    /// Two or three characters stand for a number that no one or two bytes have.
    #[error("the characters from {offset} stand for more than their bytes can hold")]
    Overflow {
        /// Place of the first of them, in bytes from 0.
        offset: usize,
    },
}

/// The text of `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(encoded_length(bytes.len()));
    for pair in bytes.chunks(2) {
        let number = pair
            .iter()
            .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        text.push(character(number % BASE));
        text.push(character(number / BASE % BASE));
        if pair.len() == 2 {
            text.push(character(number / BASE / BASE));
        }
    }
    text
}

/// Characters in the text of `length` bytes.
#[must_use]
pub const fn encoded_length(length: usize) -> usize {
    length / 2 * 3 + length % 2 * 2
}

/// The bytes of `text`.
///
/// # Errors
///
/// [`Base45Error`]: everything that [`encode`] would not have written.
pub fn decode(text: &str) -> Result<Vec<u8>, Base45Error> {
    let characters = text.as_bytes();
    let mut bytes = Vec::with_capacity(characters.len() / 3 * 2 + 1);
    for (index, group) in characters.chunks(3).enumerate() {
        let offset = index * 3;
        let mut number = 0_u32;
        for (place, character) in group.iter().enumerate().rev() {
            let digit = value(*character).ok_or(Base45Error::Character {
                offset: offset + place,
            })?;
            number = number * BASE + digit;
        }
        let overflow = Base45Error::Overflow { offset };
        match group.len() {
            3 => bytes.extend(u16::try_from(number).map_err(|_| overflow)?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).map_err(|_| overflow)?),
            _ => return Err(Base45Error::Length),
        }
    }
    Ok(bytes)
}

fn character(digit: u32) -> char {
    let place = usize::try_from(digit).unwrap_or(usize::MAX);
    ALPHABET.get(place).copied().map_or('0', char::from)
}

fn value(character: u8) -> Option<u32> {
    let place = ALPHABET.iter().position(|known| *known == character)?;
    u32::try_from(place).ok()
}
