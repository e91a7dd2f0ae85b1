// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The host: opens a session with the card and protects what follows.

use subtle::ConstantTimeEq as _;

use super::derive::SessionKeys;
use super::initialize::InitializeReply;
use super::session::{Session, Unprotected};
use super::{
    CLASS_SECURED, DiversificationData, Eight, KeyError, KeySource, MasterKeyError, SecurityLevel,
    SequenceCounter,
};
use crate::channel::{Channel, ChannelError};
use crate::command::{Command, MAX_SHORT_EXPECTED};
use crate::flow::{Flow, FlowError, ReplyProblem, Step};
use crate::profile::{class, instruction};
use crate::response::Response;

const INITIALIZE_UPDATE: &str = "INITIALIZE UPDATE";
const EXTERNAL_AUTHENTICATE: &str = "EXTERNAL AUTHENTICATE";

/// Why a session was not opened, beyond what any flow can meet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// The card cryptogram is wrong: the card has other keys, or is not the issuer's.
    /// EXTERNAL AUTHENTICATE was not sent.
    #[error("the card does not hold the keys expected of it (wrong card cryptogram)")]
    CardCryptogram,
    /// The card chose keys of another version than was asked for.
    #[error("the card used keys of version {actual:02X} where {asked:02X} was asked for")]
    KeyVersion {
        /// Version asked for, not `00`.
        asked: u8,
        /// Version in the reply, as the card says it.
        actual: u8,
    },
    /// The card cannot protect as much as the host demands.
    #[error("the card's option {options:02X} does not reach security level {:02X}", level.code())]
    Level {
        /// Level demanded.
        level: SecurityLevel,
        /// Implementation option *i* of the card (GPC_SPE_014 §5.1); `60` in this profile.
        options: u8,
    },
    /// The card does not say which chip it is, as no issued card does, and the caller does not
    /// either: see [`KnownChip`](super::KnownChip).
    #[error("an issued card does not name its chip, and no chip was named for it")]
    UnnamedChip,
    /// The card names another chip than the one that was expected.
    #[error(
        "the card names the chip {}, not {}",
        hex::encode(actual),
        hex::encode(expected)
    )]
    OtherChip {
        /// The chip expected.
        expected: DiversificationData,
        /// The chip that the card names.
        actual: DiversificationData,
    },
    /// The keys may not be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The keys of the chip could not be derived.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
}

/// Opens a session: mutual authentication, then the channel.
///
/// | CLA INS P1 P2 | data | Le | response |
/// |---|---|---|---|
/// | `80 50 KVN 00` | host challenge (8) | `00` | 29 or 32 bytes |
/// | `84 82 level 00` | host cryptogram (8) ‖ C-MAC (8) | none | none |
///
/// The card cryptogram is checked before EXTERNAL AUTHENTICATE is sent.
///
/// Amendment D §7.1
#[derive(Debug)]
pub struct OpenScp03<K> {
    keys: K,
    key_version: u8,
    level: SecurityLevel,
    host_challenge: Eight,
    state: State,
}

/// Where the handshake is. Sessions are boxed, because they are far larger than the rest.
#[derive(Debug)]
enum State {
    Start,
    Initializing,
    Authenticating(Box<Established>),
    Over,
}

/// An open session.
#[derive(Debug)]
pub struct Established {
    /// Protects every further command; give it to [`Link::with_channel`](crate::Link::with_channel).
    pub channel: Scp03Channel,
    /// What the chip says its keys are derived from. Not authentic by itself: where the keys were
    /// derived from it, that they fit shows that it is right.
    pub diversification: DiversificationData,
    /// Version of the keys as the card says.
    pub key_version: u8,
    /// Sequence counter of a card with pseudo-random challenges; `None` where the challenge is random.
    pub sequence_counter: Option<SequenceCounter>,
}

impl<K: KeySource> OpenScp03<K> {
    /// Prepares a session at this level, with 8 fresh random bytes.
    ///
    /// `key_version` is the version of keys asked for, `00` for the card's first.
    #[must_use]
    pub const fn new(
        keys: K,
        key_version: u8,
        level: SecurityLevel,
        host_challenge: Eight,
    ) -> Self {
        Self {
            keys,
            key_version,
            level,
            host_challenge,
            state: State::Start,
        }
    }

    fn initialize_update(&self) -> Command {
        let command = Command::new(
            class::PERSONALISATION,
            instruction::INITIALIZE_UPDATE,
            self.key_version,
            0,
        );
        command
            .with_data(self.host_challenge.to_vec())
            .expecting(MAX_SHORT_EXPECTED)
    }

