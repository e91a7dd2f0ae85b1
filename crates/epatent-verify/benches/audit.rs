// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask bench`: an audit of 200,000 security objects on two threads.
//!
//! Its floor is the same signatures in batches of the same size and nothing else: no COSE, no CBOR,
//! no certificate, keys and messages unpacked beforehand. Both are told by the clock and by the
//! processor's own time, which a busy machine does not stretch.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a task for developers, made of the helpers of the tests; its figures are its answer"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use common::{Kind, Lab, object_of, sign};
use ed25519_dalek::{Signature, VerifyingKey, verify_batch};
use epatent_core::certificate::PublicKey;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::CardId;
use epatent_sign::Signer as _;
use epatent_verify::audit;

/// Objects of an audit, and of a test run of all targets.
const OBJECTS: u32 = 200_000;
const SAMPLE: u32 = 200;
const THREADS: u32 = 2;
/// Signatures in a batch of the floor.
const BATCH: usize = 512;
/// Objects a second on two processors.
const TARGET: f64 = 90_000.0;

/// Nanoseconds of processor that this thread has had; `None` where the system does not say.
fn processor() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// What a stage took: seconds by the clock, and of all processors.
#[derive(Clone, Copy)]
struct Took {
    clock: f64,
    processor: f64,
}

/// Runs the same on two threads, each with its half.
fn timed(work: impl Fn(usize) + Sync) -> Took {
    let began = Instant::now();
    let processors: Vec<u64> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS as usize)
            .map(|thread| {
                let work = &work;
                scope.spawn(move || {
                    let before = processor();
                    work(thread);
                    let after = processor();
                    after
                        .zip(before)
                        .map_or(0, |(after, before)| after - before)
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    Took {
        clock: began.elapsed().as_secs_f64(),
        processor: processors.iter().sum::<u64>() as f64 / 1e9,
    }
}

/// Security objects of one office, each of another card.
fn objects(lab: &Lab, numbers: std::ops::Range<u32>) -> Vec<Vec<u8>> {
    let mut card = lab.card();
    let mut object = object_of(&card);
    numbers
        .map(|number| {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&number.to_be_bytes());
            object.card_id = CardId::from_bytes(id);
            let payload = object.encode().unwrap();
            sign(&mut card, payload, &lab.signer, &lab.signer_key);
            card.security_object.clone()
        })
        .collect()
}

/// What a batch takes of one object.
fn unpacked(object: &[u8]) -> (Vec<u8>, Signature) {
    let sign1 = Sign1::parse(object, Typ::SecurityObject).unwrap();
    (
        sign1.to_be_signed(),
        Signature::from_bytes(sign1.signature()),
    )
}

fn main() {
    let all = if std::env::args().any(|argument| argument == "--bench") {
        OBJECTS
    } else {
        SAMPLE
    };
    let lab = Lab::of(Kind::Ed25519, Kind::Ed25519);
    let half = all / THREADS;
    let halves: Vec<Vec<Vec<u8>>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let lab = Lab::new();
                    objects(&lab, thread * half..(thread + 1) * half)
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (trust, now) = (lab.trust(), lab.circumstances.now);
    let PublicKey::Ed25519(key) = lab.signer_key.public_key() else {
        panic!("a key of Ed25519");
    };
    let key = VerifyingKey::from_bytes(&key).unwrap();
    let floors: Vec<Vec<(Vec<u8>, Signature)>> = halves
        .iter()
        .map(|half| half.iter().map(|object| unpacked(object)).collect())
        .collect();

    let audited = timed(|thread| {
        let half = halves[thread].iter().map(Vec::as_slice);
        let audit = audit::objects(half, &trust, now);
        assert_eq!(audit.objects, halves[thread].len());
        assert!(audit.refused.is_empty());
    });
    let floor = timed(|thread| {
        for batch in floors[thread].chunks(BATCH) {
            let messages: Vec<&[u8]> = batch.iter().map(|(message, _)| &message[..]).collect();
            let signatures: Vec<Signature> = batch.iter().map(|(_, one)| *one).collect();
            let keys = vec![key; batch.len()];
            verify_batch(&messages, &signatures, &keys).unwrap();
        }
    });
    let single = timed(|thread| {
        for (message, signature) in &floors[thread] {
            key.verify_strict(message, signature).unwrap();
        }
    });
    println!("{all} security objects on {THREADS} threads; objects a second");
    println!("by the clock, and as two processors would do that have nothing else to do\n");
    for (name, took) in [
        ("audit", audited),
        ("floor: the batches alone", floor),
        ("one strict verification each", single),
    ] {
        let by_processor = f64::from(all) * f64::from(THREADS) / took.processor;
        println!(
            "{name:<32} {:>9.0} {by_processor:>9.0}",
            f64::from(all) / took.clock
        );
    }
    println!(
        "\naudit / floor {:.2} by processor; target {TARGET:.0} a second",
        audited.processor / floor.processor
    );
}
