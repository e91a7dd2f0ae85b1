// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Host against card, and both against sessions of real cards.

mod attacks;
mod diversification;
mod handshake;
mod real_cards;
mod sessions;
mod wycheproof;

use super::*;
use crate::channel::Channel as _;
use crate::command::Command;
use crate::flow::{Flow as _, FlowError, Step};
use crate::profile::instruction;
use crate::response::Response;
use crate::status_word::StatusWord;
use crate::test_support::content;

const HOST_CHALLENGE: Eight = *b"hostrand";
const CARD_CHALLENGE: Eight = *b"cardrand";
const IDENTITY: Identity = Identity {
    diversification: *b"CHIP000001",
    key_version: 0x30,
};

fn keys() -> KeySet {
    KeySet::new([0x11; 16], [0x22; 16], [0x33; 16], Environment::Production).unwrap()
}

fn card() -> Scp03Card {
    Scp03Card::new(keys(), IDENTITY)
}

/// Answers the two commands of the handshake; the response as it would go out.
fn answer(card: &mut Scp03Card, command: Command) -> Response {
    let result = if command.instruction == instruction::INITIALIZE_UPDATE {
        card.initialize_update(&command, CardChallenge::Random(CARD_CHALLENGE))
    } else {
        card.external_authenticate(command).map(|()| Vec::new())
    };
    match result {
        Ok(data) => Response::new(data, StatusWord::DONE),
        Err(status) => Response::of_status(status),
    }
}

/// Runs a handshake to its end.
fn run<K: KeySource>(
    mut flow: OpenScp03<K>,
    mut answer: impl FnMut(Command) -> Response,
) -> Result<Established, FlowError> {
    let mut reply = None;
    loop {
        match flow.step(reply.take())? {
            Step::Done(established) => return Ok(established),
            Step::Send(command) => reply = Some(answer(command)),
        }
    }
}

/// A host and a card with a session between them.
struct Pair {
    host: Scp03Channel,
    card: Scp03Card,
}

impl Pair {
    fn open(level: SecurityLevel) -> Self {
        let mut card = card();
        let flow = OpenScp03::new(keys(), 0, level, HOST_CHALLENGE);
        let host = run(flow, |command| answer(&mut card, command))
            .unwrap()
            .channel;
        Self { host, card }
    }

    /// One command there and one response back; what the card saw and what the host got.
    fn exchange(&mut self, command: Command, response: Response) -> (Command, Response) {
        let wrapped = self.host.wrap(command).unwrap();
        let seen = self.card.open(wrapped).unwrap();
        let got = self.host.unwrap(self.card.protect(response)).unwrap();
        (seen, got)
    }
}

fn command(length: usize) -> Command {
    Command::new(0x80, 0xD6, 0x01, 0x02).with_data(content(length))
}

fn done(length: usize) -> Response {
    Response::new(content(length), StatusWord::DONE)
}
