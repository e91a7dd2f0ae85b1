// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The replies of a card to PACE, and to what follows it under secure messaging.

use epatent_apdu::flows::ReadFile;
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::EF_SECURITY_OBJECT;
use epatent_apdu::{Link, drive};

use crate::fixture::ACCESS_NUMBER;
use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "pace-host",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    let (choice, mut script) = Script::with_choice(bytes);
    let parameter = if choice & 1 == 0 {
        Parameter::P256
    } else {
        Parameter::BrainpoolP256r1
    };
    let (Ok(can), Ok(secrets)) = (
        Can::parse(ACCESS_NUMBER),
        Ephemeral::from_random(parameter, &[5; Ephemeral::RANDOM]),
    ) else {
        return;
    };
    if let Ok(opened) = drive(Pace::new(&can, secrets), &mut script) {
        let mut link = Link::new(script).with_channel(opened.channel);
        let _ = drive(ReadFile::new(EF_SECURITY_OBJECT), &mut link);
    }
}
