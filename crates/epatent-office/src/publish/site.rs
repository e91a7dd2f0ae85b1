// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The folder that is published: `bundle.cbor`, `rollover.cbor` during a change of the root, and the
//! lists in `lists/`.
//!
//! A new file stands beside the old one as `next.<name>` until it takes its place. Renaming within one
//! folder is a single step on every file system, on a stick as well.

use epatent_core::UnixTime;
use epatent_core::bundle::{FileName, ListKind, ListReference};
use epatent_core::certificate::PublicKey;
use epatent_core::cose::{MAX_LIST_LENGTH, Sign1, Typ};
use epatent_core::device::DeviceState;
use epatent_core::list::{ListId, PaidThroughDelta, PaidThroughList};
use epatent_core::object::Digest;
use epatent_register::Publication;
use epatent_terminal::{Disk, Folder, Held, Hold, MAX_BUNDLE_LENGTH};
use epatent_verify::device::{self, Clock};
use epatent_verify::{ListKind as Kind, Lists, ProvedBundle, TrustStore};
use std::collections::BTreeMap;
use std::path::Path;

use super::PublishError;
use super::content::{Made, MadeFile, number};
use super::roots::{Believed, Roots};

/// The bundle's file in a publication, `[applet-spec trust §9]`.
pub const BUNDLE_FILE: &str = "bundle.cbor";
/// The bundle that introduced the root of a newer one, `[applet-spec trust §9]`.
pub const ROLLOVER_FILE: &str = "rollover.cbor";
/// The folder of the lists beside it, `[applet-spec trust §9]`.
pub const LISTS_FOLDER: &str = "lists";
/// What a file is called until it takes its place.
const NEXT: &str = "next.";
/// What is wrong with a file that a bad medium took.
const READS_BACK: &str = "it does not read back as it was written";
/// The most files that are looked at in a folder.
const MAX_FILES: usize = 65_536;

/// The two folders of a publication.
///
/// `[applet-spec trust §9]`
pub struct Site<D> {
    root: D,
    lists: D,
}

/// What was published before.
pub(super) struct Before {
    pub(super) bundle: Option<ProvedBundle>,
    /// The file of the bundle.
    pub(super) bundle_bytes: Vec<u8>,
    /// The file that introduced its root, where that lies there.
    pub(super) rollover: Option<Vec<u8>>,
    /// Under which root the first of the two is signed.
    pub(super) first_root: Option<PublicKey>,
    /// The roots that a device has from the beginning.
    pub(super) pinned: TrustStore,
    /// What a device remembers of both.
    pub(super) state: DeviceState,
    /// The lists that a device takes of it.
    pub(super) lists: Lists,
    /// Of these the paid-through lists, as they are published.
    paid: BTreeMap<ListId, Vec<u8>>,
}

impl Site<Folder> {
    /// The site in a folder of this computer, whose own folder is there.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self::new(Folder::new(path), Folder::new(&path.join(LISTS_FOLDER)))
    }
}

impl<D: Disk> Site<D> {
    /// A site of two folders: that of the bundle, and that of the lists.
    #[must_use]
    pub const fn new(root: D, lists: D) -> Self {
        Self { root, lists }
    }

    /// Keeps other programs that publish from the site.
    pub(super) fn hold(&self, hold: Hold) -> Result<Held, PublishError> {
        self.root.hold(hold).map_err(PublishError::file("lock"))
    }

    /// Whom devices believe that took what is published now.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`] and [`PublishError::Damaged`]; [`PublishError::RolloverNeeded`] where
    /// `rollover.cbor` is to go too early, [`PublishError::RolloverLost`] where it went.
    pub fn believed(
        &self,
        trust: &TrustStore,
        roots: &Roots<'_>,
        at: UnixTime,
    ) -> Result<Believed, PublishError> {
        Ok(Believed::after(&self.bundles_before(trust, roots, at)?))
    }

