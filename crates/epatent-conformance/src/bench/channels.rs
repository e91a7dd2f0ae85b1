// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Opening the channels of reader and issuer, one step at a time.

use epatent_apdu::Command;

use super::{Bench, Open, bytes};
use crate::answer::{Answer, Checked};
use crate::case::Stage;
use crate::keys::{Chip, OfficeKeys};
use crate::pace::{Opened, Pace, SET_AT};
use crate::scp03::Session;
use crate::step::{Goal, Step};

impl Bench<'_> {
    /// A run of PACE with these digits, before its first command.
    pub(crate) fn run(&mut self, can: &str) -> Pace {
        let random = [self.random(), self.random()];
        Pace::new(can, &random)
    }

    /// MSE:SET AT with these data.
    pub(crate) fn set_at(&mut self, digits: &str) -> Checked<Answer> {
        self.open = Open::Nothing;
        let data = bytes(digits);
        self.one(&Command::new(0x00, 0x22, 0xC1, 0xA4).with_data(data))
    }

    /// GENERAL AUTHENTICATE with these data.
    pub(crate) fn step(&mut self, last: bool, data: Vec<u8>) -> Checked<Answer> {
        let class = if last { 0x00 } else { 0x10 };
        let command = Command::new(class, 0x86, 0x00, 0x00).with_data(data);
        self.one(&command.expecting(256))
    }

    /// Opens the channel of a reader with the printed number.
    pub(crate) fn pace(&mut self) -> Checked {
        let can = self.can()?;
        self.preparing(Goal::Reader, |bench| {
            let (mut run, reply) = bench.pace_reply(&can)?;
            bench.pace_opened(&mut run, &reply)
        })
    }

    /// Whether the access number is that of the card: one run of PACE, which ends with 6300 where it is not.
    pub(crate) fn number_fits(&mut self) -> Checked<bool> {
        let can = self.can()?;
        let (mut run, reply) = self.pace_reply(&can)?;
        if reply.status == 0x6300 {
            return Ok(false);
        }
        self.pace_opened(&mut run, &reply).map(|()| true)
    }

    /// A run of PACE up to the answer to its last step.
    fn pace_reply(&mut self, can: &str) -> Checked<(Pace, Answer)> {
        let mut run = self.run(can);
        self.at = Step::SetAt;
        self.set_at(SET_AT)?.is(0x9000)?;
        self.at = Step::Nonce;
        let reply = self.step(false, vec![0x7C, 0x00])?;
        let data = taken(&reply, |data| run.nonce(data))?;
        self.at = Step::Mapping;
        let reply = self.step(false, data)?;
        let data = taken(&reply, |data| run.mapping(data))?;
        self.at = Step::Agreement;
        let reply = self.step(false, data)?;
        let data = taken(&reply, |data| run.agreement(data))?;
        self.at = Step::Token;
        let reply = self.step(true, data)?;
        Ok((run, reply))
    }

    /// Checks the card's token and opens the channel.
    fn pace_opened(&mut self, run: &mut Pace, reply: &Answer) -> Checked {
        let opened = self.token_taken(run, reply)?;
        self.open = Open::Reader(opened.channel, opened.binding);
        Ok(())
    }

    /// What the last step of PACE opens; a failure shows what the tokens were computed from.
    pub(crate) fn token_taken(&self, run: &mut Pace, reply: &Answer) -> Checked<Opened> {
        let received = reply.data.get(4..).unwrap_or_default().to_vec();
        taken(reply, |data| run.token(data))
            .map_err(|failure| failure.with(run.computed(&received, self.tells())))
    }

    /// The binding of the channel that is open.
    pub(crate) const fn binding(&self) -> [u8; 32] {
        match &self.open {
            Open::Reader(_, binding) => *binding,
            _ => [0; 32],
        }
    }

    /// INITIALIZE UPDATE with this key version; its 29 bytes checked but for the cryptogram.
    pub(crate) fn initialize(&mut self, version: u8) -> Checked<([u8; 8], Answer)> {
        self.open = Open::Nothing;
        let host: [u8; 8] = self.random();
        let update = Command::new(0x80, 0x50, version, 0x00)
            .with_data(host.to_vec())
            .expecting(256);
        let answer = self.one(&update)?.brings(29, 0x9000)?;
        Ok((host, answer))
    }

    /// The session that INITIALIZE UPDATE began, before EXTERNAL AUTHENTICATE.
    pub(crate) fn begin(&mut self, level: u8) -> Checked<Session> {
        self.preparing(Goal::Issuer(level), |bench| bench.begun(level))
    }

    fn begun(&mut self, level: u8) -> Checked<Session> {
        let (session, answer, cryptogram) = self.unauthenticated(level)?;
        self.at = Step::Cryptogram;
        if session.card_cryptogram == cryptogram {
            return Ok(session);
        }
        let expected = "the card cryptogram of the chip's keys";
        let failure = answer.fails(expected, "another cryptogram");
        let chip = self.known.chip().unwrap_or_default();
        Err(failure.with(session.cryptogram_from(&self.keys, &chip, &cryptogram)))
    }

    /// The session as the office's keys make it, the answer to INITIALIZE UPDATE, and the cryptogram in it.
    fn unauthenticated(&mut self, level: u8) -> Checked<(Session, Answer, [u8; 8])> {
        self.at = Step::InitializeUpdate;
        let (host, answer) = self.initialize(0x00)?;
        self.at = Step::ChipName;
        let chip = self.chip_of(&answer)?;
        let keys = self.keys.of(&chip);
        let [card, cryptogram] = challenge_and_cryptogram(&answer)?;
        let session = Session::new(&keys, &host, &card, level);
        Ok((session, answer, cryptogram))
    }

    /// The chip that an answer to INITIALIZE UPDATE is of: itself, or the one of the office's records.
    fn chip_of(&mut self, answer: &Answer) -> Checked<Chip> {
        let named: Chip = answer
            .data
            .first_chunk()
            .copied()
            .ok_or_else(|| answer.wrong("diversification data"))?;
        if named == [0; 10] {
            // Only an issued card may be silent about it.
            let issued = [Stage::Active.byte(), Stage::Suspended.byte()].contains(&self.byte);
            return match (&self.keys, self.known.chip()) {
                (_, Some(chip)) => Ok(chip),
                (OfficeKeys::Static(_), None) => Ok(named),
                (_, None) if issued => self.chip(),
                _ => Err(answer.wrong("the diversification data of the chip")),
            };
        }
        self.known.chip = Some(hex::encode_upper(named));
        Ok(named)
    }

    /// Opens the channel of the issuer at this level.
    pub(crate) fn issuer(&mut self, level: u8) -> Checked {
        self.preparing(Goal::Issuer(level), |bench| {
            let mut session = bench.begun(level)?;
            let cryptogram = session.host_cryptogram;
            let command = session.authenticate(&cryptogram);
            bench.at = Step::ExternalAuthenticate;
            bench.one(&command)?.is(0x9000)?;
            bench.open = Open::Issuer(session);
            Ok(())
        })
    }

    /// The answer to STATUS under the issuer's channel at level 33.
    pub(crate) fn status(&mut self) -> Checked<Answer> {
        if !matches!(self.open, Open::Issuer(_)) {
            self.issuer(0x33)?;
        }
        self.at = Step::Status;
        self.give("80 14 00 00 00")
    }
}

/// Card challenge and card cryptogram of INITIALIZE UPDATE.
pub(crate) fn challenge_and_cryptogram(answer: &Answer) -> Checked<[[u8; 8]; 2]> {
    let tail = answer.data.get(13..).unwrap_or_default();
    let (parts, _) = tail.as_chunks::<8>();
    match parts {
        [challenge, cryptogram] => Ok([*challenge, *cryptogram]),
        _ => Err(answer.wrong("29 bytes")),
    }
}

/// What a step of PACE takes out of an answer.
pub(crate) fn taken<T>(
    answer: &Answer,
    take: impl FnOnce(&[u8]) -> Result<T, &'static str>,
) -> Checked<T> {
    if answer.status != 0x9000 {
        return Err(answer.wrong("the reply of this step of PACE"));
    }
    let expected = "the reply of this step of PACE";
    take(&answer.data).map_err(|problem| answer.fails(expected, problem))
}
