// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Opening a session, and everything that must not open one.

use super::*;
use crate::flow::ReplyProblem;
use crate::link::{Exchange as _, Link};
use crate::test_support::Respond;
use crate::transport::Transport;
use crate::{chaining, drive};

fn open(level: SecurityLevel) -> OpenScp03<KeySet> {
    OpenScp03::new(keys(), 0, level, HOST_CHALLENGE)
}

// shows: EPC-SCP-07
#[test]
fn every_level_is_agreed_by_both_sides() {
    for level in SecurityLevel::ALL {
        let pair = Pair::open(level);
        assert_eq!(
            (pair.host.level(), pair.card.level()),
            (Some(level), Some(level))
        );
    }
}

// shows: EPC-SCP-07
#[test]
fn every_level_byte_but_five_is_refused_by_the_card() {
    for code in 0..=u8::MAX {
        let mut card = card();
        let keys = derive::SessionKeys::derive(&keys(), &HOST_CHALLENGE, &CARD_CHALLENGE);
        let cryptogram = keys.host_cryptogram.to_vec();
        let mut session = session::Session::new(keys, SecurityLevel::Mac);
        let unsigned = Command::new(0x84, 0x82, code, 0).with_data(cryptogram);
        card.initialize_update(
            &Command::new(0x80, 0x50, 0, 0).with_data(HOST_CHALLENGE.to_vec()),
            CardChallenge::Random(CARD_CHALLENGE),
        )
        .unwrap();
        let result = card.external_authenticate(session.seal(unsigned));
        match SecurityLevel::from_code(code) {
            Some(level) => {
                assert_eq!(result, Ok(()));
                assert_eq!((card.level(), level.code()), (Some(level), code));
            }
            None => assert_eq!(result, Err(StatusWord::WRONG_P1_P2), "{code:02X}"),
        }
    }
}

// shows: EPC-SCP-10
#[test]
fn a_wrong_card_cryptogram_stops_before_external_authenticate() {
    let other = KeySet::new([0x11; 16], [0x23; 16], [0x33; 16], Environment::Production).unwrap();
    let mut card = Scp03Card::new(other, IDENTITY);
    let mut commands = Vec::new();
    let error = run(open(SecurityLevel::Full), |command| {
        commands.push(command.instruction);
        answer(&mut card, command)
    })
    .unwrap_err();
    assert_eq!(error, FlowError::Scp03(HandshakeError::CardCryptogram));
    assert_eq!(error.fault(), crate::Fault::Card);
    assert_eq!(commands, [instruction::INITIALIZE_UPDATE]);
}

// shows: EPC-SCP-10
#[test]
fn every_flipped_bit_of_challenge_or_cryptogram_is_found_by_the_host() {
    for bit in 13 * 8..29 * 8 {
        let mut card = card();
        let error = run(open(SecurityLevel::Full), |command| {
            let mut response = answer(&mut card, command);
            response.data[bit / 8] ^= 1 << (bit % 8);
            response
        })
        .unwrap_err();
        assert_eq!(
            error,
            FlowError::Scp03(HandshakeError::CardCryptogram),
            "{bit}"
        );
    }
}

// shows: EPC-SCP-09
#[test]
fn every_flipped_bit_of_external_authenticate_is_found_by_the_card() {
    for bit in 0..16 * 8 {
        let mut card = card();
        let result = run(open(SecurityLevel::Full), |mut command| {
            if command.instruction == instruction::EXTERNAL_AUTHENTICATE {
                command.data[bit / 8] ^= 1 << (bit % 8);
            }
            answer(&mut card, command)
        });
        let status = result.unwrap_err().status();
        assert_eq!(status, Some(StatusWord::SECURITY_NOT_SATISFIED));
        assert_eq!(card.level(), None);
    }
}

