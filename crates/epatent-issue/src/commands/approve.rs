// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue approve`: the second of the two people that an act needs. It shows the act whole, in
//! words, as it was proposed; a digest that nobody proposed, or that has lapsed, is refused. Without a
//! digest it shows everything that waits for a second person, or to be carried out.

use crate::args::Approve;
mod folder;

use crate::commands::approvals::Approvals;
use crate::commands::matter::MatterShown;
use crate::commands::rules;
use crate::desk::{self, Desk};
use crate::differences;
use crate::folder_acts::Kind;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words};
use epatent_core::object::Digest;
use epatent_office::rules::{RulesError, demand_unchanged};
use epatent_office::settings::Difference;
use epatent_register::{Opaque, Pending, Subject};
use folder::FolderAct;
use serde::Serialize;

/// Newest proposals that are looked through.
const LOOKED_THROUGH: u32 = 1_000;

/// What waits, the newest first.
#[derive(Serialize)]
struct Waiting {
    waiting: Vec<Answer>,
}

/// An act as whoever approves it sees it. What it has not is left out.
#[derive(Serialize)]
struct Answer {
    subject: &'static str,
    #[serde(flatten)]
    matter: Option<MatterShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What another act is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What a file of the folder is going to say, and the cards that it is about.
    #[serde(flatten)]
    folder_act: Option<FolderAct>,
    /// What other rules change, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Difference>,
    /// The digest does not stand for what the document says, as far as this folder knows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unclear: bool,
    /// What it says, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// What holds instead as long as it is not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    proposed_by: String,
    proposed_at: String,
    #[serde(flatten)]
    approvals: Approvals,
    operator: String,
    /// Whether this operator approved it now.
    done: bool,
}

pub(crate) fn run(args: &Approve, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let Some(digest) = &args.digest else {
        return waiting(args, console);
    };
    let act = typed_digest(digest, console)?;
    let mut desk = Desk::open(&args.desk, console)?;
    let failed = |error| desk::failure(words, &error);
    let transaction = desk.register.transaction(&desk.by, desk.at);
    let pending = transaction.and_then(|mut transaction| transaction.pending(act));
    // What is shown below are these values, whose digest is the one that is approved.
    let pending = pending.map_err(failed)?;
    let mut answer = answer_of(args, &mut desk, &pending, console)?;
    if answer.unclear {
        let values = [("digest", digest.as_str().into())];
        let id = "error-proposal-unclear";
        return Err(Failure::new(words, Exit::Refused, id, &values));
    }
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    // The words of a reason are those of the rules that this transaction reads.
    demand_unchanged(&mut transaction, desk.environment, &desk.in_force)
        .map_err(|error| desk::rules_failure(words, &error))?;
    // What is only shown is tried all the same: nobody approves twice.
    transaction.approve_proposed(act).map_err(failed)?;
    if args.yes {
        transaction.commit().map_err(failed)?;
    } else {
        drop(transaction);
    }
    answer.approvals = Approvals::of(&mut desk.register, act).map_err(failed)?;
    answer.done = args.yes;
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    console.output.answer(&table(&answer, words).render())?;
    let values = [("digest", answer.approvals.digest.as_str().into())];
    let (tone, note) = match (answer.done, answer.approvals.are_enough()) {
        (true, true) => (Tone::Good, "note-approved-whole"),
        (true, false) => (Tone::Caution, "note-approved"),
        (false, _) => (Tone::Caution, "note-approve-dry-run"),
    };
    console.output.note_in(tone, &words.say(note, &values));
    Ok(())
}

/// Shows what waits.
fn waiting(args: &Approve, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let mut desk = Desk::open(&args.desk, console)?;
    let failed = |error| desk::failure(words, &error);
    let pending = desk
        .register
        .transaction(&desk.by, desk.at)
        .and_then(|mut transaction| transaction.all_pending(LOOKED_THROUGH))
        .map_err(failed)?;
    let waiting: Vec<Answer> = pending
        .iter()
        .map(|pending| answer_of(args, &mut desk, pending, console))
        .collect::<Result<_, _>>()?;
    if console.output.is_json() {
        return console.output.json(&Waiting { waiting });
    }
    let tables: Vec<String> = waiting
        .iter()
        .map(|answer| table(answer, words).render())
        .collect();
    match tables.as_slice() {
        [] => console.output.answer(&words.text("note-nothing-waits")),
        tables => console.output.answer(&tables.join("\n")),
    }
}

