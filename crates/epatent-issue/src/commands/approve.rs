// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue approve`: the second of the two people that an act needs. It shows the act whole, in
//! words, as it was proposed; a digest that nobody proposed, or that has lapsed, is refused.

use crate::args::Approve;
use crate::commands::approvals::Approvals;
use crate::desk::{self, Desk};
use crate::reasons::Reasons;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Table, Tone, format};
use epatent_core::object::Digest;
use epatent_register::{Opaque, Proposed, Register, RegisterError, Subject};
use serde::Serialize;

/// An act as whoever approves it sees it. What it has not is left out.
#[derive(Serialize)]
struct Answer {
    subject: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patent: Option<String>,
    /// State of the patent now.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    /// What another act is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
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
    let act = typed_digest(&args.digest, console)?;
    let mut desk = Desk::open(&args.desk, console)?;
    let failed = |error| desk::failure(words, &error);
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let proposed = transaction.pending(act).map_err(failed)?;
    // What is only shown is tried all the same: nobody approves twice.
    transaction.approve_proposed(act).map_err(failed)?;
    if args.yes {
        transaction.commit().map_err(failed)?;
    } else {
        drop(transaction);
    }
    let store = Store::new(&args.desk.register.store.store);
    let reasons = Reasons::of(&store, words)?;
    let reason = proposed.reason.as_ref();
    let reason = reason.map(|reason| reasons.say(reason, words));
    let mut answer = in_words(&mut desk.register, &proposed).map_err(failed)?;
    answer.reason = reason;
    answer.operator = desk.by.operator.to_string();
    answer.done = args.yes;
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    say(&answer, console)
}

/// The act with what it is about looked up.
fn in_words(register: &mut Register, proposed: &Proposed) -> Result<Answer, RegisterError> {
    let patent = match proposed.patent {
        Some(key) => register.row(key)?,
        None => None,
    };
    let card = match proposed.card {
        Some(key) => register.row(key)?,
        None => None,
    };
    let payment = match proposed.payment {
        Some(key) => register.row(key)?,
        None => None,
    };
    let document = proposed.document.as_ref();
    Ok(Answer {
        subject: proposed.subject.word(),
        act: proposed.act.map(|act| act.word()),
        state: patent.as_ref().map(|patent| patent.state.word()),
        patent: patent.map(|patent| patent.number.to_string()),
        card: card.map(|card| card.card_id.to_string()),
        receipt: payment.map(|payment| {
            let (from, through) = (payment.paid_from, payment.paid_through);
            format!("{}: {from} - {through}", payment.receipt)
        }),
        reason: None,
        on: proposed.effective_on.map(|day| day.to_string()),
        name: proposed.name.as_ref().map(ToString::to_string),
        document: document.map(text),
        before: match proposed.subject {
            Subject::Rules => register
                .rules_in_force()?
                .map(|rules| text(&rules.document)),
            _ => None,
        },
        proposed_by: proposed.operator.to_string(),
        proposed_at: proposed.at.to_string(),
        approvals: Approvals::of(register, proposed.digest)?,
        operator: String::new(),
        done: false,
    })
}

fn text(document: &Opaque) -> String {
    String::from_utf8_lossy(&document.0).into_owned()
}

fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let mut table = Table::new();
    let act = match answer.act {
        Some(act) => words.text(&format!("word-act-{act}")),
        None => words.text(&format!("word-subject-{}", answer.subject)),
    };
    table.row(&words.text("field-act"), &act);
    table.row_if(&words.text("field-patent-number"), answer.patent.as_deref());
    let state = answer
        .state
        .map(|state| words.text(&format!("word-patent-{state}")));
    table.row_if(&words.text("field-state"), state.as_deref());
    table.row_if(&words.text("field-card-number"), answer.card.as_deref());
    table.row_if(&words.text("field-receipt"), answer.receipt.as_deref());
    table.row_if(&words.text("field-reason"), answer.reason.as_deref());
    let on = answer.on.as_deref().map(format::date_iso);
    table.row_if(&words.text("field-holds-from"), on.as_deref());
    table.row_if(&words.text("field-about"), answer.name.as_deref());
    for line in answer.document.iter().flat_map(|document| document.lines()) {
        table.row("", line);
    }
    let mut label = words.text("field-rules-in-force");
    for line in answer.before.iter().flat_map(|before| before.lines()) {
        table.row(&std::mem::take(&mut label), line);
    }
    table.row(
        &words.text("field-proposed"),
        &format!("{}, {}", answer.proposed_by, answer.proposed_at),
    );
    answer.approvals.show(&mut table, words);
    console.output.answer(&table.render())?;
    let values = [("digest", answer.approvals.digest.as_str().into())];
    let (tone, note) = match (answer.done, answer.approvals.are_enough()) {
        (true, true) => (Tone::Good, "note-approved-whole"),
        (true, false) => (Tone::Caution, "note-approved"),
        (false, _) => (Tone::Caution, "note-approve-dry-run"),
    };
    console.output.note_in(tone, &words.say(note, &values));
    Ok(())
}

/// The whole digest: nobody approves the beginning of an act.
fn typed_digest(text: &str, console: &Console) -> Result<Digest, Failure> {
    desk::digest(text)
        .ok_or_else(|| Failure::new(&console.words, Exit::Usage, "error-no-digest", &[]))
}
