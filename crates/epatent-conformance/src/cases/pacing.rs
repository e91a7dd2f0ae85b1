// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PACE: every step, every way to break one, and what a wrong number costs.

mod steps;

use std::time::Duration;

use crate::answer::{Checked, demand};
use crate::bench::{Bench, command, taken};
use crate::case::{Case, Stage, case};
use crate::pace::{Pace, SET_AT};
use crate::step::{Goal, Step as Prepared};

/// MSE:SET AT with data that are refused.
const SET_ATS: [(&str, &str, &str, u16); 14] = [
    (
        "EPC-PACE-05.1",
        "without the password",
        "80 0A 04 00 7F 00 07 02 02 04 02 02",
        0x6A80,
    ),
    ("EPC-PACE-05.2", "without the protocol", "83 01 02", 0x6A80),
    (
        "EPC-PACE-05.3",
        "with its objects in the other order",
        "83 01 02 80 0A 04 00 7F 00 07 02 02 04 02 02",
        0x6A80,
    ),
    (
        "EPC-PACE-05.4",
        "with integrated mapping as protocol",
        "80 0A 04 00 7F 00 07 02 02 04 04 02 83 01 02",
        0x6A80,
    ),
    (
        "EPC-PACE-05.5",
        "with a protocol of AES-256",
        "80 0A 04 00 7F 00 07 02 02 04 02 04 83 01 02",
        0x6A80,
    ),
    (
        "EPC-PACE-05.6",
        "with a protocol that is cut",
        "80 09 04 00 7F 00 07 02 02 04 02 83 01 02",
        0x6A80,
    ),
    (
        "EPC-PACE-05.7",
        "with a password reference of two bytes",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 02 00 02",
        0x6A80,
    ),
    (
        "EPC-PACE-05.8",
        "with an object that is not of this step",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02 7F 4C 00",
        0x6A80,
    ),
    (
        "EPC-PACE-05.9",
        "with a byte behind its objects",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02 00",
        0x6A80,
    ),
    (
        "EPC-PACE-05.10",
        "with the password twice",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02 83 01 02",
        0x6A80,
    ),
    (
        "EPC-PACE-06.1",
        "with the password of a machine-readable zone",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 01",
        0x6A88,
    ),
    (
        "EPC-PACE-06.2",
        "with a PIN as password",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 03",
        0x6A88,
    ),
    (
        "EPC-PACE-06.3",
        "with parameter 13, brainpoolP256r1",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02 84 01 0D",
        0x6A88,
    ),
    (
        "EPC-PACE-06.4",
        "with parameter 0",
        "80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02 84 01 00",
        0x6A88,
    ),
];

/// How far a run has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Nonce,
    Mapping,
    Agreement,
    Token,
}

/// Takes a run to a step, and gives the right data of that step.
fn upto(bench: &mut Bench<'_>, step: Step) -> Checked<(Pace, Vec<u8>)> {
    let can = bench.can()?;
    upto_with(bench, step, &can)
}

fn upto_with(bench: &mut Bench<'_>, step: Step, can: &str) -> Checked<(Pace, Vec<u8>)> {
    bench.preparing(Goal::Reader, |bench| steps_to(bench, step, can))
}

fn steps_to(bench: &mut Bench<'_>, step: Step, can: &str) -> Checked<(Pace, Vec<u8>)> {
    let mut run = bench.run(can);
    bench.at = Prepared::SetAt;
    bench.set_at(SET_AT)?.is(0x9000)?;
    let mut data = vec![0x7C, 0x00];
    if step == Step::Nonce {
        return Ok((run, data));
    }
    bench.at = Prepared::Nonce;
    let reply = bench.step(false, data)?;
    data = taken(&reply, |reply| run.nonce(reply))?;
    if step == Step::Mapping {
        return Ok((run, data));
    }
    bench.at = Prepared::Mapping;
    let reply = bench.step(false, data)?;
    data = taken(&reply, |reply| run.mapping(reply))?;
    if step == Step::Agreement {
        return Ok((run, data));
    }
    bench.at = Prepared::Agreement;
    let reply = bench.step(false, data)?;
    data = taken(&reply, |reply| run.agreement(reply))?;
    Ok((run, data))
}

