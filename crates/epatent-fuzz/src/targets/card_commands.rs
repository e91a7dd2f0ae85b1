// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Commands to the card: chaining, personalisation, both channels, reading.

use std::sync::OnceLock;

use epatent_emulator::{Card, Image};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "card-commands",
    bytes_of: "a terminal, to the emulated card",
    run,
};

/// An issued card of the emulator's faulty-card profiles.
const ISSUED: &str = include_str!("../../../epatent-emulator/profiles/images/issued.json");

/// The first byte chooses the card: bit 1 an issued one, else a blank one.
fn run(bytes: &[u8]) {
    let (choice, script) = Script::with_choice(bytes);
    let rng = StdRng::seed_from_u64(1);
    let mut card = match issued() {
        Some(image) if choice & 1 == 1 => image.clone().into_card(rng),
        _ => Card::blank(rng),
    };
    for command in script.take(MOST_COMMANDS) {
        let reply = card.process(command);
        assert!((2..=65_538).contains(&reply.len()), "{reply:02x?}");
    }
}

const MOST_COMMANDS: usize = 64;

fn issued() -> Option<&'static Image> {
    static IMAGE: OnceLock<Option<Image>> = OnceLock::new();
    IMAGE.get_or_init(|| Image::from_json(ISSUED).ok()).as_ref()
}
