// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::vec;
use std::vec::Vec;

use crate::list::{ZlibError, deflate, inflate};

/// The fifteen-byte stream of `[0xB9, 0xA3]` without its header.
fn body() -> Vec<u8> {
    deflate(&[0xB9, 0xA3])[2..].to_vec()
}

#[test]
fn what_was_deflated_inflates_at_every_length() {
    for length in [0, 1, 2, 255, 256, 65_535, 65_536, 70_000] {
        let bytes: Vec<u8> = (0..length)
            .map(|place: u32| place.to_be_bytes()[3] / 3)
            .collect();
        let stream = deflate(&bytes);
        assert_eq!(inflate(&stream, bytes.len()), Ok(bytes), "{length}");
    }
}

// shows: EPC-LIST-12
#[test]
fn every_header_of_rfc_1950_is_read_and_no_other() {
    let mut read = 0;
    for cmf in 0..=u8::MAX {
        for flg in 0..=u8::MAX {
            let stream = [&[cmf, flg][..], &body()].concat();
            let is_deflate = cmf & 0x0F == 8 && cmf >> 4 <= 7;
            let is_checked = u16::from_be_bytes([cmf, flg]).is_multiple_of(31);
            let wants_dictionary = flg & 0x20 != 0;
            let expected = is_deflate && is_checked && !wants_dictionary;
            let result = inflate(&stream, 2);
            assert_eq!(result.is_ok(), expected, "{cmf:02X} {flg:02X}: {result:?}");
            read += u32::from(expected);
        }
    }
    // Eight windows; for each one FLG of each of four levels is a multiple of 31, two for some.
    assert!(read >= 32, "{read}");
}

// shows: EPC-LIST-05
#[test]
fn no_more_than_declared_is_inflated() {
    let bomb = deflate(&vec![0; 10_000_000]);
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    assert_eq!(
        inflate(&bomb, 100),
        Err(ZlibError::TooLong { declared: 100 })
    );
    let (declared, actual) = (3, 2);
    assert_eq!(
        inflate(&deflate(&[1, 2]), 3),
        Err(ZlibError::TooShort { declared, actual })
    );
}

// shows: EPC-LIST-11
#[test]
fn a_damaged_a_cut_and_a_prolonged_stream_are_refused() {
    let bytes: Vec<u8> = (0..=255)
        .cycle()
        .take(3000)
        .map(|byte: u8| byte / 5)
        .collect();
    let stream = deflate(&bytes);
    for length in 0..stream.len() {
        assert!(inflate(&stream[..length], bytes.len()).is_err(), "{length}");
    }
    let longer = [&stream[..], &[0]].concat();
    assert_eq!(inflate(&longer, bytes.len()), Err(ZlibError::TrailingBytes));
    for place in 0..stream.len() {
        let mut stream = stream.clone();
        stream[place] ^= 0x10;
        // A level in the header is a remark; every other byte counts.
        if let Ok(read) = inflate(&stream, bytes.len()) {
            assert!(place < 2 && read == bytes, "{place}");
        }
    }
}
