// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue qr`: the code of a signed card, for its printer.

use super::sign;
use crate::args::Qr;
use crate::job::Job;
use crate::printed_code::{CodeFolder, Written};
use crate::store::Store;
use epatent_cli::{Console, Failure, Table};
use serde::Serialize;

#[derive(Serialize)]
struct Answer<'a> {
    folder: String,
    bytes: usize,
    modules: usize,
    card_id: &'a str,
}

pub(crate) fn run(args: &Qr, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let folder = CodeFolder::prepare(&args.out, console)?;
    let job = Job::read(&args.card_file, console)?;
    let signer = Store::new(&args.store.store).signer(words, job.object.region)?;
    let Written {
        folder,
        bytes,
        modules,
    } = folder.write(&job.presentation, &signer, console)?;
    let answer = Answer {
        folder: folder.display().to_string(),
        bytes,
        modules,
        card_id: &sign::card_id(&job.presentation),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let mut table = Table::new();
    table.heading(&words.text("screen-lab-banner"));
    table.row(&words.text("field-code"), &answer.folder);
    table.row(&words.text("field-code-length"), &bytes.to_string());
    table.row(
        &words.text("field-code-modules"),
        &format!("{modules} x {modules}"),
    );
    table.row(&words.text("field-card"), answer.card_id);
    console.output.answer(&table.render())
}
