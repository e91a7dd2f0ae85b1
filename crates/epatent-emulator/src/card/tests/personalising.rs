// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sessions, writing, chains and COMMIT.

use epatent_apdu::chaining;
use epatent_apdu::flows::{Abort, CardStatus, FilePresent, ReadFile, SelectApplet};
use epatent_apdu::profile::{EF_CAN, Status, WRITABLE_FILES};
use epatent_apdu::scp03::SecurityLevel;
use epatent_apdu::{Channel as _, Link, drive};

use super::*;
use crate::InProcess;
use crate::nvm::{COMMIT_BUFFER, Cell};
use crate::testing::{CAN, Office, flow, pace, scp03};

fn begin(session: u8, manifest: u8) -> Vec<u8> {
    let data = [vec![session; 16], vec![manifest; 32]].concat();
    Command::new(0x80, 0x10, 0, 0)
        .with_data(data)
        .encode()
        .unwrap()
}

fn write(identifier: u16, offset: u16, bytes: &[u8]) -> Command {
    let head = [identifier.to_be_bytes(), offset.to_be_bytes()].concat();
    Command::new(0x80, 0xD6, 0, 0).with_data([head, bytes.to_vec()].concat())
}

/// The pieces of a chained command.
fn split(command: &Command, limit: usize) -> Vec<Command> {
    let chain = chaining::split(command, limit);
    let mut pieces = chain.leading;
    pieces.push(chain.last);
    pieces
}

fn write_status(card: &mut impl Answers, identifier: u16, offset: u16, bytes: &[u8]) -> StatusWord {
    status(card, &write(identifier, offset, bytes).encode().unwrap())
}

/// A card in an open session with a key and no files, before its issuer.
fn open() -> Office {
    let mut card = office(make_key(blank()).0);
    assert_eq!(status(&mut card, &begin(1, 2)), StatusWord::DONE);
    card
}

// shows: EPC-FILE-01, EPC-PERSO-19
#[test]
fn card_issued_by_the_flows_reads_back_file_by_file() {
    let (card, point) = make_key(blank());
    let mut reader = InProcess::new(card);
    let channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
    let done = drive(
        flow(point),
        &mut Link::new(&mut reader).with_channel(channel),
    );
    assert_eq!(done.unwrap().resumed, None);
    reader.power_cycle();
    let applet = drive(SelectApplet::new(), &mut reader).unwrap();
    assert_eq!(applet.state, LifeCycle::Active);
    let channel = pace(&mut reader, CAN).unwrap().channel;
    let mut reader = Link::new(&mut reader).with_channel(channel);
    for (identifier, content) in files() {
        assert_eq!(
            drive(ReadFile::new(identifier), &mut reader).unwrap(),
            content
        );
    }
    for identifier in WRITABLE_FILES.into_iter().chain([0x011E, 0x011F]) {
        let present = drive(FilePresent::new(identifier), &mut reader).unwrap();
        assert_eq!(
            present,
            files().contains_key(&identifier),
            "{identifier:04X}"
        );
    }
}

