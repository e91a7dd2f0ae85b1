// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An attacker on the line.

use super::*;
use crate::channel::ChannelError;

const REFUSED: Result<Command, StatusWord> = Err(StatusWord::SECURITY_NOT_SATISFIED);

/// Levels with a MAC on responses.
fn two_way_levels() -> impl Iterator<Item = SecurityLevel> {
    SecurityLevel::ALL
        .into_iter()
        .filter(|level| level.authenticates_responses())
}

/// The card refuses the command, closes the session and takes nothing more under it.
fn assert_closes(pair: &mut Pair, attack: Command, next: Command) {
    assert_eq!(pair.card.open(attack), REFUSED);
    assert_eq!(pair.card.level(), None);
    assert_eq!(pair.card.open(next), REFUSED);
}

// shows: EPC-SCP-19
#[test]
fn every_flipped_bit_of_a_command_closes_the_session() {
    for level in SecurityLevel::ALL {
        let bits = (Pair::open(level).host.wrap(command(17)).unwrap().data.len() + 4) * 8;
        for bit in 0..bits {
            let mut pair = Pair::open(level);
            let right = pair.host.wrap(command(17)).unwrap();
            let mut attack = right.clone();
            let mask = 1 << (bit % 8);
            match bit / 8 {
                0 => attack.class ^= mask,
                1 => attack.instruction ^= mask,
                2 => attack.p1 ^= mask,
                3 => attack.p2 ^= mask,
                byte => attack.data[byte - 4] ^= mask,
            }
            assert_closes(&mut pair, attack, right);
        }
    }
}

// shows: EPC-SCP-19
#[test]
fn a_command_cut_or_lengthened_closes_the_session() {
    for level in SecurityLevel::ALL {
        for length in 0..80 {
            let mut pair = Pair::open(level);
            let right = pair.host.wrap(command(40)).unwrap();
            if length == right.data.len() {
                continue;
            }
            let mut attack = right.clone();
            attack.data.resize(length, 0);
            assert_closes(&mut pair, attack, right);
        }
    }
}

// shows: EPC-SCP-19
#[test]
fn a_replayed_command_closes_the_session() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        let first = pair.host.wrap(command(20)).unwrap();
        pair.card.open(first.clone()).unwrap();
        let response = pair.card.protect(done(3));
        pair.host.unwrap(response).unwrap();
        let second = pair.host.wrap(command(20)).unwrap();
        assert_closes(&mut pair, first, second);
    }
}

// shows: EPC-SCP-19
#[test]
fn a_dropped_or_reordered_command_closes_the_session() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        let first = pair.host.wrap(command(20)).unwrap();
        // The attacker keeps the command and answers with an error, which needs no MAC.
        pair.host
            .unwrap(Response::of_status(StatusWord::WRONG_DATA))
            .unwrap();
        let second = pair.host.wrap(command(20)).unwrap();
        assert_closes(&mut pair, second, first);
    }
}

#[test]
fn a_command_of_another_session_closes_the_session() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        let mut other = card();
        let flow = OpenScp03::new(keys(), 0, level, *b"another1");
        let mut host = run(flow, |command| answer(&mut other, command))
            .unwrap()
            .channel;
        let (attack, right) = (
            host.wrap(command(8)).unwrap(),
            pair.host.wrap(command(8)).unwrap(),
        );
        assert_closes(&mut pair, attack, right);
    }
}

// shows: EPC-SCP-19
#[test]
fn a_command_in_the_clear_closes_the_session() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        let right = pair.host.wrap(command(8)).unwrap();
        assert_closes(&mut pair, command(8), right);
    }
}

#[test]
fn a_command_before_the_last_was_answered_closes_the_session() {
    let mut pair = Pair::open(SecurityLevel::Full);
    let right = pair.host.wrap(command(8)).unwrap();
    pair.card.open(right.clone()).unwrap();
    assert_eq!(pair.card.open(right), REFUSED);
    assert_eq!(pair.card.level(), None);
}

#[test]
fn a_response_without_a_command_says_nothing() {
    let mut pair = Pair::open(SecurityLevel::Full);
    let expected = Response::of_status(StatusWord::SECURITY_NOT_SATISFIED);
    assert_eq!(pair.card.protect(done(20)), expected);
    assert_eq!(card().protect(done(20)), expected);
}

