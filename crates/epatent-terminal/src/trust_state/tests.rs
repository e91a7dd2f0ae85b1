// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use epatent_core::bundle::TrustBundle;
use epatent_core::object::Environment;
use epatent_testkit::bundles::BundleOffice;

use super::*;

/// One thing that was done to a disk.
#[derive(Debug, Clone)]
enum Step {
    Write(String, Vec<u8>),
    Rename(String, String),
    Sync,
    Remove(String),
}

/// A disk in memory that remembers what was done to it, and may fail at a step.
#[derive(Debug, Clone, Default)]
struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    steps: Vec<Step>,
    fails_at: Option<usize>,
}

impl Memory {
    fn do_step(&mut self, step: Step) -> io::Result<()> {
        if self.fails_at == Some(self.steps.len()) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        apply(&mut self.files, &step);
        self.steps.push(step);
        Ok(())
    }
}

fn apply(files: &mut BTreeMap<String, Vec<u8>>, step: &Step) {
    match step {
        Step::Write(name, content) => drop(files.insert(name.clone(), content.clone())),
        Step::Rename(from, to) => {
            if let Some(content) = files.remove(from) {
                files.insert(to.clone(), content);
            }
        }
        Step::Sync => {}
        Step::Remove(name) => drop(files.remove(name)),
    }
}

impl Disk for Memory {
    fn hold(&self, _: Hold) -> io::Result<Held> {
        Ok(Held::default())
    }
    fn read(&self, name: &str, _: usize) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files.get(name).cloned())
    }
    fn write(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.do_step(Step::Write(name.to_owned(), content.to_vec()))
    }
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.do_step(Step::Rename(from.to_owned(), to.to_owned()))
    }
    fn sync(&mut self) -> io::Result<()> {
        self.do_step(Step::Sync)
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.do_step(Step::Remove(name.to_owned()))
    }
    fn names(&self, _: usize) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }
}

const SECONDS_AN_HOUR: u64 = 3600;

fn office() -> BundleOffice {
    BundleOffice::new(5)
}

fn pinned(office: &BundleOffice) -> TrustStore {
    TrustStore::new(Environment::Lab, [office.lab.root.der()]).unwrap()
}

fn bundle(office: &BundleOffice, version: u64, previous: Option<&[u8]>) -> Vec<u8> {
    bundle_but(office, version, previous, |_| {})
}

/// Of an hour for each version, good for a day and kept for ten.
fn bundle_but(
    office: &BundleOffice,
    version: u64,
    previous: Option<&[u8]>,
    change: impl FnOnce(&mut TrustBundle),
) -> Vec<u8> {
    let issued = UnixTime::from_seconds(1_793_000_000 + version * SECONDS_AN_HOUR).unwrap();
    let ages = [24, 240].map(|hours| hours * SECONDS_AN_HOUR);
    office.bundle(version, issued, ages, previous, change)
}

fn now() -> UnixTime {
    UnixTime::from_seconds(1_793_040_000).unwrap()
}

fn version_of(state: &TrustState<Memory>) -> u64 {
    state.bundle().map_or(0, |bundle| bundle.version)
}

fn open(
    office: &BundleOffice,
    files: BTreeMap<String, Vec<u8>>,
) -> Result<TrustState<Memory>, StateError> {
    let disk = Memory {
        files,
        ..Memory::default()
    };
    TrustState::open(disk, &pinned(office))
}

/// A terminal that has bundles 1 and 2.
fn with_two(office: &BundleOffice) -> (TrustState<Memory>, Vec<u8>) {
    let first = bundle(office, 1, None);
    let second = bundle(office, 2, Some(&first));
    let mut state = open(office, BTreeMap::new()).unwrap();
    assert_eq!(state.import(&first, now()).unwrap(), Progress::First);
    assert_eq!(state.import(&second, now()).unwrap(), Progress::Newer);
    (state, second)
}

/// Every state of the medium that a loss of power after the steps `done` may leave: the last file
/// that was being written cut at every byte, and the names given since the last sync kept up to any
/// point.
fn after_power_loss(
    before: &BTreeMap<String, Vec<u8>>,
    done: &[Step],
) -> Vec<BTreeMap<String, Vec<u8>>> {
    let synced = done
        .iter()
        .rposition(|step| matches!(step, Step::Sync))
        .map_or(0, |place| place + 1);
    let mut media = Vec::new();
    for kept in synced..=done.len() {
        let mut files = before.clone();
        done.iter()
            .take(kept)
            .for_each(|step| apply(&mut files, step));
        if let Some(Step::Write(name, content)) = done.get(kept.wrapping_sub(1)) {
            for length in 0..content.len() {
                let mut torn = files.clone();
                torn.insert(name.clone(), content[..length].to_vec());
                media.push(torn);
            }
        }
        media.push(files);
    }
    media
}

