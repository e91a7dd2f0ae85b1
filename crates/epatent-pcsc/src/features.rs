// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a reader says about the length of its APDUs.
//!
//! The driver lists its features, each with a code of its own; under one of the codes it lists its
//! properties, and one of those is how many bytes of data an APDU may carry:
//!
//! ```text
//! features      12 04 xx xx xx xx                     feature, length, code (big endian)
//! properties    0A 04 00 00 01 00                     property, length, value (little endian): 65536
//! ```
//!
//! PC/SC Workgroup Specification 2.02.09 part 10, sections 2.2 and 2.6.14

/// The number of the function that lists the features.
pub(crate) const LIST: u32 = 3_400;

/// FEATURE_GET_TLV_PROPERTIES.
const PROPERTIES: u8 = 0x12;

/// PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize.
const LONGEST_DATA: u8 = 0x0A;

/// The code under which the properties are listed.
pub(crate) fn properties_code(features: &[u8]) -> Option<u32> {
    let code = value_of(features, PROPERTIES)?;
    Some(u32::from_be_bytes(*code.first_chunk::<4>()?))
}

/// The longest data field in bytes; 0 where the reader takes short APDUs only.
pub(crate) fn longest_data(properties: &[u8]) -> Option<u32> {
    let value = value_of(properties, LONGEST_DATA)?;
    Some(u32::from_le_bytes(*value.first_chunk::<4>()?))
}

/// The value of the first entry with this tag, unless the list is cut before it ends.
fn value_of(list: &[u8], wanted: u8) -> Option<&[u8]> {
    let mut rest = list;
    while let [tag, length, values @ ..] = rest {
        let (value, next) = values.split_at_checked(usize::from(*length))?;
        if *tag == wanted {
            return Some(value);
        }
        rest = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_data_of_a_reader_is_found_among_its_other_properties() {
        let features = [6, 4, 0x42, 0, 0, 1, 0x12, 4, 0x42, 0x33, 0x00, 0x12];
        assert_eq!(properties_code(&features), Some(0x4233_0012));
        let properties = [1, 2, 0, 0, 0x0A, 4, 0, 0, 1, 0, 0x0B, 2, 0xE6, 4];
        assert_eq!(longest_data(&properties), Some(65_536));
        assert_eq!(longest_data(&[0x0A, 4, 0, 0, 0, 0]), Some(0));
    }

    #[test]
    fn lists_that_are_cut_or_lack_the_entry_say_nothing() {
        let properties = [1, 2, 0, 0, 0x0A, 4, 0, 0, 1, 0];
        for length in 0..properties.len() {
            assert_eq!(longest_data(&properties[..length]), None, "{length}");
        }
        assert_eq!(longest_data(&[0x0A, 2, 0, 1]), None);
        assert_eq!(properties_code(&[6, 4, 0x42, 0, 0, 1]), None);
        assert_eq!(properties_code(&[0x12, 255, 0]), None);
    }
}
