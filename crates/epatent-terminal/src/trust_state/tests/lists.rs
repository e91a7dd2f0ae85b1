// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_core::CivilDate;
use epatent_core::bundle::ListKind as Kind;
use epatent_core::list::{CardStatus, PaidThrough};
use epatent_testkit::lists::ListOffice;
use epatent_verify::{ListError, Untrusted};

use super::*;
use crate::TrustDirectory;

fn hour(hours: u64) -> UnixTime {
    UnixTime::from_seconds(1_793_000_000 + hours * 3600).unwrap()
}

/// An office with two states of both its lists: a status list each, and a snapshot with the changes
/// after it.
struct Publisher {
    office: BundleOffice,
    lists: ListOffice,
    status: [Vec<u8>; 2],
    snapshot: Vec<u8>,
    delta: Vec<u8>,
}

impl Publisher {
    fn new() -> Self {
        let office = office();
        let lists = ListOffice::new(&office.lab, 772_026);
        let through = PaidThrough::new(CivilDate::parse("2026-12-01").unwrap());
        let (old, new) = (
            lists.paid(1, hour(1), &[]),
            lists.paid(2, hour(2), &[(41, through)]),
        );
        Self {
            status: [
                lists.status_list(1, hour(1), &[]),
                lists.status_list(2, hour(2), &[(41, CardStatus::Suspended)]),
            ],
            snapshot: lists.snapshot(&old),
            delta: lists.delta(&old, &new),
            lists,
            office,
        }
    }

    /// The first bundle; it names both lists.
    fn bundle(&self, change: impl FnOnce(&mut TrustBundle)) -> Vec<u8> {
        bundle_but(&self.office, 1, None, |bundle| {
            bundle.signers = self.lists.signers();
            bundle.signers.sort_by_key(|signer| signer.certificate);
            bundle.lists = self.lists.references(1, 1);
            change(bundle);
        })
    }

    /// A terminal with the bundle and the first state of both lists.
    fn terminal(&self) -> TrustState<Memory> {
        let mut state = open(&self.office, BTreeMap::new()).unwrap();
        state.import(&self.bundle(|_| {}), now()).unwrap();
        let taken = state.import_lists(&[&self.status[0], &self.snapshot], now());
        assert!(
            taken
                .unwrap()
                .iter()
                .all(|taken| progress(taken) == Progress::First)
        );
        state
    }

    fn directory(&self) -> TrustDirectory {
        TrustDirectory {
            store: pinned(&self.office),
            signers: epatent_verify::SignerCertificates::new(),
            policy: epatent_verify::Policy::default(),
            list_files: Vec::new(),
        }
    }

    /// The sequences of status and paid-through list, as the memory has them and as they can be checked
    /// with.
    fn sequences(&self, state: &TrustState<Memory>) -> ([u64; 2], [u64; 2]) {
        let id = self.lists.id;
        let kinds = [Kind::Status, Kind::PaidThrough];
        let seen = kinds.map(|kind| {
            let seen = state.state().list(kind, id.region, id.number);
            seen.map_or(0, |seen| seen.sequence)
        });
        let directory = self.directory();
        let at_hand = state.lists(&directory, now());
        assert!(at_hand.lost.is_empty());
        let usable = kinds.map(|kind| {
            let kind = epatent_verify::ListKind::of_bundle(kind);
            let seen = at_hand.lists.seen(kind, id);
            seen.map_or(0, |(seen, _)| seen.sequence)
        });
        (seen, usable)
    }
}

fn progress(taken: &Result<TakenList, ListRefusal>) -> Progress {
    taken.as_ref().unwrap().progress
}

// shows: EPC-DEV-14
#[test]
fn lists_that_are_too_much_together_are_refused_and_those_before_stay_in_force() {
    let publisher = Publisher::new();
    let mut state = publisher.terminal();
    let before = state.state().clone();
    let status = publisher.status[1].len();
    state.lists_total = publisher.snapshot.len() + status;
    let limit = state.lists_total;
    let files: [&[u8]; 2] = [&publisher.delta, &publisher.status[1]];
    let taken = state.import_lists(&files, now()).unwrap();
    let refused = || Err(ListRefusal::TooMuch { limit });
    assert_eq!(taken, [refused(), refused()]);
    assert_eq!(*state.state(), before);
    assert_eq!(publisher.sequences(&state), ([1, 1], [1, 1]));
    // The new status list takes the place of the old one, and there is room for that.
    let taken = state.import_lists(&files[1..], now()).unwrap();
    assert_eq!(progress(&taken[0]), Progress::Newer);
    assert_eq!(publisher.sequences(&state), ([2, 1], [2, 1]));
}

