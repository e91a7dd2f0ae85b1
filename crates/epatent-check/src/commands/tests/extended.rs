// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `--apdu`: whatever a reader does with long commands, the answer is the same.

use super::Road;
use epatent_pcsc::Call;
use epatent_pcsc::fake::{Beyond, CODES, Code, Mishap, Reach};
use epatent_testkit::desk::Ran;
use epatent_testkit::fake_reader::{FakeReader, Injection};
use std::thread;
use std::time::Duration;

/// Bytes of an APDU that a reader may stop at.
const REACHES: [usize; 8] = [0, 231, 261, 271, 1_024, 1_025, 4_096, 65_544];
/// SELECT; and for each of two lengths the command that is tried and SELECT on a new connection.
const PROBING: usize = 5;
/// Longer than a reader may take over a command that is tried.
const SILENCE: Duration = Duration::from_millis(3_300);

/// What was decided about the card, without the time that it took.
fn answer(ran: &Ran) -> serde_json::Value {
    let mut json = ran.json();
    for part in ["milliseconds", "checked_at", "chip_proof"] {
        json.as_object_mut().unwrap().remove(part);
    }
    for check in json["checks"].as_array_mut().unwrap() {
        check.as_object_mut().unwrap().remove("microseconds");
    }
    json
}

/// The commands that went out, as hexadecimal digits.
fn commands(reader: &FakeReader) -> Vec<String> {
    let calls = reader.fake().calls();
    let sent = calls
        .iter()
        .filter_map(|call| call.strip_prefix("Transmit "));
    sent.map(str::to_owned).collect()
}

/// The lengths that were tried, in bytes of data.
fn tried(commands: &[String]) -> Vec<usize> {
    let writes = commands.iter().filter(|sent| sent.starts_with("80D60000"));
    writes.map(|sent| sent.len() / 2 - 7).collect()
}

struct Checked {
    ran: Ran,
    commands: Vec<String>,
}

fn checked(road: &Road, apdu: &str, prepare: impl FnOnce(&FakeReader)) -> Checked {
    let reader = FakeReader::with(road.card());
    prepare(&reader);
    let ran = road.check(&reader.service(), &["--apdu", apdu]);
    let commands = commands(&reader);
    Checked { ran, commands }
}

fn short(road: &Road) -> Checked {
    let short = checked(road, "short", |_| ());
    assert_eq!(short.ran.exit, Some(0), "{:?}", short.ran);
    assert!(tried(&short.commands).is_empty());
    short
}

fn with_reach(road: &Road, reach: Reach) -> Checked {
    checked(road, "auto", |reader| {
        reader.fake().set().reach = Some(reach);
    })
}

/// Reading over a reader of this reach: as with short commands, and not much longer on the way.
fn holds(road: &Road, short: &Checked, bytes: usize, beyond: Beyond) {
    let what = format!("{bytes} bytes, {beyond:?}");
    let reach = Reach {
        command: bytes,
        reply: bytes,
        beyond,
    };
    let Checked { ran, commands } = with_reach(road, reach);
    assert_eq!(ran.exit, Some(0), "{what}: {ran:?}");
    assert_eq!(answer(&ran), answer(&short.ran), "{what}");
    let (expected, most) = match bytes {
        4_103.. => (vec![4_096], short.commands.len()),
        1_031.. => (vec![4_096, 1_024], short.commands.len()),
        _ => (vec![4_096, 1_024], short.commands.len() + PROBING),
    };
    assert_eq!(tried(&commands), expected, "{what}");
    assert!(
        commands.len() <= most,
        "{what}: {} commands",
        commands.len()
    );
}

// shows: EPC-CMD-11
#[test]
fn whatever_length_a_reader_stops_at_and_however_it_fails_the_answer_is_the_same() {
    let road = Road::new();
    let short = short(&road);
    let manners = [
        Beyond::Code(Code::CommError),
        Beyond::Code(Code::InvalidParameter),
        Beyond::Code(Code::NotTransacted),
        Beyond::WrongLength,
        Beyond::Cut(0),
        Beyond::Cut(1),
        Beyond::Reset(Code::ResetCard),
        Beyond::Reset(Code::UnpoweredCard),
    ];
    thread::scope(|scope| {
        let (road, short) = (&road, &short);
        // Each waits by itself, so that together they take no longer than one.
        for bytes in REACHES {
            scope.spawn(move || holds(road, short, bytes, Beyond::Silence(SILENCE)));
        }
        for bytes in REACHES {
            for manner in manners {
                holds(road, short, bytes, manner);
            }
        }
    });
}

