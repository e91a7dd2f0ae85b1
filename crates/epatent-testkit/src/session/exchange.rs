// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whole commands and responses out of what went over the line.

use epatent_apdu::decorators::Entry;
use epatent_apdu::{Command, Response, StatusWord};

/// One command with its response, in as many pieces as they travelled.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    /// The APDUs.
    pub(super) pieces: Vec<Entry>,
    /// The whole command, without the chaining bit.
    pub(super) command: Command,
    /// The whole response.
    pub(super) response: Response,
}

impl Exchange {
    /// The header of the whole command.
    pub(super) const fn header(&self) -> [u8; 4] {
        let command = &self.command;
        [command.class, command.instruction, command.p1, command.p2]
    }
}

const CHAINED: u8 = 0x10;
const GET_RESPONSE: u8 = 0xC0;
const GENERAL_AUTHENTICATE: u8 = 0x86;

/// Joins chains and the parts of long responses.
pub(super) fn joined(entries: &[Entry]) -> Result<Vec<Exchange>, String> {
    let mut found: Vec<Exchange> = Vec::new();
    let mut open = false;
    for entry in entries {
        let piece = Command::parse(&entry.command).map_err(|error| error.to_string())?;
        let reply = entry.reply.as_deref().ok_or("a command without a reply")?;
        let response = Response::parse(reply).map_err(|error| error.to_string())?;
        let fetched = piece.instruction == GET_RESPONSE;
        match found.last_mut() {
            Some(last) if fetched => {
                last.response.data.extend_from_slice(&response.data);
                last.response.status = response.status;
                last.pieces.push(entry.clone());
            }
            Some(last) if open => {
                last.command.data.extend_from_slice(&piece.data);
                last.command.expected = piece.expected;
                last.response = response;
                last.pieces.push(entry.clone());
            }
            _ => {
                let mut command = piece.clone();
                if piece.instruction != GENERAL_AUTHENTICATE {
                    command.class &= !CHAINED;
                }
                found.push(Exchange {
                    pieces: vec![entry.clone()],
                    command,
                    response,
                });
            }
        }
        if !fetched {
            open = piece.class & CHAINED != 0 && piece.instruction != GENERAL_AUTHENTICATE;
        }
    }
    let refused = found.iter().find(|exchange| {
        !matches!(
            exchange.response.status,
            StatusWord::DONE | StatusWord::END_OF_FILE
        )
    });
    match refused {
        Some(exchange) => Err(format!("{:02X?} was refused", exchange.header())),
        None => Ok(found),
    }
}
