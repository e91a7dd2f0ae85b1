// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The trust bundle: proof, payload, and what becomes of a device that it is offered to.

use epatent_core::bundle::TrustBundle;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::device::DeviceState;
use epatent_verify::ProvedBundle;
use epatent_verify::device::{Clock, with_bundle};

use crate::Target;
use crate::fixture::device;

pub(super) const TARGET: Target = Target {
    name: "bundle",
    bytes_of: "a stick or a server",
    run,
};

fn run(bytes: &[u8]) {
    payload(bytes);
    if let Ok(signed) = Sign1::parse(bytes, Typ::TrustBundle) {
        payload(signed.payload());
    }
    let Some(device) = device() else { return };
    let now = device.circumstances.now;
    let Ok(bundle) = ProvedBundle::prove(bytes, &device.trust, now) else {
        return;
    };
    let clock = Clock::under(now, None);
    let state = DeviceState::default();
    if let Ok((next, _)) = with_bundle(&state, None, &bundle, &device.trust, clock) {
        assert_eq!(next.floor, Some(bundle.issued));
        assert!(next.roots.len() <= bundle.next_roots.len());
    }
}

/// Decoders are strict: what is read is written again as it was.
fn payload(bytes: &[u8]) {
    if let Ok(bundle) = TrustBundle::decode(bytes) {
        assert_eq!(bundle.encode().as_deref(), Ok(bytes));
    }
}
