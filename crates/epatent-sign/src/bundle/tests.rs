// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_core::bundle::{BundlePolicy, Earlier, ListedSigner, Withdrawal};
use epatent_core::cose::Sign1;
use epatent_core::object::{Digest, Environment};

use super::*;
use crate::authority::{cross_certificate, self_signed_root};
use crate::fixture::{Kind, Office, at, office, office_with, rng, root_request};

fn bundle_office(kind: Kind) -> Office {
    office_with(kind, kind, |request| {
        request.roles = vec![Role::Bundle];
        request.regions.clear();
    })
}

fn bundle() -> TrustBundle {
    TrustBundle {
        environment: Environment::Lab,
        version: 1,
        issued: at("2026-11-01T00:00:00Z"),
        next_update: at("2026-11-02T00:00:00Z"),
        expires: at("2026-11-08T00:00:00Z"),
        previous: None,
        signers: Vec::new(),
        lists: Vec::new(),
        policy: BundlePolicy::default(),
        next_roots: Vec::new(),
        retired_roots: Vec::new(),
    }
}

#[test]
fn a_bundle_is_signed_with_either_kind_of_key_and_reads_back() {
    for kind in Kind::ALL {
        let office = bundle_office(kind);
        let bytes = sign_bundle(&bundle(), &office.signer, &office.signer_key).unwrap();
        let sign1 = Sign1::parse(&bytes, Typ::TrustBundle).unwrap();
        assert_eq!(TrustBundle::decode(sign1.payload()), Ok(bundle()));
        crate::verify(
            office.signer.public_key(),
            &sign1.to_be_signed(),
            sign1.signature(),
        )
        .unwrap();
        assert!(Sign1::parse(&bytes, Typ::SecurityObject).is_err());
    }
}

#[test]
fn a_signature_made_elsewhere_is_verified_before_there_is_a_bundle() {
    let office = bundle_office(Kind::Ed25519);
    let prepared = || prepare_bundle(&bundle(), &office.signer).unwrap();
    let signature = office
        .signer_key
        .sign(prepared().signature_payload())
        .unwrap();
    assert!(prepared().complete(signature).is_ok());
    let mut wrong = signature;
    wrong[5] ^= 1;
    assert!(matches!(
        prepared().complete(wrong),
        Err(SignError::SignatureInvalid)
    ));
}

#[test]
fn a_document_signer_signs_no_bundle() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    assert!(matches!(
        prepare_bundle(&bundle(), &office.signer),
        Err(SignError::RoleMissing { role: Role::Bundle })
    ));
}

#[test]
fn a_bundle_that_withdraws_its_own_signer_is_not_signed() {
    let office = bundle_office(Kind::Ed25519);
    let mut bundle = bundle();
    bundle.signers = vec![ListedSigner {
        certificate: Digest::of(office.signer.der()),
        roles: vec![Role::Bundle],
        regions: Vec::new(),
        withdrawal: Some(Withdrawal {
            since: bundle.issued,
            earlier: Earlier::Good,
        }),
    }];
    assert!(matches!(
        prepare_bundle(&bundle, &office.signer),
        Err(SignError::BundleWithdrawsItself)
    ));
}

#[test]
fn a_cross_certificate_is_about_the_new_root_and_signed_by_the_old_one() {
    let (old, new_key) = (bundle_office(Kind::Ed25519), Kind::P256.key(20));
    let mut request = root_request();
    request.subject.common_name = "Second root".to_owned();
    let new = self_signed_root(&request, &new_key, &mut rng(21)).unwrap();
    let new = Certificate::parse(&new).unwrap();
    let cross = cross_certificate(&new, &old.root, &old.root_key, &mut rng(22)).unwrap();
    let cross = Certificate::parse(&cross).unwrap();
    assert!(cross.is_ca() && cross.public_key() == new.public_key());
    assert_eq!(cross.subject(), new.subject());
    assert_eq!(cross.issuer(), old.root.subject());
    assert_eq!(cross.authority_key_id(), old.root.subject_key_id());
    assert_eq!(cross.subject_key_id(), new.subject_key_id());
    assert_eq!(cross.environment(), Some(Environment::Lab));
    assert_eq!(
        (cross.not_before(), cross.not_after()),
        (new.not_before(), new.not_after())
    );
    let signature = cross.signature_value().try_into().unwrap();
    crate::verify(old.root.public_key(), cross.tbs(), signature).unwrap();
}

#[test]
fn only_a_root_introduces_a_root_and_only_with_its_own_key() {
    let old = bundle_office(Kind::Ed25519);
    let cross = |new: &Certificate, old: &Certificate, key: &dyn Signer| {
        cross_certificate(new, old, key, &mut rng(22)).unwrap_err()
    };
    assert!(matches!(
        cross(&old.signer, &old.root, &old.root_key),
        SignError::NotRoot
    ));
    assert!(matches!(
        cross(&old.root, &old.signer, &old.signer_key),
        SignError::NotRoot
    ));
    assert!(matches!(
        cross(&old.root, &old.root, &old.signer_key),
        SignError::KeyMismatch
    ));
}
