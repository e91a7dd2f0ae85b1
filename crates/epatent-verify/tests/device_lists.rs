// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device remembers of lists: no order of imports takes it back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::lists::{ListLab, head, paid, paid_list};
use common::under_bundle::{bundle, reference};
use common::{at, orders};
use epatent_core::UnixTime;
use epatent_core::device::{DeviceState, SeenList};
use epatent_core::list::CardStatus;
use epatent_core::object::Digest;
use epatent_verify::device::{self, Clock, Progress, Setback};
use epatent_verify::{Authentic, ListKind, Lists};

/// A list as a device sees it that has nothing else.
fn seen(lab: &ListLab, kind: ListKind, files: &[Vec<u8>]) -> (SeenList, Authentic<UnixTime>) {
    let mut lists = Lists::new();
    let now = lab.lab.circumstances.now;
    let files = files.iter().map(Vec::as_slice);
    lists.import_all(files, &lab.lab.trust(), now);
    lists.seen(kind, head(1).id).unwrap()
}

/// At this hour of a day.
fn hour(hour: u64) -> String {
    format!("2026-11-09T{hour:02}:00:00Z")
}

/// After everything that is signed here.
fn later() -> Clock {
    Clock::under(at("2026-12-01T00:00:00Z"), None)
}

// shows: EPC-DEV-13
#[test]
fn a_list_from_the_future_is_refused_and_raises_no_floor() {
    let lab = ListLab::new();
    let list = lab.status_list(1, &hour(1), CardStatus::Valid);
    let (list, issued) = seen(&lab, ListKind::Status, &[list]);
    let state = DeviceState::default();
    for (now, admitted) in [
        ("2026-11-09T00:55:00Z", true),
        ("2026-11-09T00:54:59Z", false),
    ] {
        let clock = Clock::under(at(now), None);
        let result = device::with_list(&state, list.clone(), 0, &issued, clock);
        if admitted {
            assert_eq!(result.unwrap().0.floor, Some(*issued));
        } else {
            let (issued, now) = (*issued, at(now));
            assert_eq!(result, Err(Setback::FromTheFuture { issued, now }));
        }
    }
}

// shows: EPC-DEV-10, EPC-DEV-05
#[test]
fn every_order_of_six_status_lists_ends_at_the_newest_and_the_floor_never_falls() {
    let lab = ListLab::new();
    let shown: Vec<_> = (1..=6)
        .map(|sequence| {
            let list = lab.status_list(sequence, &hour(sequence), CardStatus::Valid);
            seen(&lab, ListKind::Status, &[list])
        })
        .collect();
    for order in orders(6) {
        let mut state = DeviceState::default();
        let mut highest = 0;
        for place in &order {
            let (list, issued) = &shown[*place];
            let sequence = list.sequence;
            let result = device::with_list(&state, list.clone(), 0, issued, later());
            if sequence < highest {
                let expected = Setback::Rollback {
                    seen: highest,
                    shown: sequence,
                };
                assert_eq!(result, Err(expected), "{order:?}");
                continue;
            }
            let (next, progress) = result.unwrap();
            let is_first = highest == 0;
            assert_eq!(progress == Progress::First, is_first, "{order:?}");
            assert!(next.floor >= state.floor, "{order:?}");
            highest = sequence;
            state = next;
        }
        let (newest, _) = &shown[5];
        assert_eq!(state.lists, std::slice::from_ref(newest), "{order:?}");
        assert_eq!(state.floor, Some(at(&hour(6))), "{order:?}");
    }
}

/// A snapshot, the changes of four days after it, and a snapshot of the middle.
// shows: EPC-DEV-10
#[test]
fn every_order_of_six_files_in_a_folder_ends_at_the_newest_state() {
    let lab = ListLab::new();
    let states: Vec<_> = (1..=5)
        .map(|sequence| {
            let through = paid(&format!("2026-12-{sequence:02}"));
            paid_list(sequence, &hour(sequence), Some(through))
        })
        .collect();
    let mut files = vec![lab.snapshot(&states[0]), lab.snapshot(&states[2])];
    files.extend(states.windows(2).map(|pair| lab.delta(&pair[0], &pair[1])));
    assert_eq!(files.len(), 6);
    let newest = states[4].digest();
    for (number, order) in orders(6).into_iter().enumerate() {
        let shuffled: Vec<_> = order.iter().map(|place| files[*place].clone()).collect();
        let (list, issued) = seen(&lab, ListKind::PaidThrough, &shuffled);
        assert_eq!((list.sequence, list.state), (5, newest), "{order:?}");
        assert_eq!(*issued, at(&hour(5)));
        // The files that the device keeps are enough to come to the same state.
        if number % 8 != 0 {
            continue;
        }
        let kept: Vec<_> = list
            .files
            .iter()
            .map(|digest| {
                let file = files.iter().find(|file| Digest::of(file) == *digest);
                file.unwrap().clone()
            })
            .collect();
        let (again, _) = seen(&lab, ListKind::PaidThrough, &kept);
        assert_eq!(again, list, "{order:?}");
    }
}

// shows: EPC-DEV-10, EPC-DEV-12
#[test]
fn a_fork_and_a_list_that_was_held_back_leave_the_state_as_it_was() {
    let lab = ListLab::new();
    let first = lab.status_list(3, &hour(3), CardStatus::Valid);
    let (first, issued) = seen(&lab, ListKind::Status, &[first]);
    let state = DeviceState::default();
    let held_back = device::with_list(&state, first.clone(), 4, &issued, later());
    let expected = Setback::HeldBack { known: 4, shown: 3 };
    assert_eq!(held_back, Err(expected));

    let (state, _) = device::with_list(&state, first.clone(), 3, &issued, later()).unwrap();
    let other = lab.status_list(3, &hour(4), CardStatus::Suspended);
    let (other, issued) = seen(&lab, ListKind::Status, &[other]);
    let fork = device::with_list(&state, other, 3, &issued, later());
    assert_eq!(fork, Err(Setback::Fork { version: 3 }));
    assert_eq!(state.lists, [first]);
}

#[test]
fn a_device_forgets_the_lists_that_its_bundle_does_not_name_and_nothing_else() {
    let lab = ListLab::new();
    let status = lab.status_list(1, &hour(3), CardStatus::Valid);
    let paid = lab.snapshot(&paid_list(1, &hour(4), Some(paid("2026-12-01"))));
    let mut state = DeviceState::default();
    for (kind, file) in [(ListKind::Status, status), (ListKind::PaidThrough, paid)] {
        let (list, issued) = seen(&lab, kind, &[file]);
        (state, _) = device::with_list(&state, list, 1, &issued, later()).unwrap();
    }
    let mut named = bundle(&lab);
    let both = device::without_unnamed_lists(&state, &lab.lab.proved(&named));
    assert_eq!((both.lists.len(), &both), (2, &state));
    for kept in &state.lists {
        named.lists = vec![reference(kept.kind, 1)];
        let one = device::without_unnamed_lists(&state, &lab.lab.proved(&named));
        assert_eq!(one.lists, std::slice::from_ref(kept));
        assert_eq!((one.floor, state.floor), (Some(at(&hour(4))), one.floor));
    }
}