    /// The bundle and its lists as devices find them now, taken by a device that comes the first time.
    pub(super) fn published(
        &self,
        trust: &TrustStore,
        roots: &Roots<'_>,
        at: UnixTime,
    ) -> Result<Before, PublishError> {
        let mut before = self.bundles_before(trust, roots, at)?;
        let Some(bundle) = before.bundle.clone() else {
            return Ok(before);
        };
        // The caller is told that its own time is too early, and not that the bundle is of the future.
        let at = at.max(bundle.issued);
        let clock = Clock::under(at, None);
        let trust = before.devices();
        for reference in &bundle.lists {
            let name = reference.name.as_str();
            let bytes = self.lists.read(name, MAX_LIST_LENGTH);
            let Some(bytes) = bytes.map_err(PublishError::file(name))? else {
                continue;
            };
            // What a device would refuse is not there for it, and the new list is its first.
            let lists = &mut before.lists;
            let _ = lists.import_all_under([bytes.as_slice()], &trust, Some(&bundle), at);
            let id = id_of(reference);
            let Some((seen, issued)) = lists.seen(Kind::of_bundle(reference.kind), id) else {
                continue;
            };
            (before.state, _) = device::with_list(&before.state, seen, 0, &issued, clock)
                .map_err(|error| PublishError::damaged(name, error))?;
            if reference.kind == ListKind::PaidThrough {
                before.paid.insert(id, bytes);
            }
        }
        Ok(before)
    }

    /// The bundle, and the one that introduced its root, as a device takes them that comes the first
    /// time.
    fn bundles_before(
        &self,
        trust: &TrustStore,
        roots: &Roots<'_>,
        at: UnixTime,
    ) -> Result<Before, PublishError> {
        let mut before = Before::nothing(roots.pinned(trust));
        let Some(bytes) = self.read(BUNDLE_FILE)? else {
            return Ok(before);
        };
        if roots.end_rollover && ProvedBundle::prove_as_issued(&bytes, trust).is_err() {
            return Err(PublishError::RolloverNeeded);
        }
        let rollover = Some(ROLLOVER_FILE).filter(|_| !roots.end_rollover);
        let rollover = rollover.map(|name| self.read(name)).transpose()?.flatten();
        let introduction = rollover.iter().map(|bytes| (ROLLOVER_FILE, bytes));
        for (name, bytes) in introduction.chain([(BUNDLE_FILE, &bytes)]) {
            let damaged = |error: &dyn std::fmt::Display| PublishError::damaged(name, error);
            if before.bundle.is_none() {
                let first = roots.prove_first(name, bytes, trust)?;
                before.first_root = Some(first.root_key().clone());
            }
            let trust = before.devices();
            let bundle =
                ProvedBundle::prove_as_issued(bytes, &trust).map_err(|error| damaged(&error))?;
            let clock = Clock::under(at.max(bundle.issued), None);
            let in_force = before.bundle.as_ref();
            (before.state, _) =
                device::with_bundle(&before.state, in_force, &bundle, &trust, clock)
                    .map_err(|error| damaged(&error))?;
            before.bundle = Some(bundle);
        }
        before.bundle_bytes = bytes;
        before.rollover = rollover;
        Ok(before)
    }

