// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A recorded conversation and its text form.

use core::fmt;
use core::str::FromStr;

use crate::command::MAX_COMMAND;
use crate::response::MAX_RESPONSE_DATA;

/// Most exchanges in a transcript.
pub const MAX_ENTRIES: usize = 100_000;

/// One exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The command APDU.
    pub command: Vec<u8>,
    /// The reply, or `None` where none came.
    pub reply: Option<Vec<u8>>,
}

/// The exchanges of a conversation, in order.
///
/// As text, one APDU a line in hexadecimal, `>` to the card and `<` from it; `<` alone is an empty
/// reply and a missing `<` line no reply. Spaces between bytes, empty lines and lines that begin
/// with `#` say nothing.
///
/// ```text
/// # SELECT
/// > 00A4040009F045504154454E540100
/// < 6F138409F045504154454E5401A5068001018101059000
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    entries: Vec<Entry>,
}

/// Why a text is not a transcript. Lines count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TranscriptError {
    /// A line begins with none of `>`, `<` and `#`.
    #[error("line {line}: neither a command (>), a reply (<) nor a comment (#)")]
    Marker {
        /// Number of the line, from 1.
        line: usize,
    },
    /// A line is not hexadecimal bytes.
    #[error("line {line}: not hexadecimal bytes")]
    Hex {
        /// Number of the line, from 1.
        line: usize,
    },
    /// A reply follows no command.
    #[error("line {line}: a reply without a command")]
    ReplyWithoutCommand {
        /// Number of the line, from 1.
        line: usize,
    },
    /// More bytes than any APDU has.
    #[error("line {line}: longer than any APDU")]
    TooLong {
        /// Number of the line, from 1.
        line: usize,
    },
    /// More than [`MAX_ENTRIES`] exchanges.
    #[error("more than {MAX_ENTRIES} exchanges")]
    Full,
}

impl Transcript {
    /// Without an exchange.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// The exchanges in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an exchange.
    ///
    /// # Errors
    /// [`TranscriptError::Full`] where [`MAX_ENTRIES`] are there; the transcript stays as it is.
    pub fn push(&mut self, entry: Entry) -> Result<(), TranscriptError> {
        if self.entries.len() >= MAX_ENTRIES {
            return Err(TranscriptError::Full);
        }
        self.entries.push(entry);
        Ok(())
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Entry { command, reply } in &self.entries {
            writeln!(formatter, "> {}", hex::encode_upper(command))?;
            match reply.as_deref() {
                None => {}
                Some([]) => writeln!(formatter, "<")?,
                Some(reply) => writeln!(formatter, "< {}", hex::encode_upper(reply))?,
            }
        }
        Ok(())
    }
}

impl FromStr for Transcript {
    type Err = TranscriptError;

    fn from_str(text: &str) -> Result<Self, TranscriptError> {
        let mut transcript = Self::new();
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.trim();
            if let Some(command) = content.strip_prefix('>') {
                let command = bytes(command, MAX_COMMAND, line)?;
                transcript.push(Entry {
                    command,
                    reply: None,
                })?;
            } else if let Some(reply) = content.strip_prefix('<') {
                let open = transcript
                    .entries
                    .last_mut()
                    .filter(|entry| entry.reply.is_none());
                let entry = open.ok_or(TranscriptError::ReplyWithoutCommand { line })?;
                entry.reply = Some(bytes(reply, MAX_RESPONSE_DATA.saturating_add(2), line)?);
            } else if !content.is_empty() && !content.starts_with('#') {
                return Err(TranscriptError::Marker { line });
            }
        }
        Ok(transcript)
    }
}

fn bytes(text: &str, limit: usize, line: usize) -> Result<Vec<u8>, TranscriptError> {
    let digits: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    if digits.len().div_ceil(2) > limit {
        return Err(TranscriptError::TooLong { line });
    }
    hex::decode(digits).map_err(|_| TranscriptError::Hex { line })
}
