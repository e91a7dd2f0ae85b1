// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

mod examples;
mod hostile;
mod rules;
mod wycheproof;

use super::{CardChannel, HostChannel, SessionKeys};
use crate::channel::Channel as _;
use crate::command::Command;
use crate::response::Response;
use crate::status_word::StatusWord;

/// The keys of the BSI worked example.
fn keys() -> SessionKeys {
    use hex_literal::hex;
    SessionKeys::new(
        hex!("68406B41 62100563 D9C901A6 154D2901"),
        hex!("73FF2687 84F72AF8 33FDC946 4049AFC9"),
    )
}

fn pair() -> (HostChannel, CardChannel) {
    (HostChannel::new(keys()), CardChannel::new(keys()))
}

/// One of each case, both parities of INS, lengths at the edges of blocks and length fields.
fn commands() -> Vec<Command> {
    let mut commands = Vec::new();
    for instruction in [0xB0, 0xB1] {
        let plain = Command::new(0x00, instruction, 0x9D, 0x03);
        for length in [0, 1, 15, 16, 17, 110, 111, 112, 223, 255, 256, 1000] {
            let data = crate::test_support::content(length);
            for expected in [
                None,
                Some(1),
                Some(223),
                Some(255),
                Some(256),
                Some(257),
                Some(65_536),
            ] {
                let mut command = plain.clone().with_data(data.clone());
                command.expected = expected;
                commands.push(command);
            }
        }
    }
    commands.push(Command::new(0x80, 0x14, 0, 0).expecting(256));
    commands
}

fn responses() -> Vec<Response> {
    let mut responses = Vec::new();
    for status in [
        StatusWord::DONE,
        StatusWord::END_OF_FILE,
        StatusWord::FILE_NOT_FOUND,
    ] {
        for length in [0, 1, 15, 16, 110, 111, 112, 223, 255, 256, 4096] {
            responses.push(Response::new(crate::test_support::content(length), status));
        }
    }
    responses
}

/// A command carried over and answered, as both ends see it.
fn exchange(
    host: &mut HostChannel,
    card: &mut CardChannel,
    command: &Command,
    response: &Response,
) -> (Command, Response) {
    let opened = card.open(&host.wrap(command.clone()).unwrap()).unwrap();
    let seen = host.unwrap(card.protect(response).unwrap()).unwrap();
    (opened, seen)
}
