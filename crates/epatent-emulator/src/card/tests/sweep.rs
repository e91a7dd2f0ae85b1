// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every CLA, INS and P1 in every state and at every level against the tables of the specification.
//!
//! | sweep | enumerated |
//! |---|---|
//! | header in the clear | every CLA, INS and P1 in every state, with P2 `00` and no data |
//! | whole command in the clear | every P1 of every known INS in every class that is known, with five P2, twenty bodies, with Le and without |
//! | through a channel | every INS and P1 under PACE and under SCP03 at each level in each state, with P2 `00` and no data; every P1 of every known INS with the other P2 and bodies at the levels that the tables tell apart, `01` and `33`, and under PACE |
//! | pieces of a chain through a channel | every INS, with six P1 and three P2 |
//! | in the clear beside a channel | every CLA and INS at level `33` in each state, every known INS in six classes under PACE |
//!
//! A refusal must be the very status word of the table, bring no data and change nothing; what is
//! let through must not be refused for its header or its length.

use std::collections::HashSet;
use std::ops::AddAssign;

use epatent_apdu::Channel;
use epatent_apdu::flows::AppendRecord;
use epatent_apdu::pace::SetAt;
use epatent_apdu::profile::{EF_CAN, EF_CARD_ACCESS, PaymentLog};
use epatent_apdu::scp03::SecurityLevel;
use epatent_apdu::{Link, drive};

use super::*;
use crate::InProcess;
use crate::nvm::Cell;
use crate::testing::{CAN, Spoken, office_at, scp03};

mod behind;
mod readable;
mod reference;

use reference::{Meant, Shown, in_a_channel, in_the_clear, is_known, piece_in_a_channel};

use LifeCycle::{Active, Blank, Personalisation, Suspended, Terminated};

const P2: [u8; 5] = [0x00, 0x0C, 0xA4, 0x01, 0xFF];
const LEVELS: [SecurityLevel; 5] = SecurityLevel::ALL;

/// Bodies of the lengths that the tables know, one byte less and one more; EF.CardAccess, another
/// file, and one that does not exist; the AID.
fn bodies() -> Vec<Vec<u8>> {
    let zeros = [0, 1, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 48, 63, 64, 65];
    let mut bodies: Vec<Vec<u8>> = zeros.map(|length| vec![0; length]).to_vec();
    bodies.extend([hex!("011C"), hex!("0101"), hex!("0999")].map(|id| id.to_vec()));
    bodies.push(hex!("F0 45 50 41 54 45 4E 54 01").to_vec());
    bodies
}

/// How many commands, and how many of them were let through.
#[derive(Clone, Copy, Default)]
struct Count {
    commands: u64,
    let_through: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.commands += other.commands;
        self.let_through += other.let_through;
    }
}

impl Count {
    fn say(self, what: &str) {
        println!(
            "sweep, {what}: {} commands, {} let through as the tables say, 0 unexpected",
            self.commands, self.let_through
        );
    }
}

/// A card with files like no others, a payment, and an open session where there can be one.
fn fixture(state: LifeCycle) -> Nvm {
    let (card, point) = make_key(blank());
    let mut random = rng(77);
    let files = [
        (0x0101, 200),
        (0x0102, 900),
        (0x0103, 130),
        (0x0104, 90),
        (0x0105, 60),
        (0x011D, 700),
    ];
    let mut contents: std::collections::BTreeMap<u16, Vec<u8>> = files
        .into_iter()
        .map(|(identifier, length)| {
            let mut content = vec![0; length];
            random.fill_bytes(&mut content);
            (identifier, content)
        })
        .collect();
    contents.insert(EF_CAN, CAN.as_bytes().to_vec());
    contents.insert(EF_CARD_ACCESS, crate::testing::CARD_ACCESS.to_vec());
    let mut reader = InProcess::new(card);
    let channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
    let mut link = Link::new(&mut reader).with_channel(channel);
    let flow = epatent_apdu::flows::Personalise::new(SESSION, point, contents).unwrap();
    drive(flow, &mut link).unwrap();
    if matches!(state, Active | Suspended | Terminated) {
        let mut record = vec![0; 90];
        random.fill_bytes(&mut record);
        let flow = AppendRecord::new(PaymentLog::default(), record).unwrap();
        drive(flow, &mut link).unwrap();
    }
    let mut memory = reader.device().memory().clone();
    // With a session and a manifest of zeros a body of zeros comes further.
    for cell in [Cell::Session, Cell::Manifest] {
        memory.write(cell, 0, &vec![0; cell.capacity()]).unwrap();
    }
    let byte = state.to_byte();
    memory.write(Cell::LifeCycle, 0, &[byte, !byte]).unwrap();
    memory
}

fn card_of(memory: &Nvm) -> Card {
    Card::with_memory(memory.clone(), rng(4))
}

/// Every four bytes in a row of what identifies a holder, a patent, a card or a key.
fn canaries(memory: &Nvm, state: LifeCycle) -> HashSet<[u8; 4]> {
    let file = |identifier| memory.file(identifier).unwrap().to_vec();
    let mut secrets = vec![
        memory.key().unwrap().to_vec(),
        card_of(memory).public_point().unwrap().to_vec(),
        memory.bytes(Cell::StaticKeys).to_vec(),
        memory.payments().head.to_vec(),
    ];
    secrets.extend(
        crate::nvm::FILES
            .into_iter()
            .filter(|identifier| {
                *identifier != EF_CARD_ACCESS && memory.file(*identifier).is_some()
            })
            .map(file),
    );
    if memory.file_length(0x011E) > 0 {
        secrets.push(file(0x011E));
    }
    if !matches!(state, Blank | Personalisation) {
        secrets.push(memory.chip().to_vec());
    }
    let windows = secrets.iter().flat_map(|secret| secret.windows(4));
    windows
        .map(|window| window.try_into().unwrap())
        .filter(|window| *window != [0; 4])
        .collect()
}

