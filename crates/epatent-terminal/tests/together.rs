// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Two programs at work with one trust directory.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

use std::path::Path;
use std::sync::Barrier;

use epatent_core::object::{Environment, SecurityObject};
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_terminal::{Folder, TrustState};
use epatent_testkit::bundles::BundleOffice;
use epatent_testkit::{cards, people};
use epatent_verify::{Authentic, Circumstances, Policy, StatusRule, TrustStore, Verifier};

const NOW: &str = "2026-12-01T10:00:00Z";

const SECONDS_A_DAY: u64 = 86_400;

fn pinned(office: &BundleOffice) -> TrustStore {
    TrustStore::new(Environment::Lab, [office.lab.root.der()]).unwrap()
}

fn bundle(office: &BundleOffice, version: u64, issued: &str, previous: Option<&[u8]>) -> Vec<u8> {
    let issued = UnixTime::parse(issued).unwrap();
    let ages = [30, 60].map(|days| days * SECONDS_A_DAY);
    office.bundle(version, issued, ages, previous, |_| {})
}

fn policy() -> Policy {
    Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    }
}

/// The object of a card that this terminal has proved.
fn authentic(office: &BundleOffice) -> Authentic<SecurityObject> {
    let (trust, policy) = (pinned(office), policy());
    let circumstances = Circumstances {
        region: Region::parse("77").unwrap(),
        now: UnixTime::parse(NOW).unwrap(),
        date: CivilDate::parse("2026-12-01").unwrap(),
        profession: None,
    };
    let card = cards::signed_but(&office.lab, people::rakhimov(), 3, |_| {});
    let verifier = Verifier::new(&trust, &policy).unwrap();
    let report = verifier.verify(&card.presentation(), &circumstances);
    report.card.security_object.unwrap()
}

fn open(office: &BundleOffice, folder: &Path) -> TrustState<Folder> {
    TrustState::open(Folder::new(folder), &pinned(office)).unwrap()
}

// shows: EPC-DEV-01, EPC-DEV-05
#[test]
fn a_check_that_ends_after_an_import_does_not_undo_it() {
    let office = BundleOffice::new(1);
    let folder = tempfile::tempdir().unwrap();
    let now = UnixTime::parse(NOW).unwrap();
    let first = bundle(&office, 1, "2026-10-20T00:00:00Z", None);
    let second = bundle(&office, 2, "2026-10-21T00:00:00Z", Some(&first));
    open(&office, folder.path()).import(&first, now).unwrap();

    let mut check = open(&office, folder.path());
    open(&office, folder.path()).import(&second, now).unwrap();
    let card = authentic(&office);
    check.saw(&card, now).unwrap();

    assert_eq!(check.bundle().map(|bundle| bundle.version), Some(2));
    let after = open(&office, folder.path());
    assert_eq!(after.bundle().map(|bundle| bundle.version), Some(2));
    assert_eq!(after.state().floor, Some(card.signed_at));
}

// shows: EPC-DEV-04
#[test]
fn imports_at_the_same_time_leave_the_newest_in_force() {
    const PROGRAMS: u64 = 8;
    let office = BundleOffice::new(1);
    let folder = tempfile::tempdir().unwrap();
    let now = UnixTime::parse(NOW).unwrap();
    // Versions 1, 3, 5 ...: none names the one before it.
    let bundles: Vec<Vec<u8>> = (0..PROGRAMS)
        .map(|place| {
            let previous = (place > 0).then_some(&b"another"[..]);
            let issued = format!("2026-10-{}T00:00:00Z", 10 + place);
            bundle(&office, place * 2 + 1, &issued, previous)
        })
        .collect();
    open(&office, folder.path())
        .import(&bundles[0], now)
        .unwrap();
    let pinned = pinned(&office);
    let start = Barrier::new(bundles.len());
    std::thread::scope(|programs| {
        for bundle in &bundles {
            let (pinned, start, path) = (&pinned, &start, folder.path());
            programs.spawn(move || {
                start.wait();
                let mut state = TrustState::open(Folder::new(path), pinned).unwrap();
                // One that comes after a newer one is a rollback.
                let _ = state.import(bundle, now);
            });
        }
    });
    let after = open(&office, folder.path());
    let newest = after.bundle().map(|bundle| bundle.version);
    assert_eq!(newest, Some(PROGRAMS * 2 - 1));
}
