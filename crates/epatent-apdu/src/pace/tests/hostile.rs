// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use hex_literal::hex;

use super::{
    BOTH, Can, Card, CardAnswer, Command, FlowError, NONCE_LENGTH, Pace, PaceCard, Parameter,
    Response, SetAt, StatusWord, Step, can, ephemeral, host, random, run,
};
use crate::flow::{Flow as _, ReplyProblem};
use crate::pace::agreement::Mapped;
use crate::pace::dynamic::{
    AGREEMENT_CARD, AGREEMENT_HOST, MAPPING_CARD, MAPPING_HOST, TOKEN_CARD, encode, parse,
};
use crate::profile::Point;
use crate::tlv::TlvErrorKind;

/// Values of GENERAL AUTHENTICATE begin after `7C`, its length, a tag and its length.
const VALUE: usize = 4;

fn assert_host_refuses(parameter: Parameter, card: Card, why: &str) {
    let mut card = card;
    match run(host(parameter, 5), &mut card) {
        Err(FlowError::Reply { command, .. }) => assert_eq!(command, "GENERAL AUTHENTICATE"),
        other => panic!("{why}: {other:?}"),
    }
}

/// A point on the other curve, one off both, infinity in two disguises.
fn bad_points() -> Vec<Point> {
    let mut off = hex!(
        "04 7ACF3EFC 982EC455 65A4B155 129EFBC7 4650DCBF A6362D89 6FC70262 E0C2CC5E"
        "544552DC B6725218 799115B5 5C9BAA6D 9F6BC3A9 618E70C2 5AF71777 A9C4922D"
    );
    off[64] ^= 1;
    let zero = [0; 65];
    let mut tagged_zero = zero;
    tagged_zero[0] = 4;
    let mut field_overflow = [0xFF; 65];
    field_overflow[0] = 4;
    let mut compressed = off;
    compressed[0] = 2;
    let mut hybrid = off;
    hybrid[0] = 6;
    vec![off, zero, tagged_zero, field_overflow, compressed, hybrid]
}

// shows: EPC-PACE-21
#[test]
fn the_host_refuses_points_that_are_not_on_the_curve() {
    for parameter in BOTH {
        for answer in [1, 2] {
            for point in bad_points() {
                let card = Card::new(parameter, 5).forging(answer, move |_, mut data| {
                    data[VALUE..].copy_from_slice(&point);
                    data
                });
                assert_host_refuses(parameter, card, "bad point");
            }
        }
    }
}

// shows: EPC-PACE-21
#[test]
fn the_host_refuses_its_own_points_sent_back() {
    for parameter in BOTH {
        for answer in [1, 2] {
            let card = Card::new(parameter, 5).forging(answer, |command, mut data| {
                data[VALUE..].copy_from_slice(&command.data[VALUE..]);
                data
            });
            assert_host_refuses(parameter, card, "reflection");
        }
    }
}

// shows: EPC-PACE-22
#[test]
fn the_host_refuses_a_token_with_any_bit_wrong_and_its_own_sent_back() {
    for bit in 0..64 {
        let card = Card::new(Parameter::P256, 5).forging(3, move |_, mut data| {
            data[VALUE + bit / 8] ^= 1 << (bit % 8);
            data
        });
        assert_host_refuses(Parameter::P256, card, "token");
    }
    let card = Card::new(Parameter::P256, 5).forging(3, |command, mut data| {
        data[VALUE..].copy_from_slice(&command.data[VALUE..]);
        data
    });
    assert_host_refuses(Parameter::P256, card, "reflected token");
}

