// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What does not fit between pages, tests and threats.

use std::collections::{BTreeMap, BTreeSet};

use super::{CARD_SIDE, FOLDER, Specification, TABLE, THREATS};

pub(super) fn problems(specification: &Specification) -> Vec<String> {
    let mut problems = pages(specification);
    problems.extend(specification.sources.problems.iter().cloned());
    problems.extend(tests(specification));
    problems.extend(threats(specification));
    if problems.is_empty() && specification.table != specification.wanted_table() {
        problems.push(format!(
            "{FOLDER}/{TABLE} is not what is generated: run `cargo xtask requirements`"
        ));
    }
    problems
}

fn pages(specification: &Specification) -> Vec<String> {
    let mut problems = Vec::new();
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for page in &specification.pages {
        problems.extend(page.problems.iter().cloned());
        if CARD_SIDE.contains(&page.name.as_str()) {
            let unnamed = page.unnamed.iter();
            problems.extend(
                unnamed.map(|text| format!("{}: a MUST without an identifier: {text}", page.name)),
            );
        }
        for requirement in &page.requirements {
            places
                .entry(&requirement.id)
                .or_default()
                .push(&requirement.page);
        }
    }
    let twice = places.into_iter().filter(|(_, pages)| pages.len() > 1);
    problems
        .extend(twice.map(|(id, pages)| format!("{id} is defined twice: {}", pages.join(", "))));
    let names: BTreeSet<&str> = specification
        .pages
        .iter()
        .map(|page| page.name.as_str())
        .collect();
    let missing = CARD_SIDE.into_iter().filter(|name| !names.contains(name));
    problems.extend(missing.map(|name| format!("{FOLDER}/{name} is missing")));
    let known = specification.requirements();
    for page in &specification.pages {
        let unknown = page
            .mentioned
            .iter()
            .filter(|id| !known.contains_key(id.as_str()));
        problems.extend(unknown.map(|id| format!("{}: there is no {id}", page.name)));
    }
    problems
}

fn tests(specification: &Specification) -> Vec<String> {
    let known = specification.requirements();
    let mut problems = Vec::new();
    for evidence in &specification.sources.evidence {
        let unknown = evidence
            .shows
            .iter()
            .filter(|id| !known.contains_key(id.as_str()));
        problems.extend(
            unknown.map(|id| format!("{}: shows {id}, which is no requirement", evidence.name)),
        );
    }
    for (id, cases) in &specification.cases {
        if !known.contains_key(id.as_str()) {
            let cases = cases.join(", ");
            problems.push(format!("{cases}: for {id}, which is no requirement"));
        }
    }
    let exempt: BTreeSet<&str> = specification
        .threats
        .not_shown
        .iter()
        .map(|(id, _)| id.as_str())
        .collect();
    for (id, requirement) in known {
        let shown = !specification.evidence(id).is_empty();
        if !shown && !exempt.contains(id) {
            problems.push(format!("{id} has no test: {}", requirement.sentence));
        }
        if shown && exempt.contains(id) {
            problems.push(format!("{id} is shown by a test, and {THREATS} denies it"));
        }
    }
    problems
}

fn threats(specification: &Specification) -> Vec<String> {
    let known = specification.requirements();
    let names = specification.sources.names();
    let threats = &specification.threats;
    let mut problems = Vec::new();
    let absent = threats
        .tests
        .iter()
        .filter(|test| !names.contains(test.as_str()));
    problems.extend(absent.map(|test| format!("{THREATS}: there is no test {test}")));
    for (id, reason) in &threats.not_shown {
        if !known.contains_key(id.as_str()) {
            problems.push(format!("{THREATS}: there is no {id}"));
        }
        if reason.len() < 10 {
            problems.push(format!("{THREATS}: {id} has no reason"));
        }
    }
    if threats.threats.is_empty() {
        problems.push(format!("{THREATS} has no table of threats"));
    }
    problems
}
