// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! ISO secure messaging as `secure-channels.md` §3 writes it down, open at every joint.

use epatent_apdu::Command;

use crate::answer::spaced;
use crate::arithmetic::{Block, cbc_decrypt, cbc_encrypt, cmac, encrypt_block, first_8, padded};

/// The channel that PACE opened.
#[derive(Clone)]
pub(crate) struct Messaging {
    enc: Block,
    mac: Block,
    counter: u128,
}

/// Why a protected response is not taken, and what that was computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What is wrong, in words.
    pub(crate) what: &'static str,
    /// Values that anybody may see.
    pub(crate) computed: Vec<(&'static str, String)>,
    /// Values that open the channel, and with it the data of a holder.
    pub(crate) secrets: Vec<(&'static str, String)>,
}

impl From<&'static str> for Problem {
    fn from(what: &'static str) -> Self {
        Self {
            what,
            computed: Vec::new(),
            secrets: Vec::new(),
        }
    }
}

impl Problem {
    /// The values, with the secret ones where all may be told.
    pub(crate) fn told(&self, all: bool) -> Vec<(&'static str, String)> {
        let mut told = self.computed.clone();
        if all {
            told.extend(self.secrets.iter().cloned());
        }
        told
    }
}

/// An object with its length in the shortest form.
pub(crate) fn object(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let mut bytes = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7F) => bytes.push(short),
        Ok(long) => bytes.extend([0x81, long]),
        Err(_) => {
            bytes.push(0x82);
            bytes.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    bytes.extend(value);
    bytes
}

impl Messaging {
    /// A channel whose first command counts 1.
    pub(crate) const fn new(enc: Block, mac: Block) -> Self {
        Self {
            enc,
            mac,
            counter: 0,
        }
    }

    /// A command with the objects that its data and Le ask for.
    pub(crate) fn protect(&mut self, command: &Command) -> Command {
        let objects = self.objects(command);
        self.protect_objects(command, &objects)
    }

    /// The objects of a command before `8E`, for the next count.
    pub(crate) fn objects(&self, command: &Command) -> Vec<u8> {
        let mut objects = Vec::new();
        if !command.data.is_empty() {
            objects.extend(self.cryptogram(&padded(&command.data)));
        }
        match command.expected {
            None => {}
            Some(short @ 1..=256) => {
                let [_, low] = u16::try_from(short).unwrap_or(0).to_be_bytes();
                objects.extend(object(0x97, &[low]));
            }
            Some(long) => {
                let le = u16::try_from(long).unwrap_or(0);
                objects.extend(object(0x97, &le.to_be_bytes()));
            }
        }
        objects
    }

    /// Object `87` over whole blocks, for the next count.
    pub(crate) fn cryptogram(&self, blocks: &[u8]) -> Vec<u8> {
        let iv = encrypt_block(&self.enc, &self.counter.saturating_add(1).to_be_bytes());
        let sealed = cbc_encrypt(&self.enc, &iv, blocks);
        object(0x87, &[&[0x01], sealed.as_slice()].concat())
    }

    /// A command with these objects and right check bytes behind them.
    pub(crate) fn protect_objects(&mut self, command: &Command, objects: &[u8]) -> Command {
        self.counter = self.counter.saturating_add(1);
        let header = [
            command.class | 0x0C,
            command.instruction,
            command.p1,
            command.p2,
        ];
        let check = self.check(&padded(&header), objects);
        let [class, instruction, p1, p2] = header;
        Command::new(class, instruction, p1, p2)
            .with_data([objects, &object(0x8E, &check)].concat())
            .expecting(256)
    }

    fn check(&self, header: &[u8], objects: &[u8]) -> [u8; 8] {
        let body = if objects.is_empty() {
            Vec::new()
        } else {
            padded(objects)
        };
        first_8(&cmac(
            &self.mac,
            &[&self.counter.to_be_bytes(), header, &body],
        ))
    }

    /// Data and status of a protected response.
    pub(crate) fn open(&mut self, data: &[u8], status: u16) -> Result<Vec<u8>, Problem> {
        self.counter = self.counter.saturating_add(1);
        let (before, tail) = data
            .split_last_chunk::<10>()
            .ok_or("a response without check bytes")?;
        let check = self.check(&[], before);
        if *tail.as_slice() != *object(0x8E, &check) {
            return Err(Problem {
                what: "wrong check bytes",
                computed: vec![
                    ("check bytes expected", spaced(&check)),
                    ("check bytes received", spaced(tail)),
                    ("SSC", spaced(&self.counter.to_be_bytes())),
                    ("objects before 8E", spaced(before)),
                ],
                secrets: vec![("KS_mac", spaced(&self.mac))],
            });
        }
        let wanted = object(0x99, &status.to_be_bytes());
        let sealed = before
            .strip_suffix(wanted.as_slice())
            .ok_or("a status word that is not the protected one")?;
        if sealed.is_empty() {
            return Ok(Vec::new());
        }
        let iv = encrypt_block(&self.enc, &self.counter.to_be_bytes());
        let value = cryptogram_of(sealed).ok_or("an object that is not 87 with padding 01")?;
        cbc_decrypt(&self.enc, &iv, value).ok_or_else(|| Problem {
            what: "response data that do not open",
            computed: vec![
                ("cryptogram", spaced(value)),
                ("SSC", spaced(&self.counter.to_be_bytes())),
            ],
            secrets: vec![("KS_enc", spaced(&self.enc))],
        })
    }
}

/// The blocks of an object `87` that is all there is, its length in the shortest form.
fn cryptogram_of(bytes: &[u8]) -> Option<&[u8]> {
    let value = match bytes {
        [0x87, 0x81, _, value @ ..] | [0x87, 0x82, _, _, value @ ..] | [0x87, _, value @ ..] => {
            value
        }
        _ => return None,
    };
    let (first, blocks) = value.split_first()?;
    (*first == 0x01 && object(0x87, value) == bytes).then_some(blocks)
}
