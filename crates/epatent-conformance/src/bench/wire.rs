// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Single exchanges, chains and protected commands, each answer with the bytes that a failure shows.

use std::sync::Arc;
use std::time::Duration;

use epatent_apdu::Command;

use super::{Bench, Open, bytes, command};
use crate::answer::{Answer, Checked, Failure, spaced};
use crate::evidence::Evidence;
use crate::step::Step;

/// Most GET RESPONSE for one response.
const MAX_ROUNDS: usize = 300;

/// INS of GENERATE KEY.
const GENERATE_KEY: u8 = 0x12;

/// Data of one piece of a chain.
const PIECE: usize = 231;

impl Bench<'_> {
    /// Takes the power away and gives it back.
    pub(crate) fn reset(&mut self) -> Checked {
        self.open = Open::Nothing;
        self.target.power_cycle().map_err(|error| {
            self.silence = Some(error.clone());
            Failure::new(
                "power off and on",
                "a card that comes back",
                error.to_string(),
            )
        })
    }

    /// How long the last reply took.
    pub(crate) fn took(&self) -> Duration {
        self.target.last_duration()
    }

    /// Bytes as they are, and the reply as it comes.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Checked<Answer> {
        self.untouched &= self.in_preparation;
        self.quiet = false;
        let sent = match bytes.len() {
            0..=21 => spaced(bytes),
            length => {
                let head = bytes.get(..8).unwrap_or_default();
                format!("{} .. ({length} bytes)", spaced(head))
            }
        };
        // What fetches the rest of a protected answer goes in the clear.
        let in_clear =
            matches!(bytes, [class, instruction, ..] if class & 0x0C == 0 && *instruction != 0xC0);
        if in_clear {
            self.plain = None;
        }
        let reply = self.target.transmit(bytes);
        self.shown = self.may_be_shown(bytes, reply.as_deref().unwrap_or_default());
        let evidence = Arc::new(Evidence {
            plain: self.plain.clone(),
            sent: bytes.to_vec(),
            answer: reply.as_deref().ok().map(|reply| self.of_reply(reply)),
            ..Evidence::default()
        });
        self.last = Some(Arc::clone(&evidence));
        let mut answer = Answer {
            sent,
            data: Vec::new(),
            status: 0,
            may_be_shown: self.shown,
            evidence,
        };
        let reply = reply.map_err(|error| {
            let nothing = format!("nothing ({error})");
            self.silence = Some(error);
            answer.fails("a reply", nothing)
        })?;
        let Some((data, status)) = reply.split_last_chunk::<2>() else {
            return Err(answer.fails("at least a status word", format!("{} bytes", reply.len())));
        };
        answer.data = data.to_vec();
        answer.status = u16::from_be_bytes(*status);
        Ok(answer)
    }

    /// One APDU in hexadecimal digits, in the clear and as it is.
    pub(crate) fn send(&mut self, digits: &str) -> Checked<Answer> {
        self.raw(&bytes(digits))
    }

    /// One command in one APDU, in the clear.
    pub(crate) fn one(&mut self, command: &Command) -> Checked<Answer> {
        let bytes = command
            .encode()
            .map_err(|error| Failure::new(header(command), "a command", error.to_string()))?;
        self.raw(&bytes)
    }

    /// A whole command as it is: in pieces where it is long, its response joined.
    pub(crate) fn whole(&mut self, command: &Command) -> Checked<Answer> {
        let mut rest = command.data.as_slice();
        while rest.len() > 255 {
            let (piece, tail) = rest.split_at_checked(PIECE).unwrap_or((rest, &[]));
            let mut leading = Command::new(
                command.class | 0x10,
                command.instruction,
                command.p1,
                command.p2,
            );
            leading.data = piece.to_vec();
            let answer = self.one(&leading)?;
            if answer.status != 0x9000 {
                return Ok(answer);
            }
            rest = tail;
        }
        let last = Command {
            data: rest.to_vec(),
            expected: command.expected.map(|expected| expected.min(256)),
            ..command.clone()
        };
        let first = self.one(&last)?;
        self.join(first)
    }

    /// Fetches what `61xx` announces.
    pub(crate) fn join(&mut self, first: Answer) -> Checked<Answer> {
        let mut joined = first;
        for _ in 0..MAX_ROUNDS {
            let [0x61, waiting] = joined.status.to_be_bytes() else {
                return Ok(joined);
            };
            let part = self.raw(&[0x00, 0xC0, 0x00, 0x00, waiting])?;
            joined.data.extend_from_slice(&part.data);
            joined.status = part.status;
            joined.evidence = part.evidence;
        }
        Err(joined.wrong("a response that ends"))
    }

    /// A whole command through the channel that is open, or in the clear; the answer opened.
    pub(crate) fn ask(&mut self, command: &Command) -> Checked<Answer> {
        let protected = self.protect(command);
        let answer = self.whole(&protected)?;
        self.opened(command, answer)
    }

    /// As [`ask`](Self::ask), with hexadecimal digits.
    pub(crate) fn give(&mut self, digits: &str) -> Checked<Answer> {
        self.ask(&command(digits))
    }

    /// The protected form of a command.
    pub(crate) fn protect(&mut self, command: &Command) -> Command {
        self.plain = command.encode().ok();
        self.may_have_key |= command.instruction == GENERATE_KEY;
        match &mut self.open {
            Open::Nothing => command.clone(),
            Open::Reader(channel, _) => channel.protect(command),
            Open::Issuer(session) => session.protect(command),
        }
    }

    /// What a protected answer says.
    pub(crate) fn opened(&mut self, command: &Command, answer: Answer) -> Checked<Answer> {
        let sent = header(command);
        let Answer { data, status, .. } = &answer;
        let status = *status;
        let plain = match &mut self.open {
            Open::Nothing => Ok(data.clone()),
            // The bare refusals of the channel itself.
            Open::Reader(..) if data.is_empty() && matches!(status, 0x6982 | 0x6987 | 0x6988) => {
                self.open = Open::Nothing;
                Ok(Vec::new())
            }
            Open::Reader(channel, _) => channel.open(data, status),
            Open::Issuer(session) => session.open(data, status),
        };
        let sent = if answer.evidence.is_refused_get_response() {
            format!("{} of {sent}", spaced(&answer.evidence.sent))
        } else {
            sent
        };
        let mut answer = Answer { sent, ..answer };
        match plain {
            Ok(data) => {
                if !data.is_empty() && answer.evidence.plain.is_some() && self.tells() {
                    let opened = [&data[..], &status.to_be_bytes()].concat();
                    Arc::make_mut(&mut answer.evidence).opened = Some(opened);
                }
                answer.data = data;
                // What was opened is in the clear now.
                answer.may_be_shown &= self.tells() || self.plain.is_none();
                Ok(answer)
            }
            Err(problem) => {
                self.at = match &self.open {
                    Open::Reader(..) => Step::ReaderResponse,
                    _ => Step::IssuerResponse,
                };
                let length = answer.data.len();
                let actual = format!("{}, {length} bytes and {status:04X}", problem.what);
                let failure = answer.fails("a response protected as the channel demands", actual);
                Err(failure.with(problem.told(self.tells())))
            }
        }
    }

    /// Of a reply what may be shown: its status word at least.
    fn of_reply(&self, reply: &[u8]) -> Vec<u8> {
        let status = reply.split_last_chunk::<2>().map(|(_, status)| status);
        match status {
            Some(status) if !self.shown => status.to_vec(),
            _ => reply.to_vec(),
        }
    }

    /// Whether data of a reply may be shown. A card that holds somebody's data may say them where it must not: of its
    /// replies those may that are encrypted, and those that open a channel.
    fn may_be_shown(&self, command: &[u8], reply: &[u8]) -> bool {
        let (Some(class), Some(instruction)) = (command.first(), command.get(1)) else {
            return self.tells();
        };
        let allowed = match (class & 0x0C, instruction) {
            // What was begun is gone on with.
            (0x00, 0xC0) => self.shown,
            (0x00, 0xA4 | 0x22 | 0x86 | 0x50) | (0x04, 0x82 | 0x14) => true,
            (0x0C, _) => matches!(reply.first(), Some(0x87 | 0x99 | 0x8E)),
            _ => false,
        };
        allowed || self.tells()
    }
}

fn header(command: &Command) -> String {
    spaced(&[command.class, command.instruction, command.p1, command.p2])
}
