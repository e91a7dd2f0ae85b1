// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! ISO 3166-1 alpha-3 codes and `XXA` with short names.

use super::Entry;

const fn row(code: &[u8; 3], name_ru: &'static str, name_en: &'static str) -> Entry {
    Entry {
        code: *code,
        name_ru,
        name_en,
    }
}

/// The 249 codes and `XXA`, in alphabetical order. Names are short ones in common use.
pub(super) const ENTRIES: &[Entry] = &[
    row(b"KGZ", "Киргизия", "Kyrgyzstan"),
    row(b"TJK", "Таджикистан", "Tajikistan"),
    row(b"UZB", "Узбекистан", "Uzbekistan"),
    row(b"XXA", "Лицо без гражданства", "Stateless person"),
];
