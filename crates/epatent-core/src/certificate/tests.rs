// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::format;
use std::string::ToString;
use std::vec::Vec;

use der::Encode;
use hex_literal::hex;
use p256::ecdsa::signature::Verifier as _;

use super::*;

// How they were made: testdata/certificates.cnf.
const ROOT: &[u8] = include_bytes!("../../testdata/root-ed25519.der");
const SIGNER: &[u8] = include_bytes!("../../testdata/signer-ed25519.der");
const ROOT_P256: &[u8] = include_bytes!("../../testdata/root-p256.der");
const SIGNER_P256: &[u8] = include_bytes!("../../testdata/signer-p256.der");

/// `certificate` with the only occurrence of `from`, in hexadecimal, replaced by as many bytes `to`.
fn replaced(certificate: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = hex::encode(certificate);
    assert_eq!(text.matches(from).count(), 1, "{from} is not there once");
    assert_eq!(from.len(), to.len());
    hex::decode(text.replace(from, to)).unwrap()
}

/// The error of the signer's certificate with some bytes replaced.
fn defect(from: &str, to: &str) -> CertificateError {
    Certificate::parse(&replaced(SIGNER, from, to)).unwrap_err()
}

#[test]
fn signer_is_read() {
    let signer = Certificate::parse(SIGNER).unwrap();
    let root = Certificate::parse(ROOT).unwrap();
    assert_eq!(signer.der(), SIGNER);
    // From the listing of `openssl asn1parse`.
    assert_eq!(signer.tbs(), &SIGNER[4..378]);
    assert_eq!(signer.issuer(), &SIGNER[30..78]);
    assert_eq!(signer.subject(), &SIGNER[110..160]);
    assert_eq!(signer.issuer(), root.subject());
    assert_eq!(signer.subject_text(), "CN=Lab signer,O=Lab,C=RU");
    assert_eq!(signer.issuer_text(), "CN=Lab root,O=Lab,C=RU");
    assert_eq!(hex::encode(signer.serial()), "1122334455667788");
    assert_eq!(signer.not_before().to_string(), "2026-11-22T04:06:04Z");
    assert_eq!(signer.not_after().to_string(), "2027-11-22T04:06:04Z");
    assert_eq!(
        *signer.public_key(),
        PublicKey::Ed25519(SIGNER[172..204].try_into().unwrap())
    );
    assert_eq!(signer.roles(), [Role::Document, Role::Bundle]);
    assert_eq!(
        signer.regions(),
        ["77", "50"].map(|code| Region::parse(code).unwrap())
    );
    assert_eq!(signer.environment(), Some(Environment::Lab));
    assert!(!signer.is_ca());
    assert_eq!(signer.path_length(), None);
    assert_eq!(
        signer.key_usage(),
        KeyUsage {
            digital_signature: true,
            certificate_signing: false,
            crl_signing: false,
            other: false,
        }
    );
    assert_eq!(signer.subject_key_id(), Some(&SIGNER[288..308]));
    assert_eq!(signer.authority_key_id(), Some(&SIGNER[321..341]));
    assert_eq!(signer.authority_key_id(), root.subject_key_id());
    assert_eq!(signer.signature_algorithm(), SignatureAlgorithm::Ed25519);
    assert_eq!(signer.signature_value(), &SIGNER[388..]);
}

#[test]
fn root_is_read() {
    let root = Certificate::parse(ROOT).unwrap();
    assert_eq!(root.issuer(), root.subject());
    assert_eq!(root.serial(), [1]);
    assert_eq!(root.not_after().to_string(), "2056-11-14T04:06:04Z");
    assert!(root.is_ca());
    assert_eq!(root.path_length(), Some(0));
    assert_eq!(
        root.key_usage(),
        KeyUsage {
            digital_signature: false,
            certificate_signing: true,
            crl_signing: true,
            other: false,
        }
    );
    assert!(root.roles().is_empty() && root.regions().is_empty());
    assert_eq!(root.environment(), Some(Environment::Lab));
}

