// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What people approved of an act so far, as an answer shows it.

use epatent_cli::{Console, Table, Words};
use epatent_core::object::Digest;
use epatent_register::{Register, RegisterError};
use serde::Serialize;

/// People who approve an act that needs more than one.
const TWO: usize = 2;

#[derive(Serialize)]
pub(super) struct Approvals {
    /// What people approve.
    pub(super) digest: String,
    approved_by: Vec<String>,
}

impl Approvals {
    pub(super) fn of(register: &mut Register, act: Digest) -> Result<Self, RegisterError> {
        let approvals = register.approvals_of(act)?;
        let operators = approvals
            .iter()
            .map(|approval| approval.operator.to_string());
        Ok(Self {
            digest: act.to_string(),
            approved_by: operators.collect(),
        })
    }

    /// What is still to be done by two: `-two` where nobody proposed it, `-second` where one did.
    pub(super) fn note_of_two(&self, act: &str) -> String {
        let ending = match self.approved_by.as_slice() {
            [] => "two",
            _ => "second",
        };
        format!("{act}-{ending}")
    }

    /// Says what is done, or what is still to be done, with an act that changes more than one patent.
    pub(super) fn note(&self, done: Option<&str>, console: &Console) {
        let note = match done {
            Some(done) => done.to_owned(),
            None if self.are_enough() => "note-withdraw-dry-run".to_owned(),
            None => self.note_of_two("note-withdraw"),
        };
        let values = [("digest", self.digest.as_str().into())];
        console.output.note(&console.words.say(&note, &values));
    }

    pub(super) const fn are_enough(&self) -> bool {
        self.approved_by.len() >= TWO
    }

    pub(super) fn show(&self, table: &mut Table, words: &Words) {
        table.row(&words.text("field-act-digest"), &self.digest);
        let people = self.approved_by.join(", ");
        table.row(&words.text("field-approved-by"), &people);
    }
}
