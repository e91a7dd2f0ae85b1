// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue inspect`: what is on a card, or in a card file.

use crate::args::Inspect;
use crate::files;
use crate::office_card::{self, station};
use crate::store::Store;
use epatent_apdu::profile::{FileEntry, LifeCycle, Status};
use epatent_cli::{Console, Exit, Failure, Table};
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;
use epatent_pcsc::CardService;
use serde::Serialize;
use std::path::Path;

/// Forms and lengths, no content: what is not verified is not shown.
#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chip_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    file: String,
    bytes: usize,
    sha256: String,
}

pub(crate) fn run(
    args: &Inspect,
    console: &Console,
    service: &CardService,
) -> Result<Exit, Failure> {
    let answer = match &args.card_file {
        Some(path) => of_file(path, console)?,
        None => of_card(args, console, service)?,
    };
    if console.output.is_json() {
        console.output.json(&answer)?;
        return Ok(Exit::Done);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.row_if(&words.text("field-reader"), answer.reader.as_deref());
    if let Some(state) = answer.state {
        table.row(
            &words.text("field-state"),
            &words.say(&format!("state-{state}"), &[]),
        );
    }
    table.row_if(&words.text("field-chip-key"), answer.chip_key.as_deref());
    table.row_if(&words.text("field-session"), answer.session.as_deref());
    for file in &answer.files {
        let bytes = epatent_cli::format::bytes(words.language(), file.bytes as u64);
        table.row(&file.file, &format!("{bytes}  sha256 {}", file.sha256));
    }
    console.output.answer(&table.render())?;
    Ok(Exit::Done)
}

/// Anybody may see the state; the rest only who holds the office's keys.
fn of_card(args: &Inspect, console: &Console, service: &CardService) -> Result<Answer, Failure> {
    let station = station(&args.reader, console, service)?;
    let (card, state) = office_card::select(&station, &args.reader, console)?;
    let reader = Some(card.reader().to_owned());
    drop(card);
    let mut answer = Answer {
        reader,
        state: Some(state_word(state)),
        chip_key: None,
        session: None,
        files: Vec::new(),
    };
    let open = matches!(state, LifeCycle::Blank | LifeCycle::Personalisation);
    let Some(store) = args.store.as_deref().filter(|_| open) else {
        return Ok(answer);
    };
    let status = office_card::open(&station, &args.reader, &Store::new(store), console)?.status;
    match status {
        Status::Blank { point } => answer.chip_key = point.map(hex::encode),
        Status::Personalisation(open) => {
            answer.chip_key = Some(hex::encode(open.point));
            answer.session = Some(hex::encode(open.session));
            answer.files = open
                .files
                .iter()
                .map(|(identifier, entry)| on_card(*identifier, entry))
                .collect();
        }
        Status::Closed { .. } => {}
    }
    Ok(answer)
}

fn on_card(identifier: u16, entry: &FileEntry) -> File {
    File {
        file: format!("{identifier:04X}"),
        bytes: usize::from(entry.length),
        sha256: hex::encode(entry.digest),
    }
}

fn of_file(path: &Path, console: &Console) -> Result<Answer, Failure> {
    let Presentation {
        security_object,
        groups,
        card_access,
        ..
    } = files::read_card_file(&console.words, path)?;
    let mut files: Vec<File> = groups
        .iter()
        .map(|(number, bytes)| content(format!("{:04X}", number.file_id()), bytes))
        .collect();
    files.push(content("011C".to_owned(), &card_access));
    files.push(content("011D".to_owned(), &security_object));
    Ok(Answer {
        reader: None,
        state: None,
        chip_key: None,
        session: None,
        files,
    })
}

fn content(file: String, bytes: &[u8]) -> File {
    File {
        file,
        bytes: bytes.len(),
        sha256: hex::encode(Digest::of(bytes).as_bytes()),
    }
}

pub(in crate::commands) const fn state_word(state: LifeCycle) -> &'static str {
    match state {
        LifeCycle::Blank => "blank",
        LifeCycle::Personalisation => "personalisation",
        LifeCycle::Suspended => "suspended",
        LifeCycle::Active => "active",
        LifeCycle::Terminated => "terminated",
    }
}