// shows: EPC-SCP-09
#[test]
fn a_wrong_host_cryptogram_under_the_right_mac_is_refused() {
    for bit in 0..64 {
        let mut card = card();
        let initialize = Command::new(0x80, 0x50, 0, 0).with_data(HOST_CHALLENGE.to_vec());
        card.initialize_update(&initialize, CardChallenge::Random(CARD_CHALLENGE))
            .unwrap();
        let keys = derive::SessionKeys::derive(&keys(), &HOST_CHALLENGE, &CARD_CHALLENGE);
        let mut cryptogram = keys.host_cryptogram;
        cryptogram[bit / 8] ^= 1 << (bit % 8);
        let mut session = session::Session::new(keys, SecurityLevel::Full);
        let command = Command::new(0x84, 0x82, 0x33, 0).with_data(cryptogram.to_vec());
        let result = card.external_authenticate(session.seal(command));
        assert_eq!(result, Err(StatusWord::SECURITY_NOT_SATISFIED));
        assert_eq!(card.level(), None);
    }
}

#[test]
fn the_level_cannot_be_lowered_on_the_way() {
    for level in SecurityLevel::ALL {
        let mut card = card();
        let result = run(open(SecurityLevel::Full), |mut command| {
            if command.instruction == instruction::EXTERNAL_AUTHENTICATE {
                command.p1 = level.code();
            }
            answer(&mut card, command)
        });
        assert_eq!(result.is_ok(), level == SecurityLevel::Full);
        assert_eq!(card.level().is_some(), level == SecurityLevel::Full);
    }
}

#[test]
fn data_after_external_authenticate_open_no_channel() {
    for length in [1, 8, 255] {
        let mut card = card();
        let error = run(open(SecurityLevel::Full), |command| {
            let mut response = answer(&mut card, command.clone());
            if command.instruction == instruction::EXTERNAL_AUTHENTICATE {
                response.data = vec![0; length];
            }
            response
        })
        .unwrap_err();
        let problem = ReplyProblem::Trailing { length, offset: 0 };
        let command = "EXTERNAL AUTHENTICATE";
        assert_eq!(error, FlowError::Reply { command, problem });
    }
}

// shows: EPC-SCP-08, EPC-SCP-09
#[test]
fn one_challenge_is_good_for_one_attempt() {
    let mut card = card();
    let mut right = None;
    let _ = run(open(SecurityLevel::Full), |mut command| {
        if command.instruction == instruction::EXTERNAL_AUTHENTICATE {
            right = Some(command.clone());
            command.data[0] ^= 1;
        }
        answer(&mut card, command)
    });
    let result = card.external_authenticate(right.unwrap());
    assert_eq!(result, Err(StatusWord::CONDITIONS_NOT_SATISFIED));
}

#[test]
fn a_recorded_handshake_does_not_open_a_second_session() {
    let mut card = card();
    let mut recorded = Vec::new();
    run(open(SecurityLevel::Mac), |command| {
        recorded.push(command.clone());
        answer(&mut card, command)
    })
    .unwrap();
    card.initialize_update(&recorded[0], CardChallenge::Random(*b"fresh!!!"))
        .unwrap();
    let result = card.external_authenticate(recorded[1].clone());
    assert_eq!(result, Err(StatusWord::SECURITY_NOT_SATISFIED));
}

// shows: EPC-SCP-01
#[test]
fn initialize_update_is_refused_in_any_other_form() {
    let right = || Command::new(0x80, 0x50, 0x30, 0).with_data(HOST_CHALLENGE.to_vec());
    let refused = |command: Command| {
        let mut pair = Pair::open(SecurityLevel::Full);
        let result = pair
            .card
            .initialize_update(&command, CardChallenge::Random(CARD_CHALLENGE));
        // Whatever it was, the session that was open is not open any more.
        assert_eq!(pair.card.level(), None);
        result.err()
    };
    assert_eq!(refused(right()), None);
    for class in (0..=u8::MAX).filter(|class| *class != 0x80) {
        let command = Command { class, ..right() };
        assert_eq!(refused(command), Some(StatusWord::UNKNOWN_CLASS));
    }
    for p2 in 1..=u8::MAX {
        assert_eq!(
            refused(Command { p2, ..right() }),
            Some(StatusWord::WRONG_P1_P2)
        );
    }
    for p1 in (1..=u8::MAX).filter(|p1| *p1 != 0x30) {
        let command = Command { p1, ..right() };
        assert_eq!(refused(command), Some(StatusWord::REFERENCE_NOT_FOUND));
    }
    for length in (0..=300).filter(|length| *length != 8) {
        let command = right().with_data(content(length));
        assert_eq!(refused(command), Some(StatusWord::WRONG_LENGTH));
    }
}

