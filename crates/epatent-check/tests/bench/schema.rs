// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The published schemas of what the program answers in JSON.

use std::path::Path;

use serde_json::Value;

/// Fails unless an answer follows the schema of this name in `applet-spec/`.
#[track_caller]
pub(crate) fn assert_follows(name: &str, answer: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../applet-spec")
        .join(name)
        .with_extension("schema.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let errors: Vec<String> = schema
        .iter_errors(answer)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?} in {answer:#}");
}
