// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card: answers the handshake, opens commands and protects responses.

use subtle::ConstantTimeEq as _;

use super::derive::{SessionKeys, card_challenge};
use super::initialize::InitializeReply;
use super::level::CardOptions;
use super::session::Session;
use super::{CLASS_SECURED, DiversificationData, Eight, KeySet, S8, SecurityLevel};
use crate::command::Command;
use crate::profile::class;
use crate::response::Response;
use crate::status_word::StatusWord;

/// What a card says of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// What the keys of this chip are derived from; [`UNNAMED_CHIP`](super::UNNAMED_CHIP) on an issued card.
    pub diversification: DiversificationData,
    /// Version of the key set, 01..=7F.
    pub key_version: u8,
}

/// Sessions that a card opened with pseudo-random challenges: 24 bits that never go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SequenceCounter([u8; 3]);

impl SequenceCounter {
    /// The counter of fresh keys: no session was opened with them.
    pub const ZERO: Self = Self([0; 3]);

    /// The counter on the wire and in memory, big-endian.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 3] {
        self.0
    }

    /// The counter of three bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 3]) -> Self {
        Self(bytes)
    }

    /// The next value, to be kept before it is used; `None` at `FFFFFF`, after which the keys open
    /// no more sessions.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        let [a, b, c] = self.0;
        let value = u32::from_be_bytes([0, a, b, c]);
        match value.wrapping_add(1).to_be_bytes() {
            [0, a, b, c] => Some(Self([a, b, c])),
            _ => None,
        }
    }
}

/// Where the challenge of the card comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardChallenge<'a> {
    /// 8 fresh random bytes; the option *i* is `60`.
    Random(Eight),
    /// Derived from Key-ENC; the option *i* is `70` and the reply ends with the counter.
    PseudoRandom {
        /// A value of the counter that was never used before, already kept over power loss.
        counter: SequenceCounter,
        /// The AID of the application that is asked.
        aid: &'a [u8],
    },
}

/// The card's end of a session.
///
/// | state | command | next |
/// |---|---|---|
/// | any | INITIALIZE UPDATE, well formed | challenged |
/// | challenged | EXTERNAL AUTHENTICATE, right | open |
/// | open | protected command, right | open, the response is awaited |
/// | any | anything else | closed |
///
/// The caller hands over whole commands, after chaining, and sends every response of an opened
/// command through [`protect`](Self::protect) before it is split. SELECT, reset and any command
/// without protection end the session by [`close`](Self::close).
#[derive(Debug)]
pub struct Scp03Card {
    keys: KeySet,
    identity: Identity,
    state: State,
}

#[derive(Debug)]
enum State {
    Closed,
    Challenged(SessionKeys),
    Open(Session),
    Answering(Session),
}

impl Scp03Card {
    /// A card with these keys and no session.
    #[must_use]
    pub const fn new(keys: KeySet, identity: Identity) -> Self {
        Self {
            keys,
            identity,
            state: State::Closed,
        }
    }

    /// Ends whatever session there is and forgets its keys.
    pub fn close(&mut self) {
        self.state = State::Closed;
    }

    /// The level of the open session.
    #[must_use]
    pub const fn level(&self) -> Option<SecurityLevel> {
        match &self.state {
            State::Open(session) | State::Answering(session) => Some(session.level()),
            State::Closed | State::Challenged(_) => None,
        }
    }

