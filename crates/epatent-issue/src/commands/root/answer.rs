// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! How a step of a change of the root is shown, to who does it and to who approves it.

use crate::commands::approvals::Approvals;
use crate::desk;
use crate::signers::KnownSigner;
use epatent_cli::{Console, Failure, Table, Words, format};
use epatent_core::UnixTime;
use epatent_core::bundle::key_digest;
use epatent_core::certificate::Certificate;
use epatent_office::publish::is_signed_by;
use epatent_register::Register;
use serde::Serialize;

/// A root, and what becomes of it.
#[derive(Serialize)]
pub(crate) struct Step {
    /// Subject of the root.
    root: String,
    /// SHA-256 of its key.
    key: String,
    not_before: String,
    not_after: String,
    #[serde(flatten)]
    change: Change,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Change {
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

/// The step with the approvals that it has.
#[derive(Serialize)]
pub(super) struct Answer {
    #[serde(flatten)]
    pub(super) step: Step,
    #[serde(flatten)]
    pub(super) approvals: Approvals,
    /// Whether it was done.
    pub(super) done: bool,
}

impl Change {
    /// The root for which this one vouches is introduced to devices.
    pub(crate) fn introduction(voucher: &Certificate) -> Self {
        Self::Introduction {
            vouched_by: voucher.subject_text(),
        }
    }

    /// A root signs nothing new since a time, and the cards that it is about.
    pub(crate) fn retirement(
        root: &Certificate,
        since: UnixTime,
        known: &[KnownSigner],
        register: &mut Register,
        words: &Words,
    ) -> Result<Self, Failure> {
        let (mut cards_before, mut cards_since) = (0_u64, 0_u64);
        for signer in known {
            if !is_signed_by(&signer.certificate, root) {
                continue;
            }
            let key = key_digest(signer.certificate.public_key());
            let counted = register.signatures_of(key, since);
            let (before, after) = counted.map_err(|error| desk::failure(words, &error))?;
            cards_before = cards_before.saturating_add(before);
            cards_since = cards_since.saturating_add(after);
        }
        Ok(Self::Retirement {
            since: since.to_string(),
            cards_before,
            cards_since,
        })
    }

    /// Every device is set up with a root from a time on.
    pub(crate) fn settlement(from: UnixTime) -> Self {
        Self::Settlement {
            settled_from: from.to_string(),
        }
    }

    /// The words for it once it is done.
    const fn note(&self) -> &'static str {
        match self {
            Self::Introduction { .. } => "note-root-introduced",
            Self::Retirement { .. } => "note-root-retired",
            Self::Settlement { .. } => "note-root-settled",
        }
    }
}

impl Step {
    pub(crate) fn of(root: &Certificate, change: Change) -> Self {
        Self {
            root: root.subject_text(),
            key: key_digest(root.public_key()).to_string(),
            not_before: root.not_before().to_string(),
            not_after: root.not_after().to_string(),
            change,
        }
    }

    /// Its rows in a table.
    pub(crate) fn show(&self, table: &mut Table, words: &Words) {
        table.row(&words.text("field-root"), &self.root);
        table.row(&words.text("field-root-key"), &self.key);
        let term = format!("{} - {}", self.not_before, self.not_after);
        table.row(&words.text("field-root-term"), &term);
        match &self.change {
            Change::Introduction { vouched_by } => {
                table.row(&words.text("field-root-vouched-by"), vouched_by);
            }
            Change::Retirement {
                since,
                cards_before,
                cards_since,
            } => {
                table.row(&words.text("field-root-retired-since"), since);
                let count = |count: &u64| format::count(words.language(), *count);
                table.row(&words.text("field-cards-before"), &count(cards_before));
                table.row(&words.text("field-cards-since"), &count(cards_since));
            }
            Change::Settlement { settled_from } => {
                table.row(&words.text("field-root-settled-from"), settled_from);
            }
        }
    }
}

pub(super) fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    answer.step.show(&mut table, words);
    answer.approvals.show(&mut table, words);
    console.output.answer(&table.render())?;
    let done = answer.done.then_some(answer.step.change.note());
    answer.approvals.note(done, console);
    Ok(())
}
