// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the verifier says of security objects and card files.

use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::printed_code::to_text;
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, Text, UnixTime};
use epatent_testkit::vectors::{self, SCHEMA, VerdictVector};
use epatent_verify::{
    Circumstances, Code, Colour, ListError, Lists, Policy, PrintedNumbers, ProvedBundle, Reason,
    Report, SignerCertificates, StatusRule, TrustStore, Untrusted, Verifier, WrongRegion,
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

/// Reads a trust bundle as a device that trusts the lab's root does.
pub(crate) fn bundle(bytes: &[u8]) -> Result<ProvedBundle, Untrusted> {
    let trust = TrustStore::new(Environment::Lab, [certificate("lab-root")]).unwrap();
    ProvedBundle::prove(
        bytes,
        &trust,
        UnixTime::parse("2026-11-20T10:00:00Z").unwrap(),
    )
}

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

/// The answer to what a vector shows.
fn judge(vector: &VerdictVector) -> Report {
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
