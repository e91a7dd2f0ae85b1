// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Genuine cards on devices that have a trust bundle.

use epatent_core::UnixTime;
use epatent_core::bundle::{Earlier, TrustBundle, Withdrawal};
use epatent_core::cose::Typ;
use epatent_core::object::Digest;

use super::super::bundle::bundle;
use super::super::forge::{Bench, proved, signed};
use super::checked;
use crate::fixed;
use crate::vectors::VerdictVector;

pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let shown = proved(&bench.card(bench.rakhimov()));
    let under = |name, comment, change: &dyn Fn(&mut TrustBundle), verdict, findings: &[&str]| {
        let mut bundle = bundle(bench);
        change(&mut bundle);
        let payload = fixed(bundle.encode());
        VerdictVector {
            bundle: Some(signed(&bench.bundle_signer, Typ::TrustBundle, &payload)),
            ..checked(name, comment, &shown, verdict, findings)
        }
    };
    let signer = Digest::of(bench.lab.signer_77.certificate.der());
    let withdrawn = |since: &'static str, earlier: Earlier| {
        move |bundle: &mut TrustBundle| {
            for listed in &mut bundle.signers {
                if listed.certificate == signer {
                    listed.withdrawal = Some(Withdrawal {
                        since: fixed(UnixTime::parse(since)),
                        earlier: earlier.clone(),
                    });
                }
            }
        }
    };
    let mut old = under(
        "verdict_bundle_stale",
        "A newer bundle has been due for a second; the signer may be withdrawn in it.",
        &|_| {},
        "undetermined",
        &["status-stale"],
    );
    "2026-11-21T00:00:01Z".clone_into(&mut old.circumstances.now);
    let mut ended = under(
        "verdict_bundle_expired",
        "The bundle has ended: nobody knows who may sign today.",
        &|_| {},
        "undetermined",
        &["status-stale"],
    );
    "2026-11-27T00:00:01Z".clone_into(&mut ended.circumstances.now);
    let object = Digest::of(&shown.security_object);
    vec![
        under(
            "verdict_bundle_lists_the_signer",
            "The signer is in the bundle, for its region.",
            &|_| {},
            "in-force",
            &["in-force"],
        ),
        under(
            "verdict_bundle_without_the_signer",
            "A root stands behind the signer, and the bundle does not know it: a new office or a forger.",
            &|bundle| bundle.signers.retain(|listed| listed.certificate != signer),
            "undetermined",
            &["issuer-unknown"],
        ),
        under(
            "verdict_signer_withdrawn_before",
            "The card was signed when the key was withdrawn already.",
            &withdrawn("2026-11-01T00:00:00Z", Earlier::Good),
            "refused",
            &["signer-revoked"],
        ),
        under(
            "verdict_signer_withdrawn_after",
            "The card was signed while the key was good: the officer is told, and it stays good.",
            &withdrawn("2026-11-15T00:00:00Z", Earlier::Good),
            "in-force",
            &["signer-revoked", "in-force"],
        ),
        under(
            "verdict_signer_withdrawn_wholly",
            "The theft cannot be dated, so that nothing the key signed stands.",
            &withdrawn("2026-11-15T00:00:00Z", Earlier::Falls),
            "refused",
            &["signer-revoked"],
        ),
        under(
            "verdict_signer_withdrawn_card_named",
            "Of the earlier cards only the named ones stay good, and this one is named.",
            &withdrawn("2026-11-15T00:00:00Z", Earlier::Listed(vec![object])),
            "in-force",
            &["signer-revoked", "in-force"],
        ),
        under(
            "verdict_signer_withdrawn_card_backdated",
            "A thief sets the date of signing back; the office never signed this card.",
            &withdrawn(
                "2026-11-15T00:00:00Z",
                Earlier::Listed(vec![Digest::of(b"another card")]),
            ),
            "refused",
            &["signer-revoked"],
        ),
        old,
        ended,
    ]
}
