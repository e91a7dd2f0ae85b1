// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Applications as whoever approves them sees them: who it is for, which patent, what is unusual. Nobody
//! approves a number.

use crate::commands::approvals::Approvals;
use crate::problems;
use epatent_cli::{Table, Words, format};
use epatent_core::object::Digest;
use epatent_office::application::form::{Form, Holder};
use epatent_office::desk::approval_manifest;
use epatent_office::document::{self, Entered};
use epatent_register::{Application, RegisterError};
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of a day in ISO 8601.
const DAY: usize = 10;

/// An application in a list.
#[derive(Serialize)]
pub(super) struct Listed {
    application: i64,
    region: String,
    state: &'static str,
    received_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Series and number; absent, as everything of the person, once the document was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    patent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
    /// What is unusual in it.
    notes: Vec<NoteShown>,
    /// What people approve of it.
    digest: String,
}

/// What is unusual about a field, or wrong with it by the rules of this program.
#[derive(Serialize)]
pub(super) struct NoteShown {
    field: String,
    /// The stable code of the reason.
    code: &'static str,
    reason: String,
}

impl Listed {
    pub(super) fn of(application: &Application, words: &Words) -> Result<Self, RegisterError> {
        let entered = entered(application)?;
        let form = entered.as_ref().map(|entered| &entered.form);
        Ok(Self {
            application: application.key.number(),
            region: application.region.to_string(),
            state: application.state.word(),
            received_at: application.received_at.to_string(),
            reason: application.reason.as_ref().map(ToString::to_string),
            patent: form.map(number),
            person: form.map(|form| person(&form.holder)),
            birth_date: form.map(|form| form.holder.birth_date.clone()),
            notes: entered.map_or_else(Vec::new, |entered| notes(&entered, words)),
            digest: approval_manifest(application)?.to_string(),
        })
    }

    /// Its number, and the rest in one line with what is unusual below it.
    pub(super) fn show(&self, table: &mut Table, words: &Words) {
        let state = problems::register::state("application", self.state, words);
        let birth = self.birth_date.as_deref().map(format::date_iso);
        let received = self.received_at.get(..DAY).unwrap_or(&self.received_at);
        let parts = [
            self.patent.clone(),
            self.person.clone(),
            birth,
            Some(state),
            self.reason.clone(),
            Some(format::date_iso(received)),
        ];
        let mut text = parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
        for note in &self.notes {
            text.push_str(&format!("\n{}: {}", note.field, note.reason));
        }
        table.row(&self.application.to_string(), &text);
    }
}

/// A whole application.
#[derive(Serialize)]
pub(super) struct Whole {
    application: i64,
    state: &'static str,
    received_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What was entered, by the names of the fields; empty once the document was erased.
    fields: BTreeMap<String, serde_json::Value>,
    /// SHA-256 and bytes of the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    portrait: Option<PortraitShown>,
    notes: Vec<NoteShown>,
    #[serde(flatten)]
    approvals: Approvals,
}

#[derive(Serialize)]
struct PortraitShown {
    bytes: usize,
    sha256: String,
}

impl Whole {
    pub(super) fn of(
        application: &Application,
        entered: Option<&Entered>,
        approvals: Approvals,
        words: &Words,
    ) -> Self {
        Self {
            application: application.key.number(),
            state: application.state.word(),
            received_at: application.received_at.to_string(),
            reason: application.reason.as_ref().map(ToString::to_string),
            fields: entered.map_or_else(BTreeMap::new, |entered| document::fields(&entered.form)),
            portrait: entered.map(|entered| PortraitShown {
                bytes: entered.portrait.len(),
                sha256: Digest::of(&entered.portrait).to_string(),
            }),
            notes: entered.map_or_else(Vec::new, |entered| notes(entered, words)),
            approvals,
        }
    }

    pub(super) fn table(&self, words: &Words) -> Table {
        let mut table = Table::new();
        let number = self.application.to_string();
        table.row(&words.text("field-application"), &number);
        let state = problems::register::state("application", self.state, words);
        table.row(&words.text("field-state"), &state);
        table.row_if(&words.text("field-reason"), self.reason.as_deref());
        table.row(&words.text("field-received"), &self.received_at);
        for (field, value) in &self.fields {
            table.row(field, &plain(value));
        }
        if let Some(portrait) = &self.portrait {
            let text = format!("{} B, SHA-256 {}", portrait.bytes, portrait.sha256);
            table.row("portrait", &text);
        }
        for note in &self.notes {
            let text = format!("{}: {}", note.field, note.reason);
            table.row(&words.text("label-note"), &text);
        }
        self.approvals.show(&mut table, words);
        table
    }
}

/// What is kept of an application, while it is kept.
pub(super) fn entered(application: &Application) -> Result<Option<Entered>, RegisterError> {
    let document = application.document()?;
    Ok(document.and_then(|document| document::read(document).ok()))
}

fn notes(entered: &Entered, words: &Words) -> Vec<NoteShown> {
    let problems = entered.problems.iter().map(|problem| NoteShown {
        field: problem.field.clone(),
        code: problem.wrong.code(),
        reason: problems::wrong(&problem.wrong, words),
    });
    let notes = entered.notes.iter().map(|note| NoteShown {
        field: note.field.to_owned(),
        code: note.unusual.code(),
        reason: problems::note(note, words),
    });
    problems.chain(notes).collect()
}

fn number(form: &Form) -> String {
    format!("{} {}", form.patent.series, form.patent.number)
}

/// The names that there are, those of the passport in brackets where they were entered.
fn person(holder: &Holder) -> String {
    let joined = |names: &[&Option<String>]| {
        let names = names.iter().filter_map(|name| name.as_deref());
        names.collect::<Vec<_>>().join(" ")
    };
    let printed = joined(&[&holder.surname, &holder.given_name, &holder.patronymic]);
    let latin = joined(&[&holder.surname_latin, &holder.given_name_latin]);
    match (printed.is_empty(), latin.is_empty()) {
        (true, _) => latin,
        (false, true) => printed,
        (false, false) => format!("{printed} ({latin})"),
    }
}

/// A value as people read it.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(values) => {
            let values = values.iter().map(plain);
            values.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
