// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The laboratory's lists under a trust bundle.

use epatent_core::bundle::{
    Earlier, FileName, ListKind, ListReference, ListedSigner, TrustBundle, Withdrawal,
};
use epatent_core::certificate::Role;
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;
use epatent_verify::{Policy, Report, Verifier};

use super::lists::{ListLab, ListSigner};
use super::{at, region};

/// What a bundle says of a signer.
pub(crate) fn listed(signer: &ListSigner, role: Role) -> ListedSigner {
    ListedSigner {
        certificate: Digest::of(&signer.certificate),
        roles: vec![role],
        regions: vec![region("77")],
        withdrawal: None,
    }
}

pub(crate) fn reference(kind: ListKind, sequence: u64) -> ListReference {
    ListReference {
        kind,
        region: region("77"),
        list: 772_026,
        name: FileName::parse(&format!("{kind}.cbor")).unwrap(),
        sequence,
    }
}

/// A bundle that lists the three signers of the laboratory and both its lists.
pub(crate) fn bundle(lab: &ListLab) -> TrustBundle {
    let mut bundle = lab.lab.bundle();
    bundle.signers.push(listed(&lab.status, Role::Status));
    bundle.signers.push(listed(&lab.payment, Role::Payment));
    bundle.signers.sort_by_key(|signer| signer.certificate);
    bundle.lists = vec![
        reference(ListKind::Status, 1),
        reference(ListKind::PaidThrough, 1),
    ];
    bundle
}

/// The answer to a card of a device with the lists of the laboratory under a bundle.
pub(crate) fn under(lab: &ListLab, bundle: &TrustBundle, card: &Presentation) -> Report {
    let (trust, proved) = (lab.lab.trust(), lab.lab.proved(bundle));
    let policy = Policy::default();
    Verifier::new(&trust, &policy)
        .unwrap()
        .under(&proved)
        .with_lists(&lab.lists)
        .verify(card, &lab.lab.circumstances)
}

/// Withdraws the key of a signer.
pub(crate) fn withdraw(
    bundle: &mut TrustBundle,
    signer: &ListSigner,
    since: &str,
    earlier: &Earlier,
) {
    let digest = Digest::of(&signer.certificate);
    for listed in &mut bundle.signers {
        if listed.certificate == digest {
            listed.withdrawal = Some(Withdrawal {
                since: at(since),
                earlier: earlier.clone(),
            });
        }
    }
}
