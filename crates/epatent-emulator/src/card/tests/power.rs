// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Power loss between commands, and images taken between them.

use epatent_apdu::flows::{InternalAuthenticate, Personalised};
use epatent_apdu::scp03::SecurityLevel;
use epatent_apdu::{Exchange as _, FlowError, Link, Transport, TransportError, drive};

use super::personalising::Cut;
use super::*;
use crate::testing::{CAN, flow, pace, scp03};
use crate::{Image, InProcess};

/// Opens a session and does in it what is left to do.
fn personalise(reader: &mut impl Transport, point: Point) -> Result<Personalised, FlowError> {
    let channel = scp03(reader, SecurityLevel::Full)?.channel;
    drive(flow(point), &mut Link::new(reader).with_channel(channel))
}

// shows: EPC-LIFE-06, EPC-PERSO-28
#[test]
fn power_lost_after_any_command_leaves_a_card_that_another_attempt_completes() {
    let (keyed, point) = make_key(blank());
    let mut points = 0;
    for commands in 0.. {
        let mut reader = InProcess::new(Card::with_memory(keyed.memory().clone(), rng(6)));
        let mut cut = Cut {
            reader: &mut reader,
            left: commands,
        };
        let first = personalise(&mut cut, point);
        reader.power_cycle();
        if first.is_ok() {
            break;
        }
        if reader.device().life_cycle() != LifeCycle::Active {
            personalise(&mut reader, point).unwrap();
        }
        let card = reader.into_device();
        assert_eq!(
            card.life_cycle(),
            LifeCycle::Active,
            "after {commands} commands"
        );
        assert!(
            card.memory()
                .files()
                .eq(contents().iter().map(|(id, file)| (*id, file.as_slice())))
        );
        points += 1;
    }
    assert!(points > 10, "{points}");
}

/// Notes what is said, and holds after every command the image of the card against the card.
struct Noted {
    card: Card,
    said: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Transport for Noted {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.card.process(command);
        let text = Image::of(&self.card).to_json();
        let copy = Image::from_json(&text).unwrap();
        assert_eq!(copy.to_json(), text);
        self.said.push((command.to_vec(), answer.clone()));
        Ok(answer)
    }
}

#[test]
fn card_from_an_image_answers_every_session_as_the_live_card_does() {
    let (card, point) = make_key(blank());
    let mut card = card;
    let mut count = 0;
    for session in 0..3 {
        let image = Image::of(&card).to_json();
        let live = Card::with_memory(card.memory().clone(), rng(7));
        let mut reader = Noted {
            card: live,
            said: Vec::new(),
        };
        if session == 0 {
            personalise(&mut reader, point).unwrap();
        } else {
            let channel = pace(&mut reader, CAN).unwrap().channel;
            let mut link = Link::new(&mut reader).with_channel(channel);
            for short in 0..32_u8 {
                let read = Command::new(0x00, 0xB0, 0x80 | short, 0).expecting(256);
                link.exchange(&read).unwrap();
            }
            drive(InternalAuthenticate::new([3; 32], [4; 32]), &mut link).unwrap();
        }
        // The copy draws the same numbers, and SCP03 derives its own.
        let mut copy = Image::from_json(&image).unwrap().into_card(rng(7));
        for (command, answer) in &reader.said {
            assert_eq!(copy.process(command), *answer, "{command:02X?}");
            count += 1;
        }
        assert_eq!(
            Image::of(&copy).to_json(),
            Image::of(&reader.card).to_json()
        );
        card = reader.card;
    }
    assert!(count > 60, "{count}");
}

// shows: EPC-LIFE-07
#[test]
fn reset_forgets_the_selected_file_and_the_rest_of_a_response() {
    let mut card = active();
    assert_eq!(
        status(&mut card, &hex!("00 A4 02 0C 02 011C")),
        StatusWord::DONE
    );
    card.reset();
    assert_eq!(
        status(&mut card, &hex!("00 B0 00 00 00")),
        StatusWord::NO_FILE_SELECTED
    );
    let part = send(
        &mut card,
        &hex!("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 05"),
    );
    assert_eq!((part.data.len(), part.status), (5, StatusWord(0x6110)));
    card.reset();
    assert_eq!(
        status(&mut card, &hex!("00 C0 00 00 10")),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
}
