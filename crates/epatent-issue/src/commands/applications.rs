// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue applications`: taken in, listed, approved, refused.

mod import;

use crate::args::{ApplicationsApprove, ApplicationsList, ApplicationsRefuse};
use crate::desk::{self, Desk};
use crate::problems;
use epatent_cli::{Console, Exit, Failure, Table};
use epatent_office::desk::{Approved, approve as approve_one};
use epatent_office::{DeskError, DocumentError};
use epatent_register::{Application, ApplicationState, Key, Register};
use serde::Serialize;

pub(crate) use import::run as import;

/// Applications that are listed or approved at once.
const MANY: u32 = 10_000;

/// An application without a word about a person.
#[derive(Serialize)]
struct Listed {
    application: i64,
    region: String,
    state: &'static str,
    received_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(crate) fn list(args: &ApplicationsList, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        applications: Vec<Listed>,
    }
    let words = &console.words;
    let mut register = desk::open(&args.register, console)?;
    let found = register
        .applications(args.state, MANY)
        .map_err(|error| desk::failure(words, &error))?;
    let applications: Vec<Listed> = found
        .into_iter()
        .map(|application| Listed {
            application: application.key.number(),
            region: application.region.to_string(),
            state: application.state.word(),
            received_at: application.received_at.to_string(),
            reason: application.reason.map(|reason| reason.to_string()),
        })
        .collect();
    if console.output.is_json() {
        return console.output.json(&Answer { applications });
    }
    let mut table = Table::new();
    for one in &applications {
        let reason = one.reason.as_deref().unwrap_or_default();
        let state = problems::register::state("application", one.state, words);
        let text = format!("{}  {}  {state} {reason}", one.region, one.received_at);
        table.row(&one.application.to_string(), text.trim_end());
    }
    let count = [("count", applications.len().into())];
    table.heading(&words.say("applications-listed", &count));
    console.output.answer(&table.render())
}

pub(crate) fn approve(args: &ApplicationsApprove, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        /// Whose patents wait for their cards now.
        approved: Vec<i64>,
        /// Which another person has to approve, too.
        by_one: Vec<i64>,
    }
    let words = &console.words;
    let mut desk = Desk::open(&args.desk, console)?;
    let chosen = chosen(args, &mut desk.register, console)?;
    let mut answer = Answer {
        approved: Vec::new(),
        by_one: Vec::new(),
    };
    let failed = |error| desk::failure(words, &error);
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    for key in chosen {
        let approved = approve_one(&mut transaction, key, desk.rules.four_eyes);
        match approved.map_err(|error| desk_failure(&error, console))? {
            Approved::ByOne => answer.by_one.push(key.number()),
            Approved::Whole(_) => answer.approved.push(key.number()),
        }
    }
    transaction.commit().map_err(failed)?;
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let mut text = words.say(
        "applications-approved",
        &[("count", answer.approved.len().into())],
    );
    if !answer.by_one.is_empty() {
        let count = [("count", answer.by_one.len().into())];
        text = format!("{text}\n{}", words.say("applications-by-one", &count));
    }
    console.output.answer(&text)
}

fn chosen(
    args: &ApplicationsApprove,
    register: &mut Register,
    console: &Console,
) -> Result<Vec<Key<Application>>, Failure> {
    let open = register
        .applications(ApplicationState::Open, u32::MAX)
        .map_err(|error| desk::failure(&console.words, &error))?;
    if args.all {
        return Ok(open
            .into_iter()
            .map(|application| application.key)
            .collect());
    }
    args.number
        .iter()
        .map(|number| {
            let found = open.iter().find(|row| row.key.number() == *number);
            found
                .map(|row| row.key)
                .ok_or_else(|| not_open(*number, console))
        })
        .collect()
}

fn not_open(number: i64, console: &Console) -> Failure {
    let values = [("number", number.into())];
    Failure::new(
        &console.words,
        Exit::Usage,
        "error-application-not-open",
        &values,
    )
}

pub(crate) fn refuse(args: &ApplicationsRefuse, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        refused: i64,
    }
    let words = &console.words;
    let mut desk = Desk::open(&args.desk, console)?;
    let failed = |error| desk::failure(words, &error);
    let open = desk
        .register
        .applications(ApplicationState::Open, u32::MAX)
        .map_err(failed)?;
    let key = open
        .iter()
        .find(|row| row.key.number() == args.number)
        .map(|row| row.key)
        .ok_or_else(|| not_open(args.number, console))?;
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    transaction
        .refuse_application(key, &args.reason)
        .map_err(failed)?;
    transaction.commit().map_err(failed)?;
    let refused = args.number;
    if console.output.is_json() {
        return console.output.json(&Answer { refused });
    }
    let values = [("number", refused.into())];
    console
        .output
        .answer(&words.say("application-refused", &values))
}

/// What the office's desk says, in words.
pub(crate) fn desk_failure(error: &DeskError, console: &Console) -> Failure {
    let words = &console.words;
    match error {
        DeskError::Register(error) => desk::failure(words, error),
        DeskError::Document(DocumentError::Fields(problems)) => {
            let list: Vec<String> = problems
                .iter()
                .map(|problem| problems::line(problem, words))
                .collect();
            document(error, console).with_details(&list)
        }
        _ => document(error, console),
    }
}

fn document(error: &DeskError, console: &Console) -> Failure {
    let words = &console.words;
    let reason = match error {
        DeskError::Document(DocumentError::Format) => words.text("document-format"),
        DeskError::Document(DocumentError::TooLong) => words.text("document-too-long"),
        DeskError::Document(DocumentError::Fields(problems)) => {
            words.say("document-fields", &[("count", problems.len().into())])
        }
        DeskError::Erased(number) => words.say("document-erased", &[("number", (*number).into())]),
        other => other.to_string(),
    };
    let values = [("reason", reason.into())];
    Failure::new(
        &console.words,
        Exit::Usage,
        "error-application-document",
        &values,
    )
}
