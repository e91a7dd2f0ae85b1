// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::time::Duration;

use clap::CommandFactory as _;
use epatent_cli::{Language, Words};
use epatent_conformance::{
    Cause, Failure, Goal, Missing, NotRun, Outcome, Ran, Report, Stage, Step, report,
};

use super::{Arguments, spoken};

#[test]
fn every_argument_has_its_help_in_both_languages_and_no_help_is_left_over() {
    assert_eq!(
        epatent_cli::help::gaps(&Arguments::command()),
        Default::default()
    );
}

#[test]
fn the_screen_says_in_english_what_the_reports_say_and_in_russian_the_same() {
    let failure = Failure::new("80 16 00 00", "9000 without data", "6F00");
    let waits = |goal| {
        NotRun::Waits(Cause {
            goal,
            step: Step::Commit,
            failure: failure.clone(),
        })
    };
    let present = Stage::Terminated;
    let [number, chip, point] = [Missing::Number, Missing::Chip, Missing::Point];
    let reasons = [
        NotRun::Destructive,
        NotRun::Slow,
        NotRun::NoExtended,
        NotRun::OtherStage { present },
        NotRun::AnotherCard { present },
        NotRun::OwnCard,
        NotRun::Unknown { what: number },
        NotRun::Unknown { what: chip },
        NotRun::Unknown { what: point },
        NotRun::NotCarried,
        NotRun::OtherCard {
            what: "it has none",
        },
        NotRun::Ended,
        waits(Goal::Applet),
        waits(Goal::Stage(Stage::Active)),
        waits(Goal::Stage(Stage::Suspended)),
        waits(Goal::Reader),
        waits(Goal::Issuer(0x33)),
    ];
    let [english, russian] = [Language::En, Language::Ru].map(Words::new);
    let mut outcomes: Vec<Outcome> = reasons.map(Outcome::NotRun).into();
    outcomes.push(Outcome::Failed(failure.clone()));
    for outcome in &outcomes {
        let said = spoken::reason(outcome, &english);
        assert_eq!(Some(&said), report::reason(outcome).as_ref());
        assert_ne!(spoken::reason(outcome, &russian), said);
    }
    let ran = |outcome| Ran {
        id: "EPC-READ-06.1".to_owned(),
        title: "A case".to_owned(),
        shows: vec!["EPC-READ-06".to_owned()],
        stage: Stage::Active,
        outcome,
        took: Duration::ZERO,
    };
    let found = Report {
        ran: outcomes.into_iter().map(ran).collect(),
        ..Report::default()
    };
    let causes = found.causes();
    assert_eq!(causes.len(), 1);
    assert_eq!(spoken::waiting(&causes[0], &english), causes[0].to_string());
    let said = spoken::waiting(&causes[0], &russian);
    assert!(
        said.starts_with(
            "не проводилось 5: карту не удалось привести в состояние ACTIVE или SUSPENDED, "
        ),
        "{said}"
    );
}
