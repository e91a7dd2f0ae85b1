// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Root and signers of a laboratory, for benchmarks of whatever is signed.

use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{FileKey, Signer as _};
use rand::rngs::StdRng;

use crate::Failure;

/// A root, in force from 2026 to the end of 2029.
pub(crate) struct Authority {
    pub(crate) root: Certificate,
    root_key: FileKey,
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Authority {
    pub(crate) fn new(rng: &mut StdRng) -> Result<Self, Failure> {
        let root_key = FileKey::generate_ed25519(rng).marked_lab();
        let (not_before, not_after) = (
            UnixTime::parse("2026-01-01T00:00:00Z")?,
            UnixTime::parse("2030-01-01T00:00:00Z")?,
        );
        let request = RootRequest {
            subject: Subject::named("Benchmark root"),
            environment: Environment::Lab,
            not_before,
            not_after,
        };
        Ok(Self {
            root: Certificate::parse(&self_signed_root(&request, &root_key, rng)?)?,
            root_key,
            not_before,
            not_after,
        })
    }

    /// The certificate of a signer.
    pub(crate) fn certify(
        &self,
        roles: Vec<Role>,
        regions: Vec<Region>,
        key: &FileKey,
        rng: &mut StdRng,
    ) -> Result<Certificate, Failure> {
        let request = SignerRequest {
            subject: Subject::named("Benchmark signer"),
            roles,
            regions,
            environment: Environment::Lab,
            not_before: self.not_before,
            not_after: self.not_after,
        };
        let certificate =
            issue_signer(&request, &key.public_key(), &self.root, &self.root_key, rng)?;
        Ok(Certificate::parse(&certificate)?)
    }
}