    /// A bundle of the site.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let bytes = self.root.read(name, MAX_BUNDLE_LENGTH);
        bytes.map_err(PublishError::file(name))
    }

    /// SHA-256 of the bundle that is there, and of the one that waits to take its place.
    pub(super) fn bundles(&self) -> Result<(Option<Digest>, Option<Digest>), PublishError> {
        Ok((self.digest(BUNDLE_FILE)?, self.digest(&next(BUNDLE_FILE))?))
    }

    /// SHA-256 of the bundle that introduced the root of the other one.
    pub(super) fn rollover(&self) -> Result<Option<Digest>, PublishError> {
        self.digest(ROLLOVER_FILE)
    }

    fn digest(&self, name: &str) -> Result<Option<Digest>, PublishError> {
        Ok(self.read(name)?.map(|bytes| Digest::of(&bytes)))
    }

    /// Lays the files beside those that they replace, the bundle last.
    pub(super) fn stage(&mut self, made: &Made) -> Result<(), PublishError> {
        if let Some(rollover) = &made.rollover {
            self.root
                .write(&next(ROLLOVER_FILE), rollover)
                .map_err(PublishError::file(ROLLOVER_FILE))?;
        }
        for file in &made.files {
            self.folder(&file.name)
                .write(&next(&file.name), &file.bytes)
                .map_err(PublishError::file(&file.name))?;
        }
        self.sync(&made.files)
    }

    /// The files that were laid there, read back.
    pub(super) fn staged(&self, made: &Made) -> Result<Vec<Vec<u8>>, PublishError> {
        if made.rollover.is_some() && self.read(&next(ROLLOVER_FILE))? != made.rollover {
            return Err(PublishError::unproved(ROLLOVER_FILE, READS_BACK));
        }
        made.files
            .iter()
            .map(|file| {
                let disk = if file.name == BUNDLE_FILE {
                    &self.root
                } else {
                    &self.lists
                };
                let read = disk.read(&next(&file.name), MAX_LIST_LENGTH);
                let read = read.map_err(PublishError::file(&file.name))?;
                read.filter(|read| *read == file.bytes)
                    .ok_or_else(|| PublishError::unproved(&file.name, READS_BACK))
            })
            .collect()
    }

    /// Takes away whatever was laid there and never took its place.
    pub(super) fn unstage(&mut self) -> Result<(), PublishError> {
        for disk in [&mut self.root, &mut self.lists] {
            for name in disk.names(MAX_FILES).map_err(PublishError::file(NEXT))? {
                if name.starts_with(NEXT) {
                    disk.remove(&name).map_err(PublishError::file(&name))?;
                }
            }
        }
        Ok(())
    }

    /// Puts files in the place of the old ones, in this order; the bundle is the last, and only when all
    /// the others are on the medium.
    pub(super) fn place(&mut self, made: &Made) -> Result<(), PublishError> {
        let lists: Vec<String> = made
            .files
            .iter()
            .filter(|file| file.name != BUNDLE_FILE)
            .map(|file| file.name.clone())
            .collect();
        self.place_names(&lists)
    }

    /// Puts everything that waits in its place, as [`Site::place`] would have: changes before the
    /// lists that they lead to.
    pub(super) fn place_rest(&mut self) -> Result<(), PublishError> {
        let names = self.lists.names(MAX_FILES);
        let mut names: Vec<String> = names
            .map_err(PublishError::file(NEXT))?
            .iter()
            .filter_map(|name| name.strip_prefix(NEXT))
            .map(ToOwned::to_owned)
            .collect();
        names.sort_by_key(|name| !is_changes(name));
        self.place_names(&names)
    }

    fn place_names(&mut self, lists: &[String]) -> Result<(), PublishError> {
        for name in lists {
            self.lists
                .rename(&next(name), name)
                .map_err(PublishError::file(name))?;
        }
        if !lists.is_empty() {
            self.lists
                .sync()
                .map_err(PublishError::file(LISTS_FOLDER))?;
        }
        // Who asks for it does so because of the bundle that comes next.
        if self.read(&next(ROLLOVER_FILE))?.is_some() {
            self.root
                .rename(&next(ROLLOVER_FILE), ROLLOVER_FILE)
                .and_then(|()| self.root.sync())
                .map_err(PublishError::file(ROLLOVER_FILE))?;
        }
        self.root
            .rename(&next(BUNDLE_FILE), BUNDLE_FILE)
            .map_err(PublishError::file(BUNDLE_FILE))?;
        self.root.sync().map_err(PublishError::file(BUNDLE_FILE))
    }

    /// Takes the bundle away by which devices followed a change of the root.
    pub(super) fn drop_rollover(&mut self) -> Result<(), PublishError> {
        if self.read(ROLLOVER_FILE)?.is_none() {
            return Ok(());
        }
        self.root
            .remove(ROLLOVER_FILE)
            .and_then(|()| self.root.sync())
            .map_err(PublishError::file(ROLLOVER_FILE))
    }

    /// Takes away the changes that are older than they are kept, or that nobody may follow any more. A
    /// device that misses them takes the snapshot.
    pub(super) fn drop_old_changes(
        &mut self,
        made: &Made,
        at: UnixTime,
        keep: u32,
    ) -> Result<(), PublishError> {
        let names = self.lists.names(MAX_FILES);
        let names = names.map_err(PublishError::file(LISTS_FOLDER))?;
        for list in &made.lists {
            let mut changes: Vec<(u64, &String)> = names
                .iter()
                .filter_map(|name| Some((sequence_of(name, &list.paid_name)?, name)))
                .collect();
            changes.sort_unstable();
            for (_, name) in changes {
                if list.changes_name.as_ref() == Some(name) {
                    continue;
                }
                if !made.changes_break && self.is_kept(name, at, keep)? {
                    // The ones after it are younger.
                    break;
                }
                self.lists.remove(name).map_err(PublishError::file(name))?;
            }
        }
        Ok(())
    }

    fn is_kept(&self, name: &str, at: UnixTime, keep: u32) -> Result<bool, PublishError> {
        let bytes = self.lists.read(name, MAX_LIST_LENGTH);
        let bytes = bytes.map_err(PublishError::file(name))?.unwrap_or_default();
        // One that cannot be read helps nobody.
        let delta = Sign1::parse(&bytes, Typ::PaidThroughDelta)
            .ok()
            .and_then(|sign1| PaidThroughDelta::decode(sign1.payload()).ok());
        Ok(delta.is_some_and(|delta| {
            let issued = delta.times().issued_at.seconds();
            at.seconds().saturating_sub(issued) <= u64::from(keep)
        }))
    }

    fn folder(&mut self, name: &str) -> &mut D {
        if is_bundle(name) {
            &mut self.root
        } else {
            &mut self.lists
        }
    }

    fn sync(&mut self, files: &[MadeFile]) -> Result<(), PublishError> {
        if files.iter().any(|file| !is_bundle(&file.name)) {
            self.lists
                .sync()
                .map_err(PublishError::file(LISTS_FOLDER))?;
        }
        self.root.sync().map_err(PublishError::file(BUNDLE_FILE))
    }
}

