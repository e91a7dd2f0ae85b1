// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A record of a conversation that may be shown to others.

use core::fmt;

use crate::command::{Command, MAX_SHORT_DATA};
use crate::link::ApduLimit;
use crate::profile::{EF_CARD_ACCESS, class, command_name, instruction, short_identifier};
use crate::response::Response;
use crate::status_word::StatusWord;
use crate::transport::{Transport, TransportError};

/// The bits of CLA that mean secure messaging as in ISO/IEC 7816-4:2020 §5.4.1, without channels.
const PROTECTION: u8 = 0x0C;
/// Secure messaging of PACE, `[applet-spec §4]`.
const PACE: u8 = 0x0C;
/// SCP03, `[applet-spec §4]`.
const SCP03: u8 = 0x04;
/// Bits of the security level in P1 of EXTERNAL AUTHENTICATE, GlobalPlatform Amendment D §7.1.2.
const C_DECRYPTION: u8 = 0x02;
const R_ENCRYPTION: u8 = 0x20;
/// First data objects of a protected response: the cryptogram, or the status word.
const PROTECTED_OBJECTS: [u8; 2] = [0x87, 0x99];
/// Diversification data at the beginning of the reply to INITIALIZE UPDATE: they name the chip.
const CHIP_NAME: usize = 10;
/// P1 of SELECT by file identifier.
const BY_FILE: u8 = 0x02;
/// Bit 8 of P1 of READ BINARY: bits 5 to 1 are a short identifier.
const BY_SHORT_IDENTIFIER: u8 = 0x80;
const HEADER: usize = 4;

/// Passes every command on, and tells a sink of it and of its reply, without what is secret.
///
/// What is told is what somebody who listens to the reader's cable learns, less what is in the clear
/// there and not public. It can be attacked no better than the cable: PACE gives a listener no way to
/// try access numbers, and the keys of SCP03 are random.
///
/// | command | its data | data of its reply |
/// |---|---|---|
/// | SELECT, MSE:SET AT, GENERAL AUTHENTICATE, EXTERNAL AUTHENTICATE | told | told |
/// | INITIALIZE UPDATE | told | told, less the 10 bytes that name the chip |
/// | READ BINARY of EF.CardAccess | none | told |
/// | under PACE | told: encrypted | told where they are objects of secure messaging |
/// | under SCP03 | told where the level encrypts commands | told where it encrypts responses |
/// | GET RESPONSE | none | as of the command before |
/// | everything else | their length | their length |
///
/// Header, lengths and status word are always told. Text of [`Traced`] where nothing was left out is
/// a [`Transcript`](super::Transcript) and can be replayed.
#[derive(Debug)]
pub struct Tracing<T, S> {
    inner: T,
    sink: S,
    view: View,
}

impl<T: Transport, S: FnMut(&Traced)> Tracing<T, S> {
    /// Tells the sink what goes over this transport.
    pub const fn new(inner: T, sink: S) -> Self {
        Self {
            inner,
            sink,
            view: View::new(),
        }
    }

    /// Gives the transport back.
    pub fn into_inner(self) -> T {
        self.inner
    }
}

impl<T: Transport, S: FnMut(&Traced)> Transport for Tracing<T, S> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let inner = &mut self.inner;
        self.view
            .exchange(command, || inner.transmit(command), &mut self.sink)
    }

    fn limit(&self) -> ApduLimit {
        self.inner.limit()
    }
}

/// What must be known of a conversation to tell what is secret in it; for transports that cannot be
/// wrapped in [`Tracing`].
#[derive(Debug, Clone, Default)]
pub struct View {
    /// P1 of the EXTERNAL AUTHENTICATE that opened SCP03.
    level: u8,
    card_access_selected: bool,
    /// Of the last reply, for the parts that GET RESPONSE fetches.
    last: Kept,
}

/// Which data of a reply are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kept {
    /// None.
    #[default]
    Nothing,
    /// All but this many bytes at the beginning.
    From(usize),
    /// All, if they begin with an object of secure messaging.
    Objects,
}

