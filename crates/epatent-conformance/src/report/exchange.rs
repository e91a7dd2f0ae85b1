// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The exchange of a failure, for people and for programs.

use serde_json::{Value, json as object};

use crate::answer::spaced;
use crate::evidence::Evidence;
use crate::run::Outcome;

/// Bytes of one value that people are shown; programs get all.
const MOST_SHOWN: usize = 300;

/// The exchange of an outcome in lines: the name of each value and its bytes, cut where they are more than a short
/// APDU has. None where nothing failed or nothing was sent.
#[must_use]
pub fn exchange(outcome: &Outcome) -> Vec<String> {
    let Some(evidence) = of(outcome) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    if let Some(plain) = &evidence.plain {
        rows.push(("command in the clear", cut(plain)));
    }
    if !evidence.sent.is_empty() {
        rows.push(("last APDU sent", cut(&evidence.sent)));
        let nothing = || "none".to_owned();
        let answer = evidence.answer.as_deref();
        rows.push(("answer to it", answer.map_or_else(nothing, cut)));
    }
    if let Some(opened) = &evidence.opened {
        rows.push(("whole answer in the clear", cut(opened)));
    }
    let values = evidence.computed.iter();
    rows.extend(values.map(|(name, value)| (*name, value.clone())));
    let line = |(name, value): (&str, String)| format!("{name}: {value}");
    rows.into_iter().map(line).collect()
}

/// The same for programs, with every byte.
pub(super) fn json(outcome: &Outcome) -> Option<Value> {
    let evidence = of(outcome)?;
    let bytes = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(spaced);
    let computed: Vec<Value> = evidence
        .computed
        .iter()
        .map(|(name, value)| object!({ "name": name, "value": value }))
        .collect();
    Some(object!({
        "plain": bytes(&evidence.plain),
        "sent": spaced(&evidence.sent),
        "answer": bytes(&evidence.answer),
        "opened": bytes(&evidence.opened),
        "computed": computed,
    }))
}

fn of(outcome: &Outcome) -> Option<&Evidence> {
    match outcome {
        Outcome::Failed(failure) => failure.evidence.as_deref(),
        _ => None,
    }
}

fn cut(bytes: &[u8]) -> String {
    match bytes.get(..MOST_SHOWN) {
        Some(head) if bytes.len() > MOST_SHOWN => {
            format!("{} .. ({} bytes)", spaced(head), bytes.len())
        }
        _ => spaced(bytes),
    }
}