fn assert_no_canary(canaries: &HashSet<[u8; 4]>, answer: &[u8], command: &[u8]) {
    for window in answer.windows(4) {
        let window: [u8; 4] = window.try_into().unwrap();
        assert!(
            !canaries.contains(&window),
            "{command:02X?} brought {answer:02X?}"
        );
    }
}

/// A card that is asked in the clear.
struct Asked {
    card: Card,
    memory: Nvm,
    state: LifeCycle,
    canaries: HashSet<[u8; 4]>,
    bytes: Vec<u8>,
    count: Count,
}

impl Asked {
    fn new(state: LifeCycle) -> Self {
        let memory = fixture(state);
        Self {
            card: card_of(&memory),
            state,
            canaries: canaries(&memory, state),
            memory,
            bytes: Vec::new(),
            count: Count::default(),
        }
    }

    fn ask(&mut self, meant: &Meant<'_>) {
        self.bytes.clear();
        self.bytes.extend_from_slice(&meant.header);
        if !meant.body.is_empty() {
            self.bytes.push(u8::try_from(meant.body.len()).unwrap());
            self.bytes.extend_from_slice(meant.body);
        }
        if meant.le {
            self.bytes.push(0);
        }
        let answer = self.card.process(&self.bytes);
        self.count.commands += 1;
        match in_the_clear(self.state, meant) {
            Err(status) => {
                assert_eq!(answer, status.to_bytes(), "{} {meant:02X?}", self.state);
                assert_eq!(
                    self.card.revision(),
                    self.memory.revision(),
                    "{} {meant:02X?}",
                    self.state
                );
            }
            Ok(()) => {
                self.count.let_through += 1;
                assert_let_through(&answer, meant);
                assert_no_canary(&self.canaries, &answer, &self.bytes);
                // Nothing that anybody may send changes anything, but for the attempts of PACE,
                // which it takes five commands to make.
                assert_eq!(self.card.revision(), self.memory.revision(), "{meant:02X?}");
                self.card.reset();
            }
        }
    }

    fn end(self) -> Count {
        assert_eq!(*self.card.memory(), self.memory);
        self.count
    }
}

/// No refusal of a header or of a length.
fn assert_let_through(answer: &[u8], meant: &Meant<'_>) {
    let status = StatusWord::from_bytes(*answer.last_chunk().unwrap());
    let refused = [
        StatusWord::UNKNOWN_CLASS,
        StatusWord::UNKNOWN_INSTRUCTION,
        StatusWord::WRONG_P1_P2,
        StatusWord::WRONG_LENGTH,
    ];
    assert!(!refused.contains(&status), "{status} {meant:02X?}");
}

/// Every header in the clear, in one state.
fn headers_in_the_clear(state: LifeCycle) {
    let mut asked = Asked::new(state);
    for class in 0..=u8::MAX {
        for instruction in 0..=u8::MAX {
            for p1 in 0..=u8::MAX {
                asked.ask(&Meant {
                    header: [class, instruction, p1, 0],
                    body: &[],
                    le: true,
                });
            }
        }
    }
    let count = asked.end();
    assert_eq!(count.commands, 1 << 24);
    count.say(&format!("headers in the clear, {state}"));
}

// shows: EPC-ACC-01, EPC-ACC-02, EPC-CMD-01, EPC-CMD-02, EPC-CMD-03
#[test]
fn every_header_in_the_clear_on_a_blank_card() {
    headers_in_the_clear(Blank);
}

// shows: EPC-ACC-01, EPC-ACC-08, EPC-CMD-01, EPC-CMD-02, EPC-CMD-03
#[test]
fn every_header_in_the_clear_on_a_half_written_card() {
    headers_in_the_clear(Personalisation);
}

// shows: EPC-ACC-01, EPC-ACC-03, EPC-ACC-07, EPC-CMD-01, EPC-CMD-02, EPC-CMD-03, EPC-CMD-10,
// shows: EPC-READ-09
#[test]
fn every_header_in_the_clear_on_an_active_card() {
    headers_in_the_clear(Active);
}

// shows: EPC-ACC-01, EPC-ACC-07, EPC-END-02
#[test]
fn every_header_in_the_clear_on_a_suspended_card() {
    headers_in_the_clear(Suspended);
}

// shows: EPC-ACC-01, EPC-END-06, EPC-LIFE-03
#[test]
fn every_header_in_the_clear_on_a_terminated_card() {
    headers_in_the_clear(Terminated);
}

// shows: EPC-ACC-01, EPC-ACC-04, EPC-CMD-04, EPC-CMD-07, EPC-CMD-08
#[test]
fn every_known_instruction_in_the_clear_with_every_p1_and_bodies_that_nearly_fit() {
    let bodies = bodies();
    let mut count = Count::default();
    for state in LifeCycle::ALL {
        let mut asked = Asked::new(state);
        for class in [
            0x00, 0x10, 0x80, 0x90, 0x84, 0x94, 0x04, 0x0C, 0x8C, 0x01, 0x40,
        ] {
            for instruction in (0..=u8::MAX).filter(|instruction| is_known(*instruction)) {
                for (p1, p2) in (0..=u8::MAX).flat_map(|p1| P2.map(|p2| (p1, p2))) {
                    for body in &bodies {
                        for le in [false, true] {
                            asked.ask(&Meant {
                                header: [class, instruction, p1, p2],
                                body,
                                le,
                            });
                        }
                    }
                }
            }
        }
        count += asked.end();
    }
    count.say("whole commands in the clear");
    assert!(count.commands > 10_000_000 && count.let_through > 5_000);
}
