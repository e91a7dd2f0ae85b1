// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The key of the chip.

use super::accepted;
use crate::command::{Command, MAX_SHORT_EXPECTED};
use crate::flow::{Flow, FlowError, ReplyProblem, Step};
use crate::profile::{Point, check_point, class, instruction, key_proof_statement, verify};
use crate::reader::Reader;
use crate::response::Response;

/// Makes the chip's key pair if there is none, and proves that the chip has it.
///
/// | CLA INS P1 P2 | data | Le | response |
/// |---|---|---|---|
/// | `80 12 00 00` | host challenge (32) | `00` | point (65) ‖ ECDSA-Sig-Value (DER) |
///
/// The point is returned only when it is on P-256 and the signature verifies under it.
///
/// `[applet-spec §4.4]`
#[derive(Debug, Clone, Copy)]
pub struct GenerateKey {
    challenge: [u8; 32],
}

impl GenerateKey {
    /// Asks for a proof over a fresh challenge of 32 random bytes.
    #[must_use]
    pub const fn new(challenge: [u8; 32]) -> Self {
        Self { challenge }
    }

    fn parse(&self, data: &[u8]) -> Result<Point, ReplyProblem> {
        let mut reader = Reader::new(data);
        let point = reader.array()?;
        if !check_point(&point) {
            return Err(ReplyProblem::Field {
                offset: 0,
                expected: "a point on P-256",
            });
        }
        let offset = reader.offset();
        let statement = key_proof_statement(&self.challenge, &point);
        if verify(&point, &statement, reader.remainder()) {
            Ok(point)
        } else {
            Err(ReplyProblem::Signature { offset })
        }
    }
}

impl Flow for GenerateKey {
    type Output = Point;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Point>, FlowError> {
        let Some(response) = reply else {
            let command = Command::new(class::PERSONALISATION, instruction::GENERATE_KEY, 0, 0);
            let command = command.with_data(self.challenge.to_vec());
            return Ok(Step::Send(command.expecting(MAX_SHORT_EXPECTED)));
        };
        const COMMAND: &str = "GENERATE KEY";
        let data = accepted(COMMAND, response)?;
        self.parse(&data)
            .map(Step::Done)
            .map_err(|problem| FlowError::Reply {
                command: COMMAND,
                problem,
            })
    }
}
