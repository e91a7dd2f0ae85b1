// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A whole reading, with the channel, of a card that says what it likes.

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_core::Text;
use epatent_core::chip_proof::TerminalStatement;
use epatent_terminal::{Request, read_card};
use epatent_verify::{Verdict, Verifier};

use crate::fixture::{ACCESS_NUMBER, Device, device};
use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "reading",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    let Some(device) = device() else {
        return;
    };
    let (Ok(verifier), Ok(can), Ok(name)) = (
        Verifier::new(&device.trust, &device.policy),
        Can::parse(ACCESS_NUMBER),
        Text::parse("fuzz"),
    ) else {
        return;
    };
    let mut check = verifier.begin(&device.circumstances);
    let request = request(can, name, device);
    let read = read_card(Script::new(bytes), &mut check, &request, &mut ());
    let report = check.report();
    if report.verdict == Verdict::InForce {
        let shown = read.ok().map(|reading| reading.presentation);
        let signed = shown.is_some_and(|shown| device.signed(&shown));
        assert!(signed, "green for what nobody signed");
    }
}

/// The request of every run, so that a recorded session can be played again.
fn request(can: Can, name: Text, device: &Device) -> Request {
    Request {
        can: Some(can),
        pace_random: RANDOM,
        host_nonce: NONCE,
        statement: TerminalStatement {
            checked_at: device.circumstances.now,
            region: device.circumstances.region,
            terminal: name,
        },
    }
}

/// Random bytes of the terminal in every run.
const RANDOM: [u8; Ephemeral::RANDOM] = [5; Ephemeral::RANDOM];
/// The nonce of the terminal in every run.
const NONCE: [u8; 32] = [0x4E; 32];