/// The act in words, of the values that its digest is of.
fn answer_of(
    args: &Approve,
    desk: &mut Desk,
    pending: &Pending,
    console: &Console,
) -> Result<Answer, Failure> {
    let words = &console.words;
    let store = Store::new(&args.desk.register.store.store);
    let proposed = &pending.proposed;
    let (mut folder_act, mut reason) = (None, proposed.reason.clone());
    let mut name = proposed.name.as_ref().map(ToString::to_string);
    let kind = Kind::proposed(proposed.subject);
    if let Some(kind) = kind {
        let said = folder::of(kind, proposed, &mut desk.register, &store, console)?;
        (reason, name) = (None, None);
        if let Some(said) = said {
            folder_act = Some(said.act);
            reason = said.reason;
            name = Some(said.name);
        }
    }
    let mut unclear = kind.is_some() && folder_act.is_none();
    let mut differences = Vec::new();
    if let (Subject::Rules, Some(document)) = (proposed.subject, &proposed.document) {
        let environment = store.settings(words)?.environment;
        match rules::changes(pending.before.as_ref(), document, environment) {
            Ok(changes) => differences = changes,
            // What nobody can read is approved by nobody, and hides nothing else that waits.
            Err(RulesError::Unreadable) => unclear = true,
            Err(error) => return Err(desk::rules_failure(words, &error)),
        }
    }
    let approvals = Approvals::of(&mut desk.register, proposed.digest)
        .map_err(|error| desk::failure(words, &error))?;
    Ok(Answer {
        subject: proposed.subject.word(),
        matter: pending.matter.as_ref().map(MatterShown::of),
        reason: reason.map(|reason| desk.reasons.say(&reason, words)),
        name,
        unclear,
        folder_act,
        differences,
        document: proposed.document.as_ref().map(text),
        before: pending.before.as_ref().map(|rules| text(&rules.document)),
        proposed_by: proposed.operator.to_string(),
        proposed_at: proposed.at.to_string(),
        approvals,
        operator: desk.by.operator.to_string(),
        done: false,
    })
}

fn text(document: &Opaque) -> String {
    String::from_utf8_lossy(&document.0).into_owned()
}

fn table(answer: &Answer, words: &Words) -> Table {
    let mut table = Table::new();
    let reason = answer.reason.as_deref();
    match &answer.matter {
        Some(matter) => matter.show(reason, &mut table, words),
        None => {
            let subject = words.text(&format!("word-subject-{}", answer.subject));
            table.row(&words.text("field-proposal"), &subject);
            table.row_if(&words.text("field-reason"), reason);
        }
    }
    table.row_if(&words.text("field-about"), answer.name.as_deref());
    if answer.unclear {
        table.row(
            &words.text("field-caution"),
            &words.text("note-proposal-unclear"),
        );
    }
    if let Some(act) = &answer.folder_act {
        act.show(&mut table, words);
    }
    differences::show(&answer.differences, &mut table, words);
    let document = answer.document.as_deref().map(str::trim_end);
    table.row_if(&words.text("field-says"), document);
    let before = answer.before.as_deref().map(str::trim_end);
    table.row_if(&words.text("field-rules-in-force"), before);
    table.row(
        &words.text("field-proposed"),
        &format!("{}, {}", answer.proposed_by, answer.proposed_at),
    );
    answer.approvals.show(&mut table, words);
    table
}

/// The whole digest: nobody approves the beginning of an act.
fn typed_digest(text: &str, console: &Console) -> Result<Digest, Failure> {
    desk::digest(text)
        .ok_or_else(|| Failure::new(&console.words, Exit::Usage, "error-no-digest", &[]))
}