impl Before {
    /// Before the first publication.
    fn nothing(pinned: TrustStore) -> Self {
        Self {
            bundle: None,
            bundle_bytes: Vec::new(),
            rollover: None,
            first_root: None,
            pinned,
            state: DeviceState::default(),
            lists: Lists::new(),
            paid: BTreeMap::new(),
        }
    }

    /// The roots of a device that took it.
    pub(super) fn devices(&self) -> TrustStore {
        device::roots(&self.pinned, &self.state)
    }

    /// The published paid-through list, whole.
    pub(super) fn paid(&self, id: ListId) -> Option<PaidThroughList> {
        let sign1 = Sign1::parse(self.paid.get(&id)?, Typ::PaidThroughSnapshot).ok()?;
        PaidThroughList::decode_snapshot(sign1.payload()).ok()
    }

    /// What the published bundle says of lists.
    pub(super) fn references(&self) -> impl Iterator<Item = &ListReference> {
        self.bundle.iter().flat_map(|bundle| &bundle.lists)
    }

    /// The register knows the published bundle, or a newer one.
    pub(super) fn demand_recorded(&self, newest: Option<&Publication>) -> Result<(), PublishError> {
        let Some(bundle) = &self.bundle else {
            return Ok(());
        };
        let recorded = newest.map_or(Ok(0), |newest| number(newest.version))?;
        if bundle.version > recorded {
            return Err(PublishError::RegisterBehind {
                name: BUNDLE_FILE.to_owned(),
                published: bundle.version,
                recorded,
            });
        }
        let is_other = newest.is_some_and(|newest| newest.digest != bundle.digest());
        if bundle.version == recorded && is_other {
            return Err(PublishError::OtherFile {
                name: BUNDLE_FILE.to_owned(),
                number: recorded,
            });
        }
        Ok(())
    }
}

/// Which list a bundle speaks of.
pub(super) const fn id_of(reference: &ListReference) -> ListId {
    ListId {
        region: reference.region,
        number: reference.list,
    }
}

fn next(name: &str) -> String {
    format!("{NEXT}{name}")
}

/// The sequence of a file of changes of the list with this name.
fn sequence_of(name: &str, list: &str) -> Option<u64> {
    FileName::parse(name).ok()?;
    name.strip_prefix(list)?.strip_prefix('.')?.parse().ok()
}

/// `paid-772026.cbor.7` and not `paid-772026.cbor`.
fn is_changes(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ending.parse::<u64>().is_ok())
}

fn is_bundle(name: &str) -> bool {
    name == BUNDLE_FILE
}
