// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Objects, TlvErrorKind, push};

#[test]
fn every_length_comes_back_in_its_shortest_form() {
    for (length, width) in [
        (0, 1),
        (1, 1),
        (127, 1),
        (128, 2),
        (255, 2),
        (256, 3),
        (65_535, 3),
    ] {
        let value = vec![0x5A; length];
        let mut bytes = Vec::new();
        push(&mut bytes, 0x87, &value);
        assert_eq!(bytes.len(), 1 + width + length);
        let mut objects = Objects::new(&bytes);
        assert_eq!(objects.required(0x87), Ok(value.as_slice()));
        assert_eq!(objects.end(), Ok(()));
    }
}

#[test]
fn longer_forms_of_a_length_and_cut_values_are_refused() {
    let mut long = vec![0x87, 0x81, 0x7F];
    long.extend_from_slice(&[0; 127]);
    let mut longer = vec![0x87, 0x82, 0x00, 0xFF];
    longer.extend_from_slice(&[0; 255]);
    let mut longest = vec![0x87, 0x83, 0x00, 0x01, 0x00];
    longest.extend_from_slice(&[0; 256]);
    let cut: [&[u8]; 7] = [
        &long,
        &longer,
        &longest,
        &[0x87],
        &[0x87, 0x80],
        &[0x87, 0x81],
        &[0x87, 0x02, 0x00],
    ];
    for bytes in cut {
        let error = Objects::new(bytes).required(0x87).unwrap_err();
        assert_eq!((error.offset, error.kind), (0, TlvErrorKind::Length));
    }
}

#[test]
fn absent_foreign_and_trailing_objects_are_told_apart() {
    let mut objects = Objects::new(&[0x99, 0x01, 0x00, 0x8E, 0x00]);
    assert_eq!(objects.optional(0x87), Ok(None));
    assert_eq!(
        objects.required(0x8E).unwrap_err().kind,
        TlvErrorKind::Unexpected
    );
    assert_eq!(objects.required(0x99), Ok([0].as_slice()));
    let error = objects.end().unwrap_err();
    assert_eq!((error.offset, error.kind), (3, TlvErrorKind::Trailing));
    assert_eq!(objects.required(0x8E), Ok([].as_slice()));
    assert_eq!(
        objects.required(0x8E).unwrap_err().kind,
        TlvErrorKind::Missing
    );
}
