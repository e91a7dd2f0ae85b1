// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keys, sessions, WRITE, STATUS, ABORT and COMMIT.

mod ends;
mod keys;
mod sessions;
mod writes;

use std::collections::BTreeMap;

use epatent_apdu::{Command, profile};

use crate::answer::{Answer, Checked, spaced};
use crate::arithmetic::sha256;
use crate::bench::Bench;
use crate::case::{Case, Stage, case};
use crate::known::{
    CAN, CARD_ACCESS, CARD_ACCESS_BYTES, SECURITY_OBJECT, bench_files, entry, manifest,
};

/// STATUS of a card in the bench's session with these files.
fn expected_status(bench: &Bench<'_>, files: &BTreeMap<u16, Vec<u8>>) -> Vec<u8> {
    let point = bench.known.point().unwrap_or([0; 65]);
    let count = u8::try_from(files.len()).unwrap_or(u8::MAX);
    let entries: Vec<u8> = files
        .iter()
        .flat_map(|(identifier, content)| entry(*identifier, content))
        .collect();
    [
        &[0x03][..],
        &Bench::SESSION,
        &manifest(&point, &bench_files()),
        &[0x41],
        &point,
        &[count],
        &entries,
    ]
    .concat()
}

/// An open session in which STATUS has to show these files.
fn shows(bench: &mut Bench<'_>, files: &BTreeMap<u16, Vec<u8>>) -> Checked {
    let expected = expected_status(bench, files);
    bench.status()?.equals(&expected, 0x9000)?;
    Ok(())
}

/// Only this file.
fn one(identifier: u16, content: &[u8]) -> BTreeMap<u16, Vec<u8>> {
    BTreeMap::from([(identifier, content.to_vec())])
}

fn perso(
    id: &'static str,
    title: impl Into<String>,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, Stage::Perso, title, move |bench| {
        bench.issuer(0x33)?;
        run(bench)
    })
    .destructive()
}

fn keyed(
    id: &'static str,
    stage: Stage,
    title: &str,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, stage, title, run).destructive()
}

fn begin(bench: &mut Bench<'_>, session: &[u8; 16], digest: &[u8; 32]) -> Checked<Answer> {
    let data = [&session[..], digest].concat();
    bench.ask(&Command::new(0x80, 0x10, 0, 0).with_data(data))
}

/// ABORT or COMMIT.
fn with_session(bench: &mut Bench<'_>, instruction: u8, session: &[u8; 16]) -> Checked<Answer> {
    bench.ask(&Command::new(0x80, instruction, 0, 0).with_data(session.to_vec()))
}

/// GENERATE KEY with this challenge: point, and signature.
fn key(bench: &mut Bench<'_>, challenge: &[u8; 32]) -> Checked<([u8; 65], Vec<u8>, Answer)> {
    let command = Command::new(0x80, 0x12, 0, 0).with_data(challenge.to_vec());
    let answer = bench.ask(&command.expecting(256))?;
    match answer.data.split_first_chunk::<65>() {
        Some((point, signature)) if answer.status == 0x9000 => {
            Ok((*point, signature.to_vec(), answer.clone()))
        }
        _ => Err(answer.wrong("public point and signature")),
    }
}

/// Demands that a signature is the chip's over a statement, and in its one form.
pub(super) fn signed(
    answer: &Answer,
    point: &[u8; 65],
    statement: &[u8],
    signature: &[u8],
) -> Checked {
    if profile::verify(point, statement, signature) {
        Ok(())
    } else {
        let failure = answer.wrong("a signature of the chip key over the statement");
        Err(failure.with([
            ("statement", spaced(statement)),
            ("SHA-256 of the statement", spaced(&sha256(&[statement]))),
            ("signature", spaced(signature)),
            ("public point", spaced(point)),
        ]))
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = keys::keys();
    cases.extend(sessions::sessions());
    cases.extend(writes::writes());
    cases.extend(ends::ends());
    cases
}

/// The fewest files of a card, and a data group.
fn small() -> BTreeMap<u16, Vec<u8>> {
    BTreeMap::from([
        (CAN, b"482915".to_vec()),
        (0x0101, vec![0xC5; 30]),
        (CARD_ACCESS, CARD_ACCESS_BYTES.to_vec()),
        (SECURITY_OBJECT, vec![0x50; 60]),
    ])
}

/// Another session in the place of the open one, for these files.
fn restart(bench: &mut Bench<'_>, files: &BTreeMap<u16, Vec<u8>>) -> Checked {
    with_session(bench, 0x18, &Bench::SESSION)?.is(0x9000)?;
    bench.begin_session(files)
}
