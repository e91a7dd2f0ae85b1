// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The driver through a real pcscd and the virtual reader vpcd.
//!
//! Needs the Debian packages pcscd and vsmartcard-vpcd and the right to a mount namespace; a test
//! that does not find them fails and says so.
#![cfg(target_os = "linux")]
// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use std::time::{Duration, Instant};

use epatent_pcsc::{
    Options, PcscTransport, ReaderChoice, ReaderError, ReaderState, Sharing, connect, readers,
    wait_for_card, wait_for_empty,
};

use crate::support::card::{ATR, POWER_OFF, POWER_ON, RESET, Reaction, TestCard};
use crate::support::through_pcscd;

const COMMAND: [u8; 4] = [0x00, 0xA4, 0x04, 0x0C];
/// pcscd looks for cards every 400 ms.
const PATIENCE: Duration = Duration::from_secs(5);
/// Required mean time of one command through pcscd, vpcd and back.
const COMMAND_TIME: Duration = Duration::from_millis(1);
const MEASURED_COMMANDS: u32 = 500;

fn named(name: &str) -> ReaderChoice {
    ReaderChoice::Named(name.to_owned())
}

fn options() -> Options {
    Options {
        deadline: Duration::from_millis(500),
        ..Options::default()
    }
}

/// A connection to the card that was just put into the reader.
fn connect_to(name: &str) -> PcscTransport {
    wait_for_card(&named(name), PATIENCE).unwrap();
    connect(&named(name), options()).unwrap()
}

#[test]
fn empty_readers_are_listed_and_a_card_shows_its_answer_to_reset() {
    through_pcscd(
        "empty_readers_are_listed_and_a_card_shows_its_answer_to_reset",
        |bench| {
            let listed = readers().unwrap();
            assert_eq!(
                listed
                    .iter()
                    .map(|reader| reader.name.as_str())
                    .collect::<Vec<_>>(),
                bench.names
            );
            assert!(
                listed
                    .iter()
                    .all(|reader| reader.state == ReaderState::Empty)
            );
            assert!(listed.iter().all(|reader| reader.virtual_reader));

            let card = TestCard::insert(bench.ports[1]);
            let seen = wait_for_card(&named(bench.names[1]), PATIENCE).unwrap();
            assert_eq!(seen.state, ReaderState::CardPresent { atr: ATR.to_vec() });
            assert_eq!(readers().unwrap()[0].state, ReaderState::Empty);

            let connection = connect_to(bench.names[1]);
            assert_eq!(connection.atr(), ATR);
            let in_use = ReaderState::InUse {
                atr: ATR.to_vec(),
                exclusive: true,
            };
            assert_eq!(readers().unwrap()[1].state, in_use);
            drop(connection);

            card.remove();
            wait_for_empty(&named(bench.names[1]), PATIENCE).unwrap();
        },
    );
}

#[test]
fn no_card_two_readers_and_an_unknown_name_have_their_own_errors() {
    through_pcscd(
        "no_card_two_readers_and_an_unknown_name_have_their_own_errors",
        |bench| {
            let error = |choice: &ReaderChoice| connect(choice, options()).unwrap_err();
            let names: Vec<_> = bench.names.map(str::to_owned).into();
            let reader = bench.names[0].to_owned();
            assert_eq!(error(&named("00 00")), ReaderError::NoCard { reader });
            assert_eq!(
                error(&ReaderChoice::Only),
                ReaderError::SeveralReaders {
                    names: names.clone()
                }
            );
            let wanted = "Gemalto".to_owned();
            assert_eq!(
                error(&named("Gemalto")),
                ReaderError::UnknownReader { wanted, names }
            );
            let late = wait_for_card(&named("00 00"), Duration::from_millis(200));
            assert_eq!(late, Err(ReaderError::TimedOut { awaited: "a card" }));
        },
    );
}