#[test]
fn external_authenticate_is_refused_in_any_other_form() {
    let attempt = |change: &dyn Fn(&mut Command)| {
        let mut card = card();
        let result = run(open(SecurityLevel::Full), |mut command| {
            if command.instruction == instruction::EXTERNAL_AUTHENTICATE {
                change(&mut command);
            }
            answer(&mut card, command)
        });
        result.err().and_then(|error| error.status())
    };
    assert_eq!(attempt(&|_| ()), None);
    for class in (0..=u8::MAX).filter(|class| *class != 0x84) {
        assert_eq!(
            attempt(&|c| c.class = class),
            Some(StatusWord::UNKNOWN_CLASS)
        );
    }
    assert_eq!(attempt(&|c| c.p2 = 1), Some(StatusWord::WRONG_P1_P2));
    for length in (0..=40).filter(|length| *length != 16) {
        assert_eq!(
            attempt(&|c| c.data.resize(length, 0)),
            Some(StatusWord::WRONG_LENGTH)
        );
    }
}

// shows: EPC-SCP-11
#[test]
fn a_reply_to_initialize_update_of_any_other_shape_is_refused() {
    let reply = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut card = card();
        run(open(SecurityLevel::Full), |command| {
            let initialize = command.instruction == instruction::INITIALIZE_UPDATE;
            let mut response = answer(&mut card, command);
            if initialize {
                change(&mut response.data);
            }
            response
        })
    };
    for length in (0..29).chain(30..40) {
        let result = reply(&|data| data.resize(length, 0));
        assert!(
            matches!(result, Err(FlowError::Reply { .. })),
            "{length}: {result:?}"
        );
    }
    for protocol in (0..=u8::MAX).filter(|protocol| *protocol != 3) {
        let Err(FlowError::Reply { problem, .. }) = reply(&|data| data[11] = protocol) else {
            panic!("taken: {protocol:02X}");
        };
        assert!(matches!(problem, ReplyProblem::Byte { offset: 11, .. }));
    }
    for option in 0..=u8::MAX {
        let result = reply(&|data| {
            data[12] = option;
            if option & 0x10 != 0 {
                data.extend_from_slice(&[0; 3]);
            }
        });
        match option {
            0x60 | 0x70 => assert!(result.is_ok()),
            0x00 | 0x10 | 0x20 | 0x30 => {
                let level = SecurityLevel::Full;
                let options = option;
                let expected = HandshakeError::Level { level, options };
                assert_eq!(result.unwrap_err(), expected.into());
            }
            _ => assert!(matches!(
                result,
                Err(FlowError::Reply {
                    problem: ReplyProblem::Byte { offset: 12, .. },
                    ..
                })
            )),
        }
    }
}

// shows: EPC-SCP-11
#[test]
fn a_card_without_r_mac_serves_the_levels_without_it() {
    for (option, level, served) in [
        (0x00, SecurityLevel::MacAndEncryption, true),
        (0x00, SecurityLevel::MacBothWays, false),
        (0x20, SecurityLevel::MacBothWaysAndEncryption, true),
        (0x20, SecurityLevel::Full, false),
    ] {
        let mut card = card();
        let result = run(open(level), |command| {
            let initialize = command.instruction == instruction::INITIALIZE_UPDATE;
            let mut response = answer(&mut card, command);
            if initialize {
                response.data[12] = option;
            }
            response
        });
        assert_eq!(result.is_ok(), served, "{option:02X} {level:?}");
    }
}

// shows: EPC-SCP-01
#[test]
fn keys_of_another_version_are_refused() {
    for (asked, served) in [(0x00, true), (0x30, true), (0x31, false)] {
        let mut card = card();
        let flow = OpenScp03::new(keys(), asked, SecurityLevel::Full, HOST_CHALLENGE);
        let result = run(flow, |command| {
            // A card that does not look at the version it was asked for.
            answer(
                &mut card,
                Command {
                    p1: if command.p1 == 0x31 { 0 } else { command.p1 },
                    ..command
                },
            )
        });
        let error = HandshakeError::KeyVersion {
            asked: 0x31,
            actual: 0x30,
        };
        match result {
            Ok(established) => assert!(served && established.key_version == 0x30),
            Err(other) => assert_eq!((other, served), (error.into(), false)),
        }
    }
}

