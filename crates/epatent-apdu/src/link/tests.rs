// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{ApduLimit, Exchange, ExchangeError, Link, MAX_ROUNDS, MAX_SMALL_PARTS, SMALL_PART};
use crate::channel::{Channel, ChannelError};
use crate::command::{Command, CommandError};
use crate::response::Response;
use crate::status_word::StatusWord;
use crate::test_support::{ModelCard, Respond, Script, bytes, content};
use crate::transport::{Transport, TransportError};

fn status() -> Command {
    Command::new(0x80, 0x14, 0, 0).expecting(600)
}

#[test]
fn announced_data_are_fetched_and_joined() {
    let mut card = Script::new(&[
        ("80140000 00", "0102 6103"),
        ("00C00000 03", "0304 6102"),
        ("00C00000 02", "05 9000"),
    ]);
    let response = card.exchange(&status()).unwrap();
    assert_eq!(
        response,
        Response::new(vec![1, 2, 3, 4, 5], StatusWord::DONE)
    );
    assert!(card.is_finished());
}

#[test]
fn the_status_of_the_last_part_is_that_of_the_response() {
    let mut card = Script::new(&[("80140000 00", "6101"), ("00C00000 01", "AA 6282")]);
    let response = card.exchange(&status()).unwrap();
    assert_eq!(response, Response::new(vec![0xAA], StatusWord::END_OF_FILE));
}

// shows: EPC-CHAIN-13
#[test]
fn endless_announcements_end_after_the_bound() {
    let part = format!("{} 61{:02X}", "AA".repeat(SMALL_PART), SMALL_PART);
    let mut card = Respond::new(move |_: &[u8]| bytes(&part));
    let error = card.exchange(&status().expecting(65_536)).unwrap_err();
    assert_eq!(error, ExchangeError::EndlessResponse { rounds: MAX_ROUNDS });
    assert_eq!(card.commands.len(), 1 + MAX_ROUNDS);
}

#[test]
fn a_response_that_drips_ends_after_a_few_small_parts() {
    let mut card = Respond::new(|_: &[u8]| bytes("AA 6101"));
    let error = card.exchange(&status()).unwrap_err();
    let parts = MAX_SMALL_PARTS + 1;
    assert_eq!(error, ExchangeError::Drip { parts });
    assert_eq!(card.commands.len(), 1 + parts);
}

// shows: EPC-CHAIN-13
#[test]
fn announcements_beyond_what_was_asked_end_at_once() {
    let mut card = Respond::new(|command: &[u8]| {
        let mut reply = vec![0; if command[1] == 0xC0 { 256 } else { 0 }];
        reply.extend([0x61, 0x00]);
        reply
    });
    let error = card.exchange(&status()).unwrap_err();
    assert_eq!(
        error,
        ExchangeError::ResponseTooLong {
            length: 768,
            asked: 600
        }
    );
    assert_eq!(card.commands.len(), 4);
}

// shows: EPC-CHAIN-13
#[test]
fn a_round_without_a_byte_is_an_error() {
    for last in ["6101", "9000"] {
        let mut card = Script::new(&[("80140000 00", "6101"), ("00C00000 01", last)]);
        let error = card.exchange(&status()).unwrap_err();
        assert_eq!(error, ExchangeError::EmptyRound { round: 1 });
    }
}

// shows: EPC-CHAIN-14
#[test]
fn a_wrong_length_is_corrected_once() {
    let mut card = Script::new(&[("80140000 00", "6C02"), ("80140000 02", "0102 9000")]);
    let response = card.exchange(&status()).unwrap();
    assert_eq!(response, Response::new(vec![1, 2], StatusWord::DONE));

    let mut card = Script::new(&[("80140000 00", "6C02"), ("80140000 02", "6C03")]);
    let response = card.exchange(&status()).unwrap();
    assert_eq!(response, Response::of_status(StatusWord(0x6C03)));
    assert!(card.is_finished());
}

#[test]
fn a_corrected_length_does_not_widen_what_was_asked() {
    let read = Command::new(0, 0xB0, 0, 0).expecting(1);
    let mut card = Script::new(&[("00B00000 01", "6C02"), ("00B00000 02", "0102 9000")]);
    let error = card.exchange(&read).unwrap_err();
    assert_eq!(
        error,
        ExchangeError::ResponseTooLong {
            length: 2,
            asked: 1
        }
    );
}

