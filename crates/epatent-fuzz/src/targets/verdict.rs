// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The whole check of a card file: green only for what the laboratory signed.

use epatent_core::presentation::Presentation;
use epatent_verify::{Verdict, Verifier};

use crate::fixture::device;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "verdict",
    bytes_of: "a file",
    run,
};

fn run(bytes: &[u8]) {
    let (Some(device), Ok(shown)) = (device(), Presentation::decode(bytes)) else {
        return;
    };
    let Ok(verifier) = Verifier::new(&device.trust, &device.policy) else {
        return;
    };
    let report = verifier.verify(&shown, &device.circumstances);
    assert!(!report.findings.is_empty());
    if report.verdict == Verdict::InForce {
        assert!(device.signed(&shown), "green for what nobody signed");
    }
}