/// A step with data changed: refused, and the run is over.
fn broken(
    id: &'static str,
    step: Step,
    title: &str,
    change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    let title = format!("{title} is 6A80, and the run ends");
    let case = case(id, Stage::Active, title, move |bench| {
        let (_, data) = upto(bench, step)?;
        let last = step == Step::Token;
        bench.step(last, change(data.clone()))?.is(0x6A80)?;
        bench.step(last, data)?.is(0x6985)?;
        cleared(bench, step)
    });
    counted(case, step)
}

/// The last step is counted as an attempt, whatever is wrong with it.
fn counted(case: Case, step: Step) -> Case {
    match step {
        Step::Token => case.destructive(),
        _ => case,
    }
}

/// The right number behind an attempt that was counted.
fn cleared(bench: &mut Bench<'_>, step: Step) -> Checked {
    if step == Step::Token {
        bench.pace()?;
    }
    Ok(())
}

/// The same data with the class byte of the other kind of step.
fn other_class(id: &'static str, step: Step, title: &str) -> Case {
    let case = case(id, Stage::Active, title, move |bench| {
        let (_, data) = upto(bench, step)?;
        let last = step == Step::Token;
        bench.step(!last, data.clone())?.is(0x6A80)?;
        bench.step(last, data)?.is(0x6985)?;
        cleared(bench, step)
    });
    counted(case, step)
}

/// Data with another point in them.
fn with_point(data: &[u8], point: &[u8]) -> Vec<u8> {
    let mut changed = data.get(..4).unwrap_or_default().to_vec();
    changed.extend_from_slice(point);
    changed
}

/// A point that is not on the curve: the last bit of Y is another.
fn off_curve(mut data: Vec<u8>) -> Vec<u8> {
    if let Some(last) = data.last_mut() {
        *last ^= 1;
    }
    data
}

/// Another number than the printed one.
fn other_number(bench: &Bench<'_>) -> Checked<String> {
    let can = bench.can()?;
    Ok(if can == "000000" { "000001" } else { "000000" }.to_owned())
}

/// One attempt with a wrong number; how long the card took before step 1 was answered.
fn wrong_attempt(bench: &mut Bench<'_>) -> Checked<Duration> {
    let can = other_number(bench)?;
    let mut run = bench.run(&can);
    bench.set_at(SET_AT)?.is(0x9000)?;
    let reply = bench.step(false, vec![0x7C, 0x00])?;
    let waited = bench.took();
    let data = taken(&reply, |reply| run.nonce(reply))?;
    let reply = bench.step(false, data)?;
    let data = taken(&reply, |reply| run.mapping(reply))?;
    let reply = bench.step(false, data)?;
    let data = taken(&reply, |reply| run.agreement(reply))?;
    bench.step(true, data)?.is(0x6300)?;
    Ok(waited)
}

/// How long the answer to step 1 takes now; the run is not ended, which counts nothing.
fn delay_now(bench: &mut Bench<'_>) -> Checked<Duration> {
    bench.set_at(SET_AT)?.is(0x9000)?;
    bench.step(false, vec![0x7C, 0x00])?.brings(20, 0x9000)?;
    Ok(bench.took())
}

/// Longer than any chip computes, shorter than the shortest delay.
const COMPUTING: Duration = Duration::from_millis(800);

fn waited(took: Duration, at_least: u64) -> Checked {
    demand(
        took >= Duration::from_secs(at_least),
        "GENERAL AUTHENTICATE 7C 00",
        &format!("a wait of {at_least} s"),
        &format!("{} ms", took.as_millis()),
    )
}

fn at_once(took: Duration) -> Checked {
    demand(
        took < COMPUTING,
        "GENERAL AUTHENTICATE 7C 00",
        "an answer without a delay",
        &format!("{} ms", took.as_millis()),
    )
}

/// Three wrong attempts, then `check`, then the right number again, whatever came out.
fn after_failures(
    bench: &mut Bench<'_>,
    failures: usize,
    check: impl Fn(&mut Bench<'_>) -> Checked,
) -> Checked {
    bench.pace()?;
    for _ in 0..failures {
        wrong_attempt(bench)?;
    }
    let checked = check(bench);
    bench.pace()?;
    checked
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, title, data, status) in SET_ATS {
        let title = format!("MSE:SET AT {title} is {status:04X}");
        cases.push(case(id, Stage::Active, title, move |bench| {
            bench.set_at(data)?.is(status)?;
            Ok(())
        }));
    }
    cases.extend(steps::steps());
    cases.extend(whole());
    cases.extend(numbers());
    cases
}

