// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Entry, Intercept, MAX_ENTRIES, Recording, Replay, Transcript, TranscriptError};
use crate::flow::drive;
use crate::flows::{ReadFile, SelectApplet};
use crate::test_support::{ModelCard, Respond, bytes, content};
use crate::transport::{Fault, Transport, TransportError};

fn recorded() -> Transcript {
    let card = ModelCard::active([(0x0101, content(300))].into());
    let mut recording = Recording::new(card);
    drive(SelectApplet::new(), &mut recording).unwrap();
    drive(ReadFile::new(0x0101), &mut recording).unwrap();
    recording.into_parts().1
}

#[test]
fn a_recorded_conversation_replays() {
    let transcript = recorded();
    assert_eq!(transcript.entries().len(), 3);
    let mut replay = Replay::new(transcript);
    assert!(drive(SelectApplet::new(), &mut replay).is_ok());
    assert!(!replay.is_finished());
    assert_eq!(drive(ReadFile::new(0x0101), &mut replay), Ok(content(300)));
    assert!(replay.is_finished());
}

#[test]
fn a_replay_that_goes_another_way_stops_at_its_position() {
    let mut replay = Replay::new(recorded());
    drive(SelectApplet::new(), &mut replay).unwrap();
    let error = drive(ReadFile::new(0x0102), &mut replay).unwrap_err();
    assert_eq!(
        error.transport(),
        Some(&TransportError::ReplayDiffers { position: 1 })
    );
    assert_eq!(error.fault(), Fault::Caller);
    drive(ReadFile::new(0x0101), &mut replay).unwrap();
    assert_eq!(
        replay.transmit(&[0]),
        Err(TransportError::ReplayEnded { length: 3 })
    );
}

#[test]
fn a_transcript_survives_as_text() {
    let mut transcript = recorded();
    let missing = Entry {
        command: bytes("00A40400"),
        reply: None,
    };
    let empty = Entry {
        command: bytes("80140000"),
        reply: Some(Vec::new()),
    };
    transcript.push(missing).unwrap();
    transcript.push(empty).unwrap();
    let text = transcript.to_string();
    assert!(text.starts_with("> 00A4040009F045504154454E540100\n< 6F138409F0455041"));
    assert!(text.ends_with("> 00A40400\n> 80140000\n<\n"));
    assert_eq!(text.parse(), Ok(transcript));
}

#[test]
fn comments_spaces_and_case_say_nothing() {
    let text = "# SELECT\r\n\n  > 00 a4 04 00 \n<90 00\n";
    let entry = Entry {
        command: bytes("00A40400"),
        reply: Some(bytes("9000")),
    };
    let transcript: Transcript = text.parse().unwrap();
    assert_eq!(transcript.entries(), [entry]);
}

#[test]
fn a_text_that_is_no_transcript_is_refused_with_its_line() {
    let cases = [
        ("> 00\n\n00", TranscriptError::Marker { line: 3 }),
        ("> 0", TranscriptError::Hex { line: 1 }),
        ("> 0G", TranscriptError::Hex { line: 1 }),
        ("> пп", TranscriptError::Hex { line: 1 }),
        ("< 9000", TranscriptError::ReplyWithoutCommand { line: 1 }),
        (
            "> 00\n< 9000\n< 9000",
            TranscriptError::ReplyWithoutCommand { line: 3 },
        ),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<Transcript>(), Err(error), "{text}");
    }
    let long = format!("> {}", "00".repeat(65_545));
    assert_eq!(
        long.parse::<Transcript>(),
        Err(TranscriptError::TooLong { line: 1 })
    );
}

#[test]
fn a_recording_keeps_what_brought_no_reply_and_replays_it_as_unknown() {
    struct Torn;
    impl Transport for Torn {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
            Err(TransportError::CardRemoved)
        }
    }
    let mut recording = Recording::new(Torn);
    assert_eq!(recording.transmit(&[1]), Err(TransportError::CardRemoved));
    let entry = Entry {
        command: vec![1],
        reply: None,
    };
    assert_eq!(recording.transcript().entries(), [entry]);
    let mut replay = Replay::new(recording.into_parts().1);
    assert_eq!(
        replay.transmit(&[1]),
        Err(TransportError::OutcomeUnknown { length: 0 })
    );
}

#[test]
fn an_interceptor_counts_and_can_send_twice_or_not_at_all() {
    let card = Respond::new(|_: &[u8]| bytes("9000"));
    let mut twice = Intercept::new(
        card,
        |card: &mut dyn Transport, position, command: &[u8]| {
            if position == 1 {
                return Err(TransportError::TimedOut);
            }
            card.transmit(command)?;
            card.transmit(command)
        },
    );
    assert_eq!(twice.transmit(&[1]), Ok(bytes("9000")));
    assert_eq!(twice.transmit(&[2]), Err(TransportError::TimedOut));
    assert_eq!(twice.into_inner().commands, [vec![1], vec![1]]);
}

#[test]
fn a_full_transcript_takes_no_more_and_keeps_its_beginning() {
    let mut recording = Recording::new(Respond::new(|_: &[u8]| bytes("9000")));
    for number in 0..MAX_ENTRIES + 1 {
        recording.transmit(&number.to_be_bytes()).unwrap();
    }
    let (_, mut transcript) = recording.into_parts();
    assert_eq!(transcript.entries().len(), MAX_ENTRIES);
    assert_eq!(transcript.entries()[0].command, 0_usize.to_be_bytes());
    let entry = Entry {
        command: Vec::new(),
        reply: None,
    };
    assert_eq!(transcript.push(entry), Err(TranscriptError::Full));
}
