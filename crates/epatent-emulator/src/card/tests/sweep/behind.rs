// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Behind an open channel, and in the clear beside one.

use super::*;

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