// shows: EPC-READ-10
#[test]
fn more_data_than_asked_for_are_refused() {
    let mut card = Script::new(&[("00B00000 01", "0102 9000")]);
    let error = card
        .exchange(&Command::new(0, 0xB0, 0, 0).expecting(1))
        .unwrap_err();
    assert_eq!(
        error,
        ExchangeError::ResponseTooLong {
            length: 2,
            asked: 1
        }
    );
    let mut card = Script::new(&[("80160000", "01 9000")]);
    let error = card.exchange(&Command::new(0x80, 0x16, 0, 0)).unwrap_err();
    assert_eq!(
        error,
        ExchangeError::ResponseTooLong {
            length: 1,
            asked: 0
        }
    );
}

// shows: EPC-SW-02
#[test]
fn a_reply_of_less_than_two_bytes_leaves_the_outcome_unknown() {
    for (reply, length) in [("", 0), ("90", 1)] {
        let mut card = Script::new(&[("80140000 00", reply)]);
        let error = card.exchange(&status()).unwrap_err();
        assert_eq!(error, TransportError::OutcomeUnknown { length }.into());
    }
}

#[test]
fn a_long_body_goes_as_a_chain_with_le_in_the_last_piece_only() {
    let long = Command::new(0x80, 0xD6, 0, 0)
        .with_data(content(232))
        .expecting(5);
    let mut card = Respond::new(|_: &[u8]| bytes("9000"));
    card.exchange(&long).unwrap();
    assert_eq!(card.commands.len(), 2);
    assert_eq!(card.commands[0][..5], [0x90, 0xD6, 0, 0, 231]);
    assert_eq!(card.commands[0].len(), 5 + 231);
    assert_eq!(card.commands[1][..5], [0x80, 0xD6, 0, 0, 1]);
    assert_eq!(card.commands[1][6..], [5]);
}

#[test]
fn a_refused_piece_ends_the_chain_with_its_status() {
    let long = Command::new(0x80, 0xD6, 0, 0).with_data(content(1000));
    let mut card = Respond::new(|_: &[u8]| bytes("6884"));
    let response = card.exchange(&long).unwrap();
    assert_eq!(response.status, StatusWord::CHAINING_NOT_SUPPORTED);
    assert_eq!(card.commands.len(), 1);
}

#[test]
fn a_piece_answered_like_a_whole_command_is_an_error() {
    let long = Command::new(0x80, 0xD6, 0, 0)
        .with_data(content(1000))
        .expecting(9);
    for (reply, status) in [("6105", StatusWord(0x6105)), ("6C05", StatusWord(0x6C05))] {
        let mut card = Respond::new(|_: &[u8]| bytes(reply));
        let error = card.exchange(&long).unwrap_err();
        assert_eq!(error, ExchangeError::AnswerInsideChain { status });
        assert_eq!(card.commands.len(), 1);
    }
    let mut card = Respond::new(|_: &[u8]| bytes("01 9000"));
    let error = card.exchange(&long).unwrap_err();
    assert_eq!(
        error,
        ExchangeError::ResponseTooLong {
            length: 1,
            asked: 0
        }
    );
}

#[test]
fn a_higher_limit_sends_extended_commands_and_asks_for_as_much() {
    let long = Command::new(0x80, 0xD6, 0, 0)
        .with_data(content(1024))
        .expecting(65_536);
    let mut card = Respond::new(|_: &[u8]| bytes("9000"));
    Link::new(&mut card)
        .with_limit(ApduLimit::new(1024))
        .exchange(&long)
        .unwrap();
    assert_eq!(card.commands.len(), 1);
    assert_eq!(card.commands[0][4..7], [0, 4, 0]);
    assert_eq!(card.commands[0][7 + 1024..], [4, 0]);
}

#[test]
fn every_command_fits_a_reader_of_261_bytes_by_default() {
    let long = Command::new(0x80, 0xD6, 0, 0)
        .with_data(content(65_535))
        .expecting(65_536);
    let mut card = Respond::new(|_: &[u8]| bytes("9000"));
    card.exchange(&long).unwrap();
    assert_eq!(card.commands.len(), 65_535_usize.div_ceil(231));
    assert!(card.commands.iter().all(|command| command.len() <= 261));
}

#[test]
fn an_expected_length_out_of_range_is_not_sent() {
    for expected in [0, 65_537] {
        let mut card = Script::default();
        let error = card
            .exchange(&Command::new(0, 0xB0, 0, 0).expecting(expected))
            .unwrap_err();
        assert_eq!(error, CommandError::ExpectedOutOfRange { expected }.into());
    }
}

#[test]
fn a_transport_error_comes_through_as_it_is() {
    struct Torn;
    impl Transport for Torn {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
            Err(TransportError::CardRemoved)
        }
    }
    assert_eq!(
        Torn.exchange(&status()),
        Err(TransportError::CardRemoved.into())
    );
}

/// Adds a byte to every command and demands one more on every response.
struct OneMoreByte;

