// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{CardChannel, HostChannel, commands, exchange, keys, pair, responses};
use crate::channel::{Channel as _, ChannelError};
use crate::command::Command;
use crate::response::Response;
use crate::secure_messaging::SecureMessagingError;
use crate::secure_messaging::primitive::mac;
use crate::status_word::StatusWord;
use crate::tlv::push;

fn read() -> Command {
    Command::new(0x00, 0xB0, 0x9D, 0x00).expecting(223)
}

fn done() -> Response {
    Response::of_status(StatusWord::DONE)
}

/// Refused with a status that ends the session, and finished for good.
fn assert_command_is_refused(command: &Command) {
    let mut card = CardChannel::new(keys());
    let error = card.open(command).unwrap_err();
    let kinds = [
        SecureMessagingError::Missing,
        SecureMessagingError::Incorrect,
    ];
    assert!(kinds.contains(&error), "{error:?}");
    assert!(card.is_finished());
    let good = HostChannel::new(keys()).wrap(read()).unwrap();
    assert_eq!(card.open(&good), Err(SecureMessagingError::Finished));
}

fn assert_response_is_refused(command: &Command, response: Response) {
    let mut host = HostChannel::new(keys());
    host.wrap(command.clone()).unwrap();
    assert_eq!(host.unwrap(response), Err(ChannelError::NotAuthentic));
    assert!(host.is_finished());
    assert_eq!(host.wrap(read()), Err(ChannelError::Finished));
    assert_eq!(host.unwrap(done()), Err(ChannelError::Finished));
}

// shows: EPC-SM-01, EPC-SM-08
#[test]
fn every_bit_of_every_protected_command_counts() {
    for command in commands()
        .into_iter()
        .filter(|command| command.data.len() <= 256)
    {
        let wrapped = HostChannel::new(keys()).wrap(command).unwrap();
        for bit in 0..8 {
            let flip = 1_u8 << bit;
            for header in 0..4 {
                let mut forged = wrapped.clone();
                let field = match header {
                    0 => &mut forged.class,
                    1 => &mut forged.instruction,
                    2 => &mut forged.p1,
                    _ => &mut forged.p2,
                };
                *field ^= flip;
                assert_command_is_refused(&forged);
            }
            for index in 0..wrapped.data.len() {
                let mut forged = wrapped.clone();
                forged.data[index] ^= flip;
                assert_command_is_refused(&forged);
            }
        }
    }
}

// shows: EPC-SM-13
#[test]
fn every_bit_of_every_protected_response_counts() {
    for response in responses()
        .into_iter()
        .filter(|response| response.data.len() <= 256)
    {
        let (mut host, mut card) = pair();
        card.open(&host.wrap(read()).unwrap()).unwrap();
        let protected = card.protect(&response).unwrap();
        for bit in 0..8 {
            let flip = 1_u8 << bit;
            for index in 0..protected.data.len() {
                let mut forged = protected.clone();
                forged.data[index] ^= flip;
                assert_response_is_refused(&read(), forged);
            }
            for shift in [0, 8] {
                let mut forged = protected.clone();
                forged.status.0 ^= u16::from(flip) << shift;
                assert_response_is_refused(&read(), forged);
            }
        }
    }
}

// shows: EPC-SM-08, EPC-SM-13
#[test]
fn every_truncation_and_one_byte_more_is_refused() {
    let command = read().with_data(vec![5; 40]);
    let (mut host, mut card) = pair();
    let wrapped = host.wrap(command.clone()).unwrap();
    card.open(&wrapped).unwrap();
    let protected = card
        .protect(&Response::new(vec![6; 40], StatusWord::DONE))
        .unwrap();
    for length in 0..wrapped.data.len() {
        let mut forged = wrapped.clone();
        forged.data.truncate(length);
        assert_command_is_refused(&forged);
        forged.data = wrapped.data[wrapped.data.len() - length..].to_vec();
        assert_command_is_refused(&forged);
    }
    for length in 0..protected.data.len() {
        let mut forged = protected.clone();
        forged.data.truncate(length);
        assert_response_is_refused(&command, forged.clone());
        forged.data = protected.data[protected.data.len() - length..].to_vec();
        assert_response_is_refused(&command, forged);
    }
    for byte in 0..=255 {
        let mut forged = wrapped.clone();
        forged.data.push(byte);
        assert_command_is_refused(&forged);
        let mut forged = protected.clone();
        forged.data.push(byte);
        assert_response_is_refused(&command, forged);
    }
}

