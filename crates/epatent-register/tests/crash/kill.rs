// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `kill -9` at every step of the desk, and once more while it takes up what was left.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Output;

use epatent_core::object::Digest;
use epatent_register::{BlankState, CardState, CardStatus, Head, Register};

use crate::model::{BLANKS, Chip, PATENTS, acknowledged, child, chip_id, copy, location, office};

const KILLED: i32 = 9;

pub(crate) fn at_every_step() -> String {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().join("start");
    std::fs::create_dir(&start).unwrap();
    office(&start);
    let mut runs = 0;
    let mut acknowledgements = 0;
    for stop in 1.. {
        let here = folder.path().join(format!("at-{stop}"));
        copy(&start, &here);
        let first = desk(&here, stop);
        let ended = first.status.success();
        let mut heads = acknowledged(&first);
        if !ended {
            // A second time a little later, so that every stage is also interrupted while it is
            // taken up; then to the end.
            let second = desk(&here, 1 + stop % 5);
            heads.extend(acknowledged(&second));
            let last = desk(&here, 0);
            assert!(
                last.status.success(),
                "stop {stop}: {}",
                String::from_utf8_lossy(&last.stderr)
            );
            heads.extend(acknowledged(&last));
        }
        accounted(&here, &heads, stop);
        acknowledgements += heads.len();
        std::fs::remove_dir_all(&here).unwrap();
        runs += 1;
        if ended {
            break;
        }
    }
    assert!(runs > 50, "{runs}");
    format!(
        "{runs} places to die at, {acknowledgements} acknowledged commits, 0 lost, 0 cards unaccounted"
    )
}

/// Runs the desk, which is killed at `stop` or comes to its end.
fn desk(folder: &Path, stop: u32) -> Output {
    let output = child(&["desk", folder.to_str().unwrap(), &stop.to_string()])
        .output()
        .unwrap();
    let killed = output.status.signal() == Some(KILLED);
    assert!(
        killed || output.status.success(),
        "stop {stop}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn accounted(folder: &Path, heads: &[Head], stop: u32) {
    let mut register = Register::open(&location(folder)).unwrap();
    let verified = register.verify(heads).unwrap();
    assert_eq!(verified.findings, [], "stop {stop}");
    let equation = register.daily_equation().unwrap();
    assert!(equation.is_closed(), "stop {stop}: {equation:?}");
    assert_eq!(register.contradictions().unwrap(), [], "stop {stop}");
    assert_eq!(register.open_intents().unwrap(), [], "stop {stop}");
    assert_eq!(
        equation.issued,
        u64::from(PATENTS),
        "stop {stop}: {equation:?}"
    );
    let cards = register
        .rows_after::<epatent_register::Card>(None, 100)
        .unwrap();
    for number in 0..BLANKS {
        let blank = register.blank_by_chip(&chip_id(number)).unwrap().unwrap();
        let chip = Chip::new(folder, number).state();
        let issued = cards
            .iter()
            .find(|card| card.blank == blank.key && card.state == CardState::Issued);
        // The chip and the register agree about what it is.
        match blank.state {
            BlankState::Issued => {
                let manifest = issued
                    .and_then(|card| card.manifest)
                    .unwrap_or(Digest::of(&[]));
                assert_eq!(chip, format!("active {manifest}"), "stop {stop}");
            }
            BlankState::Scrapped => assert!(
                issued.is_none() && !chip.starts_with("active"),
                "stop {stop}: {chip}"
            ),
            BlankState::Blank => assert!(chip == "blank" || chip == "key", "stop {stop}: {chip}"),
            other => panic!("stop {stop}: {other:?}"),
        }
    }
    for card in cards {
        let valid = card.status == CardStatus::Valid;
        assert_eq!(valid, card.state == CardState::Issued, "stop {stop}");
    }
}
