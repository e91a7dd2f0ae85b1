// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a terminal learned after it was set up: the trust bundle in force, its lists and the device state,
//! in the folder `state/` of the trust directory.
//!
//! ```text
//! a.cbor  b.cbor        two copies of the device state; the higher generation counts
//! <SHA-256>.cbor        the documents that the state names
//! ```
//!
//! Documents are written first, under the name of their digest; then the older of the two copies is
//! replaced, and that one step brings everything in force. Power that fails at any moment leaves the
//! state before or the state after. Programs at work at the same time wait for each other at the file
//! `lock`, and read again what is there before they change it: a check that began before an import
//! must not bring the old bundle back. The directory itself (`roots/`, `trust.toml`) is never written.

mod lists;

use std::io;

use epatent_core::UnixTime;
use epatent_core::device::{DeviceState, MAX_STATE_LENGTH, Seen};
use epatent_core::object::{Digest, SecurityObject};
use epatent_verify::device::{self, Clock, Progress, Setback};
use epatent_verify::{Authentic, ProvedBundle, TrustStore, Untrusted};

use crate::MAX_LISTS_TOTAL;
use crate::disk::{Disk, Held, Hold, LOCK_FILE};
pub use lists::{ListRefusal, ListsAtHand, TakenList};

/// The folder within the trust directory.
pub const STATE_FOLDER: &str = "state";

/// The names of the two copies.
const COPIES: [&str; 2] = ["a.cbor", "b.cbor"];
/// Where a file is until it is whole.
const PART: &str = "new.part";
/// The most bytes of a bundle, `[applet-spec trust §1]`.
pub const MAX_BUNDLE_LENGTH: usize = epatent_core::cbor::MAX_LENGTH;
/// The most files that are looked at.
const MAX_FILES: usize = 4096;

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// A file cannot be read or written.
    #[error("{name}: {source}")]
    File {
        /// The file.
        name: String,
        /// In the words of the system.
        source: io::Error,
    },
    /// Copies are there and none is whole: what was seen is forgotten, and an older bundle could pass
    /// for new.
    #[error("both copies of the device state are damaged")]
    BothDamaged,
    /// The bundle that the state names is not there, or not the one that it was.
    #[error("the trust bundle that the device state names is missing or damaged")]
    BundleLost,
    /// The state cannot be written as it is.
    #[error("the device state cannot be encoded: {0}")]
    State(#[from] epatent_core::model::ModelError),
}

