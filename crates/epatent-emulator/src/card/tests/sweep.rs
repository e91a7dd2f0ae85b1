// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every CLA, INS and P1 in every state against the table of the specification, typed here again.

use epatent_apdu::profile::EF_CAN;

use super::*;

/// One line of the table: CLA, INS, P2, bytes of data, whether there is an Le, states.
struct Line {
    class: u8,
    instruction: u8,
    p1: fn(u8) -> bool,
    p2: Option<u8>,
    body: usize,
    le: bool,
    states: &'static [LifeCycle],
}

const fn line(
    class: u8,
    instruction: u8,
    body: usize,
    le: bool,
    states: &'static [LifeCycle],
) -> Line {
    Line {
        class,
        instruction,
        p1: |p1| p1 == 0,
        p2: Some(0),
        body,
        le,
        states,
    }
}

use LifeCycle::{Active, Blank, Personalisation, Suspended};
const ALL: &[LifeCycle] = &LifeCycle::ALL;

const TABLE: [Line; 13] = [
    Line {
        p1: |p1| p1 == 4,
        ..line(0x00, 0xA4, 9, true, ALL)
    },
    Line {
        p1: |p1| p1 == 4,
        p2: Some(0x0C),
        ..line(0x00, 0xA4, 9, true, ALL)
    },
    Line {
        p1: |p1| p1 == 2,
        p2: Some(0x0C),
        ..line(0x00, 0xA4, 2, true, &[Active])
    },
    Line {
        p1: |p1| p1 < 0xA0,
        p2: None,
        ..line(0x00, 0xB0, 0, true, &[Active])
    },
    Line {
        p1: |p1| p1 == 0xC1,
        p2: Some(0xA4),
        ..line(0x00, 0x22, 9, true, &[Active])
    },
    Line {
        p1: |p1| p1 < 2,
        ..line(
            0x80,
            0x50,
            8,
            true,
            &[Blank, Personalisation, Suspended, Active],
        )
    },
    line(0x00, 0x88, 64, true, &[Active]),
    line(0x80, 0x12, 32, true, &[Blank, Personalisation]),
    line(0x80, 0x10, 48, true, &[Blank, Personalisation]),
    line(0x80, 0xD6, 9, true, &[Personalisation]),
    line(0x80, 0x14, 0, true, ALL),
    line(0x80, 0x18, 16, true, &[Personalisation]),
    line(0x80, 0x16, 16, true, &[Personalisation]),
];

const BODIES: [usize; 8] = [0, 2, 8, 9, 16, 32, 48, 64];

const REFUSALS: [StatusWord; 8] = [
    StatusWord::UNKNOWN_CLASS,
    StatusWord::UNKNOWN_INSTRUCTION,
    StatusWord::WRONG_P1_P2,
    StatusWord::WRONG_LENGTH,
    StatusWord::CONDITIONS_NOT_SATISFIED,
    StatusWord::SECURITY_NOT_SATISFIED,
    StatusWord::REFERENCE_NOT_FOUND,
    StatusWord::LAST_OF_CHAIN_EXPECTED,
];

/// A card of which every command that its state allows gets past the session check.
fn fixture(state: LifeCycle) -> Nvm {
    let mut memory = in_state(state).memory().clone();
    if state == Personalisation {
        // The access number would close STATUS.
        memory
            .write(crate::nvm::Cell::Length(EF_CAN), 0, &[0, 0])
            .unwrap();
    }
    memory
        .write(crate::nvm::Cell::Session, 0, &[0; 16])
        .unwrap();
    memory
        .write(crate::nvm::Cell::Manifest, 0, &[0; 32])
        .unwrap();
    memory
}

fn expected(state: LifeCycle, header: [u8; 4], body: usize) -> bool {
    let [class, instruction, p1, p2] = header;
    TABLE.iter().any(|line| {
        line.class == class
            && line.instruction == instruction
            && (line.p1)(p1)
            && line.p2.is_none_or(|wanted| wanted == p2)
            && line.le
            && (line.body == body
                // SELECT by name, WRITE and MSE:Set AT take bodies of several lengths.
                || (instruction == 0x22 && body > 0)
                || (instruction == 0xA4 && p1 == 4 && (1..=16).contains(&body))
                || (instruction == 0xD6 && body >= 5))
            && line.states.contains(&state)
    })
}

