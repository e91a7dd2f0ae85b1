// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Assembled, Chain, PendingResponse, Reassembly, split};
use crate::command::Command;
use crate::profile::{MAX_BODY, class};
use crate::response::Response;
use crate::status_word::StatusWord;
use crate::test_support::content;

fn begin(length: usize) -> Command {
    Command::new(0x80, 0x10, 0, 0).with_data(content(length))
}

fn pieces(chain: Chain) -> Vec<Command> {
    chain.leading.into_iter().chain([chain.last]).collect()
}

#[test]
fn a_chain_has_as_few_pieces_as_the_limit_allows() {
    let cases = [
        (0, 1),
        (1, 1),
        (230, 1),
        (231, 1),
        (232, 2),
        (462, 2),
        (463, 3),
        (4096, 18),
    ];
    for (length, count) in cases {
        let command = begin(length).expecting(256);
        let pieces = pieces(split(&command, 231));
        assert_eq!(pieces.len(), count, "{length}");
        assert!(pieces.iter().all(|piece| piece.data.len() <= 231));
        let joined: Vec<u8> = pieces.iter().flat_map(|piece| piece.data.clone()).collect();
        assert_eq!(joined, command.data);
        assert!(pieces.iter().rev().skip(1).all(|piece| piece.class == 0x90));
        assert!(
            pieces
                .iter()
                .rev()
                .skip(1)
                .all(|piece| piece.expected.is_none())
        );
        let last = pieces.last().unwrap();
        assert_eq!((last.class, last.expected), (0x80, Some(256)));
    }
}

#[test]
fn a_limit_of_zero_still_makes_progress() {
    assert_eq!(pieces(split(&begin(3), 0)).len(), 3);
}

#[test]
fn bit_5_of_all_256_class_bytes_is_the_chaining_bit_and_no_other() {
    for byte in 0..=255_u8 {
        assert_eq!(class::is_chained(byte), byte / 16 % 2 == 1, "{byte:02X}");
        assert_eq!(
            class::is_known(byte),
            [0x00, 0x10, 0x80, 0x90].contains(&byte),
            "{byte:02X}"
        );
        let mut card = Reassembly::new();
        let piece = Command::new(byte, 0xD6, 0, 0).with_data(vec![1]);
        let taken = card.accept(piece.clone()).unwrap();
        assert_eq!(card.is_open(), class::is_chained(byte));
        if class::is_chained(byte) {
            assert_eq!(taken, Assembled::Partial);
            let last = Command {
                class: byte & !0x10,
                ..piece
            };
            let whole = Command {
                data: vec![1, 1],
                ..last.clone()
            };
            assert_eq!(card.accept(last), Ok(Assembled::Complete(whole)));
        } else {
            assert_eq!(taken, Assembled::Complete(piece));
        }
    }
}

// shows: EPC-CHAIN-01
#[test]
fn a_card_joins_what_a_host_split() {
    for length in [0, 1, 231, 232, 4095, 4096] {
        for limit in [1, 231, 255, 4096] {
            let command = begin(length).expecting(256);
            let mut card = Reassembly::new();
            let chain = split(&command, limit);
            for piece in chain.leading {
                assert_eq!(card.accept(piece), Ok(Assembled::Partial));
            }
            assert_eq!(card.accept(chain.last), Ok(Assembled::Complete(command)));
            assert!(!card.is_open());
        }
    }
}

// shows: EPC-CHAIN-04, EPC-CMD-06
#[test]
fn a_body_one_byte_over_the_bound_is_refused_and_ends_the_chain() {
    let mut card = Reassembly::new();
    let chain = split(&begin(MAX_BODY + 1), 241);
    assert_eq!(chain.last.data.len(), 241);
    for piece in chain.leading {
        assert_eq!(card.accept(piece), Ok(Assembled::Partial));
    }
    assert_eq!(card.accept(chain.last), Err(StatusWord::WRONG_LENGTH));
    assert!(!card.is_open());
    assert_eq!(
        card.accept(begin(MAX_BODY + 1)),
        Err(StatusWord::WRONG_LENGTH)
    );
}

