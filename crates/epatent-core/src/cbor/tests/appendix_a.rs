// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The examples of RFC 8949 Appendix A.

use hex_literal::hex;

use super::{Kind, Value, accepted, decode, refused};

/// What is deterministic by §4.2.1 and inside the data model.
#[test]
fn deterministic_examples_are_accepted() {
    for bytes in [
        &hex!("00")[..],
        &hex!("01"),
        &hex!("0a"),
        &hex!("17"),
        &hex!("1818"),
        &hex!("1819"),
        &hex!("1864"),
        &hex!("1903e8"),
        &hex!("1a000f4240"),
        &hex!("1b000000e8d4a51000"),
        &hex!("1bffffffffffffffff"),
        &hex!("3bffffffffffffffff"),
        &hex!("20"),
        &hex!("29"),
        &hex!("3863"),
        &hex!("3903e7"),
        &hex!("f4"),
        &hex!("f5"),
        &hex!("f6"),
        &hex!("40"),
        &hex!("4401020304"),
        &hex!("60"),
        &hex!("6161"),
        &hex!("6449455446"),
        &hex!("62225c"),
        &hex!("62c3bc"),
        &hex!("63e6b0b4"),
        &hex!("64f0908591"),
        &hex!("80"),
        &hex!("83010203"),
        &hex!("8301820203820405"),
        &hex!("98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
        &hex!("a0"),
        &hex!("a201020304"),
        &hex!("a26161016162820203"),
        &hex!("826161a161626163"),
        &hex!("a56161614161626142616361436164614461656145"),
    ] {
        accepted(bytes);
    }
}

#[test]
fn examples_decode_to_the_values_printed_beside_them() {
    for (bytes, value) in [
        (&hex!("1903e8")[..], Value::from(1_000)),
        (&hex!("1bffffffffffffffff"), Value::from(u64::MAX)),
        (&hex!("3903e7"), Value::from(-1_000)),
        (&hex!("62c3bc"), Value::from("ü")),
        (&hex!("64f0908591"), Value::from("\u{10151}")),
        (&hex!("f5"), Value::from(true)),
    ] {
        assert_eq!(decode(bytes).unwrap(), value);
    }
    let Value::Integer(least) = decode(&hex!("3bffffffffffffffff")).unwrap() else {
        panic!()
    };
    assert_eq!(i128::from(least), -18_446_744_073_709_551_616);
}

#[test]
fn examples_outside_the_data_model_are_refused() {
    for (bytes, kind, offset) in [
        (&hex!("c249010000000000000000")[..], Kind::TagNotAllowed, 0),
        (&hex!("c349010000000000000000"), Kind::TagNotAllowed, 0),
        (&hex!("f90000"), Kind::Float, 0),
        (&hex!("f98000"), Kind::Float, 0),
        (&hex!("fb3ff199999999999a"), Kind::Float, 0),
        (&hex!("fa47c35000"), Kind::Float, 0),
        (&hex!("f97c00"), Kind::Float, 0),
        (&hex!("f97e00"), Kind::Float, 0),
        (&hex!("fa7fc00000"), Kind::Float, 0),
        (&hex!("fbfff0000000000000"), Kind::Float, 0),
        (&hex!("f7"), Kind::SimpleValue, 0),
        (&hex!("f0"), Kind::SimpleValue, 0),
        (&hex!("f8ff"), Kind::SimpleValue, 0),
        (
            &hex!("c074323031332d30332d32315432303a30343a30305a"),
            Kind::TagNotAllowed,
            0,
        ),
        (&hex!("c11a514b67b0"), Kind::TagNotAllowed, 0),
        (&hex!("d74401020304"), Kind::TagNotAllowed, 0),
        (&hex!("d818456449455446"), Kind::TagNotAllowed, 0),
        (&hex!("5f42010243030405ff"), Kind::IndefiniteLength, 0),
        (
            &hex!("7f657374726561646d696e67ff"),
            Kind::IndefiniteLength,
            0,
        ),
        (&hex!("9fff"), Kind::IndefiniteLength, 0),
        (&hex!("9f018202039f0405ffff"), Kind::IndefiniteLength, 0),
        (&hex!("83018202039f0405ff"), Kind::IndefiniteLength, 5),
        (&hex!("83019f0203ff820405"), Kind::IndefiniteLength, 2),
        (&hex!("bf61610161629f0203ffff"), Kind::IndefiniteLength, 0),
        (&hex!("826161bf61626163ff"), Kind::IndefiniteLength, 3),
        (&hex!("bf6346756ef563416d7421ff"), Kind::IndefiniteLength, 0),
    ] {
        refused(bytes, kind, offset);
    }
}

/// Appendix F lists what is not well formed at all.
#[test]
fn examples_of_appendix_f_are_refused() {
    for bytes in [
        &hex!("1c")[..],
        &hex!("fe"),
        &hex!("f800"),
        &hex!("f818"),
        &hex!("1901"),
        &hex!("1a010203"),
        &hex!("41"),
        &hex!("5affffffff00"),
        &hex!("7b7fffffffffffffff010203"),
        &hex!("8200"),
        &hex!("a1"),
        &hex!("a20000"),
        &hex!("a100"),
        &hex!("a2000000"),
        &hex!("c0"),
        &hex!("ff"),
        &hex!("81ff"),
        &hex!("a1ff00"),
        &hex!("a100ff"),
        &hex!("df"),
        &hex!("1f"),
    ] {
        assert!(decode(bytes).is_err(), "{bytes:02x?}");
    }
}
