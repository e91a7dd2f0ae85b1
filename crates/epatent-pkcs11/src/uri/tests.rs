// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

#![allow(clippy::unwrap_used, reason = "a test that fails to parse fails")]

use super::*;

const GOOD: &str = "pkcs11:token=Office;object=signer-77?module-path=/lib/m.so";

#[test]
fn a_uri_names_token_key_module_and_the_file_of_the_pin() {
    let uri = KeyUri::parse(
        "pkcs11:token=Office%2077;serial=12ab;object=%D0%9F77;id=%01%fe;type=private\
         ?module-path=/lib/m.so&pin-source=file:/run/pin",
    )
    .unwrap();
    assert_eq!(uri.token(), "Office 77");
    assert_eq!(uri.serial(), Some("12ab"));
    assert_eq!(uri.object(), "П77");
    assert_eq!(uri.id(), Some([0x01, 0xFE].as_slice()));
    assert_eq!(uri.module(), Path::new("/lib/m.so"));
    assert_eq!(uri.pin_source(), Some(Path::new("/run/pin")));
    let other = uri.with_object("root");
    assert_eq!((other.object(), other.id()), ("root", None));
}

#[test]
fn a_pin_in_the_uri_is_refused_and_not_repeated() {
    let error = KeyUri::parse(&format!("{GOOD}&pin-value=123456")).unwrap_err();
    assert_eq!(error, UriError::PinValue);
    assert!(!error.to_string().contains("123456"));
}

#[test]
fn what_is_missing_unknown_or_double_is_named() {
    for (text, expected) in [
        ("http:token=x", UriError::Scheme),
        ("pkcs11:object=o?module-path=/m", UriError::Missing("token")),
        ("pkcs11:token=t?module-path=/m", UriError::Missing("object")),
        ("pkcs11:token=t;object=o", UriError::Missing("module-path")),
        (
            "pkcs11:token=t;slot-id=1;object=o?module-path=/m",
            UriError::Unknown("slot-id".into()),
        ),
        (
            "pkcs11:token=t;token=u;object=o?module-path=/m",
            UriError::Malformed("token".into()),
        ),
        (
            "pkcs11:token;object=o?module-path=/m",
            UriError::Malformed("token".into()),
        ),
        (
            "pkcs11:token=;object=o?module-path=/m",
            UriError::Value("token"),
        ),
        (
            "pkcs11:token=%ff;object=o?module-path=/m",
            UriError::Value("token"),
        ),
        (
            "pkcs11:token=t;object=o;type=public?module-path=/m",
            UriError::Type,
        ),
    ] {
        assert_eq!(KeyUri::parse(text), Err(expected), "{text}");
    }
}

#[test]
fn a_uri_of_the_greatest_length_is_read_and_a_longer_one_is_not() {
    let padded = |length: usize| {
        let mut text = format!("{GOOD}&");
        while text.len() < length {
            text.push('&');
        }
        text
    };
    assert!(KeyUri::parse(&padded(MAX_URI)).is_ok());
    assert_eq!(KeyUri::parse(&padded(MAX_URI + 1)), Err(UriError::TooLong));
}
