// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every call of a whole personalisation fails in every way: the right words, never a card that is
//! called issued and is not, and the same command again issues it.

use super::Office;
use epatent_apdu::profile::LifeCycle;
use epatent_pcsc::Call;
use epatent_pcsc::fake::{CODES, Code, Mishap};
use epatent_testkit::chip;
use epatent_testkit::desk::Ran;
use epatent_testkit::fake_reader::{Course, FakeReader, Injection};
use std::collections::BTreeMap;
use std::thread;

const SEED: u64 = 3;

/// The calls of a personalisation without faults.
fn course(office: &Office) -> Course {
    let reader = FakeReader::with(chip::blank(SEED));
    let ran = office.personalise(&reader.service(), &[]);
    assert!(is_issued(&ran, &reader), "{ran:?}");
    reader.course()
}

fn is_issued(ran: &Ran, reader: &FakeReader) -> bool {
    ran.exit == Some(0)
        && ran.text("/verdict") == "in-force"
        && reader.look(|card| card.life_cycle()) == LifeCycle::Active
}

/// What became of a personalisation in which one call failed.
fn outcome(office: &Office, injection: Injection, repeat: bool) -> Result<&'static str, String> {
    let reader = FakeReader::failing(chip::blank(SEED), injection);
    let ran = office.personalise(&reader.service(), &[]);
    let wrong = |what: &str, ran: &Ran| Err(format!("{injection:?}: {what}: {ran:?}"));
    let survives = injection.is_overcome()
        || injection.call == Call::Disconnect
        || matches!(injection.mishap, Mishap::Cut(2..));
    let outcome = match ran.exit {
        Some(0) if !survives => return wrong("nobody was told", &ran),
        Some(0) if is_issued(&ran, &reader) => "overcome",
        Some(0) => return wrong("a card that is called issued and is not", &ran),
        Some(4) => {
            let error = ran.text("/error/code");
            if !injection.troubles().contains(&error.as_str()) {
                return wrong("other words than expected", &ran);
            }
            if ran.text("/error/message").is_empty() || ran.text("/error/hint").is_empty() {
                return wrong("no hint", &ran);
            }
            if ran.json().get("verdict").is_some() {
                return wrong("a verdict beside an error", &ran);
            }
            "told"
        }
        _ => return wrong("exit", &ran),
    };
    if repeat && outcome == "told" {
        let again = office.personalise(&reader.service(), &[]);
        if !is_issued(&again, &reader) {
            return wrong("not issued by the same command", &again);
        }
    }
    office.forget_jobs();
    Ok(outcome)
}

/// Runs injections side by side; what became of them.
fn run(injections: &[Injection], repeat: bool) -> BTreeMap<&'static str, usize> {
    let half = |part: &[Injection]| -> Vec<_> {
        let office = Office::new();
        part.iter()
            .map(|injection| outcome(&office, *injection, repeat))
            .collect()
    };
    let (first, second) = injections.split_at(injections.len() / 2);
    let results = thread::scope(|scope| {
        let other = scope.spawn(|| half(second));
        let mut results = half(first);
        results.extend(other.join().unwrap());
        results
    });
    let wrong: Vec<_> = results
        .iter()
        .filter_map(|result| result.as_ref().err())
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}: {:#?}",
        wrong.len(),
        results.len(),
        &wrong[..wrong.len().min(5)]
    );
    let mut counts = BTreeMap::new();
    for outcome in results.into_iter().flatten() {
        *counts.entry(outcome).or_default() += 1;
    }
    counts
}

#[test]
fn every_code_and_every_cut_reply_at_every_call_of_an_issue_is_told_and_never_a_false_issued() {
    let course = course(&Office::new());
    let mut injections = course.injections();
    // From the second connection on the card is read as by a check, of which every cut and every
    // moment has a test of its own.
    let read_back = course.connections[1];
    injections.retain(|injection| {
        let length = course.replies.get(injection.number).copied();
        injection.call != Call::Transmit
            || injection.number < read_back
            || match injection.mishap {
                Mishap::Cut(kept) => kept < 3 || Some(kept + 1) == length,
                Mishap::FailsAfterwards(_) => false,
                _ => true,
            }
    });
    let counts = run(&injections, false);
    println!(
        "an issue of {:?}, {} injections: {counts:?}, 0 false",
        course.calls,
        injections.len()
    );
    assert!(injections.len() > 5_000, "{}", injections.len());
}

#[test]
fn whatever_call_failed_the_same_command_again_issues_the_card() {
    let injections: Vec<_> = course(&Office::new())
        .injections()
        .into_iter()
        .filter(|injection| {
            matches!(
                injection.mishap,
                Mishap::Fails(Code::RemovedCard)
                    | Mishap::FailsAfterwards(Code::NoService)
                    | Mishap::Cut(0 | 2)
            )
        })
        .collect();
    let counts = run(&injections, true);
    println!(
        "{} issues that failed once and were repeated: {counts:?}",
        injections.len()
    );
}

#[test]
fn a_card_that_another_program_resets_is_finished_where_it_was() {
    let office = Office::new();
    let commands = course(&office).replies.len();
    // The seventh command is BEGIN, and then files are written.
    for number in 8..commands / 2 {
        let reset = Injection {
            call: Call::Transmit,
            number,
            mishap: Mishap::FailsAfterwards(Code::ResetCard),
        };
        let reader = FakeReader::failing(chip::blank(SEED), reset);
        let ran = office.personalise(&reader.service(), &[]);
        assert!(is_issued(&ran, &reader), "{number}: {ran:?}");
        assert!(ran.stderr.contains("starting over"), "{number}: {ran:?}");
    }
}

