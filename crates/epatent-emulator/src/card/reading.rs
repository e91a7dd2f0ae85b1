// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SELECT and READ BINARY \[applet-spec card-profile §4.1, §4.2].

use epatent_apdu::profile::{AID, AppletInfo, EF_PAYMENTS, is_readable, short_identifier};
use epatent_apdu::{Command, Response, StatusWord};

use super::channel::Context;
use super::{Card, Outcome, done, field};
use crate::access::level_of_file;
use crate::nvm::FILES;

/// P2 of a SELECT that asks for no control information.
const NO_FCI: u8 = 0x0C;
/// The bits of P1 that are a short identifier.
const SHORT_IDENTIFIER: u8 = 0x1F;
/// The first byte of the identifier of every file that has a short one.
const FIRST_BYTE: u8 = 0x01;

/// Before it is looked whether there is such a file: a refusal says nothing of what the card holds.
const fn check_level(identifier: u16, context: &Context) -> Result<(), StatusWord> {
    if context.level.satisfies(level_of_file(identifier)) {
        Ok(())
    } else {
        Err(StatusWord::SECURITY_NOT_SATISFIED)
    }
}

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

    pub(super) fn select_file(&mut self, command: &Command, context: &Context) -> Outcome {
        self.volatile.selected = None;
        let identifier = u16::from_be_bytes(field(command, 0)?);
        check_level(identifier, context)?;
        self.readable(identifier)
            .ok_or(StatusWord::FILE_NOT_FOUND)?;
        self.volatile.selected = Some((identifier, context.level));
        Ok(done())
    }

    pub(super) fn read_selected(&mut self, command: &Command, context: &Context) -> Outcome {
        let (identifier, _) = self
            .volatile
            .selected
            .filter(|(_, level)| *level == context.level)
            .ok_or(StatusWord::NO_FILE_SELECTED)?;
        let offset = u16::from_be_bytes([command.p1, command.p2]);
        self.read(identifier, offset, command.expected)
    }

    pub(super) fn read_short(&mut self, command: &Command, context: &Context) -> Outcome {
        let short = command.p1 & SHORT_IDENTIFIER;
        // Every file with a short identifier has it as its last byte.
        check_level(u16::from_be_bytes([FIRST_BYTE, short]), context)?;
        let identifier = FILES
            .into_iter()
            .chain([EF_PAYMENTS])
            .find(|identifier| short_identifier(*identifier) == Some(short))
            .filter(|identifier| self.readable(*identifier).is_some())
            .ok_or(StatusWord::FILE_NOT_FOUND)?;
        self.volatile.selected = Some((identifier, context.level));
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