// shows: EPC-CHAIN-05
#[test]
fn another_command_inside_a_chain_is_refused_and_ends_it() {
    let piece = Command {
        class: 0x90,
        ..begin(5)
    };
    let others = [
        Command {
            instruction: 0xD6,
            ..begin(5)
        },
        Command { p1: 1, ..begin(5) },
        Command { p2: 1, ..begin(5) },
        Command {
            class: 0x00,
            ..begin(5)
        },
        Command {
            instruction: 0xD6,
            ..piece.clone()
        },
    ];
    for other in others {
        let mut card = Reassembly::new();
        assert_eq!(card.accept(piece.clone()), Ok(Assembled::Partial));
        assert_eq!(card.accept(other), Err(StatusWord::LAST_OF_CHAIN_EXPECTED));
        assert!(!card.is_open());
        assert_eq!(card.accept(begin(5)), Ok(Assembled::Complete(begin(5))));
    }
}

// shows: EPC-CHAIN-06
#[test]
fn select_makes_an_unfinished_chain_void_and_is_taken_by_itself() {
    let mut card = Reassembly::new();
    card.accept(Command {
        class: 0x90,
        ..begin(5)
    })
    .unwrap();
    let select = Command::new(0x00, 0xA4, 4, 0)
        .with_data(vec![1, 2])
        .expecting(256);
    assert_eq!(card.accept(select.clone()), Ok(Assembled::Complete(select)));
    assert!(!card.is_open());
}

// shows: EPC-CHAIN-03
#[test]
fn a_piece_before_the_last_with_le_or_without_data_is_refused() {
    for piece in [begin(5).expecting(1), begin(0)] {
        let mut card = Reassembly::new();
        let piece = Command {
            class: 0x90,
            ..piece
        };
        assert_eq!(card.accept(piece), Err(StatusWord::WRONG_LENGTH));
        assert!(!card.is_open());
    }
}

// shows: EPC-CHAIN-08, EPC-CHAIN-09
#[test]
fn a_long_response_comes_in_parts_that_announce_the_rest() {
    let mut card = PendingResponse::new();
    let first = card.begin(
        Response::new(content(600), StatusWord::END_OF_FILE),
        Some(256),
    );
    assert_eq!((first.data.len(), first.status), (256, StatusWord(0x6100)));
    let second = card.next(Some(256)).unwrap();
    assert_eq!(
        (second.data.len(), second.status),
        (256, StatusWord(0x6158))
    );
    let third = card.next(Some(88)).unwrap();
    assert_eq!(third.status, StatusWord::END_OF_FILE);
    assert_eq!([first.data, second.data, third.data].concat(), content(600));
    assert_eq!(
        card.next(Some(1)),
        Err(StatusWord::CONDITIONS_NOT_SATISFIED)
    );
}

#[test]
fn a_response_that_fits_leaves_nothing_waiting() {
    for (length, expected) in [(0, None), (0, Some(1)), (256, Some(256)), (1, Some(65_536))] {
        let mut card = PendingResponse::new();
        let whole = Response::new(content(length), StatusWord::DONE);
        assert_eq!(card.begin(whole.clone(), expected), whole);
        assert!(!card.is_waiting());
    }
}

#[test]
fn data_without_le_are_announced_and_get_response_needs_le() {
    let mut card = PendingResponse::new();
    let first = card.begin(Response::new(content(3), StatusWord::DONE), None);
    assert_eq!(first, Response::of_status(StatusWord(0x6103)));
    assert_eq!(card.next(None), Err(StatusWord::WRONG_LENGTH));
    assert_eq!(
        card.next(Some(3)),
        Ok(Response::new(content(3), StatusWord::DONE))
    );
    card.begin(Response::new(content(3), StatusWord::DONE), None);
    card.clear();
    assert_eq!(
        card.next(Some(3)),
        Err(StatusWord::CONDITIONS_NOT_SATISFIED)
    );
}
