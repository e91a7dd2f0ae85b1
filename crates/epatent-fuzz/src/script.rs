// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Several byte strings in one: the replies of a card, the commands of a terminal.
//!
//! ```text
//! script = *part
//! part   = length bytes      ; length: one byte up to 254, else FF and two bytes
//! ```
//!
//! Any bytes are a script: a last part may be shorter than it says.

use epatent_apdu::{Transport, TransportError};

const LONG: u8 = 0xFF;

/// Puts parts together; of a part, 65,535 bytes.
#[must_use]
pub fn join<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut script = Vec::new();
    for part in parts {
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        match u8::try_from(length) {
            Ok(short) if short != LONG => script.push(short),
            _ => {
                script.push(LONG);
                script.extend_from_slice(&length.to_be_bytes());
            }
        }
        script.extend_from_slice(part.get(..usize::from(length)).unwrap_or(part));
    }
    script
}

/// The parts of a script, one after the other.
#[derive(Clone, Debug)]
pub struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    /// Reads these bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Takes the first byte as a choice, and the rest as a script; 0 where there is none.
    #[must_use]
    pub fn with_choice(bytes: &'a [u8]) -> (u8, Self) {
        match bytes.split_first() {
            Some((choice, rest)) => (*choice, Self(rest)),
            None => (0, Self(bytes)),
        }
    }
}

impl<'a> Iterator for Script<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (first, rest) = self.0.split_first()?;
        let (length, rest) = match (*first, rest) {
            (LONG, [high, low, rest @ ..]) => {
                (usize::from(u16::from_be_bytes([*high, *low])), rest)
            }
            (short, rest) => (usize::from(short), rest),
        };
        let (part, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        self.0 = rest;
        Some(part)
    }
}

/// A card that answers every command with the next part, and is taken out after the last.
impl Transport for Script<'_> {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        let part = self.next().ok_or(TransportError::CardRemoved)?;
        // As a reader's driver does: fewer bytes than a status word are no reply.
        if part.len() < 2 {
            return Err(TransportError::OutcomeUnknown { length: part.len() });
        }
        Ok(part.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_every_length_come_back_and_any_bytes_end() {
        let parts: Vec<Vec<u8>> = [0, 1, 254, 255, 256, 65_535]
            .map(|length| vec![7; length])
            .into();
        let script = join(parts.iter().map(Vec::as_slice));
        assert!(Script::new(&script).eq(parts.iter().map(Vec::as_slice)));
        for length in 0..300 {
            assert!(Script::new(&vec![LONG; length]).count() <= length);
        }
    }
}
