// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether a file exists.

use super::accepted_empty;
use crate::command::Command;
use crate::flow::{Flow, FlowError, Step};
use crate::profile::{class, instruction};
use crate::response::Response;
use crate::status_word::StatusWord;

/// Selects a file without reading it: `true` where the card has it.
///
/// | CLA INS P1 P2 | data | answer |
/// |---|---|---|
/// | `00 A4 02 0C` | identifier (2) | `9000` or `6A82` |
///
/// `[applet-spec §4.1]` · ISO/IEC 7816-4:2020 §11.2.2
#[derive(Debug, Clone, Copy)]
pub struct FilePresent {
    identifier: u16,
}

impl FilePresent {
    /// Asks for the file of this identifier, such as [`EF_PAYMENTS`](crate::profile::EF_PAYMENTS).
    #[must_use]
    pub const fn new(identifier: u16) -> Self {
        Self { identifier }
    }
}

impl Flow for FilePresent {
    type Output = bool;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<bool>, FlowError> {
        match reply {
            None => Ok(Step::Send(select_file(self.identifier))),
            Some(response) if response.status == StatusWord::FILE_NOT_FOUND => {
                Ok(Step::Done(false))
            }
            Some(response) => accepted_empty("SELECT", response).map(|()| Step::Done(true)),
        }
    }
}

/// The command, shared with reading.
pub(super) fn select_file(identifier: u16) -> Command {
    Command::new(class::ISO, instruction::SELECT, 0x02, 0x0C)
        .with_data(identifier.to_be_bytes().to_vec())
}