// shows: EPC-CMD-11
#[test]
fn a_reader_that_carries_long_commands_but_no_long_replies_is_read_again_with_short_ones() {
    let road = Road::new();
    let short = short(&road);
    for reply in [0, 261, 271, 1_024] {
        for beyond in [
            Beyond::Code(Code::CommError),
            Beyond::Code(Code::InsufficientBuffer),
            Beyond::WrongLength,
            Beyond::Cut(0),
            Beyond::Cut(1),
            Beyond::Cut(231),
            Beyond::Cut(258),
            Beyond::Reset(Code::ResetCard),
        ] {
            let reach = Reach {
                command: 65_544,
                reply,
                beyond,
            };
            let Checked { ran, commands } = with_reach(&road, reach);
            assert_eq!(ran.exit, Some(0), "{reach:?}: {ran:?}");
            assert_eq!(answer(&ran), answer(&short.ran), "{reach:?}");
            let most = 2 * short.commands.len() + PROBING;
            assert!(commands.len() <= most, "{reach:?}: {}", commands.len());
            assert!(ran.stderr.contains("starting over with short"), "{ran:?}");
        }
    }
}

#[test]
fn what_the_driver_says_is_not_tried_in_vain() {
    let road = Road::new();
    let short = short(&road);
    for (says, expected) in [
        (Some(0), vec![]),
        (Some(261), vec![]),
        (Some(1_023), vec![]),
        (Some(1_024), vec![1_024]),
        (Some(4_095), vec![1_024]),
        (Some(65_536), vec![4_096]),
        (None, vec![4_096]),
    ] {
        let Checked { ran, commands } = checked(&road, "auto", |reader| {
            reader.fake().set().longest_data = says;
        });
        assert_eq!(ran.exit, Some(0), "{says:?}: {ran:?}");
        assert_eq!(answer(&ran), answer(&short.ran), "{says:?}");
        assert_eq!(tried(&commands), expected, "{says:?}");
        let extended = checked(&road, "extended", |reader| {
            reader.fake().set().longest_data = says;
        });
        assert_eq!(answer(&extended.ran), answer(&short.ran), "{says:?}");
        assert!(tried(&extended.commands).is_empty(), "{says:?}");
    }
}

#[test]
fn every_part_of_a_file_is_one_command_and_one_reply() {
    let road = Road::new();
    let long = checked(&road, "auto", |_| ());
    let fetched = |sent: &&String| sent.starts_with("00C0") || sent.starts_with('1');
    // The steps of PACE before the last have the class of a chain.
    let beside: Vec<_> = long
        .commands
        .iter()
        .filter(fetched)
        .filter(|sent| !sent.starts_with("1086"))
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
    assert!(long.commands.len() <= 30, "{}", long.commands.len());
}

#[test]
fn every_code_at_the_question_and_at_the_command_that_is_tried_is_overcome() {
    let road = Road::new();
    let short = short(&road);
    let mishaps = CODES
        .iter()
        .flat_map(|code| [Mishap::Fails(*code), Mishap::FailsAfterwards(*code)])
        .chain([Mishap::Panics, Mishap::Cut(0), Mishap::Cut(1)]);
    for mishap in mishaps {
        for (call, number) in [(Call::Control, 0), (Call::Control, 1), (Call::Transmit, 1)] {
            let injection = Injection {
                call,
                number,
                mishap,
            };
            let reader = FakeReader::failing(road.card(), injection);
            reader.fake().set().longest_data = Some(65_536);
            let ran = road.check(&reader.service(), &["--apdu", "auto"]);
            assert_eq!(ran.exit, Some(0), "{injection:?}: {ran:?}");
            assert_eq!(answer(&ran), answer(&short.ran), "{injection:?}");
        }
        // The first command of all: told, or got over.
        let injection = Injection {
            call: Call::Transmit,
            number: 0,
            mishap,
        };
        let reader = FakeReader::failing(road.card(), injection);
        let ran = road.check(&reader.service(), &["--apdu", "auto"]);
        match ran.exit {
            Some(0) => assert_eq!(answer(&ran), answer(&short.ran), "{injection:?}"),
            _ => {
                assert_eq!(ran.exit, Some(4), "{injection:?}: {ran:?}");
                let told = ran.text("/error/code");
                assert!(
                    injection.troubles().contains(&told.as_str()),
                    "{injection:?}: {told}"
                );
            }
        }
    }
}
