// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue applications`: taken in, listed, shown, approved, refused.

mod import;
mod listed;

use super::approvals::Approvals;
use crate::args::{ApplicationsApprove, ApplicationsList, ApplicationsRefuse, ApplicationsShow};
use crate::desk::{self, Desk};
use crate::problems;
use epatent_cli::files::Readable;
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words};
use epatent_core::object::Digest;
use epatent_office::desk::{Approved, approval_manifest, approve_as_read, list_manifest};
use epatent_office::{DeskError, DocumentError};
use epatent_register::{Application, ApplicationState, Register};
use serde::Serialize;

pub(crate) use import::run as import;
use listed::{Listed, Whole};

/// Applications that are listed or approved at once.
const MANY: u32 = 10_000;

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
    let applications = listed(&found, words)?;
    if console.output.is_json() {
        return console.output.json(&Answer { applications });
    }
    let heading = words.say("applications-listed", &[("count", found.len().into())]);
    console
        .output
        .answer(&table(&applications, &heading, words))
}

fn listed(applications: &[Application], words: &Words) -> Result<Vec<Listed>, Failure> {
    let listed = applications.iter().map(|one| Listed::of(one, words));
    listed
        .collect::<Result<_, _>>()
        .map_err(|error| desk::failure(words, &error))
}

/// The lines of a list, and how many there are below them.
fn table(applications: &[Listed], heading: &str, words: &Words) -> String {
    let mut table = Table::new();
    for one in applications {
        one.show(&mut table, words);
    }
    table.heading(heading);
    table.render()
}

/// Everything that is known of one application, for whoever approves it.
pub(crate) fn show(args: &ApplicationsShow, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let failed = |error| desk::failure(words, &error);
    if let Some(file) = &args.portrait {
        epatent_cli::files::refuse_unwritable(words, file)?;
    }
    let mut register = desk::open(&args.register, console)?;
    let found = register.application(args.number).map_err(failed)?;
    let Some(application) = found else {
        let values = [("number", args.number.into())];
        let id = "error-application-unknown";
        return Err(Failure::new(words, Exit::Usage, id, &values));
    };
    // The digest is that of the very bytes that are shown.
    let manifest = approval_manifest(&application).map_err(failed)?;
    let approvals = Approvals::of(&mut register, manifest).map_err(failed)?;
    let entered = listed::entered(&application).map_err(failed)?;
    if let (Some(file), Some(entered)) = (&args.portrait, &entered) {
        epatent_cli::files::write_new(words, file, &entered.portrait, Readable::ByOwner)?;
    }
    let whole = Whole::of(&application, entered.as_ref(), approvals, words);
    if console.output.is_json() {
        return console.output.json(&whole);
    }
    console.output.answer(&whole.table(words).render())
}

/// What `approve` approved, or would.
#[derive(Serialize)]
struct Approval {
    /// All of them, as `list` shows them.
    applications: Vec<Listed>,
    /// Digest of the list, where all that are open were asked for and none is approved yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    listed: Option<String>,
    /// Whose patents wait for their cards now.
    approved: Vec<i64>,
    /// Which another person has to approve, too.
    by_one: Vec<i64>,
}

pub(crate) fn approve(args: &ApplicationsApprove, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let mut desk = Desk::open(&args.desk, console)?;
    let chosen = chosen(args, &mut desk.register, console)?;
    let mut answer = Approval {
        applications: listed(&chosen, words)?,
        listed: None,
        approved: Vec::new(),
        by_one: Vec::new(),
    };
    if args.all {
        let digest = list_manifest(&chosen).map_err(|error| desk::failure(words, &error))?;
        match &args.listed {
            // Whatever came in since somebody read the list is not approved with it.
            Some(typed) => demand_listed(typed, digest, console)?,
            None => {
                answer.listed = Some(digest.to_string());
                return offer(&answer, console);
            }
        }
    }
    let failed = |error| desk::failure(words, &error);
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    for application in &chosen {
        let key = application.key;
        // What is shown below is what is approved.
        if transaction.row(key).map_err(failed)? != *application {
            let id = "error-applications-changed";
            return Err(Failure::new(words, Exit::Usage, id, &[]));
        }
        let approved = approve_as_read(&mut transaction, application, desk.rules.four_eyes);
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
    console
        .output
        .answer(&table(&answer.applications, &text, words))
}

/// Shows what would be approved, and by which digest exactly that is.
fn offer(answer: &Approval, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let count = [("count", answer.applications.len().into())];
    let heading = words.say("applications-listed", &count);
    console
        .output
        .answer(&table(&answer.applications, &heading, words))?;
    let digest = answer.listed.as_deref().unwrap_or_default();
    let note = words.say("note-applications-offered", &[("digest", digest.into())]);
    console.output.note_in(Tone::Caution, &note);
    Ok(())
}

fn demand_listed(typed: &str, digest: Digest, console: &Console) -> Result<(), Failure> {
    let fail = |id| Failure::new(&console.words, Exit::Usage, id, &[]);
    match desk::digest(typed) {
        Some(typed) if typed == digest => Ok(()),
        Some(_) => Err(fail("error-applications-changed")),
        None => Err(fail("error-no-digest")),
    }
}

fn chosen(
    args: &ApplicationsApprove,
    register: &mut Register,
    console: &Console,
) -> Result<Vec<Application>, Failure> {
    let mut open = register
        .applications(ApplicationState::Open, u32::MAX)
        .map_err(|error| desk::failure(&console.words, &error))?;
    if !args.all {
        // A second person may approve what was approved when one was enough.
        let approved = register
            .applications(ApplicationState::Approved, u32::MAX)
            .map_err(|error| desk::failure(&console.words, &error))?;
        open.extend(approved);
    }
    if args.all {
        return Ok(open);
    }
    args.number
        .iter()
        .map(|number| {
            // One that is named twice is not there a second time.
            let place = open.iter().position(|row| row.key.number() == *number);
            place
                .map(|place| open.remove(place))
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
    let mut open = desk
        .register
        .applications(ApplicationState::Open, u32::MAX)
        .map_err(failed)?;
    let approved = desk
        .register
        .applications(ApplicationState::Approved, u32::MAX)
        .map_err(failed)?;
    open.extend(approved);
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
