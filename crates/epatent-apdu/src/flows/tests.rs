// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{
    Abort, Activate, AppendRecord, CardStatus, ChipReply, FilePresent, GenerateKey,
    InternalAuthenticate, ProbeLength, SelectApplet, Suspend, Terminate,
};
use crate::flow::{Flow, FlowError, ReplyProblem, Step, drive};
use crate::link::{ApduLimit, ExchangeError};
use crate::profile::{AppletInfo, LifeCycle, PaymentLog, Status, key_proof_statement};
use crate::response::Response;
use crate::status_word::StatusWord;
use crate::test_support::{Respond, Script, bytes, public_point, sign_der, signing_key};

const SELECT: &str = "00A40400 09 F04550415445 4E5401 00";
const FCI: &str = "6F13 8409F045504154454E5401 A506 800102 810105";

/// Drives a flow whose first command is answered with `data` and `9000`.
fn answered<F: Flow>(flow: F, data: &[u8]) -> Result<F::Output, FlowError> {
    let mut reply = data.to_vec();
    reply.extend([0x90, 0x00]);
    drive(flow, &mut Respond::new(|_: &[u8]| reply.clone()))
}

#[test]
fn select_sends_the_aid_and_reads_the_fci() {
    let mut card = Script::new(&[(SELECT, &format!("{FCI} 9000"))]);
    let info = drive(SelectApplet::new(), &mut card).unwrap();
    assert_eq!(info, AppletInfo::new(LifeCycle::Active));
}

#[test]
fn select_accepts_an_fci_that_comes_by_get_response() {
    let fci = format!("{FCI} 9000");
    let mut card = Script::new(&[(SELECT, "6115"), ("00C00000 15", &fci)]);
    assert!(drive(SelectApplet::new(), &mut card).is_ok());
}

#[test]
fn a_card_without_the_applet_is_told_by_its_status_word() {
    let mut card = Script::new(&[(SELECT, "6A82")]);
    let error = drive(SelectApplet::new(), &mut card).unwrap_err();
    assert_eq!(error.status(), Some(StatusWord::FILE_NOT_FOUND));
}

// shows: EPC-SW-03
#[test]
fn every_flow_names_the_command_that_was_refused() {
    fn refused<F: Flow>(flow: F) -> String {
        let mut card = Respond::new(|_: &[u8]| bytes("6985"));
        match drive(flow, &mut card) {
            Err(FlowError::Refused {
                command,
                status: StatusWord(0x6985),
            }) => command.to_owned(),
            Err(other) => other.to_string(),
            Ok(_) => "nothing".to_owned(),
        }
    }
    assert_eq!(refused(SelectApplet::new()), "SELECT");
    assert_eq!(refused(FilePresent::new(0x0101)), "SELECT");
    assert_eq!(refused(CardStatus::new()), "STATUS");
    assert_eq!(refused(Abort::new([0; 16])), "ABORT");
    assert_eq!(refused(GenerateKey::new([0; 32])), "GENERATE KEY");
    assert_eq!(
        refused(InternalAuthenticate::new([0; 32], [0; 32])),
        "INTERNAL AUTHENTICATE"
    );
    assert_eq!(refused(super::ReadFile::new(0x011D)), "READ BINARY");
    assert_eq!(refused(super::ReadFile::new(0x011F)), "SELECT");
}

#[test]
fn endless_data_end_every_flow_that_expects_some() {
    fn endless<F: Flow>(flow: F) -> ExchangeError {
        let mut card = Respond::new(|command: &[u8]| {
            bytes(if command[1] == 0xC0 {
                "AA 6101"
            } else {
                "6101"
            })
        });
        match drive(flow, &mut card) {
            Err(FlowError::Exchange { error, .. }) => error,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("an answer"),
        }
    }
    let drips = ExchangeError::Drip { parts: 17 };
    assert_eq!(endless(SelectApplet::new()), drips);
    assert_eq!(endless(GenerateKey::new([0; 32])), drips);
    assert_eq!(endless(InternalAuthenticate::new([0; 32], [0; 32])), drips);
    assert_eq!(endless(CardStatus::new()), drips);
    let unasked = ExchangeError::ResponseTooLong {
        length: 1,
        asked: 0,
    };
    assert_eq!(endless(FilePresent::new(0x0101)), unasked);
    assert_eq!(endless(Abort::new([0; 16])), unasked);
}

