// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The commands that change a card: `chip-key`, `write`, `personalise`, `abort`.

use super::sign;
use crate::args::{Abort, Personalise, Reader, Write};
use crate::files;
use crate::readback;
use crate::store::Store;
use epatent_apdu::flows::{self, CardStatus, GenerateKey, Resumed, SelectApplet};
use epatent_apdu::profile::{EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle, Point, Status};
use epatent_apdu::{FlowError, drive, drive_with_progress};
use epatent_cli::{Bar, Console, Exit, Failure, FileTrouble, Table};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{ChipKey, SecurityObject};
use epatent_core::presentation::Presentation;
use epatent_pcsc::PcscTransport;
use epatent_station::{connect, flow_failure};
use rand::Rng;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Connects and finds out what state the card is in.
fn open(reader: &Reader, console: &Console) -> Result<(PcscTransport, Status), Failure> {
    let mut card = connect(&console.words, reader.reader.as_deref())?;
    let failed = |error: FlowError| match error.status() {
        Some(_) => Failure::new(&console.words, Exit::Device, "error-not-our-card", &[]),
        None => flow_failure(&console.words, &error),
    };
    drive(SelectApplet::new(), &mut card).map_err(failed)?;
    let status = drive(CardStatus::new(), &mut card)
        .map_err(|error| flow_failure(&console.words, &error))?;
    Ok((card, status))
}

/// The card is in a state in which nothing can be written to it.
fn closed(state: LifeCycle, console: &Console) -> Failure {
    let id = match state {
        LifeCycle::Terminated => "error-card-terminated",
        _ => "error-card-issued-already",
    };
    Failure::new(&console.words, Exit::Device, id, &[])
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

fn generate_key(card: &mut PcscTransport, console: &Console) -> Result<Point, Failure> {
    drive(GenerateKey::new(random()), card).map_err(|error| flow_failure(&console.words, &error))
}

pub(crate) fn chip_key(args: &Reader, console: &Console) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Answer {
        chip_key: String,
    }
    let (mut card, status) = open(args, console)?;
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

pub(crate) fn abort(args: &Abort, console: &Console) -> Result<(), Failure> {
    let (mut card, status) = open(&args.reader, console)?;
    let session = match status {
        Status::Personalisation(open) => open.session,
        Status::Blank { .. } => {
            return Err(Failure::new(
                &console.words,
                Exit::Device,
                "error-nothing-to-abort",
                &[],
            ));
        }
        Status::Closed { state, .. } => return Err(closed(state, console)),
    };
    if !args.yes && !confirmed(console)? {
        return Err(Failure::new(
            &console.words,
            Exit::Usage,
            "error-not-confirmed",
            &[],
        ));
    }
    drive(flows::Abort::new(session), &mut card)
        .map_err(|error| flow_failure(&console.words, &error))?;
    console.output.note(&console.words.text("note-aborted"));
    Ok(())
}

fn confirmed(console: &Console) -> Result<bool, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    console.output.note(&console.words.text("question-abort"));
    let mut answer = String::new();
    input.lock().read_line(&mut answer).map_err(|error| {
        FileTrouble::NotRead(&error).failure(&console.words, Path::new("stdin"))
    })?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "y" | "yes" | "д" | "да"
    ))
}

pub(crate) fn write(args: &Write, console: &Console) -> Result<Exit, Failure> {
    let presentation = files::read_card_file(&console.words, &args.card_file)?;
    let object = object(&presentation, &args.card_file, console)?;
    let (card, status) = open(&args.reader, console)?;
    if let Status::Closed { state, .. } = status {
        return Err(closed(state, console));
    }
    let job = Job {
        presentation,
        object,
        file: None,
    };
    issue(card, &job, &Store::new(&args.store.store), console)
}

