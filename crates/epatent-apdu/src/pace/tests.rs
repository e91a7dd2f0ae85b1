// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

mod files;
mod hostile;
mod passwords;
mod sessions;
mod worked_example;
mod wycheproof;

use sha2::{Digest as _, Sha512};

use super::{
    Can, CardAnswer, CardSession, Ephemeral, Established, NONCE_LENGTH, Pace, PaceCard, Parameter,
    SetAt,
};
use crate::chaining::PendingResponse;
use crate::command::Command;
use crate::flow::{FlowError, Step, drive};
use crate::link::{Exchange, Link};
use crate::profile::instruction;
use crate::response::Response;
use crate::secure_messaging::{CardChannel, is_protected};
use crate::status_word::StatusWord;
use crate::transport::{Transport, TransportError};

const BOTH: [Parameter; 2] = [Parameter::P256, Parameter::BrainpoolP256r1];

fn can() -> Can {
    Can::parse("123456").unwrap()
}

/// Bytes that nobody foresees but the same test run again.
fn random<const N: usize>(seed: u64, label: &str) -> [u8; N] {
    let mut bytes = Vec::new();
    for block in 0_u64.. {
        if bytes.len() >= N {
            break;
        }
        let seed = [seed.to_be_bytes(), block.to_be_bytes()].concat();
        bytes.extend_from_slice(&Sha512::new_with_prefix(label).chain_update(seed).finalize());
    }
    bytes[..N].try_into().unwrap()
}

fn ephemeral(parameter: Parameter, seed: u64, label: &str) -> Ephemeral {
    Ephemeral::from_random(parameter, &random(seed, label)).unwrap()
}

fn host(parameter: Parameter, seed: u64) -> Pace {
    Pace::new(&can(), ephemeral(parameter, seed, "host"))
}

/// A card with PACE, a channel and one file that is read through it.
struct Card {
    can: Can,
    parameter: Parameter,
    seed: u64,
    pace: PaceCard,
    session: Option<CardSession>,
    pending: PendingResponse,
    file: Vec<u8>,
    /// Changes the n-th response data of GENERAL AUTHENTICATE, from 0.
    forge: Option<(usize, Forgery)>,
    answered: usize,
}

type Forgery = Box<dyn Fn(&Command, Vec<u8>) -> Vec<u8>>;

impl Card {
    fn new(parameter: Parameter, seed: u64) -> Self {
        Self {
            can: can(),
            parameter,
            seed,
            pace: PaceCard::new(),
            session: None,
            pending: PendingResponse::new(),
            file: crate::test_support::content(700),
            forge: None,
            answered: 0,
        }
    }

    fn forging(
        mut self,
        answer: usize,
        forgery: impl Fn(&Command, Vec<u8>) -> Vec<u8> + 'static,
    ) -> Self {
        self.forge = Some((answer, Box::new(forgery)));
        self
    }

    fn channel(&mut self) -> Option<&mut CardChannel> {
        self.session.as_mut().map(|session| &mut session.channel)
    }

    fn process(&mut self, command: &Command) -> Response {
        if command.instruction == instruction::GET_RESPONSE {
            return self
                .pending
                .next(command.expected)
                .unwrap_or_else(Response::of_status);
        }
        let response = if is_protected(command.class) {
            self.process_protected(command)
        } else {
            self.execute(command).unwrap_or_else(Response::of_status)
        };
        self.pending.begin(response, command.expected)
    }

    fn process_protected(&mut self, command: &Command) -> Response {
        let Some(channel) = self.channel() else {
            return Response::of_status(StatusWord::SECURE_MESSAGING_MISSING);
        };
        match channel.open(command) {
            Ok(plain) => {
                let response = self.execute(&plain).unwrap_or_else(Response::of_status);
                self.channel().unwrap().protect(&response).unwrap()
            }
            Err(error) => {
                self.session = None;
                Response::of_status(error.status())
            }
        }
    }

    fn execute(&mut self, command: &Command) -> Result<Response, StatusWord> {
        let done = |data| Ok(Response::new(data, StatusWord::DONE));
        match command.instruction {
            instruction::MANAGE_SECURITY_ENVIRONMENT => {
                assert_eq!((command.p1, command.p2), (SetAt::P1, SetAt::P2));
                let nonce = random::<NONCE_LENGTH>(self.seed, "nonce");
                let ephemeral = ephemeral(self.parameter, self.seed, "card");
                self.pace
                    .set_at(&command.data, &self.can, nonce, ephemeral)?;
                done(Vec::new())
            }
            instruction::GENERAL_AUTHENTICATE => {
                let chained = command.class & 0x10 != 0;
                let answer = self.pace.general_authenticate(chained, &command.data)?;
                let data = match answer {
                    CardAnswer::Next(data) => data,
                    CardAnswer::Established { data, session } => {
                        self.session = Some(session);
                        data
                    }
                };
                let number = self.answered;
                self.answered += 1;
                done(match &self.forge {
                    Some((answer, forge)) if *answer == number => forge(command, data),
                    _ => data,
                })
            }
            instruction::READ_BINARY => {
                let offset = usize::from(u16::from_be_bytes([command.p1, command.p2]));
                let expected = usize::try_from(command.expected.unwrap()).unwrap();
                let end = self.file.len().min(offset + expected);
                done(self.file[offset..end].to_vec())
            }
            _ => Err(StatusWord::UNKNOWN_INSTRUCTION),
        }
    }
}

impl Transport for Card {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        assert!(command.len() <= 261, "short APDUs only");
        Ok(self.process(&Command::parse(command).unwrap()).encode())
    }
}

fn run(pace: Pace, card: &mut Card) -> Result<Established, FlowError> {
    drive(pace, card)
}
