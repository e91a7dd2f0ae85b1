// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::time::Instant;

use pcsc::{Error as Code, State};

use super::*;
use crate::error::Call;
use crate::fake::{CODES, Fake, Mishap};

const READER: &str = "Reader A 00";
const COMMAND: [u8; 4] = [0x00, 0xA4, 0x04, 0x0C];
const SHORT: Duration = Duration::from_millis(40);

fn options() -> Options {
    Options {
        deadline: SHORT,
        command_deadline: Duration::from_secs(5),
        ..Options::default()
    }
}

fn open(fake: &Fake) -> Result<PcscTransport, ReaderError> {
    PcscTransport::open(fake.service().0, &ReaderChoice::Only, options())
}

/// The error of connecting and sending one command with a code returned at one call.
fn with_code_at(call: Call, code: Code) -> Option<ReaderError> {
    let fake = Fake::new();
    // Only shared access begins a transaction.
    fake.set().shared_only = call == Call::Begin;
    fake.fail(call, code);
    open(&fake).and_then(|mut card| card.send(&COMMAND)).err()
}

fn reader() -> String {
    READER.to_owned()
}

// shows: EPC-TIME-05
#[test]
fn a_card_may_wait_a_minute_on_purpose_before_it_is_given_up() {
    assert!(Options::default().command_deadline >= Duration::from_secs(65));
}

#[test]
fn every_code_at_establishing_has_its_meaning() {
    use ReaderError::*;
    for code in CODES {
        let expected = match code {
            Code::NoService
            | Code::ServiceStopped
            | Code::Shutdown
            | Code::CommError
            | Code::InvalidHandle => ServiceUnavailable,
            Code::SecurityViolation | Code::NoAccess => AccessDenied,
            _ => continue,
        };
        assert_eq!(
            with_code_at(Call::Establish, code),
            Some(expected),
            "{code:?}"
        );
    }
}

#[test]
fn every_code_at_connecting_has_its_meaning() {
    use ReaderError::*;
    for code in CODES {
        let expected = match code {
            Code::NoService
            | Code::ServiceStopped
            | Code::Shutdown
            | Code::CommError
            | Code::InvalidHandle => ServiceUnavailable,
            Code::SecurityViolation | Code::NoAccess => AccessDenied,
            Code::UnknownReader | Code::ReaderUnavailable => ReaderLost { reader: reader() },
            Code::NoReadersAvailable => NoReader,
            Code::NoSmartcard | Code::RemovedCard => NoCard { reader: reader() },
            Code::ResetCard => CardReset,
            Code::UnresponsiveCard
            | Code::UnpoweredCard
            | Code::InvalidAtr
            | Code::NotReady
            | Code::NotTransacted
            | Code::CommDataLost => CardMute { reader: reader() },
            Code::ProtoMismatch | Code::UnsupportedCard | Code::CardUnsupported => {
                CardUnsupported { reader: reader() }
            }
            Code::SharingViolation => SharingViolation { reader: reader() },
            Code::Timeout | Code::WaitedTooLong => TimedOut {
                awaited: "the reader's answer",
            },
            code => Other {
                call: Call::Connect,
                code,
            },
        };
        assert_eq!(
            with_code_at(Call::Connect, code),
            Some(expected),
            "{code:?}"
        );
    }
}

#[test]
fn every_code_at_transmitting_has_its_meaning() {
    use ReaderError::*;
    for code in CODES {
        let expected = match code {
            Code::NoService
            | Code::ServiceStopped
            | Code::Shutdown
            | Code::CommError
            | Code::InvalidHandle => ServiceLost,
            Code::UnknownReader | Code::ReaderUnavailable => ReaderLost { reader: reader() },
            Code::NoReadersAvailable => NoReader,
            Code::NoSmartcard | Code::RemovedCard => CardRemoved,
            Code::ResetCard => CardReset,
            Code::UnresponsiveCard | Code::UnpoweredCard | Code::InvalidAtr | Code::NotReady => {
                CardMute { reader: reader() }
            }
            Code::NotTransacted | Code::CommDataLost => OutcomeUnknown { length: 0 },
            Code::ProtoMismatch | Code::UnsupportedCard | Code::CardUnsupported => {
                CardUnsupported { reader: reader() }
            }
            Code::SharingViolation => SharingViolation { reader: reader() },
            Code::Timeout | Code::WaitedTooLong => TimedOut {
                awaited: "the reader's answer",
            },
            Code::InsufficientBuffer => ReplyTooLong,
            code => Other {
                call: Call::Transmit,
                code,
            },
        };
        assert_eq!(
            with_code_at(Call::Transmit, code),
            Some(expected),
            "{code:?}"
        );
    }
}

