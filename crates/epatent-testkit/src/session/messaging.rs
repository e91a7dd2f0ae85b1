// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! ISO secure messaging computed a second time: `secure-channels.md` §3.

use epatent_apdu::{Command, Response};

use super::crypt::{block, cmac, first_8, opened, padded, same};
use super::exchange::Exchange;
use super::scp03::Plain;
use super::text::Text;

/// Keys and counter of one channel.
pub(super) struct Messaging {
    enc: [u8; 16],
    mac: [u8; 16],
    counter: u128,
}

/// The objects before the check bytes, the cryptogram among them, and the check bytes.
struct Objects {
    before: Vec<u8>,
    cryptogram: Vec<u8>,
    check: Vec<u8>,
}

impl Messaging {
    pub(super) const fn new(enc: [u8; 16], mac: [u8; 16]) -> Self {
        Self {
            enc,
            mac,
            counter: 0,
        }
    }

    /// A command and its response, checked and opened; with `text`, every step of it.
    pub(super) fn open(
        &mut self,
        exchange: &Exchange,
        mut text: Option<&mut Text>,
    ) -> Result<Plain, String> {
        let header = exchange.header();
        let objects = parse(&exchange.command.data)?;
        let data = self.message(&objects, Some(header), text.as_deref_mut())?;
        if let Some(text) = text.as_deref_mut() {
            text.line(exchange);
        }
        let answer = parse(&exchange.response.data)?;
        let status = exchange.response.status;
        if !answer
            .before
            .ends_with(&[&[0x99, 0x02][..], &status.to_bytes()].concat())
        {
            return Err("the status word is not protected".to_owned());
        }
        let plain = self.message(&answer, None, text)?;
        let [class, instruction, p1, p2] = header;
        Ok(Plain {
            command: Command::new(class & !0x0C, instruction, p1, p2).with_data(data),
            response: Response::new(plain, status),
        })
    }

    fn message(
        &mut self,
        objects: &Objects,
        header: Option<[u8; 4]>,
        text: Option<&mut Text>,
    ) -> Result<Vec<u8>, String> {
        self.counter += 1;
        let counter = self.counter.to_be_bytes();
        let head = header.map_or_else(Vec::new, |header| padded(&header));
        let body = if objects.before.is_empty() {
            Vec::new()
        } else {
            padded(&objects.before)
        };
        let input = [&counter[..], &head, &body].concat();
        same(
            "check bytes",
            &first_8(cmac(&self.mac, &input)),
            &objects.check,
        )?;
        let iv = block(&self.enc, counter);
        let data = if objects.cryptogram.is_empty() {
            Vec::new()
        } else {
            opened(&self.enc, iv, &objects.cryptogram)?
        };
        if let Some(text) = text {
            text.value("SSC", &counter);
            if !objects.cryptogram.is_empty() {
                text.value("IV", &iv);
                text.value("opens to", &data);
            }
            text.parts(
                "check bytes over",
                &[("SSC", &counter), ("header", &head), ("objects", &body)],
            );
            text.value("check bytes", &objects.check);
        }
        Ok(data)
    }
}

/// Takes the objects apart.
fn parse(bytes: &[u8]) -> Result<Objects, String> {
    let at = bytes.len().checked_sub(10).ok_or("too few objects")?;
    let (before, check) = bytes.split_at(at);
    let [0x8E, 0x08, check @ ..] = check else {
        return Err("no check bytes at the end".to_owned());
    };
    Ok(Objects {
        before: before.to_vec(),
        cryptogram: cryptogram(before)?.to_vec(),
        check: check.to_vec(),
    })
}

/// The content of `87` behind its `01`.
fn cryptogram(objects: &[u8]) -> Result<&[u8], String> {
    let [0x87, rest @ ..] = objects else {
        return Ok(&[]);
    };
    let (length, rest) = match rest {
        [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        [0x81, length, rest @ ..] | [length, rest @ ..] => (usize::from(*length), rest),
        [] => return Err("a cut object".to_owned()),
    };
    match rest.get(..length) {
        Some([0x01, sealed @ ..]) => Ok(sealed),
        _ => Err("a cryptogram without its 01".to_owned()),
    }
}
