// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Faulty-card profiles of the emulator.

use epatent_emulator::Profile;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "profile",
    bytes_of: "a faulty-card profile of the emulator",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = Profile::parse(text);
    }
}
