// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The answer of `--json`.

use serde_json::{Value, json as object};

use super::{Report, reason, word};

/// Schema 1: counts, and each case with its outcome. The number of the schema is the envelope's, as in
/// every answer.
#[must_use]
pub fn json(report: &Report) -> Value {
    let cases: Vec<Value> = report
        .ran
        .iter()
        .map(|ran| {
            object!({
                "id": ran.id,
                "title": ran.title,
                "shows": ran.shows,
                "stage": ran.stage.name(),
                "outcome": word(&ran.outcome),
                "reason": reason(&ran.outcome),
                "milliseconds": u64::try_from(ran.took.as_millis()).unwrap_or(u64::MAX),
            })
        })
        .collect();
    object!({
        "conforms": report.failed().next().is_none(),
        "passed": report.passed(),
        "failed": report.failed().count(),
        "not_run": report.not_run().count(),
        "cases": cases,
    })
}
