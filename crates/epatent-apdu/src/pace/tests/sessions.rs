// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::{BOTH, Card, Exchange as _, Link, PaceCard, Parameter, host, run};
use crate::command::Command;
use crate::decorators::{Entry, Recording};
use crate::flow::drive;
use crate::status_word::StatusWord;

/// Sessions of the test over random secrets, half on each curve.
const SESSIONS: u64 = 200;

#[test]
fn two_hundred_random_sessions_open_and_read_a_file_each() {
    let mut bindings = BTreeSet::new();
    for seed in 0..SESSIONS {
        let parameter = BOTH[usize::try_from(seed % 2).unwrap()];
        let mut card = Card::new(parameter, seed);
        let pace = host(parameter, seed);
        let pace = if seed % 4 < 2 {
            pace
        } else {
            pace.naming_parameter()
        };
        let established = run(pace, &mut card).unwrap();
        assert_eq!(card.session.as_ref().unwrap().binding, established.binding);
        assert!(bindings.insert(established.binding), "a binding came twice");
        let file = card.file.clone();
        let mut link = Link::new(card).with_channel(established.channel);
        let mut read = Vec::new();
        while read.len() < file.len() {
            let [p1, p2] = u16::try_from(read.len()).unwrap().to_be_bytes();
            let expected = [223, 256, 600][read.len() % 3];
            let command = Command::new(0x00, 0xB0, p1, p2).expecting(expected);
            let response = link.exchange(&command).unwrap();
            assert_eq!(response.status, StatusWord::DONE);
            read.extend_from_slice(&response.data);
        }
        assert_eq!(read, file);
        let refused = link.exchange(&Command::new(0x00, 0x01, 0, 0)).unwrap();
        assert_eq!(refused.status, StatusWord::UNKNOWN_INSTRUCTION);
    }
    assert_eq!(bindings.len(), usize::try_from(SESSIONS).unwrap());
}

// shows: EPC-PACE-23
#[test]
fn the_binding_is_the_hash_of_the_eight_data_fields_and_nothing_else() {
    let mut card = Recording::new(Card::new(Parameter::P256, 7));
    let established = drive(host(Parameter::P256, 7), &mut card).unwrap();
    let (_, transcript) = card.into_parts();
    let mut fields = Vec::new();
    let mut count = 0;
    for Entry { command, reply } in transcript.entries() {
        if command[1] != 0x86 {
            continue;
        }
        let reply = reply.as_ref().unwrap();
        fields.extend_from_slice(&Command::parse(command).unwrap().data);
        fields.extend_from_slice(&reply[..reply.len() - 2]);
        count += 2;
    }
    assert_eq!((count, fields.len()), (8, 322));
    let expected: [u8; 32] = Sha256::digest(&fields).into();
    assert_eq!(established.binding, expected);
}

#[test]
fn five_short_commands_open_a_channel() {
    let mut card = Recording::new(Card::new(Parameter::P256, 9));
    drive(host(Parameter::P256, 9), &mut card).unwrap();
    let (_, transcript) = card.into_parts();
    let classes: Vec<u8> = transcript
        .entries()
        .iter()
        .map(|one| one.command[0])
        .collect();
    assert_eq!(classes, [0x00, 0x10, 0x10, 0x10, 0x00]);
}

// shows: EPC-PACE-20
#[test]
fn the_channel_speaks_from_the_next_command_on() {
    let mut card = Card::new(Parameter::P256, 11);
    let established = run(host(Parameter::P256, 11), &mut card).unwrap();
    let mut link = Link::new(&mut card).with_channel(established.channel);
    let read = Command::new(0x00, 0xB0, 0, 0).expecting(16);
    assert_eq!(
        link.exchange(&read).unwrap().data,
        crate::test_support::content(16)
    );
}

#[test]
fn keys_secrets_and_states_print_as_nothing() {
    let pace = host(Parameter::P256, 1);
    assert_eq!(format!("{pace:?}"), "Pace(redacted)");
    assert_eq!(format!("{:?}", PaceCard::new()), "PaceCard(idle, redacted)");
    let mut card = Card::new(Parameter::P256, 1);
    let established = run(pace, &mut card).unwrap();
    assert!(format!("{established:?}").contains("SessionKeys(redacted)"));
    assert!(format!("{:?}", card.session).contains("SessionKeys(redacted)"));
}
