// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A change of the root ([applet-spec trust §5]): what a bundle says of roots that come and go, and
//! which roots devices surely have.
//!
//! Devices in the field have the roots that they were set up with, and those that a bundle introduced to
//! them. The office's own folder may hold more: a new root lies there from the day of its ceremony. So
//! nothing is signed under a root only because the office knows it.

use std::collections::BTreeMap;

use epatent_core::UnixTime;
use epatent_core::bundle::{RetiredRoot, TrustBundle, key_digest};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::object::Digest;
use epatent_verify::{IntroductionError, ProvedBundle, TrustStore};

use super::site::Before;
use super::{PublishError, Publisher};

/// What a publication says of roots, beside what the bundle before it said.
///
/// `[applet-spec trust §5]`
#[derive(Debug, Clone, Copy, Default)]
pub struct Roots<'p> {
    /// Certificates (DER) of new roots, each signed by a root before it. Those that devices have
    /// already are passed over.
    pub introduced: &'p [Vec<u8>],
    /// Roots that sign nothing new.
    pub retired: &'p [RetiredRoot],
    /// Digests of the keys of introduced roots with which every device is set up by now: nobody needs a
    /// bundle any more that introduces them.
    pub settled: &'p [Digest],
    /// Whether `rollover.cbor` goes with this publication.
    pub end_rollover: bool,
}

/// Whom devices believe that took what is published now.
#[derive(Debug)]
pub struct Believed {
    devices: TrustStore,
    /// The keys of the roots under which the next bundle may be signed; `None` before the first one.
    bundle_roots: Option<Vec<PublicKey>>,
    /// The signers that the bundle names; `None` before the first one.
    listed: Option<Vec<Digest>>,
}

/// What the next bundle says of roots, and who may sign it.
pub(super) struct NextRoots {
    /// Certificates (DER) that introduce roots.
    pub(super) introduced: Vec<Vec<u8>>,
    /// By rising digest of the key.
    pub(super) retired: Vec<RetiredRoot>,
    /// The roots of devices that have the bundle before, and those that the next one introduces.
    known: TrustStore,
    believed: Believed,
}

/// Whether a certificate names this one as the authority that issued it. Its signature is not looked at.
#[must_use]
pub fn is_signed_by(certificate: &Certificate, authority: &Certificate) -> bool {
    authority.subject() == certificate.issuer()
        && certificate.authority_key_id().is_some()
        && authority.subject_key_id() == certificate.authority_key_id()
}

impl Roots<'_> {
    /// Keys of the roots that some devices know by bundles alone.
    fn unsettled(&self) -> impl Iterator<Item = PublicKey> {
        let keys = self.introduced.iter().filter_map(|der| key_of(der));
        keys.filter(|key| !self.settled.contains(&key_digest(key)))
    }

    /// Whether there are such roots.
    pub(super) fn is_changing(&self) -> bool {
        self.unsettled().next().is_some()
    }

    /// The roots that a device has from the beginning: all that the office sets devices up with, but
    /// those that some know by bundles alone.
    pub(super) fn pinned(&self, trust: &TrustStore) -> TrustStore {
        let unsettled: Vec<PublicKey> = self.unsettled().collect();
        let kept = trust
            .certificates()
            .filter(|root| !unsettled.contains(root.public_key()));
        // An office that sets devices up with none of the roots before has no others.
        TrustStore::new(trust.environment(), kept.map(Certificate::der))
            .unwrap_or_else(|_| trust.clone())
    }

    /// The bundle with which a device begins that has nothing.
    ///
    /// # Errors
    ///
    /// [`PublishError::Damaged`]; [`PublishError::RolloverLost`] where some devices know its root by
    /// bundles alone.
    pub(super) fn prove_first(
        &self,
        name: &str,
        bytes: &[u8],
        trust: &TrustStore,
    ) -> Result<ProvedBundle, PublishError> {
        let mut known = trust.clone();
        for introduced in self.introduced {
            // One for which nobody vouches adds nothing.
            let _ = known.introduce(introduced);
        }
        let first = ProvedBundle::prove_as_issued(bytes, &known)
            .map_err(|error| PublishError::damaged(name, error))?;
        if self.unsettled().any(|key| key == *first.root_key()) {
            return Err(PublishError::RolloverLost);
        }
        Ok(first)
    }
}

impl Believed {
    pub(super) fn after(before: &Before) -> Self {
        let bundle = before.bundle.as_ref();
        let bundle_roots = bundle.map(|bundle| {
            let mut keys = vec![bundle.root_key().clone()];
            keys.extend(before.first_root.clone());
            keys.extend(bundle.next_roots.iter().filter_map(|der| key_of(der)));
            keys
        });
        Self {
            devices: before.devices(),
            bundle_roots,
            listed: bundle.map(|bundle| {
                let signers = bundle.signers.iter();
                signers.map(|signer| signer.certificate).collect()
            }),
        }
    }