// shows: EPC-ENC-02
#[test]
fn p256_signature_verifies_over_the_bytes_as_received() {
    let root = Certificate::parse(ROOT_P256).unwrap();
    let PublicKey::P256(point) = root.public_key() else {
        panic!("not a P-256 key")
    };
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).unwrap();
    for der in [ROOT_P256, SIGNER_P256] {
        let certificate = Certificate::parse(der).unwrap();
        assert_eq!(certificate.signature_algorithm(), SignatureAlgorithm::Es256);
        let signature = p256::ecdsa::DerSignature::from_bytes(certificate.signature_value());
        key.verify(certificate.tbs(), &signature.unwrap()).unwrap();
    }
}

#[test]
fn trailing_bytes_are_refused() {
    let bytes = [SIGNER, &[0, 0]].concat();
    let error = Certificate::parse(&bytes).unwrap_err();
    assert_eq!(error, CertificateError::TrailingBytes { count: 2 });
}

#[test]
fn truncated_certificate_is_refused_at_every_length() {
    for length in 0..SIGNER.len() {
        assert!(Certificate::parse(&SIGNER[..length]).is_err(), "{length}");
    }
}

#[test]
fn no_change_of_one_byte_panics() {
    for der in [ROOT, SIGNER, SIGNER_P256] {
        for index in 0..der.len() {
            for change in [0x01, 0x80, 0xFF] {
                let mut bytes = der.to_vec();
                bytes[index] ^= change;
                if let Ok(certificate) = Certificate::parse(&bytes) {
                    assert_eq!(certificate.der(), bytes);
                }
            }
        }
    }
}

#[test]
fn certificate_that_is_too_long_is_refused() {
    let bytes = [0; MAX_CERTIFICATE_LENGTH + 1];
    let error = Certificate::parse(&bytes).unwrap_err();
    assert_eq!(error, CertificateError::TooLong { actual: 8193 });
}

#[test]
fn version_2_is_refused() {
    assert_eq!(
        defect("a003020102", "a003020101"),
        CertificateError::Version
    );
}

#[test]
fn certificate_without_version_is_refused() {
    assert_eq!(
        defect("a003020102", "8003020102"),
        CertificateError::Version
    );
}

#[test]
fn serial_number_that_is_negative_or_zero_is_refused() {
    for serial in ["02089122334455667788", "02080000000000000000"] {
        let error = defect("02081122334455667788", serial);
        assert_eq!(error, CertificateError::SerialNumber);
    }
    let mut root = ROOT.to_vec();
    assert_eq!(&root[13..16], [0x02, 0x01, 0x01]);
    root[15] = 0;
    assert_eq!(
        Certificate::parse(&root).unwrap_err(),
        CertificateError::SerialNumber
    );
}

#[test]
fn algorithms_that_differ_are_refused() {
    // Ed448 outside, Ed25519 inside.
    let error = defect("300506032b6570034100", "300506032b6571034100");
    assert_eq!(error, CertificateError::AlgorithmMismatch);
}

#[test]
fn another_signature_algorithm_is_refused() {
    let inside = replaced(SIGNER, "7788300506032b6570", "7788300506032b6571");
    let bytes = replaced(&inside, "300506032b6570034100", "300506032b6571034100");
    let error = Certificate::parse(&bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the signature algorithm 1.3.101.113 is not Ed25519 or ECDSA with SHA-256"
    );
}

#[test]
fn ecdsa_with_another_hash_is_refused() {
    // ecdsa-with-SHA384, twice.
    let text = hex::encode(SIGNER_P256);
    assert_eq!(text.matches("2a8648ce3d040302").count(), 2);
    let bytes = hex::decode(text.replace("2a8648ce3d040302", "2a8648ce3d040303")).unwrap();
    let error = Certificate::parse(&bytes).unwrap_err();
    assert!(
        matches!(error, CertificateError::SignatureAlgorithm { .. }),
        "{error}"
    );
}

