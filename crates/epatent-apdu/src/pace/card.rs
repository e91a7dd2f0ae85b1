// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card's side, as a state machine.

use core::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::agreement::{Agreed, BadPoint, Mapped, TOKEN_LENGTH};
use super::can::Can;
use super::dynamic::{
    AGREEMENT_CARD, AGREEMENT_HOST, ASK, MAPPING_CARD, MAPPING_HOST, NONCE, TOKEN_CARD, TOKEN_HOST,
    encode, parse,
};
use super::ephemeral::Ephemeral;
use super::key::PasswordKey;
use super::set_at::{PASSWORD_CAN, SetAt};
use super::transcript::Transcript;
use super::{Binding, NONCE_LENGTH};
use crate::profile::POINT_LENGTH;
use crate::secure_messaging::CardChannel;
use crate::status_word::StatusWord;
use crate::tlv::TlvError;

/// The card's side of PACE.
///
/// | state | command | next | else |
/// |---|---|---|---|
/// | any | MSE:Set AT | chosen | idle |
/// | chosen | `7C00`, CLA `10` | nonce sent | idle |
/// | nonce sent | `81`, CLA `10` | mapped | idle |
/// | mapped | `83`, CLA `10` | agreed | idle |
/// | agreed | `85`, CLA `00` | idle, the channel is handed over | idle |
///
/// The steps take the same time and the same words whatever the CAN is; only the last one fails.
///
/// `[applet-spec secure-channels §2]`
#[derive(Default)]
pub struct PaceCard {
    state: State,
}

/// What the card answers with `9000`.
#[derive(Debug)]
#[must_use]
pub enum CardAnswer {
    /// A step before the last: its response data.
    Next(Vec<u8>),
    /// The last step: its response data, sent in the clear, and the session that begins after it.
    Established {
        /// Response data of the last GENERAL AUTHENTICATE: the card's token (`secure-channels.md` §2.1).
        data: Vec<u8>,
        /// The channel, and the binding that chip proofs carry.
        session: CardSession,
    },
}

/// What PACE has brought.
#[derive(Debug)]
pub struct CardSession {
    /// The channel for every command from the next one on.
    pub channel: CardChannel,
    /// SHA-256 over the transcript, see [`pace`](super).
    pub binding: Binding,
}

#[derive(Default)]
enum State {
    #[default]
    Idle,
    Chosen(PasswordKey, Secrets),
    NonceSent(Secrets, Transcript),
    Mapped(Mapped, Transcript),
    Agreed(Agreed, Transcript),
}

struct Secrets {
    nonce: Zeroizing<[u8; NONCE_LENGTH]>,
    ephemeral: Ephemeral,
}

impl PaceCard {
    /// With no session begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets an unfinished session, as a reset, SELECT and every command but
    /// GENERAL AUTHENTICATE do.
    pub fn clear(&mut self) {
        self.state = State::Idle;
    }

