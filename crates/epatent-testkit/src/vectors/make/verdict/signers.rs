// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards whose every signature is good, by signers who may not make them.

use epatent_core::bundle::{Earlier, ListedSigner, Withdrawal};
use epatent_core::certificate::Role;
use epatent_core::cose::{SignatureAlgorithm, Typ};
use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::{Region, UnixTime};

use super::super::bundle::{bundle, listed};
use super::super::forge::{
    Bench, Fields, edited, object, payload_of, prove, proved, replaced, resigned, signed,
};
use super::{checked, refused, undetermined};
use crate::fixed;
use crate::lab::{Lab, LabSigner, Setup};
use crate::vectors::VerdictVector;

pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let mut vectors = entitlements(bench);
    vectors.extend(authorities(bench));
    vectors
}

/// The card of `rakhimov` with a changed payload, signed by `signer`.
fn resign(bench: &Bench, signer: &LabSigner, change: impl FnOnce(&mut Fields)) -> Presentation {
    let card = bench.card(bench.rakhimov());
    let mut shown = proved(&card);
    let payload = edited(&payload_of(&shown.security_object), change);
    shown.security_object = object(signer, &payload);
    prove(&mut shown, &card.chip, &card);
    shown
}

fn entitlements(bench: &Bench) -> Vec<VerdictVector> {
    let lab = &bench.lab;
    let payment = bench.signer_but(|request| request.roles = vec![Role::Payment]);
    let ended = bench.signer_but(|request| {
        request.not_after = fixed(UnixTime::parse("2026-06-30T23:59:59Z"));
    });
    let no_region = bench.signer_but(|request| {
        request.regions = vec![fixed(Region::parse("50")), fixed(Region::parse("47"))];
    });
    let of_ended = resign(bench, &ended, |_| {});
    let mut withdrawn = bundle(bench);
    withdrawn.signers.push(ListedSigner {
        withdrawal: Some(Withdrawal {
            since: fixed(UnixTime::parse("2026-11-15T00:00:00Z")),
            earlier: Earlier::Falls,
        }),
        ..listed(&ended, Role::Document)
    });
    withdrawn.signers.sort_by_key(|signer| signer.certificate);
    let withdrawn = fixed(withdrawn.encode());
    vec![
        VerdictVector {
            bundle: Some(signed(&bench.bundle_signer, Typ::TrustBundle, &withdrawn)),
            ..checked(
                "verdict_signer_term_ended_and_withdrawn",
                "Signed after the end of the certificate, with a key that was withdrawn besides: both are told.",
                &of_ended,
                "refused",
                &["signer-revoked", "signer-not-entitled"],
            )
        },
        refused(
            "verdict_signer_of_another_region",
            "The genuine signer of region 50 signs for region 77.",
            &resign(bench, &lab.signer_50, |_| {}),
            "signer-not-entitled",
        ),
        refused(
            "verdict_signer_of_two_other_regions",
            "None of several regions is the patent's.",
            &resign(bench, &no_region, |_| {}),
            "signer-not-entitled",
        ),
        refused(
            "verdict_signer_of_payments",
            "A payment signer signs a card.",
            &resign(bench, &payment, |_| {}),
            "signer-not-entitled",
        ),
        refused(
            "verdict_signer_term_ended",
            "Signed after the end of the signer's certificate.",
            &of_ended,
            "signer-not-entitled",
        ),
        refused(
            "verdict_object_of_production",
            "A laboratory signer signs a card that says it is real.",
            &resign(bench, &lab.signer_77, |object| object.put(2, 2)),
            "signer-not-entitled",
        ),
    ]
}

fn authorities(bench: &Bench) -> Vec<VerdictVector> {
    let lab = &bench.lab;
    let namesake = Bench::namesake();
    let production = Lab::with(Setup {
        seed: 7,
        environment: Environment::Production,
        root: SignatureAlgorithm::Es256,
        signers: SignatureAlgorithm::Es256,
    });
    let forged = {
        let genuine = &lab.signer_77.certificate;
        let der = resigned(genuine, genuine.der().to_vec(), &namesake.root_key);
        with_certificate(&der, &lab.signer_77)
    };
    let no_signing = {
        let genuine = &lab.signer_77.certificate;
        // keyEncipherment instead of digitalSignature.
        let changed = replaced(genuine.der(), b"\x03\x02\x07\x80", b"\x03\x02\x05\x20", 0);
        with_certificate(&resigned(genuine, changed, &lab.root_key), &lab.signer_77)
    };
    vec![
        undetermined(
            "verdict_issuer_of_a_namesake",
            "A root with the trusted name and another key: a new root or a forger, nobody can tell.",
            &resign(bench, &namesake.signer_77, |_| {}),
            "issuer-unknown",
        ),
        undetermined(
            "verdict_issuer_of_production",
            "A real card on a laboratory device.",
            &resign(bench, &production.signer_77, |object| object.put(2, 2)),
            "issuer-unknown",
        ),
        refused(
            "verdict_certificate_forged",
            "Name and key identifier of the trusted root, which did not sign the certificate.",
            &resign(bench, &forged, |_| {}),
            "signature-invalid",
        ),
        refused(
            "verdict_key_not_for_signatures",
            "A certificate whose key is for encryption.",
            &resign(bench, &no_signing, |_| {}),
            "signer-not-entitled",
        ),
    ]
}

/// The key of a signer under another certificate.
fn with_certificate(der: &[u8], signer: &LabSigner) -> LabSigner {
    let pem = fixed(signer.key.to_pkcs8_pem());
    LabSigner {
        certificate: fixed(epatent_core::certificate::Certificate::parse(der)),
        key: fixed(epatent_sign::FileKey::from_pkcs8_pem(&pem)),
    }
}
