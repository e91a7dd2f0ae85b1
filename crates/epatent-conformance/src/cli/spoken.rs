// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reasons in the language of the screen; what a card was sent and gave stays in the words of the specification.

use epatent_cli::{Value, Words};
use epatent_conformance::report::{self, Common};
use epatent_conformance::{Cause, Goal, Missing, NotRun, Outcome};

/// Why a case failed or was not run; nothing of one that passed. In English it is what the reports in files say.
pub(super) fn reason(outcome: &Outcome, words: &Words) -> String {
    let say = |id: &str, values: &[(&str, Value<'_>)]| {
        words.say(&format!("conformance-left-{id}"), values)
    };
    match outcome {
        Outcome::Passed => String::new(),
        Outcome::Failed(failure) => words.say(
            "conformance-failed",
            &[
                ("sent", Value::from(failure.sent.as_str())),
                ("expected", Value::from(failure.expected.as_str())),
                ("actual", Value::from(failure.actual.as_str())),
            ],
        ),
        Outcome::NotRun(reason) => match reason {
            NotRun::Destructive => say("destructive", &[]),
            NotRun::Slow => say("slow", &[]),
            NotRun::NoExtended => say("extended", &[]),
            NotRun::OtherStage { present } => {
                say("stage", &[("stage", Value::from(present.name()))])
            }
            NotRun::AnotherCard { present } => {
                say("used-up", &[("stage", Value::from(present.name()))])
            }
            NotRun::OwnCard => say("own-card", &[]),
            NotRun::Unknown { what } => say(
                match what {
                    Missing::Number => "number",
                    Missing::Chip => "chip",
                    _ => "point",
                },
                &[],
            ),
            NotRun::NotCarried => say("not-carried", &[]),
            NotRun::OtherCard { what } => say("other-card", &[("what", Value::from(*what))]),
            NotRun::Ended => say("ended", &[]),
            NotRun::Waits(cause) => {
                let missed = missed(cause.goal, words);
                after(&missed, cause, words)
            }
            // A reason that is new in the library and has no words here yet.
            _ => report::reason(outcome).unwrap_or_default(),
        },
    }
}

/// How many cases wait for a cause, and for which.
pub(super) fn waiting(common: &Common<'_>, words: &Words) -> String {
    let cause = cause(common, words);
    let values = [
        ("count", Value::from(common.cases.len())),
        ("cause", Value::from(cause.as_str())),
    ];
    words.say("conformance-waiting", &values)
}

/// What could not be reached, by which command, and the rule that is broken.
pub(super) fn cause(common: &Common<'_>, words: &Words) -> String {
    let mut all = Vec::new();
    let or = format!(" {} ", words.text("conformance-or"));
    let stages = common.stages().join(&or);
    if !stages.is_empty() {
        all.push(to_stages(&stages, words));
    }
    let levels = common.levels().join(", ");
    if !levels.is_empty() {
        all.push(at_levels(&levels, words));
    }
    let others = common.goals.iter();
    let others = others.filter(|goal| !matches!(goal, Goal::Stage(_) | Goal::Issuer(_)));
    all.extend(others.map(|goal| missed(*goal, words)));
    after(&all.join(", "), common.cause, words)
}

fn after(missed: &str, cause: &Cause, words: &Words) -> String {
    let values = [
        ("missed", Value::from(missed)),
        ("step", Value::from(cause.step.name())),
        ("actual", Value::from(cause.failure.actual.as_str())),
        ("rule", Value::from(cause.step.rule())),
    ];
    words.say("conformance-cause", &values)
}

fn missed(goal: Goal, words: &Words) -> String {
    match goal {
        Goal::Stage(stage) => to_stages(stage.name(), words),
        Goal::Issuer(level) => at_levels(&format!("{level:02X}"), words),
        Goal::Reader => words.text("conformance-missed-reader"),
        Goal::Applet => words.text("conformance-missed-applet"),
        other => other.missed(),
    }
}

fn to_stages(stages: &str, words: &Words) -> String {
    words.say("conformance-missed-stage", &[("stages", stages.into())])
}

fn at_levels(levels: &str, words: &Words) -> String {
    words.say("conformance-missed-issuer", &[("levels", levels.into())])
}
