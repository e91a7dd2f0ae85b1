// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The conversations of the card profile.

mod abort;
mod append_record;
mod file_present;
mod generate_key;
mod internal_authenticate;
mod life_cycle;
mod personalise;
mod probe_length;
mod read_file;
mod select;
mod status;

pub use abort::Abort;
pub use append_record::AppendRecord;
pub use file_present::FilePresent;
pub use generate_key::GenerateKey;
pub use internal_authenticate::{ChipReply, InternalAuthenticate};
pub use life_cycle::{Activate, Suspend, Terminate};
pub(crate) use personalise::WRITE_HEADER;
pub use personalise::{DEFAULT_WRITE_CHUNK, Personalise, Personalised, Resumed};
pub use probe_length::ProbeLength;
pub use read_file::{DEFAULT_READ_CHUNK, MAX_SHORT_REPLIES, ReadFile};
pub use select::SelectApplet;
pub use status::CardStatus;

use crate::flow::{FlowError, ReplyProblem};
use crate::response::Response;

/// The data of a response that is `9000`.
pub(crate) fn accepted(command: &'static str, response: Response) -> Result<Vec<u8>, FlowError> {
    if response.status.is_done() {
        Ok(response.data)
    } else {
        Err(FlowError::Refused {
            command,
            status: response.status,
        })
    }
}

/// Demands `9000` without data.
pub(crate) fn accepted_empty(command: &'static str, response: Response) -> Result<(), FlowError> {
    let length = accepted(command, response)?.len();
    if length == 0 {
        return Ok(());
    }
    let problem = ReplyProblem::Trailing { length, offset: 0 };
    Err(FlowError::Reply { command, problem })
}

#[cfg(test)]
mod tests;
