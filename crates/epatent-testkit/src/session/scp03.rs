// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SCP03 computed a second time: `secure-channels.md` §4.

use epatent_apdu::scp03::KeySet;
use epatent_apdu::{Command, Response, StatusWord};

use super::crypt::{array, block, cmac, first_8, opened, same};
use super::exchange::Exchange;
use super::text::Text;

/// The keys and counters of one session at level 33.
pub(super) struct Session {
    enc: [u8; 16],
    mac: [u8; 16],
    response_mac: [u8; 16],
    host_cryptogram: [u8; 8],
    chaining: [u8; 16],
    counter: u32,
}

/// A command and its response without their protection.
pub(super) struct Plain {
    /// The command.
    pub(super) command: Command,
    /// The response.
    pub(super) response: Response,
}

const SECURED: u8 = 0x04;

/// One derivation.
fn derive(key: &[u8; 16], constant: u8, bits: u8, context: &[u8]) -> [u8; 16] {
    let mut input = vec![0; 11];
    input.extend([constant, 0x00, 0x00, bits, 0x01]);
    input.extend(context);
    cmac(key, &input)
}

impl Session {
    /// The session that INITIALIZE UPDATE begins.
    pub(super) fn begin(keys: &KeySet, update: &Exchange, text: &mut Text) -> Result<Self, String> {
        let reply: [u8; 29] = array("the reply to INITIALIZE UPDATE", &update.response.data)?;
        let (head, rest) = reply.split_at(13);
        let (challenge, cryptogram) = rest.split_at(8);
        let context = [update.command.data.as_slice(), challenge].concat();
        let mac = derive(keys.mac(), 0x06, 0x80, &context);
        let session = Self {
            enc: derive(keys.enc(), 0x04, 0x80, &context),
            response_mac: derive(keys.mac(), 0x07, 0x80, &context),
            host_cryptogram: first_8(derive(&mac, 0x01, 0x40, &context)),
            mac,
            chaining: [0; 16],
            counter: 0,
        };
        let own = first_8(derive(&mac, 0x00, 0x40, &context));
        same("card cryptogram", &own, cryptogram)?;
        text.title("INITIALIZE UPDATE");
        text.line(update);
        let (diversification, information) = head.split_at(10);
        text.value("diversification", diversification);
        text.value("version, 03, i", information);
        text.value("host challenge", &update.command.data);
        text.value("card challenge", challenge);
        text.value("Key-ENC", keys.enc());
        text.value("Key-MAC", keys.mac());
        for (name, constant, bits) in [
            ("S-ENC over", 0x04, 0x80),
            ("S-MAC over", 0x06, 0x80),
            ("S-RMAC over", 0x07, 0x80),
            ("card cryptogram over", 0x00, 0x40),
            ("host cryptogram over", 0x01, 0x40),
        ] {
            let input = [&[0; 11][..], &[constant, 0, 0, bits, 1], &context].concat();
            text.value(name, &input);
        }
        text.value("S-ENC", &session.enc);
        text.value("S-MAC", &session.mac);
        text.value("S-RMAC", &session.response_mac);
        text.value("card cryptogram", &own);
        Ok(session)
    }

    /// EXTERNAL AUTHENTICATE.
    pub(super) fn authenticate(
        &mut self,
        exchange: &Exchange,
        text: &mut Text,
    ) -> Result<(), String> {
        text.title("EXTERNAL AUTHENTICATE, level 33");
        text.value("host cryptogram", &self.host_cryptogram);
        let data = self.unsealed(exchange, Some(text))?;
        same("host cryptogram", &self.host_cryptogram, &data)?;
        text.line(exchange);
        Ok(())
    }

    /// A command, checked and opened; with `text`, every step of it.
    pub(super) fn open(
        &mut self,
        exchange: &Exchange,
        mut text: Option<&mut Text>,
    ) -> Result<Plain, String> {
        self.counter += 1;
        let data = self.unsealed(exchange, text.as_deref_mut())?;
        let [class, instruction, p1, p2] = exchange.header();
        let mut command = Command::new(class & !SECURED, instruction, p1, p2);
        command.expected = exchange.command.expected;
        if !data.is_empty() {
            let block_in = self.block(0);
            command.data = opened(&self.enc, block(&self.enc, block_in), &data)?;
            if let Some(text) = text.as_deref_mut() {
                text.value("counter", &block_in);
                text.value("IV", &block(&self.enc, block_in));
                text.value("opens to", &command.data);
            }
        }
        let response = self.response(exchange, text)?;
        Ok(Plain { command, response })
    }

    /// The data without the C-MAC, which was right.
    fn unsealed(
        &mut self,
        exchange: &Exchange,
        text: Option<&mut Text>,
    ) -> Result<Vec<u8>, String> {
        let whole = &exchange.command.data;
        let at = whole
            .len()
            .checked_sub(8)
            .ok_or("a command without a MAC")?;
        let (data, mac) = whole.split_at(at);
        let length = whole.len();
        let lc = match u8::try_from(length) {
            Ok(short) => vec![short],
            Err(_) => [
                &[0][..],
                &u16::try_from(length).map_err(|_| "too long")?.to_be_bytes(),
            ]
            .concat(),
        };
        let header = exchange.header();
        let input = [&self.chaining[..], &header, &lc, data].concat();
        let block = cmac(&self.mac, &input);
        same("C-MAC", &first_8(block), mac)?;
        if let Some(text) = text {
            text.parts(
                "C-MAC over",
                &[
                    ("chaining value", &self.chaining),
                    ("header, Lc", &[&header[..], &lc].concat()),
                    ("data", data),
                ],
            );
            text.value("CMAC", &block);
        }
        self.chaining = block;
        Ok(data.to_vec())
    }

    fn response(&self, exchange: &Exchange, text: Option<&mut Text>) -> Result<Response, String> {
        let Response { data, status } = &exchange.response;
        if *status != StatusWord::DONE {
            return Err("a refusal in the session that is shown".to_owned());
        }
        let at = data
            .len()
            .checked_sub(8)
            .ok_or("a response without a MAC")?;
        let (sealed, mac) = data.split_at(at);
        let input = [&self.chaining[..], sealed, &status.to_bytes()].concat();
        let computed = first_8(cmac(&self.response_mac, &input));
        same("R-MAC", &computed, mac)?;
        let plain = if sealed.is_empty() {
            Vec::new()
        } else {
            opened(&self.enc, block(&self.enc, self.block(0x80)), sealed)?
        };
        if let Some(text) = text {
            text.line(exchange);
            text.parts(
                "R-MAC over",
                &[
                    ("chaining value", &self.chaining),
                    ("data", sealed),
                    ("status word", &status.to_bytes()),
                ],
            );
            if !sealed.is_empty() {
                text.value("counter", &self.block(0x80));
                text.value("IV", &block(&self.enc, self.block(0x80)));
                text.value("opens to", &plain);
            }
        }
        Ok(Response::new(plain, *status))
    }

    /// The counter block, marked for responses.
    fn block(&self, mark: u8) -> [u8; 16] {
        let mut block = u128::from(self.counter).to_be_bytes();
        if let Some(first) = block.first_mut() {
            *first |= mark;
        }
        block
    }
}
