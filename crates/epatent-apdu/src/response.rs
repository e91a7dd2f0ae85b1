// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Response APDUs: data and a status word.

use core::fmt;

use crate::status_word::StatusWord;

/// Longest response data field in bytes: Ne of an extended command at its most.
///
/// ISO/IEC 7816-4:2020 §5.2
pub const MAX_RESPONSE_DATA: usize = 65_536;

/// One response APDU.
///
/// | part | bytes |
/// |---|---|
/// | data | 0..=65536 |
/// | SW1 SW2 | 2 |
///
/// ISO/IEC 7816-4:2020 §5.2
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The data field, at most [`MAX_RESPONSE_DATA`] bytes.
    pub data: Vec<u8>,
    /// The status word, SW1 ‖ SW2 (`card-profile.md` §5).
    pub status: StatusWord,
}

/// The status, and of the data the length: it may be a person's group.
impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("data", &format_args!("{} bytes", self.data.len()))
            .field("status", &self.status)
            .finish()
    }
}

/// Why bytes are not a response APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// Fewer than two bytes: there is no status word. Readers report a card torn out in
    /// mid-command as success with such a reply, so the outcome of the command is unknown.
    #[error("reply of {length} bytes has no status word")]
    NoStatusWord {
        /// Bytes received, 0 or 1.
        length: usize,
    },
    /// More bytes than any response can have: 65536 and the status word.
    #[error("reply of {length} bytes is longer than any response, {MAX_RESPONSE_DATA} + 2")]
    TooLong {
        /// Bytes received, the status word included.
        length: usize,
    },
}

impl Response {
    /// A response with data and a status word.
    #[must_use]
    pub const fn new(data: Vec<u8>, status: StatusWord) -> Self {
        Self { data, status }
    }

    /// A response without data.
    #[must_use]
    pub const fn of_status(status: StatusWord) -> Self {
        Self::new(Vec::new(), status)
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.data.len().saturating_add(2));
        bytes.extend_from_slice(&self.data);
        bytes.extend_from_slice(&self.status.to_bytes());
        bytes
    }

    /// Splits a reply into data and status word.
    ///
    /// # Errors
    /// A reply shorter than 2 bytes or longer than [`MAX_RESPONSE_DATA`] + 2.
    pub fn parse(bytes: &[u8]) -> Result<Self, ResponseError> {
        let length = bytes.len();
        let Some((data, status)) = bytes.split_last_chunk::<2>() else {
            return Err(ResponseError::NoStatusWord { length });
        };
        if data.len() > MAX_RESPONSE_DATA {
            return Err(ResponseError::TooLong { length });
        }
        Ok(Self::new(data.to_vec(), StatusWord::from_bytes(*status)))
    }
}

#[cfg(test)]
mod tests;
