// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Images of the emulator's cards.

use epatent_emulator::Image;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "image",
    bytes_of: "a card image of the emulator",
    run,
};

fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    if let Ok(image) = Image::from_json(text) {
        let again = Image::from_json(&image.to_json());
        assert!(again.is_ok_and(|again| again == image));
    }
}
