// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What must hold before a key is opened: terms, clock, the end of a change of the root, the folder, and the
//! signers that a bundle may not drop.

use crate::args::Publish;
use crate::desk::{self, Desk};
use crate::roots::Roots;
use crate::signers::KnownSigner;
use crate::store::Store;
use epatent_cli::{Exit, Failure, FileTrouble, Words};
use epatent_core::UnixTime;
use epatent_core::bundle::key_digest;
use epatent_core::object::Digest;
use epatent_office::production::OfficeRules;
use epatent_office::publish::{BUNDLE_FILE, ROLLOVER_FILE};
use epatent_register::{PublicationKind, Register};
use std::path::Path;

/// Longest time since the publication before, in seconds, after which the clock is believed: five weeks.
const PLAUSIBLE: u64 = 35 * 86_400;

/// How long a publication is believed is for one person to say up to a bound only, which two people set.
pub(super) fn bounds(args: &Publish, rules: OfficeRules, words: &Words) -> Result<(), Failure> {
    let (hours, days) = (rules.next_update_hours(), rules.expires_days());
    if args.next_update <= hours && args.expires <= days {
        return Ok(());
    }
    let values = [("hours", hours.into()), ("days", days.into())];
    let id = "error-publish-bounds";
    Err(Failure::new(words, Exit::Usage, id, &values))
}

/// A publication of a clock that is ahead is refused by every device, and stands in the way of the next.
pub(super) fn clock(register: &mut Register, now: UnixTime, words: &Words) -> Result<(), Failure> {
    let before = register.newest_publication(PublicationKind::Bundle, 0);
    let before = before.map_err(|error| desk::failure(words, &error))?;
    match before.filter(|before| !is_plausible(before.issued_at, now)) {
        None => Ok(()),
        Some(before) => {
            let values = [
                ("before", before.issued_at.to_string().into()),
                ("now", now.to_string().into()),
            ];
            let id = "error-publish-clock";
            Err(Failure::new(words, Exit::Usage, id, &values))
        }
    }
}

const fn is_plausible(before: UnixTime, now: UnixTime) -> bool {
    now.seconds().saturating_sub(before.seconds()) <= PLAUSIBLE
}

/// What leads devices over a change of the root goes when two people said so, and not before their day.
pub(super) fn settled(
    desk: &mut Desk,
    said: &Roots,
    store: &Store,
    words: &Words,
) -> Result<(), Failure> {
    let from = said.settled_from(&mut desk.register, store);
    let (id, limit) = match from.map_err(|error| desk::failure(words, &error))? {
        Some(from) if from <= desk.at => return Ok(()),
        Some(from) => ("error-publish-rollover-early", from.to_string()),
        None => ("error-publish-rollover-not-settled", String::new()),
    };
    let values = [("limit", limit.into())];
    Err(Failure::new(words, Exit::Usage, id, &values))
}

/// Whether the site shows the bundle that the register recorded last.
pub(super) fn is_newest(
    register: &mut Register,
    directory: &Path,
    words: &Words,
) -> Result<bool, Failure> {
    let newest = register.newest_publication(PublicationKind::Bundle, 0);
    let newest = newest.map_err(|error| desk::failure(words, &error))?;
    let there = std::fs::read(directory.join(BUNDLE_FILE)).ok();
    let there = there.map(|bytes| Digest::of(&bytes));
    Ok(there.is_some() && there == newest.map(|newest| newest.digest))
}

/// A bundle drops nobody whom the one before named. One in a site that is new, or was put back, names
/// whoever signed a card: a device would call the cards of all others unknown.
pub(super) fn signers(
    register: &mut Register,
    known: &[KnownSigner],
    words: &Words,
) -> Result<(), Failure> {
    let mut signers = register
        .signers_of_cards()
        .map_err(|error| desk::failure(words, &error))?;
    let is_known = |key: &Digest| {
        let mut keys = known
            .iter()
            .map(|one| key_digest(one.certificate.public_key()));
        keys.any(|other| other == *key)
    };
    signers.retain(|signer| !is_known(signer));
    if signers.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = signers.iter().map(ToString::to_string).collect();
    let values = [("count", told.len().into())];
    let failure = Failure::new(words, Exit::Usage, "error-publish-signer-lost", &values);
    Err(failure.with_details(&told))
}

/// Makes the folder where it is missing. One with other things in it is left alone.
pub(super) fn make_folder(path: &Path, words: &Words) -> Result<(), Failure> {
    std::fs::create_dir_all(path)
        .map_err(|error| FileTrouble::NotWritten(&error).failure(words, path))?;
    let entries = std::fs::read_dir(path)
        .map_err(|error| FileTrouble::NotRead(&error).failure(words, path))?;
    let ours = |name: &str| {
        let bundles = [BUNDLE_FILE, ROLLOVER_FILE];
        let file = name.strip_prefix("next.").unwrap_or(name);
        ["lock", "lists"].contains(&name) || bundles.contains(&file)
    };
    let mut names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    if path.join(BUNDLE_FILE).exists() || names.all(|name| ours(&name)) {
        return Ok(());
    }
    let values = [("path", path.display().to_string().into())];
    Err(Failure::new(
        words,
        Exit::Usage,
        "error-folder-not-empty",
        &values,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_weeks_after_the_publication_before_is_asked_about() {
        let at = |text| UnixTime::parse(text).unwrap();
        let before = at("2026-11-25T21:00:00Z");
        assert!(is_plausible(before, at("2026-12-30T21:00:00Z")));
        assert!(!is_plausible(before, at("2026-12-30T21:00:01Z")));
        assert!(!is_plausible(before, at("2031-11-25T21:00:00Z")));
        // One that is behind is told with the two times.
        assert!(is_plausible(before, at("2026-11-24T21:00:00Z")));
    }
}
