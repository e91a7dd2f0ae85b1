// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::StatusWord;

#[test]
fn sw2_of_61_and_6c_is_a_length_with_00_meaning_256() {
    for low in 0..=255_u8 {
        let length = if low == 0 { 256 } else { u32::from(low) };
        let more = StatusWord::from_bytes([0x61, low]);
        let right = StatusWord::from_bytes([0x6C, low]);
        assert_eq!((more.more(), more.right_length()), (Some(length), None));
        assert_eq!((right.more(), right.right_length()), (None, Some(length)));
    }
}

#[test]
fn no_other_first_byte_announces_a_length() {
    for first in (0..=255_u8).filter(|first| ![0x61, 0x6C].contains(first)) {
        let status = StatusWord::from_bytes([first, 0x10]);
        assert_eq!((status.more(), status.right_length()), (None, None));
    }
}

#[test]
fn the_announcement_of_more_bytes_saturates_at_256() {
    assert_eq!(StatusWord::more_bytes(1), StatusWord(0x6101));
    assert_eq!(StatusWord::more_bytes(255), StatusWord(0x61FF));
    assert_eq!(StatusWord::more_bytes(256), StatusWord(0x6100));
    assert_eq!(StatusWord::more_bytes(65_536), StatusWord(0x6100));
}

#[test]
fn every_word_of_the_table_prints_its_meaning_and_others_say_so() {
    assert_eq!(StatusWord::DONE.to_string(), "9000 (done)");
    assert_eq!(StatusWord(0x6C20).to_string(), "6C20 (wrong Le)");
    assert_eq!(
        StatusWord(0x6F42).to_string(),
        "6F42 (no meaning in this profile)"
    );
}

#[test]
fn bytes_and_words_agree() {
    assert_eq!(
        StatusWord::from_bytes([0x6A, 0x82]),
        StatusWord::FILE_NOT_FOUND
    );
    assert_eq!(StatusWord::FILE_NOT_FOUND.to_bytes(), [0x6A, 0x82]);
    assert!(StatusWord::DONE.is_done());
    assert!(!StatusWord::END_OF_FILE.is_done());
}