/// Why a bundle was not taken. The old one stays in force.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is not the word of a bundle signer that this terminal trusts.
    #[error("not from a trusted bundle signer: {0}")]
    Untrusted(#[from] Untrusted),
    /// It is, and it would take the terminal back.
    #[error(transparent)]
    Setback(#[from] Setback),
    /// It could not be kept.
    #[error(transparent)]
    State(#[from] StateError),
}

/// What a terminal learned.
///
/// `[applet-spec trust §8]`
#[derive(Debug)]
pub struct TrustState<D> {
    disk: D,
    pinned: TrustStore,
    state: DeviceState,
    /// Which copy holds `state`; `None` where nothing was ever written.
    current: Option<usize>,
    /// Whether a copy beside the current one is damaged.
    copy_damaged: bool,
    trust: TrustStore,
    bundle: Option<ProvedBundle>,
    /// The most bytes of lists that are kept and held at once.
    lists_total: usize,
}

impl<D: Disk> TrustState<D> {
    /// Reads what is there and proves the bundle again, as it was proved when it came.
    ///
    /// # Errors
    /// [`StateError`]; nothing is trusted then that was not pinned, and nothing is repaired silently.
    pub fn open(disk: D, pinned: &TrustStore) -> Result<Self, StateError> {
        let mut opened = Self {
            disk,
            pinned: pinned.clone(),
            state: DeviceState::default(),
            current: None,
            copy_damaged: false,
            trust: pinned.clone(),
            bundle: None,
            lists_total: MAX_LISTS_TOTAL,
        };
        let _held = opened.hold(Hold::Reading)?;
        opened.refresh()?;
        Ok(opened)
    }

    /// Keeps other programs from the folder; what was read before may be old by now.
    fn hold(&self, hold: Hold) -> Result<Held, StateError> {
        self.disk.hold(hold).map_err(|source| StateError::File {
            name: LOCK_FILE.to_owned(),
            source,
        })
    }

    /// Reads what is there now.
    fn refresh(&mut self) -> Result<(), StateError> {
        let disk = &self.disk;
        let mut best: Option<(usize, DeviceState)> = None;
        let mut damaged = 0;
        for (place, name) in COPIES.into_iter().enumerate() {
            let Some(bytes) = read(disk, name, MAX_STATE_LENGTH)? else {
                continue;
            };
            match DeviceState::decode(&bytes) {
                Ok(state)
                    if best
                        .as_ref()
                        .is_none_or(|(_, best)| state.generation > best.generation) =>
                {
                    best = Some((place, state));
                }
                Ok(_) => {}
                Err(_) => damaged += 1,
            }
        }
        if best.is_none() && damaged > 0 {
            return Err(StateError::BothDamaged);
        }
        let (current, state) = best.map_or((None, DeviceState::default()), |(place, state)| {
            (Some(place), state)
        });
        let trust = device::roots(&self.pinned, &state);
        let bundle = match state.bundle {
            Some(seen) => Some(load(disk, seen, &trust)?),
            None => None,
        };
        self.state = state;
        self.current = current;
        self.copy_damaged = damaged > 0;
        self.trust = trust;
        self.bundle = bundle;
        Ok(())
    }

    /// The pinned roots, and those that bundles introduced.
    #[must_use]
    pub const fn trust(&self) -> &TrustStore {
        &self.trust
    }

    /// The bundle in force.
    #[must_use]
    pub const fn bundle(&self) -> Option<&ProvedBundle> {
        self.bundle.as_ref()
    }

    /// What was seen.
    #[must_use]
    pub const fn state(&self) -> &DeviceState {
        &self.state
    }

    /// Whether one of the two copies was damaged; the other one counted.
    #[must_use]
    pub const fn copy_is_damaged(&self) -> bool {
        self.copy_damaged
    }

    /// Takes a bundle, whole or not at all: proof, comparison with what was seen, and only then the
    /// writing.
    ///
    /// # Errors
    /// [`ImportError`]; the old bundle stays in force.
    pub fn import(&mut self, bytes: &[u8], now: UnixTime) -> Result<Progress, ImportError> {
        // What nobody here trusts touches no file.
        ProvedBundle::prove(bytes, &self.trust, now)?;
        let _held = self.hold(Hold::Writing)?;
        self.refresh()?;
        let shown = ProvedBundle::prove(bytes, &self.trust, now)?;
        let in_force = self.bundle.as_ref();
        let clock = Clock::under(now, in_force);
        let (state, progress) =
            device::with_bundle(&self.state, in_force, &shown, &self.trust, clock)?;
        let state = device::without_unnamed_lists(&state, &shown);
        if state == self.state {
            return Ok(progress);
        }
        self.put(&document(shown.digest()), bytes)?;
        self.commit(state)?;
        self.trust = device::roots(&self.pinned, &self.state);
        self.bundle = Some(shown);
        Ok(progress)
    }

    /// Remembers the signing time of a card that proved authentic, as far as it moves the floor.
    ///
    /// # Errors
    /// [`StateError`]; the old floor stays.
    pub fn saw(
        &mut self,
        card: &Authentic<SecurityObject>,
        now: UnixTime,
    ) -> Result<(), StateError> {
        let moves = |state: &DeviceState| {
            Some(device::with_card(state, card, now)).filter(|new| new != state)
        };
        if moves(&self.state).is_none() {
            return Ok(());
        }
        let _held = self.hold(Hold::Writing)?;
        self.refresh()?;
        match moves(&self.state) {
            Some(state) => self.commit(state),
            None => Ok(()),
        }
    }

    /// Writes the next generation over the older copy. That step is the one that counts.
    fn commit(&mut self, state: DeviceState) -> Result<(), StateError> {
        let state = DeviceState {
            generation: self.state.generation.saturating_add(1),
            ..state
        };
        let place = match self.current {
            Some(0) => 1,
            _ => 0,
        };
        let bytes = state.encode()?;
        let name = COPIES.get(place).copied().unwrap_or(PART);
        self.put(name, &bytes)?;
        self.current = Some(place);
        self.state = state;
        self.sweep();
        Ok(())
    }

    /// Writes a file so that it is whole or not there.
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), StateError> {
        let failed = |source| StateError::File {
            name: name.to_owned(),
            source,
        };
        self.disk.write(PART, bytes).map_err(failed)?;
        self.disk.rename(PART, name).map_err(failed)?;
        self.disk.sync().map_err(failed)
    }

    /// Takes away documents that nothing names any more. What the older copy names goes as well:
    /// it counts only where the newer one is lost, and then says so. A file that cannot go does no
    /// harm.
    fn sweep(&mut self) {
        let wanted: Vec<String> = device::files(&self.state).map(document).collect();
        let Ok(names) = self.disk.names(MAX_FILES) else {
            return;
        };
        for name in names {
            let stays = name == LOCK_FILE || COPIES.contains(&name.as_str());
            if !stays && !wanted.contains(&name) {
                let _ = self.disk.remove(&name);
            }
        }
    }
}

/// The name of a document.
fn document(digest: Digest) -> String {
    format!("{digest}.cbor")
}

fn read(disk: &impl Disk, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StateError> {
    disk.read(name, limit).map_err(|source| StateError::File {
        name: name.to_owned(),
        source,
    })
}

/// The bundle that the state names. It is proved for the time at which it was issued: whether it, or
/// a root, has ended since is told by every answer and must not hide what was withdrawn.
fn load(disk: &impl Disk, seen: Seen, trust: &TrustStore) -> Result<ProvedBundle, StateError> {
    let bytes = read(disk, &document(seen.digest), MAX_BUNDLE_LENGTH)?;
    let bytes = bytes.filter(|bytes| Digest::of(bytes) == seen.digest);
    let bytes = bytes.ok_or(StateError::BundleLost)?;
    ProvedBundle::prove_as_issued(&bytes, trust).map_err(|_| StateError::BundleLost)
}

#[cfg(test)]
mod tests;