#[test]
fn no_code_at_any_call_goes_unnoticed_or_panics() {
    let calls = [
        Call::Establish,
        Call::List,
        Call::Watch,
        Call::Connect,
        Call::Begin,
        Call::Status,
        Call::Transmit,
    ];
    for call in calls {
        for code in CODES {
            let error = with_code_at(call, code).unwrap_or_else(|| panic!("{call:?} {code:?}"));
            assert!(!error.to_string().is_empty() && !error.hint().is_empty());
        }
    }
}

#[test]
fn success_with_fewer_than_two_bytes_is_an_unknown_outcome() {
    let fake = Fake::new();
    fake.set()
        .replies
        .extend([vec![], vec![0x90], vec![0x90, 0x00]]);
    let mut card = open(&fake).unwrap();
    assert_eq!(
        card.send(&COMMAND),
        Err(ReaderError::OutcomeUnknown { length: 0 })
    );
    assert_eq!(
        card.transmit(&COMMAND),
        Err(TransportError::OutcomeUnknown { length: 1 })
    );
    assert_eq!(card.send(&COMMAND), Ok(vec![0x90, 0x00]));
}

#[test]
fn the_longest_reply_fits_and_one_byte_more_is_refused() {
    let fake = Fake::new();
    fake.set()
        .replies
        .extend([vec![7; REPLY_LIMIT], vec![7; REPLY_LIMIT + 1]]);
    let mut card = open(&fake).unwrap();
    assert_eq!(card.send(&COMMAND).map(|reply| reply.len()), Ok(65_538));
    assert_eq!(card.send(&COMMAND), Err(ReaderError::ReplyTooLong));
}

#[test]
fn a_conversation_is_exclusive_and_leaves_the_card_when_dropped() {
    let fake = Fake::new();
    drop(open(&fake).unwrap());
    assert_eq!(fake.calls(), ["Connect Exclusive", "Disconnect LeaveCard"]);
}

#[test]
fn a_shared_card_is_used_within_one_transaction() {
    let fake = Fake::new();
    fake.set().shared_only = true;
    let mut card = open(&fake).unwrap();
    card.send(&COMMAND).unwrap();
    card.disconnect().unwrap();
    let expected = [
        "Connect Exclusive",
        "Connect Shared",
        "Begin",
        "Transmit 00A4040C",
        "Disconnect LeaveCard",
    ];
    assert_eq!(fake.calls(), expected);
}

#[test]
fn a_card_held_by_others_is_asked_for_until_the_deadline() {
    let fake = Fake::new();
    fake.fail(Call::Connect, Code::SharingViolation);
    let error = PcscTransport::open(
        fake.service().0,
        &ReaderChoice::Only,
        Options {
            deadline: Duration::from_millis(120),
            ..options()
        },
    );
    assert_eq!(
        error.err(),
        Some(ReaderError::SharingViolation { reader: reader() })
    );
    assert!(fake.calls().len() >= 4, "{:?}", fake.calls());
}

