// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The shape of a JUnit file, as the strictest reader of it demands (see `src/report/junit.rs`).

use roxmltree::{Document, Node};

/// Tests, failures and skipped tests of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) tests: usize,
    pub(crate) failures: usize,
    pub(crate) skipped: usize,
}

/// The counts of a file.
///
/// # Panics
/// It is no such file, or says another number of tests, failures or skipped ones than it holds.
#[track_caller]
pub(crate) fn counts(text: &str) -> Counts {
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    has(&root, &["name", "tests", "failures", "errors", "time"]);
    let mut all = Counts {
        tests: 0,
        failures: 0,
        skipped: 0,
    };
    for suite in root.children().filter(Node::is_element) {
        let one = in_suite(&suite);
        all.tests += one.tests;
        all.failures += one.failures;
        all.skipped += one.skipped;
    }
    assert_eq!(number(&root, "tests"), all.tests);
    assert_eq!(number(&root, "failures"), all.failures);
    all
}

fn in_suite(suite: &Node<'_, '_>) -> Counts {
    assert_eq!(suite.tag_name().name(), "testsuite");
    let mut found = Counts {
        tests: 0,
        failures: 0,
        skipped: 0,
    };
    let attributes = ["name", "tests", "failures", "errors", "time", "skipped"];
    has(suite, &attributes);
    for child in suite.children().filter(Node::is_element) {
        if child.tag_name().name() == "properties" {
            for property in child.children().filter(Node::is_element) {
                assert_eq!(property.tag_name().name(), "property");
                has(&property, &["name", "value"]);
            }
            continue;
        }
        assert_eq!(child.tag_name().name(), "testcase");
        has(&child, &["classname", "name", "time"]);
        assert_eq!(child.attribute("classname"), suite.attribute("name"));
        found.tests += 1;
        let outcomes: Vec<_> = child.children().filter(Node::is_element).collect();
        assert!(outcomes.len() <= 1);
        for outcome in outcomes {
            has(&outcome, &["message"]);
            *match outcome.tag_name().name() {
                "failure" => &mut found.failures,
                "skipped" => &mut found.skipped,
                other => panic!("{other}"),
            } += 1;
        }
    }
    assert_eq!(number(suite, "tests"), found.tests);
    assert_eq!(number(suite, "failures"), found.failures);
    assert_eq!(number(suite, "skipped"), found.skipped);
    assert_eq!(number(suite, "errors"), 0);
    found
}

/// Exactly these attributes, none of them empty but a value; a time is seconds.
fn has(node: &Node<'_, '_>, names: &[&str]) {
    let found: Vec<&str> = node.attributes().map(|one| one.name()).collect();
    assert_eq!(found, names, "{}", node.tag_name().name());
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        assert!(name == "value" || !value.is_empty(), "{name}");
        if name == "time" {
            let (seconds, thousandths) = value.split_once('.').unwrap();
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            assert!(digits(seconds) && digits(thousandths), "{value}");
        }
    }
}

fn number(node: &Node<'_, '_>, name: &str) -> usize {
    node.attribute(name).unwrap().parse().unwrap()
}
