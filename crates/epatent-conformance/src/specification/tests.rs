// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeSet;

use super::*;
use crate::cases;

#[test]
fn every_requirement_has_a_case_or_a_reason_and_none_has_both() {
    let coverage = coverage(&cases::all());
    assert!(coverage.len() > 150, "{}", coverage.len());
    let odd: Vec<_> = coverage
        .iter()
        .filter(|row| row.cases.is_empty() == row.reason.is_none())
        .map(|row| (&row.id, &row.sentence, row.cases.len()))
        .collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn every_case_shows_requirements_that_exist() {
    let cases = cases::all();
    let coverage = coverage(&cases);
    let known: BTreeSet<&str> = coverage.iter().map(|row| row.id.as_str()).collect();
    for case in &cases {
        for shown in case.shows() {
            assert!(known.contains(shown), "{} shows {shown}", case.id);
        }
    }
    for (id, reason) in not_covered::NOT_COVERED {
        assert!(known.contains(id), "there is no {id}");
        assert!(reason.len() > 20, "{id}");
    }
}

#[test]
fn a_requirement_ends_where_the_next_one_or_its_paragraph_does() {
    let text = "- **EPC-A-01** One MUST be
  here. **EPC-A-02** Two.\n- **EPC-A-03** Three.\n\nNo more.";
    let found: Vec<_> = requirements(text).collect();
    let expected = [
        ("EPC-A-01", "One MUST be here."),
        ("EPC-A-02", "Two."),
        ("EPC-A-03", "Three."),
    ];
    assert_eq!(found.len(), 3);
    for ((id, words), (wanted, sentence)) in found.iter().zip(expected) {
        assert_eq!((id.as_str(), words.as_str()), (wanted, sentence));
    }
}
