// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What nobody may learn in the clear, and what is over after COMMIT.

use super::*;

// shows: EPC-ACC-05, EPC-ACC-06
#[test]
fn no_file_identifier_in_the_clear_tells_whether_there_is_such_a_file() {
    let mut card = card_of(&fixture(Active));
    for identifier in 0..=u16::MAX {
        let [high, low] = identifier.to_be_bytes();
        let selected = card.process(&[0x00, 0xA4, 0x02, 0x0C, 0x02, high, low]);
        let expected = if identifier == EF_CARD_ACCESS {
            hex!("9000")
        } else {
            hex!("6982")
        };
        assert_eq!(selected, expected, "{identifier:04X}");
        let read = card.process(&hex!("00 B0 00 00 01"));
        let expected: &[u8] = if identifier == EF_CARD_ACCESS {
            &hex!("31 9000")
        } else {
            &hex!("6986")
        };
        assert_eq!(read, expected, "{identifier:04X}");
    }
    for short in (0..32).filter(|short| *short != 0x1C) {
        for offset in 0..=u8::MAX {
            let read = card.process(&[0x00, 0xB0, 0x80 | short, offset, 0x00]);
            assert_eq!(read, hex!("6982"), "{short:02X} {offset:02X}");
        }
    }
    println!("file identifiers in the clear: 65536, of which 1 answers otherwise");
}

// shows: EPC-ACC-10, EPC-ACC-14
#[test]
fn file_selected_under_pace_is_nobodys_in_the_clear() {
    let mut terminal = terminal(card_of(&fixture(Active)));
    assert_eq!(
        status(&mut terminal, &hex!("00 A4 02 0C 02 0101")),
        StatusWord::DONE
    );
    assert_eq!(terminal.card.process(&hex!("00 B0 00 00 10")), hex!("6986"));
    let mut office = office_at(card_of(&fixture(Active)), SecurityLevel::Full);
    assert_eq!(
        status(&mut office, &hex!("00 A4 02 0C 02 0101")),
        StatusWord::SECURITY_NOT_SATISFIED
    );
    assert_eq!(
        status(&mut office, &hex!("00 B0 81 00 10")),
        StatusWord::SECURITY_NOT_SATISFIED
    );
}

// shows: EPC-ACC-07, EPC-ACC-08
#[test]
fn random_walks_in_the_clear_bring_no_byte_of_holder_patent_card_or_key() {
    const STEPS: u32 = 100_000;
    let mut random = rng(5);
    let mut begin = SetAt::can(None).command().encode().unwrap();
    begin.push(0);
    for state in LifeCycle::ALL {
        let memory = fixture(state);
        let canaries = canaries(&memory, state);
        let mut card = card_of(&memory);
        let mut answered: u64 = 0;
        for _ in 0..STEPS {
            let draw = random.next_u32();
            let [kind, a, b, c] = draw.to_be_bytes();
            let command: Vec<u8> = match kind % 12 {
                0 => hex!("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00").to_vec(),
                1 => vec![0x00, 0xA4, 0x02, 0x0C, 0x02, 0x01, a & 0x1F],
                2 => vec![0x00, 0xA4, 0x02, 0x0C, 0x02, 0x00, 0x12],
                3 => vec![0x00, 0xB0, 0x80 | (a & 0x1F), b, c],
                4 => vec![0x00, 0xB0, a & 0x03, b, c],
                5 => vec![0x00, 0xC0, 0x00, 0x00, c],
                6 => begin.clone(),
                7 => vec![0x10, 0x86, 0x00, 0x00, 0x02, 0x7C, 0x00, 0x00],
                8 => [&hex!("80 50 00 00 08")[..], &[a, b, c, 0, 0, 0, 0, 0], &[0]].concat(),
                9 => [&hex!("00 88 00 00 40")[..], &[a; 64], &[0]].concat(),
                10 => vec![0x80, 0x14, 0x00, 0x00, 0x00],
                _ => [&[0x80, 0x12, 0x00, 0x00, 0x20][..], &[a; 32], &[0]].concat(),
            };
            let answer = card.process(&command);
            answered += u64::from(answer.len() > 2);
            assert_no_canary(&canaries, &answer, &command);
        }
        println!("random walk in the clear, {state}: {STEPS} commands, {answered} with data");
        assert_eq!(*card.memory(), memory);
        assert!(answered > 1_000, "{answered}");
    }
}

// shows: EPC-ACC-09
#[test]
fn after_commit_no_personalisation_command_works_for_anybody() {
    let bodies: [(u8, &[u8]); 5] = [
        (0x12, &[0; 32]),
        (0x10, &[0; 48]),
        (0xD6, &hex!("0101 0000 00")),
        (0x18, &[0; 16]),
        (0x16, &[0; 16]),
    ];
    for state in [Active, Suspended, Terminated] {
        let memory = fixture(state);
        for (instruction, body) in bodies {
            let command = Command::new(0x80, instruction, 0, 0)
                .with_data(body.to_vec())
                .expecting(256);
            let bytes = command.encode().unwrap();
            assert_eq!(card_of(&memory).process(&bytes), hex!("6985"));
            if state == Terminated {
                continue;
            }
            for level in LEVELS {
                let mut office = office_at(card_of(&memory), level);
                let word = status(&mut office, &bytes);
                assert_eq!(word, StatusWord::CONDITIONS_NOT_SATISFIED);
                assert_eq!(*office.card.memory(), memory);
            }
        }
    }
}
