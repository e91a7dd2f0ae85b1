// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signers whose certificates were already proved.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;

use crate::chain::Signer;
use crate::trust::TrustStore;

/// Most signers that are remembered; the oldest goes first.
pub const MAX_KNOWN_SIGNERS: usize = 32;

/// A bounded memory of certificates that a pinned root signed, so that the next card of the same
/// signer costs one signature and not two.
///
/// Only the fact "this key signed these bytes" is remembered, by the whole certificate and the
/// public key. Which pinned roots have that key is looked up anew for every card, and so are term,
/// role, region and environment; with a trust store that lacks the key the memory is of no use. A
/// memory can be kept while the trust store changes.
#[derive(Debug, Default)]
pub struct KnownSigners {
    signers: RefCell<Vec<Arc<Signer>>>,
}

impl KnownSigners {
    /// An empty memory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many signers are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.signers.borrow().len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The signer with exactly this certificate, with a root of this store behind it.
    pub(crate) fn find(&self, certificate: &[u8], trust: &TrustStore) -> Option<Arc<Signer>> {
        self.signers
            .borrow()
            .iter()
            .find(|signer| signer.certificate().der() == certificate && signer.has_root_in(trust))
            .cloned()
    }

    pub(crate) fn remember(&self, signer: &Arc<Signer>) {
        let mut signers = self.signers.borrow_mut();
        if signers.len() >= MAX_KNOWN_SIGNERS {
            signers.remove(0);
        }
        signers.push(Arc::clone(signer));
    }
}