pub(crate) fn personalise(args: &Personalise, console: &Console) -> Result<Exit, Failure> {
    if let Some(out) = &args.out {
        epatent_cli::files::refuse_existing(&console.words, out)?;
    }
    let application = sign::read(&args.application, console)?;
    let store = Store::new(&args.store.store);
    let (mut card, status) = open(&args.reader, console)?;
    let job = match status {
        Status::Closed { state, .. } => return Err(closed(state, console)),
        Status::Personalisation(open) => {
            let file = store.job(&open.manifest);
            if !file.exists() {
                return Err(Failure::new(
                    &console.words,
                    Exit::Device,
                    "error-card-of-another-job",
                    &[],
                ));
            }
            let job = Job::read(file, console)?;
            // A half-written card is finished for the person it was begun for, never for another.
            demand_same_patent(&job, &application, console)?;
            job
        }
        Status::Blank { .. } => {
            let point = generate_key(&mut card, console)?;
            let signed = sign::sign(&application, &store, chip_key_of(&point, console)?, console)?;
            let presentation = signed.into_presentation();
            let manifest = manifest(&presentation, &point, console)?;
            let file = store.job(&manifest);
            files::write_card_file(&console.words, &file, &presentation)?;
            Job::read(file, console)?
        }
    };
    let exit = issue(card, &job, &store, console)?;
    if exit == Exit::Done
        && let Some(out) = &args.out
    {
        files::write_card_file(&console.words, out, &job.presentation)?;
    }
    Ok(exit)
}

/// Signed files on their way to a card.
struct Job {
    presentation: Presentation,
    object: SecurityObject,
    /// Where they wait, until the card was read back.
    file: Option<PathBuf>,
}

impl Job {
    fn read(file: PathBuf, console: &Console) -> Result<Self, Failure> {
        let presentation = files::read_card_file(&console.words, &file)?;
        let object = object(&presentation, &file, console)?;
        Ok(Self {
            presentation,
            object,
            file: Some(file),
        })
    }
}

/// The content of a security object that came out of this office; whether it is authentic is what
/// the read-back asks.
fn object(
    presentation: &Presentation,
    file: &Path,
    console: &Console,
) -> Result<SecurityObject, Failure> {
    let unusable =
        |reason: String| FileTrouble::Unusable { reason: &reason }.failure(&console.words, file);
    let sign1 = Sign1::parse(&presentation.security_object, Typ::SecurityObject)
        .map_err(|error| unusable(error.to_string()))?;
    SecurityObject::decode(sign1.payload()).map_err(|error| unusable(error.to_string()))
}

fn demand_same_patent(
    job: &Job,
    application: &crate::application::Application,
    console: &Console,
) -> Result<(), Failure> {
    use epatent_core::group::{self, GroupNumber, Patent};
    let begun = job
        .presentation
        .groups
        .get(&GroupNumber::PATENT)
        .and_then(|bytes| group::decode::<Patent>(bytes).ok())
        .map(|(_, patent)| patent.number);
    if begun.as_ref() == Some(&application.contents.patent.number) {
        return Ok(());
    }
    let begun = begun.map(|number| number.to_string()).unwrap_or_default();
    Err(Failure::new(
        &console.words,
        Exit::Device,
        "error-card-of-another-patent",
        &[("patent", begun.into())],
    ))
}

fn chip_key_of(point: &Point, console: &Console) -> Result<ChipKey, Failure> {
    ChipKey::from_sec1(point).map_err(|error| {
        Failure::new(
            &console.words,
            Exit::Device,
            "error-bad-reply",
            &[("reason", error.to_string().into())],
        )
    })
}

fn card_files(presentation: &Presentation) -> BTreeMap<u16, Vec<u8>> {
    let mut files: BTreeMap<u16, Vec<u8>> = presentation
        .groups
        .iter()
        .map(|(number, bytes)| (number.file_id(), bytes.clone()))
        .collect();
    files.insert(EF_SECURITY_OBJECT, presentation.security_object.clone());
    files.insert(EF_CARD_ACCESS, presentation.card_access.clone());
    files
}

/// The manifest digest that BEGIN will declare for these files, whatever the session.
fn manifest(
    presentation: &Presentation,
    point: &Point,
    console: &Console,
) -> Result<[u8; 32], Failure> {
    flows::Personalise::new([0; 16], *point, card_files(presentation))
        .map(|flow| flow.manifest())
        .map_err(|error| flow_failure(&console.words, &error))
}

