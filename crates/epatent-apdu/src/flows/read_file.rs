// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! READ BINARY until the end of a file.

use core::fmt;

use super::accepted_empty;
use super::file_present::select_file;
use crate::command::{Command, MAX_EXTENDED_EXPECTED};
use crate::flow::{Flow, FlowError, Progress, ReplyProblem, Step};
use crate::profile::{MAX_FILE, class, instruction, short_identifier};
use crate::response::Response;
use crate::status_word::StatusWord;

/// Bytes asked for in one READ BINARY by default: fits every reader under secure messaging too.
pub const DEFAULT_READ_CHUNK: u32 = 223;

/// Bytes of a reply that is never short, however much was asked for.
const FULL_REPLY: usize = 223;

/// Most short replies of one conversation: those that bring less than was asked for and less than
/// [`DEFAULT_READ_CHUNK`], and are not the end.
pub const MAX_SHORT_REPLIES: usize = 16;

/// Bit 8 of P1: bits 5 to 1 are a short identifier.
const SHORT_IDENTIFIER: u8 = 0x80;

/// Reads a whole transparent file, at most [`MAX_FILE`] bytes.
///
/// | step | CLA INS P1 P2 | data | Le |
/// |---|---|---|---|
/// | first, by short identifier | `00 B0` 80+sfi `00` | none | chunk |
/// | or, where there is none | `00 A4 02 0C` | identifier (2) | none |
/// | then | `00 B0` offset (2) | none | chunk |
///
/// The file ends with `6282`. A reply `9000` that is short but not empty is taken, and the next
/// command asks for what follows; an empty one is an error, since it would never end.
///
/// `[applet-spec §4.2]` · ISO/IEC 7816-4:2020 §11.3.3
#[derive(Clone)]
pub struct ReadFile {
    identifier: u16,
    chunk: u32,
    total: Option<u64>,
    stage: Stage,
    content: Vec<u8>,
    short_replies: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    Selecting,
    Reading { asked: usize },
    Over,
}

const COMMAND: &str = "READ BINARY";

impl ReadFile {
    /// Reads the file of this identifier, by its short identifier where it has one.
    #[must_use]
    pub const fn new(identifier: u16) -> Self {
        Self {
            identifier,
            chunk: DEFAULT_READ_CHUNK,
            total: None,
            stage: Stage::Start,
            content: Vec::new(),
            short_replies: 0,
        }
    }

    /// Asks for this many bytes at a time, taken into 1..=65536.
    #[must_use]
    pub fn with_chunk(mut self, bytes: u32) -> Self {
        self.chunk = bytes.clamp(1, MAX_EXTENDED_EXPECTED);
        self
    }

    /// Says how long the file is thought to be, in bytes: for [`Progress`] only.
    #[must_use]
    pub const fn with_likely_length(mut self, bytes: u64) -> Self {
        self.total = Some(bytes);
        self
    }

    /// The next READ BINARY, or the end where the offset can go no further.
    fn read(&mut self) -> Step<Vec<u8>> {
        let offset = self.content.len();
        let room = MAX_FILE.saturating_sub(offset);
        if room == 0 {
            return self.finish();
        }
        let asked = usize::try_from(self.chunk).unwrap_or(MAX_FILE).min(room);
        let by_short_identifier = short_identifier(self.identifier).filter(|_| offset == 0);
        let [p1, p2] = match by_short_identifier {
            Some(short) => [SHORT_IDENTIFIER | short, 0],
            // An offset below MAX_FILE leaves bit 8 of P1 clear.
            None => u16::try_from(offset).unwrap_or(u16::MAX).to_be_bytes(),
        };
        self.stage = Stage::Reading { asked };
        let expected = u32::try_from(asked).unwrap_or(self.chunk);
        Step::Send(Command::new(class::ISO, instruction::READ_BINARY, p1, p2).expecting(expected))
    }

    fn take(&mut self, asked: usize, response: &Response) -> Result<Step<Vec<u8>>, FlowError> {
        let wrong = |problem| FlowError::Reply {
            command: COMMAND,
            problem,
        };
        let (offset, length) = (self.content.len(), response.data.len());
        let ended = response.status == StatusWord::END_OF_FILE;
        if !ended && !response.status.is_done() {
            return Err(FlowError::Refused {
                command: COMMAND,
                status: response.status,
            });
        }
        if length > asked {
            return Err(wrong(ReplyProblem::Trailing {
                length,
                offset: asked,
            }));
        }
        self.content.extend_from_slice(&response.data);
        if ended {
            return Ok(self.finish());
        }
        if length == 0 {
            return Err(wrong(ReplyProblem::Empty { offset, asked }));
        }
        // A link may ask for less than the flow did; no link asks for less than the default.
        if length < asked.min(FULL_REPLY) {
            self.short_replies = self.short_replies.saturating_add(1);
            if self.short_replies > MAX_SHORT_REPLIES {
                let replies = self.short_replies;
                return Err(wrong(ReplyProblem::Drip {
                    offset: self.content.len(),
                    replies,
                }));
            }
        }
        Ok(self.read())
    }

    fn finish(&mut self) -> Step<Vec<u8>> {
        self.stage = Stage::Over;
        Step::Done(core::mem::take(&mut self.content))
    }
}

/// Without the content: it is personal data, and errors and logs print what is `Debug`.
impl fmt::Debug for ReadFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReadFile")
            .field("identifier", &self.identifier)
            .field("bytes", &self.content.len())
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

impl Flow for ReadFile {
    type Output = Vec<u8>;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Vec<u8>>, FlowError> {
        match (self.stage, reply) {
            (Stage::Start, None) if short_identifier(self.identifier).is_some() => Ok(self.read()),
            (Stage::Start, None) => {
                self.stage = Stage::Selecting;
                Ok(Step::Send(select_file(self.identifier)))
            }
            (Stage::Selecting, Some(response)) => {
                accepted_empty("SELECT", response)?;
                Ok(self.read())
            }
            (Stage::Reading { asked }, Some(response)) => self.take(asked, &response),
            _ => Err(FlowError::OutOfTurn),
        }
    }

    fn progress(&self) -> Option<Progress> {
        let done = u64::try_from(self.content.len()).unwrap_or(u64::MAX);
        let reading = matches!(self.stage, Stage::Reading { .. });
        reading.then_some(Progress {
            done,
            total: self.total,
        })
    }
}

#[cfg(test)]
mod tests;
