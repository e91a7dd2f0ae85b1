// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use super::{MAX_SHORT_REPLIES, ReadFile};
use crate::flow::{Flow, FlowError, ReplyProblem, drive, drive_with_progress};
use crate::link::{ApduLimit, Link};
use crate::profile::{EF_RECEIPT, EF_SECURITY_OBJECT, MAX_FILE};
use crate::status_word::StatusWord;
use crate::test_support::{ModelCard, Respond, Script, bytes, content};

fn problem(error: FlowError) -> ReplyProblem {
    match error {
        FlowError::Reply {
            command: "READ BINARY",
            problem,
        } => problem,
        other => panic!("{other}"),
    }
}

#[test]
fn a_file_of_every_boundary_length_is_read_whole() {
    for length in [
        0, 1, 222, 223, 224, 255, 256, 257, 445, 446, 447, 32_766, 32_767,
    ] {
        for chunk in [223, 256, 4096, 65_536] {
            let files = BTreeMap::from([(EF_SECURITY_OBJECT, content(length))]);
            let mut card = ModelCard::active(files);
            let flow = ReadFile::new(EF_SECURITY_OBJECT).with_chunk(chunk);
            let read = drive(flow, &mut card).unwrap();
            assert!(read == content(length), "{length} by {chunk}");
        }
    }
}

#[test]
fn a_file_is_selected_by_the_first_read_and_costs_one_command_a_chunk() {
    for (length, commands) in [
        (0, 1),
        (1, 1),
        (222, 1),
        (223, 2),
        (224, 2),
        (MAX_FILE, 147),
    ] {
        let mut card = ModelCard::active(BTreeMap::from([(0x0101, content(length))]));
        drive(ReadFile::new(0x0101), &mut card).unwrap();
        assert_eq!(card.received, commands, "{length}");
    }
    let mut card = Script::new(&[("00B09D00 DF", "AABB 6282")]);
    assert_eq!(
        drive(ReadFile::new(EF_SECURITY_OBJECT), &mut card),
        Ok(vec![0xAA, 0xBB])
    );
}

#[test]
fn a_file_without_a_short_identifier_is_selected_first() {
    let mut card = Script::new(&[("00A4020C 02 011F", "9000"), ("00B00000 DF", "6282")]);
    assert_eq!(drive(ReadFile::new(EF_RECEIPT), &mut card), Ok(Vec::new()));
    assert!(card.is_finished());
}

#[test]
fn an_absent_file_is_told_by_its_status_word() {
    let error = drive(
        ReadFile::new(0x0107),
        &mut ModelCard::active(BTreeMap::new()),
    )
    .unwrap_err();
    assert_eq!(error.status(), Some(StatusWord::FILE_NOT_FOUND));
}

#[test]
fn the_next_read_begins_after_a_short_reply() {
    let mut card = Script::new(&[
        ("00B08100 DF", "010203 9000"),
        ("00B00003 DF", "0405 9000"),
        ("00B00005 DF", "06 6282"),
    ]);
    assert_eq!(
        drive(ReadFile::new(0x0101), &mut card),
        Ok(vec![1, 2, 3, 4, 5, 6])
    );
}

#[test]
fn a_read_that_the_card_corrects_or_splits_is_read_all_the_same() {
    let mut card = Script::new(&[
        ("00B08100 DF", "6C02"),
        ("00B08100 02", "0102 9000"),
        ("00B00002 DF", "6101"),
        ("00C00000 01", "03 6282"),
    ]);
    assert_eq!(drive(ReadFile::new(0x0101), &mut card), Ok(vec![1, 2, 3]));
}

// shows: EPC-READ-10
#[test]
fn an_empty_reply_that_is_not_the_end_is_an_error() {
    let mut card = Respond::new(|_: &[u8]| bytes("9000"));
    let error = drive(ReadFile::new(0x0101), &mut card).unwrap_err();
    assert_eq!(
        problem(error),
        ReplyProblem::Empty {
            offset: 0,
            asked: 223
        }
    );
    assert_eq!(card.commands.len(), 1);
}

#[test]
fn a_drip_of_single_bytes_ends_after_the_bound() {
    let mut card = Respond::new(|_: &[u8]| bytes("AA 9000"));
    let error = drive(ReadFile::new(0x0101), &mut card).unwrap_err();
    let replies = MAX_SHORT_REPLIES + 1;
    assert_eq!(
        problem(error),
        ReplyProblem::Drip {
            offset: replies,
            replies
        }
    );
    assert_eq!(card.commands.len(), replies);
}

#[test]
fn an_endless_file_ends_at_the_longest_file() {
    let mut card = Respond::new(|command: &[u8]| {
        let mut reply = vec![0xAA; usize::from(command[4])];
        reply.extend([0x90, 0x00]);
        reply
    });
    let read = drive(ReadFile::new(0x0101), &mut card).unwrap();
    assert_eq!(read.len(), MAX_FILE);
    assert_eq!(card.commands.len(), MAX_FILE.div_ceil(223));
}

#[test]
fn an_error_in_the_middle_gives_no_part_of_the_file() {
    let mut card = Script::new(&[("00B08100 DF", "010203 9000"), ("00B00003 DF", "6B00")]);
    let error = drive(ReadFile::new(0x0101), &mut card).unwrap_err();
    assert_eq!(error.status(), Some(StatusWord::WRONG_OFFSET));
}

#[test]
fn progress_rises_to_the_length_of_the_file() {
    let mut card = ModelCard::active(BTreeMap::from([(0x0102, content(500))]));
    let mut seen = Vec::new();
    let flow = ReadFile::new(0x0102).with_likely_length(500);
    drive_with_progress(flow, &mut card, &mut |progress| {
        assert_eq!(progress.total, Some(500));
        seen.push(progress.done);
    })
    .unwrap();
    assert_eq!(seen, [0, 223, 446]);
}

#[test]
fn a_step_after_the_end_is_out_of_turn() {
    let mut flow = ReadFile::new(0x0101);
    drive(&mut flow, &mut Script::new(&[("00B08100 DF", "6282")])).unwrap();
    assert_eq!(flow.step(None).unwrap_err(), FlowError::OutOfTurn);
}

#[test]
fn what_is_printed_for_debugging_holds_no_content() {
    let mut flow = ReadFile::new(0x0101);
    let mut card = Script::new(&[("00B08100 DF", "C0FFEE 9000"), ("00B00003 DF", "6985")]);
    drive(&mut flow, &mut card).unwrap_err();
    let printed = format!("{flow:?}");
    assert!(
        printed.contains("bytes: 3") && !printed.contains("192"),
        "{printed}"
    );
}

#[test]
fn extended_reads_take_as_few_commands_as_the_link_allows() {
    let mut card = ModelCard::active(BTreeMap::from([(0x0102, content(12_000))]));
    let link = Link::new(&mut card).with_limit(ApduLimit::new(4096));
    let read = drive(ReadFile::new(0x0102).with_chunk(4096), &mut { link }).unwrap();
    assert!(read == content(12_000));
    assert_eq!(card.received, 3);
}