// shows: EPC-DEV-13
#[test]
fn a_list_and_a_bundle_from_the_future_leave_the_memory_as_it_was() {
    let publisher = Publisher::new();
    let mut state = publisher.terminal();
    let before = state.state().clone();
    let files = state.disk.files.clone();
    let (late, early) = (hour(2), hour(1));
    let taken = state.import_lists(&[&publisher.status[1]], early).unwrap();
    let setback = Setback::FromTheFuture {
        issued: late,
        now: early,
    };
    assert_eq!(taken, [Err(ListRefusal::Setback(setback))]);
    let next = bundle(&publisher.office, 2, Some(&publisher.bundle(|_| {})));
    assert!(matches!(
        state.import(&next, early),
        Err(ImportError::Setback(Setback::FromTheFuture { .. }))
    ));
    assert_eq!((state.state(), &state.disk.files), (&before, &files));
}

// shows: EPC-DEV-05
#[test]
fn lists_that_were_imported_are_in_force_after_a_restart_and_raise_the_floor() {
    let publisher = Publisher::new();
    let mut state = publisher.terminal();
    assert_eq!(publisher.sequences(&state), ([1, 1], [1, 1]));
    assert_eq!(state.state().floor, Some(hour(1)));
    // In whatever order.
    let taken = state.import_lists(&[&publisher.delta, &publisher.status[1]], now());
    assert!(
        taken
            .unwrap()
            .iter()
            .all(|taken| progress(taken) == Progress::Newer)
    );
    assert_eq!(state.state().floor, Some(hour(2)));
    let again = open(&publisher.office, state.disk.files.clone()).unwrap();
    assert_eq!(publisher.sequences(&again), ([2, 2], [2, 2]));
    assert_eq!(again.state(), state.state());
    // Two copies, the bundle, a status list, a snapshot and the changes after it.
    assert_eq!(again.disk.files.len(), 6);
    let before = again.disk.files;
    let taken = state.import_lists(&[&publisher.delta, &publisher.status[1]], now());
    assert!(
        taken
            .unwrap()
            .iter()
            .all(|taken| progress(taken) == Progress::Same)
    );
    assert_eq!(state.disk.files, before);
}

// shows: EPC-DEV-07
#[test]
fn power_lost_at_any_moment_of_an_import_leaves_all_old_lists_or_all_new_ones() {
    let publisher = Publisher::new();
    let before = publisher.terminal().disk.files;
    let offered = [publisher.status[1].as_slice(), &publisher.delta];
    let mut running = open(&publisher.office, before.clone()).unwrap();
    running.import_lists(&offered, now()).unwrap();
    let steps = running.disk.steps.clone();
    let (mut cuts, mut old, mut new) = (0, 0, 0);
    for done in 0..=steps.len() {
        for files in after_power_loss(&before, &steps[..done]) {
            cuts += 1;
            let mut after = open(&publisher.office, files).unwrap();
            match publisher.sequences(&after) {
                ([1, 1], [1, 1]) => old += 1,
                ([2, 2], [2, 2]) => new += 1,
                other => panic!("{other:?} after {done} steps"),
            }
            // And the import can be made again.
            if cuts % 5 == 0 {
                after.import_lists(&offered, now()).unwrap();
                assert_eq!(publisher.sequences(&after), ([2, 2], [2, 2]));
            }
        }
    }
    assert!(cuts > 1000 && old > 0 && new > 0, "{cuts} {old} {new}");
    println!("{cuts} cuts: {old} times the old lists, {new} times the new ones");
}