#[test]
fn the_host_refuses_every_cut_longer_or_renamed_object() {
    let lengths = [20_usize, 69, 69, 12];
    for (answer, length) in lengths.into_iter().enumerate() {
        for cut in 0..length {
            let card = Card::new(Parameter::P256, 5).forging(answer, move |_, mut data| {
                assert_eq!(data.len(), length);
                data.truncate(cut);
                data
            });
            assert_host_refuses(Parameter::P256, card, "cut");
        }
        for head in 0..VALUE {
            for bit in 0..8_u8 {
                let card = Card::new(Parameter::P256, 5).forging(answer, move |_, mut data| {
                    data[head] ^= 1 << bit;
                    data
                });
                assert_host_refuses(Parameter::P256, card, "head");
            }
        }
        let card = Card::new(Parameter::P256, 5).forging(answer, |_, mut data| {
            data.push(0);
            data
        });
        assert_host_refuses(Parameter::P256, card, "one byte more");
        // A second object inside the template, and one byte more inside the value.
        for extra in [hex!("8700").as_slice(), &hex!("00")] {
            let card = Card::new(Parameter::P256, 5).forging(answer, move |_, mut data| {
                data.extend_from_slice(extra);
                let more = u8::try_from(extra.len()).unwrap();
                data[1] += more;
                if more == 1 {
                    data[3] += 1;
                }
                data
            });
            assert_host_refuses(Parameter::P256, card, "extended");
        }
    }
}

#[test]
fn every_bit_of_every_answer_counts() {
    // A flipped nonce or point shows in the tokens at the latest: 6300 from the card.
    for (answer, length) in [20_usize, 69, 69, 12].into_iter().enumerate() {
        for index in 0..length {
            let flip = 1_u8 << (index % 8);
            let mut card = Card::new(Parameter::P256, 5).forging(answer, move |_, mut data| {
                data[index] ^= flip;
                data
            });
            let refused = run(host(Parameter::P256, 5), &mut card).unwrap_err();
            let by_card = refused.status() == Some(StatusWord::AUTHENTICATION_FAILED);
            assert!(
                by_card || matches!(refused, FlowError::Reply { .. }),
                "{refused:?}"
            );
            assert!(card.session.is_none() || answer == 3);
        }
    }
}

#[test]
fn a_recorded_session_cannot_be_replayed_to_a_host() {
    // A card that repeats what it answered to another host: nonce, points and token.
    let mut recorded = Vec::new();
    let mut card = Card::new(Parameter::P256, 5);
    let mut first = host(Parameter::P256, 77);
    let mut reply = None;
    while let Step::Send(command) = first.step(reply.take()).unwrap() {
        let response = card.process(&command);
        recorded.push(response.clone());
        reply = Some(response);
    }
    let mut second = host(Parameter::P256, 78);
    let mut replies = recorded.into_iter();
    let mut reply = None;
    let error = loop {
        match second.step(reply.take()) {
            Ok(Step::Send(_)) => reply = replies.next(),
            Ok(Step::Done(_)) => panic!("a replay was accepted"),
            Err(error) => break error,
        }
    };
    let problem = ReplyProblem::Field {
        offset: VALUE,
        expected: "the token of a card that knows the CAN",
    };
    let command = "GENERAL AUTHENTICATE";
    assert_eq!(error, FlowError::Reply { command, problem });
}

/// Who has heard an encrypted nonce and does not know the CAN can say it again and go through all
/// steps with points of his own; he has to guess the nonce, and the token tells.
#[test]
fn a_nonce_repeated_by_who_cannot_decrypt_it_brings_no_channel() {
    for parameter in BOTH {
        let mut genuine = Card::new(parameter, 5);
        let mut heard = host(parameter, 77);
        let mut reply = None;
        for _ in 0..2 {
            let Ok(Step::Send(command)) = heard.step(reply.take()) else {
                panic!("a step of a good session");
            };
            reply = Some(genuine.process(&command));
        }
        let nonce = reply.unwrap();
        let forged = |tag, value: &[u8]| Response::new(encode(tag, value), StatusWord::DONE);
        for guess in [[0; NONCE_LENGTH], random(1, "guess")] {
            let own = ephemeral(parameter, 6, "attacker");
            let mut pace = host(parameter, 78);
            let mut send = |reply: Option<Response>| match pace.step(reply) {
                Ok(Step::Send(command)) => Ok(command),
                Ok(Step::Done(_)) => panic!("a guess opened the channel"),
                Err(error) => Err(error),
            };
            send(None).unwrap();
            send(Some(Response::of_status(StatusWord::DONE))).unwrap();
            let mapping = send(Some(nonce.clone())).unwrap();
            let peer = parse(&mapping.data, MAPPING_HOST).unwrap();
            let mapped = Mapped::new(&own, &guess, &peer).unwrap();
            let agreement = send(Some(forged(MAPPING_CARD, own.point()))).unwrap();
            let peer = parse(&agreement.data, AGREEMENT_HOST).unwrap();
            let point = *mapped.point();
            let agreed = mapped.agree(&peer).unwrap();
            send(Some(forged(AGREEMENT_CARD, &point))).unwrap();
            let error = send(Some(forged(TOKEN_CARD, &agreed.own_token()))).unwrap_err();
            let problem = ReplyProblem::Field {
                offset: VALUE,
                expected: "the token of a card that knows the CAN",
            };
            let command = "GENERAL AUTHENTICATE";
            assert_eq!(error, FlowError::Reply { command, problem });
        }
    }
}

