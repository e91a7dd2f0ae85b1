// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! JUnit XML, which build servers read: one suite an area, one test case a case.
//!
//! There is no standard of it. Elements and attributes are those that the strictest reader in wide use takes, the schema
//! `junit-10.xsd` of the xUnit plugin of Jenkins: properties stand in suites, and nothing but suites at the top.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Report, Tested, area, escaped, exchange, is_failure, reason};
use crate::run::{Outcome, Ran};

/// The whole document.
#[must_use]
pub fn junit(report: &Report) -> String {
    let mut suites: BTreeMap<&str, Vec<&Ran>> = BTreeMap::new();
    for ran in &report.ran {
        suites.entry(area(&ran.id)).or_default().push(ran);
    }
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = |ran: &[&Ran]| {
        let failures = ran.iter().filter(|ran| is_failure(&ran.outcome)).count();
        let seconds: f64 = ran.iter().map(|ran| ran.took.as_secs_f64()).sum();
        format!(
            "tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{seconds:.3}\"",
            ran.len()
        )
    };
    let skipped = |ran: &&&Ran| matches!(ran.outcome, Outcome::NotRun(_));
    let properties = properties(report);
    let all: Vec<&Ran> = report.ran.iter().collect();
    let _ = writeln!(
        text,
        "<testsuites name=\"epatent-conformance\" {}>",
        counts(&all)
    );
    for (name, ran) in &suites {
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" {} skipped=\"{}\">",
            escaped(name),
            counts(ran),
            ran.iter().filter(skipped).count()
        );
        text.push_str(&properties);
        for ran in ran {
            test_case(&mut text, name, ran);
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

/// What cases wait for in common, and what was tested, where somebody said it: in every suite, since it may stand
/// nowhere else.
fn properties(report: &Report) -> String {
    let mut rows: Vec<(&str, String)> = report
        .causes()
        .iter()
        .map(|common| ("waiting", common.to_string()))
        .collect();
    if report.tested != Tested::default() {
        let tested = report.tested.rows().into_iter();
        rows.extend(tested.map(|(name, value)| (name, value.clone())));
    }
    let mut text = String::new();
    if rows.is_empty() {
        return text;
    }
    text.push_str("    <properties>\n");
    for (name, value) in rows {
        let value = escaped(&value);
        let _ = writeln!(text, "      <property name=\"{name}\" value=\"{value}\"/>");
    }
    text.push_str("    </properties>\n");
    text
}

fn test_case(text: &mut String, suite: &str, ran: &Ran) {
    let _ = write!(
        text,
        "    <testcase classname=\"{}\" name=\"{} {}\" time=\"{:.3}\"",
        escaped(suite),
        escaped(&ran.id),
        escaped(&ran.title),
        ran.took.as_secs_f64()
    );
    let Some(reason) = reason(&ran.outcome).map(|reason| escaped(&reason)) else {
        text.push_str("/>\n");
        return;
    };
    let element = if is_failure(&ran.outcome) {
        "failure"
    } else {
        "skipped"
    };
    let lines = exchange(&ran.outcome);
    let _ = if lines.is_empty() {
        writeln!(text, "><{element} message=\"{reason}\"/></testcase>")
    } else {
        let body = escaped(&lines.join("\n"));
        writeln!(
            text,
            "><{element} message=\"{reason}\">{body}</{element}></testcase>"
        )
    };
}
