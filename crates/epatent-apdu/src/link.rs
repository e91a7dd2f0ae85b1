// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One whole command for one whole response, over a transport that carries short pieces.
//!
//! From the outside in: the [`Channel`] protects the command, chaining splits it, the transport
//! carries the pieces, `6Cxx` repeats it once, `61xx` is fetched and joined, and the channel
//! opens the response.

use crate::chaining::split;
use crate::channel::{Channel, ChannelError, Plain};
use crate::command::{
    Command, CommandError, MAX_EXTENDED_EXPECTED, MAX_SHORT_DATA, MAX_SHORT_EXPECTED,
};
use crate::flows::{DEFAULT_READ_CHUNK, WRITE_HEADER};
use crate::profile::{class, instruction};
use crate::response::{Response, ResponseError};
use crate::status_word::StatusWord;
use crate::transport::{Transport, TransportError};

/// Most GET RESPONSE commands for one response.
pub const MAX_ROUNDS: usize = 300;

/// Most parts of one response, before its last, that are smaller than [`SMALL_PART`]: a card that
/// drips would hold a reader for minutes without breaking any other bound.
pub const MAX_SMALL_PARTS: usize = 16;

/// Bytes below which a part of a response is small; no card needs to send less when more is to come.
pub const SMALL_PART: usize = 64;

/// The longest command body in bytes that the reader and the card take in one APDU.
///
/// Up to 255 every APDU is short; above, extended APDUs are used, and no more response bytes
/// than this are asked for at once. Many readers stop at 261 bytes of APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApduLimit(u16);

/// Bytes of a response under PACE beside its cryptogram: `87` with a length of three bytes and its
/// indicator, `99` and `8E`, each with its content.
const RESPONSE_OVERHEAD: usize = 19;

/// Bytes of check bytes behind the data of a command under SCP03.
const COMMAND_MAC: usize = 8;

/// Bytes of a block of either channel's cryptogram.
const BLOCK: usize = 16;

impl ApduLimit {
    /// 231 bytes: the default, which every reader takes.
    pub const SHORT: Self = Self(231);

    /// The limits above [`Self::SHORT`] that are tried on a reader, the largest first. A card takes
    /// no longer body than the first.
    pub const EXTENDED: [Self; 2] = [Self(4_096), Self(1_024)];

    /// A limit in bytes; 0 is taken as 1.
    #[must_use]
    pub const fn new(body: u16) -> Self {
        Self(if body == 0 { 1 } else { body })
    }

    /// The limit in bytes, 1..=65535.
    #[must_use]
    pub fn body(self) -> usize {
        usize::from(self.0)
    }

    /// Most response bytes that one APDU asks for: 256 where APDUs are short, else the limit.
    #[must_use]
    pub fn expected(self) -> u32 {
        if self.is_extended() {
            u32::from(self.0)
        } else {
            MAX_SHORT_EXPECTED
        }
    }

    /// Whether extended APDUs are used.
    #[must_use]
    pub fn is_extended(self) -> bool {
        self.body() > MAX_SHORT_DATA
    }

    /// File bytes of one READ BINARY, so that its response under PACE is one APDU.
    #[must_use]
    pub fn read_chunk(self) -> u32 {
        if !self.is_extended() {
            return DEFAULT_READ_CHUNK;
        }
        let room = self.body().saturating_sub(RESPONSE_OVERHEAD);
        // Padding takes at least one byte of the last block.
        u32::try_from((room - room % BLOCK).saturating_sub(1)).unwrap_or(DEFAULT_READ_CHUNK)
    }

    /// File bytes of one WRITE, so that it is one APDU under SCP03; none where APDUs are short, since
    /// a longer WRITE is then better: it is protected once and split into a chain.
    #[must_use]
    pub fn write_chunk(self) -> Option<usize> {
        let room = self.body().saturating_sub(COMMAND_MAC);
        let data = (room - room % BLOCK).saturating_sub(1);
        self.is_extended()
            .then_some(data.saturating_sub(WRITE_HEADER))
    }
}

impl Default for ApduLimit {
    fn default() -> Self {
        Self::SHORT
    }
}

/// Exchanges a whole command for a whole response; what [`drive`](crate::drive) talks to.
///
/// Every [`Transport`] is one, without a channel and with its own limit; a [`Link`] is one with a
/// channel, and another limit where it was given one. Flows are the same over both.
pub trait Exchange {
    /// Sends the command and returns the response after chaining, `61xx` and `6Cxx`.
    ///
    /// # Errors
    /// When there is no whole, bounded response. A response with a bad status word is none.
    fn exchange(&mut self, command: &Command) -> Result<Response, ExchangeError>;
}

impl<T: Transport + ?Sized> Exchange for T {
    fn exchange(&mut self, command: &Command) -> Result<Response, ExchangeError> {
        Link::new(self).exchange(command)
    }
}

/// A transport with a channel and a limit.
#[derive(Debug)]
pub struct Link<T, C = Plain> {
    transport: T,
    channel: C,
    limit: ApduLimit,
}

impl<T: Transport> Link<T> {
    /// Without protection and with the [limit](Transport::limit) of the transport.
    #[must_use]
    pub fn new(transport: T) -> Self {
        let limit = transport.limit();
        Self {
            transport,
            channel: Plain,
            limit,
        }
    }
}

impl<T: Transport, C: Channel> Link<T, C> {
    /// The same transport under another channel.
    #[must_use]
    pub fn with_channel<D: Channel>(self, channel: D) -> Link<T, D> {
        Link {
            transport: self.transport,
            channel,
            limit: self.limit,
        }
    }

    /// The same with another limit.
    #[must_use]
    pub const fn with_limit(mut self, limit: ApduLimit) -> Self {
        self.limit = limit;
        self
    }

