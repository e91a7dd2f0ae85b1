// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use p256::ecdsa::SigningKey;

use super::{Personalise, Resumed};
use crate::decorators::Intercept;
use crate::flow::{FlowError, Progress, drive, drive_with_progress};
use crate::profile::{FileEntry, LifeCycle, PaymentLog, Personalisation, Status};
use crate::status_word::StatusWord;
use crate::test_support::{ModelCard, Script, content, public_point, signing_key};
use crate::transport::{Transport, TransportError};

const SESSION: [u8; 16] = [0x5E; 16];
/// STATUS, BEGIN, 1 + 2 + 3 writes, STATUS, COMMIT, STATUS.
const COMMANDS: usize = 11;

fn files() -> BTreeMap<u16, Vec<u8>> {
    BTreeMap::from([
        (0x0101, content(227)),
        (0x0102, content(228)),
        (0x011D, content(681)),
    ])
}

fn flow() -> Personalise {
    Personalise::new(SESSION, public_point(&signing_key()), files()).unwrap()
}

#[test]
fn a_blank_card_becomes_active_with_exactly_the_files() {
    let mut card = ModelCard::blank();
    let done = drive(flow(), &mut card).unwrap();
    assert_eq!((card.state, &card.files), (LifeCycle::Active, &files()));
    assert_eq!((done.manifest, done.resumed), (flow().manifest(), None));
    assert_eq!(done.written, 227 + 228 + 681);
    assert_eq!(card.received, COMMANDS);
}

#[test]
fn a_larger_chunk_goes_by_command_chaining() {
    let mut card = ModelCard::blank();
    drive(flow().with_chunk(usize::MAX), &mut card).unwrap();
    assert_eq!((card.state, &card.files), (LifeCycle::Active, &files()));
}

/// Loses the command at `torn`, or its reply, and every one after it.
fn tear(card: &mut ModelCard, torn: usize, delivered: bool) -> Result<(), FlowError> {
    let hook = |card: &mut dyn Transport, position: usize, command: &[u8]| {
        if position < torn {
            return card.transmit(command);
        }
        if position == torn && delivered {
            card.transmit(command)?;
        }
        Err(TransportError::CardRemoved)
    };
    drive(flow(), &mut Intercept::new(card, hook)).map(|_| ())
}

// shows: EPC-PERSO-29
#[test]
fn a_tear_at_every_command_leaves_a_card_that_a_second_attempt_finishes() {
    for torn in 0..COMMANDS {
        for delivered in [false, true] {
            let mut card = ModelCard::blank();
            let error = tear(&mut card, torn, delivered).unwrap_err();
            assert_eq!(error.transport(), Some(&TransportError::CardRemoved));
            let committed = torn > 9 || (torn == 9 && delivered);
            assert_eq!(
                card.state == LifeCycle::Active,
                committed,
                "{torn} {delivered}"
            );
            let second = drive(flow(), &mut card);
            if committed {
                let state = LifeCycle::Active;
                assert_eq!(second, Err(FlowError::WrongState { state }));
            } else {
                let resumed = second.unwrap().resumed;
                assert_eq!(resumed.is_some(), torn > 1 || (torn == 1 && delivered));
            }
            assert_eq!((card.state, &card.files), (LifeCycle::Active, &files()));
        }
    }
}

// shows: EPC-PERSO-29
#[test]
fn a_second_attempt_says_what_was_there_and_writes_only_the_rest() {
    let mut card = ModelCard::blank();
    tear(&mut card, 4, true).unwrap_err();
    let done = drive(flow(), &mut card).unwrap();
    assert_eq!(
        done.resumed,
        Some(Resumed {
            complete_files: 2,
            partial_files: 0,
            bytes: 455
        })
    );
    assert_eq!(done.written, 681);

    let mut card = ModelCard::blank();
    tear(&mut card, 6, false).unwrap_err();
    let done = drive(flow(), &mut card).unwrap();
    assert_eq!(
        done.resumed,
        Some(Resumed {
            complete_files: 2,
            partial_files: 1,
            bytes: 682
        })
    );
    assert_eq!(done.written, 454);
}