    /// Checks the card and makes EXTERNAL AUTHENTICATE.
    fn authenticate(&self, response: Response) -> Result<(Command, Established), FlowError> {
        let data = accepted(INITIALIZE_UPDATE, response)?;
        let reply = InitializeReply::parse(&data).map_err(|problem| FlowError::Reply {
            command: INITIALIZE_UPDATE,
            problem,
        })?;
        if self.key_version != 0 && self.key_version != reply.key_version {
            return Err(HandshakeError::KeyVersion {
                asked: self.key_version,
                actual: reply.key_version,
            }
            .into());
        }
        if !reply.options.supports(self.level) {
            return Err(HandshakeError::Level {
                level: self.level,
                options: reply.options.code(),
            }
            .into());
        }
        let keys = self.keys.keys(&reply.diversification, reply.key_version)?;
        let session_keys = SessionKeys::derive(&keys, &self.host_challenge, &reply.challenge);
        if !bool::from(session_keys.card_cryptogram.ct_eq(&reply.cryptogram)) {
            return Err(HandshakeError::CardCryptogram.into());
        }
        let cryptogram = session_keys.host_cryptogram;
        let mut session = Session::new(session_keys, self.level);
        let command = session.seal(
            Command::new(
                class::PERSONALISATION | CLASS_SECURED,
                instruction::EXTERNAL_AUTHENTICATE,
                self.level.code(),
                0,
            )
            .with_data(cryptogram.to_vec()),
        );
        let established = Established {
            channel: Scp03Channel(Some(Turn::Command(session))),
            diversification: reply.diversification,
            key_version: reply.key_version,
            sequence_counter: reply.counter.map(SequenceCounter::from_bytes),
        };
        Ok((command, established))
    }
}

impl<K: KeySource> Flow for OpenScp03<K> {
    type Output = Established;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Established>, FlowError> {
        match (core::mem::replace(&mut self.state, State::Over), reply) {
            (State::Start, None) => {
                self.state = State::Initializing;
                Ok(Step::Send(self.initialize_update()))
            }
            (State::Initializing, Some(response)) => {
                let (command, established) = self.authenticate(response)?;
                self.state = State::Authenticating(Box::new(established));
                Ok(Step::Send(command))
            }
            (State::Authenticating(established), Some(response)) => {
                let length = accepted(EXTERNAL_AUTHENTICATE, response)?.len();
                if length > 0 {
                    return Err(FlowError::Reply {
                        command: EXTERNAL_AUTHENTICATE,
                        problem: ReplyProblem::Trailing { length, offset: 0 },
                    });
                }
                Ok(Step::Done(*established))
            }
            _ => Err(FlowError::OutOfTurn),
        }
    }
}

fn accepted(command: &'static str, response: Response) -> Result<Vec<u8>, FlowError> {
    if response.status.is_done() {
        Ok(response.data)
    } else {
        Err(FlowError::Refused {
            command,
            status: response.status,
        })
    }
}

/// The host's end of an open session.
///
/// Commands and responses alternate. A command whose response never came leaves the two ends
/// apart, so the next call finishes the channel: the session is opened anew, nothing is resent.
///
/// `[applet-spec secure-channels §4.3]`
#[derive(Debug)]
pub struct Scp03Channel(Option<Turn>);

#[derive(Debug)]
enum Turn {
    Command(Session),
    Response(Session),
}

impl Channel for Scp03Channel {
    fn wrap(&mut self, command: Command) -> Result<Command, ChannelError> {
        let Some(Turn::Command(mut session)) = self.0.take() else {
            return Err(ChannelError::Finished);
        };
        let protected = session
            .protect_command(command)
            .map_err(|error| match error {
                Unprotected::Class => ChannelError::Unprotectable,
                Unprotected::TooLong => ChannelError::TooLong,
                Unprotected::Exhausted => ChannelError::Finished,
            })?;
        self.0 = Some(Turn::Response(session));
        Ok(protected)
    }

    fn unwrap(&mut self, response: Response) -> Result<Response, ChannelError> {
        let Some(Turn::Response(session)) = self.0.take() else {
            return Err(ChannelError::Finished);
        };
        let plain = session
            .open_response(response)
            .map_err(|_| ChannelError::NotAuthentic)?;
        self.0 = Some(Turn::Command(session));
        Ok(plain)
    }
}

impl Scp03Channel {
    /// The level of the session; `None` once the channel is finished.
    #[must_use]
    pub const fn level(&self) -> Option<SecurityLevel> {
        match &self.0 {
            Some(Turn::Command(session) | Turn::Response(session)) => Some(session.level()),
            None => None,
        }
    }
}
