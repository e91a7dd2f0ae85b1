// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Verdicts, findings, checks and groups in an officer's words. Codes are text: this crate knows no verifier.

use crate::{Value, Words};

/// Every finding that verification can reach now, with the values its words need.
///
/// Dates are given as [`crate::format::date`] prints them, regions as code and name (`50 Московская область`), groups
/// as [`group`] names them.
pub const FINDINGS: &[(&str, &[&str])] = &[
    ("signature-invalid", &[]),
    // part: from `group` or `part`; defect: digest, not-listed, absent, contradiction or other
    ("digest-mismatch", &["part", "defect"]),
    ("clone-suspected", &[]),
    // what: patent-number, blank-number, other-card, other-signer, contradiction or code
    ("print-mismatch", &["what"]),
    // when: after, before, root, or later for what stays good; dates of the withdrawal and of the signature
    ("signer-revoked", &["when", "since", "signed"]),
    // reason: region, role, term, root-term, environment, authority, key-usage, profile, listed-role, listed-region or
    // other
    ("signer-not-entitled", &["reason"]),
    // reason: no-such-root, no-such-signer, other-key, not-listed, root-ended or other
    ("issuer-unknown", &["reason"]),
    // date: the last day
    ("term-ended", &["date"]),
    // date: the first day
    ("not-yet-valid", &["date"]),
    ("wrong-region", &["patent", "place"]),
    ("profession-mismatch", &["patent", "seen"]),
    // category: a word of AnnulmentCategory; list: when the list was signed
    ("annulled", &["date", "category", "list"]),
    ("superseded", &["list"]),
    ("suspended", &["list"]),
    // date: the last paid day; grace: yes or no
    ("tax-not-paid", &["date", "list", "grace"]),
    // what: bundle, status or paid-through; age: stale or expired; when it was issued, and since when it is old
    ("status-stale", &["what", "age", "issued", "since"]),
    // what: bundle, status or not-covered
    ("status-missing", &["what"]),
    // reason: damaged, not-entitled, revoked, issuer-unknown, newer, rollback, held-back, fork or gap
    ("list-invalid", &["which", "reason"]),
    // reason: no-list, not-covered, no-entry, or ended-since with date and list
    ("payment-unknown", &["reason", "date", "list"]),
    // winner: list or record; listed, recorded: the last paid days; list, record: when each was signed
    (
        "payment-conflict",
        &["winner", "listed", "list", "recorded", "record"],
    ),
    // what: card or code
    ("read-incomplete", &["part", "what"]),
    // what: device, or recorded for the clock that a file was recorded by, whose time is then in device
    ("clock-doubtful", &["device", "newest", "what"]),
    ("qr-only", &[]),
    ("format-newer", &[]),
    // what: card or code
    ("not-a-patent", &["what"]),
    // state: BLANK, PERSO, SUSPENDED, TERMINATED, or nothing
    ("chip-unreadable", &["state"]),
    ("access-key-wrong", &[]),
    // date: the last day; days: a number, 0 for today
    // what: term or payment
    ("expires-soon", &["date", "days", "what"]),
    // date: the latest possible end; paid: no, list or record; through: the last paid day; list: how old the
    // knowledge is, when status is yes
    (
        "in-force",
        &["date", "region", "paid", "through", "list", "status"],
    ),
];

/// Findings that speak of forgery: red cryptographic failures, and a print that is not the chip's.
const FORGERY: &[&str] = &[
    "signature-invalid",
    "digest-mismatch",
    "clone-suspected",
    "print-mismatch",
];

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingWords {
    /// A few words: what it is.
    pub headline: String,
    /// One or two sentences: why.
    pub why: String,
    /// What the officer can do next.
    pub next: String,
}

/// The words of a finding; `code` is the code of the verification rules (`wrong-region`), the values are those of
/// [`FINDINGS`]. An unknown code is shown as its id.
#[must_use]
pub fn finding(words: &Words, code: &str, values: &[(&str, Value<'_>)]) -> FindingWords {
    let id = format!("finding-{code}");
    FindingWords {
        headline: words.say(&id, values),
        why: words.attribute(&id, "why", values).unwrap_or_default(),
        next: words.attribute(&id, "next", values).unwrap_or_default(),
    }
}

/// The first line of an answer. `verdict` is `in-force`, `refused` or `undetermined`; `worst` the code of the worst
/// finding: forged, not in force and cannot tell never share a word.
#[must_use]
pub fn line(words: &Words, verdict: &str, worst: Option<&str>) -> String {
    match (verdict, worst) {
        ("in-force", _) => words.text("verdict-in-force"),
        ("refused", Some(code)) if FORGERY.contains(&code) => words.text("verdict-refused-forged"),
        ("refused", Some("wrong-region")) => words.text("verdict-refused-here"),
        ("refused", _) => words.text("verdict-refused"),
        (_, Some("not-a-patent")) => words.text("verdict-not-a-patent"),
        _ => words.text("verdict-undetermined"),
    }
}

/// A data group by its name in the data model (`portrait`).
#[must_use]
pub fn group(words: &Words, name: &str) -> String {
    words
        .find_text(&format!("group-{name}"))
        .unwrap_or_else(|| name.to_owned())
}

/// A part of a card that is no data group: `security-object`, `card-access`, `chip-proof` or
/// `payments`.
#[must_use]
pub fn part(words: &Words, name: &str) -> String {
    words
        .find_text(&format!("part-{name}"))
        .unwrap_or_else(|| name.to_owned())
}

/// Names of the data groups by number, from 1; numbers without a meaning are empty.
const GROUPS: [&str; 9] = [
    "holder",
    "portrait",
    "patent",
    "permission",
    "remarks",
    "",
    "signature-image",
    "",
    "regional-data",
];

/// A check by its id (`chip-proof`, `group-2`).
#[must_use]
pub fn check(words: &Words, id: &str) -> String {
    let number = id
        .strip_prefix("group-")
        .and_then(|number| number.parse::<usize>().ok());
    if let Some(number) = number {
        let name = number
            .checked_sub(1)
            .and_then(|place| GROUPS.get(place))
            .filter(|name| !name.is_empty());
        let group = name.map_or_else(|| number.to_string(), |name| group(words, name));
        return words.say("check-group", &[("group", group.into())]);
    }
    words
        .find_text(&format!("check-{id}"))
        .unwrap_or_else(|| id.to_owned())
}

/// The outcome of a check: `passed`, `failed`, `not-checked` or `not-applicable`.
#[must_use]
pub fn outcome(words: &Words, outcome: &str) -> String {
    words
        .find_text(&format!("outcome-{outcome}"))
        .unwrap_or_else(|| outcome.to_owned())
}

/// The label of a field on a screen: `surname`, `patent-number`, `issued-on`.
#[must_use]
pub fn field(words: &Words, name: &str) -> String {
    words
        .find_text(&format!("field-{name}"))
        .unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests;
