// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The report page: one file without scripts, fonts or pictures from elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Report, area, escaped, exchange, is_failure, reason, word};
use crate::run::{Outcome, Ran};
use crate::specification::Coverage;

/// Cases of one requirement that are named one by one.
const MOST_NAMED: usize = 12;

const STYLE: &str = "
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3em .6em; border-bottom: 1px solid #8884; }
td.id { white-space: nowrap; font-family: ui-monospace, monospace; }
.verdict { font-size: 1.2em; font-weight: 600; padding: .6em .8em; border-left: .4em solid; }
.passed { border-color: #2a7d3f; } .failed { border-color: #b3261e; } .not-run { border-color: #8a8a8a; }
tr.failed td { background: #b3261e22; }
small { opacity: .8; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8em; margin: .4em 0 0; }
";

/// The whole page: the verdict, the areas, what failed, every case, and every requirement of the card's pages.
#[must_use]
pub fn html(report: &Report, coverage: &[Coverage]) -> String {
    let mut page =
        String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    let _ = write!(
        page,
        "<title>Conformance of a patent card</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>Conformance of a patent card</h1>\n"
    );
    verdict(&mut page, report);
    tested(&mut page, report);
    areas(&mut page, report);
    let failed: Vec<&Ran> = report.failed().collect();
    if !failed.is_empty() {
        page.push_str("<h2>Failed</h2>\n");
        cases(&mut page, &failed);
    }
    page.push_str("<h2>Every case</h2>\n");
    cases(&mut page, &report.ran.iter().collect::<Vec<_>>());
    requirements(&mut page, report, coverage);
    page.push_str("</body>\n</html>\n");
    page
}

fn verdict(page: &mut String, report: &Report) {
    let (failed, left) = (report.failed().count(), report.not_run().count());
    let (class, words) = match (report.conforms(), report.passed()) {
        (Some(true), _) => ("passed", "Conforms in what was tried"),
        (Some(false), _) => ("failed", "Does not conform"),
        (None, _) if report.ended || report.trouble.is_some() => {
            ("not-run", "Ended early, nothing against the card so far")
        }
        (None, 0) => ("not-run", "Nothing was tried"),
        (None, _) => ("not-run", "Not all that was asked for could be tried"),
    };
    let _ = writeln!(
        page,
        "<p class=\"verdict {class}\">{words}: {} passed, {failed} failed, {left} not run</p>",
        report.passed()
    );
    if let Some(stage) = report.used_up() {
        let name = stage.name();
        let _ = writeln!(
            page,
            "<p>This card is {name}: destructive cases need a blank one.</p>"
        );
    }
    for common in report.causes() {
        let _ = writeln!(page, "<p>{}</p>", escaped(&common.to_string()));
    }
}

fn tested(page: &mut String, report: &Report) {
    page.push_str("<h2>What was tested</h2>\n<table>\n");
    for (name, value) in report.tested.rows() {
        let value = escaped(value);
        let _ = writeln!(page, "<tr><th>{name}</th><td>{value}</td></tr>");
    }
    page.push_str("</table>\n");
}

fn areas(page: &mut String, report: &Report) {
    let mut areas: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for ran in &report.ran {
        let [passed, failed, left] = areas.entry(area(&ran.id)).or_default();
        *match &ran.outcome {
            Outcome::Passed => passed,
            outcome if is_failure(outcome) => failed,
            _ => left,
        } += 1;
    }
    page.push_str("<h2>Areas</h2>\n<table>\n<tr><th>area</th><th>passed</th><th>failed</th><th>not run</th></tr>\n");
    for (area, [passed, failed, left]) in areas {
        let _ = writeln!(
            page,
            "<tr><td class=\"id\">{}</td><td>{passed}</td><td>{failed}</td><td>{left}</td></tr>",
            escaped(area)
        );
    }
    page.push_str("</table>\n");
}

fn cases(page: &mut String, all: &[&Ran]) {
    page.push_str(
        "<table>\n<tr><th>case</th><th>card</th><th>what it shows</th><th>outcome</th></tr>\n",
    );
    for ran in all {
        let word = word(&ran.outcome);
        let mut reason = reason(&ran.outcome).map_or_else(String::new, |reason| {
            format!("<br><small>{}</small>", escaped(&reason))
        });
        let lines = exchange(&ran.outcome);
        if !lines.is_empty() {
            let _ = write!(reason, "<pre>{}</pre>", escaped(&lines.join("\n")));
        }
        let _ = writeln!(
            page,
            "<tr class=\"{word}\"><td class=\"id\">{}</td><td>{}</td><td>{}{reason}</td><td>{word}</td></tr>",
            escaped(&ran.id),
            ran.stage.name(),
            escaped(&ran.title),
        );
    }
    page.push_str("</table>\n");
}

fn requirements(page: &mut String, report: &Report, coverage: &[Coverage]) {
    let outcomes: BTreeMap<&str, &Outcome> = report
        .ran
        .iter()
        .map(|ran| (ran.id.as_str(), &ran.outcome))
        .collect();
    let possible = coverage.iter().filter(|row| !row.cases.is_empty()).count();
    let shown = coverage.iter().filter(|row| report.shows(&row.id)).count();
    let _ = write!(
        page,
        "<h2>Coverage of the specification</h2>\n<p>This run showed {shown} of {} requirements: a case of each passed and none failed. All cases together can show {possible}.</p>\n\
         <table>\n<tr><th>requirement</th><th>page</th><th>words</th><th>shown by</th></tr>\n",
        coverage.len()
    );
    for row in coverage {
        let shown = row.reason.map_or_else(
            || {
                let marked = |id: &String| match outcomes.get(id.as_str()) {
                    Some(outcome) => format!("{} {}", escaped(id), word(outcome)),
                    None => format!("{} not chosen", escaped(id)),
                };
                if row.cases.len() <= MOST_NAMED {
                    let all: Vec<String> = row.cases.iter().map(marked).collect();
                    return all.join("<br>");
                }
                let count = |wanted: &str| {
                    let outcome = |id: &&String| outcomes.get(id.as_str()).copied();
                    let is = |id: &&String| outcome(id).map_or("not chosen", word) == wanted;
                    row.cases.iter().filter(is).count()
                };
                let words = ["passed", "failed", "not-run", "not chosen"];
                let counts = words.map(|word| format!("{} {word}", count(word)));
                format!("{} cases: {}", row.cases.len(), counts.join(", "))
            },
            |reason| format!("<small>no case: {}</small>", escaped(reason)),
        );
        let _ = writeln!(
            page,
            "<tr><td class=\"id\">{}</td><td>{}</td><td>{}</td><td>{shown}</td></tr>",
            escaped(&row.id),
            row.page,
            escaped(&row.sentence),
        );
    }
    page.push_str("</table>\n");
}
