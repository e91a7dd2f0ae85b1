// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The chip proof.

use super::accepted;
use crate::command::{Command, MAX_SHORT_EXPECTED};
use crate::flow::{Flow, FlowError, ReplyProblem, Step};
use crate::profile::{class, instruction, parse_signature};
use crate::reader::Reader;
use crate::response::Response;

/// Asks the chip to sign the chip proof statement.
///
/// | CLA INS P1 P2 | data | Le |
/// |---|---|---|
/// | `00 88 00 00` | host nonce (32) ‖ terminal statement digest (32) | `00` |
///
/// `[applet-spec §4.3]` · ISO/IEC 7816-4:2020 §11.5.2
#[derive(Debug, Clone, Copy)]
pub struct InternalAuthenticate {
    nonce: [u8; 32],
    statement_digest: [u8; 32],
}

/// The chip's answer.
///
/// | bytes | field |
/// |---|---|
/// | 32 | payment-log head |
/// | 8..=72 | ECDSA-Sig-Value (DER) |
///
/// Well formed, not verified: that needs the key in the authentic security object.
///
/// `[applet-spec §4.3]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipReply {
    /// Hash of the newest payment record, zero where there is none.
    pub payment_head: [u8; 32],
    /// ECDSA-Sig-Value in exact DER.
    pub signature: Vec<u8>,
}

impl InternalAuthenticate {
    /// Asks for a proof over a fresh nonce of 32 random bytes and the SHA-256 of what the terminal states.
    #[must_use]
    pub const fn new(nonce: [u8; 32], statement_digest: [u8; 32]) -> Self {
        Self {
            nonce,
            statement_digest,
        }
    }
}

impl Flow for InternalAuthenticate {
    type Output = ChipReply;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<ChipReply>, FlowError> {
        let Some(response) = reply else {
            let data = [self.nonce, self.statement_digest].concat();
            let command = Command::new(class::ISO, instruction::INTERNAL_AUTHENTICATE, 0, 0);
            return Ok(Step::Send(
                command.with_data(data).expecting(MAX_SHORT_EXPECTED),
            ));
        };
        const COMMAND: &str = "INTERNAL AUTHENTICATE";
        let data = accepted(COMMAND, response)?;
        parse(&data)
            .map(Step::Done)
            .map_err(|problem| FlowError::Reply {
                command: COMMAND,
                problem,
            })
    }
}

fn parse(data: &[u8]) -> Result<ChipReply, ReplyProblem> {
    let mut reader = Reader::new(data);
    let payment_head = reader.array()?;
    let offset = reader.offset();
    let signature = reader.remainder().to_vec();
    if parse_signature(&signature).is_none() {
        return Err(ReplyProblem::Field {
            offset,
            expected: "an ECDSA-Sig-Value in DER",
        });
    }
    Ok(ChipReply {
        payment_head,
        signature,
    })
}
