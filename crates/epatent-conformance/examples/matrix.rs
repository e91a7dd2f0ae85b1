// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every case against every card with a defect, not only those that are named for each other:
//! `cargo xtask conformance --matrix`.
//!
//! What was found of a defect is kept in a folder of its own for this very program, so that a run that was ended, or
//! a part of many (`--shard`), is gone on with and not begun anew. A run of other cases or defects is another program.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a tool of the project's own, on the project's own files: what does not fit ends it"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Parser;
use epatent_conformance::{Outcome, cases};
use sha2::{Digest as _, Sha256};

#[path = "../tests/emulator/cards.rs"]
mod cards;
#[path = "../tests/emulator/defects.rs"]
mod defects;
#[path = "../tests/emulator/table.rs"]
mod table;

use defects::{Defect, defects, outcome, snapshots};
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
    let program = fs::read(std::env::current_exe().unwrap()).unwrap();
    let folder = args.into.join(&hex::encode(Sha256::digest(program))[..16]);
    fs::create_dir_all(&folder).unwrap();
    let (k, n) = args.shard.unwrap_or((0, 1));
    let all = defects();
    let todo: Vec<(&String, &Defect)> = all
        .iter()
        .skip(k)
        .step_by(n)
        .filter(|(name, _)| found(&folder, name).is_none())
        .collect();
    let began = Instant::now();
    let next = AtomicUsize::new(0);
    let jobs = args
        .jobs
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into))
        .unwrap_or(1);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                let snapshots = snapshots();
                while let Some((name, defect)) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    let failed: Vec<String> = cases::all()
                        .iter()
                        .filter(|case| {
                            let found = outcome(case, defect, &snapshots[&case.stage]);
                            matches!(found, Outcome::Failed(_))
                        })
                        .map(|case| case.id.clone())
                        .collect();
                    keep(&folder, name, &failed);
                    println!(
                        "{name}: {} cases fail, {} ms",
                        failed.len(),
                        began.elapsed().as_millis()
                    );
                }
            });
        }
    });
    println!("{} defects in {} s", todo.len(), began.elapsed().as_secs());

    let mut table = Table {
        cases: cases::all().into_iter().map(|case| case.id).collect(),
        ..Table::default()
    };
    for (name, defect) in &all {
        if let Some(failed) = found(&folder, name) {
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

/// The cases that failed on a defect, where it was run.
fn found(folder: &Path, name: &str) -> Option<BTreeSet<String>> {
    let text = fs::read_to_string(folder.join(name)).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Keeps them whole or not at all.
fn keep(folder: &Path, name: &str, failed: &[String]) {
    let beside = folder.join(format!("{name}.new"));
    let lines: String = failed.iter().map(|id| format!("{id}\n")).collect();
    fs::write(&beside, lines).unwrap();
    fs::rename(beside, folder.join(name)).unwrap();
}
