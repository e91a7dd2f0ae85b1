// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The verifier's answer to a verdict vector: for the tests of the vectors, and for random ones.

use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::printed_code::to_text;
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, Text, UnixTime};
use epatent_testkit::vectors::{self, VerdictVector};
use epatent_verify::{
    Circumstances, Lists, Policy, PrintedNumbers, ProvedBundle, Report, SignerCertificates,
    StatusRule, TrustStore, Untrusted, Verifier, WrongRegion,
};

/// A certificate of `keys/`, DER.
pub(crate) fn certificate(name: &str) -> Vec<u8> {
    let path = vectors::folder().join(format!("keys/{name}.certificate.pem"));
    let pem = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (label, der) = pem_rfc7468::decode_vec(pem.as_bytes()).unwrap();
    assert_eq!(label, "CERTIFICATE");
    der
}

/// Reads a trust bundle as a device that trusts the lab's root does.
pub(crate) fn bundle(bytes: &[u8]) -> Result<ProvedBundle, Untrusted> {
    let trust = TrustStore::new(Environment::Lab, [certificate("lab-root")]).unwrap();
    ProvedBundle::prove(
        bytes,
        &trust,
        UnixTime::parse("2026-11-20T10:00:00Z").unwrap(),
    )
}

/// The answer to what a vector shows.
pub(crate) fn judge(vector: &VerdictVector) -> Report {
    let (trust, policy) = (trust(vector), policy(vector));
    let circumstances = circumstances(vector);
    let mut signers = SignerCertificates::new();
    for name in &vector.trust.signers {
        assert!(signers.add(&certificate(name)));
    }
    let bundle = vector
        .bundle
        .as_ref()
        .map(|bytes| bundle(bytes).unwrap_or_else(|error| panic!("{}: {error}", vector.name)));
    let files: Vec<Vec<u8>> = vector
        .lists
        .iter()
        .map(|list| hex::decode(list).unwrap())
        .collect();
    let mut lists = Lists::new();
    lists.import_all(files.iter().map(Vec::as_slice), &trust, circumstances.now);
    let mut verifier = Verifier::new(&trust, &policy)
        .unwrap()
        .finding_signers(&signers)
        .with_lists(&lists);
    if let Some(bundle) = &bundle {
        verifier = verifier.under(bundle);
    }
    let mut check = verifier.begin(&circumstances);
    match vector.rule.as_str() {
        "card-file" => check.presentation(&Presentation::decode(&vector.hex).unwrap()),
        "printed-code" => drop(check.printed_code(&to_text(&vector.hex)).cloned()),
        other => panic!("{}: {other}", vector.name),
    }
    let given = &vector.circumstances;
    check.printed_numbers(&PrintedNumbers {
        patent: given
            .printed_number
            .as_deref()
            .map(|text| PatentNumber::parse(text).unwrap()),
        blank: given
            .printed_blank
            .as_deref()
            .map(|text| BlankNumber::parse(text).unwrap()),
    });
    if let Some(text) = &given.printed_code {
        check.printed_code(text);
    }
    check.report()
}

fn trust(vector: &VerdictVector) -> TrustStore {
    let environment = match vector.trust.environment.as_str() {
        "lab" => Environment::Lab,
        "production" => Environment::Production,
        other => panic!("{}: {other}", vector.name),
    };
    TrustStore::new(
        environment,
        vector.trust.roots.iter().map(|name| certificate(name)),
    )
    .unwrap()
}

fn policy(vector: &VerdictVector) -> Policy {
    Policy {
        wrong_region: match vector.policy.wrong_region.as_str() {
            "amber" => WrongRegion::Amber,
            "red" => WrongRegion::Red,
            other => panic!("{}: {other}", vector.name),
        },
        status: rule(&vector.policy.status),
        payment: rule(vector.policy.payment.as_deref().unwrap_or("not-required")),
        ..Policy::default()
    }
}

fn rule(word: &str) -> StatusRule {
    match word {
        "required" => StatusRule::Required,
        "not-required" => StatusRule::NotRequired,
        other => panic!("{other}"),
    }
}

fn circumstances(vector: &VerdictVector) -> Circumstances {
    let given: &vectors::Circumstances = &vector.circumstances;
    Circumstances {
        region: Region::parse(&given.region).unwrap(),
        now: UnixTime::parse(&given.now).unwrap(),
        date: CivilDate::parse(&given.date).unwrap(),
        profession: given
            .profession
            .as_deref()
            .map(|seen| Text::parse(seen).unwrap()),
    }
}
