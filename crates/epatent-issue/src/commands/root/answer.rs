// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! How a step of a change of the root is shown.

use crate::commands::approvals::Approvals;
use epatent_cli::{Console, Failure, Table};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Answer {
    /// Subject of the root.
    pub(super) root: String,
    /// SHA-256 of its key.
    pub(super) key: String,
    pub(super) not_before: String,
    pub(super) not_after: String,
    #[serde(flatten)]
    pub(super) change: Change,
    #[serde(flatten)]
    pub(super) approvals: Approvals,
    /// Whether it was done.
    pub(super) done: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Change {
    Introduction {
        /// Subject of the root that signed it.
        vouched_by: String,
    },
    Retirement {
        since: String,
        /// Cards of this register that were signed under it before.
        cards_before: u64,
        /// Cards of this register that were signed under it since: they will be refused.
        cards_since: u64,
    },
    Settlement {
        /// From when on what leads devices to the root may go.
        settled_from: String,
    },
}

pub(super) fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.row(&words.text("field-root"), &answer.root);
    table.row(&words.text("field-root-key"), &answer.key);
    let term = format!("{} - {}", answer.not_before, answer.not_after);
    table.row(&words.text("field-root-term"), &term);
    let done = match &answer.change {
        Change::Introduction { vouched_by } => {
            table.row(&words.text("field-root-vouched-by"), vouched_by);
            "note-root-introduced"
        }
        Change::Retirement {
            since,
            cards_before,
            cards_since,
        } => {
            table.row(&words.text("field-root-retired-since"), since);
            let count = |count: &u64| epatent_cli::format::count(words.language(), *count);
            table.row(&words.text("field-cards-before"), &count(cards_before));
            table.row(&words.text("field-cards-since"), &count(cards_since));
            "note-root-retired"
        }
        Change::Settlement { settled_from } => {
            table.row(&words.text("field-root-settled-from"), settled_from);
            "note-root-settled"
        }
    };
    answer.approvals.show(&mut table, words);
    console.output.answer(&table.render())?;
    answer.approvals.note(answer.done.then_some(done), console);
    Ok(())
}
