// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_apdu::profile::LifeCycle;

use super::*;
use crate::nvm::Cell;

// shows: EPC-END-05, EPC-LIFE-04, EPC-LIFE-06, EPC-PERSO-15
#[test]
fn every_single_fault_of_every_story_leaves_a_card_that_is_whole_or_can_be_completed() {
    let mut all = Counts::default();
    for story in Story::ALL {
        let counts = single_faults(story).unwrap();
        println!("single faults, {}: {counts}", story.name());
        all = all.plus(counts);
    }
    println!("single faults: {all}");
    assert!(all.runs > 5_000, "{all}");
    assert!(
        all.finished > 500 && all.open > 500 && all.blank > 100,
        "{all}"
    );
}

// shows: EPC-LIFE-06
#[test]
fn twenty_thousand_seeded_double_faults_leave_no_half_valid_card() {
    let mut all = Counts::default();
    for (story, count) in [
        (Story::Issue, 1_000),
        (Story::Personalise, 9_000),
        (Story::Resume, 6_000),
        (Story::Abort, 3_500),
        (Story::Read, 500),
        (Story::Append, 1_000),
        (Story::Suspend, 300),
        (Story::Activate, 300),
        (Story::Terminate, 2_000),
    ] {
        let counts = double_faults(story, 1, count).unwrap();
        println!("double faults, {}: {counts}", story.name());
        all = all.plus(counts);
    }
    println!("double faults: {all}");
    assert!(all.runs >= 20_000, "{all}");
    assert!(all.faults > all.runs, "{all}");
}

#[test]
fn a_plan_gives_the_same_run_every_time() {
    for seed in 0..50 {
        let plan = FaultPlan::seeded(seed, 10, 60);
        let once = run::tell(Story::Personalise, &plan).unwrap();
        assert_eq!(run::tell(Story::Personalise, &plan).unwrap(), once);
    }
}

/// A card as it left the factory, but for what is written to it.
fn judged(cell: Cell, bytes: &[u8]) -> Result<LifeCycle, String> {
    let mut memory = Story::Issue.start().unwrap();
    memory.write(cell, 0, bytes).unwrap();
    judge::judge(Story::Issue, &memory)
}

#[test]
fn judge_lets_no_card_be_blank_that_has_a_byte_of_a_file() {
    assert_eq!(
        judged(Cell::Content(0x0102), &[0; 90]),
        Ok(LifeCycle::Blank)
    );
    for position in [0, 63, 64, 89] {
        let mut content = [0; 90];
        content[position] = 1;
        assert_eq!(
            judged(Cell::Content(0x0102), &content),
            Err("BLANK with bytes of a file".to_owned()),
            "byte {position}"
        );
    }
}
