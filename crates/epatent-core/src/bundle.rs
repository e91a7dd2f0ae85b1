// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The trust bundle: who signs for which region, where the lists are, and the policy, as one signed
//! document that replaces the one before it.
//!
//! ```cddl
//! ; COSE_Sign1, tagged (RFC 9052 section 4.2). File bundle.cbor of a publication.
//! trust-bundle = #6.18([
//!   protected: bytes .cbor protected-header,     ; typ 65002, x5chain the bundle signer's
//!   unprotected: {},
//!   payload: bytes .cbor trust-bundle-payload,
//!   signature: bytes .size 64,
//! ])
//! ```
//!
//! A value of [`TrustBundle`] has the right form and proves nothing; see [`crate::cose`].

mod codec;
mod list;
mod policy;
mod signer;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::certificate::PublicKey;
use crate::list::ListTimes;
use crate::object::{Digest, Environment};
use crate::{Region, UnixTime};

pub(crate) use codec::{certificate, entries, rising};
pub use list::{FileName, FileNameError, ListKind, ListReference};
pub use policy::{BundlePolicy, MaxAge, RequiredCheck, WrongRegionColour};
pub use signer::{Earlier, ListedSigner, Withdrawal};

/// The version of the format that this program reads and writes.
pub const FORMAT: u64 = 1;

/// The highest version of a bundle: what a device may be told for a thousand years.
pub const MAX_VERSION: u64 = 4_294_967_295;

/// Most signers of a bundle. A country of 89 regions has about five keys in each.
pub const MAX_SIGNERS: usize = 1024;

/// Most list references of a bundle.
pub const MAX_LISTS: usize = 1024;

/// Most roots that a bundle introduces, and most that it retires.
pub const MAX_ROOTS: usize = 8;

/// The payload of a trust bundle.
///
/// ```cddl
/// ; **EPC-BUNDLE-19** MUST have issued < next update <= expires. **EPC-BUNDLE-20** Signers MUST rise by their
/// ; digest, lists by kind, region and number, retired roots by their key; none stands there twice.
/// ; **EPC-BUNDLE-21** Field 7 MUST be absent in version 1 and in no other.
/// trust-bundle-payload = {
///   1: 1,                    ; version of the format
///   2: environment,
///   3: bundle-version,
///   4: unix-time,            ; issued
///   5: unix-time,            ; next update: a newer bundle is to be had by then
///   6: unix-time,            ; expires: no green answer afterwards
///   ? 7: digest,             ; of the bundle before it as published
///   8: [0*1024 listed-signer],
///   9: [0*1024 list-reference],
///   10: bundle-policy,
///   ? 11: [1*8 certificate], ; next roots, each signed by a root before it
///   ? 12: [1*8 retired-root],
/// }
/// bundle-version = 1..4294967295      ; one more than that of the bundle before it
/// ```
///
/// `[applet-spec trust §1]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustBundle {
    /// Lab or production; a device of the other one refuses the bundle.
    pub environment: Environment,
    /// 1 to [`MAX_VERSION`]; one more than that of the bundle before it.
    pub version: u64,
    /// When it was signed, UTC seconds; not before the bundle before.
    pub issued: UnixTime,
    /// When a newer one is to be had: stale afterwards.
    pub next_update: UnixTime,
    /// When it stops being of use: no green answer afterwards.
    pub expires: UnixTime,
    /// SHA-256 of the whole bundle before it; `None` in version 1 alone.
    pub previous: Option<Digest>,
    /// Who may sign what, by rising digest.
    pub signers: Vec<ListedSigner>,
    /// The lists that belong to it, by rising kind, region and number.
    pub lists: Vec<ListReference>,
    /// The rules of the answer.
    pub policy: BundlePolicy,
    /// Certificates (DER) that introduce new roots: subject and key are the new root's, the issuer
    /// is a root that devices have already.
    pub next_roots: Vec<Vec<u8>>,
    /// Roots that sign nothing new, by rising digest of the key.
    pub retired_roots: Vec<RetiredRoot>,
}

/// A root whose key signs nothing from a moment on.
///
/// ```cddl
/// retired-root = {
///   1: digest,               ; SHA-256 of the key: 32 bytes of Ed25519, or 04 X Y of P-256
///   2: unix-time,            ; nothing under it that is signed then or later is good
/// }
/// ```
///
/// `[applet-spec trust §5]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetiredRoot {
    /// SHA-256 of the key, as [`key_digest`] makes it.
    pub key: Digest,
    /// The first second in which a signature under it is worth nothing.
    pub since: UnixTime,
}

/// SHA-256 of a public key as it stands in the BIT STRING of a certificate: all certificates with
/// that key have it, also those of a renewed root.
#[must_use]
pub fn key_digest(key: &PublicKey) -> Digest {
    match key {
        PublicKey::Ed25519(bytes) => Digest::of(bytes),
        PublicKey::P256(point) => Digest::of(point),
    }
}

impl TrustBundle {
    /// The entry of the signer with this certificate, DER.
    #[must_use]
    pub fn signer(&self, certificate: &[u8]) -> Option<&ListedSigner> {
        let digest = Digest::of(certificate);
        let place = self
            .signers
            .binary_search_by_key(&digest, |signer| signer.certificate)
            .ok()?;
        self.signers.get(place)
    }

    /// Its times within the limits of its own policy.
    #[must_use]
    pub fn times(&self) -> ListTimes {
        let times = ListTimes {
            issued_at: self.issued,
            next_update: self.next_update,
            expires: self.expires,
        };
        match self.policy.bundle_age {
            Some(limits) => limits.tighten(times),
            None => times,
        }
    }

    /// The reference to a list.
    #[must_use]
    pub fn list(&self, kind: ListKind, region: Region, list: u64) -> Option<&ListReference> {
        let place = self
            .lists
            .binary_search_by_key(&(kind, region, list), ListReference::key)
            .ok()?;
        self.lists.get(place)
    }

    /// Since when the root with this key signs nothing new.
    #[must_use]
    pub fn retired_since(&self, key: &PublicKey) -> Option<UnixTime> {
        let digest = key_digest(key);
        self.retired_roots
            .iter()
            .find(|root| root.key == digest)
            .map(|root| root.since)
    }
}
