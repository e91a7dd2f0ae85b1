// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Scripted cards for the tests of this crate.

use std::collections::{BTreeMap, VecDeque};

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use crate::chaining::{Assembled, PendingResponse, Reassembly};
use crate::command::Command;
use crate::profile::{
    AppletInfo, FileEntry, LifeCycle, MAX_FILE, PaymentLog, Personalisation, Point, Status,
    instruction, is_writable, manifest_digest,
};
use crate::response::Response;
use crate::status_word::StatusWord;
use crate::transport::{Transport, TransportError};

/// Answers the commands of a script in order and refuses every other one.
#[derive(Debug, Default)]
pub(crate) struct Script {
    exchanges: VecDeque<(Vec<u8>, Vec<u8>)>,
}

impl Script {
    /// Pairs of command and reply, in hexadecimal with spaces.
    pub(crate) fn new(exchanges: &[(&str, &str)]) -> Self {
        let pair = |(command, reply): &(&str, &str)| (bytes(command), bytes(reply));
        Self {
            exchanges: exchanges.iter().map(pair).collect(),
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.exchanges.is_empty()
    }
}

impl Transport for Script {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let (expected, reply) = self.exchanges.pop_front().expect("the script goes on");
        assert_eq!(hex::encode_upper(command), hex::encode_upper(expected));
        Ok(reply)
    }
}

/// Answers whatever a function says, and counts.
pub(crate) struct Respond<F> {
    function: F,
    pub(crate) commands: Vec<Vec<u8>>,
}

impl<F: FnMut(&[u8]) -> Vec<u8>> Respond<F> {
    pub(crate) const fn new(function: F) -> Self {
        Self {
            function,
            commands: Vec::new(),
        }
    }
}

impl<F: FnMut(&[u8]) -> Vec<u8>> Transport for Respond<F> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.commands.push(command.to_vec());
        Ok((self.function)(command))
    }
}

pub(crate) fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.replace(char::is_whitespace, "")).expect("hexadecimal")
}

pub(crate) fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[0x42; 32].into()).expect("a scalar below the order")
}

pub(crate) fn public_point(key: &SigningKey) -> Point {
    let point = key.verifying_key().to_sec1_point(false);
    point.as_bytes().try_into().expect("65 bytes")
}

pub(crate) fn sign_der(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: Signature = key.sign(message);
    signature.to_der().as_bytes().to_vec()
}

/// Bytes that differ from one another, of any length.
pub(crate) fn content(length: usize) -> Vec<u8> {
    (0..=250_u8).cycle().take(length).collect()
}

/// As much of a card as personalisation and reading need, kept over resets.
#[derive(Debug, Clone)]
pub(crate) struct ModelCard {
    pub(crate) state: LifeCycle,
    pub(crate) session: [u8; 16],
    pub(crate) manifest: [u8; 32],
    pub(crate) point: Point,
    pub(crate) files: BTreeMap<u16, Vec<u8>>,
    pub(crate) received: usize,
    selected: Option<u16>,
    chain: Reassembly,
    pending: PendingResponse,
}

impl ModelCard {
    pub(crate) fn blank() -> Self {
        Self {
            state: LifeCycle::Blank,
            session: [0; 16],
            manifest: [0; 32],
            point: public_point(&signing_key()),
            files: BTreeMap::new(),
            received: 0,
            selected: None,
            chain: Reassembly::new(),
            pending: PendingResponse::new(),
        }
    }

    pub(crate) fn active(files: BTreeMap<u16, Vec<u8>>) -> Self {
        Self {
            state: LifeCycle::Active,
            files,
            ..Self::blank()
        }
    }

    fn status(&self) -> Status {
        let entry = |(id, content): (&u16, &Vec<u8>)| (*id, FileEntry::of(content).unwrap());
        match self.state {
            LifeCycle::Blank => Status::Blank {
                point: Some(self.point),
            },
            LifeCycle::Personalisation => Status::Personalisation(Personalisation {
                session: self.session,
                manifest: self.manifest,
                point: self.point,
                files: self.files.iter().map(entry).collect(),
            }),
            state => Status::Closed {
                state,
                payments: PaymentLog::default(),
            },
        }
    }

