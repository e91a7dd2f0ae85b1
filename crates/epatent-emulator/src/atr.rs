// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The answer to reset (ISO/IEC 7816-3 §8.2): T=1, and nothing that tells one card from another.

/// What the card sends when it gets power.
///
/// | byte | meaning |
/// |---|---|
/// | `3B` | direct convention |
/// | `8F` | TD1 follows, 15 historical bytes |
/// | `81` | TD1: TD2 follows, first offered protocol T=1 |
/// | `31` | TD2: TA3 and TB3 follow, T=1 |
/// | `FE` | TA3: information field size 254 |
/// | `45` | TB3: block and character waiting times |
/// | `80` | category: compact TLV (ISO/IEC 7816-4:2020 §12.1.1) |
/// | `31 80` | card service data: selection by full DF name |
/// | `73 84 21 C0` | capabilities: DF name and short identifiers; byte units; command chaining, extended length |
/// | `57 45 50 41 54 45 4E 54` | card issuer's data: "EPATENT" |
/// | `AB` | TCK: the exclusive or of all bytes from the second to this one is zero |
pub const ATR: [u8; 22] = [
    0x3B, 0x8F, 0x81, 0x31, 0xFE, 0x45, 0x80, 0x31, 0x80, 0x73, 0x84, 0x21, 0xC0, 0x57, b'E', b'P',
    b'A', b'T', b'E', b'N', b'T', 0xAB,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_byte_and_lengths_are_those_of_the_bytes_before() {
        assert_eq!(ATR[1..].iter().fold(0, |sum, byte| sum ^ byte), 0);
        assert_eq!(usize::from(ATR[1] & 0x0F), 15);
        // TS, T0, TD1, TD2, TA3, TB3, historical bytes, TCK.
        assert_eq!(ATR.len(), 6 + 15 + 1);
    }
}
