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

/// A card behind a channel that is opened again where it was closed.
struct Behind<C> {
    open: fn(Card, SecurityLevel) -> Spoken<C>,
    level: SecurityLevel,
    shown: Shown,
    state: LifeCycle,
    memory: Nvm,
    spoken: Spoken<C>,
    said: u32,
    count: Count,
}

/// Commands after which a channel is opened again, before its counter ends.
const LONGEST_SESSION: u32 = 60_000;

impl<C: Channel> Behind<C> {
    fn new(
        open: fn(Card, SecurityLevel) -> Spoken<C>,
        level: SecurityLevel,
        shown: Shown,
        state: LifeCycle,
    ) -> Self {
        let mut memory = fixture(state);
        // What opening the channel changes is no change here.
        memory = open(card_of(&memory), level).card.memory().clone();
        Self {
            spoken: open(card_of(&memory), level),
            open,
            level,
            shown,
            state,
            memory,
            said: 0,
            count: Count::default(),
        }
    }

    fn again(&mut self) {
        self.spoken = (self.open)(card_of(&self.memory), self.level);
        self.said = 0;
    }

    /// One whole command, protected.
    fn ask(&mut self, meant: &Meant<'_>) {
        let [class, instruction, p1, p2] = meant.header;
        let mut command = Command::new(class, instruction, p1, p2).with_data(meant.body.to_vec());
        if meant.le {
            command = command.expecting(256);
        }
        if self.said == LONGEST_SESSION {
            self.again();
        }
        self.said += 1;
        let before = self.spoken.card.revision();
        let answer = self.spoken.exchange(&command).encode();
        self.count.commands += 1;
        match in_a_channel(self.state, self.shown, meant) {
            Err(status) => {
                assert_eq!(
                    answer,
                    status.to_bytes(),
                    "{} {:?} {meant:02X?}",
                    self.state,
                    self.shown
                );
                assert_eq!(self.spoken.card.revision(), before, "{meant:02X?}");
            }
            Ok(()) => {
                self.count.let_through += 1;
                assert_let_through(&answer, meant);
                if self.spoken.card.revision() != before {
                    self.again();
                }
            }
        }
    }

    fn end(self) -> Count {
        assert!(
            self.spoken.card.memory().files().eq(self.memory.files()),
            "a file changed"
        );
        assert_eq!(self.spoken.card.life_cycle(), self.state);
        self.count
    }

    fn headers(&mut self, classes: &[u8]) {
        for class in classes {
            for instruction in 0..=u8::MAX {
                if is_handshake(*class, instruction) {
                    continue;
                }
                for p1 in 0..=u8::MAX {
                    self.ask(&Meant {
                        header: [*class, instruction, p1, 0],
                        body: &[],
                        le: true,
                    });
                }
            }
        }
    }

    fn commands(&mut self, classes: &[u8], p1s: &[u8]) {
        let bodies = bodies();
        for class in classes {
            for instruction in (0..=u8::MAX).filter(|instruction| is_known(*instruction)) {
                if is_handshake(*class, instruction) {
                    continue;
                }
                for (p1, p2) in p1s.iter().flat_map(|p1| P2.map(|p2| (*p1, p2))) {
                    for body in &bodies {
                        for le in [false, true] {
                            self.ask(&Meant {
                                header: [*class, instruction, p1, p2],
                                body,
                                le,
                            });
                        }
                    }
                }
            }
        }
    }

    /// The first piece of a chain, which is judged by its header alone.
    fn pieces(&mut self, classes: &[u8], bits: u8) {
        for class in classes {
            for instruction in 0..=u8::MAX {
                // Those two are commands in the clear, whatever their class says.
                if is_handshake(*class, instruction) {
                    continue;
                }
                for (p1, p2) in [0x00, 0x02, 0x04, 0x81, 0x9C, 0xC1]
                    .into_iter()
                    .flat_map(|p1| [0x00, 0x0C, 0xA4].map(|p2| (p1, p2)))
                {
                    let header = [*class, instruction, p1, p2];
                    let piece = Command::new(class | bits | 0x10, instruction, p1, p2)
                        .with_data(vec![0; 8])
                        .encode()
                        .unwrap();
                    let answer = self.spoken.card.process(&piece);
                    self.count.commands += 1;
                    let expected = match piece_in_a_channel(self.state, self.shown, header) {
                        Err(status) => status,
                        Ok(()) => {
                            self.count.let_through += 1;
                            StatusWord::DONE
                        }
                    };
                    assert_eq!(answer, expected.to_bytes(), "{} {header:02X?}", self.state);
                    self.again();
                }
            }
        }
    }
}

/// EXTERNAL AUTHENTICATE has a class of its own, which is also that of a protected command.
const fn is_handshake(class: u8, instruction: u8) -> bool {
    class == 0x80 && instruction == 0x82
}

fn office_behind(state: LifeCycle, level: SecurityLevel) -> Behind<Scp03> {
    Behind::new(office_at, level, Shown::Scp03(level.code()), state)
}

type Scp03 = epatent_apdu::scp03::Scp03Channel;
type Messaging = epatent_apdu::secure_messaging::HostChannel;

