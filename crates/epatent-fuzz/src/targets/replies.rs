// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Conversations: `61xx`, `6Cxx`, GET RESPONSE, and every flow that reads.

use epatent_apdu::flows::{
    CardStatus, FilePresent, GenerateKey, InternalAuthenticate, ReadFile, SelectApplet,
};
use epatent_apdu::profile::{EF_RECEIPT, EF_SECURITY_OBJECT};
use epatent_apdu::{ApduLimit, Command, Exchange, Flow, Link, drive};

use crate::script::Script;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "replies",
    bytes_of: "a card",
    run,
};

fn run(bytes: &[u8]) {
    let (choice, script) = Script::with_choice(bytes);
    let limit = if choice & 0x80 == 0 {
        ApduLimit::SHORT
    } else {
        ApduLimit::new(4096)
    };
    let mut link = Link::new(script).with_limit(limit);
    match choice & 0x0F {
        0 => go(SelectApplet::new(), &mut link),
        1 => go(ReadFile::new(EF_SECURITY_OBJECT), &mut link),
        2 => go(ReadFile::new(EF_RECEIPT).with_chunk(4096), &mut link),
        3 => go(FilePresent::new(0x0107), &mut link),
        4 => go(InternalAuthenticate::new([1; 32], [2; 32]), &mut link),
        5 => go(GenerateKey::new([3; 32]), &mut link),
        6 => go(CardStatus::new(), &mut link),
        _ => {
            let command = Command::new(0x00, 0xB0, 0x00, 0x00).expecting(65_536);
            if let Ok(response) = link.exchange(&command) {
                assert!(response.data.len() <= 65_536);
            }
        }
    }
}

fn go<F: Flow>(flow: F, link: &mut impl Exchange) {
    let _ = drive(flow, link);
}
