// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_apdu::profile::{LifeCycle, key_proof_statement, verify};
use epatent_apdu::{Command, StatusWord};
use hex_literal::hex;
use rand::Rng;

use super::*;
use crate::testing::{
    Answers, SESSION, active, ask, blank, contents, files, in_state, make_key, office, rng, send,
    terminal,
};

mod channels;
mod life;
mod office_channel;
mod personalising;
mod power;
mod specified;
mod sweep;

fn status(card: &mut impl Answers, command: &[u8]) -> StatusWord {
    send(card, command).status
}

// shows: EPC-ID-01, EPC-ID-03, EPC-ID-04
#[test]
fn select_by_name_says_profile_and_state_and_nothing_else() {
    let mut card = active();
    let fci = send(
        &mut card,
        &hex!("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00"),
    );
    assert_eq!(
        fci.encode(),
        hex!("6F 13 84 09 F0 45 50 41 54 45 4E 54 01 A5 06 80 01 02 81 01 05 9000")
    );
    let quiet = card.process(&hex!("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01"));
    assert_eq!(quiet, hex!("9000"));
}

// shows: EPC-ID-04
#[test]
fn select_without_le_is_done_and_brings_no_data() {
    let answer = blank().process(&hex!("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01"));
    assert_eq!(answer, hex!("9000"));
}

// shows: EPC-ID-02
#[test]
fn another_name_or_a_part_of_ours_is_not_found() {
    for aid in [
        hex!("F0 45 50 41 54 45 4E 54 02").as_slice(),
        &hex!("F0 45 50 41"),
        &[0xF0; 16],
    ] {
        let command = Command::new(0x00, 0xA4, 0x04, 0x00).with_data(aid.to_vec());
        assert_eq!(
            status(&mut blank(), &command.encode().unwrap()),
            StatusWord::FILE_NOT_FOUND
        );
    }
    let long = Command::new(0x00, 0xA4, 0x04, 0x00).with_data(vec![0xF0; 17]);
    assert_eq!(
        status(&mut blank(), &long.encode().unwrap()),
        StatusWord::WRONG_LENGTH
    );
}

// shows: EPC-FILE-01, EPC-READ-01, EPC-READ-04, EPC-READ-05, EPC-READ-06, EPC-READ-07
#[test]
fn read_binary_gives_the_selected_file_from_any_offset() {
    let mut card = terminal(active());
    let content = files()[&0x0103].clone();
    assert_eq!(
        status(&mut card, &hex!("00 B0 00 00 00")),
        StatusWord::NO_FILE_SELECTED
    );
    assert_eq!(
        status(&mut card, &hex!("00 A4 02 0C 02 0103")),
        StatusWord::DONE
    );
    for offset in 0..=256_u16 {
        let [p1, p2] = offset.to_be_bytes();
        let reply = send(&mut card, &[0x00, 0xB0, p1, p2, 0x00]);
        assert_eq!(reply.data, content[usize::from(offset)..]);
        let end = if offset == 0 {
            StatusWord::DONE
        } else {
            StatusWord::END_OF_FILE
        };
        assert_eq!(reply.status, end, "offset {offset}");
    }
    assert_eq!(
        status(&mut card, &hex!("00 B0 01 01 00")),
        StatusWord::WRONG_OFFSET
    );
    assert_eq!(
        status(&mut card, &hex!("00 B0 7F FF 00")),
        StatusWord::WRONG_OFFSET
    );
}

// shows: EPC-READ-08
#[test]
fn short_identifier_reads_and_selects() {
    let mut card = terminal(active());
    let content = files()[&0x0102].clone();
    assert_eq!(send(&mut card, &hex!("00 B0 82 05 03")).data, content[5..8]);
    assert_eq!(
        send(&mut card, &hex!("00 B0 01 00 02")).data,
        content[0x100..0x102]
    );
}

// shows: EPC-FILE-03, EPC-FILE-05
#[test]
fn every_short_identifier_finds_its_own_file_or_none() {
    let mut card = terminal(active());
    for short in 0..32_u8 {
        let reply = send(&mut card, &[0x00, 0xB0, 0x80 | short, 0x00, 0x00]);
        match files().get(&(0x0100 | u16::from(short))) {
            Some(content) => assert_eq!(reply.data, content[..content.len().min(256)]),
            None => assert_eq!(reply.status, StatusWord::FILE_NOT_FOUND, "{short}"),
        }
    }
}

// shows: EPC-READ-02
#[test]
fn select_voids_the_selection_even_when_it_fails() {
    let mut card = terminal(active());
    for voiding in [
        hex!("00 A4 02 0C 02 0105").as_slice(),
        &hex!("00 A4 04 00 01 F0"),
    ] {
        assert_eq!(
            status(&mut card, &hex!("00 A4 02 0C 02 0101")),
            StatusWord::DONE
        );
        assert_eq!(status(&mut card, voiding), StatusWord::FILE_NOT_FOUND);
        assert_eq!(
            status(&mut card, &hex!("00 B0 00 00 00")),
            StatusWord::NO_FILE_SELECTED
        );
    }
}

