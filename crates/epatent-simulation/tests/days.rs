// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Some days; `cargo xtask office-days` has a hundred. One test, because a full disk is full for all
//! threads of a process.
#![allow(clippy::unwrap_used, clippy::panic)]

use epatent_simulation::{Simulation, Summary};

const DAYS: u32 = 8;

fn run(seed: u64) -> Summary {
    let mut simulation = Simulation::new(seed).unwrap();
    for _ in 0..DAYS {
        simulation
            .day()
            .unwrap_or_else(|failure| panic!("{failure}"));
    }
    simulation
        .end()
        .unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn every_card_is_accounted_for_and_answered_for_and_a_seed_replays_its_days() {
    let first = run(1);
    assert!(first.issued > 3, "{first}");
    assert!(first.shown > 20 && first.acts > 1, "{first}");
    let faults: u64 = first.faults.iter().map(|(_, count)| count).sum();
    assert!(faults > 5, "{first}");
    assert_eq!(run(1), first);
    assert_ne!(run(2).head, first.head);
}