#[test]
fn key_of_another_algorithm_is_refused() {
    // X25519.
    let error = defect("302a300506032b6570032100", "302a300506032b656e032100");
    assert_eq!(
        error.to_string(),
        "the kind of the public key (1.3.101.110) is not Ed25519 or P-256"
    );
}

#[test]
fn p256_key_off_the_curve_is_refused() {
    let signer = Certificate::parse(SIGNER_P256).unwrap();
    let PublicKey::P256(point) = signer.public_key() else {
        panic!("not a P-256 key")
    };
    let mut wrong = *point;
    wrong[64] ^= 1;
    let bytes = replaced(SIGNER_P256, &hex::encode(point), &hex::encode(wrong));
    assert_eq!(
        Certificate::parse(&bytes).unwrap_err(),
        CertificateError::KeyNotOnCurve
    );
    wrong[0] = 0x06;
    let bytes = replaced(SIGNER_P256, &hex::encode(point), &hex::encode(wrong));
    let error = Certificate::parse(&bytes).unwrap_err();
    assert!(
        matches!(error, CertificateError::PublicKey { .. }),
        "{error}"
    );
}

#[test]
fn key_on_another_curve_is_refused() {
    // secp256k1 has an identifier of another length; the last byte of secp256r1's is enough.
    let bytes = replaced(SIGNER_P256, "2a8648ce3d030107", "2a8648ce3d030106");
    let error = Certificate::parse(&bytes).unwrap_err();
    assert!(
        matches!(error, CertificateError::UnknownKeyType { .. }),
        "{error}"
    );
    assert!(error.is_unknown_feature());
}

#[test]
fn curve_in_the_place_of_the_algorithm_is_no_key() {
    // The two identifiers change places, lengths and all.
    let bytes = replaced(
        SIGNER_P256,
        "06072a8648ce3d020106082a8648ce3d030107",
        "06082a8648ce3d03010706072a8648ce3d0201",
    );
    let error = Certificate::parse(&bytes).unwrap_err();
    assert!(
        matches!(error, CertificateError::UnknownKeyType { .. }),
        "{error}"
    );
}

#[test]
fn only_what_is_unknown_is_an_unknown_feature() {
    assert!(defect("0603551d0f0101ff", "0603551d630101ff").is_unknown_feature());
    for malformed in [
        defect("a003020102", "a003020101"),
        defect("0603551d0f0101ff", "0603551d0f010100"),
        defect("30081302373713023530", "30081302373713023737"),
    ] {
        assert!(!malformed.is_unknown_feature(), "{malformed}");
    }
}

// shows: EPC-CERT-02
#[test]
fn extension_that_is_not_minimal_is_refused() {
    for (list, oid) in [
        // cA FALSE, the default, written.
        (
            hex!("30 0E 30 0C 0603551D13 0405 3003 010100").to_vec(),
            "2.5.29.19",
        ),
        // digitalSignature with seven zero bits after it.
        (
            hex!("30 0D 30 0B 0603551D0F 0404 03020080").to_vec(),
            "2.5.29.15",
        ),
        // The same with a second byte.
        (
            hex!("30 0E 30 0C 0603551D0F 0405 0303078000").to_vec(),
            "2.5.29.15",
        ),
    ] {
        let error = extensions::read(&list).unwrap_err();
        assert!(
            matches!(error, CertificateError::MalformedExtension { oid: found, .. } if found.to_string() == oid),
            "{error}"
        );
    }
    assert!(extensions::read(&hex!("30 0D 30 0B 0603551D0F 0404 03020780")).is_ok());
}