#[test]
fn a_torn_write_that_damaged_a_file_is_written_over() {
    let mut card = ModelCard::blank();
    tear(&mut card, 6, true).unwrap_err();
    card.files.get_mut(&0x011D).unwrap()[100] ^= 0xFF;
    let done = drive(flow(), &mut card).unwrap();
    assert_eq!(
        done.resumed,
        Some(Resumed {
            complete_files: 2,
            partial_files: 1,
            bytes: 455
        })
    );
    assert_eq!((done.written, card.files), (681, files()));
}

// shows: EPC-PERSO-27
#[test]
fn a_card_of_another_session_key_or_manifest_is_left_alone() {
    let mut torn = ModelCard::blank();
    tear(&mut torn, 3, false).unwrap_err();
    let before = (torn.state, torn.files.clone());

    let mut card = torn.clone();
    card.session = [0x77; 16];
    let error = drive(flow(), &mut card).unwrap_err();
    assert_eq!(
        error,
        FlowError::OtherSession {
            session: [0x77; 16]
        }
    );

    let mut card = torn.clone();
    card.manifest = [0x77; 32];
    let error = drive(flow(), &mut card).unwrap_err();
    assert_eq!(
        error,
        FlowError::OtherManifest {
            manifest: [0x77; 32]
        }
    );

    let mut card = torn.clone();
    card.point = public_point(&SigningKey::from_bytes(&[0x43; 32].into()).unwrap());
    let error = drive(flow(), &mut card).unwrap_err();
    assert_eq!(
        error,
        FlowError::OtherKey {
            point: Some(card.point)
        }
    );
    assert_eq!((card.state, card.files), before);
}

#[test]
fn a_card_without_the_key_that_was_signed_for_is_left_alone() {
    let blank = format!(
        "{}9000",
        hex::encode(Status::Blank { point: None }.encode())
    );
    let mut card = Script::new(&[("80140000 00", &blank)]);
    let error = drive(flow(), &mut card).unwrap_err();
    assert_eq!(error, FlowError::OtherKey { point: None });
}

// shows: EPC-PERSO-30
#[test]
fn a_file_that_writing_cannot_undo_is_an_error_before_anything_is_written() {
    for (identifier, length) in [(0x0109, 5), (0x0101, 228)] {
        let mut card = ModelCard::blank();
        tear(&mut card, 2, false).unwrap_err();
        card.files.insert(identifier, content(length));
        let before = card.received;
        let error = drive(flow(), &mut card).unwrap_err();
        assert_eq!(error, FlowError::ForeignFile { identifier });
        assert_eq!(card.received, before + 1);
    }
}

#[test]
fn every_closed_state_is_refused_without_a_write() {
    for state in [
        LifeCycle::Active,
        LifeCycle::Suspended,
        LifeCycle::Terminated,
    ] {
        let mut card = ModelCard::blank();
        card.state = state;
        assert_eq!(
            drive(flow(), &mut card),
            Err(FlowError::WrongState { state })
        );
        assert_eq!(card.received, 1);
    }
}

/// Changes what the card answers to the command at a position.
fn lie(position: usize, reply: &[u8]) -> (Result<(), FlowError>, ModelCard) {
    let mut card = ModelCard::blank();
    let hook = |card: &mut dyn Transport, now: usize, command: &[u8]| {
        let honest = card.transmit(command)?;
        Ok(if now == position {
            reply.to_vec()
        } else {
            honest
        })
    };
    let result = drive(flow(), &mut Intercept::new(&mut card, hook)).map(|_| ());
    (result, card)
}

