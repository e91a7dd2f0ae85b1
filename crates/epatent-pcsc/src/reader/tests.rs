// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::ffi::CString;

use super::*;

fn readers(names: &[&str]) -> Vec<ReaderInfo> {
    let watched = |name: &&str| Watched::new(CString::new(*name).unwrap());
    names
        .iter()
        .map(watched)
        .map(|watched| ReaderInfo::of(&watched))
        .collect()
}

fn named(name: &str) -> ReaderChoice {
    ReaderChoice::Named(name.to_owned())
}

fn state(now: State) -> ReaderState {
    let atr = vec![0x3B, 0x00];
    ReaderState::of(&Watched {
        now,
        atr,
        ..Watched::new(CString::default())
    })
}

#[test]
fn the_only_reader_needs_no_name() {
    let one = readers(&["Gemalto 00 00"]);
    assert_eq!(ReaderChoice::Only.find(&one).unwrap().name, "Gemalto 00 00");
}

#[test]
fn without_a_reader_every_choice_is_no_reader() {
    assert_eq!(ReaderChoice::Only.find(&[]), Err(ReaderError::NoReader));
    assert_eq!(named("A").find(&[]), Err(ReaderError::NoReader));
}

#[test]
fn several_readers_need_a_name_and_are_listed() {
    let names = vec!["A 00".to_owned(), "B 00".to_owned()];
    let error = ReaderChoice::Only
        .find(&readers(&["A 00", "B 00"]))
        .unwrap_err();
    assert_eq!(error, ReaderError::SeveralReaders { names });
}

#[test]
fn a_part_of_a_name_is_enough_when_it_fits_one_reader_only() {
    let two = readers(&["Virtual PCD 00 00", "Virtual PCD 00 01"]);
    assert_eq!(named("00 01").find(&two).unwrap().name, "Virtual PCD 00 01");
    let three = readers(&["Gemalto PC", "ACS ACR39U", "HID"]);
    assert_eq!(named("acr39").find(&three).unwrap().name, "ACS ACR39U");
    assert!(
        matches!(named("virtual").find(&two), Err(ReaderError::AmbiguousReader { names, .. }) if names.len() == 2)
    );
    assert!(
        matches!(named("Gemalto").find(&two), Err(ReaderError::UnknownReader { names, .. }) if names.len() == 2)
    );
}

#[test]
fn a_full_name_wins_over_names_that_contain_it() {
    let two = readers(&["Reader 10", "Reader 1"]);
    assert_eq!(named("Reader 1").find(&two).unwrap().name, "Reader 1");
}

#[test]
fn virtual_readers_are_recognised_by_name() {
    let flags = |name| readers(&[name])[0].virtual_reader;
    assert!(flags("Virtual PCD 00 00"));
    assert!(flags("BixVReader 0"));
    assert!(!flags("Gemalto PC Twin Reader 00 00"));
}

#[test]
fn every_combination_of_flags_has_one_state() {
    let atr = || vec![0x3B, 0x00];
    assert_eq!(state(State::EMPTY), ReaderState::Empty);
    assert_eq!(
        state(State::PRESENT),
        ReaderState::CardPresent { atr: atr() }
    );
    assert_eq!(state(State::PRESENT | State::MUTE), ReaderState::Mute);
    let shared = ReaderState::InUse {
        atr: atr(),
        exclusive: false,
    };
    assert_eq!(state(State::PRESENT | State::INUSE), shared);
    let exclusive = ReaderState::InUse {
        atr: atr(),
        exclusive: true,
    };
    assert_eq!(
        state(State::PRESENT | State::INUSE | State::EXCLUSIVE),
        exclusive
    );
    for gone in [State::UNKNOWN, State::UNAVAILABLE, State::IGNORE] {
        assert_eq!(state(gone | State::EMPTY), ReaderState::Unavailable);
    }
}
