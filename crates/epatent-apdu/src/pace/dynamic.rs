// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Dynamic authentication data: the data fields of GENERAL AUTHENTICATE.

use crate::tlv::{Objects, TlvError, TlvErrorKind, push};

/// The encrypted nonce, from the card.
pub(super) const NONCE: u8 = 0x80;
/// The mapping point of the host.
pub(super) const MAPPING_HOST: u8 = 0x81;
/// The mapping point of the card.
pub(super) const MAPPING_CARD: u8 = 0x82;
/// The agreement point of the host.
pub(super) const AGREEMENT_HOST: u8 = 0x83;
/// The agreement point of the card.
pub(super) const AGREEMENT_CARD: u8 = 0x84;
/// The token of the host.
pub(super) const TOKEN_HOST: u8 = 0x85;
/// The token of the card.
pub(super) const TOKEN_CARD: u8 = 0x86;

/// The first command: a template without objects asks for the nonce.
pub(super) const ASK: [u8; 2] = [TEMPLATE, 0x00];

const TEMPLATE: u8 = 0x7C;

/// A template with one object.
pub(super) fn encode(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut object = Vec::new();
    push(&mut object, tag, value);
    let mut bytes = Vec::new();
    push(&mut bytes, TEMPLATE, &object);
    bytes
}

/// The value of the one object, which has this tag and exactly `N` bytes.
pub(super) fn parse<const N: usize>(bytes: &[u8], tag: u8) -> Result<[u8; N], TlvError> {
    let mut outer = Objects::new(bytes);
    let template = outer.required(TEMPLATE)?;
    outer.end()?;
    let start = bytes.len().saturating_sub(template.len());
    let shifted = |error: TlvError| TlvError {
        offset: error.offset.saturating_add(start),
        ..error
    };
    let mut inner = Objects::new(template);
    let value = inner.required(tag).map_err(shifted)?;
    inner.end().map_err(shifted)?;
    value.try_into().map_err(|_| TlvError {
        offset: start,
        kind: TlvErrorKind::Length,
    })
}