#[test]
fn a_card_that_is_changed_for_another_one_is_not_written_and_not_called_issued() {
    let office = Office::new();
    let issued = FakeReader::with(chip::blank(9));
    assert!(is_issued(
        &office.personalise(&issued.service(), &[]),
        &issued
    ));
    let issued = issued.look(|card| card.memory().clone());
    let power_cycle = |other| {
        let reader = FakeReader::with(chip::blank(SEED));
        reader.exchange_at(1, other);
        let ran = office.personalise(&reader.service(), &[]);
        assert_eq!(ran.exit, Some(4), "{ran:?}");
        ran.text("/error/code")
    };
    // While it is without power before it is read back.
    assert_eq!(power_cycle(chip::again(&issued, 1)), "card-of-another-job");
    assert_eq!(power_cycle(chip::blank(9)), "card-not-active");
    // In the middle of the writing, by a reset.
    for other in [chip::again(&issued, 1), chip::blank(9)] {
        let reset = Injection {
            call: Call::Transmit,
            number: 12,
            mishap: Mishap::Fails(Code::ResetCard),
        };
        let reader = FakeReader::failing(chip::blank(SEED), reset);
        let before = other.memory().clone();
        reader.exchange_at(1, other);
        let ran = office.personalise(&reader.service(), &[]);
        assert_eq!(ran.exit, Some(4), "{ran:?}");
        assert!(
            ["card-of-another-job", "card-of-another-key"]
                .contains(&ran.text("/error/code").as_str()),
            "{ran:?}"
        );
        let files = reader.look(|card| card.memory().files().count());
        assert_eq!(files, before.files().count(), "nothing was written to it");
    }
}

#[test]
fn every_other_command_tells_every_code_at_every_call() {
    let office = Office::new();
    let store = office.path("store");
    let store = store.to_str().unwrap();
    let mut told = 0;
    for arguments in [
        vec!["readers"],
        vec!["inspect", "--store", store],
        vec!["chip-key", "--store", store],
        vec!["abort", "--yes", "--store", store],
    ] {
        let reader = FakeReader::with(chip::blank(SEED));
        let _ = office.run(&reader.service(), &arguments);
        for (call, count) in reader.course().calls {
            for (number, code) in (0..count).flat_map(|number| CODES.map(|code| (number, code))) {
                let injection = Injection {
                    call,
                    number,
                    mishap: Mishap::Fails(code),
                };
                let reader = FakeReader::failing(chip::blank(SEED), injection);
                let ran = office.run(&reader.service(), &arguments);
                if injection.is_overcome() && code != Code::ResetCard || call == Call::Disconnect {
                    continue;
                }
                // No reader at all is an answer to the listing.
                assert_eq!(ran.exit, Some(4), "{arguments:?} {injection:?}: {ran:?}");
                let error = ran.text("/error/code");
                assert!(
                    injection.troubles().contains(&error.as_str()),
                    "{arguments:?} {injection:?}: {ran:?}"
                );
                told += 1;
            }
        }
    }
    println!("{told} failures of other commands told");
}

#[test]
fn files_that_were_signed_and_never_written_are_not_taken_for_those_of_the_card() {
    let office = Office::new();
    let commands = course(&office).connections[1];
    let torn_at = |number, mishap| Injection {
        call: Call::Transmit,
        number,
        mishap,
    };
    // The key is made with the fifth command and the files are signed; the next one is lost. A card
    // of the same patent is given up after that, when it was half written.
    let before = FakeReader::failing(chip::blank(SEED), torn_at(5, Mishap::Cut(0)));
    assert_eq!(office.personalise(&before.service(), &[]).exit, Some(4));
    let given_up = FakeReader::failing(chip::blank(9), torn_at(12, Mishap::Cut(0)));
    assert_eq!(office.personalise(&given_up.service(), &[]).exit, Some(4));
    let waiting = || {
        std::fs::read_dir(office.path("store/jobs"))
            .unwrap()
            .count()
    };
    assert_eq!(waiting(), 2);
    // Now the first card is written whole, and the program loses it before it is read back.
    let memory = before.look(|card| card.memory().clone());
    let lost = torn_at(commands - 1, Mishap::FailsAfterwards(Code::RemovedCard));
    let card = FakeReader::failing(chip::again(&memory, 1), lost);
    assert_eq!(office.personalise(&card.service(), &[]).exit, Some(4));
    assert_eq!(card.look(|card| card.life_cycle()), LifeCycle::Active);
    assert_eq!(waiting(), 2, "what was signed for this key before is gone");
    // Of the two that wait the newest is not always the right one: here it is touched.
    let given_up = given_up.look(|card| card.memory().manifest());
    let file = office
        .path("store/jobs")
        .join(format!("{}.card", hex::encode(given_up)));
    std::fs::copy(&file, office.path("kept")).unwrap();
    std::fs::remove_file(&file).unwrap();
    std::fs::rename(office.path("kept"), &file).unwrap();
    let memory = card.look(|card| card.memory().clone());
    let again = FakeReader::with(chip::again(&memory, 2));
    let ran = office.personalise(&again.service(), &[]);
    assert!(is_issued(&ran, &again), "{ran:?}");
    assert_eq!(waiting(), 1);
}
