// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether devices take the new files, and whether these say what the register says.

use std::collections::HashMap;

use epatent_core::UnixTime;
use epatent_core::bundle::ListKind;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::device::DeviceState;
use epatent_core::list::{PaidThroughEntry, PaidThroughList, StatusList};
use epatent_verify::device::{self, Clock};
use epatent_verify::{ListError, ListKind as Kind, Lists, ProvedBundle, TrustStore};

use super::PublishError;
use super::content::{Made, MadeList};
use super::site::{BUNDLE_FILE, Before, ROLLOVER_FILE, id_of};

/// The new files by their names, as they were read back.
struct Files<'f>(HashMap<&'f str, &'f [u8]>);

impl<'f> Files<'f> {
    fn get(&self, name: &str) -> Result<&'f [u8], PublishError> {
        let missing = || PublishError::unproved(name, "it is not there");
        self.0.get(name).copied().ok_or_else(missing)
    }
}

/// Proves the files that were read back.
///
/// # Errors
///
/// [`PublishError::Unproved`].
pub(super) fn prove(
    before: Before,
    made: &Made,
    staged: &[Vec<u8>],
    at: UnixTime,
) -> Result<(), PublishError> {
    let names = made.files.iter().map(|file| file.name.as_str());
    let files = Files(names.zip(staged.iter().map(Vec::as_slice)).collect());
    let devices = before.devices();
    let unproved = |error: &dyn std::fmt::Display| PublishError::unproved(BUNDLE_FILE, error);
    let shown = ProvedBundle::prove(files.get(BUNDLE_FILE)?, &devices, at)
        .map_err(|error| unproved(&error))?;
    let in_force = before.bundle.as_ref();
    let clock = Clock::under(at, in_force);
    let (mut state, _) = device::with_bundle(&before.state, in_force, &shown, &devices, clock)
        .map_err(|error| unproved(&error))?;
    let trust = device::roots(&devices, &state);
    first_visit(&before, made, files.get(BUNDLE_FILE)?, at)?;
    let mut former = before.lists;

    // A device that has nothing takes the whole lists, one of before the changes where it can.
    let mut fresh = Lists::new();
    for list in &made.lists {
        let status = files.get(&list.status_name)?;
        let paid = files.get(&list.paid_name)?;
        for (name, bytes) in [(&list.status_name, status), (&list.paid_name, paid)] {
            take(&mut fresh, name, bytes, &trust, &shown, at)?;
        }
        take(&mut former, &list.status_name, status, &trust, &shown, at)?;
        match &list.changes_name {
            Some(name) => take(&mut former, name, files.get(name)?, &trust, &shown, at)?,
            None => take(&mut former, &list.paid_name, paid, &trust, &shown, at)?,
        }
        compare(list, status, paid)?;
    }
    if shown.lists.len() != made.lists.len().saturating_mul(2) {
        return Err(PublishError::unproved(
            BUNDLE_FILE,
            "it does not name every list",
        ));
    }
    for reference in &shown.lists {
        let name = reference.name.as_str();
        let kind = Kind::of_bundle(reference.kind);
        let id = id_of(reference);
        let missing = || PublishError::unproved(name, "a device does not have it afterwards");
        let (seen, issued) = former.seen(kind, id).ok_or_else(missing)?;
        let (seen_fresh, _) = fresh.seen(kind, id).ok_or_else(missing)?;
        if seen.sequence != reference.sequence || seen_fresh.sequence != reference.sequence {
            return Err(PublishError::unproved(
                name,
                "the bundle names another sequence",
            ));
        }
        if reference.kind == ListKind::PaidThrough && seen.state != seen_fresh.state {
            return Err(PublishError::unproved(
                name,
                "the changes lead to another state than the snapshot",
            ));
        }
        (state, _) = device::with_list(&state, seen, reference.sequence, &issued, clock)
            .map_err(|error| PublishError::unproved(name, error))?;
    }
    Ok(())
}

/// A device that has nothing but its pinned roots gets in, by `rollover.cbor` where that lies there.
fn first_visit(
    before: &Before,
    made: &Made,
    bundle: &[u8],
    at: UnixTime,
) -> Result<(), PublishError> {
    let rollover = made.rollover.as_ref().or(before.rollover.as_ref());
    let rollover = rollover.map(|bytes| (ROLLOVER_FILE, bytes.as_slice()));
    let mut state = DeviceState::default();
    let mut in_force = None;
    for (name, bytes) in rollover.into_iter().chain([(BUNDLE_FILE, bundle)]) {
        let trust = device::roots(&before.pinned, &state);
        // Where the old root has ended, nobody follows any more, and the others need their lists.
        let shown = if name == ROLLOVER_FILE {
            ProvedBundle::prove_as_issued(bytes, &trust)
        } else {
            ProvedBundle::prove(bytes, &trust, at)
        };
        let shown = shown.map_err(|error| PublishError::unproved(name, error))?;
        let clock = Clock::under(at, in_force.as_ref());
        (state, _) = device::with_bundle(&state, in_force.as_ref(), &shown, &trust, clock)
            .map_err(|error| PublishError::unproved(name, error))?;
        in_force = Some(shown);
    }
    Ok(())
}

fn take(
    lists: &mut Lists,
    name: &str,
    bytes: &[u8],
    trust: &TrustStore,
    bundle: &ProvedBundle,
    at: UnixTime,
) -> Result<(), PublishError> {
    let taken = lists
        .import_all_under([bytes], trust, Some(bundle), at)
        .pop();
    match taken {
        Some(Ok(imported)) if imported.is_new => Ok(()),
        Some(Ok(_)) => Err(PublishError::unproved(name, "a device has it already")),
        Some(Err(error)) => Err(PublishError::unproved(name, error)),
        None => Err(PublishError::unproved(name, ListError::NoSnapshot)),
    }
}

/// Compares what the files say with rows of the register.
fn compare(list: &MadeList, status: &[u8], paid: &[u8]) -> Result<(), PublishError> {
    let payload = |name: &str, bytes: &[u8], typ| {
        Sign1::parse(bytes, typ)
            .map(|sign1| sign1.payload().to_vec())
            .map_err(|error| PublishError::unproved(name, error))
    };
    let statuses = payload(&list.status_name, status, Typ::StatusList)?;
    let statuses = StatusList::decode(&statuses)
        .map_err(|error| PublishError::unproved(&list.status_name, error))?;
    let days = payload(&list.paid_name, paid, Typ::PaidThroughSnapshot)?;
    let days = PaidThroughList::decode_snapshot(&days)
        .map_err(|error| PublishError::unproved(&list.paid_name, error))?;
    for expected in &list.sample {
        let index = u64::from(expected.index);
        if statuses.status(index) != Some(expected.status) {
            return Err(PublishError::unproved(
                &list.status_name,
                format!("it says another status of index {index} than the register"),
            ));
        }
        let day = match days.entry(index) {
            PaidThroughEntry::Paid(paid) => Some(paid.through),
            PaidThroughEntry::NoEntry | PaidThroughEntry::NotCovered => None,
        };
        if day != expected.paid {
            return Err(PublishError::unproved(
                &list.paid_name,
                format!("it says another day of index {index} than the register"),
            ));
        }
    }
    let whole = statuses.head().size == list.size && days.head().size == list.size;
    if whole && statuses.head().id == list.id && days.head().id == list.id {
        Ok(())
    } else {
        Err(PublishError::unproved(
            &list.status_name,
            "it is another list than was made",
        ))
    }
}