/// Sends the command to a card of its own memory and says whether anything accepted it.
fn accepted(card: &mut Card, memory: &Nvm, header: [u8; 4], body: usize) -> bool {
    let data = vec![0; body];
    let [class, instruction, p1, p2] = header;
    let command = Command::new(class, instruction, p1, p2)
        .with_data(data)
        .expecting(256);
    let answer = send(card, &command.encode().unwrap());
    let refused = REFUSALS.contains(&answer.status);
    if refused {
        assert_eq!(
            card.revision(),
            memory.revision(),
            "refused, yet changed: {header:02X?}"
        );
        assert!(
            answer.data.is_empty(),
            "refused, yet answered: {header:02X?}"
        );
    } else {
        *card = Card::with_memory(memory.clone(), rng(4));
    }
    !refused
}

#[test]
fn every_class_and_instruction_in_every_state_is_accepted_only_where_the_table_says() {
    for state in LifeCycle::ALL {
        let memory = fixture(state);
        let mut card = Card::with_memory(memory.clone(), rng(4));
        for class in 0..=u8::MAX {
            for instruction in 0..=u8::MAX {
                let header = [class, instruction, 0, 0];
                let got = accepted(&mut card, &memory, header, 0);
                assert_eq!(
                    got && instruction != 0xC0,
                    expected(state, header, 0),
                    "{state} {header:02X?}"
                );
            }
        }
    }
}

#[test]
fn every_p1_of_every_instruction_in_every_state_is_accepted_only_where_the_table_says() {
    let mut count = 0;
    for state in LifeCycle::ALL {
        let memory = fixture(state);
        let mut card = Card::with_memory(memory.clone(), rng(4));
        for class in [0x00, 0x04, 0x0C, 0x80, 0x84, 0x8C] {
            for instruction in 0..=u8::MAX {
                let known = TABLE.iter().any(|line| line.instruction == instruction);
                let bodies = if known { &BODIES[..] } else { &BODIES[..1] };
                for (p1, p2) in (0..=u8::MAX).flat_map(|p1| [0x00, 0x0C, 0xA4].map(|p2| (p1, p2))) {
                    for body in bodies {
                        let header = [class, instruction, p1, p2];
                        let got = accepted(&mut card, &memory, header, *body);
                        let want = expected(state, header, *body);
                        assert_eq!(got, want, "{state} {header:02X?} with {body} bytes");
                        count += 1;
                    }
                }
            }
        }
    }
    assert!(count > 5_000_000, "{count}");
}

#[test]
fn no_command_changes_an_active_or_terminated_card() {
    for state in [
        LifeCycle::Active,
        LifeCycle::Suspended,
        LifeCycle::Terminated,
    ] {
        let memory = fixture(state);
        let mut card = Card::with_memory(memory.clone(), rng(4));
        for class in [0x00, 0x10, 0x80, 0x90] {
            for (instruction, body) in
                (0..=u8::MAX).flat_map(|instruction| BODIES.map(|body| (instruction, body)))
            {
                let command = Command::new(class, instruction, 0, 0).with_data(vec![0; body]);
                let _ = card.process(&command.encode().unwrap());
            }
        }
        assert_eq!(*card.memory(), memory, "{state}");
    }
}

#[test]
fn before_active_no_command_gives_a_byte_of_a_file() {
    let mut card = in_state(LifeCycle::Personalisation);
    let canary = b"\x3D\x3C\x3F\x3E";
    assert!(
        card.memory()
            .files()
            .any(|(_, content)| content.windows(4).any(|w| w == canary))
    );
    for instruction in 0..=u8::MAX {
        for (class, p1) in [0x00, 0x80]
            .into_iter()
            .flat_map(|c| (0..=u8::MAX).map(move |p| (c, p)))
        {
            let answer = card.process(&[class, instruction, p1, 0x00, 0x00]);
            assert!(!answer.windows(4).any(|window| window == canary));
        }
    }
}
