// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A laboratory authority: one root, and signers for regions 77 and 50.
//!
//! The same seed gives the same keys and certificates. All of them are valid from 1 January 2025
//! through 31 December 2035.

use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::SignatureAlgorithm;
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{FileKey, Signer};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::fixed;

/// First second of every certificate.
pub const NOT_BEFORE: &str = "2025-01-01T00:00:00Z";
/// Last second of every certificate.
pub const NOT_AFTER: &str = "2035-12-31T23:59:59Z";

/// What a [`Lab`] is made of.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Seed of every key and serial number.
    pub seed: u64,
    /// What the certificates say they are for; tests need a production authority, too.
    pub environment: Environment,
    /// Algorithm of the root.
    pub root: SignatureAlgorithm,
    /// Algorithm of the signers.
    pub signers: SignatureAlgorithm,
}

impl Default for Setup {
    /// Seed 1, lab, Ed25519 throughout.
    fn default() -> Self {
        Self {
            seed: 1,
            environment: Environment::Lab,
            root: SignatureAlgorithm::Ed25519,
            signers: SignatureAlgorithm::Ed25519,
        }
    }
}

/// A root and two document signers under it.
pub struct Lab {
    /// What it is made of.
    pub setup: Setup,
    /// The root's certificate.
    pub root: Certificate,
    /// The root's key.
    pub root_key: FileKey,
    /// Document signer of Moscow.
    pub signer_77: LabSigner,
    /// Document signer of the Moscow region.
    pub signer_50: LabSigner,
}

/// A key and its certificate.
pub struct LabSigner {
    /// The certificate, issued by the lab's root.
    pub certificate: Certificate,
    /// The key in it.
    pub key: FileKey,
}

impl Lab {
    /// The lab of a seed, with the defaults of [`Setup`].
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self::with(Setup {
            seed,
            ..Setup::default()
        })
    }

    /// The lab of a setup.
    #[must_use]
    pub fn with(setup: Setup) -> Self {
        let mut rng = StdRng::seed_from_u64(setup.seed);
        let root_key = key(setup, setup.root, &mut rng);
        let request = RootRequest {
            subject: subject("Root"),
            environment: setup.environment,
            not_before: fixed(UnixTime::parse(NOT_BEFORE)),
            not_after: fixed(UnixTime::parse(NOT_AFTER)),
        };
        let der = fixed(self_signed_root(&request, &root_key, &mut rng));
        let root = fixed(Certificate::parse(&der));
        let mut signer = |code: &str| {
            signed(
                setup,
                &root,
                &root_key,
                &document_signer(setup, code),
                &mut rng,
            )
        };
        let (signer_77, signer_50) = (signer("77"), signer("50"));
        Self {
            setup,
            root,
            root_key,
            signer_77,
            signer_50,
        }
    }

    /// The signer of `region`: that of 50 for region 50, that of 77 for every other one.
    #[must_use]
    pub fn signer_for(&self, region: Region) -> &LabSigner {
        if region.as_str() == "50" {
            &self.signer_50
        } else {
            &self.signer_77
        }
    }

    /// A new signer under this root: that of region 77 with something changed, for example
    /// without its role. `seed` makes its key.
    #[must_use]
    pub fn signer_but(&self, seed: u64, change: impl FnOnce(&mut SignerRequest)) -> LabSigner {
        let mut request = document_signer(self.setup, "77");
        change(&mut request);
        let mut rng = StdRng::seed_from_u64(seed);
        signed(self.setup, &self.root, &self.root_key, &request, &mut rng)
    }
}

fn signed(
    setup: Setup,
    root: &Certificate,
    root_key: &FileKey,
    request: &SignerRequest,
    rng: &mut StdRng,
) -> LabSigner {
    let key = key(setup, setup.signers, rng);
    let der = fixed(issue_signer(
        request,
        &key.public_key(),
        root,
        root_key,
        rng,
    ));
    LabSigner {
        certificate: fixed(Certificate::parse(&der)),
        key,
    }
}

/// Lab keys are marked as such; those of a pretended production are not, or they would not sign.
fn key(setup: Setup, algorithm: SignatureAlgorithm, rng: &mut StdRng) -> FileKey {
    let key = match algorithm {
        SignatureAlgorithm::Es256 => FileKey::generate_p256(rng),
        _ => FileKey::generate_ed25519(rng),
    };
    match setup.environment {
        Environment::Lab => key.marked_lab(),
        Environment::Production => key,
    }
}

fn document_signer(setup: Setup, region: &str) -> SignerRequest {
    SignerRequest {
        subject: subject(&format!("Document signer {region}")),
        roles: vec![Role::Document],
        regions: vec![fixed(Region::parse(region))],
        environment: setup.environment,
        not_before: fixed(UnixTime::parse(NOT_BEFORE)),
        not_after: fixed(UnixTime::parse(NOT_AFTER)),
    }
}

fn subject(common_name: &str) -> Subject {
    Subject {
        common_name: common_name.to_owned(),
        organization: Some("Electronic patent card test lab".to_owned()),
        country: Some("RU".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_authority_and_another_one_another() {
        let (one, two, three) = (Lab::new(1), Lab::new(1), Lab::new(2));
        assert_eq!(one.root.der(), two.root.der());
        assert_eq!(
            one.signer_50.certificate.der(),
            two.signer_50.certificate.der()
        );
        assert_ne!(one.root.der(), three.root.der());
    }

    #[test]
    fn each_signer_is_for_its_own_region() {
        let lab = Lab::new(1);
        for code in ["77", "50"] {
            let region = Region::parse(code).unwrap();
            assert_eq!(lab.signer_for(region).certificate.regions(), [region]);
        }
    }

    #[test]
    fn an_authority_of_either_environment_and_any_algorithms_can_be_made() {
        for environment in [Environment::Lab, Environment::Production] {
            for root in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::Es256] {
                let signers = SignatureAlgorithm::Es256;
                let lab = Lab::with(Setup {
                    seed: 3,
                    environment,
                    root,
                    signers,
                });
                assert_eq!(lab.root_key.algorithm(), root);
                assert_eq!(lab.signer_77.certificate.environment(), Some(environment));
            }
        }
    }
}
