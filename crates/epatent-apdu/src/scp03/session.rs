// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One session: the bytes of protected commands and responses, the same for host and card.

use aes::Aes128;
use cbc::cipher::block_padding::Iso7816;
use cbc::cipher::{BlockCipherEncrypt as _, BlockModeDecrypt as _, BlockModeEncrypt as _};
use cbc::cipher::{KeyInit as _, KeyIvInit as _};
use subtle::ConstantTimeEq as _;

use super::derive::{SessionKeys, cmac, first_eight};
use super::{CLASS_SECURED, Eight, S8, SecurityLevel};
use crate::command::{Command, MAX_EXTENDED_EXPECTED, MAX_SHORT_DATA};
use crate::profile::{MAX_BODY, class};
use crate::response::{MAX_RESPONSE_DATA, Response};
use crate::status_word::StatusWord;

/// Most commands in one session after EXTERNAL AUTHENTICATE.
///
/// Two bytes are enough for every job of this profile, easy for a chip to count, and far below
/// what 8-byte MACs and AES-128 allow under one key.
pub const MAX_COMMANDS: u32 = 0xFFFF;

/// Marks the block that a response is encrypted with, so that it differs from the command's.
const RESPONSE_MARK: u8 = 0x80;

/// Why a command cannot be protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unprotected {
    /// CLA is neither `00` nor `80`.
    Class,
    /// The protected body is longer than a card takes.
    TooLong,
    /// The counter is at its end.
    Exhausted,
}

/// Not authentic, or not what an honest peer sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotAuthentic;

/// The state that host and card share.
#[derive(Debug)]
pub(super) struct Session {
    keys: SessionKeys,
    level: SecurityLevel,
    /// The MAC chaining value: the whole last C-MAC, zero at first, Amendment D §6.2.3.
    chaining: [u8; 16],
    /// Commands since EXTERNAL AUTHENTICATE, that one not counted.
    commands: u32,
}

impl Session {
    pub(super) const fn new(keys: SessionKeys, level: SecurityLevel) -> Self {
        Self {
            keys,
            level,
            chaining: [0; 16],
            commands: 0,
        }
    }

    pub(super) const fn level(&self) -> SecurityLevel {
        self.level
    }

    /// Host: encrypts the data, appends the C-MAC and asks for the protected response.
    ///
    /// Amendment D §6.2.4 and §6.2.6
    pub(super) fn protect_command(&mut self, mut command: Command) -> Result<Command, Unprotected> {
        if !matches!(command.class, class::ISO | class::PERSONALISATION) {
            return Err(Unprotected::Class);
        }
        self.count().ok_or(Unprotected::Exhausted)?;
        if command.data.len() > MAX_BODY {
            return Err(Unprotected::TooLong);
        }
        if self.level.encrypts_commands() {
            command.data = self.encrypt(0, &command.data);
        }
        command.expected = protected_length(command.expected, self.level);
        command.class |= CLASS_SECURED;
        let sealed = self.seal(command);
        if sealed.data.len() > MAX_BODY {
            return Err(Unprotected::TooLong);
        }
        Ok(sealed)
    }

    /// Card: checks the C-MAC, decrypts the data and finds the Ne of the command itself.
    pub(super) fn open_command(&mut self, command: Command) -> Result<Command, NotAuthentic> {
        if !super::is_secured(command.class) {
            return Err(NotAuthentic);
        }
        self.count().ok_or(NotAuthentic)?;
        let mut command = self.unseal(command)?;
        command.class &= !CLASS_SECURED;
        if self.level.encrypts_commands() {
            command.data = self.decrypt(0, &command.data)?;
        }
        command.expected = plain_length(command.expected, self.level);
        Ok(command)
    }

    /// Card: encrypts the data and appends the R-MAC; an error is sent bare.
    ///
    /// Amendment D §6.2.5 and §6.2.7
    pub(super) fn protect_response(&self, response: Response) -> Response {
        let status = response.status;
        if !is_protected(status) {
            return Response::of_status(status);
        }
        let mut data = response.data;
        if self.level.encrypts_responses() {
            data = self.encrypt(RESPONSE_MARK, &data);
        }
        if self.level.authenticates_responses() {
            let mac = self.response_mac(&data, status);
            data.extend_from_slice(&mac);
        }
        if data.len() > MAX_RESPONSE_DATA {
            return Response::of_status(StatusWord::INTERNAL);
        }
        Response::new(data, status)
    }

