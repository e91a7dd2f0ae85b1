// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Our side of PACE and secure messaging as a card that knows either parameter: an issued card
//! has parameter 12 only.

use epatent_apdu::pace::Can;
use epatent_apdu::pace::{
    CardAnswer, CardSession, Ephemeral, NONCE_LENGTH, PaceCard, Parameter, card_access,
};
use epatent_apdu::profile::instruction;
use epatent_apdu::secure_messaging::is_protected;
use epatent_apdu::{Command, Response, StatusWord, Transport, TransportError};
use epatent_emulator::{Device, DeviceError};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// A card with EF.CardAccess and EF.SO, whose chip proof is the binding of the session alone.
pub(crate) struct OurCard {
    can: Can,
    parameter: Parameter,
    file: Vec<u8>,
    rng: StdRng,
    pace: PaceCard,
    session: Option<CardSession>,
}

impl OurCard {
    pub(crate) fn new(can: &str, parameter: Parameter, file: Vec<u8>) -> Self {
        Self {
            can: Can::parse(can).unwrap(),
            parameter,
            file,
            rng: StdRng::seed_from_u64(u64::from(parameter.id())),
            pace: PaceCard::new(),
            session: None,
        }
    }

    fn process(&mut self, command: &Command) -> Response {
        if !is_protected(command.class) {
            self.session = None;
            return self.execute(command).unwrap_or_else(Response::of_status);
        }
        let Some(mut session) = self.session.take() else {
            return Response::of_status(StatusWord::SECURE_MESSAGING_MISSING);
        };
        match session.channel.open(command) {
            Ok(plain) => {
                self.session = Some(session);
                let response = self.execute(&plain).unwrap_or_else(Response::of_status);
                let session = self.session.as_mut().unwrap();
                session.channel.protect(&response).unwrap()
            }
            Err(error) => Response::of_status(error.status()),
        }
    }

    fn execute(&mut self, command: &Command) -> Result<Response, StatusWord> {
        let data = match command.instruction {
            instruction::SELECT => Vec::new(),
            instruction::MANAGE_SECURITY_ENVIRONMENT => {
                let mut nonce = [0; NONCE_LENGTH];
                self.rng.fill_bytes(&mut nonce);
                let mut random = [0; Ephemeral::RANDOM];
                self.rng.fill_bytes(&mut random);
                let ephemeral = Ephemeral::from_random(self.parameter, &random).unwrap();
                self.pace
                    .set_at(&command.data, &self.can, nonce, ephemeral)?;
                Vec::new()
            }
            instruction::GENERAL_AUTHENTICATE => {
                let chained = command.class & 0x10 != 0;
                match self.pace.general_authenticate(chained, &command.data)? {
                    CardAnswer::Next(data) => data,
                    CardAnswer::Established { data, session } => {
                        self.session = Some(session);
                        data
                    }
                }
            }
            instruction::INTERNAL_AUTHENTICATE => {
                let session = self.session.as_ref();
                let session = session.ok_or(StatusWord::SECURITY_NOT_SATISFIED)?;
                session.binding.to_vec()
            }
            instruction::READ_BINARY => return Ok(self.read(command)),
            _ => return Err(StatusWord::UNKNOWN_INSTRUCTION),
        };
        Ok(Response::new(data, StatusWord::DONE))
    }

    fn read(&self, command: &Command) -> Response {
        let file = match self.session {
            Some(_) => self.file.clone(),
            None => card_access(&[self.parameter]),
        };
        let offset = match command.p1 {
            0x80.. => usize::from(command.p2),
            high => usize::from(u16::from_be_bytes([high, command.p2])),
        };
        let asked = usize::try_from(command.expected.unwrap()).unwrap();
        let rest = file.get(offset..).unwrap();
        if rest.len() < asked {
            Response::new(rest.to_vec(), StatusWord::END_OF_FILE)
        } else {
            Response::new(rest[..asked].to_vec(), StatusWord::DONE)
        }
    }
}

impl Device for OurCard {
    fn power_off(&mut self) {
        self.reset();
    }

    fn reset(&mut self) {
        self.pace.clear();
        self.session = None;
    }

    fn atr(&self) -> Vec<u8> {
        epatent_emulator::atr::ATR.to_vec()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let command = Command::parse(command);
        let refused = |_| Response::of_status(StatusWord::WRONG_LENGTH);
        Ok(command
            .map_or_else(refused, |command| self.process(&command))
            .encode())
    }
}

impl Transport for OurCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(self.exchange(command).unwrap())
    }
}
