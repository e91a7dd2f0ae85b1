// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a session carries.

use super::*;
use crate::channel::ChannelError;
use crate::profile::MAX_BODY;

const LENGTHS: [usize; 14] = [
    0, 1, 15, 16, 17, 200, 223, 231, 247, 248, 255, 256, 257, 4000,
];

// shows: EPC-SCP-12, EPC-SCP-13, EPC-SCP-16, EPC-SCP-17
#[test]
fn every_length_crosses_every_level_both_ways() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        for there in LENGTHS {
            for back in LENGTHS {
                let sent = command(there).expecting(65_536);
                let (seen, got) = pair.exchange(sent.clone(), done(back));
                assert_eq!(
                    (seen.class, seen.instruction, seen.p1, seen.p2),
                    (0x80, 0xD6, 1, 2)
                );
                assert_eq!(seen.data, sent.data, "{level:?} {there}");
                assert_eq!(got, done(back), "{level:?} {back}");
            }
        }
    }
}

// shows: EPC-SCP-13, EPC-SCP-17
#[test]
fn data_travel_in_the_clear_only_where_the_level_says_so() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        let wrapped = pair.host.wrap(command(40)).unwrap();
        assert_eq!(
            wrapped.data.starts_with(&content(40)),
            !level.encrypts_commands()
        );
        assert_eq!(
            wrapped.data.len(),
            if level.encrypts_commands() {
                48 + 8
            } else {
                40 + 8
            }
        );
        pair.card.open(wrapped).unwrap();
        let protected = pair.card.protect(done(40));
        assert_eq!(
            protected.data.starts_with(&content(40)),
            !level.encrypts_responses()
        );
        let expected = match level {
            SecurityLevel::Mac | SecurityLevel::MacAndEncryption => 40,
            SecurityLevel::MacBothWays | SecurityLevel::MacBothWaysAndEncryption => 48,
            SecurityLevel::Full => 56,
        };
        assert_eq!(protected.data.len(), expected);
    }
}

// shows: EPC-SCP-15
#[test]
fn an_empty_field_is_a_mac_alone() {
    let mut pair = Pair::open(SecurityLevel::Full);
    let wrapped = pair.host.wrap(Command::new(0x00, 0xB0, 0, 0)).unwrap();
    assert_eq!((wrapped.class, wrapped.data.len()), (0x04, 8));
    assert_eq!(
        pair.card.open(wrapped).unwrap(),
        Command::new(0x00, 0xB0, 0, 0)
    );
    assert_eq!(pair.card.protect(done(0)).data.len(), 8);
}

// shows: EPC-SCP-14
#[test]
fn equal_commands_never_look_equal() {
    let mut pair = Pair::open(SecurityLevel::Full);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let wrapped = pair.host.wrap(command(32)).unwrap();
        assert!(seen.insert(wrapped.data[..32].to_vec()));
        pair.card.open(wrapped).unwrap();
        let response = pair.card.protect(done(32));
        assert!(seen.insert(response.data[..32].to_vec()));
        pair.host.unwrap(response).unwrap();
    }
}

// shows: EPC-SCP-21
#[test]
fn ne_is_found_again_under_every_level() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        for expected in [
            None,
            Some(1),
            Some(8),
            Some(15),
            Some(223),
            Some(232),
            Some(256),
            Some(4096),
        ] {
            let mut sent = command(3);
            sent.expected = expected;
            let (seen, _) = pair.exchange(sent, done(1));
            assert_eq!(seen.expected, expected, "{level:?}");
        }
    }
}

#[test]
fn le_leaves_room_for_the_longest_protected_response() {
    for level in SecurityLevel::ALL {
        for expected in 1..=300 {
            let mut pair = Pair::open(level);
            let wrapped = pair.host.wrap(command(1).expecting(expected)).unwrap();
            let room = usize::try_from(wrapped.expected.unwrap()).unwrap();
            pair.card.open(wrapped).unwrap();
            let longest = usize::try_from(expected).unwrap();
            assert!(pair.card.protect(done(longest)).data.len() <= room);
        }
    }
}