#[test]
fn a_bundle_that_was_imported_is_in_force_after_a_restart() {
    let office = office();
    let (state, _) = with_two(&office);
    let again = open(&office, state.disk.files.clone()).unwrap();
    assert_eq!(version_of(&again), 2);
    assert_eq!(again.state(), state.state());
    assert_eq!(
        again.state().floor,
        state.bundle().map(|bundle| bundle.issued)
    );
    assert_eq!(again.disk.files.len(), 3, "two copies and one bundle");
}

// shows: EPC-DEV-07
#[test]
fn power_lost_at_any_moment_of_an_import_leaves_the_old_bundle_or_the_new_one() {
    let office = office();
    let (state, second) = with_two(&office);
    let before = state.disk.files;
    let third = bundle(&office, 3, Some(&second));
    let mut running = open(&office, before.clone()).unwrap();
    running.import(&third, now()).unwrap();
    let steps = running.disk.steps.clone();
    let (mut cuts, mut old, mut new) = (0, 0, 0);
    for done in 0..=steps.len() {
        for files in after_power_loss(&before, &steps[..done]) {
            cuts += 1;
            let mut after =
                open(&office, files).unwrap_or_else(|error| panic!("after {done} steps: {error}"));
            match version_of(&after) {
                2 => old += 1,
                3 => new += 1,
                other => panic!("version {other} after {done} steps"),
            }
            // And the import can be made again.
            after.import(&third, now()).unwrap();
            assert_eq!(version_of(&after), 3);
        }
    }
    assert!(cuts > 1000 && old > 0 && new > 0, "{cuts} {old} {new}");
    println!("{cuts} cuts: {old} times the old bundle, {new} times the new one");
}

// shows: EPC-DEV-09
#[test]
fn a_disk_that_fails_at_any_step_leaves_the_old_bundle_in_force() {
    let office = office();
    let (state, second) = with_two(&office);
    let third = bundle(&office, 3, Some(&second));
    for step in 0..6 {
        let mut running = open(&office, state.disk.files.clone()).unwrap();
        running.disk.fails_at = Some(step);
        let outcome = running.import(&third, now());
        assert!(
            matches!(outcome, Err(ImportError::State(StateError::File { .. }))),
            "{step}"
        );
        assert_eq!(version_of(&running), 2, "{step}");
    }
}

#[test]
fn an_old_a_forged_and_a_forked_bundle_change_nothing_on_the_disk() {
    let office = office();
    let (mut state, second) = with_two(&office);
    let before = state.disk.files.clone();
    let old = state.import(&bundle(&office, 1, None), now());
    assert!(matches!(
        old,
        Err(ImportError::Setback(Setback::Rollback {
            seen: 2,
            shown: 1
        }))
    ));
    let mut forged = second.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    assert!(matches!(
        state.import(&forged, now()),
        Err(ImportError::Untrusted(_))
    ));
    let fork = bundle(&office, 2, Some(b"another past"));
    assert!(matches!(
        state.import(&fork, now()),
        Err(ImportError::Setback(Setback::Fork { version: 2 }))
    ));
    assert_eq!(state.import(&second, now()).unwrap(), Progress::Same);
    assert_eq!(state.disk.files, before);
    assert_eq!(version_of(&state), 2);
}

// shows: EPC-DEV-08
#[test]
fn one_damaged_copy_is_survived_and_told_and_two_are_not_passed_over() {
    let office = office();
    let (state, _) = with_two(&office);
    let damage = |names: &[&str]| {
        let mut files = state.disk.files.clone();
        for name in names {
            files.get_mut(*name).unwrap().truncate(10);
        }
        open(&office, files)
    };
    // The copy of generation 1 is a, that of generation 2 is b.
    let survived = damage(&["a.cbor"]).unwrap();
    assert!(survived.copy_is_damaged() && version_of(&survived) == 2);
    assert!(matches!(damage(&["b.cbor"]), Err(StateError::BundleLost)));
    assert!(matches!(
        damage(&["a.cbor", "b.cbor"]),
        Err(StateError::BothDamaged)
    ));
}

// shows: EPC-DEV-08
#[test]
fn a_bundle_exchanged_on_the_disk_is_noticed() {
    let office = office();
    let (state, _) = with_two(&office);
    let mut files = state.disk.files.clone();
    let name = document(state.bundle().unwrap().digest());
    files.insert(name, bundle(&office, 1, None));
    assert!(matches!(open(&office, files), Err(StateError::BundleLost)));
}

mod lists;
