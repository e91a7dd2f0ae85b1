// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `--trace`: what it tells and what it does not.

use super::Road;
use epatent_apdu::Transport;
use epatent_apdu::decorators::{Replay, Traced, Tracing, Transcript};
use epatent_apdu::pace::{Can, Ephemeral};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_emulator::InProcess;
use epatent_terminal::{Request, TrustDirectory, read_card};
use epatent_testkit::desk::CAN;
use epatent_testkit::fake_reader::FakeReader;
use epatent_verify::{Circumstances, Report, Verdict, Verifier};

#[test]
fn a_trace_of_a_check_under_pace_leaves_nothing_out_and_names_every_status() {
    let road = Road::new();
    let reader = FakeReader::with(road.card());
    let file = road.path("trace.txt");
    let ran = road.check(&reader.service(), &["--trace", file.to_str().unwrap()]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    let transcript: Transcript = text.parse().unwrap();
    let commands = reader.course().replies.len();
    assert_eq!(transcript.entries().len(), commands);
    assert_eq!(
        text.matches("9000 (done)").count()
            + text.matches("6282 (end").count()
            + text.matches("6A82 (no such").count(),
        commands,
        "{text}"
    );
    // A second check does not write over the first one.
    let again = road.check(&reader.service(), &["--trace", file.to_str().unwrap()]);
    assert_eq!(
        (again.exit, again.text("/error/code").as_str()),
        (Some(2), "file-exists")
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

/// A reading with secrets and a nonce that are always the same.
fn read(road: &Road, card: impl Transport) -> (bool, Report) {
    let trust = TrustDirectory::read(&road.path("trust")).unwrap();
    let verifier = Verifier::new(&trust.store, &trust.policy).unwrap();
    let circumstances = Circumstances {
        region: Region::parse("77").unwrap(),
        now: UnixTime::parse("2026-12-15T10:00:00Z").unwrap(),
        date: CivilDate::parse("2026-12-15").unwrap(),
        profession: None,
    };
    let request = Request {
        can: Some(Can::parse(CAN).unwrap()),
        pace_random: [0x42; Ephemeral::RANDOM],
        host_nonce: [7; 32],
        statement: TerminalStatement {
            checked_at: circumstances.now,
            region: circumstances.region,
            terminal: Text::parse("replay").unwrap(),
        },
    };
    let mut check = verifier.begin(&circumstances);
    let read = read_card(card, &mut check, &request, &mut ());
    (read.is_ok(), check.report())
}

#[test]
fn a_trace_of_a_check_replays_to_the_same_verdict_and_a_changed_reply_is_noticed() {
    let road = Road::new();
    let mut text = String::new();
    let sink = |traced: &Traced| text.push_str(&traced.to_string());
    let (whole, report) = read(&road, Tracing::new(InProcess::new(road.card()), sink));
    assert!(whole && report.verdict == Verdict::InForce, "{report:?}");

    let mut replay = Replay::new(text.parse().unwrap());
    let (whole, replayed) = read(&road, &mut replay);
    assert!(whole && replay.is_finished());
    assert_eq!(replayed.verdict, Verdict::InForce);
    let ids = |report: &Report| format!("{:?}", report.findings);
    assert_eq!(ids(&replayed), ids(&report));

    let transcript: Transcript = text.parse().unwrap();
    let mut changed = 0;
    for (number, entry) in transcript.entries().iter().enumerate() {
        let reply = entry.reply.clone().unwrap();
        for place in [0, reply.len() / 2, reply.len() - 1] {
            let mut other = Transcript::new();
            for (position, entry) in transcript.entries().iter().enumerate() {
                let mut entry = entry.clone();
                if position == number {
                    let mut reply = reply.clone();
                    reply[place] ^= 1;
                    entry.reply = Some(reply);
                }
                other.push(entry).unwrap();
            }
            let (whole, report) = read(&road, Replay::new(other));
            assert!(
                !whole || report.verdict != Verdict::InForce,
                "exchange {number}, byte {place}"
            );
            changed += 1;
        }
    }
    println!("{changed} changed replies of a replay noticed");
}
