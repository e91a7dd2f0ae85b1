// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::Writer;
use epatent_core::cbor::{self, Value};

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
            let mut writer = Writer::array(4);
            writer.integer(number);
            writer.text("запись");
            writer.bytes(&[7; 300]);
            writer.null();
            let value = Value::Array(vec![
                Value::from(number),
                Value::from("запись"),
                Value::Bytes(vec![7; 300]),
                Value::Null,
            ]);
            assert_eq!(writer.finish(), cbor::encode(&value).unwrap(), "{number}");
        }
    }
}