// shows: EPC-PERSO-23
#[test]
fn a_write_counts_only_when_status_confirms_it() {
    let entry = |(id, content): (&u16, &Vec<u8>)| (*id, FileEntry::of(content).unwrap());
    let mut open = Personalisation {
        session: SESSION,
        manifest: flow().manifest(),
        point: public_point(&signing_key()),
        files: files().iter().map(entry).collect(),
    };
    open.files.get_mut(&0x0102).unwrap().digest[31] ^= 1;
    let mut reply = Status::Personalisation(open.clone()).encode();
    reply.extend([0x90, 0x00]);
    let (result, card) = lie(8, &reply);
    assert_eq!(result, Err(FlowError::NotWritten { identifier: 0x0102 }));
    assert_eq!(card.state, LifeCycle::Personalisation);

    open.files.remove(&0x0102);
    let mut reply = Status::Personalisation(open).encode();
    reply.extend([0x90, 0x00]);
    assert_eq!(
        lie(8, &reply).0,
        Err(FlowError::NotWritten { identifier: 0x0102 })
    );
}

// shows: EPC-PERSO-24
#[test]
fn a_commit_counts_only_when_status_confirms_it() {
    let mut suspended = Status::Closed {
        state: LifeCycle::Suspended,
        payments: PaymentLog::default(),
    }
    .encode();
    suspended.extend([0x90, 0x00]);
    let (result, _) = lie(10, &suspended);
    assert_eq!(
        result,
        Err(FlowError::WrongState {
            state: LifeCycle::Suspended
        })
    );
    let (result, card) = lie(9, &[0x69, 0x84]);
    assert_eq!(
        result.unwrap_err().status(),
        Some(StatusWord::DATA_MISMATCH)
    );
    assert_eq!(card.state, LifeCycle::Active);
}

#[test]
fn a_status_that_says_blank_after_the_writes_is_not_committed() {
    let mut reply = Status::Blank { point: None }.encode();
    reply.extend([0x90, 0x00]);
    let (result, card) = lie(8, &reply);
    assert_eq!(
        result,
        Err(FlowError::WrongState {
            state: LifeCycle::Blank
        })
    );
    assert_eq!(card.state, LifeCycle::Personalisation);
}

// shows: EPC-PERSO-31, EPC-SW-02
#[test]
fn every_cut_reply_is_an_error_and_never_an_early_success() {
    for position in 0..COMMANDS {
        for reply in [&[][..], &[0x90], &[0x6F, 0x00]] {
            let (result, _) = lie(position, reply);
            assert!(result.is_err(), "{position} {reply:02X?}");
        }
    }
}

#[test]
fn files_that_no_card_takes_are_refused_before_any_command() {
    for (identifier, length) in [(0x0101, 0), (0x0101, 32_768), (0x011E, 1), (0x010A, 1)] {
        let files = BTreeMap::from([(identifier, content(length))]);
        let error = Personalise::new(SESSION, public_point(&signing_key()), files).unwrap_err();
        assert_eq!(error, FlowError::Unwritable { identifier, length });
    }
}

#[test]
fn progress_counts_what_was_there_and_ends_at_the_whole() {
    let mut card = ModelCard::blank();
    tear(&mut card, 4, true).unwrap_err();
    let mut seen = Vec::new();
    drive_with_progress(flow(), &mut card, &mut |progress| seen.push(progress)).unwrap();
    assert_eq!(
        seen.first(),
        Some(&Progress {
            done: 455,
            total: Some(1136)
        })
    );
    assert_eq!(
        seen.last(),
        Some(&Progress {
            done: 1136,
            total: Some(1136)
        })
    );
    assert!(seen.windows(2).all(|pair| pair[0].done <= pair[1].done));
}

#[test]
fn what_is_printed_for_debugging_holds_no_content() {
    let secret = BTreeMap::from([(0x0101, b"SURNAME".to_vec())]);
    let flow = Personalise::new(SESSION, public_point(&signing_key()), secret).unwrap();
    assert!(!format!("{flow:?}").contains("83, 85, 82"));
}
