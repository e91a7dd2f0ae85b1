// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card's end: opens commands and protects responses.

use super::objects::{
    CHECK_BYTES, EXPECTED, Malformed, STATUS, is_odd, open_data, parse_expected, protected_header,
    push_data, take_cryptogram,
};
use super::session::Session;
use super::{CLASS_BITS, MAX_PROTECTED_DATA, SecureMessagingError, SessionKeys, is_protected};
use crate::command::Command;
use crate::response::Response;
use crate::tlv::{Objects, TlvErrorKind, push};

/// The card's end of a channel.
///
/// [`open`](Self::open) and [`protect`](Self::protect) alternate: every command that was opened
/// gets one response. After any error the card answers
/// [`status`](SecureMessagingError::status) unprotected and drops the channel.
///
/// `[applet-spec secure-channels §3]`
#[derive(Debug)]
pub struct CardChannel {
    session: Session,
    answering: Option<Answering>,
}

/// What the response must fit.
#[derive(Debug, Clone, Copy)]
struct Answering {
    odd: bool,
}

impl CardChannel {
    /// A channel whose first command counts 1.
    #[must_use]
    pub const fn new(keys: SessionKeys) -> Self {
        Self {
            session: Session::new(keys),
            answering: None,
        }
    }

    /// Whether the channel is finished.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.session.is_closed()
    }

    /// The command in the clear, authentic. The command given is whole: chaining is undone.
    ///
    /// # Errors
    /// [`SecureMessagingError`], after which the channel is finished.
    pub fn open(&mut self, command: &Command) -> Result<Command, SecureMessagingError> {
        let result = self.try_open(command);
        if result.is_err() {
            self.close();
        }
        result
    }

    /// The response as it goes to the host, errors of the command included.
    ///
    /// # Errors
    /// [`SecureMessagingError`], after which the channel is finished.
    pub fn protect(&mut self, response: &Response) -> Result<Response, SecureMessagingError> {
        let result = self.try_protect(response);
        if result.is_err() {
            self.close();
        }
        result
    }

    fn try_open(&mut self, command: &Command) -> Result<Command, SecureMessagingError> {
        if self.answering.is_some() {
            return Err(SecureMessagingError::Finished);
        }
        let live = self.session.next().ok_or(SecureMessagingError::Finished)?;
        if !is_protected(command.class) {
            return Err(SecureMessagingError::Missing);
        }
        let mut plain = Command::new(
            command.class & !CLASS_BITS,
            command.instruction,
            command.p1,
            command.p2,
        );
        let header = protected_header(&plain).ok_or(SecureMessagingError::Incorrect)?;
        let odd = is_odd(command.instruction);
        let parsed = parse(&command.data, odd)?;
        if !live.is_authentic(Some(header), parsed.authenticated, parsed.check_bytes) {
            return Err(SecureMessagingError::Incorrect);
        }
        plain.data = open_data(live, parsed.cryptogram)?;
        plain.expected = parsed.expected.map(parse_expected).transpose()?;
        self.answering = Some(Answering { odd });
        Ok(plain)
    }

    fn try_protect(&mut self, response: &Response) -> Result<Response, SecureMessagingError> {
        let answering = self.answering.take();
        let Answering { odd } = answering.ok_or(SecureMessagingError::Finished)?;
        let live = self.session.next().ok_or(SecureMessagingError::Finished)?;
        if response.data.len() > MAX_PROTECTED_DATA {
            return Err(SecureMessagingError::TooLong);
        }
        let mut objects = Vec::new();
        push_data(&mut objects, live, odd, &response.data).ok_or(SecureMessagingError::TooLong)?;
        push(&mut objects, STATUS, &response.status.to_bytes());
        let check_bytes = live.check_bytes(None, &objects);
        push(&mut objects, CHECK_BYTES, &check_bytes);
        Ok(Response::new(objects, response.status))
    }

    fn close(&mut self) {
        self.session.close();
        self.answering = None;
    }

    #[cfg(test)]
    pub(super) fn set_counter(&mut self, counter: u128) {
        self.session.set_counter(counter);
    }
}

impl From<Malformed> for SecureMessagingError {
    fn from(_: Malformed) -> Self {
        Self::Incorrect
    }
}

struct Parsed<'a> {
    cryptogram: Option<&'a [u8]>,
    expected: Option<&'a [u8]>,
    authenticated: &'a [u8],
    check_bytes: &'a [u8],
}

fn parse(bytes: &[u8], odd: bool) -> Result<Parsed<'_>, SecureMessagingError> {
    let mut objects = Objects::new(bytes);
    let cryptogram = take_cryptogram(&mut objects, odd)?;
    let expected = objects.optional(EXPECTED).map_err(Malformed::from)?;
    let authenticated = bytes.get(..objects.offset()).ok_or(Malformed)?;
    let check_bytes = objects
        .required(CHECK_BYTES)
        .map_err(|error| match error.kind {
            TlvErrorKind::Missing => SecureMessagingError::Missing,
            _ => SecureMessagingError::Incorrect,
        })?;
    objects.end().map_err(Malformed::from)?;
    Ok(Parsed {
        cryptogram,
        expected,
        authenticated,
        check_bytes,
    })
}
