// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue sign`: an application and a chip key become a card file.

use crate::application::{Application, ApplicationError};
use crate::args::Sign;
use crate::files;
use crate::keys::signing_failure;
use crate::printed_code::CodeFolder;
use crate::problems;
use crate::signing;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table};
use epatent_core::object::{ChipKey, SecurityObject};
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::{CivilDate, UnixTime};
use epatent_office::Note;
use epatent_office::production::access_number;
use epatent_station::findings;
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Answer<'a> {
    file: String,
    patent: String,
    region: String,
    card_id: &'a str,
}

pub(crate) fn run(args: &Sign, console: &Console) -> Result<(), Failure> {
    let store = Store::new(&args.store.store);
    store.demand_no_register(&console.words)?;
    epatent_cli::files::refuse_existing(&console.words, &args.out)?;
    let code_folder = args
        .qr
        .as_deref()
        .map(|folder| CodeFolder::prepare(folder, console))
        .transpose()?;
    let chip_key = chip_key(&args.chip_key, console)?;
    let application = read(&args.application, console)?;
    let presentation = sign(&application, &store, chip_key, args.can, console)?;
    files::write_card_file(&console.words, &args.out, &presentation)?;
    if let Some(folder) = code_folder {
        let signer = store.signer(&console.words, application.contents.permission.region)?;
        folder.write(&presentation, &signer, console)?;
    }
    let answer = Answer {
        file: args.out.display().to_string(),
        patent: application.contents.patent.number.to_string(),
        region: application.contents.permission.region.to_string(),
        card_id: &card_id(&presentation),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.heading(&words.text("screen-lab-banner"));
    table.row(&words.text("field-file"), &answer.file);
    table.row(&words.text("field-patent-number"), &answer.patent);
    table.row(&words.text("field-region"), &answer.region);
    table.row(&words.text("field-card"), answer.card_id);
    console.output.answer(&table.render())
}

fn chip_key(text: &str, console: &Console) -> Result<ChipKey, Failure> {
    let point = hex::decode(text)
        .ok()
        .and_then(|bytes| ChipKey::from_sec1(&bytes).ok());
    point.ok_or_else(|| Failure::new(&console.words, Exit::Usage, "error-chip-key", &[]))
}

/// Reads an application; what is unusual in it is told on the way.
pub(super) fn read(path: &Path, console: &Console) -> Result<Application, Failure> {
    let application = Application::read(path).map_err(|error| unusable(&error, console))?;
    tell_notes(&application.notes, console);
    Ok(application)
}

/// Tells what is unusual in an application.
pub(super) fn tell_notes(notes: &[Note], console: &Console) {
    for note in notes {
        let text = problems::note(note, &console.words);
        let label = console.words.text("label-note");
        console
            .output
            .note(&format!("{label}: {} - {text}", note.field));
    }
}

pub(super) fn unusable(error: &ApplicationError, console: &Console) -> Failure {
    let words = &console.words;
    match error {
        ApplicationError::Read { path, source } => source.failure(words, path),
        ApplicationError::NotText { path, offset } => {
            FileTrouble::NotText { offset: *offset }.failure(words, path)
        }
        ApplicationError::Json { path, source } => {
            FileTrouble::NotJson(source).failure(words, path)
        }
        ApplicationError::Fields { path, problems } => {
            let list: Vec<String> = problems
                .iter()
                .map(|problem| problems::line(problem, words))
                .collect();
            Failure::new(
                words,
                Exit::Usage,
                "error-application-fields",
                &[
                    ("path", path.display().to_string().into()),
                    ("count", problems.len().into()),
                ],
            )
            .with_details(&list)
        }
        ApplicationError::Photo { path, source } => source.failure(words, path),
    }
}

/// Signs with the office's document signer for the patent's region, and gives the card its access
/// number: the printed one, or a random one.
pub(super) fn sign(
    application: &Application,
    store: &Store,
    chip_key: ChipKey,
    can: Option<AccessNumber>,
    console: &Console,
) -> Result<Presentation, Failure> {
    let region = application.contents.permission.region;
    let signer = store.signer(&console.words, region)?;
    let now = epatent_station::now(&console.words)?;
    demand_future(application, now, console)?;
    let signed = signing::sign(application, &signer, chip_key, now)
        .map_err(|error| signing_failure(&console.words, region.as_str(), &error))?;
    let mut presentation = signed.into_presentation();
    presentation.access_number = Some(can.unwrap_or_else(|| access_number(&mut rand::rng())));
    Ok(presentation)
}

/// A patent whose last possible day is over is not issued: the card would be refused everywhere.
fn demand_future(
    application: &Application,
    now: UnixTime,
    console: &Console,
) -> Result<(), Failure> {
    let offset = application
        .contents
        .permission
        .region
        .utc_offset_hours()
        .unwrap_or(0);
    let over =
        CivilDate::of_unix_time(now, offset).is_ok_and(|today| today > application.latest_end);
    if over {
        let date = findings::date(application.latest_end);
        return Err(Failure::new(
            &console.words,
            Exit::Usage,
            "error-term-over",
            &[("date", date.into())],
        ));
    }
    Ok(())
}

/// The card id in a security object that this program has just signed.
pub(super) fn card_id(presentation: &Presentation) -> String {
    epatent_core::cose::Sign1::parse(
        &presentation.security_object,
        epatent_core::cose::Typ::SecurityObject,
    )
    .ok()
    .and_then(|sign1| SecurityObject::decode(sign1.payload()).ok())
    .map(|object| object.card_id.to_string())
    .unwrap_or_default()
}