    /// The limit.
    #[must_use]
    pub const fn limit(&self) -> ApduLimit {
        self.limit
    }

    /// The channel, for example to read the binding of the session.
    #[must_use]
    pub const fn channel(&self) -> &C {
        &self.channel
    }

    /// Gives the transport and the channel back.
    #[must_use]
    pub fn into_parts(self) -> (T, C) {
        (self.transport, self.channel)
    }

    /// Sends a command; on `6Cxx` sends it once more with the right Le.
    fn send(&mut self, command: &Command) -> Result<Response, ExchangeError> {
        let response = self.send_once(command)?;
        match response.status.right_length() {
            // A card that names the right Le did nothing; one that names it twice is refused
            // with its status word, which no flow takes for success.
            Some(length) => self.send_once(&command.clone().expecting(length)),
            None => Ok(response),
        }
    }

    /// Sends all pieces of a command. A piece that is refused ends the chain with its status.
    fn send_once(&mut self, command: &Command) -> Result<Response, ExchangeError> {
        let chain = split(command, self.limit.body());
        for piece in &chain.leading {
            let response = self.transmit(piece)?;
            let status = response.status;
            if status.more().is_some() || status.right_length().is_some() {
                return Err(ExchangeError::AnswerInsideChain { status });
            }
            if !status.is_done() {
                return Ok(response);
            }
        }
        self.transmit(&chain.last)
    }

    fn transmit(&mut self, command: &Command) -> Result<Response, ExchangeError> {
        let reply = self.transport.transmit(&command.encode()?)?;
        let response = Response::parse(&reply).map_err(|error| match error {
            ResponseError::NoStatusWord { length } => TransportError::OutcomeUnknown { length },
            ResponseError::TooLong { length } => TransportError::ReplyTooLong { length },
        })?;
        let asked = command.expected.unwrap_or(0);
        check_length(response.data.len(), asked)?;
        Ok(response)
    }

    /// Joins what `61xx` announces.
    fn collect(&mut self, first: Response, asked: u32) -> Result<Response, ExchangeError> {
        let mut data = first.data;
        let mut status = first.status;
        let mut rounds = 0_usize;
        let mut small_parts = 0_usize;
        while let Some(length) = status.more() {
            rounds = rounds.saturating_add(1);
            if rounds > MAX_ROUNDS {
                return Err(ExchangeError::EndlessResponse { rounds: MAX_ROUNDS });
            }
            let next = Command::new(class::ISO, instruction::GET_RESPONSE, 0, 0).expecting(length);
            let part = self.send(&next)?;
            if part.data.is_empty() && (part.status.more().is_some() || part.status.is_done()) {
                return Err(ExchangeError::EmptyRound { round: rounds });
            }
            if part.data.len() < SMALL_PART && part.status.more().is_some() {
                small_parts = small_parts.saturating_add(1);
                if small_parts > MAX_SMALL_PARTS {
                    return Err(ExchangeError::Drip { parts: small_parts });
                }
            }
            data.extend_from_slice(&part.data);
            status = part.status;
            check_length(data.len(), asked)?;
        }
        Ok(Response::new(data, status))
    }
}

impl<T: Transport, C: Channel> Exchange for Link<T, C> {
    fn exchange(&mut self, command: &Command) -> Result<Response, ExchangeError> {
        let wrapped = self.channel.wrap(command.clone())?;
        let asked = wrapped.expected.unwrap_or(0);
        let mut sent = wrapped;
        if let Some(expected) = sent.expected {
            if !(1..=MAX_EXTENDED_EXPECTED).contains(&expected) {
                return Err(CommandError::ExpectedOutOfRange { expected }.into());
            }
            sent.expected = Some(expected.min(self.limit.expected()));
        }
        let first = self.send(&sent)?;
        let whole = self.collect(first, asked)?;
        let response = self.channel.unwrap(whole)?;
        check_length(response.data.len(), command.expected.unwrap_or(0))?;
        Ok(response)
    }
}

/// No more data than Ne, which also bounds what is kept: Ne is at most 65,536.
fn check_length(length: usize, asked: u32) -> Result<(), ExchangeError> {
    if u32::try_from(length).is_ok_and(|length| length <= asked) {
        Ok(())
    } else {
        Err(ExchangeError::ResponseTooLong { length, asked })
    }
}

/// Why there is no whole response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The transport brought no reply.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The channel refused the command or the response.
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// The command has no encoding.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A piece before the last one of a chain was answered as if it were the last.
    #[error("the card answered {status} inside a command chain")]
    AnswerInsideChain {
        /// `61xx` or `6Cxx`.
        status: StatusWord,
    },
    /// More than [`MAX_ROUNDS`] GET RESPONSE rounds.
    #[error("the card announces more data after {rounds} rounds of GET RESPONSE")]
    EndlessResponse {
        /// Rounds of GET RESPONSE that were made.
        rounds: usize,
    },
    /// GET RESPONSE brought nothing although data were announced.
    #[error("GET RESPONSE round {round} brought no byte of the data announced")]
    EmptyRound {
        /// Number of the round, from 1.
        round: usize,
    },
    /// More than [`MAX_SMALL_PARTS`] parts of a response were small.
    #[error("the card drips: {parts} small parts of one response, and more announced")]
    Drip {
        /// Small parts so far.
        parts: usize,
    },
    /// More data than were asked for, joined over the rounds of GET RESPONSE.
    #[error("reply of {length} bytes, at most {asked} were asked for")]
    ResponseTooLong {
        /// Bytes received so far, without status words.
        length: usize,
        /// Ne of the command, 0 where it has no Le.
        asked: u32,
    },
}

#[cfg(test)]
mod tests;