#[test]
fn commands_reach_the_card_in_the_chosen_reader_and_long_replies_come_back_whole() {
    let test = "commands_reach_the_card_in_the_chosen_reader_and_long_replies_come_back_whole";
    through_pcscd(test, |bench| {
        // Each card answers with its number and as many bytes as the command asks for.
        let cards = [0_usize, 1].map(|slot| {
            TestCard::insert_with(bench.ports[slot], ATR.to_vec(), move |command| {
                let [.., high, low] = *command else {
                    return Reaction::Torn;
                };
                let mut reply =
                    vec![u8::try_from(slot).unwrap(); usize::from(u16::from_be_bytes([high, low]))];
                reply.extend([0x90, 0x00]);
                Reaction::Reply(reply)
            })
        });
        for slot in [1_u8, 0] {
            let mut connection = connect_to(bench.names[usize::from(slot)]);
            // vpcd carries frames of 65,535 bytes at most.
            for length in [0_u16, 1, 256, 4096, 65_533] {
                let [high, low] = length.to_be_bytes();
                let reply = connection
                    .send(&[0x00, 0xB0, 0x00, 0x00, 0x00, high, low])
                    .unwrap();
                assert_eq!(reply.len(), usize::from(length) + 2);
                assert!(
                    reply[..usize::from(length)]
                        .iter()
                        .all(|byte| *byte == slot)
                );
            }
            connection.disconnect().unwrap();
        }
        drop(cards);
    });
}

#[test]
fn a_card_torn_out_in_mid_command_is_an_unknown_outcome_and_the_next_card_is_reached() {
    let test = "a_card_torn_out_in_mid_command_is_an_unknown_outcome_and_the_next_card_is_reached";
    through_pcscd(test, |bench| {
        let torn = TestCard::insert_with(bench.ports[0], ATR.to_vec(), |_| Reaction::Torn);
        let mut connection = connect_to(bench.names[0]);
        let error = connection.send(&COMMAND).unwrap_err();
        assert!(
            matches!(
                error,
                ReaderError::OutcomeUnknown { .. } | ReaderError::CardRemoved
            ),
            "{error:?}"
        );
        connection.wait_for_empty(PATIENCE).unwrap();
        assert_eq!(connection.send(&COMMAND), Err(ReaderError::CardRemoved));
        let reader = bench.names[0].to_owned();
        assert_eq!(connection.reconnect(), Err(ReaderError::NoCard { reader }));
        drop(torn);

        let _next = TestCard::insert(bench.ports[0]);
        connection.wait_for_card(PATIENCE).unwrap();
        connection.reconnect().unwrap();
        assert_eq!(connection.send(&COMMAND), Ok(vec![0x90, 0x00]));
    });
}

#[test]
fn a_card_with_a_senseless_answer_to_reset_is_refused_as_such() {
    through_pcscd(
        "a_card_with_a_senseless_answer_to_reset_is_refused_as_such",
        |bench| {
            let _card =
                TestCard::insert_with(bench.ports[0], vec![0x12, 0x34], |_| Reaction::Silent);
            wait_for_card(&named(bench.names[0]), PATIENCE).unwrap();
            let reader = bench.names[0].to_owned();
            let refused = ReaderError::CardUnsupported { reader };
            assert_eq!(
                connect(&named(bench.names[0]), options()).err(),
                Some(refused)
            );
        },
    );
}

#[test]
fn a_card_that_never_answers_is_given_up() {
    through_pcscd("a_card_that_never_answers_is_given_up", |bench| {
        let silent = TestCard::insert_with(bench.ports[0], ATR.to_vec(), |_| Reaction::Silent);
        wait_for_card(&named(bench.names[0]), PATIENCE).unwrap();
        let impatient = Options {
            command_deadline: Duration::from_millis(300),
            ..options()
        };
        let mut connection = connect(&named(bench.names[0]), impatient).unwrap();
        let started = Instant::now();
        let error = connection.send(&COMMAND).unwrap_err();
        assert_eq!(
            error,
            ReaderError::TimedOut {
                awaited: "the card's reply"
            }
        );
        assert!(started.elapsed() < Duration::from_secs(2));
        // Unblocks pcscd, which has no time limit of its own here.
        silent.remove();
    });
}

