// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The host's side, as a flow.

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
use super::set_at::SetAt;
use super::transcript::Transcript;
use super::{Binding, NONCE_LENGTH};
use crate::command::{Command, MAX_SHORT_EXPECTED};
use crate::flow::{Flow, FlowError, ReplyProblem, Step};
use crate::flows::{accepted, accepted_empty};
use crate::profile::{POINT_LENGTH, class, instruction};
use crate::response::Response;
use crate::secure_messaging::HostChannel;

const GENERAL_AUTHENTICATE: &str = "GENERAL AUTHENTICATE";
const SET_AT: &str = "MANAGE SECURITY ENVIRONMENT";

/// Runs PACE with the CAN and opens the channel.
///
/// A card that does not know the CAN, or a CAN that is not the card's, shows only in a token: the
/// card refuses ours with [`AUTHENTICATION_FAILED`](crate::StatusWord::AUTHENTICATION_FAILED), or
/// its own is wrong, which is a [`FlowError::Reply`].
///
/// `[applet-spec secure-channels §2]`
pub struct Pace {
    password: PasswordKey,
    names_parameter: bool,
    transcript: Transcript,
    state: State,
}

/// What PACE has brought: the channel and what binds later proofs to this session.
#[derive(Debug)]
pub struct Established {
    /// The channel, for [`Link::with_channel`](crate::Link::with_channel).
    pub channel: HostChannel,
    /// SHA-256 over the transcript, see [`pace`](super).
    pub binding: Binding,
}

enum State {
    Start(Ephemeral),
    Chosen(Ephemeral),
    NonceAsked(Ephemeral),
    MappingSent(Ephemeral, Zeroizing<[u8; NONCE_LENGTH]>),
    AgreementSent(Mapped),
    TokenSent(Agreed),
    Over,
}

impl Pace {
    /// With the CAN and fresh secrets on the curve that the card offers.
    #[must_use]
    pub fn new(can: &Can, ephemeral: Ephemeral) -> Self {
        Self::with_key(PasswordKey::of(can), ephemeral)
    }

    /// Names the parameter to the card, which is needed where it offers several.
    #[must_use]
    pub const fn naming_parameter(mut self) -> Self {
        self.names_parameter = true;
        self
    }

    pub(super) fn with_key(password: PasswordKey, ephemeral: Ephemeral) -> Self {
        Self {
            password,
            names_parameter: false,
            transcript: Transcript::default(),
            state: State::Start(ephemeral),
        }
    }

    /// GENERAL AUTHENTICATE; CLA `10` on every step but the last.
    fn send(&mut self, data: Vec<u8>, last: bool) -> Step<Established> {
        self.transcript.add(&data);
        let class = if last {
            class::ISO
        } else {
            class::ISO | class::CHAINED
        };
        let command = Command::new(class, instruction::GENERAL_AUTHENTICATE, 0, 0);
        Step::Send(command.with_data(data).expecting(MAX_SHORT_EXPECTED))
    }

    /// The one object of a response.
    fn take<const N: usize>(
        &mut self,
        response: Response,
        tag: u8,
        expected: &'static str,
    ) -> Result<[u8; N], FlowError> {
        let data = accepted(GENERAL_AUTHENTICATE, response)?;
        self.transcript.add(&data);
        parse(&data, tag).map_err(|error| wrong(error.offset, expected))
    }

    fn choose(&mut self, ephemeral: Ephemeral) -> Step<Established> {
        let parameter = self.names_parameter.then(|| ephemeral.parameter());
        self.state = State::Chosen(ephemeral);
        Step::Send(SetAt::can(parameter).command())
    }

    fn map(
        &mut self,
        ephemeral: &Ephemeral,
        nonce: &[u8; NONCE_LENGTH],
        response: Response,
    ) -> Result<Step<Established>, FlowError> {
        let peer =
            self.take::<POINT_LENGTH>(response, MAPPING_CARD, "7C with one mapping point, 82")?;
        let mapped = Mapped::new(ephemeral, nonce, &peer).map_err(bad_point)?;
        let data = encode(AGREEMENT_HOST, mapped.point());
        self.state = State::AgreementSent(mapped);
        Ok(self.send(data, false))
    }

    fn agree(
        &mut self,
        mapped: Mapped,
        response: Response,
    ) -> Result<Step<Established>, FlowError> {
        let peer =
            self.take::<POINT_LENGTH>(response, AGREEMENT_CARD, "7C with one agreement point, 84")?;
        let agreed = mapped.agree(&peer).map_err(bad_point)?;
        let data = encode(TOKEN_HOST, &agreed.own_token());
        self.state = State::TokenSent(agreed);
        Ok(self.send(data, true))
    }

    fn establish(&mut self, agreed: &Agreed, response: Response) -> Result<Established, FlowError> {
        let token = self.take::<TOKEN_LENGTH>(response, TOKEN_CARD, "7C with one token, 86")?;
        if !bool::from(agreed.peer_token().as_slice().ct_eq(&token)) {
            return Err(wrong(VALUE, "the token of a card that knows the CAN"));
        }
        Ok(Established {
            channel: HostChannel::new(agreed.keys()),
            binding: core::mem::take(&mut self.transcript).binding(),
        })
    }
}

impl Flow for Pace {
    type Output = Established;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Established>, FlowError> {
        // Whatever fails leaves nothing behind: the secrets are dropped with the state.
        let state = core::mem::replace(&mut self.state, State::Over);
        match (state, reply) {
            (State::Start(ephemeral), None) => Ok(self.choose(ephemeral)),
            (State::Chosen(ephemeral), Some(response)) => {
                accepted_empty(SET_AT, response)?;
                self.state = State::NonceAsked(ephemeral);
                Ok(self.send(ASK.to_vec(), false))
            }
            (State::NonceAsked(ephemeral), Some(response)) => {
                let encrypted = self.take(response, NONCE, "7C with one encrypted nonce, 80")?;
                let nonce = self.password.decrypt(encrypted);
                let data = encode(MAPPING_HOST, ephemeral.point());
                self.state = State::MappingSent(ephemeral, nonce);
                Ok(self.send(data, false))
            }
            (State::MappingSent(ephemeral, nonce), Some(response)) => {
                self.map(&ephemeral, &nonce, response)
            }
            (State::AgreementSent(mapped), Some(response)) => self.agree(mapped, response),
            (State::TokenSent(agreed), Some(response)) => {
                self.establish(&agreed, response).map(Step::Done)
            }
            _ => Err(FlowError::OutOfTurn),
        }
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pace(redacted)")
    }
}

/// Where the value of the one object begins: after `7C`, its length, a tag and its length.
const VALUE: usize = 4;

const fn wrong(offset: usize, expected: &'static str) -> FlowError {
    FlowError::Reply {
        command: GENERAL_AUTHENTICATE,
        problem: ReplyProblem::Field { offset, expected },
    }
}

const fn bad_point(_: BadPoint) -> FlowError {
    wrong(VALUE, "a point on the curve other than the host's own")
}
