// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Writing a card, resetting it and reading it back: only then is it issued.

use crate::job::Job;
use crate::office_card::{OfficeCard, random};
use crate::readback::ReadBack;
use epatent_apdu::flows::{CardStatus, Personalise, Personalised, Resumed};
use epatent_apdu::profile::Status;
use epatent_apdu::{FlowError, drive, drive_with_progress};
use epatent_cli::{Bar, Console, Exit, Failure, Table, format};
use epatent_pcsc::PcscTransport;
use epatent_station::{findings, flow_failure, reader_failure};
use serde::Serialize;
use std::time::Instant;

/// File bytes in one WRITE: one MAC for many pieces of a chain, and still a bar that moves.
const CHUNK: usize = 1024;

#[derive(Serialize)]
struct Answer<'a> {
    verdict: &'static str,
    patent_card: String,
    /// To be printed on the card, and nowhere else.
    can: &'a str,
    region: String,
    in_force_from: String,
    latest_end: String,
    reader: String,
    bytes_written: u64,
    resumed: bool,
    milliseconds: u64,
}

/// Writes the files of a job, resets the card and reads it back through the verifier on a fresh
/// connection.
pub(crate) fn issue(
    mut card: OfficeCard,
    job: &Job,
    read_back: &ReadBack,
    console: &Console,
) -> Result<(), Failure> {
    let started = Instant::now();
    let written = write(&mut card, job, console)?;
    let (mut card, _) = card.into_parts();
    card.power_cycle()
        .map_err(|error| reader_failure(&console.words, &error))?;
    read_back.check(&mut card, job, console)?;
    done(&card, job, Some(&written), started, console)
}

/// For a card that was written and never read back, because the reader or the program was stopped
/// in between.
pub(crate) fn finish(
    mut card: PcscTransport,
    job: &Job,
    read_back: &ReadBack,
    console: &Console,
) -> Result<(), Failure> {
    let started = Instant::now();
    read_back.check(&mut card, job, console)?;
    console
        .output
        .note(&console.words.text("note-read-back-only"));
    done(&card, job, None, started, console)
}

fn done(
    card: &PcscTransport,
    job: &Job,
    written: Option<&Personalised>,
    started: Instant,
    console: &Console,
) -> Result<(), Failure> {
    if let Some(file) = &job.waiting {
        // The card now holds what the file held; a file that stays behind harms nothing but tidiness.
        let _ = std::fs::remove_file(file);
    }
    let can = job.presentation.access_number;
    let answer = Answer {
        verdict: "in-force",
        patent_card: job.object.card_id.to_string(),
        can: can.as_ref().map_or("", |number| number.expose()),
        region: job.object.region.to_string(),
        in_force_from: findings::date(job.object.in_force_from),
        latest_end: findings::date(job.object.latest_end),
        reader: card.reader().to_owned(),
        bytes_written: written.map_or(0, |written| written.written),
        resumed: written.is_none_or(|written| written.resumed.is_some()),
        milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    give(&answer, console)
}

fn write(card: &mut OfficeCard, job: &Job, console: &Console) -> Result<Personalised, Failure> {
    let files = job.files();
    let total: usize = files.values().map(Vec::len).sum();
    let point = *job.object.chip_key.as_sec1();
    let session = open_session(card, console)?.unwrap_or_else(random);
    let flow = Personalise::new(session, point, files)
        .map_err(|error| flow_failure(&console.words, &error))?
        .with_chunk(CHUNK);
    let bar = Bar::new(&console.words, "progress-writing", &[], total as u64);
    let written = drive_with_progress(flow, card, &mut |progress| bar.set(progress.done))
        .map_err(|error| write_failure(&error, console))?;
    drop(bar);
    if let Some(resumed) = written.resumed {
        say_resumed(resumed, console);
    }
    Ok(written)
}

/// The session that is open on the card, which a resumed writing goes on with.
fn open_session(card: &mut OfficeCard, console: &Console) -> Result<Option<[u8; 16]>, Failure> {
    match drive(CardStatus::new(), card) {
        Ok(Status::Personalisation(open)) => Ok(Some(open.session)),
        Ok(_) => Ok(None),
        Err(error) => Err(flow_failure(&console.words, &error)),
    }
}

fn say_resumed(resumed: Resumed, console: &Console) {
    let bytes = format::bytes(console.words.language(), resumed.bytes);
    let values = [
        ("files", resumed.complete_files.into()),
        ("bytes", bytes.into()),
    ];
    console
        .output
        .note(&console.words.say("note-resumed", &values));
}

fn write_failure(error: &FlowError, console: &Console) -> Failure {
    let id = match error {
        FlowError::OtherKey { .. } => "error-card-of-another-key",
        FlowError::OtherManifest { .. }
        | FlowError::OtherSession { .. }
        | FlowError::ForeignFile { .. } => "error-card-of-another-job",
        _ => return flow_failure(&console.words, error),
    };
    Failure::new(&console.words, Exit::Device, id, &[])
}

fn give(answer: &Answer<'_>, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let language = words.language();
    let mut table = Table::new();
    table.heading(&words.text("screen-lab-banner"));
    table.heading(&words.text("screen-card-issued"));
    table.row(&words.text("field-can"), answer.can);
    table.row(&words.text("field-card"), &answer.patent_card);
    table.row(&words.text("field-region"), &answer.region);
    table.row(&words.text("field-in-force-from"), &answer.in_force_from);
    table.row(&words.text("field-latest-end"), &answer.latest_end);
    table.row(&words.text("field-reader"), &answer.reader);
    table.row(
        &words.text("field-written"),
        &format::bytes(language, answer.bytes_written),
    );
    table.row(
        &words.text("screen-took"),
        &format::milliseconds(language, answer.milliseconds),
    );
    console.output.answer(&table.render())
}