#[test]
fn a_file_is_present_absent_or_the_card_refused_to_say() {
    let select = "00A4020C 02 0107";
    let present = |reply| {
        drive(
            FilePresent::new(0x0107),
            &mut Script::new(&[(select, reply)]),
        )
    };
    assert_eq!(present("9000"), Ok(true));
    assert_eq!(present("6A82"), Ok(false));
    assert_eq!(
        present("6985").unwrap_err().status(),
        Some(StatusWord::CONDITIONS_NOT_SATISFIED)
    );
}

#[test]
fn abort_names_its_session() {
    let abort = "80180000 10 33333333333333333333333333333333";
    assert_eq!(
        drive(Abort::new([0x33; 16]), &mut Script::new(&[(abort, "9000")])),
        Ok(())
    );
}

#[test]
fn status_is_read_whole_when_it_takes_two_parts() {
    let state = Status::Blank {
        point: Some(public_point(&signing_key())),
    };
    let reply = hex::encode(state.encode());
    let (first, second) = reply.split_at(200);
    let mut card = Script::new(&[
        ("80140000 00", &format!("{first}6110")),
        ("00C00000 10", &format!("{second}9000")),
    ]);
    assert_eq!(drive(CardStatus::new(), &mut card), Ok(state));
}

#[test]
fn a_wrong_status_names_command_and_offset() {
    let error = answered(CardStatus::new(), &[0x02]).unwrap_err();
    let words = "the reply to STATUS is wrong: byte at offset 0 is 02: a life-cycle state";
    assert_eq!(error.to_string(), words);
}

#[test]
fn the_chip_proof_is_asked_for_with_nonce_then_digest() {
    let nonce = "11".repeat(32);
    let digest = "22".repeat(32);
    let signature = sign_der(&signing_key(), b"whatever");
    let reply = format!("{}{}9000", "44".repeat(32), hex::encode(&signature));
    let command = format!("00880000 40 {nonce}{digest} 00");
    let mut card = Script::new(&[(&command, &reply)]);
    let proof = drive(InternalAuthenticate::new([0x11; 32], [0x22; 32]), &mut card).unwrap();
    assert_eq!(
        proof,
        ChipReply {
            payment_head: [0x44; 32],
            signature
        }
    );
}

// shows: EPC-PROOF-07
#[test]
fn a_chip_proof_that_is_cut_or_not_der_is_refused_at_its_offset() {
    let ask = || InternalAuthenticate::new([0; 32], [0; 32]);
    let mut reply = vec![0; 32];
    reply.extend(sign_der(&signing_key(), b"whatever"));
    for length in 0..reply.len() {
        let error = answered(ask(), &reply[..length]).unwrap_err();
        let FlowError::Reply {
            command: "INTERNAL AUTHENTICATE",
            problem,
        } = error
        else {
            panic!("{length}: {error}");
        };
        if length < 32 {
            assert_eq!(
                problem,
                ReplyProblem::Cut {
                    length,
                    offset: 0,
                    needed: 32
                }
            );
        } else {
            assert!(matches!(problem, ReplyProblem::Field { offset: 32, .. }));
        }
    }
    reply.push(0);
    assert!(answered(ask(), &reply).is_err());
}

