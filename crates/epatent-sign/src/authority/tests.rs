// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::process::{Command, Output};

use super::*;
use crate::FileKey;
use crate::fixture::{Kind, at, office, office_with, region, rng, root_request, signer_request};

/// What `openssl` answers to `arguments` followed by the files `names` of these contents.
fn openssl(arguments: &[&str], files: &[(&str, &str, &[u8])]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new("openssl");
    command.args(arguments);
    for (option, name, der) in files {
        let pem =
            pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, der).unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, pem).unwrap();
        if !option.is_empty() {
            command.arg(option);
        }
        command.arg(path);
    }
    command.output().unwrap()
}

fn verified_by_openssl(root: &[u8], signer: &[u8]) -> Output {
    openssl(
        // 2 November 2026; the root of these tests outlives 2050.
        &["verify", "-x509_strict", "-attime", "1793610000"],
        &[("-CAfile", "root.pem", root), ("", "signer.pem", signer)],
    )
}

fn text_of(der: &[u8]) -> String {
    let output = openssl(
        &["x509", "-noout", "-text", "-nameopt", "utf8"],
        &[("-in", "certificate.pem", der)],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn openssl_verifies_all_four_combinations_of_root_and_signer_strictly() {
    for root in Kind::ALL {
        for signer in Kind::ALL {
            let office = office(root, signer);
            let output = verified_by_openssl(office.root.der(), office.signer.der());
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{root:?} {signer:?}: {said}");
        }
    }
}

#[test]
fn openssl_refuses_a_signer_under_another_root_and_one_with_a_flipped_bit() {
    for kind in Kind::ALL {
        let office = office(kind, Kind::Ed25519);
        let other = self_signed_root(&root_request(), &kind.key(77), &mut rng(3)).unwrap();
        assert!(
            !verified_by_openssl(&other, office.signer.der())
                .status
                .success()
        );
        let mut flipped = office.signer.der().to_vec();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        assert!(
            !verified_by_openssl(office.root.der(), &flipped)
                .status
                .success()
        );
    }
}

#[test]
fn openssl_reads_names_serials_usages_and_both_forms_of_time() {
    let office = office(Kind::Ed25519, Kind::P256);
    let root = text_of(office.root.der());
    for expected in [
        "Лабораторный корень",
        "Electronic patent card lab",
        "CA:TRUE, pathlen:0",
        "Certificate Sign, CRL Sign",
        "Not After : Dec 31 23:59:59 2059 GMT",
    ] {
        assert!(root.contains(expected), "{expected}\n{root}");
    }
    let signer = text_of(office.signer.der());
    for expected in [
        "CA:FALSE",
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        "X509v3 Extended Key Usage: critical\n                2.999.643.1.1",
        "NIST CURVE: P-256",
        "Not After : Dec 31 23:59:59 2035 GMT",
    ] {
        assert!(signer.contains(expected), "{expected}\n{signer}");
    }
}

#[test]
fn times_are_utctime_through_2049_and_generalizedtime_from_2050() {
    for (text, tag) in [
        ("2025-01-01T00:00:00Z", 0x17),
        ("2049-12-31T23:59:59Z", 0x17),
        ("2050-01-01T00:00:00Z", 0x18),
    ] {
        let der = time(at(text)).unwrap().to_der().unwrap();
        assert_eq!(der[0], tag, "{text}");
    }
}

#[test]
fn core_reads_back_what_was_asked_for() {
    let office = office_with(Kind::P256, Kind::Ed25519, |request| {
        request.roles = vec![Role::Document, Role::Bundle];
        request.regions = vec![region("77"), region("50"), region("77")];
    });
    let (root, signer) = (&office.root, &office.signer);
    assert!(root.is_ca() && !signer.is_ca());
    assert_eq!(root.path_length(), Some(0));
    assert_eq!(signer.issuer(), root.subject());
    assert_eq!(signer.authority_key_id(), root.subject_key_id());
    assert_eq!(root.environment(), Some(Environment::Lab));
    assert_eq!(signer.environment(), Some(Environment::Lab));
    assert!(signer.roles().contains(&Role::Document) && signer.roles().contains(&Role::Bundle));
    assert_eq!(signer.regions().len(), 2);
    assert_eq!(signer.not_after(), signer_request().not_after);
    assert_eq!(*signer.public_key(), office.signer_key.public_key());
}

#[test]
fn serial_numbers_are_positive_random_and_at_most_17_bytes() {
    let mut seen = std::collections::BTreeSet::new();
    let mut generator = rng(11);
    for _ in 0..64 {
        let serial = serial_number(&mut generator).unwrap();
        let der = serial.to_der().unwrap();
        assert!(der.len() <= 2 + 17 && der[2] & 0x80 == 0);
        assert!(seen.insert(der));
    }
}

/// A generator that is broken in the worst way.
struct Zeros;

impl rand::TryRng for Zeros {
    type Error = core::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(0)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(0)
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(0);
        Ok(())
    }
}

impl rand::TryCryptoRng for Zeros {}

#[test]
fn a_serial_number_is_never_zero() {
    assert_eq!(serial_number(&mut Zeros).unwrap().as_bytes(), [1]);
}

#[test]
fn the_same_generator_gives_the_same_certificates() {
    for kind in Kind::ALL {
        let (one, two) = (office(kind, kind), office(kind, kind));
        assert_eq!(one.root.der(), two.root.der());
        assert_eq!(one.signer.der(), two.signer.der());
    }
}

/// The error of asking for a signer's certificate with something changed.
fn refusal(change: impl FnOnce(&mut SignerRequest)) -> SignError {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let mut request = signer_request();
    change(&mut request);
    let key = office.signer_key.public_key();
    issue_signer(&request, &key, &office.root, &office.root_key, &mut rng(1)).unwrap_err()
}

#[test]
fn a_request_that_makes_no_sense_is_refused_with_its_own_error() {
    let is = |error: SignError, expected: &str| {
        let variant = format!("{error:?}");
        assert!(variant.starts_with(expected), "{variant} is not {expected}");
    };
    is(refusal(|request| request.roles.clear()), "NoRole");
    is(refusal(|request| request.regions.clear()), "NoRegion");
    is(
        refusal(|request| request.not_after = request.not_before),
        "EmptyTerm",
    );
    is(
        refusal(|request| request.not_before = at("2024-12-31T23:59:59Z")),
        "TermBeyondRoot",
    );
    is(
        refusal(|request| request.not_after = at("2060-01-01T00:00:00Z")),
        "TermBeyondRoot",
    );
    is(
        refusal(|request| request.environment = Environment::Production),
        "EnvironmentMismatch",
    );
    is(
        refusal(|request| request.subject.common_name.clear()),
        "NameLength",
    );
    is(
        refusal(|request| request.subject.common_name = "Щ".repeat(65)),
        "NameLength",
    );
    is(
        refusal(|request| request.subject.country = Some("ru".to_owned())),
        "NameCountry",
    );
}

#[test]
fn a_name_of_64_characters_is_the_longest() {
    let longest = office_with(Kind::Ed25519, Kind::Ed25519, |request| {
        request.subject.common_name = "Щ".repeat(64);
    });
    assert!(
        verified_by_openssl(longest.root.der(), longest.signer.der())
            .status
            .success()
    );
}

#[test]
fn a_payment_signer_needs_no_region() {
    let office = office_with(Kind::Ed25519, Kind::Ed25519, |request| {
        request.roles = vec![Role::Payment];
        request.regions.clear();
    });
    assert!(office.signer.regions().is_empty());
}

#[test]
fn a_signer_cannot_make_a_signer() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let key = Kind::Ed25519.key(9).public_key();
    let outcome = issue_signer(
        &signer_request(),
        &key,
        &office.signer,
        &office.signer_key,
        &mut rng(1),
    );
    assert!(matches!(outcome, Err(SignError::NotRoot)));
}

#[test]
fn a_root_key_that_is_not_the_roots_is_refused() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let key = office.signer_key.public_key();
    let other: &FileKey = &Kind::Ed25519.key(9);
    let outcome = issue_signer(&signer_request(), &key, &office.root, other, &mut rng(1));
    assert!(matches!(outcome, Err(SignError::KeyMismatch)));
}

#[test]
fn a_lab_key_makes_no_production_root() {
    let request = RootRequest {
        environment: Environment::Production,
        ..root_request()
    };
    let key = Kind::Ed25519.key(1).marked_lab();
    let outcome = self_signed_root(&request, &key, &mut rng(1));
    assert!(matches!(outcome, Err(SignError::LabKey)));
}