impl Channel for OneMoreByte {
    fn wrap(&mut self, mut command: Command) -> Result<Command, ChannelError> {
        command.data.push(0xEE);
        command.expected = command.expected.map(|expected| expected + 1);
        Ok(command)
    }

    fn unwrap(&mut self, mut response: Response) -> Result<Response, ChannelError> {
        match response.data.pop() {
            Some(0xEE) => Ok(response),
            _ => Err(ChannelError::NotAuthentic),
        }
    }
}

// shows: EPC-SCP-12, EPC-SCP-24, EPC-SM-11, EPC-SM-12
#[test]
fn a_channel_sees_whole_commands_and_whole_responses() {
    let long = Command::new(0x80, 0xD6, 0, 0)
        .with_data(content(231))
        .expecting(3);
    let replies = ["9000", "0102 6101", "EE 9000"].map(bytes);
    let mut replies = replies.into_iter();
    let mut card = Respond::new(|_: &[u8]| replies.next().unwrap());
    let response = Link::new(&mut card)
        .with_channel(OneMoreByte)
        .exchange(&long)
        .unwrap();
    assert_eq!(response, Response::new(vec![1, 2], StatusWord::DONE));
    assert_eq!(card.commands[1], bytes("80D60000 01 EE 04"));
    assert_eq!(card.commands[2], bytes("00C00000 01"));
}

#[test]
fn a_response_that_the_channel_refuses_is_not_returned() {
    let mut link =
        Link::new(Script::new(&[("80140000 01 EE 00", "0102 9000")])).with_channel(OneMoreByte);
    let error = link
        .exchange(&Command::new(0x80, 0x14, 0, 0).expecting(255))
        .unwrap_err();
    assert_eq!(error, ChannelError::NotAuthentic.into());
    assert!(link.into_parts().0.is_finished());
}

#[test]
fn a_card_that_splits_its_response_is_joined_again() {
    let files = (1..=9)
        .map(|number| (0x0100 + number, content(40)))
        .collect();
    let mut card = ModelCard::blank();
    card.state = crate::profile::LifeCycle::Personalisation;
    card.files = files;
    let response = card.exchange(&status()).unwrap();
    assert_eq!(response.data.len(), 116 + 9 * 36);
    assert_eq!(card.received, 2);
}

/// Bytes of a response of so many file bytes under PACE, the status word behind it not counted.
fn protected_response(file: usize) -> usize {
    // 87 with its length and the indicator of padding, 99, 8E.
    let cryptogram = 1 + (file / 16 + 1) * 16;
    let length = match cryptogram {
        0..=127 => 1,
        128..=255 => 2,
        _ => 3,
    };
    1 + length + cryptogram + 4 + 10
}

#[test]
fn the_pieces_of_a_file_fill_one_apdu_with_their_protection_and_no_byte_more_would_fit() {
    for limit in (256..=65_535).map(ApduLimit::new) {
        let read = usize::try_from(limit.read_chunk()).unwrap();
        assert!(protected_response(read) <= limit.body(), "{limit:?}");
        assert!(
            protected_response(read + 1) > limit.body() || limit.body() < 275,
            "{limit:?}"
        );
        // Identifier, offset and padding to a block, and a MAC of eight bytes.
        let protected_write = |file: usize| (file + 4) / 16 * 16 + 16 + 8;
        let write = limit.write_chunk().unwrap();
        assert!(protected_write(write) <= limit.body(), "{limit:?}");
        assert!(protected_write(write + 1) > limit.body(), "{limit:?}");
    }
    for limit in (1..256).map(ApduLimit::new) {
        assert_eq!(limit.read_chunk(), 223);
        assert_eq!(limit.write_chunk(), None);
    }
    assert_eq!(ApduLimit::EXTENDED.map(ApduLimit::read_chunk), [4_063, 991]);
    assert_eq!(
        ApduLimit::EXTENDED.map(ApduLimit::write_chunk),
        [Some(4_075), Some(1_003)]
    );
}

#[test]
fn a_link_has_the_limit_of_its_transport() {
    struct Long;
    impl Transport for Long {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
            assert_eq!(command.len(), 4 + 3 + 1_000);
            Ok(vec![0x90, 0x00])
        }
        fn limit(&self) -> ApduLimit {
            ApduLimit::new(1_024)
        }
    }
    let long = Command::new(0x80, 0xD6, 0, 0).with_data(vec![0; 1_000]);
    let mut boxed: Box<dyn Transport> = Box::new(Long);
    assert_eq!(Link::new(&mut boxed).limit().body(), 1_024);
    assert!(boxed.exchange(&long).unwrap().status.is_done());
}