    /// Host: checks the R-MAC and decrypts the data.
    pub(super) fn open_response(&self, response: Response) -> Result<Response, NotAuthentic> {
        let Response { mut data, status } = response;
        if !is_protected(status) {
            return if data.is_empty() {
                Ok(Response::of_status(status))
            } else {
                Err(NotAuthentic)
            };
        }
        if self.level.authenticates_responses() {
            let (body, mac) = data.split_last_chunk::<S8>().ok_or(NotAuthentic)?;
            let expected = self.response_mac(body, status);
            if !bool::from(expected.ct_eq(mac)) {
                return Err(NotAuthentic);
            }
            data.truncate(data.len().saturating_sub(S8));
        }
        if self.level.encrypts_responses() {
            data = self.decrypt(RESPONSE_MARK, &data)?;
        }
        Ok(Response::new(data, status))
    }

    /// Appends the C-MAC, which covers the chaining value, the header with its secured class, Lc
    /// with the MAC in it, and the data as sent.
    pub(super) fn seal(&mut self, mut command: Command) -> Command {
        let block = self.command_mac(&command, &command.data);
        self.chaining = block;
        command.data.extend_from_slice(&first_eight(block));
        command
    }

    /// Removes the C-MAC after it was found right.
    pub(super) fn unseal(&mut self, mut command: Command) -> Result<Command, NotAuthentic> {
        let (body, mac) = command.data.split_last_chunk::<S8>().ok_or(NotAuthentic)?;
        let block = self.command_mac(&command, body);
        if !bool::from(first_eight(block).ct_eq(mac)) {
            return Err(NotAuthentic);
        }
        self.chaining = block;
        command.data.truncate(command.data.len().saturating_sub(S8));
        Ok(command)
    }

    fn command_mac(&self, header: &Command, body: &[u8]) -> [u8; 16] {
        let header_bytes = [header.class, header.instruction, header.p1, header.p2];
        let length = body.len().saturating_add(S8);
        // A command body has at most two bytes of length, so the rest is zero and left out.
        let [.., high, low] = length.to_be_bytes();
        let (short, extended) = ([low], [0, high, low]);
        let lc: &[u8] = if length <= MAX_SHORT_DATA {
            &short
        } else {
            &extended
        };
        cmac(&self.keys.mac, &[&self.chaining, &header_bytes, lc, body])
    }

    fn response_mac(&self, body: &[u8], status: StatusWord) -> Eight {
        let parts: [&[u8]; 3] = [&self.chaining, body, &status.to_bytes()];
        first_eight(cmac(&self.keys.response_mac, &parts))
    }

    /// Counts a command, with or without data; `None` at the end of the counter.
    fn count(&mut self) -> Option<()> {
        let next = self.commands.checked_add(1)?;
        if next > MAX_COMMANDS {
            return None;
        }
        self.commands = next;
        Some(())
    }

    /// The counter block, marked for responses and encrypted: the first chaining block of CBC.
    fn initial_block(&self, mark: u8) -> [u8; 16] {
        let mut block = u128::from(self.commands).to_be_bytes();
        let [first, ..] = &mut block;
        *first |= mark;
        let mut block = block.into();
        Aes128::new((&*self.keys.enc).into()).encrypt_block(&mut block);
        block.into()
    }

    /// AES-CBC over the data padded with `80 00 ..`; nothing stays nothing.
    fn encrypt(&self, mark: u8, data: &[u8]) -> Vec<u8> {
        if data.is_empty() {
            return Vec::new();
        }
        let iv = self.initial_block(mark);
        cbc::Encryptor::<Aes128>::new((&*self.keys.enc).into(), (&iv).into())
            .encrypt_padded_vec::<Iso7816>(data)
    }

    fn decrypt(&self, mark: u8, data: &[u8]) -> Result<Vec<u8>, NotAuthentic> {
        if data.is_empty() {
            return Ok(Vec::new());
        }
        let iv = self.initial_block(mark);
        let plain = cbc::Decryptor::<Aes128>::new((&*self.keys.enc).into(), (&iv).into())
            .decrypt_padded_vec::<Iso7816>(data)
            .map_err(|_| NotAuthentic)?;
        // An empty field is not encrypted, so that every message has one form.
        if plain.is_empty() {
            return Err(NotAuthentic);
        }
        Ok(plain)
    }
}

/// Whether responses with this status word are protected: `9000` and warnings are, errors are not.
const fn is_protected(status: StatusWord) -> bool {
    let [sw1, _] = status.to_bytes();
    status.is_done() || matches!(sw1, 0x62 | 0x63)
}

fn protected_length(expected: Option<u32>, level: SecurityLevel) -> Option<u32> {
    match level.response_overhead() {
        0 => expected,
        overhead => {
            let whole = expected.unwrap_or(0).saturating_add(overhead);
            Some(whole.min(MAX_EXTENDED_EXPECTED))
        }
    }
}

fn plain_length(expected: Option<u32>, level: SecurityLevel) -> Option<u32> {
    match level.response_overhead() {
        0 => expected,
        overhead => expected?.checked_sub(overhead).filter(|length| *length > 0),
    }
}
