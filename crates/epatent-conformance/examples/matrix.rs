// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every case against every card with a defect, not only those that are named for each other:
//! `cargo xtask conformance --matrix`.
//!
//! A case is first run on a card that keeps every rule and counts which defects its commands would meet: on the others
//! it cannot fail, and is not run again.
//!
//! What was found of a defect is kept in a folder of its own for this very program and these defects, so that a run that
//! was ended, or a part of many (`--shard`), is gone on with and not begun anew. Other cases or defects have another folder.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a tool of the project's own, on the project's own files: what does not fit ends it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Parser;
use epatent_conformance::{Case, Known, Outcome, Stage, cases};
use epatent_emulator::nvm::Nvm;
use sha2::{Digest as _, Sha256};

#[path = "../tests/emulator/cards.rs"]
mod cards;
#[path = "../tests/emulator/defects.rs"]
mod defects;
#[path = "../tests/emulator/table.rs"]
mod table;

use defects::{Defect, defects, met, outcome, snapshots};
use table::Table;

/// Every case against every card with a defect.
#[derive(Parser)]
struct Args {
    /// One part of many, such as 2/8; parts count from 0.
    #[arg(long, value_name = "K/N", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// Threads; as many as there are processors where it is not given.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Folder for what was found.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let parts = text
        .split_once('/')
        .and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    match parts {
        Some((k, n)) if k < n => Ok((k, n)),
        _ => Err("not K/N with K below N".to_owned()),
    }
}

fn main() {
    let args = Args::parse();
    let all = defects();
    // The cases are in the program, the defects in files.
    let program = fs::read(std::env::current_exe().unwrap()).unwrap();
    let digest = Sha256::new_with_prefix(program).chain_update(format!("{all:?}"));
    let folder = args.into.join(&hex::encode(digest.finalize())[..16]);
    fs::create_dir_all(&folder).unwrap();
    let (k, n) = args.shard.unwrap_or((0, 1));
    let todo: Vec<(&String, &Defect)> = all
        .iter()
        .skip(k)
        .step_by(n)
        .filter(|(name, _)| found(&folder, name).is_none())
        .collect();
    let jobs = args
        .jobs
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into))
        .unwrap_or(1);
    let began = Instant::now();
    let cases = cases::all();
    let meets = meetings(&cases, &todo, jobs);
    println!("which meet: {} s", began.elapsed().as_secs());
    each(jobs, todo.len(), |at, snapshots| {
        let (name, defect) = todo[at];
        let began = Instant::now();
        let met: Vec<&Case> = cases.iter().filter(|case| meets[&case.id][at]).collect();
        let fails = |case: &&&Case| {
            let found = outcome(case, defect, &snapshots[&case.stage]);
            matches!(found, Outcome::Failed(_))
        };
        let failed: Vec<&str> = met
            .iter()
            .filter(fails)
            .map(|case| case.id.as_str())
            .collect();
        keep(&folder, name, met.len(), &failed);
        let took = began.elapsed().as_millis();
        println!(
            "{name}: {} cases meet it, {} fail, {took} ms",
            met.len(),
            failed.len()
        );
    });
    println!("{} defects in {} s", todo.len(), began.elapsed().as_secs());

    let mut table = Table {
        cases: cases.into_iter().map(|case| case.id).collect(),
        ..Table::default()
    };
    for (name, defect) in &all {
        if let Some((met, failed)) = found(&folder, name) {
            table.met += met;
            let named = defect.caught_by.iter().cloned().collect();
            table.defects.insert(name.clone(), (named, failed));
        }
    }
    for line in table.summary() {
        println!("{line}");
    }
    let whole = folder.join("table.txt");
    fs::write(&whole, table.whole()).unwrap();
    println!("the whole table: {}", whole.display());
    let left = all.len() - table.defects.len();
    if left > 0 {
        println!("{left} defects were not run yet");
    }
}

/// For each case, whether it meets each of the defects.
fn meetings(
    cases: &[Case],
    todo: &[(&String, &Defect)],
    jobs: usize,
) -> BTreeMap<String, Vec<bool>> {
    let defects: Vec<&Defect> = todo.iter().map(|(_, defect)| *defect).collect();
    let found = Mutex::new(BTreeMap::new());
    each(jobs, cases.len(), |at, snapshots| {
        let case = &cases[at];
        let met = met(case, &defects, &snapshots[&case.stage]);
        found.lock().unwrap().insert(case.id.clone(), met);
    });
    found.into_inner().unwrap()
}

/// Does the work of each number on so many threads, each with cards of its own.
fn each(jobs: usize, count: usize, work: impl Fn(usize, &BTreeMap<Stage, (Nvm, Known)>) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                let snapshots = snapshots();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    work(at, &snapshots);
                }
            });
        }
    });
}

/// How many cases meet a defect and which fail, where it was run.
fn found(folder: &Path, name: &str) -> Option<(usize, BTreeSet<String>)> {
    let text = fs::read_to_string(folder.join(name)).ok()?;
    let (met, failed) = text.split_once('\n')?;
    let failed = failed.lines().map(str::to_owned).collect();
    Some((met.parse().ok()?, failed))
}

/// Keeps them whole or not at all.
fn keep(folder: &Path, name: &str, met: usize, failed: &[&str]) {
    let beside = folder.join(format!("{name}.new"));
    fs::write(&beside, format!("{met}\n{}\n", failed.join("\n"))).unwrap();
    fs::rename(beside, folder.join(name)).unwrap();
}