// shows: EPC-PACE-18, EPC-PACE-19
#[test]
fn a_wrong_can_shows_as_6300_at_the_last_step_and_in_nothing_else() {
    for wrong in ["000000", "123457", "654321"] {
        let mut replies = Vec::new();
        for text in ["123456", wrong] {
            let mut card = Card::new(Parameter::P256, 5);
            let secrets = ephemeral(Parameter::P256, 5, "host");
            let mut pace = Pace::new(&Can::parse(text).unwrap(), secrets);
            let mut seen = Vec::new();
            let mut reply = None;
            let end = loop {
                match pace.step(reply.take()) {
                    Ok(Step::Send(command)) => {
                        let response = card.process(&command);
                        seen.push((response.status, response.data.len()));
                        reply = Some(response);
                    }
                    Ok(Step::Done(_)) => break None,
                    Err(error) => break Some(error),
                }
            };
            replies.push((seen, end));
        }
        let (right, wrong) = (&replies[0], &replies[1]);
        assert!(right.1.is_none());
        assert_eq!(
            right.0[..4],
            wrong.0[..4],
            "the steps before the last are alike"
        );
        assert_eq!(wrong.0[4], (StatusWord::AUTHENTICATION_FAILED, 0));
        let error = wrong.1.as_ref().unwrap();
        assert_eq!(
            error.to_string(),
            "GENERAL AUTHENTICATE was refused: 6300 (authentication failed)"
        );
    }
}

#[test]
fn a_host_stepped_out_of_turn_is_over() {
    let done = || Some(Response::of_status(StatusWord::DONE));
    let mut pace = host(Parameter::P256, 5);
    assert!(matches!(pace.step(done()), Err(FlowError::OutOfTurn)));
    assert!(matches!(pace.step(None), Err(FlowError::OutOfTurn)));
    let mut pace = host(Parameter::P256, 5);
    pace.step(None).unwrap();
    let refused = Some(Response::of_status(StatusWord::REFERENCE_NOT_FOUND));
    assert!(matches!(pace.step(refused), Err(FlowError::Refused { .. })));
    assert!(matches!(pace.step(done()), Err(FlowError::OutOfTurn)));
    let mut pace = host(Parameter::P256, 5);
    pace.step(None).unwrap();
    let with_data = Some(Response::new(vec![1], StatusWord::DONE));
    assert!(matches!(pace.step(with_data), Err(FlowError::Reply { .. })));
}

/// A card and the commands that a good host sends it, before the step of that number.
fn card_before(parameter: Parameter, step: usize) -> (PaceCard, Vec<Command>) {
    let mut commands = Vec::new();
    let mut card = Card::new(parameter, 5);
    let mut pace = host(parameter, 5);
    let mut reply = None;
    while let Ok(Step::Send(command)) = pace.step(reply.take()) {
        if commands.len() == step + 1 {
            commands.push(command);
            break;
        }
        reply = Some(card.process(&command));
        commands.push(command);
    }
    (card.pace, commands)
}

fn refused(card: &mut PaceCard, chained: bool, data: &[u8]) -> StatusWord {
    let status = card.general_authenticate(chained, data).unwrap_err();
    assert!(!card.is_open());
    let next = card.general_authenticate(true, &hex!("7C00")).unwrap_err();
    assert_eq!(next, StatusWord::CONDITIONS_NOT_SATISFIED);
    status
}

