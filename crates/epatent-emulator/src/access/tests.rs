// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

#[test]
fn a_header_without_a_rule_is_refused_by_its_first_byte_that_no_rule_has() {
    let refused = |header| Rule::find(header).map(|rule| rule.operation).err();
    assert_eq!(
        refused([0xB0, 0xA4, 0x04, 0x00]),
        Some(StatusWord::UNKNOWN_CLASS)
    );
    assert_eq!(
        refused([0x00, 0x11, 0x04, 0x00]),
        Some(StatusWord::UNKNOWN_INSTRUCTION)
    );
    assert_eq!(
        refused([0x00, 0xA4, 0x7F, 0x00]),
        Some(StatusWord::WRONG_P1_P2)
    );
    assert_eq!(refused([0x00, 0xA4, 0x04, 0x00]), None);
    // Chaining is no part of the class.
    assert_eq!(refused([0x10, 0xA4, 0x04, 0x00]), None);
}
