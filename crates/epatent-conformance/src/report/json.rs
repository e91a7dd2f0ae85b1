// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The answer of `--json`.

use serde_json::{Value, json as object};

use super::{Report, exchange, reason, word};
use crate::specification::Coverage;

/// Schema 1: what was tested, counts, requirements that this run showed and those that cases can show, and each case
/// with its outcome, as `applet-spec/conformance.schema.json` describes it. `conforms` is that of [`Report::conforms`].
/// The number of the schema is the envelope's, as in every answer.
#[must_use]
pub fn json(report: &Report, coverage: &[Coverage]) -> Value {
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
                "exchange": exchange::json(&ran.outcome),
                "milliseconds": u64::try_from(ran.took.as_millis()).unwrap_or(u64::MAX),
            })
        })
        .collect();
    let causes: Vec<Value> = report
        .causes()
        .iter()
        .map(|common| {
            object!({
                "rule": common.cause.step.rule(),
                "reason": common.reason(),
                "waiting": common.cases.len(),
            })
        })
        .collect();
    let tested: serde_json::Map<String, Value> = report
        .tested
        .rows()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.clone().into()))
        .collect();
    object!({
        "tested": tested,
        "conforms": report.conforms(),
        "causes": causes,
        "ended": report.ended,
        "requirements": {
            "shown": coverage.iter().filter(|row| report.shows(&row.id)).count(),
            "with_cases": coverage.iter().filter(|row| !row.cases.is_empty()).count(),
            "all": coverage.len(),
        },
        "passed": report.passed(),
        "failed": report.failed().count(),
        "not_run": report.not_run().count(),
        "cases": cases,
    })
}