    fn process(&mut self, command: &[u8]) -> Response {
        let piece = Command::parse(command).expect("hosts send commands that parse");
        if piece.instruction == instruction::GET_RESPONSE {
            return self
                .pending
                .next(piece.expected)
                .unwrap_or_else(Response::of_status);
        }
        self.pending.clear();
        match self.chain.accept(piece) {
            Err(status) => Response::of_status(status),
            Ok(Assembled::Partial) => Response::of_status(StatusWord::DONE),
            Ok(Assembled::Complete(whole)) => {
                let (data, status) = match self.execute(&whole) {
                    Ok(data) => (data, StatusWord::DONE),
                    Err((data, status)) => (data, status),
                };
                self.pending
                    .begin(Response::new(data, status), whole.expected)
            }
        }
    }

    fn execute(&mut self, command: &Command) -> Result<Vec<u8>, (Vec<u8>, StatusWord)> {
        let refuse = |status| Err((Vec::new(), status));
        let conditions = refuse(StatusWord::CONDITIONS_NOT_SATISFIED);
        let data = command.data.as_slice();
        let perso = self.state == LifeCycle::Personalisation;
        match command.instruction {
            instruction::SELECT if command.p1 == 4 => Ok(AppletInfo::new(self.state).encode()),
            instruction::SELECT => {
                let identifier = u16::from_be_bytes(data.try_into().unwrap());
                self.selected = self.files.contains_key(&identifier).then_some(identifier);
                self.selected
                    .map_or(refuse(StatusWord::FILE_NOT_FOUND), |_| Ok(Vec::new()))
            }
            instruction::READ_BINARY => self.read(command),
            instruction::STATUS => Ok(self.status().encode()),
            instruction::BEGIN if self.state == LifeCycle::Blank => {
                self.state = LifeCycle::Personalisation;
                self.session = data[..16].try_into().unwrap();
                self.manifest = data[16..].try_into().unwrap();
                Ok(Vec::new())
            }
            instruction::WRITE if perso => {
                let identifier = u16::from_be_bytes([data[0], data[1]]);
                let offset = usize::from(u16::from_be_bytes([data[2], data[3]]));
                assert!(is_writable(identifier) && data.len() > 4);
                let file = self.files.entry(identifier).or_default();
                assert!(offset <= file.len(), "no holes");
                let end = offset + data.len() - 4;
                file.resize(file.len().max(end), 0);
                file[offset..end].copy_from_slice(&data[4..]);
                Ok(Vec::new())
            }
            instruction::ABORT if perso && data == self.session => {
                *self = Self::blank();
                Ok(Vec::new())
            }
            instruction::COMMIT if perso && data == self.session => {
                let Status::Personalisation(open) = self.status() else {
                    return conditions;
                };
                if manifest_digest(&self.point, &open.files) != self.manifest {
                    return refuse(StatusWord::DATA_MISMATCH);
                }
                self.state = LifeCycle::Active;
                Ok(Vec::new())
            }
            _ => conditions,
        }
    }

    fn read(&mut self, command: &Command) -> Result<Vec<u8>, (Vec<u8>, StatusWord)> {
        let refuse = |status| Err((Vec::new(), status));
        let mut offset = usize::from(u16::from_be_bytes([command.p1, command.p2]));
        if command.p1 & 0x80 != 0 {
            self.selected = Some(u16::from_be_bytes([0x01, command.p1 & 0x1F]));
            offset = usize::from(command.p2);
        }
        let Some(file) = self
            .selected
            .and_then(|identifier| self.files.get(&identifier))
        else {
            return refuse(StatusWord::FILE_NOT_FOUND);
        };
        assert!(file.len() <= MAX_FILE && command.data.is_empty());
        let Some(rest) = file.get(offset..) else {
            return refuse(StatusWord::WRONG_OFFSET);
        };
        let asked = command.expected.unwrap() as usize;
        match rest.get(..asked) {
            Some(part) => Ok(part.to_vec()),
            None => Err((rest.to_vec(), StatusWord::END_OF_FILE)),
        }
    }
}

impl Transport for ModelCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.received += 1;
        Ok(self.process(command).encode())
    }
}
