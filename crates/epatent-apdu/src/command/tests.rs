// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use hex_literal::hex;
use proptest::prelude::*;

use super::{Command, CommandError, MAX_COMMAND};

fn command(length: usize, expected: Option<u32>) -> Command {
    Command {
        expected,
        ..Command::new(0x80, 0xD6, 0x12, 0x34).with_data(vec![0xA5; length])
    }
}

// shows: EPC-CMD-05
#[test]
fn the_four_cases_have_their_short_and_extended_forms() {
    let cases: [(usize, Option<u32>, &[u8]); 8] = [
        (0, None, &hex!("80 D6 12 34")),
        (0, Some(1), &hex!("80 D6 12 34 01")),
        (0, Some(256), &hex!("80 D6 12 34 00")),
        (0, Some(257), &hex!("80 D6 12 34 00 0101")),
        (0, Some(65_536), &hex!("80 D6 12 34 00 0000")),
        (2, None, &hex!("80 D6 12 34 02 A5A5")),
        (2, Some(255), &hex!("80 D6 12 34 02 A5A5 FF")),
        (2, Some(65_535), &hex!("80 D6 12 34 00 0002 A5A5 FFFF")),
    ];
    for (length, expected, bytes) in cases {
        assert_eq!(command(length, expected).encode().unwrap(), bytes);
        assert_eq!(Command::parse(bytes), Ok(command(length, expected)));
    }
}

#[test]
fn every_pair_of_boundary_lengths_survives_or_is_refused() {
    for length in [0, 1, 255, 256, 65_535, 65_536] {
        for expected in [
            None,
            Some(1),
            Some(255),
            Some(256),
            Some(257),
            Some(65_535),
            Some(65_536),
        ] {
            let command = command(length, expected);
            match command.encode() {
                Ok(bytes) => {
                    assert!(bytes.len() <= MAX_COMMAND);
                    assert_eq!(Command::parse(&bytes), Ok(command));
                }
                Err(error) => {
                    assert_eq!(error, CommandError::DataTooLong { length: 65_536 });
                    assert_eq!(length, 65_536);
                }
            }
        }
    }
}

#[test]
fn an_expected_length_of_0_or_over_65536_has_no_encoding() {
    for expected in [0, 65_537, u32::MAX] {
        let error = CommandError::ExpectedOutOfRange { expected };
        assert_eq!(command(0, Some(expected)).encode(), Err(error));
    }
}

// shows: EPC-CMD-04
#[test]
fn what_is_not_a_command_is_refused_at_its_offset() {
    let mismatch = |declared, actual| CommandError::LengthMismatch {
        offset: 4,
        declared,
        actual,
    };
    let cases: [(&[u8], CommandError); 11] = [
        (&[], CommandError::HeaderCut { length: 0 }),
        (&hex!("00 A4 04"), CommandError::HeaderCut { length: 3 }),
        (
            &hex!("00 A4 04 00 00 01"),
            CommandError::LengthFieldCut { offset: 4 },
        ),
        (&hex!("00 A4 04 00 02 01"), mismatch(2, 1)),
        (&hex!("00 A4 04 00 02 01 02 00 00"), mismatch(2, 4)),
        (&hex!("00 A4 04 00 FF 01 02"), mismatch(255, 2)),
        (
            &hex!("00 A4 04 00 00 00 00 01"),
            CommandError::ZeroLength { offset: 4 },
        ),
        (&hex!("00 A4 04 00 00 00 02 01"), mismatch(2, 1)),
        // Le of an extended command has two bytes.
        (&hex!("00 A4 04 00 00 00 01 AA 00"), mismatch(1, 2)),
        (&hex!("00 A4 04 00 00 00 01 AA 00 00 00"), mismatch(1, 4)),
        (&hex!("00 A4 04 00 00 FF FF AA"), mismatch(65_535, 1)),
    ];
    for (bytes, error) in cases {
        assert_eq!(Command::parse(bytes), Err(error), "{bytes:02X?}");
    }
}

#[test]
fn a_command_one_byte_over_the_longest_is_refused() {
    let mut bytes = command(65_535, Some(65_536)).encode().unwrap();
    assert_eq!(bytes.len(), MAX_COMMAND);
    bytes.push(0);
    let actual = 65_538;
    let error = CommandError::LengthMismatch {
        offset: 4,
        declared: 65_535,
        actual,
    };
    assert_eq!(Command::parse(&bytes), Err(error));
}

proptest! {
    #[test]
    fn parsing_undoes_encoding(
        header in any::<[u8; 4]>(),
        data in proptest::collection::vec(any::<u8>(), 0..600),
        expected in proptest::option::of(1_u32..=65_536),
    ) {
        let [class, instruction, p1, p2] = header;
        let command =
            Command { expected, ..Command::new(class, instruction, p1, p2).with_data(data) };
        prop_assert_eq!(Command::parse(&command.encode().unwrap()), Ok(command));
    }

    #[test]
    fn whatever_parses_encodes_to_something_that_parses_the_same(
        bytes in proptest::collection::vec(prop_oneof![Just(0_u8), 0..8_u8, any::<u8>()], 0..24),
    ) {
        if let Ok(command) = Command::parse(&bytes) {
            prop_assert!(command.expected != Some(0));
            prop_assert_eq!(Command::parse(&command.encode().unwrap()), Ok(command));
        }
    }
}

#[test]
fn data_of_a_command_is_not_printed() {
    let command = Command::new(0x00, 0xDA, 0x01, 0x05).with_data(vec![0xAB; 3]);
    assert_eq!(
        format!("{command:?}"),
        "Command { header: [00, DA, 01, 05], data: 3 bytes, expected: None }"
    );
}