#[test]
fn criticality_and_other_uses_are_told() {
    let plain = extensions::read(&hex!("30 0D 30 0B 0603551D0F 0404 03020780")).unwrap();
    assert!(!plain.critical_key_usage && !plain.critical_basic_constraints);
    let signer = Certificate::parse(SIGNER).unwrap();
    // The file has all but its roles as the profile wants them.
    assert_eq!(
        signer.signer_profile_gap(),
        Some("critical extendedKeyUsage")
    );
    // Every one of the nine uses (RFC 5280 section 4.2.1.3) beside digitalSignature is seen.
    for more in [
        "030206c0",
        "030205a0",
        "03020490",
        "03020388",
        "03020284",
        "03020182",
        "03020081",
        "0303078080",
    ] {
        let value = hex::decode(more).unwrap();
        let usage = extensions::key_usage(&value).unwrap();
        assert!(
            usage.digital_signature && !usage.is_digital_signature_only(),
            "{more}"
        );
    }
    assert!(signer.key_usage().is_digital_signature_only());
}

#[test]
fn empty_term_is_refused() {
    let not_before = hex::encode("261122040604Z");
    let error = defect(&not_before, &hex::encode("281122040604Z"));
    assert_eq!(error, CertificateError::Validity);
}

/// The signer's certificate with another end of its term, as a GeneralizedTime.
fn with_not_after(text: &str) -> Vec<u8> {
    let mut bytes = SIGNER.to_vec();
    // Two bytes more in the term, the signed part and the certificate.
    bytes.splice(95..110, [&[0x18, 0x0F], text.as_bytes()].concat());
    bytes[79] += 2;
    bytes[3] += 2;
    bytes[7] += 2;
    bytes
}

#[test]
fn general_time_before_2050_is_refused() {
    let not_after = |text: &str| Certificate::parse(&with_not_after(text));
    assert_eq!(
        not_after("20491231235959Z").unwrap_err(),
        CertificateError::Validity
    );
    let accepted = not_after("20500101000000Z").unwrap();
    assert_eq!(accepted.not_after().to_string(), "2050-01-01T00:00:00Z");
}

#[test]
fn term_without_an_end_ends_with_the_last_time_there_is() {
    // RFC 5280 section 4.1.2.5.
    for end in ["99991231235959Z", "22861120174640Z", "22861120174639Z"] {
        let endless = Certificate::parse(&with_not_after(end)).unwrap();
        assert_eq!(endless.not_after(), UnixTime::MAX, "{end}");
    }
    let earlier = Certificate::parse(&with_not_after("22861120174638Z")).unwrap();
    assert!(earlier.not_after() < UnixTime::MAX);
}

#[test]
fn signature_that_is_not_whole_bytes_is_refused() {
    let mut bytes = SIGNER.to_vec();
    assert_eq!(&bytes[385..388], [0x03, 0x41, 0x00]);
    bytes[387] = 1;
    bytes[451] &= 0xFE;
    let error = Certificate::parse(&bytes).unwrap_err();
    assert_eq!(error, CertificateError::SignatureLength);
}

#[test]
fn unknown_critical_extension_is_refused() {
    let error = defect("0603551d0f0101ff", "0603551d630101ff");
    assert_eq!(
        error.to_string(),
        "the critical extension 2.5.29.99 is not known"
    );
}

#[test]
fn unknown_extension_that_is_not_critical_is_passed_over() {
    // 2.999.643.2.9 in the place of the regions.
    let bytes = replaced(SIGNER, "060688378503020104", "060688378503020904");
    assert!(Certificate::parse(&bytes).unwrap().regions().is_empty());
}

#[test]
fn duplicate_extension_is_refused() {
    // The authority key identifier in the guise of a second one of the subject.
    let error = defect("0603551d230418", "0603551d0e0418");
    assert_eq!(error.to_string(), "the extension 2.5.29.14 is there twice");
}

// shows: EPC-CERT-02
#[test]
fn critical_false_is_refused() {
    let error = defect("0603551d0f0101ff", "0603551d0f010100");
    assert!(
        matches!(error, CertificateError::MalformedExtension { .. }),
        "{error}"
    );
}

