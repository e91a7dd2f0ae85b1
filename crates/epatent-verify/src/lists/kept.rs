// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A proved list, and who signed each of the files that led to it.

use alloc::sync::Arc;
use alloc::vec::Vec;

use epatent_core::UnixTime;
use epatent_core::device::SeenList;
use epatent_core::list::ListHead;
use epatent_core::object::Digest;

use super::{ListError, ListKind};
use crate::chain::{Demand, Signer};
use crate::{ProvedBundle, TrustStore, Verifier};

/// One file of a list: its signature was verified, and a pinned root stands behind its signer.
#[derive(Debug, Clone)]
pub(super) struct SignedFile {
    pub(super) signer: Arc<Signer>,
    /// SHA-256 of the whole file.
    pub(super) digest: Digest,
    pub(super) issued_at: UnixTime,
}

impl SignedFile {
    /// Whether its signer may give this list, and the bundle lets that stand.
    pub(super) fn check(
        &self,
        kind: ListKind,
        head: &ListHead,
        (trust, bundle): (&TrustStore, Option<&ProvedBundle>),
        now: UnixTime,
    ) -> Result<(), ListError> {
        let regions = [head.id.region];
        let demand = Demand {
            role: kind.role(),
            regions: &regions,
            environment: head.environment,
            signed_at: self.issued_at,
        };
        self.signer.check(&demand, trust, now)?;
        if let Some(bundle) = bundle {
            bundle
                .judge(
                    &self.signer,
                    kind.role(),
                    &regions,
                    self.digest,
                    self.issued_at,
                )
                .stands()?;
        }
        Ok(())
    }
}

/// A proved list and who signed it.
#[derive(Debug)]
pub(crate) struct Kept<L> {
    pub(crate) list: L,
    /// What tells two lists of one number apart.
    pub(super) digest: Digest,
    /// The files that led to it, in the order of their sequence: what one of them says stays in the
    /// list when the next one has another signer.
    pub(super) files: Vec<SignedFile>,
}

impl<L> Kept<L> {
    /// Whether the signer of each of its files is still one that this device trusts with it, because
    /// roots, bundle and clock may be others than at the import; and whether nothing newer is known.
    pub(crate) fn check_signers(
        &self,
        kind: ListKind,
        head: &ListHead,
        verifier: &Verifier<'_>,
        now: UnixTime,
    ) -> Result<(), ListError> {
        for file in &self.files {
            file.check(kind, head, (verifier.trust, verifier.bundle), now)?;
        }
        let seen = verifier
            .lists
            .and_then(|lists| lists.seen_at(kind, head.id));
        if let Some(present) = seen.filter(|seen| head.sequence < *seen) {
            return Err(ListError::Rollback {
                present,
                offered: head.sequence,
            });
        }
        let reference = verifier
            .bundle
            .and_then(|bundle| bundle.list(kind.in_bundle(), head.id.region, head.id.number));
        match reference.map(|reference| reference.sequence) {
            Some(known) if head.sequence < known => Err(ListError::HeldBack {
                known,
                offered: head.sequence,
            }),
            _ => Ok(()),
        }
    }

    /// As a device remembers it.
    pub(super) fn seen(&self, kind: ListKind, head: &ListHead) -> SeenList {
        SeenList {
            kind: kind.in_bundle(),
            region: head.id.region,
            list: head.id.number,
            sequence: head.sequence,
            state: self.digest,
            files: self.files.iter().map(|file| file.digest).collect(),
        }
    }
}
