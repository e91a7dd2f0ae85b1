// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The lists that a terminal learned: taken when the bundle in force names them, kept like the bundle,
//! and proved again for every use.

use std::collections::{BTreeMap, BTreeSet};

use epatent_core::UnixTime;
use epatent_core::cose::MAX_LIST_LENGTH;
use epatent_core::device::DeviceState;
use epatent_core::list::{ListHead, ListId};
use epatent_core::object::Digest;
use epatent_verify::device::{self, Clock, Progress, Setback};
use epatent_verify::{Imported, ListError, ListKind, Lists, ProvedBundle};

use super::{StateError, TrustState, document, read};
use crate::disk::{Disk, Hold};
use crate::{ListFile, TrustDirectory};

/// Why a list was not taken. The one before stays in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListRefusal {
    /// There is no bundle that could name it.
    #[error("the device has no trust bundle, and only that names lists")]
    NoBundle,
    /// The bundle in force names no such list.
    #[error("the trust bundle in force does not name it")]
    NotNamed,
    /// It is not the word of an entitled signer, or does not follow on what is there.
    #[error(transparent)]
    List(#[from] ListError),
    /// It would take the terminal back.
    #[error(transparent)]
    Setback(#[from] Setback),
    /// With it the lists would be larger together than a terminal holds.
    #[error("all lists together would come to more than {limit} bytes")]
    TooMuch {
        /// The limit in bytes.
        limit: usize,
    },
}

/// A file that was taken, or was there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenList {
    /// What the list speaks of.
    pub kind: ListKind,
    /// The list, and the state of it that the file leads to.
    pub head: ListHead,
    /// What that is to this terminal.
    pub progress: Progress,
}

/// What a terminal checks with.
#[derive(Debug)]
pub struct ListsAtHand<'d> {
    /// The lists, each proved.
    pub lists: Lists,
    /// What became of each file of the trust directory.
    pub beside: Vec<ListFile<'d>>,
    /// The lists that were learned and are not there any more as they were.
    pub lost: BTreeSet<(ListKind, ListId)>,
}

/// The documents of the lists in force.
struct Documents {
    files: BTreeMap<Digest, Vec<u8>>,
    /// In the order in which they build on each other.
    order: Vec<Digest>,
    /// Lists of which a document is not there as it was.
    lost: BTreeSet<(ListKind, ListId)>,
}

impl<D: Disk> TrustState<D> {
    /// Takes files of lists in whatever order they come: proof, comparison with bundle and memory, and
    /// only then the writing. One replacement of the state brings them all in force.
    ///
    /// # Errors
    /// [`StateError`] when nothing could be kept; what was there stays in force. What became of each
    /// file is the answer.
    pub fn import_lists(
        &mut self,
        files: &[&[u8]],
        now: UnixTime,
    ) -> Result<Vec<Result<TakenList, ListRefusal>>, StateError> {
        if self.bundle.is_none() {
            return Ok(files.iter().map(|_| Err(ListRefusal::NoBundle)).collect());
        }
        let _held = self.hold(Hold::Writing)?;
        self.refresh()?;
        let Some(bundle) = &self.bundle else {
            return Err(StateError::BundleLost);
        };
        let documents = self.documents();
        let mut lists = Lists::new();
        let present = documents.in_order();
        lists.import_all_under(present, &self.trust, Some(bundle), now);
        let offered = files.iter().copied();
        let proved = lists.import_all_under(offered, &self.trust, Some(bundle), now);
        let mut state = self.state.clone();
        let mut judged = BTreeMap::new();
        let mut results = Vec::with_capacity(files.len());
        for result in proved {
            results.push(match result {
                Err(error) => Err(ListRefusal::List(error)),
                Ok(imported) => {
                    let key = (imported.kind, imported.head.id);
                    let verdict = judged
                        .entry(key)
                        .or_insert_with(|| judge(&mut state, &lists, key, bundle, now));
                    verdict.clone().map(|progress| taken(&imported, progress))
                }
            });
        }
        let wanted: BTreeSet<Digest> = device::files(&state).collect();
        let mut added = BTreeMap::new();
        for bytes in files {
            let digest = Digest::of(bytes);
            if wanted.contains(&digest) && !documents.files.contains_key(&digest) {
                added.insert(digest, *bytes);
            }
        }
        let kept = documents
            .files
            .iter()
            .map(|(digest, bytes)| (digest, bytes.as_slice()));
        let total = kept
            .chain(added.iter().map(|(digest, bytes)| (digest, *bytes)))
            .filter(|(digest, _)| wanted.contains(*digest))
            .fold(0_usize, |total, (_, bytes)| {
                total.saturating_add(bytes.len())
            });
        if total > self.lists_total {
            let limit = self.lists_total;
            for result in &mut results {
                if result
                    .as_ref()
                    .is_ok_and(|taken| taken.progress != Progress::Same)
                {
                    *result = Err(ListRefusal::TooMuch { limit });
                }
            }
            return Ok(results);
        }
        for (digest, bytes) in added {
            self.put(&document(digest), bytes)?;
        }
        if state != self.state {
            self.commit(state)?;
        }
        Ok(results)
    }