impl View {
    /// At the beginning of a conversation.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            level: 0,
            card_access_selected: false,
            last: Kept::Nothing,
        }
    }

    /// Makes one exchange and tells the sink of it: of the command before it is sent.
    ///
    /// # Errors
    /// What the exchange returns.
    pub fn exchange(
        &mut self,
        bytes: &[u8],
        transmit: impl FnOnce() -> Result<Vec<u8>, TransportError>,
        sink: &mut impl FnMut(&Traced),
    ) -> Result<Vec<u8>, TransportError> {
        let command = Command::parse(bytes).ok();
        sink(&self.command(bytes, command.as_ref()));
        let result = transmit();
        sink(&match &result {
            Ok(reply) => self.reply(command.as_ref(), reply),
            Err(error) => Traced::Silence(error.clone()),
        });
        result
    }

    fn command(&self, bytes: &[u8], command: Option<&Command>) -> Traced {
        let Some(command) = command else {
            // No command of ours: only its header is what it seems to be.
            let header = bytes.len().min(HEADER);
            return Traced::Command {
                name: "no command",
                protection: Protection::None,
                parts: parts(bytes, header, bytes.len()),
            };
        };
        let (class, instruction) = unprotected(command);
        let name = command_name(&Command::new(class, instruction, 0, 0));
        let told = match command.class & PROTECTION {
            PACE => true,
            SCP03 if command.instruction == instruction::EXTERNAL_AUTHENTICATE => true,
            SCP03 => self.level & C_DECRYPTION != 0,
            _ => matches!(
                (class, instruction),
                (
                    class::ISO,
                    instruction::SELECT
                        | instruction::MANAGE_SECURITY_ENVIRONMENT
                        | instruction::GENERAL_AUTHENTICATE
                ) | (class::PERSONALISATION, instruction::INITIALIZE_UPDATE)
            ),
        };
        let start = data_offset(command);
        let hidden = if told { 0 } else { command.data.len() };
        Traced::Command {
            name,
            protection: Protection::of(command.class),
            parts: parts(bytes, start, start.saturating_add(hidden)),
        }
    }

    fn reply(&mut self, command: Option<&Command>, reply: &[u8]) -> Traced {
        let Ok(response) = Response::parse(reply) else {
            return Traced::Reply {
                status: None,
                parts: parts(reply, 0, reply.len()),
            };
        };
        let kept = command.map_or(Kept::Nothing, |command| self.kept(command));
        self.last = kept;
        if let Some(command) = command {
            self.follow(command, &response);
        }
        let length = response.data.len();
        let hidden = match kept {
            Kept::Nothing => length,
            Kept::From(start) => start.min(length),
            Kept::Objects => match response.data.first() {
                Some(first) if !PROTECTED_OBJECTS.contains(first) => {
                    self.last = Kept::Nothing;
                    length
                }
                _ => {
                    // What GET RESPONSE fetches goes on in the middle of an object.
                    self.last = Kept::From(0);
                    0
                }
            },
        };
        Traced::Reply {
            status: Some(response.status),
            parts: parts(reply, 0, hidden),
        }
    }

    fn kept(&self, command: &Command) -> Kept {
        let told = |told| if told { Kept::From(0) } else { Kept::Nothing };
        match command.class & PROTECTION {
            PACE => return Kept::Objects,
            SCP03 if command.instruction == instruction::EXTERNAL_AUTHENTICATE => {
                return told(true);
            }
            SCP03 => return told(self.level & R_ENCRYPTION != 0),
            _ => {}
        }
        match unprotected(command) {
            (class::PERSONALISATION, instruction::INITIALIZE_UPDATE) => Kept::From(CHIP_NAME),
            (
                class::ISO,
                instruction::SELECT
                | instruction::MANAGE_SECURITY_ENVIRONMENT
                | instruction::GENERAL_AUTHENTICATE,
            ) => told(true),
            (class::ISO, instruction::READ_BINARY) => told(self.reads_card_access(command)),
            (class::ISO, instruction::GET_RESPONSE) => match self.last {
                Kept::From(_) => Kept::From(0),
                other => other,
            },
            _ => Kept::Nothing,
        }
    }

    fn reads_card_access(&self, command: &Command) -> bool {
        if command.p1 & BY_SHORT_IDENTIFIER == 0 {
            return self.card_access_selected;
        }
        short_identifier(EF_CARD_ACCESS) == Some(command.p1 & !BY_SHORT_IDENTIFIER)
    }

    /// Takes note of what the command changed.
    fn follow(&mut self, command: &Command, response: &Response) {
        let done = response.status.is_done() || response.status == StatusWord::END_OF_FILE;
        match (command.class & PROTECTION, command.instruction) {
            (SCP03, instruction::EXTERNAL_AUTHENTICATE) if done => self.level = command.p1,
            (0, instruction::INITIALIZE_UPDATE) => self.level = 0,
            (0, instruction::SELECT) => {
                let card_access = EF_CARD_ACCESS.to_be_bytes();
                self.card_access_selected =
                    done && command.p1 == BY_FILE && command.data == card_access;
            }
            (0, instruction::READ_BINARY) if command.p1 & BY_SHORT_IDENTIFIER != 0 && done => {
                self.card_access_selected = self.reads_card_access(command);
            }
            _ => {}
        }
    }
}

