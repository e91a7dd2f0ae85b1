// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The trust bundle: proof that it is one, and what it says of a signer.

use core::ops::Deref;

use epatent_core::bundle::{ListedSigner, TrustBundle};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::cose::Typ;
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use epatent_core::{Region, UnixTime};

use crate::chain::{self, Demand, Signer};
use crate::{Authentic, Entitlement, IssuerGap, NewerFormat, ObjectDefect, TrustStore, Untrusted};

/// A bundle that an entitled bundle signer signed under a root of this device.
///
/// The fields are private: only [`ProvedBundle::prove`] makes one. Whether it may replace the one
/// in force is for [`device`](crate::device).
///
/// `[applet-spec trust §1]`
#[derive(Debug, Clone)]
pub struct ProvedBundle {
    content: Authentic<TrustBundle>,
    digest: Digest,
    signer: Certificate,
    root_key: PublicKey,
}

impl ProvedBundle {
    /// Proves the bytes of a bundle file: encoding, headers, signature, chain, role, environment and
    /// terms of its signer. It is decoded after its signature was verified and a pinned root found.
    ///
    /// A bundle that expired is proved as well: it may still be newer than what a device has.
    ///
    /// # Errors
    ///
    /// Whatever makes it another word than that of a trusted bundle signer.
    pub fn prove(bytes: &[u8], trust: &TrustStore, now: UnixTime) -> Result<Self, Untrusted> {
        Self::prove_at(bytes, trust, Some(now))
    }

    /// As [`ProvedBundle::prove`], at the time at which it was issued: for a bundle that this device
    /// proved when it came and has kept since. That it, or a root, has ended is told by every answer.
    ///
    /// # Errors
    ///
    /// As [`ProvedBundle::prove`].
    pub fn prove_as_issued(bytes: &[u8], trust: &TrustStore) -> Result<Self, Untrusted> {
        Self::prove_at(bytes, trust, None)
    }

    fn prove_at(
        bytes: &[u8],
        trust: &TrustStore,
        now: Option<UnixTime>,
    ) -> Result<Self, Untrusted> {
        let (sign1, signer) = chain::prove_signer(bytes, Typ::TrustBundle, trust, None)?;
        let content = TrustBundle::decode(sign1.payload()).map_err(unreadable)?;
        let demand = Demand {
            role: Role::Bundle,
            regions: &[],
            environment: content.environment,
            signed_at: content.issued,
        };
        signer.check(&demand, trust, now.unwrap_or(content.issued))?;
        let proved = Self {
            digest: Digest::of(bytes),
            signer: signer.certificate().clone(),
            root_key: signer.issuer_key().clone(),
            content: Authentic::proved(content),
        };
        proved.admits(&proved).map_err(|_| {
            Untrusted::Forged(ObjectDefect::Contradiction(
                "it withdraws its own signer or retires its own root",
            ))
        })?;
        Ok(proved)
    }

    /// SHA-256 of the whole file.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The certificate of the bundle signer.
    #[must_use]
    pub const fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// The key of the root under which it was signed.
    #[must_use]
    pub const fn root_key(&self) -> &PublicKey {
        &self.root_key
    }

    /// Whether this bundle lets `other` stand: its signer is not withdrawn here and its root not
    /// retired. A bundle signer need not be listed, since a root may appoint a new one at any time.
    pub(crate) fn admits(&self, other: &Self) -> Result<(), Revoked> {
        let retired = self.content.retired_since(&other.root_key);
        if let Some(since) = retired
            && other.content.issued >= since
        {
            return Err(Revoked {
                since,
                why: Revocation::RootRetired,
            });
        }
        let listed = self.content.signer(other.signer.der());
        match listed.and_then(|signer| signer.withdrawal.as_ref()) {
            Some(withdrawal) if !withdrawal.spares(other.digest, other.content.issued) => {
                Err(Revoked {
                    since: withdrawal.since,
                    why: Revocation::SignedAfter,
                })
            }
            _ => Ok(()),
        }
    }