// shows: EPC-ALG-03, EPC-PACE-11, EPC-PACE-12
#[test]
fn the_card_refuses_points_off_the_curve_and_its_own() {
    for parameter in BOTH {
        for step in [1, 2] {
            for point in bad_points() {
                let (mut card, commands) = card_before(parameter, step);
                let mut data = commands[step + 1].data.clone();
                data[VALUE..].copy_from_slice(&point);
                assert_eq!(refused(&mut card, true, &data), StatusWord::WRONG_DATA);
            }
        }
        // Its own mapping point: a host with the secrets of the card.
        let (mut card, commands) = card_before(parameter, 1);
        let mut data = commands[2].data.clone();
        data[VALUE..].copy_from_slice(ephemeral(parameter, 5, "card").point());
        assert_eq!(refused(&mut card, true, &data), StatusWord::WRONG_DATA);
    }
}

// shows: EPC-PACE-12
#[test]
fn the_card_refuses_its_own_agreement_point() {
    // The card's point depends on the mapping, so it is learnt from a first run with the same
    // secrets and offered in a second.
    let mut learnt = Card::new(Parameter::P256, 5);
    let mut pace = host(Parameter::P256, 5);
    let mut reply = None;
    let mut answers = Vec::new();
    while let Ok(Step::Send(command)) = pace.step(reply.take()) {
        let response = learnt.process(&command);
        answers.push(response.data.clone());
        reply = Some(response);
    }
    let (mut card, commands) = card_before(Parameter::P256, 2);
    let mut data = commands[3].data.clone();
    data[VALUE..].copy_from_slice(&answers[3][VALUE..]);
    assert_eq!(refused(&mut card, true, &data), StatusWord::WRONG_DATA);
}

// shows: EPC-PACE-09
#[test]
fn the_card_refuses_every_cut_changed_or_longer_data_field() {
    for step in 0..4 {
        let chained = step < 3;
        let (_, commands) = card_before(Parameter::P256, step);
        let good = commands[step + 1].data.clone();
        for length in 0..good.len() {
            let (mut card, _) = card_before(Parameter::P256, step);
            let status = refused(&mut card, chained, &good[..length]);
            assert_eq!(status, StatusWord::WRONG_DATA);
        }
        for (index, flip) in (0..good.len().min(VALUE)).flat_map(|i| [(i, 1), (i, 0x80)]) {
            let mut data = good.clone();
            data[index] ^= flip;
            let (mut card, _) = card_before(Parameter::P256, step);
            assert_eq!(refused(&mut card, chained, &data), StatusWord::WRONG_DATA);
        }
        for extra in [hex!("00").as_slice(), &hex!("8000"), &hex!("7C00")] {
            let data = [good.as_slice(), extra].concat();
            let (mut card, _) = card_before(Parameter::P256, step);
            assert_eq!(refused(&mut card, chained, &data), StatusWord::WRONG_DATA);
        }
        // The wrong chaining bit, and the data field of every other step.
        let (mut card, _) = card_before(Parameter::P256, step);
        assert_eq!(refused(&mut card, !chained, &good), StatusWord::WRONG_DATA);
        let (_, all) = card_before(Parameter::P256, 3);
        for other in (0..4).filter(|other| *other != step) {
            let (mut card, _) = card_before(Parameter::P256, step);
            let status = refused(&mut card, chained, &all[other + 1].data);
            assert_eq!(status, StatusWord::WRONG_DATA);
        }
    }
}

// shows: EPC-PACE-18
#[test]
fn the_card_refuses_a_token_with_any_bit_wrong_and_opens_nothing() {
    for bit in 0..64 {
        let (mut card, commands) = card_before(Parameter::P256, 3);
        let mut data = commands[4].data.clone();
        data[VALUE + bit / 8] ^= 1 << (bit % 8);
        assert!(card.decides_next());
        let status = refused(&mut card, false, &data);
        assert_eq!(status, StatusWord::AUTHENTICATION_FAILED);
    }
    let (mut card, commands) = card_before(Parameter::P256, 3);
    let answer = card.general_authenticate(false, &commands[4].data).unwrap();
    assert!(matches!(answer, CardAnswer::Established { .. }));
    assert!(!card.is_open());
}

