// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{CardChannel, HostChannel, commands, exchange, keys, pair, responses};
use crate::channel::{Channel as _, ChannelError};
use crate::command::Command;
use crate::response::{MAX_RESPONSE_DATA, Response};
use crate::secure_messaging::{MAX_PROTECTED_DATA, SecureMessagingError};
use crate::status_word::StatusWord;

#[test]
fn every_command_and_response_comes_through_one_session_unchanged() {
    let (mut host, mut card) = pair();
    let responses = responses();
    for (command, response) in commands().iter().zip(responses.iter().cycle()) {
        let (opened, seen) = exchange(&mut host, &mut card, command, response);
        assert_eq!(&opened, command);
        assert_eq!(&seen, response);
    }
}

#[test]
fn nothing_of_the_data_is_in_the_clear() {
    let secret = b"nothing of this may be seen on the wire";
    let (mut host, mut card) = pair();
    let command = Command::new(0x00, 0xD6, 0, 0).with_data(secret.to_vec());
    let wrapped = host.wrap(command).unwrap();
    card.open(&wrapped).unwrap();
    let reply = Response::new(secret.to_vec(), StatusWord::DONE);
    let protected = card.protect(&reply).unwrap();
    for bytes in [&wrapped.data, &protected.data] {
        assert!(
            bytes
                .windows(4)
                .all(|part| !secret.windows(4).any(|other| part == other))
        );
    }
}

#[test]
fn the_same_command_twice_has_other_bytes() {
    let (mut host, mut card) = pair();
    let command = Command::new(0x00, 0xB0, 0x9D, 0)
        .with_data(vec![7; 5])
        .expecting(223);
    let first = host.wrap(command.clone()).unwrap();
    card.open(&first).unwrap();
    let protected = card
        .protect(&Response::of_status(StatusWord::DONE))
        .unwrap();
    host.unwrap(protected).unwrap();
    let second = host.wrap(command).unwrap();
    assert_ne!(first.data, second.data);
}

#[test]
fn the_outer_le_is_short_as_long_as_the_response_fits_it() {
    for (plain, outer) in [
        (None, 256),
        (Some(1), 256),
        (Some(223), 256),
        (Some(224), 65_536),
        (Some(256), 65_536),
        (Some(65_536), 65_536),
    ] {
        let (mut host, mut card) = pair();
        let mut command = Command::new(0x00, 0xB0, 0, 0);
        command.expected = plain;
        let wrapped = host.wrap(command).unwrap();
        assert_eq!(wrapped.expected, Some(outer), "{plain:?}");
        card.open(&wrapped).unwrap();
        let most = usize::try_from(plain.unwrap_or(0))
            .unwrap()
            .min(MAX_PROTECTED_DATA);
        let protected = card
            .protect(&Response::new(vec![0; most], StatusWord::DONE))
            .unwrap();
        let fits = protected.data.len() <= usize::try_from(outer).unwrap();
        assert!(fits, "{} bytes in {outer}", protected.data.len());
        host.unwrap(protected).unwrap();
    }
}

#[test]
fn the_longest_command_and_response_are_carried_and_one_byte_more_is_refused() {
    let (mut host, mut card) = pair();
    let command = Command::new(0x00, 0xD6, 0, 0)
        .with_data(vec![1; MAX_PROTECTED_DATA])
        .expecting(65_536);
    let wrapped = host.wrap(command.clone()).unwrap();
    assert!(wrapped.encode().is_ok());
    assert_eq!(card.open(&wrapped).unwrap(), command);
    let response = Response::new(vec![2; MAX_PROTECTED_DATA], StatusWord::DONE);
    let protected = card.protect(&response).unwrap();
    assert!(protected.data.len() <= MAX_RESPONSE_DATA);
    assert_eq!(host.unwrap(protected).unwrap(), response);

    let long = Command::new(0x00, 0xD6, 0, 0).with_data(vec![1; MAX_PROTECTED_DATA + 1]);
    assert_eq!(host.wrap(long), Err(ChannelError::TooLong));
    assert!(host.is_finished());
    let (mut host, mut card) = pair();
    card.open(&host.wrap(command).unwrap()).unwrap();
    let long = Response::new(vec![2; MAX_PROTECTED_DATA + 1], StatusWord::DONE);
    assert_eq!(card.protect(&long), Err(SecureMessagingError::TooLong));
    assert!(card.is_finished());
}

#[test]
fn a_class_that_is_protected_or_chained_already_cannot_be_wrapped() {
    for class in 0..=255_u8 {
        let mut host = HostChannel::new(keys());
        let wrapped = host.wrap(Command::new(class, 0xB0, 0, 0));
        if class & 0x1C == 0 {
            assert_eq!(wrapped.unwrap().class, class | 0x0C);
        } else {
            assert_eq!(wrapped, Err(ChannelError::Unprotectable));
            assert!(host.is_finished());
        }
    }
}

