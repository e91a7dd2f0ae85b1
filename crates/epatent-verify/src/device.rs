// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device remembers, and how that may change: pure functions from one state to the next.
//!
//! Versions only rise, and one version is one document. The time floor only rises, and only by times
//! that an entitled signer signed. Every function gives a new state or an error and leaves the old
//! state as it was, so that a failed import changes nothing.

use epatent_core::UnixTime;
use epatent_core::bundle::BundlePolicy;
use epatent_core::device::{DeviceState, Seen, SeenList};
use epatent_core::object::{Digest, SecurityObject};

use crate::bundle::Revoked;
use crate::{Authentic, ProvedBundle, TrustStore};

/// What a document is to a device that admits it.
///
/// `[applet-spec trust §7]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// The first of its kind.
    First,
    /// Newer than the one before.
    Newer,
    /// The one that is there already.
    Same,
}

/// Why a document is not admitted, although its signature is good. The state stays as it is.
///
/// `[applet-spec trust §7]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Setback {
    /// A newer one was here already: somebody offers the past.
    #[error("version {shown} is older than version {seen}, which was seen already")]
    Rollback {
        /// The version that was seen, the higher one.
        seen: u64,
        /// The version that was shown, the lower one.
        shown: u64,
    },
    /// Another document with the same version was here: its signer signed two.
    #[error("version {version} is another one than the version {version} seen already")]
    Fork {
        /// The version of both, from 1.
        version: u64,
    },
    /// The next version, which names another one as the one before it: the fork is further back.
    #[error("version {version} follows another version {} than the one seen already", .version.saturating_sub(1))]
    OtherPast {
        /// The version that was shown, one above the one seen.
        version: u64,
    },
    /// A higher version that is issued before the lower one.
    #[error("version {version} is issued at {issued}, before the one seen already")]
    IssuedEarlier {
        /// The version that was shown.
        version: u64,
        /// When it says that it was issued, UTC seconds.
        issued: UnixTime,
    },
    /// Its signer or root is withdrawn in the bundle in force.
    #[error("its signer is not trusted any more: {0}")]
    SignerWithdrawn(Revoked),
    /// Issued later than it can be by the clock: the clock is behind, or the one who issued it is ahead.
    #[error("it is issued at {issued}, and the device's clock says {now}")]
    FromTheFuture {
        /// When it says that it was issued, UTC seconds.
        issued: UnixTime,
        /// The device's clock, UTC seconds.
        now: UnixTime,
    },
    /// The list is older than the bundle in force knows it to be.
    #[error("sequence {shown} is older than sequence {known}, which the bundle names")]
    HeldBack {
        /// The sequence that the bundle names.
        known: u64,
        /// The sequence of the list that was shown, a lower one.
        shown: u64,
    },
}

/// The clock of a device is earlier than a time that was signed and verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the device's clock says {now}, but {floor} was signed already")]
pub struct ClockBack {
    /// The newest verified signed time, UTC seconds.
    pub floor: UnixTime,
    /// What the clock shows, UTC seconds.
    pub now: UnixTime,
}

/// The clock of a device, and by how many seconds it may differ from that of an office.
///
/// `[applet-spec trust §7]`, EPC-DEV-06, EPC-DEV-13
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The time that it shows, UTC seconds.
    pub now: UnixTime,
    /// Seconds by which clocks may differ, 0 to 86,400; 300 without a bundle.
    pub tolerance: u32,
}

impl Clock {
    /// The clock under the policy of the bundle in force, or under the default one.
    #[must_use]
    pub fn under(now: UnixTime, in_force: Option<&ProvedBundle>) -> Self {
        let by_default = BundlePolicy::default();
        let policy = in_force.map_or(&by_default, |bundle| &bundle.policy);
        Self {
            now,
            tolerance: policy.clock_tolerance,
        }
    }

    /// A time that was verified before is past, whatever the clock says now.
    fn admits(self, floor: Option<UnixTime>, issued: UnixTime) -> Result<(), Setback> {
        let latest = floor.map_or(self.now, |floor| floor.max(self.now));
        let latest = latest.seconds().saturating_add(u64::from(self.tolerance));
        if issued.seconds() > latest {
            return Err(Setback::FromTheFuture {
                issued,
                now: self.now,
            });
        }
        Ok(())
    }
}

/// The state after a proved bundle, which is in force then.
///
/// `in_force` is the bundle that the state names; `trust` the roots with which the new one was
/// proved. Roots that it introduces and that `trust` can vouch for become part of the state.
///
/// A bundle from the future is refused, because the floor and every later bundle would have to wait for
/// its time: one wrong clock at an office would stop a device for years.
///
/// `[applet-spec trust §7]`
///
/// # Errors
///
/// [`Setback`]: the old bundle stays in force.
pub fn with_bundle(
    state: &DeviceState,
    in_force: Option<&ProvedBundle>,
    shown: &ProvedBundle,
    trust: &TrustStore,
    clock: Clock,
) -> Result<(DeviceState, Progress), Setback> {
    if let Some(in_force) = in_force {
        in_force.admits(shown).map_err(Setback::SignerWithdrawn)?;
    }
    let document = Seen {
        version: shown.version,
        digest: shown.digest(),
    };
    let progress = advance(state.bundle, document)?;
    if let (Progress::Newer, Some(seen)) = (progress, state.bundle)
        && seen.version.checked_add(1) == Some(shown.version)
        && shown.previous != Some(seen.digest)
    {
        return Err(Setback::OtherPast {
            version: shown.version,
        });
    }
    if let (Progress::Newer, Some(in_force)) = (progress, in_force)
        && shown.issued < in_force.issued
    {
        return Err(Setback::IssuedEarlier {
            version: shown.version,
            issued: shown.issued,
        });
    }
    clock.admits(state.floor, shown.issued)?;
    let mut state = state.clone();
    state.bundle = Some(document);
    raise_floor(&mut state, shown.issued);
    for der in &shown.next_roots {
        let known = state.roots.contains(der);
        let room = state.roots.len() < epatent_core::bundle::MAX_ROOTS;
        if !known && room && trust.clone().introduce(der).is_ok() {
            state.roots.push(der.clone());
        }
    }
    Ok((state, progress))
}