// shows: EPC-PACE-13
#[test]
fn a_recorded_session_cannot_be_replayed_to_a_card() {
    let (_, recorded) = card_before(Parameter::P256, 3);
    let mut card = Card::new(Parameter::P256, 6);
    let statuses: Vec<StatusWord> = recorded
        .iter()
        .map(|command| card.process(command).status)
        .collect();
    assert_eq!(statuses[..4], [StatusWord::DONE; 4]);
    assert_eq!(statuses[4], StatusWord::AUTHENTICATION_FAILED);
    assert!(card.session.is_none());
}

// shows: EPC-PACE-05, EPC-PACE-06
#[test]
fn the_card_takes_no_other_password_parameter_or_protocol() {
    let offer = |data: &[u8]| {
        let mut card = PaceCard::new();
        let nonce = random::<NONCE_LENGTH>(1, "nonce");
        let secrets = ephemeral(Parameter::P256, 1, "card");
        let result = card.set_at(data, &can(), nonce, secrets);
        assert_eq!(card.is_open(), result.is_ok());
        result
    };
    let every_password = (0..=255).map(|password| (password, None));
    let every_parameter = (0..=255).map(|parameter| (2, Some(parameter)));
    for (password, parameter) in every_password.chain(every_parameter) {
        let good = password == 2 && matches!(parameter, None | Some(12));
        let choice = SetAt {
            password,
            parameter,
        };
        let expected = if good {
            Ok(())
        } else {
            Err(StatusWord::REFERENCE_NOT_FOUND)
        };
        assert_eq!(offer(&choice.encode()), expected, "{choice:?}");
    }
    for data in [
        hex!("").as_slice(),
        &hex!("8301 02"),
        &hex!("800A 04007F00070202040204 830102"),
    ] {
        assert_eq!(offer(data), Err(StatusWord::WRONG_DATA));
    }
}

// shows: EPC-PACE-07
#[test]
fn a_new_choice_or_a_reset_forgets_the_session_before() {
    for step in 0..4 {
        let (mut card, commands) = card_before(Parameter::P256, step);
        assert!(card.is_open());
        card.clear();
        let status = card.general_authenticate(step < 3, &commands[step + 1].data);
        assert_eq!(status.unwrap_err(), StatusWord::CONDITIONS_NOT_SATISFIED);

        let (mut card, commands) = card_before(Parameter::P256, step);
        let secrets = ephemeral(Parameter::P256, 6, "card");
        assert!(card.set_at(&hex!("80"), &can(), [0; 16], secrets).is_err());
        let status = card.general_authenticate(step < 3, &commands[step + 1].data);
        assert_eq!(status.unwrap_err(), StatusWord::CONDITIONS_NOT_SATISFIED);
    }
}

#[test]
fn what_is_wrong_in_dynamic_data_is_found_at_its_place_in_the_whole() {
    let found = |bytes: &[u8]| parse::<2>(bytes, 0x80).unwrap_err();
    for (bytes, offset, kind) in [
        (&[][..], 0, TlvErrorKind::Missing),
        (&[0x7D, 0x00], 0, TlvErrorKind::Unexpected),
        (&[0x7C, 0x00], 2, TlvErrorKind::Missing),
        (&[0x7C, 0x04, 0x81, 0x02, 1, 2], 2, TlvErrorKind::Unexpected),
        (&[0x7C, 0x04, 0x80, 0x03, 1, 2], 2, TlvErrorKind::Length),
        (
            &[0x7C, 0x05, 0x80, 0x02, 1, 2, 3],
            6,
            TlvErrorKind::Trailing,
        ),
        (&[0x7C, 0x03, 0x80, 0x01, 1], 2, TlvErrorKind::Length),
        (
            &[0x7C, 0x04, 0x80, 0x02, 1, 2, 0],
            6,
            TlvErrorKind::Trailing,
        ),
    ] {
        let error = found(bytes);
        assert_eq!((error.offset, error.kind), (offset, kind), "{bytes:02X?}");
    }
    assert_eq!(
        parse::<2>(&[0x7C, 0x04, 0x80, 0x02, 1, 2], 0x80),
        Ok([1, 2])
    );
}
