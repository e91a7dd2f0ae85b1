// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The replies of a card to SCP03, and to what follows it in the channel.

use epatent_apdu::flows::{CardStatus, GenerateKey};
use epatent_apdu::scp03::{KeySet, OpenScp03, SecurityLevel};
use epatent_apdu::{Link, drive};

use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "scp03-host",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    let (choice, mut script) = Script::with_choice(bytes);
    let level = SecurityLevel::from_code(choice).unwrap_or(SecurityLevel::Full);
    let open = OpenScp03::new(KeySet::test(), 0, level, [7; 8]);
    if let Ok(opened) = drive(open, &mut script) {
        let mut link = Link::new(script).with_channel(opened.channel);
        let _ = drive(CardStatus::new(), &mut link);
        let _ = drive(GenerateKey::new([3; 32]), &mut link);
    }
}
