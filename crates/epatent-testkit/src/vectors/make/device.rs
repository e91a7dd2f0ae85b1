// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device remembers, as it keeps it.

use epatent_core::bundle::ListKind;
use epatent_core::cbor::{self, Value};
use epatent_core::device::{DeviceState, Seen, SeenList};
use epatent_core::object::Digest;
use epatent_core::{Region, UnixTime};

use super::super::Vector;
use super::forge::{Fields, edited};
use super::{bad, good};
use crate::fixed;

const RULE: &str = "device-state-file";

fn complete() -> DeviceState {
    DeviceState {
        generation: 9,
        floor: Some(fixed(UnixTime::parse("2026-11-20T00:00:00Z"))),
        bundle: Some(Seen {
            version: 12,
            digest: Digest::of(b"bundle 12"),
        }),
        lists: vec![SeenList {
            kind: ListKind::Status,
            region: fixed(Region::parse("77")),
            list: 772_026,
            sequence: 18,
            state: Digest::of(b"status list 18"),
            files: vec![Digest::of(b"status list 18")],
        }],
        roots: Vec::new(),
    }
}

/// A copy around any content, with the digest of it.
fn copy(state: &[u8]) -> Vec<u8> {
    pair(state, Digest::of(state).as_bytes())
}

fn pair(state: &[u8], digest: &[u8]) -> Vec<u8> {
    let parts = vec![Value::from(state), Value::from(digest)];
    fixed(cbor::encode(&Value::Array(parts)))
}

/// The content of a copy.
fn content(copy: &[u8]) -> Vec<u8> {
    match cbor::decode(copy) {
        Ok(Value::Array(parts)) => match parts.first() {
            Some(Value::Bytes(state)) => state.clone(),
            _ => fixed(Err("a copy has a content")),
        },
        _ => fixed(Err("a copy is an array")),
    }
}

pub(super) fn vectors() -> Vec<Vector> {
    let whole = fixed(complete().encode());
    let state = content(&whole);
    let changed = |change: fn(&mut Fields)| copy(&edited(&state, change));
    let short = Digest::of(&state);
    let (_, short) = fixed(short.as_bytes().split_first().ok_or("32 bytes"));
    vec![
        good(
            RULE,
            "device_state_complete",
            "A bundle, a list and a time floor.",
            whole,
        ),
        good(
            RULE,
            "device_state_new",
            "A device that has seen nothing.",
            fixed(DeviceState::default().encode()),
        ),
        bad(
            RULE,
            "device_state_digest_of_another",
            "A copy whose writing lost power: the other one counts.",
            pair(&state, Digest::of(b"another").as_bytes()),
            "out-of-range",
        ),
        bad(
            RULE,
            "device_state_digest_short",
            "31 bytes of digest.",
            pair(&state, short),
            "out-of-range",
        ),
        bad(
            RULE,
            "device_state_version_2",
            "The state of a newer program: starting anew would forget what was seen.",
            changed(|state| state.put(1, 2)),
            "unsupported-version",
        ),
        bad(
            RULE,
            "device_state_of_another_kind",
            "Some other program's file.",
            changed(|state| state.put(0, "epatent-card")),
            "out-of-range",
        ),
    ]
}
