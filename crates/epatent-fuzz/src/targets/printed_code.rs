// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The code on a card's back: Base45, COSE_Sign1, payload.

use epatent_core::cose::{Sign1, Typ};
use epatent_core::printed_code::{PrintedCode, from_text, to_text};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "printed-code",
    bytes_of: "a print",
    run,
};

fn run(bytes: &[u8]) {
    payload(bytes);
    signed(bytes);
    if let Some(code) = str::from_utf8(bytes)
        .ok()
        .and_then(|text| from_text(text).ok())
    {
        assert_eq!(to_text(&code).as_bytes(), bytes);
        signed(&code);
    }
}

fn signed(bytes: &[u8]) {
    if let Ok(code) = Sign1::parse(bytes, Typ::QrCode) {
        payload(code.payload());
    }
}

fn payload(bytes: &[u8]) {
    if let Ok(code) = PrintedCode::decode(bytes) {
        assert_eq!(code.encode().as_deref(), Ok(bytes));
    }
}