#[test]
fn a_stopped_service_is_named_and_a_restarted_one_is_reached_again() {
    through_pcscd(
        "a_stopped_service_is_named_and_a_restarted_one_is_reached_again",
        |bench| {
            let card = TestCard::insert(bench.ports[0]);
            let mut connection = connect_to(bench.names[0]);
            assert_eq!(connection.send(&COMMAND), Ok(vec![0x90, 0x00]));

            bench.stop_service();
            assert_eq!(connection.send(&COMMAND), Err(ReaderError::ServiceLost));
            assert_eq!(readers(), Err(ReaderError::ServiceUnavailable));
            assert_eq!(
                connect(&ReaderChoice::Only, options()).err(),
                Some(ReaderError::ServiceUnavailable)
            );
            assert_eq!(connection.reconnect(), Err(ReaderError::ServiceUnavailable));
            drop(card);

            bench.restart_service();
            let _card = TestCard::insert(bench.ports[0]);
            connection.wait_for_card(PATIENCE).unwrap();
            connection.reconnect().unwrap();
            assert_eq!(connection.send(&COMMAND), Ok(vec![0x90, 0x00]));
        },
    );
}

#[test]
fn a_card_in_use_is_refused_with_the_reason_and_free_again_afterwards() {
    through_pcscd(
        "a_card_in_use_is_refused_with_the_reason_and_free_again_afterwards",
        |bench| {
            let _card = TestCard::insert(bench.ports[0]);
            let choice = named(bench.names[0]);
            let reader = bench.names[0].to_owned();
            let refused = ReaderError::SharingViolation { reader };
            for sharing in [Sharing::ExclusiveFirst, Sharing::Transaction] {
                wait_for_card(&choice, PATIENCE).unwrap();
                let first = connect(
                    &choice,
                    Options {
                        sharing,
                        ..options()
                    },
                )
                .unwrap();
                let started = Instant::now();
                assert_eq!(
                    connect(&choice, options()).err(),
                    Some(refused.clone()),
                    "{sharing:?}"
                );
                assert!(
                    started.elapsed() >= options().deadline,
                    "gave up too early: {sharing:?}"
                );
                first.disconnect().unwrap();
                // The late attempt may get its turn now; it must leave the card alone.
                let mut second = connect(&choice, Options::default()).unwrap();
                assert_eq!(second.send(&COMMAND), Ok(vec![0x90, 0x00]));
            }
        },
    );
}

#[test]
fn a_dropped_connection_leaves_the_card_powered_and_a_power_cycle_does_not() {
    let test = "a_dropped_connection_leaves_the_card_powered_and_a_power_cycle_does_not";
    through_pcscd(test, |bench| {
        let card = TestCard::insert(bench.ports[0]);
        let mut connection = connect_to(bench.names[0]);
        connection.send(&COMMAND).unwrap();
        let before = card.power_events();
        assert!(before.contains(&POWER_ON));
        drop(connection);
        let mut connection = connect(&named(bench.names[0]), options()).unwrap();
        connection.send(&COMMAND).unwrap();
        assert_eq!(card.power_events(), before);

        connection.power_cycle().unwrap();
        connection.send(&COMMAND).unwrap();
        let events = card.power_events();
        let new = &events[before.len()..];
        assert!(
            new.contains(&POWER_OFF) && new.contains(&POWER_ON),
            "{new:?}"
        );
        assert!(!new.contains(&RESET), "{new:?}");
    });
}

#[test]
fn a_command_takes_at_most_one_millisecond_on_average() {
    through_pcscd(
        "a_command_takes_at_most_one_millisecond_on_average",
        |bench| {
            let _card = TestCard::insert(bench.ports[0]);
            let mut connection = connect_to(bench.names[0]);
            connection.send(&COMMAND).unwrap();
            let mut times: Vec<_> = (0..MEASURED_COMMANDS)
                .map(|_| {
                    let started = Instant::now();
                    connection.send(&COMMAND).unwrap();
                    started.elapsed()
                })
                .collect();
            times.sort_unstable();
            let mean = times.iter().sum::<Duration>() / MEASURED_COMMANDS;
            let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
            println!(
                "{MEASURED_COMMANDS} commands: mean {mean:?}, median {median:?}, worst {worst:?}"
            );
            assert!(median <= COMMAND_TIME, "median {median:?}, mean {mean:?}");
        },
    );
}
