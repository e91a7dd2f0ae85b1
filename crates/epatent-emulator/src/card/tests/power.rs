// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Power loss between commands, and images taken between them.

use epatent_apdu::flows::CardStatus;
use epatent_apdu::{Transport, TransportError, drive};

use super::personalising::Cut;
use super::*;
use crate::testing::flow;
use crate::{Image, InProcess};

#[test]
fn power_lost_after_any_command_leaves_a_card_that_another_attempt_completes() {
    let (keyed, point) = make_key(blank());
    let mut points = 0;
    for commands in 0.. {
        let mut reader = InProcess::new(Card::with_memory(keyed.memory().clone(), rng(6)));
        let first = drive(
            flow(point),
            &mut Cut {
                reader: &mut reader,
                left: commands,
            },
        );
        reader.power_cycle();
        if first.is_ok() {
            break;
        }
        if reader.device().life_cycle() != LifeCycle::Active {
            drive(flow(point), &mut reader).unwrap();
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
                .eq(files().iter().map(|(id, file)| (*id, file.as_slice())))
        );
        points += 1;
    }
    assert!(points > 10, "{points}");
}

/// A reader that keeps a second card, made anew from the image of the first before every command.
struct Mirrored {
    card: Card,
    commands: usize,
}

impl Transport for Mirrored {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if command.get(1) == Some(&0xC0) {
            // GET RESPONSE asks for what is volatile.
            return Ok(self.card.process(command));
        }
        let text = Image::of(&self.card).to_json();
        let mut copy = Image::from_json(&text).unwrap().into_card(rng(7));
        assert_eq!(Image::of(&copy).to_json(), text);
        let answer = self.card.process(command);
        // Only GENERATE KEY on a card without a key draws random numbers.
        assert_eq!(copy.process(command), answer, "{command:02X?}");
        assert_eq!(Image::of(&copy).to_json(), Image::of(&self.card).to_json());
        self.commands += 1;
        Ok(answer)
    }
}

#[test]
fn card_from_an_image_answers_every_command_as_the_live_card_does() {
    let (card, point) = make_key(blank());
    let mut reader = Mirrored { card, commands: 0 };
    drive(flow(point), &mut reader).unwrap();
    drive(CardStatus::new(), &mut reader).unwrap();
    // By short identifier: a card just powered up has no selection.
    for short in 0..32_u8 {
        reader
            .transmit(&[0x00, 0xB0, 0x80 | short, 0x00, 0x00])
            .unwrap();
    }
    let proof = Command::new(0x00, 0x88, 0, 0)
        .with_data(vec![3; 64])
        .expecting(256);
    reader.transmit(&proof.encode().unwrap()).unwrap();
    assert!(reader.commands > 40, "{}", reader.commands);
}

#[test]
fn reset_forgets_the_selected_file_and_the_rest_of_a_response() {
    let mut card = active();
    assert_eq!(
        status(&mut card, &hex!("00 A4 02 0C 02 0101")),
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