// shows: EPC-SCP-15
#[test]
fn a_block_that_opens_to_nothing_is_refused() {
    let keys = || derive::SessionKeys::derive(&keys(), &HOST_CHALLENGE, &CARD_CHALLENGE);
    let level = SecurityLevel::MacAndEncryption;
    // The counter block of the first command, then one block of padding, as some hosts send.
    let mut host = session::Session::new(keys(), level);
    let padding = encrypted_padding(&keys());
    let sealed = host.seal(Command::new(0x84, 0xD6, 1, 2).with_data(padding));
    let mut card = session::Session::new(keys(), level);
    assert_eq!(card.open_command(sealed), Err(session::NotAuthentic));
}

/// AES-CBC of `80 00 ..` under the first counter block, from block operations alone.
fn encrypted_padding(keys: &derive::SessionKeys) -> Vec<u8> {
    use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
    let cipher = aes::Aes128::new((&*keys.enc).into());
    let mut block = [0; 16];
    block[15] = 1;
    let mut block = block.into();
    cipher.encrypt_block(&mut block);
    block[0] ^= 0x80;
    cipher.encrypt_block(&mut block);
    block.to_vec()
}

// shows: EPC-SCP-22
#[test]
fn every_flipped_bit_of_a_response_finishes_the_host() {
    for level in two_way_levels() {
        for length in [0, 17] {
            let bits = protected_response(level, length).1.encode().len() * 8;
            for bit in 0..bits {
                let (mut pair, right) = protected_response(level, length);
                let mut bytes = right.encode();
                bytes[bit / 8] ^= 1 << (bit % 8);
                let attack = Response::parse(&bytes).unwrap();
                assert_finishes(&mut pair, attack, right);
            }
        }
    }
}

// shows: EPC-SCP-22
#[test]
fn a_response_cut_or_lengthened_finishes_the_host() {
    for level in two_way_levels() {
        for length in 0..70 {
            let (mut pair, right) = protected_response(level, 40);
            if length == right.data.len() {
                continue;
            }
            let mut attack = right.clone();
            attack.data.resize(length, 0);
            assert_finishes(&mut pair, attack, right);
        }
    }
}

#[test]
fn a_replayed_response_finishes_the_host() {
    for level in two_way_levels() {
        let (mut pair, first) = protected_response(level, 20);
        pair.host.unwrap(first.clone()).unwrap();
        pair.card.open(pair.host.wrap(command(1)).unwrap()).unwrap();
        let second = pair.card.protect(done(20));
        assert_finishes(&mut pair, first, second);
    }
}

#[test]
fn a_command_turned_round_is_no_response() {
    for level in two_way_levels() {
        let mut pair = Pair::open(level);
        let sent = pair.host.wrap(command(16)).unwrap();
        let echo = Response::new(sent.data, StatusWord::DONE);
        assert_finishes(&mut pair, echo, done(0));
    }
}

// shows: EPC-SCP-22
#[test]
fn an_error_with_data_finishes_the_host() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        pair.host.wrap(command(1)).unwrap();
        let attack = Response::new(vec![0], StatusWord::WRONG_DATA);
        assert_finishes(&mut pair, attack, done(0));
    }
}

#[test]
fn two_commands_or_two_responses_in_a_row_finish_the_host() {
    let mut pair = Pair::open(SecurityLevel::Full);
    pair.host.wrap(command(1)).unwrap();
    assert_eq!(pair.host.wrap(command(1)), Err(ChannelError::Finished));
    assert_eq!(pair.host.unwrap(done(0)), Err(ChannelError::Finished));
    let mut pair = Pair::open(SecurityLevel::Mac);
    assert_eq!(pair.host.unwrap(done(0)), Err(ChannelError::Finished));
    assert_eq!(pair.host.level(), None);
}

fn protected_response(level: SecurityLevel, length: usize) -> (Pair, Response) {
    let mut pair = Pair::open(level);
    pair.card.open(pair.host.wrap(command(1)).unwrap()).unwrap();
    let response = pair.card.protect(done(length));
    (pair, response)
}

fn assert_finishes(pair: &mut Pair, attack: Response, right: Response) {
    // An error word without data is believed, since it carries no MAC; it is no success.
    if attack.data.is_empty() && !matches!(attack.status.0 >> 8, 0x62 | 0x63 | 0x90) {
        assert!(!pair.host.unwrap(attack).unwrap().status.is_done());
        return;
    }
    assert_eq!(pair.host.unwrap(attack), Err(ChannelError::NotAuthentic));
    assert_eq!(pair.host.unwrap(right), Err(ChannelError::Finished));
    assert_eq!(pair.host.wrap(command(1)), Err(ChannelError::Finished));
}
