// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the verifier says of security objects and card files.

use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_testkit::vectors::{self, SCHEMA, VerdictVector};
use epatent_verify::{
    Circumstances, Code, Colour, Policy, StatusRule, TrustStore, Verifier, WrongRegion,
};

use crate::refusal::Refusal;
use crate::{files, text};

/// A certificate of `keys/`, DER.
pub(crate) fn certificate(name: &str) -> Vec<u8> {
    let pem = text(&format!("keys/{name}.certificate.pem"));
    let (label, der) = pem_rfc7468::decode_vec(pem.as_bytes()).unwrap();
    assert_eq!(label, "CERTIFICATE");
    der
}

/// Reads a security object as a verifier that trusts the lab's root does, with an answer of
/// [`Refusal`] where it is not authentic.
pub(crate) fn object(bytes: &[u8]) -> Result<(), Refusal> {
    let trust = TrustStore::new(Environment::Lab, [certificate("lab-root")]).unwrap();
    let policy = Policy {
        status: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse("77").unwrap(),
        now: UnixTime::parse("2026-11-20T10:00:00Z").unwrap(),
        date: CivilDate::parse("2026-11-20").unwrap(),
        profession: None,
    };
    let mut check = Verifier::new(&trust, &policy)
        .unwrap()
        .begin(&circumstances);
    let authentic = check.security_object(bytes).is_some();
    let report = check.report();
    let finding = report
        .findings
        .iter()
        .find(|finding| matches!(finding.code, Code::SignatureInvalid | Code::FormatNewer));
    match finding {
        None => {
            assert!(authentic, "{:?}", report.findings);
            Ok(())
        }
        Some(finding) => {
            assert!(!authentic && finding.colour >= Colour::Grey);
            Err((&finding.reason).into())
        }
    }
}

#[test]
pub(crate) fn card_files_get_the_verdict_they_say() {
    let mut codes = std::collections::BTreeSet::new();
    for path in files("verdict/") {
        let vector: VerdictVector =
            serde_json::from_str(&text(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(
            (vector.schema, vector.rule.as_str()),
            (SCHEMA, "card-file"),
            "{path}"
        );
        assert_eq!(format!("verdict/{}.json", vector.name), path);
        let shown =
            Presentation::decode(&vector.hex).unwrap_or_else(|error| panic!("{path}: {error}"));
        let trust = trust(&vector);
        let policy = policy(&vector);
        let report = Verifier::new(&trust, &policy)
            .unwrap()
            .verify(&shown, &circumstances(&vector));
        let found: Vec<&str> = report
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        assert_eq!(
            (report.verdict.as_str(), found),
            (
                vector.verdict.as_str(),
                vector.findings.iter().map(String::as_str).collect()
            ),
            "{path}: {:#?}",
            report.findings
        );
        codes.extend(report.findings.iter().map(|finding| finding.code));
    }
    for code in Code::ALL {
        assert!(codes.contains(&code), "no verdict vector for {code}");
    }
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
        status: match vector.policy.status.as_str() {
            "required" => StatusRule::Required,
            "not-required" => StatusRule::NotRequired,
            other => panic!("{}: {other}", vector.name),
        },
        ..Policy::default()
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
