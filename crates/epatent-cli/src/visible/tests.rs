// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::visible;

#[test]
fn ordinary_names_in_both_alphabets_are_kept_as_they_are() {
    for name in [
        "Иванов-Петров",
        "O’Brien",
        "ACS ACR1252 Dual Reader [ACR1252 Reader PICC] 01 00",
        "Þór",
    ] {
        assert_eq!(visible(name), name);
    }
}

#[test]
fn characters_that_steer_a_terminal_are_replaced() {
    for c in [
        '\u{0}', '\u{7}', '\n', '\r', '\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}',
        '\u{2069}', '\u{feff}',
    ] {
        assert_eq!(visible(&format!("a{c}b")), "a\u{fffd}b", "{c:?}");
    }
}
