// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue approve`: one of the two people that an act needs.

use crate::args::Approve;
use crate::desk::{self, Desk};
use epatent_cli::{Console, Exit, Failure, Table};
use epatent_core::object::Digest;
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    act: String,
    operator: String,
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
    transaction.approve(act, None).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    let answer = Answer {
        act: act.to_string(),
        operator: desk.by.operator.to_string(),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let mut table = Table::new();
    table.row(&words.text("field-approved"), &answer.act);
    table.row(&words.text("field-operator"), &answer.operator);
    console.output.answer(&table.render())
}

/// The whole digest: nobody approves the beginning of an act.
fn typed_digest(text: &str, console: &Console) -> Result<Digest, Failure> {
    desk::digest(text)
        .ok_or_else(|| Failure::new(&console.words, Exit::Usage, "error-no-digest", &[]))
}
