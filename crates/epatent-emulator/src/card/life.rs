// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What happens to an issued card: APPEND RECORD, SUSPEND, ACTIVATE and TERMINATE
//! \[applet-spec card-profile §4.7, §4.8].

use epatent_apdu::profile::{EF_PAYMENTS, LifeCycle, MAX_FILE};
use epatent_apdu::{Command, StatusWord};

use super::{Card, Outcome, done, field, memory_failure};
use crate::access::RECORD_HEADER;

impl Card {
    pub(super) fn append_record(&mut self, command: &Command) -> Outcome {
        let sequence = u16::from_be_bytes(field(command, 0)?);
        let previous: [u8; 32] = field(command, 2)?;
        let record = command.data.get(RECORD_HEADER..).unwrap_or_default();
        let log = self.nvm.payments();
        let after = log.after(record).ok_or(StatusWord::NOT_ENOUGH_SPACE)?;
        if log.count > 0 && sequence == log.count && after.head == log.head {
            // The newest record again: its reply was lost.
            return Ok(done());
        }
        if sequence != after.count {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        if previous != log.head {
            return Err(StatusWord::WRONG_DATA);
        }
        let length = u16::try_from(record.len()).map_err(|_| StatusWord::WRONG_LENGTH)?;
        let entry = [&length.to_be_bytes(), record].concat();
        let present = usize::from(self.nvm.file_length(EF_PAYMENTS));
        if present.saturating_add(entry.len()) > MAX_FILE {
            return Err(StatusWord::NOT_ENOUGH_SPACE);
        }
        self.nvm
            .append_payment(&entry, after)
            .map_err(memory_failure)?;
        Ok(done())
    }

    /// The state first: whatever happens from here on, the card is at its end, and the next start
    /// goes on with the erasure.
    pub(super) fn terminate(&mut self) -> Outcome {
        self.nvm.terminate().map_err(memory_failure)?;
        Ok(done())
    }

    pub(super) fn change_to(&mut self, state: LifeCycle) -> Outcome {
        let mut transaction = self.nvm.begin();
        transaction
            .life_cycle(state)
            .and_then(|()| transaction.commit())
            .map_err(memory_failure)?;
        Ok(done())
    }
}