// shows: EPC-CMD-05, EPC-READ-03
#[test]
fn extended_le_brings_the_whole_file_at_once() {
    let mut card = terminal(active());
    let reply = send(&mut card, &hex!("00 B0 82 00 00 00 00"));
    assert_eq!(reply.data, files()[&0x0102]);
    assert_eq!(reply.status, StatusWord::END_OF_FILE);
    let exact = send(&mut card, &hex!("00 B0 82 00 00 03 E8"));
    assert_eq!((exact.data.len(), exact.status), (1_000, StatusWord::DONE));
}

// shows: EPC-ALG-01, EPC-PROOF-01, EPC-PROOF-03, EPC-PROOF-04
#[test]
fn chip_proof_is_a_signature_over_the_statement_of_the_profile() {
    let mut card = terminal(active());
    let point = card.public_point().unwrap();
    let command = Command::new(0x00, 0x88, 0x00, 0x00)
        .with_data([[1; 32], [2; 32]].concat())
        .expecting(256);
    let answer = ask(&mut card, &command);
    let (head, signature) = answer.split_at(32);
    assert_eq!(head, [0; 32]);
    let object: [u8; 32] = {
        use sha2::Digest;
        sha2::Sha256::digest(&files()[&0x011D]).into()
    };
    let mut prefix = [0; 32];
    prefix[..20].copy_from_slice(b"EPATENT-CHIP-PROOF-1");
    let statement = [prefix, [1; 32], [2; 32], card.binding, object, [0; 32]].concat();
    assert_eq!(statement.len(), 192);
    assert!(verify(&point, &statement, signature));
    for byte in 0..statement.len() {
        let mut other = statement.clone();
        other[byte] ^= 1;
        assert!(
            !verify(&point, &other, signature),
            "byte {byte} is not covered"
        );
    }
}

// shows: EPC-KEY-02, EPC-KEY-03
#[test]
fn generate_key_makes_one_key_and_proves_that_it_holds_it() {
    let mut card = office(blank());
    let mut points = Vec::new();
    for challenge in [[1; 32], [2; 32]] {
        let command = Command::new(0x80, 0x12, 0, 0)
            .with_data(challenge.to_vec())
            .expecting(256);
        let answer = ask(&mut card, &command);
        let point = *answer.first_chunk().unwrap();
        let statement = key_proof_statement(&challenge, &point);
        assert!(verify(&point, &statement, &answer[65..]));
        points.push(point);
    }
    assert_eq!(points[0], points[1]);
    let (_, other) = make_key(Card::blank(rng(99)));
    assert_ne!(points[0], other);
}

// shows: EPC-CMD-09, EPC-CMD-10
#[test]
fn any_bytes_are_answered_with_a_status_word_and_change_no_active_card() {
    let mut card = active();
    let revision = card.revision();
    let mut random = rng(3);
    for _ in 0..50_000 {
        let length = (random.next_u32() % 300) as usize;
        let mut command = vec![0; length];
        random.fill_bytes(&mut command);
        // Half of them with a header that is known, so that they come further.
        if let (Some(header), true) = (command.first_chunk_mut::<4>(), length.is_multiple_of(2)) {
            let rule = &crate::access::RULES[usize::from(header[0]) % crate::access::RULES.len()];
            *header = [
                rule.class | (header[1] & 0x10),
                rule.instruction,
                header[2] & 0x84,
                0,
            ];
        }
        assert!(card.process(&command).len() >= 2);
    }
    assert_eq!(card.revision(), revision);
    assert_eq!(card.life_cycle(), LifeCycle::Active);
}

// shows: EPC-ACC-04, EPC-CMD-04
#[test]
fn length_is_judged_before_state_and_state_before_data() {
    // A body too short in the wrong state; then the right length in the wrong state.
    let mut card = active();
    assert_eq!(
        status(&mut card, &hex!("80 16 00 00 01 00")),
        StatusWord::WRONG_LENGTH
    );
    let commit = Command::new(0x80, 0x16, 0, 0).with_data(SESSION.to_vec());
    let commit = commit.encode().unwrap();
    assert_eq!(
        status(&mut card, &commit),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    // A file that does not exist, while no file can be selected.
    let mut perso = in_state(LifeCycle::Personalisation);
    assert_eq!(
        status(&mut perso, &hex!("00 A4 02 0C 02 0999")),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    // Headers first, however broken the rest is.
    assert_eq!(
        status(&mut card, &hex!("01 A4 04 00 05 01")),
        StatusWord::UNKNOWN_CLASS
    );
    assert_eq!(
        status(&mut card, &hex!("00 A5 04 00 05 01")),
        StatusWord::UNKNOWN_INSTRUCTION
    );
    assert_eq!(
        status(&mut card, &hex!("00 A4 04 01 05 01")),
        StatusWord::WRONG_P1_P2
    );
    assert_eq!(
        status(&mut card, &hex!("00 A4 04 00 05 01")),
        StatusWord::WRONG_LENGTH
    );
    assert_eq!(
        status(&mut card, &hex!("00 A4 04")),
        StatusWord::WRONG_LENGTH
    );
    assert_eq!(status(&mut card, &[]), StatusWord::WRONG_LENGTH);
}