    /// Answers INITIALIZE UPDATE, `80 50 KVN 00` with 8 bytes of host challenge, and returns the
    /// response data. An open session ends.
    ///
    /// # Errors
    /// The status word to answer: `6E00` for another class, `6A86` for a P2 other than `00`,
    /// `6700` for another length, `6A88` for keys of another version.
    ///
    /// Amendment D §7.1.1
    pub fn initialize_update(
        &mut self,
        command: &Command,
        challenge: CardChallenge<'_>,
    ) -> Result<Vec<u8>, StatusWord> {
        self.close();
        if command.class != class::PERSONALISATION {
            return Err(StatusWord::UNKNOWN_CLASS);
        }
        if command.p2 != 0 {
            return Err(StatusWord::WRONG_P1_P2);
        }
        let host_challenge =
            Eight::try_from(command.data.as_slice()).map_err(|_| StatusWord::WRONG_LENGTH)?;
        if command.p1 != 0 && command.p1 != self.identity.key_version {
            return Err(StatusWord::REFERENCE_NOT_FOUND);
        }
        let (options, challenge, counter) = match challenge {
            CardChallenge::Random(challenge) => (CardOptions::RANDOM, challenge, None),
            CardChallenge::PseudoRandom { counter, aid } => {
                let counter = counter.to_bytes();
                let challenge = card_challenge(&self.keys, counter, aid);
                (CardOptions::PSEUDO_RANDOM, challenge, Some(counter))
            }
        };
        let session_keys = SessionKeys::derive(&self.keys, &host_challenge, &challenge);
        let reply = InitializeReply {
            diversification: self.identity.diversification,
            key_version: self.identity.key_version,
            options,
            challenge,
            cryptogram: session_keys.card_cryptogram,
            counter,
        };
        self.state = State::Challenged(session_keys);
        Ok(reply.encode())
    }

    /// Answers EXTERNAL AUTHENTICATE, `84 82 level 00` with host cryptogram and C-MAC. There is
    /// one attempt for each INITIALIZE UPDATE.
    ///
    /// # Errors
    /// The status word to answer: `6985` without INITIALIZE UPDATE just before, `6E00` for another
    /// class, `6A86` for a level that does not exist or a P2 other than `00`, `6700` for another
    /// length, `6982` for a wrong cryptogram or C-MAC. The session is closed then.
    ///
    /// Amendment D §7.1.2
    pub fn external_authenticate(&mut self, command: Command) -> Result<(), StatusWord> {
        let State::Challenged(keys) = core::mem::replace(&mut self.state, State::Closed) else {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        };
        if command.class != class::PERSONALISATION | CLASS_SECURED {
            return Err(StatusWord::UNKNOWN_CLASS);
        }
        let level = SecurityLevel::from_code(command.p1)
            .filter(|_| command.p2 == 0)
            .ok_or(StatusWord::WRONG_P1_P2)?;
        if command.data.len() != 2 * S8 {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let expected = keys.host_cryptogram;
        let mut session = Session::new(keys, level);
        let opened = session
            .unseal(command)
            .map_err(|_| StatusWord::SECURITY_NOT_SATISFIED)?;
        if !bool::from(expected.as_slice().ct_eq(&opened.data)) {
            return Err(StatusWord::SECURITY_NOT_SATISFIED);
        }
        self.state = State::Open(session);
        Ok(())
    }

    /// Opens a protected command: authentic, in the clear, with its class and Ne as the host meant
    /// them. Its response must go through [`protect`](Self::protect).
    ///
    /// # Errors
    /// `6982`, and the session is closed: no session, a command that is not protected, a wrong
    /// C-MAC, a wrong padding, the end of the counter, a command before the last was answered.
    pub fn open(&mut self, command: Command) -> Result<Command, StatusWord> {
        let State::Open(mut session) = core::mem::replace(&mut self.state, State::Closed) else {
            return Err(StatusWord::SECURITY_NOT_SATISFIED);
        };
        let plain = session
            .open_command(command)
            .map_err(|_| StatusWord::SECURITY_NOT_SATISFIED)?;
        self.state = State::Answering(session);
        Ok(plain)
    }

    /// Protects the response to the command opened last. An error goes bare.
    ///
    /// Without a command that waits for its response nothing is said but `6982`.
    pub fn protect(&mut self, response: Response) -> Response {
        let State::Answering(session) = core::mem::replace(&mut self.state, State::Closed) else {
            return Response::of_status(StatusWord::SECURITY_NOT_SATISFIED);
        };
        let protected = session.protect_response(response);
        self.state = State::Open(session);
        protected
    }
}