    /// Whether devices take what the holder of a certificate signs: they have its root, and where they
    /// have a bundle, that names it. A bundle signer need not be named, and is under the root of the
    /// bundle or under one that it introduced.
    #[must_use]
    pub fn takes(&self, certificate: &Certificate) -> bool {
        let is_bundle_signer = certificate.roles().contains(&Role::Bundle);
        let digest = Digest::of(certificate.der());
        let listed = self.listed.as_ref();
        let is_named = listed.is_none_or(|signers| signers.contains(&digest));
        self.has_root_of(certificate, is_bundle_signer) && (is_bundle_signer || is_named)
    }

    fn has_root_of(&self, certificate: &Certificate, for_bundle: bool) -> bool {
        let mut roots = self.devices.certificates();
        roots.any(|root| {
            let fits = |keys: &Vec<PublicKey>| keys.contains(root.public_key());
            is_signed_by(certificate, root)
                && (!for_bundle || self.bundle_roots.as_ref().is_none_or(fits))
        })
    }
}

impl NextRoots {
    /// What the bundle after `before` says, issued at `at`.
    ///
    /// A root that was retired stays so. A root is introduced by every bundle until the one that
    /// vouches for it is retired, or until every device was set up with it by hand.
    pub(super) fn after(
        before: &Before,
        publisher: &Publisher<'_>,
        at: UnixTime,
    ) -> Result<Self, PublishError> {
        let old = before.bundle.as_deref();
        let believed = Believed::after(before);
        let mut next = Self {
            introduced: Vec::new(),
            retired: retired(old, publisher.roots.retired),
            known: believed.devices.clone(),
            believed,
        };
        for der in old.map_or(&[][..], |old| &old.next_roots) {
            let Ok(certificate) = Certificate::parse(der) else {
                continue;
            };
            let mut pinned = publisher.trust.certificates();
            let is_set_up = publisher.roots.end_rollover
                && pinned.any(|root| root.public_key() == certificate.public_key());
            if !is_set_up && !next.is_retired(&certificate, at) {
                next.introduced.push(der.clone());
            }
        }
        for der in publisher.roots.introduced {
            let certificate = Certificate::parse(der).map_err(|error| {
                PublishError::Introduction(Box::new(IntroductionError::Certificate(error)))
            })?;
            let is_new = |root: &Certificate| root.public_key() != certificate.public_key();
            if !next.known.certificates().all(is_new) {
                continue;
            }
            if before.rollover.is_some() {
                return Err(PublishError::RolloverOpen);
            }
            next.known
                .introduce(der)
                .map_err(|error| PublishError::Introduction(Box::new(error)))?;
            next.introduced.push(der.clone());
        }
        Ok(next)
    }

    /// Whether the root of a certificate signs nothing any more at a time.
    pub(super) fn is_retired(&self, certificate: &Certificate, at: UnixTime) -> bool {
        let mut roots = self.known.certificates();
        roots.any(|root| {
            let key = key_digest(root.public_key());
            let mut retired = self.retired.iter();
            is_signed_by(certificate, root)
                && retired.any(|retired| retired.key == key && retired.since <= at)
        })
    }

    /// The subject of the root under which this signer stands, where the next bundle is the first to
    /// introduce it: who asks for the bundle before it would refuse the signature. Of a stranger's root
    /// nothing is said here; the proof refuses it.
    pub(super) fn not_introduced(&self, signer: &Certificate, role: Role) -> Option<String> {
        let mut known = self.known.certificates();
        let root = known.find(|root| is_signed_by(signer, root))?;
        let has = self.believed.has_root_of(signer, role == Role::Bundle);
        (!has).then(|| root.subject_text())
    }

    /// The bundle before, where the next one is the first under a root that it introduced: who has
    /// missed it gets in by it.
    pub(super) fn rollover(
        &self,
        before: &Before,
        signer: &Certificate,
        publisher: &Publisher<'_>,
    ) -> Option<Vec<u8>> {
        let bundle = before.bundle.as_ref()?;
        let mut devices = self.believed.devices.certificates();
        let root = devices.find(|root| is_signed_by(signer, root))?;
        let mut introduced = bundle.next_roots.iter().filter_map(|der| key_of(der));
        let is_new = root.public_key() != bundle.root_key()
            && introduced.any(|key| key == *root.public_key());
        (is_new && !publisher.roots.end_rollover).then(|| before.bundle_bytes.clone())
    }
}

/// What was retired stays so, since when it was first said.
fn retired(before: Option<&TrustBundle>, given: &[RetiredRoot]) -> Vec<RetiredRoot> {
    let before = before.map_or(&[][..], |bundle| &bundle.retired_roots);
    let all = given.iter().chain(before);
    let by_key: BTreeMap<Digest, RetiredRoot> = all.map(|root| (root.key, *root)).collect();
    by_key.into_values().collect()
}

fn key_of(der: &[u8]) -> Option<PublicKey> {
    let certificate = Certificate::parse(der).ok()?;
    Some(certificate.public_key().clone())
}