#[test]
fn a_pseudo_random_challenge_brings_its_counter() {
    let mut card = card();
    let counter = SequenceCounter::from_bytes([0, 0, 7]);
    let aid = crate::profile::AID;
    let established = run(open(SecurityLevel::Full), |command| {
        if command.instruction == instruction::INITIALIZE_UPDATE {
            let challenge = CardChallenge::PseudoRandom { counter, aid: &aid };
            Response::new(
                card.initialize_update(&command, challenge).unwrap(),
                StatusWord::DONE,
            )
        } else {
            answer(&mut card, command)
        }
    })
    .unwrap();
    assert_eq!(established.sequence_counter, Some(counter));
    assert_eq!(established.diversification, IDENTITY.diversification);
}

#[test]
fn the_sequence_counter_ends_and_does_not_begin_again() {
    let of = SequenceCounter::from_bytes;
    assert_eq!(SequenceCounter::ZERO.next(), Some(of([0, 0, 1])));
    assert_eq!(of([0x00, 0xFF, 0xFF]).next(), Some(of([0x01, 0x00, 0x00])));
    assert_eq!(of([0xFF, 0xFF, 0xFE]).next(), Some(of([0xFF; 3])));
    assert_eq!(of([0xFF; 3]).next(), None);
}

#[test]
fn a_flow_out_of_turn_is_over() {
    let mut flow = open(SecurityLevel::Full);
    assert_eq!(flow.step(Some(done(0))).unwrap_err(), FlowError::OutOfTurn);
    assert_eq!(flow.step(None).unwrap_err(), FlowError::OutOfTurn);
}

/// A card behind chaining, as an applet would be.
struct Applet {
    card: Scp03Card,
    chain: chaining::Reassembly,
    pending: chaining::PendingResponse,
}

impl Applet {
    fn process(&mut self, bytes: &[u8]) -> Response {
        let piece = Command::parse(bytes).unwrap();
        if piece.instruction == instruction::GET_RESPONSE {
            return self
                .pending
                .next(piece.expected)
                .unwrap_or_else(Response::of_status);
        }
        match self.chain.accept(piece) {
            Err(status) => Response::of_status(status),
            Ok(chaining::Assembled::Partial) => Response::of_status(StatusWord::DONE),
            Ok(chaining::Assembled::Complete(whole)) => {
                let expected = whole.expected;
                let response = if is_secured(whole.class) && whole.instruction != 0x82 {
                    match self.card.open(whole) {
                        Ok(plain) => {
                            let echo = Response::new(plain.data, StatusWord::DONE);
                            self.card.protect(echo)
                        }
                        Err(status) => Response::of_status(status),
                    }
                } else {
                    answer(&mut self.card, whole)
                };
                self.pending.begin(response, expected)
            }
        }
    }
}

#[test]
fn a_session_runs_over_short_and_extended_apdus_alike() {
    for level in SecurityLevel::ALL {
        for limit in [1, 16, 100, 231, 255, 1024, 4096] {
            let mut applet = Applet {
                card: card(),
                chain: chaining::Reassembly::new(),
                pending: chaining::PendingResponse::new(),
            };
            let mut transport = Respond::new(|bytes: &[u8]| applet.process(bytes).encode());
            let channel = drive(open(level), &mut transport as &mut dyn Transport)
                .unwrap()
                .channel;
            let mut link = Link::new(transport)
                .with_channel(channel)
                .with_limit(crate::ApduLimit::new(limit));
            for length in [0, 1, 215, 223, 231, 232, 247, 248, 255, 256, 1000, 4000] {
                let expected = u32::try_from(length.max(1)).unwrap();
                let got = link.exchange(&command(length).expecting(expected)).unwrap();
                assert_eq!(got, done(length), "{level:?} {limit} {length}");
            }
        }
    }
}