// shows: EPC-SM-04
#[test]
fn a_command_or_response_of_another_moment_is_refused() {
    // Five exchanges are recorded; each message is then offered at each other place.
    let (mut host, mut card) = pair();
    let mut wrapped = Vec::new();
    let mut protected = Vec::new();
    for _ in 0..5 {
        let command = host.wrap(read()).unwrap();
        card.open(&command).unwrap();
        let response = card.protect(&done()).unwrap();
        host.unwrap(response.clone()).unwrap();
        wrapped.push(command);
        protected.push(response);
    }
    for place in 0..5 {
        for (other, _) in wrapped
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
        {
            let mut card = CardChannel::new(keys());
            for command in &wrapped[..place] {
                card.open(command).unwrap();
                card.protect(&done()).unwrap();
            }
            assert_eq!(
                card.open(&wrapped[other]),
                Err(SecureMessagingError::Incorrect)
            );

            let mut host = HostChannel::new(keys());
            for response in &protected[..place] {
                host.wrap(read()).unwrap();
                host.unwrap(response.clone()).unwrap();
            }
            host.wrap(read()).unwrap();
            let refused = host.unwrap(protected[other].clone());
            assert_eq!(refused, Err(ChannelError::NotAuthentic));
        }
    }
}

#[test]
fn a_command_sent_back_to_the_host_is_no_response_and_the_other_way_round() {
    let (mut host, mut card) = pair();
    let wrapped = host.wrap(read()).unwrap();
    let reflected = Response::new(wrapped.data.clone(), StatusWord::DONE);
    assert_eq!(host.unwrap(reflected), Err(ChannelError::NotAuthentic));
    card.open(&wrapped).unwrap();
    let protected = card.protect(&done()).unwrap();
    let reflected = Command::new(0x0C, 0xB0, 0, 0).with_data(protected.data);
    assert_eq!(card.open(&reflected), Err(SecureMessagingError::Incorrect));
}

// shows: EPC-SM-13, EPC-SM-14
#[test]
fn unprotected_answers_are_not_authentic_whatever_they_say() {
    for status in [0x9000, 0x6987, 0x6988, 0x6982, 0x6282, 0x6300, 0x6F00] {
        assert_response_is_refused(&read(), Response::of_status(StatusWord(status)));
        assert_response_is_refused(&read(), Response::new(vec![1; 223], StatusWord(status)));
    }
}

// shows: EPC-SM-07
#[test]
fn an_unprotected_command_is_missing_its_objects_and_ends_the_channel() {
    let mut card = CardChannel::new(keys());
    assert_eq!(card.open(&read()), Err(SecureMessagingError::Missing));
    assert!(card.is_finished());
    let bare = Command::new(0x0C, 0xB0, 0, 0);
    assert_eq!(
        CardChannel::new(keys()).open(&bare),
        Err(SecureMessagingError::Missing)
    );
    let le_only = bare.with_data(vec![0x97, 0x01, 0x00]);
    assert_eq!(
        CardChannel::new(keys()).open(&le_only),
        Err(SecureMessagingError::Missing)
    );
}

/// Objects with check bytes that are right, as a careless peer with the keys would send them.
fn signed(counter: u128, header: Option<[u8; 4]>, objects: &[u8], tail: &[u8]) -> Vec<u8> {
    let mac_key = hex_literal::hex!("73FF2687 84F72AF8 33FDC946 4049AFC9");
    let pad = |bytes: &[u8]| {
        let mut padded = bytes.to_vec();
        padded.push(0x80);
        padded.resize(padded.len().next_multiple_of(16), 0);
        padded
    };
    let header = header.map(|header| pad(&header)).unwrap_or_default();
    let padded = if objects.is_empty() {
        Vec::new()
    } else {
        pad(objects)
    };
    let check_bytes = mac(&mac_key, &[&counter.to_be_bytes(), &header, &padded]);
    let mut bytes = objects.to_vec();
    push(&mut bytes, 0x8E, &check_bytes);
    bytes.extend_from_slice(tail);
    bytes
}

/// One block at counter 1 or 2 that decrypts to padded data.
fn cryptogram(counter: u128, data: &[u8]) -> Vec<u8> {
    let key = hex_literal::hex!("68406B41 62100563 D9C901A6 154D2901");
    let iv = super::super::primitive::encrypt_block(&key, counter.to_be_bytes());
    super::super::primitive::encrypt(&key, iv, data).unwrap()
}

fn object(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    push(&mut bytes, tag, value);
    bytes
}

