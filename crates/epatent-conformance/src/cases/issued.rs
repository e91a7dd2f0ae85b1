// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An issued card: chip proof, payments, suspension and end.

mod ends;
mod payments;
mod proofs;

use epatent_apdu::Command;

use super::personalising::signed;
use crate::answer::{Answer, Checked, demand};
use crate::arithmetic::sha256;
use crate::bench::{Bench, Open, command};
use crate::case::{Case, Stage, case};
use crate::known::{PAYMENTS, SECURITY_OBJECT};

/// INTERNAL AUTHENTICATE: head, signature, and the answer.
fn prove(
    bench: &mut Bench<'_>,
    nonce: &[u8; 32],
    terminal: &[u8; 32],
) -> Checked<([u8; 32], Vec<u8>, Answer)> {
    let data = [&nonce[..], terminal].concat();
    let answer = bench.ask(
        &Command::new(0x00, 0x88, 0, 0)
            .with_data(data)
            .expecting(256),
    )?;
    match answer.data.split_first_chunk::<32>() {
        Some((head, signature)) if answer.status == 0x9000 => {
            Ok((*head, signature.to_vec(), answer.clone()))
        }
        _ => Err(answer.wrong("payment-log head and signature")),
    }
}

/// The 192 bytes that the chip signs.
fn statement(
    bench: &Bench<'_>,
    nonce: &[u8; 32],
    terminal: &[u8; 32],
    head: &[u8; 32],
) -> Checked<Vec<u8>> {
    let object = super::file(bench, SECURITY_OBJECT)?;
    Ok([
        &b"EPATENT-CHIP-PROOF-1"[..],
        &[0; 12],
        nonce,
        terminal,
        &bench.binding(),
        &sha256(&[&object]),
        head,
    ]
    .concat())
}

/// A proof whose signature and head are right.
fn proves(bench: &mut Bench<'_>, nonce: [u8; 32], terminal: [u8; 32]) -> Checked<Vec<u8>> {
    let (head, signature, answer) = prove(bench, &nonce, &terminal)?;
    let statement = statement(bench, &nonce, &terminal, &head)?;
    let point = bench.point()?;
    signed(&answer, &point, &statement, &signature)?;
    Ok(signature)
}

/// SEQUENCE of two INTEGER, each in the shortest form, RFC 3279 §2.2.3.
fn is_shortest_der(signature: &[u8]) -> bool {
    let Some((&[0x30, length], mut rest)) = signature.split_first_chunk::<2>() else {
        return false;
    };
    if usize::from(length) != rest.len() {
        return false;
    }
    for _ in 0..2 {
        let Some((&[0x02, length], tail)) = rest.split_first_chunk::<2>() else {
            return false;
        };
        let Some((number, tail)) = tail.split_at_checked(usize::from(length)) else {
            return false;
        };
        let short = match number {
            [] => false,
            [0x00, next, ..] => *next >= 0x80,
            [first, ..] => *first < 0x80 && *first > 0 || number == [0x00],
        };
        if !short {
            return false;
        }
        rest = tail;
    }
    rest.is_empty()
}

/// The number of records that STATUS gives, and the head.
fn log(bench: &mut Bench<'_>) -> Checked<(u16, [u8; 32])> {
    let answer = bench.status()?.brings(35, 0x9000)?;
    let count = answer
        .data
        .get(1..3)
        .and_then(|bytes| bytes.try_into().ok());
    let head = answer.data.get(3..).and_then(|bytes| bytes.try_into().ok());
    match (count, head) {
        (Some(count), Some(head)) => Ok((u16::from_be_bytes(count), head)),
        _ => Err(answer.wrong("number of records and head")),
    }
}

/// APPEND RECORD.
fn append(
    bench: &mut Bench<'_>,
    sequence: u16,
    previous: &[u8; 32],
    record: &[u8],
) -> Checked<Answer> {
    let data = [&sequence.to_be_bytes()[..], previous, record].concat();
    bench.ask(&Command::new(0x80, 0xE2, 0, 0).with_data(data))
}

/// Appends one more record, and notes it.
fn append_next(bench: &mut Bench<'_>, record: &[u8]) -> Checked<u16> {
    let (count, head) = log(bench)?;
    let next = count.saturating_add(1);
    append(bench, next, &head, record)?.is(0x9000)?;
    bench.known.payments.push(hex::encode_upper(record));
    Ok(next)
}

/// Number and head of the log have to be these.
fn log_is(bench: &mut Bench<'_>, count: u16, head: [u8; 32]) -> Checked {
    let found = log(bench)?;
    demand(
        found == (count, head),
        "STATUS",
        &format!("{count} records and the head of the newest"),
        &format!("{} records, or another head", found.0),
    )
}

fn payment(
    id: &'static str,
    title: &str,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, Stage::Active, title, move |bench| {
        bench.issuer(0x33)?;
        run(bench)
    })
    .destructive()
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = proofs::proofs();
    cases.extend(payments::payments());
    cases.extend(ends::ends());
    cases
}

/// The log, asked through a channel of the issuer that ends the one that is open.
fn log_in_channel(bench: &mut Bench<'_>) -> Checked<(u16, [u8; 32])> {
    bench.open = Open::Nothing;
    log(bench)
}

/// EF.Payments, whole.
fn whole_log(bench: &mut Bench<'_>) -> Checked<Vec<u8>> {
    let [high, low] = PAYMENTS.to_be_bytes();
    let select = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(vec![high, low]);
    bench.ask(&select)?.is(0x9000)?;
    bench.read_selected()
}
