// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeSet;

use super::*;
use crate::step::Step;

#[test]
fn every_case_has_an_identifier_and_a_title_of_its_own() {
    let cases = all();
    assert!(cases.len() >= 250, "{}", cases.len());
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
    let titles: BTreeSet<&str> = cases.iter().map(|case| case.title.as_str()).collect();
    assert_eq!(titles.len(), cases.len());
}

#[test]
fn the_access_table_is_the_one_of_the_page() {
    let page = include_str!("../../../../applet-spec/card-profile.md");
    let row = |name: &str| {
        let line = page.lines().find(|line| {
            line.starts_with('|') && line.contains(name) && line.matches('|').count() == 7
        });
        line.unwrap_or_else(|| panic!("no row {name}"))
    };
    // The five columns of a row, as letters.
    let columns = |name: &str| -> Vec<String> {
        let cells = row(name).split('|').skip(2).take(5);
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    for (name, in_page) in [
        (
            "SELECT of EF.CardAccess",
            "SELECT and READ BINARY of EF.CardAccess",
        ),
        ("SELECT of EF.SO", "SELECT and READ BINARY of another file"),
        ("INTERNAL AUTHENTICATE", "INTERNAL AUTHENTICATE"),
        ("MSE:SET AT", "MSE:SET AT, GENERAL AUTHENTICATE"),
        (
            "INITIALIZE UPDATE",
            "INITIALIZE UPDATE, EXTERNAL AUTHENTICATE",
        ),
        ("GENERATE KEY", "GENERATE KEY, BEGIN"),
        ("WRITE", "WRITE, ABORT, COMMIT"),
        ("STATUS", "| STATUS |"),
        ("APPEND RECORD", "APPEND RECORD"),
        ("SUSPEND", "| SUSPEND |"),
        ("ACTIVATE", "| ACTIVATE |"),
        ("TERMINATE", "| TERMINATE |"),
    ] {
        let ours: Vec<String> = access::row(name);
        assert_eq!(ours, columns(in_page), "{name}");
    }
}

#[test]
fn a_preparation_that_fails_has_a_rule_with_a_case_to_charge_it_to() {
    let cases = all();
    for step in Step::ALL {
        let mut of_rule = cases
            .iter()
            .filter(|case| case.shows().any(|rule| rule == step.rule()));
        assert!(of_rule.next().is_some(), "{step:?}");
    }
}

#[test]
fn digits_of_every_literal_command_are_whole() {
    for cell in access::cells() {
        assert!(crate::bench::bytes(cell.command).len() >= 4, "{}", cell.id);
    }
}
