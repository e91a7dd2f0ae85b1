// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec;

use super::*;

fn region() -> Region {
    Region::parse("77").unwrap()
}

fn state() -> DeviceState {
    DeviceState {
        generation: 9,
        floor: Some(UnixTime::parse("2026-11-01T00:00:00Z").unwrap()),
        bundle: Some(Seen {
            version: 7,
            digest: Digest::from_bytes([7; 32]),
        }),
        lists: vec![
            SeenList {
                kind: ListKind::Status,
                region: region(),
                list: 772_026,
                sequence: 41,
                state: Digest::from_bytes([4; 32]),
                files: vec![Digest::from_bytes([1; 32])],
            },
            SeenList {
                kind: ListKind::PaidThrough,
                region: region(),
                list: 772_026,
                sequence: 41,
                state: Digest::from_bytes([4; 32]),
                files: vec![Digest::from_bytes([2; 32]), Digest::from_bytes([3; 32])],
            },
        ],
        roots: vec![vec![0x30, 0x00]],
    }
}

#[test]
fn a_state_comes_back_and_so_does_that_of_a_new_device() {
    for state in [state(), DeviceState::default()] {
        assert_eq!(DeviceState::decode(&state.encode().unwrap()), Ok(state));
    }
}

#[test]
fn a_copy_cut_at_any_byte_or_with_any_bit_flipped_is_none() {
    let bytes = state().encode().unwrap();
    for length in 0..bytes.len() {
        assert!(DeviceState::decode(&bytes[..length]).is_err(), "{length}");
    }
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << bit;
            assert!(DeviceState::decode(&flipped).is_err(), "{place} {bit}");
        }
    }
}

#[test]
fn lists_in_disorder_are_not_written() {
    let mut disorder = state();
    disorder.lists.reverse();
    assert!(matches!(
        disorder.encode(),
        Err(ModelError::OutOfRange { .. })
    ));
}

#[test]
fn a_list_is_found_by_kind_region_and_number() {
    let state = state();
    assert_eq!(
        state
            .list(ListKind::PaidThrough, region(), 772_026)
            .unwrap()
            .files
            .len(),
        2
    );
    assert!(state.list(ListKind::Status, region(), 772_027).is_none());
}
