// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Secure messaging, before and behind its check bytes, at both ends.

use aes::Aes128;
use cmac::{Cmac, KeyInit as _, Mac as _};
use epatent_apdu::secure_messaging::{CardChannel, HostChannel, SessionKeys};
use epatent_apdu::{Channel as _, Command, Response, StatusWord};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "secure-messaging",
    bytes_of: "a card, a terminal",
    run,
};

const MAC_KEY: [u8; 16] = [0x4D; 16];

fn keys() -> SessionKeys {
    SessionKeys::new([0x45; 16], MAC_KEY)
}

/// The first byte chooses the side, the parity of INS, and whether the check bytes are made right:
/// only then does what is behind them see the bytes at all.
fn run(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    let instruction = 0xB0 | (choice >> 1 & 1);
    let is_right = choice & 4 == 0;
    if choice & 1 == 0 {
        response(instruction, is_right, bytes);
    } else {
        command(instruction, is_right, bytes);
    }
}

fn response(instruction: u8, is_right: bool, bytes: &[u8]) {
    let mut host = HostChannel::new(keys());
    let plain = Command::new(0x00, instruction, 0x9D, 0x00).expecting(256);
    assert!(host.wrap(plain).is_ok());
    let mut objects = bytes.to_vec();
    // The status word outside is the one inside, where there is one.
    let status = status(bytes).unwrap_or(StatusWord::DONE);
    if is_right {
        push_check_bytes(&mut objects, 2, &[]);
    }
    let opened = host.unwrap(Response::new(objects, status));
    assert_eq!(host.is_finished(), opened.is_err());
    if let Ok(plain) = opened {
        assert!(is_right, "opened without the key");
        assert!(plain.data.len() < bytes.len() && plain.status == status);
    }
}

fn command(instruction: u8, is_right: bool, bytes: &[u8]) {
    let header = [0x0C, instruction, 0x9D, 0x00];
    let mut objects = bytes.to_vec();
    if is_right {
        let mut block = header.to_vec();
        pad(&mut block);
        push_check_bytes(&mut objects, 1, &block);
    }
    let [class, _, p1, p2] = header;
    let secured = Command::new(class, instruction, p1, p2).with_data(objects);
    let mut card = CardChannel::new(keys());
    if let Ok(plain) = card.open(&secured) {
        assert!(is_right, "opened without the key");
        assert!(plain.class == 0 && plain.data.len() <= bytes.len());
        let answer = Response::new(plain.data, StatusWord::DONE);
        assert!(card.protect(&answer).is_ok());
    }
}

/// The value of `99`, where it ends the objects.
fn status(bytes: &[u8]) -> Option<StatusWord> {
    match bytes {
        [.., 0x99, 0x02, high, low] => Some(StatusWord::from_bytes([*high, *low])),
        _ => None,
    }
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.push(0x80);
    bytes.resize(bytes.len().next_multiple_of(16), 0);
}

/// Appends `8E` over the counter, the header and the objects.
fn push_check_bytes(objects: &mut Vec<u8>, counter: u128, header: &[u8]) {
    let mut mac = Cmac::<Aes128>::new(&MAC_KEY.into());
    mac.update(&counter.to_be_bytes());
    mac.update(header);
    if !objects.is_empty() {
        let mut padded = objects.clone();
        pad(&mut padded);
        mac.update(&padded);
    }
    objects.extend_from_slice(&[0x8E, 0x08]);
    objects.extend(mac.finalize().into_bytes().iter().take(8));
}
