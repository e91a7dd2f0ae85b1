// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Reader, Writer};
use epatent_core::cbor::{self, Value};

/// An array of a number, a text, bytes and null.
fn written(number: i64) -> Vec<u8> {
    let mut writer = Writer::array(4);
    writer.integer(number);
    writer.text("запись");
    writer.bytes(&[7; 300]);
    writer.null();
    writer.finish()
}

#[test]
fn what_is_hashed_is_the_deterministic_cbor_of_the_data_model() {
    for number in [
        0,
        1,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        4_294_967_295,
        4_294_967_296,
        i64::MAX,
    ] {
        for number in [number, !number] {
            let value = Value::Array(vec![
                Value::from(number),
                Value::from("запись"),
                Value::Bytes(vec![7; 300]),
                Value::Null,
            ]);
            assert_eq!(written(number), cbor::encode(&value).unwrap(), "{number}");
        }
    }
}

type Items = (i64, String, Vec<u8>, Option<Vec<u8>>);

/// The same, read back.
fn read(bytes: &[u8]) -> Option<Items> {
    let mut reader = Reader::new(bytes);
    if reader.array()? != 4 {
        return None;
    }
    let items = (
        reader.integer()?,
        reader.text()?.to_owned(),
        reader.bytes_or_null()??.to_vec(),
        reader.bytes_or_null()?.map(<[u8]>::to_vec),
    );
    reader.is_at_end().then_some(items)
}

#[test]
fn what_a_writer_has_written_reads_back_and_nothing_that_was_cut_does() {
    for number in [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, i64::MAX] {
        for number in [number, !number] {
            let mut bytes = written(number);
            let items = (number, "запись".to_owned(), vec![7; 300], None);
            assert_eq!(read(&bytes), Some(items));
            for end in 0..bytes.len() {
                assert_eq!(read(&bytes[..end]), None, "{number} {end}");
            }
            bytes.push(0);
            assert_eq!(read(&bytes), None);
        }
    }
}

#[test]
fn a_head_that_is_longer_than_it_has_to_be_or_reserved_is_not_read() {
    for bytes in [
        &[0x18, 23][..],
        &[0x19, 0, 255],
        &[0x1a, 0, 0, 255, 255],
        &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
        &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255],
        &[0x1c],
        &[0x1f],
        &[0x40],
    ] {
        assert_eq!(Reader::new(bytes).integer(), None, "{bytes:?}");
    }
    assert_eq!(Reader::new(&[0x18, 24]).integer(), Some(24));
    assert_eq!(Reader::new(&[0x61, 0xff]).text(), None);
    assert_eq!(Reader::new(&[0x61, b'a']).bytes_or_null(), None);
    assert_eq!(Reader::new(&[0x41, b'a']).text(), None);
    assert_eq!(Reader::new(&[0x41, b'a']).array(), None);
}
