// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every target over its corpus and over seeded mutations of it: what a fuzzer would do, in seconds.
//! `EPATENT_FUZZ_MUTANTS` and `EPATENT_FUZZ_SEED` choose another run.

// The helpers unwrap as the tests do, see clippy.toml.
#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use epatent_fuzz::fixture::{self, device};
use epatent_fuzz::mutate::Mutator;
use epatent_fuzz::{TARGETS, Target};
use epatent_verify::{Verdict, Verifier};

/// Mutants of each target.
const MUTANTS: u32 = 500;
const SEED: u64 = 1;
/// One input must not hold anybody up, on a busy machine without optimisation.
const PATIENCE: Duration = Duration::from_secs(5);
/// The corpus of a target is small, so that it can be read and kept.
const MOST_SEED_BYTES: u64 = 65_536;

fn fuzz_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = fuzz_folder().join("corpus").join(target.name);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", target.name));
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let bytes = paths.iter().map(|path| fs::read(path).unwrap());
    bytes.collect()
}

fn number<N: std::str::FromStr<Err: std::fmt::Debug>>(name: &str, default: N) -> N {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

#[test]
fn every_target_stands_its_corpus_and_mutations_of_it() {
    let (mutants, seed) = (
        number("EPATENT_FUZZ_MUTANTS", MUTANTS),
        number("EPATENT_FUZZ_SEED", SEED),
    );
    for target in TARGETS {
        let corpus = corpus(&target);
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        let started = Instant::now();
        (target.run)(&[]);
        for seed in &corpus {
            run(&target, seed);
        }
        let mut mutator = Mutator::new(&corpus, seed);
        for _ in 0..mutants {
            run(&target, &mutator.mutant());
        }
        let took = started.elapsed().as_millis();
        println!(
            "{}: {} seeds, {mutants} mutants, {took} ms",
            target.name,
            corpus.len()
        );
    }
}

/// Runs one input; a panic names it.
fn run(target: &Target, bytes: &[u8]) {
    let started = Instant::now();
    let ended = std::panic::catch_unwind(|| (target.run)(bytes));
    let input: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(ended.is_ok(), "{} fails with {input}", target.name);
    assert!(
        started.elapsed() < PATIENCE,
        "{} takes long with {input}",
        target.name
    );
}

#[test]
fn the_fixture_is_a_card_in_force() {
    let device = device().expect("`cargo xtask fuzz --seeds` writes the fixtures");
    let verifier = Verifier::new(&device.trust, &device.policy).unwrap();
    let report = verifier.verify(&device.card, &device.circumstances);
    assert_eq!(report.verdict, Verdict::InForce, "{:?}", report.findings);
    assert!(device.card.encode().unwrap() == fixture::CARD);
}

#[test]
fn every_target_has_its_program_for_libfuzzer_and_its_corpus_and_nothing_is_left_over() {
    let targets: BTreeSet<String> = TARGETS
        .iter()
        .map(|target| target.name.to_owned())
        .collect();
    assert_eq!(targets.len(), TARGETS.len());
    let names = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(fuzz_folder().join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().path());
        names
            .map(|path| {
                path.file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('_', "-")
            })
            .collect()
    };
    assert_eq!(names("corpus"), targets);
    assert_eq!(names("fuzz_targets"), targets);
    let manifest = fs::read_to_string(fuzz_folder().join("Cargo.toml")).unwrap();
    for name in &targets {
        let file = name.replace('-', "_");
        let program = format!("[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{file}.rs\"\n");
        assert!(manifest.contains(&program), "no program for {name}");
        let source = fuzz_folder()
            .join("fuzz_targets")
            .join(file)
            .with_extension("rs");
        let source = fs::read_to_string(source).unwrap();
        assert!(
            source.contains(&format!("epatent_fuzz::run(\"{name}\", bytes)")),
            "{source}"
        );
    }
    assert_eq!(manifest.matches("[[bin]]").count(), targets.len());
}

#[test]
fn the_corpus_is_small() {
    for target in TARGETS {
        let bytes: usize = corpus(&target).iter().map(Vec::len).sum();
        assert!(
            bytes as u64 <= MOST_SEED_BYTES,
            "{}: {bytes} bytes",
            target.name
        );
    }
}