    /// Whether a session was begun and is not finished.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, State::Idle)
    }

    /// Whether the next GENERAL AUTHENTICATE decides about the password: the moment to count an
    /// attempt in memory that keeps it over power loss, before the answer is computed.
    #[must_use]
    pub const fn decides_next(&self) -> bool {
        matches!(self.state, State::Agreed(..))
    }

    /// MSE:Set AT. The nonce and the secrets are fresh random ones, on the curve of EF.CardAccess.
    ///
    /// # Errors
    /// The status word to answer: [`StatusWord::WRONG_DATA`] for a malformed data field and
    /// another protocol, [`StatusWord::REFERENCE_NOT_FOUND`] for another password or parameter.
    pub fn set_at(
        &mut self,
        data: &[u8],
        can: &Can,
        nonce: [u8; NONCE_LENGTH],
        ephemeral: Ephemeral,
    ) -> Result<(), StatusWord> {
        self.clear();
        let nonce = Zeroizing::new(nonce);
        let chosen = SetAt::parse(data).ok_or(StatusWord::WRONG_DATA)?;
        let known = ephemeral.parameter().id();
        if chosen.password != PASSWORD_CAN || chosen.parameter.is_some_and(|id| id != known) {
            return Err(StatusWord::REFERENCE_NOT_FOUND);
        }
        self.choose(PasswordKey::of(can), nonce, ephemeral);
        Ok(())
    }

    pub(super) fn choose(
        &mut self,
        password: PasswordKey,
        nonce: Zeroizing<[u8; NONCE_LENGTH]>,
        ephemeral: Ephemeral,
    ) {
        self.state = State::Chosen(password, Secrets { nonce, ephemeral });
    }

    /// GENERAL AUTHENTICATE with P1 P2 `0000`; `chained` is bit 5 of CLA.
    ///
    /// # Errors
    /// The status word to answer, after which no session is open:
    /// [`StatusWord::CONDITIONS_NOT_SATISFIED`] without MSE:Set AT,
    /// [`StatusWord::WRONG_DATA`] for a data field that is not that of the step, the wrong
    /// chaining bit, and a point that is not on the curve or the card's own,
    /// [`StatusWord::AUTHENTICATION_FAILED`] for a wrong token.
    pub fn general_authenticate(
        &mut self,
        chained: bool,
        data: &[u8],
    ) -> Result<CardAnswer, StatusWord> {
        let state = core::mem::take(&mut self.state);
        if chained == matches!(state, State::Agreed(..)) && !matches!(state, State::Idle) {
            return Err(StatusWord::WRONG_DATA);
        }
        match state {
            State::Idle => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
            State::Chosen(password, secrets) => self.send_nonce(&password, secrets, data),
            State::NonceSent(secrets, transcript) => self.map(&secrets, transcript, data),
            State::Mapped(mapped, transcript) => self.agree(mapped, transcript, data),
            State::Agreed(agreed, transcript) => establish(&agreed, transcript, data),
        }
    }

    fn send_nonce(
        &mut self,
        password: &PasswordKey,
        secrets: Secrets,
        data: &[u8],
    ) -> Result<CardAnswer, StatusWord> {
        if data != ASK {
            return Err(StatusWord::WRONG_DATA);
        }
        let answer = encode(NONCE, &password.encrypt(&secrets.nonce));
        let transcript = heard(Transcript::default(), data, &answer);
        self.state = State::NonceSent(secrets, transcript);
        Ok(CardAnswer::Next(answer))
    }

    fn map(
        &mut self,
        secrets: &Secrets,
        transcript: Transcript,
        data: &[u8],
    ) -> Result<CardAnswer, StatusWord> {
        let peer = parse::<POINT_LENGTH>(data, MAPPING_HOST)?;
        let mapped = Mapped::new(&secrets.ephemeral, &secrets.nonce, &peer)?;
        let answer = encode(MAPPING_CARD, secrets.ephemeral.point());
        self.state = State::Mapped(mapped, heard(transcript, data, &answer));
        Ok(CardAnswer::Next(answer))
    }

    fn agree(
        &mut self,
        mapped: Mapped,
        transcript: Transcript,
        data: &[u8],
    ) -> Result<CardAnswer, StatusWord> {
        let peer = parse::<POINT_LENGTH>(data, AGREEMENT_HOST)?;
        let answer = encode(AGREEMENT_CARD, mapped.point());
        let agreed = mapped.agree(&peer)?;
        self.state = State::Agreed(agreed, heard(transcript, data, &answer));
        Ok(CardAnswer::Next(answer))
    }
}

fn establish(
    agreed: &Agreed,
    transcript: Transcript,
    data: &[u8],
) -> Result<CardAnswer, StatusWord> {
    let token = parse::<TOKEN_LENGTH>(data, TOKEN_HOST)?;
    let answer = encode(TOKEN_CARD, &agreed.own_token());
    if !bool::from(agreed.peer_token().as_slice().ct_eq(&token)) {
        return Err(StatusWord::AUTHENTICATION_FAILED);
    }
    let session = CardSession {
        channel: CardChannel::new(agreed.keys()),
        binding: heard(transcript, data, &answer).binding(),
    };
    Ok(CardAnswer::Established {
        data: answer,
        session,
    })
}

fn heard(mut transcript: Transcript, data: &[u8], answer: &[u8]) -> Transcript {
    transcript.add(data);
    transcript.add(answer);
    transcript
}

impl From<TlvError> for StatusWord {
    fn from(_: TlvError) -> Self {
        Self::WRONG_DATA
    }
}

impl From<BadPoint> for StatusWord {
    fn from(_: BadPoint) -> Self {
        Self::WRONG_DATA
    }
}

impl fmt::Debug for PaceCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Idle => "idle",
            State::Chosen(..) => "chosen",
            State::NonceSent(..) => "nonce sent",
            State::Mapped(..) => "mapped",
            State::Agreed(..) => "agreed",
        };
        write!(formatter, "PaceCard({state}, redacted)")
    }
}
