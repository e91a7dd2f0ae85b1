// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an open SCP03 channel refuses, and that it ends then.

use super::*;

pub(super) fn broken() -> Vec<Case> {
    vec![
        refused(
            "EPC-SCP-12.1",
            Stage::Active,
            0x01,
            "A command whose P2 is another than the one under the C-MAC",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.p2 = 0x01;
                status
            },
        ),
        refused(
            "EPC-SCP-12.2",
            Stage::Active,
            0x01,
            "A command whose INS is another than the one under the C-MAC",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.instruction = 0x20;
                status.expected = None;
                status
            },
        ),
        refused(
            "EPC-SCP-15.1",
            Stage::Active,
            0x33,
            "A ciphertext that opens to nothing",
            |session| {
                let sealed = session.encrypted_for_next(&padded(&[]));
                session.protect_as_sent(&command(STATUS), &sealed)
            },
        ),
        refused(
            "EPC-SCP-19.1",
            Stage::Active,
            0x01,
            "A flipped bit in the C-MAC",
            |session| flip(session.protect(&command(STATUS)), 1),
        ),
        refused(
            "EPC-SCP-19.2",
            Stage::Active,
            0x33,
            "A flipped bit in the first byte of the C-MAC",
            |session| flip(session.protect(&command(STATUS)), 8),
        ),
        refused(
            "EPC-SCP-19.3",
            Stage::Active,
            0x33,
            "A data field shorter than a C-MAC",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.data.truncate(7);
                status
            },
        ),
        refused(
            "EPC-SCP-19.4",
            Stage::Active,
            0x33,
            "A protected command without data",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.data.clear();
                status
            },
        ),
        refused(
            "EPC-SCP-19.5",
            Stage::Active,
            0x11,
            "A command that was sent before",
            |session| {
                // Its C-MAC was chained to a command that the card has never seen.
                let mut other = session.clone();
                let _ = other.protect(&command(STATUS));
                other.protect(&command(STATUS))
            },
        ),
        refused(
            "EPC-SCP-19.6",
            Stage::Active,
            0x33,
            "A ciphertext whose padding is zeros",
            |session| {
                let sealed = session.encrypted_for_next(&[0; 16]);
                session.protect_as_sent(&command("00 A4 02 0C"), &sealed)
            },
        ),
        refused(
            "EPC-SCP-19.7",
            Stage::Active,
            0x33,
            "A ciphertext of a block that is cut",
            |session| session.protect_as_sent(&command("00 A4 02 0C"), &[0xA5; 15]),
        ),
        refused(
            "EPC-SCP-19.8",
            Stage::Active,
            0x33,
            "A command of the session before",
            |session| {
                let mut fresh = session.clone();
                let _ = fresh.authenticate(&[0xA5; 8]);
                fresh.protect(&command(STATUS))
            },
        ),
        refused(
            "EPC-SCP-14.1",
            Stage::Active,
            0x33,
            "A ciphertext made with the counter of the command before",
            |session| {
                // The C-MAC is right, the block that the data were encrypted with is not.
                let sealed = session.encrypted_for_next(&padded(&[0x01; 20]));
                let _ = session.protect(&command(STATUS));
                session.protect_as_sent(&command("80 E2 00 00"), &sealed)
            },
        ),
    ]
}