/// The state after a proved list.
///
/// `known` is the sequence that the bundle in force names, `issued` the signed time of the newest
/// file. The same sequence may come by other files, a snapshot instead of the changes up to it, as
/// long as they say the same. A list from the future is refused like a bundle.
///
/// `[applet-spec trust §7]`, EPC-DEV-10, EPC-DEV-12
///
/// # Errors
///
/// [`Setback`]: the old list stays in force.
pub fn with_list(
    state: &DeviceState,
    shown: SeenList,
    known: u64,
    issued: &Authentic<UnixTime>,
    clock: Clock,
) -> Result<(DeviceState, Progress), Setback> {
    if shown.sequence < known {
        return Err(Setback::HeldBack {
            known,
            shown: shown.sequence,
        });
    }
    let place = state
        .lists
        .binary_search_by_key(&shown.key(), SeenList::key);
    let seen = place.ok().and_then(|place| state.lists.get(place));
    let head = |list: &SeenList| Seen {
        version: list.sequence,
        digest: list.state,
    };
    let progress = advance(seen.map(head), head(&shown))?;
    clock.admits(state.floor, **issued)?;
    let mut state = state.clone();
    match place {
        Ok(place) => {
            if let Some(entry) = state.lists.get_mut(place) {
                *entry = shown;
            }
        }
        Err(place) => state.lists.insert(place, shown),
    }
    raise_floor(&mut state, **issued);
    Ok((state, progress))
}

/// The state without the lists that the bundle in force does not name any more.
#[must_use]
pub fn without_unnamed_lists(state: &DeviceState, bundle: &ProvedBundle) -> DeviceState {
    let mut state = state.clone();
    state
        .lists
        .retain(|seen| bundle.list(seen.kind, seen.region, seen.list).is_some());
    state
}

/// The state after a card that proved authentic.
///
/// Its signing time raises the floor as far as the clock agrees: a card from the future makes its own
/// check doubtful, and must not stop all checks that come after it.
///
/// `[applet-spec trust §7]`, EPC-DEV-05
#[must_use]
pub fn with_card(
    state: &DeviceState,
    card: &Authentic<SecurityObject>,
    now: UnixTime,
) -> DeviceState {
    let mut state = state.clone();
    if card.signed_at <= now {
        raise_floor(&mut state, card.signed_at);
    }
    state
}

/// Compares the clock with the floor; clocks may differ by `tolerance` seconds.
///
/// # Errors
///
/// [`ClockBack`] when the clock cannot be right.
pub fn check_clock(
    floor: Option<UnixTime>,
    now: UnixTime,
    tolerance: u32,
) -> Result<(), ClockBack> {
    match floor {
        Some(floor) if now.seconds().saturating_add(u64::from(tolerance)) < floor.seconds() => {
            Err(ClockBack { floor, now })
        }
        _ => Ok(()),
    }
}

/// The roots of a device: the pinned ones, and those that its state remembers. Each of these is
/// proved again, in the order in which they came.
///
/// `[applet-spec trust §5]`, EPC-BUNDLE-14
#[must_use]
pub fn roots(pinned: &TrustStore, state: &DeviceState) -> TrustStore {
    let mut trust = pinned.clone();
    for der in &state.roots {
        // One that does not hold any more, after a change of the pinned roots, vouches for nothing.
        let _ = trust.introduce(der);
    }
    trust
}

/// The names of the files that a state needs, so that all others may go.
pub fn files(state: &DeviceState) -> impl Iterator<Item = Digest> + '_ {
    let bundle = state.bundle.iter().map(|seen| seen.digest);
    bundle.chain(
        state
            .lists
            .iter()
            .flat_map(|seen| seen.files.iter().copied()),
    )
}

fn raise_floor(state: &mut DeviceState, time: UnixTime) {
    state.floor = state.floor.max(Some(time));
}

/// How a document stands to the highest that was seen.
fn advance(seen: Option<Seen>, shown: Seen) -> Result<Progress, Setback> {
    let Some(seen) = seen else {
        return Ok(Progress::First);
    };
    match shown.version.cmp(&seen.version) {
        core::cmp::Ordering::Less => Err(Setback::Rollback {
            seen: seen.version,
            shown: shown.version,
        }),
        core::cmp::Ordering::Equal if shown.digest != seen.digest => Err(Setback::Fork {
            version: shown.version,
        }),
        core::cmp::Ordering::Equal => Ok(Progress::Same),
        core::cmp::Ordering::Greater => Ok(Progress::Newer),
    }
}