// shows: EPC-KEY-06
#[test]
fn a_key_is_returned_only_with_its_proof_of_possession() {
    let key = signing_key();
    let point = public_point(&key);
    let proof = |challenge: [u8; 32]| {
        let mut reply = point.to_vec();
        reply.extend(sign_der(&key, &key_proof_statement(&challenge, &point)));
        reply
    };
    assert_eq!(
        answered(GenerateKey::new([7; 32]), &proof([7; 32])),
        Ok(point)
    );
    let replayed = answered(GenerateKey::new([7; 32]), &proof([8; 32])).unwrap_err();
    let problem = ReplyProblem::Signature { offset: 65 };
    assert_eq!(
        replayed,
        FlowError::Reply {
            command: "GENERATE KEY",
            problem
        }
    );
}

// shows: EPC-KEY-06
#[test]
fn a_key_reply_with_a_changed_bit_or_a_cut_is_refused() {
    let key = signing_key();
    let mut reply = public_point(&key).to_vec();
    let point = public_point(&key);
    reply.extend(sign_der(&key, &key_proof_statement(&[7; 32], &point)));
    for position in 0..reply.len() {
        assert!(
            answered(GenerateKey::new([7; 32]), &reply[..position]).is_err(),
            "{position}"
        );
        let mut changed = reply.clone();
        changed[position] ^= 0x01;
        assert!(
            answered(GenerateKey::new([7; 32]), &changed).is_err(),
            "{position}"
        );
    }
}

#[test]
fn a_payment_record_is_sent_after_the_head_of_the_one_before() {
    let first = PaymentLog::default().after(b"first").unwrap();
    let head = hex::encode(first.head);
    let append = format!("80E20000 28 0002 {head} 7365636F6E64");
    let mut card = Script::new(&[(append.as_str(), "9000")]);
    let flow = AppendRecord::new(first, b"second".to_vec()).unwrap();
    let after = drive(flow, &mut card).unwrap();
    assert_eq!(Some(after), first.after(b"second"));
    assert_eq!(after.count, 2);
}

#[test]
fn a_record_that_no_card_takes_is_refused_before_it_is_sent() {
    let full = PaymentLog {
        count: u16::MAX,
        head: [1; 32],
    };
    let log = PaymentLog::default();
    for (log, length) in [(log, 0), (log, 1_025), (full, 1)] {
        let refused = AppendRecord::new(log, vec![7; length]).unwrap_err();
        assert!(
            matches!(refused, FlowError::Unwritable { identifier: 0x011E, length: found } if found == length)
        );
    }
    assert!(AppendRecord::new(log, vec![7; 1_024]).is_ok());
}

#[test]
fn the_life_of_a_card_changes_by_commands_without_data() {
    let mut card = Script::new(&[
        ("80200000", "9000"),
        ("80220000", "9000"),
        ("80240000", "9000"),
    ]);
    drive(Suspend::new(), &mut card).unwrap();
    drive(Activate::new(), &mut card).unwrap();
    drive(Terminate::new(), &mut card).unwrap();
    assert!(card.is_finished());
    assert!(
        answered(Suspend::new(), &[0]).is_err(),
        "data where none belong"
    );
}

// shows: EPC-CMD-11
#[test]
fn only_the_refusals_of_a_card_that_has_every_byte_prove_a_length() {
    let limit = ApduLimit::new(1_024);
    for status in 0..=u16::MAX {
        let mut flow = ProbeLength::new(limit);
        let Step::Send(command) = flow.step(None).unwrap() else {
            panic!("nothing is sent");
        };
        assert_eq!(command.encode().unwrap().len(), 4 + 3 + 1_024);
        for data in [Vec::new(), vec![0]] {
            let bare = data.is_empty();
            let reply = Response::new(data, StatusWord(status));
            let Step::Done(proved) = flow.step(Some(reply)).unwrap() else {
                panic!("more is sent");
            };
            assert_eq!(
                proved,
                bare && matches!(status, 0x6982 | 0x6985),
                "{status:04X}"
            );
        }
    }
}