    /// What the bundle says of a signer and something that it signed.
    ///
    /// `object` is the digest of the whole signed object. A withdrawal and a missing right are looked
    /// for both: neither hides the other.
    pub(crate) fn judge(
        &self,
        signer: &Signer,
        role: Role,
        regions: &[Region],
        object: Digest,
        signed_at: UnixTime,
    ) -> Judgement {
        let listed = self.content.signer(signer.certificate().der());
        let withdrawal = listed.and_then(|listed| listed.withdrawal.as_ref());
        let retired = self.content.retired_since(signer.issuer_key());
        let revoked = if let Some(since) = retired.filter(|since| signed_at >= *since) {
            Some((since, Revocation::RootRetired))
        } else {
            withdrawal
                .filter(|withdrawal| !withdrawal.spares(object, signed_at))
                .map(|withdrawal| {
                    let why = if signed_at >= withdrawal.since {
                        Revocation::SignedAfter
                    } else {
                        Revocation::SignedBefore
                    };
                    (withdrawal.since, why)
                })
        };
        Judgement {
            revoked: revoked.map(|(since, why)| Revoked { since, why }),
            unlisted: listed
                .map_or(Err(Untrusted::UnknownIssuer(IssuerGap::NotListed)), |one| {
                    permits(one, role, regions).map_err(Untrusted::NotEntitled)
                })
                .err(),
            withdrawn_since: withdrawal.map(|withdrawal| withdrawal.since),
            signed_at,
        }
    }
}

/// Whether the entry of a signer names this role and every one of these regions.
fn permits(listed: &ListedSigner, role: Role, regions: &[Region]) -> Result<(), Entitlement> {
    if !listed.roles.contains(&role) {
        return Err(Entitlement::ListedRole(role));
    }
    let missing = regions
        .iter()
        .find(|region| !listed.regions.contains(region));
    missing.map_or(Ok(()), |region| {
        Err(Entitlement::ListedRegion {
            signed_for: *region,
            permitted: listed.regions.clone(),
        })
    })
}

impl Deref for ProvedBundle {
    type Target = TrustBundle;

    fn deref(&self) -> &TrustBundle {
        &self.content
    }
}

/// What a bundle says of a signer and something that it signed.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// The key was withdrawn, or its root retired, and what it signed does not stand.
    pub(crate) revoked: Option<Revoked>,
    /// The signer is not listed, or not for this.
    pub(crate) unlisted: Option<Untrusted>,
    /// Since when the key is withdrawn, whether or not what it signed stands.
    pub(crate) withdrawn_since: Option<UnixTime>,
    /// The time in the signed object.
    pub(crate) signed_at: UnixTime,
}

impl Judgement {
    /// Everything that speaks against the object, the worst first.
    pub(crate) fn into_objections(self) -> impl Iterator<Item = Untrusted> {
        let signed_at = self.signed_at;
        let revoked = self
            .revoked
            .map(|revoked| Untrusted::Revoked { revoked, signed_at });
        revoked.into_iter().chain(self.unlisted)
    }

    /// The object stands, or the worst that speaks against it.
    pub(crate) fn stands(self) -> Result<(), Untrusted> {
        self.into_objections().next().map_or(Ok(()), Err)
    }
}

/// A signer that the bundle withdrew, or whose root it retired.
///
/// `[applet-spec trust §2, §5]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("withdrawn since {since}: {why}")]
pub struct Revoked {
    /// The first second in which a signature is worth nothing.
    pub since: UnixTime,
    /// On which ground: signed after the withdrawal, before it where that does not stand, or under a retired root.
    pub why: Revocation,
}

/// On which ground a signature of a withdrawn key is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Revocation {
    /// Signed when the key was withdrawn already.
    #[error("signed when the key was withdrawn already")]
    SignedAfter,
    /// Signed before by its own word, and the bundle does not let that stand.
    #[error("signed before, and the bundle does not let it stand")]
    SignedBefore,
    /// Signed under a root that was retired already.
    #[error("signed when the root was retired already")]
    RootRetired,
}

/// A format that is not known is newer; any other payload that does not decode is none that a bundle
/// signer made.
fn unreadable(error: ModelError) -> Untrusted {
    match error {
        ModelError::UnsupportedVersion { version, .. } => {
            Untrusted::Newer(NewerFormat::Version(version))
        }
        error => Untrusted::Forged(ObjectDefect::Payload(error)),
    }
}
