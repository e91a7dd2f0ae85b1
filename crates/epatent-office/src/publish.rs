// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A publication: the trust bundle and the lists that it names, in a folder for any web server or stick
//! ([applet-spec trust §9]).
//!
//! 1. What an interrupted publication left is finished or taken away.
//! 2. Every list is made anew of one state of the register, which is verified first, and every signature
//!    is written down before it is asked for.
//! 3. The new files are laid beside the old ones, read back, and proved: by a device that had the
//!    publication before, by one that has nothing, and against rows of the register.
//! 4. They are recorded as published. From here on the publication is made whatever happens.
//! 5. They take the place of the old ones: changes, snapshots and status lists first, the bundle last.
//!    Before the first bundle under a new root goes `rollover.cbor`, the bundle that introduced it.
//!
//! A device may read at any moment. It asks for the bundle first, and whichever it got, the lists beside
//! it are that old or newer, which it takes: no moment shows a set that a device refuses.

mod content;
mod error;
mod policy;
mod prove;
mod record;
mod roots;
mod signers;
mod site;
#[cfg(test)]
mod tests;

use epatent_core::UnixTime;
use epatent_core::bundle::{BundlePolicy, ListedSigner};
use epatent_core::certificate::Certificate;
use epatent_core::list::AnnulmentCategory;
use epatent_register::{Actor, Reason, Register};
use epatent_sign::Signer;
use epatent_terminal::{Disk, Hold};
use epatent_verify::TrustStore;

use crate::rules::FOUR_EYES;
use content::Drafts;
pub use error::PublishError;
pub use policy::{bundle_policy, demand_settings};
pub use roots::{Believed, Roots, is_signed_by};
pub use signers::listed;
pub use site::{BUNDLE_FILE, LISTS_FOLDER, ROLLOVER_FILE, Site};

/// A key and the certificate that says what it may sign.
pub struct Signatory {
    /// The key, wherever it is.
    pub key: Box<dyn Signer>,
    /// Its certificate.
    pub certificate: Certificate,
}

/// How long a publication is good for. All in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// After so many seconds the next one is due: bundle and lists are stale then. At least 1.
    pub next_update: u32,
    /// After so many seconds there is no green answer by it. Not less than `next_update`.
    pub expires: u32,
    /// Files of changes are kept for so many seconds, for devices that come seldom.
    pub keep_changes: u32,
}

impl Default for Terms {
    /// A day, two weeks, two weeks.
    fn default() -> Self {
        const DAY: u32 = 86_400;
        Self {
            next_update: DAY,
            expires: 14 * DAY,
            keep_changes: 14 * DAY,
        }
    }
}

/// With what a publication is made.
pub struct Publisher<'p> {
    /// The roots that devices are set up with.
    pub trust: &'p TrustStore,
    /// What is said of roots that come and go.
    pub roots: Roots<'p>,
    /// Who signs lists and bundle: for each role and region the first that may.
    pub signatories: &'p [Signatory],
    /// The signers that the bundle names, beside those of the bundle before, none of whom is dropped.
    pub listed: &'p [ListedSigner],
    /// The rules of the answer that the bundle carries.
    pub policy: &'p BundlePolicy,
    /// How long lists and bundle are good for.
    pub terms: Terms,
    /// What an officer is told of a reason: a category and nothing more.
    pub category: &'p dyn Fn(&Reason) -> AnnulmentCategory,
    /// What must hold of the very state of the register that is published; [`demand_whole`] in an office.
    pub demand: &'p dyn Fn(&mut Register) -> Result<(), PublishError>,
}

/// That the register is what was recorded in it: nobody signs for one that was changed behind its back.
///
/// # Errors
///
/// [`PublishError::Altered`]; those of the database.
pub fn demand_whole(register: &mut Register) -> Result<(), PublishError> {
    let findings = register.verify_with(&[], FOUR_EYES)?.findings;
    if findings.is_empty() {
        Ok(())
    } else {
        Err(PublishError::Altered { findings })
    }
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Version of the bundle, from 1.
    pub version: u64,
    /// Lists of regions and years; each is a status list and a paid-through list.
    pub lists: u64,
    /// Indices in all of them.
    pub indices: u64,
    /// New last paid days since the publication before, where it was the one before.
    pub changes: u64,
    /// Bytes of the new files, all together.
    pub bytes: u64,
    /// When the next publication is due, UTC seconds.
    pub next_update: UnixTime,
    /// Whether an interrupted publication was finished first.
    pub finished_before: bool,
    /// Roots that the bundle introduces.
    pub introduces: u64,
    /// Whether it is the first bundle under a new root, with `rollover.cbor` beside it.
    pub changes_root: bool,
}

/// Publishes what the register says now.
///
/// `at` is the time of issue; it has to be later than that of the publication before.
///
/// # Errors
///
/// [`PublishError`]. Until the new files are recorded as published, the site is as it was; after that
/// the next call finishes what this one began.
pub fn publish<D: Disk>(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    publisher: &Publisher<'_>,
    site: &mut Site<D>,
) -> Result<Summary, PublishError> {
    let _held = site.hold(Hold::Writing)?;
    let finished_before = record::finish(register, by, at, site)?;
    let before = site.published(publisher.trust, &publisher.roots, at)?;
    record::demand_led(register, &before, &publisher.roots)?;
    let drafts = register.of_one_state(|register| {
        (publisher.demand)(register)?;
        Drafts::make(register, at, publisher, &before)
    })?;
    let intended = record::intend(register, by, at, &drafts, publisher.signatories)?;
    let made = drafts.sign(publisher).and_then(|made| {
        site.stage(&made)?;
        let staged = site.staged(&made)?;
        prove::prove(before, &made, &staged, at)?;
        Ok(made)
    });
    let made = match made {
        Ok(made) => made,
        Err(error) => {
            // Neither may hide the error that led here; the next publication tries both again.
            let _ = record::give_up(register, by, at, &intended);
            let _ = site.unstage();
            return Err(error);
        }
    };
    let intents = record::published(register, by, at, &made, &intended)?;
    site.place(&made)?;
    site.drop_old_changes(&made, at, publisher.terms.keep_changes)?;
    if publisher.roots.end_rollover {
        site.drop_rollover()?;
    }
    record::placed(register, by, at, &intents)?;
    Ok(Summary {
        version: made.version,
        lists: made.lists.len() as u64,
        indices: made.lists.iter().map(|list| u64::from(list.size)).sum(),
        changes: made.changes,
        bytes: made.files.iter().map(|file| file.bytes.len() as u64).sum(),
        next_update: made.next_update,
        finished_before,
        introduces: made.introduces,
        changes_root: made.rollover.is_some(),
    })
}