/// Class and instruction without chaining and protection.
const fn unprotected(command: &Command) -> (u8, u8) {
    let class = command.class & !class::CHAINED;
    let class = match class & PROTECTION {
        SCP03 if command.instruction == instruction::EXTERNAL_AUTHENTICATE => class,
        PACE | SCP03 => class & !PROTECTION,
        _ => class,
    };
    (class, command.instruction)
}

/// Where the data field begins in the bytes of a command that has one.
fn data_offset(command: &Command) -> usize {
    let extended = command.data.len() > MAX_SHORT_DATA || command.is_extended();
    HEADER.saturating_add(if extended { 3 } else { 1 })
}

/// The bytes with those of a range left out.
fn parts(bytes: &[u8], from: usize, to: usize) -> Vec<Part> {
    let from = from.min(bytes.len());
    let to = to.clamp(from, bytes.len());
    let (head, rest) = bytes.split_at_checked(from).unwrap_or((bytes, &[]));
    let length = to.saturating_sub(from);
    let (_, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    if length == 0 {
        return vec![Part::Told(bytes.to_vec())];
    }
    vec![
        Part::Told(head.to_vec()),
        Part::LeftOut(length),
        Part::Told(tail.to_vec()),
    ]
}

/// How a command is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// In the clear: CLA without a protection bit.
    None,
    /// Secure messaging of the channel that PACE opened, `secure-channels.md` §3.
    Pace,
    /// SCP03, at whichever level, `secure-channels.md` §4.
    Scp03,
}

impl Protection {
    const fn of(class: u8) -> Self {
        match class & PROTECTION {
            PACE => Self::Pace,
            SCP03 => Self::Scp03,
            _ => Self::None,
        }
    }

    /// A word for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "in the clear",
            Self::Pace => "under PACE",
            Self::Scp03 => "under SCP03",
        }
    }
}

/// Bytes, or how many were left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Bytes as they were sent.
    Told(Vec<u8>),
    /// This many bytes, which are secret or would give a secret away.
    LeftOut(usize),
}

/// A command or a reply, as it may be shown.
///
/// As text it is one line that explains, and one line of a transcript where there are bytes.
///
/// ```text
/// # READ BINARY, in the clear
/// > 00B09C00DF
/// # 6282 (end of file reached before Le bytes), 20 bytes
/// < 31123010060A04007F000702020402040201020201026282
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traced {
    /// A command that is about to be sent.
    Command {
        /// Its name in the card profile.
        name: &'static str,
        /// How it is protected.
        protection: Protection,
        /// Its bytes from CLA to Le, without those that are left out.
        parts: Vec<Part>,
    },
    /// A reply that came.
    Reply {
        /// Its status word; none where it has fewer than two bytes.
        status: Option<StatusWord>,
        /// Its bytes, the status word included, without those that are left out.
        parts: Vec<Part>,
    },
    /// No reply came, for this reason.
    Silence(TransportError),
}

impl Traced {
    /// What it is, in words.
    #[must_use]
    pub fn remark(&self) -> String {
        match self {
            Self::Command {
                name, protection, ..
            } => format!("{name}, {}", protection.name()),
            Self::Reply {
                status: Some(status),
                parts,
            } => format!("{status}, {} bytes", length(parts).saturating_sub(2)),
            Self::Reply { parts, .. } => format!("no status word, {} bytes", length(parts)),
            Self::Silence(error) => format!("no reply: {error}"),
        }
    }

    /// Its bytes as a line of a transcript; none where there are none.
    #[must_use]
    pub fn line(&self) -> Option<String> {
        match self {
            Self::Command { parts, .. } => Some(format!("> {}", text(parts))),
            Self::Reply { parts, .. } if length(parts) == 0 => Some("<".to_owned()),
            Self::Reply { parts, .. } => Some(format!("< {}", text(parts))),
            Self::Silence(_) => None,
        }
    }
}

impl fmt::Display for Traced {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "# {}", self.remark())?;
        match self.line() {
            Some(line) => writeln!(formatter, "{line}"),
            None => Ok(()),
        }
    }
}

fn length(parts: &[Part]) -> usize {
    let lengths = parts.iter().map(|part| match part {
        Part::Told(bytes) => bytes.len(),
        Part::LeftOut(length) => *length,
    });
    lengths.fold(0, usize::saturating_add)
}

fn text(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Told(bytes) => hex::encode_upper(bytes),
            Part::LeftOut(length) => format!("[{length} bytes left out]"),
        })
        .collect()
}

#[cfg(test)]
mod tests;
