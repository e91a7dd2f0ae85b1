// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every call of a whole check fails in every way: the right words, and never a false verdict.

use super::Road;
use epatent_pcsc::Call;
use epatent_pcsc::fake::{Code, Mishap};
use epatent_testkit::fake_reader::{FakeReader, Injection};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;
use std::thread;

/// What became of a check in which one call failed.
fn outcome(road: &Road, injection: Injection) -> Result<&'static str, String> {
    let reader = FakeReader::failing(road.card(), injection);
    let ran = road.check(&reader.service(), &[]);
    let wrong = |what: &str| Err(format!("{injection:?}: {what}: {ran:?}"));
    match ran.exit {
        // The last call gives the card back, when the answer is out already.
        Some(0) if injection.is_overcome() || injection.call == Call::Disconnect => {
            if ran.text("/verdict") == "in-force" && ran.findings() == ["in-force"] {
                Ok("overcome")
            } else {
                wrong("a false verdict")
            }
        }
        // What was cut off in the clear is asked for again.
        Some(0) if matches!(injection.mishap, Mishap::Cut(2..)) => {
            if ran.findings() == ["in-force"] {
                Ok("asked again")
            } else {
                wrong("a false verdict")
            }
        }
        Some(4) if injection.is_overcome() => wrong("not overcome"),
        Some(4) => {
            let error = ran.text("/error/code");
            if !injection.troubles().contains(&error.as_str()) {
                return wrong("other words than expected");
            }
            if ran.text("/error/message").is_empty() || ran.text("/error/hint").is_empty() {
                return wrong("no hint");
            }
            if ran.json().get("verdict").is_some() || ran.json().get("findings").is_some() {
                return wrong("a verdict beside an error");
            }
            Ok("told")
        }
        _ => wrong("exit"),
    }
}

#[test]
fn every_code_and_every_cut_reply_at_every_call_of_a_check_is_told_and_never_a_false_verdict() {
    let road = Road::new();
    let untouched = FakeReader::with(road.card());
    let ran = road.check(&untouched.service(), &[]);
    assert_eq!(
        (ran.exit, ran.findings()),
        (Some(0), vec!["in-force".to_owned()]),
        "{ran:?}"
    );
    let course = untouched.course();
    let injections = course.injections();
    let (first, second) = injections.split_at(injections.len() / 2);
    let results: Vec<_> = thread::scope(|scope| {
        let run = |half: &[Injection]| -> Vec<_> {
            half.iter()
                .map(|injection| outcome(&road, *injection))
                .collect()
        };
        let other = scope.spawn(move || run(second));
        let mut results = run(first);
        results.extend(other.join().unwrap());
        results
    });
    let wrong: Vec<_> = results
        .iter()
        .filter_map(|result| result.as_ref().err())
        .collect();
    let mut counts = BTreeMap::new();
    for outcome in results.iter().flatten() {
        *counts.entry(outcome).or_insert(0_u32) += 1;
    }
    println!(
        "a check of {} calls ({:?}), {} injections: {counts:?}, {} wrong",
        course.calls.iter().map(|(_, count)| count).sum::<usize>(),
        course.calls,
        injections.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(5)]);
    assert!(injections.len() > 5_000, "{}", injections.len());
}

#[test]
fn a_shared_card_is_checked_in_a_transaction_that_may_fail_as_well() {
    let road = Road::new();
    for code in epatent_pcsc::fake::CODES {
        let injection = Injection {
            call: Call::Begin,
            number: 0,
            mishap: Mishap::Fails(code),
        };
        let reader = FakeReader::failing(road.card(), injection);
        reader.fake().set().shared_only = true;
        let ran = road.check(&reader.service(), &[]);
        assert_eq!(ran.exit, Some(4), "{code:?}: {ran:?}");
        let error = ran.text("/error/code");
        assert!(
            injection.troubles().contains(&error.as_str()),
            "{code:?}: {error}"
        );
    }
}

#[test]
fn a_card_that_another_program_resets_again_and_again_is_given_up() {
    let road = Road::new();
    let reader = FakeReader::with(road.card());
    reader.fake().fail(Call::Transmit, Code::ResetCard);
    let ran = road.check(&reader.service(), &[]);
    assert_eq!(
        (ran.exit, ran.text("/error/code").as_str()),
        (Some(4), "card-reset")
    );
    let connected = reader
        .fake()
        .calls()
        .iter()
        .filter(|call| call.starts_with("Connect"))
        .count();
    assert_eq!(connected, 3, "the first time and two restarts");
    assert!(ran.stderr.contains("starting over"), "{ran:?}");
}

#[test]
fn a_card_that_was_changed_for_another_one_by_a_reset_is_judged_as_itself() {
    let road = Road::new();
    let reset = Injection {
        call: Call::Transmit,
        number: 20,
        mishap: Mishap::Fails(Code::ResetCard),
    };
    let reader = FakeReader::failing(road.card(), reset);
    // The other one shows its holder with one byte changed.
    let mut other = epatent_emulator::Image::of(&road.card());
    assert!(other.flip(0x0101, 40));
    reader.exchange_at(1, other.into_card(StdRng::seed_from_u64(3)));
    let ran = road.check(&reader.service(), &[]);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("starting over"), "{ran:?}");
}
