// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Deterministic CBOR of any structure: one broken rule of RFC 8949 section 4.2.1 a vector.

use super::super::Vector;
use super::{bad, good};

const ANY: &str = "any";

/// Name, comment, bytes.
type Accepted = (&'static str, &'static str, &'static [u8]);
/// Name, comment, bytes, refusal.
type Refused = (&'static str, &'static str, &'static [u8], &'static str);

const GOOD: [Accepted; 8] = [
    (
        "encoding_integer_23",
        "The greatest integer that stands in its initial byte.",
        b"\x17",
    ),
    (
        "encoding_integer_24",
        "The least integer that needs a byte of its own.",
        b"\x18\x18",
    ),
    (
        "encoding_integer_2_to_32",
        "The least integer of eight bytes: not every reader has 64-bit numbers.",
        b"\x1B\x00\x00\x00\x01\x00\x00\x00\x00",
    ),
    (
        "encoding_keys_in_order",
        "Keys are ordered by their encoded bytes: 10 before -1, and -1 before the text.",
        b"\xA3\x0A\x00\x20\x00\x61\x61\x00",
    ),
    ("encoding_map_empty", "An empty map is a map.", b"\xA0"),
    (
        "encoding_depth_8",
        "Eight arrays may be open at once.",
        b"\x81\x81\x81\x81\x81\x81\x81\x80",
    ),
    (
        "encoding_text_composed",
        "Cyrillic short i as one character, U+0439: normalisation form C.",
        b"\x62\xD0\xB9",
    ),
    (
        "encoding_simple_values",
        "False, true and null are the only simple values.",
        b"\x83\xF4\xF5\xF6",
    ),
];

const BAD: [Refused; 22] = [
    (
        "encoding_empty",
        "No byte at all is no item: an empty file must not pass for an empty map.",
        b"",
        "truncated",
    ),
    (
        "encoding_text_truncated",
        "Two bytes of text are announced, one follows.",
        b"\x62\x61",
        "truncated",
    ),
    (
        "encoding_array_count_huge",
        "An array that claims 2^32 elements in five bytes: a reader that allocates first is dead.",
        b"\x9A\xFF\xFF\xFF\xFF",
        "truncated",
    ),
    (
        "encoding_trailing_byte",
        "A byte after the item would be hashed and signed by some and ignored by others.",
        b"\x01\x00",
        "trailing-bytes",
    ),
    (
        "encoding_depth_9",
        "A ninth open array.",
        b"\x81\x81\x81\x81\x81\x81\x81\x81\x80",
        "too-deep",
    ),
    (
        "encoding_integer_long_one_byte",
        "23 with a byte of its own: two encodings of one value make two digests of one document.",
        b"\x18\x17",
        "not-shortest",
    ),
    (
        "encoding_integer_long_eight_bytes",
        "1 in eight bytes.",
        b"\x1B\x00\x00\x00\x00\x00\x00\x00\x01",
        "not-shortest",
    ),
    (
        "encoding_length_long",
        "A length of 1 in a byte of its own.",
        b"\x58\x01\xAA",
        "not-shortest",
    ),
    (
        "encoding_map_count_long",
        "A count of 0 in a byte of its own.",
        b"\xB8\x00",
        "not-shortest",
    ),
    (
        "encoding_array_indefinite",
        "An array without a count.",
        b"\x9F\x01\xFF",
        "indefinite-length",
    ),
    (
        "encoding_bytes_indefinite",
        "A byte string in pieces.",
        b"\x5F\x41\xAA\xFF",
        "indefinite-length",
    ),
    (
        "encoding_break_alone",
        "The end of something that never began.",
        b"\xFF",
        "indefinite-length",
    ),
    (
        "encoding_keys_swapped",
        "2 before 1: the order of keys is part of the form.",
        b"\xA2\x02\x00\x01\x00",
        "key-order",
    ),
    (
        "encoding_keys_by_length",
        "-1 before 10, the order of values or of RFC 7049, is not the order of encoded bytes.",
        b"\xA2\x20\x00\x0A\x00",
        "key-order",
    ),
    (
        "encoding_key_twice",
        "The same key twice: one reader takes the first value and another the last.",
        b"\xA2\x01\x00\x01\x01",
        "duplicate-key",
    ),
    (
        "encoding_float",
        "1.0 as a half-precision number.",
        b"\xF9\x3C\x00",
        "float",
    ),
    (
        "encoding_undefined",
        "The simple value undefined.",
        b"\xF7",
        "simple-value",
    ),
    (
        "encoding_initial_byte_reserved",
        "Additional information 28 is reserved.",
        b"\x1C",
        "reserved-initial-byte",
    ),
    (
        "encoding_text_not_utf8",
        "A lone continuation byte: what is shown for it differs between programs.",
        b"\x61\x80",
        "not-utf8",
    ),
    (
        "encoding_text_surrogate",
        "U+D800 in three bytes is CESU, not UTF-8.",
        b"\x63\xED\xA0\x80",
        "not-utf8",
    ),
    (
        "encoding_text_decomposed",
        "Cyrillic i and a combining breve look like short i and are another name to a comparison.",
        b"\x64\xD0\xB8\xCC\x86",
        "not-nfc",
    ),
    (
        "encoding_tag",
        "A tag, here a time, where none may be.",
        b"\xC1\x00",
        "tag-not-allowed",
    ),
];

pub(super) fn vectors() -> Vec<Vector> {
    let accepted = GOOD
        .into_iter()
        .map(|(name, comment, bytes)| good(ANY, name, comment, bytes.to_vec()));
    let refused = BAD
        .into_iter()
        .map(|(name, comment, bytes, kind)| bad(ANY, name, comment, bytes.to_vec(), kind));
    accepted.chain(refused).collect()
}