#[test]
fn waiting_for_a_foreign_transaction_ends_as_a_sharing_violation() {
    for call in [Call::Connect, Call::Begin] {
        let fake = Fake::new();
        fake.set().shared_only = true;
        fake.set().states = [State::PRESENT | State::INUSE].into();
        fake.set()
            .mishaps
            .push((call, Mishap::Takes(Duration::from_secs(3))));
        let started = Instant::now();
        assert_eq!(
            open(&fake).err(),
            Some(ReaderError::SharingViolation { reader: reader() })
        );
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

#[test]
fn a_connection_that_nobody_else_holds_up_times_out_as_itself() {
    let fake = Fake::new();
    fake.set()
        .mishaps
        .push((Call::Connect, Mishap::Takes(Duration::from_secs(3))));
    assert_eq!(
        open(&fake).err(),
        Some(ReaderError::TimedOut {
            awaited: "the connection"
        })
    );
}

#[test]
fn a_command_without_reply_times_out_and_reconnecting_starts_afresh() {
    let fake = Fake::new();
    let mut card = PcscTransport::open(
        fake.service().0,
        &ReaderChoice::Only,
        Options {
            command_deadline: SHORT,
            ..options()
        },
    )
    .unwrap();
    fake.set()
        .mishaps
        .push((Call::Transmit, Mishap::Takes(Duration::from_millis(200))));
    assert_eq!(
        card.send(&COMMAND),
        Err(ReaderError::TimedOut {
            awaited: "the card's reply"
        })
    );
    assert_eq!(card.send(&COMMAND), Err(ReaderError::NotConnected));
    fake.set().mishaps.clear();
    card.reconnect().unwrap();
    assert_eq!(card.send(&COMMAND), Ok(vec![0x90, 0x00]));
}

#[test]
fn a_panic_of_the_library_becomes_an_error_at_every_call() {
    for call in [
        Call::Establish,
        Call::List,
        Call::Watch,
        Call::Connect,
        Call::Status,
        Call::Transmit,
    ] {
        let fake = Fake::new();
        fake.set().mishaps.push((call, Mishap::Panics));
        let error = open(&fake)
            .and_then(|mut card| card.send(&COMMAND))
            .unwrap_err();
        let words = "impossible protocol: 0x8".to_owned();
        assert_eq!(error, ReaderError::DriverFault { words }, "{call:?}");
    }
}

#[test]
fn a_connection_that_failed_half_way_is_given_back() {
    let fake = Fake::new();
    fake.fail(Call::Status, Code::InternalError);
    assert!(open(&fake).is_err());
    assert_eq!(fake.calls(), ["Connect Exclusive", "Disconnect LeaveCard"]);
}

#[test]
fn a_power_cycle_unpowers_and_waits_600_ms() {
    let fake = Fake::new();
    let mut card = open(&fake).unwrap();
    card.power_cycle().unwrap();
    assert_eq!(fake.set().paused, Duration::from_millis(600));
    assert_eq!(
        fake.calls(),
        [
            "Connect Exclusive",
            "Disconnect UnpowerCard",
            "Connect Exclusive"
        ]
    );
}

#[test]
fn no_reader_and_two_readers_are_told_apart() {
    let fake = Fake::new();
    fake.set().readers = vec![];
    assert_eq!(open(&fake).err(), Some(ReaderError::NoReader));
    fake.set().readers = vec!["A", "B"];
    assert!(matches!(
        open(&fake).err(),
        Some(ReaderError::SeveralReaders { .. })
    ));
}

#[test]
fn waiting_for_a_card_sees_it_come_or_times_out_or_finds_it_mute() {
    let wait = |states: &[State]| {
        let fake = Fake::new();
        // The first state is the one of the listing.
        fake.set().states = states.iter().copied().collect();
        super::wait(fake.service().0, &ReaderChoice::Only, Wanted::Card, SHORT)
    };
    let come = wait(&[State::EMPTY, State::EMPTY, State::PRESENT]).unwrap();
    assert!(come.state.has_card());
    assert_eq!(
        wait(&[State::EMPTY]),
        Err(ReaderError::TimedOut { awaited: "a card" })
    );
    let mute = wait(&[State::EMPTY, State::EMPTY, State::PRESENT | State::MUTE]);
    assert_eq!(mute, Err(ReaderError::CardMute { reader: reader() }));
    let lost = wait(&[State::EMPTY, State::EMPTY, State::UNKNOWN]);
    assert_eq!(lost, Err(ReaderError::ReaderLost { reader: reader() }));
}

#[test]
fn a_limit_without_end_does_not_overflow() {
    let fake = Fake::new();
    let forever = Options {
        deadline: Duration::MAX,
        command_deadline: Duration::MAX,
        ..options()
    };
    let mut card = PcscTransport::open(fake.service().0, &ReaderChoice::Only, forever).unwrap();
    card.wait_for_card(Duration::MAX).unwrap();
    assert_eq!(card.send(&COMMAND), Ok(vec![0x90, 0x00]));
}

#[test]
fn a_silent_transaction_is_shown_to_be_alive_and_an_exclusive_connection_needs_it_not() {
    for shared_only in [true, false] {
        let fake = Fake::new();
        fake.set().shared_only = shared_only;
        fake.set().longest_silence = Some(Duration::from_millis(5));
        let mut card = open(&fake).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        card.send(&COMMAND).unwrap();
        let status = |call: &&String| call.starts_with("Status");
        let asked = fake.set().calls.iter().filter(status).count();
        // Once when it was connected.
        assert_eq!(asked > 2, shared_only, "{asked}");
    }
}

#[test]
fn another_card_is_one_that_comes_after_an_empty_reader() {
    let fake = Fake::new();
    let mut card = open(&fake).unwrap();
    let (empty, present) = (State::EMPTY, State::PRESENT);
    fake.set().states = [present, empty, present].into();
    card.wait_for_another_card(Duration::from_secs(5)).unwrap();
    fake.set().states = [present].into();
    assert_eq!(
        card.wait_for_another_card(SHORT),
        Err(ReaderError::TimedOut {
            awaited: "the removal of the card"
        })
    );
    fake.set().states = [empty].into();
    assert_eq!(
        card.wait_for_another_card(SHORT),
        Err(ReaderError::TimedOut { awaited: "a card" })
    );
}
