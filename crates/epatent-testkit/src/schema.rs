// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The published schemas of what the programs answer in JSON.

use std::path::Path;

use serde_json::Value;

use crate::fixed;

/// In what an answer does not follow the schema of this name in `applet-spec/`, such as `check-answer`; empty where
/// it does.
///
/// # Panics
/// There is no such schema, or it is none.
#[must_use]
#[track_caller]
pub fn problems(name: &str, answer: &Value) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../applet-spec")
        .join(format!("{name}.schema.json"));
    let text = fixed(std::fs::read_to_string(&path));
    let schema = fixed(jsonschema::validator_for(&fixed(serde_json::from_str(
        &text,
    ))));
    let errors = schema.iter_errors(answer).map(|error| {
        let place = error.instance_path().to_string();
        format!("{place}: {error}")
    });
    errors.collect()
}

/// Fails unless an answer follows the schema of this name in `applet-spec/`.
///
/// # Panics
/// It does not.
#[track_caller]
pub fn assert_follows(name: &str, answer: &Value) {
    let problems = problems(name, answer);
    assert!(problems.is_empty(), "{problems:#?} in {answer:#}");
}