// shows: EPC-SM-02, EPC-SM-06, EPC-SM-08
#[test]
fn authentic_but_malformed_command_objects_are_refused() {
    let header = [0x0C, 0xB0, 0x9D, 0x00];
    let data = cryptogram(1, b"data");
    let good_data = object(0x87, &[&[1], data.as_slice()].concat());
    let le = object(0x97, &[0]);
    let accepted = [good_data.as_slice(), &le].concat();
    let offer = |objects: &[u8], tail: &[u8]| {
        let data = signed(1, Some(header), objects, tail);
        let command = Command::new(0x0C, 0xB0, 0x9D, 0x00).with_data(data);
        CardChannel::new(keys()).open(&command)
    };
    assert_eq!(offer(&accepted, &[]).unwrap().data, b"data");
    assert_eq!(offer(&[], &[]).unwrap(), Command::new(0, 0xB0, 0x9D, 0));
    let bad: Vec<Vec<u8>> = vec![
        [le.as_slice(), &good_data].concat(),
        [good_data.as_slice(), &good_data].concat(),
        [le.as_slice(), &le].concat(),
        object(0x87, &[]),
        object(0x87, &[1]),
        object(0x87, &data),
        object(0x87, &[&[2], data.as_slice()].concat()),
        object(0x87, &[&[1], &data[..15]].concat()),
        object(0x87, &[&[1], cryptogram(1, b"").as_slice()].concat()),
        object(0x87, &[&[1], [0x5A; 16].as_slice()].concat()),
        object(0x85, &data),
        object(0x81, b"plain"),
        object(0xB3, b"plain"),
        object(0x97, &[]),
        object(0x97, &[0, 1, 0]),
        object(0x99, &[0x90, 0x00]),
        [&[0x97, 0x81, 0x01, 0x00], good_data.as_slice()].concat(),
        vec![0x97, 0x81, 0x01, 0x00],
    ];
    for objects in bad {
        let error = offer(&objects, &[]).unwrap_err();
        assert_eq!(error, SecureMessagingError::Incorrect, "{objects:02X?}");
    }
    for tail in [vec![0x00], le, object(0x8E, &[0; 8])] {
        assert_eq!(
            offer(&accepted, &tail),
            Err(SecureMessagingError::Incorrect)
        );
    }
    for length in [0, 4, 7, 9, 16] {
        let data = object(0x8E, &vec![0; length]);
        let command = Command::new(0x0C, 0xB0, 0x9D, 0x00).with_data(data);
        let refused = CardChannel::new(keys()).open(&command);
        assert_eq!(refused, Err(SecureMessagingError::Incorrect));
    }
}

// shows: EPC-SM-13
#[test]
fn authentic_but_malformed_response_objects_are_refused() {
    let data = cryptogram(2, b"data");
    let good_data = object(0x87, &[&[1], data.as_slice()].concat());
    let status = object(0x99, &[0x90, 0x00]);
    let accepted = [good_data.as_slice(), &status].concat();
    let offer = |command: Command, objects: &[u8], tail: &[u8]| {
        let mut host = HostChannel::new(keys());
        host.wrap(command).unwrap();
        host.unwrap(Response::new(
            signed(2, None, objects, tail),
            StatusWord::DONE,
        ))
    };
    assert_eq!(offer(read(), &accepted, &[]).unwrap().data, b"data");
    let odd = Command::new(0x00, 0xB1, 0, 0).expecting(10);
    let odd_data = [object(0x85, &data), status.clone()].concat();
    assert_eq!(offer(odd.clone(), &odd_data, &[]).unwrap().data, b"data");
    let bad: Vec<(Command, Vec<u8>)> = vec![
        (odd, accepted.clone()),
        (read(), odd_data),
        (read(), Vec::new()),
        (read(), good_data.clone()),
        (read(), [status.as_slice(), &good_data].concat()),
        (read(), [status.as_slice(), &status].concat()),
        (read(), [good_data.as_slice(), &good_data, &status].concat()),
        (read(), object(0x99, &[0x90])),
        (read(), object(0x99, &[0x90, 0x00, 0x00])),
        (read(), object(0x99, &[0x6A, 0x82])),
        (read(), [object(0x87, &[1]), status.clone()].concat()),
        (read(), [object(0x81, b"plain"), status.clone()].concat()),
    ];
    for (command, objects) in bad {
        let refused = offer(command, &objects, &[]);
        assert_eq!(refused, Err(ChannelError::NotAuthentic), "{objects:02X?}");
    }
    for tail in [vec![0x00], status, object(0x8E, &[0; 8])] {
        assert_eq!(
            offer(read(), &accepted, &tail),
            Err(ChannelError::NotAuthentic)
        );
    }
}

#[test]
fn keys_of_another_session_open_nothing() {
    let other = super::SessionKeys::new([1; 16], [2; 16]);
    let wrapped = HostChannel::new(other.clone()).wrap(read()).unwrap();
    assert_command_is_refused(&wrapped);
    let mut card = CardChannel::new(other.clone());
    card.open(&wrapped).unwrap();
    assert_response_is_refused(&read(), card.protect(&done()).unwrap());
    let (mut host, mut card) = (HostChannel::new(other.clone()), CardChannel::new(other));
    exchange(&mut host, &mut card, &read(), &done());
}
