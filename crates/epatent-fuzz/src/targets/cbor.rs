// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Strict deterministic CBOR.

use epatent_core::cbor;
use epatent_core::cose::SIGN1_TAG;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "cbor",
    bytes_of: "a card, a file",
    run,
};

fn run(bytes: &[u8]) {
    let decoded = cbor::decode(bytes);
    // The scanner that makes values and the one that makes none agree.
    let checked = cbor::check(bytes);
    assert_eq!(
        checked,
        decoded.as_ref().map(|_| ()).map_err(|error| *error)
    );
    if let Ok(value) = decoded {
        assert_eq!(cbor::encode(&value).as_deref(), Ok(bytes));
    }
    if let Ok(inner) = cbor::decode_tagged(bytes, SIGN1_TAG) {
        assert_eq!(cbor::encode_tagged(SIGN1_TAG, &inner).as_deref(), Ok(bytes));
    }
}
