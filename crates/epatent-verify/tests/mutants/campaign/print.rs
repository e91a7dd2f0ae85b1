// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed code on the back: alone, and beside the card that it is printed on.

use epatent_core::certificate::Certificate;
use epatent_core::presentation::AccessNumber;
use epatent_core::printed_code::to_text;
use epatent_sign::sign_printed_code;
use epatent_verify::{KnownSigners, SignerCertificates, Verifier};

use super::{IN_FORCE, Share, Subject, answer};
use crate::common::Lab;

/// A code whose signer's reference was changed names a signer that the device does not have.
/// One that is no COSE any more cannot be read.
const ALONE: &[&str] = &[
    "signature-invalid",
    "issuer-unknown",
    "format-newer",
    "read-incomplete",
];
/// A text may also have lost its first letters, by which it is known as a code of ours.
const TEXT: &[&str] = &[
    "signature-invalid",
    "issuer-unknown",
    "format-newer",
    "read-incomplete",
    NOT_TEXT,
];
const BOUND: &[&str] = &["print-mismatch", "read-incomplete"];
/// Bytes that no scanner gives out as text.
const NOT_TEXT: &str = "not text";

pub(super) fn all(share: &mut Share) {
    let lab = Lab::new();
    let mut card = lab.card();
    card.access_number = AccessNumber::parse("048213");
    let certificate = Certificate::parse(&lab.signer).unwrap();
    let signed = sign_printed_code(&card, &certificate, &lab.signer_key).unwrap();
    card.access_number = None;
    let mut signers = SignerCertificates::new();
    assert!(signers.add(&lab.signer));
    let (trust, known) = (lab.trust(), KnownSigners::new());
    let verifier = Verifier::new(&trust, &lab.policy)
        .unwrap()
        .remembering(&known)
        .finding_signers(&signers);
    let alone = |text: &str| {
        let mut check = verifier.begin(&lab.circumstances);
        check.printed_code(text);
        answer(&check.report())
    };
    let beside = |text: &str| {
        let mut check = verifier.begin(&lab.circumstances);
        check.presentation(&card);
        check.printed_code(text);
        answer(&check.report())
    };
    share.subject(&Subject {
        name: "printed code alone",
        bytes: signed.clone(),
        stride: 1,
        genuine: "qr-only",
        expected: ALONE,
        judge: Box::new(|bytes| alone(&to_text(bytes))),
    });
    share.subject(&Subject {
        name: "printed code beside its card",
        bytes: signed.clone(),
        stride: 1,
        genuine: IN_FORCE,
        expected: BOUND,
        judge: Box::new(|bytes| beside(&to_text(bytes))),
    });
    share.subject(&Subject {
        name: "printed code as text",
        bytes: to_text(&signed).into_bytes(),
        stride: 1,
        genuine: "qr-only",
        expected: TEXT,
        judge: Box::new(|bytes| std::str::from_utf8(bytes).map_or(NOT_TEXT, alone)),
    });
}
