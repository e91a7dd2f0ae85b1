// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Clock, trust, lists, and the folders that must be writable.

use crate::args::Doctor;
use epatent_cli::{Console, Failure};
use epatent_core::UnixTime;
use epatent_core::list::{Freshness, ListTimes};
use epatent_core::object::Environment;
use epatent_station::doctor::{Finding, Health};
use epatent_station::{Knowledge, findings};
use epatent_terminal::STATE_FOLDER;
use epatent_verify::device::check_clock;
use std::path::{Path, PathBuf};

/// No card, list or bundle was signed before it: a clock that is earlier was never set.
const EARLIEST: u64 = 1_735_689_600; // 2025-01-01T00:00:00Z
/// A clock beyond it was set by mistake, in seconds: no root lives so long.
const LATEST: u64 = 2_840_140_800; // 2060-01-01T00:00:00Z
/// Before the end of a root so many seconds are left to replace it: 90 days.
const ROOT_NOTICE: u64 = 90 * 24 * 3600;

/// The trust directory, if one was named and can be used.
pub(super) enum Known {
    NotNamed,
    Unusable(Failure, PathBuf),
    Read(Box<Knowledge>, PathBuf),
}

pub(super) fn open(directory: Option<&Path>, console: &Console) -> Known {
    let Some(directory) = directory else {
        return Known::NotNamed;
    };
    match Knowledge::open(&console.words, directory) {
        Ok(knowledge) => Known::Read(Box::new(knowledge), directory.to_owned()),
        Err(failure) => Known::Unusable(failure, directory.to_owned()),
    }
}

impl Known {
    pub(super) fn environment(&self) -> Option<Environment> {
        match self {
            Self::Read(knowledge, _) => Some(knowledge.directory.store.environment()),
            _ => None,
        }
    }

    /// The clock first: without it no age is known.
    pub(super) fn examine(&self, now: Option<UnixTime>, console: &Console) -> Vec<Finding> {
        let knowledge = match self {
            Self::Read(knowledge, _) => Some(knowledge),
            _ => None,
        };
        let floor = knowledge.and_then(|knowledge| {
            let floor = knowledge.learned.state().floor?;
            Some((floor, knowledge.policy().clock_tolerance))
        });
        let clock = clock(now, floor);
        let now = now.filter(|_| clock.health == Health::Good);
        let mut found = vec![clock];
        match self {
            Self::NotNamed => found.push(Finding::new(Health::NotChecked, "trust-not-named")),
            Self::Unusable(failure, path) => found.push(
                Finding::new(Health::Bad, "trust-unusable")
                    .with("reason", &failure.message)
                    .with("path", path.display().to_string()),
            ),
            Self::Read(knowledge, path) => {
                let path = path.display().to_string();
                let environment = knowledge.directory.store.environment().name();
                found.push(
                    Finding::new(Health::Good, "trust-read").with("environment", environment),
                );
                if knowledge.learned.copy_is_damaged() {
                    found.push(
                        Finding::new(Health::Warning, "trust-copy-damaged").with("path", &path),
                    );
                }
                match now {
                    Some(now) => found.extend(ages(knowledge, now, &path, console)),
                    None => found.push(Finding::new(Health::NotChecked, "trust-no-clock")),
                }
            }
        }
        found
    }
}

/// The floor is the newest verified signed time, and the tolerance of the policy in seconds.
fn clock(now: Option<UnixTime>, floor: Option<(UnixTime, u32)>) -> Finding {
    let Some(now) = now else {
        return Finding::new(Health::Bad, "clock-unset");
    };
    let back = floor.and_then(|(floor, tolerance)| check_clock(Some(floor), now, tolerance).err());
    let (health, code) = match back {
        Some(_) => (Health::Bad, "clock-back"),
        None if now.seconds() < EARLIEST => (Health::Bad, "clock-early"),
        None if now.seconds() >= LATEST => (Health::Bad, "clock-late"),
        None => (Health::Good, "clock-plausible"),
    };
    let finding = Finding::new(health, code).with("now", findings::instant(now));
    match back {
        Some(back) => finding.with("floor", findings::instant(back.floor)),
        None => finding,
    }
}

/// Roots, bundle and lists by their own times.
fn ages(knowledge: &Knowledge, now: UnixTime, path: &str, console: &Console) -> Vec<Finding> {
    let store = knowledge.learned.trust();
    let mut found = vec![roots(
        store.earliest_end(),
        store.certificates().count(),
        now,
    )];
    found.push(match knowledge.learned.bundle() {
        None => Finding::new(Health::Warning, "bundle-none").with("path", path),
        Some(bundle) => of_bundle(bundle.version, &bundle.times(), now, path),
    });
    found.extend(lists(knowledge, now, path, console));
    found
}

fn roots(end: Option<UnixTime>, count: usize, now: UnixTime) -> Finding {
    let Some(end) = end else {
        return Finding::new(Health::Bad, "roots-none");
    };
    let (health, code) = if now > end {
        (Health::Bad, "roots-ended")
    } else if now.seconds().saturating_add(ROOT_NOTICE) > end.seconds() {
        (Health::Warning, "roots-ending")
    } else {
        (Health::Good, "roots-good")
    };
    Finding::new(health, code)
        .with("end", findings::instant(end))
        .with("count", count.to_string())
}

