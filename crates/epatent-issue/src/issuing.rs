// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Writing a card, resetting it and reading it back: only then is it issued.

use crate::job::Job;
use crate::office_card::{OfficeCard, Opened, closed, open_selected, random, select_applet};
use crate::readback::ReadBack;
use crate::store::Store;
use epatent_apdu::flows::{CardStatus, Personalise, Personalised, Resumed};
use epatent_apdu::profile::{LifeCycle, Status};
use epatent_apdu::{FlowError, drive, drive_with_progress};
use epatent_cli::{Bar, Console, Exit, Failure, Table, format};
use epatent_core::object::SecurityObject;
use epatent_office::production::Issued;
use epatent_station::{Connection, MAX_RESTARTS, findings, flow_failure, is_foreign_reset};
use serde::Serialize;
use std::time::Instant;

/// File bytes in one WRITE where APDUs are short: one MAC for many pieces of a chain, and still a bar that moves.
const CHUNK: usize = 1024;
/// What a read-back says of a card that was written for another job: its number or its files.
const OF_ANOTHER_JOB: [&str; 2] = ["access-number", "card-of-another-job"];

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
    opened: Opened<'_>,
    job: &Job,
    store: &Store,
    read_back: &ReadBack,
    console: &Console,
) -> Result<(), Failure> {
    let started = Instant::now();
    // Before anything is written: once the card is issued it no longer says which chip it is. A card
    // of another key is not this job's, which the writing will say.
    if opened.point() == Some(job.object.chip_key.as_sec1()) {
        store.keep_chip(job.object.card_id, opened.chip, console)?;
    }
    let (mut card, written) = write_whole(opened.card, job, store, console)?;
    card.power_cycle()?;
    read_back.check(&mut card, job, console)?;
    done(&card, job, written.as_ref(), started, console)
}

/// Writes until the card holds everything. Where another program resets the card, or the reader does
/// not carry what it seemed to, the conversation begins anew: the card says what it has, and no command is sent again by itself. That it is the
/// same card its channel and its key show.
fn write_whole<'a>(
    mut card: OfficeCard<'a>,
    job: &Job,
    store: &Store,
    console: &Console,
) -> Result<(Connection<'a>, Option<Personalised>), Failure> {
    for _ in 0..MAX_RESTARTS {
        let error = match write(&mut card, job, console) {
            Ok(written) => return Ok((card.into_parts().0, Some(written))),
            Err(error) => error,
        };
        let (mut connection, _) = card.into_parts();
        if !connection.falls_back(Some(&error))? {
            if !is_foreign_reset(error.transport()) {
                return Err(write_failure(&error, console));
            }
            connection.start_over()?;
        }
        let state = select_applet(&mut connection, console)?;
        if state == LifeCycle::Active {
            // The reset came after the card had everything; reading it back tells whether.
            return Ok((connection, None));
        }
        card = open_selected(connection, state, store, console)?.card;
    }
    let written = write(&mut card, job, console).map_err(|error| write_failure(&error, console))?;
    Ok((card.into_parts().0, Some(written)))
}

/// For a card that was written and never read back, because the reader or the program was stopped
/// in between.
pub(crate) fn finish(
    mut card: Connection<'_>,
    job: &Job,
    read_back: &ReadBack,
    console: &Console,
) -> Result<(), Failure> {
    let started = Instant::now();
    read_back.check(&mut card, job, console)?;
    finished(&card, job, started, console)
}

/// The same where several jobs may be the one of the card; returns the one that is.
pub(crate) fn finish_one_of(
    mut card: Connection<'_>,
    jobs: Vec<Job>,
    read_back: &ReadBack,
    console: &Console,
) -> Result<Job, Failure> {
    let started = Instant::now();
    let mut last = None;
    for job in jobs {
        match read_back.check(&mut card, &job, console) {
            Ok(()) => {
                finished(&card, &job, started, console)?;
                return Ok(job);
            }
            Err(failure) if OF_ANOTHER_JOB.contains(&failure.code.as_str()) => last = Some(failure),
            Err(failure) => return Err(failure),
        }
    }
    Err(last.unwrap_or_else(|| closed(LifeCycle::Active, console)))
}

fn finished(
    card: &Connection<'_>,
    job: &Job,
    started: Instant,
    console: &Console,
) -> Result<(), Failure> {
    console
        .output
        .note(&console.words.text("note-read-back-only"));
    done(card, job, None, started, console)
}

fn done(
    card: &Connection<'_>,
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

/// Tells of a card that was made under the register.
pub(crate) fn tell_issued(
    issued: &Issued,
    object: &SecurityObject,
    reader: &str,
    started: Instant,
    console: &Console,
) -> Result<(), Failure> {
    let answer = Answer {
        verdict: "in-force",
        patent_card: issued.card_id.to_string(),
        can: issued.access_number.expose(),
        region: object.region.to_string(),
        in_force_from: findings::date(object.in_force_from),
        latest_end: findings::date(object.latest_end),
        reader: reader.to_owned(),
        bytes_written: issued.written,
        resumed: issued.resumed,
        milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    give(&answer, console)
}

fn write(
    card: &mut OfficeCard<'_>,
    job: &Job,
    console: &Console,
) -> Result<Personalised, FlowError> {
    let files = job.files();
    let total: usize = files.values().map(Vec::len).sum();
    let point = *job.object.chip_key.as_sec1();
    let session = open_session(card)?.unwrap_or_else(random);
    let flow = Personalise::new(session, point, files)?
        .with_chunk(card.limit().write_chunk().unwrap_or(CHUNK));
    let bar = Bar::new(&console.words, "progress-writing", &[], total as u64);
    let written = drive_with_progress(flow, card, &mut |progress| bar.set(progress.done))?;
    drop(bar);
    if let Some(resumed) = written.resumed {
        say_resumed(resumed, console);
    }
    Ok(written)
}

/// The session that is open on the card, which a resumed writing goes on with.
fn open_session(card: &mut OfficeCard<'_>) -> Result<Option<[u8; 16]>, FlowError> {
    Ok(match drive(CardStatus::new(), card)? {
        Status::Personalisation(open) => Some(open.session),
        _ => None,
    })
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
