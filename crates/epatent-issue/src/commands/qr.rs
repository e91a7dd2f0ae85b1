// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue qr`: the code of a signed card, for its printer.

use super::sign;
use crate::args::Qr;
use crate::desk::{self, Desk};
use crate::job::Job;
use crate::keys::signing_failure;
use crate::printed_code::{CodeFolder, Written};
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Table};
use epatent_office::production::{DocumentSigner, ProductionError, code_of_issued};
use epatent_register::RegisterError;
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
    let store = Store::new(&args.office.register.store.store);
    let signer = store.signer(words, job.object.region)?;
    let Written {
        folder,
        bytes,
        modules,
    } = match Desk::where_registered(&args.office, console)? {
        Some(desk) => under_register(&folder, &job, &signer, desk, console)?,
        None => folder.write(&job.presentation, &signer, console)?,
    };
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

/// The register knows of the signature before the key does, and that it is used once the code is kept.
fn under_register(
    folder: &CodeFolder,
    job: &Job,
    signer: &DocumentSigner,
    mut desk: Desk,
    console: &Console,
) -> Result<Written, Failure> {
    let words = &console.words;
    let failed = |error| desk::failure(words, &error);
    let card = &job.presentation;
    let code = code_of_issued(card, signer, &mut desk.register, &desk.by, desk.at);
    let code = code.map_err(|error| match error {
        ProductionError::Register(RegisterError::NotFound { what: "card", key }) => {
            let values = [("card", key.into())];
            Failure::new(words, Exit::Usage, "error-card-not-registered", &values)
        }
        ProductionError::Register(RegisterError::State { what: "card", .. }) => {
            Failure::new(words, Exit::Usage, "error-code-of-no-card", &[])
        }
        ProductionError::Register(error) => failed(error),
        ProductionError::Signer(error) => {
            let name = words.text("batch-signer");
            signing_failure(words, &name, &error)
        }
        other => {
            let values = [("reason", other.to_string().into())];
            Failure::new(words, Exit::Usage, "error-code", &values)
        }
    })?;
    let written = folder.put(&code.signed, console)?;
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    code.issued(&mut transaction).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    Ok(written)
}
