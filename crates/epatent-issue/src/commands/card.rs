// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The commands that change a card: `chip-key`, `write`, `personalise`, `abort`.

use super::sign;
use crate::application::Application;
use crate::args::{Abort, ChipKey, Personalise, Write};
use crate::desk::{Desk, is_registered};
use crate::files;
use crate::issuing::{finish, finish_one_of, issue};
use crate::job::Job;
use crate::office_card::{Opened, closed, generate_key, open, open_selected, select, station};
use crate::printed_code::CodeFolder;
use crate::readback::ReadBack;
use crate::store::Store;
use epatent_apdu::drive;
use epatent_apdu::flows;
use epatent_apdu::profile::{LifeCycle, Point, Status};
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::object;
use epatent_core::presentation::AccessNumber;
use epatent_pcsc::CardService;
use epatent_station::flow_failure;
use serde::Serialize;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

pub(crate) fn chip_key(
    args: &ChipKey,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        chip_key: String,
    }
    let store = Store::new(&args.store.store);
    store.demand_no_register(&console.words)?;
    let station = station(&args.reader, console, service)?;
    let Opened {
        mut card, status, ..
    } = open(&station, &args.reader, &store, console)?;
    if let Status::Closed { state, .. } = status {
        return Err(closed(state, console));
    }
    let answer = Answer {
        chip_key: hex::encode(generate_key(&mut card, console)?),
    };
    if console.output.is_json() {
        console.output.json(&answer)
    } else {
        console.output.answer(&answer.chip_key)
    }
}

pub(crate) fn abort(args: &Abort, console: &Console, service: &CardService) -> Result<(), Failure> {
    let fail = |exit, id| Failure::new(&console.words, exit, id, &[]);
    if let Some(desk) = Desk::where_registered(&args.office, console)? {
        return super::life::erase(args, desk, console, service);
    }
    let store = Store::new(&args.office.register.store.store);
    let station = station(&args.reader, console, service)?;
    let Opened {
        mut card, status, ..
    } = open(&station, &args.reader, &store, console)?;
    let (session, manifest) = match status {
        Status::Personalisation(open) => (open.session, open.manifest),
        Status::Blank { .. } => return Err(fail(Exit::Device, "error-nothing-to-abort")),
        Status::Closed { state, .. } => return Err(closed(state, console)),
    };
    if !args.yes && !confirmed("question-abort", console)? {
        return Err(fail(Exit::Usage, "error-not-confirmed"));
    }
    drive(flows::Abort::new(session), &mut card)
        .map_err(|error| flow_failure(&console.words, &error))?;
    // The files were signed for a key that no longer exists, and they hold personal data.
    let _ = std::fs::remove_file(store.job(&manifest));
    console.output.note(&console.words.text("note-aborted"));
    Ok(())
}

/// Asks where somebody can answer.
pub(super) fn confirmed(question: &str, console: &Console) -> Result<bool, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    console.output.note(&console.words.text(question));
    let mut answer = String::new();
    input.lock().read_line(&mut answer).map_err(|error| {
        FileTrouble::NotRead(&error).failure(&console.words, Path::new("stdin"))
    })?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes" | "д" | "да"))
}

pub(crate) fn write(args: &Write, console: &Console, service: &CardService) -> Result<(), Failure> {
    let store = Store::new(&args.store.store);
    store.demand_no_register(&console.words)?;
    let job = Job::read(&args.card_file, console)?;
    let read_back = ReadBack::prepare(&store, console)?;
    let station = station(&args.reader, console, service)?.with_apdu(args.apdu.apdu);
    let (card, state) = select(&station, &args.reader, console)?;
    if state == LifeCycle::Active {
        // Written before and torn away before it was read back, or another card: the check tells.
        return finish(card, &job, &read_back, console);
    }
    let opened = open_selected(card, state, &store, console)?;
    if let Status::Closed { state, .. } = opened.status {
        return Err(closed(state, console));
    }
    issue(opened, &job, &store, &read_back, console)
}

