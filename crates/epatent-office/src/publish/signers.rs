// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whom a bundle names, and who signs what.

use std::collections::BTreeMap;

use epatent_core::bundle::{ListedSigner, TrustBundle};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Digest;
use epatent_core::{Region, UnixTime};

use super::roots::NextRoots;
use super::{PublishError, Signatory};

/// What a bundle says of the holder of a certificate: what the certificate itself permits.
#[must_use]
pub fn listed(certificate: &Certificate) -> ListedSigner {
    let mut roles = certificate.roles().to_vec();
    roles.sort_unstable();
    roles.dedup();
    let mut regions = certificate.regions().to_vec();
    regions.sort_unstable();
    regions.dedup();
    ListedSigner {
        certificate: Digest::of(certificate.der()),
        roles,
        regions,
        withdrawal: None,
    }
}

/// The signers of the next bundle, by rising digest: those of the one before, and the given ones. Nobody
/// is dropped, because all cards of a signer who is not named would be called unknown; and what was
/// withdrawn stays so, whatever the given ones say.
pub(super) fn merged(before: Option<&TrustBundle>, given: &[ListedSigner]) -> Vec<ListedSigner> {
    let before = before.map_or(&[][..], |bundle| &bundle.signers);
    let mut signers: BTreeMap<Digest, ListedSigner> = before
        .iter()
        .map(|signer| (signer.certificate, signer.clone()))
        .collect();
    for signer in given {
        let kept = signers
            .get(&signer.certificate)
            .and_then(|kept| kept.withdrawal.clone());
        let signer = ListedSigner {
            withdrawal: signer.withdrawal.clone().or(kept),
            ..signer.clone()
        };
        signers.insert(signer.certificate, signer);
    }
    signers.into_values().collect()
}

/// Whether a payment signer is withdrawn who was not before: the states that it led to have to be shown
/// anew, and not by changes that follow on them.
pub(super) fn payment_signer_falls(before: Option<&TrustBundle>, next: &[ListedSigner]) -> bool {
    let Some(before) = before else {
        return false;
    };
    next.iter()
        .filter(|signer| signer.withdrawal.is_some() && signer.roles.contains(&Role::Payment))
        .any(|signer| {
            let was = before
                .signers
                .iter()
                .find(|old| old.certificate == signer.certificate);
            was.is_some_and(|old| old.withdrawal != signer.withdrawal)
        })
}

/// The first who may sign for a role and region at a time, whom the bundle does not withdraw, and who
/// signs under a root that devices have.
pub(super) fn choose(
    signatories: &[Signatory],
    next: &[ListedSigner],
    roots: &NextRoots,
    role: Role,
    region: Option<Region>,
    at: UnixTime,
) -> Result<usize, PublishError> {
    let may = |signatory: &Signatory| {
        let certificate = &signatory.certificate;
        let digest = Digest::of(certificate.der());
        let withdrawn = next
            .iter()
            .any(|signer| signer.certificate == digest && signer.withdrawal.is_some());
        certificate.roles().contains(&role)
            && region.is_none_or(|region| certificate.regions().contains(&region))
            && (certificate.not_before()..=certificate.not_after()).contains(&at)
            && !withdrawn
            && !roots.is_retired(certificate, at)
    };
    let strange = |signatory: &Signatory| roots.not_introduced(&signatory.certificate, role);
    let chosen = signatories
        .iter()
        .position(|signatory| may(signatory) && strange(signatory).is_none());
    chosen.ok_or_else(|| {
        let strange = signatories.iter().filter(|one| may(one)).find_map(strange);
        match strange {
            Some(root) => PublishError::NotIntroduced { role, root },
            None => PublishError::NoSigner { role, region },
        }
    })
}
