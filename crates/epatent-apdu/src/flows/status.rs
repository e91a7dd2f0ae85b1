// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! STATUS.

use super::accepted;
use crate::command::Command;
use crate::flow::{Flow, FlowError, Step};
use crate::profile::{Status, class, instruction};
use crate::response::Response;

/// Most bytes that STATUS can answer: 116 and 36 for each of twelve files.
const MAX_STATUS: u32 = 116 + 12 * 36;

/// Reads the state of the card and, while it is personalised, what it holds.
///
/// | CLA INS P1 P2 | Le | response |
/// |---|---|---|
/// | `80 14 00 00` | `00` | [`Status`] |
///
/// `[applet-spec §4.4]`
#[derive(Debug, Clone, Copy, Default)]
pub struct CardStatus(());

impl CardStatus {
    /// The conversation.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Flow for CardStatus {
    type Output = Status;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Status>, FlowError> {
        match reply {
            None => Ok(Step::Send(command())),
            Some(response) => parse(response).map(Step::Done),
        }
    }
}

/// The command, shared with personalisation.
pub(super) fn command() -> Command {
    Command::new(class::PERSONALISATION, instruction::STATUS, 0, 0).expecting(MAX_STATUS)
}

/// Its response, shared with personalisation.
pub(super) fn parse(response: Response) -> Result<Status, FlowError> {
    let data = accepted("STATUS", response)?;
    Status::parse(&data).map_err(|problem| FlowError::Reply {
        command: "STATUS",
        problem,
    })
}
