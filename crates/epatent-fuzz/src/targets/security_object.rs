// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The security object: COSE_Sign1 and payload.

use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::SecurityObject;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "security-object",
    bytes_of: "a card, a file",
    run,
};

fn run(bytes: &[u8]) {
    payload(bytes);
    if let Ok(object) = Sign1::parse(bytes, Typ::SecurityObject) {
        assert!(object.to_be_signed().len() > object.payload().len());
        payload(object.payload());
    }
}

fn payload(bytes: &[u8]) {
    if let Ok(object) = SecurityObject::decode(bytes) {
        assert_eq!(object.encode().as_deref(), Ok(bytes));
    }
}