// shows: EPC-SCP-16, EPC-SCP-18
#[test]
fn errors_come_bare_and_warnings_protected() {
    for level in SecurityLevel::ALL {
        let mut pair = Pair::open(level);
        for status in [0x6282, 0x6300, 0x63C2].map(StatusWord) {
            let warning = Response::new(content(5), status);
            let (_, got) = pair.exchange(command(1), warning.clone());
            assert_eq!(got, warning);
        }
        for status in [0x6400, 0x6700, 0x6982, 0x6985, 0x6A80, 0x6F00].map(StatusWord) {
            pair.card.open(pair.host.wrap(command(1)).unwrap()).unwrap();
            let bare = pair.card.protect(Response::new(content(5), status));
            assert_eq!(bare, Response::of_status(status));
            assert_eq!(pair.host.unwrap(bare).unwrap(), Response::of_status(status));
        }
        // An error does not end the session.
        assert_eq!(pair.exchange(command(9), done(9)).1, done(9));
    }
}

// shows: EPC-SCP-20
#[test]
fn the_session_ends_with_its_counter_on_both_sides() {
    let mut pair = Pair::open(SecurityLevel::Mac);
    for _ in 0..MAX_COMMANDS {
        pair.exchange(command(0), done(0));
    }
    // A host that would go on is stopped by the card as well.
    let mut reckless = Command::new(0x84, 0xD6, 1, 2);
    reckless.data = vec![0; 8];
    assert_eq!(pair.host.wrap(command(0)), Err(ChannelError::Finished));
    assert_eq!(pair.host.wrap(command(0)), Err(ChannelError::Finished));
    assert_eq!(
        pair.card.open(reckless),
        Err(StatusWord::SECURITY_NOT_SATISFIED)
    );
    assert_eq!(pair.card.level(), None);
}

// shows: EPC-SCP-20
#[test]
fn a_card_refuses_the_command_after_the_last_even_with_the_right_mac() {
    let keys = || derive::SessionKeys::derive(&keys(), &HOST_CHALLENGE, &CARD_CHALLENGE);
    let mut host = session::Session::new(keys(), SecurityLevel::Mac);
    let mut card = session::Session::new(keys(), SecurityLevel::Mac);
    let header = Command::new(0x84, 0xD6, 1, 2);
    for _ in 0..MAX_COMMANDS {
        assert!(card.open_command(host.seal(header.clone())).is_ok());
    }
    assert_eq!(
        card.open_command(host.seal(header)),
        Err(session::NotAuthentic)
    );
}

// shows: EPC-SCP-23
#[test]
fn only_classes_00_and_80_can_be_protected() {
    for class in 0..=u8::MAX {
        let mut pair = Pair::open(SecurityLevel::Full);
        let result = pair.host.wrap(Command::new(class, 0xB0, 0, 0));
        if matches!(class, 0x00 | 0x80) {
            assert_eq!(result.unwrap().class, class | 0x04);
        } else {
            assert_eq!(result, Err(ChannelError::Unprotectable), "{class:02X}");
        }
    }
}

#[test]
fn a_body_that_no_card_takes_is_too_long() {
    let longest = |level: SecurityLevel| {
        if level.encrypts_commands() {
            4079
        } else {
            4088
        }
    };
    for level in SecurityLevel::ALL {
        let longest = longest(level);
        let wrapped = Pair::open(level).host.wrap(command(longest)).unwrap();
        assert!(wrapped.data.len() <= MAX_BODY);
        for length in [longest + 1, MAX_BODY, MAX_BODY + 1, 70_000] {
            let result = Pair::open(level).host.wrap(command(length));
            assert_eq!(result, Err(ChannelError::TooLong), "{level:?} {length}");
        }
    }
}

#[test]
fn nothing_secret_is_printed() {
    let pair = Pair::open(SecurityLevel::Full);
    let flow = OpenScp03::new(keys(), 0, SecurityLevel::Full, HOST_CHALLENGE);
    let printed = format!("{:?} {:?} {:?} {flow:?}", keys(), pair.host, pair.card);
    assert!(printed.contains("redacted"));
    for secret in ["17, 17", "34, 34", "51, 51", "0x11", "1111"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn a_response_that_leaves_no_room_for_its_mac_is_an_error_of_the_card() {
    const LONGEST: usize = crate::response::MAX_RESPONSE_DATA;
    for (length, status) in [
        (LONGEST - 8, StatusWord::DONE),
        (LONGEST - 7, StatusWord::INTERNAL),
        (LONGEST, StatusWord::INTERNAL),
    ] {
        let mut pair = Pair::open(SecurityLevel::MacBothWays);
        let wrapped = pair.host.wrap(command(1)).unwrap();
        pair.card.open(wrapped).unwrap();
        let protected = pair.card.protect(done(length));
        assert_eq!(protected.status, status, "{length}");
        let room = if status.is_done() { LONGEST } else { 0 };
        assert_eq!(protected.data.len(), room, "{length}");
    }
}
