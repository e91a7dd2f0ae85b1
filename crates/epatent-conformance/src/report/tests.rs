// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::time::Duration;

use super::*;
use crate::answer::Failure;
use crate::case::Stage;
use crate::specification::Coverage;

fn ran(id: &str, outcome: Outcome) -> Ran {
    Ran {
        id: id.to_owned(),
        title: "A & B are <one> \"name\"".to_owned(),
        shows: vec!["EPC-READ-06".to_owned()],
        stage: Stage::Active,
        outcome,
        took: Duration::from_millis(1_500),
    }
}

fn report() -> Report {
    let failure = Failure {
        sent: "00 B0 00 00 01".to_owned(),
        expected: "6B00 without data".to_owned(),
        actual: "6A82 & more".to_owned(),
    };
    Report {
        ran: vec![
            ran("EPC-READ-06.1", Outcome::Passed),
            ran("EPC-READ-06.2", Outcome::Failed(failure.clone())),
            ran("EPC-ACC-02.10-3s", Outcome::NotRun(NotRun::Destructive)),
            ran(
                "EPC-ACC-02.11-3s",
                Outcome::NotRun(NotRun::Unreachable(failure)),
            ),
        ],
        ..Report::default()
    }
}

#[test]
fn a_card_that_does_not_reach_a_stage_has_failed_and_one_that_was_not_asked_has_not() {
    let report = report();
    assert_eq!(report.passed(), 1);
    assert_eq!(report.failed().count(), 2);
    assert_eq!(report.not_run().count(), 1);
}

#[test]
fn junit_is_one_suite_an_area_with_everything_escaped() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="epatent-conformance" tests="4" failures="2" errors="0" time="6.000">
  <testsuite name="EPC-ACC" tests="2" failures="1" errors="0" time="3.000" skipped="1">
    <testcase classname="EPC-ACC" name="EPC-ACC-02.10-3s A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"><skipped message="changes the card (--destructive)"/></testcase>
    <testcase classname="EPC-ACC" name="EPC-ACC-02.11-3s A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"><failure message="the card could not be brought to its stage: 00 B0 00 00 01: expected 6B00 without data, the card gave 6A82 &amp; more"/></testcase>
  </testsuite>
  <testsuite name="EPC-READ" tests="2" failures="1" errors="0" time="3.000" skipped="0">
    <testcase classname="EPC-READ" name="EPC-READ-06.1 A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"/>
    <testcase classname="EPC-READ" name="EPC-READ-06.2 A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"><failure message="00 B0 00 00 01: expected 6B00 without data, the card gave 6A82 &amp; more"/></testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(junit(&report()), expected);
}

#[test]
fn json_says_whether_the_card_conforms_and_why_not() {
    let answer = json(&report(), &[]);
    assert_eq!(answer["conforms"], false);
    assert_eq!(
        (&answer["passed"], &answer["failed"], &answer["not_run"]),
        (&1.into(), &2.into(), &1.into())
    );
    assert_eq!(answer["cases"][1]["outcome"], "failed");
    assert_eq!(answer["cases"][0]["reason"], serde_json::Value::Null);
    let nothing = Report::default();
    assert_eq!(json(&nothing, &[])["conforms"], serde_json::Value::Null);
    let mut good = Report {
        ran: vec![ran("EPC-READ-06.1", Outcome::Passed)],
        ..Report::default()
    };
    assert_eq!(json(&good, &[])["conforms"], true);
    good.ended = true;
    assert_eq!(json(&good, &[])["conforms"], serde_json::Value::Null);
}

#[test]
fn the_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows() {
    let coverage = [Coverage {
        id: "EPC-READ-06".to_owned(),
        page: "card-profile.md",
        sentence: "An offset < the length".to_owned(),
        cases: vec!["EPC-READ-06.1".to_owned(), "EPC-READ-06.9".to_owned()],
        reason: None,
    }];
    let page = html(&report(), &coverage);
    for part in [
        "Does not conform: 1 passed, 2 failed, 1 not run",
        "A &amp; B are &lt;one&gt;",
        "EPC-READ-06.1 passed<br>EPC-READ-06.9 not chosen",
        "An offset &lt; the length",
        "This run showed 0 of 1 requirements: a case of each passed and none failed. All cases together can show 1.",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for foreign in ["http:", "https:", "<script", "<img", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn characters_that_xml_has_not_are_replaced() {
    assert_eq!(
        escaped("a\u{0}b\u{1F}c\u{FFFE}'\t"),
        "a\u{FFFD}b\u{FFFD}c\u{FFFD}&#39;\t"
    );
}
