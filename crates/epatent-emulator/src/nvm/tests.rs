// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_apdu::profile::LifeCycle;

use super::*;

#[test]
fn transaction_that_is_dropped_changes_nothing() {
    let mut nvm = Nvm::blank();
    let before = nvm.clone();
    let mut transaction = nvm.begin();
    transaction.write(Cell::Session, 0, &[1; 16]).unwrap();
    drop(transaction);
    assert_eq!(nvm, before);
}

#[test]
fn transaction_takes_effect_whole_and_counts_as_one_change() {
    let mut nvm = Nvm::blank();
    let mut transaction = nvm.begin();
    transaction.write(Cell::Session, 0, &[1; 16]).unwrap();
    transaction.write(Cell::Manifest, 0, &[2; 32]).unwrap();
    assert_eq!(transaction.size(), 48);
    transaction.commit().unwrap();
    assert_eq!((nvm.session(), nvm.manifest()), ([1; 16], [2; 32]));
    assert_eq!(nvm.revision(), 1);
}

// shows: EPC-LIFE-05
#[test]
fn transaction_holds_the_commit_buffer_and_not_one_byte_more() {
    let mut nvm = Nvm::blank();
    let mut transaction = nvm.begin();
    transaction
        .write(Cell::Content(0x0101), 0, &[9; COMMIT_BUFFER])
        .unwrap();
    assert_eq!(
        transaction.write(Cell::Content(0x0101), 0, &[9]),
        Err(NvmError::BufferFull {
            needed: COMMIT_BUFFER + 1
        })
    );
}

#[test]
fn write_past_its_region_is_refused_and_writes_nothing() {
    let mut nvm = Nvm::blank();
    let before = nvm.clone();
    let cell = Cell::Session;
    assert_eq!(
        nvm.write(cell, 1, &[0; 16]),
        Err(NvmError::OutOfRange { cell, end: 17 })
    );
    assert_eq!(
        nvm.write(cell, usize::MAX, &[0; 16]),
        Err(NvmError::OutOfRange {
            cell,
            end: usize::MAX
        })
    );
    assert_eq!(nvm, before);
    nvm.write(Cell::Content(0x0101), MAX_FILE - 1, &[1])
        .unwrap();
    assert!(nvm.write(Cell::Content(0x0101), MAX_FILE, &[1]).is_err());
}

// shows: EPC-LIFE-01, EPC-LIFE-02
#[test]
fn of_all_pairs_of_life_cycle_bytes_only_the_five_of_the_profile_live() {
    let mut alive = 0;
    for pair in 0..=u16::MAX {
        let mut nvm = Nvm::blank();
        nvm.write(Cell::LifeCycle, 0, &pair.to_be_bytes()).unwrap();
        let [state, complement] = pair.to_be_bytes();
        match LifeCycle::from_byte(state) {
            Some(named) if complement == !state => {
                assert_eq!(nvm.life_cycle(), named);
                alive += 1;
            }
            _ => assert_eq!(nvm.life_cycle(), LifeCycle::Terminated),
        }
    }
    assert_eq!(alive, 5);
    assert_eq!(Nvm::erased().life_cycle(), LifeCycle::Terminated);
}

#[test]
fn content_without_its_length_is_not_a_file() {
    let mut nvm = Nvm::blank();
    nvm.write(Cell::Content(0x0101), 0, b"torn before the length")
        .unwrap();
    assert_eq!(nvm.file(0x0101), None);
    nvm.write_file(0x0101, 0, b"ab").unwrap();
    assert_eq!(nvm.file(0x0101), Some(b"ab".as_slice()));
}

// shows: EPC-PERSO-07
#[test]
fn rewriting_the_head_of_a_file_keeps_its_length() {
    let mut nvm = Nvm::blank();
    nvm.write_file(0x0101, 0, b"abcdef").unwrap();
    nvm.write_file(0x0101, 0, b"ABC").unwrap();
    assert_eq!(nvm.file(0x0101), Some(b"ABCdef".as_slice()));
    assert_eq!(nvm.file_length(0x0101), 6);
}

#[test]
fn what_is_printed_of_a_memory_holds_no_byte_of_it() {
    let mut nvm = Nvm::blank();
    nvm.write(Cell::Key, 0, &[0xA7; 32]).unwrap();
    let printed = format!("{nvm:?}");
    assert!(printed.contains("Key: 32"), "{printed}");
    assert!(
        !printed.contains("167") && !printed.to_lowercase().contains("a7"),
        "{printed}"
    );
}

