// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Command chaining and response splitting, host side and card side.
//!
//! `[applet-spec §4]` · ISO/IEC 7816-4:2020 §5.3.3 and §5.3.4

use crate::command::Command;
use crate::profile::{MAX_BODY, class, instruction};
use crate::response::Response;
use crate::status_word::StatusWord;

/// A command as the pieces that go to the card.
///
/// | piece | CLA | data | Le |
/// |---|---|---|---|
/// | all but the last | CLA + `10` | `limit` bytes | none |
/// | the last | CLA | the rest | that of the command |
///
/// `[applet-spec §4.9]` · ISO/IEC 7816-4:2020 §5.3.3
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The pieces before the last; empty where the command fits into one.
    pub leading: Vec<Command>,
    /// The last piece, which the card answers for the whole command.
    pub last: Command,
}

/// Splits a command into pieces with a data field of at most `limit` bytes each.
///
/// A command that fits is its own only piece. A `limit` of 0 is taken as 1.
#[must_use]
pub fn split(command: &Command, limit: usize) -> Chain {
    let limit = limit.max(1);
    let piece = |class, data: &[u8]| {
        Command::new(class, command.instruction, command.p1, command.p2).with_data(data.to_vec())
    };
    let mut leading = Vec::new();
    let mut rest = command.data.as_slice();
    while let Some((head, tail)) = rest
        .split_at_checked(limit)
        .filter(|(_, tail)| !tail.is_empty())
    {
        leading.push(piece(command.class | class::CHAINED, head));
        rest = tail;
    }
    let last = Command {
        expected: command.expected,
        ..piece(command.class, rest)
    };
    Chain { leading, last }
}

/// What the card has of a command so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assembled {
    /// A piece before the last: answer `9000` and wait.
    Partial,
    /// The whole command, with the class of its last piece.
    Complete(Command),
}

/// Card side: joins the pieces of a chain, at most [`MAX_BODY`] bytes.
///
/// Header checks come first and are the caller's: every piece must have passed them.
///
/// `[applet-spec §4.9]`
#[derive(Debug, Clone, Default)]
pub struct Reassembly {
    open: Option<Command>,
}

impl Reassembly {
    /// With no chain open.
    #[must_use]
    pub const fn new() -> Self {
        Self { open: None }
    }

    /// Forgets an unfinished chain, as SELECT and a reset do.
    pub fn clear(&mut self) {
        self.open = None;
    }

    /// Whether a chain is open.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes the next command APDU.
    ///
    /// A SELECT that does not continue the open chain makes it void and is taken by itself.
    ///
    /// # Errors
    /// The status word to answer, after which no chain is open:
    /// [`StatusWord::LAST_OF_CHAIN_EXPECTED`] for another command inside a chain,
    /// [`StatusWord::WRONG_LENGTH`] for a body over [`MAX_BODY`], and for a piece before the last
    /// that has an Le or no data.
    pub fn accept(&mut self, piece: Command) -> Result<Assembled, StatusWord> {
        let last = piece.class & class::CHAINED == 0;
        let piece = Command {
            class: piece.class & !class::CHAINED,
            ..piece
        };
        if !last && (piece.expected.is_some() || piece.data.is_empty()) {
            self.clear();
            return Err(StatusWord::WRONG_LENGTH);
        }
        let mut whole = match self.open.take() {
            Some(open) if same_header(&open, &piece) => open,
            Some(_) if !is_select(&piece) => return Err(StatusWord::LAST_OF_CHAIN_EXPECTED),
            _ => Command {
                data: Vec::new(),
                ..piece
            },
        };
        if whole.data.len().saturating_add(piece.data.len()) > MAX_BODY {
            return Err(StatusWord::WRONG_LENGTH);
        }
        whole.data.extend_from_slice(&piece.data);
        whole.expected = piece.expected;
        if last {
            return Ok(Assembled::Complete(whole));
        }
        self.open = Some(whole);
        Ok(Assembled::Partial)
    }
}

fn same_header(one: &Command, other: &Command) -> bool {
    let header = |command: &Command| (command.class, command.instruction, command.p1, command.p2);
    header(one) == header(other)
}

const fn is_select(command: &Command) -> bool {
    command.class == class::ISO && command.instruction == instruction::SELECT
}

/// Card side: response data that wait for GET RESPONSE.
///
/// `[applet-spec §4.9]`
#[derive(Debug, Clone, Default)]
pub struct PendingResponse {
    rest: Vec<u8>,
    status: Option<StatusWord>,
}

impl PendingResponse {
    /// With nothing waiting.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            rest: Vec::new(),
            status: None,
        }
    }

    /// Forgets what waits, as every command but GET RESPONSE does.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Whether data wait.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.status.is_some()
    }

    /// Answers with at most `expected` bytes of a response and keeps the rest; `None` is a command
    /// without Le, which gets no data yet.
    pub fn begin(&mut self, whole: Response, expected: Option<u32>) -> Response {
        self.rest = whole.data;
        self.status = Some(whole.status);
        self.part(expected.unwrap_or(0), whole.status)
    }

    /// Answers GET RESPONSE.
    ///
    /// # Errors
    /// [`StatusWord::CONDITIONS_NOT_SATISFIED`] where nothing waits, [`StatusWord::WRONG_LENGTH`]
    /// for a GET RESPONSE without Le.
    pub fn next(&mut self, expected: Option<u32>) -> Result<Response, StatusWord> {
        let status = self.status.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        let expected = expected.ok_or(StatusWord::WRONG_LENGTH)?;
        Ok(self.part(expected, status))
    }

    fn part(&mut self, expected: u32, status: StatusWord) -> Response {
        let length = usize::try_from(expected)
            .unwrap_or(usize::MAX)
            .min(self.rest.len());
        let after = self.rest.split_off(length);
        let data = core::mem::replace(&mut self.rest, after);
        if self.rest.is_empty() {
            self.clear();
            Response::new(data, status)
        } else {
            Response::new(data, StatusWord::more_bytes(self.rest.len()))
        }
    }
}

#[cfg(test)]
mod tests;
