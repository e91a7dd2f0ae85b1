// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SELECT and READ BINARY \[applet-spec card-profile §4.1, §4.2].

use epatent_apdu::profile::{AID, AppletInfo, EF_PAYMENTS, is_readable, short_identifier};
use epatent_apdu::{Command, Response, StatusWord};

use super::{Card, Outcome, done, field};
use crate::nvm::FILES;

/// P2 of a SELECT that asks for no control information.
const NO_FCI: u8 = 0x0C;

impl Card {
    pub(super) fn select_applet(&mut self, command: &Command) -> Outcome {
        self.volatile.selected = None;
        if command.data != AID {
            return Err(StatusWord::FILE_NOT_FOUND);
        }
        if command.p2 == NO_FCI {
            return Ok(done());
        }
        let information = AppletInfo::new(self.life_cycle());
        Ok(Response::new(information.encode(), StatusWord::DONE))
    }

    pub(super) fn select_file(&mut self, command: &Command) -> Outcome {
        self.volatile.selected = None;
        let identifier = u16::from_be_bytes(field(command, 0)?);
        self.readable(identifier)
            .ok_or(StatusWord::FILE_NOT_FOUND)?;
        self.volatile.selected = Some(identifier);
        Ok(done())
    }

    pub(super) fn read_selected(&mut self, command: &Command) -> Outcome {
        let identifier = self.volatile.selected.ok_or(StatusWord::NO_FILE_SELECTED)?;
        let offset = u16::from_be_bytes([command.p1, command.p2]);
        self.read(identifier, offset, command.expected)
    }

    pub(super) fn read_short(&mut self, command: &Command) -> Outcome {
        let short = command.p1 & 0x1F;
        let identifier = FILES
            .into_iter()
            .chain([EF_PAYMENTS])
            .find(|identifier| short_identifier(*identifier) == Some(short))
            .filter(|identifier| self.readable(*identifier).is_some())
            .ok_or(StatusWord::FILE_NOT_FOUND)?;
        self.volatile.selected = Some(identifier);
        self.read(identifier, u16::from(command.p2), command.expected)
    }

    /// A file that exists and may be read by somebody.
    fn readable(&self, identifier: u16) -> Option<&[u8]> {
        self.nvm
            .file(identifier)
            .filter(|_| is_readable(identifier))
    }

    fn read(&self, identifier: u16, offset: u16, expected: Option<u32>) -> Outcome {
        let file = self
            .readable(identifier)
            .ok_or(StatusWord::FILE_NOT_FOUND)?;
        let rest = file
            .get(usize::from(offset)..)
            .ok_or(StatusWord::WRONG_OFFSET)?;
        let wanted = expected.ok_or(StatusWord::WRONG_LENGTH)?;
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        Ok(match rest.get(..wanted) {
            Some(part) => Response::new(part.to_vec(), StatusWord::DONE),
            None => Response::new(rest.to_vec(), StatusWord::END_OF_FILE),
        })
    }
}