// shows: EPC-PERSO-10
#[test]
fn weak_bit_before_the_end_of_a_file_is_strong_after_power_up_whatever_the_host_does_next() {
    let mut nvm = Nvm::blank();
    let mut transaction = nvm.begin();
    transaction.life_cycle(LifeCycle::Personalisation).unwrap();
    transaction.commit().unwrap();
    nvm.write_file(0x0101, 0, &[0x55; 100]).unwrap();
    // The page of byte 99 is programmed again, and right for some readings only.
    let pattern = 0xFFFF_FFFF_FFFF_FF00;
    nvm.cut_power(PowerCut::once(0, Torn::Weak { bit: 0, pattern }));
    assert_eq!(
        nvm.write_file(0x0101, 100, &[0x66; 10]),
        Err(NvmError::PowerLost)
    );
    nvm.power_up();
    for _ in 0..70 {
        assert_eq!(nvm.file(0x0101), Some([0x55; 100].as_slice()));
        nvm.read_again();
    }
}

// shows: EPC-PERSO-10
#[test]
fn file_that_is_written_over_never_has_a_length_that_covers_torn_pages() {
    for torn in Torn::EACH {
        for page in 0.. {
            let mut nvm = Nvm::blank();
            nvm.write_file(0x0101, 0, &[0x55; 300]).unwrap();
            nvm.cut_power(PowerCut::once(page, torn));
            if nvm.write_file(0x0101, 128, &[0x66; 100]).is_ok() {
                break;
            }
            nvm.power_up();
            let whole = [&[0x55; 128][..], &[0x66; 100], &[0x55; 72]].concat();
            let file = nvm.file(0x0101).unwrap();
            let untouched = file == [0x55; 300];
            let damaged_before = matches!(torn, Torn::NeighbourBefore) && file.len() == 128;
            assert!(
                untouched || damaged_before || file == &whole[..file.len()],
                "page {page}, {torn:?}: {} bytes",
                file.len()
            );
        }
    }
}

#[test]
fn memories_are_equal_where_every_byte_and_the_count_of_changes_are() {
    let written = |byte: u8, times: usize| {
        let mut nvm = Nvm::blank();
        for _ in 0..times {
            let mut transaction = nvm.begin();
            transaction.write(Cell::Session, 0, &[byte; 16]).unwrap();
            transaction.commit().unwrap();
        }
        nvm
    };
    assert_eq!(written(1, 1), written(1, 1));
    assert_ne!(written(1, 1), written(2, 1), "other bytes");
    assert_ne!(
        written(1, 1),
        written(1, 2),
        "the same bytes, written twice"
    );
}

#[test]
fn weak_bit_reads_differently_at_the_next_command() {
    let mut nvm = Nvm::blank();
    let cell = Cell::Content(0x0101);
    // Right when power comes back, wrong at the command after it, and right at the next.
    let pattern = 0b010;
    nvm.cut_power(PowerCut::once(0, Torn::Weak { bit: 0, pattern }));
    assert_eq!(nvm.write(cell, 0, &[0x54; 4]), Err(NvmError::PowerLost));
    nvm.power_up();
    let mut readings = Vec::new();
    for _ in 0..3 {
        readings.push(nvm.bytes(cell).to_vec());
        nvm.read_again();
    }
    let (right, wrong) = (vec![0x54; 4], vec![0x55, 0x54, 0x54, 0x54]);
    assert_eq!(readings, [right.clone(), wrong, right]);
}

#[test]
fn transaction_that_power_up_finishes_counts_as_a_change_and_an_idle_power_up_does_not() {
    let mut finished = 0;
    for page in 0.. {
        let mut nvm = Nvm::blank();
        nvm.cut_power(PowerCut::once(page, Torn::Old));
        let mut transaction = nvm.begin();
        transaction.write(Cell::Session, 0, &[7; 16]).unwrap();
        if transaction.commit().is_ok() {
            break;
        }
        let before = (nvm.revision(), nvm.session());
        nvm.power_up();
        let after = (nvm.revision(), nvm.session());
        if after.1 != before.1 {
            assert_ne!(after.0, before.0, "page {page}");
            finished += 1;
        }
        nvm.power_up();
        assert_eq!((nvm.revision(), nvm.session()), after, "page {page}");
    }
    assert!(finished > 0);
}
