// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! ABORT.

use super::accepted_empty;
use crate::command::Command;
use crate::flow::{Flow, FlowError, Step};
use crate::profile::{class, instruction};
use crate::response::Response;

/// Ends a personalisation session: files, session and key are erased and the card is BLANK.
///
/// | CLA INS P1 P2 | data |
/// |---|---|
/// | `80 18 00 00` | session (16) |
///
/// `[applet-spec §4.4]`
#[derive(Debug, Clone, Copy)]
pub struct Abort {
    session: [u8; 16],
}

impl Abort {
    /// Ends this session: the 16 bytes that BEGIN gave it, as STATUS tells them.
    #[must_use]
    pub const fn new(session: [u8; 16]) -> Self {
        Self { session }
    }
}

impl Flow for Abort {
    type Output = ();

    fn step(&mut self, reply: Option<Response>) -> Result<Step<()>, FlowError> {
        let Some(response) = reply else {
            let abort = Command::new(class::PERSONALISATION, instruction::ABORT, 0, 0);
            return Ok(Step::Send(abort.with_data(self.session.to_vec())));
        };
        accepted_empty("ABORT", response).map(Step::Done)
    }
}