fn terminal_behind() -> Behind<Messaging> {
    Behind::new(
        |card, _| terminal(card),
        SecurityLevel::Full,
        Shown::Pace,
        Active,
    )
}

const LIVING: [LifeCycle; 4] = [Blank, Personalisation, Active, Suspended];

// shows: EPC-ACC-01, EPC-ACC-03, EPC-ACC-15
#[test]
fn every_instruction_and_p1_under_pace_is_let_through_only_where_the_table_says() {
    let mut behind = terminal_behind();
    behind.headers(&[0x00]);
    behind.commands(&[0x00], &[0x00, 0x02, 0x04, 0x81, 0x9C, 0xC1]);
    behind.end().say("through PACE");
}

fn headers_under_scp03(state: LifeCycle) {
    let mut count = Count::default();
    for level in LEVELS {
        let mut behind = office_behind(state, level);
        behind.headers(&[0x80, 0x00]);
        count += behind.end();
    }
    count.say(&format!("headers through SCP03 at five levels, {state}"));
}

// shows: EPC-ACC-01, EPC-ACC-03
#[test]
fn every_instruction_and_p1_under_scp03_on_a_blank_card() {
    headers_under_scp03(Blank);
}

// shows: EPC-ACC-01, EPC-ACC-03, EPC-ACC-08
#[test]
fn every_instruction_and_p1_under_scp03_on_a_half_written_card() {
    headers_under_scp03(Personalisation);
}

// shows: EPC-ACC-01, EPC-ACC-03, EPC-ACC-10, EPC-LIFE-03
#[test]
fn every_instruction_and_p1_under_scp03_on_an_active_card() {
    headers_under_scp03(Active);
}

// shows: EPC-ACC-01, EPC-ACC-03, EPC-ACC-10
#[test]
fn every_instruction_and_p1_under_scp03_on_a_suspended_card() {
    headers_under_scp03(Suspended);
}

// shows: EPC-ACC-01, EPC-ACC-15, EPC-CMD-07, EPC-CMD-08
#[test]
fn bodies_that_nearly_fit_under_scp03_are_let_through_only_where_the_table_says() {
    let mut count = Count::default();
    for state in LIVING {
        for level in LEVELS {
            let mut behind = office_behind(state, level);
            behind.commands(&[0x80, 0x00], &[0x00, 0x02, 0x04, 0x81, 0x9C]);
            count += behind.end();
        }
    }
    count.say("whole commands through SCP03");
}

// shows: EPC-CHAIN-02, EPC-CHAIN-15
#[test]
fn first_piece_of_a_chain_in_a_channel_is_refused_as_the_whole_command_would_be() {
    let mut count = Count::default();
    for state in LIVING {
        for level in [SecurityLevel::Mac, SecurityLevel::Full] {
            let mut behind = office_behind(state, level);
            behind.pieces(&[0x80, 0x00], 0x04);
            count += behind.end();
        }
    }
    count.say("pieces of chains through SCP03");
}

/// Sends headers in the clear to a card with an open channel, a new one for each.
fn beside(
    opened: impl Fn() -> Card,
    state: LifeCycle,
    headers: impl Iterator<Item = (u8, u8)>,
) -> Count {
    let memory = opened().memory().clone();
    let mut count = Count::default();
    for (class, instruction) in headers {
        // A protected command that is none, or is not authentic, is the matter of the tests of the
        // channels.
        if matches!(class & !0x10, 0x04 | 0x0C | 0x84) {
            continue;
        }
        let p1 = if instruction == 0xB0 { 0x81 } else { 0 };
        let mut card = opened();
        let meant = Meant {
            header: [class, instruction, p1, 0],
            body: &[],
            le: true,
        };
        let answer = card.process(&[class, instruction, p1, 0, 0]);
        count.commands += 1;
        match in_the_clear(state, &meant) {
            Err(status) => assert_eq!(answer, status.to_bytes(), "{state} {meant:02X?}"),
            Ok(()) => {
                count.let_through += 1;
                assert_let_through(&answer, &meant);
            }
        }
        assert_eq!(*card.memory(), memory, "{meant:02X?}");
        let after = card.process(&hex!("0C B0 81 00 0A 8E 08 0000000000000000 00"));
        assert_eq!(after, hex!("6982"), "{meant:02X?}");
    }
    count
}

// shows: EPC-ACC-12, EPC-ACC-13
#[test]
fn command_in_the_clear_beside_an_open_channel_is_judged_as_if_there_were_none_and_ends_it() {
    let every = || (0..=u8::MAX).flat_map(|class| (0..=u8::MAX).map(move |ins| (class, ins)));
    let mut count = Count::default();
    for state in LIVING {
        let memory = fixture(state);
        let opened = || office_at(card_of(&memory), SecurityLevel::Full).card;
        count += beside(opened, state, every());
    }
    let memory = terminal(card_of(&fixture(Active))).card.memory().clone();
    let known = every().filter(|(class, instruction)| {
        is_known(*instruction) && [0x00, 0x10, 0x80, 0x90, 0x01, 0xFF].contains(class)
    });
    count += beside(|| terminal(card_of(&memory)).card, Active, known);
    count.say("in the clear beside an open channel");
}

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