#[test]
fn regions_that_are_malformed_or_repeated_are_refused() {
    // A letter, twice the same, a UTF8String, a list that ends early.
    for regions in [
        "30081302375813023530",
        "30081302373713023737",
        "30080c02373713023530",
        "30041302373713023530",
    ] {
        let error = defect("30081302373713023530", regions);
        assert!(
            matches!(error, CertificateError::MalformedExtension { oid, .. } if oid == REGIONS_OID),
            "{regions}: {error}"
        );
    }
}

#[test]
fn environment_that_is_unknown_or_an_integer_is_refused() {
    for environment in ["04030a0100", "04030a0103", "0403020101"] {
        let error = defect("04030a0101", environment);
        assert!(
            matches!(error, CertificateError::MalformedExtension { oid, .. } if oid == ENVIRONMENT_OID),
            "{environment}: {error}"
        );
    }
    let bytes = replaced(SIGNER, "04030a0101", "04030a0102");
    let production = Certificate::parse(&bytes).unwrap();
    assert_eq!(production.environment(), Some(Environment::Production));
}

#[test]
fn path_length_without_authority_is_refused() {
    let list = hex!("30 0E 30 0C 0603551D13 0405 3003 020100");
    let error = extensions::read(&list).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the extension 2.5.29.19 is not without a path length where there is no authority"
    );
}

#[test]
fn more_than_32_extensions_are_refused() {
    // 2.999.n with an empty value, not critical.
    let list = |count: u8| {
        let mut list = Vec::new();
        for number in 0..count {
            list.extend([0x30, 0x07, 0x06, 0x03, 0x88, 0x37, number, 0x04, 0x00]);
        }
        let length = u16::try_from(list.len()).unwrap().to_be_bytes();
        [&[0x30, 0x82], &length[..], &list].concat()
    };
    assert!(extensions::read(&list(32)).is_ok());
    let error = extensions::read(&list(33)).unwrap_err();
    assert_eq!(error, CertificateError::TooManyExtensions);
}

// shows: EPC-CERT-02
#[test]
fn certificate_without_extensions_is_refused() {
    let error = extensions::read(&hex!("30 00")).unwrap_err();
    assert_eq!(error, CertificateError::Extensions);
}

#[test]
fn identifiers_print_in_dotted_decimal() {
    assert_eq!(REGIONS_OID.to_string(), "2.999.643.2.1");
    assert_eq!(ENVIRONMENT_OID.to_string(), "2.999.643.2.2");
    let roles = Role::ALL.map(|role| format!("{}", role.oid()));
    assert_eq!(
        roles,
        [
            "2.999.643.1.1",
            "2.999.643.1.2",
            "2.999.643.1.3",
            "2.999.643.1.4"
        ]
    );
    for (content, text) in [
        (&[0x55, 0x1D, 0x0F][..], "2.5.29.15"),
        (&[0x2B, 0x65, 0x70], "1.3.101.112"),
        (&[0x00], "0.0"),
        (&[0x4F], "1.39"),
        (&[0x50], "2.0"),
    ] {
        assert_eq!(Oid::from_content(content).unwrap().to_string(), text);
    }
}

#[test]
fn malformed_identifiers_are_refused() {
    for content in [
        &[][..],
        &[0x88],
        &[0x55, 0x80, 0x01],
        &[0x80, 0x01],
        &[0x2A; 40],
    ] {
        assert_eq!(Oid::from_content(content), None, "{content:02x?}");
    }
    assert!(Oid::from_content(&[0x2A; 39]).is_some());
}

#[test]
fn identifier_is_encoded_as_it_was_read() {
    let der = REGIONS_OID.to_der().unwrap();
    assert_eq!(der, [0x06, 0x06, 0x88, 0x37, 0x85, 0x03, 0x02, 0x01]);
    assert_eq!(Oid::from_der(&der).unwrap(), REGIONS_OID);
}
