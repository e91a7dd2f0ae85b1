// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Genuine cards in every place and time.

use super::super::forge::{Bench, proved};
use super::{checked, in_force, refused, undetermined};
use crate::cards;
use crate::vectors::VerdictVector;

/// Card of region 77 in force from 2 November 2026 to 1 November 2027.
pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let shown = proved(&bench.card(bench.rakhimov()));
    let mut vectors = elsewhere(bench);
    let on = |name, comment, date: &str, now: &str, verdict, findings: &[&str]| {
        let mut vector = checked(name, comment, &shown, verdict, findings);
        date.clone_into(&mut vector.circumstances.date);
        now.clone_into(&mut vector.circumstances.now);
        vector
    };
    vectors.extend([
        in_force(
            "verdict_in_force",
            "A genuine card in its time and place.",
            &shown,
        ),
        on(
            "verdict_last_day",
            "The last day belongs to the term; its nearness is told and changes no verdict.",
            "2027-11-01",
            "2027-11-01T10:00:00Z",
            "in-force",
            &["expires-soon", "in-force"],
        ),
        on(
            "verdict_term_ended",
            "The day after the last one.",
            "2027-11-02",
            "2027-11-02T10:00:00Z",
            "refused",
            &["term-ended"],
        ),
        on(
            "verdict_day_before_the_first",
            "Not yet in force; the clock is right.",
            "2026-11-01",
            "2026-11-20T10:00:00Z",
            "undetermined",
            &["not-yet-valid"],
        ),
        on(
            "verdict_clock_before_the_proof",
            "The device's clock is earlier than the time at which a terminal asked the chip.",
            "2026-11-20",
            "2026-11-20T08:00:00Z",
            "undetermined",
            &["clock-doubtful"],
        ),
    ]);
    let mut red = refused(
        "verdict_wrong_region_by_policy",
        "The same place under a policy that refuses.",
        &shown,
        "wrong-region",
    );
    "50".clone_into(&mut red.circumstances.region);
    "red".clone_into(&mut red.policy.wrong_region);
    let mut amber = undetermined(
        "verdict_wrong_region",
        "A patent of Moscow in the Moscow region: an officer looks for the exception.",
        &shown,
        "wrong-region",
    );
    "50".clone_into(&mut amber.circumstances.region);
    let mut other_work = undetermined(
        "verdict_profession_not_listed",
        "A cook with a patent for concrete work.",
        &shown,
        "profession-mismatch",
    );
    other_work.circumstances.profession = Some("Повар".to_owned());
    let mut same_work = in_force(
        "verdict_profession_in_lower_case",
        "Officers type in lower case what cards print in upper.",
        &shown,
    );
    same_work.circumstances.profession = Some("бетонщик".to_owned());
    let mut no_status = undetermined(
        "verdict_status_missing",
        "Without a status list nothing is green where one is demanded.",
        &shown,
        "status-missing",
    );
    "required".clone_into(&mut no_status.policy.status);
    vectors.extend([red, amber, other_work, same_work, no_status]);
    vectors
}

fn elsewhere(bench: &Bench) -> Vec<VerdictVector> {
    let es256 = cards::signed(&bench.es256, bench.rakhimov(), 1);
    let mut fifty = in_force(
        "verdict_in_force_50",
        "A card of the Moscow region, checked there.",
        &proved(&bench.card(bench.yusupova())),
    );
    "50".clone_into(&mut fifty.circumstances.region);
    vec![
        fifty,
        in_force(
            "verdict_in_force_es256",
            "A card of a signer with a P-256 key under the same root.",
            &proved(&es256),
        ),
        in_force(
            "verdict_in_force_stateless",
            "A holder with a surname and a birth year.",
            &proved(&bench.card(bench.toktogulov())),
        ),
    ]
}