#[test]
fn an_expected_length_without_encoding_cannot_be_wrapped() {
    for expected in [0, 65_537, u32::MAX] {
        let mut host = HostChannel::new(keys());
        let wrapped = host.wrap(Command::new(0x00, 0xB0, 0, 0).expecting(expected));
        assert_eq!(wrapped, Err(ChannelError::Unprotectable));
    }
}

#[test]
fn commands_and_responses_alternate_or_the_channel_is_finished() {
    let read = || Command::new(0x00, 0xB0, 0, 0).expecting(1);
    let done = Response::of_status(StatusWord::DONE);
    let (mut host, mut card) = pair();
    let wrapped = host.wrap(read()).unwrap();
    assert_eq!(host.wrap(read()), Err(ChannelError::Finished));
    assert!(host.is_finished());

    card.open(&wrapped).unwrap();
    assert_eq!(card.open(&wrapped), Err(SecureMessagingError::Finished));
    assert!(card.is_finished());
    assert_eq!(card.protect(&done), Err(SecureMessagingError::Finished));

    let (mut host, mut card) = pair();
    assert_eq!(card.protect(&done), Err(SecureMessagingError::Finished));
    assert_eq!(
        card.open(&host.wrap(read()).unwrap()),
        Err(SecureMessagingError::Finished)
    );
    assert_eq!(
        HostChannel::new(keys()).unwrap(done),
        Err(ChannelError::Finished)
    );
}

// shows: EPC-SM-04
#[test]
fn a_counter_at_its_end_finishes_the_channel_and_never_starts_over() {
    let read = Command::new(0x00, 0xB0, 0, 0).expecting(1);
    let done = Response::of_status(StatusWord::DONE);
    let (mut host, mut card) = pair();
    host.set_counter(u128::MAX - 2);
    card.set_counter(u128::MAX - 2);
    exchange(&mut host, &mut card, &read, &done);
    assert_eq!(host.wrap(read.clone()), Err(ChannelError::Finished));
    assert!(host.is_finished());
    let command = Command::new(0x0C, 0xB0, 0, 0);
    assert_eq!(card.open(&command), Err(SecureMessagingError::Finished));
    assert!(card.is_finished());

    let (mut host, mut card) = pair();
    host.set_counter(u128::MAX - 1);
    card.set_counter(u128::MAX - 1);
    let wrapped = host.wrap(read.clone()).unwrap();
    card.open(&wrapped).unwrap();
    assert_eq!(card.protect(&done), Err(SecureMessagingError::Finished));
    assert_eq!(host.unwrap(done), Err(ChannelError::Finished));
    assert_eq!(host.wrap(read), Err(ChannelError::Finished));
}

// shows: EPC-SM-07, EPC-SM-08
#[test]
fn every_error_has_its_status_word() {
    let words: Vec<u16> = [
        SecureMessagingError::Missing,
        SecureMessagingError::Incorrect,
        SecureMessagingError::TooLong,
        SecureMessagingError::Finished,
    ]
    .map(|error| error.status().0)
    .to_vec();
    assert_eq!(words, [0x6987, 0x6988, 0x6F00, 0x6982]);
}

#[test]
fn keys_print_as_nothing() {
    let host = HostChannel::new(keys());
    let card = CardChannel::new(keys());
    for text in [
        format!("{:?}", keys()),
        format!("{host:?}"),
        format!("{card:?}"),
    ] {
        assert!(text.contains("SessionKeys(redacted)"), "{text}");
        assert!(
            !text.contains("104") && !text.to_lowercase().contains("68"),
            "{text}"
        );
    }
}

#[test]
fn a_channel_is_finished_on_each_side_by_what_is_not_authentic() {
    let (mut host, mut card) = pair();
    assert!(!host.is_finished() && !card.is_finished());
    let command = Command::new(0x00, 0xB0, 0x9D, 0).expecting(16);
    let wrapped = host.wrap(command.clone()).unwrap();
    card.open(&wrapped).unwrap();
    let mut protected = card
        .protect(&Response::of_status(StatusWord::DONE))
        .unwrap();
    flip_last(&mut protected.data);
    assert!(host.unwrap(protected).is_err());
    assert!(host.is_finished() && !card.is_finished());

    let (mut host, _) = pair();
    let mut wrapped = host.wrap(command).unwrap();
    flip_last(&mut wrapped.data);
    assert!(card.open(&wrapped).is_err());
    assert!(card.is_finished());
}

fn flip_last(bytes: &mut [u8]) {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
}
