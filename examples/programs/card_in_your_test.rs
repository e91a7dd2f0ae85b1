// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A patent card in a test of your own software, without a reader:
//! `cargo run -p epatent-examples --bin card-in-your-test`.

use epatent_apdu::{StatusWord, Transport, drive, flows::SelectApplet, profile::LifeCycle};
use epatent_emulator::InProcess;
use epatent_testkit::{chip, lab::Lab, people};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // A card that an office issued to a person who does not exist; 246810 is printed on it.
    let (_, card) = chip::issued(&Lab::new(1), people::rakhimov(), "246810", 5, |_| {});
    let mut reader = InProcess::new(card);

    // Your software takes the place of these lines. It sends bytes, and gets the card's bytes.
    let applet = drive(SelectApplet::new(), &mut reader)?;
    assert_eq!(applet.state, LifeCycle::Active);

    // READ BINARY of the holder's group without the number: the card keeps it to itself.
    let reply = reader.transmit(&[0x00, 0xB0, 0x81, 0x00, 0x00])?;
    let refused = StatusWord::SECURITY_NOT_SATISFIED;
    assert_eq!(reply, refused.to_bytes());
    Ok(())
}