pub(crate) fn personalise(
    args: &Personalise,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    if let Some(out) = &args.out {
        epatent_cli::files::refuse_unwritable(&console.words, out)?;
    }
    if is_registered(&args.office.register, &console.words)? {
        return super::registered::personalise(args, console, service);
    }
    let store = Store::new(&args.office.register.store.store);
    let application = sign::read(&args.application, console)?;
    let read_back = ReadBack::prepare(&store, console)?;
    // Whether the office can sign this application is found out before a card is touched.
    let signer = store.signer(&console.words, application.contents.permission.region)?;
    let code_folder = args
        .qr
        .as_deref()
        .map(|folder| CodeFolder::prepare(folder, console))
        .transpose()?;
    let station = station(&args.reader, console, service)?.with_apdu(args.apdu.apdu);
    let (card, state) = select(&station, &args.reader, console)?;
    let job = if state == LifeCycle::Active {
        let jobs = written_before(&store, &application, console)?;
        finish_one_of(card, jobs, &read_back, console)?
    } else {
        let mut opened = open_selected(card, state, &store, console)?;
        let job = match &opened.status {
            Status::Closed { state, .. } => return Err(closed(*state, console)),
            Status::Personalisation(open) => begun(&store, &open.manifest, &application, console)?,
            Status::Blank { .. } => new(&mut opened, &store, &application, args.can, console)?,
        };
        issue(opened, &job, &store, &read_back, console)?;
        job
    };
    if let Some(out) = &args.out
        && let Err(failure) = files::write_card_file(&console.words, out, &job.presentation)
    {
        // The card is issued, whatever happens to the copy.
        console.output.note(&failure.message);
    }
    if let Some(folder) = code_folder
        && let Err(failure) = folder.write(&job.presentation, &signer, console)
    {
        // Nor to its code, which `qr` makes again from the card file.
        console.output.note(&failure.message);
    }
    Ok(())
}

/// The jobs of this application that wait for the read-back of an issued card, the newest first.
/// There may be several, where an earlier card was given up.
fn written_before(
    store: &Store,
    application: &Application,
    console: &Console,
) -> Result<Vec<Job>, Failure> {
    let jobs: Vec<_> = store
        .waiting_jobs()
        .into_iter()
        .filter_map(|file| Job::waiting(file, console).ok())
        .filter(|job| job.demand_same_patent(application, console).is_ok())
        .collect();
    if jobs.is_empty() {
        return Err(closed(LifeCycle::Active, console));
    }
    Ok(jobs)
}

/// A key that is in a blank card has no files yet: what was signed for it before is worthless, and
/// would be taken for the files of the card later.
fn forget_unbegun(store: &Store, point: &Point, console: &Console) {
    for file in store.waiting_jobs() {
        let job = Job::waiting(file, console);
        if let Ok(job) = job.as_ref()
            && job.object.chip_key.as_sec1() == point
            && let Some(file) = &job.waiting
        {
            // One that stays is found out at the read-back.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// The job that a half-written card belongs to.
fn begun(
    store: &Store,
    manifest: &[u8; 32],
    application: &Application,
    console: &Console,
) -> Result<Job, Failure> {
    let file = store.job(manifest);
    if !file.exists() {
        let id = "error-card-of-another-job";
        return Err(Failure::new(&console.words, Exit::Device, id, &[]));
    }
    let job = Job::waiting(file, console)?;
    job.demand_same_patent(application, console)?;
    Ok(job)
}

/// A job for a blank card: signed for its key, and kept before the card is touched.
fn new(
    opened: &mut Opened<'_>,
    store: &Store,
    application: &Application,
    can: Option<AccessNumber>,
    console: &Console,
) -> Result<Job, Failure> {
    let point = generate_key(&mut opened.card, console)?;
    opened.status = Status::Blank { point: Some(point) };
    forget_unbegun(store, &point, console);
    let chip_key = chip_key_of(&point, console)?;
    let presentation = sign::sign(application, store, chip_key, can, console)?;
    let manifest = epatent_office::production::manifest(&presentation, &point)
        .map_err(|error| flow_failure(&console.words, &error))?;
    let file = store.job(&manifest);
    files::write_card_file(&console.words, &file, &presentation)?;
    Job::waiting(file, console)
}

fn chip_key_of(point: &Point, console: &Console) -> Result<object::ChipKey, Failure> {
    object::ChipKey::from_sec1(point).map_err(|error| {
        let values = [("reason", error.to_string().into())];
        Failure::new(&console.words, Exit::Device, "error-bad-reply", &values)
    })
}
