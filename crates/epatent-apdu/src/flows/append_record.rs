// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! APPEND RECORD.

use core::fmt;

use super::accepted_empty;
use crate::command::Command;
use crate::flow::{Flow, FlowError, Step};
use crate::profile::{EF_PAYMENTS, MAX_RECORD, PaymentLog, class, instruction};
use crate::response::Response;

/// Adds a payment record to the card and says where its log stands then.
///
/// | CLA INS P1 P2 | data |
/// |---|---|
/// | `80 E2 00 00` | sequence (2) ‖ previous head (32) ‖ record (1 to 1024) |
///
/// The card takes the record only where both fit its log, so that two offices cannot both write
/// the third record. After a lost reply the same conversation is safe: a card that has the record
/// already says `9000` and changes nothing.
///
/// `[applet-spec §4.7]`
#[derive(Clone)]
pub struct AppendRecord {
    before: PaymentLog,
    after: PaymentLog,
    record: Vec<u8>,
}

impl AppendRecord {
    /// Adds this record to a log that stands there.
    ///
    /// # Errors
    /// [`FlowError::Unwritable`] for a record that is empty or longer than [`MAX_RECORD`], and
    /// where the log is full.
    pub fn new(log: PaymentLog, record: Vec<u8>) -> Result<Self, FlowError> {
        let length = record.len();
        let after = log
            .after(&record)
            .filter(|_| (1..=MAX_RECORD).contains(&length))
            .ok_or(FlowError::Unwritable {
                identifier: EF_PAYMENTS,
                length,
            })?;
        Ok(Self {
            before: log,
            after,
            record,
        })
    }

    fn command(&self) -> Command {
        let sequence = self.after.count.to_be_bytes();
        let parts: [&[u8]; 3] = [&sequence, &self.before.head, &self.record];
        Command::new(class::PERSONALISATION, instruction::APPEND_RECORD, 0, 0)
            .with_data(parts.concat())
    }
}

impl Flow for AppendRecord {
    type Output = PaymentLog;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<PaymentLog>, FlowError> {
        let Some(response) = reply else {
            return Ok(Step::Send(self.command()));
        };
        accepted_empty("APPEND RECORD", response)?;
        Ok(Step::Done(self.after))
    }
}

/// Without the record, which says who paid what.
impl fmt::Debug for AppendRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AppendRecord")
            .field("sequence", &self.after.count)
            .field("length", &self.record.len())
            .finish_non_exhaustive()
    }
}