/// Another command between two steps.
fn between(id: &'static str, title: &str, digits: &'static str) -> Case {
    let title = format!("Between two steps, {title} ends the run");
    case(id, Stage::Active, title, move |bench| {
        let (_, data) = upto(bench, Step::Mapping)?;
        bench.send(digits)?;
        bench.step(false, data)?.is(0x6985)?;
        Ok(())
    })
}

/// Runs that go well, and what is computed in them.
fn whole() -> Vec<Case> {
    vec![
        case(
            "EPC-PACE-03.1",
            Stage::Active,
            "EF.CardAccess are the 22 bytes of the specification",
            |bench| {
                bench
                    .send("00 B0 9C 00 17")?
                    .equals(&crate::known::CARD_ACCESS_BYTES, 0x6282)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-13.1",
            Stage::Active,
            "Nonce and points of two runs differ",
            |bench| {
                let mut seen: Vec<Vec<u8>> = Vec::new();
                for _ in 0..4 {
                    let (mut run, data) = upto(bench, Step::Nonce)?;
                    let nonce = bench.step(false, data)?;
                    let data = taken(&nonce, |reply| run.nonce(reply))?;
                    let mapping = bench.step(false, data)?;
                    let data = taken(&mapping, |reply| run.mapping(reply))?;
                    let agreement = bench.step(false, data)?;
                    for reply in [nonce, mapping, agreement] {
                        if seen.contains(&reply.data) {
                            return Err(reply.wrong("a fresh value"));
                        }
                        seen.push(reply.data);
                    }
                }
                Ok(())
            },
        ),
        case(
            "EPC-PACE-14.1",
            Stage::Active,
            "The answer to step 1 is one encrypted block of 16 bytes",
            |bench| {
                let (_, data) = upto(bench, Step::Nonce)?;
                let answer = bench.step(false, data)?.brings(20, 0x9000)?;
                let head = answer.data.get(..4);
                demand(
                    head == Some(&[0x7C, 0x12, 0x80, 0x10]),
                    "step 1",
                    "7C 12 80 10",
                    "another head",
                )
            },
        ),
        case(
            "EPC-PACE-15.1",
            Stage::Active,
            "Nonce, mapping and agreement lead to the token of the generic mapping",
            |bench| {
                let (mut run, data) = upto(bench, Step::Token)?;
                let reply = bench.step(true, data)?;
                bench.token_taken(&mut run, &reply)?;
                Ok(())
            },
        )
        .also(&["EPC-PACE-01", "EPC-PACE-17", "EPC-ALG-01", "EPC-ALG-03"]),
        case(
            "EPC-PACE-16.1",
            Stage::Active,
            "The channel works under the keys derived from x of K",
            |bench| {
                bench.pace()?;
                bench.give("00 B0 9D 00 10")?.brings(16, 0x9000)?;
                Ok(())
            },
        )
        .also(&["EPC-SM-03", "EPC-SM-05"]),
        case(
            "EPC-PACE-18.1",
            Stage::Active,
            "A wrong token is 6300",
            |bench| {
                let (_, data) = upto(bench, Step::Token)?;
                let checked = bench.step(true, off_curve(data))?.is(0x6300);
                bench.pace()?;
                checked.map(|_| ())
            },
        )
        .destructive(),
        case(
            "EPC-PACE-18.2",
            Stage::Active,
            "After a wrong token no channel is open, and there is no run",
            |bench| {
                let (_, data) = upto(bench, Step::Token)?;
                bench.step(true, off_curve(data.clone()))?;
                let step = bench.step(true, data)?.is(0x6985);
                let read = bench
                    .send("0C B0 9D 00 0D 97 01 01 8E 08 00 00 00 00 00 00 00 00 00")?
                    .is(0x6982);
                bench.pace()?;
                step.and(read).map(|_| ())
            },
        )
        .destructive(),
        case(
            "EPC-PACE-18.3",
            Stage::Active,
            "The first bit of the token counts as its last",
            |bench| {
                let (_, mut data) = upto(bench, Step::Token)?;
                if let Some(first) = data.get_mut(4) {
                    *first ^= 0x80;
                }
                let checked = bench.step(true, data)?.is(0x6300);
                bench.pace()?;
                checked.map(|_| ())
            },
        )
        .destructive(),
        case(
            "EPC-PACE-20.1",
            Stage::Active,
            "The answer to step 4 is in the clear, and the channel open with the next command",
            |bench| {
                let (mut run, data) = upto(bench, Step::Token)?;
                let reply = bench.step(true, data)?.brings(12, 0x9000)?;
                let opened = bench.token_taken(&mut run, &reply)?;
                bench.open = crate::bench::Open::Reader(opened.channel, opened.binding);
                bench.ask(&command("00 B0 9D 00 01"))?.brings(1, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-23.1",
            Stage::Active,
            "The eight data fields of a run have 322 bytes together",
            |bench| {
                let mut lengths = 2;
                let (mut run, data) = upto(bench, Step::Nonce)?;
                let reply = bench.step(false, data)?;
                lengths += reply.data.len();
                let data = taken(&reply, |reply| run.nonce(reply))?;
                lengths += data.len();
                let reply = bench.step(false, data)?;
                lengths += reply.data.len();
                let data = taken(&reply, |reply| run.mapping(reply))?;
                lengths += data.len();
                let reply = bench.step(false, data)?;
                lengths += reply.data.len();
                let data = taken(&reply, |reply| run.agreement(reply))?;
                lengths += data.len();
                let reply = bench.step(true, data)?;
                lengths += reply.data.len();
                demand(
                    lengths == 322,
                    "PACE",
                    "322 bytes",
                    &format!("{lengths} bytes"),
                )
            },
        ),
    ]
}

/// Wrong access numbers and their price.
fn numbers() -> Vec<Case> {
    vec![
        case(
            "EPC-PACE-19.1",
            Stage::Active,
            "A wrong number is answered as a right one until step 4",
            |bench| {
                let can = other_number(bench)?;
                let checked = steps_to(bench, Step::Token, &can)
                    .and_then(|(_, data)| bench.step(true, data)?.is(0x6300));
                bench.pace()?;
                checked.map(|_| ())
            },
        )
        .destructive()
        .also(&["EPC-PACE-26"]),
        case(
            "EPC-PACE-25.1",
            Stage::Active,
            "The right number clears the count",
            |bench| {
                after_failures(bench, 3, |bench| {
                    bench.pace()?;
                    at_once(delay_now(bench)?)
                })
            },
        )
        .destructive(),
        case(
            "EPC-PACE-27.1",
            Stage::Active,
            "After four wrong numbers the right one is taken",
            |bench| after_failures(bench, 4, |bench| bench.pace()),
        )
        .destructive(),
        case(
            "EPC-TIME-01.1",
            Stage::Active,
            "Three wrong numbers are answered without a delay",
            |bench| {
                bench.pace()?;
                let mut checked = Ok(());
                for _ in 0..3 {
                    let waited = wrong_attempt(bench)?;
                    checked = checked.and_then(|()| at_once(waited));
                }
                bench.pace()?;
                checked
            },
        )
        .destructive(),
        case(
            "EPC-TIME-02.1",
            Stage::Active,
            "After three wrong numbers the card waits a second before step 1",
            |bench| after_failures(bench, 3, |bench| waited(delay_now(bench)?, 1)),
        )
        .destructive(),
        case(
            "EPC-TIME-02.2",
            Stage::Active,
            "After four wrong numbers the card waits two seconds",
            |bench| after_failures(bench, 4, |bench| waited(delay_now(bench)?, 2)),
        )
        .destructive(),
        case(
            "EPC-TIME-02.3",
            Stage::Active,
            "The card waits at no other step than the first",
            |bench| {
                after_failures(bench, 3, |bench| {
                    bench.set_at(SET_AT)?.is(0x9000)?;
                    let began = bench.took();
                    let can = bench.can()?;
                    let mut run = bench.run(&can);
                    let reply = bench.step(false, vec![0x7C, 0x00])?;
                    let data = taken(&reply, |reply| run.nonce(reply))?;
                    bench.step(false, data)?;
                    at_once(began.max(bench.took()))
                })
            },
        )
        .destructive(),
        case(
            "EPC-TIME-03.1",
            Stage::Active,
            "The delay is there after a power-up, too",
            |bench| {
                after_failures(bench, 3, |bench| {
                    bench.reset()?;
                    waited(delay_now(bench)?, 1)
                })
            },
        )
        .destructive(),
        case(
            "EPC-PACE-24.1",
            Stage::Active,
            "A wrong token that a power loss follows has been counted",
            |bench| {
                after_failures(bench, 3, |bench| {
                    let can = other_number(bench)?;
                    let (_, data) = upto_with(bench, Step::Token, &can)?;
                    bench.step(true, data)?.is(0x6300)?;
                    bench.reset()?;
                    waited(delay_now(bench)?, 2)
                })
            },
        )
        .destructive(),
    ]
}
