// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the verifier says of security objects and card files.

use epatent_core::object::Environment;
use epatent_core::printed_code::to_text;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_testkit::vectors::{SCHEMA, VerdictVector};
use epatent_verify::{
    Circumstances, Code, Colour, ListError, Lists, Policy, Reason, SignerCertificates, StatusRule,
    TrustStore, Verifier,
};

use crate::judge::{certificate, judge};
use crate::refusal::Refusal;
use crate::{files, text};

/// Reads a security object as a verifier that trusts the lab's root does, with an answer of
/// [`Refusal`] where it is not authentic.
pub(crate) fn object(bytes: &[u8]) -> Result<(), Refusal> {
    let trust = TrustStore::new(Environment::Lab, [certificate("lab-root")]).unwrap();
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
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

/// Reads a printed code as a device does that trusts the lab's root and has its signers at hand.
pub(crate) fn printed_code(bytes: &[u8]) -> Result<(), Refusal> {
    let trust = TrustStore::new(Environment::Lab, [certificate("lab-root")]).unwrap();
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let mut signers = SignerCertificates::new();
    for name in ["lab-signer-77", "lab-signer-50", "lab-signer-77-es256"] {
        assert!(signers.add(&certificate(name)));
    }
    let circumstances = Circumstances {
        region: Region::parse("77").unwrap(),
        now: UnixTime::parse("2026-11-20T10:00:00Z").unwrap(),
        date: CivilDate::parse("2026-11-20").unwrap(),
        profession: None,
    };
    let verifier = Verifier::new(&trust, &policy).unwrap();
    let mut check = verifier.finding_signers(&signers).begin(&circumstances);
    let authentic = check.printed_code(&to_text(bytes)).is_some();
    let report = check.report();
    assert_ne!(report.verdict, epatent_verify::Verdict::InForce);
    assert_eq!(authentic, report.finding(Code::QrOnly).is_some());
    if authentic {
        Ok(())
    } else {
        Err((&report.findings.first().unwrap().reason).into())
    }
}

/// Takes a signed list as a device does that trusts the lab's root.
pub(crate) fn list(bytes: &[u8]) -> Result<(), Refusal> {
    let trust = TrustStore::new(Environment::Lab, [certificate("lab-root")]).unwrap();
    let now = UnixTime::parse("2026-11-20T10:00:00Z").unwrap();
    match Lists::new().import(bytes, &trust, now) {
        Ok(imported) => {
            assert!(imported.is_new);
            Ok(())
        }
        Err(ListError::Untrusted(why)) => Err((&Reason::from(why)).into()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
pub(crate) fn card_files_and_codes_get_the_verdict_they_say() {
    let mut codes = std::collections::BTreeSet::new();
    for (part, path) in ["verdict/", "print/"]
        .into_iter()
        .flat_map(|part| files(part).into_iter().map(move |path| (part, path)))
    {
        let vector: VerdictVector =
            serde_json::from_str(&text(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(vector.schema, SCHEMA, "{path}");
        assert_eq!(format!("{part}{}.json", vector.name), path);
        let report = judge(&vector);
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
