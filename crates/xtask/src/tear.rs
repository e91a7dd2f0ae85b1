// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask tear`: more double faults than a test run has time for.

use crate::run::{self, Done};
use epatent_emulator::tear::{Counts, Story, double_faults};
use std::time::Instant;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Pairs of faults, shared out among the stories.
    #[arg(long, default_value_t = 1_000_000)]
    faults: u64,
    /// The first seed; a pair is named by its story and its seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs between two lines of progress.
const PORTION: u64 = 5_000;

pub(crate) fn run(args: &Args) -> Done {
    let started = Instant::now();
    let stories = u64::try_from(Story::ALL.len())?;
    let mut all = Counts::default();
    for (position, story) in (0..).zip(Story::ALL) {
        let share = args.faults / stories + u64::from(position < args.faults % stories);
        let mut counts = Counts::default();
        while counts.runs < share {
            let portion = PORTION.min(share - counts.runs);
            let seed = args.seed.saturating_add(counts.runs);
            counts = counts.plus(double_faults(story, seed, portion)?);
            if counts.runs < share {
                run::say(&format!("{}: {} of {share}", story.name(), counts.runs));
            }
        }
        run::say(&format!("{}: {counts}", story.name()));
        all = all.plus(counts);
    }
    run::say(&format!("all: {all}, in {} s", started.elapsed().as_secs()));
    Ok(())
}
