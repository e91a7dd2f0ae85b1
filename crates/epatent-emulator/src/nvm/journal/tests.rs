// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::super::{COMMIT_BUFFER, Cut, FILES, Nvm, PowerCut, Torn};
use super::*;

const FILE: Cell = Cell::Content(0x0101);

/// A memory with something in every place that the transactions below touch or stand beside.
fn before() -> Nvm {
    let mut nvm = Nvm::blank();
    nvm.write(FILE, 0, &[0x11; 7 * PAGE]).unwrap();
    nvm.write(Cell::Session, 0, &[0x22; 16]).unwrap();
    nvm.write(Cell::Key, 0, &[0x33; 32]).unwrap();
    nvm
}

/// Small regions, and pages of a file with pages on either side.
fn change(nvm: &mut Nvm) -> Result<(), NvmError> {
    let mut transaction = nvm.begin();
    transaction.write(Cell::Session, 0, &[0xA2; 16])?;
    transaction.write(Cell::Manifest, 0, &[0xA4; 32])?;
    transaction.write(FILE, 2 * PAGE + 60, &[0xA1; 8])?;
    transaction.write(Cell::LifeCycle, 0, &[0x03, 0xFC])?;
    transaction.commit()
}

fn content(nvm: &Nvm) -> Vec<(Cell, Vec<u8>)> {
    nvm.flash
        .cells()
        .map(|(cell, bytes)| {
            let end = bytes
                .iter()
                .rposition(|byte| *byte != 0)
                .map_or(0, |last| last + 1);
            (cell, bytes[..end].to_vec())
        })
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect()
}

fn after() -> Nvm {
    let mut nvm = before();
    change(&mut nvm).unwrap();
    nvm
}

/// Power comes back until it stays, and for some readings after that: weak bits show themselves.
fn settle(nvm: &mut Nvm) {
    for _ in 0..4 {
        nvm.power_up();
    }
    assert!(nvm.has_power());
}

fn is_old_or_new(nvm: &Nvm, old: &[(Cell, Vec<u8>)], new: &[(Cell, Vec<u8>)]) -> bool {
    let mut nvm = nvm.clone();
    let now = content(&nvm);
    for _ in 0..70 {
        nvm.read_again();
        assert_eq!(content(&nvm), now, "a weak bit is left");
    }
    now == old || now == new
}

// shows: EPC-LIFE-04
#[test]
fn one_cut_at_any_page_with_any_outcome_leaves_all_or_nothing() {
    let (old, new) = (content(&before()), content(&after()));
    let (mut runs, mut rolled_back, mut rolled_forward) = (0, 0, 0);
    for torn in Torn::EACH {
        for page in 0.. {
            let mut nvm = before();
            nvm.cut_power(PowerCut::once(page, torn));
            if change(&mut nvm).is_ok() {
                break;
            }
            settle(&mut nvm);
            assert!(is_old_or_new(&nvm, &old, &new), "page {page}, {torn:?}");
            if content(&nvm) == old {
                rolled_back += 1;
            } else {
                rolled_forward += 1;
            }
            runs += 1;
        }
    }
    println!("{runs} cuts of one transaction: {rolled_back} rolled back, {rolled_forward} forward");
    assert!(rolled_back > 50 && rolled_forward > 50);
}

// shows: EPC-LIFE-04
#[test]
fn a_second_cut_during_recovery_leaves_all_or_nothing_as_well() {
    let (old, new) = (content(&before()), content(&after()));
    let mut runs = 0;
    for first in Torn::EACH {
        for page in 0.. {
            let mut torn_once = before();
            torn_once.cut_power(PowerCut::once(page, first));
            if change(&mut torn_once).is_ok() {
                break;
            }
            for second in Torn::EACH {
                for after in 0.. {
                    let mut nvm = torn_once.clone();
                    nvm.cut_power(PowerCut::once(after, second));
                    nvm.power_up();
                    if nvm.has_power() {
                        break;
                    }
                    settle(&mut nvm);
                    assert!(
                        is_old_or_new(&nvm, &old, &new),
                        "page {page} {first:?}, then page {after} {second:?}"
                    );
                    runs += 1;
                }
            }
        }
    }
    println!("{runs} cuts of one transaction and of its recovery: all or nothing each time");
    assert!(runs > 10_000, "{runs}");
}

#[test]
fn a_journal_of_many_recoveries_that_all_lose_power_is_finished_in_the_end() {
    let mut nvm = before();
    let cuts = (0..40).map(|turn| Cut {
        after: turn % 9,
        torn: Torn::Erased(0xFF),
    });
    nvm.cut_power(
        std::iter::once(Cut {
            after: 12,
            torn: Torn::Old,
        })
        .chain(cuts)
        .collect(),
    );
    let _ = change(&mut nvm);
    for _ in 0..60 {
        nvm.power_up();
    }
    assert!(is_old_or_new(&nvm, &content(&before()), &content(&after())));
}