#[derive(Serialize)]
struct Answer {
    verdict: &'static str,
    patent_card: String,
    region: String,
    reader: String,
    bytes_written: u64,
    resumed: bool,
    milliseconds: u128,
}

/// Writes the files, resets the card, reads it back through the verifier on a fresh connection;
/// only then is the card issued.
fn issue(
    mut card: PcscTransport,
    job: &Job,
    store: &Store,
    console: &Console,
) -> Result<Exit, Failure> {
    let started = Instant::now();
    let files = card_files(&job.presentation);
    let total: usize = files.values().map(Vec::len).sum();
    let point = *job.object.chip_key.as_sec1();
    let session = open_session(&mut card, console)?.unwrap_or_else(random);
    let flow = flows::Personalise::new(session, point, files)
        .map_err(|error| flow_failure(&console.words, &error))?;
    let bar = Bar::new(&console.words, "progress-writing", &[], total as u64);
    let written = drive_with_progress(flow, &mut card, &mut |progress| bar.set(progress.done))
        .map_err(|error| write_failure(&error, console))?;
    drop(bar);
    if let Some(resumed) = written.resumed {
        say_resumed(resumed, console);
    }
    card.power_cycle()
        .map_err(|error| epatent_station::reader_failure(&console.words, &error))?;
    let verdict = readback::check(
        &mut card,
        job.object.region,
        job.object.in_force_from,
        store,
        console,
    )?;
    if verdict != Exit::Done {
        return Ok(verdict);
    }
    if let Some(file) = &job.file {
        // The card now holds what the file held; a file that stays behind harms nothing but tidiness.
        let _ = std::fs::remove_file(file);
    }
    let answer = Answer {
        verdict: "in-force",
        patent_card: job.object.card_id.to_string(),
        region: job.object.region.to_string(),
        reader: card.reader().to_owned(),
        bytes_written: written.written,
        resumed: written.resumed.is_some(),
        milliseconds: started.elapsed().as_millis(),
    };
    if console.output.is_json() {
        console.output.json(&answer)?;
        return Ok(Exit::Done);
    }
    let words = &console.words;
    let mut table = Table::new();
    table.heading(&words.text("screen-lab-banner"));
    table.heading(&words.text("screen-card-issued"));
    table.row(&words.text("field-card"), &answer.patent_card);
    table.row(&words.text("field-region"), &answer.region);
    table.row(&words.text("field-reader"), &answer.reader);
    table.row(
        &words.text("field-written"),
        &epatent_cli::format::bytes(words.language(), answer.bytes_written),
    );
    table.row(
        &words.text("screen-took"),
        &epatent_cli::format::milliseconds(
            words.language(),
            u64::try_from(answer.milliseconds).unwrap_or(u64::MAX),
        ),
    );
    console.output.answer(&table.render())?;
    Ok(Exit::Done)
}

/// The session that is open on the card, which a resumed writing goes on with.
fn open_session(card: &mut PcscTransport, console: &Console) -> Result<Option<[u8; 16]>, Failure> {
    match drive(CardStatus::new(), card) {
        Ok(Status::Personalisation(open)) => Ok(Some(open.session)),
        Ok(_) => Ok(None),
        Err(error) => Err(flow_failure(&console.words, &error)),
    }
}

fn say_resumed(resumed: Resumed, console: &Console) {
    console.output.note(&console.words.say(
        "note-resumed",
        &[
            ("files", resumed.complete_files.into()),
            (
                "bytes",
                epatent_cli::format::bytes(console.words.language(), resumed.bytes).into(),
            ),
        ],
    ));
}

fn write_failure(error: &FlowError, console: &Console) -> Failure {
    match error {
        FlowError::OtherKey { .. } => Failure::new(
            &console.words,
            Exit::Device,
            "error-card-of-another-key",
            &[],
        ),
        FlowError::OtherManifest { .. }
        | FlowError::OtherSession { .. }
        | FlowError::ForeignFile { .. } => Failure::new(
            &console.words,
            Exit::Device,
            "error-card-of-another-job",
            &[],
        ),
        _ => flow_failure(&console.words, error),
    }
}
