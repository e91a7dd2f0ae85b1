// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SCP03 as `secure-channels.md` §4 writes it down, open at every joint, so that a case can break one.
//!
//! The library's own channel refuses to send what is wrong; a judge of cards has to.

use epatent_apdu::Command;

use crate::answer::spaced;
use crate::arithmetic::{Block, cbc_decrypt, cbc_encrypt, cmac, encrypt_block, first_8, padded};
use crate::keys::{Chip, OfficeKeys, StaticKeys};
use crate::messaging::Problem;

/// One session, from INITIALIZE UPDATE on.
#[derive(Clone)]
pub(crate) struct Session {
    enc: Block,
    mac: Block,
    response_mac: Block,
    /// What EXTERNAL AUTHENTICATE carries.
    pub(crate) host_cryptogram: [u8; 8],
    /// What the card has to have answered.
    pub(crate) card_cryptogram: [u8; 8],
    /// Host challenge and card challenge.
    context: [u8; 16],
    level: u8,
    chaining: Block,
    counter: u128,
}

/// Bytes of CLA that mark the protection.
const SECURED: u8 = 0x04;

/// One derivation.
fn derive(key: &Block, constant: u8, bits: u8, context: &[u8]) -> Block {
    cmac(
        key,
        &[&[0; 11], &[constant, 0x00, 0x00, bits, 0x01], context],
    )
}

impl Session {
    /// The session of two challenges.
    pub(crate) fn new(keys: &StaticKeys, host: &[u8; 8], card: &[u8; 8], level: u8) -> Self {
        let mut context = [0; 16];
        let challenges = host.iter().chain(card);
        context
            .iter_mut()
            .zip(challenges)
            .for_each(|(to, from)| *to = *from);
        let mac = derive(&keys.mac, 0x06, 0x80, &context);
        Self {
            enc: derive(&keys.enc, 0x04, 0x80, &context),
            response_mac: derive(&keys.mac, 0x07, 0x80, &context),
            host_cryptogram: first_8(&derive(&mac, 0x01, 0x40, &context)),
            card_cryptogram: first_8(&derive(&mac, 0x00, 0x40, &context)),
            mac,
            context,
            level,
            chaining: [0; 16],
            counter: 0,
        }
    }

    /// EXTERNAL AUTHENTICATE with this cryptogram, its C-MAC right.
    pub(crate) fn authenticate(&mut self, cryptogram: &[u8]) -> Command {
        let level = self.level;
        self.sealed(Command::new(0x84, 0x82, level, 0), cryptogram)
    }

    /// A whole command, protected as the level demands.
    pub(crate) fn protect(&mut self, command: &Command) -> Command {
        self.counter = self.counter.saturating_add(1);
        let data = if command.data.is_empty() || self.level & 0x02 == 0 {
            command.data.clone()
        } else {
            cbc_encrypt(&self.enc, &self.iv(0), &padded(&command.data))
        };
        self.protect_raw(command, &data)
    }

    /// A command whose data field goes as it is, with a right C-MAC, and is counted.
    pub(crate) fn protect_as_sent(&mut self, command: &Command, data: &[u8]) -> Command {
        self.counter = self.counter.saturating_add(1);
        self.protect_raw(command, data)
    }

    /// Whole blocks, encrypted for the next command.
    pub(crate) fn encrypted_for_next(&self, blocks: &[u8]) -> Vec<u8> {
        let mut next = self.clone();
        next.counter = next.counter.saturating_add(1);
        cbc_encrypt(&next.enc, &next.iv(0), blocks)
    }

    fn protect_raw(&mut self, command: &Command, data: &[u8]) -> Command {
        let Command {
            class,
            instruction,
            p1,
            p2,
            ..
        } = *command;
        let mut protected = self.sealed(Command::new(class | SECURED, instruction, p1, p2), data);
        // Le asks for the protected response.
        protected.expected = command
            .expected
            .map(|expected| expected.saturating_add(self.overhead()));
        protected
    }