// shows: EPC-PERSO-01, EPC-PERSO-02, EPC-PERSO-03
#[test]
fn begin_needs_a_key_and_repeats_only_with_the_same_session_and_manifest() {
    let mut card = office(blank());
    assert_eq!(
        status(&mut card, &begin(1, 2)),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    let mut card = open();
    let revision = card.revision();
    assert_eq!(status(&mut card, &begin(1, 2)), StatusWord::DONE);
    assert_eq!(card.revision(), revision);
    assert_eq!(
        status(&mut card, &begin(3, 2)),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    assert_eq!(
        status(&mut card, &begin(1, 3)),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
}

// shows: EPC-FILE-02, EPC-FILE-06, EPC-PERSO-04, EPC-PERSO-05, EPC-PERSO-06
#[test]
fn write_takes_only_personalised_files_without_holes_up_to_7fff() {
    let mut card = open();
    for identifier in 0..=u16::MAX {
        if identifier == 0x8000 {
            // A session ends after 65,535 commands.
            card = office(card.card);
        }
        let wanted = if identifier == EF_CAN {
            StatusWord::WRONG_DATA
        } else if WRITABLE_FILES.contains(&identifier) {
            StatusWord::DONE
        } else {
            StatusWord::FILE_NOT_FOUND
        };
        assert_eq!(
            write_status(&mut card, identifier, 0, b"x"),
            wanted,
            "{identifier:04X}"
        );
    }
    assert_eq!(
        write_status(&mut card, 0x0101, 2, b"x"),
        StatusWord::WRONG_OFFSET
    );
    assert_eq!(write_status(&mut card, 0x0101, 1, b"yz"), StatusWord::DONE);
    assert_eq!(card.memory().file(0x0101).unwrap(), b"xyz");

    let block = [0x11; 4_000];
    let mut offset = 0;
    while offset + 4_000 <= 0x7FFF {
        assert_eq!(
            write_status(&mut card, 0x0102, offset, &block),
            StatusWord::DONE
        );
        offset += 4_000;
    }
    let room = vec![0x22; usize::from(0x7FFF - offset)];
    let over = vec![0x22; room.len() + 1];
    assert_eq!(
        write_status(&mut card, 0x0102, offset, &over),
        StatusWord::NOT_ENOUGH_SPACE
    );
    assert_eq!(
        write_status(&mut card, 0x0102, offset, &room),
        StatusWord::DONE
    );
    assert_eq!(
        write_status(&mut card, 0x0102, 0x7FFF, b"x"),
        StatusWord::NOT_ENOUGH_SPACE
    );
    assert_eq!(
        write_status(&mut card, 0x0102, 0xFFFF, b"x"),
        StatusWord::WRONG_OFFSET
    );
    assert_eq!(card.memory().file_length(0x0102), 0x7FFF);
}

/// The most content of one WRITE in a channel: the body is padded, and has a MAC.
const LONGEST: usize = 4_075;

// shows: EPC-CMD-05, EPC-CMD-06
#[test]
fn body_is_at_most_4096_bytes_short_extended_or_chained() {
    let mut card = open();
    assert_eq!(
        write_status(&mut card.card, 0x0101, 0, &[1; 4_093]),
        StatusWord::WRONG_LENGTH
    );
    assert_eq!(
        status(&mut card.card, &hex!("80 D6 00 00 04 0101 0000")),
        StatusWord::WRONG_LENGTH
    );
    let mut last = StatusWord::DONE;
    let mut card = open();
    let mut wrapped = card.wrap(&write(0x0101, 0, &[1; LONGEST]));
    wrapped.data.resize(4_097, 0);
    for piece in split(&wrapped, 255) {
        last = status(&mut card.card, &piece.encode().unwrap());
    }
    assert_eq!(last, StatusWord::WRONG_LENGTH);
    assert_eq!(card.memory().file(0x0101), None);
    let mut card = open();
    let wrapped = card.wrap(&write(0x0101, 0, &[1; LONGEST]));
    assert!((4_081..=4_096).contains(&wrapped.data.len()));
    for piece in split(&wrapped, 255) {
        let reply = send(&mut card.card, &piece.encode().unwrap());
        assert_eq!(reply.status, StatusWord::DONE);
    }
    assert_eq!(usize::from(card.memory().file_length(0x0101)), LONGEST);
}

/// The two pieces of a WRITE in the channel of the card.
fn two_pieces(card: &mut Office) -> [Vec<u8>; 2] {
    let pieces = split(&card.wrap(&write(0x0101, 0, &[9; 300])), 231);
    [&pieces[0], &pieces[1]].map(|piece| piece.encode().unwrap())
}

// shows: EPC-CHAIN-05, EPC-CHAIN-07
#[test]
fn stranger_inside_a_chain_is_6883_and_ends_it() {
    let mut card = open();
    let [first, last] = two_pieces(&mut card);
    assert_eq!(status(&mut card.card, &first), StatusWord::DONE);
    assert_eq!(
        status(&mut card.card, &hex!("80 14 00 00 00")),
        StatusWord::LAST_OF_CHAIN_EXPECTED
    );
    // The channel is closed as well, so that the rest by itself is nothing.
    assert_eq!(
        status(&mut card.card, &last),
        StatusWord::SECURITY_NOT_SATISFIED
    );
    assert_eq!(card.memory().file(0x0101), None);
}

#[test]
fn chain_without_a_stranger_is_one_command() {
    let mut card = open();
    for piece in two_pieces(&mut card) {
        assert!(send(&mut card.card, &piece).status.is_done());
    }
    assert_eq!(card.memory().file(0x0101).unwrap(), [9; 300]);
}

// shows: EPC-CHAIN-06, EPC-LIFE-07
#[test]
fn select_and_reset_void_an_unfinished_chain() {
    for voided_by_select in [true, false] {
        let mut card = open();
        let [first, last] = two_pieces(&mut card);
        assert_eq!(status(&mut card.card, &first), StatusWord::DONE);
        if voided_by_select {
            let select = hex!("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01");
            assert_eq!(status(&mut card.card, &select), StatusWord::DONE);
        } else {
            card.card.reset();
        }
        assert_eq!(
            status(&mut card.card, &last),
            StatusWord::SECURITY_NOT_SATISFIED
        );
    }
}

// shows: EPC-CHAIN-02
#[test]
fn active_card_refuses_the_first_piece_of_a_personalisation_chain() {
    let mut card = active();
    let pieces = split(&write(0x0101, 0, &[9; 300]), 231);
    assert_eq!(
        status(&mut card, &pieces[0].encode().unwrap()),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
}

// shows: EPC-CHAIN-08, EPC-CHAIN-09, EPC-CHAIN-10, EPC-SCP-24
#[test]
fn long_status_comes_in_parts_that_another_command_makes_void() {
    let command = Command::new(0x80, 0x14, 0, 0).expecting(600);
    let mut card = open();
    for identifier in WRITABLE_FILES {
        let content = if identifier == EF_CAN {
            CAN.as_bytes()
        } else {
            b"content"
        };
        assert!(write_status(&mut card, identifier, 0, content).is_done());
    }
    let whole = ask(&mut card, &command);
    assert_eq!(whole.len(), 1 + 16 + 32 + 1 + 65 + 1 + 12 * 36);

    let wrapped = card.wrap(&command).expecting(256).encode().unwrap();
    let first = send(&mut card.card, &wrapped);
    assert_eq!(first.status, StatusWord(0x6100));
    let second = send(&mut card.card, &hex!("00 C0 00 00 F0"));
    assert_eq!(second.status, StatusWord(0x6148));
    let third = send(&mut card.card, &hex!("00 C0 00 00 48"));
    assert_eq!(third.status, StatusWord::DONE);
    let parts = [first.data, second.data, third.data].concat();
    let parts = Response::new(parts, StatusWord::DONE);
    assert_eq!(card.channel.unwrap(parts).unwrap().data, whole);

    let wrapped = card.wrap(&command).expecting(256).encode().unwrap();
    assert_eq!(status(&mut card.card, &wrapped), StatusWord(0x6100));
    assert_eq!(
        status(&mut card.card, &hex!("00 A5 00 00 00")),
        StatusWord::UNKNOWN_INSTRUCTION
    );
    assert_eq!(
        status(&mut card.card, &hex!("00 C0 00 00 00")),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
}

// shows: EPC-PERSO-14
#[test]
fn abort_leaves_a_blank_card_without_a_byte_of_the_session() {
    let (card, point) = make_key(blank());
    let mut reader = InProcess::new(card);
    let channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
    let cut = Cut {
        reader: &mut reader,
        left: 6,
    };
    let stopped = drive(flow(point), &mut Link::new(cut).with_channel(channel));
    assert!(stopped.is_err());
    let channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
    let mut link = Link::new(&mut reader).with_channel(channel);
    assert!(drive(Abort::new([0; 16]), &mut link).is_err());
    drive(Abort::new(SESSION), &mut link).unwrap();
    let status = drive(CardStatus::new(), &mut link).unwrap();
    assert_eq!(status, Status::Blank { point: None });
    let memory = reader.device().memory();
    for cell in [Cell::Key, Cell::Session, Cell::Manifest] {
        assert!(memory.bytes(cell).iter().all(|byte| *byte == 0), "{cell:?}");
    }
    for identifier in WRITABLE_FILES {
        assert!(
            memory
                .bytes(Cell::Content(identifier))
                .iter()
                .all(|byte| *byte == 0)
        );
    }
    let (_, again) = make_key(reader.into_device());
    assert_ne!(again, point, "the key of an aborted session came back");
}

// shows: EPC-PERSO-18
#[test]
fn commit_refuses_a_card_with_one_bit_different_in_any_file_and_stays_in_perso() {
    let issued = active().memory().clone();
    let commit = Command::new(0x80, 0x16, 0, 0)
        .with_data(SESSION.to_vec())
        .encode()
        .unwrap();
    let state = LifeCycle::Personalisation.to_byte();
    let mut perso = issued;
    perso.write(Cell::LifeCycle, 0, &[state, !state]).unwrap();
    let mut card = office(Card::with_memory(perso.clone(), rng(5)));
    let mut bits = 0;
    for (identifier, content) in files() {
        for (offset, byte) in content.iter().enumerate() {
            let bit = offset % 8;
            let torn = [byte ^ (1 << bit)];
            let offset = u16::try_from(offset).unwrap();
            assert_eq!(
                write_status(&mut card, identifier, offset, &torn),
                StatusWord::DONE
            );
            assert_eq!(status(&mut card, &commit), StatusWord::DATA_MISMATCH);
            assert_eq!(card.life_cycle(), LifeCycle::Personalisation);
            assert_eq!(
                write_status(&mut card, identifier, offset, &[*byte]),
                StatusWord::DONE
            );
            bits += 1;
        }
    }
    assert_eq!(bits, files().values().map(Vec::len).sum::<usize>());
    // One file more, which the manifest does not know, is a difference as well.
    let mut more = office(Card::with_memory(perso, rng(5)));
    assert_eq!(write_status(&mut more, 0x0109, 0, b"x"), StatusWord::DONE);
    assert_eq!(status(&mut more, &commit), StatusWord::DATA_MISMATCH);
    assert_eq!(status(&mut card, &commit), StatusWord::DONE);
    assert_eq!(card.life_cycle(), LifeCycle::Active);
}

// shows: EPC-LIFE-05, EPC-PERSO-19
#[test]
fn commit_changes_two_bytes_of_memory() {
    let card = active();
    let mut perso = card.memory().clone();
    let state = LifeCycle::Personalisation.to_byte();
    perso.write(Cell::LifeCycle, 0, &[state, !state]).unwrap();
    let mut card = office(Card::with_memory(perso, rng(5)));
    let mut perso = card.memory().clone();
    let commit = Command::new(0x80, 0x16, 0, 0)
        .with_data(SESSION.to_vec())
        .encode()
        .unwrap();
    assert_eq!(status(&mut card, &commit), StatusWord::DONE);
    assert_eq!(card.revision(), perso.revision() + 1);
    perso.write(Cell::LifeCycle, 0, &hex!("05 FA")).unwrap();
    assert_eq!(*card.memory(), perso);
    const { assert!(COMMIT_BUFFER >= 32) };
}

/// Lets some commands through and then fails, as a card torn out.
pub(super) struct Cut<'a> {
    pub(super) reader: &'a mut InProcess<Card>,
    pub(super) left: usize,
}

impl epatent_apdu::Transport for Cut<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, epatent_apdu::TransportError> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or(epatent_apdu::TransportError::CardRemoved)?;
        self.reader.transmit(command)
    }
}
