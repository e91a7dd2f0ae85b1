// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The host's end: protects commands and opens responses.

use super::objects::{
    CHECK_BYTES, Malformed, STATUS, is_odd, open_data, protected_header, push_data, push_expected,
    take_cryptogram,
};
use super::primitive::padded_length;
use super::session::Session;
use super::{MAX_PROTECTED_DATA, SessionKeys};
use crate::channel::{Channel, ChannelError};
use crate::command::{Command, MAX_EXTENDED_EXPECTED, MAX_SHORT_DATA, MAX_SHORT_EXPECTED};
use crate::response::Response;
use crate::tlv::{Objects, push};

/// The host's end of a channel.
///
/// Commands and responses alternate. Whatever goes wrong, a reply that never came included,
/// finishes the channel; only a new PACE opens another one.
///
/// `[applet-spec secure-channels §3]`
#[derive(Debug)]
pub struct HostChannel {
    session: Session,
    waiting: Option<Waiting>,
}

/// What the response must fit.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    odd: bool,
}

impl HostChannel {
    /// A channel whose first command counts 1.
    #[must_use]
    pub const fn new(keys: SessionKeys) -> Self {
        Self {
            session: Session::new(keys),
            waiting: None,
        }
    }

    /// Whether the channel is finished.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.session.is_closed()
    }

    fn try_wrap(&mut self, command: &Command) -> Result<Command, ChannelError> {
        if self.waiting.is_some() {
            return Err(ChannelError::Finished);
        }
        let live = self.session.next().ok_or(ChannelError::Finished)?;
        let header = protected_header(command).ok_or(ChannelError::Unprotectable)?;
        if command.data.len() > MAX_PROTECTED_DATA {
            return Err(ChannelError::TooLong);
        }
        let odd = is_odd(command.instruction);
        let mut objects = Vec::new();
        push_data(&mut objects, live, odd, &command.data).ok_or(ChannelError::TooLong)?;
        if let Some(expected) = command.expected {
            push_expected(&mut objects, expected).ok_or(ChannelError::Unprotectable)?;
        }
        let check_bytes = live.check_bytes(Some(header), &objects);
        push(&mut objects, CHECK_BYTES, &check_bytes);
        self.waiting = Some(Waiting { odd });
        let [class, instruction, p1, p2] = header;
        let expected = outer_expected(command.expected, objects.len());
        Ok(Command::new(class, instruction, p1, p2)
            .with_data(objects)
            .expecting(expected))
    }

    fn try_unwrap(&mut self, response: &Response) -> Result<Response, ChannelError> {
        let waiting = self.waiting.take().ok_or(ChannelError::Finished)?;
        let live = self.session.next().ok_or(ChannelError::Finished)?;
        let parsed = parse(&response.data, waiting.odd);
        let parsed = parsed.map_err(|Malformed| ChannelError::NotAuthentic)?;
        if !live.is_authentic(None, parsed.authenticated, parsed.check_bytes)
            || parsed.status != response.status.to_bytes()
        {
            return Err(ChannelError::NotAuthentic);
        }
        let data = open_data(live, parsed.cryptogram);
        let data = data.map_err(|Malformed| ChannelError::NotAuthentic)?;
        Ok(Response::new(data, response.status))
    }

    fn close(&mut self) {
        self.session.close();
        self.waiting = None;
    }

    #[cfg(test)]
    pub(super) fn set_counter(&mut self, counter: u128) {
        self.session.set_counter(counter);
    }
}

impl Channel for HostChannel {
    fn wrap(&mut self, command: Command) -> Result<Command, ChannelError> {
        let result = self.try_wrap(&command);
        if result.is_err() {
            self.close();
        }
        result
    }

    fn unwrap(&mut self, response: Response) -> Result<Response, ChannelError> {
        let result = self.try_unwrap(&response);
        if result.is_err() {
            self.close();
        }
        result
    }
}

/// Le outside the objects: always the most of the short form, or of the extended form where the
/// command needs it or the response may be longer. It bounds what is joined after `61xx` too.
fn outer_expected(expected: Option<u32>, length: usize) -> u32 {
    let most = usize::try_from(expected.unwrap_or(0)).map_or(usize::MAX, protected_length);
    let short = usize::try_from(MAX_SHORT_EXPECTED).is_ok_and(|short| most <= short);
    if short && length <= MAX_SHORT_DATA {
        MAX_SHORT_EXPECTED
    } else {
        MAX_EXTENDED_EXPECTED
    }
}

/// Length of a protected response with so many bytes of data and an even INS.
const fn protected_length(data: usize) -> usize {
    /// `99` and `8E` whole.
    const REST: usize = 4 + 10;
    if data == 0 {
        return REST;
    }
    let value = padded_length(data).saturating_add(1);
    let head = match value {
        0..=0x7F => 2,
        0x80..=0xFF => 3,
        _ => 4,
    };
    value.saturating_add(head + REST)
}

struct Parsed<'a> {
    cryptogram: Option<&'a [u8]>,
    status: [u8; 2],
    authenticated: &'a [u8],
    check_bytes: &'a [u8],
}

fn parse(bytes: &[u8], odd: bool) -> Result<Parsed<'_>, Malformed> {
    let mut objects = Objects::new(bytes);
    let cryptogram = take_cryptogram(&mut objects, odd)?;
    let status = objects.required(STATUS)?.try_into();
    let status: [u8; 2] = status.map_err(|_| Malformed)?;
    let authenticated = bytes.get(..objects.offset()).ok_or(Malformed)?;
    let check_bytes = objects.required(CHECK_BYTES)?;
    objects.end()?;
    Ok(Parsed {
        cryptogram,
        status,
        authenticated,
        check_bytes,
    })
}