#[test]
fn nothing_of_a_transaction_is_left_in_the_journal() {
    let nvm = after();
    for copy in COPIES {
        assert!(nvm.bytes(copy).iter().all(|byte| *byte == 0));
        assert!(nvm.bytes(copy).len() > PAGE);
    }
}

#[test]
fn a_full_commit_buffer_fits_however_it_is_spread_over_a_file() {
    for step in [1, PAGE - 1, PAGE, 3 * PAGE] {
        let mut nvm = Nvm::blank();
        nvm.write(FILE, 0, &[1; 30_000]).unwrap();
        let mut transaction = nvm.begin();
        for part in 0..COMMIT_BUFFER / 32 {
            transaction
                .write(FILE, 700 + part * step, &[2; 32])
                .unwrap();
        }
        transaction.commit().unwrap();
    }
}

#[test]
fn every_region_has_an_address_of_its_own() {
    let regions = [
        Cell::LifeCycle,
        Cell::Key,
        Cell::Session,
        Cell::Manifest,
        Cell::Chip,
        Cell::StaticKeys,
        Cell::Erasure,
        Cell::PaceFailures,
        Cell::Payments,
    ]
    .into_iter()
    .chain(FILES.map(Cell::Length))
    .chain(FILES.map(Cell::Content));
    let mut seen = std::collections::BTreeSet::new();
    for cell in regions {
        assert_eq!(Cell::at(cell.address()), Some(cell));
        assert!(seen.insert(cell.address()));
    }
    for copy in COPIES {
        assert_eq!(
            Cell::at(copy.address()),
            None,
            "a journal cannot write a journal"
        );
        assert!(seen.insert(copy.address()));
    }
}

#[test]
fn a_record_with_any_byte_changed_is_no_record() {
    let nvm = before();
    let writes = [Write {
        cell: Cell::Session,
        offset: 0,
        bytes: vec![7; 16],
    }];
    let record = encode(&pages(&nvm.flash, &writes));
    assert!(decode(&record).is_some());
    for position in 0..record.len() {
        let mut changed = record.to_vec();
        changed[position] ^= 0x10;
        assert!(decode(&changed).is_none(), "byte {position}");
        assert!(decode(&record[..position]).is_none(), "cut at {position}");
    }
}

#[test]
fn pages_of_a_record_are_programmed_always_the_next_at_power_up_and_the_ones_after_where_damaged() {
    let write = |page: usize| Write {
        cell: FILE,
        offset: page * PAGE,
        bytes: vec![7; PAGE],
    };
    let nvm = before();
    let roles = |writes: &[Write]| -> Vec<(usize, char)> {
        let role = |image: &Image| match image.when {
            When::Always => 'a',
            When::Recovery => 'r',
            When::Damaged => 'd',
        };
        pages(&nvm.flash, writes)
            .iter()
            .map(|((_, page), image)| (*page, role(image)))
            .collect()
    };
    assert_eq!(
        roles(&[write(3)]),
        [(1, 'd'), (2, 'r'), (3, 'a'), (4, 'r'), (5, 'd')]
    );
    assert_eq!(
        roles(&[write(1), write(4)]),
        [
            (0, 'r'),
            (1, 'a'),
            (2, 'r'),
            (3, 'r'),
            (4, 'a'),
            (5, 'r'),
            (6, 'd')
        ]
    );
    // There is nothing before the first page, and nothing after the last one.
    assert_eq!(roles(&[write(0)]), [(0, 'a'), (1, 'r'), (2, 'd')]);
    assert_eq!(roles(&[write(6)]), [(4, 'd'), (5, 'r'), (6, 'a')]);
}

#[test]
fn a_record_fills_its_region_and_not_one_byte_more() {
    const OTHER: Cell = Cell::Content(0x0102);
    const WHOLE_PAGES: usize = (CAPACITY - HEADER) / (6 + PAGE);
    const REST: usize = (CAPACITY - HEADER) % (6 + PAGE) - 6;
    let writes = |rest: usize| {
        let write = |cell, length| Write {
            cell,
            offset: 0,
            bytes: vec![7; length],
        };
        [write(FILE, WHOLE_PAGES * PAGE), write(OTHER, rest)]
    };
    let mut nvm = Nvm::blank();
    assert_eq!(encode(&pages(&nvm.flash, &writes(REST))).len(), CAPACITY);
    let needed = CAPACITY + 1;
    assert_eq!(
        commit(&mut nvm.flash, &writes(REST + 1)),
        Err(NvmError::BufferFull { needed })
    );
    assert_eq!(nvm, Nvm::blank(), "nothing is written");
    commit(&mut nvm.flash, &writes(REST)).unwrap();
    assert_eq!(nvm.bytes(OTHER), [7; REST]);
}
