// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Card files and the answers to them.

mod bundles;
mod genuine;
mod lists;
mod signers;
mod tampered;

use epatent_core::presentation::Presentation;

use super::super::{Circumstances, Policy, SCHEMA, Trust, VerdictVector};
use super::forge::{Bench, CHECKED_AT};
use crate::fixed;

pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let mut vectors = genuine::vectors(bench);
    vectors.extend(tampered::vectors(bench));
    vectors.extend(signers::vectors(bench));
    vectors.extend(bundles::vectors(bench));
    vectors.extend(lists::vectors(bench));
    vectors
}

/// A card checked in Moscow on 20 November 2026 by a laboratory device without status lists.
fn checked(
    name: &str,
    comment: &str,
    shown: &Presentation,
    verdict: &str,
    findings: &[&str],
) -> VerdictVector {
    let bytes = fixed(shown.encode());
    of_bytes(name, comment, "card-file", &bytes, verdict, findings)
}

/// The same for what a rule names.
pub(super) fn of_bytes(
    name: &str,
    comment: &str,
    rule: &str,
    bytes: &[u8],
    verdict: &str,
    findings: &[&str],
) -> VerdictVector {
    VerdictVector {
        schema: SCHEMA,
        name: name.to_owned(),
        comment: comment.to_owned(),
        rule: rule.to_owned(),
        hex: bytes.to_vec(),
        trust: Trust {
            environment: "lab".to_owned(),
            roots: vec!["lab-root".to_owned()],
            signers: Vec::new(),
        },
        bundle: None,
        policy: Policy {
            wrong_region: "amber".to_owned(),
            status: "not-required".to_owned(),
            payment: None,
        },
        lists: Vec::new(),
        circumstances: Circumstances {
            region: "77".to_owned(),
            now: CHECKED_AT.to_owned(),
            date: "2026-11-20".to_owned(),
            profession: None,
            printed_number: None,
            printed_blank: None,
            printed_code: None,
        },
        verdict: verdict.to_owned(),
        findings: findings.iter().map(|code| (*code).to_owned()).collect(),
    }
}

pub(super) fn in_force(name: &str, comment: &str, shown: &Presentation) -> VerdictVector {
    checked(name, comment, shown, "in-force", &["in-force"])
}

pub(super) fn refused(
    name: &str,
    comment: &str,
    shown: &Presentation,
    code: &str,
) -> VerdictVector {
    checked(name, comment, shown, "refused", &[code])
}

pub(super) fn undetermined(
    name: &str,
    comment: &str,
    shown: &Presentation,
    code: &str,
) -> VerdictVector {
    checked(name, comment, shown, "undetermined", &[code])
}
