// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether a long command comes through.

use crate::command::Command;
use crate::flow::{Flow, FlowError, Step};
use crate::link::ApduLimit;
use crate::profile::{class, instruction};
use crate::response::Response;
use crate::status_word::StatusWord;

/// Sends a command of this length that every card refuses, and says whether the whole of it arrived.
///
/// | CLA INS P1 P2 | data |
/// |---|---|
/// | `80 D6 00 00` | zeros, as many as the limit |
///
/// No card carries out a WRITE in the clear, and zeros name no file. A card looks at the length before
/// it looks at its state and at the channel: `6985` and `6982` come only from a card that has every
/// byte. Whatever else is answered, a `9000` among it, says that this length is not to be used.
///
/// The applet must be selected. The flow wants a [`Link`](crate::Link) of the limit that is tried, or
/// it would be sent as a chain.
///
/// `[applet-spec §4]` EPC-CMD-11
#[derive(Debug, Clone, Copy)]
pub struct ProbeLength {
    limit: ApduLimit,
}

impl ProbeLength {
    /// Tries this limit.
    #[must_use]
    pub const fn new(limit: ApduLimit) -> Self {
        Self { limit }
    }
}

impl Flow for ProbeLength {
    type Output = bool;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<bool>, FlowError> {
        let Some(response) = reply else {
            let write = Command::new(class::PERSONALISATION, instruction::WRITE, 0, 0);
            return Ok(Step::Send(write.with_data(vec![0; self.limit.body()])));
        };
        Ok(Step::Done(
            response.data.is_empty()
                && matches!(
                    response.status,
                    StatusWord::CONDITIONS_NOT_SATISFIED | StatusWord::SECURITY_NOT_SATISFIED
                ),
        ))
    }
}