// shows: EPC-DEV-09
#[test]
fn a_disk_that_fails_at_any_step_leaves_the_old_lists_in_force() {
    let publisher = Publisher::new();
    let before = publisher.terminal().disk.files;
    let offered = [publisher.status[1].as_slice(), &publisher.delta];
    for step in 0..9 {
        let mut running = open(&publisher.office, before.clone()).unwrap();
        running.disk.fails_at = Some(step);
        assert!(running.import_lists(&offered, now()).is_err(), "{step}");
        assert_eq!(publisher.sequences(&running), ([1, 1], [1, 1]), "{step}");
    }
}

#[track_caller]
fn refused(state: &mut TrustState<Memory>, file: &[u8]) -> ListRefusal {
    let before = state.disk.files.clone();
    let refusal = state
        .import_lists(&[file], now())
        .unwrap()
        .remove(0)
        .unwrap_err();
    assert_eq!(state.disk.files, before);
    refusal
}

// shows: EPC-DEV-10, EPC-DEV-12
#[test]
fn a_list_that_takes_the_terminal_back_or_is_not_named_changes_nothing() {
    let publisher = Publisher::new();
    let mut state = publisher.terminal();
    state.import_lists(&[&publisher.status[1]], now()).unwrap();
    assert!(matches!(
        refused(&mut state, &publisher.status[0]),
        ListRefusal::List(ListError::Rollback { .. })
    ));
    let fork = publisher.lists.status_list(2, hour(3), &[]);
    assert!(matches!(
        refused(&mut state, &fork),
        ListRefusal::List(ListError::Fork { sequence: 2 })
    ));
    let mut forged = publisher.lists.status_list(3, hour(3), &[]);
    *forged.last_mut().unwrap() ^= 1;
    assert!(matches!(
        refused(&mut state, &forged),
        ListRefusal::List(ListError::Untrusted(Untrusted::Forged(_)))
    ));
    let other = ListOffice::new(&publisher.office.lab, 772_025);
    let unnamed = other.status_list(9, hour(3), &[]);
    assert_eq!(refused(&mut state, &unnamed), ListRefusal::NotNamed);

    let mut without = open(&publisher.office, BTreeMap::new()).unwrap();
    let status = &publisher.status[1];
    assert_eq!(refused(&mut without, status), ListRefusal::NoBundle);

    // The bundle knows of a newer one, and of a signer that is none any more.
    let mut held = open(&publisher.office, BTreeMap::new()).unwrap();
    let newer = publisher.bundle(|bundle| bundle.lists = publisher.lists.references(3, 1));
    held.import(&newer, now()).unwrap();
    assert!(matches!(
        refused(&mut held, status),
        ListRefusal::Setback(Setback::HeldBack { known: 3, shown: 2 })
    ));
    let mut withdrawn = open(&publisher.office, BTreeMap::new()).unwrap();
    let bundle = publisher.bundle(|bundle| bundle.signers.clear());
    withdrawn.import(&bundle, now()).unwrap();
    assert!(matches!(
        refused(&mut withdrawn, status),
        ListRefusal::List(ListError::Untrusted(Untrusted::UnknownIssuer(_)))
    ));
}

// shows: EPC-DEV-11
#[test]
fn a_list_lost_from_the_disk_is_told_and_no_older_one_takes_its_place() {
    let publisher = Publisher::new();
    let mut state = publisher.terminal();
    state.import_lists(&[&publisher.status[1]], now()).unwrap();
    let mut files = state.disk.files.clone();
    let name = document(Digest::of(&publisher.status[1]));
    files.get_mut(&name).unwrap().truncate(10);
    let mut after = open(&publisher.office, files).unwrap();
    let mut directory = publisher.directory();
    directory.list_files = vec![("old".into(), publisher.status[0].clone())];
    let at_hand = after.lists(&directory, now());
    assert_eq!(at_hand.lost.len(), 1);
    assert!(matches!(
        after
            .import_lists(&[&publisher.status[0]], now())
            .unwrap()
            .remove(0),
        Err(ListRefusal::Setback(Setback::Rollback {
            seen: 2,
            shown: 1
        }))
    ));
    // The same one heals it.
    let taken = after.import_lists(&[&publisher.status[1]], now()).unwrap();
    assert_eq!(progress(&taken[0]), Progress::Same);
    assert_eq!(publisher.sequences(&after), ([2, 1], [2, 1]));
}
