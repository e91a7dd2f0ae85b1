// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::time::Duration;

use super::*;
use crate::answer::{Failure, Missing};
use crate::case::Stage;
use crate::specification::Coverage;
use crate::step::{Cause, Goal, Step};

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
    let failure = Failure::new("00 B0 00 00 01", "6B00 without data", "6A82 & more");
    let cause = |stage| Cause {
        goal: Goal::Stage(stage),
        step: Step::Commit,
        failure: failure.clone(),
    };
    let waits = |stage| Outcome::NotRun(NotRun::Waits(cause(stage)));
    Report {
        ran: vec![
            ran("EPC-READ-06.1", Outcome::Passed),
            ran("EPC-READ-06.2", Outcome::Failed(failure.clone())),
            ran("EPC-ACC-02.10-3s", Outcome::NotRun(NotRun::Destructive)),
            ran("EPC-ACC-02.11-3s", waits(Stage::Active)),
            ran("EPC-ACC-02.12-3s", waits(Stage::Suspended)),
        ],
        ..Report::default()
    }
}

#[test]
fn cases_that_wait_for_the_same_command_have_not_failed_and_are_one_line() {
    let report = report();
    assert_eq!(report.passed(), 1);
    assert_eq!(report.failed().count(), 1);
    assert_eq!(report.not_run().count(), 3);
    let causes: Vec<String> = report.causes().iter().map(ToString::to_string).collect();
    assert_eq!(
        causes,
        [
            "2 cases were not run: the card could not be brought to ACTIVE or SUSPENDED: COMMIT answered 6A82 & more (EPC-PERSO-19)"
        ]
    );
    assert_eq!(
        reason(&report.ran[3].outcome).as_deref(),
        Some("the card could not be brought to ACTIVE: COMMIT answered 6A82 & more (EPC-PERSO-19)")
    );
}

#[test]
fn a_report_conforms_only_where_nothing_that_was_asked_for_is_missing() {
    let with = |outcome| Report {
        ran: vec![
            ran("EPC-READ-06.1", Outcome::Passed),
            ran("EPC-READ-06.2", outcome),
        ],
        ..Report::default()
    };
    let not_run = |reason| with(Outcome::NotRun(reason)).conforms();
    for reason in [
        NotRun::Destructive,
        NotRun::Slow,
        NotRun::NoExtended,
        NotRun::OwnCard,
        NotRun::NotCarried,
        NotRun::OtherCard {
            what: "no portrait",
        },
        NotRun::OtherStage {
            present: Stage::Blank,
        },
    ] {
        assert_eq!(not_run(reason.clone()), Some(true), "{reason:?}");
    }
    for reason in [
        NotRun::Ended,
        NotRun::Unknown {
            what: Missing::Number,
        },
        NotRun::AnotherCard {
            present: Stage::Terminated,
        },
    ] {
        assert_eq!(not_run(reason.clone()), None, "{reason:?}");
    }
    let failure = Failure::new("00 B0", "9000", "6A82");
    assert_eq!(with(Outcome::Failed(failure)).conforms(), Some(false));
}

#[test]
fn junit_is_one_suite_an_area_with_everything_escaped() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="epatent-conformance" tests="5" failures="1" errors="0" time="7.500">
  <testsuite name="EPC-ACC" tests="3" failures="0" errors="0" time="4.500" skipped="3">
    <properties>
      <property name="waiting" value="2 cases were not run: the card could not be brought to ACTIVE or SUSPENDED: COMMIT answered 6A82 &amp; more (EPC-PERSO-19)"/>
    </properties>
    <testcase classname="EPC-ACC" name="EPC-ACC-02.10-3s A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"><skipped message="changes the card (--destructive)"/></testcase>
    <testcase classname="EPC-ACC" name="EPC-ACC-02.11-3s A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"><skipped message="the card could not be brought to ACTIVE: COMMIT answered 6A82 &amp; more (EPC-PERSO-19)"/></testcase>
    <testcase classname="EPC-ACC" name="EPC-ACC-02.12-3s A &amp; B are &lt;one&gt; &quot;name&quot;" time="1.500"><skipped message="the card could not be brought to SUSPENDED: COMMIT answered 6A82 &amp; more (EPC-PERSO-19)"/></testcase>
  </testsuite>
  <testsuite name="EPC-READ" tests="2" failures="1" errors="0" time="3.000" skipped="0">
    <properties>
      <property name="waiting" value="2 cases were not run: the card could not be brought to ACTIVE or SUSPENDED: COMMIT answered 6A82 &amp; more (EPC-PERSO-19)"/>
    </properties>
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
        (&1.into(), &1.into(), &3.into())
    );
    assert_eq!(answer["causes"][0]["rule"], "EPC-PERSO-19");
    assert_eq!(answer["causes"][0]["waiting"], 2);
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
        "Does not conform: 1 passed, 1 failed, 3 not run",
        "<p>2 cases were not run: the card could not be brought to ACTIVE or SUSPENDED: COMMIT answered 6A82 &amp; more (EPC-PERSO-19)</p>",
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
