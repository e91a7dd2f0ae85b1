// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An office that gives trust bundles.

use epatent_core::UnixTime;
use epatent_core::bundle::{BundlePolicy, TrustBundle};
use epatent_core::certificate::Role;
use epatent_core::object::{Digest, Environment};

use crate::fixed;
use crate::lab::{Lab, LabSigner};

/// A laboratory and its signer of bundles.
pub struct BundleOffice {
    /// Root and signers.
    pub lab: Lab,
    /// Signs bundles.
    pub signer: LabSigner,
}

impl BundleOffice {
    /// The office of the laboratory of this seed; the signer's key has the next one.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let lab = Lab::new(seed);
        let signer = lab.signer_but(seed.wrapping_add(1), |request| {
            request.roles = vec![Role::Bundle];
            request.regions.clear();
        });
        Self { lab, signer }
    }

    /// A signed bundle without signers and lists that follows `previous`; `next_update` and `expires`
    /// are seconds after `issued`.
    #[must_use]
    pub fn bundle(
        &self,
        version: u64,
        issued: UnixTime,
        [next_update, expires]: [u64; 2],
        previous: Option<&[u8]>,
        change: impl FnOnce(&mut TrustBundle),
    ) -> Vec<u8> {
        let after = |seconds: u64| fixed(UnixTime::from_seconds(issued.seconds() + seconds));
        let mut bundle = TrustBundle {
            environment: Environment::Lab,
            version,
            issued,
            next_update: after(next_update),
            expires: after(expires),
            previous: previous.map(Digest::of),
            signers: Vec::new(),
            lists: Vec::new(),
            policy: BundlePolicy::default(),
            next_roots: Vec::new(),
            retired_roots: Vec::new(),
        };
        change(&mut bundle);
        fixed(epatent_sign::sign_bundle(
            &bundle,
            &self.signer.certificate,
            &self.signer.key,
        ))
    }
}