    /// The lists to check with: those that were learned, and those that lie in the directory beside.
    ///
    /// A learned list that is not there as it was is missing, and no older one takes its place.
    #[must_use]
    pub fn lists<'d>(&self, directory: &'d TrustDirectory, now: UnixTime) -> ListsAtHand<'d> {
        let documents = self.documents();
        let mut lists = Lists::new();
        let beside = directory
            .list_files
            .iter()
            .map(|(_, bytes)| bytes.as_slice());
        // All at once, because changes of one place may follow on a snapshot of the other.
        let all = documents.in_order().chain(beside);
        let mut results = lists.import_all_under(all, &self.trust, self.bundle.as_ref(), now);
        let beside = results.split_off(documents.order.len().min(results.len()));
        for seen in &self.state.lists {
            let (kind, id) = key(seen);
            lists.demand(kind, id, seen.sequence);
        }
        let paths = directory.list_files.iter().map(|(path, _)| path.as_path());
        ListsAtHand {
            lists,
            beside: paths.zip(beside).collect(),
            lost: documents.lost,
        }
    }

    fn documents(&self) -> Documents {
        let mut documents = Documents {
            files: BTreeMap::new(),
            order: Vec::new(),
            lost: BTreeSet::new(),
        };
        let mut room = self.lists_total;
        for seen in &self.state.lists {
            for digest in &seen.files {
                let limit = room.min(MAX_LIST_LENGTH);
                let bytes = read(&self.disk, &document(*digest), limit);
                match bytes
                    .ok()
                    .flatten()
                    .filter(|bytes| Digest::of(bytes) == *digest)
                {
                    Some(bytes) => {
                        room = room.saturating_sub(bytes.len());
                        documents.files.insert(*digest, bytes);
                        documents.order.push(*digest);
                    }
                    None => drop(documents.lost.insert(key(seen))),
                }
            }
        }
        documents
    }
}

impl Documents {
    fn in_order(&self) -> impl Iterator<Item = &[u8]> {
        self.order
            .iter()
            .filter_map(|digest| self.files.get(digest).map(Vec::as_slice))
    }
}

/// Moves the state on to a proved list, where the bundle names it and nothing newer was seen.
fn judge(
    state: &mut DeviceState,
    lists: &Lists,
    (kind, id): (ListKind, ListId),
    bundle: &ProvedBundle,
    now: UnixTime,
) -> Result<Progress, ListRefusal> {
    let reference = bundle
        .list(kind.in_bundle(), id.region, id.number)
        .ok_or(ListRefusal::NotNamed)?;
    let (seen, issued) = lists.seen(kind, id).ok_or(ListRefusal::NotNamed)?;
    let clock = Clock::under(now, Some(bundle));
    let (next, progress) = device::with_list(state, seen, reference.sequence, &issued, clock)?;
    *state = next;
    Ok(progress)
}

const fn taken(imported: &Imported, progress: Progress) -> TakenList {
    TakenList {
        kind: imported.kind,
        head: imported.head,
        progress,
    }
}

/// What identifies a list that was seen, as the verifier has it.
const fn key(seen: &epatent_core::device::SeenList) -> (ListKind, ListId) {
    let id = ListId {
        region: seen.region,
        number: seen.list,
    };
    (ListKind::of_bundle(seen.kind), id)
}
