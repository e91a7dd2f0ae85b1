// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A photo of a code, on the whole way to an answer: picture, text, signed code, check. A code alone is
//! never green.

use epatent_picture::{MAX_CODES, codes};
use epatent_verify::{Verdict, Verifier};

use crate::Target;
use crate::fixture::device;

pub(super) const TARGET: Target = Target {
    name: "code-picture",
    bytes_of: "a photo",
    run,
};

fn run(bytes: &[u8]) {
    let (Some(device), Some(texts)) = (device(), codes(bytes)) else {
        return;
    };
    assert!(texts.len() <= MAX_CODES);
    let Ok(verifier) = Verifier::new(&device.trust, &device.policy) else {
        return;
    };
    let verifier = verifier.finding_signers(&device.signers);
    for text in texts {
        let mut check = verifier.begin(&device.circumstances);
        let _ = check.printed_code(&text);
        let report = check.report();
        assert_ne!(report.verdict, Verdict::InForce, "green for a code alone");
        assert!(!report.findings.is_empty());
    }
}