    /// Bytes that protection adds to a response, at most.
    pub(crate) const fn overhead(&self) -> u32 {
        match self.level {
            0x33 => 24,
            0x11 | 0x13 => 8,
            _ => 0,
        }
    }

    /// The data with the C-MAC behind them.
    fn sealed(&mut self, header: Command, data: &[u8]) -> Command {
        let length = data.len().saturating_add(8);
        let lc = match u8::try_from(length) {
            Ok(short) => vec![short],
            Err(_) => {
                let wide = u16::try_from(length).unwrap_or(u16::MAX);
                [&[0][..], &wide.to_be_bytes()].concat()
            }
        };
        let bytes = [header.class, header.instruction, header.p1, header.p2];
        self.chaining = cmac(&self.mac, &[&self.chaining, &bytes, &lc, data]);
        header.with_data([data, &first_8(&self.chaining)].concat())
    }

    /// The data of a response, without their protection.
    pub(crate) fn open(&self, data: &[u8], status: u16) -> Result<Vec<u8>, Problem> {
        let protected = status == 0x9000 || matches!(status >> 8, 0x62 | 0x63);
        if !protected {
            return if data.is_empty() {
                Ok(Vec::new())
            } else {
                Err("data behind a status word that comes bare".into())
            };
        }
        if self.level & 0x10 == 0 {
            return Ok(data.to_vec());
        }
        let (sealed, mac) = data
            .split_last_chunk::<8>()
            .ok_or("a response without R-MAC")?;
        let computed = cmac(
            &self.response_mac,
            &[&self.chaining, sealed, &status.to_be_bytes()],
        );
        if first_8(&computed) != *mac {
            return Err(Problem {
                what: "a wrong R-MAC",
                computed: vec![
                    ("R-MAC expected", spaced(&first_8(&computed))),
                    ("R-MAC received", spaced(mac)),
                    ("MAC chaining value", spaced(&self.chaining)),
                ],
                secrets: vec![
                    ("data before the R-MAC", spaced(sealed)),
                    ("S-RMAC", spaced(&self.response_mac)),
                ],
            });
        }
        if sealed.is_empty() || self.level & 0x20 == 0 {
            return Ok(sealed.to_vec());
        }
        cbc_decrypt(&self.enc, &self.iv(0x80), sealed).ok_or_else(|| Problem {
            what: "response data that do not open",
            computed: vec![
                ("encrypted data", spaced(sealed)),
                ("counter", self.counter.to_string()),
            ],
            secrets: vec![("S-ENC", spaced(&self.enc))],
        })
    }

    /// What the card cryptogram was computed from: both challenges and the keys of this chip, which are shown
    /// where they are those of the laboratory.
    pub(crate) fn cryptogram_from(
        &self,
        keys: &OfficeKeys,
        chip: &Chip,
        received: &[u8; 8],
    ) -> Vec<(&'static str, String)> {
        let (host, card) = self.context.split_at(8);
        let mut told = vec![
            ("card cryptogram expected", spaced(&self.card_cryptogram)),
            ("card cryptogram received", spaced(received)),
            ("host challenge", spaced(host)),
            ("card challenge", spaced(card)),
        ];
        told.push(match keys {
            OfficeKeys::Master(_) => ("keys derived for the chip", spaced(chip)),
            OfficeKeys::Static(_) => ("keys", "those of --static-keys".to_owned()),
        });
        if *keys == OfficeKeys::lab() {
            told.push(("Key-MAC", spaced(&keys.of(chip).mac)));
            told.push(("S-MAC", spaced(&self.mac)));
        }
        told
    }

    /// The first block, for commands or marked for responses.
    fn iv(&self, mark: u8) -> Block {
        let mut block = self.counter.to_be_bytes();
        if let Some(first) = block.first_mut() {
            *first |= mark;
        }
        encrypt_block(&self.enc, &block)
    }
}