fn of_bundle(version: u64, times: &ListTimes, now: UnixTime, path: &str) -> Finding {
    let (health, code) = match times.freshness(now) {
        Freshness::Fresh => (Health::Good, "bundle-fresh"),
        Freshness::Stale => (Health::Warning, "bundle-stale"),
        Freshness::Expired => (Health::Bad, "bundle-expired"),
    };
    of_times(health, code, times, path).with("version", version.to_string())
}

/// One finding for every list that is not fresh, or one for all of them.
fn lists(knowledge: &Knowledge, now: UnixTime, path: &str, console: &Console) -> Vec<Finding> {
    let proved = epatent_station::proved_lists(knowledge, now, console);
    let count = proved.heads().count();
    let mut found: Vec<Finding> = proved
        .heads()
        .filter_map(|(kind, head, times)| {
            let old = of_list(times, now, path)?;
            let region = head.id.region.to_string();
            Some(old.with("kind", kind.as_str()).with("region", region))
        })
        .collect();
    let refused = proved.refused().count();
    if refused > 0 {
        found.push(
            Finding::new(Health::Warning, "lists-refused")
                .with("count", refused.to_string())
                .with("path", path),
        );
    }
    if count == 0 {
        found.push(Finding::new(Health::Warning, "lists-none").with("path", path));
    } else if found.is_empty() {
        found.push(Finding::new(Health::Good, "lists-fresh").with("count", count.to_string()));
    }
    found
}

/// Nothing is said of one list that is fresh.
fn of_list(times: &ListTimes, now: UnixTime, path: &str) -> Option<Finding> {
    match times.freshness(now) {
        Freshness::Fresh => None,
        Freshness::Stale => Some(of_times(Health::Warning, "lists-stale", times, path)),
        Freshness::Expired => Some(of_times(Health::Bad, "lists-expired", times, path)),
    }
}

fn of_times(health: Health, code: &'static str, times: &ListTimes, path: &str) -> Finding {
    Finding::new(health, code)
        .with("issued", findings::instant(times.issued_at))
        .with("expires", findings::instant(times.expires))
        .with("path", path)
}

/// The folders in which a device remembers something: those that are there must take a file.
pub(super) fn stores(args: &Doctor) -> Vec<Finding> {
    let learned = args.trust.as_deref().map(|trust| {
        let folder = trust.join(STATE_FOLDER);
        // It is made at the first import.
        if folder.is_dir() {
            folder
        } else {
            trust.to_owned()
        }
    });
    let own = args.state.clone();
    learned
        .into_iter()
        .chain(own)
        .filter(|folder| folder.is_dir())
        .map(|folder| {
            let path = folder.display().to_string();
            match tempfile::tempfile_in(&folder) {
                Ok(_) => Finding::new(Health::Good, "store-writable").with("path", path),
                Err(error) => Finding::new(Health::Bad, "store-not-writable")
                    .with("path", path)
                    .with("reason", error.to_string()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> UnixTime {
        UnixTime::parse(time).unwrap()
    }

    fn times() -> ListTimes {
        ListTimes {
            issued_at: at("2026-11-20T03:00:00Z"),
            next_update: at("2026-11-21T03:00:00Z"),
            expires: at("2026-12-04T03:00:00Z"),
        }
    }

    #[test]
    fn a_clock_is_compared_with_what_was_signed_and_with_what_can_be() {
        let floor = Some((at("2026-11-20T03:00:00Z"), 300));
        for (now, floor, expected) in [
            ("2024-12-31T23:59:59Z", None, "clock-early"),
            ("2025-01-01T00:00:00Z", None, "clock-plausible"),
            ("2059-12-31T23:59:59Z", None, "clock-plausible"),
            ("2060-01-01T00:00:00Z", None, "clock-late"),
            ("2026-11-20T02:54:59Z", floor, "clock-back"),
            ("2026-11-20T02:55:00Z", floor, "clock-plausible"),
        ] {
            assert_eq!(clock(Some(at(now)), floor).code, expected, "{now}");
        }
        assert_eq!(clock(None, floor).code, "clock-unset");
    }

    #[test]
    fn bundle_and_lists_age_by_their_own_times() {
        for (now, bundle, list) in [
            ("2026-11-21T03:00:00Z", "bundle-fresh", None),
            ("2026-11-21T03:00:01Z", "bundle-stale", Some("lists-stale")),
            ("2026-12-04T03:00:00Z", "bundle-stale", Some("lists-stale")),
            (
                "2026-12-04T03:00:01Z",
                "bundle-expired",
                Some("lists-expired"),
            ),
        ] {
            let now = at(now);
            assert_eq!(of_bundle(7, &times(), now, "trust").code, bundle, "{now}");
            let found = of_list(&times(), now, "trust").map(|finding| finding.code);
            assert_eq!(found, list, "{now}");
        }
    }

    #[test]
    fn a_root_is_told_of_ninety_days_before_it_ends() {
        let end = Some(at("2026-12-31T00:00:00Z"));
        for (now, expected) in [
            ("2026-10-02T00:00:00Z", "roots-good"),
            ("2026-10-02T00:00:01Z", "roots-ending"),
            ("2026-12-31T00:00:00Z", "roots-ending"),
            ("2026-12-31T00:00:01Z", "roots-ended"),
        ] {
            assert_eq!(roots(end, 1, at(now)).code, expected, "{now}");
        }
        assert_eq!(
            roots(None, 0, at("2026-10-02T00:00:00Z")).code,
            "roots-none"
        );
    }
}
